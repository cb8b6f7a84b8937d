package data

import (
	"bytes"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"docgen/internal/source"
)

// scalar sets the kind and text of a scalar and returns where it starts and
// ends, quotes included and anchors and tags left out.
func (r *yamlReader) scalar(n *yaml.Node, start int, node *Node) (int, int) {
	after, next := r.skipProperties(start)
	if n.Value == "" && n.Style&(yaml.LiteralStyle|yaml.FoldedStyle|yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) == 0 {
		next = after // an empty value
	}
	var end int
	node.Text, end = r.decode(n, next)
	node.Kind = r.resolve(n, next, end, &node.Text)
	return next, end
}

// resolve returns the kind of a scalar. The text of a number or boolean that
// is not written as in JSON is replaced.
func (r *yamlReader) resolve(n *yaml.Node, start, end int, text *source.Text) Kind {
	if slices.Contains(r.masked, start) {
		return Placeholder
	}
	tagged := n.Style&yaml.TaggedStyle != 0
	plain := r.yaml11 && !tagged && n.Style == 0
	var value any
	tag := n.ShortTag()
	if plain {
		if tag == "!!int" || tag == "!!float" || tag == "!!str" {
			if value = rubyNumber(n.Value); value == nil {
				tag = "!!str"
			}
		}
	}
	switch tag {
	case "!!null":
		*text = source.Text{}
		return Null
	case "!!bool", "!!int", "!!float", "!!binary":
		if n.Value == "true" || n.Value == "false" {
			return Bool
		}
		if value != nil {
			break
		}
		if i, err := strconv.Atoi(n.Value); err == nil && strconv.Itoa(i) == n.Value && tag != "!!binary" {
			return Number
		}
		if err := n.Decode(&value); err != nil {
			r.problem("bad-tag", start, end, "%q is no value of the type %s", n.Value, tag)
			return String
		}
	default:
		if on, ok := wordBool(n.Value); ok && plain {
			value = on
		}
	}
	var written string
	kind := Number
	switch v := value.(type) {
	case nil:
		return String
	case bool:
		kind, written = Bool, strconv.FormatBool(v)
	case string:
		kind, written = String, v
	case int:
		written = strconv.Itoa(v)
	case int64:
		written = strconv.FormatInt(v, 10)
	case uint64:
		written = strconv.FormatUint(v, 10)
	case float64:
		if math.IsInf(v, 0) || math.IsNaN(v) {
			return String
		}
		written = n.Value
		if same, err := strconv.ParseFloat(n.Value, 64); err != nil || same != v {
			written = strconv.FormatFloat(v, 'g', -1, 64)
		}
	}
	if written != n.Value {
		*text = source.Text{}
		text.Derive(r.text.Slice(start, end), []byte(written))
	}
	return kind
}

// wordBool reads the booleans that YAML 1.1 has beside true and false.
func wordBool(s string) (on, ok bool) {
	if len(s) > 3 {
		return false, false
	}
	switch strings.ToLower(s) {
	case "yes", "on":
		return true, true
	case "no", "off":
		return false, true
	}
	return false, false
}

// decoder matches the source of a scalar with the value that the library read
// from it, to find the provenance of each byte.
type decoder struct {
	*yamlReader
	text  source.Text
	value string // the rest of the value
	at    int    // offset in the source
	from  int    // start of the verbatim run that ends at at
}

// decode returns the text of a scalar whose source begins at start, and where
// the source ends. A verbatim text is a part of the text that was read. If the
// source cannot be matched, all of it is the provenance of the value.
func (r *yamlReader) decode(n *yaml.Node, start int) (source.Text, int) {
	d := decoder{yamlReader: r, value: n.Value, at: start, from: start}
	var end int
	switch {
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		end = d.block()
	case n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0:
		end = d.quoted()
	default:
		for d.value != "" && d.at < len(d.src) {
			d.flow()
		}
		end = d.at
	}
	if d.text.Len() == 0 && string(d.src[d.from:d.at]) == n.Value {
		return r.text.Slice(d.from, d.at), end
	}
	d.produce(d.at, "")
	if d.text.String() != n.Value {
		d.text = source.Text{}
		d.text.Derive(r.text.Slice(start, end), []byte(n.Value))
	}
	return d.text, end
}

// flow consumes one byte outside of block scalars, or line breaks with the blanks
// around them: one is a space, of several the first is dropped. LS and PS are
// kept.
func (d *decoder) flow() {
	size, breaks := skipBreaks(d.src[d.at:])
	if breaks == 0 {
		d.keep(1)
		return
	}
	if breakLen(d.src[d.at+lineEnd(d.src[d.at:]):]) < len("\u2028") {
		breaks--
	}
	n := 0
	for range breaks {
		n += breakLen([]byte(d.value[n:min(n+3, len(d.value))]))
	}
	d.produce(d.at+size, d.value[:min(max(1, n), len(d.value))])
}

// quoted consumes a scalar in quotes.
func (d *decoder) quoted() (end int) {
	quote := d.src[d.at]
	d.at++
	d.from = d.at
	for d.at < len(d.src) {
		switch c := d.src[d.at]; {
		case c == '\'' && quote == c && d.at+1 < len(d.src) && d.src[d.at+1] == c:
			d.produce(d.at+2, "'")
		case c == quote:
			return d.at + 1
		case c == '\\' && quote == '"' && d.at+1 < len(d.src):
			d.escape()
		default:
			d.flow()
		}
	}
	return d.at
}

// escape consumes an escape sequence, which is one character of the value, or
// none for an escaped line break.
func (d *decoder) escape() {
	next := d.src[d.at+1:]
	if size, breaks := skipBreaks(next); breakLen(next) > 0 {
		d.produce(d.at+1+size, d.value[:min(breaks-1, len(d.value))])
		return
	}
	width := 2
	switch next[0] {
	case 'x':
		width = 4
	case 'u':
		width = 6
	case 'U':
		width = 10
	}
	_, size := utf8.DecodeRuneInString(d.value)
	d.produce(min(d.at+width, len(d.src)), d.value[:size])
}

// block consumes a literal or folded scalar up to the end of its last line of
// text, without the line break.
func (d *decoder) block() (end int) {
	text := strings.TrimRight(d.value, blanksAndBreaks)
	if text == "" {
		rest := bytes.TrimLeft(d.src[d.at+1:], "+-0123456789")
		d.at = len(d.src) - len(rest)
		d.from = d.at
		d.produce(d.at, d.value)
		return d.at
	}
	rest := len(d.value) - len(text)
	d.at = d.nextLine(d.at)
	d.from = d.at
	d.lines(len(d.src[d.at:])-len(bytes.TrimLeft(d.src[d.at:], blanksAndBreaks)), true)
	for len(d.value) > rest && d.at < len(d.src) {
		if size, breaks := skipBreaks(d.src[d.at:]); breaks > 0 {
			d.lines(size, false)
		} else {
			d.keep(1)
		}
	}
	end = d.at + lineEnd(d.src[d.at:])
	d.lines(d.nextLine(d.at)-d.at, false)
	return end
}

// lines consumes size bytes of line breaks and the blanks around them in a block
// scalar. Indentation beyond that of the block is part of the value.
func (d *decoder) lines(size int, first bool) {
	next := d.at + size
	value := d.value[:len(d.value)-len(strings.TrimLeft(d.value, blanksAndBreaks))]
	indent := value[strings.LastIndexByte(value, '\n')+1:]
	if len(indent) == len(value) && !first {
		indent = "" // a space that joins two lines
	}
	own := 0
	for own < min(size, len(indent)) && indent[len(indent)-own-1] == d.src[next-own-1] {
		own++
	}
	value = value[:len(value)-own]
	for d.at < next-own && value != "" && d.src[d.at] == value[0] {
		d.keep(1)
		value = value[1:]
	}
	if d.at < next-own || value != "" {
		d.produce(next-own, value)
	}
	d.keep(own)
}

const blanksAndBreaks = " \t\r\n"

// keep consumes bytes that are copied verbatim.
func (d *decoder) keep(n int) {
	d.at += n
	d.value = d.value[min(n, len(d.value)):]
}

// produce ends the verbatim run and adds the value of the source up to next.
func (d *decoder) produce(next int, s string) {
	if d.from < d.at {
		d.text.Append(d.yamlReader.text.Slice(d.from, d.at), nil)
	}
	if s != "" {
		d.text.Derive(d.yamlReader.text.Slice(d.at, next), []byte(s))
	}
	d.value = d.value[min(len(s), len(d.value)):]
	d.at, d.from = next, next
}

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
	behind, next := r.skipProperties(start)
	start = next
	end := start
	var text source.Text
	switch {
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		text, end = r.block(n, start)
	case n.Style&yaml.DoubleQuotedStyle != 0:
		text, end = r.quoted(n, start, '"')
	case n.Style&yaml.SingleQuotedStyle != 0:
		text, end = r.quoted(n, start, '\'')
	case n.Value == "":
		start, end = behind, behind
		text = r.text.Slice(start, end)
	default:
		text, end = r.plain(n, start)
	}
	node.Text = text
	node.Kind = r.resolve(n, start, end, &node.Text)
	return start, end
}

// resolve returns the kind of a scalar. The text of a number or boolean that
// is not written as JSON would is replaced.
func (r *yamlReader) resolve(n *yaml.Node, start, end int, text *source.Text) Kind {
	if slices.Contains(r.masked, start) {
		return Placeholder
	}
	tagged := n.Style&yaml.TaggedStyle != 0
	var value any
	switch tag := n.ShortTag(); tag {
	case "!!null":
		*text = source.Text{}
		return Null
	case "!!bool", "!!int", "!!float", "!!binary":
		if n.Value == "true" || n.Value == "false" {
			return Bool
		}
		if i, err := strconv.Atoi(n.Value); err == nil && strconv.Itoa(i) == n.Value && tag != "!!binary" {
			return Number
		}
		if err := n.Decode(&value); err != nil {
			r.problem("bad-tag", start, end, "%q is no value of the type %s", n.Value, tag)
			return String
		}
	default:
		if on, ok := wordBool(n.Value); ok && r.words && !tagged && n.Style == 0 {
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

// plain reads a scalar without quotes. On one line it is a piece of the text.
func (r *yamlReader) plain(n *yaml.Node, start int) (source.Text, int) {
	if end := start + len(n.Value); end <= len(r.src) && string(r.src[start:end]) == n.Value {
		return r.text.Slice(start, end), end
	}
	d := decoder{r: r, all: n.Value, value: n.Value, at: start, from: start}
	for d.value != "" && d.at < len(r.src) {
		if gap := d.fold(d.at); gap > d.at {
			d.produce(gap, d.folded(gap))
		} else if r.src[d.at] == d.value[0] {
			d.keep(1)
		} else {
			break
		}
	}
	return d.done(start, d.at)
}

// quoted reads a scalar in quotes. Without escapes on one line it is a piece
// of the text.
func (r *yamlReader) quoted(n *yaml.Node, start int, quote byte) (source.Text, int) {
	if end := start + 1 + len(n.Value); end < len(r.src) && r.src[end] == quote &&
		string(r.src[start+1:end]) == n.Value && (quote == '"' || !strings.Contains(n.Value, "'")) {
		return r.text.Slice(start+1, end), end + 1
	}
	d := decoder{r: r, all: n.Value, value: n.Value, at: start + 1, from: start + 1}
	for d.at < len(r.src) {
		c := r.src[d.at]
		gap := d.fold(d.at)
		switch {
		case gap > d.at:
			d.produce(gap, d.folded(gap))
		case c == quote && quote == '\'' && d.at+1 < len(r.src) && r.src[d.at+1] == '\'':
			d.produce(d.at+2, "'")
		case c == quote:
			return d.done(start, d.at+1)
		case c == '\\' && quote == '"':
			d.escape()
		default:
			d.keep(1)
		}
	}
	return d.done(start, d.at)
}

// block reads a literal or folded scalar. It ends with its last line that is
// not blank; the line end belongs to what follows.
func (r *yamlReader) block(n *yaml.Node, start int) (source.Text, int) {
	end := start + 1
	for end < len(r.src) && strings.IndexByte("+-0123456789", r.src[end]) >= 0 {
		end++
	}
	first := r.nextLine(end)
	indent := blockIndent(r.src[first:], n.Value)
	for line := first; indent >= 0 && line < len(r.src); line = r.nextLine(line) {
		stop := line + lineEnd(r.src[line:])
		if spaces := countSpaces(r.src[line:stop]); stop-line > indent && spaces >= indent {
			end = stop
		} else if spaces < stop-line {
			break
		}
	}
	d := decoder{r: r, all: n.Value, value: n.Value, at: first, from: first}
	for d.value != "" && d.at < end {
		stop := d.at + lineEnd(r.src[d.at:])
		if stop-d.at > indent {
			d.produce(d.at+indent, "")
			d.keep(stop - d.at)
		}
		next := r.nextLine(d.at)
		switch {
		case strings.HasPrefix(d.value, "\n") && r.src[d.at] == '\n':
			d.keep(1)
		case d.value != "" && (d.value[0] == '\n' || d.value[0] == ' ' && stop < end):
			d.produce(next, d.value[:1])
		default:
			d.produce(next, "")
		}
	}
	// What is left are the line ends that the chomping keeps.
	d.produce(d.at, d.value)
	return d.done(start, end)
}

// nextLine returns the offset of the line after the one that off stands in.
func (r *yamlReader) nextLine(off int) int {
	off += lineEnd(r.src[off:])
	return off + breakLen(r.src[off:])
}

// blockIndent returns by how many spaces a block scalar is indented: those of
// its first line with text, less those that belong to the value. It is -1 for
// a scalar without text.
func blockIndent(src []byte, value string) int {
	own, ok := firstIndent([]byte(value))
	if !ok {
		return -1
	}
	written, _ := firstIndent(src)
	return max(0, written-own)
}

// firstIndent returns the indentation of the first line with text.
func firstIndent(b []byte) (spaces int, ok bool) {
	for len(b) > 0 {
		end := lineEnd(b)
		if n := countSpaces(b[:end]); n < end {
			return n, true
		}
		b = b[end+breakLen(b[end:]):]
	}
	return 0, false
}

func countSpaces(b []byte) int { return len(b) - len(bytes.TrimLeft(b, " ")) }

// decoder builds the text of a scalar from its source and the value that the
// library read.
type decoder struct {
	r     *yamlReader
	text  source.Text
	all   string // the value
	value string // what is still to come
	at    int    // offset in the source
	from  int    // start of the verbatim run that ends at at
}

// keep goes over bytes that are their own value.
func (d *decoder) keep(n int) {
	d.at += n
	d.value = d.value[min(n, len(d.value)):]
}

// produce ends the verbatim run and adds what the source up to next stands
// for.
func (d *decoder) produce(next int, s string) {
	if d.from < d.at {
		d.text.Append(d.r.text.Slice(d.from, d.at), nil)
	}
	if s != "" {
		d.text.Derive(d.r.text.Slice(d.at, next), []byte(s))
	}
	d.value = d.value[min(len(s), len(d.value)):]
	d.at, d.from = next, next
}

// fold returns the offset behind a line end with the blanks around it, or off
// where there is none.
func (d *decoder) fold(off int) int {
	src := d.r.src
	end, broken := off, false
	for end < len(src) {
		if n := breakLen(src[end:]); n > 0 {
			end, broken = end+n, true
		} else if src[end] == ' ' || src[end] == '\t' {
			end++
		} else {
			break
		}
	}
	if !broken {
		return off
	}
	return end
}

// folded returns what the line ends up to gap stand for.
func (d *decoder) folded(gap int) string {
	if n := countBreaks(d.r.src[d.at:gap]); n > 1 {
		return strings.Repeat("\n", n-1)
	}
	return " "
}

// escape reads what follows a backslash. Each escape stands for one
// character, but an escaped line end for nothing.
func (d *decoder) escape() {
	src := d.r.src
	if d.at+1 >= len(src) {
		d.keep(1)
		return
	}
	if gap := d.fold(d.at + 1); gap > d.at+1 {
		d.produce(gap, strings.Repeat("\n", countBreaks(src[d.at:gap])-1))
		return
	}
	width := 2
	switch src[d.at+1] {
	case 'x':
		width = 4
	case 'u':
		width = 6
	case 'U':
		width = 10
	}
	_, size := utf8.DecodeRuneInString(d.value)
	d.produce(min(d.at+width, len(src)), d.value[:size])
}

// done returns the text of a scalar whose source is start to end. Where the
// source could not be followed all of it stands for the value.
func (d *decoder) done(start, end int) (source.Text, int) {
	d.produce(d.at, "")
	if string(d.text.Bytes) != d.all {
		d.text = source.Text{}
		d.text.Derive(d.r.text.Slice(start, end), []byte(d.all))
	}
	return d.text, end
}

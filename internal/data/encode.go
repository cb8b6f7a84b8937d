package data

import (
	"strconv"
	"unicode/utf8"

	"docgen/internal/source"
)

// AppendJSON writes a value as JSON, with provenance: brackets and quotes map to
// the value as a whole, text to its bytes. Objects and lists are written over
// several lines, indented by two more spaces than indent, the indentation of the
// line that the value begins on.
func AppendJSON(t *source.Text, n *Node, indent string) {
	at, _, _ := n.Origin()
	put := func(s string) { t.Put(at, nil, []byte(s)) }
	inner := indent + "  "
	switch n.Kind {
	case Null:
		put("null")
	case Bool:
		put(strconv.FormatBool(n.True()))
	case Number:
		t.Append(n.Text, nil)
	case String, Placeholder:
		put(`"`)
		appendEscaped(t, n.Text)
		put(`"`)
	case Array:
		if len(n.Items) == 0 {
			put("[]")
			return
		}
		for i, item := range n.Items {
			put(opening(i, "[") + "\n" + inner)
			AppendJSON(t, item, inner)
		}
		put("\n" + indent + "]")
	case Object:
		if len(n.Members) == 0 {
			put("{}")
			return
		}
		for i, m := range n.Members {
			put(opening(i, "{") + "\n" + inner)
			AppendJSON(t, &Node{Kind: String, Raw: m.Key.Raw, Text: m.Key.Text}, inner)
			put(": ")
			AppendJSON(t, m.Value, inner)
		}
		put("\n" + indent + "}")
	}
}

func opening(i int, bracket string) string {
	if i == 0 {
		return bracket
	}
	return ","
}

// appendEscaped appends the inside of a JSON string. Runs that need no escape
// are copied.
func appendEscaped(t *source.Text, s source.Text) {
	from := 0
	for i := 0; i < s.Len(); {
		c := s.Bytes[i]
		r, size := utf8.DecodeRune(s.Bytes[i:])
		if c >= ' ' && c != '"' && c != '\\' && (r != utf8.RuneError || size > 1) {
			i += size
			continue
		}
		t.Append(s.Slice(from, i), nil)
		t.Derive(s.Slice(i, i+size), []byte(escape(r, c)))
		i += size
		from = i
	}
	t.Append(s.Slice(from, s.Len()), nil)
}

func escape(r rune, c byte) string {
	switch c {
	case '"', '\\':
		return `\` + string(c)
	case '\n':
		return `\n`
	case '\t':
		return `\t`
	case '\r':
		return `\r`
	}
	if r == utf8.RuneError {
		return "\ufffd"
	}
	const hex = "0123456789abcdef"
	return `\u00` + string(hex[c>>4]) + string(hex[c&15])
}

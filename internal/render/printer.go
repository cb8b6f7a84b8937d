package render

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"docgen/internal/data"
)

// printer writes values that may hold others, in the notation of Ruby or of JSON. A
// value that is shared many times grows without bound when it is written, so each
// piece is checked before it is added.
type printer struct {
	m     *meter
	ruby  bool
	short bool // documents by their names
	limit int  // bytes after which nothing is added, if it is not 0
	out   strings.Builder
}

func (p *printer) full() bool { return p.m.err != nil || p.limit > 0 && p.out.Len() > p.limit }

func (p *printer) add(s string) {
	if p.full() {
		return
	}
	if size := p.out.Len() + len(s); p.limit == 0 && (size > p.m.limits.text || size > p.m.memory) {
		_ = p.m.makeText(size)
		return
	}
	p.m.spend(len(s) / 4)
	p.out.WriteString(s)
}

func (p *printer) quote(s string) {
	switch {
	case p.limit > 0 && len(s) > p.limit:
		s = s[:p.limit]
	case len(s) > p.m.limits.text:
		_ = p.m.makeText(len(s))
		return
	}
	p.add(quote(s, p.ruby))
}

func (p *printer) value(v any) {
	if p.full() || p.m.spend(40) != nil {
		return
	}
	if n, ok := v.(neighbour); ok {
		v = n.collapsed()
	}
	separator, arrow, nothing := ",", ":", "null"
	if p.ruby {
		separator, arrow, nothing = ", ", "=>", "nil"
	}
	switch v := p.m.whole(v).(type) {
	case nil:
		p.add(nothing)
	case numberRange:
		if p.ruby {
			p.add(v.String())
		} else {
			p.quote(v.String())
		}
	case string:
		p.quote(v)
	case data.Date:
		if p.ruby {
			p.add(dateObject(v))
		} else {
			p.quote(string(v))
		}
	case time.Time:
		if p.ruby {
			p.add(data.FormatTime(v))
		} else {
			p.quote(data.FormatTime(v))
		}
	case []any:
		p.add("[")
		for i, item := range v {
			if p.full() {
				return
			}
			if i > 0 {
				p.add(separator)
			}
			p.value(item)
		}
		p.add("]")
	case data.Map:
		if path := docPath(v); path != "" && p.short {
			p.add("#<Jekyll::Document " + path + " collection=" + v.Text("collection") + ">")
			return
		}
		p.m.spend(40 * len(v))
		p.add("{")
		for i, key := range v.Keys() {
			if p.full() {
				return
			}
			if i > 0 {
				p.add(separator)
			}
			p.quote(key)
			p.add(arrow)
			p.value(v[key].Value)
		}
		p.add("}")
	case bool:
		p.add(strconv.FormatBool(v))
	case int:
		p.add(strconv.Itoa(v))
	case float64:
		p.add(floatString(v))
	default:
		p.other(v)
	}
}

// other writes a value that is none of the template language's.
func (p *printer) other(v any) {
	if !p.ruby {
		if _, ok := v.(fmt.Stringer); ok {
			p.quote(fmt.Sprint(v))
			return
		}
		if b, err := json.Marshal(v); err == nil {
			p.add(string(b))
			return
		}
		p.quote(fmt.Sprint(v))
		return
	}
	p.add(fmt.Sprint(v))
}

// text returns the string form of a value; a string is returned as it is.
func (m *meter) text(v any) string {
	switch v := v.(type) {
	case nil, emptyWord:
		return ""
	case string:
		return v
	case data.Date:
		return string(v)
	case data.Map:
		if docPath(v) != "" { // its page, or its text where that is not made yet
			return m.text(cmp.Or(m.resolved(v.Get("output")), m.resolved(v.Get("content"))))
		}
	}
	p := printer{m: m, ruby: true, short: true}
	return p.all(v)
}

// inspect returns the form in which Ruby shows a value to programmers.
func (m *meter) inspect(v any) string {
	p := printer{m: m, ruby: true}
	return p.all(v)
}

// all writes a value, and counts the bytes.
func (p *printer) all(v any) string {
	p.value(v)
	p.m.take(p.out.Len())
	return p.out.String()
}

// jsonify returns a value as compact JSON, object members in source order. Its bytes
// are still to be counted.
func (m *meter) jsonify(v any) string {
	p := printer{m: m}
	p.value(v)
	return p.out.String()
}

// shown is inspect for a message, which has the beginning of a long value.
func (m *meter) shown(v any) string {
	p := printer{m: m, ruby: true, limit: maxShown}
	p.value(v)
	return cutShown(p.out.String())
}

func cutShown(s string) string {
	if len(s) <= maxShown {
		return s
	}
	return strings.ToValidUTF8(s[:maxShown], "") + "…"
}

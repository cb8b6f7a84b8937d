package render

import (
	"fmt"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"docgen/internal/content"
)

// tocFilters are the filters of jekyll-toc. They work on pages with toc: true only.
var tocFilters = map[string]filter{
	"toc":            tocFilter(func(t *toc) string { return t.list() + t.anchored() }),
	"inject_anchors": tocFilter((*toc).anchored),
	"toc_only":       {slow: 20, run: func(m *meter, in any, _ []any) (any, error) { return m.runTOC(in, "", (*toc).list) }},
}

// tocFilter makes a filter of a function on the headings of HTML.
func tocFilter(print func(*toc) string) filter {
	return filter{slow: 20, run: func(m *meter, in any, _ []any) (any, error) { return m.runTOC(in, in, print) }}
}

func (m *meter) runTOC(in, without any, print func(*toc) string) (any, error) {
	page, _ := m.vars.find("page")
	site, _ := m.vars.find("site")
	if dig(page, "toc") != true {
		return without, nil
	}
	s := m.text(in)
	if m.take(8*len(s)) != nil {
		return nil, m.err
	}
	t := newTOC(s, dig(site, "toc"))
	if m.makeText(2*len(s)+len(t.entries)*(250+len(t.itemClass)+len(t.itemPrefix)+len(t.sublistClass))) != nil {
		return nil, m.err
	}
	return print(t), nil
}

// tocTag prints the table of contents of the page in a layout, as {% toc %}.
func tocTag(p *gemRun) string {
	if !truthy(p.get("page", "toc")) || p.meter.take(8*len(p.content)) != nil {
		return ""
	}
	return newTOC(p.content, p.get("site", "toc")).list()
}

// toc is the table of contents of a piece of HTML.
type toc struct {
	html    string
	entries []tocEntry

	low, high                                           int // levels of headings
	tag, id, class, sublistClass, itemClass, itemPrefix string
	without                                             []string // classes of sections that are left out
}

type tocEntry struct {
	level    int
	at       int // where the text of the heading begins
	id, text string
}

func newTOC(text string, options any) *toc {
	option := func(key, usual string) string {
		if s, ok := dig(options, key).(string); ok {
			return s
		}
		return usual
	}
	level := func(key string, usual int) int {
		if n, ok := dig(options, key).(int); ok {
			return n
		}
		return usual
	}
	t := &toc{
		html: text, low: level("min_level", 1), high: level("max_level", 6), tag: "ul", id: option("list_id", "toc"), class: option("list_class", "section-nav"),
		sublistClass: option("sublist_class", ""), itemClass: option("item_class", "toc-entry"), itemPrefix: option("item_prefix", "toc-"),
		without: []string{option("no_toc_section_class", "no_toc_section")},
	}
	if list, ok := dig(options, "no_toc_section_class").([]any); ok {
		t.without = nil
		for _, class := range list {
			t.without = append(t.without, textOf(class))
		}
	}
	if dig(options, "ordered_list") == true {
		t.tag = "ol"
	}
	t.read()
	return t
}

var (
	tocAttribute = regexp.MustCompile(`(?i)\b(id|class)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)`)
	tocNoText    = regexp.MustCompile(`[^\pL\pM\pN_\- ]`)
)

// htmlTag is a tag with its bytes.
type htmlTag struct {
	start, end  int
	name        string // in lower case
	closing     bool
	id, classes string
}

// nextTag returns the next tag of HTML from an offset on; ok is false where there is
// none. Comments are left out.
func nextTag(s string, at int) (t htmlTag, ok bool) {
	for {
		i := strings.IndexByte(s[at:], '<')
		if i < 0 {
			return t, false
		}
		at += i
		if strings.HasPrefix(s[at:], "<!--") {
			end := strings.Index(s[at:], "-->")
			if end < 0 {
				return t, false
			}
			at += end + 3
			continue
		}
		t = htmlTag{start: at}
		at++
		if t.closing = at < len(s) && s[at] == '/'; t.closing {
			at++
		}
		from := at
		for at < len(s) && (s[at]|0x20 >= 'a' && s[at]|0x20 <= 'z' || at > from && s[at] >= '0' && s[at] <= '9') {
			at++
		}
		if t.name = strings.ToLower(s[from:at]); t.name != "" {
			break
		}
	}
	inside := at
	for quote := byte(0); at < len(s); at++ {
		switch c := s[at]; {
		case quote != 0 && c == quote:
			quote = 0
		case quote != 0:
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			t.end = at + 1
			for _, a := range tocAttribute.FindAllStringSubmatch(s[inside:at], -1) {
				value := html.UnescapeString(strings.Trim(a[2], `"'`))
				if strings.EqualFold(a[1], "id") {
					t.id = value
				} else {
					t.classes = value
				}
			}
			return t, true
		}
	}
	return t, false
}

func (t htmlTag) hasClass(class string) bool {
	return slices.Contains(strings.Fields(t.classes), class)
}

// read finds the headings.
func (t *toc) read() {
	taken := map[string]int{}
	var skipped string // the element of the section that is left out
	depth := 0
	var open htmlTag
	for tag, ok := nextTag(t.html, 0); ok; tag, ok = nextTag(t.html, tag.end) {
		switch {
		case skipped != "" && tag.name == skipped && tag.closing:
			if depth--; depth == 0 {
				skipped = ""
			}
		case skipped != "" && tag.name == skipped && t.html[tag.end-2] != '/':
			depth++
		case skipped != "":
		case !tag.closing && slices.ContainsFunc(t.without, tag.hasClass):
			skipped, depth = tag.name, 1
		case len(tag.name) != 2 || tag.name[0] != 'h' || tag.name[1] < '1' || tag.name[1] > '6':
		case !tag.closing:
			open = tag
		case open.name == tag.name:
			level := int(tag.name[1] - '0')
			if level >= t.low && level <= t.high && !open.hasClass("no_toc") {
				t.addEntry(level, open, t.html[open.end:tag.start], taken)
			}
			open = htmlTag{}
		}
	}
}

func (t *toc) addEntry(level int, heading htmlTag, inside string, taken map[string]int) {
	text := html.UnescapeString(stripHTML(inside))
	id := heading.id
	if id == "" {
		id = tocID(text)
	}
	n := taken[id]
	taken[id]++
	if n > 0 {
		id += "-" + strconv.Itoa(n)
	}
	t.entries = append(t.entries, tocEntry{level, heading.end, id, text})
}

// tocID returns the id of a heading that has none.
func tocID(text string) string {
	id := tocNoText.ReplaceAllString(content.Downcase(text), "")
	return url.QueryEscape(strings.ReplaceAll(id, " ", "-"))
}

// list prints the list of the headings.
func (t *toc) list() string {
	var b strings.Builder
	fmt.Fprintf(&b, "<%s id=%q class=%q>\n", t.tag, t.id, t.class)
	t.items(&b, t.entries)
	fmt.Fprintf(&b, "</%s>", t.tag)
	return b.String()
}

// items prints the entries of the highest level, each with those below it. There are six
// levels at most.
func (t *toc) items(b *strings.Builder, entries []tocEntry) {
	highest := 7
	for _, e := range entries {
		highest = min(highest, e.level)
	}
	below := func(from int) int {
		n := from
		for n < len(entries) && entries[n].level > highest {
			n++
		}
		return n
	}
	for i := 0; i < len(entries); i++ {
		if e := entries[i]; e.level > highest {
			end := below(i)
			t.items(b, entries[i:end])
			i = end - 1
			continue
		}
		e := entries[i]
		fmt.Fprintf(b, `<li class="%s %sh%d"><a href="#%s">%s</a>`, html.EscapeString(t.itemClass), html.EscapeString(t.itemPrefix), e.level, html.EscapeString(e.id), html.EscapeString(e.text))
		if end := below(i + 1); end > i+1 {
			class := ""
			if t.sublistClass != "" {
				class = ` class="` + html.EscapeString(t.sublistClass) + `"`
			}
			fmt.Fprintf(b, "\n<%s%s>\n", t.tag, class)
			t.items(b, entries[i+1:end])
			fmt.Fprintf(b, "</%s>\n", t.tag)
			i = end - 1
		}
		b.WriteString("</li>\n")
	}
}

// anchored returns the HTML with a link to itself at each heading.
func (t *toc) anchored() string {
	var b strings.Builder
	done := 0
	for _, e := range t.entries {
		b.WriteString(t.html[done:e.at])
		fmt.Fprintf(&b, `<a class="anchor" href="#%s" aria-hidden="true"><span class="octicon octicon-link"></span></a>`, html.EscapeString(e.id))
		done = e.at
	}
	return b.String() + t.html[done:]
}

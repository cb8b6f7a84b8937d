package content

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"docgen/internal/data"
	"docgen/internal/diag"
)

// Kramdown are the settings of kramdown, with the defaults of Jekyll.
type Kramdown struct {
	// GFM reads GitHub's Markdown in addition: fences of backticks, and blocks that
	// begin without a blank line before them.
	GFM bool
	// HardWrap makes a line break of each line end.
	HardWrap bool
	// AutoIDs gives headings ids, which begin with AutoIDPrefix. AutoIDStripping
	// makes them of the text without its markup.
	AutoIDs         bool
	AutoIDPrefix    string
	AutoIDStripping bool
	// ParseBlockHTML and ParseSpanHTML read Markdown in HTML elements without the
	// attribute markdown.
	ParseBlockHTML, ParseSpanHTML bool
	// SmartQuotes are the entities of the four quotes: ‘ ’ “ ”.
	SmartQuotes [4]string
	// Symbols are what is shown for typographic symbols (hellip, mdash, ndash,
	// laquo, raquo and their forms with a space), where the configuration sets it.
	Symbols map[string]string
	// FootnoteNr is the number of the first footnote, FootnoteBacklink its link back
	// to the text ("" for none).
	FootnoteNr       int
	FootnoteBacklink string
	// TOCLevels are the levels of headings in tables of contents.
	TOCLevels [6]bool
	// HeaderOffset is added to the levels of headings.
	HeaderOffset int
}

// readKramdown reads the settings of the key kramdown of _config.yml.
func readKramdown(node *data.Node) *Kramdown {
	k := &Kramdown{
		GFM: true, AutoIDs: true, ParseSpanHTML: true, SmartQuotes: [4]string{"lsquo", "rsquo", "ldquo", "rdquo"},
		Symbols: map[string]string{}, FootnoteNr: 1, FootnoteBacklink: "&#8617;",
		TOCLevels: [6]bool{true, true, true, true, true, true},
	}
	if input := node.Get("input"); input != nil {
		k.GFM = strings.EqualFold(input.Str(), "GFM")
	}
	for name := range kramdownSettings {
		if on := k.Switch(name); on != nil && node.Get(name) != nil {
			*on = node.Get(name).True()
		}
	}
	k.AutoIDPrefix = node.Get("auto_id_prefix").Str()
	k.readQuotes(node.Get("smart_quotes"))
	if n := node.Get("typographic_symbols"); n != nil {
		for _, m := range n.Members {
			k.Symbols[m.Key.Str()] = m.Value.Str()
		}
	}
	if n, ok := node.Get("footnote_nr").Value().(int); ok {
		k.FootnoteNr = n
	}
	if n, ok := node.Get("header_offset").Value().(int); ok {
		k.HeaderOffset = n
	}
	if n := node.Get("footnote_backlink"); n != nil {
		k.FootnoteBacklink = n.Str()
	}
	if n := node.Get("toc_levels"); n != nil {
		levels := n.Str()
		for _, item := range n.Items {
			levels += "," + fmt.Sprint(item.Value())
		}
		k.TOCLevels = TOCLevels(levels)
	}
	return k
}

// Switch returns the setting with a name if it is true or false, else nil.
func (k *Kramdown) Switch(name string) *bool {
	switch name {
	case "auto_ids":
		return &k.AutoIDs
	case "auto_id_stripping":
		return &k.AutoIDStripping
	case "hard_wrap":
		return &k.HardWrap
	case "parse_block_html":
		return &k.ParseBlockHTML
	case "parse_span_html":
		return &k.ParseSpanHTML
	}
	return nil
}

// kramdownSettings are the settings of kramdown, and of Jekyll for it, with what
// docgen does: the values that are honoured, separated by "|", or "*" for all, and
// what is done in place of the others.
var kramdownSettings = map[string]struct{ values, instead string }{
	"input": {values: "*"}, "auto_ids": {values: "*"}, "auto_id_prefix": {values: "*"}, "auto_id_stripping": {values: "*"},
	"hard_wrap": {values: "*"}, "parse_block_html": {values: "*"}, "parse_span_html": {values: "*"}, "smart_quotes": {values: "*"},
	"typographic_symbols": {values: "*"}, "footnote_nr": {values: "*"}, "footnote_backlink": {values: "*"}, "toc_levels": {values: "*"},
	"header_offset": {values: "*"},
	// The highlighter is docgen's own; warnings are the findings of lint; the others are for other formats than HTML.
	"syntax_highlighter": {values: "*"}, "syntax_highlighter_opts": {values: "*"}, "guess_lang": {values: "*"}, "show_warnings": {values: "*"},
	"enable_coderay": {values: "*"}, "use_coderay": {values: "*"}, "coderay": {values: "*"}, "line_width": {values: "*"}, "latex_headers": {values: "*"},
	"remove_block_html_tags": {values: "*"}, "remove_span_html_tags": {values: "*"}, "list_indent": {values: "*"},

	"entity_output":              {"as_char|:as_char", "entities are written as characters"},
	"transliterated_header_ids":  {"false", "ids keep the letters of headings"},
	"html_to_native":             {"false", "HTML stays HTML"},
	"link_defs":                  {"", "only pages define links"},
	"footnote_prefix":            {"", "ids of footnotes have no prefix"},
	"footnote_backlink_inline":   {"false", "the link back stands after the last paragraph of a footnote"},
	"remove_line_breaks_for_cjk": {"false", "line ends stay"},
	"math_engine":                {"mathjax|:mathjax", "formulas are written for MathJax"},
	"math_engine_opts":           {"", "formulas are written for MathJax"},
	"gfm_quirks":                 {"paragraph_end", "a heading, list or quote ends a paragraph, and quotes become typographic"},
	"forbidden_inline_options":   {"template", "pages may set all options"},
	"template":                   {"", "a page has its layout only"},
}

// findKramdown reports the settings of kramdown that docgen does not honour.
func (c *Config) findKramdown(node *data.Node) {
	if node == nil || c.Kramdown == nil {
		return
	}
	for _, m := range node.Members {
		s, ok := kramdownSettings[m.Key.Str()]
		value := m.Value.Str()
		for i, item := range m.Value.Items {
			value += strings.Repeat(",", min(i, 1)) + item.Str()
		}
		switch {
		case !ok:
			c.problems = append(c.problems, diagnosticAt(m.Key, diag.RuleUnsupported, diag.Info, "kramdown has no setting %q: it has no effect", m.Key.Str()))
		case s.values == "*", len(m.Value.Members) == 0 && slices.Contains(strings.Split(s.values, "|"), value):
		default:
			c.problems = append(c.problems, diagnosticAt(m.Key, diag.RuleUnsupported, diag.Warning, "unsupported: kramdown.%s: %s", m.Key.Str(), s.instead))
		}
	}
}

// readQuotes reads the names of the entities of the four quotes, as a list or
// separated by commas.
func (k *Kramdown) readQuotes(node *data.Node) {
	quotes := strs(node)
	if node != nil && len(quotes) < 2 {
		quotes = strings.Split(node.Str(), ",")
	}
	if len(quotes) != len(k.SmartQuotes) {
		return
	}
	for i, q := range quotes {
		k.SmartQuotes[i] = strings.TrimSpace(q)
	}
}

// TOCLevels reads the levels of headings in a table of contents: "2..4" or "2,3".
func TOCLevels(s string) (levels [6]bool) {
	for _, part := range strings.Split(s, ",") {
		first, last, ok := strings.Cut(strings.TrimSpace(part), "..")
		if !ok {
			first, last, ok = strings.Cut(first, "-")
		}
		from, err := strconv.Atoi(strings.TrimSpace(first))
		to := from
		if ok && err == nil {
			to, err = strconv.Atoi(strings.TrimSpace(last))
		}
		for level := max(1, from); err == nil && level <= min(to, len(levels)); level++ {
			levels[level-1] = true
		}
	}
	return levels
}

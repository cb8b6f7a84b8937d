package content

import (
	"fmt"
	"strconv"
	"strings"

	"docgen/internal/data"
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
	flag := func(name string, to *bool) {
		if n := node.Get(name); n != nil {
			*to = n.True()
		}
	}
	if input := node.Get("input"); input != nil {
		k.GFM = strings.EqualFold(input.Str(), "GFM")
	}
	flag("hard_wrap", &k.HardWrap)
	flag("auto_ids", &k.AutoIDs)
	flag("auto_id_stripping", &k.AutoIDStripping)
	flag("parse_block_html", &k.ParseBlockHTML)
	flag("parse_span_html", &k.ParseSpanHTML)
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

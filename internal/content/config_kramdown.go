package content

import (
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
	return k
}

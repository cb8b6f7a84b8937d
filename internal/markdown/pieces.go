package markdown

import (
	"bytes"
	"slices"
	"sort"
	"strings"
	"unicode/utf16"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// Piece is a piece of the text that readers see: Text, which stands so many UTF-16 code
// units after an anchor of AnchoredHTML. An empty one says only where on the page
// something is that readers do not see.
type Piece struct {
	Anchor int    `json:"at"`
	From   int    `json:"from"`
	To     int    `json:"to"`
	Text   string `json:"text"`
}

// shownPiece is a node of text with the bytes it was made of, line by line.
type shownPiece struct {
	lines []text.Segment
	// escaped says that escapes and entities are resolved.
	escaped bool
}

func (p *shownPiece) start() int { return p.lines[0].Start }
func (p *shownPiece) end() int   { return p.lines[len(p.lines)-1].Stop }

// pieceOf returns the text of a node that has an anchor, if it is not empty.
func pieceOf(n ast.Node, src []byte) (shownPiece, bool) {
	var p shownPiece
	switch n := n.(type) {
	case *ast.Text:
		if continued(n.PreviousSibling(), n) {
			return p, false
		}
		p = shownPiece{lines: []text.Segment{n.Segment}, escaped: !n.IsRaw()}
		for next := n.NextSibling(); continued(n, next); next = n.NextSibling() {
			n = next.(*ast.Text)
			p.lines = append(p.lines, n.Segment)
		}
	case *ast.CodeSpan:
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			if t, ok := c.(*ast.Text); ok {
				p.lines = append(p.lines, t.Segment)
			}
		}
	case *spanCode:
		p.lines = n.segments.Sliced(0, n.segments.Len())
	default:
		if n.Type() == ast.TypeBlock {
			p.lines = n.Lines().Sliced(0, n.Lines().Len())
		}
	}
	return p, len(p.lines) > 0 && p.start() < p.end()
}

// continued reports whether a node goes on with the text of the one before it: the
// reader cuts text where a link might begin.
func continued(before, n ast.Node) bool {
	a, ok := before.(*ast.Text)
	b, also := n.(*ast.Text)
	return ok && also && a.Segment.Stop == b.Segment.Start && a.IsRaw() == b.IsRaw() && !a.SoftLineBreak() && !a.HardLineBreak()
}

// Pieces returns the pieces of text that a range of the document's text is shown as: of
// a link whose address is meant, its text. At a point between two, it is the character
// before it.
func (d *Document) Pieces(ranges []Range) []Piece {
	const most = 20 // of one finding
	d.mu.Lock()
	if d.shown == nil {
		_ = ast.Walk(d.root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if entering && isAnchored(n.Kind()) {
				if p, ok := pieceOf(n, d.Text.Bytes); ok {
					d.shown = append(d.shown, p)
				}
			}
			switch n.Kind() {
			case ast.KindCodeSpan, ast.KindImage, spanCodeKind: // what is in them is no text of its own
				return ast.WalkSkipChildren, nil
			}
			return ast.WalkContinue, nil
		})
		slices.SortStableFunc(d.shown, func(a, b shownPiece) int { return a.start() - b.start() })
	}
	d.mu.Unlock()
	var pieces []Piece
	for _, r := range ranges[:min(most, len(ranges))] {
		if r.Start == r.End && r.Start > 0 {
			r.Start--
		}
		found := d.overlapping(r, most)
		if len(found) == 0 {
			facts := d.Facts()
			for _, l := range slices.Concat(facts.Links, facts.Images) {
				if l.Start <= r.Start && r.End <= l.End {
					found = d.overlapping(l.Range, most)
				}
			}
		}
		if len(found) == 0 {
			found = d.before(r.Start)
		}
		pieces = append(pieces, found...)
	}
	return pieces[:min(most, len(pieces))]
}

// overlapping returns what is shown of a range.
func (d *Document) overlapping(r Range, most int) (pieces []Piece) {
	i := sort.Search(len(d.shown), func(i int) bool { return d.shown[i].end() > r.Start })
	for ; i < len(d.shown) && d.shown[i].start() < r.End && len(pieces) < most; i++ {
		if p, ok := d.shown[i].cut(d.Text.Bytes, r); ok {
			pieces = append(pieces, p)
		}
	}
	return pieces
}

// before returns an empty piece at the last text before an offset, if that is on the
// same line.
func (d *Document) before(off int) []Piece {
	i := sort.Search(len(d.shown), func(i int) bool { return d.shown[i].start() > off }) - 1
	if i < 0 || bytes.IndexByte(d.Text.Bytes[min(d.shown[i].start(), off):off], '\n') >= 0 {
		return nil
	}
	return []Piece{{Anchor: d.shown[i].start()}}
}

// cut returns what is shown of a range in this piece; false where that is not known,
// as in the middle of an entity, or is only white space.
func (p *shownPiece) cut(src []byte, r Range) (Piece, bool) {
	var all [3][]byte // before the range, in it, after it
	var whole []byte
	for _, line := range p.lines {
		value := line.Value(src)
		whole = append(whole, value...)
		from := min(max(0, r.Start-line.Start), line.Len())
		to := max(from, min(r.End-line.Start, line.Len()))
		switch {
		case line.Stop <= r.Start:
			from, to = len(value), len(value)
		case line.Start >= r.End:
			from, to = 0, 0
		default:
			from, to = from+line.Padding, to+line.Padding
		}
		all[0], all[1], all[2] = append(all[0], value[:from]...), append(all[1], value[from:to]...), append(all[2], value[to:]...)
	}
	parts := make([]string, len(all))
	for i, part := range all {
		if p.escaped {
			part = unescape(part)
		}
		parts[i] = strings.ReplaceAll(string(part), "\r\n", "\n")
	}
	if p.escaped {
		whole = unescape(whole)
	}
	if strings.Join(parts, "") != strings.ReplaceAll(string(whole), "\r\n", "\n") || strings.TrimSpace(parts[1]) == "" {
		return Piece{}, false
	}
	from := units(parts[0])
	return Piece{p.start(), from, from + units(parts[1]), parts[1]}, true
}

// units returns the length of a text in UTF-16 code units.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

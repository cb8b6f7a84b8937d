package markdown

import (
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// inlineNode and blockNode are in docgen's own nodes. Nobody dumps these.
type (
	inlineNode struct{ ast.BaseInline }
	blockNode  struct{ ast.BaseBlock }
)

func (*inlineNode) Dump([]byte, int) {}
func (*blockNode) Dump([]byte, int)  {}

// The nodes of kramdown's inline Markdown have their places, so that facts need
// not look for them.

// spanElement is <em>, <strong>, <del> or <abbr>.
type spanElement struct {
	inlineNode
	tag string
}

// spanLink is a link or an image.
type spanLink struct {
	inlineNode
	Range
	image, auto bool
	dest, title []byte // as written
	to          Range
	alt         string // of an image
}

// spanCode is a code span; its children are its text.
type spanCode struct {
	inlineNode
	Range
	content  Range
	segments text.Segments
}

// spanTag is an HTML element in a line of text.
type spanTag struct {
	inlineNode
	tag          Tag
	opened, shut text.Segments // where its tags stand; shut is empty without an end tag
	empty        bool          // it has no end tag in HTML
	markdown     bool          // it has the attribute markdown, which is not shown
}

// spanUnread is a tag for browsers that kramdown shows as text: its children are
// the text that stands for it.
type spanUnread struct {
	inlineNode
	tag text.Segments
}

// spanMath is a formula in a line of text.
type spanMath struct {
	inlineNode
	value []byte
}

// spanNote is the mark of a footnote.
type spanNote struct {
	inlineNode
	note *footnote
	n    int // how many marks of the same footnote stand before it
}

// spanHidden is an extension or an attribute list in a line of text: what it writes
// is HTML, not text.
type spanHidden struct {
	inlineNode
	html []byte
	body Range // of {::nomarkdown}
}

// hiddenBlock is a block that shows nothing where it stands: the definition of a
// link, a footnote or an abbreviation, an attribute list, a comment. Its lines are
// those of {::nomarkdown}.
type hiddenBlock struct {
	blockNode
	Range
	html       []byte
	list       *attributeList // to be given to a neighbour
	definition bool           // of an abbreviation, which takes attributes
}

// mathBlock is a formula of its own.
type mathBlock struct{ blockNode }

// footnote is the definition of a footnote; its content is read where it stands,
// and shown at the end of the page.
type footnote struct {
	blockNode
	at     Range // of its [^name]:
	name   string
	number int // 0 for one that nothing refers to
	marks  int
}

// noteList stands at the end of a page with footnotes.
type noteList struct {
	blockNode
	notes []*footnote
}

// blankLine is a blank line between two blocks.
type blankLine struct{ blockNode }

// contents is the table of contents, which stands for a list.
type contents struct {
	blockNode
	ordered bool
	entries []*ast.Heading
}

var (
	spanElementKind = ast.NewNodeKind("SpanElement")
	spanLinkKind    = ast.NewNodeKind("SpanLink")
	spanCodeKind    = ast.NewNodeKind("SpanCode")
	spanTagKind     = ast.NewNodeKind("SpanTag")
	spanUnreadKind  = ast.NewNodeKind("SpanUnread")
	spanMathKind    = ast.NewNodeKind("SpanMath")
	spanNoteKind    = ast.NewNodeKind("SpanNote")
	spanHiddenKind  = ast.NewNodeKind("SpanHidden")
	hiddenBlockKind = ast.NewNodeKind("HiddenBlock")
	mathBlockKind   = ast.NewNodeKind("MathBlock")
	footnoteKind    = ast.NewNodeKind("Footnote")
	noteListKind    = ast.NewNodeKind("NoteList")
	blankLineKind   = ast.NewNodeKind("BlankLine")
	contentsKind    = ast.NewNodeKind("Contents")
)

func (*spanElement) Kind() ast.NodeKind { return spanElementKind }
func (*spanLink) Kind() ast.NodeKind    { return spanLinkKind }
func (*spanCode) Kind() ast.NodeKind    { return spanCodeKind }
func (*spanTag) Kind() ast.NodeKind     { return spanTagKind }
func (*spanUnread) Kind() ast.NodeKind  { return spanUnreadKind }
func (*spanMath) Kind() ast.NodeKind    { return spanMathKind }
func (*spanNote) Kind() ast.NodeKind    { return spanNoteKind }
func (*spanHidden) Kind() ast.NodeKind  { return spanHiddenKind }
func (*hiddenBlock) Kind() ast.NodeKind { return hiddenBlockKind }
func (*mathBlock) Kind() ast.NodeKind   { return mathBlockKind }
func (*footnote) Kind() ast.NodeKind    { return footnoteKind }
func (*noteList) Kind() ast.NodeKind    { return noteListKind }
func (*blankLine) Kind() ast.NodeKind   { return blankLineKind }
func (*contents) Kind() ast.NodeKind    { return contentsKind }

func (*hiddenBlock) IsRaw() bool { return true }
func (*mathBlock) IsRaw() bool   { return true }
func (*noteList) IsRaw() bool    { return true }
func (*contents) IsRaw() bool    { return true }

package render

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/osteele/liquid/expressions"
	"github.com/osteele/liquid/parser"
	"github.com/osteele/liquid/render"

	"docgen/internal/diag"
	"docgen/internal/source"
)

// A Template is Liquid source, compiled once and run often, by many at a time.
//
// The library runs it, and docgen prints. The source is rewritten, token by
// token, into a program in which text and {{ }} have become tags that carry
// byte offsets: {% docgen_text 0 12 %}, {% docgen_value 12 24 page.title %}.
// Their renderers write to a sink that knows where each byte came from, and
// all control flow, variables and filters stay the library's.
type Template struct {
	src      source.Span
	root     render.Node // nil: no Liquid in it, or broken
	plain    bool
	cost     int   // of running it once, without its loops
	lines    []int // first program line of each token
	tokens   []token
	prints   map[int][]varUse // what the {{ }} that begins at an offset reads
	reads    []dependency     // of its variables
	mistakes []mistake
	fault    *diag.Diagnostic // of docgen, which has kept it from being compiled; nil for none
	// Mentions are what the template names, whether it runs or not.
	Mentions Mentions
}

// Names of the tags that only programs contain.
const (
	textTag    = "docgen_text"
	valueTag   = "docgen_value"
	includeTag = "docgen_include"
	captureTag = "docgen_capture"
	placeTag   = "docgen_place"
	stepTag    = "docgen_step"
	beginTag   = "docgen_begin"
	pathTag    = "docgen_path"
	endTag     = "docgen_end"
	countTag   = "docgen_count"
	cycleTag   = "docgen_cycle"
)

// Filters that only programs contain: itemsFilter makes a list of what a loop
// iterates over, weighFilter counts what the library looks through.
const (
	itemsFilter = "docgen_items"
	weighFilter = "docgen_weigh"
)

// blocks are the tags that are closed by an end tag, with the clauses they may
// hold.
var blocks = map[string][]string{
	"if": {"elsif", "else"}, "unless": {"elsif", "else"}, "case": {"when", "else"},
	"for": {"else"}, "tablerow": nil, "capture": nil, "highlight": nil,
}

// standaloneTags are the tags without an end tag.
var standaloneTags = map[string]bool{
	"assign": true, "cycle": true, "break": true, "continue": true, "include": true,
	"include_relative": true, "include_cached": true, "increment": true, "decrement": true, "link": true, "post_url": true,
}

// compile makes a template of Liquid source. Mistakes do not stop it: they are
// collected, and what can be run is run.
func (e *Engine) compile(src source.Span) *Template {
	t := &Template{src: src, prints: map[int][]varUse{}}
	t.tokens, t.mistakes = scan(src)
	if len(t.tokens) == 1 && t.tokens[0].kind == textToken && t.tokens[0].span == src {
		t.plain = true
		return t
	}
	nested := t.checkBlocks(e)
	skip := e.checkNames(t)
	t.reads = append(t.reads, varDeps(t.Mentions.Vars)...)
	if !nested {
		return t
	}
	// Each pass finds the first mistake in an expression and leaves its token
	// out of the next one, so that one run names them all. In a long template it
	// names fewer.
	for range max(2, min(100, longestPasses/(src.End-src.Start+1))) {
		root, err := e.config.Compile(t.program(e, skip), parser.SourceLoc{Pathname: compiled, LineNo: 1})
		if err == nil {
			t.root = root
			return t
		}
		i := t.tokenAt(err.LineNumber())
		if skip[i] {
			return t
		}
		skip[i] = true
		t.addMistake(t.tokens[i].span, "%s", plainError(err))
	}
	return t
}

// compiled is the name of programs; without one the library would report a mistake at
// the block around its tag.
const compiled = "program"

// longestPasses bounds how many bytes the passes over a template read.
const longestPasses = 8 << 20

func (t *Template) addMistake(at source.Span, format string, args ...any) {
	t.mistakes = addMistake(t.mistakes, mistake{at: at, message: fmt.Sprintf(format, args...)})
}

// tokenAt returns the index of the token that a line of the program is of.
func (t *Template) tokenAt(line int) int {
	i := len(t.lines) - 1
	for i > 0 && t.lines[i] > line {
		i--
	}
	return i
}

// checkBlocks reports blocks that are not closed, ends without a start,
// clauses out of place and unknown tags. It returns false where the blocks do
// not nest, so that nothing can be run.
func (t *Template) checkBlocks(e *Engine) bool {
	var open []openBlock
	nested := true
	unknown := map[string]bool{}
	kept := t.tokens[:0]
	for _, tok := range t.tokens {
		if tok.kind != tagToken {
			kept = append(kept, tok)
			continue
		}
		parent := ""
		if len(open) > 0 {
			parent = open[len(open)-1].name
		}
		start, isEnd := strings.CutPrefix(tok.name, "end")
		switch {
		case isBlock(tok.name) && len(open) == maxDepth:
			t.addMistake(tok.span, "blocks go deeper than %d inside each other", maxDepth)
			return false
		case isBlock(tok.name):
			open = append(open, openBlock{token: tok})
		case isEnd && isBlock(start):
			for len(open) > 0 && open[len(open)-1].reported && open[len(open)-1].name != start {
				open = open[:len(open)-1]
			}
			var message string
			if open, message = closeBlock(open, start); message != "" {
				nested = false
				t.addMistake(tok.span, "%s", message)
			}
		case tok.name == "else" || tok.name == "elsif" || tok.name == "when":
			if !slices.Contains(blocks[parent], tok.name) {
				nested = false
				t.addMistake(tok.span, "{%% %s %%} outside a block that has it", tok.name)
			}
		case standaloneTags[tok.name] || e.site.TagTemplate(tok.name) != nil:
		case isEnd && unknown[start]: // of a block whose start has been reported
			continue
		default:
			unknown[tok.name] = true
			e.unknown(t, tok.span, "tag", tok.name, e.tagNames())
			continue
		}
		kept = append(kept, tok)
	}
	t.tokens = kept
	for _, b := range open {
		if !b.reported {
			nested = false
			t.addMistake(b.span, "{%% %s %%} is never closed: {%% end%s %%} is missing", b.name, b.name)
		}
	}
	return nested
}

// openBlock is a block that waits for its end. A mistake about it is reported once.
type openBlock struct {
	token
	reported bool
}

// closeBlock removes the block that an end tag closes from the open ones, and
// returns a message where that is not the innermost.
func closeBlock(open []openBlock, name string) (rest []openBlock, message string) {
	if len(open) == 0 {
		return nil, fmt.Sprintf("{%% end%s %%} without {%% %s %%} before it", name, name)
	}
	last := len(open) - 1
	if open[last].name == name {
		return open[:last], ""
	}
	inner := open[last]
	line, _ := inner.span.Position()
	message = fmt.Sprintf("{%% end%s %%} stands where {%% end%s %%} is expected, for the {%% %s %%} of line %d", name, inner.name, inner.name, line)
	for i := last - 1; i >= 0; i-- {
		if open[i].name == name {
			open = slices.Delete(open, i, i+1)
			for ; i < len(open); i++ {
				open[i].reported = true
			}
			return open, message
		}
	}
	open[last].reported = true
	return open, message
}

func isBlock(name string) bool { _, ok := blocks[name]; return ok }

// program rewrites the tokens for the library. Each token starts a new line,
// so that the line of an error names the token.
func (t *Template) program(e *Engine, skip map[int]bool) string {
	var b strings.Builder
	line := 1
	t.lines = t.lines[:0]
	costs := t.costs()
	b.WriteString("{% " + beginTag + " %}")
	for i, tok := range t.tokens {
		t.lines = append(t.lines, line)
		written := b.Len()
		t.emit(&b, e, tok, skip[i], costs[i])
		line += strings.Count(b.String()[written:], "\n")
	}
	b.WriteString("{% " + endTag + " %}")
	return b.String()
}

func (t *Template) emit(b *strings.Builder, e *Engine, tok token, skip bool, cost int) {
	args := tok.args.String()
	place := func(at source.Span) {
		b.WriteString(strconv.Itoa(at.Start))
		b.WriteByte(' ')
		b.WriteString(strconv.Itoa(at.End))
		b.WriteByte(' ')
	}
	placed := func(name string) {
		b.WriteString("{% ")
		b.WriteString(name)
		b.WriteByte(' ')
		place(tok.span)
	}
	switch {
	case tok.kind == textToken:
		placed(textTag)
	case tok.kind == objectToken:
		placed(valueTag)
		if args == "" || skip {
			b.WriteString(`""`) // prints nothing; a mistake in it was reported
		} else {
			b.WriteString(libraryDialect(tok.args))
		}
	case strings.HasPrefix(tok.name, "include") || e.site.TagTemplate(tok.name) != nil,
		tok.name == "link", tok.name == "post_url":
		if skip {
			return
		}
		placed(includeTag)
		place(tok.args)
		b.WriteString(tok.name)
	case tok.name == "cycle":
		if skip {
			return
		}
		placed(cycleTag)
		place(tok.args)
	case tok.name == "increment" || tok.name == "decrement":
		placed(countTag)
		b.WriteString(tok.name + " " + args)
	case tok.name == "capture", tok.name == "endcapture":
		if skip {
			args = neutral[tok.name]
		}
		b.WriteString("{% " + strings.Replace(tok.name, "capture", captureTag, 1) + " " + args)
	case tok.name == "highlight":
		placed(tok.name)
		b.WriteString(args)
	default:
		if skip && tok.name == "assign" {
			return
		}
		if tok.name == "tablerow" {
			// It prints by itself; this gives the provenance of that.
			placed(placeTag)
			b.WriteString(" %}")
		}
		if target, _, _ := strings.Cut(args, "="); tok.name == "assign" && strings.Contains(target, ".") {
			b.WriteString("{% " + pathTag + " " + target + " %}")
		}
		b.WriteString("{% " + tok.name + " ")
		isLoop := tok.name == "for" || tok.name == "tablerow"
		switch {
		case skip:
			b.WriteString(neutral[tok.name])
		case isLoop:
			use, _ := analyseTag(tok.name, args) // was read without a mistake
			b.WriteString(libraryDialect(tok.inArgs(0, use.ListEnd)) + " | " + itemsFilter + " ")
			b.WriteString(libraryDialect(tok.inArgs(use.ListEnd, len(args))))
		case tok.name == "when":
			b.WriteString(whenDialect(tok.args))
		default:
			b.WriteString(libraryDialect(tok.args))
		}
		if isLoop {
			b.WriteString(" %}")
			placed(stepTag)
			b.WriteString(strconv.Itoa(cost))
		}
	}
	b.WriteString("\n%}")
}

// costs returns the work of one round of each loop, by the index of its token, and
// sets that of the rest of the template. What stands in branches counts.
func (t *Template) costs() map[int]int {
	rounds := map[int]int{}
	var open []int
	t.cost = 0
	for i, tok := range t.tokens {
		if loop := tok.name == "endfor" || tok.name == "endtablerow"; loop && len(open) > 0 {
			open = open[:len(open)-1]
		}
		cost := tok.cost()
		if n := len(open); n > 0 {
			rounds[open[n-1]] += cost
		} else {
			t.cost += cost
		}
		if tok.name == "for" || tok.name == "tablerow" {
			open = append(open, i)
		}
	}
	return rounds
}

// cost is about the work of running a token once, without what filters count.
func (t token) cost() int {
	args := t.args.End - t.args.Start
	switch {
	case t.kind == textToken:
		return 100 + (t.span.End-t.span.Start)/8
	case strings.HasPrefix(t.name, "include"), t.name == "cycle": // is read each time
		return 1_000 + 100*args
	default:
		return 600 + 10*args
	}
}

// neutral holds the arguments that replace broken ones.
var neutral = map[string]string{
	"if": "false", "unless": "true", "elsif": "false", "for": "docgen_none in docgen_none",
	"tablerow": "docgen_none in docgen_none", "case": "docgen_none", "when": "1",
	"capture": "docgen_none",
}

// ofFilter returns the error of a filter without the library's wrapping.
func ofFilter(err error) error {
	if f := (expressions.FilterError{}); errors.As(err, &f) {
		return f.Err
	}
	return err
}

// plainError strips what the library adds around the cause.
func plainError(err parser.Error) string {
	if cause := err.Cause(); cause != nil {
		return ofFilter(cause).Error()
	}
	message := err.Error()
	if _, after, ok := strings.Cut(message, "): "); ok {
		message = after
	}
	if i := strings.LastIndex(message, " in "); i > 0 {
		message = message[:i]
	}
	return message
}

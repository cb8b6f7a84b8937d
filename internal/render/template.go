package render

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/osteele/liquid/parser"
	"github.com/osteele/liquid/render"

	"docgen/internal/diag"
	"docgen/internal/source"
)

// A Template is Liquid source, compiled once and run often, by many at a time.
//
// The library keeps the structure, and docgen evaluates and prints. The source is
// rewritten, token by token, into a program in which each tag, each {{ }} and each text
// has become a tag that carries the number of its token: {% text 0 %}, {% if 1 %}. The
// library compiles and runs that. Arguments are parsed and evaluated as Liquid for Ruby
// does, also where they make little sense, and what is printed goes to a sink that knows
// where each byte came from.
type Template struct {
	src      source.Span
	root     render.Node // nil: no Liquid in it, or broken
	plain    bool
	cost     int // of running it once, without its loops
	tokens   []token
	reads    []dependency // of its variables
	mistakes []mistake
	fault    *diag.Diagnostic // of docgen, which has kept it from being compiled; nil for none
	// Mentions are what the template names, whether it runs or not.
	Mentions Mentions
}

// blocks are the tags that are closed by an end tag, with the clauses they may
// hold.
var blocks = map[string][]string{
	"if": {"elsif", "else"}, "unless": {"elsif", "else"}, "case": {"when", "else"},
	"for": {"else"}, "tablerow": nil, "capture": nil, "highlight": nil, "ifchanged": nil, "comment": nil,
}

// standaloneTags are the tags without an end tag.
var standaloneTags = map[string]bool{
	"assign": true, "cycle": true, "break": true, "continue": true, "include": true, "echo": true, "render": true,
	"include_relative": true, "include_cached": true, "increment": true, "decrement": true, "link": true, "post_url": true,
}

// clauseTags are the tags that begin a clause of a block.
var clauseTags = map[string]bool{"else": true, "elsif": true, "when": true}

// compile makes a template of Liquid source. Mistakes do not stop it: they are
// collected, and what can be run is run.
func (e *Engine) compile(src source.Span) *Template {
	t := &Template{src: src}
	t.tokens, t.mistakes = scan(src)
	if len(t.tokens) == 1 && t.tokens[0].kind == textToken && t.tokens[0].span == src {
		t.plain = true
		return t
	}
	nested := t.checkBlocks(e)
	e.parse(t)
	t.reads = append(t.reads, varDeps(t.Mentions.Vars)...)
	if !nested || len(t.tokens) == 0 {
		return t
	}
	t.dropBlanks()
	t.setCosts()
	root, err := e.config.Compile(t.program(), parser.SourceLoc{Pathname: "program", LineNo: 1})
	if err != nil {
		panic(err) // docgen wrote it
	}
	t.root = root
	return t
}

func (t *Template) addMistake(at source.Span, format string, args ...any) {
	t.mistakes = addMistake(t.mistakes, mistake{at: at, message: fmt.Sprintf(format, args...)})
}

// checkBlocks reports blocks that are not closed, ends without a start,
// clauses out of place and unknown tags. It returns false where the blocks do
// not nest, so that nothing can be run.
func (t *Template) checkBlocks(e *Engine) bool {
	var open []openBlock
	nested := true
	kept := t.tokens[:0]
	comments := 0
	ends, until := endsOf(t.tokens), 0
	for i, tok := range t.tokens {
		if i < until {
			continue
		}
		if tok.kind != tagToken {
			if comments == 0 {
				kept = append(kept, tok)
			}
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
			if tok.name == "comment" {
				comments++
			}
		case isEnd && isBlock(start) && parent == "comment" && start != "comment": // Liquid passes over it
		case isEnd && isBlock(start):
			for len(open) > 0 && open[len(open)-1].reported && open[len(open)-1].name != start {
				open = open[:len(open)-1]
			}
			var message string
			if open, message = closeBlock(open, start); message != "" {
				nested = false
				t.addMistake(tok.span, "%s", message)
			}
			if start == "comment" {
				if comments = max(0, comments-1); comments == 0 {
					continue
				}
			}
		case parent == "comment":
		case clauseTags[tok.name]:
			if !slices.Contains(blocks[parent], tok.name) {
				nested = false
				t.addMistake(tok.span, "{%% %s %%} outside a block that has it", tok.name)
			}
		case standaloneTags[tok.name], e.gemTag(tok.name, t.src.File) != nil:
		case e.lacksTag(tok.name):
			continue // reported at the plugin
		case e.gemBlock(tok.name) != nil:
			open = append(open, openBlock{token: tok})
			tok.block = true
		case isEnd && (ends[i] > 0 || e.gemBlock(start) != nil): // of a block that is not known
			if e.site.TagTemplate(start) == nil && e.gemBlock(start) == nil {
				continue
			}
			tok.block = true
			var message string
			if open, message = closeBlock(open, start); message != "" {
				nested = false
				t.addMistake(tok.span, "%s", message)
			}
		default:
			foreign, ok := e.site.Foreign(tok.name)
			switch {
			case !ok:
				e.unknownTag(t, tok, ends[i] > 0)
				continue
			case foreign.Include == nil:
				if foreign.Drop || ends[i] == 0 {
					t.Mentions.Settled = append(t.Mentions.Settled, SettledMention{At: tok.span})
				}
				if foreign.Drop {
					until = ends[i] + 1
				}
				continue
			case ends[i] > 0:
				open = append(open, openBlock{token: tok})
				tok.block = true
			}
		}
		if comments == 0 {
			kept = append(kept, tok)
		}
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

// endsOf finds the blocks of tags that are not known: each has an end tag of its name. It
// returns the index of the end by that of the start; that of an end is its own.
func endsOf(tokens []token) map[int]int {
	ends, open := map[int]int{}, map[string][]int{}
	for i, tok := range tokens {
		if tok.kind != tagToken || isBlock(tok.name) || standaloneTags[tok.name] || clauseTags[tok.name] {
			continue
		}
		start, isEnd := strings.CutPrefix(tok.name, "end")
		if n := len(open[start]); isEnd && n > 0 {
			ends[open[start][n-1]], ends[i] = i, i
			open[start] = open[start][:n-1]
		} else {
			open[tok.name] = append(open[tok.name], i)
		}
	}
	return ends
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

// program rewrites the tokens for the library.
func (t *Template) program() string {
	var b strings.Builder
	for i, tok := range t.tokens {
		name := tok.name
		switch {
		case tok.kind == textToken:
			name = "text"
		case tok.kind == objectToken:
			name = "value"
		case tok.block && strings.HasPrefix(name, "end"):
			name = "endforeign"
		case tok.block:
			name = "foreign"
		case strings.HasPrefix(name, "include"), name == "link", name == "post_url",
			!standaloneTags[name] && !isBlock(strings.TrimPrefix(name, "end")) && !clauseTags[name]:
			name = "include"
		}
		fmt.Fprintf(&b, "{%% %s %d %%}", name, i)
	}
	return b.String()
}

// dropBlanks leaves out white space in blocks that print nothing else, as Liquid does.
func (t *Template) dropBlanks() {
	type level struct {
		blank bool
		texts []int
	}
	dropped := map[int]bool{}
	open := []*level{{}}
	for i, tok := range t.tokens {
		in := open[len(open)-1]
		start, isEnd := strings.CutPrefix(tok.name, "end")
		switch {
		case tok.kind == textToken && !tok.raw && len(bytes.TrimLeft(tok.span.Bytes(), spaces)) == 0:
			in.texts = append(in.texts, i)
		case tok.kind != tagToken:
			in.blank = false
		case isBlock(tok.name):
			open = append(open, &level{blank: true})
		case isEnd && isBlock(start) && len(open) > 1:
			open = open[:len(open)-1]
			switch start {
			case "if", "unless", "case", "for":
				for _, text := range in.texts {
					dropped[text] = in.blank
				}
			case "capture":
				in.blank = true
			}
			outer := open[len(open)-1]
			outer.blank = outer.blank && in.blank
		case clauseTags[tok.name], tok.name == "assign":
		default:
			in.blank = false
		}
	}
	kept := t.tokens[:0]
	for i, tok := range t.tokens {
		if !dropped[i] {
			kept = append(kept, tok)
		}
	}
	t.tokens = kept
}

// setCosts sets the work of one round of each loop, and that of the rest of the
// template. What stands in branches counts.
func (t *Template) setCosts() {
	costs := []*int{&t.cost}
	for i := range t.tokens {
		tok := &t.tokens[i]
		if (tok.name == "endfor" || tok.name == "endtablerow") && len(costs) > 1 {
			costs = costs[:len(costs)-1]
		}
		*costs[len(costs)-1] += tok.work()
		if tok.name == "for" || tok.name == "tablerow" {
			costs = append(costs, &tok.cost)
		}
	}
}

// work is about what running a token once takes, without what filters count.
func (t token) work() int {
	args := t.args.End - t.args.Start
	switch {
	case t.kind == textToken:
		return 100 + (t.span.End-t.span.Start)/8
	case strings.HasPrefix(t.name, "include"): // is read each time
		return 1_000 + 100*args
	default:
		return 600 + 10*args
	}
}

package lint

import (
	"bytes"
	"regexp"
	"slices"
	"sort"
	"strings"

	"docgen/internal/diag"
	"docgen/internal/markdown"
	"docgen/internal/source"
)

// allow is a writer's word that a finding is as it should be: a comment before
// a block, or an entry in the front matter for the whole page.
type allow struct {
	rule, reason string
	place        source.Span // of the word itself
	over         source.Span // what it covers; the whole file for front matter
	reach        int         // where it, or one for the same rule that starts before it, ends
}

// AllowRule is the name of the findings about silencing.
const AllowRule = diag.RuleAllow

var allowComment = regexp.MustCompile(`<!--\s*docgen:allow\s+([\w-]*)\s*(?::\s*(.*?))?\s*-->`)

// findAllows lists the allows of a page.
func findAllows(p *Page) []*allow {
	var out []*allow
	if list := p.Front.Get("docgen").Get("allow"); list != nil {
		for _, m := range list.Members {
			at, _, _ := m.Key.Origin()
			out = append(out, &allow{rule: m.Key.Str(), reason: m.Value.Str(), place: at, over: p.File.All()})
		}
	}
	text := p.Text.Bytes
	if !bytes.Contains(text, []byte("docgen:allow")) {
		return out
	}
	blocks := blockEnds{text: text, fences: p.Facts.Fences}
	inCode := codeOf(p.Facts)
	for _, m := range allowComment.FindAllSubmatchIndex(text, -1) {
		if inCode(m[0]) {
			continue // readers see it: it shows how to write one
		}
		at, _, _ := p.Text.Origin(m[0], m[1])
		a := &allow{rule: string(text[m[2]:m[3]]), place: at}
		if m[4] >= 0 {
			a.reason = string(text[m[4]:m[5]])
		}
		end, _, _ := p.Text.Origin(m[1], blocks.after(m[1]))
		a.over = source.Span{File: at.File, Start: at.Start, End: max(at.End, end.End)}
		out = append(out, a)
	}
	return out
}

// codeOf returns whether an offset of the page is in code.
func codeOf(facts *markdown.Facts) func(at int) bool {
	code := slices.Clone(facts.Code)
	for _, f := range facts.Fences {
		if f.Unread == "" {
			code = append(code, f.Range)
		}
	}
	slices.SortFunc(code, func(a, b markdown.Range) int { return a.Start - b.Start })
	return func(at int) bool {
		i := sort.Search(len(code), func(i int) bool { return code[i].End > at })
		return i < len(code) && code[i].Start <= at
	}
}

// blockEnds finds the ends of the blocks that follow offsets, which rise.
type blockEnds struct {
	text   []byte
	fences []markdown.Fence // that do not end before the last offset
	gap    int              // the blank line after it
}

// after returns the end of the block that follows an offset: of a fence its
// last line, of anything else the line before the next blank one.
func (b *blockEnds) after(at int) int {
	text := b.text
	for at < len(text) && (text[at] == '\n' || text[at] == '\r' || text[at] == ' ' || text[at] == '\t') {
		at++
	}
	for len(b.fences) > 0 && b.fences[0].End <= at {
		b.fences = b.fences[1:]
	}
	if len(b.fences) > 0 && b.fences[0].Start <= at {
		return b.fences[0].End
	}
	for b.gap = max(b.gap, at); b.gap < len(text); b.gap++ {
		if text[b.gap] == '\n' && (bytes.HasPrefix(text[b.gap+1:], []byte("\n")) || bytes.HasPrefix(text[b.gap+1:], []byte("\r\n"))) {
			break
		}
	}
	return b.gap
}

// allows are those of a page.
type allows struct {
	list []*allow
	over map[allowed][]*allow // in the order of their starts
}

// allowed is a rule with the file that it is silenced in, nil for the page.
type allowed struct {
	rule string
	file *source.File
}

func newAllows(p *Page) allows {
	a := allows{findAllows(p), map[allowed][]*allow{}}
	for _, w := range a.list {
		k := allowed{w.rule, w.over.File}
		if w.over == p.File.All() {
			k.file = nil
		}
		a.over[k] = append(a.over[k], w)
	}
	for _, list := range a.over {
		slices.SortStableFunc(list, func(a, b *allow) int { return a.over.Start - b.over.Start })
		reach := 0
		for _, w := range list {
			reach = max(reach, w.over.End)
			w.reach = reach
		}
	}
	return a
}

// find returns the first allow of a rule that covers a place, or nil.
func (a allows) find(rule string, at source.Span) *allow {
	if list := a.over[allowed{rule, nil}]; len(list) > 0 {
		return list[0]
	}
	list := a.over[allowed{rule, at.File}]
	i := sort.Search(len(list), func(i int) bool { return list[i].reach >= at.Start })
	if i < len(list) && contains(list[i].over, at) {
		return list[i]
	}
	return nil
}

// silenced reports whether every page that a finding shows on allows it, and
// notes by which allows.
func silenced(r *report, used map[*allow]bool) bool {
	if len(r.pages) == 0 {
		return false
	}
	for _, p := range r.pages {
		a := p.kept.allows.find(r.Rule, r.Span)
		if a == nil {
			return false
		}
		used[a] = true
	}
	return true
}

// judgeAllows says which allows name no rule, give no reason, or silence
// nothing that a rule which has run would report. What other sites answer, or an older
// revision had, is not the same tomorrow, so that an allow of it is never superfluous.
func (c *Checker) judgeAllows(pages []*Page, used map[*allow]bool, whole []*Pass) []*diag.Diagnostic {
	own := slices.IndexFunc(c.passes, func(p Pass) bool { return p.Rule.Name == AllowRule })
	if own < 0 {
		return nil
	}
	var names []string
	for _, r := range c.opts.Rules {
		names = append(names, r.Name)
	}
	type place struct {
		path string
		at   source.Span
	}
	usedAt := map[place]bool{} // in any language
	for _, p := range pages {
		for _, a := range p.kept.allows.list {
			usedAt[place{p.Path, a.place}] = usedAt[place{p.Path, a.place}] || used[a]
		}
	}
	var out []*diag.Diagnostic
	for _, p := range pages {
		for _, a := range p.kept.allows.list {
			d := &diag.Diagnostic{Rule: AllowRule, Severity: c.passes[own].severity, Span: a.place, Pages: []string{p.Path}}
			switch {
			case !slices.Contains(names, a.rule):
				d.Kind, d.Message = "unknown-rule", `no rule is called "`+a.rule+`"`+diag.DidYouMean(a.rule, names)
			case a.rule == diag.RuleInternalFault:
				d.Kind, d.Message = "unused", `"`+a.rule+`" is a fault of docgen, and is always reported; remove this`
			case strings.TrimSpace(a.reason) == "":
				d.Kind, d.Message = "missing-reason", "say why: docgen:allow "+a.rule+": the reason"
			case !usedAt[place{p.Path, a.place}] && slices.ContainsFunc(whole, func(p *Pass) bool {
				return p.Rule.Name == a.rule && !p.Rule.External && (p.Rule.Page != nil || p.Rule.Site != nil) && !p.unsure && len(*p.failures) == 0
			}):
				d.Kind, d.Message = "unused", `nothing here that "`+a.rule+`" would report; remove this`
			default:
				continue
			}
			out = append(out, d)
		}
	}
	return out
}

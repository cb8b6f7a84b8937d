package lint

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"
	"sort"
	"strings"

	"docgen/internal/content"
	"docgen/internal/data"
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
	out := frontAllows(p.Front, p.File)
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

// frontAllows lists the allows in the front matter of a file: they are for all of it.
func frontAllows(front *data.Node, file *source.File) (out []*allow) {
	if list := front.Get("docgen").Get("allow"); list != nil {
		for _, m := range list.Members {
			at, _, _ := m.Key.Origin()
			out = append(out, &allow{rule: m.Key.Str(), reason: m.Value.Str(), place: at, over: file.All()})
		}
	}
	return out
}

// layoutAllows lists the allows of what layouts print. A block ends where it does in the
// file that the comment is written in: what is printed there is not the same on all pages.
func layoutAllows(p *Page, layouts []*content.Layout) (out []*allow) {
	for _, l := range layouts {
		out = append(out, frontAllows(l.Front, l.File)...)
	}
	var written []*allow
	for _, a := range findAllows(p) {
		if a.place.File != nil && a.place.File != p.File {
			written = append(written, a)
		}
	}
	slices.SortStableFunc(written, func(a, b *allow) int {
		return cmp.Or(cmp.Compare(a.place.File.Name, b.place.File.Name), a.place.Start-b.place.Start)
	})
	// An include may be there more than once.
	written = slices.CompactFunc(written, func(a, b *allow) bool { return a.place == b.place })
	var blocks blockEnds
	for i, a := range written {
		file := a.place.File
		if i == 0 || file != written[i-1].place.File {
			blocks = blockEnds{text: file.All().Bytes()}
		}
		a.over = source.Span{File: file, Start: a.place.Start, End: max(a.place.End, blocks.after(a.place.End))}
	}
	return append(out, written...)
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

func newAllows(p *Page, list []*allow) allows {
	a := allows{list, map[allowed][]*allow{}}
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

// allowOf returns the allow of a rule that covers a place, or nil: one of the layouts
// stands next to what they print.
func (p *Page) allowOf(rule string, at source.Span) *allow {
	if f := p.kept.frame; f != nil {
		if a := f.allows.find(rule, at); a != nil {
			return a
		}
	}
	return p.kept.allows.find(rule, at)
}

// allAllows are those of a page and of its layouts.
func (p *Page) allAllows() []*allow {
	if f := p.kept.frame; f != nil && len(f.allows.list) > 0 {
		return slices.Concat(p.kept.allows.list, f.allows.list)
	}
	return p.kept.allows.list
}

// silenced reports whether every page that a finding shows on allows it, and
// notes by which allows.
func silenced(r *report, used map[*allow]bool) bool {
	if len(r.pages) == 0 {
		return false
	}
	for _, p := range r.pages {
		a := p.allowOf(r.Rule, r.Span)
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
	usedAt := map[source.Span]bool{} // in any language, on any page
	for a := range used {
		usedAt[a.place] = true
	}
	var out []*diag.Diagnostic
	for _, p := range pages {
		for _, a := range p.allAllows() {
			d := &diag.Diagnostic{Rule: AllowRule, Severity: c.passes[own].severity, Span: a.place, Pages: []string{p.Path}}
			switch {
			case !slices.Contains(names, a.rule):
				d.Kind, d.Message = "unknown-rule", `no rule is called "`+a.rule+`"`+diag.DidYouMean(a.rule, names)
			case a.rule == diag.RuleInternalFault:
				d.Kind, d.Message = "unused", `"`+a.rule+`" is a fault of docgen, and is always reported; remove this`
			case strings.TrimSpace(a.reason) == "":
				d.Kind, d.Message = "missing-reason", "say why: docgen:allow "+a.rule+": the reason"
			case !usedAt[a.place] && slices.ContainsFunc(whole, func(p *Pass) bool {
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

package lint

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"docgen/internal/diag"
	"docgen/internal/source"
)

// allow is a writer's word that a finding is as it should be: a comment before
// a block, or an entry in the front matter for the whole page.
type allow struct {
	rule, reason string
	place        source.Span // of the word itself
	over         source.Span // what it covers; the whole file for front matter
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
	for _, m := range allowComment.FindAllSubmatchIndex(text, -1) {
		at, _, _ := p.Text.Origin(m[0], m[1])
		a := &allow{rule: string(text[m[2]:m[3]]), place: at}
		if m[4] >= 0 {
			a.reason = string(text[m[4]:m[5]])
		}
		end, _, _ := p.Text.Origin(m[1], blockEnd(p, m[1]))
		a.over = source.Span{File: at.File, Start: at.Start, End: max(at.End, end.End)}
		out = append(out, a)
	}
	return out
}

// blockEnd returns the end of the block that follows an offset: of a fence its
// last line, of anything else the line before the next blank one.
func blockEnd(p *Page, at int) int {
	text := p.Text.Bytes
	for at < len(text) && (text[at] == '\n' || text[at] == '\r' || text[at] == ' ' || text[at] == '\t') {
		at++
	}
	for _, f := range p.Facts.Fences {
		if f.Start <= at && at < f.End || f.Start >= at && len(bytes.TrimSpace(text[at:f.Start])) == 0 {
			return f.End
		}
	}
	for _, gap := range []string{"\n\n", "\n\r\n"} {
		if i := bytes.Index(text[at:], []byte(gap)); i >= 0 {
			return at + i
		}
	}
	return len(text)
}

// silenced reports whether every page that a finding shows on allows it, and
// notes by which allows.
func silenced(r *report, used map[*allow]bool) bool {
	if len(r.pages) == 0 {
		return false
	}
	for _, p := range r.pages {
		i := slices.IndexFunc(p.kept.allows, func(a *allow) bool {
			return a.rule == r.Rule && (contains(a.over, r.Span) || a.over == p.File.All())
		})
		if i < 0 {
			return false
		}
		used[p.kept.allows[i]] = true
	}
	return true
}

// judgeAllows says which allows name no rule, give no reason, or silence
// nothing that a rule which has run would report. What other sites answer is not
// the same tomorrow, so that an allow of it is never superfluous.
func (c *Checker) judgeAllows(pages []*Page, used map[*allow]bool, whole []*Pass) []*diag.Diagnostic {
	own := slices.IndexFunc(c.passes, func(p Pass) bool { return p.Rule.Name == AllowRule })
	if own < 0 {
		return nil
	}
	var names []string
	for _, r := range c.opts.Rules {
		names = append(names, r.Name)
	}
	var out []*diag.Diagnostic
	for _, p := range pages {
		for _, a := range p.kept.allows {
			d := &diag.Diagnostic{Rule: AllowRule, Severity: c.passes[own].severity, Span: a.place, Pages: []string{p.Path}}
			switch {
			case !slices.Contains(names, a.rule):
				d.Kind, d.Message = "unknown-rule", `no rule is called "`+a.rule+`"`+diag.DidYouMean(a.rule, names)
			case a.rule == diag.RuleInternalFault:
				d.Kind, d.Message = "unused", `"`+a.rule+`" is a fault of docgen, and is always reported; remove this`
			case strings.TrimSpace(a.reason) == "":
				d.Kind, d.Message = "missing-reason", "say why: docgen:allow "+a.rule+": the reason"
			case !used[a] && slices.ContainsFunc(whole, func(p *Pass) bool {
				return p.Rule.Name == a.rule && !p.Rule.External && !p.unsure && len(*p.failures) == 0
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

package rules

import (
	"path"
	"regexp"
	"strings"

	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/render"
	"docgen/internal/source"
)

var unusedInclude = &lint.Rule{
	Name:     diag.RuleUnusedInclude,
	Severity: diag.Info,
	Site: func(p *lint.Pass) {
		if p.Incomplete() {
			return
		}
		used := map[*source.File]bool{}
		var patterns []*regexp.Regexp
		see := func(mentions []render.IncludeMention) {
			for _, m := range mentions {
				switch {
				case m.Name.Start == m.Name.End:
					used[p.Site.TagTemplate(m.Tag)] = true
				case m.IsConstant():
					if f := p.Site.FindInclude(m.Name.String(), m.Name.File); f != nil {
						used[f] = true
					}
				default:
					patterns = append(patterns, namePattern(m.Name.String()))
				}
			}
		}
		for _, page := range p.Pages {
			for f := range page.Used {
				used[f] = true
			}
			see(page.Mentions.Includes)
		}
		templates := p.Engine.Templates()
		for _, t := range templates {
			see(t.Mentions.Includes)
		}
		for _, t := range templates {
			name, ok := p.Site.IncludeName(t.File())
			if ok && !used[t.File()] && !matchesAny(patterns, name) && !p.Site.BringsInclude(name) {
				p.Reportf(t.File().Span(0, 0), nil, "nothing includes %q", name)
			}
		}
	},
}

var liquidObject = regexp.MustCompile(`\{\{.*?\}\}`)

// namePattern matches the files that an include with {{ }} in its name may read.
func namePattern(name string) *regexp.Regexp {
	parts := liquidObject.Split(name, -1)
	for i := range parts {
		parts[i] = regexp.QuoteMeta(parts[i])
	}
	return regexp.MustCompile("^" + strings.Join(parts, ".*") + "$")
}

func matchesAny(patterns []*regexp.Regexp, name string) bool {
	for _, re := range patterns {
		if re.MatchString(path.Clean(name)) {
			return true
		}
	}
	return false
}

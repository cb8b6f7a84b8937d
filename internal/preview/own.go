package preview

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"docgen/internal/content"
	"docgen/internal/diag"
	"docgen/internal/markdown"
)

//go:embed assets/own.html
var ownHTML string

var ownTemplates = template.Must(template.New("own").Parse(ownHTML))

// ownPage writes one of the preview's own pages.
func ownPage(w http.ResponseWriter, r *http.Request, name string, data any) {
	var b bytes.Buffer
	if err := ownTemplates.ExecuteTemplate(&b, name, data); err != nil {
		panic(err) // the template and its data are ours
	}
	send(w, r, "own.html", http.StatusOK, bytes.NewReader(b.Bytes()))
}

// rulePath returns the path of the page about a rule.
func rulePath(rule string) string { return reserved + "rules/" + rule }

// rulePage returns the page about a rule, or "".
func (s *Server) rulePage(rule string) string {
	if s.opts.RulePage == nil {
		return ""
	}
	return s.opts.RulePage(rule)
}

// serveRule shows the page about a rule.
func (s *Server) serveRule(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, rulePath(""))
	page := s.rulePage(name)
	if page == "" {
		http.NotFound(w, r)
		return
	}
	html, _, err := markdown.NewReader(markdown.Dialect{}).Markdownify(page)
	if err != nil {
		html = "<pre>" + template.HTMLEscapeString(page) + "</pre>"
	}
	ownPage(w, r, "rule", struct {
		Name string
		HTML template.HTML
	}{name, template.HTML(html)}) // the page is docgen's
}

// mostListed is how many findings the page of all findings shows at once.
const mostListed = 1000

// listedFinding is a finding on the page of all findings.
type listedFinding struct {
	finding
	Link  template.URL // of the editor
	Pages []listedPage
	More  int // pages that are not listed
}

type listedPage struct{ Path, URL string }

type listedFile struct {
	Name     string
	Findings []listedFinding
}

// choice is a value that the findings can be limited to.
type choice struct {
	Name   string
	Count  int
	Chosen bool
}

// serveList shows the findings of the whole site, by file.
func (s *Server) serveList(w http.ResponseWriter, r *http.Request) {
	current, _, err := s.latest(r.Context())
	if err != nil {
		return
	}
	s.mu.Lock()
	found := s.found
	s.mu.Unlock()
	query := r.URL.Query()
	severity, rule := query.Get("severity"), query.Get("rule")
	shown := slices.DeleteFunc(slices.Clone(found.list), func(d *diag.Diagnostic) bool {
		return severity != "" && d.Severity.String() != severity || rule != "" && d.Rule != rule
	})
	report := diag.Report{Findings: found.list}
	page := struct {
		Enabled, Done     bool
		Title, Home       string
		Severities, Rules []choice
		Files             []listedFile
		Left, Number      int
	}{
		Enabled: len(s.opts.Lint.Rules) > 0, Done: found.done, Home: "/",
		Title:      fmt.Sprintf("%s in %s", diag.Plural(len(shown), "finding"), diag.Plural(files(shown), "file")),
		Severities: severities(found.list, severity),
		Left:       max(0, len(shown)-mostListed), Number: found.number,
	}
	for _, c := range report.Statistics() {
		page.Rules = append(page.Rules, choice{c.Rule, c.Count, c.Rule == rule})
	}
	addresses := map[string]string{}
	if current != nil {
		addresses = addressesOf(current.site())
		page.Home = current.site().Config.BaseURL + "/"
	}
	for _, d := range shown[:min(mostListed, len(shown))] {
		f := s.listed(d, addresses)
		if n := len(page.Files); n == 0 || page.Files[n-1].Name != f.File {
			page.Files = append(page.Files, listedFile{Name: f.File})
		}
		last := &page.Files[len(page.Files)-1]
		last.Findings = append(last.Findings, f)
	}
	for _, file := range page.Files {
		slices.SortStableFunc(file.Findings, func(a, b listedFinding) int { return int(b.severity - a.severity) })
	}
	ownPage(w, r, "findings", page)
}

// listed returns a finding with links to the pages that show it.
func (s *Server) listed(d *diag.Diagnostic, addresses map[string]string) listedFinding {
	const most = 3
	f := listedFinding{finding: s.finding(d)}
	f.Link = template.URL(f.Editor) // editorLink has refused the addresses that run scripts
	for _, path := range d.Pages {
		if url, ok := addresses[path]; !ok {
			continue
		} else if len(f.Pages) < most {
			f.Pages = append(f.Pages, listedPage{path, url})
		} else {
			f.More++
		}
	}
	return f
}

// addressesOf returns the address of each page that a browser shows, by its path.
func addressesOf(site *content.Site) map[string]string {
	all := map[string]string{}
	for _, p := range site.AllPages() {
		if _, known := all[p.Path]; !known && p.IsHTML() && site.Writes(p) {
			all[p.Path] = site.Config.BaseURL + p.Address()
		}
	}
	return all
}

func files(list []*diag.Diagnostic) int {
	names := map[string]bool{}
	for _, d := range list {
		if d.Span.File != nil {
			names[d.Span.File.Name] = true
		}
	}
	return len(names)
}

func severities(list []*diag.Diagnostic, chosen string) (all []choice) {
	for _, s := range []diag.Severity{diag.Error, diag.Warning, diag.Info} {
		if n := diag.Count(list, s) - diag.Count(list, s+1); n > 0 {
			all = append(all, choice{s.String(), n, s.String() == chosen})
		}
	}
	return all
}

package content

import (
	"maps"
	"slices"
	"time"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/source"
)

// reader fills a Site. It and its own fields are dropped when the Site is
// complete.
type reader struct {
	*Site
	older   *Site           // nil for the first
	same    bool            // the configuration is that of older, so its pages can be reused
	changed map[string]bool // nil: any file may have changed
	overlay map[string][]byte

	outside        map[string]bool    // configurations that lie outside of the source folder
	configProblems []*diag.Diagnostic // with which the configurations can be read

	held         []source.Text // the texts for Memory
	dataFolders  map[string]data.Map
	fronts       map[*source.File]*tree // front matter that was read with its file
	files        map[string]*source.File
	optional     []*Page // without front matter
	readme       string  // a file that is read as a page even without front matter
	elementFiles []elementFile
	elementPages map[string][]*Page // authored pages in the folders of elements
}

func read(site, older *Site, changed []string, overlay map[string][]byte) (*Site, error) {
	site.inputs, site.includes, site.tags = map[string]*input{}, map[string]*source.File{}, map[string]*source.File{}
	site.foreign, site.ownIncludes = map[string]Foreign{}, map[string]*source.File{}
	site.layouts, site.presets, site.texts = map[string]*Layout{}, map[string]*data.Node{}, map[string]*source.File{}
	site.schemas, site.Data, site.left = map[string]schema{}, data.Map{}, map[*Page]bool{}
	site.kept = kept{defaults: map[string]*source.File{}, trees: map[treeKey]*tree{}, dataFiles: map[*source.File]*tree{}, dataKeys: map[string][]*source.File{}, pages: map[*source.File]*Page{}, changed: map[*Page]*Page{}, made: map[string]*Page{}, hidden: map[string]bool{}, imported: map[string]bool{}}
	r := &reader{Site: site, older: older, overlay: overlay, outside: map[string]bool{}, dataFolders: map[string]data.Map{}, fronts: map[*source.File]*tree{}, elementPages: map[string][]*Page{}}
	if changed != nil {
		r.changed = make(map[string]bool, len(changed))
		for _, name := range changed {
			r.changed[name] = true
		}
	}
	if err := r.load(); err != nil {
		return nil, err
	}
	return site, nil
}

func (r *reader) load() error {
	if err := r.readConfig(); err != nil {
		return err
	}
	r.Problems = append(r.Problems, r.Config.problems...)
	for _, settings := range r.Config.collections.list {
		r.Collections = append(r.Collections, &Collection{CollectionSettings: settings})
	}
	files, err := r.list()
	if err != nil {
		return err
	}
	r.report(r.kept.unlisted...)
	r.Hosting, r.pluginNames = r.readHosting(), r.readPluginNames()
	r.checkMisplaced(files)
	r.classify(files)
	r.addLookFiles()
	r.tryCopies()
	if err := r.readDefaults(); err != nil {
		return err
	}
	if err := r.defineTags(); err != nil {
		return err
	}
	if err := r.checkConfig(); err != nil {
		return err
	}
	if r.older != nil {
		r.readLate(slices.Collect(maps.Keys(r.older.late)))
	}
	r.readSchemas()
	r.checkPresets()
	r.readElements()
	r.finish()
	return nil
}

// readLate reads files that pages include and that are not inputs.
func (r *reader) readLate(names []string) {
	late := make(map[string]lateFile, len(names)+len(r.late))
	maps.Copy(late, r.late)
	for _, name := range names {
		if r.texts[name] != nil {
			continue // it is an input now
		}
		f, err := r.readFile(name)
		late[name] = lateFile{f, err}
		if err == nil {
			r.held = append(r.held, source.Of(f.All()))
		}
	}
	r.late = late
}

// report adds diagnostics to the problems of the site.
func (r *reader) report(list ...*diag.Diagnostic) { r.Problems = append(r.Problems, list...) }

// located turns the problems of a text into diagnostics at their origin. severity
// says how bad one is, by its kind.
func located(t source.Text, list []data.Problem, rule string, severity func(kind string) diag.Severity) []*diag.Diagnostic {
	var out []*diag.Diagnostic
	for _, p := range list {
		span, via, _ := t.Origin(p.Start, p.End)
		d := newDiagnostic(span, rule, severity(p.Kind), "%s", p.Message)
		d.Kind, d.Via = p.Kind, via
		if p.Fix != nil {
			fix := diag.Fix{Message: p.Fix.Message, Safe: p.Fix.Safe}
			for _, e := range p.Fix.Edits {
				if where, _, exact := t.Origin(e.Start, e.End); exact {
					fix.Edits = append(fix.Edits, diag.Edit{Span: where, Text: e.Text})
				}
			}
			if len(fix.Edits) == len(p.Fix.Edits) {
				d.Fixes = append(d.Fixes, fix)
			}
		}
		out = append(out, d)
	}
	return out
}

// treeKey names the YAML at a place, read as YAML 1.1 or not.
type treeKey struct {
	at     source.Span
	jekyll bool
	zone   string // of its times; "" where they are texts
}

// tree is YAML that was read.
type tree struct {
	node     *data.Node
	value    any // the plain value of node
	problems []data.Problem
	decoded  []source.Text // scalars that differ from the bytes of the file
}

// readYAML reads YAML, or reuses what the older site read. Its scalars go into
// Memory.
func (r *reader) readYAML(at source.Span, jekyll bool) *tree {
	key := treeKey{at: at, jekyll: jekyll}
	var zone *time.Location
	if r.Config != nil && jekyll {
		zone = r.Config.Times()
		key.zone = zoneKey(zone)
	}
	var t *tree
	if r.older != nil {
		t = r.older.kept.trees[key]
	}
	if t == nil {
		t = parseYAML(key)
		t.value = t.node.ValueIn(zone) // here, as later the tree is shared with other sites
	}
	r.kept.trees[key] = t
	r.held = append(r.held, t.decoded...)
	return t
}

func parseYAML(key treeKey) *tree {
	parse := data.ReadYAML
	if key.jekyll {
		parse = data.ReadYAML11
	}
	t := &tree{}
	t.node, t.problems = parse(source.Of(key.at))
	t.addDecoded(t.node)
	return t
}

// addDecoded collects the scalars that differ from the bytes of the file, because
// of escapes or folded lines.
func (t *tree) addDecoded(n *data.Node) {
	if n == nil {
		return
	}
	if n.Kind == data.String {
		if _, _, exact := n.Text.Origin(0, n.Text.Len()); !exact {
			t.decoded = append(t.decoded, n.Text)
		}
	}
	for _, item := range n.Items {
		t.addDecoded(item)
	}
	for _, m := range n.Members {
		t.addDecoded(m.Key)
		t.addDecoded(m.Value)
	}
}

// finish puts pages and posts in their order, makes the pages of plugins and
// languages, and completes the look-ups.
func (r *reader) finish() {
	r.orderDocuments()
	r.limitPosts()
	r.orderPages()
	addLanguages := r.beginLanguages()
	r.generate()
	r.readSass()
	addLanguages()
	r.checkTheme()
	r.checkLayouts()
	r.checkElementLayout()
	r.checkLook()
	r.checkOutputs()
	r.checkAddresses()
	for _, f := range r.files {
		r.held = append(r.held, source.Of(f.All()))
	}
	r.Memory.Add(r.held...)
	for _, l := range r.Languages {
		l.Memory = r.Memory
		l.listPages()
	}
	r.listPages()
	r.readDates()
	for _, l := range r.All() {
		l.logo = r.logo
		l.makeSidebar()
	}
}

// generate makes the pages of plugins from those that were read.
func (r *reader) generate() {
	r.runGems()
	r.outline, r.staticFiles = new(int), r.staticVars(r.copiedFiles())
	r.leaveOutFiles() // templates see them
	r.listLinked()
}

// listPages completes the look-ups of pages: links find those of the language, and
// addresses those of all.
func (s *Site) listPages() {
	all, own := s.AllPages(), s.ownPages()
	s.byPath, s.byOut = make(map[string]*Page, len(own)), make(map[string]*Page, len(all))
	for _, p := range slices.Backward(all) {
		if s.Writes(p) {
			s.byOut[p.Out()] = p
		}
	}
	for _, p := range slices.Backward(own) {
		s.byPath[s.Config.shownPath(p)] = p
	}
}

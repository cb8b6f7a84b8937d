package content

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/source"
)

// Collection is a list of documents that templates see by its name: the posts,
// and what the configuration of a Jekyll tree lists as collections.
type Collection struct {
	*CollectionSettings
	// Docs are the documents in their order, those that are not written too.
	Docs []*Page
	// Files are its files without front matter.
	Files []Static
}

// CollectionSettings are what the configuration says of a collection.
type CollectionSettings struct {
	// Name is the key in the configuration, and that of site. Label is the name
	// without the characters that Jekyll drops from it.
	Name, Label string
	// Folder is the folder below collections_dir: "_docs". Posts may have several
	// folders.
	Folder string
	// Output says that the documents are written, and the files copied.
	Output bool
	// Permalink is the pattern of the addresses.
	Permalink string
	// SortBy is the variable that documents are sorted by, or "". Order lists
	// paths below the folder that come first; it counts more.
	SortBy string
	Order  []string
	// Node is the metadata; nil where there is none.
	Node *data.Node

	index int // among all collections
}

// postsLabel names the collection that every Jekyll tree has.
const postsLabel = "posts"

// permalinkStyles are Jekyll's names for the addresses of posts.
var permalinkStyles = map[string]string{
	"date":     "/:categories/:year/:month/:day/:title:output_ext",
	"pretty":   "/:categories/:year/:month/:day/:title/",
	"ordinal":  "/:categories/:year/:y_day/:title:output_ext",
	"weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
	"none":     "/:categories/:title:output_ext",
}

// permalinkEnd returns how the addresses of documents and pages end that have no
// permalink of their own: a slash, ":output_ext" or nothing.
func (c *Config) permalinkEnd() string {
	switch style := c.Permalink; {
	case style == "pretty", strings.HasSuffix(style, "/"):
		return "/"
	case style == "date", style == "ordinal", style == "none", strings.HasSuffix(style, ":output_ext"):
		return ":output_ext"
	}
	return ""
}

// collections are the settings of all collections of a configuration.
type collections struct {
	dir      string // collections_dir
	hidden   bool   // dir has a name that Jekyll skips, but for the collections in it
	list     []*CollectionSettings
	byFolder map[string]*CollectionSettings // but the posts
	index    map[string]int                 // in Site.Collections, by label
}

// readCollections reads the settings of the collections: the posts first, the
// others in the order of the configuration.
func (c *Config) readCollections() {
	posts := &CollectionSettings{Name: postsLabel, Label: postsLabel, Folder: "_posts"}
	c.collections = collections{
		dir:  strings.Trim(path.Clean("/"+c.Node.Get("collections_dir").Str()), "/"),
		list: []*CollectionSettings{posts}, byFolder: map[string]*CollectionSettings{},
	}
	c.collections.hidden = c.collections.dir != "" && slices.ContainsFunc(strings.Split(c.collections.dir, "/"), isHidden)
	list := c.Node.Get("collections")
	var names []*data.Node
	if list != nil {
		switch list.Kind {
		case data.Array:
			names = list.Items
		case data.Object:
			for _, m := range list.Members {
				names = append(names, m.Key)
			}
		case data.Null:
		default:
			c.problem(list, "collections are a list of names, or names with their settings")
		}
	}
	known := map[string]bool{}
	for _, name := range names {
		label := strings.Map(labelChar, name.Str())
		node := list.Get(label)
		if list.Kind == data.Array {
			node = nil
		}
		switch {
		case label == "" || known[name.Str()]:
			continue
		case node != nil && node.Kind != data.Object && node.Kind != data.Null:
			c.problem(node, "the settings of a collection are keys with values, as in \"output: true\"")
			node = nil
		}
		known[name.Str()] = true
		settings := posts
		if label != postsLabel {
			settings = &CollectionSettings{Name: name.Str(), Label: label, Folder: "_" + label, index: len(c.collections.list)}
			c.collections.list = append(c.collections.list, settings)
			if label == "data" {
				c.problems = append(c.problems, diagnosticAt(name, diag.RuleUnsupported, diag.Warning, "the collection \"data\" has no documents: _data holds the data files"))
				continue
			}
			c.collections.byFolder[settings.Folder] = settings
		}
		c.readSettings(settings, node)
	}
	c.collections.index = map[string]int{}
	for i, s := range c.collections.list {
		c.collections.index[s.Label] = i
	}
	posts.Output = true
	posts.Permalink = cmp.Or(posts.Permalink, permalinkStyles[c.Permalink], c.Permalink)
}

func (c *Config) problem(at *data.Node, format string, args ...any) {
	c.problems = append(c.problems, diagnosticAt(at, diag.RuleConfig, diag.Error, format, args...))
}

// labelChar drops what the label of a collection cannot have.
func labelChar(r rune) rune {
	if r < 0x80 && (r == '_' || r == '-' || r == '.' || '0' <= r && r <= '9' || 'a' <= r|0x20 && r|0x20 <= 'z') {
		return r
	}
	return -1
}

func (c *Config) readSettings(s *CollectionSettings, node *data.Node) {
	s.Node = node
	s.Output = isTrue(node.Get("output"))
	if s.Label != postsLabel {
		s.Permalink = "/:collection/:path" + c.permalinkEnd()
	}
	if link := node.Get("permalink"); link != nil {
		if s.Permalink = link.Str(); link.Kind != data.String || s.Permalink == "" {
			c.problem(link, "the permalink of a collection is a pattern such as \"/:collection/:path/\"")
		}
		if unknown := unknownPlaceholder(s.Permalink); unknown != "" {
			c.problem(link, "%s", noPlaceholder(unknown))
		}
	}
	if by := node.Get("sort_by"); by != nil && by.Kind == data.String {
		s.SortBy = by.Str()
	}
	if order := node.Get("order"); order != nil && order.Kind == data.Array {
		s.Order = strs(order)
		if s.Order == nil {
			s.Order = []string{}
		}
	}
}

// isTrue reports whether Ruby takes a value for true: all but false and null.
func isTrue(n *data.Node) bool {
	return n != nil && n.Kind != data.Null && n.Value() != false
}

// relative returns a path as templates see it: below collections_dir, where a
// document lies there.
func (c *Config) relative(name string) string {
	if c.collections.dir == "" {
		return name
	}
	return strings.TrimPrefix(name, c.collections.dir+"/")
}

// collectionOf returns the collection that a file or folder belongs to, or nil,
// and its path below the folder of the collection: "" for the folder itself.
func (c *Config) collectionOf(name string) (s *CollectionSettings, entry string) {
	if !c.Jekyll {
		return nil, ""
	}
	inside := name
	if dir := c.collections.dir; dir != "" {
		var ok bool
		if inside, ok = strings.CutPrefix(name, dir+"/"); !ok {
			return nil, ""
		}
	}
	top, entry, _ := strings.Cut(inside, "/")
	if s := c.collections.byFolder[top]; s != nil {
		return s, entry
	}
	for rest := inside; rest != "" && !c.collections.hidden; {
		top, rest, _ = strings.Cut(rest, "/")
		switch {
		case top == "_posts", top == "_drafts":
			return c.collections.list[0], rest
		case isHidden(top):
			return nil, "" // Jekyll does not look for posts there
		}
	}
	return nil, ""
}

func isHidden(base string) bool { return strings.IndexByte("._#~", base[0]) >= 0 }

// isDraft reports whether a file or folder is _drafts, or lies in it.
func (c *Config) isDraft(name string) bool {
	s, entry := c.collectionOf(name)
	return s != nil && s.Label == postsLabel && path.Base(strings.TrimSuffix(name, entry)) == "_drafts"
}

// hides reports whether a path of a Jekyll tree is no input because of its name.
func (c *Config) hides(name string, isDir bool) bool {
	base := path.Base(name)
	if s, entry := c.collectionOf(name); s != nil {
		// Folders inside a folder of the collection may have any name.
		return entry != "" && (matches(c.Exclude, c.relative(name)) && !matches(c.Include, name) || isHidden(entry) || !isDir && isHidden(base)) || c.isDraft(name) && !c.ShowDrafts
	}
	if dir := c.collections.dir; c.collections.hidden {
		switch { // nothing but its collections is read
		case dir == name, strings.HasPrefix(dir, name+"/"):
			return false
		case strings.HasPrefix(name, dir+"/"):
			return true
		}
	}
	return isHidden(base) && !strings.HasPrefix(name, "elements/")
}

// folders returns the first folders of the paths of all documents.
func (c *collections) folders() (out []string) {
	for _, s := range c.list {
		top, _, _ := strings.Cut(path.Join(c.dir, s.Folder), "/")
		out = append(out, top)
	}
	return out
}

// addFile adds a file without front matter to its collection. Posts have none.
func (r *reader) addFile(name, entry string, settings *CollectionSettings) {
	if settings.Label == postsLabel {
		return
	}
	f := Static{From: name, URL: settings.fileURL(entry), FS: r.root, collection: settings.Label}
	c := r.collection(settings)
	c.Files = append(c.Files, f)
	if settings.Output {
		r.Static = append(r.Static, f)
	}
}

// leaveOutFiles leaves out the files without front matter whose defaults say that
// they are not published.
func (r *reader) leaveOutFiles() {
	if slices.ContainsFunc(r.Config.Defaults, func(d Default) bool { return d.Values.Get("published") != nil }) {
		r.Static = slices.DeleteFunc(r.Static, func(f Static) bool { return r.Config.fileDefaults(f).Get("published") == false })
	}
}

// fileDefaults returns the front matter that the defaults give to a file without any.
func (c *Config) fileDefaults(f Static) data.Map {
	vars := data.Map{}
	for _, d := range c.defaultsOf(scoped{f.From, c.relative(f.From), f.collection}) {
		joinVars(vars, d.Values, c.Times())
	}
	return vars
}

// Collection returns the collection with a label, or nil.
func (s *Site) Collection(label string) *Collection {
	if i, ok := s.Config.collections.index[label]; ok {
		return s.Collections[i]
	}
	return nil
}

// Related returns the posts that templates see as related to a document: the newest
// other ones.
func (s *Site) Related(p *Page) []*Page {
	newest := s.Posts[:min(11, len(s.Posts))]
	if len(s.Posts) < 2 {
		newest = nil
	}
	newest = slices.DeleteFunc(slices.Clone(newest), func(o *Page) bool { return o.File == p.File })
	return newest[:min(10, len(newest))]
}

// collection returns the collection of its settings.
func (s *Site) collection(settings *CollectionSettings) *Collection {
	return s.Collections[settings.index]
}

// Document returns the document of a collection that a file holds, or nil.
func (s *Site) Document(f *source.File) *Page {
	if p := s.kept.pages[f]; p != nil && p.Collection != "" {
		return p
	}
	return nil
}

// noPlaceholder says that a permalink has a placeholder that Jekyll does not know.
func noPlaceholder(name string) string {
	return fmt.Sprintf("there is no %q for permalinks%s", ":"+name, diag.DidYouMean(name, placeholders))
}

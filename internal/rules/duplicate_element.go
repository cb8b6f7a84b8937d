package rules

import (
	"cmp"
	"path"
	"slices"

	"docgen/internal/content"
	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/lint"
)

var duplicateElement = &lint.Rule{
	Name:      diag.RuleDuplicateElement,
	Severity:  diag.Error,
	Platform:  true,
	Published: true,
	Page: func(p *lint.Pass, page *lint.Page) {
		if page.Template == "" && isElementPage(page.Page.Page) {
			p.Note(map[string]*data.Node{"elementKey": page.Front.Get("elementKey"), "elementId": page.Front.Get("elementId")})
		}
	},
	Site: func(p *lint.Pass) {
		for _, key := range []string{"key", "id"} {
			duplicatesInYAML(p, key)
		}
		if p.Incomplete() {
			return // which value most pages of a folder have is not known
		}
		for _, key := range []string{"elementKey", "elementId"} {
			duplicatesInPages(p, key)
		}
	},
}

// duplicatesInYAML compares the files of elements.
func duplicatesInYAML(p *lint.Pass, key string) {
	first := map[string]*content.Element{}
	for _, e := range p.Site.Elements {
		value := e.Node.Get(key)
		name := value.Str()
		if key == "key" {
			name = e.Key // the name of the file, if it has no name
		}
		if name == "" {
			continue
		}
		other := first[name]
		if other == nil {
			first[name] = e
			continue
		}
		if key == "id" && other.Key == e.Key {
			continue // a copy of the file, which is reported for its key
		}
		at := e.File.Span(0, 0)
		if value != nil {
			at, _, _ = value.Origin()
		}
		d := p.Reportf(at, p.UsersOf(e.File), "the element %q has the %s %q too", other.Name, key, name)
		d.Kind = key
		place := other.File.Span(0, 0)
		if n := other.Node.Get(key); n != nil {
			place, _, _ = n.Origin()
		}
		d.Note(place, "first here")
	}
}

// duplicatesInPages compares the folders of authored pages. An element is the
// folder most of whose pages have the same value; pages of other folders must
// not have that value. Folders that collect pages of many elements, such as
// translations, are not elements.
func duplicatesInPages(p *lint.Pass, key string) {
	folders := map[string][]claimed{}
	var names []string
	for _, page := range p.Pages {
		values, _ := p.Noted(page).(map[string]*data.Node)
		if values[key].Str() == "" {
			continue
		}
		dir := path.Dir(page.Path)
		if folders[dir] == nil {
			names = append(names, dir)
		}
		folders[dir] = append(folders[dir], claimed{page, values[key]})
	}
	owned := map[string]string{}    // folder to value
	owners := map[string][]string{} // value to folders
	for _, dir := range names {
		if value := majority(folders[dir], key); value != "" {
			owned[dir] = value
			owners[value] = append(owners[value], dir)
		}
	}
	main := map[string]string{} // value to the folder that owns it
	for value, dirs := range owners {
		main[value] = mainOwner(dirs, folders)
	}
	for _, dir := range names {
		for _, c := range folders[dir] {
			value := c.node.Str()
			owner := main[value]
			if owner == "" && owned[dir] != "" && value != owned[dir] && !isLeftover(key, c.node) {
				at, _, _ := c.node.Origin()
				d := p.Reportf(at, []*lint.Page{c.page}, "%s %q is not that of the other pages here, which have %q", key, value, owned[dir])
				d.Kind = kindOf[key]
				continue
			}
			if owner == "" || owner == dir || owned[dir] == "" || isTranslation(dir, owner) {
				continue
			}
			at, _, _ := c.node.Origin()
			d := p.Reportf(at, []*lint.Page{c.page}, "%s %q is that of the pages in %s", key, value, owner)
			d.Kind = kindOf[key]
			if value != owned[dir] {
				d.Message += "; the other pages here have \"" + owned[dir] + "\""
			}
		}
	}
}

var kindOf = map[string]string{"elementKey": "key", "elementId": "id"}

// claimed is a value that a page claims for its element.
type claimed struct {
	page *lint.Page
	node *data.Node
}

// majority returns the value that more than half of at least two pages have.
func majority(pages []claimed, key string) string {
	count := map[string]int{}
	for _, c := range pages {
		value := c.node.Str()
		if count[value]++; count[value] > 1 && 2*count[value] > len(pages) && !isLeftover(key, c.node) {
			return value
		}
	}
	return ""
}

// mainOwner returns the folder with the most pages of those that have a value.
func mainOwner(dirs []string, folders map[string][]claimed) string {
	if len(dirs) == 0 {
		return ""
	}
	return slices.MaxFunc(dirs, func(a, b string) int { return cmp.Compare(len(folders[a]), len(folders[b])) })
}

// isTranslation reports whether one folder is in the other.
func isTranslation(dir, owner string) bool {
	return path.Dir(dir) == owner || path.Dir(owner) == dir
}

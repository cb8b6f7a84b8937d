package content

import (
	"bytes"
	"io"
	"path"
	"slices"
	"strings"

	"docgen/internal/diag"
	"docgen/internal/source"
)

// A file that has another name or place than docgen reads would be missing from the site
// without a word. Those that are near to what is read are reported; exclude leaves out the
// ones that have nothing to do with the site.

// meantFolders are the folders that are read, by other names that writers give them, without
// a "_" and in lower case.
var meantFolders = map[string]string{
	"element": "elements", "elements": "elements", "template": "templates", "templates": "templates",
	"include": "includes", "includes": "includes", "templates/include": "includes", "templates/includes": "includes",
	"layout": "templates/layouts", "layouts": "templates/layouts", "templates/layout": "templates/layouts", "templates/layouts": "templates/layouts",
	"preset": presetFolder, "presets": presetFolder, "elements/preset": presetFolder, "elements/presets": presetFolder,
	"glossary": "glossary", "glossaries": "glossary",
}

// checkMisplaced reports files that are not read because of their names or places.
func (r *reader) checkMisplaced(names []string) {
	owned := map[string]bool{} // folders of elements
	for _, name := range names {
		if isElementFile(name) {
			owned[withoutExt(name)] = true
			if dir := path.Dir(name); dir != "elements" {
				owned[dir] = true
			}
		}
	}
	nested := otherProjects(names)
	done := map[string]bool{} // one finding for each folder
	for _, name := range names {
		folder, message := r.misplaced(name, owned)
		if message == "" || done[folder] || inFolders(name, nested) {
			continue
		}
		done[folder] = folder != ""
		rule, severity := diag.RuleConfig, diag.Warning
		if folder == "" {
			severity = diag.Error
		}
		if strings.HasPrefix(name, "elements/") {
			rule = diag.RuleElementYAML
		}
		r.report(newDiagnostic(source.NewFile(name, nil).All(), rule, severity, "%s", message))
	}
}

// otherProjects returns the folders below the source folder that are source folders of their
// own.
func otherProjects(names []string) map[string]bool {
	folders := map[string]bool{}
	for _, name := range names {
		if slices.Contains(configNames, path.Base(name)) {
			folders[path.Dir(name)] = true
		}
		if at := strings.Index(name, "/elements/"); at > 0 {
			folders[name[:at]] = true
		}
	}
	for _, own := range append([]string{"."}, ownInputs...) {
		delete(folders, own)
	}
	return folders
}

// inFolders reports whether a file is below one of some folders.
func inFolders(name string, folders map[string]bool) bool {
	for at := path.Dir(name); at != "."; at = path.Dir(at) {
		if folders[at] {
			return true
		}
	}
	return false
}

// misplaced says why a file is not read, and for which folder that is said once; an empty
// folder stands for the file alone, which can be nothing else. It is "" for all other files.
func (r *reader) misplaced(name string, owned map[string]bool) (folder, message string) {
	ext := strings.ToLower(path.Ext(name))
	isYAML, isText := ext == ".yml" || ext == ".yaml", ext == ".md" || ext == ".markdown" || ext == ".html"
	if !strings.Contains(name, "/") && name != ownConfig && strings.EqualFold(withoutExt(name), "docgen") && isYAML {
		return "", "this file is not read: the configuration is docgen.yml"
	}
	if r.Config.Jekyll || !isYAML && !isText || r.Config.IsAlso(name) {
		return "", ""
	}
	parts := strings.Split(name, "/")
	for n := 1; n <= min(2, len(parts)-1); n++ {
		folder := strings.Join(parts[:n], "/")
		meant := meantFolders[strings.ToLower(strings.Join(append(slices.Clone(parts[:n-1]), strings.TrimLeft(parts[n-1], "_")), "/"))]
		wantsYAML := meant == "elements" || meant == presetFolder || meant == "glossary"
		if meant == "" || meant == folder || owned[folder] {
			continue
		}
		if wantsYAML != isYAML {
			return "", "" // other files of such a folder are reported with it, or are of another tool
		}
		return folder, "docgen reads " + strings.TrimLeft(path.Base(meant), "_") + " from \"" + meant + "/\", not from this folder"
	}
	switch {
	case parts[0] == "elements" && !isElementFile(name) && !isPreset(name):
		return strayElement(name, parts, isYAML, owned)
	case isYAML && parts[0] != "glossary" && parts[0] != "elements" && r.begins(name, "key:", "name:", "auth:"):
		return name, "this element is not read: move it to \"elements/" + path.Base(name) + "\""
	case !inputFolder(name) && isText && hasFrontMatter(r.root, name) && r.begins(name, "title:"):
		return parts[0], "this page is not read: move it to \"templates/" + name + "\", or name it in exclude if it is no part of the site"
	}
	return "", ""
}

// strayElement says why a file in elements/ belongs to no element.
func strayElement(name string, parts []string, isYAML bool, owned map[string]bool) (folder, message string) {
	folder = strings.Join(parts[:len(parts)-1], "/")
	switch {
	case parts[1] == path.Base(presetFolder):
		if isYAML {
			return "", "this file is not read: a preset is " + presetFolder + "/" + withoutExt(path.Base(name)) + ".yml"
		}
		return "", ""
	case len(parts) == 2 && !isYAML || len(parts) > 2 && owned[parts[0]+"/"+parts[1]]:
		return "", "" // a note about the folder; a file of the element
	case isYAML:
		key := withoutExt(path.Base(name))
		if len(parts) > 2 && strings.EqualFold(key, "element") {
			key = parts[len(parts)-2]
		}
		return "", "this file is not read: an element is elements/" + key + ".yml or elements/" + key + "/element.yml"
	}
	return folder, "this file is not read: no element has the folder \"" + parts[0] + "/" + parts[1] + "\""
}

// begins reports whether the beginning of a file has lines with keys. Files in hidden
// folders are for other tools.
func (r *reader) begins(name string, keys ...string) bool {
	if strings.HasPrefix(name, ".") || strings.Contains(name, "/.") {
		return false
	}
	f, err := r.root.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	start := make([]byte, 1<<10)
	n, _ := io.ReadFull(f, start) // what a short file has is enough
	text := append([]byte("\n"), start[:n]...)
	return !slices.ContainsFunc(keys, func(key string) bool { return !bytes.Contains(text, []byte("\n"+key)) })
}

package content

import (
	"cmp"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"

	"docgen/internal/data"
	"docgen/internal/diag"
)

// lookSettings are the keys of docgen.yml that docgen's layouts and templates read, as
// variables of site with the same names.
var lookSettings = []string{"brand", "logo", "accent", "stylesheets", "apiUrl", "home", "lastUpdated"}

// defaultAPI is where the API is, unless apiUrl says so.
const defaultAPI = "https://api.cloud-elements.com/elements/api-v2"

// look is what docgen.yml says of how a site looks.
type look struct {
	vars  data.Map
	files []lookFile
}

// lookFile is a file that a setting names.
type lookFile struct {
	node *data.Node
	key  string
	// name is that of a file of the project, or "" for a path of the site; url is where
	// it is in the site.
	name, url string
}

// The kinds of files that settings name, by the setting.
var lookEnds = map[string][]string{
	"logo":        {".svg", ".png", ".webp", ".avif", ".jpg", ".jpeg", ".gif"},
	"stylesheets": {".css"},
}

// readLook reads the settings of the look from docgen.yml.
func (c *Config) readLook() {
	own := c.Own
	c.look.vars = data.MapOf(
		"brand", nil, "accent", nil, "home", nil, "stylesheets", []any{}, "lastUpdated", own.Get("lastUpdated").True(),
		"apiUrl", strings.TrimRight(cmp.Or(own.Get("apiUrl").Str(), defaultAPI), "/"),
	)
	if brand := own.Get("brand"); brand != nil {
		c.look.vars.Set("brand", brand.Str())
	}
	if home := own.Get("home"); home != nil && home.Kind == data.Object {
		c.look.vars.Set("home", home.Value())
	}
	if light, dark := pair(own.Get("logo")); light != nil {
		c.lookFile("logo", light)
		if dark != light {
			c.lookFile("logo", dark)
		}
	}
	sheets := []any{}
	if list := own.Get("stylesheets"); list != nil {
		for _, n := range list.Items {
			sheets = append(sheets, c.lookFile("stylesheets", n))
		}
	}
	c.look.vars.Set("stylesheets", sheets)
	c.readAccent(own.Get("accent"))
}

// pair returns the values of a setting for the light and the dark theme. One that has
// a single value has it for both.
func pair(n *data.Node) (light, dark *data.Node) {
	if n == nil || n.Kind != data.Object {
		return n, n
	}
	light, dark = n.Get("light"), n.Get("dark")
	return cmp.Or(light, dark), cmp.Or(dark, light)
}

// readAccent sets the accent colours of both themes. A single one is adapted to the
// theme where it could not be read; of two, each is as it was chosen.
func (c *Config) readAccent(n *data.Node) {
	light, dark := pair(n)
	if light == nil {
		return
	}
	onLight, onDark := hexColour(light.Str()).onLight(), hexColour(dark.Str()).onDark()
	if n.Get("light") != nil {
		onLight = c.chosen(light, lightGround, "light", onLight)
	}
	if n.Get("dark") != nil {
		onDark = c.chosen(dark, darkGround, "dark", onDark)
	}
	c.look.vars.Set("accent", data.MapOf("light", onLight.String(), "dark", onDark.String()))
}

// unquotedColour reports a colour that YAML has taken for a comment.
func unquotedColour(n *data.Node) *diag.Diagnostic {
	for _, n := range []*data.Node{n, n.Get("light"), n.Get("dark")} {
		if n != nil && n.Kind == data.Null {
			return diagnosticAt(n, diag.RuleConfig, diag.Error, "the colour is missing: write it in quotes, as in \"#0a675c\", because # begins a comment in YAML")
		}
	}
	return nil
}

// chosen returns a colour that was chosen for one theme, and reports one that cannot
// be read there.
func (c *Config) chosen(n *data.Node, ground [2]colour, theme string, better colour) colour {
	chosen := hexColour(n.Str())
	if ratio := chosen.legible(ground); ratio < minContrast {
		c.problems = append(c.problems, diagnosticAt(n, diag.RuleConfig, diag.Warning,
			"%q is hard to read in the %s theme: text in it has a contrast of %.1f to 1, and 4.5 is needed, as %q has", n.Str(), theme, ratio, better))
	}
	return chosen
}

// lookFile notes a file that a setting names, and returns where it is in the site.
func (c *Config) lookFile(key string, n *data.Node) string {
	f := lookFile{node: n, key: key}
	if at := n.Str(); strings.HasPrefix(at, "/") {
		f.url = at
	} else {
		f.name = path.Clean(at)
		f.url = "/" + f.name
		if rest, ok := strings.CutPrefix(f.name, "elements/"); ok && strings.Contains(rest, "/") {
			f.url = "/docs/" + f.name
		} else if !c.Jekyll {
			f.url = "/" + strings.TrimPrefix(f.name, ownFolders.pages)
		}
	}
	c.look.files = append(c.look.files, f)
	return (&url.URL{Path: f.url}).EscapedPath()
}

// addLookFiles publishes the files that settings name, also those that lie outside of
// the folders that are published as a whole.
func (r *reader) addLookFiles() {
	for _, f := range r.Config.look.files {
		if f.name != "" && r.hasFile(f) && !slices.ContainsFunc(r.Static, func(s Static) bool { return s.URL == f.url }) {
			r.Static = append(r.Static, Static{From: f.name, URL: f.url, FS: r.root})
		}
	}
}

// hasFile reports whether the source folder has the file that a setting names: in a
// project, templates/ may be left out, as it is in addresses.
func (r *reader) hasFile(f lookFile) bool {
	return r.inputs[f.name] != nil || !r.Config.Jekyll && r.inputs[ownFolders.pages+f.name] != nil
}

// checkLook reports settings that name a file that is not there, or is of another kind.
func (r *reader) checkLook() {
	for _, f := range r.Config.look.files {
		if d := r.lookProblem(f); d != nil {
			r.report(d)
		}
		if f.key == "logo" {
			r.logo = append(r.logo, r.image(f))
		}
	}
}

// picture is an image that layouts show.
type picture struct {
	url           string
	width, height int // 0 where they are not known
}

// image returns the image that a setting names.
func (r *reader) image(f lookFile) picture {
	p := picture{url: (&url.URL{Path: f.url}).EscapedPath()}
	if i := slices.IndexFunc(r.Static, func(s Static) bool { return s.URL == f.url && !s.Left }); i >= 0 {
		p.width, p.height = imageSize(r.Static[i].FS, r.Static[i].From)
	}
	return p
}

// LogoKey names what templates see as site.logo: it is the same in two sites where that is.
func (s *Site) LogoKey() string { return fmt.Sprint(s.logo) }

// logoVars returns what templates see as site.logo: the images of both themes, of which
// dark is nil where they are the same.
func (s *Site) logoVars() any {
	if len(s.logo) == 0 {
		return nil
	}
	vars := data.MapOf("light", nil, "dark", nil)
	for i, p := range s.logo {
		v := data.MapOf("url", p.url, "width", nil, "height", nil)
		if p.width > 0 && p.height > 0 {
			v.Set("width", p.width)
			v.Set("height", p.height)
		}
		vars.Set([]string{"light", "dark"}[i], v)
	}
	return vars
}

func (r *reader) lookProblem(f lookFile) *diag.Diagnostic {
	report := func(format string, args ...any) *diag.Diagnostic {
		return diagnosticAt(f.node, diag.RuleConfig, diag.Error, format, args...)
	}
	ends := lookEnds[f.key]
	fits := func(name string) bool { return slices.Contains(ends, strings.ToLower(path.Ext(name))) }
	if strings.Contains(f.node.Str(), "//") {
		return report("%q is on another site: name a file of the project, such as %q", f.node.Str(), "templates/assets/"+path.Base(f.node.Str()))
	}
	if !fits(f.url) {
		return report("%q cannot be used for %s: its name must end in %s", f.node.Str(), f.key, strings.Join(ends, ", "))
	}
	var names []string
	if f.name == "" {
		out := OutPath(f.url)
		for o := range r.outputs() {
			if o.path == out {
				return nil
			}
			if fits(o.path) {
				names = append(names, "/"+o.path)
			}
		}
	} else {
		if r.hasFile(f) {
			return nil
		}
		for name := range r.inputs {
			if fits(name) {
				names = append(names, name, strings.TrimPrefix(name, ownFolders.pages))
			}
		}
	}
	slices.Sort(names)
	if near := diag.Nearest(f.node.Str(), names); near != "" {
		return report("there is no file %q: did you mean %q?", f.node.Str(), near)
	}
	if f.name == "" {
		return report("the site has no file %q", f.node.Str())
	}
	return report("there is no file %q in the project", f.node.Str())
}

// addLook adds the settings of the look, and the sidebar, to what templates see as site.
func (s *Site) addLook(site data.Map) {
	site.SetAll(s.Config.look.vars)
	site.Set("logo", s.logoVars())
	if s.Config.look.vars.Get("brand") == nil {
		site.Set("brand", site.Get("title"))
	}
	site.Set("sidebar", s.sidebar.list)
}

// API returns the address of the API without its scheme.
func (c *Config) API() string {
	_, address, _ := strings.Cut(c.look.vars.Text("apiUrl"), "://")
	return address
}

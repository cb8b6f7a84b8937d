package content

import (
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // a machine that builds a site may have no time zones

	"docgen/internal/data"
	"docgen/internal/diag"
)

// defaultExclude is what Jekyll adds to exclude, and defaultInclude what include
// has unless it is set.
var (
	defaultExclude = []string{
		".sass-cache", ".jekyll-cache", "gemfiles", "Gemfile", "Gemfile.lock", "node_modules",
		"vendor/bundle/", "vendor/cache/", "vendor/gems/", "vendor/ruby/",
	}
	defaultInclude = []string{".htaccess"}
)

// applyJekyll reads the settings of Jekyll that docgen's own layout does not have,
// and reports those that have no effect.
func (c *Config) applyJekyll() {
	c.folders = folders{
		includes: c.inputFolder("includes_dir", "_includes"),
		layouts:  c.inputFolder("layouts_dir", "_layouts"),
		data:     c.inputFolder("data_dir", "_data"),
	}
	for _, key := range []string{"include", "exclude"} {
		if n := c.Node.Get(key); n != nil && n.Kind != data.Array && n.Kind != data.Null {
			c.warn(n, "%s must be a list: Jekyll does not build with this one", key)
		}
	}
	c.Exclude = slices.DeleteFunc(append(c.Exclude, defaultExclude...), func(p string) bool { return slices.Contains(c.Include, p) })
	if n := c.Node.Get("include"); n == nil || n.Kind == data.Null {
		c.Include = defaultInclude
	}
	c.Unpublished = c.Node.Get("unpublished").True()
	c.StrictFrontMatter = c.Node.Get("strict_front_matter").True()
	if n := c.Node.Get("limit_posts"); n != nil && n.Kind != data.Null {
		limit, ok := n.Value().(int)
		if !ok || limit < 0 {
			c.warn(n, "limit_posts must be a number, and not below 0: Jekyll does not build with this one")
		}
		c.LimitPosts = max(limit, 0)
	}
	if n := c.Node.Get("timezone"); n.Str() != "" {
		var known bool
		if c.Location, known = timeZone(n.Str()); !known {
			c.warn(n, "no time zone is called %q: as with Jekyll, times are those of UTC", n.Str())
		}
	}
	for _, m := range c.members() {
		if s, ok := jekyllSettings[m.Key.Str()]; ok && s.asks != nil && s.asks(m.Value) {
			c.problems = append(c.problems, diagnosticAt(m.Key, diag.RuleUnsupported, s.severity(), "unsupported: %s: %s", m.Key.Str(), s.why))
		}
	}
}

// members returns the settings, each once.
func (c *Config) members() []data.Member {
	if c.Node == nil {
		return nil
	}
	var out []data.Member
	for i := range c.Node.Members {
		if m := &c.Node.Members[i]; c.Node.Member(m.Key.Str()) == m {
			out = append(out, *m)
		}
	}
	return out
}

func (c *Config) warn(n *data.Node, format string, args ...any) {
	c.problems = append(c.problems, diagnosticAt(n, diag.RuleConfig, diag.Warning, format, args...))
}

// inputFolder returns the folder that a setting names, with a slash at its end;
// "" is the source folder itself. As in Jekyll no name leads out of that.
func (c *Config) inputFolder(key, usual string) string {
	name := usual
	if n := c.Node.Get(key); n != nil && n.Kind != data.Null {
		name = n.Str()
	}
	if name = path.Clean("/" + name)[1:]; name == "" {
		return ""
	}
	return name + "/"
}

// leaveOutDestination makes no input of the folder that Jekyll writes to. base is
// the folder of the configuration, from the source folder dir.
func (c *Config) leaveOutDestination(dir, base string) {
	if to := c.Node.Get("destination").Str(); to != "" && !path.IsAbs(to) {
		c.destination = outInside(dir, filepath.Join(dir, filepath.FromSlash(path.Join(base, to))))
	}
}

var posixZone = regexp.MustCompile(`^[A-Za-z]{3,}([+-]?)(\d{1,2})(?::(\d\d))?$`)

// timeZone returns the time zone of a name: one of the tz database, or the form
// UTC+8 of POSIX, where the sign is that of the way to UTC. Another name is UTC.
func timeZone(name string) (zone *time.Location, known bool) {
	if zone, err := time.LoadLocation(name); err == nil && name != "Local" {
		return zone, true
	}
	m := posixZone.FindStringSubmatch(name)
	if m == nil {
		return time.UTC, false
	}
	hours, _ := strconv.Atoi(m[2])
	minutes, _ := strconv.Atoi(m[3]) // none is 0
	seconds := (hours*60 + minutes) * 60
	if m[1] != "-" {
		seconds = -seconds
	}
	return time.FixedZone(strings.TrimRight(name, "+-:0123456789"), seconds), hours <= 24
}

// limitPosts keeps the newest posts, as many as the configuration wants.
func (r *reader) limitPosts() {
	if n := r.Config.LimitPosts; n > 0 && n < len(r.Posts) {
		r.Posts = slices.Clip(r.Posts[:n])
		posts := r.Collections[0]
		posts.Docs = posts.Docs[len(posts.Docs)-n:]
	}
}

// rubyTime is a time that YAML has a type for; without a zone it is one of UTC.
var rubyTime = regexp.MustCompile(`^\d{4}-\d{1,2}-\d{1,2}(?:[Tt]|\s+)\d{1,2}:\d\d:\d\d(?:\.\d*)?$`)

// dateOf reads a date of front matter, in the time zone of the configuration.
func (c *Config) dateOf(n *data.Node) (time.Time, bool) {
	text := n.Str()
	if plain := n.Raw.String() == text; plain && rubyTime.MatchString(text) {
		text += " UTC"
	}
	return c.parseDate(text)
}

// parseDate reads a date, in the time zone of the configuration.
func (c *Config) parseDate(text string) (time.Time, bool) {
	t, ok := data.ParseTime(text, time.Now().In(c.Location))
	return t.In(c.Location), ok
}

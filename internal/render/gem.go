package render

import (
	"strings"

	"github.com/osteele/liquid/values"

	"docgen/internal/content"
	"docgen/internal/data"
	"docgen/internal/source"
)

// gemTags are the tags of the plugins that docgen has: each returns what it prints.
// content.Config says which plugins a tree uses.
var gemTags = map[string]func(*gemRun) string{
	"seo": seo, "feed_meta": feedMeta, "toc": tocTag, "gist": gist, "avatar": avatar,
	"github_edit_link": githubEditLink, "I18n_Headers": languageHeaders, "i18n_headers": languageHeaders,
}

// madeTags print the files that plugins make. Only the pages that content makes for
// plugins have them.
var madeTags = map[string]func(*gemRun) string{"docgen_feed": feed, "docgen_sitemap": sitemap}

// gemTag returns what prints the tag of a plugin that the site uses; nil for any
// other tag, and where the tree says itself what prints the tag.
func (e *Engine) gemTag(name string, in *source.File) func(*gemRun) string {
	if made := madeTags[name]; made != nil && e.site.File(in.Name) == nil {
		return made
	}
	brings := e.site.Config.GemTag(name)
	if _, own := e.site.Foreign(name); own || brings == nil || !brings.Has() {
		return nil
	}
	return gemTags[name]
}

// lacksTag reports whether a tag is one of a plugin that the site uses and docgen does
// not have, which is reported at its name.
func (e *Engine) lacksTag(name string) bool {
	brings := e.site.Config.GemTag(name)
	_, own := e.site.Foreign(name)
	return brings != nil && !brings.Has() && !own
}

// gemRun is the tag of a plugin while it runs.
type gemRun struct {
	*sink
	args string
}

// runGem prints the tag of a plugin.
func (s *sink) runGem(tag func(*gemRun) string, at, args source.Span) error {
	s.meter.spend(20_000)
	out := tag(&gemRun{s, args.String()})
	if s.meter.err == nil {
		s.put(at, []byte(out))
	}
	return s.check(at)
}

// get returns a value below a variable, or nil.
func (p *gemRun) get(path ...string) any {
	value, _ := p.meter.vars.find(path[0])
	return dig(value, path[1:]...)
}

// text is get for a text; "" for anything else.
func (p *gemRun) text(path ...string) string { return textOf(p.get(path...)) }

// dig returns a value below another one, or nil.
func dig(value any, path ...string) any {
	for _, key := range path {
		switch m := values.ToLiquid(value).(type) {
		case data.Map:
			value = m.Get(key)
		case map[string]any:
			value = m[key]
		case drop:
			value = m.member(key)
		default:
			return nil
		}
	}
	return values.ToLiquid(value)
}

func textOf(value any) string {
	s, _ := values.ToLiquid(value).(string)
	return s
}

// filter returns the result of a filter as text; "" where it fails.
func (p *gemRun) filter(name string, in any, args ...any) string {
	f, ok := p.engine.filters[name]
	if !ok || p.meter.err != nil {
		return ""
	}
	out, err := f.call(p.meter, in, args)
	if err != nil {
		return ""
	}
	return p.meter.format(out)
}

// plain returns what a reader sees of a line of Markdown, as text for HTML; "" for
// no text.
func (p *gemRun) plain(value any) string {
	s := p.meter.format(value)
	if s == "" {
		return ""
	}
	for _, name := range []string{"markdownify", "strip_html", "normalize_whitespace", "escape_once"} {
		s = p.filter(name, s)
	}
	return s
}

// absolute returns the whole address of a path of the site, or of an address.
func (p *gemRun) absolute(url string) string { return absoluteURL(p.engine.filterSite, url) }

// first returns the first value that is there.
func first(list ...any) any {
	for _, v := range list {
		if v = values.ToLiquid(v); truthy(v) && v != "" {
			return v
		}
	}
	return nil
}

// option returns the value of an option of a tag, name=value or name="value".
func (p *gemRun) option(name string) string {
	for _, word := range strings.Fields(p.args) {
		if value, ok := strings.CutPrefix(word, name+"="); ok {
			return p.value(value)
		}
	}
	return ""
}

// value returns the text of a word of a tag: a text in quotes, a variable, or the word.
func (p *gemRun) value(word string) string {
	if len(word) >= 2 && (word[0] == '"' || word[0] == '\'') && word[len(word)-1] == word[0] {
		return word[1 : len(word)-1]
	}
	if v := p.get(strings.Split(word, ".")...); v != nil {
		return p.meter.format(v)
	}
	return word
}

// archivePosts returns what templates see of the page of an archive: with its posts.
func (e *Engine) archivePosts(p *content.Page, vars data.Map) data.Map {
	out := make(data.Map, len(vars)+1)
	out.SetAll(vars)
	out.Set("posts", content.Vars(p.PagerPosts, e.Vars))
	return out
}

// attributeText returns a text as it stands in an attribute.
func attributeText(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(s)
}

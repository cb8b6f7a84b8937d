package content

import (
	"cmp"
	"iter"
	"slices"
	"strings"
	"time"
	"unicode"

	"docgen/internal/data"
)

// archivePermalinks are the addresses of the archives, unless configured.
var archivePermalinks = map[string]string{
	"year": "/:year/", "month": "/:year/:month/", "day": "/:year/:month/:day/", "tag": "/tag/:name/", "category": "/category/:name/",
}

// archive is a page that lists posts.
type archive struct {
	kind  string // a key of archivePermalinks
	title string // the tag or category; "" of a period
	date  time.Time
	posts []*Page // newest first
}

// addArchives makes the pages of jekyll-archives: a list of the posts of each tag,
// category, year, month or day, as configured.
func addArchives(r *reader) {
	const section = "jekyll-archives"
	enabled := r.Config.option(section, "enabled")
	kinds := strs(enabled)
	all := enabled.True() || slices.Equal(kinds, []string{"all"})
	wants := func(kind string) bool {
		return all || enabled != nil && enabled.Kind == data.Array && slices.Contains(kinds, kind)
	}

	add := func(kind, title string, date time.Time, posts []*Page) {
		r.addArchive(&archive{kind, title, date, posts}, section)
	}
	for _, words := range [][2]string{{"tags", "tag"}, {"categories", "category"}} {
		if !wants(words[0]) {
			continue
		}
		for _, g := range groupPosts(slices.Backward(r.Posts), func(p *Page) []string { return listItems(p.Vars.Get(words[0])) }) {
			slices.Reverse(g.posts)
			add(words[1], g.key, time.Time{}, g.posts)
		}
	}
	in := func(layout string) func(*Page) []string {
		return func(p *Page) []string { return []string{p.Date.Format(layout)} }
	}
	period := func(kind string, g postGroup) {
		if year, month, day := g.posts[0].Date.Date(); wants(kind) {
			switch kind {
			case "year":
				month, day = 1, 1
			case "month":
				day = 1
			}
			add(kind, "", time.Date(year, month, day, 0, 0, 0, 0, time.UTC), g.posts)
		}
	}
	for _, year := range groupPosts(slices.Backward(r.Posts), in("2006")) {
		slices.Reverse(year.posts) // from here on the newest come first
		period("year", year)
		for _, month := range groupPosts(slices.All(year.posts), in("01")) {
			period("month", month)
			for _, day := range groupPosts(slices.All(month.posts), in("02")) {
				period("day", day)
			}
		}
	}
}

// postGroup are posts that have something in common.
type postGroup struct {
	key   string
	posts []*Page
}

// groupPosts groups posts by their keys, both in the order of the posts.
func groupPosts(posts iter.Seq2[int, *Page], keys func(*Page) []string) (groups []postGroup) {
	index := map[string]int{}
	for _, p := range posts {
		for _, key := range keys(p) {
			i, ok := index[key]
			if !ok {
				i = len(groups)
				index[key], groups = i, append(groups, postGroup{key: key})
			}
			groups[i].posts = append(groups[i].posts, p)
		}
	}
	return groups
}

func (r *reader) addArchive(a *archive, section string) {
	layout := cmp.Or(r.Config.option(section, "layouts").Get(a.kind).Str(), r.Config.option(section, "layout").Str(), "archive")
	link := cmp.Or(r.Config.option(section, "permalinks").Get(a.kind).Str(), archivePermalinks[a.kind])
	values := map[string]string{"type": a.kind, "name": Downcase(archiveSlug(a.title))}
	vars := data.MapOf("layout", layout, "type", a.kind, "title", nil)
	if a.title != "" {
		vars.Set("title", a.title)
	} else {
		values["year"], values["month"], values["day"] = a.date.Format("2006"), a.date.Format("01"), a.date.Format("02")
		vars.Set("date", a.date.Format(time.DateOnly))
	}
	for _, key := range []string{"type", "name", "year", "month", "day"} {
		link = strings.ReplaceAll(link, ":"+key, escapePath(values[key]))
	}
	url := cleanURL(link)
	p := newMade(OutPath(unescape(url)), url, "", vars)
	p.PagerPosts = a.posts
	r.makePage(p)
}

// archiveSlug returns a tag or category as it stands in the address of its archive:
// letters and digits with dashes.
func archiveSlug(name string) string {
	var b strings.Builder
	for _, c := range name {
		if unicode.In(c, unicode.L, unicode.M, unicode.Nd) {
			b.WriteRune(c)
		} else if s := b.String(); s != "" && s[len(s)-1] != '-' {
			b.WriteByte('-')
		}
	}
	return strings.TrimRight(b.String(), "-")
}

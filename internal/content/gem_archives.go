package content

import (
	"cmp"
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

	var list []*archive
	byKey := map[string]*archive{}
	add := func(p *Page, setting, kind, title string, date time.Time) {
		if !wants(setting) {
			return
		}
		key := kind + "\n" + title + "\n" + date.Format(time.DateOnly)
		a := byKey[key]
		if a == nil {
			a = &archive{kind: kind, title: title, date: date}
			byKey[key], list = a, append(list, a)
		}
		a.posts = append(a.posts, p)
	}
	for _, p := range slices.Backward(r.Posts) {
		for _, tag := range listItems(p.Vars.Get("tags")) {
			add(p, "tags", "tag", tag, time.Time{})
		}
		for _, category := range listItems(p.Vars.Get("categories")) {
			add(p, "categories", "category", category, time.Time{})
		}
		year, month, day := p.Date.Date()
		add(p, "year", "year", "", time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC))
		add(p, "month", "month", "", time.Date(year, month, 1, 0, 0, 0, 0, time.UTC))
		add(p, "day", "day", "", time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
	}
	order := map[string]int{"tag": -2, "category": -1} // the periods come last
	slices.SortStableFunc(list, func(a, b *archive) int { return order[a.kind] - order[b.kind] })
	for _, a := range list {
		slices.Reverse(a.posts)
		r.addArchive(a, section)
	}
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

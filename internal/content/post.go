package content

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"docgen/internal/diag"
	"docgen/internal/source"
)

// permalinkStyles are Jekyll's names for the addresses of posts.
var permalinkStyles = map[string]string{
	"date":    "/:categories/:year/:month/:day/:title:output_ext",
	"pretty":  "/:categories/:year/:month/:day/:title/",
	"ordinal": "/:categories/:year/:y_day/:title:output_ext",
	"none":    "/:categories/:title:output_ext",
}

var postName = regexp.MustCompile(`^(\d{4}-\d{1,2}-\d{1,2})-(.+)\.[^.]+$`)

func isPost(name string) bool {
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if base := path.Base(dir); base == "_posts" || base == "_drafts" {
			return true
		}
	}
	return false
}

// addPost reads a post.
func (r *reader) addPost(f *source.File) {
	p := r.page(f, r.completePost)
	switch {
	case p == nil || p.URL == "" && !p.future || !r.published(p):
	case p.future:
		r.Site.hasFuturePosts = true
	default:
		r.Posts = append(r.Posts, p)
	}
}

// completePost reads what is in the name of a post's file, its date and slug,
// and its categories, which are in its folders and front matter. A post that
// has no valid name gets no URL.
func (r *reader) completePost(p *Page) {
	f := p.File
	match := postName.FindStringSubmatch(path.Base(f.Name))
	if match == nil {
		p.problem(newDiagnostic(f.Span(0, 0), diag.RuleUnsupported, diag.Warning, "a post must be named year-month-day-title.md, such as 2020-01-31-news.md"))
		return
	}
	date, err := time.Parse("2006-1-2", match[1])
	if written := p.Front.Get("date"); written != nil {
		if d, ok := parseDate(written.Str()); ok {
			date = d
		} else {
			p.problem(diagnosticAt(written, diag.RuleFrontMatter, diag.Error, "the date %q is none: write 2020-01-31 or 2020-01-31 09:30:00 +0000", written.Str()))
		}
	} else if err != nil {
		p.problem(newDiagnostic(f.Span(0, 0), diag.RuleFrontMatter, diag.Error, "%q is no date", match[1]))
	}
	if date.After(time.Now()) && !r.Config.Future {
		p.future = true
		return
	}
	categories := listItems(p.Vars.Get("categories"))
	if category := p.text("category"); len(categories) == 0 && category != "" {
		categories = []string{category}
	}
	folders, _, _ := strings.Cut(f.Name, "_posts")
	if folders = strings.Trim(folders, "/"); folders != "" {
		categories = append(strings.Split(folders, "/"), categories...)
	}
	link := cmp.Or(p.text("permalink"), permalinkStyles[r.Config.Permalink], r.Config.Permalink)
	title := slug(cmp.Or(p.text("slug"), match[2]))
	p.URL = cleanURL(fillPermalink(link, map[string]string{
		"categories": strings.ToLower(strings.Join(categories, "/")), "title": title, "slug": strings.ToLower(title),
		"year": date.Format("2006"), "month": date.Format("01"), "day": date.Format("02"), "i_month": date.Format("1"),
		"i_day": date.Format("2"), "short_year": date.Format("06"), "y_day": date.Format("002"),
		"hour": date.Format("15"), "minute": date.Format("04"), "second": date.Format("05"), "output_ext": ".html",
	}))
	if p.Vars.Get("title") == nil {
		p.Vars.Set("title", titleOf(match[2]))
	}
	p.Vars.Set("date", date)
	p.Vars.Set("slug", cmp.Or(p.text("slug"), match[2]))
	p.Vars.Set("categories", anys(categories))
	p.Vars.Set("tags", anys(listItems(p.Vars.Get("tags"))))
	p.Vars.Set("id", path.Join(path.Dir(p.URL), cmp.Or(p.text("slug"), match[2])))
	p.complete()
	p.Date = date
}

// orderPosts puts the posts in their order.
func (r *reader) orderPosts() {
	slices.SortStableFunc(r.Posts, func(a, b *Page) int {
		return cmp.Or(b.Date.Compare(a.Date), strings.Compare(b.Path, a.Path))
	})
}

// listItems returns the items of a list, or the fields of a string, as Jekyll
// reads categories and tags.
func listItems(value any) []string {
	switch v := value.(type) {
	case string:
		return strings.Fields(v)
	case []any:
		out := make([]string, len(v))
		for i, item := range v {
			out[i] = fmt.Sprint(item)
		}
		return out
	}
	return nil
}

var notInSlug = regexp.MustCompile(`[^\pL\pN._~!$&'()+,;=@]+`)

// slug returns a name as it stands in addresses, by the rule that Jekyll calls
// pretty.
func slug(name string) string {
	return strings.Trim(notInSlug.ReplaceAllString(name, "-"), "-")
}

// titleOf makes a title of the file name of a post.
func titleOf(name string) string {
	parts := strings.Split(name, "-")
	for i, part := range parts {
		first, size := utf8.DecodeRuneInString(part)
		parts[i] = strings.ToUpper(string(first)) + strings.ToLower(part[size:])
	}
	return strings.Join(parts, " ")
}

func anys(list []string) []any {
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = v
	}
	return out
}

var dateLayouts = []string{
	"2006-1-2", "2006-1-2 15:04", "2006-1-2 15:04:05", "2006-1-2 15:04:05 -0700", "2006-1-2 15:04:05 -07:00",
	"2006-1-2T15:04:05", "2006-1-2T15:04:05Z07:00", "2006-1-2T15:04:05-0700",
}

func parseDate(text string) (time.Time, bool) {
	for _, layout := range dateLayouts {
		if d, err := time.Parse(layout, text); err == nil {
			return d, true
		}
	}
	return time.Time{}, false
}

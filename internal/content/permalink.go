package content

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// placeholders are those that Jekyll knows in the permalinks of documents.
var placeholders = []string{
	"collection", "path", "output_ext", "name", "title", "slug", "categories", "slugified_categories",
	"year", "month", "day", "hour", "minute", "second", "i_day", "i_month", "short_month", "long_month", "short_year",
	"w_year", "week", "w_day", "short_day", "long_day", "y_day",
}

var placeholder = regexp.MustCompile(`:[a-z_]+`)

// knownPlaceholder returns the name of the placeholder that a word stands for, and
// what follows it: the word may have an underscore more.
func knownPlaceholder(word string) (name, rest string, ok bool) {
	if slices.Contains(placeholders, word) {
		return word, "", true
	}
	name, ok = strings.CutSuffix(word, "_")
	return name, "_", ok && slices.Contains(placeholders, name)
}

// unknownPlaceholder returns the first placeholder of a permalink that Jekyll does not
// know, or "".
func unknownPlaceholder(link string) string {
	for _, word := range placeholder.FindAllString(link, -1) {
		if _, _, ok := knownPlaceholder(word[1:]); !ok {
			return word[1:]
		}
	}
	return ""
}

// escapePath escapes what cannot stand in the path of an address.
func escapePath(name string) string {
	var b strings.Builder
	for _, c := range []byte(name) {
		if 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || strings.IndexByte("-._~!$&'()*+,;=:@/", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// setURL sets the address of a page as templates see it, which has escapes, and as it
// is written.
func (p *Page) setURL(shown string) {
	p.shown = shown
	p.URL = cleanURL(unescape(shown))
}

// ShownURL returns the address of a page as templates see it. It is that of URL with
// escapes, for as long as nothing has changed URL.
func (p *Page) ShownURL() string {
	if p.shown != "" && p.URL == cleanURL(unescape(p.shown)) {
		return p.shown
	}
	return p.URL
}

// fillPermalink puts values in place of the placeholders.
func fillPermalink(link string, value func(name string) string) string {
	return placeholder.ReplaceAllStringFunc(link, func(word string) string {
		name, rest, ok := knownPlaceholder(word[1:])
		if !ok {
			return word
		}
		return escapePath(value(name)) + rest
	})
}

// fillDate returns the value of a placeholder for a date, or "" for another one.
func fillDate(name string, t time.Time) string {
	if layout, ok := dateFields[name]; ok {
		return t.Format(layout)
	}
	year, week := t.ISOWeek()
	switch name {
	case "w_year":
		return strconv.Itoa(year)
	case "week":
		return fmt.Sprintf("%02d", week)
	case "w_day":
		return strconv.Itoa((int(t.Weekday())+6)%7 + 1)
	}
	return ""
}

// dateFields are the layouts of placeholders for dates.
var dateFields = map[string]string{
	"year": "2006", "month": "01", "day": "02", "hour": "15", "minute": "04", "second": "05",
	"i_day": "2", "i_month": "1", "short_month": "Jan", "long_month": "January", "short_year": "06",
	"short_day": "Mon", "long_day": "Monday", "y_day": "002",
}

// What is replaced in slugs by a dash: in Jekyll's mode "pretty", and in its default
// mode.
var (
	notInSlug     = regexp.MustCompile(`[^\p{M}\p{L}\p{Nd}._~!$&'()+,;=@]+`)
	notInBareSlug = regexp.MustCompile(`[^\p{M}\p{L}\p{Nd}]+`)
)

// slug returns a name as it stands in addresses, in Jekyll's mode "pretty".
func slug(name string) string {
	return strings.Trim(notInSlug.ReplaceAllString(name, "-"), "-")
}

// bareSlug does so in the default mode: letters and digits, in lower case.
func bareSlug(name string) string {
	return Downcase(strings.Trim(notInBareSlug.ReplaceAllString(name, "-"), "-"))
}

package render

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/osteele/tuesday"

	"docgen/internal/data"
)

// dateFilters print dates. A date is a date or a time, a number of seconds since 1970,
// "now", "today", or a string that data.ParseTime reads.
func dateFilters(site filterSite) map[string]filter {
	return map[string]filter{
		"date": {min: 1, max: 1, run: func(m *meter, in any, args []any) (any, error) {
			t, ok := toTime(in, site.Now)
			if date, isDate := in.(data.Date); isDate {
				t = date.In(noZone)
			}
			format := m.text(args[0])
			if !ok || format == "" {
				return in, nil
			}
			if len(format) > longestFormat {
				return nil, fmt.Errorf("the format has more than %d bytes", longestFormat)
			}
			size := len(format)
			for _, width := range dateWidth.FindAllString(format, -1) {
				n, _ := strconv.Atoi(strings.TrimLeft(width, "%-_^#0"))
				size = min(size, m.limits.text) + max(n, 100) // the library limits each one
			}
			if m.makeText(size) != nil || m.spend(200*len(format)) != nil {
				return nil, m.err
			}
			return tuesday.Strftime(format, t)
		}},
		"date_to_xmlschema": {run: func(m *meter, in any, _ []any) (any, error) {
			return m.formatDate(in, site, func(t time.Time) string {
				return t.Format("2006-01-02T15:04:05-07:00")
			})
		}},
		"date_to_rfc822": {run: func(m *meter, in any, _ []any) (any, error) {
			return m.formatDate(in, site, func(t time.Time) string { return t.Format(time.RFC1123Z) })
		}},
		"date_to_string":      {max: 2, run: longDate(site, "Jan")},
		"date_to_long_string": {max: 2, run: longDate(site, "January")},
	}
}

// longDate prints day, month and year; the arguments "ordinal" and "US" ask
// for 1st March 2018 and March 1st, 2018.
func longDate(site filterSite, month string) func(*meter, any, []any) (any, error) {
	return func(m *meter, in any, args []any) (any, error) {
		return m.formatDate(in, site, func(t time.Time) string {
			day := strconv.Itoa(t.Day()) + ordinal(t.Day())
			switch {
			case arg(args, 0, nil) != "ordinal":
				return t.Format("02 " + month + " 2006")
			case arg(args, 1, nil) == "US":
				return t.Format(month) + " " + day + t.Format(", 2006")
			default:
				return day + t.Format(" "+month+" 2006")
			}
		})
	}
}

// noZone is the zone of dates, as Ruby prints it.
var noZone = time.FixedZone("+00:00", 0)

// dateObject is how Ruby shows a date to programmers: with the number of its day.
func dateObject(d data.Date) string {
	return fmt.Sprintf("#<Date: %s ((%dj,0s,0n),+0s,2299161j)>", string(d), d.In(time.UTC).Unix()/86400+2440588)
}

func ordinal(n int) string {
	if n >= 11 && n <= 13 {
		return "th"
	}
	switch n % 10 {
	case 1:
		return "st"
	case 2:
		return "nd"
	case 3:
		return "rd"
	}
	return "th"
}

func (m *meter) formatDate(in any, site filterSite, format func(time.Time) string) (any, error) {
	if m.text(in) == "" {
		return in, nil
	}
	t, ok := toTime(in, site.Now)
	if !ok {
		return nil, fmt.Errorf("%s is not a date", m.shown(in))
	}
	return format(t.In(site.Now.Location())), nil
}

var dateWidth = regexp.MustCompile(`%[-_^#0]*\d*`)

// longestFormat is how many bytes of a format are read.
const longestFormat = 4_000

// toTime reads a date. A string without a zone is in the zone of now.
func toTime(v any, now time.Time) (t time.Time, ok bool) {
	switch v := v.(type) {
	case time.Time:
		return v, true
	case data.Date:
		return v.In(now.Location()), true
	case int:
		return time.Unix(int64(v), 0).In(now.Location()), true
	case string:
		if lower := strings.ToLower(v); lower == "now" || lower == "today" {
			return now, true
		}
		if isDigits(v) {
			n, err := strconv.ParseInt(v, 10, 64)
			return time.Unix(n, 0).In(now.Location()), err == nil
		}
		return data.ParseTime(v, now)
	}
	return time.Time{}, false
}

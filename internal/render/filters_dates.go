package render

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/osteele/tuesday"
)

// dateFilters print dates. A date is a time, a number of seconds since 1970,
// "now", "today", or a string in one of dateLayouts.
func dateFilters(site filterSite) map[string]filter {
	return map[string]filter{
		"date": {min: 1, max: 1, run: func(m *meter, in any, args []any) (any, error) {
			t, ok := toTime(in, site.Now)
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

// dateLayouts are the notations of dates that are read, without the day of the
// week and the time of day.
var dateLayouts = []string{
	"2006-1-2", "2006/1/2", "2006.1.2", "20060102", "2006-1",
	"2 January 2006", "2 Jan 2006", "2-Jan-2006", "2 Jan 06",
	"January 2, 2006", "Jan 2, 2006", "January 2 2006", "Jan 2 2006", "January 2006", "Jan 2006",
}

var (
	dateWidth = regexp.MustCompile(`%[-_^#0]*\d*`)
	weekday   = regexp.MustCompile(`(?i)^(?:sun|mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?)(?:day)?,? `)
	clock     = regexp.MustCompile(`(?i)[t ]?(\d{1,2}:\d\d)(:\d\d)?(\.\d+)? ?([ap]m)? ?(z|utc|gmt|[+-]\d\d:?\d\d)?`)
)

// Bounds of what is read as a date and as a format, in bytes.
const (
	longestDate   = 200
	longestFormat = 4_000
)

// toTime reads a date. A string without a zone is in the zone of now.
func toTime(v any, now time.Time) (t time.Time, ok bool) {
	switch v := v.(type) {
	case time.Time:
		return v, true
	case int:
		return time.Unix(int64(v), 0).In(now.Location()), true
	case string:
		return parseTime(v, now)
	}
	return time.Time{}, false
}

func parseTime(s string, now time.Time) (t time.Time, ok bool) {
	if len(s) > longestDate {
		return time.Time{}, false
	}
	s = strings.Join(strings.Fields(s), " ")
	switch lower := strings.ToLower(s); {
	case lower == "now" || lower == "today":
		return now, true
	case isDigits(s):
		n, err := strconv.ParseInt(s, 10, 64)
		return time.Unix(n, 0).In(now.Location()), err == nil
	}
	// Time of day and zone may stand before, in or after the date.
	layout, value := "", ""
	if m := clock.FindStringSubmatch(s); m != nil {
		s = strings.Replace(s, m[0], " ", 1)
		layout, value = " 15:04", " "+m[1]+m[2]+m[3]
		if m[2] != "" {
			layout += ":05"
		}
		if m[4] != "" {
			layout = strings.Replace(layout, "15", "3", 1) + "PM"
			value += strings.ToUpper(m[4])
		}
		if zone := strings.Replace(m[5], ":", "", 1); zone != "" {
			layout += "-0700"
			if !strings.ContainsAny(zone[:1], "+-") {
				zone = "+0000"
			}
			value += zone
		}
	}
	s = weekday.ReplaceAllString(strings.Join(strings.Fields(s), " ")+" ", "")
	s = strings.TrimSpace(s)
	if s == "" && value != "" {
		s = now.Format("2006-1-2")
	}
	for _, date := range dateLayouts {
		if t, err := time.ParseInLocation(date+layout, s+value, now.Location()); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

package data

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// longestDate is how many bytes a date may have, as for Ruby.
const longestDate = 128

const monthNames = `(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)`

var (
	notInDate = regexp.MustCompile(`[^-+',./:@A-Za-z0-9\[\]]+`)
	clockTime = regexp.MustCompile(`(?i)(?:(\d+)\s*:\s*(\d+)(?:\s*:\s*(\d+)(?:[,.](\d*))?)?(?:\s*([ap])\.?m\.?\b)?|` +
		`(\d+)\s*h(?:\s*(\d+)m?(?:\s*(\d+)s?)?)?\b|(\d+)\s*([ap])\.?m\.?\b)` +
		`(?:\s*((?:gmt|utc?)?[-+]\d+(?:[.:]\d+)*|[a-z]{3,}\b|z\b))?`)
	dayMonth   = regexp.MustCompile(`(?i)('?\d+)[^-\d\s]*\s*` + monthNames + `[^-\d\s']*(?:\s*('?-?\d+))?`)
	monthDay   = regexp.MustCompile(`(?i)\b` + monthNames + `[^-\d\s']*\s*('?\d+)[^-\d\s']*(?:\s*,?\s*('?-?\d+))?`)
	isoDate    = regexp.MustCompile(`('?[-+]?\d+)-(\d+)-('?-?\d+)`)
	dashMonth  = regexp.MustCompile(`(?i)('?-?\d+)-` + monthNames + `[^-/.]*-('?-?\d+)`)
	slashDate  = regexp.MustCompile(`('?-?\d+)/\s*('?\d+)(?:\D\s*('?-?\d+))?`)
	dotDate    = regexp.MustCompile(`('?-?\d+)\.\s*('?\d+)\.\s*('?-?\d+)`)
	yearDay    = regexp.MustCompile(`\b(\d{4})-(\d{3})\b`)
	onlyMonth  = regexp.MustCompile(`(?i)\b` + monthNames + `[a-z]*\b`)
	onlyDigits = regexp.MustCompile(`(?i)(?:^|\s)(\d{2,14})(?:t(\d{2,6}))?(z|[-+]\d{2}:?\d{2})?(?:\s|$)`)
)

// zoneHours are the abbreviations of time zones that occur in dates, in hours
// ahead of UTC.
var zoneHours = map[string]float64{
	"z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3, "msk": 3,
	"ist": 5.5, "hkt": 8, "jst": 9, "kst": 9, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13,
	"ast": -4, "adt": -3, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
	"akst": -9, "akdt": -8, "hst": -10,
}

// dateParts are the parts of a date; -1 stands for one that is not written.
type dateParts struct {
	year, month, day, yearDay int
	hour, minute, second      int
	nanosecond                int
	offset                    int // seconds ahead of UTC
	zoned                     bool
}

// ParseTime reads a date as Ruby's Time.parse does, with which Jekyll reads those
// of posts: in any usual notation, with words that are no part of it around it.
// What is missing is that of now, and the zone is its zone where none is written. ok is false where there is no date, or one that no calendar has.
func ParseTime(text string, now time.Time) (t time.Time, ok bool) {
	if len(text) > longestDate {
		return time.Time{}, false
	}
	p := dateParts{year: -1, month: -1, day: -1, yearDay: -1, hour: -1}
	p.date(p.clock(notInDate.ReplaceAllString(text, " ")))
	if p.year < 0 && p.month < 0 && p.day < 0 && p.hour < 0 {
		return time.Time{}, false
	}
	if p.year < 0 {
		p.year = now.Year()
		if p.month < 0 {
			p.month = int(now.Month())
			if p.day < 0 {
				p.day = now.Day()
			}
		}
	}
	if p.yearDay > 0 {
		p.month, p.day = 1, p.yearDay
	}
	p.month, p.day, p.hour = max(p.month, -p.month), max(p.day, -p.day), max(p.hour, 0)
	if p.month < 1 || p.month > 12 || p.day < 1 || p.day > 31 && p.yearDay < 0 || p.yearDay > 366 || p.year > 9999 ||
		p.hour > 24 || p.minute > 59 || p.second > 60 || p.hour == 24 && p.minute+p.second > 0 {
		return time.Time{}, false
	}
	zone := now.Location()
	switch {
	case p.zoned && p.offset == 0:
		zone = time.UTC
	case p.zoned:
		zone = time.FixedZone("", p.offset)
	}
	return time.Date(p.year, time.Month(p.month), p.day, p.hour, p.minute, p.second, p.nanosecond, zone), true
}

// clock reads the time of day, and returns the text without it.
func (p *dateParts) clock(text string) string {
	at := clockTime.FindStringSubmatchIndex(text)
	if at == nil {
		return text
	}
	group := func(i int) string {
		if at[2*i] < 0 {
			return ""
		}
		return text[at[2*i]:at[2*i+1]]
	}
	p.hour = number(group(1) + group(6) + group(9))
	p.minute, p.second = max(number(group(2)+group(7)), 0), max(number(group(3)+group(8)), 0)
	if fraction := (group(4) + "000000000")[:9]; group(4) != "" {
		p.nanosecond = number(fraction)
	}
	if half := strings.ToLower(group(5) + group(10)); half != "" {
		if p.hour %= 12; half == "p" {
			p.hour += 12
		}
	}
	p.zone(strings.ToLower(group(11)))
	return text[:at[0]] + " " + text[at[1]:]
}

// zone reads a time zone: an abbreviation, or hours and minutes.
func (p *dateParts) zone(name string) {
	if hours, ok := zoneHours[name]; ok {
		p.offset, p.zoned = int(hours*3600), true
		return
	}
	i := strings.IndexAny(name, "+-")
	if i < 0 {
		return
	}
	digits := strings.NewReplacer(":", "", ".", "").Replace(name[i+1:])
	if len(digits) <= 2 {
		digits += "00"
	}
	n := number(digits)
	if n < 0 || n >= 2400 || n%100 > 59 {
		return
	}
	p.offset, p.zoned = n/100*3600+n%100*60, true
	if name[i] == '-' {
		p.offset = -p.offset
	}
}

// date reads the day, in the first notation that the text has.
func (p *dateParts) date(text string) {
	if m := dayMonth.FindStringSubmatch(text); m != nil {
		p.ordered(m[3], monthOf(m[2]), m[1])
	} else if m := monthDay.FindStringSubmatch(text); m != nil {
		p.ordered(m[3], monthOf(m[1]), m[2])
	} else if m := isoDate.FindStringSubmatch(text); m != nil {
		p.ordered(m[1], number(m[2]), m[3])
	} else if m := dashMonth.FindStringSubmatch(text); m != nil {
		p.ordered(m[1], monthOf(m[2]), m[3])
	} else if m := slashDate.FindStringSubmatch(text); m != nil {
		p.ordered(m[1], number(m[2]), m[3])
	} else if m := dotDate.FindStringSubmatch(text); m != nil {
		p.ordered(m[1], number(m[2]), m[3])
	} else if m := yearDay.FindStringSubmatch(text); m != nil {
		p.year, p.yearDay = number(m[1]), number(m[2])
	} else if m := onlyMonth.FindStringSubmatch(text); m != nil {
		p.month = monthOf(m[1])
	} else if m := onlyDigits.FindStringSubmatch(text); m != nil {
		p.digits(m[1], m[2], strings.ToLower(m[3]))
	}
}

// ordered sets year, month and day. A number of more than two digits is the year,
// whichever end of the date it stands at.
func (p *dateParts) ordered(year string, month int, day string) {
	isYear := func(s string) bool { return len(strings.Trim(s, "'+-")) > 2 || strings.HasPrefix(s, "'") }
	if isYear(day) && !isYear(year) {
		year, day = day, year
	}
	p.month, p.day = month, number(strings.Trim(day, "'"))
	short := strings.Trim(year, "'+-")
	if p.year = number(short); p.year >= 0 && len(short) <= 2 {
		if p.year += 2000; p.year >= 2069 {
			p.year -= 100
		}
	}
}

// digits reads a date without anything between its parts.
func (p *dateParts) digits(date, clock, zone string) {
	switch len(date) {
	case 2:
		p.day = number(date)
	case 4:
		p.month, p.day = number(date[:2]), number(date[2:])
	case 8, 10, 12, 14:
		p.year, p.month, p.day = number(date[:4]), number(date[4:6]), number(date[6:8])
		clock = date[8:] + clock
	}
	for i, part := range []*int{&p.hour, &p.minute, &p.second} {
		if len(clock) >= 2*i+2 {
			*part = number(clock[2*i : 2*i+2])
		}
	}
	p.zone(zone)
}

func monthOf(name string) int {
	return strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(name))/3 + 1
}

// number reads digits; -1 stands for none, or too many.
func number(s string) int {
	n, err := strconv.Atoi(strings.TrimLeft(s, "+-"))
	if s == "" || err != nil {
		return -1
	}
	return n
}

package data

import (
	"bytes"
	"regexp"
	"strconv"
	"time"
)

// UTC is the zone of the times that YAML writes with a Z. Of these Ruby prints the name
// of the zone, of all others the offset.
var UTC = time.FixedZone("UTC", 0)

// Date is a date without a time of day, written as 2006-01-02. Like a string, it may lie
// in the memory of a file.
type Date string

// In returns the midnight with which the date begins.
func (d Date) In(zone *time.Location) time.Time {
	t, _ := time.ParseInLocation(time.DateOnly, string(d), zone) // it was read as one
	return t
}

// FormatTime returns what Ruby prints for a time.
func FormatTime(t time.Time) string {
	if t.Location() == UTC {
		return t.Format("2006-01-02 15:04:05 UTC")
	}
	return t.Format("2006-01-02 15:04:05 -0700")
}

var timestamp = regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt]|\s+)(\d{1,2}):(\d\d):(\d\d)(?:\.(\d*))?(?:\s*(?:(Z)|([-+])(\d{1,2}):?(\d\d)?))?)?$`)

// longestTimestamp bounds what is looked at, in bytes.
const longestTimestamp = 100

// timestamp returns the time that a scalar without quotes is for Ruby's parser, which
// takes one without a zone for UTC, or the Date that it is.
func (n *Node) timestamp(zone *time.Location) any {
	text := n.Text.Bytes
	if len(text) < len("2006-1-2") || len(text) > longestTimestamp || text[4] != '-' || !bytes.Equal(text, n.Raw.Bytes) {
		return n.Text.String()
	}
	m := timestamp.FindSubmatch(text)
	if m == nil {
		return n.Text.String()
	}
	var at [6]int
	for i := range at {
		at[i], _ = strconv.Atoi(string(m[i+1]))
	}
	isTime := m[4] != nil
	day := time.Date(at[0], time.Month(at[1]), at[2], 0, 0, 0, 0, time.UTC)
	switch {
	case at[1] < 1 || at[1] > 12 || at[2] < 1 || at[2] > 31 || at[3] > 24 || at[4] > 59 || at[5] > 60:
		return n.Text.String()
	case !isTime && day.Day() != at[2]:
		return n.Text.String()
	case !isTime && len(text) == len(time.DateOnly):
		return Date(n.Text.String())
	case !isTime:
		return Date(day.Format(time.DateOnly))
	}
	fraction, _ := strconv.ParseFloat("0."+string(m[7])+"0", 64)
	t := time.Date(at[0], time.Month(at[1]), at[2], at[3], at[4], at[5], int(fraction*1e6)*1000, UTC)
	switch {
	case m[8] != nil:
		return t
	case m[9] != nil:
		hours, _ := strconv.Atoi(string(m[10]))
		minutes, _ := strconv.Atoi(string(m[11]))
		offset := hours*3600 + minutes*60
		if m[9][0] == '-' {
			offset = -offset
		}
		return t.Add(-time.Duration(offset) * time.Second).In(time.FixedZone("", offset))
	}
	return t.In(zone)
}

package data

import (
	"testing"
	"time"
)

// The results are those of Ruby's Time.parse at the time below.
func TestParseTime(t *testing.T) {
	now := time.Date(2026, 11, 21, 9, 9, 9, 0, time.UTC)
	for text, want := range map[string]string{
		"Monday, August 14, 2017": "2017-08-14 00:00:00", "14 August 2017": "2017-08-14 00:00:00", "1st January 2020": "2020-01-01 00:00:00",
		"Aug 14 2017 3pm": "2017-08-14 15:00:00", "Aug 14, 2017 12:05 AM": "2017-08-14 00:05:00", "sept 3 2019": "2019-09-03 00:00:00",
		"August 2017": "2017-08-01 00:00:00", "5 Jan '12": "2012-01-05 00:00:00", "14-Aug-2017": "2017-08-14 00:00:00",
		"10/11/2012": "2012-11-10 00:00:00", "10/11/12": "2010-11-12 00:00:00", "14.08.2017": "2017-08-14 00:00:00",
		"08/14/2017": "", "2017-08": "", "nonsense": "", "": "", "2020-00-10": "", "2020-01-00": "", "2020-02-32": "", "2020-01-02 25:00": "",
		"2020-02-31": "2020-03-02 00:00:00", "99-1-2": "1999-01-02 00:00:00", "20-1-2": "2020-01-02 00:00:00", "3-9-2019": "2019-09-03 00:00:00",
		"20170814": "2017-08-14 00:00:00", "20170814T103000": "2017-08-14 10:30:00", "2020-123": "2020-05-02 00:00:00",
		"2017-08-14 10:30:00 PDT": "2017-08-14 17:30:00", "2017-08-14 10:30 +0530": "2017-08-14 05:00:00", "2017-08-14T10:30:00.123Z": "2017-08-14 10:30:00",
		"2023-01-29 18:30:22 2023 -0800": "2023-01-29 18:30:22", "Tue, 15 Nov 1994 08:12:31 GMT": "1994-11-15 08:12:31",
		"2020-01-02 24:00:00": "2020-01-03 00:00:00", "2020-06-30 (updated)": "2020-06-30 00:00:00", "10:30": "2026-11-21 10:30:00", "Aug 14": "2026-08-14 00:00:00",
	} {
		got := ""
		if d, ok := ParseTime(text, now); ok {
			got = d.UTC().Format(time.DateTime)
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
	zone := time.FixedZone("", -7*3600)
	if d, _ := ParseTime("2020-07-02", now.In(zone)); d.Format(time.RFC3339) != "2020-07-02T00:00:00-07:00" {
		t.Errorf("a date without a zone is %s", d.Format(time.RFC3339))
	}
	if d, _ := ParseTime("2020-07-02 12:00 UTC", now.In(zone)); d.Format(time.RFC3339) != "2020-07-02T12:00:00Z" {
		t.Errorf("a date with a zone is %s", d.Format(time.RFC3339))
	}
}

func FuzzParseTime(f *testing.F) {
	for _, text := range []string{"Monday, August 14, 2017", "20170814T103000Z", "10h30m", "5 Jan '12 3.pm +14:00", "-1-1--1", "2020-366"} {
		f.Add(text)
	}
	now := time.Date(2026, 11, 21, 9, 9, 9, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text string) {
		if d, ok := ParseTime(text, now); ok && (d.Year() < -1 || d.Year() > 10000) {
			t.Errorf("%q is in the year %d", text, d.Year())
		}
	})
}

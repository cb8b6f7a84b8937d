package content

import "time"

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

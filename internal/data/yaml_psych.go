package data

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// Tolerated reports whether Ruby's parser, with which Jekyll reads YAML, passes
// over a problem of this kind without a word.
func Tolerated(kind string) bool {
	switch kind {
	case "duplicate-key", "bad-merge", "recursive-alias", "complex-key", "bad-tag", "second-document", "byte-order-mark":
		return true
	}
	return false
}

var (
	rubyBase60 = regexp.MustCompile(`^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9]){1,2}$`)
	rubyFloat  = regexp.MustCompile(`^[-+]?(?:[0-9][0-9_,]*)?\.[0-9]*(?:[eE][-+][0-9]+)?$`)
	rubyInt    = regexp.MustCompile(`^[-+]?(?:0b[0-1_,]+|0[0-7_,]+|0|[1-9](?:[0-9]|,[0-9]|_[0-9])*|0x[0-9a-fA-F_,]+)$`)
)

// rubyNumber reads a plain scalar as Ruby's parser reads numbers: an int, a
// float64, or nil for anything else. 12:30 is a number of minutes or seconds,
// and 1e3, 089 and 0o17 are text.
func rubyNumber(s string) any {
	if s == "" || strings.IndexByte("+-.0123456789", s[0]) < 0 {
		return nil
	}
	digits := strings.NewReplacer(",", "", "_", "").Replace(s)
	switch {
	case rubyBase60.MatchString(s):
		sum, unit := 0, 3600
		for part := range strings.SplitSeq(digits, ":") {
			n, err := strconv.Atoi(part)
			if err != nil || max(n, -n) > math.MaxInt/7200 {
				return nil
			}
			sum += n * unit
			unit /= 60
		}
		return sum
	case rubyFloat.MatchString(s) && strings.ContainsAny(s, "0123456789"):
		if f, err := strconv.ParseFloat(digits, 64); err == nil {
			return f
		}
	case rubyInt.MatchString(s):
		if n, err := strconv.ParseInt(digits, 0, 64); err == nil {
			return int(n)
		}
		if f, err := strconv.ParseFloat(digits, 64); err == nil { // more digits than an int has
			return f
		}
	}
	return nil
}

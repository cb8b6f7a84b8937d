package mutant

import "fmt"

// Reporter is the part of testing.T that a check of one text needs.
type Reporter interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// Fault runs a check that was written for a test, and returns the first thing that
// it reports, or "".
func Fault(check func(Reporter)) (fault string) {
	r := &recorder{}
	defer func() {
		if e := recover(); e != nil && e != any(r) {
			panic(e)
		}
		fault = r.fault
	}()
	check(r)
	return r.fault
}

type recorder struct{ fault string }

func (r *recorder) Helper() {}

func (r *recorder) Errorf(format string, args ...any) {
	if r.fault == "" {
		r.fault = fmt.Sprintf(format, args...)
	}
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	panic(r)
}

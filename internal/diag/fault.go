package diag

import (
	"fmt"
	"runtime"
	"slices"
	"strings"

	"docgen/internal/source"
)

// Guard calls do, and returns nil, or where it panics the finding that says so:
// a fault of docgen is reported like a fault of the docs, and all else goes on.
// part is the rule or stage that runs; file and page are what it looks at, nil
// and "" for the site as a whole.
//
// What shares a result keeps the fault in its place, and panics with it when it
// is asked again: for such a panic Guard returns that same finding, so that one
// cause is one finding. An overflow of the stack ends the program all the same.
func Guard(part string, file *source.File, page string, do func()) (fault *Diagnostic) {
	defer func() {
		switch cause := recover().(type) {
		case nil:
		case *Diagnostic:
			if fault = cause; page != "" {
				fault = fault.OnPages(&Diagnostic{Pages: []string{page}})
			}
		default:
			fault = NewFault(part, file, page, cause)
			fault.Stack = panicStack()
		}
	}()
	do()
	return nil
}

// NewFault returns the finding for a fault of docgen; see Guard.
func NewFault(part string, file *source.File, page string, cause any) *Diagnostic {
	text, _, _ := strings.Cut(fmt.Sprint(cause), "\n")
	d := &Diagnostic{Rule: RuleInternalFault, Severity: Error, Span: source.Span{File: file}}
	if page != "" {
		d.Pages = []string{page}
		part += " on " + page
	}
	d.Message = fmt.Sprintf("internal fault in %s: %s; the cause is in docgen, not in your files: please report it",
		part, cut(strings.ToValidUTF8(text, "\uFFFD"), 300))
	return d
}

// panicStack returns the calls from Guard to a panic, the last one first, without
// addresses: it is the same for one fault, whoever meets it.
func panicStack() string {
	calls := make([]uintptr, 100)
	frames := runtime.CallersFrames(calls[:runtime.Callers(0, calls)])
	var b strings.Builder
	for caught, more := false, true; more; {
		var f runtime.Frame
		f, more = frames.Next()
		switch {
		case f.Function == "runtime.gopanic":
			b.Reset() // what has caught it
			caught = true
			continue
		case caught && strings.HasSuffix(f.Function, "/diag.Guard"):
			return b.String()
		}
		fmt.Fprintf(&b, "%s\n\t%s:%d\n", f.Function, f.File, f.Line)
	}
	return b.String()
}

// IsFault reports whether a finding is a fault of docgen.
func (d *Diagnostic) IsFault() bool { return d.Rule == RuleInternalFault }

// Faults returns the faults of docgen among findings, one for each cause.
func Faults(list []*Diagnostic) []*Diagnostic {
	var faults []*Diagnostic
	for _, d := range list {
		if d.IsFault() {
			faults = append(faults, d)
		}
	}
	return Merge(faults)
}

// Stacks returns the messages of faults with their stacks. Of those with one stack
// it is the first.
func Stacks(faults []*Diagnostic) []string {
	var list []string
	for i, d := range faults {
		same := func(o *Diagnostic) bool { return o.Stack == d.Stack }
		if d.Stack == "" || !slices.ContainsFunc(faults[:i], same) {
			list = append(list, strings.TrimSpace(d.Message+"\n\n"+d.Stack)+"\n")
		}
	}
	return list
}

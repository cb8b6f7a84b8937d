package mutant

import (
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Run makes mutants of the seeds and calls wrong with each, which returns what is
// wrong with it, or "". A panic is wrong too, and so is a mutant without end.
//
// A mutant is known by its number. DOCGEN_MUTANTS is how many are made, or for how
// long ("2000000", "10m"), in place of the number given; DOCGEN_MUTANT=N makes
// that one only, and DOCGEN_MUTANT=N- begins there.
func Run(t *testing.T, number int, seeds []string, wrong func(seed int, text string) string) {
	t.Helper()
	r := runner{t: t, wrong: wrong, seen: map[string]int{}}
	r.run(number, seeds, func(n uint64, seed int, text string) { r.try(n, seed, text) })
}

// RunBatches is Run for checks that take many mutants at once, each of another
// seed: wrong gets the mutants by their seeds. Where something is wrong with a
// batch, it gets each alone.
func RunBatches(t *testing.T, number, size int, seeds []string, wrong func(texts map[int]string) string) {
	t.Helper()
	r := runner{t: t, seen: map[string]int{}}
	r.wrong = func(seed int, text string) string { return wrong(map[int]string{seed: text}) }
	texts, numbers := map[int]string{}, map[int]uint64{}
	flush := func() {
		if len(texts) == 0 {
			return
		}
		all := runner{t: t, wrong: func(int, string) string { return wrong(texts) }}
		fault := all.guarded(0, fmt.Sprintf("%#v", texts))
		before := len(r.seen)
		if fault != "" {
			for seed, text := range texts {
				r.try(numbers[seed], seed, text)
			}
		} else {
			r.done += len(texts)
		}
		if kind := kindOf(fault); fault != "" && len(r.seen) == before && r.seen[kind] == 0 {
			r.seen[kind]++
			t.Errorf("the mutants %v together: %s", numbers, fault)
		}
		clear(texts)
		clear(numbers)
	}
	r.run(number, seeds, func(n uint64, seed int, text string) {
		if _, ok := texts[seed]; ok || len(texts) == size {
			flush()
		}
		texts[seed], numbers[seed] = text, n
	})
	flush()
	t.Logf("%d mutants of %d seeds, in batches", r.done, len(seeds))
}

// run makes the mutants.
func (r *runner) run(number int, seeds []string, do func(n uint64, seed int, text string)) {
	t := r.t
	t.Helper()
	if len(seeds) == 0 {
		t.Fatal("no seeds")
	}
	from, until, end := uint64(1), uint64(number), time.Time{}
	if all := os.Getenv("DOCGEN_MUTANTS"); all != "" {
		if n, err := strconv.ParseUint(all, 10, 64); err == nil {
			until = n
		} else if d, err := time.ParseDuration(all); err == nil {
			until, end = 1<<62, time.Now().Add(d)
		} else {
			t.Fatalf("DOCGEN_MUTANTS=%s is neither a number nor a time", all)
		}
	}
	if one, open := strings.CutSuffix(os.Getenv("DOCGEN_MUTANT"), "-"); one != "" {
		n, err := strconv.ParseUint(one, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		if from = n; !open {
			until, end = n, time.Time{}
		} else if until < 1<<62 {
			until += n - 1
		}
	}
	said := time.Now()
	for n := from; n <= until && (end.IsZero() || n&15 != 0 || time.Now().Before(end)); n++ {
		rnd := rand.New(rand.NewPCG(n, uint64(len(seeds))))
		seed := rnd.IntN(len(seeds))
		do(n, seed, Of(rnd, seeds[seed]))
		if len(r.seen) == mostFaults {
			t.Fatal("and so on")
		}
		if Long() && n&15 == 0 && time.Since(said) > time.Minute {
			said = time.Now()
			t.Logf("%d mutants", r.done)
		}
	}
	if Long() {
		t.Logf("%d mutants of %d seeds", r.done, len(seeds))
		for what, n := range r.seen {
			t.Logf("%d times: %s", n, what)
		}
	}
}

// Long reports whether many mutants are made, not just the few of a test run.
func Long() bool { return os.Getenv("DOCGEN_MUTANTS") != "" }

// mostFaults is how many different faults are reported.
const mostFaults = 20

// hang is how long a mutant may take.
const hang = time.Minute

type runner struct {
	t     *testing.T
	wrong func(seed int, text string) string
	seen  map[string]int // by kind of fault
	done  int
}

func (r *runner) try(n uint64, seed int, text string) {
	fault := r.guarded(seed, text)
	r.done++
	if fault == "" {
		return
	}
	r.t.Helper()
	kind := kindOf(fault)
	if r.seen[kind]++; r.seen[kind] > 1 {
		return
	}
	least := text
	r.shrink(seed, kind, &least)
	how := fmt.Sprintf("DOCGEN_MUTANT=%d", n)
	if Long() {
		how = "DOCGEN_MUTANTS=1 " + how
	}
	r.t.Errorf("%s, of seed %d: %s\n%q\n%s", how, seed, r.fault(seed, least), least, least)
}

// guarded is fault for a text that may have no end.
func (r *runner) guarded(seed int, text string) string {
	defer time.AfterFunc(hang, func() {
		panic(fmt.Sprintf("%s: this takes longer than %s:\n%q", r.t.Name(), hang, text))
	}).Stop()
	return r.fault(seed, text)
}

// fault calls wrong; a panic is a fault.
func (r *runner) fault(seed int, text string) (fault string) {
	defer func() {
		if e := recover(); e != nil {
			fault = fmt.Sprintf("panic: %v\n%s", e, debug.Stack())
		}
	}()
	return r.wrong(seed, text)
}

var particular = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|\d+`)

// kindOf is what faults of one kind have in common: the first line without
// its numbers and names and, of a panic, where it was.
func kindOf(fault string) string {
	first, rest, _ := strings.Cut(fault, "\n")
	kind := particular.ReplaceAllString(first, "·")
	if !strings.HasPrefix(fault, "panic: ") {
		return kind
	}
	if i := strings.LastIndex(rest, "\npanic("); i >= 0 {
		rest = rest[i:]
	}
	for _, line := range strings.Split(rest, "\n") {
		if strings.HasPrefix(line, "\t") && strings.Contains(line, "/internal/") && !strings.Contains(line, "/internal/mutant/") {
			place, _, _ := strings.Cut(strings.TrimSpace(line), " +")
			return kind + " " + place
		}
	}
	return kind
}

// mostTries is how many shorter texts are tried.
const mostTries = 2000

// shrink makes a text shorter as long as it has a fault of the same kind: first
// by lines, then by tokens.
func (r *runner) shrink(seed int, kind string, text *string) {
	tries := 0
	for _, split := range []func(string) []string{lines, tokens} {
		parts := split(*text)
		for size := len(parts) / 2; size > 0; {
			shorter := false
			for i := 0; i+size <= len(parts) && tries < mostTries; {
				less := strings.Join(parts[:i], "") + strings.Join(parts[i+size:], "")
				tries++
				if kindOf(r.fault(seed, less)) == kind {
					*text, parts, shorter = less, append(append([]string{}, parts[:i]...), parts[i+size:]...), true
				} else {
					i += size
				}
			}
			if size > 1 || !shorter {
				size /= 2
			}
		}
	}
}

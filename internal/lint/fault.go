package lint

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"

	"golang.org/x/sync/errgroup"
)

// Fault is the panic that Run ends with where a rule, or what renders the pages
// for it, has panicked: a crash must not look like a clean page.
type Fault struct {
	Rule  string // "" where no rule was running
	Cause any
	Stack []byte
}

// Error names the rule and the cause.
func (f *Fault) Error() string {
	if f.Rule == "" {
		return fmt.Sprint(f.Cause)
	}
	return fmt.Sprintf("rule %s: %v", f.Rule, f.Cause)
}

// run calls f and names the rule in a panic.
func (p *Pass) run(f func()) {
	defer func() {
		if r := recover(); r != nil {
			fault := asFault(r)
			fault.Rule = p.Rule.Name
			panic(fault)
		}
	}()
	f()
}

// Parallel calls do for each number below n; none any more once ctx is done. A
// panic goes on in the goroutine of the caller once all calls have ended; left
// alone it would end the program at once.
func Parallel(ctx context.Context, workers, n int, do func(i int)) {
	var group errgroup.Group
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	group.SetLimit(workers)
	for i := range n {
		if ctx.Err() != nil {
			break
		}
		group.Go(func() (err error) {
			defer func() {
				if r := recover(); r != nil {
					err = asFault(r)
				}
			}()
			do(i)
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		panic(err)
	}
}

func asFault(r any) *Fault {
	if f, ok := r.(*Fault); ok {
		return f
	}
	return &Fault{Cause: r, Stack: debug.Stack()}
}

package render

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"unsafe"

	"docgen/internal/content"
	"docgen/internal/data"
)

// limits stop a page that would never end or fill the memory. Work and bytes are
// counted, not measured: the same page is stopped at the same place everywhere.
type limits struct {
	work     int // of one page; a unit is about a nanosecond
	memory   int // bytes of all values that one page makes
	text     int // bytes of one value
	items    int // of one list
	rounds   int // of the loops of one page
	includes int // files that one page includes
	page     int // bytes of one page as it is printed
	markdown int // bytes of one page of Markdown
}

// pageLimits are far above what a real page takes: about a thousandth.
var pageLimits = limits{
	work: 2_000_000_000, memory: 256 << 20, text: 16 << 20, items: 1 << 20, rounds: 1 << 20, includes: 100_000,
	page: 64 << 20, markdown: 4 << 20,
}

// ofFront returns the limits of front matter with Liquid, which runs for all pages
// before the first one is made.
func (l limits) ofFront() limits {
	l.work, l.memory = l.work/100, l.memory/64
	return l
}

const (
	maxDepth   = 100   // includes inside includes, blocks inside blocks, parentheses inside parentheses
	maxWords   = 5_000 // of one expression
	maxNested  = 8     // expressions that filters evaluate inside each other
	maxNumeral = 400   // digits that are calculated with exactly
	maxShown   = 100   // bytes of a value in a message
)

// A meter counts what a run takes, and says when that is too much. Once it has,
// it says so to all that follows: what is made then is dropped.
type meter struct {
	limits limits
	ctx    context.Context
	work   int // left
	memory int // left
	look   int // the work at which ctx is looked at again
	err    error
	alone  bool // it holds heavyPage
	inside bool // it is for contents of posts

	contentOf       func(*content.Page) string // what a run sees as the content of a page
	filters         map[string]filter
	strictVariables bool
	vars            variables
	nested          int      // expressions that filters evaluate inside each other
	follows         bool     // given is kept
	given           []string // what the last value with filters was made of, see sink.follow
	grown           grown
}

// overLimit says that a page is too much.
type overLimit struct{ message string }

func (o *overLimit) Error() string { return o.message }

// betweenLooks is the work after which ctx is looked at again: a few milliseconds.
const betweenLooks = 4_000_000

// reset begins a run.
func (m *meter) reset(ctx context.Context, l limits) {
	m.limits, m.ctx, m.work, m.memory, m.err = l, ctx, l.work, l.memory, nil
	m.vars, m.nested, m.grown = variables{}, 0, grown{}
	m.look = l.work
	m.spend(0)
}

// cost is what a part of a run took.
type cost struct{ work, memory int }

func (c cost) minus(other cost) cost { return cost{c.work - other.work, c.memory - other.memory} }

func (m *meter) left() cost { return cost{m.work, m.memory} }

// charge counts what a cached result took when it was made, so that it does not
// matter which page made it.
func (m *meter) charge(c cost) {
	m.memory -= c.memory
	m.work -= c.work
	m.take(0)
}

// fail ends the run.
func (m *meter) fail(format string, args ...any) error {
	if m.err == nil {
		m.err = &overLimit{fmt.Sprintf(format, args...)}
	}
	return m.err
}

// spend counts work.
func (m *meter) spend(n int) error {
	if m.work -= n; m.work <= m.look || n < 0 {
		m.look = m.work - betweenLooks
		switch err := m.ctx.Err(); {
		case n < 0 || m.work < 0:
			return m.fail("the loops and filters of this page take too long")
		case m.err == nil:
			m.err = err
		}
	}
	return m.err
}

// heavyPage is held by a run that takes much memory, so that such pages are made one
// after the other, however many processors there are. Contents of posts are so anyway.
var heavyPage = make(chan struct{}, 1)

// heavy is the part of the memory of a page that each may have at once.
const heavy = 8

// take counts bytes of memory, before they are allocated.
func (m *meter) take(bytes int) error {
	m.memory -= bytes
	if m.memory < m.limits.memory-m.limits.memory/heavy && !m.alone && !m.inside && m.err == nil {
		select {
		case heavyPage <- struct{}{}:
			m.alone = true
		case <-m.ctx.Done():
			m.err = m.ctx.Err()
		}
	}
	if m.memory < 0 || bytes < 0 {
		m.fail("the values of this page grow beyond %d MB", m.limits.memory>>20)
	}
	return m.spend(bytes / 4)
}

// done ends a run.
func (m *meter) done() {
	if m.alone {
		<-heavyPage
	}
	m.vars, m.grown, m.alone, m.inside, m.ctx, m.contentOf = variables{}, grown{}, false, false, nil, nil
}

// makeText counts a text that is going to be made.
func (m *meter) makeText(n int) error {
	if n > m.limits.text || n < 0 {
		return m.fail("the text grows beyond %d MB", m.limits.text>>20)
	}
	return m.take(n)
}

// makeList counts a list that is going to be made.
func (m *meter) makeList(n int) error {
	if n > m.limits.items || n < 0 {
		return m.fail("the list grows beyond %d items", m.limits.items)
	}
	m.spend(20 * n)
	return m.take(16 * n)
}

// product is a * b, or -1 where that is too big to count.
func product(a, b int) int {
	if a < 0 || b < 0 || a != 0 && b > 1<<40/a {
		return -1
	}
	return a * b
}

// passed counts a value that is given to a filter.
func (m *meter) passed(v any, slow int) error {
	switch v := v.(type) {
	case string:
		if len(v) > m.limits.text {
			return m.makeText(len(v))
		}
		if slow == 0 {
			m.spend(len(v) / 4) // is copied at most
		} else {
			m.spend(len(v) * slow)
		}
	case []any:
		m.spend(2 * len(v))
	case map[string]any: // becomes a data.Map
		m.spend(200 * len(v))
		m.take(64 * len(v))
	case data.Map:
		m.spend(20 * len(v))
	}
	return m.err
}

// made counts the result of a filter, unless it is a part of a value that it got.
func (m *meter) made(out any, in any, args []any) error {
	switch out := out.(type) {
	case string:
		if cutFrom(out, in) || slices.ContainsFunc(args, func(arg any) bool { return cutFrom(out, arg) }) {
			return m.err
		}
		return m.makeText(len(out))
	case []any:
		if len(out) > m.limits.items {
			return m.makeList(len(out))
		}
	}
	return m.take(16)
}

// cutFrom reports whether a string lies in the memory of another value.
func cutFrom(s string, from any) bool {
	whole, ok := from.(string)
	if !ok || s == "" || whole == "" {
		return ok && s == ""
	}
	at, start := uintptr(unsafe.Pointer(unsafe.StringData(s))), uintptr(unsafe.Pointer(unsafe.StringData(whole)))
	return at >= start && at < start+uintptr(len(whole))
}

// plain converts a value to one of the types that filters handle: nil, bool,
// string, int, float64, time.Time, data.Date, []any and data.Map.
func (m *meter) plain(v any) any {
	switch v := m.resolved(v).(type) {
	case numberRange:
		if v.len() == 0 {
			return []any{}
		}
		if v.len() > m.limits.items {
			m.fail("the range has more than %d numbers", m.limits.items)
			return []any{}
		}
		if m.makeList(v.len()) != nil || m.take(8*v.len()) != nil {
			return []any{}
		}
		list := make([]any, v.len())
		for i := range list {
			list[i] = v.from + i
		}
		return list
	default:
		return plain(v)
	}
}

// evaluator returns a function that evaluates an expression which a filter got as a
// text, with a value bound to a name. What tests is a condition, without filters.
func (m *meter) evaluator(bound, text string, tests bool) (func(item any) (any, error), error) {
	words := countWords(text)
	if words > maxWords {
		return nil, errTooLong
	}
	cost := 1_000 + 300*words
	if m.spend(len(text)*300) != nil {
		return nil, m.err
	}
	evaluate := func() (any, error) { return nil, nil }
	if tests {
		var c *condition
		if err := try(text, func(p *exprParser) { c = p.condition(false) }); err != nil {
			return nil, err
		}
		evaluate = func() (any, error) { return m.holds(c) }
	} else {
		f, err := parseFiltered(text)
		if f == nil {
			return nil, err
		}
		evaluate = func() (any, error) { return m.filtered(f) }
	}
	return func(item any) (any, error) {
		if m.nested == maxNested {
			return nil, fmt.Errorf("expressions go deeper than %d inside each other", maxNested)
		}
		if m.spend(cost) != nil {
			return nil, m.err
		}
		m.nested++
		m.vars.push(map[string]any{bound: item})
		defer func() {
			m.nested--
			m.vars.pop()
		}()
		return evaluate()
	}, nil
}

var errTooLong = fmt.Errorf("the expression has more than %d words", maxWords)

// isCanceled reports whether a run ended because nobody waits for it.
func isCanceled(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

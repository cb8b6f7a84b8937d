package render

import (
	"slices"

	"docgen/internal/content"
)

// begin notes that results depend on the contents from now on. A newer engine
// that has taken the stamp does not know these contents.
func (c *contents) begin() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.begun = true; c.passedOn {
		c.stamp = new(int)
	}
}

func (c *contents) currentStamp() *int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.stamp
}

// contentsStamps returns the stamps of all contents of a collection.
func (e *Engine) contentsStamps(collection string) (stamps [partKinds]*int) {
	for kind := range partKinds {
		if c := e.contents[contentsKey{collection, kind}]; c != nil {
			stamps[kind] = c.currentStamp()
		}
	}
	return stamps
}

// inherit takes the stamp of older contents where they are valid for the new engine,
// and the contents themselves if they are made.
func (c *contents) inherit(was *contents) {
	c.stamp = new(int)
	if was == nil {
		return
	}
	was.mu.Lock()
	defer was.mu.Unlock()
	switch {
	case !was.begun: // no result depends on them
		was.passedOn = true
		c.stamp = was.stamp
	case was.validFor(c.engine):
		c.stamp = was.stamp
		c.reuse(was)
	case c.collection == pagesLabel:
		c.keepPages(was)
	}
}

// validFor reports whether finished contents would be the same in a new engine.
// Contents with circles are always made again.
func (c *contents) validFor(e *Engine) bool {
	was := c.engine.stamps
	if !c.complete.Load() || len(c.problems) > 0 || e.stamps.seen(c.collection) != was.seen(c.collection) || e.stamps.config != was.config {
		return false
	}
	return !slices.ContainsFunc(c.traces, func(t Trace) bool { return !t.holdsBut(e, c.label()) })
}

// reuse takes older contents, which are valid.
func (c *contents) reuse(older *contents) {
	c.made, c.traces, c.memory = map[part]string{}, older.traces, older.memory
	docs := c.docs()
	for i, was := range older.docs() { // as many as now, in the same order
		c.made[part{docs[i], c.kind}] = older.made[part{was, c.kind}]
	}
	c.pages = older.pages
	c.begun = true
	c.engine.finished.Store(c, nil)
	c.complete.Store(true)
}

// keepPages takes what older contents of pages have made, for pages whose contents are
// still the same.
func (c *contents) keepPages(was *contents) {
	c.older, c.moved = was.pages, was.engine.stamps.pages != c.engine.stamps.pages
	if !was.complete.Load() {
		c.older, c.moved = was.older, true
	}
}

// keptPage returns the older content of a page if it is the same now.
func (c *contents) keptPage(p *content.Page) (madePage, bool) {
	was, ok := c.older[p]
	ok = ok && len(was.traces) > 0 && !slices.ContainsFunc(was.traces, func(t Trace) bool {
		return !t.holdsBut(c.engine, c.label()) || c.moved && t.names(contentsDep, pagesLabel)
	})
	if !ok {
		c.moved = true // for pages that print this one
	}
	return was, ok
}

package workspace

import (
	"container/list"
	"sync"
)

// shelf bounds the memory of finished pages: what was used least recently is
// dropped first.
type shelf struct {
	limit int64

	mu    sync.Mutex
	bytes int64
	items list.List // of *shelved, the most recent in front
	at    map[*entry]*list.Element
}

type shelved struct {
	entry *entry
	size  int64
}

// put notes that a page, whose lock is held, has results of some size.
func (s *shelf) put(e *entry, size int64) {
	s.mu.Lock()
	if s.at == nil {
		s.at = map[*entry]*list.Element{}
	}
	if old := s.at[e]; old != nil {
		s.remove(old)
	}
	s.at[e] = s.items.PushFront(&shelved{e, size})
	s.bytes += size
	var over []*entry
	for last := s.items.Back(); s.bytes > s.limit && last != nil; last = s.items.Back() {
		over = append(over, last.Value.(*shelved).entry)
		s.remove(last)
	}
	s.mu.Unlock()
	for _, old := range over {
		switch {
		case old == e:
			old.drop()
		case old.mu.TryLock(): // one that is in use goes with its snapshot
			old.drop()
			old.mu.Unlock()
		}
	}
}

func (s *shelf) remove(item *list.Element) {
	old := s.items.Remove(item).(*shelved)
	s.bytes -= old.size
	delete(s.at, old.entry)
}

// drop forgets what is large. The lock is held.
func (e *entry) drop() {
	if e.text != nil {
		e.text = &text{trace: e.text.trace}
	}
	if e.frame != nil {
		lean := *e.frame
		lean.HTML, lean.Twin = nil, nil
		e.frame = &lean
	}
}

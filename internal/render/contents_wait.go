package render

import (
	"context"
	"sync"
)

// waiting are the runs of pages, which may read contents.
type waiting struct {
	mu   sync.Mutex
	runs map[*sink]context.Context
}

// wanted is the context of contents: it is done when that of each run is which
// may wait for them.
type wanted struct {
	context.Context
	waiting *waiting
}

func (w wanted) Err() error {
	w.waiting.mu.Lock()
	defer w.waiting.mu.Unlock()
	for _, ctx := range w.waiting.runs {
		if ctx.Err() == nil {
			return nil
		}
	}
	return context.Canceled
}

// wait notes that a run may read contents.
func (w *waiting) wait(s *sink, ctx context.Context) {
	if s.engine.inside != nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.runs == nil {
		w.runs = map[*sink]context.Context{}
	}
	w.runs[s] = ctx
}

func (w *waiting) leave(s *sink) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.runs, s)
}

package render

import (
	"fmt"
	"strings"
	"sync"

	"docgen/internal/data"
	"docgen/internal/source"
)

// maxCached is how many bytes the results of include_cached may have together. What
// is beyond is made again for each page.
const maxCached = 128 << 20

// cache holds the results of include_cached.
type cache struct {
	mu   sync.Mutex
	made map[cachedKey]*Output
	size int
}

// cachedKey identifies the result of an include_cached. Equal texts from different
// places have different keys, so that each mistake is reported at its own place.
type cachedKey struct {
	file           *source.File
	params, places string
	markdown       bool
	follows        bool
}

func (c *cache) load(key cachedKey) (*Output, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	out, ok := c.made[key]
	return out, ok
}

// store keeps a result, and returns the one that is kept.
func (c *cache) store(key cachedKey, out *Output) *Output {
	c.mu.Lock()
	defer c.mu.Unlock()
	if kept, ok := c.made[key]; ok {
		return kept
	}
	size := len(key.params) + len(key.places) + out.Text.Len() + runSize*out.Text.Runs() + 1_000*(1+len(out.Problems)+len(out.Missing))
	if c.size+size > maxCached {
		return out
	}
	if c.made == nil {
		c.made = map[cachedKey]*Output{}
	}
	c.size += size
	c.made[key] = out
	return out
}

// places lists where the texts in a value were typed; those that were newly made
// have no place.
func (s *sink) places(value any) string {
	var b strings.Builder
	var list func(any)
	list = func(value any) {
		if s.meter.spend(300) != nil {
			return
		}
		if n, ok := value.(neighbour); ok {
			value = n.collapsed() // as inspect
		}
		switch v := s.meter.plain(value).(type) {
		case string:
			text, ok := s.captured.Find(v)
			if !ok {
				text, ok = s.values.Find(v)
			}
			if !ok {
				text, ok = s.engine.site.Memory.Find(v)
			}
			if ok {
				at, via, _ := text.Origin(0, text.Len())
				s.meter.take(len(at.File.Name) + 100*len(via))
				fmt.Fprintf(&b, "%s:%d-%d", at.File.Name, at.Start, at.End)
				for _, v := range via {
					fmt.Fprintf(&b, "<%s:%d", v.File.Name, v.Start)
				}
			}
		case data.Date:
			list(string(v))
		case []any:
			for _, item := range v {
				list(item)
			}
		case data.Map:
			for _, key := range v.Keys() {
				list(key)
				list(v[key].Value)
			}
		}
		b.WriteByte(',')
	}
	list(value)
	return b.String()
}

package lint

import (
	"cmp"
	"encoding/json"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// The cache holds at most maxCached answers, and is not read where it has more
// than maxCache bytes.
const (
	maxCached = 50_000
	maxCache  = 32 << 20
)

// readCache returns the answers of earlier runs. A cache that cannot be read is
// an empty one: it only saves questions.
func (c *Asker) readCache() map[string]Answer {
	answers := map[string]Answer{}
	if c.CacheFile == "" {
		return answers
	}
	if info, err := os.Stat(c.CacheFile); err != nil || !info.Mode().IsRegular() {
		return answers
	}
	f, err := os.Open(c.CacheFile)
	if err != nil {
		return answers
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxCache+1))
	if err != nil || len(text) > maxCache || json.Unmarshal(text, &answers) != nil || answers == nil {
		return map[string]Answer{}
	}
	maps.DeleteFunc(answers, func(_ string, a Answer) bool { return a.Problem != printable(a.Problem) })
	return answers
}

// writeCache puts the answers in the place of the old cache, at once.
func (c *Asker) writeCache() error {
	if c.CacheFile == "" {
		return nil
	}
	if excess := len(c.cached) - maxCached; excess > 0 {
		oldest := slices.SortedFunc(maps.Keys(c.cached), func(a, b string) int {
			return cmp.Or(c.cached[a].Checked.Compare(c.cached[b].Checked), cmp.Compare(a, b))
		})
		for _, address := range oldest[:excess] {
			delete(c.cached, address)
		}
	}
	text, err := json.MarshalIndent(c.cached, "", " ")
	if err != nil {
		return err
	}
	dir := filepath.Dir(c.CacheFile)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, "answers-*")
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), c.CacheFile)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}

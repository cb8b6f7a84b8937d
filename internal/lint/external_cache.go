package lint

import (
	"encoding/json"
	"os"
	"path/filepath"
)

// readCache returns the answers of earlier runs. A cache that cannot be read is
// an empty one: it only saves questions.
func (c *Asker) readCache() map[string]Answer {
	answers := map[string]Answer{}
	if c.CacheFile == "" {
		return answers
	}
	text, err := os.ReadFile(c.CacheFile)
	if err != nil || json.Unmarshal(text, &answers) != nil || answers == nil {
		return map[string]Answer{}
	}
	return answers
}

// writeCache puts the answers in the place of the old cache, at once.
func (c *Asker) writeCache(answers map[string]Answer) error {
	if c.CacheFile == "" {
		return nil
	}
	text, err := json.MarshalIndent(answers, "", " ")
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

package publish

import (
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// manifest lists the files of a build, in the output folder itself. It shows
// which files are docgen's own, and which ones the next build need not write.
type manifest struct {
	stamp string            // identifies the input of the build; "" for unknown
	files map[string]uint32 // checksum of the text by path below the output folder
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func checksum(text []byte) uint32 { return crc32.Checksum(text, castagnoli) }

// readManifest reads the manifest of an output folder; without one it is
// empty.
func readManifest(out string) (*manifest, error) {
	m := &manifest{files: map[string]uint32{}}
	text, err := os.ReadFile(filepath.Join(out, manifestName))
	if errors.Is(err, fs.ErrNotExist) {
		return m, nil
	}
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(text)) {
		first, name, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if first == "stamp" {
			m.stamp = name
			continue
		}
		sum, err := strconv.ParseUint(first, 16, 32)
		if err != nil || !filepath.IsLocal(filepath.FromSlash(name)) {
			return nil, fmt.Errorf("%s is damaged: remove the output folder and build again", filepath.Join(out, manifestName))
		}
		m.files[name] = uint32(sum)
	}
	return m, nil
}

// lists reports whether a file is docgen's own.
func (m *manifest) lists(name string) bool { _, ok := m.files[name]; return ok }

func formatManifest(stamp string, files map[string]uint32) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "stamp %s\n", stamp)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(&b, "%08x %s\n", files[name], name)
	}
	return b.Bytes()
}

// intact reports whether no file in the output folder was changed since the
// build.
func (m *manifest) intact(out string) bool {
	var changed atomic.Bool
	names := slices.Collect(maps.Keys(m.files))
	var group errgroup.Group
	workers := 2 * runtime.GOMAXPROCS(0)
	for chunk := range slices.Chunk(names, len(names)/workers+1) {
		group.Go(func() error {
			for _, name := range chunk {
				if changed.Load() {
					return nil
				}
				text, err := os.ReadFile(filepath.Join(out, filepath.FromSlash(name)))
				if err != nil || checksum(text) != m.files[name] {
					changed.Store(true)
				}
			}
			return nil
		})
	}
	_ = group.Wait()
	return !changed.Load()
}

package content

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Names inside an output folder that are docgen's own. No page and no file of the
// site is written there.
const (
	// ManifestName is the file by which an output folder of docgen is known.
	ManifestName = ".docgen-files"
	// WorkName is the folder in which the next site is prepared; with the name of
	// the output folder before it where it lies beside that.
	WorkName = ".docgen-new"
	// OwnPrefix begins the names of files that docgen writes for itself, beside those
	// of the docs. They are never input, whatever the configuration includes.
	OwnPrefix = ".docgen-"
)

// Writable reports whether a page or file of the site may be written to a path
// below the output folder. The site's problems say why one may not.
func Writable(out string) bool {
	return below(out) && !strings.ContainsRune(out, 0) && !strings.HasPrefix(strings.ToLower(out), ".docgen")
}

// below reports whether a path is one of a file below a folder.
func below(name string) bool {
	return name != "." && path.Clean(name) == name && filepath.IsLocal(filepath.FromSlash(name))
}

// Manifest lists the files that a build wrote, in the output folder itself. An
// entry is believed only for a file with exactly the listed content.
type Manifest struct {
	// Stamp identifies the input of the build; "" for unknown. It counts only in
	// the folder that Folder identifies: a copy of the list proves nothing.
	Stamp, Folder string
	// Files are the sums of the files, by path below the output folder.
	Files map[string]string
}

const manifestHead = "docgen 2"

// Format returns the text of a manifest. Names are quoted, so that none can be
// read as more than one.
func (m *Manifest) Format() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\nfolder %s\nstamp %s\n", manifestHead, m.Folder, m.Stamp)
	for _, name := range slices.Sorted(maps.Keys(m.Files)) {
		fmt.Fprintf(&b, "%s %q\n", m.Files[name], name)
	}
	return b.Bytes()
}

type linkFS interface {
	fs.FS
	Lstat(name string) (fs.FileInfo, error)
}

// ReadManifest reads the manifest of the folder dir. Without one it is empty; ok
// is false for one that is damaged.
func ReadManifest(fsys linkFS, dir string) (m *Manifest, ok bool, err error) {
	m = &Manifest{Files: map[string]string{}}
	name := path.Join(dir, ManifestName)
	info, err := fsys.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return m, true, nil
	}
	if err != nil || !info.Mode().IsRegular() {
		return m, false, err
	}
	text, err := readInput(fsys, name)
	if err != nil {
		return m, false, err
	}
	if former, found := bytes.CutPrefix(text, []byte("stamp ")); found {
		return m, m.readFormer(string(former)), nil
	}
	head, rest, _ := strings.Cut(string(text), "\n")
	if head != manifestHead {
		return m, false, nil
	}
	for line := range strings.Lines(rest) {
		key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		switch key {
		case "folder":
			m.Folder = value
		case "stamp":
			m.Stamp = value
		default:
			name, err := strconv.Unquote(value)
			if sum, hexErr := hex.DecodeString(key); err != nil || hexErr != nil || len(sum) != sha256.Size || !m.add(name, key) {
				return m, false, nil
			}
		}
	}
	return m, true, nil
}

// readFormer reads the format of former versions: a line "CRC32C NAME" for each
// file, where a name with a line break could claim to be two.
func (m *Manifest) readFormer(text string) bool {
	_, lines, _ := strings.Cut(text, "\n")
	for line := range strings.Lines(lines) {
		sum, name, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if _, err := strconv.ParseUint(sum, 16, 32); err != nil || len(sum) != 8 || !m.add(name, sum) {
			return false
		}
	}
	return true
}

func (m *Manifest) add(name, sum string) bool {
	m.Files[name] = sum
	return below(name)
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Check returns the sum of a text, and whether the manifest lists the file with
// that very text. Of a former version's list, which has short sums, an empty file
// is not believed.
func (m *Manifest) Check(name string, text io.Reader) (sum string, own bool, err error) {
	listed := m.Files[name]
	short := crc32.New(castagnoli)
	if len(listed) == 8 {
		text = io.TeeReader(text, short)
	}
	sum, n, err := Sum(text, nil)
	if len(listed) == 8 {
		return sum, err == nil && n > 0 && fmt.Sprintf("%08x", short.Sum32()) == listed, err
	}
	return sum, err == nil && sum == listed, err
}

var buffers = sync.Pool{New: func() any { return new([64 << 10]byte) }}

// Sum returns the SHA-256 of a text and its length, and copies it to a writer that
// is not nil. It holds a small part of the text at a time.
func Sum(text io.Reader, to io.Writer) (sum string, n int64, err error) {
	h := sha256.New()
	w := io.Writer(h)
	if to != nil {
		w = io.MultiWriter(h, to)
	}
	buffer := buffers.Get().(*[64 << 10]byte)
	defer buffers.Put(buffer)
	// Without the methods of a file, which would allocate a buffer each time.
	n, err = io.CopyBuffer(w, struct{ io.Reader }{text}, buffer[:])
	return hex.EncodeToString(h.Sum(nil)), n, err
}

// formerOutputs finds the files of the source folder that another build wrote there.
type formerOutputs struct {
	folder    linkFS
	manifests map[string]*Manifest // by folder
}

// enter notes the manifest of a folder, if it has one that is sound.
func (o *formerOutputs) enter(dir string) {
	if m, ok, err := ReadManifest(o.folder, dir); ok && err == nil && len(m.Files) > 0 {
		if o.manifests == nil {
			o.manifests = map[string]*Manifest{}
		}
		o.manifests[dir] = m
	}
}

// has reports whether a file is a former output: it is listed with its true
// content. A page is none, whatever is listed: no output has front matter.
func (o *formerOutputs) has(name string) bool {
	for dir := path.Dir(name); len(o.manifests) > 0 && dir != "."; dir = path.Dir(dir) {
		m := o.manifests[dir]
		if m == nil {
			continue
		}
		listed := strings.TrimPrefix(name, dir+"/")
		if listed == ManifestName {
			return true
		}
		if m.Files[listed] == "" || hasFrontMatter(o.folder, name) {
			continue
		}
		f, err := o.folder.Open(name)
		if err != nil {
			continue
		}
		_, own, _ := m.Check(listed, f)
		f.Close()
		if own {
			return true
		}
	}
	return false
}

// InputIn returns a file that an output folder inside the source folder hides: one
// of foreign, the names of the files in it that docgen did not write, that is a
// page of the site, or any file that would be copied, if the folder is not known
// as an output folder: it is not the usual one, and has no file that docgen wrote.
func (s *Site) InputIn(out string, foreign []string, known bool) string {
	rel := outInside(s.Dir, out)
	if rel == "" || !s.Config.Jekyll {
		return "" // in docgen's own layout only the folders for it are read
	}
	known = known || rel == "site"
	r := &reader{Site: s}
	for dir := rel; dir != "."; dir = path.Dir(dir) {
		if r.excluded(dir, true) {
			return ""
		}
	}
	for _, name := range foreign {
		full := path.Join(rel, name)
		excluded := r.excluded(full, false)
		for dir := path.Dir(full); dir != rel && !excluded; dir = path.Dir(dir) {
			excluded = r.excluded(dir, true)
		}
		if !excluded && (!known || hasFrontMatter(s.root, full)) {
			return full
		}
	}
	return ""
}

//go:build ignore

// This program writes the archives of a release to dist/, with their checksums. Two
// runs for one revision give the same bytes.
package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

const folder = "dist"

// file is one file of an archive.
type file struct {
	name string
	mode int64
	text []byte
}

func main() {
	log.SetFlags(0)
	version := git("describe", "--tags", "--always", "--dirty")
	seconds, err := strconv.ParseInt(git("log", "-1", "--format=%ct"), 10, 64)
	check(err)
	at := time.Unix(seconds, 0).UTC()
	check(os.RemoveAll(folder))
	check(os.MkdirAll(folder, 0o755))
	var sums strings.Builder
	for _, system := range []string{"linux", "darwin", "windows"} {
		for _, arch := range []string{"amd64", "arm64"} {
			name := fmt.Sprintf("docgen_%s_%s_%s", strings.TrimPrefix(version, "v"), system, arch)
			name, text := pack(name, system == "windows", at, build(system, arch))
			check(os.WriteFile(filepath.Join(folder, name), text, 0o644))
			fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256(text), name)
		}
	}
	check(os.WriteFile(filepath.Join(folder, "SHA256SUMS"), []byte(sums.String()), 0o644))
	fmt.Print(sums.String())
}

// build compiles the command, and returns the files of its archive.
func build(system, arch string) []file {
	name := "docgen"
	if system == "windows" {
		name += ".exe"
	}
	out := filepath.Join(folder, name)
	cmd := exec.Command("go", "build", "-buildvcs=true", "-trimpath", "-ldflags=-s -w", "-o", out, "./cmd/docgen")
	cmd.Env = append(os.Environ(), "GOOS="+system, "GOARCH="+arch, "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	check(cmd.Run())
	defer os.Remove(out)
	files := []file{{name: name, mode: 0o755, text: read(out)}}
	for _, name := range []string{"LICENSE", "README.md", "CHANGELOG.md"} {
		files = append(files, file{name: name, mode: 0o644, text: read(name)})
	}
	return files
}

// pack returns an archive with its name. All files have the time of the commit.
func pack(name string, zipped bool, at time.Time, files []file) (string, []byte) {
	var b bytes.Buffer
	if zipped {
		w := zip.NewWriter(&b)
		for _, f := range files {
			h := &zip.FileHeader{Name: name + "/" + f.name, Method: zip.Deflate, Modified: at}
			h.SetMode(os.FileMode(f.mode))
			part, err := w.CreateHeader(h)
			check(err)
			write(part, f.text)
		}
		check(w.Close())
		return name + ".zip", b.Bytes()
	}
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for _, f := range files {
		check(w.WriteHeader(&tar.Header{Name: name + "/" + f.name, Mode: f.mode, Size: int64(len(f.text)), ModTime: at, Format: tar.FormatUSTAR}))
		write(w, f.text)
	}
	check(w.Close())
	check(z.Close())
	return name + ".tar.gz", b.Bytes()
}

func write(w io.Writer, text []byte) {
	_, err := w.Write(text)
	check(err)
}

func read(name string) []byte {
	text, err := os.ReadFile(name)
	check(err)
	return text
}

func git(args ...string) string {
	out, err := exec.Command("git", args...).Output()
	check(err)
	return strings.TrimSpace(string(out))
}

func check(err error) {
	if err != nil {
		log.Fatal("dist: ", err)
	}
}

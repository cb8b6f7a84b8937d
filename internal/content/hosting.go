package content

import (
	"bytes"
	"regexp"
	"strings"

	"docgen/internal/source"
)

// Hosting is what the files for the host of a site say of its addresses.
type Hosting struct {
	// Extensionless: the host serves guide.html at /guide too.
	Extensionless bool
	// Redirects are those of a _redirects file, in its order.
	Redirects []HostRedirect

	file *source.File
}

// HostRedirect is a line of _redirects: From may have "*" at its end, and
// segments that begin with ":".
type HostRedirect struct{ From, To string }

// hostFiles are files of hosts that serve addresses without .html: GitHub Pages,
// Netlify, Cloudflare Pages.
var hostFiles = []string{"CNAME", "netlify.toml", "_redirects", "_headers"}

// hostNames matches the names that these hosts give to sites.
var hostNames = regexp.MustCompile(`\.(?:github\.io|gitlab\.io|netlify\.(?:app|com)|pages\.dev)$`)

// readHosting reads the files of the host, which lie beside the pages whether
// they are part of the site or not.
func (r *reader) readHosting() *Hosting {
	h := &Hosting{Extensionless: hostNames.MatchString(r.Config.URL)}
	for _, name := range hostFiles {
		_, err := r.readBeside(name)
		h.Extensionless = h.Extensionless || err == nil
	}
	if gems, err := r.readBeside("Gemfile"); err == nil && bytes.Contains(gems.Text, []byte("github-pages")) {
		h.Extensionless = true
	}
	if own := r.Config.Own.Get("extensionlessLinks"); own != nil {
		h.Extensionless = own.True()
	}
	file, err := r.readBeside("_redirects")
	if err != nil {
		return h
	}
	if r.older != nil && r.older.Hosting.file != nil && bytes.Equal(r.older.Hosting.file.Text, file.Text) {
		h.file, h.Redirects = r.older.Hosting.file, r.older.Hosting.Redirects
		return h
	}
	h.file, h.Redirects = file, hostRedirects(file.Text)
	return h
}

// hostRedirects reads the lines of a _redirects file: two addresses and, if it is
// not 301, a status. Between the addresses there may be parameters of a query,
// after them conditions.
func hostRedirects(text []byte) (out []HostRedirect) {
	for line := range strings.SplitSeq(string(text), "\n") {
		line, _, _ = strings.Cut(line, " #")
		words := strings.Fields(line)
		if len(words) < 2 || words[0][0] == '#' {
			continue
		}
		to, status := "", ""
		for _, word := range words[1:] {
			switch {
			case to == "" && (word[0] == '/' || strings.Contains(word, "://")):
				to = word
			case to != "" && status == "":
				status = strings.TrimSuffix(word, "!")
			}
		}
		if to != "" && (len(status) != 3 || status[0] == '2' || status[0] == '3') {
			out = append(out, HostRedirect{pathOf(words[0]), to})
		}
	}
	return out
}

// pathOf returns the path of an address that may begin with scheme and host.
func pathOf(address string) string {
	if _, rest, ok := strings.Cut(address, "://"); ok {
		_, path, _ := strings.Cut(rest, "/")
		return "/" + path
	}
	return address
}

// Leads returns where the redirect leads from a path that begins with a slash.
func (h HostRedirect) Leads(path string) (to string, ok bool) {
	from := strings.TrimSuffix(h.From, "/")
	path = strings.TrimSuffix(path, "/")
	if !strings.ContainsAny(from, "*:") {
		return h.To, from == path
	}
	want, got := strings.Split(from, "/"), strings.Split(path, "/")
	var values []string // a name, then its value
	for i, segment := range want {
		switch {
		case segment == "*":
			values = append(values, ":splat", strings.Join(got[min(i, len(got)):], "/"))
			return strings.NewReplacer(values...).Replace(h.To), true
		case i >= len(got):
			return "", false
		case strings.HasPrefix(segment, ":"):
			values = append(values, segment, got[i])
		case segment != got[i]:
			return "", false
		}
	}
	return strings.NewReplacer(values...).Replace(h.To), len(want) == len(got)
}

// Same reports whether two hosts serve the same addresses.
func (h *Hosting) Same(other *Hosting) bool {
	return h.Extensionless == other.Extensionless && h.file == other.file
}

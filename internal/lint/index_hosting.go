package lint

import (
	"path"
	"slices"
	"strings"

	"docgen/internal/content"
)

// maxHostRedirects is how many redirects of the host lead from one to the next;
// browsers give up too.
const maxHostRedirects = 10

// served returns what the host answers for a path that no file of the site has:
// the page without its .html, or where a redirect leads. elsewhere says that it
// leads to another site.
func (x *Index) served(name string) (e entry, elsewhere, ok bool) {
	for range maxHostRedirects {
		if x.site.Hosting.Extensionless && name != "" && !strings.HasSuffix(name, "/") {
			if e, ok = x.entries[name+".html"]; ok {
				return e, false, true
			}
		}
		to := x.hostRedirect("/" + name)
		if to == "" {
			return entry{}, false, false
		}
		l := splitLink(to)
		if l.broken || x.isOutside(l) {
			return entry{}, true, true
		}
		below, within := strings.CutPrefix(l.path, x.base+"/")
		if !within {
			return entry{}, true, true
		}
		name = decode(below)
		if e, ok = x.lookup(name); ok {
			return e, false, true
		}
	}
	return entry{}, false, false
}

// madeElsewhere reports whether a path that no file of the site has may be made by
// others: it lies in a folder that a build leaves alone for them, or in one that
// the site lacks and a plugin, which is not run, names, or it is a folder without an
// index, which a generator of a plugin may make, or a plugin may redirect from it.
func (x *Index) madeElsewhere(name string) bool {
	if x.unsure[path.Base(name)] {
		return true
	}
	if kept := x.site.Config.Node.Get("keep_files"); kept != nil {
		for _, item := range kept.Items {
			if folder := strings.Trim(item.Str(), "/"); folder != "" && (name == folder || strings.HasPrefix(name, folder+"/")) {
				return true
			}
		}
	}
	folder := ""
	for segment := range strings.SplitSeq(strings.TrimSuffix(name, "/"), "/") {
		if name != "" && !has(x.folders()[folder], segment) {
			return x.site.NamedByPlugin(segment)
		}
		folder = path.Join(folder, segment)
	}
	return len(x.folders()[folder]) > 0 && slices.ContainsFunc(x.site.Plugins, func(p *content.Plugin) bool { return p.Generates })
}

// hostRedirects are the redirects of the host: those from one path, which are most
// of them, and the others.
type hostRedirects struct {
	plain    map[string]string
	patterns map[string][]content.HostRedirect // by the first segment
}

// maxPatterns is how many patterns with one first segment are compared with an
// address.
const maxPatterns = 1000

func newHostRedirects(list []content.HostRedirect) hostRedirects {
	r := hostRedirects{plain: make(map[string]string, len(list)), patterns: map[string][]content.HostRedirect{}}
	for _, h := range list {
		from := strings.TrimSuffix(h.From, "/")
		if strings.ContainsAny(from, "*:") {
			if segment := firstSegment(from); len(r.patterns[segment]) < maxPatterns {
				r.patterns[segment] = append(r.patterns[segment], h)
			}
		} else if _, ok := r.plain[from]; !ok {
			r.plain[from] = h.To
		}
	}
	return r
}

// hostRedirect returns where the first redirect of the host leads that fits a
// path, or "".
func (x *Index) hostRedirect(path string) string {
	r := x.hosted()
	if to, ok := r.plain[strings.TrimSuffix(path, "/")]; ok {
		return to
	}
	for _, segment := range []string{firstSegment(path), ""} {
		for _, h := range r.patterns[segment] {
			if to, ok := h.Leads(path); ok {
				return to
			}
		}
	}
	return ""
}

// firstSegment returns the first segment of a path that begins with a slash, ""
// for one that fits many.
func firstSegment(path string) string {
	segment, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if strings.ContainsAny(segment, "*:") {
		return ""
	}
	return segment
}

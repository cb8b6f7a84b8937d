package content

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// settingsOfJekyll are the settings that Jekyll 4.3 has defaults for, documents or
// looks up.
const settingsOfJekyll = `
source destination collections_dir cache_dir plugins_dir layouts_dir data_dir includes_dir collections
safe include exclude keep_files encoding markdown_ext strict_front_matter
show_drafts limit_posts future unpublished whitelist plugins gems
markdown highlighter lsi excerpt_separator incremental detach port host baseurl show_dir_listing
permalink paginate paginate_path timezone quiet verbose defaults liquid kramdown
url sass theme ignore_theme_config disable_disk_cache profile trace watch force_polling open_url
livereload livereload_port livereload_ignore livereload_min_delay livereload_max_delay ssl_cert ssl_key webrick skip_initial_build
csv_reader tsv_reader data time page_excerpts relative_permalinks`

// TestSettingsOfJekyll: the code and the page about the settings know the same
// settings, all of Jekyll's and no others.
func TestSettingsOfJekyll(t *testing.T) {
	want := strings.Fields(settingsOfJekyll)
	slices.Sort(want)
	if got := slices.Sorted(maps.Keys(jekyllSettings)); !slices.Equal(got, want) {
		t.Errorf("the code knows %q\nwant %q", got, want)
	}
	page, err := os.ReadFile("../../templates/docs/jekyll-settings.md")
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\| (.*) \\|$").FindAllStringSubmatch(string(page), -1) {
		rows = append(rows, m[1])
		s, ok := jekyllSettings[m[1]]
		if reported := strings.Contains(m[2], "warning") || strings.Contains(m[2], "info"); ok && s.asks != nil && !reported {
			t.Errorf("the page does not say that %s is reported", m[1])
		}
	}
	slices.Sort(rows)
	if !slices.Equal(rows, want) {
		t.Errorf("the page has rows for %q\nwant %q", rows, want)
	}
}

// TestSettingsOfKramdown: what is not honoured is one finding for each key, and the
// page about the settings names each.
func TestSettingsOfKramdown(t *testing.T) {
	site := open(t, `
-- _config.yml --
kramdown:
  input: kramdown
  entity_output: symbolic
  transliterated_header_ids: false
  footnote_prefix: ""
  html_to_native: true
  math_engine: ~
  gfm_quirks: [paragraph_end]
  forbidden_inline_options: [template]
  link_defs: {}
  syntax_highligher: rouge
`, Options{})
	var got []string
	for _, d := range site.Problems {
		line, _ := d.Span.File.Position(d.Span.Start)
		got = append(got, fmt.Sprint(line, " ", d.Severity, " ", d.Span))
	}
	want := []string{"3 warning entity_output", "6 warning html_to_native", "7 warning math_engine", "11 info syntax_highligher"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	page, err := os.ReadFile("../../templates/docs/jekyll-settings.md")
	if err != nil {
		t.Fatal(err)
	}
	for key, s := range kramdownSettings {
		if s.values != "*" && !strings.Contains(string(page), "`kramdown."+key+"`") {
			t.Errorf("the page does not name kramdown.%s", key)
		}
	}
}

// The answers are those of Jekyll 4.3 for a tree with these files.
func TestExcludeAndInclude(t *testing.T) {
	exclude := []string{"READ", "sub/*.txt", "./dot", "/abs", "deep/", "n?.txt", "*.log", "[a-c]set", "[^a-y]not"}
	for name, want := range map[string]bool{
		"README.md": true, "READER": true, "sub/a.txt": true, "sub/d/b.txt": true, "dot": false, "abs": true, "deep": true, "deeper": false,
		"n1.txt": true, "x/n1.txt": false, "x/README.md": false, "y/z/q.log": true, "bset": true, "dset": false, "znot": true, "anot": false,
	} {
		isDir := !strings.Contains(name, ".")
		if got := slices.ContainsFunc(exclude, func(p string) bool { return fitsPattern(p, name, isDir) }); got != want {
			t.Errorf("%s is excluded: %t, want %t", name, got, want)
		}
	}
	site := open(t, `
-- _config.yml --
include: [_u, .well, x/_v.txt]
exclude: [x/no.txt]
-- _u.txt --
-- _uber/a.txt --
-- x/_u.txt --
-- x/no.txt --
-- x/_v.txt --
-- x/_vv.txt --
-- x/.well/a --
-- .htaccess --
-- Gemfile --
-- x/Gemfile --
-- node_modules/a.txt --
-- x/node_modules/a.txt --
-- vendor/a.txt --
-- vendor/bundle/a.txt --
-- dist. --
`, Options{})
	var got []string
	for _, f := range site.Static {
		got = append(got, f.From)
	}
	slices.Sort(got)
	want := []string{"_u.txt", "_uber/a.txt", "vendor/a.txt", "x/.well/a", "x/Gemfile", "x/_u.txt", "x/_v.txt", "x/node_modules/a.txt"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// FuzzPattern: patterns of strangers end, and a pattern without wildcards fits
// itself.
func FuzzPattern(f *testing.F) {
	f.Add("a*b*c*d*e*[^x-z]\\?", "aaaaaaaaaaaaaaaa")
	f.Fuzz(func(t *testing.T, pattern, name string) {
		globMatch(pattern, name)
		if plain := strings.NewReplacer("*", "", "?", "", "[", "", "\\", "").Replace(name); !globMatch(plain, plain) {
			t.Errorf("%q does not fit itself", plain)
		}
	})
}

func TestTimeZones(t *testing.T) {
	for name, want := range map[string]string{"Europe/Berlin": "Europe/Berlin", "America/San_Francisco": "", "UTC+8": "UTC", "Local": "", "../etc/passwd": ""} {
		zone, known := timeZone(name)
		if got := zone.String(); known != (want != "") || known && got != want {
			t.Errorf("%s is %s, known: %t", name, got, known)
		}
	}
}

package content

import (
	"strings"

	"docgen/internal/data"
	"docgen/internal/diag"
)

// setting is what docgen does with a setting of Jekyll.
type setting struct {
	// asks reports whether a value asks for something that docgen does not do, and
	// why names that; nil where docgen does what is asked, or nothing is.
	asks func(*data.Node) bool
	why  string
	// note: docgen does another thing instead, which is no reason to warn.
	note bool
}

func (s setting) severity() diag.Severity {
	if s.note {
		return diag.Info
	}
	return diag.Warning
}

// jekyllSettings are the settings that Jekyll itself knows. The page about the
// settings has a row for each.
var jekyllSettings = map[string]setting{
	// Where things are. The plugins, themes and collections have files of their own.
	"source": {}, "collections_dir": {}, "layouts_dir": {}, "includes_dir": {}, "data_dir": {},
	"plugins_dir": {}, "collections": {}, "theme": {}, "sass": {}, "plugins": {}, "gems": {},
	"destination":         {asks: isSet, why: "docgen writes to the folder site, or to that of --out; this folder is left out of the sources", note: true},
	"ignore_theme_config": {},
	"cache_dir":           {}, "disable_disk_cache": {}, // there is no cache
	// Reading.
	"include": {}, "exclude": {}, "markdown_ext": {}, "strict_front_matter": {},
	"safe": {}, "whitelist": {}, // no code of plugins runs
	"keep_files": {}, // docgen removes no file that it did not write
	"encoding":   {asks: notUTF8, why: "all files are read as UTF-8"},
	"csv_reader": {asks: isSet, why: "CSV is read with its first row as the keys, as text"},
	"tsv_reader": {asks: isSet, why: "TSV is read with its first row as the keys, as text"},
	"data":       {asks: isSet, why: "site.data has the files of the data folder only"},
	// What is published.
	"show_drafts": {}, "limit_posts": {}, "future": {}, "unpublished": {}, "excerpt_separator": {},
	"page_excerpts": {asks: (*data.Node).True, why: "only posts have an excerpt"},
	"defaults":      {}, "permalink": {}, "paginate": {}, "paginate_path": {}, "timezone": {}, "url": {}, "baseurl": {},
	"time": {asks: isSet, why: "site.time is the time of the build, or SOURCE_DATE_EPOCH"},
	"lsi":  {asks: (*data.Node).True, why: "site.related_posts are the newest posts"},
	"relative_permalinks": {
		asks: (*data.Node).True, why: "permalinks count from the source folder",
	},
	// How it is converted.
	"markdown": {}, "kramdown": {}, "highlighter": {}, "liquid": {},
	// How Jekyll runs; docgen serve has flags of its own.
	"incremental": {}, "watch": {}, "force_polling": {}, "detach": {}, "port": {}, "host": {}, "show_dir_listing": {},
	"open_url": {}, "livereload": {}, "livereload_port": {}, "livereload_ignore": {}, "livereload_min_delay": {},
	"livereload_max_delay": {}, "ssl_cert": {}, "ssl_key": {}, "skip_initial_build": {}, "webrick": {},
	"quiet": {}, "verbose": {}, "trace": {}, "profile": {},
}

func isSet(n *data.Node) bool { return n.Kind != data.Null }

func notUTF8(n *data.Node) bool {
	return n.Str() != "" && !strings.EqualFold(strings.ReplaceAll(n.Str(), "-", ""), "utf8")
}

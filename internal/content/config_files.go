package content

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/source"
)

// configNames are the files that make a folder a source folder. With one of
// jekyllConfigs it is a Jekyll tree.
var (
	configNames   = append([]string{ownConfig}, jekyllConfigs...)
	jekyllConfigs = []string{"_config.yml", "_config.yaml"} // the first that exists counts
)

const ownConfig = "docgen.yml"

// FindSource returns the source folder that a folder and configurations of Jekyll
// lead to, and the configurations as Options has them. Without configurations
// it is that of the folder; without a folder, that of the first configuration.
// The setting source leads on to a folder below the configuration, unless both
// are given: then the folder is the source folder.
func FindSource(dir string, configs []string) (string, []string, error) {
	start := dir
	given := len(configs) > 0
	for _, name := range configs {
		switch info, err := os.Stat(name); {
		case errors.Is(err, fs.ErrNotExist):
			return "", nil, fmt.Errorf("there is no file %q", name)
		case err != nil:
			return "", nil, err
		case !info.Mode().IsRegular():
			return "", nil, fmt.Errorf("%q is no file", name)
		case !slices.Contains([]string{".yml", ".yaml"}, strings.ToLower(filepath.Ext(name))):
			return "", nil, fmt.Errorf("%q is no YAML: a configuration of Jekyll ends in .yml or .yaml", name)
		case filepath.Base(name) == ownConfig:
			return "", nil, fmt.Errorf("%q is read without being named: --config names configurations of Jekyll", name)
		}
	}
	switch {
	case !given:
		if name := firstConfig(dir); name != "" {
			configs = []string{filepath.Join(dir, name)}
		}
	case dir == "":
		start = filepath.Dir(configs[0])
	}
	if dir == "" || !given {
		below, err := sourceSetting(configs)
		if err != nil {
			return "", nil, err
		}
		start = filepath.Join(start, filepath.FromSlash(below))
	}
	if !given && start == filepath.Clean(dir) {
		return start, nil, nil // Open finds it, and another one that is made later
	}
	names := make([]string, len(configs))
	for i, name := range configs {
		var err error
		if names[i], err = fromFolder(start, name); err != nil {
			return "", nil, err
		}
	}
	return start, names, nil
}

// firstConfig returns the name of the configuration of Jekyll in a folder, or "".
func firstConfig(dir string) string {
	for _, name := range jekyllConfigs {
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil && info.Mode().IsRegular() {
			return name
		}
	}
	return ""
}

// sourceSetting returns the setting source of configurations, relative to the
// first of them. A tree cannot name a folder outside of its own.
func sourceSetting(configs []string) (string, error) {
	below := "."
	for _, name := range configs {
		f, err := os.Open(name)
		if err != nil {
			return "", err
		}
		text, err := readOpened(f, name)
		if err != nil {
			return "", err
		}
		node, _ := data.ReadYAML11(source.Of(source.NewFile(name, text).All())) // mistakes are reported by Open
		if value := node.Get("source"); value.Str() != "" {
			below = path.Clean(value.Str())
			if !filepath.IsLocal(filepath.FromSlash(below)) {
				return "", fmt.Errorf("%s: the source %q is not below the configuration: name the folder with --source", name, value.Str())
			}
		}
	}
	return below, nil
}

// fromFolder returns the path of a file as it is seen from a folder, with slashes.
func fromFolder(dir, name string) (string, error) {
	absDir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	absName, err := filepath.Abs(name)
	if err != nil {
		return "", err
	}
	rel, err := filepath.Rel(absDir, absName)
	if err != nil {
		rel = absName // another volume
	}
	return filepath.ToSlash(rel), nil
}

// readConfig reads the configurations: those of Jekyll, of which a later one
// counts more, and docgen.yml.
func (r *reader) readConfig() error {
	names := r.opts.Configs
	if len(names) == 0 {
		names = r.jekyllConfig()
	}
	for _, name := range append(slices.Clone(names), path.Join(path.Dir(names[0]), ownConfig)) {
		r.outside[name] = escapes(name)
	}
	var files []*source.File
	var node *data.Node
	for _, name := range names {
		file, tree, err := r.readConfigFile(name)
		if err != nil {
			return err
		}
		if file == nil {
			if len(r.opts.Configs) > 0 {
				return fmt.Errorf("the configuration %s does not exist", name)
			}
			continue
		}
		files = append(files, file)
		node = data.Merge(node, tree)
	}
	ownFile, own, err := r.readOwnConfig(names)
	if err != nil {
		return err
	}
	var themed theme
	if len(files) > 0 {
		if themed, node, err = r.themeOf(node, own); err != nil {
			return err
		}
	}
	if r.older != nil && slices.Equal(r.older.Config.Files, files) && r.older.Config.ownFile == ownFile && r.older.Config.theme == themed {
		r.Config, r.same = r.older.Config, true
		return nil
	}
	if len(files) > 0 {
		r.Config = parseConfig(node, true)
		r.Config.Files, r.Config.theme, r.Config.ownTheme = files, themed, r.usesOwnTheme(own)
		r.themeGems()
		r.Config.checkPaginate()
		r.Config.leaveOutDestination(r.Dir, path.Dir(names[0]))
		r.Config.applyOwnFile(own)
	} else {
		r.Config = parseConfig(own, false)
		r.Config.Own = own
		if name := own.Get("theme"); name != nil && name.Str() != OwnTheme {
			r.Config.problems = append(r.Config.problems, diagnosticAt(name, diag.RuleConfig, diag.Warning, "theme: only a tree with _config.yml can have a theme; a project changes the layouts in templates/layouts"))
		}
	}
	r.Config.ownFile = ownFile
	r.Config.readLook()
	r.Config.problems = append(r.configProblems, r.Config.problems...)
	if r.opts.BaseURL != "" {
		if err := r.Config.SetBaseURL(r.opts.BaseURL); err != nil {
			return fmt.Errorf("--base-url: %w", err)
		}
	}
	r.Config.ShowDrafts = r.Config.ShowDrafts || r.opts.Drafts
	r.Config.Unpublished = r.Config.Unpublished || r.opts.Drafts
	return nil
}

// jekyllConfig returns the configuration of Jekyll in the source folder.
func (r *reader) jekyllConfig() []string {
	for _, name := range jekyllConfigs {
		if _, err := r.root.Stat(name); err == nil {
			return []string{name}
		}
	}
	return jekyllConfigs[:1] // an overlay may have it
}

// readOwnConfig reads docgen.yml: that of the source folder, or else the one
// beside the first configuration of Jekyll.
func (r *reader) readOwnConfig(jekyll []string) (*source.File, *data.Node, error) {
	file, node, err := r.readConfigFile(ownConfig)
	if beside := path.Join(path.Dir(jekyll[0]), ownConfig); file == nil && err == nil && beside != ownConfig {
		return r.readConfigFile(beside)
	}
	return file, node, err
}

// readConfigFile reads a configuration; one that is not there is nil. Of a
// configuration of Jekyll, whatever Jekyll can read is read.
func (r *reader) readConfigFile(name string) (*source.File, *data.Node, error) {
	file, err := r.readFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	} else if info, e := r.root.Lstat(name); e == nil && info.IsDir() {
		return nil, nil, fmt.Errorf("%s is a folder: the configuration must be a file", name)
	} else if err != nil {
		return nil, nil, fmt.Errorf("%s %s", name, readError(err))
	}
	if d := savedWrong(file, true, diag.Error); d != nil {
		d.Rule = diag.RuleConfig
		return nil, nil, &ConfigError{[]*diag.Diagnostic{d}}
	}
	jekyll := path.Base(name) != ownConfig
	t := r.readYAML(file.All(), jekyll)
	problems := located(source.Of(file.All()), t.problems, diag.RuleConfig, lenientIf(jekyll))
	if diag.Count(problems, diag.Error) > 0 {
		return nil, nil, &ConfigError{problems}
	}
	if t.node != nil && t.node.Kind != data.Object && jekyll {
		problems = append(problems, diagnosticAt(t.node, diag.RuleConfig, diag.Warning, "a configuration must be keys with values, as in \"title: Guides\": as with Jekyll, none of it counts"))
		t = &tree{}
	}
	r.configProblems = append(r.configProblems, problems...)
	r.held = append(r.held, source.Of(file.All()))
	return file, t.node, nil
}

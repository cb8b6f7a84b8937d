package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"docgen"
	"docgen/internal/diag"
	"docgen/internal/rules"
	"docgen/internal/source"
)

// writeNew writes a file that must not exist yet, and the folders above it, below a
// folder of the docs. No link leads it out of there.
func writeNew(dir, name string, text []byte) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	if err := root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Close()); err != nil {
		_ = root.Remove(name) // half a file is worse than none
	}
	return err
}

func initCommand() *command {
	return &command{
		name: "init", args: "[DIR]", short: "create a project",
		long: `Writes a small working project: docgen.yml, an example element, a README, and schemas and settings for editors. Existing
files are kept. All else, such as templates, includes and layouts, comes from docgen itself.

--copy writes only the files that it names, to be changed: a file of the project takes the place of docgen's with the same
path. "docgen explain docgen:" lists them.`,
		setup: func(flags *pflag.FlagSet) func(*environment, []string) error {
			copies := flags.StringArray("copy", nil, "copy the `FILE` or folder that docgen brings, such as templates/layouts; may be given several times")
			return func(env *environment, args []string) error {
				if len(args) > 1 {
					return usagef("init takes one folder")
				}
				dir := "."
				if len(args) == 1 {
					if dir = args[0]; dir == "" {
						return usagef("the name of the folder is empty")
					}
				}
				if len(*copies) == 0 {
					return initProject(env, dir)
				}
				if len(args) == 0 {
					var err error
					if dir, err = (&sourceOptions{}).dir(); err != nil {
						return err
					}
				}
				return copyShipped(env, dir, *copies)
			}
		},
	}
}

// languageServer returns the line by which editors find the schema of a YAML file.
func languageServer(schema string) string { return "# yaml-language-server: $schema=" + schema + "\n" }

// editorSchemas are the schemas that a project has for editors.
var editorSchemas = []string{"schema/config.schema.json", elementSchema}

const elementSchema = "schema/element.schema.json"

// initConfig is the configuration of a new project.
const initConfig = `# What the site is called, and where it is published. "docgen help configuration" lists all settings.
title: API documentation
console: Cloud Elements # what texts call the platform
# url: https://docs.example.com
`

const initElement = `key: example
id: 1
name: Example Service
hub: CRM
auth:
  type: oauth2
  terms: {apiKey: Client ID, apiSecret: Client Secret, callbackURL: Redirect URI}
events:
  delivery: [webhooks]
`

const initSettings = `{
  "yaml.schemas": {
    "./schema/config.schema.json": "docgen.yml",
    "./schema/element.schema.json": ["elements/*.yml", "elements/*/element.yml"]
  }
}
`

const initReadme = "# API documentation\n" + `
The sources of a documentation site that [docgen](%s) builds.

| Command | What it does |
| :------ | :----------- |
| ¬docgen serve --open¬ | previews the site while you write, with its findings |
| ¬docgen lint¬ | checks it; ¬--fix¬ applies the safe fixes |
| ¬docgen build¬ | writes it to ¬site/¬ |
| ¬docgen new KEY --name NAME¬ | adds an element |
| ¬docgen help¬ | lists commands and topics, such as ¬docgen help element¬ |

| File | What it is |
| :--- | :--------- |
| ¬docgen.yml¬ | the settings of the site |
| ¬elements/KEY.yml¬ | an element: docgen makes its pages |
| ¬templates/¬ | pages of your own: ¬templates/docs/guide.md¬ is ¬/docs/guide.html¬ |
| ¬includes/¬, ¬glossary/¬ | parts and terms that pages share |
| ¬schema/¬, ¬.vscode/¬ | completion and checks in editors |

Templates, includes and layouts that are not here come from docgen. A file of your own with the same path takes its place:
¬docgen init --copy templates/layouts¬ copies docgen's to begin with.
`

func initProject(env *environment, dir string) error {
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return usagef("%q is no folder", dir)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	files := []shippedFile{
		{"docgen.yml", []byte(languageServer(editorSchemas[0]) + initConfig)},
		{"README.md", []byte(strings.ReplaceAll(fmt.Sprintf(initReadme, rules.Site()+"/docs/reference/"), "¬", "`"))},
		{".gitignore", []byte("/site/\n")},
		{".vscode/settings.json", []byte(initSettings)},
	}
	if others, _ := os.ReadDir(filepath.Join(dir, "elements")); len(others) == 0 {
		files = append(files, shippedFile{"elements/example.yml", []byte(languageServer("../"+elementSchema) + initElement)})
	}
	for _, name := range editorSchemas {
		text, err := docgen.Defaults.ReadFile(name)
		if err != nil {
			return err
		}
		files = append(files, shippedFile{name, text})
	}
	return writeAll(env, dir, files, "; next: docgen build")
}

// shippedFile is a file that init writes.
type shippedFile struct {
	name string
	text []byte
}

// writeAll writes the files that do not exist yet.
func writeAll(env *environment, dir string, files []shippedFile, next string) error {
	kept := 0
	for _, f := range files {
		switch err := writeNew(dir, f.name, f.text); {
		case errors.Is(err, fs.ErrExist):
			kept++
		case err != nil:
			return err
		}
	}
	fmt.Fprintf(env.stderr, "wrote %s to %s", diag.Plural(len(files)-kept, "file"), diag.Printable(dir))
	if kept > 0 {
		fmt.Fprintf(env.stderr, ", kept %s", diag.Plural(kept, "existing file"))
	}
	fmt.Fprintln(env.stderr, next)
	return nil
}

// copyShipped writes files and folders that docgen brings.
func copyShipped(env *environment, dir string, names []string) error {
	all := shippedNames()
	var files []shippedFile
	for _, name := range names {
		name = strings.TrimPrefix(path.Clean(strings.TrimPrefix(filepath.ToSlash(name), source.EmbeddedPrefix)), "./")
		before := len(files)
		for _, shipped := range all {
			if shipped != name && !strings.HasPrefix(shipped, name+"/") {
				continue
			}
			text, err := docgen.Defaults.ReadFile(shipped)
			if err != nil {
				return err
			}
			files = append(files, shippedFile{shipped, text})
		}
		if len(files) == before {
			return notShipped(name)
		}
	}
	return writeAll(env, dir, files, "")
}

// shippedNames lists the files that docgen brings.
func shippedNames() []string {
	var names []string
	_ = fs.WalkDir(docgen.Defaults, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, name)
		}
		return err
	})
	return names
}

// notShipped returns the usage error for a name that no file of docgen has.
func notShipped(name string) error {
	return usagef("docgen brings no file %q%s; `docgen explain docgen:` lists all", name, diag.DidYouMean(name, shippedNames()))
}

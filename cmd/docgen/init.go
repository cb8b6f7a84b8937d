package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"

	"github.com/spf13/pflag"

	"docgen"
	"docgen/internal/diag"
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
		long: "Writes a small working project: docgen's templates, includes, presets, glossary and schemas, and an example\nelement. Existing files are kept.",
		setup: func(*pflag.FlagSet) func(*environment, []string) error {
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
				return initProject(env, dir)
			}
		},
	}
}

// initConfig is the configuration of a new project.
const initConfig = `# What the site is called, and where it is published.
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

func initProject(env *environment, dir string) error {
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return usagef("%q is no folder", dir)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	written, kept := 0, 0
	put := func(name string, text []byte) error {
		err := writeNew(dir, name, text)
		if errors.Is(err, fs.ErrExist) {
			kept++
			return nil
		}
		written++
		return err
	}
	for _, f := range []struct{ name, text string }{
		{"docgen.yml", initConfig}, {"elements/example.yml", initElement}, {".gitignore", "/site/\n"},
	} {
		if err := put(f.name, []byte(f.text)); err != nil {
			return err
		}
	}
	err := fs.WalkDir(docgen.Defaults, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := docgen.Defaults.ReadFile(name)
		if err != nil {
			return err
		}
		return put(name, text)
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(env.stderr, "wrote %d files to %s", written, diag.Printable(dir))
	if kept > 0 {
		fmt.Fprintf(env.stderr, ", kept %s", diag.Plural(kept, "existing file"))
	}
	fmt.Fprintln(env.stderr, "; next: docgen build")
	return nil
}

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"docgen"
	"docgen/internal/data"
	"docgen/internal/source"
)

var keyPattern = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]*$`)

// What the flags of new may say.
var (
	authTypes  = []string{"oauth2", "oauth1", "basic", "apikey", "custom"}
	deliveries = []string{"webhooks", "polling", "both"}
)

func newCommand() *command {
	return &command{
		name: "new", args: "KEY", short: "add an element",
		long: "Writes elements/KEY.yml: a description of an element that `docgen build` makes complete pages of.",
		setup: func(flags *pflag.FlagSet) func(*environment, []string) error {
			source := flags.String("source", "", "the project in `DIR`")
			name := flags.String("name", "", "the `NAME` that readers see, such as \"Acuity Scheduling\"")
			auth := flags.String("auth", "oauth2", "the `TYPE` of authentication: "+strings.Join(authTypes, ", "))
			events := flags.String("events", "webhooks", "the `DELIVERY` of events: "+strings.Join(deliveries, ", "))
			return func(env *environment, args []string) error {
				if len(args) != 1 {
					return usagef("new takes one KEY, such as `docgen new acuityscheduling --name \"Acuity Scheduling\"`")
				}
				return newElement(env, *source, args[0], *name, *auth, *events)
			}
		},
	}
}

func newElement(env *environment, dir, key, name, auth, events string) error {
	if !keyPattern.MatchString(key) {
		return usagef("%q is no element key: use small letters, digits and dashes, as in \"acuityscheduling\"", key)
	}
	if err := oneOf("--auth", auth, authTypes...); err != nil {
		return err
	}
	if err := oneOf("--events", events, deliveries...); err != nil {
		return err
	}
	if name = strings.TrimSpace(name); name == "" {
		return usagef("--name is missing: the name that readers see")
	}
	dir, err := (&sourceOptions{source: dir}).dir()
	if err != nil {
		return err
	}
	for _, taken := range []string{key + ".yml", key + "/element.yml"} {
		if _, err := os.Stat(filepath.Join(dir, "elements", taken)); err == nil {
			return usagef("elements/%s is already there", taken)
		}
	}
	delivery := events
	if events == "both" {
		delivery = "webhooks, polling"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "key: %s\n", key)
	b.WriteString("# id: 1234 # the number that the platform gives the element\n")
	fmt.Fprintf(&b, "name: %s\n", quoteYAML(name))
	fmt.Fprintf(&b, "auth:\n  type: %s\n", auth)
	if auth == "oauth2" || auth == "oauth1" {
		b.WriteString("  terms: {apiKey: Client ID, apiSecret: Client Secret, callbackURL: Redirect URI} # what the provider calls them\n")
	}
	fmt.Fprintf(&b, "events:\n  delivery: [%s]\n", delivery)
	if auth == "custom" {
		b.WriteString("configuration:\n  - key: " + key + ".setting\n    label: Setting\n    type: string\n    description: What the setting does.\n    example: abc123\n")
	}
	target := filepath.Join(dir, "elements", key+".yml")
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	if err := writeNew(target, []byte(b.String())); err != nil {
		return err
	}
	fmt.Fprintf(env.stderr, "wrote %s; `docgen build` makes its pages\n", target)
	return nil
}

// quoteYAML quotes a text that YAML would not take as it is.
func quoteYAML(s string) string {
	line := source.NewFile("", []byte("name: "+s))
	if node, problems := data.ReadYAML11(source.Of(line.All())); len(problems) == 0 {
		if name := node.Get("name"); name != nil && name.Kind == data.String && name.Str() == s {
			return s
		}
	}
	return strconv.Quote(s)
}

// writeNew writes a file that must not be there yet.
func writeNew(name string, text []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Close())
}

func initCommand() *command {
	return &command{
		name: "init", args: "[DIR]", short: "begin a project",
		long: "Writes a small working project: the templates, includes, presets, glossary and schemas that docgen brings, and one\nelement to begin with. Files that are there already stay as they are.",
		setup: func(*pflag.FlagSet) func(*environment, []string) error {
			return func(env *environment, args []string) error {
				if len(args) > 1 {
					return usagef("init takes one folder")
				}
				dir := "."
				if len(args) == 1 {
					dir = args[0]
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
	written, kept := 0, 0
	put := func(name string, text []byte) error {
		target := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		err := writeNew(target, text)
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
	fmt.Fprintf(env.stderr, "wrote %d files to %s", written, dir)
	if kept > 0 {
		fmt.Fprintf(env.stderr, ", left %d as they were", kept)
	}
	fmt.Fprintln(env.stderr, "; next: docgen build")
	return nil
}

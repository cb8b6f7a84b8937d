package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/pflag"

	"docgen"
	"docgen/internal/content"
	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/source"
)

var keyPattern = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]*$`)

// deliveries are the values of --events.
var deliveries = []string{"webhooks", "polling", "both"}

func newCommand() *command {
	return &command{
		name: "new", args: "KEY", short: "add an element",
		long: "Writes elements/KEY.yml: the description of an element, from which `docgen build` makes its pages. The types of\nauthentication are the presets in elements/_presets of the project, and docgen's own.",
		setup: func(flags *pflag.FlagSet) func(*environment, []string) error {
			source := flags.String("source", "", "the project in `DIR`")
			name := flags.String("name", "", "the `NAME` that readers see, such as \"Acuity Scheduling\"")
			auth := flags.String("auth", "oauth2", "the `TYPE` of authentication: "+strings.Join(authTypesHere(), ", "))
			events := flags.String("events", "webhooks", "the `DELIVERY` of events: "+strings.Join(deliveries, ", "))
			return func(env *environment, args []string) error {
				if len(args) != 1 {
					return usagef("new takes one KEY, such as `docgen new acuityscheduling --name \"Acuity Scheduling\"`")
				}
				return newElement(env, *source, element{key: args[0], name: strings.TrimSpace(*name), auth: *auth, events: *events})
			}
		},
	}
}

// authTypesHere lists the values of --auth in the current folder. Outside of a
// project, or where its presets cannot be read, they are docgen's own.
func authTypesHere() []string {
	if dir, err := (&sourceOptions{}).dir(); err == nil {
		if presets, err := content.ReadPresets(dir, docgen.Defaults); err == nil {
			return presets.Auth()
		}
	}
	presets, _ := content.ReadPresets("", docgen.Defaults)
	return presets.Auth()
}

// element describes a new element as given on the command line.
type element struct{ key, name, auth, events string }

func newElement(env *environment, dir string, e element) error {
	if !keyPattern.MatchString(e.key) {
		return usagef("%q is not an element key: use lower-case letters, digits and dashes, as in \"acuityscheduling\"", e.key)
	}
	if why := content.Unportable(e.key); why != "" {
		return usagef("%q cannot be a folder of the site: %s", e.key, why)
	}
	dir, err := (&sourceOptions{source: dir}).dir()
	if err != nil {
		return err
	}
	presets, err := content.ReadPresets(dir, docgen.Defaults)
	if err != nil {
		return err
	}
	if err := oneOf("--auth", e.auth, presets.Auth()...); err != nil {
		return err
	}
	if err := oneOf("--events", e.events, deliveries...); err != nil {
		return err
	}
	if e.name == "" {
		return usagef("--name is missing: the name that readers see")
	}
	if !utf8.ValidString(e.name) || strings.ContainsFunc(e.name, func(c rune) bool { return unicode.In(c, unicode.Cc, unicode.Zl, unicode.Zp) }) {
		return usagef("--name: %q is not one line of text", e.name)
	}
	for _, taken := range []string{e.key + ".yml", e.key + "/element.yml"} {
		if _, err := os.Stat(filepath.Join(dir, "elements", taken)); err == nil {
			return usagef("elements/%s already exists", taken)
		}
	}
	name := "elements/" + e.key + ".yml"
	text := e.yaml(presets)
	if _, err := os.Stat(filepath.Join(dir, elementSchema)); err == nil {
		text = append([]byte(languageServer("../"+elementSchema)), text...)
	}
	if err := writeNew(dir, name, text); err != nil {
		return err
	}
	target := filepath.Join(dir, filepath.FromSlash(name))
	fmt.Fprintf(env.stderr, "wrote %s; `docgen build` makes its pages\n", diag.Printable(target))
	return nil
}

// yaml returns the text of the file.
func (e element) yaml(presets content.Presets) []byte {
	delivery := e.events
	if delivery == "both" {
		delivery = "webhooks, polling"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "key: %s\n", quoteYAML("x: %s", e.key))
	b.WriteString("# id: 1234 # the number that the platform gives the element\n")
	fmt.Fprintf(&b, "name: %s\n", quoteYAML("x: %s", e.name))
	fmt.Fprintf(&b, "auth:\n  type: %s\n", quoteYAML("x: %s", e.auth))
	if terms := presets.Get(e.auth, "new", "terms"); terms != nil {
		var list []string
		for _, m := range terms.Members {
			list = append(list, m.Key.Raw.String()+": "+e.value("{x: %s}", m.Value))
		}
		fmt.Fprintf(&b, "  terms: {%s} # what the provider calls them\n", strings.Join(list, ", "))
	}
	fmt.Fprintf(&b, "events:\n  delivery: [%s]\n", delivery)
	if parameters := presets.Get(e.auth, "new", "configuration"); parameters != nil {
		b.WriteString("configuration:\n")
		for _, p := range parameters.Items {
			indent := "  - "
			for _, m := range p.Members {
				fmt.Fprintf(&b, "%s%s: %s\n", indent, m.Key.Str(), e.value("x: %s", m.Value))
				indent = "    "
			}
		}
	}
	return []byte(b.String())
}

// value returns a value of a preset as YAML. in is the context it is written in,
// with "%s" in its place. Values other than strings are written as JSON, which
// is valid YAML.
func (e element) value(in string, n *data.Node) string {
	if n.Kind == data.String {
		return quoteYAML(in, strings.ReplaceAll(n.Str(), "<KEY>", e.key))
	}
	var text source.Text
	data.AppendJSON(&text, n, "      ")
	return text.String()
}

// quoteYAML quotes a string if a version of YAML would read it as something else
// in the place of "%s" in "x: %s" or "{x: %s}".
func quoteYAML(in, s string) string {
	line := source.NewFile("", fmt.Appendf(nil, in, s))
	for _, read := range []func(source.Text) (*data.Node, []data.Problem){data.ReadYAML, data.ReadYAML11} {
		node, problems := read(source.Of(line.All()))
		if x := node.Get("x"); len(problems) > 0 || x == nil || x.Kind != data.String || x.Str() != s {
			return strconv.Quote(s)
		}
	}
	return s
}

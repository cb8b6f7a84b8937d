package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/pflag"
	"golang.org/x/term"

	"docgen"
	"docgen/internal/diag"
	"docgen/internal/rules"
	"docgen/internal/source"
)

func rulesCommand() *command {
	return &command{
		name: "rules", short: "list the rules that lint checks",
		setup: func(flags *pflag.FlagSet) func(*environment, []string) error {
			format := flags.String("format", "text", "print the list as `FORMAT`: text or json")
			return func(env *environment, args []string) error {
				if err := noArgs(args); err != nil {
					return err
				}
				if err := oneOf("--format", *format, "text", "json"); err != nil {
					return err
				}
				return listRules(env, *format)
			}
		},
	}
}

func listRules(env *environment, format string) error {
	if format == "json" {
		type rule struct {
			Name     string `json:"name"`
			Severity string `json:"severity"`
			Summary  string `json:"summary"`
			URL      string `json:"url"`
		}
		list := []rule{}
		for _, r := range rules.All {
			list = append(list, rule{r.Name, r.Severity.String(), rules.Summary(r.Name), rules.URL(r.Name)})
		}
		return diag.EncodeJSON(env.stdout, list, "  ")
	}
	width := 0
	for _, r := range rules.All {
		width = max(width, len(r.Name))
	}
	t := newTerminalText(env)
	for _, r := range rules.All {
		indent := width + len("  warning  ")
		lines := t.wrap(rules.Summary(r.Name), indent)
		fmt.Fprintf(env.stdout, "%s  %-7s  %s\n", t.bold(fmt.Sprintf("%-*s", width, r.Name)), r.Severity, strings.Join(lines, "\n"+strings.Repeat(" ", indent)))
	}
	fmt.Fprintln(env.stderr, "`docgen explain RULE` shows the page about a rule.")
	return nil
}

func explainCommand() *command {
	return &command{
		name: "explain", args: "RULE | docgen:FILE", short: "show what a rule reports, why, and how to fix it", values: ruleNames,
		long: "With the name of a file that docgen brings, as findings have it, it shows the file. A file of\nyour own with the same path takes its place: docgen init --copy FILE copies it. docgen: alone lists all files.",
		setup: func(*pflag.FlagSet) func(*environment, []string) error {
			return func(env *environment, args []string) error {
				if len(args) != 1 {
					return usagef("explain takes the name of one rule; `docgen rules` lists all")
				}
				if name, ok := strings.CutPrefix(args[0], source.EmbeddedPrefix); ok {
					return explainFile(env, strings.TrimSuffix(name, "/"))
				}
				if rules.Find(args[0]) == nil {
					return usagef("no rule is called %q%s; `docgen rules` lists all", args[0], diag.DidYouMean(args[0], ruleNames()))
				}
				_, err := fmt.Fprint(env.stdout, newTerminalText(env).markdown(rules.Doc(args[0])+"\n"+rules.URL(args[0])+"\n"))
				return err
			}
		},
	}
}

// explainFile shows a file that docgen brings, or lists those of a folder.
func explainFile(env *environment, name string) error {
	if text, err := docgen.Defaults.ReadFile(name); err == nil {
		_, err = env.stdout.Write(text)
		return err
	}
	var list strings.Builder
	for _, shipped := range shippedNames() {
		if name == "" || strings.HasPrefix(shipped, name+"/") {
			list.WriteString(source.EmbeddedPrefix + shipped + "\n")
		}
	}
	if list.Len() == 0 {
		return notShipped(name)
	}
	_, err := fmt.Fprint(env.stdout, list.String())
	return err
}

// newTerminalText returns a layout for the width of the terminal.
func newTerminalText(env *environment) terminalText {
	const usual, widest = 80, 100
	t := terminalText{width: usual, colour: env.colour}
	if w, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil && w > 0 {
		t.width = min(w, widest)
	}
	return t
}

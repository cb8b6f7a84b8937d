package main

import (
	"fmt"
	"strings"

	"github.com/spf13/pflag"
)

func completionCommand() *command {
	return &command{
		name: "completion", args: "bash|zsh|fish", short: "print a completion script for a shell",
		values: func() []string { return []string{"bash", "zsh", "fish"} },
		long:   "bash: source <(docgen completion bash)\nzsh:  docgen completion zsh > \"${fpath[1]}/_docgen\"\nfish: docgen completion fish > ~/.config/fish/completions/docgen.fish",
		setup: func(*pflag.FlagSet) func(*environment, []string) error {
			return func(env *environment, args []string) error {
				if len(args) != 1 {
					return usagef("completion takes the name of a shell: bash, zsh or fish")
				}
				script, ok := map[string]func() string{"bash": bashCompletion, "zsh": zshCompletion, "fish": fishCompletion}[args[0]]
				if !ok {
					return usagef("no completion for %q: use bash, zsh or fish", args[0])
				}
				_, err := fmt.Fprint(env.stdout, script())
				return err
			}
		},
	}
}

func (c *command) arguments() []string {
	if c.values == nil {
		return nil
	}
	return c.values()
}

// flagsOf calls visit for the flags of a command.
func flagsOf(c *command, visit func(*pflag.Flag)) {
	flags, _, _ := c.flags()
	flags.VisitAll(visit)
}

func bashCompletion() string {
	var b strings.Builder
	b.WriteString("_docgen() {\n  local cur=${COMP_WORDS[COMP_CWORD]} words flags\n  if [ \"$COMP_CWORD\" -eq 1 ]; then\n")
	fmt.Fprintf(&b, "    words=%q\n  else\n    case ${COMP_WORDS[1]} in\n", strings.Join(commandNames(), " "))
	for _, c := range commands() {
		var names []string
		flagsOf(c, func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
		fmt.Fprintf(&b, "      %s) flags=%q words=%q ;;\n", c.name, strings.Join(names, " "), strings.Join(c.arguments(), " "))
	}
	b.WriteString("    esac\n    [[ $cur == -* ]] && words=$flags\n  fi\n  COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n}\ncomplete -o default -F _docgen docgen\n")
	return b.String()
}

func zshCompletion() string {
	var b strings.Builder
	b.WriteString("#compdef docgen\n_docgen() {\n  if (( CURRENT == 2 )); then\n    local -a commands=(\n")
	for _, c := range commands() {
		fmt.Fprintf(&b, "      %s\n", zshQuote(c.name+":"+c.short))
	}
	b.WriteString("    )\n    _describe command commands\n    return\n  fi\n  case $words[2] in\n")
	for _, c := range commands() {
		fmt.Fprintf(&b, "    %s) _arguments", c.name)
		flagsOf(c, func(f *pflag.Flag) {
			value := ""
			if f.Value.Type() != "bool" {
				value = ":value:_files"
			}
			b.WriteString(" " + zshQuote("--"+f.Name+"["+strings.NewReplacer("[", "(", "]", ")", "`", "").Replace(f.Usage)+"]"+value))
		})
		if values := c.arguments(); len(values) > 0 {
			b.WriteString(" '1:argument:(" + strings.Join(values, " ") + ")' ;;\n")
		} else {
			b.WriteString(" '*:file:_files' ;;\n")
		}
	}
	b.WriteString("  esac\n}\n_docgen \"$@\"\n")
	return b.String()
}

func zshQuote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

func fishCompletion() string {
	var b strings.Builder
	for _, c := range commands() {
		fmt.Fprintf(&b, "complete -c docgen -n __fish_use_subcommand -f -a %s -d %s\n", c.name, fishQuote(c.short))
	}
	for _, c := range commands() {
		if values := c.arguments(); len(values) > 0 {
			fmt.Fprintf(&b, "complete -c docgen -n '__fish_seen_subcommand_from %s' -f -a %s\n", c.name, fishQuote(strings.Join(values, " ")))
		}
		flagsOf(c, func(f *pflag.Flag) {
			required := ""
			if f.Value.Type() != "bool" {
				required = " -r"
			}
			fmt.Fprintf(&b, "complete -c docgen -n '__fish_seen_subcommand_from %s' -l %s%s -d %s\n", c.name, f.Name, required, fishQuote(strings.ReplaceAll(f.Usage, "`", "")))
		})
	}
	return b.String()
}

func fishQuote(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(s) + "'"
}

package main

import (
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/spf13/pflag"
)

// commands lists the commands in the order in which help shows them.
func commands() []*command {
	return []*command{
		buildCommand(), lintCommand(), serveCommand(), compareCommand(), newCommand(), initCommand(),
		rulesCommand(), explainCommand(), baselineCommand(), impactCommand(), versionCommand(), completionCommand(), helpCommand(),
	}
}

func helpCommand() *command {
	return &command{
		name: "help", args: "[COMMAND]", short: "show help for docgen or for one command", values: commandNames,
		setup: func(*pflag.FlagSet) func(*environment, []string) error { return help },
	}
}

func versionCommand() *command {
	return &command{
		name: "version", short: "show the version",
		setup: func(*pflag.FlagSet) func(*environment, []string) error {
			return func(env *environment, args []string) error {
				if err := noArgs(args); err != nil {
					return err
				}
				_, err := fmt.Fprintln(env.stdout, "docgen", version())
				return err
			}
		},
	}
}

// version returns the module's version, or the revision it was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "(unknown)"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return "devel " + s.Value[:min(12, len(s.Value))]
		}
	}
	return "devel"
}

// helpWidth is the width of help texts in characters.
const helpWidth = 110

func help(env *environment, args []string) error {
	if len(args) > 1 {
		return usagef("help takes one command")
	}
	var b strings.Builder
	if len(args) == 0 {
		b.WriteString("docgen generates and validates the documentation of an API-integration platform.\n\nUsage: docgen COMMAND [FLAGS]\n\nCommands:\n")
		for _, c := range commands() {
			fmt.Fprintf(&b, "  %-11s %s\n", c.name, c.short)
		}
		b.WriteString("\n`docgen help COMMAND` shows the flags of a command.\n\nExit codes: 0 success, 1 findings, 2 bad usage, configuration or input, 3 an internal fault of docgen, 130 Ctrl-C.\n")
	} else {
		c := findCommand(args[0])
		if c == nil {
			return unknownCommand(args[0])
		}
		flags, _, _ := c.flags()
		fmt.Fprintf(&b, "docgen %s: %s\n\nUsage: %s\n", c.name, c.short, strings.TrimSpace("docgen "+c.name+" [FLAGS] "+c.args))
		if c.long != "" {
			b.WriteString("\n" + strings.TrimSpace(c.long) + "\n")
		}
		b.WriteString("\nFlags:\n" + flags.FlagUsagesWrapped(helpWidth))
	}
	_, err := fmt.Fprint(env.stdout, b.String())
	return err
}

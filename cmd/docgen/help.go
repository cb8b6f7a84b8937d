package main

import (
	"fmt"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"docgen/internal/diag"
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
		name: "help", args: "[COMMAND | TOPIC]", short: "show help for docgen, a command or a topic",
		values: func() []string { return append(commandNames(), topicNames()...) },
		setup:  func(*pflag.FlagSet) func(*environment, []string) error { return help },
	}
}

func versionCommand() *command {
	return &command{
		name: "version", short: "show the version, revision and date",
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

// version returns the module's version, or the revision it was built from with its
// date.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "(unknown)"
	}
	return versionOf(info)
}

// released matches the version of a module that has a tag, unlike one that Go makes of
// a revision.
var released = regexp.MustCompile(`^v\d+\.\d+\.\d+(-[a-z]+[\w.]*)?$`)

func versionOf(info *debug.BuildInfo) string {
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	words := []string{"devel"}
	if released.MatchString(info.Main.Version) {
		words[0] = info.Main.Version
	}
	if revision := settings["vcs.revision"]; revision != "" {
		revision = revision[:min(12, len(revision))]
		if settings["vcs.modified"] == "true" {
			revision += "-dirty"
		}
		words = append(words, revision)
	} else if words[0] == "devel" && info.Main.Version != "" && info.Main.Version != "(devel)" {
		words[0] = info.Main.Version
	}
	if at, err := time.Parse(time.RFC3339, settings["vcs.time"]); err == nil {
		words = append(words, at.UTC().Format(time.DateOnly))
	}
	return strings.Join(words, " ")
}

// helpWidth is the width of help texts in characters.
const helpWidth = 110

func help(env *environment, args []string) error {
	if len(args) > 1 {
		return usagef("help takes one command or topic")
	}
	var b strings.Builder
	if len(args) == 0 {
		b.WriteString("docgen generates and validates the documentation of an API-integration platform.\n\nUsage: docgen COMMAND [FLAGS]\n\nCommands:\n")
		for _, c := range commands() {
			fmt.Fprintf(&b, "  %-11s %s\n", c.name, c.short)
		}
		b.WriteString("\nTopics:\n")
		for _, t := range topics() {
			fmt.Fprintf(&b, "  %-16s %s\n", t.name, t.title)
		}
		b.WriteString("\n`docgen help COMMAND` shows the flags of a command, `docgen help TOPIC` a page of the reference.\n\nExit codes: 0 success, 1 findings, 2 bad usage, configuration or input, 3 an internal fault of docgen, 130 Ctrl-C.\n")
	} else {
		c := findCommand(args[0])
		if c == nil {
			return helpTopic(env, args[0])
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

// helpTopic shows a page of the reference.
func helpTopic(env *environment, name string) error {
	all := topics()
	i := slices.IndexFunc(all, func(t topic) bool { return t.name == name })
	if i < 0 {
		near := diag.DidYouMean(name, append(commandNames(), topicNames()...))
		return usagef("no command or topic is called %q%s; `docgen help` lists all", name, near)
	}
	_, err := fmt.Fprint(env.stdout, newTerminalText(env).markdown(all[i].plain()))
	return err
}

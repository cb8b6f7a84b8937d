// Command docgen generates and validates the documentation of an
// API-integration platform. `docgen help` lists what it does.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/pflag"
	"golang.org/x/term"

	"docgen/internal/diag"
)

// The exit codes, which CI jobs rely on.
const (
	exitOK       = 0
	exitFindings = 1
	exitUsage    = 2 // or configuration, or input that cannot be read
	exitFault    = 3 // an internal fault: docgen panicked somewhere; all else was done

	exitInterrupted = 130 // by Ctrl-C or SIGTERM; nothing was written by halves
)

// environment is the input and output of a command, replaced in tests.
type environment struct {
	// ctx is done when the user interrupts the command, which then removes what it
	// has half written and returns the error of ctx.
	ctx            context.Context
	stdout, stderr io.Writer
	// terminal: stderr is a terminal. screen: stdout is one. colour: the output is
	// coloured.
	terminal, screen, colour bool
	getenv                   func(string) string
}

// command is one of docgen's commands.
type command struct {
	name, args, short string
	long              string
	// values are the possible arguments, for completion; nil for files.
	values func() []string
	// setup declares the flags and returns the function that runs the command.
	setup func(*pflag.FlagSet) func(*environment, []string) error
}

// flags declares the flags of a command. colour is the value of --color;
// execute runs the command after the flags have been parsed.
func (c *command) flags() (flags *pflag.FlagSet, colour *string, execute func(*environment, []string) error) {
	flags = pflag.NewFlagSet(c.name, pflag.ContinueOnError)
	flags.SetOutput(io.Discard)
	colour = flags.String("color", "auto", "colour the output: `WHEN` is auto, always or never")
	return flags, colour, c.setup(flags)
}

// errFindings ends a command that has printed its findings.
var errFindings = errors.New("findings")

// errFault ends a command that has met a fault of docgen, and has reported it.
var errFault = errors.New("internal fault")

// usageError is a mistake on the command line.
type usageError struct{ message string }

func (e *usageError) Error() string { return e.message }

func usagef(format string, args ...any) error { return &usageError{fmt.Sprintf(format, args...)} }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	screen := term.IsTerminal(int(os.Stdout.Fd()))
	os.Exit(run(os.Args[1:], &environment{
		ctx:    ctx,
		stdout: os.Stdout, stderr: os.Stderr,
		terminal: term.IsTerminal(int(os.Stderr.Fd())), screen: screen, colour: screen,
		getenv: os.Getenv,
	}))
}

// run runs a command line and returns the exit code.
func run(args []string, env *environment) int {
	out := &checkedWriter{w: env.stdout}
	env.stdout = out
	var err error
	name := strings.Join(append([]string{"docgen"}, args...)[:min(2, len(args)+1)], " ")
	if fault := diag.Guard(name, nil, "", func() { err = dispatch(args, env) }); fault != nil {
		err = fault
	}
	if fault := (*diag.Diagnostic)(nil); errors.As(err, &fault) && fault.IsFault() {
		err = withFaults(env, []*diag.Diagnostic{fault}, nil)
	}
	if out.err != nil && !errors.Is(err, errFault) {
		err = fmt.Errorf("the output cannot be written: %w", out.err)
	}
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errFault):
		return exitFault
	case errors.Is(err, errFindings):
		return exitFindings
	case env.ctx.Err() != nil && errors.Is(err, env.ctx.Err()):
		fmt.Fprintln(env.stderr, "docgen: interrupted")
		return exitInterrupted
	}
	fmt.Fprintf(env.stderr, "docgen: %s\n", diag.Printable(err.Error()))
	return exitUsage
}

// withFaults returns what a command ends with that has met faults of docgen and
// would have ended with err. It prints their stacks.
func withFaults(env *environment, faults []*diag.Diagnostic, err error) error {
	if len(faults) == 0 || err != nil && env.ctx.Err() != nil {
		return err
	}
	if err != nil && !errors.Is(err, errFindings) {
		fmt.Fprintf(env.stderr, "docgen: %s\n", diag.Printable(err.Error()))
	}
	for _, stack := range diag.Stacks(faults) {
		fmt.Fprintf(env.stderr, "docgen: %s\n", printableLines([]byte(stack)))
	}
	return errFault
}

func dispatch(args []string, env *environment) error {
	if len(args) == 0 {
		return help(env, nil)
	}
	switch args[0] {
	case "-h", "--help":
		return help(env, nil)
	case "--version":
		args[0] = "version"
	}
	cmd := findCommand(args[0])
	if cmd == nil {
		return unknownCommand(args[0])
	}
	flags, colour, execute := cmd.flags()
	err := parse(flags, args[1:])
	switch {
	case errors.Is(err, pflag.ErrHelp):
		return help(env, []string{cmd.name})
	case err != nil:
		return flagError(cmd, flags, err)
	}
	switch *colour {
	case "always":
		env.colour = true
	case "never":
		env.colour = false
	case "auto":
		env.colour = env.colour && env.getenv("NO_COLOR") == "" && env.getenv("TERM") != "dumb"
	default:
		return oneOf("--color", *colour, "auto", "always", "never")
	}
	return execute(env, flags.Args())
}

// parse parses the flags. An empty value is a mistake, such as a variable of a
// script that is not set. Of two values for one flag the last counts, so that an
// alias can be overridden.
func parse(flags *pflag.FlagSet, args []string) error {
	return flags.ParseAll(args, func(f *pflag.Flag, value string) error {
		if value == "" {
			return usagef("--%s: the value is empty", f.Name)
		}
		return flags.Set(f.Name, value)
	})
}

// flagError returns the usage error for a flag, with the nearest known one.
func flagError(cmd *command, flags *pflag.FlagSet, err error) error {
	if usage := (*usageError)(nil); errors.As(err, &usage) {
		return usage
	}
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) {
		var names []string
		flags.VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		name := unknown.GetSpecifiedName()
		if letters := unknown.GetSpecifiedShortnames(); letters != "" {
			return usagef("unknown flag -%s: `docgen help %s` lists the flags", letters, cmd.name)
		}
		if near := diag.Nearest(name, names); near != "" {
			return usagef("unknown flag --%s: did you mean --%s?", name, near)
		}
		return usagef("unknown flag --%s: `docgen help %s` lists the flags", name, cmd.name)
	}
	var invalid *pflag.InvalidValueError
	if errors.As(err, &invalid) {
		wanted := "is no list of names"
		if invalid.GetFlag().Value.Type() == "bool" {
			wanted = "is not true or false"
		}
		return usagef("--%s: %q %s", invalid.GetFlag().Name, invalid.GetValue(), wanted)
	}
	var bare *pflag.ValueRequiredError
	if errors.As(err, &bare) {
		return usagef("--%s needs a value: see `docgen help %s`", bare.GetFlag().Name, cmd.name)
	}
	return usagef("%s: see `docgen help %s`", err, cmd.name)
}

// unknownCommand returns the usage error with the nearest command.
func unknownCommand(name string) error {
	if strings.HasPrefix(name, "-") {
		return usagef("unknown flag %s: flags come after the command, as in `docgen build --strict`", name)
	}
	if near := diag.DidYouMean(name, commandNames()); near != "" {
		return usagef("unknown command %q%s", name, near)
	}
	return usagef("unknown command %q: `docgen help` lists all", name)
}

func findCommand(name string) *command {
	all := commands()
	if i := slices.IndexFunc(all, func(c *command) bool { return c.name == name }); i >= 0 {
		return all[i]
	}
	return nil
}

func commandNames() []string {
	var names []string
	for _, c := range commands() {
		names = append(names, c.name)
	}
	return names
}

// oneOf returns a usage error if the value of a flag is not allowed.
func oneOf(flag, value string, allowed ...string) error {
	if slices.Contains(allowed, value) {
		return nil
	}
	return usagef("%s: %q is not one of %s%s", flag, value, strings.Join(allowed, ", "), diag.DidYouMean(value, allowed))
}

// noArgs returns a usage error if there are arguments.
func noArgs(args []string) error {
	if len(args) > 0 {
		return usagef("unexpected argument %q", strings.Join(args, " "))
	}
	return nil
}

package main

import (
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"docgen/internal/content"
	"docgen/internal/diag"
	"docgen/internal/lint"
	"docgen/internal/preview"
	"docgen/internal/rules"
)

func serveCommand() *command {
	return &command{
		name: "serve", short: "preview the site",
		long: `
Serves the site on this machine and watches the source folder: pages in the browser reload when they change, and show
their findings. Nothing is written. Ctrl-C stops the server.`,
		setup: func(flags *pflag.FlagSet) func(*environment, []string) error {
			src := sourceFlags(flags)
			addr := flags.String("addr", "127.0.0.1:4000", "serve on `HOST:PORT`; if the port is in use, on the next free one")
			open := flags.Bool("open", false, "open the site in the browser")
			editor := flags.String("editor", "", "the `URL` that opens a line in the editor, such as vscode://file/{file}:{line}:{column}")
			return func(env *environment, args []string) error {
				if err := noArgs(args); err != nil {
					return err
				}
				return serve(env, src, *addr, *editor, *open)
			}
		},
	}
}

func serve(env *environment, src *sourceOptions, addr, editor string, open bool) error {
	start := time.Now()
	if editor != "" && (!strings.Contains(editor, "{file}") || !strings.Contains(editor, ":") || content.RunsScript(editor)) {
		return usagef("--editor: %q is no address of an editor: write it like \"vscode://file/{file}:{line}:{column}\"", editor)
	}
	dir, err := src.dir()
	if err != nil {
		return err
	}
	opts := src.content(dir, "")
	opts.Changed = changedIn(env, dir)
	server, err := preview.New(preview.Options{
		Dir: dir, Now: buildTime(env), Editor: editor, Log: env.stderr,
		Lint: lint.Options{Rules: rules.All}, Content: opts,
		RulePage: rulePage,
	})
	if err != nil {
		return err
	}
	collectLess(env, server.Pages(), 60<<10)
	listener, note, err := preview.Listen(addr)
	if err != nil {
		return fmt.Errorf("--addr: %w", err)
	}
	if note != "" {
		fmt.Fprintf(env.stderr, "note: %s\n", note)
	}
	if preview.Public(listener.Addr()) {
		fmt.Fprintf(env.stderr, "warning: %s can be reached by others on the network\n", listener.Addr())
	}
	url := preview.URL(listener.Addr())
	fmt.Fprintf(env.stderr, "%s: %s in %s; Ctrl-C stops it\n", url, diag.Plural(server.Pages(), "page"), elapsed(start))
	if open {
		if err := openBrowser(url); err != nil {
			fmt.Fprintf(env.stderr, "note: no browser could be opened: %s\n", err)
		}
	}
	return server.Run(env.ctx, listener)
}

// rulePage returns the page about a rule; "" where there is no such rule.
func rulePage(name string) string {
	if rules.Find(name) == nil {
		return ""
	}
	return rules.Doc(name)
}

// openBrowser opens an address with the system's default browser.
func openBrowser(url string) error {
	var cmd *exec.Cmd
	switch runtime.GOOS {
	case "darwin":
		cmd = exec.Command("open", url)
	case "windows":
		cmd = exec.Command("rundll32", "url.dll,FileProtocolHandler", url)
	default:
		cmd = exec.Command("xdg-open", url)
	}
	if err := cmd.Start(); err != nil {
		if errors.Is(err, exec.ErrNotFound) {
			return fmt.Errorf("%s is not installed", cmd.Args[0])
		}
		return err
	}
	go func() { _ = cmd.Wait() }() // so that it does not stay as a zombie
	return nil
}

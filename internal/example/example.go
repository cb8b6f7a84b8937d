// Package example finds the JSON and cURL examples on a page and reads them.
package example

import (
	"bytes"

	"docgen/internal/data"
	"docgen/internal/markdown"
	"docgen/internal/source"
)

// Example is a code block that holds JSON or curl commands.
type Example struct {
	Fence *markdown.Fence
	// Text is what was read: the block without fences that are shown in it.
	Text source.Text
	// Directive is what the fence says of itself: docgen=fragment marks a
	// part of a document, docgen=response what a server answers.
	Directive string
	// Commands are the curl commands of the block.
	Commands []*Command
	// Bodies are the JSON texts of the block: the block itself, or the
	// payloads of its commands.
	Bodies []*Body
}

// Body is JSON that a reader is to send or will receive.
type Body struct {
	*data.JSON
	Example *Example
	// Command is the command that sends it, nil where it stands alone.
	Command *Command
}

// Find returns the examples among the code blocks of a page.
func Find(facts *markdown.Facts) []*Example {
	var out []*Example
	for i := range facts.Fences {
		f := &facts.Fences[i]
		directive := f.Directive()
		if directive == "skip" {
			continue
		}
		e := &Example{Fence: f, Directive: directive}
		text := f.Body
		if end, ok := f.MeantEnd(); ok {
			text = text.Slice(0, end.Start) // what follows was not meant to be code
		} else if opening, closing, ok := f.ShownFences(); ok {
			text = text.Slice(opening.End, closing.Start)
		}
		e.Text = text
		if mayHoldCurl(f) {
			e.Commands = ReadCurl(text)
		}
		for _, c := range e.Commands {
			if body, ok := c.Body(); ok {
				e.Bodies = append(e.Bodies, &Body{data.ReadJSON(body), e, c})
			}
		}
		if len(e.Commands) == 0 && mayHoldJSON(f) {
			j := data.ReadJSON(text)
			if f.Lang == "json" || !j.NotJSON {
				e.Bodies = append(e.Bodies, &Body{j, e, nil})
			}
		}
		if len(e.Commands)+len(e.Bodies) > 0 {
			out = append(out, e)
		}
	}
	return out
}

// mayHoldCurl tells whether a block is worth reading as shell: writers tag
// curl commands as shell, as JSON, or not at all.
func mayHoldCurl(f *markdown.Fence) bool {
	switch f.Lang {
	case "", "bash", "sh", "shell", "zsh", "console", "curl", "json", "text", "terminal", "shell-session":
		return bytes.Contains(f.Body.Bytes, []byte("curl"))
	}
	return false
}

// mayHoldJSON tells whether a block is worth reading as JSON: it says so, or
// it says nothing and begins like an object or a list, or it is tagged as
// JavaScript, for the colours, and begins like an object with a key in quotes.
func mayHoldJSON(f *markdown.Fence) bool {
	b := bytes.TrimSpace(f.Body.Bytes)
	if len(b) < 2 {
		return f.Lang == "json"
	}
	switch f.Lang {
	case "json":
		return true
	case "":
		return b[0] == '{' && b[1] != '%' || b[0] == '['
	case "js", "javascript":
		return b[0] == '{' && bytes.HasPrefix(bytes.TrimSpace(b[1:]), []byte{'"'})
	}
	return false
}

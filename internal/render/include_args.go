package render

import (
	"regexp"
	"strings"
)

// includeUse is what an include tag is given.
type includeUse struct {
	uses
	// File is what it names, without white space around it. It may hold {{ }}.
	File   string
	Params []includeParam
}

// includeParam is one name="value" of an include.
type includeParam struct {
	Name string
	// Value is the value as written: in quotes, or a variable.
	Value string
	// Start and End are the bytes of the parameter, ValueStart those where
	// its value begins.
	Start, End, ValueStart int
}

var (
	includeFileForm  = regexp.MustCompile(`^[^{]*(?s:\{\{\s*[\w.-]+\s*(?:\|.*)?\}\}[^\s{}]*)+|^\S+`)
	dotsForm         = regexp.MustCompile(`[./]{2,}`)
	includeParamForm = regexp.MustCompile(`^([\w-]+)(\s*=\s*)("(?s:[^"\\]|\\.)*"|'(?s:[^'\\]|\\.)*'|[\w.-]+)`)
)

// analyseInclude reads "file name=value …". Names and values are as Jekyll
// wants them.
func analyseInclude(args string) (use includeUse, err *exprError) {
	start := len(args) - len(strings.TrimLeft(args, spaces))
	use.File = includeFileForm.FindString(args[start:])
	if use.File == "" {
		return use, &exprError{start, start, "the name of a file is missing", true}
	}
	if strings.Contains(use.File, "{{") && !strings.Contains(use.File, "}}") {
		end := len(args)
		if i := strings.Index(args, "}}"); i >= 0 {
			end = i + 2
		}
		return use, &exprError{start, end, "{{ }} in the name of a file holds one variable, and filters", true}
	}
	name, _, _ := strings.Cut(use.File, "{{")
	if i := strings.IndexAny(name, spaces); i >= 0 {
		at := start + i + len(name[i:]) - len(strings.TrimLeft(name[i:], spaces))
		return use, &exprError{at, start + len(use.File), "Jekyll takes {{ }} in a parameter for a part of the file's name; write name=variable", true}
	}
	use.fileVars(start)
	for at := start + len(use.File); ; {
		rest := strings.TrimLeft(args[at:], spaces)
		spaced := len(rest) < len(args[at:])
		at = len(args) - len(rest)
		if rest == "" {
			return use, nil
		}
		m := includeParamForm.FindStringSubmatchIndex(rest)
		if m == nil || !spaced {
			return use, badParam(use, rest, at, spaced)
		}
		param := includeParam{rest[:m[3]], rest[m[6]:m[7]], at, at + m[1], at + m[6]}
		use.Params = append(use.Params, param)
		if c := param.Value[0]; c != '"' && c != '\'' {
			var value uses
			value.node(laxNode(param.Value, 0, 0))
			use.add(value, param.ValueStart)
		}
		at = param.End
	}
}

// badParam says why no parameter can be read at an offset.
func badParam(use includeUse, rest string, at int, spaced bool) *exprError {
	word, _, _ := strings.Cut(rest, " ")
	e := &exprError{at, at + len(word), `parameters are written name="value"`, true}
	switch n := len(use.Params); {
	case !spaced && n > 0 && strings.ContainsAny(use.Params[n-1].Value[:1], `"'`):
		quote := use.Params[n-1].Value[:1]
		e.start, e.end = at-1, at
		e.message = "this quote ends the value of \"" + use.Params[n-1].Name + "\"; write \\" + quote + " for a quote inside"
	case regexp.MustCompile(`^[\w-]+\s*=\s*["']`).MatchString(rest):
		e.message = "the value has no closing quote"
		e.end = at + len(rest)
	}
	return e
}

// fileVars adds the variables in the {{ }} of a file name.
func (u *includeUse) fileVars(start int) {
	for at := 0; ; {
		open := strings.Index(u.File[at:], "{{")
		if open < 0 {
			return
		}
		open += at + 2
		end := strings.Index(u.File[open:], "}}")
		if end < 0 {
			return
		}
		f, err := parseFiltered(u.File[open : open+end])
		if f != nil {
			u.add(usesOf(f), start+open)
		}
		if err != nil {
			u.err = err.moved(start + open)
		}
		at = open + end + 2
	}
}

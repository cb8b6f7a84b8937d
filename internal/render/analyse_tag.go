package render

import (
	"regexp"
	"strings"
)

// TagUse is what the arguments of a tag mention.
type TagUse struct {
	Vars    []VarUse
	Filters []FilterUse
	// Binds are the variables that the tag defines: from there on (assign,
	// capture, increment, decrement) or within its block (for, tablerow).
	Binds []string
	// File is what an include names, without white space around it. It may
	// hold {{ }}.
	File string
	// Params are the parameters of an include.
	Params []IncludeParam
}

// IncludeParam is one name="value" of an include.
type IncludeParam struct {
	Name string
	// Value is the value as written: in quotes, or a variable.
	Value string
	// Start and End are the bytes of the parameter, ValueStart those where
	// its value begins.
	Start, End, ValueStart int
}

// analyseTag lists what the arguments of a tag mention. What the arguments of
// a tag that is not known here mean is not known either. The error is an
// *exprError.
func analyseTag(name, args string) (TagUse, error) {
	p := newExprParser(args)
	t := tagParser{exprParser: p}
	var rule func()
	switch name {
	case "if", "elsif", "unless", "case":
		rule = t.test
	case "when":
		rule = t.when
	case "for":
		rule = func() { t.loop("forloop") }
	case "tablerow":
		rule = func() { t.loop("tablerowloop", "forloop") }
	case "assign":
		rule = t.assign
	case "capture", "increment", "decrement":
		rule = t.name
	case "cycle":
		rule = t.cycle
	case "include", "include_relative", "include_cached":
		return analyseInclude(args)
	default:
		return TagUse{}, nil
	}
	err := p.parse(func() {
		rule()
		p.want(endToken, "")
	})
	t.use.Vars, t.use.Filters = p.vars, p.filters
	return t.use, err
}

type tagParser struct {
	*exprParser
	use TagUse
}

func (t *tagParser) test() {
	t.condition()
	t.guard()
}

func (t *tagParser) when() {
	t.value()
	for t.accept(punctToken, ",") || t.accept(wordToken, "or") {
		t.value()
	}
	t.guard()
}

func (t *tagParser) loop(binds ...string) {
	t.use.Binds = append([]string{t.want(nameToken, "").text}, binds...)
	t.want(wordToken, "in")
	t.filtered()
	t.guard()
	for {
		switch {
		case t.accept(nameToken, "reversed"):
		case t.acceptKeyword("offset"):
			if !t.accept(nameToken, "continue") {
				t.value()
			}
		case t.acceptKeyword("limit"), t.acceptKeyword("cols"):
			t.value()
		default:
			return
		}
	}
}

func (t *tagParser) assign() {
	target := t.want(nameToken, "").text
	for t.at(keyToken, "") {
		target += t.advance().text
	}
	t.use.Binds = []string{target}
	t.want(punctToken, "=")
	t.condition()
}

// name is a bare name; capture allows quotes around it.
func (t *tagParser) name() {
	if t.at(stringToken, "") && isName(t.next.unquoted()) {
		t.use.Binds = []string{t.advance().unquoted()}
		return
	}
	t.use.Binds = []string{t.want(nameToken, "").text}
}

// cycle is a list of values, which may have the name of a group in front.
func (t *tagParser) cycle() {
	t.accept(keywordToken, "")
	t.value()
	if t.accept(punctToken, ":") {
		t.value()
	}
	for t.accept(punctToken, ",") {
		t.value()
	}
}

var (
	includeFile  = regexp.MustCompile(`^(?:\{\{(?s:.*?)\}\}|[^\s{]|\{)+`)
	includeParam = regexp.MustCompile(`^([\w-]+)(\s*=\s*)("(?s:[^"\\]|\\.)*"|'(?s:[^'\\]|\\.)*'|[\w.-]+)`)
)

// analyseInclude reads "file name=value …". Names and values are as Jekyll
// wants them.
func analyseInclude(args string) (use TagUse, err error) {
	start := len(args) - len(strings.TrimLeft(args, spaces))
	use.File = includeFile.FindString(args[start:])
	if use.File == "" {
		return use, &exprError{start, start, "the name of a file is missing"}
	}
	if err := use.fileVars(start); err != nil {
		return use, err
	}
	for at := start + len(use.File); ; {
		rest := strings.TrimLeft(args[at:], spaces)
		spaced := len(rest) < len(args[at:])
		at = len(args) - len(rest)
		if rest == "" {
			return use, nil
		}
		m := includeParam.FindStringSubmatchIndex(rest)
		if m == nil || !spaced {
			return use, badParam(use, rest, at, spaced)
		}
		param := IncludeParam{rest[:m[3]], rest[m[6]:m[7]], at, at + m[1], at + m[6]}
		use.Params = append(use.Params, param)
		if c := param.Value[0]; c != '"' && c != '\'' {
			if err := use.add(param.Value, param.ValueStart); err != nil {
				return use, err
			}
		}
		at = param.End
	}
}

// badParam says why no parameter can be read at an offset.
func badParam(use TagUse, rest string, at int, spaced bool) error {
	word, _, _ := strings.Cut(rest, " ")
	e := &exprError{at, at + len(word), `parameters are written name="value"`}
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
func (u *TagUse) fileVars(start int) error {
	for at := 0; ; {
		open := strings.Index(u.File[at:], "{{")
		if open < 0 {
			return nil
		}
		open += at + 2
		end := strings.Index(u.File[open:], "}}")
		if end < 0 {
			return nil
		}
		if err := u.add(u.File[open:open+end], start+open); err != nil {
			return err
		}
		at = open + end + 2
	}
}

// add adds what an expression at an offset mentions.
func (u *TagUse) add(expr string, at int) error {
	vars, filters, err := shift(at)(analyseExpr(expr))
	u.Vars = append(u.Vars, vars...)
	u.Filters = append(u.Filters, filters...)
	return err
}

package render

import (
	"regexp"
	"strings"
)

// tagUse is what the arguments of a tag mention.
type tagUse struct {
	Vars    []varUse
	Filters []filterUse
	// File is what an include names, without white space around it. It may
	// hold {{ }}.
	File string
	// Params are the parameters of an include.
	Params []includeParam
	// ListEnd is where the expression that a loop iterates over ends.
	ListEnd int
	// Group and Values are the bytes of the name and the values of a cycle;
	// Group is zero where there is none.
	Group  [2]int
	Values [][2]int
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

// analyseTag lists what the arguments of a tag mention. What the arguments of
// a tag that is not known here mean is not known either. The error is an
// *exprError.
func analyseTag(name, args string) (tagUse, error) {
	p := newExprParser(args)
	t := tagParser{exprParser: p}
	var rule func()
	switch name {
	case "if", "elsif", "unless", "case":
		rule = t.test
	case "when":
		rule = t.when
	case "for", "tablerow":
		rule = t.loop
	case "assign":
		rule = t.assign
	case "capture", "increment", "decrement":
		rule = t.name
	case "cycle":
		rule = t.cycle
	case "include", "include_relative", "include_cached":
		return analyseInclude(args)
	default:
		return tagUse{}, nil
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
	use tagUse
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

func (t *tagParser) loop() {
	t.want(nameToken, "")
	t.want(wordToken, "in")
	t.filtered()
	t.guard()
	t.use.ListEnd = t.next.start
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
	t.want(nameToken, "")
	for t.accept(keyToken, "") {
	}
	t.want(punctToken, "=")
	t.condition()
}

// name is a bare name; capture allows quotes around it.
func (t *tagParser) name() {
	if t.at(stringToken, "") && isName(t.next.unquoted()) {
		t.advance()
		return
	}
	t.want(nameToken, "")
}

// cycle is a list of values, which may have the name of a group in front.
func (t *tagParser) cycle() {
	if name := t.next; t.accept(keywordToken, "") {
		t.use.Group = [2]int{name.start, name.start + len(name.name())}
	}
	t.cycled()
	if t.accept(punctToken, ":") {
		t.use.Group, t.use.Values = t.use.Values[0], nil
		t.cycled()
	}
	for t.accept(punctToken, ",") {
		t.cycled()
	}
}

// cycled is one of the values that a cycle prints.
func (t *tagParser) cycled() {
	start := t.next.start
	t.value()
	t.use.Values = append(t.use.Values, [2]int{start, t.last})
}

var (
	includeFileForm  = regexp.MustCompile(`^(?:\{\{(?s:.*?)\}\}|[^\s{]|\{)+`)
	includeParamForm = regexp.MustCompile(`^([\w-]+)(\s*=\s*)("(?s:[^"\\]|\\.)*"|'(?s:[^'\\]|\\.)*'|[\w.-]+)`)
)

// analyseInclude reads "file name=value …". Names and values are as Jekyll
// wants them.
func analyseInclude(args string) (use tagUse, err error) {
	start := len(args) - len(strings.TrimLeft(args, spaces))
	use.File = includeFileForm.FindString(args[start:])
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
		m := includeParamForm.FindStringSubmatchIndex(rest)
		if m == nil || !spaced {
			return use, badParam(use, rest, at, spaced)
		}
		param := includeParam{rest[:m[3]], rest[m[6]:m[7]], at, at + m[1], at + m[6]}
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
func badParam(use tagUse, rest string, at int, spaced bool) error {
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
func (u *tagUse) fileVars(start int) error {
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
func (u *tagUse) add(expr string, at int) error {
	vars, filters, err := shift(at)(analyseExpr(expr))
	u.Vars = append(u.Vars, vars...)
	u.Filters = append(u.Filters, filters...)
	return err
}

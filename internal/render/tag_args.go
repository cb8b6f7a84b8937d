package render

import (
	"regexp"
	"strings"
)

// What the tags of Liquid are given.
type (
	loopArgs struct {
		name, id string // of the variable, and of what offset: continue goes on with
		list     *node
		reversed bool
		goesOn   bool // offset: continue
		// offset, limit and cols are nil where they are not given.
		offset, limit, cols *node
	}

	assignArgs struct {
		name  string
		value *filtered
		at    int // where the value begins
	}

	cycleArgs struct {
		group  *node // nil: the values are the group
		shared bool  // tags with equal values take turns together
		values []*node
	}

	countArgs string // the name of a counter

	captureArgs string // the name of a variable

	caseArgs struct{ value *node }

	whenArgs []*condition // without their left sides
)

const nameForm = `(\(?[\w.\[\]-]\)?)+`

var (
	assignForm  = regexp.MustCompile(`(?s)(` + nameForm + `)[\s\v]*=[\s\v]*(.*)`)
	captureForm = regexp.MustCompile(nameForm)
	forForm     = regexp.MustCompile(`^([\w-]+)[\s\v]+in[\s\v]+((?:` + fragmentForm + `)+)[\s\v]*(reversed)?`)
	rowForm     = regexp.MustCompile(`(\w+)[\s\v]+in[\s\v]+((?:` + fragmentForm + `)+)`)
	whenForm    = regexp.MustCompile(`(?s)(` + fragmentForm + `)(?:(?:[\s\v]+or[\s\v]+|[\s\v]*,[\s\v]*)(` + fragmentForm + `.*))?`)
	groupForm   = regexp.MustCompile(`(?s)^(` + fragmentForm + `)[\s\v]*:[\s\v]*(.*)`)
	lineNumbers = regexp.MustCompile(`(?:^|[\s\v])linenos(?:[=\s\v]|$)`)
	langForm    = regexp.MustCompile(`^([a-zA-Z0-9.+#_-]+)((?:[\s\v]+\w+(?:=(?:\w+|"(?:[0-9]+[\s\v])*[0-9]+"))?)*)$`)
)

// parseTag reads what a tag is given: nil for a tag that is not known here, or that
// cannot be run. An error that is not fatal says what Liquid passes over.
func parseTag(name, text string) (any, *exprError) {
	switch name {
	case "if", "elsif", "unless":
		var c *condition
		err := try(text, func(p *exprParser) { c = p.condition(true) })
		if err != nil && !err.fatal {
			c = laxCondition(text)
		}
		if err != nil && (err.fatal || c == nil) {
			err.fatal = true
			return nil, err
		}
		return c, err
	case "case":
		m := fragment.FindStringIndex(text)
		if m == nil {
			return nil, wants(text, "case takes a value")
		}
		return caseArgs{laxNode(text[m[0]:m[1]], m[0], 0)}, nil
	case "when":
		return parseWhen(text)
	case "for":
		return parseFor(text)
	case "tablerow":
		m := rowForm.FindStringSubmatchIndex(text)
		if m == nil {
			return nil, wants(text, `tablerow is written "item in list"`)
		}
		l := laxLoop(text, m)
		return l, nil
	case "assign":
		m := assignForm.FindStringSubmatchIndex(text)
		if m == nil {
			return nil, wants(text, `assign is written "name = value"`)
		}
		value, err := parseFiltered(text[m[6]:])
		if value == nil {
			return nil, err.moved(m[6])
		}
		return &assignArgs{text[m[2]:m[3]], value, m[6]}, err.moved(m[6])
	case "capture":
		name := captureForm.FindString(text)
		if name == "" {
			return nil, wants(text, "capture takes the name of a variable")
		}
		if rest := strings.Trim(text, `"'`); rest != name {
			return captureArgs(name), &exprError{start: 0, end: len(text), message: "capture takes the name of one variable"}
		}
		return captureArgs(name), nil
	case "increment", "decrement":
		return countArgs(text), nil
	case "cycle":
		return parseCycle(text)
	case "echo":
		return parseValue(text)
	case "highlight":
		m := langForm.FindStringSubmatch(text)
		if m == nil {
			return nil, wants(text, "highlight takes the name of a language, and options after it")
		}
		return &highlightArgs{strings.ToLower(m[1]), m[1], lineNumbers.MatchString(m[2])}, nil
	}
	return nil, nil
}

func wants(text, message string) *exprError {
	return &exprError{0, len(text), message, true}
}

// moved returns an error that was found in the rest of a text at an offset.
func (e *exprError) moved(by int) *exprError {
	if e == nil {
		return nil
	}
	return &exprError{e.start + by, e.end + by, e.message, e.fatal}
}

// parseValue is parseFiltered for callers that parse other things too.
func parseValue(text string) (any, *exprError) {
	f, err := parseFiltered(text)
	if f == nil {
		return nil, err
	}
	return f, err
}

// parseFiltered reads what {{ }} has.
func parseFiltered(text string) (*filtered, *exprError) {
	var f filtered
	err := try(text, func(p *exprParser) { f = p.filtered() })
	switch {
	case err != nil && err.fatal:
		return nil, err
	case err != nil:
		f = laxFiltered(text)
	}
	return &f, err
}

func parseFor(text string) (any, *exprError) {
	l := &loopArgs{}
	err := try(text, func(p *exprParser) {
		l.name = p.want(nameWord, "").text
		p.want(nameWord, "in")
		start := p.next.start
		l.list = p.value()
		l.id = l.name + "-" + text[start:p.last]
		l.reversed = p.accept(nameWord, "reversed")
		for {
			before := *p
			name, ok := p.acceptNamed()
			switch {
			case !ok:
				return
			case name.text == "offset":
				l.goesOn = p.next.is(nameWord, "continue")
				l.offset = p.value()
				l.goesOn = l.goesOn && len(l.offset.parts) == 1
			case name.text == "limit":
				l.limit = p.value()
			default:
				*p = before
				p.unexpected("offset or limit")
			}
		}
	})
	if err == nil {
		return l, nil
	}
	m := forForm.FindStringSubmatchIndex(text)
	if err.fatal = err.fatal || m == nil; err.fatal {
		return nil, err
	}
	l = laxLoop(text, m)
	l.reversed = m[6] >= 0
	return l, err
}

// laxLoop reads a loop by the bytes of its variable and its list.
func laxLoop(text string, m []int) *loopArgs {
	l := &loopArgs{name: text[m[2]:m[3]], list: laxNode(text[m[4]:m[5]], m[4], 0)}
	l.id = l.name + "-" + text[m[4]:m[5]]
	for _, m := range attribute.FindAllStringSubmatchIndex(text, maxWords) {
		value := laxNode(text[m[4]:m[5]], m[4], 0)
		switch text[m[2]:m[3]] {
		case "offset":
			l.offset, l.goesOn = value, text[m[4]:m[5]] == "continue"
		case "limit":
			l.limit = value
		case "cols":
			l.cols = value
		}
	}
	return l
}

func parseWhen(text string) (any, *exprError) {
	var w whenArgs
	for at := 0; at >= 0; {
		m := whenForm.FindStringSubmatchIndex(text[at:])
		if m == nil || len(w) > maxWords {
			return nil, wants(text, `when takes values with "or" or a comma between them`)
		}
		w = append(w, &condition{operator: "==", right: laxNode(text[at+m[2]:at+m[3]], at+m[2], 0), words: true})
		if m[4] < 0 {
			break
		}
		at += m[4]
	}
	return w, nil
}

func parseCycle(text string) (any, *exprError) {
	c := &cycleArgs{shared: true}
	at := 0
	if m := groupForm.FindStringSubmatchIndex(text); m != nil {
		c.group = laxNode(text[m[2]:m[3]], m[2], 0)
		at = m[4]
	} else if !fragmentHere.MatchString(text) {
		return nil, wants(text, "cycle takes the values that it prints in turn")
	}
	for value := range strings.SplitSeq(text[at:], ",") {
		if m := fragment.FindStringIndex(value); m != nil && len(c.values) < maxWords {
			n := laxNode(value[m[0]:m[1]], at+m[0], 0)
			c.shared = c.shared && n.kind == literalNode
			if n.kind != literalNode || n.value != nil {
				c.values = append(c.values, n)
			}
		}
		at += len(value) + 1
	}
	return c, nil
}

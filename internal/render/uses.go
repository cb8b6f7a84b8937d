package render

import (
	"cmp"
	"fmt"
)

// What expressions mention.

// varUse is one place where an expression reads a variable.
type varUse struct {
	// Path is the variable and the keys below it. It ends before an index
	// that is itself an expression.
	Path []string
	// Start and End are the bytes of the path in what was parsed.
	Start, End int
	// Guarded: the variable may be missing, because it is tested, looped over, or
	// has a default.
	Guarded bool
}

// uses lists the variables and filters that a tag or {{ }} mentions.
type uses struct {
	vars    []varUse
	filters []filterUse
	err     *exprError // in an expression that a filter evaluates
}

// filterUse is one place where an expression applies a filter.
type filterUse struct {
	Name string
	// Start and End are the bytes of the name in what was parsed.
	Start, End int
	// Dynamic: it evaluates an expression that is not known before it runs.
	Dynamic bool
}

// usesOf lists what the arguments of a tag or {{ }} mention.
func usesOf(parsed any) (u uses) {
	switch a := parsed.(type) {
	case *filtered:
		u.filtered(a)
	case caseArgs:
		u.node(a.value)
		u.guard(0)
	case *condition:
		u.condition(a)
		u.guard(0)
	case whenArgs:
		for _, c := range a {
			u.node(c.right)
		}
		u.guard(0)
	case *assignArgs:
		u.filtered(a.value)
		u.move(a.at)
	case *loopArgs:
		u.node(a.list)
		u.guard(0)
		for _, n := range []*node{a.limit, a.cols} {
			u.node(n)
		}
		if !a.goesOn {
			u.node(a.offset)
		}
	case *cycleArgs:
		for _, n := range a.values {
			u.node(n)
		}
	}
	return u
}

// guard marks the variables from an index on as tested.
func (u *uses) guard(from int) {
	for i := range u.vars[from:] {
		u.vars[from+i].Guarded = true
	}
}

func (u *uses) condition(c *condition) {
	for ; c != nil; c = c.rest {
		u.node(c.left)
		u.node(c.right)
	}
}

func (u *uses) filtered(f *filtered) {
	u.node(f.value)
	for _, call := range f.filters {
		from := 0
		for _, n := range call.args {
			u.node(n)
		}
		for _, n := range call.named {
			u.node(n.node)
		}
		i := len(u.filters)
		u.filters = append(u.filters, filterUse{Name: call.name, Start: call.start, End: call.end})
		switch call.name {
		case "default":
			u.guard(from)
		case "where_exp", "find_exp", "group_by_exp":
			u.filters[i].Dynamic = !u.inText(call)
		}
	}
}

// inText adds what the expression in a text mentions, which a filter evaluates for
// items that it binds to a name.
func (u *uses) inText(call filterCall) bool {
	if len(call.args) != 2 {
		return false
	}
	bound, ok := call.args[0].value.(string)
	expr, isText := call.args[1].value.(string)
	if !ok || !isText {
		return false
	}
	var inner uses
	if call.name == "group_by_exp" {
		var f *filtered
		if f, inner.err = parseFiltered(expr); f != nil {
			inner.filtered(f)
		}
	} else {
		var c *condition
		if try(expr, func(p *exprParser) { c = p.condition(false) }) == nil {
			inner.condition(c)
		}
	}
	inner.move(call.args[1].start + 1) // after the quote
	for _, v := range inner.vars {
		if v.Path[0] != bound {
			u.vars = append(u.vars, v)
		}
	}
	u.filters = append(u.filters, inner.filters...)
	if u.err == nil {
		u.err = inner.err
	}
	return true
}

// add adds what an expression at an offset mentions.
func (u *uses) add(more uses, at int) {
	more.move(at)
	u.vars = append(u.vars, more.vars...)
	u.filters = append(u.filters, more.filters...)
	u.err = cmp.Or(u.err, more.err)
}

// move moves what was found in a part of a text to where the part begins.
func (u *uses) move(by int) {
	u.err = u.err.moved(by)
	for i := range u.vars {
		u.vars[i].Start += by
		u.vars[i].End += by
	}
	for i := range u.filters {
		u.filters[i].Start += by
		u.filters[i].End += by
	}
}

func (u *uses) node(n *node) {
	if n == nil || n.kind == literalNode {
		return
	}
	use := -1
	for i, p := range n.parts {
		name, isName := p.value.(string)
		isName = isName && p.kind == literalNode && n.kind == variableNode
		switch {
		case isName && i == 0:
			use = len(u.vars)
			u.vars = append(u.vars, varUse{Path: []string{name}, Start: n.start, End: p.end})
		case isName && use >= 0, use >= 0 && p.kind == literalNode && p.value != nil:
			v := &u.vars[use]
			v.Path, v.End = append(v.Path, fmt.Sprint(p.value)), p.end
			if !p.bare {
				v.End = min(p.end+1, n.end) // the bracket
			}
		default:
			u.node(p.node)
			use = -1
		}
	}
}

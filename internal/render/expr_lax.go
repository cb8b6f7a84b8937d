package render

import (
	"regexp"
	"strings"
)

// What Liquid makes of an expression that its strict parser refuses: it takes the
// pieces that it knows and passes over the rest.

const (
	quotedForm   = `"[^"]*"|'[^']*'`
	fragmentForm = `(?:` + quotedForm + `|(?:[^\s\v,|'"]|` + quotedForm + `)+)`
)

var (
	fragment      = regexp.MustCompile(fragmentForm)
	fragmentHere  = regexp.MustCompile(`^` + fragmentForm)
	filterPiece   = regexp.MustCompile(`(?:[\s\v]+|` + fragmentForm + `|,)+`)
	filterName    = regexp.MustCompile(`\w+`)
	filterArg     = regexp.MustCompile(`[:,][\s\v]*((?:\w+[\s\v]*:[\s\v]*)?` + fragmentForm + `)`)
	namedArg      = regexp.MustCompile(`^(\w[\w-]*)[\s\v]*:[\s\v]*(` + fragmentForm + `)$`)
	attribute     = regexp.MustCompile(`(\w[\w-]*)[\s\v]*:[\s\v]*(` + fragmentForm + `)`)
	laxComparison = regexp.MustCompile(`(` + fragmentForm + `)[\s\v]*([=!<>a-z_]+)?[\s\v]*(` + fragmentForm + `)?`)
	laxRange      = regexp.MustCompile(`^\([\s\v]*([^\s\v]+)[\s\v]*\.\.[\s\v]*([^\s\v]+)[\s\v]*\)$`)
	laxFloat      = regexp.MustCompile(`^-?\d[\d.]+$`)
	laxInt        = regexp.MustCompile(`^-?\d+$`)
	laxPart       = regexp.MustCompile(`\[[^\]]+\]|[\w-]+\??`)
)

// laxNode reads one value. at is where its text begins in what is parsed.
func laxNode(text string, at, depth int) *node {
	left := strings.TrimLeft(text, spaces)
	at += len(text) - len(left)
	text = strings.TrimRight(left, spaces)
	n := &node{start: at, end: at + len(text)}
	if len(text) > 1 && strings.IndexByte(`"'`, text[0]) >= 0 && text[len(text)-1] == text[0] {
		n.value = text[1 : len(text)-1]
		return n
	}
	constant, isConstant := literalNames[text]
	switch {
	case text == "" || depth > maxDepth:
	case isConstant:
		n.value, n.word = constant, text
	case laxInt.MatchString(text), laxFloat.MatchString(text):
		n.value = number(text)
	default:
		if m := laxRange.FindStringSubmatchIndex(text); m != nil {
			n.kind = rangeNode
			for _, i := range []int{2, 4} {
				n.parts = append(n.parts, nodePart{laxNode(text[m[i]:m[i+1]], at+m[i], depth+1), false})
			}
			return n
		}
		n.kind = variableNode
		for _, m := range laxPart.FindAllStringIndex(text, maxWords) {
			key := nodePart{&node{value: text[m[0]:m[1]], start: at + m[0], end: at + m[1]}, true}
			if text[m[0]] == '[' {
				key = nodePart{laxNode(text[m[0]+1:m[1]-1], at+m[0]+1, depth+1), false}
			}
			n.parts = append(n.parts, key)
		}
	}
	return n
}

// laxFiltered reads a value with filters.
func laxFiltered(text string) (f filtered) {
	m := fragment.FindStringIndex(text)
	if m == nil {
		return f
	}
	f.value = laxNode(text[m[0]:m[1]], m[0], 0)
	pipe := strings.IndexByte(text[m[1]:], '|')
	if pipe < 0 {
		return f
	}
	at := m[1] + pipe + 1
	for _, m := range filterPiece.FindAllStringIndex(text[at:], maxWords) {
		piece, start := text[at+m[0]:at+m[1]], at+m[0]
		name := filterName.FindStringIndex(piece)
		if name == nil {
			continue
		}
		call := filterCall{name: piece[name[0]:name[1]], start: start + name[0], end: start + name[1]}
		for _, m := range filterArg.FindAllStringSubmatchIndex(piece, maxWords) {
			arg, at := piece[m[2]:m[3]], start+m[2]
			if m := namedArg.FindStringSubmatchIndex(arg); m != nil {
				call.named = append(call.named, namedNode{arg[m[2]:m[3]], laxNode(arg[m[4]:m[5]], at+m[4], 0)})
			} else {
				call.args = append(call.args, laxNode(arg, at, 0))
			}
		}
		f.filters = append(f.filters, call)
	}
	return f
}

// laxCondition reads comparisons; nil if there are none.
func laxCondition(text string) *condition {
	pieces := laxPieces(text)
	if len(pieces)%2 == 0 {
		return nil
	}
	var c *condition
	for i := len(pieces) - 1; i >= 0; i -= 2 {
		m := laxComparison.FindStringSubmatchIndex(text[pieces[i][0]:pieces[i][1]])
		if m == nil {
			return nil
		}
		for k := range m {
			if m[k] >= 0 {
				m[k] += pieces[i][0]
			}
		}
		outer := &condition{left: laxNode(text[m[2]:m[3]], m[2], 0), words: true}
		if m[4] >= 0 {
			outer.operator, outer.start, outer.end = text[m[4]:m[5]], m[4], m[5]
			outer.right = &node{start: m[5], end: m[5]}
		}
		if m[6] >= 0 && outer.operator != "" {
			outer.right = laxNode(text[m[6]:m[7]], m[6], 0)
		}
		if c != nil {
			joined := strings.Trim(text[pieces[i+1][0]:pieces[i+1][1]], spaces)
			if joined != "and" && joined != "or" {
				return nil
			}
			outer.rest, outer.and = c, joined == "and"
		}
		c = outer
	}
	return c
}

// laxPieces cuts a text at the words "and" and "or": what is compared and what joins it
// alternate where the text makes sense.
func laxPieces(text string) (pieces [][2]int) {
	start := -1 // of the comparison that is being read
	for at := 0; at < len(text); {
		n := len(text[at:]) - len(strings.TrimLeft(text[at:], spaces))
		joined := joiningWord(text, at+n)
		switch {
		case joined > 0:
			if start >= 0 {
				pieces = append(pieces, [2]int{start, at})
			}
			pieces = append(pieces, [2]int{at + n, at + n + joined})
			start, at = -1, at+n+joined
			continue
		case at+n == len(text):
			at = len(text)
			continue
		case start < 0:
			start = at + n
		}
		at += n
		if m := fragmentHere.FindStringIndex(text[at:]); m != nil {
			at += m[1]
		} else if end := strings.IndexAny(text[at:], spaces); end > 0 {
			at += end
		} else {
			at = len(text)
		}
	}
	if start >= 0 {
		pieces = append(pieces, [2]int{start, len(text)})
	}
	return pieces
}

// joiningWord returns the length of "and" or "or" if it stands alone there.
func joiningWord(text string, at int) int {
	for _, word := range []string{"and", "or"} {
		end := at + len(word)
		if strings.HasPrefix(text[at:], word) && (end == len(text) || !isWord(text[end])) && (at == 0 || !isWord(text[at-1])) {
			return len(word)
		}
	}
	return 0
}

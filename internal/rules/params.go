package rules

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"docgen/internal/data"
	"docgen/internal/example"
	"docgen/internal/lint"
	"docgen/internal/markdown"
)

// paramTable is a table that documents the parameters of requests: its header
// names a parameter and a data type.
type paramTable struct {
	*markdown.Table
	// description and dataType are the columns of these, or -1.
	description, dataType int
	rows                  []*paramRow
}

// paramRow is a row of such a table.
type paramRow struct {
	*markdown.Row
	label string // the name in the user interface, without the parameter
	// key is the parameter and at its place; both are empty in a row about
	// something else.
	key string
	at  markdown.Range
	// form is how the parameter is written.
	form keyForm
	// option: the row is about an option of a polled resource, or about a
	// resource, whose name the user chooses.
	option bool
}

// keyForm is how a parameter is written in its row.
type keyForm int

const (
	keyAbsent   keyForm = iota // not at all
	keyCode                    // in code formatting
	keyBare                    // as a bare word
	keyQuoted                  // in quotes
	keyInQuotes                // in code formatting, with the quotes of JSON
	keyInJSON                  // in code formatting, as a piece of JSON
)

// isName reports whether a word can be the name of a parameter: letters,
// digits, dots and the like, with a letter first.
func isName(word string) bool {
	for i := range len(word) {
		if c := word[i]; class(c) == sign && (c != '_' && (i == 0 || c != '.' && c != '-')) || i == 0 && class(c) == digit {
			return false
		}
	}
	return word != ""
}

// lineBreak matches the tag between the label and the parameter, as it should
// be written and as it often is.
var lineBreak = regexp.MustCompile(`(?i)</?br\s*/?>`)

const pollerConfiguration = "event.poller.configuration"

func readParamTables(page *lint.Page) (out []*paramTable) {
	for i := range page.Facts.Tables {
		t := &page.Facts.Tables[i]
		if table := newParamTable(t); table != nil {
			table.read(page)
			out = append(out, table)
		}
	}
	return out
}

func newParamTable(t *markdown.Table) *paramTable {
	table := &paramTable{Table: t, description: -1, dataType: -1}
	for i, c := range t.Header.Cells {
		switch name := strings.ToLower(strings.TrimSpace(c.Text)); {
		case name == "description":
			table.description = i
		case name == "type" || strings.HasSuffix(name, " type"):
			if i == 0 {
				return nil // it is about types
			}
			table.dataType = i
		}
	}
	if table.dataType < 1 || len(t.Header.Cells) < 2 {
		return nil
	}
	if table.description < 0 {
		table.description = 1
	}
	return table
}

func (t *paramTable) read(page *lint.Page) {
	// A table may be about polled resources only.
	polling := slices.ContainsFunc(t.Rows, func(r markdown.Row) bool {
		return len(r.Cells) > 0 && slices.ContainsFunc(r.Cells[0].Code, func(l markdown.Literal) bool { return l.Text == "idField" })
	})
	after := false
	for i := range t.Rows {
		row := &paramRow{Row: &t.Rows[i]}
		if len(row.Cells) > 0 {
			row.read(page)
		}
		after = after || row.key == pollerConfiguration
		row.option = row.option || row.form == keyAbsent && namesResource(row.label) ||
			after && (row.form == keyAbsent || row.form == keyBare && !platformKey(row.key)) ||
			(polling || after) && pollerOptions[row.key]
		t.rows = append(t.rows, row)
	}
}

// read finds the parameter in the first cell of the row: the text in code
// formatting, or else the last line.
func (r *paramRow) read(page *lint.Page) {
	cell := &r.Cells[0]
	lines := strings.Split(cell.Text, "\n")
	r.label = strings.TrimSpace(lines[0])
	for _, code := range slices.Backward(cell.Code) {
		text := strings.TrimSpace(code.Text)
		bare := strings.Trim(text, `"'`)
		switch {
		case isName(text):
			r.form = keyCode
		case isName(bare):
			r.form = keyInQuotes
		case strings.HasPrefix(text, `"`) && strings.Contains(text, ":"):
			r.form, r.option, r.at = keyInJSON, true, code.Range
			return
		case strings.HasPrefix(text, "<"):
			r.option = true
			return
		default:
			continue
		}
		r.key, r.at = bare, code.Range
		if namesResource(r.label) && r.key != pollerConfiguration {
			r.option = true
		}
		return
	}
	if len(cell.Code) > 0 {
		return
	}
	// The last line as it is written: typography may have changed the quotes.
	raw := page.Text.Bytes[cell.Start:cell.End]
	start := 0
	if breaks := lineBreak.FindAllIndex(raw, -1); breaks != nil {
		start = breaks[len(breaks)-1][1]
	}
	word := bytes.TrimSpace(raw[start:])
	r.at.Start = cell.Start + start + bytes.Index(raw[start:], word)
	r.at.End = r.at.Start + len(word)
	bare := bytes.TrimSuffix(bytes.TrimPrefix(word, []byte("'")), []byte("'"))
	if len(bare) == len(word) {
		bare = bytes.Trim(word, `"‘’“”`)
	}
	switch {
	case !isName(string(bare)):
		r.at = cell.Range
	case len(bare) < len(word):
		r.key, r.form = string(bare), keyQuoted
	case len(lines) > 1 || bytes.ContainsAny(bare, "._") || platformKey(string(bare)):
		r.key, r.form = string(bare), keyBare
	default:
		r.at = cell.Range
	}
}

// platformKey reports whether a word is the name of a member that every
// request has.
func platformKey(word string) bool {
	return word == "key" || word == "name" || word == "tags" || word == "code"
}

// namesResource reports whether a label is about the name of a resource, which
// the user chooses.
func namesResource(label string) bool {
	label = strings.ToLower(label)
	return strings.HasPrefix(label, "<") || strings.HasPrefix(label, "resource ")
}

// pollerOptions are the members of a polled resource.
var pollerOptions = map[string]bool{
	"url": true, "idField": true, "datesConfiguration": true, "filterByUpdatedDate": true, "pageSize": true,
	"createdCheckTolerance": true, "xPath": true,
	"updatedDateField": true, "updatedDateFormat": true, "updatedDateTimezone": true,
	"createdDateField": true, "createdDateFormat": true, "createdDateTimezone": true,
}

// paramBody is an example that creates an instance.
type paramBody struct {
	*example.Body
	doc *data.Node
	// keys are the keys of its configuration and provider data, in order.
	keys []*data.Node
	// resources: resources to poll are in the configuration itself, or in an
	// object with a misspelt name. See schema-violation.
	resources bool
}

func readParamBodies(docs []document) (out []*paramBody) {
	for _, d := range docs {
		c := d.Get("configuration")
		if d.body.NotJSON || d.response || c == nil || c.Kind != data.Object {
			continue
		}
		body := &paramBody{Body: d.body, doc: d.Node}
		for _, object := range []*data.Node{d.Get("providerData"), c} {
			if object == nil {
				continue
			}
			for _, m := range object.Members {
				if isParam(m) {
					body.keys = append(body.keys, m.Key)
				} else if object == c && m.Value.Kind == data.Object {
					body.resources = true
				}
			}
		}
		out = append(out, body)
	}
	return out
}

// isParam reports whether a member of the configuration is a parameter, and not a
// polled resource, tag list or name in the wrong object.
func isParam(m data.Member) bool {
	name := m.Key.Str()
	return isName(name) && (name == pollerConfiguration || m.Value.Kind != data.Object && m.Value.Kind != data.Array) && !platformKey(name) || name == "code"
}

// key returns the key of a body with the given name, or nil.
func (b *paramBody) key(name string) *data.Node {
	for _, k := range b.keys {
		if k.Str() == name {
			return k
		}
	}
	return nil
}

// title returns the name of a body for messages.
func (b *paramBody) title() string {
	if b.Request != nil {
		return "the " + b.Request.Language.Title + " example"
	}
	return "the JSON body"
}

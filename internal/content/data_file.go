package content

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"io"
	"maps"
	"path"
	"slices"
	"strings"

	"docgen/internal/data"
	"docgen/internal/diag"
	"docgen/internal/source"
)

// dataEndings are the endings of data files, in the order in which Jekyll reads
// the files of a folder.
var dataEndings = []string{".yaml", ".yml", ".json", ".csv", ".tsv"}

// inDataOrder puts the files of the data folder after all others, in the order in
// which Jekyll reads them: those of a folder by their endings, then its folders.
// Templates that loop over site.data see it.
func inDataOrder(names []string, folder string) []string {
	ordered := make([]string, 0, len(names))
	var dataNames []string
	for _, name := range names {
		if strings.HasPrefix(name, folder) {
			dataNames = append(dataNames, name)
		} else {
			ordered = append(ordered, name)
		}
	}
	rank := func(name string) int { return slices.Index(dataEndings, path.Ext(name)) }
	slices.SortStableFunc(dataNames, func(a, b string) int {
		restA, restB := a[len(folder):], b[len(folder):]
		for {
			dirA, moreA, deepA := strings.Cut(restA, "/")
			dirB, moreB, deepB := strings.Cut(restB, "/")
			switch {
			case deepA != deepB:
				return boolOrder(deepA, deepB)
			case !deepA:
				return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(restA, restB))
			case dirA != dirB:
				return cmp.Compare(dirA, dirB)
			}
			restA, restB = moreA, moreB
		}
	})
	return append(ordered, dataNames...)
}

// boolOrder puts false before true.
func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// reuseData gives Data the values of the older site for the keys whose files are
// all the same, so that those of folders can be compared by their pointers.
func (r *reader) reuseData() {
	if r.older == nil || zoneKey(r.older.Config.Times()) != zoneKey(r.Config.Times()) {
		return
	}
	for key, files := range r.kept.dataKeys {
		if slices.Equal(files, r.older.kept.dataKeys[key]) {
			r.Data.Set(key, r.older.kept.data.Get(key))
		}
	}
}

// addData reads a data file: _data/a/b.yml is site.data.a.b.
func (r *reader) addData(name string, f *source.File) {
	var value any
	switch path.Ext(name) {
	case ".yml", ".yaml", ".json":
		t := r.readJSON(f)
		if t == nil { // YAML is nearly a superset of JSON
			t = r.readYAML(f.All(), r.Config.Jekyll)
		}
		r.report(located(source.Of(f.All()), t.problems, diag.RuleDataSyntax, lenientIf(r.Config.Jekyll))...)
		if name == "glossary.yml" {
			r.glossary = t.node
		}
		value = t.value
	case ".csv", ".tsv":
		r.report(encodingProblem(f.All())...)
		value = r.readTable(f)
	default:
		return
	}
	folder := r.Data
	parts := strings.Split(withoutExt(name), "/")
	r.kept.dataKeys[parts[0]] = append(r.kept.dataKeys[parts[0]], f)
	for i, part := range parts[:len(parts)-1] {
		dir := path.Join(parts[:i+1]...)
		if r.dataFolders[dir] == nil {
			// The values of files are shared with other sites: fill a copy.
			sub, _ := folder.Get(part).(data.Map)
			if sub = maps.Clone(sub); sub == nil {
				sub = data.Map{}
			}
			r.dataFolders[dir] = sub
			folder.Set(part, sub)
		}
		folder = r.dataFolders[dir]
	}
	folder.Set(parts[len(parts)-1], value)
}

// readJSON reads a file of JSON; it is nil for any other file, and for JSON with
// mistakes.
func (r *reader) readJSON(f *source.File) *tree {
	if path.Ext(f.Name) != ".json" {
		return nil
	}
	if r.older != nil && r.older.kept.dataFiles[f] != nil {
		return r.keepData(f, r.older.kept.dataFiles[f])
	}
	j := data.ReadJSON(source.Of(f.Content()))
	if j.NotJSON || len(j.Problems) > 0 || len(j.Docs) != 1 {
		return nil
	}
	t := &tree{node: j.Docs[0], value: j.Docs[0].Value()}
	t.addDecoded(t.node)
	return r.keepData(f, t)
}

// keepData keeps what was read of a file for the next site.
func (r *reader) keepData(f *source.File, t *tree) *tree {
	r.kept.dataFiles[f] = t
	r.held = append(r.held, t.decoded...)
	return t
}

// readTable reads a table whose first row names the columns: a list of objects.
func (r *reader) readTable(f *source.File) any {
	if r.older != nil {
		if t := r.older.kept.dataFiles[f]; t != nil {
			return r.keepData(f, t).value
		}
	}
	reader := csv.NewReader(bytes.NewReader(f.Content().Bytes()))
	if path.Ext(f.Name) == ".tsv" {
		reader.Comma = '\t'
	}
	if r.Config.Jekyll {
		reader.FieldsPerRecord = -1 // a row may have fewer cells than the header, or more
	}
	var header []string
	var rows []any
	t := &tree{}
	for {
		record, err := reader.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			r.report(tableProblem(f, err))
			return nil
		}
		row := data.Map{}
		for _, key := range header {
			row.Set(key, nil)
		}
		for i, cell := range record {
			line, column := reader.FieldPos(i)
			at := tableOffset(f, line, column)
			record[i] = t.cell(f, cell, at)
			if i < len(header) && (cell != "" || at < len(f.Text) && f.Text[at] == '"') {
				row.Set(header[i], record[i]) // an empty cell without quotes is nothing
			}
		}
		if header == nil {
			header = record
			continue
		}
		rows = append(rows, row)
	}
	if rows != nil {
		t.value = rows
	}
	return r.keepData(f, t).value
}

// tableOffset returns the offset of a line and a column, both from 1, columns
// in bytes, as encoding/csv counts them in the text after a byte order mark.
func tableOffset(f *source.File, line, column int) int {
	return min(f.Offset(line, 1)+column-1, len(f.Text))
}

func tableProblem(f *source.File, err error) *diag.Diagnostic {
	at, message := 0, err.Error()
	var p *csv.ParseError
	if errors.As(err, &p) {
		at, message = tableOffset(f, p.Line, p.Column), p.Err.Error()
	}
	return newDiagnostic(f.Span(at, at), diag.RuleDataSyntax, diag.Error, "%s", message)
}

// cell returns the text of a cell with the memory of the file, or, where that
// has other bytes because of its quotes, of a text that leads there.
func (t *tree) cell(f *source.File, cell string, start int) string {
	if at := f.Span(start, min(start+len(cell), len(f.Text))); at.String() == cell {
		return at.String()
	}
	var text source.Text
	for i := start + 1; i < len(f.Text) && text.Len() < len(cell); i++ {
		c := f.Text[i]
		if c == '"' {
			i++ // a quote is doubled
		}
		if c == '\r' && i+1 < len(f.Text) && f.Text[i+1] == '\n' {
			continue // the library makes a line end one character
		}
		text.Copy(f.Span(i, i+1), nil)
	}
	if text.String() != cell {
		return cell
	}
	t.decoded = append(t.decoded, text)
	return text.String()
}

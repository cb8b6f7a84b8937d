package rules

import (
	"bytes"
	"path"
	"slices"
	"strings"
	"unicode"

	"docgen/internal/content"
	"docgen/internal/lint"
)

// subject is an element with the names that its pages use.
type subject struct {
	id    string            // folder of the pages, or key of the element's YAML
	names []string          // as readers see them
	words map[string]bool   // of the names and keys, in lower case
	flat  map[string]bool   // names and keys without spaces and signs, in lower case
	count map[[2]string]int // how many pages give a key of front matter a value
	pages int
}

// elementNames finds the elements of a site by their names.
type elementNames struct {
	subjects map[string]*subject
	byWord   map[string][]string   // first word of a name → names
	owners   map[string][]*subject // name → elements
	byFlat   map[string][]*subject // flat name or key → elements
	first    [256]bool             // the bytes that names begin with
	given    []naming              // the names that the maps are made from
}

// naming has the names of the element in the front matter of a page, by namingKeys.
type naming struct {
	subject string
	values  [3]string
}

// prepareElementNames gathers the names that pages give in their front matter.
func prepareElementNames(p *lint.Pass, older any) any {
	pages := slices.SortedStableFunc(slices.Values(p.Site.AllPages()), func(a, b *content.Page) int { return strings.Compare(a.Path, b.Path) })
	var given []naming
	for _, page := range pages {
		if !isElementPage(page) {
			continue
		}
		n := naming{subject: subjectID(page)}
		for i, key := range namingKeys {
			n.values[i] = p.Engine.Vars(page).Text(key)
		}
		given = append(given, n)
	}
	if was, ok := older.(*elementNames); ok && slices.Equal(was.given, given) {
		return was
	}
	return newElementNames(given)
}

// namingKeys are the keys of front matter that name an element.
var namingKeys = [3]string{"heading", "apiProvider", "elementKey"}

// newElementNames derives elements from the front matter of pages. A name counts
// if two pages of an element have it, or its only page: one page may be wrong.
func newElementNames(given []naming) *elementNames {
	x := &elementNames{
		subjects: map[string]*subject{}, byWord: map[string][]string{},
		owners: map[string][]*subject{}, byFlat: map[string][]*subject{}, given: given,
	}
	var order []*subject
	for _, n := range given {
		s := x.subjects[n.subject]
		if s == nil {
			s = &subject{id: n.subject, words: map[string]bool{}, flat: map[string]bool{}, count: map[[2]string]int{}}
			x.subjects[s.id] = s
			order = append(order, s)
		}
		s.pages++
		for i, value := range n.values {
			if value != "" && !leftPhrase.MatchString(value) {
				s.count[[2]string{namingKeys[i], value}]++
			}
		}
	}
	for _, s := range order {
		s.know(path.Base(s.id))
		for given, n := range s.count {
			if key, value := given[0], given[1]; n > 1 || s.pages == 1 {
				s.know(value)
				if key != "elementKey" {
					s.names = append(s.names, strings.TrimSpace(value))
				}
			}
		}
		slices.Sort(s.names)
		s.names = slices.Compact(s.names)
	}
	for _, s := range order {
		x.enter(s)
	}
	for _, name := range services {
		if len(x.byFlat[flatten(name)]) == 0 {
			s := &subject{id: name, names: []string{name}, words: map[string]bool{}, flat: map[string]bool{}}
			s.know(name)
			x.enter(s)
		}
	}
	return x
}

// subjectID identifies the element that a page is about. Translations are in a
// folder below the element's.
func subjectID(page *content.Page) string {
	if page.Element != nil {
		return page.Element.Key
	}
	dir := path.Dir(page.Path)
	if len(path.Base(dir)) == 2 {
		return path.Dir(dir)
	}
	return dir
}

func (x *elementNames) of(page *lint.Page) *subject { return x.subjects[subjectID(page.Page.Page)] }

func (s *subject) know(name string) {
	s.flat[flatten(name)] = true
	for _, word := range strings.FieldsFunc(strings.ToLower(name), notAlphanumeric) {
		s.words[word] = true
	}
}

func (x *elementNames) enter(s *subject) {
	for flat := range s.flat {
		x.byFlat[flat] = append(x.byFlat[flat], s)
	}
	for _, name := range s.names {
		words := strings.FieldsFunc(name, notAlphanumeric)
		if len(words) == 0 {
			continue
		}
		x.first[words[0][0]] = true
		if x.owners[name] == nil {
			x.byWord[words[0]] = append(x.byWord[words[0]], name)
		}
		x.owners[name] = append(x.owners[name], s)
	}
}

// contains reports whether a name is a part of one of the element's own names, or
// the reverse: ConnectWise and ConnectWise CRM.
func (s *subject) contains(name string) bool {
	return slices.ContainsFunc(s.names, func(own string) bool {
		own, name := strings.ToLower(own), strings.ToLower(name)
		return strings.Contains(own, name) || strings.Contains(name, own) && !everywhere[own]
	})
}

// related reports whether an element and a name have a word in common, or one of
// them begins with the other: Salesforce and Salesforce Marketing Cloud.
func (s *subject) related(name string) bool {
	for _, word := range strings.FieldsFunc(strings.ToLower(name), notAlphanumeric) {
		if len(word) > 2 && s.words[word] {
			return true
		}
	}
	flat := flatten(name)
	for own := range s.flat {
		if strings.Contains(own, flat) || strings.Contains(flat, own) {
			return true
		}
	}
	return false
}

// mentions calls visit for each name in a line of text; of overlapping names, for
// the longest.
func (x *elementNames) mentions(line []byte, visit func(start, end int, name string)) {
	for i := 0; i < len(line); i++ {
		if i > 0 && isAlphanumeric(line[i-1]) || !isAlphanumeric(line[i]) {
			continue
		}
		end := i
		for end < len(line) && isAlphanumeric(line[end]) {
			end++
		}
		if !x.first[line[i]] {
			i = end
			continue
		}
		best := ""
		for _, name := range x.byWord[string(line[i:end])] {
			after := i + len(name)
			if len(name) > len(best) && bytes.HasPrefix(line[i:], []byte(name)) && (after == len(line) || !isAlphanumeric(line[after])) {
				best = name
			}
		}
		if best != "" {
			visit(i, i+len(best), best)
			end = i + len(best)
		}
		i = end
	}
}

// named calls visit for the names in a text that describes a page. A part between
// bars is only a name, which may be any word.
func (x *elementNames) named(text []byte, visit func(start, end int, name string)) {
	at := 0
	for _, part := range bytes.Split(text, []byte{'|'}) {
		name := bytes.TrimSpace(part)
		if start := at + bytes.Index(part, name); len(x.owners[string(name)]) > 0 {
			visit(start, start+len(name), string(name))
		} else {
			x.mentions(part, func(start, end int, name string) {
				if !everywhere[strings.ToLower(name)] {
					visit(at+start, at+end, name)
				}
			})
		}
		at += len(part) + 1
	}
}

func isAlphanumeric(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80
}

func notAlphanumeric(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// flatten returns the letters and digits of a name in lower case, as in keys and
// host names.
func flatten(name string) string {
	return strings.Map(func(r rune) rune {
		if notAlphanumeric(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
}

// tellsApart reports whether a name in running text can only mean the element.
func tellsApart(name string) bool {
	first := strings.ToLower(strings.FieldsFunc(name, notAlphanumeric)[0])
	return !plainWords[first] && !everywhere[first]
}

// plainWords are words of names that are plain English too.
var plainWords = wordSet(`
	act autopilot base basic box close cloud clover concur constant desk drive email events expense generic greenhouse
	intercom lithium mention one plaid rest revel sage sales slack square stripe sync wave workday zoom`)

// everywhere are companies and programs that the page of any element may mention.
var everywhere = wordSet(`
	adobe amazon apple aws azure excel facebook ftp git github gmail google instagram java linkedin microsoft mysql oracle
	outlook paypal postgresql salesforce sap sftp soap sql twitter windows youtube`)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(words) {
		set[word] = true
	}
	return set
}

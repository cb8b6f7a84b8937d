package content

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// otherHub is what lists call the elements without a hub, which come last.
const otherHub = "Other"

// shelf returns the hub under which lists have an element; "" for none.
func (e *Element) shelf() string {
	if hub := e.Get("hub").Str(); !strings.EqualFold(hub, otherHub) {
		return hub
	}
	return ""
}

// Catalogue returns the elements as lists show them: by hub and name, in the order of the
// site's language, where case and accents decide last and numbers count as numbers.
func (s *Site) Catalogue() []*Element {
	letters := collate.New(language.Make(s.Config.Node.Get("lang").Str()), collate.Numeric)
	list := slices.Clone(s.Elements)
	slices.SortStableFunc(list, func(a, b *Element) int {
		x, y := a.shelf(), b.shelf()
		if (x == "") != (y == "") {
			return strings.Compare(y, x) // none comes last
		}
		return cmp.Or(letters.CompareString(x, y), strings.Compare(x, y), letters.CompareString(a.Name, b.Name), strings.Compare(a.Key, b.Key))
	})
	return list
}

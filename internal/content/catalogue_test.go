package content

import (
	"strings"
	"testing"
)

// TestCatalogue: lists have the elements by hub and name whatever the case, with those
// without a hub last.
func TestCatalogue(t *testing.T) {
	var tree strings.Builder
	tree.WriteString("-- docgen.yml --\nlang: de\n")
	for key, element := range map[string]string{
		"a": "zeta|CRM", "b": "Alpha|crm", "c": "beta|", "d": "Émile|CRM", "e": "eagle|CRM", "f": "Box 10|Files",
		"g": "Box 2|Files", "h": "Ärzte|Énergie", "i": "none|", "j": "Ab|energy", "k": "Alias|other", "l": "ost|Öffentlich", "m": "Z|Zoo",
	} {
		name, hub, _ := strings.Cut(element, "|")
		tree.WriteString("-- elements/" + key + ".yml --\nkey: " + key + "\nname: " + name + "\n")
		if hub != "" {
			tree.WriteString("hub: " + hub + "\n")
		}
	}
	var got []string
	for _, e := range open(t, tree.String(), Options{}).Catalogue() {
		got = append(got, e.shelf()+"/"+e.Name)
	}
	want := "crm/Alpha CRM/eagle CRM/Émile CRM/zeta Énergie/Ärzte energy/Ab Files/Box 2 Files/Box 10 Öffentlich/ost Zoo/Z /Alias /beta /none"
	if strings.Join(got, " ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, " "), want)
	}
}

package rules

import (
	"strings"

	"docgen/internal/lint"
)

// answerByName replaces requests to other sites: a page does not exist if its
// address contains "gone".
func answerByName(addresses []string) map[string]lint.Answer {
	answers := map[string]lint.Answer{}
	for _, address := range addresses {
		if strings.Contains(address, "/gone") {
			answers[address] = lint.Answer{Status: 404, Problem: "the site has no such page (404)"}
		}
	}
	return answers
}

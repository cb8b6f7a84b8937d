package rules

import (
	"strings"

	"docgen/internal/lint"
)

// answerByName stands for other sites: a page is gone if its address says so.
func answerByName(addresses []string) map[string]lint.Answer {
	answers := map[string]lint.Answer{}
	for _, address := range addresses {
		if strings.Contains(address, "/gone") {
			answers[address] = lint.Answer{Status: 404, Fault: "the site has no such page (404)"}
		}
	}
	return answers
}

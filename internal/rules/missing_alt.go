package rules

import (
	"regexp"
	"strings"

	"docgen/internal/diag"
	"docgen/internal/lint"
)

// placeholderAlt matches texts without information about the image, and names of
// files.
var placeholderAlt = regexp.MustCompile(`(?i)^(?:(?:add |insert )?(?:an? )?(?:alt(?:ernative)?(?:[ -]?text)?|(?:image|img|picture|pic|photo|graphic|screen ?shot)(?:[ -]?(?:alt(?:[ -]?text)?|text|description|name|title|here))?|` +
	`text|title|description|placeholder|to ?do|tbd|xxx+)(?: here)?[ -_]?\d*|\S+\.(?:png|jpe?g|gif|svg|webp))$`)

var missingAlt = &lint.Rule{
	Name:     diag.RuleMissingAlt,
	Severity: diag.Warning,
	Layouts:  true,
	Page: func(p *lint.Pass, page *lint.Page) {
		for _, image := range page.Facts.Images {
			text := strings.TrimSpace(image.Text)
			switch {
			case text == "" && image.Raw != nil && image.Raw.Attr("alt") != nil:
				// alt="" marks a decorative image.
			case text == "":
				d := p.At(page, image.Range, "the image has no alternative text")
				d.Kind = "no-alt"
			case placeholderAlt.MatchString(text):
				d := p.At(page, image.Range, "%q does not say what the image shows", text)
				d.Kind = "placeholder-alt"
			}
		}
	},
}

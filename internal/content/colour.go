package content

import (
	"fmt"
	"math"
	"strconv"
)

// colour is red, green and blue, each from 0 to 1.
type colour [3]float64

// The backgrounds of docgen.css, light and dark: that of the page, and the one that
// differs most from it among those that text in the accent colour stands on.
var (
	lightGround = [2]colour{{1, 1, 1}, hexColour("#f5f6f8")}
	darkGround  = [2]colour{hexColour("#111418"), hexColour("#1d2228")}
)

// softShare is how much of the accent colour there is in --accent-soft.
const softShare = .12

// hexColour reads #rgb or #rrggbb; anything else is black.
func hexColour(s string) (c colour) {
	if len(s) == 4 {
		s = string([]byte{'#', s[1], s[1], s[2], s[2], s[3], s[3]})
	}
	if len(s) != 7 {
		return c
	}
	for i := range c {
		n, _ := strconv.ParseUint(s[1+2*i:3+2*i], 16, 8)
		c[i] = float64(n) / 255
	}
	return c
}

func (c colour) String() string {
	b := [3]int{}
	for i, part := range c {
		b[i] = int(math.Round(part * 255))
	}
	return fmt.Sprintf("#%02x%02x%02x", b[0], b[1], b[2])
}

// mix returns the colour with a share of another, as color-mix(in srgb) does.
func (c colour) mix(other colour, share float64) colour {
	for i := range c {
		c[i] += (other[i] - c[i]) * share
	}
	return c
}

// luminance is the relative luminance of WCAG 2.
func (c colour) luminance() float64 {
	for i, part := range c {
		if c[i] = part / 12.92; part > .04045 {
			c[i] = math.Pow((part+.055)/1.055, 2.4)
		}
	}
	return .2126*c[0] + .7152*c[1] + .0722*c[2]
}

// contrast is the contrast ratio of WCAG 2.
func contrast(a, b colour) float64 {
	x, y := a.luminance(), b.luminance()
	return (max(x, y) + .05) / (min(x, y) + .05)
}

// minContrast is what WCAG AA asks of text.
const minContrast = 4.5

// legible returns the least contrast of the colour as text on the backgrounds, its own
// soft one among them. As a background of text that has the colour of the page, a
// button has the same contrast as a link on the page.
func (c colour) legible(ground [2]colour) float64 {
	return min(contrast(c, ground[0]), contrast(c, ground[1]), contrast(c, ground[0].mix(c, softShare)))
}

// withLightness returns the colour with another lightness of HSL, and the same hue and
// saturation.
func (c colour) withLightness(to float64) colour {
	high, low := max(c[0], c[1], c[2]), min(c[0], c[1], c[2])
	middle, spread := (high+low)/2, 1-math.Abs(high+low-1)
	if spread == 0 { // black or white
		spread = 1
	}
	for i, part := range c {
		c[i] = to + (part-middle)/spread*(1-math.Abs(2*to-1))
	}
	return c
}

// adapted returns the colour, or the nearest one that is darker or lighter and can be
// read on the backgrounds; to is the lightness of the last one that is tried.
func (c colour) adapted(ground [2]colour, to float64) colour {
	const steps = 200
	from := (max(c[0], c[1], c[2]) + min(c[0], c[1], c[2])) / 2
	for step := range steps {
		out := c
		if step > 0 {
			out = c.withLightness(from + (to-from)*float64(step)/steps)
		}
		// Rounded as it is written, for what is written counts.
		if out = hexColour(out.String()); out.legible(ground) >= minContrast {
			return out
		}
	}
	return colour{to, to, to}
}

func (c colour) onLight() colour { return c.adapted(lightGround, 0) }
func (c colour) onDark() colour  { return c.adapted(darkGround, 1) }

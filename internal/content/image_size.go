package content

import (
	"image"
	_ "image/gif"  // DecodeConfig reads it
	_ "image/jpeg" // this too
	_ "image/png"  // and this
	"io"
	"io/fs"
	"math"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// maxImageHead is how much of an image is read for its size.
const maxImageHead = 64 << 10

var (
	svgTag     = regexp.MustCompile(`(?s)<svg\b[^>]*>`)
	svgSize    = regexp.MustCompile(`\s(width|height)\s*=\s*["']\s*([0-9.]+)(?:px)?\s*["']`)
	svgViewBox = regexp.MustCompile(`\sviewBox\s*=\s*["']\s*[-0-9.]+[\s,]+[-0-9.]+[\s,]+([0-9.]+)[\s,]+([0-9.]+)\s*["']`)
)

// imageSize returns the width and height of an image in pixels, of which only their
// proportion counts for a drawing; 0 where they are not known.
func imageSize(folder fs.FS, name string) (width, height int) {
	f, err := folder.Open(name)
	if err != nil {
		return 0, 0
	}
	defer f.Close()
	head := io.LimitReader(f, maxImageHead)
	if !strings.EqualFold(path.Ext(name), ".svg") {
		config, _, err := image.DecodeConfig(head)
		if err != nil {
			return 0, 0
		}
		return config.Width, config.Height
	}
	text, _ := io.ReadAll(head)
	tag := svgTag.Find(text)
	size := map[string]string{}
	for _, m := range svgSize.FindAllSubmatch(tag, -1) {
		size[string(m[1])] = string(m[2])
	}
	if m := svgViewBox.FindSubmatch(tag); m != nil && len(size) < 2 {
		size["width"], size["height"] = string(m[1]), string(m[2])
	}
	pixels := func(s string) int {
		n, err := strconv.ParseFloat(s, 64)
		if err != nil || n > math.MaxInt16 {
			return 0
		}
		return int(math.Round(n))
	}
	return pixels(size["width"]), pixels(size["height"])
}

package rules

// htmlElements are the names of HTML elements: those of the HTML standard, the
// obsolete ones that browsers still know, and the outermost ones of SVG and
// MathML.
var htmlElements = wordSet(`
	a abbr address area article aside audio b base bdi bdo blockquote body br button canvas caption cite code col
	colgroup data datalist dd del details dfn dialog div dl dt em embed fieldset figcaption figure footer form h1 h2
	h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label legend li link main map mark math menu
	meta meter nav noscript object ol optgroup option output p param picture pre progress q rp rt ruby s samp script
	search section select slot small source span strong style sub summary sup svg table tbody td template textarea
	tfoot th thead time title tr track u ul var video wbr
	acronym applet basefont big blink center dir font frame frameset marquee nobr noembed noframes plaintext rb rtc
	strike tt xmp`)

package markdown

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"docgen/internal/content"
	"docgen/internal/source"
)

// htmlOf returns Markdown as HTML without the colours of code.
func htmlOf(t *testing.T, dialect Dialect, text string) string {
	t.Helper()
	var b bytes.Buffer
	if err := NewReader(dialect).Parse(source.Text{Bytes: []byte(text)}).HTML(&b); err != nil {
		t.Fatal(err)
	}
	return regexp.MustCompile(`<span class="[a-z0-9]{1,2}">([^<]*)</span>`).ReplaceAllString(b.String(), "$1")
}

func TestTabs(t *testing.T) {
	const text = "# Tab cURL\n\n1. Send:\n\n    ```json tab docgen=fragment\n    {}\n    ```\n    <!-- docgen:allow json-syntax: so -->\n    ```bash tab=cURL\n    curl\n    ```\n    ~~~ tab=\"A & \\<b>\"\n    x\n    ~~~\n\n" +
		"```sh tab=cURL\nx\n```\n\nText.\n\n```text\nx\n```\n"
	got := htmlOf(t, Dialect{}, text)
	want := `<h1 id="tab-curl">Tab cURL</h1>
<ol>
<li>
<p>Send:</p>
<div class="code-tabs">
<div class="tab-list" role="tablist" aria-label="Examples" hidden><button type="button" role="tab" id="tab-json-label" aria-controls="tab-json" aria-selected="true">JSON</button><button type="button" role="tab" id="tab-curl-1-label" aria-controls="tab-curl-1" aria-selected="false" tabindex="-1">cURL</button><button type="button" role="tab" id="tab-a--b-label" aria-controls="tab-a--b" aria-selected="false" tabindex="-1">A &amp; &lt;b&gt;</button></div>
<div class="highlight" id="tab-json" data-lang="json" role="tabpanel" aria-labelledby="tab-json-label" data-tab="json"><span class="code-label">JSON</span><pre tabindex="0"><code class="language-json">{}
</code></pre></div>
 <!-- docgen:allow json-syntax: so -->
<div class="highlight" id="tab-curl-1" data-lang="bash" role="tabpanel" aria-labelledby="tab-curl-1-label" data-tab="curl"><span class="code-label">cURL</span><pre tabindex="0"><code class="language-bash">curl
</code></pre></div>
<div class="highlight" id="tab-a--b" role="tabpanel" aria-labelledby="tab-a--b-label" data-tab="a &amp; &lt;b&gt;"><span class="code-label">A &amp; &lt;b&gt;</span><pre tabindex="0"><code>x
</code></pre></div>
</div>
</li>
</ol>
<div class="highlight" id="tab-curl-2" data-lang="sh"><span class="code-label">cURL</span><pre tabindex="0"><code class="language-sh">x
</code></pre></div>
<p>Text.</p>
<div class="highlight" data-lang="text"><pre tabindex="0"><code class="language-text">x
</code></pre></div>
`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	facts := NewReader(Dialect{}).Parse(source.Text{Bytes: []byte(text)}).Facts()
	var ids []string
	for _, a := range facts.Anchors {
		ids = append(ids, a.Value+" "+text[a.Start:a.End])
	}
	if got, want := strings.Join(ids, ", "), `tab-json tab, tab-curl-1 tab=cURL, tab-a--b tab="A & \<b>", tab-curl-2 tab=cURL`; got != want || len(facts.Fences) != 5 {
		t.Errorf("%d fences, anchors %s, want %s", len(facts.Fences), got, want)
	}
}

// TestTabsOfKramdown: a page of Jekyll has no tabs, and its fences one word; those of
// docgen's own templates are read.
func TestTabsOfKramdown(t *testing.T) {
	r := NewReader(Dialect{Kramdown: &content.Kramdown{GFM: true}})
	for _, generated := range []bool{false, true} {
		d := r.parse(source.Text{Bytes: []byte("```json tab=\"A b\"\n{}\n```\n\n```sh tab\nx\n```\n\n```sh\nx\n```\n{: tab=\"no\"}\n")}, generated)
		var b bytes.Buffer
		if err := d.HTML(&b); err != nil {
			t.Fatal(err)
		}
		if tabs := strings.Count(b.String(), "tabpanel"); tabs != map[bool]int{true: 2}[generated] {
			t.Errorf("of a template: %t: %s", generated, b.String())
		}
	}
}

func TestStackedTable(t *testing.T) {
	got := htmlOf(t, Dialect{}, "| P | D & *x* | T |\n|:--|--:|---|\n| `a.b_c..d/<e>` | **`f.g`** `h` | |\n\n`a.b`\n\n| | B |\n|-|-|\n| c | d |\n")
	want := `<div class="table-wrap" tabindex="0" role="group" aria-label="Table: P, D &amp; x, T"><table class="stacked" role="table">
<thead role="rowgroup">
<tr role="row">
<th align="left" role="columnheader">P</th>
<th align="right" role="columnheader">D &amp; <em>x</em></th>
<th role="columnheader">T</th>
</tr>
</thead>
<tbody role="rowgroup">
<tr role="row">
<td align="left" role="cell"><code>a.<wbr>b_<wbr>c..<wbr>d/<wbr>&lt;e&gt;</code></td>
<td align="right" role="cell" data-label="D &amp; x"><strong><code>f.<wbr>g</code></strong> <code>h</code></td>
<td role="cell" data-label="T"></td>
</tr>
</tbody>
</table></div>
<p><code>a.b</code></p>
<div class="table-wrap" tabindex="0" role="group" aria-label="Table: B"><table>
<thead>
<tr>
<th></th>
<th>B</th>
</tr>
</thead>
<tbody>
<tr>
<td>c</td>
<td>d</td>
</tr>
</tbody>
</table></div>
`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	// With many columns, or long labels, a table scrolls.
	for _, header := range []string{"|a|b|c|d|e|f|g|\n|-|-|-|-|-|-|-|\n", "|a|b|" + strings.Repeat("x", 61) + "|\n|-|-|-|\n", "|a||c|\n|-|-|-|\n"} {
		if got := htmlOf(t, Dialect{}, header+"|1|2|3|\n"); strings.Contains(got, "stacked") || strings.Contains(got, "data-label") {
			t.Errorf("stacked: %s", got)
		}
	}
}

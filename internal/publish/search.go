package publish

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// searchPage is the entry of a page in the search index.
type searchPage struct {
	// URL is the address below the base URL of the site, with a leading slash.
	URL string
	// Title is the title of the page; Group is what the page belongs to, such
	// as the name of its element, and may be empty. A word in either counts
	// as found on the page as a whole and ranks first.
	Title, Group string
	// Sections are the parts of the page in order. The text before the first
	// heading and that under the page's own (h1) are the first section, which
	// has no ID and Heading: a result in it is the page.
	Sections []searchSection
}

// searchSection is the part of a page from one heading to the next.
type searchSection struct {
	// ID is the id of the heading.
	ID string
	// Heading and Text are plain text, without markup.
	Heading, Text string
}

const (
	searchVersion = 1

	// shardSize is how many bytes of text share one file. A query shows about
	// ten results from as many pages and fetches the file of each.
	shardSize = 32 << 10

	// Words outside these lengths (in characters) are left out of the index:
	// single letters are not useful, and longer runs are tokens and hashes that
	// nobody types.
	minWord, maxWord = 2, 30

	// often is how many times a word must occur in a section for the section to
	// be about it.
	often = 3
)

// searchIndex returns the files of the search index by their path below the
// root of the site: search/index.json and the texts for the snippets,
// search/text-N.json. The script of the theme (assets/search-index.js)
// describes and reads them. Equal pages give equal bytes.
func searchIndex(pages []searchPage) map[string][]byte {
	b := newSearchBuilder()
	for i := range pages {
		b.add(&pages[i])
	}
	return b.finish()
}

// The places a word is listed under, the strongest first. A section that has
// a word in several places is listed under the first of them only.
const (
	inTitle = iota // numbers of pages; the others: numbers of sections
	inHeading
	inTextOften
	inText
	places
)

// postings lists the places of one word in increasing order.
type postings [places][]int

// searchBuilder adds the pages one by one and keeps only finished shards and
// numbers of them.
type searchBuilder struct {
	index struct {
		Version int           `json:"v"`
		Pages   []indexedPage `json:"pages"`
		Shards  []int         `json:"shards"` // number of the first section of each
		Words   string        `json:"words"`
		Posts   string        `json:"posts"`
	}
	files    map[string][]byte
	shard    []string
	shardLen int
	sections int

	ids   map[string]int // number of a word, in order of appearance
	posts []postings     // by number of the word

	// The words of the current section: how often each occurs in the text, and
	// which of the counts are not zero.
	counts []int
	seen   []int
	lower  []byte
}

// indexedPage is [url, title, group, [id, heading, id, heading, …]].
type indexedPage [4]any

func newSearchBuilder() *searchBuilder {
	b := &searchBuilder{files: map[string][]byte{}, ids: map[string]int{}}
	b.index.Version = searchVersion
	b.index.Pages = []indexedPage{}
	b.index.Shards = []int{}
	return b
}

func (b *searchBuilder) add(p *searchPage) {
	page := len(b.index.Pages)
	for _, w := range b.count(p.Title, p.Group) {
		b.post(w, inTitle, page)
	}
	sections := p.Sections
	if len(sections) == 0 {
		sections = []searchSection{{}} // for the title
	}
	headings := make([]string, 0, 2*len(sections))
	for i := range sections {
		s := &sections[i]
		headings = append(headings, s.ID, s.Heading)
		b.addSection(s)
	}
	b.index.Pages = append(b.index.Pages, indexedPage{p.URL, p.Title, p.Group, headings})
}

func (b *searchBuilder) addSection(s *searchSection) {
	heading := slices.Clone(b.count(s.Heading))
	for _, w := range heading {
		b.post(w, inHeading, b.sections)
	}
	for _, w := range b.count(s.Text) {
		switch {
		case slices.Contains(heading, w):
		case b.counts[w] >= often:
			b.post(w, inTextOften, b.sections)
		default:
			b.post(w, inText, b.sections)
		}
	}
	if b.shardLen == 0 {
		b.index.Shards = append(b.index.Shards, b.sections)
	}
	text := strings.Join(strings.Fields(s.Text), " ")
	b.shard = append(b.shard, text)
	b.sections++
	// An empty text is counted too: size 0 means that the shard is not begun.
	b.shardLen += len(text) + 1
	if b.shardLen >= shardSize {
		b.closeShard()
	}
}

func (b *searchBuilder) post(word, place, number int) {
	list := &b.posts[word][place]
	*list = append(*list, number)
}

func (b *searchBuilder) closeShard() {
	if len(b.shard) == 0 {
		return
	}
	name := fmt.Sprintf("search/text-%d.json", len(b.index.Shards)-1)
	b.files[name] = encodeJSON(b.shard)
	b.shard, b.shardLen = b.shard[:0], 0
}

func (b *searchBuilder) finish() map[string][]byte {
	b.closeShard()
	words := make([]string, 0, len(b.ids))
	for w := range b.ids {
		words = append(words, w)
	}
	slices.Sort(words)
	var posts []byte
	for i, w := range words {
		if i > 0 {
			posts = append(posts, ' ')
		}
		posts = appendPostings(posts, &b.posts[b.ids[w]])
	}
	b.index.Words = strings.Join(words, " ")
	b.index.Posts = string(posts)
	b.files["search/index.json"] = encodeJSON(b.index)
	return b.files
}

// count returns the numbers of the words of the texts, each once, in order of
// appearance, and stores in b.counts how often each occurs. The result is valid
// until the next call.
func (b *searchBuilder) count(texts ...string) []int {
	for _, w := range b.seen {
		b.counts[w] = 0
	}
	b.seen = b.seen[:0]
	for _, text := range texts {
		for len(text) > 0 {
			text = b.word(text)
		}
	}
	return b.seen
}

// word counts the first word of the text and returns what follows it.
func (b *searchBuilder) word(text string) (rest string) {
	start := strings.IndexFunc(text, inWord)
	if start < 0 {
		return ""
	}
	text = text[start:]
	b.lower = b.lower[:0]
	length := 0
	for i, r := range text {
		if !inWord(r) {
			rest = text[i:]
			break
		}
		b.lower = utf8.AppendRune(b.lower, unicode.ToLower(r))
		length++
	}
	if length < minWord || length > maxWord {
		return rest
	}
	w, ok := b.ids[string(b.lower)]
	if !ok {
		w = len(b.ids)
		b.ids[string(b.lower)] = w
		b.posts = append(b.posts, postings{})
		b.counts = append(b.counts, 0)
	}
	if b.counts[w] == 0 {
		b.seen = append(b.seen, w)
	}
	b.counts[w]++
	return rest
}

// inWord must agree with the script, which splits queries at [^\p{L}\p{N}].
func inWord(r rune) bool {
	if r < utf8.RuneSelf { // nearly always
		return 'a' <= r|0x20 && r|0x20 <= 'z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsNumber(r)
}

// appendPostings appends the lists of one word, separated by commas, without
// the empty ones at the end. A list holds, for each number, how many were
// skipped since the one before.
func appendPostings(dst []byte, p *postings) []byte {
	for place, list := range p {
		next := 0
		for _, n := range list {
			dst = appendVLQ(dst, n-next)
			next = n + 1
		}
		if place < places-1 {
			dst = append(dst, ',')
		}
	}
	return bytes.TrimRight(dst, ",")
}

// appendVLQ appends a number in groups of five bits, the lowest first, each a
// character of the base64url alphabet; the sixth bit is set if more follow.
func appendVLQ(dst []byte, n int) []byte {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	for ; n >= 32; n >>= 5 {
		dst = append(dst, alphabet[32|n&31])
	}
	return append(dst, alphabet[n])
}

func encodeJSON(v any) []byte {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(err) // strings and numbers always encode
	}
	return buf.Bytes()
}

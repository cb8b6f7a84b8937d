// The search index: reads the files that docgen writes and finds the sections
// for a query. It does not depend on the page it runs in.
//
// The index, search/index.json, is written by docgen (internal/publish):
//
//   v       version of the format, 1
//   pages   [[url, title, group, [id, heading, id, heading, …]], …]
//           url is relative to the base URL, with a leading slash; group is
//           the name of the element, or ""; id and heading are those of each
//           section in order, "" for the text before the first heading.
//           Sections are numbered from 0 through all pages.
//   shards  number of the first section in search/text-0.json, -1.json, …;
//           each file is an array with the plain text of its sections
//   words   the vocabulary in lower case, sorted, with spaces between:
//           every run of letters and digits, 2 to 30 characters long
//   posts   for each word, with spaces between, up to four lists with commas
//           between: pages with the word in title or group, sections with it
//           in the heading, sections with it three times or more in the text,
//           the other sections. A section is in only one of the lists.
//           A list holds, for each number, how many were skipped since the
//           one before, as VLQ: five bits a character, lowest first, in the
//           alphabet A–Z a–z 0–9 - _; the sixth bit is set if more follow.

const VERSION = 1;
const WEIGHTS = [10, 6, 2.5, 1]; // title, heading, often in text, in text
const GROUPS = 8; // guides and elements shown
const PER_GROUP = 3; // sections of each
const FEW = 2; // so few groups show more of their sections:
const PER_FEW = 8;
const SUGGESTIONS = 3;

const DIGITS = new Map([..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"].map((c, i) => [c.charCodeAt(0), i]));

const split = (text) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

export class Index {
  constructor(data) {
    if (data.v !== VERSION) throw new Error(`search index has version ${data.v}, not ${VERSION}`);
    this.words = data.words ? data.words.split(" ") : [];
    this.posts = data.posts.split(" ");
    this.shards = data.shards;
    this.pages = [];
    this.sections = [];
    for (const [url, title, group, headings] of data.pages) {
      const page = { number: this.pages.length, url, title, group, first: this.sections.length };
      this.pages.push(page);
      for (let i = 0; i < headings.length; i += 2) {
        this.sections.push({ page, id: headings[i], heading: headings[i + 1] });
      }
    }
    this.cache = new Map();
  }

  // search returns the best sections by what they belong to:
  // {groups: [{name, hits: [{page, id, heading, number}]}], left, terms, typos}.
  // A group is an element with its pages, or a page that belongs to none; left is how
  // many groups are left out. terms are the words to mark, typos those in place of
  // words of the query that are not there.
  // A section matches a word by its text or by the title of its page. Sections
  // that match fewer words than the best one are left out.
  search(query) {
    const words = [...new Set(split(query))];
    const found = words.map((word) => this.find(word));
    let most = 0;
    let hits = [];
    for (let number = 0; number < this.sections.length; number++) {
      const { page } = this.sections[number];
      const opening = number === page.first;
      let count = 0;
      let score = 0;
      let own = opening;
      for (const { sections, pages, rarity } of found) {
        const here = sections[number];
        const best = Math.max(here, opening ? pages[page.number] : pages[page.number] / 2);
        if (best === 0) continue;
        if (here > 0) own = true;
        count++;
        score += best * rarity;
      }
      if (!own || count < Math.max(most, 1)) continue;
      if (count > most) {
        most = count;
        hits = [];
      }
      hits.push({ number, score });
    }
    for (const hit of hits) hit.score *= 1 + this.coverage(hit.number, words);
    hits.sort((a, b) => b.score - a.score || this.depth(a) - this.depth(b) || a.number - b.number);

    const commonness = this.commonness(hits);
    const groups = new Map();
    for (const { number, score } of hits) {
      const section = this.sections[number];
      const { page } = section;
      const key = page.group || page;
      if (!groups.has(key)) groups.set(key, { name: page.group || page.title, score: score / commonness(page), hits: [] });
      groups.get(key).hits.push({ ...section, number });
    }
    const all = [...groups.values()].sort((a, b) => b.score - a.score); // equal ones stay in order
    const shown = all.slice(0, GROUPS);
    for (const group of shown) group.hits = group.hits.slice(0, all.length > FEW ? PER_GROUP : PER_FEW);
    const other = (typo) => [...new Set(found.flatMap((f) => f.others.filter((c) => !typo || c.typo).map((c) => this.words[c.at])))];
    return { groups: shown, left: all.length - shown.length, terms: [...words, ...other(false)], typos: other(true) };
  }

  // commonness returns how many elements have a page such as a given one, "Events" for
  // example, among the hits: what is on all of them tells little of each, and what is
  // written once comes before it.
  commonness(hits) {
    const elements = new Map(); // by the title of the page
    for (const { number } of hits) {
      const { group, title } = this.sections[number].page;
      if (!elements.has(title)) elements.set(title, new Set());
      if (group) elements.get(title).add(group);
    }
    return ({ group, title }) => (group ? elements.get(title).size : 1);
  }

  // suggest returns queries near to one without results, the nearest first: with its
  // first unknown word replaced.
  suggest(query) {
    const words = [...new Set(split(query))];
    const unknown = words.find((word) => !this.candidates(word).length);
    if (!unknown) return [];
    const limit = Math.min(4, Math.ceil(unknown.length / 2));
    const near = [];
    this.words.forEach((word, at) => {
      const edits = distance(unknown, word, limit);
      if (edits <= limit && edits < word.length) near.push({ word, edits, posts: this.posts[at].length });
    });
    near.sort((a, b) => a.edits - b.edits || b.posts - a.posts || (a.word < b.word ? -1 : 1));
    const others = near.slice(0, SUGGESTIONS).map((n) => n.word);
    return others.map((other) => words.map((word) => (word === unknown ? other : word)).join(" "));
  }

  // coverage is the part of the name of a section, or of its page, that is in
  // the query: an exact match of the name comes first.
  coverage(number, words) {
    const { page, heading } = this.sections[number];
    const name = split(heading || `${page.group} ${page.title}`);
    return name.length ? name.filter((n) => words.some((w) => n.startsWith(w))).length / name.length : 0;
  }

  // depth ranks, among equals, the page nearer to the root first.
  depth({ number }) {
    return this.sections[number].page.url.replace(/index\.html$/, "").length;
  }

  // find scores every section and page for one word of the query.
  find(word) {
    let result = this.cache.get(word);
    if (result) return result;
    const sections = new Float32Array(this.sections.length);
    const pages = new Float32Array(this.pages.length);
    let count = 0;
    const candidates = this.candidates(word);
    for (const { at, likeness } of candidates) {
      this.posts[at].split(",").forEach((list, place) => {
        const scores = place === 0 ? pages : sections;
        const weight = WEIGHTS[place] * likeness;
        count += decode(list, (n) => {
          if (scores[n] < weight) scores[n] = weight;
        });
      });
    }
    const others = candidates.filter((c) => !this.words[c.at].startsWith(word));
    result = { sections, pages, others, rarity: Math.log(1 + this.sections.length / (count + 1)) };
    if (this.cache.size > 200) this.cache.clear();
    this.cache.set(word, result);
    return result;
  }

  // candidates are the words of the vocabulary that match a word of the query,
  // with their similarity: the word itself, words that begin with it, its
  // singular, and only if there are none, words with one or two typing errors.
  candidates(word) {
    const list = this.beginning(word).map((at) => {
      const part = word.length / this.words[at].length;
      return { at, likeness: part === 1 ? 1 : 0.3 + 0.5 * part };
    });
    if (word.length > 3 && word.endsWith("s")) {
      const singular = word.slice(0, -1);
      const at = this.position(singular);
      if (this.words[at] === singular) list.push({ at, likeness: 0.8 });
    }
    return list.length ? list : this.similar(word);
  }

  // position is the index of a word in the vocabulary, or where it would be.
  position(word) {
    let low = 0;
    let high = this.words.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.words[middle] < word) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  beginning(prefix) {
    const list = [];
    for (let at = this.position(prefix); this.words[at]?.startsWith(prefix); at++) list.push(at);
    return list;
  }

  // similar searches the words with the same first letter, which is rarely
  // wrong, and then all words.
  similar(word) {
    const allowed = word.length < 4 ? 0 : word.length < 8 ? 1 : 2;
    if (allowed === 0) return [];
    const all = this.words.keys();
    for (const bucket of [this.beginning(word[0]), all]) {
      let best = allowed;
      let list = [];
      for (const at of bucket) {
        const edits = distance(word, this.words[at], best);
        if (edits > best) continue;
        if (edits < best) list = [];
        best = edits;
        list.push({ at, typo: true, likeness: 0.6 / edits });
      }
      if (list.length) return list;
    }
    return [];
  }

  // shardOf returns the number of the text file of a section and the place of
  // the section in it.
  shardOf(number) {
    let shard = this.shards.findIndex((first) => first > number);
    if (shard < 0) shard = this.shards.length;
    return [shard - 1, number - this.shards[shard - 1]];
  }
}

// decode calls visit with every number of a list and returns how many.
function decode(list, visit) {
  let next = 0;
  let value = 0;
  let shift = 0;
  let count = 0;
  for (let i = 0; i < list.length; i++) {
    const digit = DIGITS.get(list.charCodeAt(i));
    value |= (digit & 31) << shift;
    shift += 5;
    if (digit & 32) continue;
    next += value;
    visit(next++);
    count++;
    value = shift = 0;
  }
  return count;
}

// distance counts the letters to insert, delete, replace or swap to get from
// typed to the word or, while it is being typed, to the beginning of the word.
// It stops at limit.
function distance(typed, word, limit) {
  const width = Math.min(word.length, typed.length + limit);
  if (width < typed.length - limit) return limit + 1;
  let before = [];
  let above = Array.from({ length: width + 1 }, (_, j) => j);
  for (let i = 1; i <= typed.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= width; j++) {
      const same = typed[i - 1] === word[j - 1];
      let edits = Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && typed[i - 1] === word[j - 2] && typed[i - 2] === word[j - 1]) {
        edits = Math.min(edits, before[j - 2] + 1);
      }
      row.push(edits);
      if (edits < least) least = edits;
    }
    if (least > limit) return limit + 1;
    before = above;
    above = row;
  }
  return Math.min(...above.slice(Math.max(0, typed.length - limit)));
}

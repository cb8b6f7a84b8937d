// The search dialog: results as you type. docgen.js imports this module when
// the search is first opened; then it fetches the index, and for each result
// the text file that holds the snippet.

import { Index } from "./search-index.js";

const SNIPPET = 150; // characters
const PAUSE = 120; // milliseconds without a key before snippets are fetched

const escapeRegExp = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

// marked returns the text as nodes with the terms in <mark>.
function marked(text, pattern) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    nodes.push(text.slice(end, match.index));
    const mark = document.createElement("mark");
    mark.textContent = match[0];
    nodes.push(mark);
    end = match.index + match[0].length;
  }
  nodes.push(text.slice(end));
  return nodes;
}

// excerpt returns the part of the text with the most different terms.
function excerpt(text, pattern) {
  const matches = [...text.matchAll(pattern)].slice(0, 200);
  let start = 0;
  let most = 0;
  matches.forEach((match, i) => {
    const terms = new Set();
    for (let j = i; j < matches.length && matches[j].index < match.index + SNIPPET; j++) {
      terms.add(matches[j][0].toLowerCase());
    }
    if (terms.size > most) {
      most = terms.size;
      start = match.index;
    }
  });
  start = Math.max(0, start - 40);
  if (start > 0) start = text.indexOf(" ", start) + 1 || start;
  let end = start + SNIPPET;
  if (end < text.length) end = Math.max(text.lastIndexOf(" ", end), start + SNIPPET / 2);
  return (start > 0 ? "… " : "") + text.slice(start, end) + (end < text.length ? " …" : "");
}

// open shows the dialog; base is the address of the root of the site.
export function open(base) {
  dialog ??= new Dialog(base);
  dialog.open();
}

let dialog;

class Dialog {
  constructor(base) {
    this.base = base.replace(/\/$/, "");
    this.texts = new Map();
    this.options = [];
    this.root = document.createElement("dialog");
    this.root.className = "search";
    this.root.setAttribute("aria-label", "Search");
    this.root.innerHTML = `
      <form role="search">
        <input type="search" role="combobox" aria-label="Search" placeholder="Search the documentation"
          aria-expanded="false" aria-controls="search-results" aria-autocomplete="list"
          autocomplete="off" autocapitalize="off" spellcheck="false">
        <button type="button" class="search-close">Close</button>
      </form>
      <div class="search-results" id="search-results" role="listbox" aria-label="Results" hidden></div>
      <p class="search-status" role="status"></p>
      <p class="search-near" hidden></p>
      <p class="search-keys"><kbd>↑</kbd> <kbd>↓</kbd> to choose, <kbd>Enter</kbd> to open, <kbd>Esc</kbd> to close</p>`;
    document.body.append(this.root);
    this.input = this.root.querySelector("input");
    this.list = this.root.querySelector(".search-results");
    this.status = this.root.querySelector(".search-status");
    this.near = this.root.querySelector(".search-near");

    this.input.addEventListener("input", () => this.update());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.root.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
    this.root.addEventListener("click", (event) => {
      // A click beside the box, or on a result, which may be on the current page.
      if (event.target === this.root || event.target.closest("[role=option], .search-close")) this.root.close();
    });
  }

  open() {
    if (!this.root.open) this.root.showModal();
    this.input.select();
    this.index ??= this.load();
  }

  async load() {
    try {
      const index = new Index(await this.fetch("index"));
      this.index = index;
      this.update();
    } catch {
      this.index = undefined;
      this.status.textContent = "The search index could not be loaded.";
    }
  }

  async fetch(name) {
    const response = await fetch(`${this.base}/search/${name}.json`);
    if (!response.ok) throw new Error(response.statusText);
    return response.json();
  }

  update() {
    if (!(this.index instanceof Index)) return;
    const query = this.input.value.trim();
    const { groups, left, terms, typos } = query ? this.index.search(query) : { groups: [], terms: [] };
    const hits = groups.flatMap((group) => group.hits);
    const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${terms.map(escapeRegExp).join("|")})[\\p{L}\\p{N}]*`, "giu");
    this.list.replaceChildren(...groups.map((group, i) => this.group(group, i, pattern)));
    this.options = [...this.list.querySelectorAll("[role=option]")];
    this.options.forEach((option, i) => (option.id = `search-result-${i}`));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => hits.forEach((hit, i) => this.snippet(hit, this.options[i], pattern)), PAUSE);
    this.list.hidden = hits.length === 0;
    this.list.scrollTop = 0;
    this.input.setAttribute("aria-expanded", String(hits.length > 0));
    this.choose(0);
    this.suggest(query && hits.length === 0 ? this.index.suggest(query) : []);
    if (!query) this.status.textContent = "";
    else if (hits.length === 0) this.status.textContent = `Nothing found for “${query}”.`;
    else if (typos.length > 0) this.status.textContent = `Nothing found for “${query}”: results for ${typos.slice(0, 3).map((t) => `“${t}”`).join(", ")}.`;
    else if (left > 0) this.status.textContent = `${hits.length} results. ${left} more pages and elements match: add a word to choose among them.`;
    else this.status.textContent = `${hits.length} results`;
    this.status.classList.toggle("visually-hidden", hits.length > 0 && !left && typos.length === 0);
  }

  // suggest offers other queries.
  suggest(queries) {
    this.near.hidden = queries.length === 0;
    this.near.replaceChildren("Did you mean ");
    queries.forEach((query, i) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = query;
      button.addEventListener("click", () => this.ask(query));
      this.near.append(i ? " or " : "", button);
    });
    this.near.append("?");
  }

  ask(query) {
    this.input.value = query;
    this.input.focus();
    this.update();
  }

  // group returns the results of an element or a page, with its name above them if
  // there are several.
  group({ name, hits }, i, pattern) {
    const group = document.createElement("div");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", name);
    if (hits.length > 1) {
      const line = document.createElement("span");
      line.className = "search-group";
      line.setAttribute("aria-hidden", "true"); // it is the label
      line.append(...marked(name, pattern));
      group.append(line);
    }
    group.append(...hits.map((hit) => this.option(hit, hits.length > 1, pattern)));
    return group;
  }

  option({ page, id, heading, number }, grouped, pattern) {
    const link = document.createElement("a");
    link.setAttribute("role", "option");
    link.tabIndex = -1;
    link.href = this.base + page.url + (id ? `#${encodeURIComponent(id)}` : "");
    const within = number > page.first && (page.group || !grouped); // a section of a page
    const where = [grouped ? "" : page.group, within ? page.title : ""];
    for (const [name, text] of [["where", where.filter(Boolean).join(" › ")], ["name", heading || page.title || page.url]]) {
      if (!text) continue;
      const line = document.createElement("span");
      line.className = `search-${name}`;
      line.append(...marked(text, pattern));
      link.append(line);
    }
    const snippet = document.createElement("span");
    snippet.className = "search-snippet";
    link.append(snippet);
    return link;
  }

  async snippet(hit, option, pattern) {
    const place = option.querySelector(".search-snippet");
    const text = await this.text(hit.number);
    place.replaceChildren(...marked(excerpt(text, pattern), pattern));
  }

  // text returns the text of a section; without it a result has no snippet.
  async text(number) {
    const [shard, at] = this.index.shardOf(number);
    if (!this.texts.has(shard)) this.texts.set(shard, this.fetch(`text-${shard}`).catch(() => []));
    return (await this.texts.get(shard))[at] ?? "";
  }

  choose(i) {
    this.chosen?.removeAttribute("aria-selected");
    const option = this.options[(i + this.options.length) % this.options.length];
    this.chosen = option;
    if (!option) return this.input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      this.choose(this.options.indexOf(this.chosen) + step);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (this.chosen) this.chosen.click();
      else this.near.querySelector("button")?.click();
    } else if (event.key === "Escape") {
      event.preventDefault(); // which would only empty the input
      this.root.close();
    }
  }
}

// The script of the pages: theme switch, search, heading links, filters and the
// current section in the table of contents. Pages are complete without it.

const base = document.documentElement.dataset.base ?? "/";

const status = document.createElement("div");
status.className = "visually-hidden";
status.setAttribute("role", "status");
document.body.append(status);

// Theme: light, dark, or that of the system. The choice is kept; the head of the page
// applies it before anything is shown.

const themeSelect = document.querySelector(".theme-switch select");
if (themeSelect) {
  themeSelect.value = document.documentElement.dataset.theme ?? "";
  themeSelect.addEventListener("change", () => {
    const theme = themeSelect.value;
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    try {
      if (theme) localStorage.setItem("theme", theme);
      else localStorage.removeItem("theme");
    } catch {
      // Storage is disabled: the choice is kept for this page only.
    }
  });
}

// Search.

async function openSearch() {
  const search = await import("./search.js");
  search.open(base);
}

document.querySelectorAll(".search-open").forEach((button) => button.addEventListener("click", openSearch));
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (!slash && !(event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey))) return;
  event.preventDefault();
  openSearch();
});

// Heading links.

for (const heading of document.querySelectorAll(".prose :is(h2, h3, h4, h5, h6)[id]")) {
  const link = document.createElement("a");
  link.className = "anchor";
  link.href = `#${encodeURIComponent(heading.id)}`;
  link.textContent = "#";
  link.setAttribute("aria-label", "Link to this section");
  heading.append(" ", link);
}

// Filters: an input with data-filter="selector of the list" hides the items,
// marked data-name, that lack one of its words in data-name, or else in their
// text. A group without visible items is hidden too.

for (const input of document.querySelectorAll("[data-filter]")) {
  const items = [...document.querySelectorAll(`${input.dataset.filter} [data-name]`)];
  const names = items.map((item) => (item.dataset.name || item.textContent).toLowerCase());
  const groups = document.querySelectorAll(`${input.dataset.filter} [data-group]`);
  const apply = () => {
    const words = input.value.toLowerCase().split(/\s+/);
    let left = 0;
    items.forEach((item, i) => {
      item.hidden = !words.every((word) => names[i].includes(word));
      if (!item.hidden) left++;
    });
    groups.forEach((group) => {
      group.hidden = !group.querySelector("[data-name]:not([hidden])");
      const section = group.querySelector("details");
      if (section) section.open = input.value ? true : section.querySelector("[aria-current]") !== null;
    });
    status.textContent = input.value ? `${left} of ${items.length}` : "";
  };
  input.addEventListener("input", apply);
  if (input.value) apply(); // restored by the browser's back button
}

// The list of elements is long, and tabs may be wider than a narrow screen:
// scroll the current one into view, without scrolling the page.
for (const box of document.querySelectorAll(".sidebar, .tabs")) {
  const current = box.querySelector("[aria-current]");
  const centre = () => {
    if (!current) return;
    const a = current.getBoundingClientRect();
    const b = box.getBoundingClientRect();
    box.scrollBy({ left: a.x + a.width / 2 - b.x - b.width / 2, top: a.y + a.height / 2 - b.y - b.height / 2, behavior: "instant" });
  };
  centre();
  box.addEventListener("toggle", centre); // the sidebar as a drawer
}

// Table of contents: open where it has a separate column, with the current
// section marked.

const toc = document.querySelector(".toc details");
if (toc) {
  const wide = matchMedia("(min-width: 75rem)");
  const unfold = () => (toc.open = wide.matches);
  wide.addEventListener("change", unfold);
  unfold();

  const links = new Map();
  for (const link of toc.querySelectorAll("a")) {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (heading) links.set(heading, link);
  }
  const headings = [...links.keys()];
  const mark = () => {
    const passed = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight / 4);
    for (const [heading, link] of links) {
      if (heading === passed.at(-1)) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  const observer = new IntersectionObserver(mark, { rootMargin: "0px 0px -75% 0px" });
  headings.forEach((heading) => observer.observe(heading));
}

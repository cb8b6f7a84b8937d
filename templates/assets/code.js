// The script of code, images and tables: tabs, copy buttons, wrapped lines, enlarged
// images. Everything can be read without it.

const root = document.documentElement;

const status = document.createElement("div");
status.className = "visually-hidden";
status.setAttribute("role", "status");
document.body.append(status);

// keep stores a choice; it is for this page only where storage is disabled.
function keep(name, value) {
  try {
    if (value) localStorage.setItem(name, value);
    else localStorage.removeItem(name);
  } catch {}
}

// inPlace makes a change that moves an element, and scrolls so that it stays where
// the reader sees it.
function inPlace(element, change) {
  const top = element.getBoundingClientRect().top;
  change();
  scrollBy({ top: element.getBoundingClientRect().top - top, behavior: "instant" });
}

// Tabs, after the pattern of the ARIA Authoring Practices. A choice is that of a
// label: it holds for all tabs with this label, and the last choices are kept. Hidden
// panels can be found by the search of the browser and by links, which show them.

const KEPT = 8; // choices

let chosen = [];
try {
  chosen = JSON.parse(localStorage.getItem("tabs") ?? "[]");
} catch {}

const groups = [...document.querySelectorAll(".code-tabs")].map((group) => ({
  list: group.querySelector(":scope > [role=tablist]"),
  tabs: [...group.querySelectorAll(":scope > [role=tablist] > [role=tab]")],
  panels: [...group.querySelectorAll(":scope > [role=tabpanel]")],
  ready: () => (group.dataset.ready = ""), // the panels have their attributes
}));

function select({ tabs, panels }, index) {
  tabs.forEach((tab, i) => {
    tab.setAttribute("aria-selected", String(i === index));
    tab.tabIndex = i === index ? 0 : -1;
    if (i === index) panels[i].removeAttribute("hidden");
    else panels[i].setAttribute("hidden", "until-found");
  });
}

const labelled = ({ panels }, name) => panels.findIndex((panel) => panel.dataset.tab === name);

function choose(group, index) {
  const name = group.panels[index].dataset.tab;
  chosen = [name, ...chosen.filter((other) => other !== name)].slice(0, KEPT);
  keep("tabs", JSON.stringify(chosen));
  inPlace(group.list, () => {
    for (const other of groups) {
      const i = other === group ? index : labelled(other, name);
      if (i >= 0) select(other, i);
    }
  });
}

for (const group of groups) {
  const { list, tabs, panels, ready } = group;
  const known = chosen.map((name) => labelled(group, name)).filter((i) => i >= 0);
  list.hidden = false;
  select(group, known[0] ?? 0);
  ready();
  tabs.forEach((tab, i) => tab.addEventListener("click", () => choose(group, i)));
  panels.forEach((panel, i) => panel.addEventListener("beforematch", () => select(group, i)));
  list.addEventListener("keydown", (event) => {
    const at = tabs.indexOf(event.target);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1 + tabs.length, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    choose(group, to % tabs.length);
    tabs[to % tabs.length].focus({ preventScroll: true });
  });
}

// A link into a hidden panel shows it.
function showTarget() {
  let target = null;
  try {
    target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  } catch {} // no UTF-8
  const panel = target?.closest("[role=tabpanel][hidden]");
  const group = panel && groups.find(({ panels }) => panels.includes(panel));
  if (!group) return;
  select(group, group.panels.indexOf(panel));
  target.scrollIntoView();
}
addEventListener("hashchange", showTarget);
showTarget();

// Copy and wrap buttons.

// commands returns the commands of a shell session: the text after the prompts,
// with continued lines, without the output.
function commands(text) {
  if (!/^\s*\$ /m.test(text)) return text;
  const lines = [];
  let open = false; // the command continues: open quote, or backslash at the end
  let quote = "";
  for (const line of text.split("\n")) {
    const prompt = /^\s*\$ /.exec(line);
    if (!open && !prompt) continue;
    const command = open ? line : line.slice(prompt[0].length);
    for (let i = 0; i < command.length; i++) {
      const c = command[i];
      if (c === "\\" && quote !== "'") i++;
      else if (c === quote) quote = "";
      else if (!quote && (c === "'" || c === '"')) quote = c;
    }
    open = quote !== "" || /(^|[^\\])(\\\\)*\\$/.test(command);
    lines.push(command);
  }
  return lines.join("\n");
}

function button(text, press) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", press);
  return made;
}

function copyButton(block, pre) {
  const shell = /^(bash|sh|shell|zsh|console|curl)?$/.test(block.dataset.lang ?? "");
  const copy = button("Copy", async () => {
    const text = pre.textContent.replace(/\s+$/, "");
    try {
      await navigator.clipboard.writeText(shell ? commands(text) : text);
      copy.textContent = status.textContent = "Copied";
    } catch {
      copy.textContent = status.textContent = "Copying failed";
    }
    setTimeout(() => {
      copy.textContent = "Copy";
      status.textContent = "";
    }, 2000);
  });
  copy.className = "copy";
  return copy;
}

const wraps = [];

function wrapButton(block, pre) {
  const wrap = button("Wrap", () => {
    const on = !("wrap" in root.dataset);
    keep("wrap", on ? "on" : "");
    inPlace(block, () => {
      if (on) root.dataset.wrap = "";
      else delete root.dataset.wrap;
    });
    wraps.forEach((show) => show());
  });
  wrap.className = "wrap";
  wrap.title = "Wrap long lines";
  // Only where lines are long, or were.
  const show = () => {
    const on = "wrap" in root.dataset;
    wrap.setAttribute("aria-pressed", String(on));
    wrap.hidden = !on && pre.scrollWidth <= pre.clientWidth;
  };
  wraps.push(show);
  new ResizeObserver(show).observe(pre);
  return wrap;
}

for (const block of document.querySelectorAll(".highlight")) {
  const pre = block.querySelector("pre");
  if (!pre) continue;
  const tools = document.createElement("div");
  tools.className = "code-tools";
  tools.append(wrapButton(block, pre));
  if (navigator.clipboard) tools.append(copyButton(block, pre));
  block.append(tools);
}
wraps.forEach((show) => show());

// Images are enlarged in a dialog. Those in links lead elsewhere, and small ones are
// signs within the text.

const SMALL = 120; // pixels

let zoom;

function enlarge(image) {
  if (!zoom) {
    zoom = document.createElement("dialog");
    zoom.className = "zoom";
    zoom.setAttribute("aria-label", "Image");
    zoom.append(button("Close", () => zoom.close()), document.createElement("img"));
    zoom.addEventListener("click", (event) => event.target.closest("button") ?? zoom.close());
    document.body.append(zoom);
  }
  const large = zoom.querySelector("img");
  large.src = image.currentSrc || image.src;
  large.alt = image.alt;
  // A drawing has no size of its own.
  large.classList.toggle("drawing", /\.svg([?#]|$)/i.test(large.src));
  zoom.showModal(); // which gives the focus back at its end
}

function zoomable(image) {
  if (image.width < SMALL || image.closest("a, button, summary, .zoomable")) return;
  const open = button("", () => enlarge(image));
  open.className = "zoomable";
  open.setAttribute("aria-label", image.alt ? `Enlarge: ${image.alt}` : "Enlarge image");
  image.replaceWith(open);
  open.append(image);
}

for (const image of document.querySelectorAll(".prose img")) {
  if (image.complete) zoomable(image);
  else image.addEventListener("load", () => zoomable(image), { once: true });
}

// A table is a stop of the keyboard only where it scrolls.

const scrolls = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});
document.querySelectorAll(".table-wrap").forEach((table) => scrolls.observe(table));

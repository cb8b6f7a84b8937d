// Reloads the page when its bytes change, and lists what is wrong with it.
(() => {
  "use strict";
  const page = decodeURIComponent(location.pathname);
  const { version, snapshot, findings } = document.currentScript.dataset;
  const isFault = "docgenFault" in document.documentElement.dataset;
  const root = "/.docgen/";

  // A page that shows an error is shorter: the place to go back to is kept
  // until the page itself is there again.
  const scrollKey = "docgen.scroll:" + page;
  function reload() {
    if (!isFault) sessionStorage.setItem(scrollKey, scrollX + " " + scrollY);
    location.reload();
  }
  const kept = isFault ? null : sessionStorage.getItem(scrollKey);
  function scrollBack() {
    const [x, y] = kept.split(" ").map(Number);
    scrollTo({ left: x, top: y, behavior: "instant" });
  }
  if (kept) {
    sessionStorage.removeItem(scrollKey);
    // The browser would go to the place it saw last: that of the error.
    history.scrollRestoration = "manual";
    addEventListener("pagehide", () => (history.scrollRestoration = "auto"));
    if (document.readyState === "complete") scrollBack();
    else addEventListener("load", scrollBack);
  }

  // Browsers allow six connections to one server: only pages that can be seen
  // hold one. The others compare versions when they come to the front.
  let stream;
  function connect() {
    if (stream || document.hidden) return;
    if (findings !== undefined) {
      connectList();
      return;
    }
    stream = new EventSource(root + "events?" + new URLSearchParams({ page, version, snapshot }));
    stream.addEventListener("reload", (e) => {
      if (JSON.parse(e.data) !== version) reload();
    });
    stream.addEventListener("asset", (e) => refresh(JSON.parse(e.data)));
    stream.addEventListener("findings", showFindings);
    // Asked for earlier, they might come between the answer and the stream.
    stream.addEventListener("open", showFindings);
    stream.addEventListener("error", () => {
      // A server that is gone refuses; the browser gives up on some errors.
      if (stream.readyState !== EventSource.CLOSED) return;
      disconnect();
      setTimeout(connect, 1000);
    });
  }
  function disconnect() {
    stream?.close();
    stream = undefined;
  }
  document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", (e) => e.persisted && connect());

  // The page of all findings has no version of its own: it is loaded again when
  // there are other findings.
  function connectList() {
    stream = new EventSource(root + "events");
    const compare = async () => {
      try {
        const result = await (await fetch(root + "findings")).json();
        if (result.done && String(result.number) !== findings) reload();
      } catch {} // the server has gone; the next connection asks again
    };
    stream.addEventListener("findings", compare);
    stream.addEventListener("open", compare);
  }

  // refresh takes up a changed file: style sheets in place, all others by
  // loading the page again, if it shows them.
  function refresh(path) {
    const leadsTo = (address) => {
      const url = new URL(address, location.href);
      return url.origin === location.origin && decodeURIComponent(url.pathname) === path;
    };
    for (const link of document.querySelectorAll('link[rel~="stylesheet"][href]')) {
      if (!leadsTo(link.href)) continue;
      const next = link.cloneNode();
      const url = new URL(link.href);
      url.searchParams.set("docgen", Date.now());
      next.href = url;
      next.addEventListener("load", () => link.remove());
      link.after(next);
      return;
    }
    for (const element of document.querySelectorAll("[src]")) {
      if (leadsTo(element.src)) return reload();
    }
  }

  // The panel lives in a shadow tree, where the styles of the site do not
  // reach.
  const style = `
    :host { all: initial; position: fixed; inset: auto 1rem 1rem auto; z-index: 2147483647; color-scheme: light dark }
    section { font: 14px/1.45 system-ui, sans-serif; width: max-content; max-width: min(34rem, calc(100vw - 2rem));
      background: light-dark(#fff, #1f2229); color: light-dark(#1c1f24, #e6e8ec); border: 1px solid light-dark(#c3c8d0, #4a505c);
      border-radius: 8px; box-shadow: 0 4px 20px #0004; overflow: hidden }
    summary { padding: .5rem .75rem; cursor: pointer; font-weight: 600 }
    ul { list-style: none; margin: 0; padding: 0; max-height: 50vh; overflow: auto; border-block: 1px solid light-dark(#dfe3e8, #3a3f49) }
    li { padding: .6rem .75rem; border-left: 4px solid; overflow-wrap: anywhere }
    li + li { border-top: 1px solid light-dark(#dfe3e8, #3a3f49) }
    .error { border-left-color: #d1242f } .warning { border-left-color: #bf8700 } .info { border-left-color: #3b82f6 }
    .where { font: 12px/1.6 ui-monospace, monospace; display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: baseline }
    .all { margin: 0; padding: .4rem .75rem }
    a { color: light-dark(#0b57d0, #8ab4ff) }
    button { font: inherit; color: inherit; background: none; border: 1px solid light-dark(#8a919c, #6b7280); border-radius: 4px; cursor: pointer }
    .message { display: block; width: 100%; padding: 0; border: 0; text-align: left; overflow-wrap: anywhere }
    .message:hover { text-decoration: underline }
    :focus-visible { outline: 2px solid light-dark(#0b57d0, #8ab4ff); outline-offset: -2px }
    @media print { :host { display: none } }`;
  let panel;

  async function showFindings() {
    let result;
    try {
      const response = await fetch(root + "findings?" + new URLSearchParams({ page }));
      result = await response.json();
    } catch {
      return; // the server has gone; the next connection asks again
    }
    if (!result.enabled || !result.done) return;
    CSS.highlights?.clear();
    if (result.findings.length === 0) {
      panel?.remove();
      panel = undefined;
      return;
    }
    draw(result.findings);
  }

  function make(tag, properties, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  function draw(findings) {
    if (!panel) {
      panel = document.createElement("docgen-findings");
      panel.attachShadow({ mode: "open" });
      document.documentElement.append(panel);
    }
    const count = (severity, noun) => {
      const n = findings.filter((f) => f.severity === severity).length;
      return n === 0 ? [] : [n + " " + noun + (n === 1 ? "" : "s")];
    };
    const title = [...count("error", "error"), ...count("warning", "warning"), ...count("info", "info")].join(", ");
    const anchors = anchorsOf();
    const items = findings.map((f) => item(f, mark(f, anchors)));
    const all = make("p", { className: "all" }, make("a", { href: root + "findings.html", textContent: "Findings of the whole site" }));
    const details = make("details", { open: sessionStorage.getItem("docgen.open") === "yes" },
      make("summary", { textContent: title }), make("ul", { tabIndex: 0 }, ...items), all);
    details.querySelector("ul").setAttribute("aria-label", "Findings on this page, the worst first");
    details.addEventListener("toggle", () => sessionStorage.setItem("docgen.open", details.open ? "yes" : "no"));
    const section = make("section", {}, details);
    section.setAttribute("aria-label", "Findings on this page");
    panel.shadowRoot.replaceChildren(make("style", { textContent: style }), section);
  }

  function item(f, target) {
    const place = f.file ? f.file + ":" + f.line + ":" + f.column : "";
    const where = make("div", { className: "where" });
    if (place) where.append(f.editor ? make("a", { href: f.editor, textContent: place }) : make("span", { textContent: place }));
    where.append(f.rule_url ? make("a", { href: f.rule_url, textContent: f.rule }) : make("span", { textContent: f.rule }));
    if (place) {
      const copy = make("button", { type: "button", textContent: "Copy" });
      copy.setAttribute("aria-label", "Copy " + place);
      copy.addEventListener("click", async () => {
        await navigator.clipboard.writeText(place);
        copy.textContent = "Copied";
      });
      where.append(copy);
    }
    const text = f.severity + ": " + f.message + (f.fix ? " – " + f.fix : "");
    const message = target
      ? make("button", { type: "button", className: "message", title: "Show it on the page", textContent: text })
      : make("div", { textContent: text });
    if (target) message.addEventListener("click", () => show(target));
    return make("li", { className: f.severity }, message, where);
  }

  // show scrolls to a range, and opens what hides it.
  function show(range) {
    const element = range.startContainer.nodeType === Node.ELEMENT_NODE ? range.startContainer : range.startContainer.parentElement;
    for (let d = element.closest("details"); d; d = d.parentElement?.closest("details")) d.open = true;
    element.scrollIntoView({ block: "nearest", behavior: "instant" });
    // The panel covers what is further down.
    const { top } = (range.collapsed ? element : range).getBoundingClientRect();
    scrollBy({ top: top - innerHeight / 5, behavior: "instant" });
    if (!CSS.highlights || range.collapsed) return;
    CSS.highlights.set("docgen-current", new Highlight(range));
  }

  // anchorsOf returns the comments that the preview has put before pieces of text,
  // by the number in them. One that the layout has printed twice is none.
  function anchorsOf() {
    const anchors = new Map();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_COMMENT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const match = /^docgen:(\d+)$/.exec(node.data);
      if (match) anchors.set(Number(match[1]), anchors.has(Number(match[1])) ? null : node);
    }
    return anchors;
  }

  // rangeOf returns the range of a piece of text: so many characters after an anchor.
  // Where the page has another text there, a script has changed it: null.
  function rangeOf(piece, anchors) {
    const anchor = anchors.get(piece.at);
    if (!anchor) return null;
    const range = document.createRange();
    if (piece.from === piece.to) {
      range.setStart(anchor.parentElement, 0);
      range.collapse(true);
      return range;
    }
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    walker.currentNode = anchor;
    let seen = 0, started = false;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const after = seen + node.data.length;
      if (!started && piece.from < after) {
        range.setStart(node, piece.from - seen);
        started = true;
      }
      if (piece.to <= after) {
        range.setEnd(node, piece.to - seen);
        return range.toString() === piece.text ? range : null;
      }
      seen = after;
    }
    return null;
  }

  // mark underlines what a finding is about, without touching the page. It returns
  // what to scroll to.
  function mark(f, anchors) {
    const ranges = f.marks.map((piece) => rangeOf(piece, anchors)).filter((range) => range);
    if (CSS.highlights) {
      const name = "docgen-" + f.severity;
      if (!CSS.highlights.has(name)) CSS.highlights.set(name, Object.assign(new Highlight(), { priority: priorities[f.severity] }));
      for (const range of ranges) if (!range.collapsed) CSS.highlights.get(name).add(range);
    }
    return ranges[0];
  }
  const priorities = { error: 3, warning: 2, info: 1 };
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`::highlight(docgen-error) { text-decoration: underline wavy #d1242f }
    ::highlight(docgen-warning) { text-decoration: underline wavy #bf8700 }
    ::highlight(docgen-info) { text-decoration: underline dotted #3b82f6 }
    ::highlight(docgen-current) { background-color: #ffd33d66 }`);
  document.adoptedStyleSheets.push(sheet);

  connect();
})();

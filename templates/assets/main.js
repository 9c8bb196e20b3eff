// What a page gains with scripts: remembered switches, the section kept across languages, a
// notice when the data is old, the place in the table of contents.
// theme.js starts it, as a rule after the first paint.
if (document.readyState === "loading") await new Promise((done) => addEventListener("DOMContentLoaded", done));
const root = document.documentElement;
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

// --- What is far from the screen is laid out in idle moments; what is read stays where it is ---
const blocks = all(".text > section:not(.family), article.entry");
const layOut = (block) => { block.style.contentVisibility = "visible"; };
// Above the reader only where the browser keeps in place what is read.
const anchors = CSS.supports("overflow-anchor", "auto");
const layOutLater = () => {
  const far = [...blocks];
  // One at a time, so that no reader's touch waits for more than one.
  const next = () => {
    const block = far.shift();
    if (!block) return;
    if (anchors || block.getBoundingClientRect().bottom >= 0) layOut(block);
    requestIdleCallback(next);
  };
  window.requestIdleCallback?.(next);
};
// A jump must know how high everything before its place really is.
addEventListener("click", ({ target }) => {
  const link = target.closest?.("a[href]");
  if (link?.hash && link.pathname === location.pathname) blocks.forEach(layOut);
}, { capture: true });

// --- The report's own fonts: no text waits for them, and none moves when they come ---
// Where a line would break elsewhere, the spaces between words give way by a hair instead.
const SPACING = [0, -0.02, 0.02, -0.04, 0.04, -0.06, 0.06, -0.08, 0.08, -0.1, 0.1, -0.12, 0.12, -0.14, 0.14, 0.16, 0.18];
const space = (blocks, by) => { for (const [block] of blocks) block.style.wordSpacing = by ? by + "em" : ""; };
const onScreen = () => {
  const found = new Set();
  // No line is lower.
  for (let y = 0; y < innerHeight; y += 20) found.add(document.elementFromPoint(innerWidth / 2, y)?.closest("h1, h2, h3, .answer > *, p, li, dl, .tally"));
  return [...found].filter(Boolean);
};
// Browsers keep what is read in its place as well, but not always wholly.
const steady = (change, [first] = onScreen()) => {
  const top = () => first?.getBoundingClientRect().top ?? 0;
  const stood = top();
  change();
  scrollBy(0, top() - stood);
};
// On which of its lines each text and each element of a block stands.
const breaks = (block) => {
  const { top, height } = block.getBoundingClientRect();
  const inside = document.createRange();
  inside.selectNodeContents(block);
  return [height, ...[...inside.getClientRects()].map((each) => each.top - top)].map((each) => Math.round(each / 8));
};
const setFaces = async () => {
  if (root.classList.contains("faces")) return;
  await Promise.all([400, 700].map((weight) => document.fonts.load(`${weight} 1em "Report ${root.dataset.face}"`)));
  const before = onScreen().map((block) => [block, breaks(block)]);
  steady(() => {
    root.classList.add("faces");
    const nearest = new Map();
    let left = before;
    for (const by of SPACING) {
      // All of them, then a look at all of them: each look after a change is a layout.
      space(left, by);
      left = left.filter(([block, wanted]) => {
        const found = breaks(block);
        // Of a long text no spacing keeps every line: of those that keep its height, and so move
        // nothing below, the one that moves the fewest of its parts.
        const moved = found[0] === wanted[0] ? wanted.filter((each, i) => each !== found[i]).length : Infinity;
        if (moved < (nearest.get(block)?.moved ?? Infinity)) nearest.set(block, { moved, by });
        return moved;
      });
      if (!left.length) break;
    }
    for (const row of left) space([row], nearest.get(row[0])?.by);
  }, before.map(([block]) => block));
  addEventListener("resize", () => { space(before); }, { once: true });
  try { sessionStorage.faces = 1; } catch { /* no storage: set again on the next page */ }
};

// --- The charts' drawings are pictures at first; as a part of the page they take its colours and font ---
const draw = async (pictures) => {
  const reply = await fetch(pictures[0].querySelector("img").src, { cache: "force-cache" });
  if (!reply.ok) return;
  // The style is for pictures; the page has its own, and its policy allows no other.
  const text = (await reply.text()).replace(/<style>.*?<\/style>/s, "");
  const sheet = new DOMParser().parseFromString(text, "image/svg+xml");
  for (const picture of pictures) {
    const { id } = picture.closest("figure");
    const drawings = ["wide", "narrow"].map((layout) => sheet.getElementById(`${id}-${layout}`));
    if (drawings.every(Boolean)) picture.replaceWith(...drawings);
  }
};
const pictures = all(".chart-marks picture");
const drawn = pictures.length && draw(pictures).catch(() => { /* the pictures are left */ });

// --- What the first paint did not need ---
// A form makes browsers lay out every field at once, to see what they could fill in.
if (document.querySelector("[data-tool]")) {
  import("./tools.js").then(({ begin }) => {
    const put = () => {
      if (performance.getEntriesByType("navigation")[0]?.type === "navigate") return steady(begin);
      begin();
      // The browser puts who returns where they were, without knowing that forms come.
      const place = document.getElementById(history.state?.id);
      if (place) scrollBy(0, place.getBoundingClientRect().top - history.state.top);
    };
    // A reader who comes back or for a calculator finds it whole.
    if (root.classList.contains("lazy")) (window.requestIdleCallback ?? setTimeout)(put);
    else put();
  }).catch(() => { /* the filled tables are left */ });
}
document.head.append(Object.assign(document.createElement("link"), { rel: "manifest", href: new URL("../manifest.webmanifest", import.meta.url) }));

new PerformanceObserver((seen, observer) => { observer.disconnect(); setFaces().finally(layOutLater); }).observe({ type: "paint", buffered: true });

// --- Switches: theme by system until chosen, rise and fall by language until chosen ---
const states = {
  theme: {
    on: () => (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark",
    values: ["light", "dark"],
  },
  rise: { on: () => (root.dataset.rise || root.dataset.rises) === "red", values: ["green", "red"] },
  currency: { on: () => root.dataset.currency === "krw", values: ["usd", "krw"] },
};
for (const button of all("[data-switch]")) {
  const name = button.dataset.switch;
  const { on, values } = states[name];
  const show = () => button.setAttribute("aria-pressed", on());
  button.addEventListener("click", () => {
    const value = values[on() ? 0 : 1];
    root.dataset[name] = value;
    try {
      localStorage.report = JSON.stringify({ ...JSON.parse(localStorage.report ?? "{}"), [name]: value });
    } catch { /* no storage: for this page only */ }
    show();
    dispatchEvent(new Event(name));
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  show();
}

const menu = document.querySelector("[data-menu]");
addEventListener("pointerdown", ({ target }) => { if (!menu?.contains(target)) menu?.removeAttribute("open"); }, { passive: true });
addEventListener("keydown", ({ key }) => {
  if (key !== "Escape" || !menu?.open) return;
  menu.open = false;
  menu.firstElementChild.focus();
});

// --- Where the reader is: sections first, since the far ones are not laid out ---
const above = (element) => element.getClientRects().length && element.getBoundingClientRect().top < innerHeight / 3;
const reading = (wanted) => {
  const sections = all("main section").filter(above);
  for (const section of sections.reverse()) {
    const found = all(":is(h2, h3, figure, .entry)[id]", section).filter((place) => above(place) && wanted(place)).pop();
    if (found) return found;
  }
};

addEventListener("pagehide", () => {
  const place = reading(() => true);
  if (place) history.replaceState({ id: place.id, top: place.getBoundingClientRect().top }, "");
});

// --- The language switch keeps the section that is being read ---
// It stands at the top of the page: on the way there, the last place where the reader stayed counts.
let stayed = "";
let still = 0;
addEventListener("scroll", () => {
  clearTimeout(still);
  still = setTimeout(() => { stayed = reading(() => true)?.id ?? stayed; }, 1000);
}, { passive: true });
for (const link of all("[data-lang]")) {
  const keep = () => { link.hash = reading(() => true)?.id ?? stayed; };
  for (const event of ["pointerdown", "focus", "click"]) link.addEventListener(event, keep);
}

// --- Old data, by the reader's clock: theme.js has found out before the first paint ---
for (const notice of all("[data-stale]")) notice.hidden = !root.classList.contains("old");

// --- Table of contents: closed on small screens, follows the reader ---
const toc = document.querySelector("[data-toc]");
if (toc) {
  const wide = matchMedia("(min-width: 70rem)");
  const fit = () => { toc.open = wide.matches; };
  wide.addEventListener("change", fit);
  fit();
  const links = new Map(all("a", toc).map((link) => [link.hash.slice(1), link]));
  let waiting = false;
  const follow = () => {
    waiting = false;
    const here = reading((place) => links.has(place.id));
    for (const [id, link] of links) {
      if (here?.id === id) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  addEventListener("scroll", () => {
    if (!waiting) { waiting = true; requestAnimationFrame(follow); }
  }, { passive: true });
}

// --- Long tables sort by a press on a column's head; without scripts they are plain ---
for (const table of all(".sortable table")) {
  const heads = [...table.tHead.rows[0].cells];
  const value = (row, at) => {
    const cell = row.cells[at];
    const data = cell.querySelector("data[value]");
    const number = Number(data?.value);
    return data && !Number.isNaN(number) ? number : cell.textContent.trim();
  };
  // What has no number stands last either way.
  const order = (a, b, sign) => {
    if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
    return sign * (typeof a === "number" ? a - b : a.localeCompare(b, root.lang));
  };
  heads.forEach((head, at) => {
    if (!("sort" in head.dataset)) return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const falling = head.ariaSort !== "descending";
      for (const each of heads) each.ariaSort = each === head ? (falling ? "descending" : "ascending") : null;
      const rows = [...table.tBodies[0].rows];
      table.tBodies[0].append(...rows.sort((a, b) => order(value(a, at), value(b, at), falling ? -1 : 1)));
    });
  });
}

// --- A table inside details may be a link's target; what stood on this page once may have moved ---
const reveal = async () => {
  const id = decodeURIComponent(location.hash.slice(1));
  const place = document.getElementById(id);
  place?.closest("details")?.setAttribute("open", "");
  if (place || !id || !root.hasAttribute("data-moved")) return;
  const reply = await fetch("places.json");
  const places = reply.ok ? await reply.json() : {};
  if (!Object.hasOwn(places, id)) return;
  location.replace(places[id].includes("#") ? places[id] : places[id] + location.hash);
};
addEventListener("hashchange", reveal);
reveal();

// --- Exact values under the pointer; fetched with the first touch ---
const hover = (event) => {
  const chart = event.target.closest?.(".chart-marks")?.closest("figure");
  if (!chart || chart.dataset.ready) return;
  chart.dataset.ready = "1";
  import("./hover.js").then(({ attach, attachTips }) => (chart.dataset.hover ? attach : attachTips)(chart))
    .then(() => again(event, chart)).catch(() => { /* the table says it too */ });
};
// The touch that asked for the script is answered too; the drawing may have come after it.
const again = async (event, chart) => {
  await drawn;
  if (event.pointerType === "mouse" && !chart.matches(":hover")) return;
  const place = event.target.isConnected ? event.target : document.elementFromPoint(event.clientX, event.clientY);
  place?.dispatchEvent(new PointerEvent("pointermove", event));
};
// What a finger asked for stays when it is lifted, until it asks for something else.
const marks = (target) => target.closest?.(".chart-marks");
addEventListener("pointerleave", (event) => {
  if (event.pointerType === "touch" && event.target === marks(event.target)) event.stopImmediatePropagation();
}, { capture: true });
addEventListener("pointerdown", ({ target }) => {
  for (const each of all("[data-ready] .chart-marks")) if (each !== marks(target)) each.dispatchEvent(new PointerEvent("pointerleave"));
}, { passive: true });
onpointerdown = null;
if (self.tap) hover(self.tap);
addEventListener("pointerover", hover, { passive: true });
addEventListener("pointerdown", hover, { passive: true });

// --- Where a number comes from, beside it; without scripts its link leads to the same ---
// A mouse that rests and the keyboard ask for it, and a finger's touch.
const numbers = (then) => import("./numbers.js").then(then);
if (document.getElementById("origin")?.showPopover) {
  let pointer = "";
  const near = ({ type, target, pointerType }) => {
    const link = target.closest?.(".num");
    const asks = link && (type === "focusin" ? link.matches(":focus-visible") : pointerType === "mouse");
    if (asks) numbers(({ rest }) => rest(link)).catch(() => { /* the link is left */ });
  };
  addEventListener("pointerover", near, { passive: true });
  addEventListener("focusin", near);
  addEventListener("pointerdown", (event) => { pointer = event.pointerType; }, { passive: true });
  addEventListener("click", (event) => {
    const link = event.target.closest?.(".num");
    // No detail: a key was pressed.
    if (!link || !event.detail || !["touch", "pen"].includes(pointer)) return;
    event.preventDefault();
    numbers(({ touch }) => touch(link)).catch(() => { open(link.href, link.target || "_self"); });
  });
}

// --- A claim's chip opens its card; without popovers it leads to the ledger ---
const cardOf = (chip) => document.getElementById("card-" + chip.dataset.card);
if (HTMLElement.prototype.showPopover) {
  let closed;
  for (const chip of all("[data-card]").filter(cardOf)) {
    chip.role = "button";
    chip.ariaHasPopup = "dialog";
    // Pressing outside closes a card, so a second press on its chip finds it closed just now.
    chip.addEventListener("pointerdown", () => { closed = cardOf(chip).matches(":popover-open") && chip; });
  }
  const open = (chip) => {
    const card = cardOf(chip);
    if (closed === chip) { closed = undefined; return card.hidePopover(); }
    card.showPopover({ source: chip });
    card.focus({ preventScroll: true });
  };
  addEventListener("click", (event) => {
    const chip = event.target.closest?.("[data-card]");
    if (!chip || chip.role !== "button" || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    open(chip);
  });
  addEventListener("keydown", (event) => {
    if (event.key !== " " || event.target.role !== "button" || !event.target.dataset.card) return;
    event.preventDefault();
    open(event.target);
  });
}

// --- In a frame of another page, a link opens where the reader is ---
if (root.classList.contains("framed")) for (const link of all("a[href]")) link.target = "_top";

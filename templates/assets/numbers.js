// Where a number comes from, beside it: its entry on the methods page, which its link leads to.
const card = document.getElementById("origin");
const pages = new Map();
let shown;
let waiting = 0;
let left;
let back = () => {};

async function entry(link) {
  const [address, id] = link.href.split("#");
  if (!pages.has(address)) {
    pages.set(address, fetch(address).then(async (reply) => {
      if (!reply.ok) throw new Error(address);
      // Not its style, which this page's policy does not know.
      const text = (await reply.text()).replace(/<style>.*?<\/style>/s, "");
      return new DOMParser().parseFromString(text, "text/html");
    }).catch((error) => { pages.delete(address); throw error; }));
  }
  return (await pages.get(address)).getElementById(decodeURIComponent(id));
}

const isOpen = () => card.matches(":popover-open");
const text = (element) => element.textContent.trim();
const make = (tag, content) => Object.assign(document.createElement(tag), { textContent: content });

// A published figure has an entry of its own; a metric a row in the table of its family.
function parts(found, link) {
  if (!found.cells) {
    const rows = [...found.querySelectorAll("dt")].map((name) => [text(name), text(name.nextElementSibling)]);
    return { name: text(found.querySelector("p")), said: [], rows: rows.slice(2) };
  }
  const family = found.closest(".family");
  const label = found.cells[0].firstChild.textContent.trim();
  const names = [...family.querySelectorAll("thead th")].map(text);
  const rows = [...found.cells].map((cell, at) => [names[at], text(cell)]);
  const said = [...family.querySelectorAll(":scope > p:not(.missing)")].map(text);
  // The methods page speaks of today: of a past edition's number it knows the source only.
  return link.querySelector("[data-metric]")
    ? { name: label, said, rows: rows.slice(2) }
    : { name: link.title || label, said, rows: rows.slice(4) };
}

function place(link) {
  const [box] = link.getClientRects();
  const { offsetWidth: width, offsetHeight: height } = card;
  const room = document.documentElement.clientWidth - width - 8;
  const below = box.bottom + height + 8 < innerHeight || box.top < height + 8;
  card.style.left = scrollX + Math.max(8, Math.min(box.left, room)) + "px";
  card.style.top = scrollY + (below ? box.bottom + 6 : box.top - height - 6) + "px";
}

async function show(link, wanted) {
  const found = await entry(link);
  if (!found) throw new Error(link.href);
  if (shown !== link || !wanted()) return;
  back();
  const { name, said, rows } = parts(found, link);
  const list = make("dl", "");
  list.append(...rows.filter(([, value]) => value).flatMap(([term, value]) => [make("dt", term), make("dd", value)]));
  const block = card.querySelector("[data-origin]");
  block.replaceChildren(make("strong", name), ...said.map((each) => make("p", each)), list);
  card.querySelector("[data-more]").href = link.href;
  // With its source known, Tab leads from the number into the card and on.
  if (isOpen()) card.hidePopover();
  card.showPopover({ source: link });
  place(link);
  // The browser's own tooltip would say the name twice.
  const { title } = link;
  link.title = "";
  back = () => { link.title ||= title; };
}

// A number that the pointer rests on or the keyboard has reached.
export function rest(link) {
  if (link === left) return;
  clearTimeout(waiting);
  if (shown === link && isOpen()) return;
  shown = link;
  // Pointer or focus may have gone on while this file or the entry was under way.
  const wanted = () => link.matches(":hover, :focus-visible");
  waiting = setTimeout(() => { if (wanted()) show(link, wanted).catch(() => { /* the link is left */ }); }, 300);
}

// A number that was touched; who listens to the page hears the card. Nobody waits long for it.
export async function touch(link) {
  shown = link;
  const late = new Promise((_, reject) => { setTimeout(reject, 2500, new Error(link.href)); });
  await Promise.race([show(link, () => true), late]);
  if (isOpen()) card.focus({ preventScroll: true });
}

const leave = () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => { if (isOpen()) card.hidePopover(); }, 300);
};
card.addEventListener("beforetoggle", ({ newState }) => {
  // Closing gives the focus back to the number, which does not ask for the card again.
  if (newState !== "closed") return;
  left = shown;
  setTimeout(() => { left = undefined; }, 100);
});
card.addEventListener("toggle", ({ newState }) => {
  if (newState !== "closed") return;
  shown = undefined;
  back();
});
document.addEventListener("pointerover", ({ target, pointerType }) => {
  if (pointerType !== "mouse" || !shown) return;
  if (card.contains(target)) clearTimeout(waiting);
  else if (target.closest(".num") !== shown && !shown.matches(":focus-visible")) leave();
}, { passive: true });
document.addEventListener("focusout", ({ target, relatedTarget }) => {
  if ((target === shown || card.contains(target)) && relatedTarget !== shown && !card.contains(relatedTarget)) leave();
});

// What a chart's marks say when they are touched: a line's values from the chart's own CSV, and
// the text of a point or bar that has one.
const lang = document.documentElement.lang;

export function parse(csv) {
  const [head, ...lines] = csv.trim().split("\n").map((line) => line.split(","));
  return lines.map((cells) => Object.fromEntries(head.map((name, at) => [name, cells[at]])));
}

const fill = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

// The CSV's own digits are rounded, not a product of them: 0.0195 is 2.0 %, as in the text.
function number(text, pattern, digits, factor) {
  const size = text.replace(/^-/, "");
  const exact = size.includes("e") ? Number(size) * factor : factor === 100 ? `${size}e2` : size;
  const n = new Intl.NumberFormat(lang, { minimumFractionDigits: digits, maximumFractionDigits: digits })
    .format(exact);
  return fill(pattern, { sign: text.startsWith("-") && /[1-9]/.test(n) ? "−" : "", n });
}

// A date in the language's own form: of a year, of a month or of a day.
function when(text, patterns, months) {
  const [year, month, day] = text.split("-").map(Number);
  const pattern = patterns[text.split("-").length - 1];
  return fill(pattern, { year, month: months ? months[month - 1] : month, day });
}

// A box with text in a chart, hidden until it is needed.
function box(marks, name) {
  const found = Object.assign(document.createElement("div"), { className: name, hidden: true });
  marks.append(found);
  return found;
}

// Beside a place in the chart, on the side with more room.
function put(tip, frame, left, top) {
  const room = frame.width - left > tip.offsetWidth + 14;
  tip.style.left = Math.max(0, room ? left + 10 : left - tip.offsetWidth - 10) + "px";
  tip.style.top = top + "px";
}

function listen(marks, show, hide) {
  marks.addEventListener("pointermove", show);
  marks.addEventListener("pointerdown", show);
  marks.addEventListener("pointerleave", hide);
  addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
}

// Points and bars say what they stand for.
export function attachTips(chart) {
  const marks = chart.querySelector(".chart-marks");
  const tip = box(marks, "tip");
  const hide = () => { tip.hidden = true; };
  listen(marks, (event) => {
    const text = event.target.dataset?.tip;
    if (!text) return hide();
    tip.textContent = text;
    tip.hidden = false;
    const frame = marks.getBoundingClientRect();
    put(tip, frame, event.clientX - frame.left, event.clientY - frame.top + 8);
  }, hide);
}

export async function attach(chart) {
  const { x, lines, when: patterns, months, step } = JSON.parse(chart.dataset.hover);
  const reply = await fetch(chart.dataset.csv);
  if (!reply.ok) return;
  const rows = parse(await reply.text()).map((row) => ({ row, at: Date.parse(row[x]) })).sort((a, b) => a.at - b.at);
  const marks = chart.querySelector(".chart-marks");
  const hair = box(marks, "hair");
  const tip = box(marks, "tip");

  const hide = () => { hair.hidden = tip.hidden = true; };
  const show = (event) => {
    const svg = [...marks.querySelectorAll("svg")].find((each) => each.clientWidth || each.getBoundingClientRect().width);
    if (!svg) return;
    const area = svg.getBoundingClientRect();
    const frame = marks.getBoundingClientRect();
    const scale = area.width / svg.viewBox.baseVal.width;
    const [left, top, width, height] = svg.dataset.plot.split(" ").map(Number);
    const [from, to] = svg.dataset.x.split(" ").map(Date.parse);
    const at = from + ((event.clientX - area.left) / scale - left) / width * (to - from);
    // A stepped value holds until the next row; of the others the nearest is meant.
    const near = step ? rows.findLast((each) => each.at <= at) ?? rows[0]
      : rows.reduce((best, each) => (Math.abs(each.at - at) < Math.abs(best.at - at) ? each : best));
    const said = lines.filter(([column]) => near.row[column] !== "" && near.row[column] !== undefined)
      .map(([column, label, ...form]) => `${label}  ${number(near.row[column], ...form)}`);
    if (!said.length) return hide();
    tip.textContent = [when(near.row[x], patterns, months), ...said].join("\n");
    hair.hidden = tip.hidden = false;
    const offset = area.left - frame.left + (left + (near.at - from) / (to - from) * width) * scale;
    hair.style.left = offset + "px";
    hair.style.top = area.top - frame.top + top * scale + "px";
    hair.style.height = height * scale + "px";
    hair.style.bottom = "auto";
    put(tip, frame, offset, area.top - frame.top + top * scale);
  };
  listen(marks, show, hide);
}

// Crosshair and values of a line chart, from the chart's own CSV.
const lang = document.documentElement.lang;

// A position on the time axis: 2025, 2025-11 (its end) or 2025-11-28.
export function position(text) {
  const [year, month, day = 31] = text.split("-").map(Number);
  return month ? year + (month - 1 + day / 31) / 12 : year;
}

export function parse(csv) {
  const [head, ...lines] = csv.trim().split("\n").map((line) => line.split(","));
  return lines.map((cells) => Object.fromEntries(head.map((name, at) => [name, cells[at]])));
}

const fill = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

function number(value, pattern, digits, factor) {
  const n = new Intl.NumberFormat(lang, { minimumFractionDigits: digits, maximumFractionDigits: digits })
    .format(Math.abs(value * factor));
  return fill(pattern, { sign: value < 0 && /[1-9]/.test(n) ? "−" : "", n });
}

// A date in the language's own form: of a year, of a month or of a day.
function when(text, patterns, months) {
  const [year, month, day] = text.split("-").map(Number);
  const pattern = patterns[text.split("-").length - 1];
  return fill(pattern, { year, month: months ? months[month - 1] : month, day });
}

export async function attach(chart) {
  const { x, lines, when: patterns, months, step } = JSON.parse(chart.dataset.hover);
  const reply = await fetch(chart.dataset.csv);
  if (!reply.ok) return;
  const rows = parse(await reply.text()).map((row) => ({ row, at: position(row[x]) })).sort((a, b) => a.at - b.at);
  const marks = chart.querySelector(".chart-marks");
  const hair = Object.assign(document.createElement("div"), { className: "hair", hidden: true });
  const tip = Object.assign(document.createElement("div"), { className: "tip", hidden: true });
  marks.append(hair, tip);

  const hide = () => { hair.hidden = tip.hidden = true; };
  const show = (event) => {
    const svg = [...marks.querySelectorAll("svg")].find((each) => each.clientWidth || each.getBoundingClientRect().width);
    if (!svg) return;
    const box = svg.getBoundingClientRect();
    const frame = marks.getBoundingClientRect();
    const scale = box.width / svg.viewBox.baseVal.width;
    const [left, top, width, height] = svg.dataset.plot.split(" ").map(Number);
    const [from, to] = svg.dataset.x.split(" ").map(Number);
    const at = from + ((event.clientX - box.left) / scale - left) / width * (to - from);
    // A stepped value holds until the next row; of the others the nearest is meant.
    const near = step ? rows.findLast((each) => each.at <= at) ?? rows[0]
      : rows.reduce((best, each) => (Math.abs(each.at - at) < Math.abs(best.at - at) ? each : best));
    const said = lines.filter(([column]) => near.row[column] !== "" && near.row[column] !== undefined)
      .map(([column, label, ...form]) => `${label}  ${number(Number(near.row[column]), ...form)}`);
    if (!said.length) return hide();
    tip.textContent = [when(near.row[x], patterns, months), ...said].join("\n");
    hair.hidden = tip.hidden = false;
    const offset = box.left - frame.left + (left + (near.at - from) / (to - from) * width) * scale;
    hair.style.left = offset + "px";
    hair.style.top = box.top - frame.top + top * scale + "px";
    hair.style.height = height * scale + "px";
    hair.style.bottom = "auto";
    const room = frame.width - offset > tip.offsetWidth + 14;
    tip.style.left = Math.max(0, room ? offset + 10 : offset - tip.offsetWidth - 10) + "px";
    tip.style.top = box.top - frame.top + top * scale + "px";
  };
  marks.addEventListener("pointermove", show);
  marks.addEventListener("pointerdown", show);
  marks.addEventListener("pointerleave", hide);
  addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
}

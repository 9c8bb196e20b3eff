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

function number(value, kind, digits) {
  const scaled = kind === "pct" || kind === "pp" ? value * 100 : value;
  const text = new Intl.NumberFormat(lang, { minimumFractionDigits: digits, maximumFractionDigits: digits })
    .format(scaled).replace("-", "−");
  if (kind === "pct") return text + "%";
  if (kind === "pp") return text + (lang === "ko" ? "%p" : " pp");
  if (kind === "multiple") return text + (lang === "ko" ? "배" : "×");
  return text;
}

function when(text) {
  const parts = text.split("-").length;
  if (parts === 1) return lang === "ko" ? text + "년" : text;
  const style = { year: "numeric", month: parts === 3 || lang === "ko" ? "long" : "short", timeZone: "UTC" };
  if (parts === 3) style.day = "numeric";
  return new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, style).format(new Date(text + (parts === 2 ? "-01" : "")));
}

export async function attach(chart) {
  const { x, lines } = JSON.parse(chart.dataset.hover);
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
    const near = rows.reduce((best, each) => (Math.abs(each.at - at) < Math.abs(best.at - at) ? each : best));
    const said = lines.filter(([column]) => near.row[column] !== "" && near.row[column] !== undefined)
      .map(([column, label, kind, digits]) => `${label}  ${number(Number(near.row[column]), kind, digits)}`);
    if (!said.length) return hide();
    tip.textContent = [when(near.row[x]), ...said].join("\n");
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

// The calculators. Their formulas stand in content/small_caps/tools/formulas.py too and are tested against it.

// What a yearly fee costs: [end value without fee, end value with fee].
export function fees(amount, years, growth, fee) {
  const free = amount * (1 + growth) ** years;
  return [free, amount * ((1 + growth) * (1 - fee)) ** years];
}

// Tax on the whole gain, realised at once at the end, above an allowance: [tax, what is left].
export function afterTax(amount, years, growth, rate, allowance = 0) {
  const end = amount * (1 + growth) ** years;
  const tax = rate * Math.max(0, end - amount - allowance);
  return [tax, end - tax];
}

// A fund that multiplies each day's move, before costs, for a return and a yearly volatility.
export function decay(total, volatility, years, multiple) {
  const factor = Math.exp((-multiple * (multiple - 1) / 2) * volatility ** 2 * years);
  return [Math.max(0, 1 + total) ** multiple * factor - 1, factor];
}

// Monthly returns in dollars, as they are in won; won: what the dollar itself returned in them.
export const inWon = (returns, won) => returns.map((value, at) => (1 + value) * (1 + won[at]) - 1);

// Two funds in fixed shares, balanced every month; returns are monthly fractions.
export function mix(share, base, other) {
  const returns = base.map((value, at) => (1 - share) * value + share * other[at]);
  const count = returns.length;
  const logs = returns.map((value) => Math.log(1 + value));
  const mean = logs.reduce((sum, value) => sum + value, 0) / count;
  const spread = logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
  const levels = [1];
  for (const value of returns) levels.push(levels.at(-1) * (1 + value));
  let high = 0;
  let drawdown = 0;
  let worst = Infinity;
  levels.forEach((level, at) => {
    high = Math.max(high, level);
    drawdown = Math.min(drawdown, level / high - 1);
    if (at >= 12) worst = Math.min(worst, level / levels[at - 12] - 1);
  });
  return {
    cagr: levels.at(-1) ** (12 / count) - 1,
    volatility: Math.sqrt(spread * 12),
    max_drawdown: drawdown,
    worst_12m: worst,
  };
}

const lang = document.documentElement.lang;
const figure = (digits) => new Intl.NumberFormat(lang, { minimumFractionDigits: digits, maximumFractionDigits: digits });
const clean = (text) => text.replace("-", "−").replace(/^−(0(?:\.0+)?)(?=%|$)/, "$1");
const percent = (value, digits = 1) => clean(figure(digits).format(value * 100) + "%");
const whole = (value) => clean(figure(0).format(value));
const plain = (value) => clean(new Intl.NumberFormat(lang, { maximumFractionDigits: 2 }).format(value));

// Fills {name} in a text of the page.
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

// The fields' values, and the first field whose value is none.
function read(form) {
  const values = {};
  let wrong;
  for (const field of form.elements) {
    if (!field.name) continue;
    values[field.name] = field.type === "number" || field.type === "range" ? field.valueAsNumber : field.value;
    const good = field.checkValidity() || field.validity.stepMismatch;
    field.ariaInvalid = String(!good);
    if (!good) wrong ??= field;
    const shown = form.querySelector(`output[for="${field.id}"]`);
    if (shown) shown.textContent = figure(0).format(field.valueAsNumber) + (shown.dataset.unit ?? "");
  }
  return { values, wrong };
}

const shows = {
  fees(tool, values, data) {
    const pattern = tool.querySelector("select").selectedOptions[0].dataset.money;
    const money = (amount) => fill(pattern, { amount: whole(amount) });
    for (const row of tool.querySelectorAll("[data-fund]")) {
      const [free, left] = fees(values.amount, values.years, values.growth / 100, data.fees[row.dataset.fund]);
      row.querySelector("[data-out=cost]").textContent = money(free - left);
      row.querySelector("[data-out=left]").textContent = money(left);
    }
    return { amount: money(values.amount), years: plain(values.years), growth: plain(values.growth) + "%" };
  },
  tax(tool, values) {
    const money = (amount) => fill(tool.querySelector("[data-money]").dataset.money, { amount: whole(amount) });
    for (const row of tool.querySelectorAll("[data-rule]")) {
      const { rate, allowance } = JSON.parse(row.dataset.rule);
      const [tax, left] = afterTax(values.amount, values.years, values.growth / 100, rate, allowance);
      row.querySelector("[data-out=tax]").textContent = money(tax);
      row.querySelector("[data-out=left]").textContent = money(left);
    }
    return { amount: money(values.amount), years: plain(values.years), growth: plain(values.growth) + "%" };
  },
  decay(tool, values) {
    const [total, sigma] = [values.total / 100, values.volatility / 100];
    const multiple = Number(values.multiple);
    const [got, factor] = decay(total, sigma, values.years, multiple);
    return { got: percent(got), naive: percent(Math.max(-1, multiple * total)), lost: percent(1 - factor), multiple };
  },
  mix(tool, values, data) {
    const called = JSON.parse(tool.dataset.called);
    const currency = called[document.documentElement.dataset.currency] ? document.documentElement.dataset.currency : "usd";
    const [base, other] = [data.base, data.other].map((each) => (currency === "krw" ? inWon(each, data.won) : each));
    const found = mix(values.share / 100, base, other);
    return {
      currency: called[currency], share: percent(values.share / 100, 0), cagr: percent(found.cagr), volatility: percent(found.volatility),
      drawdown: percent(found.max_drawdown), worst: percent(found.worst_12m),
    };
  },
};

function start(tool) {
  const template = tool.querySelector("template");
  const result = tool.querySelector("[data-result]");
  if (!template || !result) return;
  template.replaceWith(template.content);
  const form = tool.querySelector("form");
  const data = JSON.parse(tool.dataset.values || "{}");
  const run = async () => {
    const { values, wrong } = read(form);
    for (const cell of wrong ? tool.querySelectorAll("[data-out]") : []) cell.textContent = "–";
    if (wrong) {
      const field = wrong.labels[0].firstChild.textContent;
      result.textContent = fill(result.dataset.invalid, { field, min: plain(wrong.min), max: plain(wrong.max) });
      return;
    }
    if (tool.dataset.tool === "mix" && !data.base) {
      const lines = (await (await fetch(tool.dataset.csv)).text()).trim().split("\n").slice(1).map((line) => line.split(","));
      [data.base, data.other, data.won] = [1, 2, 3].map((at) => lines.map((cells) => Number(cells[at])));
    }
    result.textContent = fill(result.dataset.result, shows[tool.dataset.tool](tool, values, data));
  };
  form.addEventListener("input", run);
  const unit = form.elements.currency;
  // The reader's currency, now and whenever it is turned over.
  const turn = () => {
    const { currency } = document.documentElement.dataset;
    const wanted = unit && [...unit.options].find((each) => each.value === currency);
    if (!wanted || wanted.selected) return;
    wanted.selected = true;
    form.elements.amount.value = wanted.dataset.amount;
    run();
  };
  if (unit) addEventListener("currency", turn);
  else addEventListener("currency", () => { if (result.textContent) run(); });
  turn();
  form.addEventListener("submit", (event) => event.preventDefault());
  if (!result.textContent && !tool.dataset.csv) run();
}

export const begin = () => { for (const tool of document.querySelectorAll("[data-tool]")) start(tool); };

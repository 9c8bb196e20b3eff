// Before the first paint: choices, old data, fonts that are here already.
{
  const { dataset: s, classList: c } = document.documentElement;
  c.add("js");
  if (self != top) c.add("framed");
  if (Date.now() - Date.parse(s.asOf) > s.staleAfter * 864e5) c.add("old");
  try {
    if (sessionStorage.faces) c.add("faces");
    for (const k of ["theme", "rise", "currency"]) {
      const v = localStorage["report-" + k];
      if (v) s[k] = v;
    }
  } catch { /* no storage */ }
  // Everything else after it, but for who returns or looks for a place: that needs true heights at once.
  const go = () => import("./main.js");
  if (performance.getEntriesByType("navigation")[0]?.type == "navigate" && !location.hash) {
    c.add("lazy");
    new PerformanceObserver(go).observe({ type: "paint" });
    // Some browsers keep it to themselves when they paint.
    setTimeout(go, 2e3);
  } else go();
}

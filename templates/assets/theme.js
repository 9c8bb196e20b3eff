// Before the first paint: choices, old data, fonts that are here already.
{
  const { dataset: s, classList: c } = document.documentElement;
  c.add("js");
  if (self != top) c.add("framed");
  if (Date.now() - Date.parse(s.asOf) > s.staleAfter * 864e5) c.add("old");
  // A touch before its script is not lost: main.js finds it.
  onpointerdown = (e) => { self.tap = e; };
  try {
    if (sessionStorage.faces) c.add("faces");
    Object.assign(s, JSON.parse(localStorage.report));
  } catch { /* no storage, or nothing in it */ }
  // Everything else after it, but for who returns or looks for a place: that needs true heights at once.
  const go = () => import("./main.js");
  if (performance.getEntriesByType("navigation")[0]?.type == "navigate" && !location.hash) {
    c.add("lazy");
    new PerformanceObserver(go).observe({ type: "paint" });
    // Some browsers keep it to themselves when they paint.
    setTimeout(go, 2e3);
  } else go();
}

// Runs before the first paint, so that neither a remembered choice nor the notice on old data
// makes the page jump.
(d=>{const s=d.dataset;d.classList.add("js");if(Date.now()-Date.parse(s.asOf)>s.staleAfter*864e5)d.classList.add("old");try{for(const k of["theme","rise"]){const v=localStorage.getItem("report-"+k);if(v)s[k]=v}}catch{}})(document.documentElement)

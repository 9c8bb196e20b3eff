// Runs before the first paint, so that no remembered choice, notice on old data or font that is
// already here makes the page jump.
(d=>{const s=d.dataset,c=d.classList;c.add("js");if(self!=top)c.add("framed");if(Date.now()-Date.parse(s.asOf)>s.staleAfter*864e5)c.add("old");try{if(sessionStorage.faces)c.add("faces");for(const k of["theme","rise"]){const v=localStorage.getItem("report-"+k);if(v)s[k]=v}}catch{}})(document.documentElement)

// Runs before the first paint, so that a remembered choice never flashes.
(d=>{d.classList.add("js");try{for(const k of["theme","rise"]){const v=localStorage.getItem("report-"+k);if(v)d.dataset[k]=v}}catch{}})(document.documentElement)

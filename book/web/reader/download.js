/* A file to be saved, where the site is read from a folder: browsers show it then, whatever the link says. The script
   FILE.js beside it hands it over, and is loaded on the click. */
(() => {
  "use strict";

  const waiting = new Map();

  function save(name, text) {
    const link = Object.assign(document.createElement("a"), { download: name });
    link.href = URL.createObjectURL(new Blob([text], { type: "application/x-ipynb+json" }));
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  /* Called by FILE.js. */
  self.HANDED = (name, text) => waiting.get(name)?.(text);

  if (location.protocol !== "file:") return;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[download$='.ipynb'][href]:not([href^='blob:'])");
    if (!link) return;
    event.preventDefault();
    const name = link.download, script = document.createElement("script");
    waiting.set(name, (text) => save(name, text));
    script.src = `${link.href}.js`;
    script.addEventListener("error", () => open(link.href));
    script.addEventListener("load", () => script.remove());
    document.head.append(script);
  });
})();

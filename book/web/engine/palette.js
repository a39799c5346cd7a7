/* The page's own colours, for canvases: CSS variables as numbers, and the heights of a landscape. */
var Engine = Engine || {};
(() => {
  "use strict";

  const HEIGHTS = 10;

  /* A CSS variable of the page, such as `--look-adam`; it follows the page from light to dark. */
  Engine.colour = (name, otherwise = "#777") =>
    getComputedStyle(document.documentElement).getPropertyValue(name).trim() || otherwise;

  const channels = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));

  /* The palette of heights, lowest first, each as [red, green, blue]. */
  Engine.heights = () => Array.from({ length: HEIGHTS }, (_, k) => {
    const grey = Math.round(120 + 12 * k).toString(16);
    return channels(Engine.colour(`--height-${k}`, `#${grey}${grey}${grey}`));
  });

  /* Calls `changed` when the page turns from light to dark, or back. */
  Engine.onTheme = (changed) => {
    new MutationObserver(changed).observe(document.documentElement, { attributeFilter: ["data-theme", "data-mode"] });
  };
})();

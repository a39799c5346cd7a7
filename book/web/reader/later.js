/* Formulas and pictures that nobody sees yet lie as text in <noscript>, where whoever has no JavaScript finds them: those
   of a fold until it opens, those of a page of mistakes until they come near the screen, and all of them until paper. */
(() => {
  "use strict";

  function set(place) {
    for (const waiting of place.querySelectorAll("noscript.later")) waiting.outerHTML = waiting.textContent;
  }

  // Told before the next line is drawn, whoever opened the fold.
  new MutationObserver((changes) => {
    for (const { target } of changes) if (target.open) set(target);
  }).observe(document.body, { subtree: true, attributeFilter: ["open"] });

  const near = new IntersectionObserver((seen) => {
    for (const { target, isIntersecting } of seen) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      set(target);
    }
  }, { rootMargin: "100%" });
  for (const mistake of document.querySelectorAll("section.mistake")) near.observe(mistake);

  addEventListener("beforeprint", () => set(document));
})();

/* Folds: a link to a place inside opens them, and on paper all text is open, and light whatever the screen is.
   What was changed for paper is changed back. */
(() => {
  "use strict";

  function follow() {
    let name = location.hash.slice(1);
    try {
      name = decodeURIComponent(name);
    } catch { /* a link may say anything */ }
    const place = name && document.getElementById(name);
    let opened = false;
    for (let fold = place && place.closest("details"); fold; fold = fold.parentElement.closest("details")) {
      opened ||= !fold.open;
      fold.open = true;
    }
    if (opened) place.scrollIntoView();
  }

  const page = document.documentElement.dataset;
  let forPaper = [], mode;
  addEventListener("beforeprint", () => {
    mode = page.theme;
    if (mode) page.theme = "light";
    forPaper = [...document.querySelectorAll("details.sd-dropdown:not([open])")];
    for (const fold of forPaper) fold.open = true;
  });
  addEventListener("afterprint", () => {
    if (mode) page.theme = mode;
    for (const fold of forPaper) fold.open = false;
    forPaper = [];
  });

  addEventListener("hashchange", follow);
  follow();
})();

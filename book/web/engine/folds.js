/* Folds: a link to a place inside opens them, and on paper all text is open, and light whatever the screen is.
   What was changed for paper is changed back. One button in the header opens all code of a page, and what is being read
   stays where it is on the screen. What scrolls can be scrolled by the keyboard. */
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
    if (opened) queueMicrotask(() => place.scrollIntoView()); // after its formulas have been set
  }

  const TEXT = "h1, h2, h3, h4, p, li, figure, summary, table, .cell_output";

  /* What is read is the first text below the header, and stays at its place; after a screen of code it comes to the top. */
  function beingRead() {
    const above = Math.max(0, header.getBoundingClientRect().bottom);
    for (const line of document.querySelectorAll(`.bd-article :is(${TEXT})`)) {
      if (line.closest("details.hide") || !line.checkVisibility()) continue;
      const { top, bottom } = line.getBoundingClientRect();
      if (bottom > above) return { line, top: top < innerHeight ? top : above };
    }
    return {};
  }

  const code = [...document.querySelectorAll("div.cell > details.hide")];
  const header = document.querySelector(".article-header-buttons");
  if (header && code.length > 1) {
    const button = document.createElement("button");
    let all = false;
    const say = () => {
      button.title = all ? "Hide all code" : "Show all code";
      button.setAttribute("aria-label", button.title);
    };
    Object.assign(button, { type: "button", className: "btn btn-sm all-code" });
    say();
    button.append(Object.assign(document.createElement("i"), { className: "fa-solid fa-code" }));
    button.addEventListener("click", () => {
      const { line, top } = beingRead();
      all = !all;
      for (const fold of code) fold.open = all;
      say();
      if (line) scrollBy({ top: line.getBoundingClientRect().top - top, behavior: "instant" });
    });
    header.prepend(button);
  }

  /* What is closed has no widths yet, and to ask for them would lay it out: asked when it opens, and has been filled by
     whoever else hears of it. The theme asks everywhere; `light.py` leaves that out. */
  function reach() {
    for (const box of document.querySelectorAll("article :is(pre, .numbers, .pst-scrollable-table-container, .text_html)")) {
      if (!box.checkVisibility()) continue;
      const wide = box.scrollWidth > box.clientWidth, high = box.scrollHeight > box.clientHeight;
      const { overflowX, overflowY } = wide || high ? getComputedStyle(box) : {};
      const scrolls = wide && /auto|scroll/.test(overflowX) || high && /auto|scroll/.test(overflowY);
      if (scrolls && !box.hasAttribute("tabindex")) box.dataset.reached = box.tabIndex = 0;
      else if (!scrolls && "reached" in box.dataset) {
        box.removeAttribute("tabindex"); // who has one of its own keeps it
        delete box.dataset.reached;
      }
    }
  }
  let turned;
  addEventListener("load", reach);
  addEventListener("resize", () => {
    clearTimeout(turned);
    turned = setTimeout(reach, 300);
  });
  document.addEventListener("toggle", () => setTimeout(reach), true);

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

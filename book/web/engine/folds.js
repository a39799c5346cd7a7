/* Folds: a link to a place inside opens them, and on paper all text is open, and light whatever the screen is.
   What was changed for paper is changed back. One button in the header opens all code of a page. What scrolls can be
   scrolled by the keyboard. */
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

  const code = [...document.querySelectorAll("div.cell > details.hide")];
  const header = document.querySelector(".article-header-buttons");
  if (header && code.length > 1) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "btn btn-sm all-code", title: "Show all code" });
    button.setAttribute("aria-label", button.title);
    button.setAttribute("aria-pressed", "false");
    button.append(Object.assign(document.createElement("i"), { className: "fa-solid fa-code" }));
    button.addEventListener("click", () => {
      const all = button.getAttribute("aria-pressed") === "false";
      button.setAttribute("aria-pressed", String(all));
      for (const fold of code) fold.open = all;
    });
    header.prepend(button);
  }

  /* The theme does so once, for code that is open then. What opens may be filled by whoever else hears that it does. */
  function reach() {
    for (const box of document.querySelectorAll("article :is(pre, .numbers, .pst-scrollable-table-container, .text_html)")) {
      const wide = box.scrollWidth > box.clientWidth, high = box.scrollHeight > box.clientHeight;
      if (!wide && !high) continue;
      const { overflowX, overflowY } = getComputedStyle(box);
      if (wide && /auto|scroll/.test(overflowX) || high && /auto|scroll/.test(overflowY)) box.tabIndex = 0;
    }
  }
  addEventListener("load", reach);
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

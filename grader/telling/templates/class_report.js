"use strict";
// Without this script the page is complete; with it the table sorts and filters, and the names can be hidden.
const NAMELESS = "#without-names";
const table = document.querySelector(".class table");
const body = table.tBodies[0];
const headings = [...table.tHead.rows[0].cells];
document.querySelectorAll(".tool").forEach((tool) => (tool.hidden = false));

const toggle = document.querySelector("#names");
function hide(nameless) {
  document.documentElement.classList.toggle("nameless", nameless);
  toggle.setAttribute("aria-pressed", nameless);
}
toggle.addEventListener("click", () => {
  const nameless = toggle.getAttribute("aria-pressed") !== "true";
  history.replaceState(null, "", nameless ? NAMELESS : location.pathname); // it stays when the page is loaded anew
  hide(nameless);
});
hide(location.hash === NAMELESS);

const words = new Intl.Collator(undefined, { numeric: true });
function compare(a, b) {
  const [one, other] = [parseFloat(a), parseFloat(b)];
  if (/^[–\d]/.test(a) && /^[–\d]/.test(b) && (Number.isNaN(one) || Number.isNaN(other))) {
    return Number.isNaN(one) - Number.isNaN(other) || 0; // who has no points comes last
  }
  return one - other || words.compare(a, b);
}
function sort(column) {
  const down = headings[column].getAttribute("aria-sort") === "ascending";
  const rows = [...body.rows];
  const text = new Map(rows.map((row) => [row, row.cells[column].innerText.trim()]));
  rows.sort((a, b) => (down ? -1 : 1) * compare(text.get(a), text.get(b)));
  body.append(...rows);
  headings.forEach((heading, k) => {
    if (k === column) heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    else heading.removeAttribute("aria-sort");
  });
}
headings.forEach((heading, column) => {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...heading.childNodes);
  heading.append(button);
  button.addEventListener("click", () => sort(column));
});

const filter = document.querySelector("#filter");
const shown = document.querySelector("#shown");
const texts = [...body.rows].map((row) => [row, row.textContent.toLowerCase()]);
filter.addEventListener("input", () => {
  const wanted = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
  let n = 0;
  for (const [row, text] of texts) {
    row.hidden = !wanted.every((word) => text.includes(word));
    n += !row.hidden;
  }
  shown.value = n;
});

/* What is copied has formulas as TeX, in place of the letters of their MathML. */
(() => {
  "use strict";

  const formula = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement).closest("math[data-tex]");

  function written({ dataset, attributes }) {
    const block = attributes.display?.value === "block";
    return block ? `$$\n${dataset.tex.trim()}\n$$` : `$${dataset.tex.trim()}$`;
  }

  document.addEventListener("copy", (event) => {
    const selection = getSelection();
    if (selection.isCollapsed || !selection.rangeCount) return;
    const range = selection.getRangeAt(0).cloneRange();
    const first = formula(range.startContainer), last = formula(range.endContainer);
    if (first) range.setStartBefore(first);
    if (last) range.setEndAfter(last);
    const box = document.createElement("div");
    box.append(range.cloneContents());
    const formulas = box.querySelectorAll("math[data-tex]");
    if (!formulas.length) return;
    for (const each of formulas) each.replaceWith(Object.assign(document.createElement("span"), { textContent: written(each) }));
    for (const sign of box.querySelectorAll(".headerlink, button, script, style, template")) sign.remove();
    for (const link of box.querySelectorAll("a[href]")) link.href = link.href; // for a page elsewhere
    event.clipboardData.setData("text/html", box.innerHTML);
    box.style.cssText = "position: fixed; left: -9999px; white-space: pre-line"; // its lines are known where it is laid out
    document.body.append(box);
    event.clipboardData.setData("text/plain", box.innerText.replace(/\n{3,}/g, "\n\n").trim());
    box.remove();
    event.preventDefault();
  });
})();

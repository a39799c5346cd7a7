/* The wrong optimizers of a round: those that are still free by name alone, those that are caught with the step, how far
   they leave, and what there is to learn. */
var Engine = Engine || {};
(() => {
  "use strict";

  const { element, textButton, shown } = Engine;
  const MANY = 12; // rows of a list that has no end

  /* A distance on a bar, from the tolerance to the whole way. */
  const length = (by, tolerance) => Math.max(0.02, Math.min(1, 1 - Math.log10(by) / Math.log10(tolerance)));

  const far = (by) => (by === Infinity ? "off to infinity" : by > 10 ? `by ${shown(by, 2)} times the way` : by >= 0.01 ? `by ${shown(by, 2)} of the way` : `by ${shown(by, 2)}`);

  /* One of them. Its button shows its path, and what is to be said of it. */
  function suspect(chosen, id) {
    const name = element("span", { class: "name" }), where = element("span", { class: "where" }), length_ = element("i");
    const bar = element("span", { class: "bar", "aria-hidden": "true" }, length_);
    const more = element("div", { class: "more", id, hidden: true });
    const press = element("button", { type: "button", class: "suspect", "aria-expanded": "false", "aria-controls": id, onclick: chosen },
      name, where, bar);
    return {
      element: element("li", {}, press, more), press,
      show({ says, hint, link }, found, open, tolerance) {
        name.textContent = says;
        where.textContent = found ? `step ${found.step}, ${far(found.by)}` : "";
        bar.hidden = !found;
        if (found) length_.style.inlineSize = `${(100 * length(found.by, tolerance)).toFixed(1)}%`;
        press.setAttribute("aria-expanded", String(open));
        more.hidden = !open;
        if (open) more.replaceChildren(element("p", {}, ...found
          ? [hint, " ", element("a", { href: new URL(link, document.baseURI).href }, "Read about this mistake"), "."]
          : ["On this trial it walks the right path. What would show the difference?"]));
      },
    };
  }

  /* One of the two lists, of which the first rows are shown. */
  function list(words) {
    const title = element("p", { class: "group" }), rows = element("ul");
    let whole = false;
    const rest = textButton("", () => { whole = true; show(); });
    const made = element("div", { class: "suspects" }, title, rows, rest);
    let all = [];
    function show() {
      const kept = whole ? all : all.slice(0, MANY);
      if (kept.length !== rows.children.length || kept.some((one, i) => one !== rows.children[i])) {
        const { activeElement } = document;
        rows.replaceChildren(...kept);
        if (kept.some((one) => one.contains(activeElement))) activeElement.focus({ preventScroll: true });
      }
      rest.hidden = kept.length === all.length;
      rest.textContent = `Show all ${all.length}`;
      title.textContent = `${words}: ${all.length}`;
      made.hidden = !all.length;
    }
    return { element: made, show(elements) { all = elements; show(); } };
  }

  /* The lists. `chosen(name)` hears whose row is pressed. */
  Engine.suspects = (id, chosen) => {
    const free = list("Still free"), caught = list("Caught"), known = new Map();
    return {
      element: element("div", { class: "lists" }, free.element, caught.element),
      clear: () => known.clear(),
      /* `found` has where each that is caught leaves; `open` is the one that is chosen. */
      show(wrong, found, open, tolerance) {
        for (const one of wrong) {
          if (!known.has(one.name)) known.set(one.name, suspect(() => chosen(one.name), `${id}-${one.name}`));
          known.get(one.name).show(one, found.get(one.name), one.name === open, tolerance);
        }
        const [out, back] = [false, true].map((is) => wrong.filter(({ name }) => found.has(name) === is)
          .map(({ name }) => known.get(name).element));
        free.show(out);
        caught.show(back);
      },
    };
  };
})();

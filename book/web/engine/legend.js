/* The legend: each method's line, marker and loss, and a button that takes it out or back in. */
var Engine = Engine || {};
(() => {
  "use strict";

  const { element, picture } = Engine;

  function reading(walk, step) {
    if (!walk) return "off";
    return step >= walk.lost ? "gone" : `loss ${Engine.shown(walk.losses[step], 2)}`;
  }

  Engine.legend = (it) => {
    const legend = element("ul", { class: "legend" });
    let readings = [];

    function entry(method, index) {
      const look = it.lookOf(index), line = picture("M0 12h24"), marker = picture(look.marker);
      line.firstChild.setAttribute("stroke-dasharray", look.dash.map((part) => 2 * part).join(" ") || "none");
      marker.setAttribute("viewBox", "-12 -12 24 24");
      const toggle = element("button", {
        type: "button", class: "method", "aria-pressed": String(method.on),
        onclick: () => {
          method.on = !method.on;
          toggle.setAttribute("aria-pressed", String(method.on));
          it.rewalk();
          it.clock.redraw();
        },
      }, element("span", { class: "sample" }, line, marker), element("span", { class: "name" }, it.nameOf(index)));
      return element("li", { style: `--c:var(--look-${look.key},${look.light})` },
        toggle, element("output", { "aria-live": "off" }));
    }

    return {
      element: legend,
      build() {
        legend.replaceChildren(...it.state.methods.map(entry));
        readings = [...legend.querySelectorAll("output")];
      },
      /* Returns what is read of the methods that are on. */
      read(step) {
        for (const [index, output] of readings.entries()) output.textContent = reading(it.walks[index], step);
        return it.on().map((index) => `${it.nameOf(index)}: ${readings[index].textContent}`);
      },
    };
  };
})();

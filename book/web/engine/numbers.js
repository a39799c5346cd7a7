/* The rule of the method in focus for the first coordinate: once in symbols, once in this step's numbers. */
var Engine = Engine || {};
(() => {
  "use strict";

  const { element, shown } = Engine;

  const symbol = (token) => (typeof token === "string" ? ` ${token} `
    : element("span", {}, element("i", {}, token.symbol), token.sub ? element("sub", {}, "x") : ""));

  Engine.numbers = (it) => {
    const rule = element("div", { class: "rule", role: "img" });

    function read(step) {
      rule.hidden = !it.config.rule || !it.state.methods[it.focus]?.on;
      if (rule.hidden) return;
      const now = it.setting(it.focus), trace = Engine.trace(now, Math.max(1, step));
      const number = (token) => (typeof token === "string" ? token : shown(token.value(trace, 0)));
      const lines = Engine.rule(now.optimizer, trace.h), worked = lines.map((line) => line.map(number).join(" "));
      rule.replaceChildren(...lines.map((line, k) => element("p", {},
        element("span", { class: "symbols" }, ...line.filter((token) => token !== "·").map(symbol)),
        element("span", { class: "numbers" }, worked[k]))));
      rule.setAttribute("aria-label", `${it.nameOf(it.focus)}, first coordinate: ${worked.join("; ")}`);
    }

    return { element: rule, read };
  };
})();

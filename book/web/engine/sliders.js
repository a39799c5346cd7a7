/* What changes one value of an explorable's state, beside the picture and in the workshop: sliders, boxes, choices. */
var Engine = Engine || {};
(() => {
  "use strict";

  const { element } = Engine;

  Engine.textButton = (words, onclick) => element("button", { type: "button", class: "text", onclick }, words);

  Engine.checkbox = (words, checked, changed) => {
    const box = element("input", { type: "checkbox", checked, onchange: () => changed(box.checked) });
    return { element: element("label", { class: "switch" }, box, ` ${words}`), set: (on) => { box.checked = on; } };
  };

  Engine.choice = (words, options, value, chosen) => {
    const select = element("select", {
      "aria-label": words, onchange: () => chosen(select.value), onkeydown: (event) => event.stopPropagation(),
    }, ...options.map(({ key, name }) => element("option", { value: key, selected: key === value }, name)));
    return element("label", { class: "choice" }, element("span", {}, words), select);
  };

  const named = (list, name) => list?.find((one) => one.name === name);

  /* A start of one or two points, turned with its valley. */
  const turned = (start, degrees) => start.map((_, i) =>
    Number(Engine.turned(start.slice(i - i % 2), degrees)[i % 2].toFixed(6)));

  Engine.sliders = (it) => {
    const beside = element("div", { class: "sliders" });
    let controls = []; // each with what it shows

    /* What a slider belongs to: its knobs and switches, and the values that move together. A method is meant by its
       key, its number, or itself; where it is one of several, its name is said. */
    function owner(whose) {
      const { state } = it, { land, plan, methods } = state;
      if (whose === "land") return { ...Engine.landscapes[land.key], moved: [land.values] };
      if (whose === "plan") return { ...Engine.schedules[plan.key], moved: [plan.values] };
      if (whose === "run") return { knobs: [Engine.stepsKnob, Engine.noiseKnob, Engine.seedKnob], moved: [state] };
      const meant = [whose].flat().flatMap((one) =>
        methods.filter((method, index) => [method.key, method, index].includes(one)));
      const alone = meant.length === 1 && methods.length > 1;
      return { ...Engine.optimizers[meant[0]?.key], moved: meant.map(({ values }) => values),
        of: alone ? ` of ${it.nameOf(methods.indexOf(meant[0]))}` : "" };
    }

    /* ["adam", "lr"] or [0, "lr"] for one method, [["sgd", "momentum"], "lr"] for several, ["land", "kappa"],
       ["run", "noise"], ["plan", "warm"]; ["plan", "kind"] is the choice of the schedule. */
    function add(into, whose, name) {
      const { knobs, switches, moved, of = "" } = owner(whose), get = () => moved[0][name];
      const knob = named(knobs, name), flip = named(switches, name);
      const put = (value) => {
        if (name === "turn" && value !== get()) it.state.start = turned(it.state.start, value - get());
        for (const one of moved) if (name in one) one[name] = value;
        if (name === "steps") it.clock.length(value);
        it.changed(whose === "land");
      };
      if (name === "kind") into.append(kinds());
      if (!knob && !flip) return;
      const control = knob ? Engine.slider(knob, get(), put, knob.words + of)
        : Engine.checkbox(flip.words, get(), put);
      controls.push({ control, get });
      into.append(control.element);
    }

    const kinds = () =>
      Engine.choice("Learning-rate schedule", Object.values(Engine.schedules), it.state.plan.key, (key) => {
        it.adopt(Engine.complete({ ...it.state, plan: { key } }));
        it.clock.replay();
      });

    return {
      element: beside, add,
      build() {
        controls = [];
        beside.replaceChildren();
        for (const [whose, name] of it.config.sliders) add(beside, whose, name);
      },
      /* A value may stand in two places. */
      refresh() { for (const { control, get } of controls) control.set(get()); },
    };
  };
})();

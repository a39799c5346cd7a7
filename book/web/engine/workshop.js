/* The workshop, folded beneath an explorable: everything can be changed in it, and read as a program. */
var Engine = Engine || {};
(() => {
  "use strict";

  const { element, textButton, choice, checkbox } = Engine;
  const SPEEDS = [
    { key: 0.25, name: "¼ speed" }, { key: 1, name: "normal speed" }, { key: 4, name: "4 × speed" },
  ];

  const part = (words, ...children) => element("fieldset", {}, element("legend", {}, words), ...children);
  const buttons = (...children) => element("div", { class: "buttons" }, ...children);

  const note = () => element("p", { class: "note" },
    "The paths are PyTorch's: over 200 steps each method follows ", element("code", {}, "torch.optim"),
    " on each landscape to a billionth of the distance. Where it does not, the path is chaotic, and PyTorch itself "
    + "goes elsewhere when the last digit of its weights changes. Muon is compared in double precision; PyTorch "
    + "computes a part of it in 16 bits.");

  /* The formula of a landscape that the reader writes, and what is wrong with it. */
  function formula(it) {
    const complaint = element("output", { class: "complaint", "aria-live": "polite" });
    const text = element("input", {
      type: "text", value: it.state.land.values.text, "aria-label": "Loss as a formula of x and y", maxlength: 200,
      spellcheck: "false", autocomplete: "off",
      oninput: () => {
        const { error } = Engine.formula(text.value);
        complaint.textContent = error || "";
        text.setAttribute("aria-invalid", String(Boolean(error)));
        if (error) return;
        it.state.land.values.text = text.value;
        it.changed(true);
      },
      onkeydown: (event) => event.stopPropagation(),
    });
    return [element("label", { class: "formula" }, "f(x, y) = ", text), complaint];
  }

  function landPart(it) {
    const { key } = it.state.land, { text, knobs } = Engine.landscapes[key];
    const land = part("Landscape", choice("Landscape", Object.values(Engine.landscapes), key, (chosen) =>
      it.adopt(Engine.complete({ ...it.state, land: { key: chosen }, start: undefined }))));
    if (text) land.append(...formula(it));
    for (const { name } of knobs) it.sliders.add(land, "land", name);
    return land;
  }

  function include(it, method) {
    const methods = [...it.state.methods.slice(0, Engine.mostMethods - 1), method];
    it.adopt(Engine.complete({ ...it.state, methods }), methods.length - 1);
  }

  function methodPart(it) {
    const { methods } = it.state, target = methods[it.focus], { key, values } = target;
    const { name, knobs, switches = [] } = Engine.optimizers[key];
    const focus = (index) => {
      it.focus = Number(index);
      it.changed();
      it.rebuild();
    };
    const every = methods.map((_, index) => ({ key: index, name: it.nameOf(index) }));
    const made = part("Method", choice("Settings of", every, it.focus, focus));
    for (const one of [...knobs, ...switches]) it.sliders.add(made, target, one.name);
    const missing = Object.values(Engine.optimizers).filter((one) => methods.every((method) => method.key !== one.key));
    made.append(buttons(...missing.map((one) => textButton(`+ ${one.name}`, () => include(it, { key: one.key }))),
      textButton(`A second setting of ${name}`, () => include(it, { key, values }))));
    return made;
  }

  function runPart(it) {
    const run = part("Run");
    for (const name of ["kind", ...Engine.schedules[it.state.plan.key].knobs.map((knob) => knob.name)])
      it.sliders.add(run, "plan", name);
    for (const name of ["steps", "noise", "seed"]) it.sliders.add(run, "run", name);
    run.append(choice("Speed", SPEEDS, it.pace, it.setPace));
    return run;
  }

  function plotsPart(it) {
    const shown = (kind) => it.state.views.includes(kind);
    return part("Plots", ...Object.entries(Engine.views).map(([kind, { title }]) =>
      checkbox(title, shown(kind), (checked) => {
        it.state.views = Object.keys(Engine.views).filter((one) => (one === kind ? checked : shown(one)));
        it.plots.build();
        it.clock.redraw();
      }).element));
  }

  /* Momentum is the reader's now, and the others are to be beaten. */
  function dare(it) {
    const isMine = ({ key }) => key === "momentum";
    if (!it.state.methods.some(isMine)) include(it, { key: "momentum" });
    it.mine = it.focus = it.state.methods.findIndex(isMine);
    it.state.methods[it.mine].on = true;
    it.legend.build();
    it.changed();
    it.rebuild();
  }

  function tools(it) {
    const said = element("output", { "aria-live": "polite" });
    const say = (words) => () => { said.textContent = words; };
    const share = () => {
      const link = location.href.split("#")[0] + Engine.toLink(it.config.name, it.state);
      history.replaceState(null, "", link);
      (navigator.clipboard?.writeText(link) ?? Promise.reject()).then(
        say("The link is copied; it stands in the address bar, too."), say("The link stands in the address bar."));
    };
    return buttons(textButton("Challenge: beat them by hand", () => dare(it)),
      textButton("Copy a link to this", share), said);
  }

  Engine.workshop = (it) => {
    const code = element("pre", { tabindex: 0 });
    const program = element("details", { class: "program" }, element("summary", {}, "Show as PyTorch"), code);
    const parts = element("div", { class: "workshop" });
    const more = element("details", { class: "more" },
      element("summary", {}, "Change everything"), parts, program, note());

    function write() {
      if (program.open) code.textContent = Engine.torchProgram(it.setting(it.focus));
    }

    program.addEventListener("toggle", write);
    more.addEventListener("toggle", () => it.rebuild());
    return {
      element: more, parts, write,
      build() {
        if (!more.open) return;
        parts.replaceChildren(landPart(it), methodPart(it), runPart(it), plotsPart(it), tools(it));
      },
    };
  };
})();

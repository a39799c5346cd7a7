/* An explorable: a landscape, methods that walk over it from a start that the reader chooses, and what they make of it.
   Every `.explorable` holds a still picture and, as JSON, its first state; this script brings it to life, once.
   Its parts share one object, `it`: the state, what follows from it, and the ways to change it. */
var Engine = Engine || {};
(() => {
  "use strict";

  const { element, textButton } = Engine;

  /* The methods of an explorable, by their numbers. */
  const methods = (it) => {
    const method = (index) => it.state.methods[index];
    const copies = (index) => it.state.methods.slice(0, index).filter(({ key }) => key === method(index).key).length;
    /* A method's own look; for one more of its kind its marker in the colour of another value, or, if it has a label,
       the next of three variants; as in the still picture. */
    const lookOf = (index) => {
      const own = Engine.looks[Engine.optimizers[method(index).key].look], labelled = Boolean(method(index).label);
      if (!copies(index)) return own;
      const count = [...it.state.methods.keys()].filter((other) =>
        other <= index && copies(other) && Boolean(method(other).label) === labelled).length;
      return labelled ? Engine.looks[`variant-${Math.min(count, 3)}`]
        : { ...Engine.looks[`value-${Math.min(count, 3) + 1}`], marker: own.marker };
    };
    return {
      lookOf,
      on: () => [...it.state.methods.keys()].filter((index) => method(index).on),
      colourOf: (index) => Engine.colour(`--look-${lookOf(index).key}`, lookOf(index).light),
      nameOf: (index) => method(index).label
        || Engine.optimizers[method(index).key].name + (copies(index) ? ` ${copies(index) + 1}` : ""),
      /* What a method's walk is computed from. */
      setting: (index) => {
        const { start, steps, plan, noise, seed } = it.state, { key, values, steady } = method(index);
        return { landscape: it.landscape, optimizer: Engine.optimizers[key], values, start, steps,
          schedule: steady ? undefined : plan, noise, seed };
      },
    };
  };

  /* From a new state to all that follows from it. `focus` is the number of the method that is looked at closely, `mine`
     of the one that the reader has taken up the challenge with; `shownStep` is the step whose numbers are read. */
  const changes = (it) => {
    function makeLandscape() {
      const { key, values } = it.state.land;
      it.landscape = Engine.landscapes[key].make(values);
      it.ground.make();
    }

    function judge() {
      const { state, landscape, outcomes, mine, on } = it;
      const told = (index) => ({ name: it.nameOf(index), ...outcomes[index] });
      const verdict = Engine.verdict(on().map(told), landscape.minima.length, state.steps);
      if (mine === undefined) return verdict;
      return `${verdict} ${Engine.challenge(told(mine), on().filter((index) => index !== mine).map(told))}`.trim();
    }

    function rewalk() {
      it.walks = it.state.methods.map(({ on }, index) => (on ? Engine.walk(it.setting(index)) : undefined));
      it.outcomes = it.walks.map((walk) => walk && Engine.outcome(walk, it.landscape.minima, it.config.near));
      it.ground.follow();
      it.verdict.textContent = judge();
      it.shownStep = undefined;
      it.workshop.write();
    }

    /* After a change of values; with `remake`, of the landscape's, whose own start then moves with it. */
    function changed(remake = false) {
      if (remake) {
        const own = it.state.start.every((number, i) => number === it.landscape.start[i]);
        makeLandscape();
        if (own) it.state.start = [...it.landscape.start];
      }
      rewalk();
      it.clock.redraw();
      it.ground.placeStart();
      it.sliders.refresh();
    }

    /* The sliders beside the picture, and those in the workshop, made for the present state. What had the keyboard's
       focus has it again; who was on a button that is gone goes on where its work does. */
    function rebuild() {
      const { root } = it, now = document.activeElement, inWorkshop = it.workshop.parts.contains(now);
      const held = root.contains(now) && (now.getAttribute("aria-label") || (inWorkshop && "Settings of"));
      it.sliders.build();
      it.workshop.build();
      if (held && !root.contains(document.activeElement))
        root.querySelector(`[aria-label="${CSS.escape(held)}"]`)?.focus();
    }

    /* A whole new state: from a link, a reset, another landscape. */
    function adopt(state, focus = it.focus) {
      Object.assign(it, { state, focus: Math.min(focus, state.methods.length - 1), mine: undefined });
      makeLandscape();
      it.legend.build();
      it.plots.build();
      it.clock.length(state.steps);
      rebuild();
      rewalk();
      it.clock.jump(state.steps);
    }

    function setPace(factor) {
      it.pace = Number(factor);
      it.clock.speed(it.pace);
    }

    return { rewalk, changed, rebuild, adopt, setPace };
  };

  /* A setting worth a try: what it changes of the first state. */
  const preset = (it) => ({ label, land = {}, methods = {}, ...run }) => textButton(label, () => {
    const { config } = it, mixed = ({ values, ...rest }, change) => ({ ...rest, values: { ...values, ...change } });
    it.adopt(Engine.complete({
      ...config, ...run, land: mixed(config.land, land),
      methods: config.methods.map((method, index) => mixed(method, methods[index])),
    }));
    it.clock.replay();
  });

  function setUp(root) {
    const config = JSON.parse(root.querySelector("script").textContent), usual = Engine.complete(config);
    const it = { root, config, focus: config.focus, pace: 1 };
    Object.assign(it, methods(it), changes(it));
    for (const part of ["ground", "plots", "legend", "numbers", "sliders", "workshop"]) it[part] = Engine[part](it);
    const { ground, plots, legend, numbers } = it;

    it.verdict = element("output", { class: "verdict", "aria-live": "polite" });
    const button = element("button", { type: "button", class: "play", "aria-label": "Play" },
      Engine.picture(Engine.PLAY));
    const scrub = element("input", { type: "range", min: 0, max: usual.steps, step: 1, "aria-label": "Step" });
    const counter = element("output", { class: "step", "aria-live": "off" });
    const reset = textButton("Reset", () => {
      it.setPace(1);
      it.adopt(Engine.complete(config), config.focus);
      if (location.hash.startsWith(`#${config.name}?`)) history.replaceState(null, "", location.href.split("#")[0]);
    });
    const transport = element("div", { class: "controls" }, button, scrub, counter, reset);
    const presets = element("div", { class: "presets" }, ...config.presets.map(preset(it)));
    const stage = element("div", { class: "stage" }, ground.element, transport, it.sliders.element, presets,
      legend.element, it.verdict, numbers.element);
    root.append(element("div", { class: "live" }, stage, plots.element, config.more ? it.workshop.element : ""));
    root.classList.add("lives");

    function draw(time) {
      const ink = getComputedStyle(root).color, paper = Engine.colour("--paper", "#fff"), step = Math.floor(time);
      const now = { ...it, time, at: Engine.at, ink, paper, font: `12px ${getComputedStyle(root).fontFamily}` };
      ground.draw(now);
      plots.draw(now);
      if (step === it.shownStep) return;
      it.shownStep = step;
      counter.textContent = `step ${step}`;
      scrub.setAttribute("aria-valuetext", [counter.textContent, ...legend.read(step)].join(", "));
      numbers.read(step);
    }

    it.clock = Engine.clock({
      button, slider: scrub, controls: transport, steps: usual.steps, draw, watched: ground.element,
    });
    it.adopt(Engine.complete(config));
    const follow = () => {
      const linked = Engine.fromLink(config.name, location.hash, usual);
      if (linked) it.adopt(linked);
      return linked;
    };
    if (follow()) queueMicrotask(() => root.scrollIntoView()); // when what is above it has its height
    addEventListener("hashchange", follow);
    new ResizeObserver(ground.resized).observe(ground.element);
    Engine.onTheme(ground.repaint);
    root.explorable = it;
  }

  Engine.near(".explorable:not(.crossing)", setUp);
})();

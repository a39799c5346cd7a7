/* An explorable: a landscape, methods that walk over it from a start that the reader chooses, and what they make of it.
   Every `.explorable` holds a still picture and, as JSON, its first state; this script brings it to life, once. */
var Engine = Engine || {};
(() => {
  "use strict";

  const { element, picture, shown } = Engine;
  const NEAR = 0.05; // within this distance of a minimum a path has arrived
  const recently = (steps) => (steps < 200 ? 100 : 30); // of a noisy path, the steps that are drawn strongly
  const LINE = 16; // between two names, in pixels
  const MOST_ZOOM = 10; // a path that diverges is followed by doublings of the box, up to these

  const still = matchMedia("(prefers-reduced-motion: reduce)");

  const capital = (text) => text[0].toUpperCase() + text.slice(1);
  const listed = (words) => (words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`);

  /* From this step on a walk stays near one of the minima, each of its points; undefined if it does not. */
  const arrival = (walk, minima, near) => minima
    .map((minimum) => Engine.arrival(walk, near, Array.from({ length: walk.n }, (_, i) => minimum[i % 2])))
    .find((step) => step !== undefined);

  /* The rule's lines at step t, for the first coordinate: once in symbols, once in this step's numbers. */
  function ruleLines(now, t) {
    const trace = Engine.trace(now, t);
    return Engine.rule(now.optimizer, trace.h).map((line) => ({
      symbols: line.filter((token) => token !== "·"),
      numbers: line.map((token) => (typeof token === "string" ? token : shown(token.value(trace, 0)))).join(" "),
    }));
  }

  const symbol = (token) => (typeof token === "string" ? ` ${token} `
    : element("span", {}, element("i", {}, token.symbol), token.sub ? element("sub", {}, "x") : ""));

  function setUp(root) {
    const config = JSON.parse(root.querySelector("script").textContent);
    const usual = Engine.complete(config);
    let state = Engine.complete(config);
    let landscape, box, rank, walks = [], zoom = [0], arrivals = [], shownZoom = -1, challenge;

    // The field ------------------------------------------------------------------------------------------------------
    const base = element("canvas", { class: "base", "aria-hidden": "true" });
    const over = element("canvas", { class: "over", role: "img", "aria-label": config.alt });
    const field = element("div", { class: "field" }, base, over);
    const handles = [0, 1].map((k) => Engine.handle(`Start${k ? " of the second column" : ""}`, (to) => moveStart(k, to), () => clock.replay()));
    field.append(...handles.map(({ knob }) => knob));

    const wide = () => field.clientWidth, high = () => field.clientHeight;

    /* The box of the picture, doubled `k` times about its middle. A field that fills its frame shows more of the
       landscape at the left or above, where a title may stand. */
    function boxAt(k) {
      let [left, right, bottom, top] = box;
      if (config.fill) {
        const ratio = wide() / (high() || 1);
        if ((right - left) / (top - bottom) < ratio) left = right - (top - bottom) * ratio;
        else top = bottom + (right - left) / ratio;
      }
      const middle = [(left + right) / 2, (bottom + top) / 2], factor = 2 ** k / 2;
      const [across, up] = [(right - left) * factor, (top - bottom) * factor];
      return [middle[0] - across, middle[0] + across, middle[1] - up, middle[1] + up];
    }
    let view = [0, 1, 0, 1];
    const place = (x, y) => [(x - view[0]) / (view[1] - view[0]) * wide(), (view[3] - y) / (view[3] - view[2]) * high()];

    function paint() {
      if (!wide()) return;
      view = boxAt(shownZoom);
      const scale = Math.min(2, devicePixelRatio || 1);
      base.width = Math.round(wide() * scale);
      base.height = Math.round(high() * scale);
      const ink = getComputedStyle(root).color.match(/[\d.]+/g).slice(0, 3).map(Number);
      const height = landscape.shape.length > 1 ? ([x, y]) => landscape.f([x, y, ...landscape.minima[0]]) : landscape.f;
      Engine.paint(base, (point) => rank(height(point)), view, Engine.heights(), { colour: ink, strength: 0.3 });
      placeHandles();
    }

    function placeHandles() {
      for (const [k, { knob, say }] of handles.entries()) {
        knob.hidden = 2 * k >= state.start.length;
        if (knob.hidden) continue;
        const [x, y] = state.start.slice(2 * k, 2 * k + 2), [left, top] = place(x, y);
        knob.style.left = `${left}px`;
        knob.style.top = `${top}px`;
        say(`x ${shown(x)}, y ${shown(y)}. Drag it, or move it with the arrow keys.`);
      }
    }

    function moveStart(k, { event, by }) {
      const [left, right, bottom, top] = boxAt(0);
      let [x, y] = state.start.slice(2 * k, 2 * k + 2);
      if (by) [x, y] = [x + by[0] * (right - left), y + by[1] * (top - bottom)];
      else {
        const frame = field.getBoundingClientRect();
        x = view[0] + (event.clientX - frame.left) / frame.width * (view[1] - view[0]);
        y = view[3] - (event.clientY - frame.top) / frame.height * (view[3] - view[2]);
      }
      const keep = (number, low, high) => Number(Math.max(low, Math.min(high, number)).toPrecision(4));
      state.start.splice(2 * k, 2, keep(x, left, right), keep(y, bottom, top));
      rewalk();
      clock.jump(state.steps);
      placeHandles();
    }

    over.addEventListener("click", (event) => {
      moveStart(0, { event });
      clock.replay();
    });
    /* What there is to do, until it has been done. */
    if (config.hint) {
      const hint = element("p", { class: "hint" }, config.hint);
      field.append(hint);
      field.addEventListener("pointerdown", () => hint.remove(), { once: true });
    }

    // The methods ----------------------------------------------------------------------------------------------------
    const copies = (index) => state.methods.slice(0, index).filter(({ key }) => key === state.methods[index].key).length;
    const lookOf = (index) => {
      const copy = copies(index);
      return Engine.looks[copy ? `variant-${Math.min(copy, 3)}` : Engine.optimizers[state.methods[index].key].look];
    };
    const colourOf = (index) => Engine.colour(`--look-${lookOf(index).key}`, lookOf(index).light);
    const nameOf = (index) => {
      const { key, label } = state.methods[index];
      return label || Engine.optimizers[key].name + (copies(index) ? ` ${copies(index) + 1}` : "");
    };
    const on = () => [...state.methods.keys()].filter((index) => state.methods[index].on);
    const args = (index) => {
      const { key, values, steady } = state.methods[index];
      return { landscape, optimizer: Engine.optimizers[key], values, start: state.start, steps: state.steps,
        schedule: steady ? undefined : state.plan, noise: state.noise, seed: state.seed };
    };
    let focus = Math.min(config.focus || 0, Math.max(0, state.methods.length - 1));

    function rewalk() {
      walks = state.methods.map((method, index) => (method.on ? Engine.walk(args(index)) : undefined));
      arrivals = walks.map((walk) => walk && arrival(walk, landscape.minima, config.near || NEAR));
      follow();
      judge();
      shownStep = -1; // what is read at this step has changed
      if (program.open) program.querySelector("pre").textContent = Engine.torchProgram(args(focus));
    }

    /* How often the box is doubled at each step, so that all points that are still somewhere are in it. */
    function follow() {
      const [left, right, bottom, top] = boxAt(0), middle = [(left + right) / 2, (bottom + top) / 2];
      zoom = [];
      for (let t = 0, doubled = 0; t <= state.steps; t++) {
        let far = 1;
        for (const index of on()) {
          const { points, n } = walks[index];
          for (let k = 0; k < n; k++) {
            const size = Math.abs(points[t * n + k] - middle[k % 2]) / (k % 2 ? top - bottom : right - left) * 2;
            if (size < 2 ** MOST_ZOOM) far = Math.max(far, size);
          }
        }
        doubled = Math.max(doubled, far > 1.06 ? Math.ceil(Math.log2(far)) : 0);
        zoom.push(doubled);
      }
    }

    // What it comes to, in words -------------------------------------------------------------------------------------
    const verdict = element("output", { class: "verdict", "aria-live": "polite" });

    /* The minimum that a walk ends nearest to, by number; −1 if it is not in its neighbourhood. */
    function endOf(index) {
      const { points, n, steps, lost } = walks[index];
      if (lost !== undefined || n > 2) return -1;
      const far = landscape.minima.map(([x, y]) => Math.hypot(points[steps * n] - x, points[steps * n + 1] - y));
      const least = Math.min(...far);
      return least <= 10 * (config.near || NEAR) ? far.indexOf(least) : -1;
    }

    function judge() {
      const stay = on().filter((index) => arrivals[index] === 0);
      const there = on().filter((index) => arrivals[index] > 0).sort((a, b) => arrivals[a] - arrivals[b]);
      const lost = on().filter((index) => walks[index].lost !== undefined);
      const slow = on().filter((index) => ![...stay, ...there, ...lost].includes(index));
      const parts = [];
      if (stay.length) parts.push(`${listed(stay.map(nameOf))} ${stay.length > 1 ? "stay" : "stays"} at a minimum.`);
      if (there.length) {
        const [first, ...rest] = there;
        const others = listed(rest.slice(0, 2).map((index) => `${nameOf(index)} ${arrivals[index]}`));
        parts.push(`${nameOf(first)} needs ${arrivals[first]} steps to come to rest at ${landscape.minima.length > 1 ? "a" : "the"} minimum${
          others && ", "}${others}.`);
      }
      if (slow.length && landscape.minima.length)
        parts.push(slow.length > 3 ? `${slow.length} others do not come to rest within ${state.steps}.`
          : `${listed(slow.map(nameOf))} ${slow.length > 1 ? "do" : "does"} not come to rest ${there.length ? "there " : ""}within ${state.steps}.`);
      const ends = new Set(on().map(endOf).filter((end) => end >= 0));
      if (ends.size > 1) parts.push(`They end in ${["", "", "two", "three", "four"][ends.size] || ends.size} different valleys.`);
      if (lost.length) parts.push(`${listed(lost.map(nameOf))} ${lost.length > 1 ? "diverge" : "diverges"}.`);
      if (challenge) parts.push(challenge());
      verdict.textContent = parts.join(" ");
    }

    // Drawing --------------------------------------------------------------------------------------------------------
    const plots = element("div", { class: "plots" });
    let plotters = [];

    function buildPlots() {
      plots.replaceChildren();
      plots.hidden = !state.views.length;
      plotters = state.views.map((kind) => {
        const { title, build } = Engine.views[kind];
        const panel = element("div", { class: `panel ${kind}` }, element("p", { class: "panel-title" }, title));
        plots.append(panel);
        return build(panel, { title, chosen: choose });
      });
    }

    /* Other values for the method in focus, chosen on a plot. */
    function choose(values) {
      Object.assign(state.methods[focus].values, values);
      changed();
    }

    const seen = (time) => ({
      state, landscape, walks, time, focus, on, at, colourOf, lookOf, nameOf, ink: getComputedStyle(root).color,
      font: `12px ${getComputedStyle(root).fontFamily}`,
    });

    let shownStep = -1;

    function draw(time) {
      const step = Math.floor(time);
      if (zoom[step] !== shownZoom) {
        shownZoom = zoom[step];
        paint();
      }
      const { context } = Engine.fresh(over);
      const paper = Engine.colour("--paper", "#fff");
      context.lineJoin = context.lineCap = "round";
      for (const [x, y] of landscape.minima) cross(context, place(x, y), getComputedStyle(root).color, paper);
      const now = seen(time);
      for (const index of on()) trail(context, index, time, paper);
      for (const kind of state.views) Engine.views[kind].over?.(context, { ...now, place, paper });
      for (const index of on()) head(context, index, time, paper);
      if (config.fill) names(context, time, paper);
      for (const plot of plotters) plot(now);
      if (step === shownStep) return;
      shownStep = step;
      read(step);
    }

    function cross(context, [x, y], ink, paper) {
      for (const [colour, width] of [[paper, 5], [ink, 2]]) {
        context.strokeStyle = colour;
        context.lineWidth = width;
        context.beginPath();
        context.moveTo(x - 6, y);
        context.lineTo(x + 6, y);
        context.moveTo(x, y - 6);
        context.lineTo(x, y + 6);
        context.stroke();
      }
    }

    /* Where pair `k` of a walk is at `time`: between two steps on the straight line. */
    function at({ points, n, steps }, time, k) {
      const t = Math.min(Math.floor(time), steps), next = Math.min(t + 1, steps), part = time - t, i = t * n + k, j = next * n + k;
      return [points[i] + part * (points[j] - points[i]), points[i + 1] + part * (points[j + 1] - points[i + 1])];
    }

    const near = ([x, y]) => Math.abs(x) < 1e9 && Math.abs(y) < 1e9; // what is further off cannot be drawn

    /* What is noisy is drawn over itself: there only the last steps are strong. */
    const noisy = () => state.noise > 0 || landscape.batch < landscape.examples;

    function trail(context, index, time, paper) {
      const { n } = walks[index], colour = colourOf(index), width = config.fill ? 3 : index === focus ? 2.6 : 2.1;
      const recent = noisy() ? Math.max(0, Math.floor(time) - recently(state.steps)) : 0, dash = lookOf(index).dash.map((part) => 2.4 * part);
      for (let k = 0; k < n; k += 2) {
        if (recent) Engine.stroke(context, passed(index, k, 0, recent), { colour, width: 1.5, alpha: 0.65 });
        Engine.stroke(context, passed(index, k, recent, time), { colour, width, dash, paper });
      }
    }

    /* Where pair k of a walk was from a step to a time, on the canvas. */
    function passed(index, k, from, time) {
      const { points, n } = walks[index], way = [];
      for (let t = from; t <= time && near([points[t * n + k], points[t * n + k + 1]]); t++) way.push([points[t * n + k], points[t * n + k + 1]]);
      return [...way, ...[at(walks[index], time, k)].filter(near)].map(([x, y]) => place(x, y));
    }

    function head(context, index, time, paper) {
      for (let k = 0; k < walks[index].n; k += 2) {
        const point = at(walks[index], time, k);
        if (near(point)) Engine.mark(context, place(...point), { marker: lookOf(index).marker, colour: colourOf(index), paper });
      }
    }

    /* Each method's name beside its head; where two would overlap, one moves up or down. */
    function names(context, time, paper) {
      const { fontFamily } = getComputedStyle(root), taken = [];
      context.font = `600 13px ${fontFamily}`;
      context.textBaseline = "middle";
      context.strokeStyle = paper;
      context.lineWidth = 4;
      for (const index of on()) {
        const point = at(walks[index], time, 0);
        if (!near(point)) continue;
        const [x, y] = place(...point), width = context.measureText(nameOf(index)).width;
        const left = x + 18 + width < wide() ? x + 14 : x - 14 - width;
        const free = (line) => taken.every(([a, b, size]) => Math.abs(line - b) >= LINE || left > a + size || a > left + width);
        const line = Array.from({ length: 16 }, (_, k) => y + (k % 2 ? -1 : 1) * Math.ceil(k / 2) * LINE).find(free) ?? y;
        taken.push([left, line, width]);
        context.strokeText(nameOf(index), left, line);
        context.fillStyle = colourOf(index);
        context.fillText(nameOf(index), left, line);
      }
    }

    // Controls -------------------------------------------------------------------------------------------------------
    const button = element("button", { type: "button", class: "play", "aria-label": "Play" }, picture(Engine.PLAY));
    const scrub = element("input", { type: "range", min: 0, max: state.steps, step: 1, "aria-label": "Step" });
    const counter = element("output", { class: "step", "aria-live": "off" });
    const reset = element("button", { type: "button", class: "text", onclick: () => {
      setPace("1");
      adopt(Engine.complete(config), config.focus);
    } }, "Reset");
    /* Settings worth a try, each a change of the first state. */
    const presets = element("div", { class: "presets" }, ...(config.presets || []).map(({ label, land = {}, methods = {}, ...run }) =>
      element("button", { type: "button", class: "text", onclick: () => {
        const mixed = ({ values, ...rest }, change) => ({ ...rest, values: { ...values, ...change } });
        adopt(Engine.complete({
          ...config, ...run, land: mixed(config.land, land), methods: config.methods.map((method, index) => mixed(method, methods[index])),
        }));
        clock.replay();
      } }, label)));
    const transport = element("div", { class: "controls" }, button, scrub, counter, reset);

    const legend = element("ul", { class: "legend" });
    let readings = [];

    function buildLegend() {
      legend.replaceChildren(...state.methods.map((method, index) => {
        const look = lookOf(index);
        const line = picture("M0 12h24");
        line.firstChild.setAttribute("stroke-dasharray", look.dash.map((part) => 2 * part).join(" ") || "none");
        const marker = picture(look.marker);
        marker.setAttribute("viewBox", "-12 -12 24 24");
        const reading = element("output", { "aria-live": "off" });
        const toggle = element("button", {
          type: "button", class: "method", "aria-pressed": String(method.on),
          onclick: () => { method.on = !method.on; toggle.setAttribute("aria-pressed", String(method.on)); rewalk(); clock.redraw(); },
        }, element("span", { class: "sample" }, line, marker), element("span", { class: "name" }, nameOf(index)));
        return element("li", { style: `--c:var(--look-${look.key},${look.light})` }, toggle, reading);
      }));
      readings = [...legend.querySelectorAll("output")];
    }

    function read(step) {
      counter.textContent = `step ${step}`;
      for (const [index, output] of readings.entries()) {
        const walk = walks[index];
        output.textContent = !walk ? "off" : walk.lost !== undefined && step >= walk.lost ? "gone" : `loss ${shown(walk.losses[step], 2)}`;
      }
      scrub.setAttribute("aria-valuetext", [counter.textContent,
        ...on().map((index) => `${nameOf(index)}: ${readings[index]?.textContent}`)].join(", "));
      explain(step);
    }

    // The rule with this step's numbers
    const rule = element("div", { class: "rule", role: "img" });

    function explain(step) {
      if (!config.rule || !state.methods[focus]?.on) {
        rule.hidden = true;
        return;
      }
      rule.hidden = false;
      const lines = ruleLines(args(focus), Math.max(1, step));
      rule.replaceChildren(...lines.map(({ symbols, numbers }) => element("p", {},
        element("span", { class: "symbols" }, ...symbols.map(symbol)), element("span", { class: "numbers" }, numbers))));
      rule.setAttribute("aria-label", `${nameOf(focus)}, first coordinate: ${lines.map(({ numbers }) => numbers).join("; ")}`);
    }

    /* Sliders that stand beside the picture: ["adam", "lr"] or [0, "lr"] for one method, [["sgd", "momentum"], "lr"] for
       several, ["land", "kappa"], ["run", "noise"], ["plan", "warm"]; ["plan", "kind"] is the choice of the schedule. */
    const sliders = element("div", { class: "sliders" });
    let setters = [];

    /* After a change of values; with `remake`, of the landscape's, whose own start then moves with it. */
    function changed(remake = false) {
      if (remake) {
        const own = state.start.every((number, i) => number === landscape.start[i]);
        makeLandscape();
        if (own) state.start = [...landscape.start];
      }
      rewalk();
      if (remake) paint();
      clock.redraw();
      placeHandles();
      for (const set of setters) set(); // a value may stand in two places
    }

    function buildSliders() {
      setters = [];
      sliders.replaceChildren();
      for (const [whose, name] of config.sliders || []) addSlider(sliders, whose, name);
    }

    /* Another value of a landscape's knob. Where a valley turns, the start turns with it. */
    function setLand(name, value) {
      const { values } = state.land, by = name === "turn" ? value - values.turn : 0;
      if (by) state.start = [0, 2].filter((k) => k < state.start.length).flatMap((k) => Engine.turned(state.start.slice(k, k + 2), by))
        .map((number) => Number(number.toFixed(6)));
      values[name] = value;
      changed(true);
    }

    function addSlider(into, whose, name) {
      if (whose === "land") {
        const entry = Engine.landscapes[state.land.key], knob = entry.knobs.find((one) => one.name === name);
        if (knob) add(into, knob, () => state.land.values[name], (value) => setLand(name, value));
        return;
      }
      if (whose === "run") {
        const knob = { steps: Engine.stepsKnob, noise: Engine.noiseKnob, seed: Engine.seedKnob }[name];
        add(into, knob, () => state[name], (value) => { state[name] = value; clock.length(state.steps); changed(); });
        return;
      }
      if (whose === "plan") {
        if (name === "kind") into.append(planChoice());
        const knob = Engine.schedules[state.plan.key].knobs.find((one) => one.name === name);
        if (knob) add(into, knob, () => state.plan.values[name], (value) => { state.plan.values[name] = value; changed(); });
        return;
      }
      const keys = [whose].flat();
      const targets = keys.flatMap((key) => state.methods.filter((method, index) => [method.key, method, index].includes(key)));
      if (!targets.length) return;
      const optimizer = Engine.optimizers[targets[0].key];
      const knob = optimizer.knobs.find((one) => one.name === name);
      const put = (value) => { for (const method of targets) if (name in method.values) method.values[name] = value; changed(); };
      const words = (what) => (targets.length === 1 && state.methods.length > 1 ? `${what} of ${nameOf(state.methods.indexOf(targets[0]))}` : what);
      if (knob) add(into, { ...knob, words: words(knob.words) }, () => targets[0].values[name], put);
      const flip = (optimizer.switches || []).find((one) => one.name === name);
      if (flip) {
        const box = element("input", { type: "checkbox", checked: targets[0].values[name], onchange: () => put(box.checked) });
        into.append(element("label", { class: "switch" }, box, ` ${flip.words}`));
        setters.push(() => { box.checked = targets[0].values[name]; });
      }
    }

    function add(into, knob, get, put) {
      const made = Engine.slider(knob, get(), put);
      setters.push(() => made.set(get()));
      into.append(made.element);
    }

    // Everything else: folded ----------------------------------------------------------------------------------------
    const program = element("details", { class: "program" }, element("summary", {}, "Show as PyTorch"), element("pre", { tabindex: 0 }));
    program.addEventListener("toggle", () => { if (program.open) program.querySelector("pre").textContent = Engine.torchProgram(args(focus)); });
    const more = element("details", { class: "more" }, element("summary", {}, "Change everything"));
    const workshop = element("div", { class: "workshop" });
    more.append(workshop, program, element("p", { class: "note" }, "The paths are PyTorch's: over 200 steps each method follows ",
      element("code", {}, "torch.optim"), " on each landscape to a billionth of the distance. Where it does not, the path is chaotic, and PyTorch itself "
      + "goes elsewhere when the last digit of its weights changes. Muon is compared in double precision; PyTorch computes a part of it in 16 bits."));

    let pace = "1";
    function setPace(factor) {
      pace = factor;
      clock.speed(Number(factor));
    }

    const choice = (words, options, value, chosen) => {
      const select = element("select", { "aria-label": words, onchange: () => chosen(select.value), onkeydown: (event) => event.stopPropagation() },
        ...options.map(([key, name]) => element("option", { value: key, selected: key === value }, name)));
      return element("label", { class: "choice" }, element("span", {}, words), select);
    };

    const planChoice = () => choice("Learning-rate schedule", Object.values(Engine.schedules).map(({ key, name }) => [key, name]),
      state.plan.key, (key) => {
        adopt(Engine.complete({ ...state, plan: { key } }));
        clock.replay();
      });

    function buildWorkshop() {
      if (!config.more || !more.open) return;
      const entry = Engine.landscapes[state.land.key];
      const land = element("fieldset", {}, element("legend", {}, "Landscape"), choice("Landscape",
        Object.values(Engine.landscapes).map(({ key, name }) => [key, name]), state.land.key,
        (key) => adopt(Engine.complete({ ...state, land: { key }, start: undefined }))));
      if (entry.text) {
        const complaint = element("output", { class: "complaint", "aria-live": "polite" });
        const text = element("input", {
          type: "text", value: state.land.values.text, "aria-label": "Loss as a formula of x and y", maxlength: 200, spellcheck: "false", autocomplete: "off",
          oninput: () => {
            const parsed = Engine.formula(text.value);
            complaint.textContent = parsed.error || "";
            if (parsed.error) return;
            state.land.values.text = text.value;
            changed(true);
          },
          onkeydown: (event) => event.stopPropagation(),
        });
        land.append(element("label", { class: "formula" }, "f(x, y) = ", text), complaint);
      }
      for (const { name } of entry.knobs) addSlider(land, "land", name);

      const target = state.methods[focus];
      const methods = element("fieldset", {}, element("legend", {}, "Method"),
        choice("Settings of", state.methods.map((_, index) => [String(index), nameOf(index)]), String(focus), (index) => { focus = Number(index); changed(); rebuild(); }));
      if (target) for (const { name } of [...Engine.optimizers[target.key].knobs, ...(Engine.optimizers[target.key].switches || [])]) addSlider(methods, target, name);
      const missing = Object.values(Engine.optimizers).filter(({ key }) => !state.methods.some((method) => method.key === key));
      methods.append(element("div", { class: "buttons" },
        ...missing.map(({ key, name }) => element("button", { type: "button", class: "text", onclick: () => include({ key }) }, `+ ${name}`)),
        target && element("button", { type: "button", class: "text", onclick: () => include({ key: target.key, values: target.values }) },
          `A second setting of ${Engine.optimizers[target.key].name}`)));

      const plan = Engine.schedules[state.plan.key];
      const run = element("fieldset", {}, element("legend", {}, "Run"), planChoice());
      for (const { name } of plan.knobs) addSlider(run, "plan", name);
      for (const name of ["steps", "noise", "seed"]) addSlider(run, "run", name);
      const speeds = [["0.25", "¼ speed"], ["1", "normal speed"], ["4", "4 × speed"]];
      run.append(choice("Speed", speeds, pace, setPace));

      const said = element("output", { "aria-live": "polite" });
      const tools = element("div", { class: "buttons" },
        element("button", { type: "button", class: "text", onclick: () => dare() }, "Challenge: beat them by hand"),
        element("button", { type: "button", class: "text", onclick: () => share(said) }, "Copy a link to this"), said);
      const views = element("fieldset", {}, element("legend", {}, "Plots"), ...Object.entries(Engine.views).map(([kind, { title }]) => {
        const box = element("input", { type: "checkbox", checked: state.views.includes(kind), onchange: () => {
          state.views = Object.keys(Engine.views).filter((one) => (one === kind ? box.checked : state.views.includes(one)));
          buildPlots();
          clock.redraw();
        } });
        return element("label", { class: "switch" }, box, ` ${title}`);
      }));
      workshop.replaceChildren(land, methods, run, views, tools);
    }
    more.addEventListener("toggle", () => rebuild());

    function include(method) {
      const added = Engine.complete({ ...state, methods: [...state.methods.slice(0, Engine.mostMethods - 1), method] });
      focus = added.methods.length - 1;
      adopt(added, focus);
    }

    function share(said) {
      const link = location.href.split("#")[0] + Engine.toLink(config.name, state);
      history.replaceState(null, "", link);
      const done = () => { said.textContent = "The link is copied; it stands in the address bar, too."; };
      (navigator.clipboard?.writeText(link) ?? Promise.reject()).then(done, () => { said.textContent = "The link stands in the address bar."; });
    }

    /* The challenge: with η and μ by hand, sooner at rest than the best of the others. */
    function dare() {
      const isMine = ({ key }) => key === "momentum";
      if (!state.methods.some(isMine)) include({ key: "momentum" });
      const mine = focus = state.methods.findIndex(isMine);
      state.methods[mine].on = true;
      challenge = () => {
        const [rival] = on().filter((index) => index !== mine && arrivals[index] !== undefined).sort((a, b) => arrivals[a] - arrivals[b]);
        if (rival === undefined) return "Nobody has come to rest here: switch on a method that does, then it can be beaten.";
        const target = arrivals[rival], own = arrivals[mine];
        return own < target ? `You beat ${nameOf(rival)}: ${own} steps against ${target}.`
          : `To beat: ${nameOf(rival)} with ${target} steps. Set η and μ of ${nameOf(mine)}: it needs ${own ?? "more than there are"} now.`;
      };
      buildLegend();
      changed();
      rebuild();
    }

    /* The sliders beside the picture, and those in the workshop, made for the present state. What had the keyboard's
       focus has it again; who was on a button that is gone goes on where its work does. */
    function rebuild() {
      const now = document.activeElement;
      const held = root.contains(now) && (now.getAttribute("aria-label") || (workshop.contains(now) && "Settings of"));
      buildSliders();
      buildWorkshop();
      if (held && !root.contains(document.activeElement)) root.querySelector(`[aria-label="${CSS.escape(held)}"]`)?.focus();
    }

    function makeLandscape() {
      const { key, values } = state.land;
      landscape = Engine.landscapes[key].make(values);
      box = key === usual.land.key && config.box ? config.box : landscape.box;
      rank = Engine.ranking(landscape.shape.length > 1 ? ([x, y]) => landscape.f([x, y, ...landscape.minima[0]]) : landscape.f, box);
      if (!config.fill) {
        const ratio = Math.max(0.4, Math.min(0.9, (box[3] - box[2]) / (box[1] - box[0])));
        field.style.aspectRatio = `1 / ${ratio}`;
      }
    }

    /* A whole new state: from a link, a reset, another landscape. */
    function adopt(next, focused = Math.min(focus, next.methods.length - 1)) {
      state = next;
      focus = Math.max(0, focused);
      challenge = undefined;
      makeLandscape();
      buildLegend();
      buildPlots();
      clock.length(state.steps);
      rebuild();
      shownZoom = -1;
      shownStep = -1;
      rewalk();
      clock.jump(state.steps);
    }

    const stage = element("div", { class: "stage" }, field, transport, sliders, presets, legend, verdict, rule);
    root.append(element("div", { class: "live" }, stage, plots, config.more ? more : ""));
    root.classList.add("lives");
    const clock = Engine.clock({ button, slider: scrub, controls: transport, steps: state.steps, draw, watched: field });
    adopt(state);
    const linked = Engine.fromLink(config.name, location.hash, usual);
    if (linked) {
      adopt(linked);
      root.scrollIntoView();
    }
    addEventListener("hashchange", () => {
      const next = Engine.fromLink(config.name, location.hash, usual);
      if (next) adopt(next);
    });
    const repaint = () => { paint(); clock.redraw(); };
    new ResizeObserver(repaint).observe(field);
    Engine.onTheme(repaint);
    root.explorable = { get state() { return state; }, get walks() { return walks; }, clock, adopt };
  }

  // Views beside the field ---------------------------------------------------------------------------------------------
  /* A view that only draws, on a canvas of its own: `draw` says false where there is nothing to see. An `owned` view
     shows the method in focus, and its title says whose it is. */
  const drawn = (title, draw, owned = false) => ({
    title,
    build: (panel) => {
      const canvas = element("canvas", { role: "img" });
      panel.append(canvas);
      return (now) => {
        const { state, focus, nameOf } = now;
        const words = owned && state.methods.length > 1 ? `${nameOf(focus)}: ${title[0].toLowerCase()}${title.slice(1)}` : title;
        if (canvas.getAttribute("aria-label") !== words) {
          panel.firstChild.textContent = words;
          canvas.setAttribute("aria-label", words);
        }
        panel.hidden = false; // a hidden canvas has no size
        panel.hidden = draw(canvas, now) === false;
      };
    },
  });

  /* Two curves of the method in focus: what `value(walk, t, i)` is at step t for coordinate i. */
  const coordinates = (title, value) => drawn(`${title}: x solid, y dashed`, (canvas, { state, walks, time, focus, colourOf, ink, font }) => {
    const walk = walks[focus];
    if (!walk) return false;
    const curves = [[], [5, 4]].map((dash, i) => ({
      values: Array.from({ length: state.steps }, (_, t) => value(walk, t, i)), colour: colourOf(focus), dash, first: 1,
    }));
    Engine.curves(canvas, { curves, steps: state.steps, time, ink, font });
  }, true);

  /* What may stand beside a field. `build(panel, …)` returns the function that draws it. */
  Engine.views = {
    loss: drawn("Loss", (canvas, { state, walks, time, on, colourOf, lookOf, ink, font }) => Engine.curves(canvas, {
      curves: on().map((index) => ({ values: walks[index].losses, colour: colourOf(index), dash: lookOf(index).dash.map((part) => 2 * part) })),
      steps: state.steps, time, ink, font,
    })),
    lengths: coordinates("Step length", ({ points, n }, t, i) => Math.abs(points[(t + 1) * n + i] - points[t * n + i])),
    rates: coordinates("Effective rate", ({ rates, n }, t, i) => rates[t * n + i]),
    spectrum: drawn("Roots of the iteration: flat ●, steep ■", (canvas, { state, landscape, focus, colourOf, ink, font }) => {
      const { key, values } = state.methods[focus];
      const families = (landscape.curvatures || []).map((curvature, k) => (
        { roots: Engine.spectrum(key, values, curvature), colour: colourOf(focus), square: k > 0 })).filter(({ roots }) => roots);
      if (!families.length) return false;
      Engine.circle(canvas, { families, ink, font });
    }, true),
  };

  Engine.ready(".explorable:not(.crossing)", setUp);
})();

/* "Catch the wrong optimizer": the reader designs one trial, and sees which of the wrong optimizers leave the right path on
   it. They walk in the worker, a few at a time, so that a newer design takes an older one's place. */
var Engine = Engine || {};
(() => {
  "use strict";

  const { element, textButton, trial, several, memory } = Engine;
  const AT_ONCE = 12; // rules that walk before a newer design is looked for
  const QUIET_MS = 700; // after the last change, before a screen reader hears the score

  const NO_TRIAL = "This link holds no trial: a part of it is missing, or it belongs to another page. The board is untouched.";
  const NUMBERS = ["", "One", "Two", "Three", "Four", "Five"];

  const paragraph = (kind, ...parts) => element("p", { class: kind }, ...parts);

  /* What all rules make of a design. `found` is where those leave that are caught, by name; `paths` are all that walked. */
  Engine.rounds = (python, told, failed) => {
    let wanted, busy = false;

    async function walk({ round, design, all }) {
      await Engine.load(new URL(round.script, document.baseURI).href);
      const task = self.CATCH[round.task], { rules, wrong, common, tolerance } = task;
      await python.rules(round.task, rules);
      const names = wrong.map(({ name }) => name).filter((name) => all || common.includes(name));
      const result = { round, design, all, task, wrong: wrong.filter(({ name }) => names.includes(name)), paths: {}, found: new Map() };
      const { paths } = result, asked = ["", ...names];
      for (let from = 0; from < asked.length; from += AT_ONCE) {
        const some = asked.slice(from, from + AT_ONCE);
        Object.assign(paths, await python.walk(round.task, design, some));
        if (wanted) return;
        result.sound = Boolean(paths[""]?.flat().every(Number.isFinite));
        for (const name of result.sound ? some.filter(Boolean) : []) {
          const caught = Engine.caught(paths[""], paths[name], tolerance);
          if (caught) result.found.set(name, caught);
        }
      }
      told(result);
    }

    return async (next) => {
      wanted = next;
      if (busy) return;
      busy = true;
      while (wanted) {
        const now = wanted;
        wanted = undefined;
        try {
          await walk(now);
        } catch (error) {
          if (!wanted) failed(error);
        }
      }
      busy = false;
    };
  };

  /* A dot for each wrong optimizer, full when it is caught; for eyes only. */
  function tally(wrong, found) {
    return element("div", { class: "tally", "aria-hidden": "true" },
      ...wrong.map(({ name }, i) => element("i", { class: found.has(name) && "caught", style: `--i: ${i}` })));
  }

  /* The best number of steps in which this reader has caught all. */
  const best = ({ round, all }) => {
    const key = `catch/${round.task}/${all ? "all" : "common"}`;
    return {
      get: () => Number(memory.read(key)) || Infinity,
      put: (steps) => memory.write(key, String(steps)),
    };
  };

  /* All are caught: in how many steps, and in how many it can be done. */
  function won({ task, all, design, round }) {
    const steps = design.gradients.length, known = (all ? task.best : task.best_common).gradients.length;
    const mine = best({ round, all }), before = mine.get();
    if (steps < before) mine.put(steps);
    const words = steps > known ? `${several(steps, "step")}. It can be done in ${known}.`
      : steps === known ? `${several(steps, "step")}. No shorter trial is known.`
      : `${several(steps, "step")}: shorter than the best that is known here, which takes ${known}.`;
    return paragraph("won", element("strong", {}, "All caught!"), ` ${words}`,
      before < steps ? ` Your own best is ${before}.` : "");
  }

  function setUp(root, place) {
    const rounds = JSON.parse(root.dataset.rounds), whole = "whole" in root.dataset, id = `catch-${place}`;
    const python = Engine.python(new URL(root.dataset.python, document.baseURI).href);
    let round = rounds[0], design = trial.sound(round), all = whole, chosen, spot = { step: 1, k: 0 }, last, live, timer;

    const run = Engine.rounds(python, (result) => {
      if (!live || result.design !== design) return; // the board has been laid anew meanwhile
      last = result;
      tell();
    }, (error) => {
      score.replaceChildren(`Python does not run here: ${error.message}`);
    });
    const walk = () => {
      live = true;
      origin.textContent = ""; // its line stays: nothing moves under a finger that drags
      run({ round, design, all });
    };

    // What there is to see

    const score = paragraph("score"), heard = element("output", { class: "heard", "aria-live": "polite" });
    const dots = element("div"), prize = element("div", { class: "prize" }), origin = element("p", { class: "origin", "aria-live": "polite" });
    const start = element("button", { type: "button", class: "try", onclick: walk }, "Try this trial");
    const figure = element("figure"), task = paragraph("task"), said = element("output", { class: "said", "aria-live": "polite" });
    const suspects = Engine.suspects(id, (name) => {
      chosen = chosen === name ? undefined : name;
      if (live) tell();
      else listed();
    });
    const lanes = Engine.lanes({
      moved: (where, value) => put(trial.moved(design, where, value)),
      chosen(where) { spot = where; pick(); },
      typed(sign) { field.input.value = sign; field.input.focus(); field.input.dispatchEvent(new Event("input")); },
    });
    const field = Engine.numberField("", trial.bounds.place, (value) => put(trial.moved(design, spot, value)));
    const label = element("label", { for: `${id}-number` });
    field.input.id = `${id}-number`;
    field.input.removeAttribute("aria-label");
    const dials = Engine.dials(() => ({ round, design }), (next) => put(next));
    const every = Engine.checkbox("", all, (on) => { all = on; asked(); walk(); });
    const code = element("textarea", { class: "code", rows: 12, readonly: true, wrap: "off", spellcheck: "false",
      "aria-label": "The trial in Python", hidden: true, onkeydown: (event) => event.stopPropagation() });

    function pick() {
      label.textContent = `${Engine.spotWords(spot, design.start.length)}:`;
      field.set(trial.at(design, spot));
      lanes.mark(spot);
    }

    function shown() {
      spot = { step: Math.min(spot.step, design.gradients.length), k: Math.min(spot.k, design.start.length - 1) };
      lanes.show(design);
      dials.show();
      pick();
    }

    /* What is asked for, before anything has walked. */
    function asked() {
      const count = all ? round.count : round.common.length;
      task.replaceChildren(`${NUMBERS[count] || count} optimizers claim to be ${round.title}, and each has a fault. Design `,
        element("strong", {}, "one trial"), " on which all of them leave the right path, in as few steps as you can: they begin at w₀ and walk with your gradients.");
      every.element.lastChild.textContent = ` all ${round.count}, not only the common ones`;
      every.element.hidden = round.count === round.common.length;
    }

    function listed() {
      suspects.show(last?.wrong || (all ? [] : round.common), last?.found || new Map(), chosen, last?.task.tolerance);
    }

    // What is said

    function tell() {
      const { wrong, found, paths, sound } = last, steps = last.design.gradients.length;
      const text = sound ? `Caught ${found.size} of ${wrong.length} · ${several(steps, "step")}`
        : "The right rule itself flies off: try less.";
      score.replaceChildren(text);
      const full = sound && found.size === wrong.length;
      if (!full || !prize.firstChild || prize.dataset.steps !== String(steps)) prize.replaceChildren(...full ? [won(last)] : []);
      prize.dataset.steps = steps;
      root.classList.toggle("all-caught", full);
      const now = tally(wrong, found);
      if (dots.innerHTML !== now.outerHTML) dots.replaceChildren(now); // what has hopped does not hop again
      clearTimeout(timer);
      timer = setTimeout(() => { heard.textContent = [text, prize.textContent].filter(Boolean).join(". "); }, QUIET_MS);
      listed();
      figure.classList.toggle("nothing", !sound);
      if (sound) picture(wrong, found, paths);
    }

    function drawn(svg, where = "", also = "") {
      figure.replaceChildren(svg, element("figcaption", {}, `w after each step${where}: the rule solid, the wrong ones faint`
        + (also || ". Press a name to see its path.")));
    }

    function picture(wrong, found, paths) {
      const one = wrong.find(({ name }) => name === chosen), left = found.get(chosen);
      const k = Math.min(left ? left.coordinate - 1 : spot.k, last.design.start.length - 1);
      const where = last.design.start.length > 1 ? `, coordinate ${k + 1}` : "";
      drawn(Engine.fan(paths[""], wrong.map(({ name }) => paths[name]), one && paths[one.name], k), where,
        one && ", dashed the one that you chose."); // as long as without it: the names below are being pressed
    }

    // What changes

    function put(next) {
      design = trial.sound(round, next);
      shown();
      code.hidden = true;
      if (trial.isLink(location.hash)) Engine.unshare();
      walk();
    }

    /* Another round, or a trial from a link, before anything walks. */
    function lay(next, from) {
      if (next !== round || !from) suspects.clear();
      round = next;
      design = from || trial.sound(round);
      last = chosen = undefined;
      live = false;
      dials.build();
      asked();
      shown();
      listed();
      score.replaceChildren("Drag a gradient up or down, or press Try.");
      dots.replaceChildren(tally(all ? Array(round.count).fill({}) : round.common, new Map()));
      prize.replaceChildren();
      root.classList.remove("all-caught");
      figure.classList.remove("nothing");
      drawn(element("div", { class: "waits" }, start));
      origin.hidden = !from;
      origin.textContent = "This trial came with a link.";
      if (select) select.value = round.task;
    }

    function follow() {
      if (!trial.isLink(location.hash)) return;
      const found = trial.fromLink(rounds, location.hash);
      if (found) lay(found.round, found.design);
      else origin.textContent = NO_TRIAL;
      origin.hidden = false;
      root.scrollIntoView();
    }

    function copy() {
      const text = trial.inPython(design);
      (navigator.clipboard?.writeText(text) ?? Promise.reject()).then(() => { said.textContent = "The trial is copied, in Python."; }, () => {
        code.value = text;
        code.hidden = false;
        code.focus();
        code.select();
        said.textContent = "Here it is, to be copied.";
      });
    }

    // All of it together

    const select = rounds.length > 1 ? element("select", { id: `${id}-round`, onkeydown: (event) => event.stopPropagation(),
      onchange: () => { lay(rounds.find(({ task: name }) => name === select.value)); walk(); } },
    ...rounds.map(({ task: name, title }) => element("option", { value: name }, title))) : undefined;
    const buttons = element("div", { class: "buttons" },
      textButton("Start again", () => { lay(round); if (trial.isLink(location.hash)) Engine.unshare(); }),
      textButton("Copy a link to this", () => Engine.share(trial.toLink(round, design), said)),
      textButton("Copy as a trial", copy), said);
    root.replaceChildren(
      paragraph("catch-title", "Catch the wrong optimizer"),
      select ? element("p", { class: "round" }, element("label", { for: select.id }, "Optimizer: "), select) : "", task,
      element("div", { class: "board" },
        element("div", { class: "design" }, element("div", { class: "result" }, score, dots), origin,
          lanes.element, element("div", { class: "line" }, dials.counters, element("div", { class: "spot" }, label, field.input, field.refusal)),
          figure, dials.element, prize),
        element("div", { class: "those" }, every.element, suspects.element)),
      buttons, code, heard);
    root.classList.add("lives");
    lay(round);
    follow();
    addEventListener("hashchange", follow);
    root.catch = { python, walk, get result() { return last; }, get design() { return design; } }; // for tests
  }

  let places = 0;
  Engine.ready(".catch", (root) => setUp(root, ++places));
})();

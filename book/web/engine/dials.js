/* What sets a trial beside its handles: the numbers of steps and coordinates, any number typed, hyperparameters, and
   what η becomes on the way. */
var Engine = Engine || {};
(() => {
  "use strict";

  const { element, textButton, trial } = Engine;

  const readable = (text) => {
    const plain = text.trim().replace(",", ".").replace(/[−–]/g, "-");
    return plain !== "" && Number.isFinite(Number(plain)) ? Number(plain) : undefined;
  };

  const written = (number) => String(number).replace("-", "−").replace("e−", "e-");

  /* What may become a number with the next key. */
  const BEGUN = /^[-−–]?\d*[.,]?\d*(?:e[-−–+]?\d*)?$/i;

  /* A field for any number between two. What is none changes nothing, nor do the digits that led to it: the number is what it
     was when the field was entered, and `refusal` says what is allowed. The field shows its number again when it is left. */
  Engine.numberField = (words, [least, most], changed) => {
    const refusal = element("output", { class: "refusal", "aria-live": "polite" });
    let now, before;
    const show = () => {
      input.value = written(now);
      input.removeAttribute("aria-invalid");
    };
    /* The number in the field; where it holds none that is allowed, that is said, but not of one that is just begun. */
    function read(left) {
      const text = input.value.trim(), value = readable(text), good = value >= least && value <= most;
      const refused = !good && (left || value !== undefined || !BEGUN.test(text));
      if (refused && now !== before) changed(before);
      refusal.textContent = refused ? `Only a number from ${written(least)} to ${written(most)} goes here. It stays ${written(before)}.` : "";
      if (refused) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
      return good ? value : undefined;
    }
    const input = element("input", {
      type: "text", class: "number", "aria-label": words, autocomplete: "off", spellcheck: "false", maxlength: 24,
      oninput: () => {
        const value = read(false);
        if (value !== undefined) changed(value);
      },
      onfocus: () => { before = now; },
      onchange: () => { read(true); before = now; }, // by Enter
      onblur: () => { read(true); show(); },
      onkeydown: (event) => event.stopPropagation(), // the theme turns pages with the arrow keys
    });
    return { input, refusal, set(value) {
      now = value;
      if (document.activeElement === input) return;
      refusal.textContent = "";
      show();
    } };
  };

  /* How many there are: one fewer, one more. */
  function counter(one, most, changed) {
    let now;
    const output = element("output");
    const fewer = textButton("−", () => changed(now - 1)), more = textButton("+", () => changed(now + 1));
    fewer.setAttribute("aria-label", `One ${one} fewer`);
    more.setAttribute("aria-label", `One ${one} more`);
    return { element: element("div", { class: "counter" }, fewer, output, more), set(count) {
      now = count;
      output.textContent = Engine.several(count, one);
      fewer.disabled = count <= 1;
      more.disabled = count >= most;
    } };
  }

  /* A hyperparameter, by its slider and by a number. */
  function dial(knob, turned) {
    const words = `${knob.words} ${knob.symbol}`, slider = Engine.slider(knob, knob.value, turned, words);
    const field = Engine.numberField(`${words}, any number`, [0, knob.most], turned);
    return { element: element("div", { class: "dial" }, slider.element, field.input, field.refusal), set(value) {
      slider.set(value);
      field.set(value);
    } };
  }

  /* `now()` is the round and its design, `put(design)` takes another one. */
  Engine.dials = (now, put) => {
    const { most } = trial, resize = (steps, size) => put(trial.resized(now().design, steps, size));
    const steps = counter("step", most.steps, (count) => resize(count, now().design.start.length));
    const size = counter("coordinate", most.size, (count) => resize(now().design.gradients.length, count));
    const knobs = element("div", { class: "dials" }), changes = element("div", { class: "changes" });
    const more = textButton("+ Let η change on the way", () => {
      const { design } = now(), known = Object.keys(design.changes).map(Number);
      const free = [...design.gradients.keys()].slice(1).concat(0).find((t) => !known.includes(t));
      change({ ...design.changes, [free]: { lr: Number((design.given.lr / 4).toPrecision(2)) } });
    });
    let all = [], rows = [], shape;

    const change = (next) => put({ ...now().design, changes: next });

    /* “Before step 2, η becomes 0.05”, for the change before one step. */
    function row(t, count, taken) {
      const without = () => Object.fromEntries(Object.entries(now().design.changes).filter(([other]) => Number(other) !== t));
      const field = Engine.numberField(`η from step ${t + 1} on`, trial.bounds.rate, (lr) => change({ ...now().design.changes, [t]: { lr } }));
      const select = element("select", { "aria-label": "The step before which η changes", onkeydown: (event) => event.stopPropagation(),
        onchange: () => change({ ...without(), [select.value]: now().design.changes[t] }) },
      ...Array.from({ length: count }, (_, other) => element("option", { value: other, selected: other === t,
        disabled: other !== t && taken.includes(other) }, `step ${other + 1}`)));
      const away = textButton("×", () => change(without()));
      away.setAttribute("aria-label", `No change of η before step ${t + 1}`);
      return { t, field, element: element("div", { class: "change" }, "Before ", select, " η becomes ", field.input, away, field.refusal) };
    }

    return {
      counters: element("div", { class: "counters" }, steps.element, size.element),
      element: element("div", { class: "settings" }, knobs, changes, more),
      build() {
        all = trial.knobs(now().round).map((knob) => ({ knob,
          dial: dial(knob, (value) => put(trial.turned(now().design, knob, value))) }));
        knobs.replaceChildren(...all.map(({ dial: { element: made } }) => made));
        shape = undefined;
      },
      show() {
        const { design } = now(), count = design.gradients.length, taken = Object.keys(design.changes).map(Number);
        steps.set(count);
        size.set(design.start.length);
        for (const { knob, dial: { set } } of all) set(trial.value(design, knob));
        if (shape !== `${count}: ${taken}`) {
          rows = taken.map((t) => row(t, count, taken));
          changes.replaceChildren(...rows.map((one) => one.element));
        }
        shape = `${count}: ${taken}`;
        for (const { t, field } of rows) field.set(design.changes[t].lr);
        more.disabled = taken.length >= count;
      },
    };
  };
})();

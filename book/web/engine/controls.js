/* Knobs: a slider's place for a value, a value for a place, and the words that both eyes and ears get. */
var Engine = Engine || {};
(() => {
  "use strict";

  const PLACES = 200;

  const scales = {
    linear: [(value) => value, (x) => x],
    log: [Math.log, Math.exp],
    complement: [(value) => -Math.log(1 - value), (x) => 1 - Math.exp(-x)], // for averages: 0.9, 0.99, 0.999
  };
  const scale = (knob) => scales[knob.log === "complement" ? "complement" : knob.log ? "log" : "linear"];

  const round = (number, digits) => Number(number.toPrecision(digits));

  /* A slider counts from 0 to `Engine.places`. */
  Engine.places = PLACES;

  Engine.place = (knob, value) => {
    const [there] = scale(knob), low = there(knob.low), high = there(knob.high);
    return Math.max(0, Math.min(PLACES, Math.round((there(value) - low) / (high - low) * PLACES))); // 0 has no logarithm
  };

  /* The value at a place, rounded to what the reader reads. */
  Engine.value = (knob, place) => {
    const [there, back] = scale(knob), low = there(knob.low), high = there(knob.high);
    const exact = back(low + (high - low) * place / PLACES);
    if (knob.integer) return Math.round(exact);
    if (knob.log === "complement") return round(1 - round(1 - exact, 2), 8);
    if (knob.log) return round(exact, 2);
    const step = (knob.high - knob.low) / PLACES;
    return round(Math.round(exact / step) * step, 3);
  };

  /* A value between the knob's ends; what is no number becomes the knob's own value. */
  Engine.clamp = (knob, value) =>
    (Number.isFinite(value) ? Math.max(knob.low, Math.min(knob.high, knob.integer ? Math.round(value) : value)) : knob.value);

  /* A number as the reader reads it: three digits or so, a true minus sign. */
  Engine.shown = (number, digits = 3) => {
    if (!Number.isFinite(number)) return Number.isNaN(number) ? "not a number" : number < 0 ? "−∞" : "∞";
    const size = Math.abs(number);
    const text = size !== 0 && (size < 1e-3 || size >= 1e5) ? number.toExponential(Math.max(0, digits - 2)).replace("e+", "e") : String(round(number, digits));
    return text.replace(/-/g, "−");
  };

  const knobText = (knob, value) => (knob.log === "complement" ? Engine.shown(round(1 - round(1 - value, 3), 8), 8) : Engine.shown(value, 4))
    + (knob.unit || "");

  const element = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
      else if (value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value);
    }
    made.append(...children);
    return made;
  };
  Engine.element = element;

  /* An element of a drawing. */
  const drawn = (tag, attributes = {}, ...children) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };
  Engine.drawn = drawn;

  /* A line through points, with a dot at each. */
  Engine.dotted = (points, kind) => drawn("g", { class: kind }, drawn("polyline", { points }), ...points.split(" ").filter(Boolean)
    .map((point) => point.split(",")).map(([cx, cy]) => drawn("circle", { cx, cy, r: 3 })));

  /* A small picture of one path, for eyes only. */
  Engine.picture = (d) => drawn("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, drawn("path", { d }));
  Engine.PLAY = "M7 4l13 8l-13 8z";

  /* Sets up each element that a selector finds, once, however often the script is loaded. */
  Engine.ready = (selector, setUp, mark = "ready") => {
    const setUpAll = () => {
      for (const found of document.querySelectorAll(selector)) {
        if (mark in found.dataset) continue;
        found.dataset[mark] = "";
        setUp(found);
      }
    };
    if (document.readyState === "loading") addEventListener("DOMContentLoaded", setUpAll);
    else queueMicrotask(setUpAll); // when the script's last file has run, too
  };

  /* The same, but on a phone each in its own time: when it comes near the screen, or when the page's address carries a
     state. Alive it may be higher. */
  Engine.near = (selector, setUp) => {
    if (innerWidth >= 768) {
      Engine.ready(selector, setUp);
      return;
    }
    const waiting = new Set();
    const come = (found) => {
      if (!waiting.delete(found)) return;
      near.unobserve(found);
      found.dataset.ready = "";
      const { bottom } = found.getBoundingClientRect();
      setUp(found);
      if (bottom < innerHeight / 3) // what is read stands below, and stays where it is
        scrollBy({ top: found.getBoundingClientRect().bottom - bottom, behavior: "instant" });
    };
    const near = new IntersectionObserver((seen) => {
      for (const { target, isIntersecting } of seen) if (isIntersecting) setTimeout(come, 0, target);
    }, { rootMargin: "50%" });
    const carries = () => location.hash.includes("?");
    Engine.ready(selector, (found) => {
      waiting.add(found);
      if (carries()) come(found);
      else near.observe(found);
    }, "waits");
    addEventListener("hashchange", () => carries() && waiting.forEach(come));
  };

  /* A labelled slider for a knob. `changed(value)` hears of each move; `set(value)` moves it from outside. */
  Engine.slider = (knob, value, changed, words = knob.words) => {
    const output = element("output"); // its text is the slider's spoken value, too
    const input = element("input", {
      type: "range", min: 0, max: PLACES, step: 1, "aria-label": words, "data-knob": knob.name,
      oninput: () => { set(Engine.value(knob, Number(input.value)), false); changed(now); },
      onkeydown: (event) => event.stopPropagation(), // the theme turns pages with the arrow keys
    });
    let now;
    function set(next, move = true) {
      if (next === now) return; // between two values that are shown alike, the slider stays where it was left
      now = next;
      if (move) input.value = Engine.place(knob, next);
      output.textContent = knobText(knob, next);
      input.setAttribute("aria-valuetext", output.textContent);
    }
    set(value);
    return { element: element("label", { class: "knob" }, element("span", { class: "symbol" }, knob.symbol), input, output), set, input };
  };

  /* A handle that is dragged in both directions, or moved by the arrow keys, over a drawing. */
  Engine.handle = (words, moved, ended) => {
    const knob = element("button", { type: "button", class: "start", "aria-label": words, "aria-roledescription": "draggable point" });
    const keys = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    knob.addEventListener("pointerdown", (event) => {
      knob.setPointerCapture(event.pointerId);
      event.stopPropagation();
    });
    knob.addEventListener("pointermove", (event) => knob.hasPointerCapture(event.pointerId) && moved({ event }));
    knob.addEventListener("pointerup", ended);
    knob.addEventListener("click", (event) => event.stopPropagation());
    knob.addEventListener("keydown", (event) => {
      if (!(event.key in keys) || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      const [dx, dy] = keys[event.key], size = event.shiftKey ? 0.1 : 0.02;
      moved({ by: [dx * size, dy * size] });
      ended();
    });
    return { knob, say: (text) => knob.setAttribute("aria-label", `${words}: ${text}`) };
  };
})();

/* The picture of a trial: a lane for each coordinate, in it a handle for where w starts and one for each gradient; and
   under them, step by step, where the paths go. */
var Engine = Engine || {};
(() => {
  "use strict";

  const { element, drawn, shown, trial } = Engine;
  const WIDTH = 360, LEFT = 32, WIDEST = 74, RADIUS = 9, FINGER = 44;
  const HEIGHTS = [140, 116, 100]; // of a lane, by how many there are
  const TICKS = [100, 10, 1, 0, -1, -10, -100];
  const KEYS = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 5, PageDown: -5, End: 1000, Home: -1000 };
  const PATHS = 100, EDGE = 8;
  const CROWD = 12; // paths that are drawn fainter

  const wide = (steps) => Math.min(WIDEST, (WIDTH - LEFT) / (steps + 1));
  const middle = (step, steps) => LEFT + wide(steps) * (step + 0.5);

  /* What a handle is about, in words: step 0 is the start. */
  Engine.spotWords = ({ step, k }, size) =>
    (step ? `gradient at step ${step}` : "start of w") + (size > 1 ? `, coordinate ${k + 1}` : "");

  /* A lane's ground: its lines and what they say. */
  function ground(k, size, steps, height, y) {
    const right = LEFT + wide(steps) * (steps + 1);
    return drawn("g", { class: "ground", "aria-hidden": "true" },
      drawn("rect", { class: "start-lane", x: LEFT, y: -height / 2, width: wide(steps), height }),
      ...TICKS.filter((tick) => size < 3 || Math.abs(tick) !== 10).flatMap((tick) => [
        drawn("line", { class: tick ? "tick" : "zero", x1: LEFT, x2: right, y1: y(tick), y2: y(tick) }),
        drawn("text", { x: LEFT - 4, y: y(tick) + 3, "text-anchor": "end" }, shown(tick)),
      ]),
      ...size > 1 ? [drawn("text", { x: LEFT + 2, y: -height / 2 + 9 }, `coord. ${k + 1}`)] : []);
  }

  /* The handles of a trial. `moved(spot, value)` hears of each move, `chosen(spot)` of what gets the focus, and
     `typed(sign)` of a number's first sign. */
  Engine.lanes = ({ moved, chosen, typed }) => {
    const root = element("div", { class: "lanes" });
    let shape, handles = [], now;

    function handle(spot, x, y, height) {
      const [least, most] = trial.bounds.place;
      const steps = now.gradients.length, words = Engine.spotWords(spot, now.start.length);
      const stem = drawn("line", { class: "stem", x1: x, x2: x, y1: 0 }), knob = drawn("circle", { class: "knob", cx: x, r: RADIUS });
      const value = drawn("text", { class: "value", x, "text-anchor": "middle" });
      const finger = drawn("rect", { class: "finger", x: x - wide(steps) / 2, width: wide(steps), height: FINGER });
      const group = drawn("g", { class: spot.step ? "gradient" : "begin", role: "slider", tabindex: 0, "aria-label": words,
        "aria-orientation": "vertical", "aria-valuemin": least, "aria-valuemax": most }, stem, finger, knob, value);
      group.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false }); // or the page scrolls
      group.addEventListener("pointerdown", (event) => {
        if (event.button) return;
        event.preventDefault();
        group.setPointerCapture(event.pointerId);
        group.focus({ preventScroll: true });
      });
      group.addEventListener("pointermove", (event) => group.hasPointerCapture(event.pointerId) && moved(spot, place(event)));
      group.addEventListener("focus", () => chosen(spot));
      group.addEventListener("keydown", (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        const places = KEYS[event.key];
        if (places) moved(spot, trial.roundBeside(trial.at(now, spot), places));
        else if (/^[\d.,−-]$/.test(event.key)) typed(event.key);
        else return;
        event.preventDefault();
        event.stopPropagation(); // the theme turns pages with the arrow keys
      });
      /* The number under the pointer. */
      function place(event) {
        const { top, height: seen } = finger.ownerSVGElement.getBoundingClientRect();
        const inside = (event.clientY - top) / seen * finger.ownerSVGElement.viewBox.baseVal.height;
        return trial.roundAt((spot.k * height + height / 2 - inside) / (height / 2 - EDGE));
      }
      return { element: group, show() {
        const number = trial.at(now, spot), text = shown(number), cy = y(number);
        stem.setAttribute("y2", cy);
        knob.setAttribute("cy", cy);
        finger.setAttribute("y", Math.max(-height / 2, Math.min(height / 2 - FINGER, cy - FINGER / 2)));
        value.setAttribute("y", cy - RADIUS - 4 < -height / 2 + 8 || number < 0 && cy + RADIUS + 12 < height / 2 ? cy + RADIUS + 11 : cy - RADIUS - 4);
        value.textContent = text;
        group.setAttribute("aria-valuenow", number);
        group.setAttribute("aria-valuetext", text);
      } };
    }

    function build() {
      const size = now.start.length, steps = now.gradients.length, height = HEIGHTS[size - 1];
      const y = (x) => Number((-trial.height(x) * (height / 2 - EDGE)).toFixed(2));
      handles = [];
      const lanes = now.start.map((_, k) => {
        const made = Array.from({ length: steps + 1 }, (__, step) => handle({ step, k }, middle(step, steps), y, height));
        handles.push(...made);
        return drawn("g", { transform: `translate(0 ${height * (k + 0.5)})` }, ground(k, size, steps, height, y), ...made.map((one) => one.element));
      });
      const heads = Array.from({ length: steps + 1 }, (_, step) => drawn("text", { class: "head", x: middle(step, steps),
        y: height * size + 13, "text-anchor": "middle" }, step ? `g${"₁₂₃₄₅₆₇₈"[step - 1]}` : "w₀"));
      root.replaceChildren(drawn("svg", { viewBox: `0 0 ${WIDTH} ${height * size + 18}`, role: "group",
        "aria-label": "The trial: where w starts, and the gradient of each step" }, ...lanes, drawn("g", { "aria-hidden": "true" }, ...heads)));
    }

    return {
      element: root,
      show(design) {
        now = design;
        const next = `${design.start.length} ${design.gradients.length}`;
        if (next !== shape) build();
        shape = next;
        for (const one of handles) one.show();
      },
      /* The handle whose number stands in the field. */
      mark(spot) {
        handles.forEach((one, i) => one.element.classList.toggle("picked", i === spot.k * (now.gradients.length + 1) + spot.step));
      },
    };
  };

  /* Paths in one coordinate, in the columns of the handles: all wrong ones faint, the rule's, and the chosen one dashed. */
  Engine.fan = (right, wrong, chosen, k) => {
    const steps = right.length - 1, step = wide(steps), width = step * steps;
    const line = (path) => path.map((position) => position[k]);
    const rule = line(right), known = wrong.filter(Boolean).map(line);
    const [low, high] = Engine.span([rule, ...chosen ? [line(chosen)] : []]), [far, tall] = Engine.span([rule]);
    // As high as the rule's path or the chosen one, but a path that explodes does not flatten the rule's.
    const most = 4 * (tall - far) || 2, from = Math.max(low, far - most), to = Math.min(high, tall + most);
    const room = 0.12 * (to - from) || 1, span = [from - room, to + room];
    const points = (lines) => Engine.lines(lines, span, width, PATHS);
    const svg = drawn("svg", { viewBox: `0 0 ${WIDTH} ${PATHS}`, "aria-hidden": "true", class: known.length > CROWD ? "crowd" : "" });
    const inside = drawn("g", { transform: `translate(${LEFT + step / 2} 0)` });
    inside.append(...points(known).map((one) => drawn("polyline", { class: "other", points: one })),
      ...points([rule]).map((one) => Engine.dotted(one, "rule")),
      ...chosen ? points([line(chosen)]).map((one) => Engine.dotted(one, "wrong")) : []);
    svg.append(drawn("text", { y: 10 }, shown(span[1])), drawn("text", { y: PATHS - 2 }, shown(span[0])), inside);
    return svg;
  };
})();

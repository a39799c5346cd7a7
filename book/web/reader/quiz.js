/* The questions at a chapter's end ask: what lies in the fold of an answer as a <template> becomes a form above it, with
   a reply to each wrong answer. What has been answered is kept in this browser. */
(() => {
  "use strict";

  const templates = document.querySelectorAll("details template.quiz");
  if (!templates.length) return;

  const STEPS = 30;
  const make = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };

  /* What has been answered: the questions' words, by page. A browser may forbid to keep anything. */
  const page = `answered ${location.pathname.split("/").pop()}`;
  const read = () => {
    try {
      return new Set(JSON.parse(localStorage.getItem(page)) ?? []);
    } catch {
      return new Set();
    }
  };
  const keep = (answered) => {
    try {
      localStorage.setItem(page, JSON.stringify([...answered]));
    } catch { /* then it is forgotten */ }
  };

  const within = ({ dataset }, value) =>
    !(value < Number(dataset.from ?? -Infinity)) && !(value > Number(dataset.to ?? Infinity));
  /* What a text may mean as a number: 1,724 is a thousand and more to one reader, and less than two to another. */
  const readings = (text) => {
    const plain = text.trim().replace(/[−–]/g, "-").replace(/\s/g, "");
    const found = [plain.replace(",", ".")];
    if (/^-?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/.test(plain)) found.push(plain.replaceAll(",", ""));
    return found.filter(Boolean).map(Number).filter(Number.isFinite);
  };
  const parts = (from, part) => [...from.querySelectorAll(`[data-part=${part}]`)];
  const said = (entry) => parts(entry, "said").flatMap((one) => [...one.cloneNode(true).childNodes]);
  const reply = (entry) => entry && parts(entry, "reply")[0];

  /* Each kind: what it shows, and a function that says what is answered: whether it is right, what to reply, or, where
     nothing is answered, neither. */
  const KINDS = {
    choose(asked, number) {
      const entries = parts(asked.content, "entry"), many = entries.filter((entry) => "right" in entry.dataset).length > 1;
      if (!many) entries.push(...entries.splice(0, (number + 1) % entries.length)); // the right one is not always the first
      const inputs = entries.map(() => make("input", { type: many ? "checkbox" : "radio", name: `quiz-${number}` }));
      const labels = entries.map((entry, k) => make("label", {}, inputs[k], make("span", {}, ...said(entry))));
      const check = () => {
        if (!inputs.some((input) => input.checked)) return { nothing: many ? "Tick what is right." : "Choose one." };
        const off = entries.filter((entry, k) => inputs[k].checked !== ("right" in entry.dataset));
        const first = off.find((entry) => !("right" in entry.dataset)) ?? off[0];
        return { right: !off.length, reply: reply(first) ?? (off.length && many && "Not all of these are ticked rightly.") };
      };
      return { controls: labels, check };
    },

    order(asked) {
      const entries = parts(asked.content, "entry"), list = make("ol");
      const rows = entries.map((entry) => {
        const row = make("li", {}, make("span", {}, ...said(entry)));
        for (const [by, sign, word] of [[-1, "↑", "Earlier"], [1, "↓", "Later"]]) {
          const button = make("button", { type: "button", "aria-label": `${word}: ${row.firstChild.textContent}` }, sign);
          button.addEventListener("click", () => {
            const other = by < 0 ? row.previousElementSibling : row.nextElementSibling;
            if (!other) return;
            other[by < 0 ? "before" : "after"](row);
            button.focus();
          });
          row.append(button);
        }
        return row;
      });
      const odd = rows.filter((_, k) => k % 2), even = rows.filter((_, k) => k % 2 === 0);
      list.append(...odd.reverse(), ...even);
      const check = () => {
        const places = rows.map((row) => [...list.children].indexOf(row));
        const wrong = places.findIndex((place, k) => place < places[k - 1]);
        return { right: wrong < 0, reply: reply(entries[wrong]) ?? "Not in this order." };
      };
      return { controls: [list], check };
    },

    number(asked) {
      const input = make("input", { type: "text", inputmode: "decimal", autocomplete: "off", "aria-label": "Your answer" });
      const check = () => {
        const values = readings(input.value), is = (one) => values.some((value) => within(one, value));
        if (!values.length) return { nothing: "Write a number." };
        return { right: is(asked), reply: parts(asked.content, "reply").find(is) };
      };
      return { controls: [input], check };
    },

    slide(asked) {
      const { slideFrom: min, slideTo: max, slideStep: step, slideName: name, curvatures, momentum = 0 } = asked.dataset;
      const input = make("input", { type: "range", min, max, step, value: max, "aria-label": name });
      const output = make("output"), directions = curvatures?.split(" ").map(Number) ?? [];
      const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      svg.setAttribute("viewBox", "0 0 300 96");
      svg.setAttribute("role", "img");
      svg.setAttribute("aria-label", `The error in the directions of curvature ${directions.join(" and ")} over ${STEPS} steps`);
      const zero = svg.appendChild(document.createElementNS(svg.namespaceURI, "path"));
      zero.setAttribute("d", "M0 48H300");
      const lines = directions.map((_, k) => {
        const line = document.createElementNS(svg.namespaceURI, "polyline");
        line.setAttribute("class", `line-${k + 1}`);
        svg.append(line);
        return line;
      });
      const show = () => {
        const rate = Number(input.value);
        output.textContent = `${name} = ${rate.toPrecision(3).replace(/\.?0+$/, "")}`;
        input.setAttribute("aria-valuetext", output.textContent);
        lines.forEach((line, k) => {
          const points = [];
          for (let t = 0, w = 1, v = 0; t <= STEPS && Math.abs(w) < 9; t++) {
            points.push(`${t * 10},${(48 - 40 * Math.max(-1.2, Math.min(1.2, w))).toFixed(1)}`);
            v = Number(momentum) * v + directions[k] * w;
            w -= rate * v;
          }
          line.setAttribute("points", points.join(" "));
        });
      };
      input.addEventListener("input", show);
      show();
      const check = () => {
        const value = Number(input.value);
        return { right: within(asked, value), reply: parts(asked.content, "reply").find((one) => within(one, value)) };
      };
      return { controls: [...(lines.length ? [svg] : []), make("label", {}, input, output)], check };
    },
  };

  const forms = [...templates].map((asked, number) => {
    const fold = asked.closest("details"), title = fold.querySelector("summary .sd-summary-text") ?? fold.querySelector("summary");
    const question = title.textContent.trim();
    const { controls, check } = KINDS[asked.dataset.kind](asked, number);
    const prompt = parts(asked.content, "prompt").map((one) => make("div", {}, ...one.cloneNode(true).childNodes));
    const response = make("div", { role: "status", class: "reply" });
    const button = make("button", {}, "Check");
    const form = make("form", { class: "quiz" },
      make("fieldset", {}, make("legend", {}, ...title.childNodes), ...prompt, make("div", { class: asked.dataset.kind }, ...controls)),
      make("p", { class: "buttons" }, button), response);
    title.append("The whole answer");
    fold.before(form);
    fold.classList.add("of-quiz");

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const { nothing, right, reply: because } = check();
      form.classList.toggle("right", !!right);
      form.classList.toggle("wrong", right === false);
      const words = make("p", {}, make("strong", {}, right ? "Right." : nothing ? "" : "Not yet."), " ", nothing ?? "");
      if (because instanceof Element) {
        const [first, ...more] = [...because.cloneNode(true).children];
        words.append(...first.childNodes);
        response.replaceChildren(words, ...more);
      } else {
        words.append(because || "");
        response.replaceChildren(words);
      }
      if (!right) return;
      keep(read().add(question));
      fold.open = true;
      count();
    });
    return { form, fold, question, response };
  });

  const words = make("span"), again = make("button", { type: "button" }, "Begin again");
  const progress = make("p", { class: "quiz-progress", hidden: "" }, words, " ", again);
  forms.at(-1).fold.after(progress);
  again.addEventListener("click", () => {
    keep(new Set());
    for (const { form, fold, response } of forms) {
      form.reset();
      form.querySelector("input[type=range]")?.dispatchEvent(new Event("input"));
      form.classList.remove("right", "wrong");
      response.replaceChildren();
      fold.open = false;
    }
    count();
    forms[0].form.querySelector("input, button").focus();
  });

  function count() {
    const answered = read(), now = forms.filter(({ question }) => answered.has(question));
    progress.hidden = !now.length;
    words.textContent = `${now.length} of ${forms.length} answered; this browser remembers.`;
    return now;
  }
  for (const { form } of count()) form.classList.add("right", "before");
})();

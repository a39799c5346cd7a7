/* "Write it here": an editor for the reader's own optimizer, and a verdict as they type. */
var Engine = Engine || {};
(() => {
  "use strict";

  const { element, drawn } = Engine;
  const PAUSE_MS = 600; // after the last key, before the code runs
  const INDENT = "    ";
  const LINK = /^#write=(\w+)\.([\w-]{1,40000})$/;
  const AT_LEAST = 12; // lines of the editor

  const button = (words, act) => element("button", { type: "button", class: "text", onclick: act }, words);

  /* What this browser remembers for us, which may be closed, or full. */
  const memory = Engine.memory = {
    key: (name) => `step-by-step/${name}`,
    read(name) {
      try {
        return localStorage.getItem(memory.key(name)) || undefined;
      } catch {
        return undefined;
      }
    },
    write(name, text) {
      try {
        if (text === undefined) localStorage.removeItem(memory.key(name));
        else localStorage.setItem(memory.key(name), text);
      } catch {
        // then nothing is kept
      }
    },
  };

  /* Puts a link into the address bar and on the clipboard; `said` tells how far that went. */
  Engine.share = (link, said) => {
    const address = location.href.split("#")[0] + link, words = (what) => () => { said.textContent = what; };
    try {
      history.replaceState(null, "", address);
    } catch {
      said.textContent = "This browser gives no link here.";
      return;
    }
    (navigator.clipboard?.writeText(address) ?? Promise.reject()).then(
      words("The link is copied; it stands in the address bar, too."), words("The link stands in the address bar."));
  };

  /* The address says no more what it said, where its fragment is out of date. */
  Engine.unshare = () => {
    try {
      history.replaceState(null, "", location.href.split("#")[0]);
    } catch {
      // then it stays
    }
  };

  Engine.toWriteLink = (task, text) => {
    const raw = String.fromCharCode(...new TextEncoder().encode(text));
    return `#write=${task}.${btoa(raw).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "")}`;
  };

  /* The code that a link's text carries for a task, or undefined. */
  Engine.fromWriteLink = (task, text) => {
    const found = LINK.exec(text);
    if (!found || found[1] !== task) return undefined;
    try {
      const raw = atob(found[2].replace(/-/g, "+").replace(/_/g, "/"));
      return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(raw, (c) => c.charCodeAt(0)));
    } catch {
      return undefined;
    }
  };

  /* Keys of an editor: Tab indents, Enter goes on under the line before; after Escape, Tab leaves. */
  function keys(text) {
    let leaving = false;

    function insert(words) {
      if (!document.execCommand("insertText", false, words)) { // which can be undone
        text.setRangeText(words, text.selectionStart, text.selectionEnd, "end");
        text.dispatchEvent(new Event("input"));
      }
    }

    /* Moves the lines of the selection to the right or to the left. */
    function shift(left) {
      const { value, selectionStart, selectionEnd } = text;
      const from = value.lastIndexOf("\n", selectionStart - 1) + 1;
      const before = value.slice(from, selectionEnd);
      const after = left ? before.replace(/^ {1,4}/gm, "") : before.replace(/^(?=.)/gm, INDENT);
      if (after === before) return;
      text.setSelectionRange(from, selectionEnd);
      insert(after);
      text.setSelectionRange(before.includes("\n") ? from : from + after.length, from + after.length);
    }

    text.addEventListener("keydown", (event) => {
      event.stopPropagation(); // the theme turns pages with the arrow keys
      const bare = !event.ctrlKey && !event.metaKey && !event.altKey;
      if (event.key === "Tab" && bare && !leaving) {
        event.preventDefault();
        const { value, selectionStart: from, selectionEnd: to } = text;
        if (event.shiftKey || value.slice(from, to).includes("\n")) shift(event.shiftKey);
        else insert(INDENT.slice((from - value.lastIndexOf("\n", from - 1) - 1) % INDENT.length));
      } else if (event.key === "Enter" && bare && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        const line = text.value.slice(0, text.selectionStart).split("\n").pop();
        insert(`\n${/^ */.exec(line)[0]}${/:\s*(#.*)?$/.test(line) ? INDENT : ""}`);
      }
      if (!["Tab", "Shift"].includes(event.key)) leaving = event.key === "Escape";
    });
    text.addEventListener("blur", () => { leaving = false; });
  }

  /* Both paths in the coordinate where they part. */
  function picture(task, paths, left) {
    const svg = drawn("svg", { viewBox: "-6 -6 332 92", role: "img",
      "aria-label": `Coordinate ${left.coordinate} of w, step by step: the rule's path and, dashed, yours.` });
    svg.append(...Engine.twoLines(task, paths, left, 320, 80).map((points, i) => Engine.dotted(points, i ? "yours" : "rule")));
    return element("figure", {}, svg,
      element("figcaption", {}, `Coordinate ${left.coordinate} of w on this trial, step by step: the rule solid, yours dashed.`));
  }

  function setUp(root, place) {
    const { task: name, class: title, practice } = root.dataset;
    const skeleton = root.querySelector("pre").textContent.replace(/\n*$/, "\n");
    const python = Engine.python(new URL("../write/python.js", new URL(practice, document.baseURI)).href);
    const key = `write/${name}`, own = memory.read(key);
    let timer, busy = false, waiting = false, asked = false; // `asked`: the reader has had this code run, or written it
    let linked = false; // whether the code came with a link, and may not take the place of the reader's own

    const hint = element("p", { class: "keys", id: `write-${place}-keys` },
      "Tab indents; Escape, then Tab, leaves the editor. Ctrl and Enter run.");
    const text = element("textarea", { id: `write-${place}`, spellcheck: "false", autocapitalize: "off", autocomplete: "off",
      autocorrect: "off", wrap: "off", "aria-describedby": hint.id });
    const origin = element("p", { class: "origin", hidden: true });
    const verdict = element("div", { class: "answer", role: "status", "aria-live": "polite" });
    const printed = element("pre", { class: "printed", tabindex: 0, "aria-label": "What your code prints", hidden: true });
    const said = element("output", { class: "said", "aria-live": "polite" });

    const fit = () => { text.rows = Math.max(AT_LEAST, text.value.split("\n").length + 1); };

    function put(code) {
      text.value = code;
      fit();
    }

    function keep() {
      if (!linked) memory.write(key, text.value === skeleton ? undefined : text.value);
    }

    // What is said

    const link = (address, words) => element("a", { href: new URL(address, document.baseURI).href }, words);

    function say(kind, ...parts) {
      verdict.dataset.kind = kind;
      verdict.classList.remove("old");
      if (verdict.textContent === parts.map((part) => part.textContent ?? part).join("")) return; // nobody hears it twice
      verdict.replaceChildren(...parts);
    }

    const paragraph = (kind, ...parts) => element("p", { class: kind }, ...parts);

    function tell(task, { paths, error }) {
      const size = task.trials.map(({ start }) => start.length);
      const walked = paths.map((path, i) => path && Engine.positions(path, size[i]));
      const found = Engine.judge(task, walked), shown = found.left && !found.still ? picture(task, walked, found.left) : "";
      if (error && !found.mistake) return say("error", paragraph("text", Engine.complaint(error, text.value, task)));
      const words = Engine.verdictOn(task, found);
      if (words.kind !== "named") return say(words.kind, paragraph("text", words.text), shown);
      const others = words.others.flatMap((other, i) => [i ? ", " : "", link(other.link, other.name)]);
      return say("named",
        paragraph("text", "Your path is that of ", element("strong", {}, words.name), "."),
        paragraph("hint", words.hint, " ", link(words.link, "Read about this mistake"), "."),
        others.length ? paragraph("others", "On these trials the same path belongs to: ", ...others, ".") : "",
        words.text ? paragraph("where", words.text) : "", shown);
    }

    // What runs

    async function run() {
      clearTimeout(timer);
      if (busy) {
        waiting = true;
        return;
      }
      busy = true;
      const code = text.value;
      try {
        if (!python.running) say("loading", paragraph("text", "Python is being loaded …"));
        await Engine.load(new URL(practice, document.baseURI).href);
        const task = self.PRACTICE[name];
        const result = await python.run(code, Engine.forPython(task));
        if (text.value === code) {
          if (result.silent) say("error", paragraph("text",
            `There was no answer for ${result.silent} seconds, so the code was ended. Is there a loop that does not end?`));
          else tell(task, result);
          const lines = result.printed || [];
          printed.hidden = !lines.length;
          printed.textContent = lines.join("\n");
        }
      } catch (error) {
        say("error", paragraph("text", `Python does not run here: ${error.message}`));
      }
      busy = false;
      if (waiting) {
        waiting = false;
        if (asked && text.value !== code) run();
      }
    }

    function soon() {
      clearTimeout(timer);
      if (asked) timer = setTimeout(run, PAUSE_MS);
    }

    function start() {
      asked = true;
      return run();
    }

    // What came with a link

    function show(code) {
      linked = Boolean(memory.read(key));
      asked = waiting = false;
      clearTimeout(timer);
      python.end();
      put(code);
      verdict.replaceChildren();
      printed.hidden = true;
      origin.replaceChildren("This code came with the link. Read it first: it runs when you press Run, and not before.");
      if (linked) origin.append(" Your own is kept, and this one is not. ", button("Back to my own", () => {
        linked = false;
        asked = true;
        origin.hidden = true;
        put(memory.read(key) || skeleton);
        verdict.replaceChildren();
        text.focus();
      }));
      origin.hidden = false;
    }

    function follow() {
      const code = Engine.fromWriteLink(name, location.hash);
      if (code === undefined || code === text.value) return; // one's own, shared before
      show(code);
      root.scrollIntoView();
    }

    /* The address names code no longer when the reader has changed it. */
    function forget() {
      if (!linked && Engine.fromWriteLink(name, location.hash) !== undefined) Engine.unshare();
    }

    // What there is to press

    const share = () => Engine.share(Engine.toWriteLink(name, text.value), said);

    let before;
    const again = button("Start again", () => {
      const now = text.value;
      put(before === undefined ? skeleton : before);
      before = before === undefined ? now : undefined;
      again.textContent = before === undefined ? "Start again" : "Bring mine back";
      keep();
      verdict.replaceChildren();
      printed.hidden = true;
    });

    text.addEventListener("input", () => {
      if (origin.hidden) asked = true;
      before = undefined;
      again.textContent = "Start again";
      verdict.classList.add("old");
      fit();
      keep();
      forget();
      soon();
    });
    text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      start();
    });
    keys(text);

    put(own || skeleton);
    const controls = element("div", { class: "buttons" }, button("Run", start), again, button("Copy a link to this", share),
      element("a", { class: "onward", href: "#your-turn" }, "Open the assignment"), said);
    root.append(
      element("p", { class: "write-title" }, "Write it here"),
      paragraph("task", "Write ", element("code", {}, title), ". Each ", element("code", {}, "step"),
        " gets the weights w and their gradient g, both vectors, and returns the new weights. ",
        ...["sqrt", "sign", "abs", "maximum", "minimum", "zeros_like", "exp"].flatMap((one, i) => [i ? ", " : "", element("code", {}, one)]),
        " and ", element("code", {}, "log"), " take vectors and numbers. What is kept from step to step begins in ", element("code", {}, "__init__"),
        ", as 0 or None. It runs in this page, and nothing leaves it."),
      element("label", { for: text.id }, `Your ${title}, in Python`), text, hint, origin, controls, verdict, printed);
    root.classList.add("lives");
    follow();
    addEventListener("hashchange", follow);
    root.write = { python, run: start }; // for tests
  }

  let places = 0;
  Engine.ready(".write", (root) => setUp(root, ++places));
})();

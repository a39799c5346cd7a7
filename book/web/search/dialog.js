/* The search field, wherever it stands: the first use loads the index, and sections appear as one types. */
(() => {
  "use strict";

  const INDEX = new URL("search/index.js", document.currentScript.src), SITE = new URL("../", document.currentScript.src);
  let loading = null;

  const load = () => loading ||= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = INDEX;
    script.onload = () => done(Search.index(SECTIONS));
    script.onerror = () => {
      loading = null; // the next key tries again
      script.remove();
      failed(new Error("no index"));
    };
    document.head.append(script);
  });

  const make = (tag, name, ...children) => {
    const made = document.createElement(tag);
    if (name) made.className = name;
    made.append(...children);
    return made;
  };

  function entry({address, page, title, excerpt}) {
    const link = make("a", "", make("span", "search-place", ...(page === title ? [] : [`${page} › `]), make("strong", "", title)));
    link.href = new URL(address, SITE);
    link.append(make("span", "search-excerpt", ...excerpt.map(([text, hit]) => (hit ? make("mark", "", text) : text))));
    return make("li", "", link);
  }

  function said(query, count, shown) {
    if (!query) return "";
    if (!count) return `Nothing found for “${query}”.`;
    return count > shown ? `The first ${shown} of ${count} sections` : count === 1 ? "1 section" : `${count} sections`;
  }

  function field(form) {
    const input = form.querySelector("input"), dialog = form.closest("dialog");
    const status = make("p", "search-status"), list = make("ol", "search-list");
    status.setAttribute("role", "status");
    list.setAttribute("aria-label", "Sections found");
    const around = make("div", "search-found", status, list);
    form.after(around);
    const links = () => [...list.querySelectorAll("a")];

    /* Whether the list is now what was found for the query that stood in the field. */
    async function show() {
      const query = input.value.trim();
      let index;
      try {
        index = await load();
      } catch {
        status.textContent = "The search index could not be loaded.";
        return false;
      }
      if (query !== input.value.trim()) return false; // a later key shows what was found for it
      const {count, found} = Search.find(index, query);
      list.replaceChildren(...found.map(entry));
      status.textContent = said(query, count, found.length);
      around.scrollTop = 0;
      if (!dialog) history.replaceState(null, "", query ? `?q=${encodeURIComponent(query)}` : location.pathname);
      return true;
    }

    input.addEventListener("focus", () => load().catch(() => {}));
    input.addEventListener("input", show);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (await show()) links()[0]?.click();
    });
    for (const part of [form, around]) {
      part.addEventListener("keydown", (event) => {
        const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
        const stops = [input, ...links()], next = stops[stops.indexOf(document.activeElement) + step];
        if (step) event.preventDefault();
        if (next) next.focus();
        if (event.key === "Escape" && dialog) {
          event.preventDefault(); // else the first Escape would only empty the field
          dialog.close();
        }
      });
    }
    list.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (!link || !dialog || event.ctrlKey || event.metaKey || event.shiftKey) return;
      dialog.close();
      if (link.href === location.href) dispatchEvent(new HashChangeEvent("hashchange")); // its fold may have been closed since
    });
    if (!dialog) {
      input.value = new URLSearchParams(location.search).get("q") || "";
      input.focus();
      if (input.value) show();
    }
  }

  document.querySelectorAll("form.bd-search").forEach(field);
})();

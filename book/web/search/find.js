/* Which sections answer a query, and where in them: words and their other spellings, MiniSearch's ranking, an excerpt. Needs no page. */
var Search = Search || {};
(() => {
  "use strict";

  const WORD = /[\p{L}\p{N}\p{M}]+(?:[-‐‑_][\p{L}\p{N}\p{M}]+)*/gu;
  const GREEK = {
    α: "alpha", β: "beta", γ: "gamma", δ: "delta", ε: "epsilon", ζ: "zeta", η: "eta", θ: "theta", κ: "kappa", λ: "lambda", μ: "mu",
    ν: "nu", ξ: "xi", π: "pi", ρ: "rho", σ: "sigma", ς: "sigma", τ: "tau", φ: "phi", χ: "chi", ψ: "psi", ω: "omega",
  };
  const EMPTY = new Set(("a an and are as at be by can do does for from how i in is it my of on or should than that the there this to "
    + "versus vs was what when where which why with и в на что как или это").split(" "));
  /* What readers may call a thing that the book calls otherwise. Spellings in -ise and -ize, hyphens and Greek letters need no line here. */
  const ALSO = {
    eps: ["epsilon"], epsilon: ["eps"], lr: ["learning rate"], stepsize: ["learning rate"], gd: ["gradient descent"], wd: ["weight decay"],
    scheduler: ["schedule"], annealing: ["schedule"], ema: ["exponential moving average"],
    nag: ["nesterov"], sgdm: ["momentum"], preconditioning: ["preconditioner"], gpu: ["cuda"], cuda: ["gpu"], sparse: ["rare"],
  };
  const ENOUGH = 3;
  const AROUND = 190; // characters of an excerpt
  const BEFORE = 50; // of them at most before the first hit

  const plain = (word) => word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[‐‑]/g, "-")
    .replace(/[α-ω]/g, (letter) => GREEK[letter] || letter);

  const respelt = (word) => {
    const other = word.replace(/(..)(i[sz]|y[sz])(e[drs]?|ers|ing|ations?)$/, (_, start, middle, end) =>
      start + middle[0] + (middle[1] === "s" ? "z" : "s") + end);
    return other === word ? [word] : [word, other];
  };

  /* A text's word as the index knows it: whole, in parts, and as the other half of the English speak it. */
  const forms = (word) => {
    const parts = plain(word).split(/[-_]/);
    return [...new Set(parts.length > 1 ? [parts.join(""), ...parts] : parts)].flatMap(respelt);
  };

  const words = (text) => text.match(WORD) || [];

  /* The index of all pages' sections, made in pieces so that the page keeps answering. */
  Search.index = async (pages) => {
    const sections = pages.flatMap(([address, rows]) => rows.map(([title, anchor, text, also, weight]) =>
      ({address: anchor ? `${address}#${anchor}` : address, page: rows[0][0], title, text, also, weight, whole: !anchor})));
    const index = new MiniSearch({fields: ["title", "page", "also", "text"], tokenize: words, processTerm: forms});
    const documents = sections.map(({page, title, text, also, whole}, id) => ({id, page: whole ? "" : page, title, text, also}));
    await index.addAllAsync(documents, {chunkSize: 100});
    return {index, sections};
  };

  const all = (queries) => ({combineWith: "AND", queries});
  const any = (queries) => ({combineWith: "OR", queries});

  /* A word of a query: as it was typed, or in its parts, or by another name. */
  const asked = (word) => {
    const parts = plain(word).split(/[-_]/), whole = parts.join("");
    return any([whole, ...(parts.length > 1 ? [all(parts)] : []), ...(Object.hasOwn(ALSO, whole) ? ALSO[whole] : []).map((name) => all(name.split(" ")))]);
  };

  const exactly = {
    tokenize: (word) => [word], processTerm: (word) => word, fuzzy: false, prefix: (word) => word.length > 1,
    boost: {title: 6, also: 4, page: 2}, weights: {prefix: 0.4, fuzzy: 0.2},
  };
  const nearly = {...exactly, fuzzy: (word) => (word.length > 3 && !/\d/.test(word) ? Math.min(2, Math.floor(word.length / 4)) : false)};

  /* The sections that answer a query, best first: {address, page, title, excerpt}. A typo counts where there is nothing without it, and only where few have all words, some will do. */
  Search.find = ({index, sections}, query, most = 10) => {
    const typed = words(query), full = typed.filter((word) => !EMPTY.has(plain(word)));
    const queries = (full.length ? full : typed).map(asked);
    if (!queries.length) return {count: 0, found: []};
    const hits = new Map();
    for (const [combined, options] of [[all, exactly], [all, nearly], [any, nearly]]) {
      if (hits.size >= ENOUGH) break;
      const weighed = {...options, boostDocument: (id) => sections[id].weight};
      for (const hit of index.search(combined(queries), weighed)) if (!hits.has(hit.id)) hits.set(hit.id, hit);
    }
    const found = [...hits.values()].slice(0, most).map((hit) => {
      const {address, page, title, text} = sections[hit.id];
      return {address, page, title, excerpt: Search.excerpt(text, new Set(hit.terms))};
    });
    return {count: hits.size, found};
  };

  /* The place in a text where most of the terms stand, as [words, whether they were looked for] pairs. */
  Search.excerpt = (text, terms) => {
    const hits = [...text.matchAll(WORD)].map((match) => ({from: match.index, to: match.index + match[0].length, forms: forms(match[0]).filter((form) => terms.has(form))}))
      .filter((hit) => hit.forms.length);
    let start = 0, most = 0;
    hits.forEach((hit, k) => {
      const seen = new Set();
      for (let j = k; j < hits.length && hits[j].to <= hit.from + AROUND - BEFORE; j++) hits[j].forms.forEach((form) => seen.add(form));
      if (seen.size > most) [start, most] = [hit.from, seen.size];
    });
    let from = Math.max(0, start - BEFORE), to = Math.min(text.length, from + AROUND);
    if (from > 0) from = text.indexOf(" ", from) + 1;
    if (to < text.length) to = Math.max(start, text.lastIndexOf(" ", to));
    const parts = [];
    let at = from;
    for (const hit of hits.filter((one) => one.from >= from && one.to <= to)) {
      parts.push([text.slice(at, hit.from), false], [text.slice(hit.from, hit.to), true]);
      at = hit.to;
    }
    parts.push([text.slice(at, to), false]);
    if (from > 0) parts.unshift(["… ", false]);
    if (to < text.length) parts.push([" …", false]);
    return parts.filter(([part]) => part);
  };
})();

// The search: a question in, results out. It stands in front of Pagefind, which by itself wants every
// word of a question to be found. Nothing is loaded before the reader asks. Every word that is shown
// comes from the page or the index, and goes into the page as text, never as HTML.
"use strict";

(() => {
  const place = document.getElementById("search");
  if (!place) return;
  if (location.protocol === "file:") { // Pagefind cannot fetch its files from disk
    place.remove();
    return;
  }

  const KINDS = ["statement", "article", "actor", "theme", "day"];
  const NARROWING = ["kind", "actor", "theme", "side", "date"];
  const STEP = 10; // results shown at once in each group
  const NAME = 2, DATE = 3, WORD = 1; // how much each part of a question matters
  const SHORT = 3; // a name of so few letters is not looked for in texts: “us” begins “useful”
  const CYRILLIC = /\p{Script=Cyrillic}/u;
  const WORDS = /[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu;

  const say = place.dataset;
  place.append(place.querySelector("template").content.cloneNode(true));
  const form = place.querySelector("form");
  const field = form.elements.q;
  const found = document.getElementById("found");
  const results = place.querySelector(".results");
  const sections = Object.fromEntries(
    [...results.children].map((section) => [section.dataset.kind, section]),
  );

  // ---- Loading -------------------------------------------------------------------------------

  let loading; // a promise of {pagefind, known, catalogue}

  function load() {
    loading ??= begin().catch((error) => {
      loading = undefined; // the next attempt may succeed
      throw error;
    });
    return loading;
  }

  async function begin() {
    const folder = new URL(say.index, document.baseURI).href;
    const [module, answer] = await Promise.all([
      import(`${folder}pagefind.js`),
      fetch(`${folder}spellings.json`, { cache: "no-cache" }),
    ]);
    if (!answer.ok) throw new Error(answer.statusText);
    const known = await answer.json();
    known.stop = new Set(known.stop);
    known.cyrillic = [known.names, known.words].flatMap(Object.entries)
      .filter(([name]) => CYRILLIC.test(name));
    const pagefind = module.createInstance({ basePath: folder, noWorker: true });
    const catalogue = new Map(); // id → its kind, and its place among its like, newest first
    for (const kind of KINDS) {
      const all = await pagefind.search(null, { filters: { kind }, sort: { date: "desc" } });
      all.results.forEach((result, rank) => catalogue.set(result.id, { kind, rank, result }));
    }
    return { pagefind, known, catalogue };
  }

  // ---- Reading the question --------------------------------------------------------------------

  // As briefing.model.fold does.
  function fold(text) {
    return text.toLowerCase().replaceAll("ß", "ss").normalize("NFKD")
      .replace(/[\u0300-\u036f]/g, "").normalize("NFKC").replace(/\s+/g, " ").trim();
  }

  // The parts of a question: {weight, label, ways}, each way a search with how well it answers.
  function read(question, known) {
    const text = fold(question).replace(/\b(\p{L})\.(\p{L})\b\.?/gu, "$1$2"); // U.S. → us
    const words = text.match(WORDS) ?? [];
    const parts = new Map();
    const add = (key, part) => parts.has(key) || parts.set(key, part);
    for (let at = 0; at < words.length; ) {
      const date = dateAt(words, at, known);
      const name = date ? null : nameAt(words, at, known);
      const word = bare(words[at]);
      if (date) {
        add(`date ${date.keys}`, { weight: DATE, label: date.label, ways: [
          { strength: 1, filters: { date: { any: date.keys } } },
        ] });
      } else if (name) {
        add(name.targets.join(), { weight: NAME, label: name.label, ways: [
          ...(name.label.length > SHORT ? [{ strength: name.actor ? 0.5 : 1, term: name.label }] : []),
          ...meant(name.targets),
        ] });
      } else if (!known.stop.has(word)) {
        const near = nearest(word, known);
        add(near.join() || word, { weight: near.length ? NAME : WORD, label: word, ways: [
          { strength: 1, term: word },
          ...meant(near, 0.7),
          ...related(word, known).map((term) => ({ strength: 0.6, term })),
        ] });
      }
      at += (date ?? name)?.length ?? 1;
    }
    return [...parts.values()];
  }

  function bare(word) {
    return word.replace(/['’]s?$/, "");
  }

  function nameAt(words, at, known) {
    for (let length = Math.min(8, words.length - at); length; length--) {
      const written = words.slice(at, at + length).join(" ");
      for (const label of [written, bare(written)]) {
        const targets = lookUp(known.names, label) ?? (length === 1 ? lookUp(known.words, label) : undefined)
          ?? inAnotherCase(label, known);
        if (targets) return { label, targets, length, actor: targets[0].startsWith("actor/") };
      }
    }
    return null;
  }

  function lookUp(table, key) {
    return Object.hasOwn(table, key) ? table[key] : undefined;
  }

  // 16 February 2022, February 16th, in March, 2022-03, 2022. Without a year: in any.
  function dateAt(words, at, known) {
    const isDay = (word) => /^([1-9]|[12]\d|3[01])(st|nd|rd|th)?$/.test(word ?? "");
    const isYear = (word) => /^[12]\d{3}$/.test(word ?? "");
    if (/^\d{4}(-\d\d){0,2}$/.test(words[at])) {
      return { keys: [words[at]], label: words[at], length: 1 };
    }
    const first = isDay(words[at]) && monthOf(words[at + 1], known) ? 1 : 0;
    const month = monthOf(words[at + first], known);
    if (!month) return null;
    let length = first + 1;
    let day = first ? words[at] : "";
    if (!day && isDay(words[at + length])) day = words[at + length++];
    const year = isYear(words[at + length]) ? words[at + length++] : "";
    const led = known.before_month.includes(words[at - 1]);
    if (known.stop.has(words[at + first]) && !day && !year && !led && words.length > 1) return null;
    const months = [...form.elements.date.options].map((option) => option.value)
      .filter((key) => key.endsWith(`-${month}`) && key.startsWith(year));
    const suffix = day ? `-${day.match(/\d+/)[0].padStart(2, "0")}` : "";
    const keys = months.map((key) => key + suffix);
    const label = words.slice(at, at + length).join(" ");
    return { keys: keys.length ? keys : [`${year || "0000"}-${month}${suffix}`], label, length };
  }

  function monthOf(word = "", { months, endings }) {
    const cases = CYRILLIC.test(word) ? stems(word, endings) : [];
    const name = Object.keys(months).find((month) => month === word
      || stems(month, endings).some((stem) => cases.includes(stem)));
    return name && months[name];
  }

  // The searches for what a name means: who speaks, whose voice it is, whom it is about.
  function meant(targets, strength = 1) {
    return targets.flatMap((target) => {
      const [kind, slug] = [target.slice(0, 5), target.slice(6)];
      if (kind === "theme") return [{ strength: strength * 0.8, filters: { theme: slug } }];
      return [
        { strength, filters: { actor: slug } },
        { strength: strength * 0.9, filters: { spoken_for: slug } },
        { strength: strength * 0.6, filters: { concerning: slug } },
      ];
    });
  }

  function related(word, known) {
    const stem = Object.keys(known.related).find((key) => key === word || `${key}s` === word
      || `${key}ed` === word);
    return stem ? known.related[stem] : [];
  }

  // What a word means that is nearly a known name: a slip of the pen, or its beginning.
  function nearest(word, known) {
    if (word.length < 4) return [];
    const targets = (test) => {
      const hits = [known.names, known.words].flatMap((table) =>
        Object.keys(table).filter(test).flatMap((name) => table[name]));
      return [...new Set(hits)];
    };
    if (word.length >= 5) {
      const slips = targets((name) => name.length >= 5 && oneSlip(word, name));
      if (slips.length) return slips.length <= 3 ? slips : [];
    }
    const begun = targets((name) => name.startsWith(word));
    return begun.length <= 3 ? begun : [];
  }

  // Whom a Cyrillic name means that is known in another case: Зеленського, Минских соглашениях.
  function inAnotherCase(label, { cyrillic, endings }) {
    if (!CYRILLIC.test(label)) return undefined;
    const asked = label.split(" ").map((word) => stems(word, endings));
    const hits = cyrillic.filter(([name]) => {
      const words = name.split(" ");
      return words.length === asked.length && words.every((word, number) =>
        stems(word, endings).some((stem) => asked[number].includes(stem)));
    });
    return hits.length ? [...new Set(hits.flatMap(([, targets]) => targets))] : undefined;
  }

  // *word*, and what is left of it without each ending that it may have.
  function stems(word, endings) {
    return [word, ...endings.filter((end) => word.endsWith(end) && word.length - end.length >= 3)
      .map((end) => word.slice(0, -end.length))];
  }

  // Whether one letter more, less, other or two changed about make *one* of *other*.
  function oneSlip(one, other) {
    if (Math.abs(one.length - other.length) > 1) return false;
    let start = 0;
    while (start < one.length && one[start] === other[start]) start++;
    let end = 0;
    const most = Math.min(one.length, other.length) - start;
    while (end < most && one.at(-1 - end) === other.at(-1 - end)) end++;
    const [left, right] = [one, other].map((word) => word.slice(start, word.length - end));
    return left.length <= 1 && right.length <= 1
      || (left.length === 2 && left === [...right].reverse().join(""));
  }

  // ---- Finding ---------------------------------------------------------------------------------

  // {hits, missing, partial}: the hits best first, each {id, kind, result}.
  async function find(question, narrowing, { pagefind, known, catalogue }) {
    const parts = read(question, known);
    const tallies = new Map();
    const missing = [];
    const asked = { parts: 0, names: 0, weight: 0 };
    for (const part of parts) {
      const answers = await answersTo(part, pagefind);
      if (!answers.size) {
        missing.push(part.label);
        continue;
      }
      asked.parts += 1;
      asked.names += part.weight > WORD;
      asked.weight += part.weight;
      for (const [id, { strength, result, text }] of answers) {
        const tally = tallies.get(id) ?? { score: 0, matched: 0, names: 0, weight: 0, result, texts: [] };
        tally.names += part.weight > WORD;
        tally.weight += part.weight;
        tally.score += part.weight * (0.5 + 0.5 * strength);
        tally.matched += 1;
        if (text) tally.texts.push({ weight: part.weight, result: text });
        tallies.set(id, tally);
      }
    }
    if (!parts.length) {
      catalogue.forEach(({ result }, id) =>
        tallies.set(id, { score: 0, matched: 0, names: 0, weight: 0, result, texts: [] }));
    }
    const allowed = Object.keys(narrowing).length
      ? new Set((await pagefind.search(null, { filters: narrowing })).results.map(({ id }) => id))
      : catalogue;
    const all = [...tallies].filter(([id]) => allowed.has(id) && catalogue.has(id))
      .map(([id, tally]) => ({ ...catalogue.get(id), ...tally, id }))
      .sort((a, b) => b.score - a.score || a.rank - b.rank);
    const pages = parts.every(({ weight }) => weight > WORD);
    return { ...relaxed(all, asked), missing, pages };
  }

  // What has all parts; of statements also what has all names and dates, for the same thing is said
  // in many words. If nothing has all, then what has at least half.
  function relaxed(all, asked) {
    const whole = (hit) => hit.matched === asked.parts;
    const some = (kind) => all.some((hit) => whole(hit) && (!kind || hit.kind === kind));
    const named = (hit) => hit.kind === "statement" && asked.names > 0 && hit.names === asked.names;
    const half = (hit) => hit.weight * 2 >= asked.weight && !some(hit.kind)
      && (hit.kind === "statement" || !some());
    const hits = all.filter((hit) => whole(hit) || named(hit) || half(hit));
    return { hits, partial: hits.length > 0 && !some() };
  }

  // For each record that answers *part* in one of its ways, the best way's strength.
  async function answersTo(part, pagefind) {
    const best = new Map();
    for (const { strength, term, filters } of part.ways) {
      const answer = await pagefind.search(term ?? null, filters ? { filters } : {});
      const top = Math.max(...answer.results.map(({ score }) => score), 0) || 1;
      for (const result of answer.results) {
        const value = term ? strength * (0.6 + 0.4 * (result.score / top)) : strength;
        const old = best.get(result.id);
        const text = term ? result : old?.text;
        if (!old || old.strength < value) best.set(result.id, { strength: value, result, text });
        else old.text ??= text;
      }
    }
    return best;
  }

  // ---- Showing ---------------------------------------------------------------------------------

  let latest = 0; // an answer to an older question is not shown any more

  async function show() {
    const turn = ++latest;
    const question = field.value.trim();
    const narrowing = Object.fromEntries(
      NARROWING.map((name) => [name, form.elements[name].value]).filter(([, value]) => value),
    );
    const asks = question || Object.keys(narrowing).length;
    document.getElementById("index").hidden = false;
    if (!asks) {
      for (const section of Object.values(sections)) section.hidden = true;
      found.textContent = "";
      return;
    }
    found.textContent = say.loading;
    results.setAttribute("aria-busy", "true");
    try {
      const index = await load();
      const answer = await find(question, narrowing, index);
      if (turn !== latest) return;
      const terms = read(question, index.known).map(({ label }) => label);
      await fill(answer, terms, turn);
      if (turn === latest) tell(answer);
    } catch (error) {
      console.error(error);
      if (turn === latest) found.textContent = say.failed;
    }
    if (turn === latest) results.setAttribute("aria-busy", "false");
  }

  function tell({ hits, missing, partial }) {
    document.getElementById("index").hidden = hits.length > 0;
    const lines = [hits.length ? say.count.replace("{}", hits.length) : say.none];
    if (partial) lines.push(say.some);
    if (missing.length) lines.push(say.unknown.replace("{}", missing.join(", ")));
    found.textContent = lines.join(" · ");
  }

  async function fill({ hits, pages }, terms, turn) {
    // A name or a date by itself asks for its page; a question asks for statements.
    results.append(...(pages ? ["actor", "theme", "day", "statement", "article"] : KINDS)
      .map((kind) => sections[kind]));
    for (const [kind, section] of Object.entries(sections)) {
      const own = hits.filter((hit) => hit.kind === kind);
      const list = section.querySelector("ol");
      const more = section.querySelector("button");
      const extend = async () => {
        const next = own.slice(list.children.length, list.children.length + STEP);
        const items = await Promise.all(next.map((hit) => entry(hit, terms)));
        if (turn !== latest) return null;
        list.append(...items);
        more.hidden = list.children.length >= own.length;
        return items[0];
      };
      list.replaceChildren();
      await extend();
      if (turn !== latest) return;
      section.hidden = !own.length;
      more.onclick = async () => (await extend())?.querySelector("a").focus();
    }
  }

  async function entry({ kind, result, texts }, terms) {
    const data = await result.data();
    const { meta } = data;
    const link = (href, ...content) => element("a", { href }, ...content);
    const item = element("li");
    if (kind === "statement") {
      const labels = sections.statement.dataset;
      const reported = meta.dated === "reported" ? `${labels.reported} ` : "";
      item.append(element("p", { className: "when" }, `${reported}${meta.when}`));
      const line = element("p", {}, element("b", {}, meta.title), " ",
        element("span", { className: "verb" }, labels[meta.kind]), " ",
        element("a", { href: address(data), className: "to" }, ...marked(meta.text, terms)));
      if (meta.quote) line.append(" ", element("q", {}, ...marked(meta.quote, terms)));
      if (meta.status === "withdrawn") line.append(" ", element("span", { className: "mark" }, labels.withdrawn));
      item.append(line);
      return item;
    }
    item.append(element("p", { className: "when" }, meta.when ?? ""));
    const line = element("p", {}, link(address(data), ...marked(meta.title, terms)));
    if (meta.text) line.append(" ", element("span", { className: "data" }, ...marked(meta.text, terms)));
    item.append(line);
    const within = kind === "article" ? await places(texts) : [];
    if (within.length) {
      item.append(element("ul", {}, ...within.map((part) => element("li", {},
        link(`${address(data)}#${part.anchor.id}`, part.title), " ", ...excerpt(part.excerpt, part.title)))));
    }
    return item;
  }

  // The three statements of an article in which most of the question is found.
  async function places(texts) {
    const found = new Map();
    for (const { weight, result } of texts) {
      for (const part of (await result.data()).sub_results) {
        if (!part.anchor) continue;
        const place = found.get(part.anchor.id) ?? { ...part, sum: 0 };
        place.sum += weight + part.locations.length / 100;
        found.set(part.anchor.id, place);
      }
    }
    return [...found.values()].sort((a, b) => b.sum - a.sum).slice(0, 3);
  }

  // Pagefind's own URL begins at the host's root; the record's leads from this page.
  function address(data) {
    return data.raw_url;
  }

  function element(name, properties = {}, ...content) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...content);
    return made;
  }

  // *text* with the words marked that begin as a term does.
  function marked(text, terms) {
    const stems = terms.flatMap((term) => term.split(" ")).filter((word) => word.length > 2)
      .map((word) => word.slice(0, Math.max(4, word.length - 3)));
    return text.split(/([\p{L}\p{N}]+)/u).map((piece, number) =>
      number % 2 && stems.some((stem) => fold(piece).startsWith(stem)) ? element("mark", {}, piece) : piece);
  }

  // Pagefind's excerpt is HTML with <mark>: only its text and its marks are taken, without the
  // heading that it may begin with.
  function excerpt(html, heading) {
    const text = html.startsWith(`${heading}.`) ? html.slice(heading.length + 1) : html;
    const { body } = new DOMParser().parseFromString(text, "text/html");
    return [...body.childNodes].map((node) =>
      node.nodeName === "MARK" ? element("mark", {}, node.textContent) : node.textContent);
  }

  // ---- The form and the address ----------------------------------------------------------------

  function fromAddress() {
    const asked = new URLSearchParams(location.search);
    for (const name of ["q", ...NARROWING]) form.elements[name].value = asked.get(name) ?? "";
    form.querySelector("details").open ||= NARROWING.some((name) => form.elements[name].value);
    show();
  }

  function toAddress(change) {
    const asked = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    const query = `${asked}` ? `?${asked}` : location.pathname;
    if (query !== (location.search || location.pathname)) history[change](null, "", query);
  }

  let waiting;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    toAddress("pushState");
    show();
  });
  field.addEventListener("focus", () => load().catch(() => {}), { once: true });
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      toAddress("replaceState");
      show();
    }, 200);
  });
  form.addEventListener("change", (event) => {
    if (event.target === field) return;
    toAddress("pushState");
    show();
  });
  addEventListener("popstate", fromAddress);
  fromAddress();
})();

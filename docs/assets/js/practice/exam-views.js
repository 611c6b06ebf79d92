// What a mock exam looks like.  Each function builds a part of the page from a state; what a
// press does is given to it.

import { button, element, fill, language } from "./dom.js";

/**
 * @typedef {import("./exam.js").State} State
 * @typedef {import("./bank.js").Index} Index
 * @typedef {import("./bank.js").Words} Words
 * @typedef {Map<string, {question: import("./bank.js").Question, words: Words}>} Loaded
 * @typedef {ReturnType<typeof import("./exam-score.js").summary>} Summary
 * @typedef {import("./exam-score.js").Part} Part
 * @typedef {import("./exam-score.js").Score} Score
 * @typedef {(place: number) => void} Go
 */

const MAIN = "md-button md-button--primary";

/**
 * Hours, minutes and seconds.
 * @param {number} milliseconds
 */
export function clock(milliseconds) {
  const seconds = Math.ceil(milliseconds / 1000);
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map((each) => String(each).padStart(2, "0"));
  return [Math.floor(seconds / 3600), ...parts].join(":");
}

/**
 * A heading that can be given the focus when its view appears.
 * @param {string} text
 */
export function heading(text) {
  const made = element("h3", "exam__heading", text);
  made.tabIndex = -1;
  return made;
}

/**
 * @param {string} name its class
 * @param {...(Node | string)} content
 */
function group(name, ...content) {
  const made = element("div", name);
  made.append(...content);
  return made;
}

// ---- Before an exam ------------------------------------------------------------------

/**
 * The form for a new exam.
 * @param {Words} words
 * @param {{counts: number[], count: number, seed: string}} given
 * @param {(count: number, seed: string) => void} begin
 */
export function startForm(words, { counts, count, seed }, begin) {
  const form = /** @type {HTMLFormElement} */ (element("form", "panel exam__form"));
  const select = document.createElement("select");
  select.append(...counts.map((each) => new Option(String(each), String(each), false, each === count)));
  const field = document.createElement("input");
  Object.assign(field, { value: seed, maxLength: 40, autocomplete: "off", spellcheck: false });
  const press = /** @type {HTMLButtonElement} */ (element("button", MAIN, words.begin));
  form.append(labelled(words.count, select), labelled(words.seed, field), press, element("p", "exam__note", words["begin-note"]));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    begin(Number(select.value), field.value.trim().normalize("NFC"));
  });
  return form;
}

/**
 * @param {string} text
 * @param {HTMLElement} control
 */
function labelled(text, control) {
  const made = element("label", "field", text);
  made.append(control);
  return made;
}

/**
 * The exams of this device: those to go on with, then those to look at.
 * @param {Words} words
 * @param {Summary[]} summaries
 * @param {(id: string) => void} open
 */
export function exams(words, summaries, open) {
  const newest = [...summaries].sort((one, two) => two.started - one.started);
  const finished = newest.filter(({ total }) => total);
  const unfinished = newest.filter(({ total, phase }) => !total && phase !== "new");
  return [
    ...listed(words.unfinished, unfinished, (each) => unfinishedLine(words, each), words.resume, open),
    ...listed(words.finished, finished, (each) => finishedLine(words, each), words["open-result"], open),
  ];
}

/**
 * @param {string} title
 * @param {Summary[]} items
 * @param {(item: Summary) => string} line
 * @param {string} act
 * @param {(id: string) => void} open
 */
function listed(title, items, line, act, open) {
  if (!items.length) return [];
  const list = element("ul", "exam__list");
  for (const each of items) {
    const text = element("span", "", line(each));
    text.id = `exam-${each.id}`;
    const press = button(act, () => open(each.id));
    press.setAttribute("aria-describedby", text.id);
    list.append(element("li", "", group("exam__line", text, press)));
  }
  return [element("h3", "", title), list];
}

/**
 * @param {Words} words
 * @param {Summary} summary
 */
function unfinishedLine(words, { started, count, answered, remaining }) {
  return fill(words["unfinished-line"], { date: date(started), count, answered, time: clock(remaining) });
}

/**
 * @param {Words} words
 * @param {Summary} summary
 */
function finishedLine(words, { started, total, spent }) {
  const { right, asked } = /** @type {Part} */ (total);
  const share = asked ? percent(right / asked) : 0;
  return fill(words["finished-line"], { date: date(started), right, asked, share, time: clock(spent) });
}

/** @param {number} moment */
function date(moment) {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(moment);
}

// ---- During an exam ------------------------------------------------------------------

/**
 * The running exam; `show` brings it to a state, `time` to a time, `say` says a sentence.
 * @param {Words} words
 * @param {Loaded} loaded
 * @param {{go: Go, flag: () => void, pause: () => void, review: () => void}} acts
 */
export function running(words, loaded, { go, flag, pause, review }) {
  const title = heading("");
  const left = timer(words);
  const said = status();
  const asked = /** @type {import("./question.js").MleQuestion} */ (document.createElement("mle-question"));
  const gone = element("p", "exam__note", words.gone);
  let current = 0;
  const previous = button(words.previous, () => go(current - 1));
  const next = button(words.next, () => go(current + 1));
  const flagged = button(words.flag, flag);
  const grid = overview(words, go);
  const bar = group("exam__bar", title, left.element, button(words.pause, pause));
  const moves = group("exam__moves", previous, next, flagged);
  const view = group("exam__running", bar, said, group("question exam__question", asked, gone), moves, grid.element);
  view.append(group("exam__end", button(words["to-review"], review)));
  return { element: view, title, time: left.show, say: (/** @type {string} */ text) => void (said.textContent = text), show, mark };

  /** @param {State} state */
  function show(state) {
    const { questions, chosen } = state;
    current = state.current;
    const { id, order } = questions[current];
    title.textContent = fill(words.place, { number: current + 1, count: questions.length });
    const known = loaded.get(id);
    if (known) asked.show(known.question, known.words, { mode: "exam", order, chosen: chosen.get(id)?.options });
    asked.hidden = !known;
    gone.hidden = Boolean(known);
    previous.disabled = current === 0;
    next.disabled = current === questions.length - 1;
    mark(state);
  }

  /** @param {State} state */
  function mark(state) {
    flagged.setAttribute("aria-pressed", String(state.flagged.has(state.questions[state.current].id)));
    grid.show(state);
  }
}

/** @param {Words} words */
function timer(words) {
  const digits = element("span", "exam__digits");
  const made = element("p", "exam__time", `${words["time-left"]} `);
  made.setAttribute("role", "timer");
  made.append(digits);
  return { element: made, show: (/** @type {number} */ remaining) => void (digits.textContent = clock(remaining)) };
}

/** A place for sentences that are read aloud. */
export function status() {
  const made = element("p", "exam__status");
  made.setAttribute("role", "status");
  return made;
}

/**
 * All questions by number, with what is done and flagged.
 * @param {Words} words
 * @param {Go} go
 */
function overview(words, go) {
  const made = element("details", "exam__overview");
  const summary = element("summary");
  const list = element("ol", "exam__grid");
  made.append(summary, list, element("p", "exam__note", words.legend));
  return { element: made, show };

  /** @param {State} state */
  function show(state) {
    const { questions, answered, flagged, current } = state;
    summary.textContent = fill(words.overview, { answered, flagged: flagged.size });
    while (list.children.length < questions.length) list.append(cell(list.children.length, go));
    questions.forEach((_, place) => {
      const press = /** @type {HTMLElement} */ (list.children[place].firstElementChild);
      label(press, words, state, place);
      if (place === current) press.setAttribute("aria-current", "true");
      else press.removeAttribute("aria-current");
    });
  }
}

/**
 * @param {number} place
 * @param {Go} go
 */
function cell(place, go) {
  return element("li", "", button("", () => go(place), "exam__cell"));
}

/**
 * A number with its marks, which screen readers get as words.
 * @param {HTMLElement} press
 * @param {Words} words
 * @param {State} state
 * @param {number} place
 */
function label(press, words, { questions, chosen, flagged }, place) {
  const { id } = questions[place];
  const isAnswered = Boolean(chosen.get(id)?.options.length);
  const isFlagged = flagged.has(id);
  press.textContent = `${place + 1}${isAnswered ? "✓" : ""}${isFlagged ? "⚑" : ""}`;
  const parts = [fill(words.number, { number: place + 1 }), isAnswered ? words.answered : words.unanswered];
  press.setAttribute("aria-label", [...parts, ...(isFlagged ? [words.flagged] : [])].join(words.comma));
  press.classList.toggle("exam__cell--answered", isAnswered);
}

// ---- Between ---------------------------------------------------------------------------

/**
 * @param {Words} words
 * @param {State} state
 * @param {number} changed how many questions do not count any more
 * @param {{resume: () => void, handIn: () => void, leave: () => void}} acts
 */
export function paused(words, { remaining, answered, questions }, changed, { resume, handIn, leave }) {
  const title = heading(words.paused);
  const line = fill(words["paused-line"], { time: clock(remaining), answered, count: questions.length });
  const view = group("exam__paused", title, element("p", "", line));
  if (changed) view.append(element("p", "", fill(words["gone-count"], { count: changed })));
  const presses = [button(words.resume, resume, MAIN), button(words["hand-in"], handIn), button(words["to-start"], leave)];
  view.append(group("exam__end", ...presses));
  return { element: view, title };
}

/**
 * What is left to do, before the exam is handed in.
 * @param {Words} words
 * @param {State} state
 * @param {{go: Go, back: () => void, handIn: () => void}} acts
 */
export function review(words, state, { go, back, handIn }) {
  const { questions, chosen, flagged } = state;
  const places = [...questions.keys()];
  const open = places.filter((place) => !chosen.get(questions[place].id)?.options.length);
  const marked = places.filter((place) => flagged.has(questions[place].id));
  const left = timer(words);
  const said = status();
  const title = heading(words.review);
  const view = group("exam__review", group("exam__bar", title, left.element), said);
  if (open.length || marked.length) view.append(element("p", "", words["review-note"]));
  else view.append(element("p", "", words["review-clear"]));
  view.append(...numbers(words["review-open"], open), ...numbers(words["review-flagged"], marked));
  view.append(group("exam__end", button(words.back, back), button(words["hand-in"], handIn, MAIN)));
  return { element: view, title, time: left.show, say: (/** @type {string} */ text) => void (said.textContent = text) };

  /**
   * @param {string} text
   * @param {number[]} some
   */
  function numbers(text, some) {
    if (!some.length) return [];
    const list = element("ol", "exam__grid");
    for (const place of some) {
      list.append(cell(place, go));
      label(/** @type {HTMLElement} */ (list.lastElementChild?.firstElementChild), words, state, place);
    }
    return [element("h4", "", fill(text, { count: some.length })), list];
  }
}

// ---- After an exam ---------------------------------------------------------------------

/**
 * @param {Words} words
 * @param {Index} index
 * @param {Loaded} loaded
 * @param {State} state with marks
 * @param {Score} score
 * @param {{link: string, seed: string, leave: () => void}} more
 */
export function result(words, index, loaded, state, { sections, total }, { link, seed, leave }) {
  const title = heading(words.result);
  const view = group("exam__result", title, element("p", "exam__total", partLine(words, total)), bar(total));
  view.append(element("p", "", closing(words, state, total)));
  view.append(element("h4", "", words.sections), sectionList(words, index, sections));
  const marks = state.marks ?? [];
  const places = [...state.questions.keys()];
  const missed = places.filter((place) => marks[place] === false);
  const doubted = places.filter((place) => marks[place] && state.flagged.has(state.questions[place].id));
  view.append(element("h4", "", missed.length ? fill(words.missed, { count: missed.length }) : words["missed-none"]));
  view.append(...missed.map((place) => explained(words, loaded, state, place)));
  if (doubted.length) view.append(element("h4", "", fill(words.doubted, { count: doubted.length })));
  view.append(...doubted.map((place) => explained(words, loaded, state, place)));
  const again = /** @type {HTMLAnchorElement} */ (element("a", "", fill(words.repeat, { seed })));
  again.href = link;
  view.append(element("p", "", again), group("exam__end", button(words["to-start"], leave)));
  return { element: view, title };
}

/**
 * How it ended, and what the score is not.
 * @param {Words} words
 * @param {State} state
 * @param {Part} total
 */
function closing(words, { remaining, spent, questions }, { asked }) {
  const changed = questions.length - asked;
  return [
    ...(remaining ? [] : [words["time-up"]]),
    fill(words.used, { time: clock(spent) }),
    words["no-pass"],
    ...(changed ? [fill(words["gone-count"], { count: changed })] : []),
  ].join(language === "ja" ? "" : " ");
}

/**
 * @param {Words} words
 * @param {Index} index
 * @param {Score["sections"]} sections
 */
function sectionList(words, index, sections) {
  const list = element("ul", "exam__sections");
  for (const { number, ...part } of sections) {
    const text = index.sections.find((each) => each.number === number)?.text ?? "";
    const name = element("span", "exam__section", fill(words.section, { number, text }));
    const item = element("li", "", name);
    item.append(element("span", "exam__share", partLine(words, part)), bar(part));
    list.append(item);
  }
  return list;
}

/**
 * @param {Words} words
 * @param {Part} part
 */
function partLine(words, { right, asked, interval: [low, high] }) {
  if (!asked) return words["none-asked"];
  return fill(words.total, { right, asked, share: percent(right / asked), low: percent(low), high: percent(high) });
}

/** @param {number} share */
function percent(share) {
  return Math.round(share * 100);
}

/**
 * The share as a line, the interval as a band; the text beside it says the same.
 * @param {Part} part
 */
function bar({ right, asked, interval: [low, high] }) {
  const made = drawn("svg", { class: "exam__interval", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" });
  made.append(drawn("rect", { class: "exam__all", width: 100, height: 8 }));
  if (!asked) return made;
  made.append(drawn("rect", { class: "exam__band", x: low * 100, width: (high - low) * 100, height: 8 }));
  made.append(drawn("rect", { class: "exam__point", x: Math.min((right / asked) * 100, 99), width: 1, height: 8 }));
  return made;
}

/**
 * @param {string} tag
 * @param {Record<string, string | number>} attributes
 */
function drawn(tag, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}

/**
 * A question with its reasons, behind a line that says how it went.
 * @param {Words} words
 * @param {Loaded} loaded
 * @param {State} state
 * @param {number} place
 */
function explained(words, loaded, { questions, chosen, marks }, place) {
  const { id, order, section } = questions[place];
  const options = chosen.get(id)?.options ?? [];
  const key = marks?.[place] ? "doubted-line" : options.length ? "missed-wrong" : "missed-open";
  const made = element("details", "exam__explained");
  made.append(element("summary", "", fill(words[key], { number: place + 1, section })));
  const known = loaded.get(id);
  if (!known) made.append(element("p", "", words.gone));
  else {
    const asked = /** @type {import("./question.js").MleQuestion} */ (document.createElement("mle-question"));
    asked.show(known.question, known.words, { mode: "exam", order, chosen: options, checked: true });
    made.append(group("question", asked));
  }
  return made;
}

// The elimination trainer: mark the words that decide, then strike out options by them.
// The rules are in elimination.js; this is what the reader sees and presses.

import { answerOf } from "./answer.js";
import { home, homeOf } from "../home.js";
import { index, questions } from "./bank.js";
import { button, code, element, fill, language, words } from "./dom.js";
import { after, begin, isReady, kept, runs, score } from "./elimination.js";

/**
 * @typedef {import("./bank.js").Question} Question
 * @typedef {import("./elimination.js").State} State
 * @typedef {import("./elimination.js").Action} Action
 */

const LETTERS = "ABCDE";
const NUMBERS = "①②③④⑤⑥";
const PATH = "practice/elimination/";

const place = /** @type {HTMLElement} */ (document.querySelector("#tool-elimination"));
const say = words(place);
const section = /** @type {HTMLSelectElement} */ (element("select"));
const status = element("p", "elimination__status");
const board = element("div", "elimination");
/** @type {Question} */
let question;
/** What the bank says around a question: where to read on, sources. @type {Record<string, string>} */
let bankWords = {};
/** @type {State} */
let state;
/** The questions that were shown since the page was opened. @type {Set<string>} */
const shown = new Set();
/** What is said where answers cannot be kept; empty elsewhere. @type {HTMLElement | undefined} */
let said;
let turn = 0;
open();

function open() {
  status.setAttribute("role", "status");
  place.append(form(), board, status);
  const given = new URLSearchParams(location.search);
  const asked = given.get("question");
  place.toggleAttribute("data-asked", asked !== null);
  attempt(async () => {
    await fillSections(given.get("section") ?? "");
    if (asked && (await find(asked))) await show(asked);
  });
}

/** The section to practice, and the button that begins. */
function form() {
  const made = element("form", "panel elimination__form");
  const label = element("label", "field", say.section);
  section.append(new Option(say.all, ""));
  label.append(section);
  const start = button(say.start, () => attempt(next));
  made.addEventListener("submit", (event) => event.preventDefault());
  made.append(label, start);
  return made;
}

/** @param {string} wanted */
async function fillSections(wanted) {
  const { sections } = await index();
  if (section.options.length > 1) return;
  for (const { number, text } of sections) section.append(new Option(fill(say.numbered, { number, text }), String(number)));
  section.value = sections.some(({ number }) => String(number) === wanted) ? wanted : "";
}

/**
 * Do what needs the network; when it fails, offer to do it again.
 * @param {() => Promise<void>} act
 */
async function attempt(act) {
  try {
    await act();
  } catch (error) {
    console.info("elimination-page.js", error);
    const retry = button(say.retry, () => attempt(act), "elimination__retry");
    status.replaceChildren(say.failed, " ", retry);
  }
}

/** @param {string} id */
async function find(id) {
  return (await index()).questions.find((each) => each.id === id);
}

/** A question of the section that was not shown yet; when all were, they begin anew. */
async function next() {
  await fillSections("");
  const all = (await index()).questions.filter(({ consideration }) => consideration.startsWith(section.value));
  if (all.every(({ id }) => shown.has(id))) for (const { id } of all) shown.delete(id);
  const left = all.filter(({ id }) => !shown.has(id) && id !== question?.id);
  const { id } = left[Math.floor(Math.random() * left.length)] ?? all[0];
  await show(id);
  /** @type {HTMLElement | null} */ (board.querySelector("h3"))?.focus();
}

/** @param {string} id */
async function show(id) {
  const mine = ++turn; // a later question ends this one
  status.textContent = say.loading;
  const found = (await questions([id])).get(id);
  if (!found) throw new Error(`no question ${id}`);
  if (mine !== turn) return;
  ({ question, words: bankWords } = found);
  shown.add(id);
  history.replaceState(history.state, "", `?${address()}${location.hash}`);
  status.textContent = "";
  state = begin(question, language);
  draw();
}

/** The section and question, so that a reload or a link leads back here. */
function address() {
  const chosen = section.value ? { section: section.value } : {};
  return new URLSearchParams({ ...chosen, question: question.id });
}

function draw() {
  board.replaceChildren(...(state.step === "mark" ? marking() : [...marksShown(), ...striking()]));
}

/**
 * Check a step; what is missing is said, what was found is drawn.
 * @param {string} missing
 */
function check(missing) {
  if (!isReady(state)) {
    status.textContent = missing;
    return;
  }
  state = after(state, { type: "check" });
  status.textContent = "";
  draw();
  if (state.step === "done") keep();
  /** @type {HTMLElement | null} */ ([...board.querySelectorAll(".elimination__result")].at(-1))?.focus();
}

// ---- Step 1 ------------------------------------------------------------------

function marking() {
  const stem = element("p", "elimination__stem");
  stem.setAttribute("role", "group");
  stem.setAttribute("aria-label", say["step-mark"]);
  state.pieces.forEach((text, piece) => stem.append(...toggle(text, piece)));
  const press = button(say["check-marks"], () => check(say["none-marked"]));
  return [heading(say["step-mark"]), element("p", "", say["hint-mark"]), stem, press];
}

/**
 * A piece of the stem as a button that breaks over lines as text does; a real one cannot.
 * The space behind it stays outside.
 * @param {string} text
 * @param {number} piece
 */
function toggle(text, piece) {
  const made = element("span", "piece", code(text.trimEnd()));
  made.setAttribute("role", "button");
  made.setAttribute("aria-pressed", "false");
  made.tabIndex = 0;
  const press = () => {
    state = after(state, { type: "toggle", piece });
    made.setAttribute("aria-pressed", String(state.marks[piece]));
    status.textContent = "";
  };
  made.addEventListener("click", press);
  made.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault(); // the space bar would scroll
    if (!event.repeat) press();
  });
  return [made, text.slice(text.trimEnd().length)];
}

/** The stem with what was found, missed and marked without need. */
function marksShown() {
  const { marked } = state;
  if (!marked) return [];
  const numbers = { phrases: marked.found.length, found: marked.found.filter(Boolean).length, needless: marked.needless };
  const list = element("ol", "elimination__phrases");
  list.setAttribute("aria-label", say.decides);
  question.decides.forEach((_, phrase) => {
    const item = element("li", marked.found[phrase] ? "is-hit" : "is-missed");
    const mark = element("strong", "", say[marked.found[phrase] ? "phrase-found" : "phrase-missed"]);
    item.append(code(named(phrase)), " ", mark);
    list.append(item);
  });
  return [heading(say["step-mark"]), result(fill(say["marks-result"], numbers)), markedStem(marked), list];
}

/** @param {import("./elimination.js").Marked} marked */
function markedStem(marked) {
  const stem = element("p", "elimination__stem");
  const parts = runs(question, state.pieces);
  state.pieces.forEach((_, piece) => {
    const verdict = marked.pieces[piece];
    const made = element("span", `piece piece--${verdict}`);
    for (const run of parts.filter((each) => each.piece === piece)) made.append(...decided(run));
    stem.append(made);
    if (verdict !== "plain") stem.append(element("small", `tag tag--${verdict}`, say[`tag-${verdict}`]), " ");
  });
  return stem;
}

/** @param {ReturnType<typeof runs>[number]} run */
function decided({ text, phrases, begins }) {
  if (!phrases.length) return [code(text)];
  const mark = element("mark", "", code(text));
  return [...begins.map((phrase) => element("b", "elimination__number", NUMBERS[phrase])), mark];
}

// ---- Step 2 ------------------------------------------------------------------

function striking() {
  const count = question.options.filter(({ right }) => right).length;
  const made = [heading(say["step-strike"])];
  if (state.struck) made.push(result(verdict(state.struck)));
  else made.push(element("p", "", fill(say["hint-strike"], { count })));
  made.push(...question.options.map((_, option) => choice(option)));
  if (state.step === "strike") made.push(button(say["check-kills"], () => check(undecided())));
  else made.push(...further());
  return made;
}

/**
 * An option, with what becomes of it: it stays, or words rule it out.
 * @param {number} option its place
 */
function choice(option) {
  const made = element("fieldset", "elimination__option");
  const legend = element("legend", "", element("b", "", LETTERS[option]));
  legend.append(" ", code(question.options[option].text));
  const row = element("div", "elimination__row");
  const by = element("div", "elimination__row", element("span", "", say["ruled-out"]));
  question.decides.forEach((text, phrase) => by.append(radio(option, phrase, NUMBERS[phrase], text)));
  row.append(radio(option, "stays", say.stays), by);
  made.append(legend, row);
  if (state.struck) made.append(...reasons(option, state.struck.options[option]));
  return made;
}

/**
 * @param {number} option
 * @param {import("./elimination.js").Kill} kill
 * @param {string} text
 * @param {string} [phrase] behind the number; seen where it is chosen, and read aloud everywhere
 */
function radio(option, kill, text, phrase) {
  const label = element("label", "elimination__kill");
  const input = /** @type {HTMLInputElement} */ (element("input"));
  Object.assign(input, { type: "radio", name: `kill-${option}`, value: String(kill) });
  input.checked = state.kills[option] === kill;
  input.disabled = state.step === "done";
  input.addEventListener("change", () => {
    state = after(state, { type: "decide", option, kill });
    status.textContent = "";
  });
  label.append(input, text);
  if (phrase) label.append(element("span", "elimination__phrase", code(phrase)));
  return label;
}

/**
 * @param {number} option
 * @param {import("./elimination.js").OptionVerdict} verdict
 */
function reasons(option, verdict) {
  const { killed, why } = question.options[option];
  const phrase = killed === null ? "" : named(killed);
  const isGood = verdict !== "lost" && verdict !== "missed";
  const made = element("p", `elimination__why ${isGood ? "is-hit" : "is-missed"}`);
  made.append(element("strong", "", code(fill(say[verdict], { words: phrase }))), " ", code(why));
  return [made];
}

/** The options without a decision. */
function undecided() {
  const open = state.kills.flatMap((kill, option) => (kill === "open" ? [LETTERS[option]] : []));
  return fill(say.undecided, { letters: open.join(bankWords.comma) });
}

/** @param {import("./elimination.js").Struck} struck */
function verdict(struck) {
  const letters = question.options.flatMap(({ right }, option) => (right ? [LETTERS[option]] : []));
  const first = struck.right ? say.right : fill(say.wrong, { letters: letters.join(bankWords.comma) });
  const figures = state.marked ? score(state.marked, struck) : {};
  return `${first}${language === "en" ? " " : ""}${fill(say.score, figures)}`;
}

/** Where to go from a finished question. */
function further() {
  const made = element("ul", "elimination__further");
  const read = element("li", "", bankWords.read);
  read.append(link(question.page.name, new URL(question.page.url, home).href));
  const { sources } = question;
  const sourced = element("li", "", bankWords.sources);
  sources.forEach(({ title, url }, count) => sourced.append(count ? bankWords.comma : "", link(title, url)));
  const other = new URL(`${PATH}?${address()}`, homeOf(language === "ja" ? "en" : "ja"));
  made.append(read, ...picker(), sourced, item(say.other, other.href), item(bankWords.report, question.report));
  return [made, button(say.next, () => attempt(next))];
}

/** The picker, with the conditions of the question where it has them. */
function picker() {
  const { constraints, services } = question;
  const asked = new URLSearchParams(constraints).toString();
  if (asked) return [item(say.picker, new URL(`choose/?${asked}`, home).href)];
  return services.length ? [item(say.choose, new URL("choose/", home).href)] : [];
}

/** The answer goes into the log of this device. */
async function keep() {
  const { id, version } = question;
  const right = state.struck?.right ?? false;
  const answer = answerOf({ id, version, chosen: kept(state.kills), right, language }, "elimination");
  try {
    const [{ open }, { notice }] = await Promise.all([import("./store.js"), import("./notice.js")]);
    const store = await open();
    await store.addAnswers([answer]);
    said ??= notice(store, say);
    place.append(said);
  } catch (error) {
    console.info("elimination-page.js", error);
    status.textContent = say.unkept;
  }
}

// ---- Small parts -------------------------------------------------------------

/** @param {string} text */
function heading(text) {
  const made = element("h3", "", text);
  made.tabIndex = -1;
  return made;
}

/**
 * What a check found; the focus goes there, since the button that was pressed is gone.
 * @param {string} text
 */
function result(text) {
  const made = element("p", "elimination__result", text);
  made.tabIndex = -1;
  return made;
}

/**
 * @param {string} text
 * @param {string} url
 */
function item(text, url) {
  return element("li", "", link(text, url));
}

/**
 * @param {string} text
 * @param {string} url
 */
function link(text, url) {
  const made = /** @type {HTMLAnchorElement} */ (element("a", "", text));
  made.href = url;
  return made;
}

/**
 * A deciding phrase in quotation marks, with its number.
 * @param {number} phrase
 */
function named(phrase) {
  return fill(say.phrase, { number: NUMBERS[phrase], text: fill(bankWords.quoted, { text: question.decides[phrase] }) });
}

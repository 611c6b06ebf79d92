// A review session: one question after the other, each graded, and the result at its end.

import { answerOf } from "./answer.js";
import { home } from "../home.js";
import { button, code, element, fill, language } from "./dom.js";
import "./question.js";
import { inWords } from "./review.js";
import { places, preview } from "./schedule.js";

/**
 * @typedef {import("./review-page.js").Tool} Tool
 * @typedef {import("./answer.js").Given} Given
 * @typedef {{question: import("./bank.js").Question, words: Record<string, string>}} Content
 * @typedef {import("./review.js").Task & {content: Content}} Asked
 * @typedef {{content: Content, right: boolean}} Outcome
 */

const AGAIN = 1;
const GOOD = 3;
/** @type {["hard" | "good" | "easy", 2 | 3 | 4][]} */
const PASSED = [
  ["hard", 2],
  ["good", GOOD],
  ["easy", 4],
];

/**
 * Ask all questions, then show the result.
 * @param {Tool} tool
 * @param {Asked[]} asked
 */
export async function run(tool, asked) {
  /** @type {Outcome[]} */
  const outcomes = [];
  for (const [place, each] of asked.entries()) {
    const where = fill(tool.text.place, { number: place + 1, count: asked.length });
    const last = place + 1 === asked.length;
    const ended = await ask(tool, each, where, last, (right) => outcomes.push({ content: each.content, right }));
    if (ended) break;
  }
  if (outcomes.length) result(tool, outcomes);
  else tool.home();
}

// ---- One question ----------------------------------------------------------------------

/**
 * Show a question until the reader goes on.
 * @param {Tool} tool
 * @param {Asked} asked
 * @param {string} where
 * @param {boolean} last
 * @param {(right: boolean) => void} note
 * @returns {Promise<boolean>} whether the reader ends the session
 */
function ask(tool, asked, where, last, note) {
  return new Promise((resolve) => {
    const { text } = tool;
    const next = element("div", "review__next");
    const question = shown(tool, asked);
    const go = () => resolve(false);
    /** @type {(() => void) | undefined} */
    let leave;
    // Once: a page's quiz would record the answer too, and a second answer is no review.
    question.addEventListener("answer", (event) => {
      event.stopPropagation();
      const given = /** @type {CustomEvent<Given>} */ (event).detail;
      note(given.right);
      if (given.right) leave = grades(tool, given, next, go);
      else again(tool, given, next, last, go);
    }, { once: true });
    const end = button(text.end, () => (leave?.(), resolve(true)), "review__end");
    tool.show(where, ...badge(text, asked), question, next, end).focus();
  });
}

/**
 * @param {Tool} tool
 * @param {Asked} asked
 */
function shown({ answers }, { question: id, content: { question, words } }) {
  const before = answers.filter((answer) => answer.question === id).length;
  const box = element("div", "question review__question");
  const made = /** @type {import("./question.js").MleQuestion} */ (document.createElement("mle-question"));
  made.show(question, words, { mode: "practice", order: places(question.options.length, id, before) });
  box.append(made);
  return box;
}

/**
 * @param {Record<string, string>} text
 * @param {Asked} asked
 */
function badge(text, { state }) {
  return state === "due" ? [] : [element("p", `review__badge review__badge--${state}`, text[`state-${state}`])];
}

/**
 * A wrong answer is recorded at once.
 * @param {Tool} tool
 * @param {Given} given
 * @param {HTMLElement} place
 * @param {boolean} last
 * @param {() => void} go
 */
function again(tool, given, place, last, go) {
  const { text } = tool;
  const when = said(preview(tool.answers, given.id, Date.now())[AGAIN]);
  record(tool, given, AGAIN);
  const onward = button(last ? text.finish : text.onward, () => {
    tool.status.textContent = "";
    go();
  });
  place.append(element("p", "review__how", fill(text.wrong, { when })), onward);
  offer(place, onward);
}

/**
 * A right answer is recorded with the reader's own grade.
 * @param {Tool} tool
 * @param {Given} given
 * @param {HTMLElement} place
 * @param {() => void} go
 * @returns {() => void} records the usual grade, for a reader who leaves without one
 */
function grades(tool, given, place, go) {
  const { text } = tool;
  const dates = preview(tool.answers, given.id, Date.now());
  const how = element("p", "review__how", text.how);
  const buttons = PASSED.map(([name, grade]) => {
    const made = button(text[name], () => {
      record(tool, given, grade);
      tool.status.textContent = fill(text.saved, { when: said(dates[grade]) });
      go();
    }, "md-button review__grade");
    made.append(" ", element("small", "", said(dates[grade])));
    return made;
  });
  how.id = "review-how";
  place.setAttribute("role", "group");
  place.setAttribute("aria-labelledby", how.id);
  place.append(how, ...buttons);
  offer(place, buttons[1]);
  return () => record(tool, given, GOOD);
}

/**
 * The reasons stay where they are while the focus goes below them, and a key that is still
 * held down from the answer presses nothing.
 * @param {HTMLElement} place
 * @param {HTMLElement} focused
 */
function offer(place, focused) {
  place.addEventListener("keydown", (event) => {
    if (event.repeat) event.preventDefault();
  });
  focused.focus({ preventScroll: true });
}

/**
 * @param {Tool} tool
 * @param {Given} given
 * @param {number} grade
 */
function record(tool, given, grade) {
  const answer = answerOf(given, "review", grade);
  tool.answers.push(answer);
  tool.store.addAnswers([/** @type {import("./records.js").Answer} */ (answer)]);
}

/** @param {number} moment */
function said(moment) {
  return inWords(moment - Date.now(), language);
}

// ---- The result ------------------------------------------------------------------------

/**
 * @param {Tool} tool
 * @param {Outcome[]} outcomes
 */
function result(tool, outcomes) {
  const { text } = tool;
  const wrong = outcomes.filter(({ right }) => !right);
  const score = element("p", "", fill(text.score, { right: outcomes.length - wrong.length, count: outcomes.length }));
  const buttons = element("p", "review__buttons");
  buttons.append(button(text.again, tool.begin), button(text.overview, tool.home));
  tool.show(text.done, score, ...(wrong.length ? missed(text, wrong) : []), buttons).focus();
}

/**
 * The questions that were missed, each with the page to read.
 * @param {Record<string, string>} text
 * @param {Outcome[]} wrong
 */
function missed(text, wrong) {
  const list = element("ul", "review__missed");
  for (const { content: { question, words } } of wrong) {
    const page = element("p", "", words.read);
    const link = /** @type {HTMLAnchorElement} */ (element("a", "", question.page.name));
    link.href = new URL(question.page.url, home).href;
    page.append(link);
    const item = element("li", "", element("p", "", code(question.stem)));
    item.append(page);
    list.append(item);
  }
  return [element("h4", "", text["wrong-ones"]), list];
}

// When a question comes again.  Every state is computed from the log of answers, so that
// two devices agree as soon as their logs are one.  FSRS-6 by ts-fsrs does the arithmetic.

import { generator, shuffled } from "./random.js";
import { createEmptyCard, forgetting_curve, fsrs } from "./ts-fsrs.js";

/**
 * @typedef {1 | 2 | 3 | 4} Grade again, hard, good, easy
 * @typedef {{id: string, question: string, version: string, at: number, right: boolean, grade: number}} Answer
 *   what the schedule needs of an answer; `at` in milliseconds
 * @typedef {object} Card what is known of a question that was answered
 * @property {string} question
 * @property {string} version of the question when it was last answered
 * @property {number} at the last answer, in milliseconds
 * @property {number} due when recall will have fallen to the wanted share
 * @property {number} stability days until recall falls from 100 % to 90 %
 * @property {number} difficulty 1 to 10
 * @property {number} answers how many there were
 * @property {number} wrong how many of them were wrong
 * @property {boolean} right the last one
 * @typedef {{sections: {number: number, weight: number}[],
 *   questions: {id: string, consideration: string, version: string}[]}} Index
 * @typedef {{question: string, card: Card, changed: boolean, recall: number}} Due
 * @typedef {{number: number, answered: number, all: number, recall: number | null}} Strength
 */

export const DAY = 86_400_000;
/** How far ahead the clock of another device may be, in milliseconds. */
const AHEAD = DAY;
/** The last moment after which even the longest interval is still a date. */
const LATEST = 8.64e15 - 36_501 * DAY;

/**
 * What ts-fsrs documents as its defaults, but for one thing: its learning steps are 1 and 10
 * minutes, which suit a card of one word.  A right answer would come back after 10 minutes,
 * and so would all right answers of a practice exam.  With the one step that it has for what
 * was forgotten, a wrong answer comes back after 10 minutes and a right one after days.
 */
const scheduler = fsrs({ request_retention: 0.9, enable_fuzz: false, learning_steps: ["10m"] });

/**
 * The state of every answered question.  The order of the log does not matter, nor do answers
 * that are in it twice.  What a wrong clock dated into the future counts when that has come:
 * until then its question would be neither new nor ever due.
 * @param {Iterable<Answer>} answers
 * @param {number} [now]
 * @returns {Map<string, Card>}
 */
export function cards(answers, now = Infinity) {
  const past = [...answers].filter(({ at }) => at <= now + AHEAD);
  return new Map([...histories(past)].map(([question, history]) => [question, fold(history)]));
}

/**
 * When each grade would bring a question back, if it were answered now.
 * @param {Iterable<Answer>} answers
 * @param {string} question
 * @param {number} now
 * @returns {Record<Grade, number>} moments in milliseconds
 */
export function preview(answers, question, now) {
  const before = histories([...answers].filter((answer) => answer.question === question)).get(question) ?? [];
  // A clock that was wrong before may have put an answer into what is the future by now.
  const at = Math.max(now, before.at(-1)?.at ?? now);
  const when = (/** @type {Grade} */ grade) =>
    fold([...before, { id: "", question, version: "", at, right: grade > 1, grade }]).due;
  return { 1: when(1), 2: when(2), 3: when(3), 4: when(4) };
}

/**
 * The questions to be asked now, the least remembered first.  A question that was changed since
 * its last answer is among them whatever the schedule says.
 * @param {Map<string, Card>} known
 * @param {Index} index
 * @param {number} now
 * @returns {Due[]}
 */
export function due(known, index, now) {
  const found = index.questions.flatMap(({ id, version }) => {
    const card = known.get(id);
    if (!card) return [];
    const changed = card.version !== version;
    return changed || card.due <= now ? [{ question: id, card, changed, recall: recall(card, now) }] : [];
  });
  return found.sort((a, b) => a.recall - b.recall || a.card.due - b.card.due || order(a.question, b.question));
}

/**
 * Questions that were never answered: one after the other from the section where most of the
 * exam is still uncovered, and in it from the consideration with the fewest answers.
 * @param {Map<string, Card>} known
 * @param {Index} index
 * @param {number} limit
 * @param {number} [section] only from this one
 * @returns {string[]}
 */
export function fresh(known, index, limit, section) {
  const shelves = index.sections
    .filter(({ number }) => section === undefined || number === section)
    .map(({ number, weight }) => shelf(known, index, number, weight));
  /** @type {string[]} */
  const chosen = [];
  while (chosen.length < limit) {
    const open = shelves.filter(({ waiting }) => waiting.length);
    if (!open.length) break;
    chosen.push(take(open.reduce((best, each) => (need(each) > need(best) ? each : best))));
  }
  return chosen;
}

/**
 * How well each section is known: its questions, the answered ones, and their mean recall.
 * @param {Map<string, Card>} known
 * @param {Index} index
 * @param {number} now
 * @returns {Strength[]}
 */
export function strengths(known, index, now) {
  return index.sections.map(({ number }) => {
    const questions = of(index, number);
    const recalls = questions.flatMap(({ id }) => {
      const card = known.get(id);
      return card ? [recall(card, now)] : [];
    });
    const mean = recalls.reduce((sum, each) => sum + each, 0) / recalls.length;
    return { number, answered: recalls.length, all: questions.length, recall: recalls.length ? mean : null };
  });
}

/**
 * The share with which the model expects a right answer; 1 for an answer in the future.
 * @param {Card} card
 * @param {number} now
 */
export function recall({ at, stability }, now) {
  return forgetting_curve(scheduler.parameters.w, Math.max(0, now - at) / DAY, stability);
}

/**
 * The section of a question: 4 for the consideration 4.2.b.
 * @param {{consideration: string}} question
 */
export function sectionOf({ consideration }) {
  return Number.parseInt(consideration, 10);
}

/**
 * The places of a question's options on the screen.  They change with every answer, so that a
 * place is not learnt, and are the same on each device.
 * @param {number} count of options
 * @param {string} question
 * @param {number} answers given before
 * @returns {number[]} places in the data, in the order of display
 */
export function places(count, question, answers) {
  return shuffled([...Array(count).keys()], generator(`${question}/${answers}`));
}

// ---- The log -----------------------------------------------------------------------

/**
 * The usable answers of each question by time, each answer once.
 * @param {Iterable<Answer>} answers
 * @returns {Map<string, Answer[]>}
 */
function histories(answers) {
  const once = new Map([...answers].filter(usable).map((answer) => [answer.id, answer]));
  /** @type {Map<string, Answer[]>} */
  const found = new Map();
  for (const answer of [...once.values()].sort((a, b) => a.at - b.at || order(a.id, b.id))) {
    const history = found.get(answer.question);
    if (history) history.push(answer);
    else found.set(answer.question, [answer]);
  }
  return found;
}

/** @param {Answer} answer */
function usable({ at, grade }) {
  return Number.isFinite(at) && Math.abs(at) <= LATEST && [1, 2, 3, 4].includes(grade);
}

/**
 * @param {Answer[]} history by time, not empty
 * @returns {Card}
 */
function fold(history) {
  let memory = createEmptyCard(new Date(history[0].at));
  for (const { at, right, grade } of history) {
    memory = scheduler.next(memory, new Date(at), /** @type {Grade} */ (right ? grade : 1)).card;
  }
  const { question, version, at, right } = history[history.length - 1];
  const { stability, difficulty } = memory;
  const wrong = history.filter((each) => !each.right).length;
  return { question, version, at, due: memory.due.getTime(), stability, difficulty, answers: history.length, wrong, right };
}

// ---- New questions -----------------------------------------------------------------

/**
 * @typedef {{weight: number, all: number, waiting: {id: string, consideration: string}[],
 *   taken: Map<string, number>}} Shelf the questions of a section, and how many were answered or chosen by consideration
 */

/**
 * @param {Map<string, Card>} known
 * @param {Index} index
 * @param {number} number
 * @param {number} weight
 * @returns {Shelf}
 */
function shelf(known, index, number, weight) {
  const questions = of(index, number);
  /** @type {Map<string, number>} */
  const taken = new Map();
  for (const { id, consideration } of questions) {
    if (known.has(id)) taken.set(consideration, (taken.get(consideration) ?? 0) + 1);
  }
  return { weight, all: questions.length, waiting: questions.filter(({ id }) => !known.has(id)), taken };
}

/**
 * How much of the exam the section's unanswered questions stand for.
 * @param {Shelf} shelf
 */
function need({ weight, all, waiting }) {
  return weight * (waiting.length / all);
}

/**
 * The next question of a section, which is then no longer waiting.
 * @param {Shelf} shelf
 */
function take({ waiting, taken }) {
  const count = (/** @type {{consideration: string}} */ { consideration }) => taken.get(consideration) ?? 0;
  const next = waiting.reduce((best, each) => (count(each) < count(best) ? each : best));
  waiting.splice(waiting.indexOf(next), 1);
  taken.set(next.consideration, count(next) + 1);
  return next.id;
}

/**
 * @param {Index} index
 * @param {number} number
 */
function of(index, number) {
  return index.questions.filter((each) => sectionOf(each) === number);
}

// ---- Helps -------------------------------------------------------------------------

/**
 * The same order everywhere; localeCompare depends on the language.
 * @param {string} a
 * @param {string} b
 */
function order(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

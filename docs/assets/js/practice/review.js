// What a review session holds, and how intervals are said; without a page.

import { DAY, due, fresh, sectionOf } from "./schedule.js";

/**
 * @typedef {import("./schedule.js").Card} Card
 * @typedef {import("./schedule.js").Index} Index
 * @typedef {{question: string, state: "due" | "changed" | "new"}} Task
 * @typedef {{due: number, fresh: number, next: number | null}} Counts what waits; `next` is when more will be due
 */

export const SIZES = [5, 10, 20, 40];

const MINUTE = 60_000;
/** Each unit is used below so many of it. @type {[Intl.RelativeTimeFormatUnit, number, number][]} */
const UNITS = [
  ["minute", MINUTE, 60],
  ["hour", 60 * MINUTE, 24],
  ["day", DAY, 61],
  ["month", 30.4375 * DAY, 24],
  ["year", 365.25 * DAY, Infinity],
];

/**
 * How many questions are due and new, and when the next ones will be due.
 * @param {Map<string, Card>} known
 * @param {Index} index
 * @param {number} now
 * @param {number} [section] only of this one
 * @returns {Counts}
 */
export function counts(known, index, now, section) {
  const waiting = dueIn(known, index, now, section);
  const asked = new Set(waiting.map(({ question }) => question));
  const mine = index.questions.filter((each) => isIn(each, section));
  const later = mine.flatMap(({ id }) => (asked.has(id) ? [] : (known.get(id)?.due ?? [])));
  return {
    due: waiting.length,
    fresh: mine.filter(({ id }) => !known.has(id)).length,
    next: later.length ? Math.min(...later) : null,
  };
}

/**
 * The questions of a session: what is due, then new ones until it is full.
 * @param {Map<string, Card>} known
 * @param {Index} index
 * @param {number} now
 * @param {number} size
 * @param {number} [section] only from this one
 * @returns {Task[]}
 */
export function tasks(known, index, now, size, section) {
  const again = dueIn(known, index, now, section).slice(0, size);
  const first = fresh(known, index, size - again.length, section);
  return [
    ...again.map(({ question, changed }) => task(question, changed ? "changed" : "due")),
    ...first.map((question) => task(question, "new")),
  ];
}

/** @type {(question: string, state: Task["state"]) => Task} */
const task = (question, state) => ({ question, state });

/**
 * A time from now in words: in 4 days.
 * @param {number} milliseconds
 * @param {string} language
 */
export function inWords(milliseconds, language) {
  const [unit, length] = UNITS.find(([, length, limit]) => Math.round(milliseconds / length) < limit) ?? UNITS[0];
  const count = Math.max(1, Math.round(milliseconds / length));
  const said = new Intl.RelativeTimeFormat(language, { numeric: "always" }).format(count, unit);
  return language === "ja" ? said.replaceAll(" ", "") : said;
}

/**
 * @param {Map<string, Card>} known
 * @param {Index} index
 * @param {number} now
 * @param {number} [section]
 */
function dueIn(known, index, now, section) {
  const questions = index.questions.filter((each) => isIn(each, section));
  return due(known, { ...index, questions }, now);
}

/**
 * @param {{consideration: string}} question
 * @param {number} [section]
 */
function isIn(question, section) {
  return section === undefined || sectionOf(question) === section;
}

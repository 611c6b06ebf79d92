// The course of a mock exam.  What happened is a log; everything else is computed from it, so
// that nothing is lost whenever the page goes away.  Knows neither the page nor the clock.

import { draw } from "./exam-draw.js";

/**
 * @typedef {import("./exam-draw.js").Drawn} Drawn
 * @typedef {[number, string, ...unknown[]]} Entry milliseconds since 1970, action, what belongs to it
 * @typedef {{id: string, seed: string, count: number, bank: string, language: string, started: number, log: Entry[]}} Record
 * @typedef {{options: number[], at: number}} Choice
 * @typedef {{phase: "new" | "running" | "paused" | "finished", questions: Drawn[], current: number,
 *   chosen: Map<string, Choice>, flagged: Set<string>, spent: number, at: number,
 *   marks: (boolean | null)[] | null}} Folded `at`: until when `spent` counts
 * @typedef {Folded & {remaining: number, answered: number}} State
 */

export const LIMIT = 120 * 60_000;
/** How often a running exam says that it is alive. */
export const BEAT = 10_000;
/** A longer silence means that the page or the device stood still.  Browsers may let a page in the
 * background run only once a minute, which is no silence. */
export const SILENCE = 120_000;

/** The minutes left that are worth saying. */
const MILESTONES = [60, 30, 10, 5, 1];

/** @type {Folded} */
const FRESH = {
  phase: "new",
  questions: [],
  current: 0,
  chosen: new Map(),
  flagged: new Set(),
  spent: 0,
  at: 0,
  marks: null,
};

/**
 * A new exam that has begun.
 * @param {import("./exam-draw.js").Index} index
 * @param {{id: string, seed: string, count: number, language: string}} given
 * @param {number} now
 * @returns {Record}
 */
export function begin(index, { id, seed, count, language }, now) {
  const record = { id, seed, count, bank: index.version, language, started: now, log: [] };
  return act(record, now, "start", draw(index, seed, count));
}

/**
 * The state at a moment.  Past the time limit an exam is finished.
 * @param {Record} record
 * @param {number} now
 * @returns {State}
 */
export function state(record, now) {
  return derived(advance(fold(record), now));
}

/**
 * The state at the last entry, as it is while nobody has the exam open.
 * @param {Record} record
 * @returns {State}
 */
export function atRest(record) {
  return derived(fold(record));
}

/**
 * The record with one action more, or the same record if the action is not possible.
 * @param {Record} record
 * @param {number} at
 * @param {string} action
 * @param {...unknown} given
 * @returns {Record}
 */
export function act(record, at, action, ...given) {
  const before = fold(record);
  /** @type {Entry} */
  const entry = [at, action, ...given];
  if (step(before, entry) === before) return record;
  const last = record.log.at(-1);
  // Any later entry says as well that the exam was alive.
  const log = last?.[1] === "alive" && last[0] <= at ? record.log.slice(0, -1) : record.log;
  return { ...record, log: [...log, entry] };
}

/**
 * The record of an exam that a page opens: if the page before went away without a pause, the
 * clock stopped at its last entry.
 * @param {Record} record
 */
export function reopened(record) {
  return act(record, fold(record).at, "pause");
}

/**
 * The record at a moment at which the page is surely alive; after a long silence it is paused.
 * @param {Record} record
 * @param {number} now
 */
export function awake(record, now) {
  const { phase, at } = fold(record);
  return phase === "running" && now - at > SILENCE ? reopened(record) : record;
}

/**
 * The minutes left that have just been reached, if they are worth saying.
 * @param {number} before remaining milliseconds
 * @param {number} after
 */
export function milestone(before, after) {
  return MILESTONES.findLast((minutes) => before > minutes * 60_000 && after <= minutes * 60_000) ?? null;
}

/** @param {Record} record */
function fold({ log }) {
  return log.reduce(step, FRESH);
}

/**
 * The state after an entry, or the same state if the entry is not possible.
 * @param {Folded} before
 * @param {Entry} entry
 * @returns {Folded}
 */
export function step(before, entry) {
  if (!Array.isArray(entry) || !Number.isFinite(entry[0])) return before;
  const [at, action, ...given] = entry;
  if (!Object.hasOwn(ACTIONS, action)) return before;
  return ACTIONS[action](advance(before, at), at, ...given) ?? before;
}

/**
 * The clock runs on; where the device's clock was set back, it counts from there.
 * @param {Folded} state
 * @param {number} at
 * @returns {Folded}
 */
function advance(state, at) {
  if (state.phase !== "running") return state;
  const spent = Math.min(LIMIT, state.spent + Math.max(0, at - state.at));
  return { ...state, spent, at, phase: spent < LIMIT ? "running" : "finished" };
}

/**
 * @param {Folded} state
 * @returns {State}
 */
function derived(state) {
  const answered = [...state.chosen.values()].filter(({ options }) => options.length).length;
  return { ...state, remaining: LIMIT - state.spent, answered };
}

/**
 * What each action makes of a state; null where it is not possible.
 * @type {{[action: string]: (state: Folded, at: number, ...given: any[]) => Folded | null}}
 */
const ACTIONS = {
  start: (state, at, questions) =>
    state.phase === "new" && areDrawn(questions) ? { ...state, phase: "running", questions, at } : null,
  alive: (state) => state,
  pause: (state) => (state.phase === "running" ? { ...state, phase: "paused" } : null),
  resume: (state, at) => (state.phase === "paused" ? { ...state, phase: "running", at } : null),
  finish: (state) => (isOpen(state) ? { ...state, phase: "finished" } : null),
  go: (state, _at, place) =>
    state.phase === "running" && isPlace(place, state.questions.length) && place !== state.current
      ? { ...state, current: place }
      : null,
  choose,
  flag: (state, _at, id) =>
    isAsked(state, id) && !state.flagged.has(id) ? { ...state, flagged: new Set([...state.flagged, id]) } : null,
  unflag: (state, _at, id) => {
    const flagged = new Set(state.flagged);
    return isAsked(state, id) && flagged.delete(id) ? { ...state, flagged } : null;
  },
  mark: (state, _at, marks) =>
    state.phase === "finished" && !state.marks && areMarks(marks, state.questions.length) ? { ...state, marks } : null,
};

/**
 * @param {Folded} state
 * @param {number} at
 * @param {unknown} id
 * @param {unknown} options
 * @returns {Folded | null}
 */
function choose(state, at, id, options) {
  const question = isAsked(state, id) && state.questions.find((each) => each.id === id);
  if (!question || !arePlaces(options, question.order.length)) return null;
  if (options.length > 1 && !question.multiple) return null;
  const choice = { options: [...options].sort((one, two) => one - two), at };
  if (String(choice.options) === String(state.chosen.get(question.id)?.options ?? [])) return null;
  return { ...state, chosen: new Map([...state.chosen, [question.id, choice]]) };
}

/** @param {Folded} state */
function isOpen({ phase }) {
  return phase === "running" || phase === "paused";
}

/**
 * @param {Folded} state
 * @param {unknown} id
 */
function isAsked({ phase, questions }, id) {
  return phase === "running" && questions.some((each) => each.id === id);
}

/**
 * @param {unknown} value
 * @param {number} limit
 */
function isPlace(value, limit) {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) < limit;
}

/**
 * @param {unknown} value
 * @param {number} limit
 * @returns {value is number[]}
 */
function arePlaces(value, limit) {
  return Array.isArray(value) && value.every((each) => isPlace(each, limit)) && new Set(value).size === value.length;
}

/**
 * @param {unknown} value
 * @param {number} length
 */
function areMarks(value, length) {
  const possible = [true, false, null];
  return Array.isArray(value) && value.length === length && value.every((each) => possible.includes(each));
}

/**
 * A log may come from a file that somebody changed.
 * @param {unknown} value
 */
function areDrawn(value) {
  if (!Array.isArray(value) || !value.length || !value.every(isDrawn)) return false;
  return new Set(value.map(({ id }) => id)).size === value.length;
}

/** @param {any} value */
function isDrawn(value) {
  return (
    typeof value?.id === "string" &&
    typeof value.version === "string" &&
    Number.isInteger(value.section) &&
    typeof value.multiple === "boolean" &&
    Array.isArray(value.order) &&
    arePlaces(value.order, value.order.length)
  );
}

// A reader's progress as a value: what it is, how two of them become one, and its file.
//
// Each answer is written once and never changed, and a mock exam only grows.  So two
// progresses merge as sets do: in any order, any number of times, and nothing is lost.

import { answer, checked, exam, list, named, NEWEST, ProgressError, record, setting } from "./records.js";

export { ProgressError };

/**
 * @typedef {import("./records.js").Answer} Answer
 * @typedef {import("./records.js").Exam} Exam
 * @typedef {import("./records.js").Setting} Setting
 * @typedef {{answers: Answer[], exams: Exam[], settings: Record<string, Setting>}} Progress
 * @typedef {Record<string, unknown>} File an object of a file, not checked
 */

export const FORMAT = "mle-notes-progress";

/** The longest file that is read, in characters; twenty years of study need less. */
export const LONGEST = 20 * 1024 * 1024;

/**
 * How a file of version n, at n - 1, becomes one of the next version.  A step is never
 * changed or removed: files of every version stay readable.
 * @type {((file: File) => File)[]}
 */
const STEPS = [];

const form = record({ answers: list(answer), exams: list(exam), settings: named(setting) });

/** @type {() => Progress} */
export const empty = () => ({ answers: [], exams: [], settings: {} });

/**
 * A progress of checked copies, in the order of time.
 * @param {Partial<Progress>} parts
 * @returns {Progress}
 */
export function progress(parts) {
  return merge(checked(form, { ...empty(), ...parts }), empty());
}

/**
 * Everything that one of the two knows.  The parts are shared with them, not copied.
 * @param {Progress} a
 * @param {Progress} b
 * @returns {Progress}
 */
export function merge(a, b) {
  const names = [...new Set([...Object.keys(a.settings), ...Object.keys(b.settings)])].sort();
  return {
    answers: union([...a.answers, ...b.answers], "at", answerSteps),
    exams: union([...a.exams, ...b.exams], "started", examSteps),
    settings: Object.fromEntries(names.map((name) => [name, later(own(a.settings, name), own(b.settings, name))])),
  };
}

/**
 * How much of a progress another one did not have.
 * @param {Progress} before
 * @param {Progress} after of a merge with it
 */
export function gained(before, after) {
  return {
    answers: after.answers.length - before.answers.length,
    exams: more(before.exams, after.exams, examSteps),
    settings: more(Object.entries(before.settings), Object.entries(after.settings), (pair) => pair.map(said)),
  };
}

/**
 * @param {Progress} progress
 * @returns {string} the text of a file
 */
export function toText({ answers, exams, settings }) {
  return `${JSON.stringify({ format: FORMAT, version: STEPS.length + 1, answers, exams, settings })}\n`;
}

/**
 * The progress in a file, brought to today's version.
 * @param {unknown} text
 * @param {typeof STEPS} [steps]
 * @returns {Progress}
 * @throws {ProgressError} and nothing else
 */
export function fromText(text, steps = STEPS) {
  if (typeof text !== "string") throw new ProgressError("not-json");
  if (text.length > LONGEST) throw new ProgressError("too-large");
  const file = parsed(text);
  const isObject = typeof file === "object" && file !== null;
  if (!isObject || own(file, "format") !== FORMAT) throw new ProgressError("not-progress");
  const given = checked(form, migrated(file, steps));
  for (const each of Object.values(given.settings)) each.changed = Math.min(each.changed, NEWEST);
  return merge(given, empty());
}

/** @type {(text: string) => any} */
function parsed(text) {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, "")); // some editors put this mark first
  } catch {
    throw new ProgressError("not-json");
  }
}

/**
 * @param {File} file
 * @param {typeof STEPS} steps
 * @returns {File}
 */
function migrated(file, steps) {
  const version = own(file, "version");
  if (!Number.isSafeInteger(version) || version < 1) {
    throw new ProgressError("invalid", [{ place: "version", reason: "number" }]);
  }
  if (version > steps.length + 1) throw new ProgressError("newer");
  try {
    return steps.slice(version - 1).reduce((old, step) => step(old), file);
  } catch {
    // A step trusts its input, which nobody has checked yet.
    throw new ProgressError("invalid", [{ place: "file", reason: "record" }]);
  }
}

/**
 * Records without repetitions, by time.  Records under one id that contradict each other
 * are all kept: the first in order has the id, the others have it with a number.
 * @template {{id: string}} T
 * @param {T[]} records
 * @param {keyof T} moment
 * @param {(record: T) => string[]} steps what the record says, as something that can grow
 * @returns {T[]}
 */
function union(records, moment, steps) {
  /** @type {Map<string, T[]>} */
  const groups = new Map();
  for (const each of records) {
    const group = groups.get(root(each.id));
    if (group) group.push(each);
    else groups.set(root(each.id), [each]);
  }
  const kept = [...groups].flatMap(([id, group]) => (group.length > 1 ? grown(id, group, steps) : renamed(id, group)));
  return kept.sort((a, b) => order(a[moment], b[moment]) || order(a.id, b.id));
}

/**
 * Those of one id that are not the beginning of another one.
 * @template {{id: string}} T
 * @param {string} id
 * @param {T[]} group
 * @param {(record: T) => string[]} steps
 * @returns {T[]}
 */
function grown(id, group, steps) {
  const sorted = group
    .map((each) => ({ each, steps: steps(each), whole: said({ ...each, id }) }))
    .sort((a, b) => compare(a.steps, b.steps) || a.whole.length - b.whole.length || order(a.whole, b.whole));
  // In this order the beginning of a record stands right before what it grew into.
  const longest = sorted.filter((a, number) => {
    const next = sorted[number + 1];
    return !next || !begins(a.steps, next.steps);
  });
  return renamed(id, longest.map(({ each }) => each));
}

/**
 * @template {{id: string}} T
 * @param {string} id
 * @param {T[]} group
 * @returns {T[]}
 */
function renamed(id, group) {
  return group.map((each, number) => {
    const name = number ? `${id}~${number + 1}` : id;
    return each.id === name ? each : { ...each, id: name };
  });
}

/** The id under which a record was first made. @type {(id: string) => string} */
export const root = (id) => id.split("~", 1)[0];

/** @type {(record: Answer) => string[]} */
const answerSteps = ({ id: _, ...rest }) => [said(rest)];

/** @type {(record: Exam) => string[]} */
const examSteps = ({ id: _, log, ...rest }) => [said(rest), ...(isBeat(log.at(-1)) ? log.slice(0, -1) : log).map(said)];

/**
 * A last entry that only says until when the page was there: the next one takes its place.
 * @param {Exam["log"][number] | undefined} entry
 */
const isBeat = (entry) => entry?.length === 2 && entry[1] === "alive";

/** @type {(value: unknown) => string} */
const said = (value) => JSON.stringify(value);

/** @type {(a: string[], b: string[]) => boolean} */
const begins = (a, b) => a.length <= b.length && a.every((step, number) => step === b[number]);

/** @type {(a: string[], b: string[]) => number} */
function compare(a, b) {
  const different = a.findIndex((step, number) => step !== b[number]);
  if (different < 0 || different >= b.length) return a.length - b.length;
  return order(a[different], b[different]);
}

/** @type {(a: any, b: any) => number} */
const order = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/**
 * The later of two settings; at the same time, the same one whichever way they are asked.
 * @param {Setting | undefined} a
 * @param {Setting | undefined} b
 * @returns {Setting}
 */
function later(a, b) {
  if (!a || !b) return /** @type {Setting} */ (a ?? b);
  return (order(a.changed, b.changed) || order(said(a.value), said(b.value))) < 0 ? b : a;
}

/**
 * @template T
 * @param {T[]} before
 * @param {T[]} after
 * @param {(each: T) => string[]} steps
 */
function more(before, after, steps) {
  const known = new Set(before.map((each) => said(steps(each))));
  return after.filter((each) => !known.has(said(steps(each)))).length;
}

/** @type {(object: object, name: string) => any} */
function own(object, name) {
  return Object.hasOwn(object, name) ? /** @type {any} */ (object)[name] : undefined;
}

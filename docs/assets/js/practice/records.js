// What a record of progress may look like.  Files and databases come from anywhere, so
// each rule copies what it knows into a fresh object, and names what is wrong by its place.

/**
 * @typedef {null | boolean | number | string | Plain[] | {[key: string]: Plain}} Plain what JSON can say
 * @typedef {{id: string, question: string, version: string, at: number, chosen: number[], right: boolean,
 *   grade: 1 | 2 | 3 | 4, mode: "quiz" | "review" | "exam" | "elimination", language: "ja" | "en"}} Answer
 * @typedef {{id: string, seed: string | number, count: number, bank: string, language: "ja" | "en",
 *   started: number, log: [number, string, ...Plain[]][]}} Exam
 * @typedef {{value: Plain, changed: number}} Setting
 * @typedef {{place: string, reason: keyof typeof EXPECTED}} Mistake
 * @typedef {(place: string, reason: keyof typeof EXPECTED) => undefined} Wrong notes a mistake
 */

/**
 * @template T
 * @typedef {(value: unknown, place: string, wrong: Wrong) => T | undefined} Rule
 */

/** What should have been there, for the message of an error. */
const EXPECTED = {
  text: "not a text of the right length",
  id: "not an id",
  time: "not a time",
  number: "not a number in range",
  choice: "not a known word",
  boolean: "not true or false",
  list: "not a list of the right length",
  record: "not a record",
  name: "not an allowed name",
  value: "not a plain value",
  deep: "nested too deeply",
};

export const LATEST = 8.64e15; // the last moment that a Date can hold
/** No setting of a file counts as newer than this, so that each can still be changed after it. */
export const NEWEST = LATEST - 36_500 * 86_400_000;
const NAMED = 5; // enough to see what kind of file it is
const DEEPEST = 32;
const FORBIDDEN = new Set(["__proto__", "constructor", "prototype"]);

/** Why a progress cannot be taken; nothing was changed. */
export class ProgressError extends Error {
  /**
   * @param {"not-json" | "not-progress" | "newer" | "too-large" | "invalid"} code
   * @param {Mistake[]} [mistakes] the first few
   */
  constructor(code, mistakes = []) {
    super(mistakes.map(({ place, reason }) => `${place}: ${EXPECTED[reason]}`).join("; ") || code);
    this.name = "ProgressError";
    this.code = code;
    this.mistakes = mistakes;
  }
}

/** A place whose names fit into a message. @type {(place: string) => string} */
const short = (place) => (place.length > 200 ? `${place.slice(0, 200)}…` : place);

/**
 * A fresh copy of a value that follows a rule.
 * @template T
 * @param {Rule<T>} rule
 * @param {unknown} value
 * @param {string} [place]
 * @returns {T}
 */
export function checked(rule, value, place = "") {
  /** @type {Mistake[]} */
  const mistakes = [];
  const copy = rule(value, place, (where, reason) => {
    if (mistakes.length < NAMED) mistakes.push({ place: short(where || "file"), reason });
    return undefined;
  });
  if (mistakes.length) throw new ProgressError("invalid", mistakes);
  return /** @type {T} */ (copy);
}

/**
 * The values that follow a rule, without the others.
 * @template T
 * @param {Rule<T>} rule
 * @param {unknown[]} values
 * @returns {T[]}
 */
export function sound(rule, values) {
  return values.flatMap((value) => {
    let right = true;
    const copy = rule(value, "", () => void (right = false));
    return right ? [/** @type {T} */ (copy)] : [];
  });
}

/** @type {(form: RegExp) => Rule<string>} */
const id = (form) => (value, place, wrong) =>
  typeof value === "string" && form.test(value) ? value : wrong(place, "id");

/** @type {Rule<string>} */
const text = (value, place, wrong) =>
  typeof value === "string" && value.length > 0 && value.length <= 200 ? value : wrong(place, "text");

/** @type {Rule<boolean>} */
const truth = (value, place, wrong) => (typeof value === "boolean" ? value : wrong(place, "boolean"));

/** @type {(least: number, most: number, reason?: "number" | "time") => Rule<number>} */
const whole = (least, most, reason = "number") => (value, place, wrong) => {
  const number = Number.isSafeInteger(value) ? Number(value) : Number.NaN;
  // Adding 0 turns -0, which JSON cannot say, into 0.
  return number >= least && number <= most ? number + 0 : wrong(place, reason);
};

const time = whole(0, LATEST, "time");

/** @type {<T extends string>(...known: T[]) => Rule<T>} */
const choice = (...known) => (value, place, wrong) =>
  known.find((each) => each === value) ?? wrong(place, "choice");

/** @type {Rule<string | number>} */
const seed = (value, place, wrong) =>
  (typeof value === "number" ? whole(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER) : text)(value, place, wrong);

/** @type {<T>(rule: Rule<T>, most?: number) => Rule<T[]>} */
export const list = (rule, most = Infinity) => (value, place, wrong) =>
  Array.isArray(value) && value.length <= most
    ? Array.from(value, (each, number) => /** @type {any} */ (rule(each, `${place}[${number}]`, wrong)))
    : wrong(place, "list");

/**
 * @param {unknown} value
 * @returns {value is object}
 */
const isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @type {(value: object, name: string) => unknown} */
const own = (value, name) => (Object.hasOwn(value, name) ? /** @type {any} */ (value)[name] : undefined);

/** @type {(place: string, name: string) => string} */
const below = (place, name) => (place ? `${place}.${name}` : name);

/**
 * A record of known fields; others are dropped.
 * @template {Record<string, Rule<any>>} R
 * @param {R} rules
 * @returns {Rule<any>}
 */
export const record = (rules) => (value, place, wrong) =>
  isRecord(value)
    ? Object.fromEntries(
        Object.entries(rules).map(([name, rule]) => [name, rule(own(value, name), below(place, name), wrong)]),
      )
    : wrong(place, "record");

/**
 * A record of any names, in the order of the names.
 * @template T
 * @param {Rule<T>} rule
 * @returns {Rule<Record<string, T>>}
 */
export const named = (rule) => (value, place, wrong) => {
  if (!isRecord(value)) return wrong(place, "record");
  const names = Object.keys(value).filter((name) => own(value, name) !== undefined).sort();
  const allowed = names.filter((name) => !FORBIDDEN.has(name) || void wrong(below(place, name), "name"));
  return /** @type {any} */ (
    Object.fromEntries(allowed.map((name) => [name, rule(own(value, name), below(place, name), wrong)]))
  );
};

/** @type {(depth: number) => Rule<Plain>} */
const plainAt = (depth) => (value, place, wrong) => {
  if (depth > DEEPEST) return wrong(place, "deep");
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value + 0 : wrong(place, "value");
  if (Array.isArray(value)) return list(plainAt(depth + 1))(value, place, wrong);
  return isPlain(value) ? named(plainAt(depth + 1))(value, place, wrong) : wrong(place, "value");
};

/**
 * Whether JSON would keep everything of a record; of a Map or a Date it would not.
 * @param {unknown} value
 * @returns {value is object}
 */
const isPlain = (value) => isRecord(value) && !Object.getPrototypeOf(Object.getPrototypeOf(value) ?? Object.prototype);

const plain = plainAt(0);

/** @type {Rule<[number, string, ...Plain[]]>} */
const entry = (value, place, wrong) => {
  if (!Array.isArray(value) || value.length < 2) return wrong(place, "list");
  const rest = value.slice(2).map((each, number) => plain(each, `${place}[${number + 2}]`, wrong));
  return /** @type {any} */ ([time(value[0], `${place}[0]`, wrong), text(value[1], `${place}[1]`, wrong), ...rest]);
};

const language = choice("ja", "en");

// A number behind "~" tells apart what different devices recorded under one id.
/** @type {Rule<Answer>} */
export const answer = record({
  id: id(/^[0-9a-f]{16}(~[1-9]\d{0,6})?$/),
  question: text,
  version: text,
  at: time,
  chosen: list(whole(0, 99), 100),
  right: truth,
  grade: whole(1, 4),
  mode: choice("quiz", "review", "exam", "elimination"),
  language,
});

/** @type {Rule<Exam>} */
export const exam = record({
  id: id(/^[\w-]{1,64}(~[1-9]\d{0,6})?$/),
  seed,
  count: whole(1, 10_000),
  bank: text,
  language,
  started: time,
  log: list(entry),
});

/** @type {Rule<Setting>} */
export const setting = record({ value: plain, changed: time });

/** @type {Rule<string>} */
const name = (value, place, wrong) =>
  typeof value === "string" && !FORBIDDEN.has(value) ? value : wrong(place, "name");

/** A setting as a row of the database. @type {Rule<Setting & {key: string}>} */
export const row = record({ key: name, value: plain, changed: time });

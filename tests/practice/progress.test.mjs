// Properties of a reader's progress: merging loses nothing, files come back as they were,
// and a file from anywhere either is one or says why not.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { empty, FORMAT, fromText, gained, LONGEST, merge, progress, ProgressError, toText } from "../../docs/assets/js/practice/progress.js";
import { NEWEST } from "../../docs/assets/js/practice/records.js";
import fc from "./fast_check.mjs";

const LATEST = 8.64e15;
const time = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: LATEST }));
// Few ids, so that they meet.
const id = fc.oneof(fc.constantFrom("0", "1", "a~2", "a", "b").map((end) => "0".repeat(15) + end), hex(16));
const language = fc.constantFrom("ja", "en");
const text = fc.string({ minLength: 1, maxLength: 8 });
const forbidden = ["__proto__", "constructor", "prototype"];
const name = text.filter((each) => !forbidden.includes(each));
const plain = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: "small" }, fc.constantFrom(null, true, false, 0, 1), fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string(), fc.array(tie("value")), fc.dictionary(name, tie("value"))),
})).value;

function hex(length) {
  return fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: length, maxLength: length });
}

const answer = fc.record({
  id,
  question: text,
  version: hex(8),
  at: time,
  chosen: fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 5 }),
  right: fc.boolean(),
  grade: fc.constantFrom(1, 2, 3, 4),
  mode: fc.constantFrom("quiz", "review", "exam", "elimination"),
  language,
});
const entry = fc.tuple(time, fc.constantFrom("choose", "mark"), plain).map(([when, action, detail]) => [when, action, detail]);
const shortEntry = fc.constantFrom([1, "choose", 0], [1, "choose", 1], [2, "mark"], [9, "alive"], [10, "alive"], [3, "alive"]);
const exam = fc.record({
  id: fc.constantFrom("e", "f", "f~2", "x-1"),
  seed: fc.oneof(fc.integer(), text),
  count: fc.integer({ min: 1, max: 50 }),
  bank: hex(8),
  language,
  started: time,
  log: fc.array(entry, { maxLength: 4 }),
});
const begun = { seed: 1, count: 10, bank: "0", language: "ja", started: 5 };
const growing = fc.record({ id: fc.constantFrom("e", "e~2", "e~3"), log: fc.array(shortEntry, { maxLength: 4 }) })
  .map((each) => ({ ...begun, ...each }));
const setting = fc.record({ value: plain, changed: time.map((each) => Math.min(each, NEWEST)) });
const some = fc.record({
  answers: fc.array(answer, { maxLength: 6 }),
  exams: fc.array(fc.oneof(growing, exam), { maxLength: 6 }),
  settings: fc.dictionary(name, setting, { maxKeys: 4 }),
}).map(progress);

const check = (...properties) => fc.assert(fc.property(...properties), { numRuns: 300 });
/** Equal as texts too: the order of everything is the same. */
const same = (a, b) => (assert.deepStrictEqual(a, b), assert.equal(toText(a), toText(b)));

test("merging a progress with itself or with nothing changes nothing", () => {
  check(some, (a) => (same(merge(a, a), a), same(merge(a, empty()), a), same(merge(empty(), a), a)));
});

test("merging in either order gives the same", () => {
  check(some, some, (a, b) => same(merge(a, b), merge(b, a)));
});

test("merging three in any grouping gives the same", () => {
  check(some, some, some, (a, b, c) => same(merge(merge(a, b), c), merge(a, merge(b, c))));
});

test("merging loses no answer, no step of an exam and no newest setting", () => {
  check(some, some, (a, b) => {
    const both = merge(a, b);
    for (const { answers, exams, settings } of [a, b]) {
      const kept = new Set(both.answers.map(said));
      for (const each of answers) assert(kept.has(said(each)));
      for (const each of exams) assert(both.exams.some((other) => continues(other, each)));
      for (const key of Object.keys(settings)) assert(both.settings[key].changed >= settings[key].changed);
    }
    assert.equal(new Set(both.answers.map((each) => each.id)).size, both.answers.length);
    assert.equal(new Set(both.exams.map((each) => each.id)).size, both.exams.length);
  });
});

test("merging invents nothing", () => {
  check(some, some, (a, b) => {
    const both = merge(a, b);
    const known = new Set([...a.answers, ...b.answers].map(said));
    for (const each of both.answers) assert(known.has(said(each)));
    for (const each of both.exams) assert([...a.exams, ...b.exams].some((other) => said(other) === said(each)));
  });
});

test("merging changes neither of the two", () => {
  check(some, some, (a, b) => {
    const before = [toText(a), toText(b)];
    merge(a, b);
    assert.deepEqual([toText(a), toText(b)], before);
  });
});

test("what is exported is imported again as it was", () => {
  check(some, (a) => same(fromText(toText(a)), a));
});

test("importing into a progress gains what it did not have, once", () => {
  check(some, some, (a, b) => {
    const both = merge(a, fromText(toText(b)));
    const known = new Set(a.answers.map(said));
    assert.equal(gained(a, both).answers, new Set(b.answers.map(said).filter((each) => !known.has(each))).size);
    assert.deepEqual(gained(both, merge(both, b)), { answers: 0, exams: 0, settings: 0 });
  });
});

/** What a record says, whatever its id. */
function said({ id: _, ...rest }) {
  return JSON.stringify(rest);
}

function continues(longer, { log, ...begun }) {
  if (log.at(-1)?.[1] === "alive") return continues(longer, { ...begun, log: log.slice(0, -1) });
  return said({ ...begun, log }) === said({ ...longer, log: longer.log.slice(0, log.length) });
}

// ---- Exams and settings ----

const begin = (id, ...log) => progress({ exams: [{ ...begun, id, log }] });
const [first, second, other] = [[1, "choose", 0], [2, "mark"], [2, "choose", 3]];

test("an exam that went on replaces its beginning", () => {
  assert.deepEqual(merge(begin("e", first, second), begin("e", first)).exams, begin("e", first, second).exams);
  assert.deepEqual(gained(begin("e", first), begin("e", first, second)), { answers: 0, exams: 1, settings: 0 });
});

test("an exam that went on differently on two devices is kept twice", () => {
  const both = merge(begin("e", first, second), begin("e", first, other));
  assert.deepEqual(both.exams.map(({ id, log }) => [id, log.at(-1)]), [["e", other], ["e~2", second]]);
  const on = merge(both, begin("e", first, second, first)); // one of them goes on, under its first id
  assert.deepEqual(on.exams.map(({ id, log }) => [id, log.length]), [["e", 2], ["e~2", 3]]);
});

test("the sign of life at the end of a log gives way to what comes next, and to a later one", () => {
  const [early, late] = [[9, "alive"], [10, "alive"]];
  assert.deepEqual(merge(begin("e", first, early), begin("e", first, second)).exams, begin("e", first, second).exams);
  assert.deepEqual(merge(begin("e", first, early), begin("e", first, late)).exams, begin("e", first, late).exams);
  assert.deepEqual(merge(begin("e", first, early), begin("e", first)).exams, begin("e", first, early).exams);
});

test("what JSON would not keep is no setting", () => {
  const set = (value) => () => progress({ settings: { plan: { value, changed: 1 } } });
  for (const value of [new Date(0), new Map(), Number.NaN, () => 1, [undefined], 1n]) assert.throws(set(value), ProgressError);
  assert.deepStrictEqual(set({ a: undefined, b: -0 })().settings.plan.value, { b: 0 });
});

test("the setting that was changed later wins, whatever the order", () => {
  const at = (changed, value) => progress({ settings: { plan: { value, changed } } });
  assert.equal(merge(at(2, "new"), at(1, "old")).settings.plan.value, "new");
  assert.deepEqual(merge(at(1, "a"), at(1, "b")), merge(at(1, "b"), at(1, "a")));
});

test("a copied file with one answer twice has it once, two that differ are both kept", () => {
  const one = JSON.parse(fixture).answers[0];
  assert.equal(progress({ answers: [one, one] }).answers.length, 1);
  assert.deepEqual(progress({ answers: [one, { ...one, right: false }] }).answers.map(({ id }) => id), [one.id, `${one.id}~2`]);
});

// ---- Files of other versions ----

const fixture = readFileSync(new URL("fixtures/progress-1.json", import.meta.url), "utf8");

test("a file of version 1 is imported whole, for ever", () => {
  const { answers, exams, settings } = JSON.parse(fixture);
  assert.deepStrictEqual(fromText(fixture), { answers, exams, settings });
});

test("older files go through each step from their version on", () => {
  const steps = [
    ({ results, ...file }) => ({ ...file, answers: results }),
    ({ answers, ...file }) => ({ ...file, answers: answers.map((each) => ({ ...each, grade: each.right ? 3 : 1 })) }),
  ];
  const { answers, ...rest } = JSON.parse(fixture);
  const graded = answers.map((each) => ({ ...each, grade: each.right ? 3 : 1 }));
  const old = answers.map(({ grade: _, ...each }) => each);
  const files = [{ ...rest, results: old }, { ...rest, version: 2, answers: old }, { ...rest, version: 3, answers: graded }];
  for (const file of files) assert.deepEqual(fromText(JSON.stringify(file), steps).answers, graded);
  assert.deepEqual(refusal(JSON.stringify({ ...rest, version: 4, answers }), steps), ["newer", ""]);
});

test("a step that stumbles over a broken file refuses it", () => {
  const steps = [(file) => ({ ...file, answers: file.answers.map((each) => each.id.trim()) })];
  for (const answers of [7, null, [7], [{}]]) {
    assert.equal(refusal(JSON.stringify({ format: FORMAT, version: 1, answers }), steps)[0], "invalid");
  }
});

// ---- Hostile files ----

/** Why a text is refused: the code, and the mistakes. */
function refusal(text, steps) {
  try {
    fromText(text, steps);
  } catch (error) {
    assert(error instanceof ProgressError, String(error));
    return [error.code, error.mistakes.length ? error.message : ""];
  }
  return undefined;
}

/** The fixture with something else in a place: "answers.0.at". */
function spoilt(path, value) {
  const file = JSON.parse(fixture);
  const names = path.split(".");
  const last = names.pop();
  const holder = names.reduce((each, name) => each[name], file);
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return JSON.stringify(file);
}

test("any text is a progress or refused with a ProgressError", () => {
  check(fc.oneof(fc.string(), fc.json(), fc.constantFrom("", "{", "null", "[]", "1e999", "\uFEFF")), (each) => {
    if (!refusal(each)) assert.deepEqual(fromText(toText(fromText(each))), fromText(each));
  });
});

test("any JSON in any place of a file is a progress or refused with a ProgressError", () => {
  const places = ["format", "version", "answers", "answers.0", "answers.1.id", "answers.1.question", "answers.1.at", "answers.1.chosen",
    "answers.1.chosen.0", "answers.2.right", "answers.2.grade", "answers.2.mode", "exams", "exams.0", "exams.0.id", "exams.0.seed",
    "exams.0.log", "exams.0.log.1", "exams.0.log.1.0", "exams.0.log.1.3", "settings", "settings.plan", "settings.plan.value", "settings.other"];
  check(fc.constantFrom(...places), fc.oneof(fc.jsonValue(), fc.object()), (path, value) => {
    const text = spoilt(path, value);
    if (!refusal(text)) assert.deepEqual(fromText(toText(fromText(text))), fromText(text));
  });
});

const refused = {
  "what is no text": [undefined, "not-json"],
  "an empty file": ["", "not-json"],
  "a cut file": [fixture.slice(0, -9), "not-json"],
  "a page of the web": ["<!doctype html><title>Sign in</title>", "not-json"],
  "JSON of something else": ['{"answers": []}', "not-progress"],
  "JSON of another format": [spoilt("format", "anki"), "not-progress"],
  "a list": [`[${fixture}]`, "not-progress"],
  "a format that is inherited": ['{"__proto__": {"format": "mle-notes-progress", "version": 1}}', "not-progress"],
  "a newer version": [spoilt("version", 2), "newer"],
  "a newer version in another form": [`{"format": "${FORMAT}", "version": 99, "all": "different"}`, "newer"],
  "no version": [spoilt("version", undefined), "invalid", "version: not a number in range"],
  "version 0": [spoilt("version", 0), "invalid", "version: not a number in range"],
  "a version in words": [spoilt("version", "1"), "invalid", "version: not a number in range"],
  "no answers": [spoilt("answers", undefined), "invalid", "answers: not a list of the right length"],
  "answers as a record": [spoilt("answers", {}), "invalid", "answers: not a list of the right length"],
  "an answer that is nothing": [spoilt("answers.1", null), "invalid", "answers[1]: not a record"],
  "an id with capitals": [spoilt("answers.0.id", "ABCDEFABCDEFABCD"), "invalid", "answers[0].id: not an id"],
  "an id with a line below": [spoilt("answers.0.id", "00f1c2d3e4a5b697\n"), "invalid", "answers[0].id: not an id"],
  "no question": [spoilt("answers.0.question", ""), "invalid", "answers[0].question: not a text of the right length"],
  "a question of a million letters": [spoilt("answers.0.question", "a".repeat(1e6)), "invalid", "answers[0].question: not a text of the right length"],
  "a time in words": [spoilt("answers.3.at", "yesterday"), "invalid", "answers[3].at: not a time"],
  "a time before all": [spoilt("answers.3.at", -1), "invalid", "answers[3].at: not a time"],
  "a time after all": [spoilt("answers.3.at", 8.64e15 + 1), "invalid", "answers[3].at: not a time"],
  "a part of a moment": [spoilt("answers.3.at", 1.5), "invalid", "answers[3].at: not a time"],
  "an endless time": [fixture.replace("1793491200000", "1e999"), "invalid", "answers[0].at: not a time"],
  "choices in words": [spoilt("answers.0.chosen", "A"), "invalid", "answers[0].chosen: not a list of the right length"],
  "an option that cannot be": [spoilt("answers.0.chosen", [0, -1]), "invalid", "answers[0].chosen[1]: not a number in range"],
  "right as a number": [spoilt("answers.0.right", 1), "invalid", "answers[0].right: not true or false"],
  "grade 5": [spoilt("answers.0.grade", 5), "invalid", "answers[0].grade: not a number in range"],
  "an unknown mode": [spoilt("answers.0.mode", "toString"), "invalid", "answers[0].mode: not a known word"],
  "an unknown language": [spoilt("answers.0.language", "de"), "invalid", "answers[0].language: not a known word"],
  "an exam without log": [spoilt("exams.0.log", undefined), "invalid", "exams[0].log: not a list of the right length"],
  "a step without time": [spoilt("exams.0.log.1.0", null), "invalid", "exams[0].log[1][0]: not a time"],
  "a step that is too short": [spoilt("exams.0.log.1", [1]), "invalid", "exams[0].log[1]: not a list of the right length"],
  "a forbidden name in a step": [fixture.replace('"reason"', '"__proto__"'), "invalid", "exams[0].log[2][2].__proto__: not an allowed name"],
  "an exam of no questions": [spoilt("exams.1.count", 0), "invalid", "exams[1].count: not a number in range"],
  "settings as a list": [spoilt("settings", []), "invalid", "settings: not a record"],
  "a setting without time": [spoilt("settings.plan.changed", undefined), "invalid", "settings.plan.changed: not a time"],
  "a setting without value": [spoilt("settings.plan.value", undefined), "invalid", "settings.plan.value: not a plain value"],
  "a forbidden setting": [fixture.replace('"plan"', '"__proto__"'), "invalid", "settings.__proto__: not an allowed name"],
  "a forbidden name in a setting": [fixture.replace('"hours"', '"constructor"'), "invalid", "settings.plan.value.constructor: not an allowed name"],
  "a very deep setting": [spoilt("settings.plan.value", JSON.parse("[".repeat(40) + "]".repeat(40))), "invalid", `settings.plan.value${"[0]".repeat(33)}: nested too deeply`],
};

for (const [what, [text, code, message = ""]] of Object.entries(refused)) {
  test(`refused: ${what}`, () => assert.deepEqual(refusal(text), [code, message]));
}

test("a setting from the end of time can still be changed", () => {
  const file = fromText(spoilt("settings.plan.changed", LATEST));
  const now = progress({ settings: { plan: { value: "mine", changed: file.settings.plan.changed + 1 } } });
  assert.equal(merge(file, now).settings.plan.value, "mine");
});

test("a message names a place of any length in a few words", () => {
  const file = JSON.parse(fixture);
  file.settings["x".repeat(1e6)] = 1;
  assert.throws(() => fromText(JSON.stringify(file)), ({ mistakes }) => mistakes[0].place.length < 300);
});

test("refused before it is read: more than 20 MB", () => {
  assert.deepEqual(refusal(fixture.padEnd(LONGEST + 1)), ["too-large", ""]);
  assert.equal(refusal(fixture.padEnd(LONGEST)), undefined);
});

test("refused without harm: a file of brackets", () => {
  assert.equal(refusal("[".repeat(1e6))[0], "not-json");
  const deep = `${"[".repeat(1e6)}${"]".repeat(1e6)}`;
  assert.notEqual(refusal(spoilt("settings.plan.value", "here").replace('"here"', deep)), undefined);
});

test("of many mistakes the first few are named", () => {
  const file = JSON.parse(fixture);
  file.answers = Array.from({ length: 100 }, () => ({}));
  const [code, message] = refusal(JSON.stringify(file));
  assert.equal(code, "invalid");
  assert.equal(message.split("; ").length, 5);
  assert.match(message, /^answers\[0\]\.id: not an id; /);
});

test("what a file has besides is left out, and changes no object", () => {
  const file = fixture
    .replace('"format"', '"__proto__": {"bad": 1}, "more": [[[]]], "format"')
    .replace('"question"', '"__proto__": {"bad": 1}, "constructor": {"prototype": {"bad": 1}}, "script": "<script>", "question"');
  assert.deepStrictEqual(fromText(file), fromText(fixture));
  assert.equal({}.bad, undefined);
  const { answers: [answer] } = fromText(file);
  assert.equal(Object.getPrototypeOf(answer), Object.prototype);
  assert.deepEqual(Object.keys(answer), Object.keys(JSON.parse(fixture).answers[0]));
});

test("accepted: times in the future, a mark before the text, an answer of a question that is no more", () => {
  const at = Date.UTC(2999, 1, 1);
  assert.equal(fromText(spoilt("answers.3.at", at)).answers.at(-1).at, at);
  assert.deepEqual(fromText(`\uFEFF${fixture}`), fromText(fixture));
  assert.equal(fromText(spoilt("answers.0.question", "gone")).answers[0].question, "gone");
});

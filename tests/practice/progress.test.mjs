// Properties of a reader's progress: merging loses nothing, files come back as they were,
// and a file from anywhere either is one or says why not.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { empty, FORMAT, fromText, gained, LONGEST, merge, progress, ProgressError, toText } from "../../docs/assets/js/practice/progress.js";
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
const shortEntry = fc.constantFrom([1, "choose", 0], [1, "choose", 1], [2, "mark"]);
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
const setting = fc.record({ value: plain, changed: time });
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
  return said({ ...begun, log }) === said({ ...longer, log: longer.log.slice(0, log.length) });
}

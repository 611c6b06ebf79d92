// What a review session holds; tests/unit/test_scripts.py runs it.

import assert from "node:assert/strict";
import { test } from "node:test";

import "./vendored.mjs";

const { DAY, cards } = await import("../../docs/assets/js/practice/schedule.js");
const { counts, inWords, tasks } = await import("../../docs/assets/js/practice/review.js");

const NOON = Date.UTC(2026, 10, 21, 12);
const INDEX = {
  sections: [
    { number: 1, weight: 13 },
    { number: 2, weight: 20 },
  ],
  questions: [
    { id: "q1", consideration: "1.1.a", version: "v1" },
    { id: "q2", consideration: "1.1.b", version: "v1" },
    { id: "q3", consideration: "2.1.a", version: "v1" },
    { id: "q4", consideration: "2.1.a", version: "v1" },
  ],
};

/** @param {[question: string, at: number, grade: number, version?: string][]} given */
function known(...given) {
  return cards(
    given.map(([question, at, grade, version = "v1"], place) => ({ id: `a${place}`, question, version, at, right: grade > 1, grade })),
  );
}

test("a session asks what is due, then new questions until it is full", () => {
  const learnt = known(["q1", NOON, 3], ["q3", NOON, 4]);
  const now = NOON + 3 * DAY;
  assert.deepEqual(tasks(learnt, INDEX, now, 2), [
    { question: "q1", state: "due" },
    { question: "q4", state: "new" },
  ]);
  assert.deepEqual(tasks(learnt, INDEX, now, 1), [{ question: "q1", state: "due" }]);
  assert.deepEqual(tasks(learnt, INDEX, now, 9).length, 3);
});

test("a session of one section asks nothing of another", () => {
  const learnt = known(["q1", NOON, 3], ["q3", NOON, 3]);
  assert.deepEqual(tasks(learnt, INDEX, NOON + 3 * DAY, 9, 2), [
    { question: "q3", state: "due" },
    { question: "q4", state: "new" },
  ]);
});

test("a changed question says so", () => {
  assert.deepEqual(tasks(known(["q2", NOON, 4, "v0"]), INDEX, NOON, 1), [{ question: "q2", state: "changed" }]);
});

test("what waits is counted, and when the next question comes", () => {
  assert.deepEqual(counts(new Map(), INDEX, NOON), { due: 0, fresh: 4, next: null });
  const learnt = known(["q1", NOON, 3], ["q3", NOON, 4], ["gone", NOON, 1]);
  assert.deepEqual(counts(learnt, INDEX, NOON), { due: 0, fresh: 2, next: NOON + 2 * DAY });
  assert.deepEqual(counts(learnt, INDEX, NOON + 2 * DAY), { due: 1, fresh: 2, next: NOON + 8 * DAY });
  assert.deepEqual(counts(learnt, INDEX, NOON + 2 * DAY, 1), { due: 1, fresh: 1, next: null });
});

test("intervals are said in the largest unit that still tells them apart", () => {
  const said = (/** @type {number} */ days) => inWords(days * DAY, "en");
  assert.deepEqual(
    [0, 10 / 1440, 59.6 / 1440, 5 / 24, 23.6 / 24, 1, 2, 60, 61, 364, 900, 36500].map(said),
    ["in 1 minute", "in 10 minutes", "in 1 hour", "in 5 hours", "in 1 day", "in 1 day", "in 2 days", "in 60 days", "in 2 months", "in 12 months", "in 2 years", "in 100 years"],
  );
  assert.deepEqual([10 / 1440, 4, 90].map((days) => inWords(days * DAY, "ja")), ["10分後", "4日後", "3か月後"]);
});

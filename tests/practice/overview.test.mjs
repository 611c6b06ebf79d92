// What a progress says about the bank: by section, at the last try.

import assert from "node:assert/strict";
import { test } from "node:test";

import { changed, lastAnswers, rows, total } from "../../docs/assets/js/practice/overview.js";
import fc from "./fast_check.mjs";

const index = {
  sections: [{ number: 1, text: "One", weight: 40 }, { number: 2, text: "Two", weight: 60 }],
  questions: ["1.1.a", "1.2.b", "2.1.a"].map((consideration, place) => ({ id: `q${place}`, consideration, version: "v1" })),
};
const given = (question, at, right, more = {}) => ({ id: `${at}`, question, at, right, version: "v1", ...more });
const strengths = [{ number: 1, recall: 0.5 }, { number: 2, recall: null }];

test("a section counts its questions, the answered ones, and those right at the last try", () => {
  const last = lastAnswers([given("q0", 2, false), given("q0", 1, true), given("q1", 3, true)]);
  const [one, two] = rows(index, last, strengths);
  assert.deepEqual(one, { number: 1, text: "One", weight: 40, all: 2, answered: 2, right: 1, recall: 0.5 });
  assert.deepEqual([two.answered, two.right, two.recall], [0, 0, null]);
});

test("without the schedule nothing is said about recall", () => {
  const found = rows(index, lastAnswers([given("q0", 1, true)]));
  assert.deepEqual(found.map(({ recall }) => recall), [null, null]);
  assert.equal(total(found).recall, null);
});

test("the recall of all is the mean over the answered questions", () => {
  const found = [{ all: 9, answered: 3, right: 1, weight: 1, recall: 0.5 }, { all: 9, answered: 1, right: 1, weight: 1, recall: 0.9 }];
  assert.equal(total(found).recall.toFixed(6), "0.600000");
});

test("changed are the questions whose last answer was to another version", () => {
  const last = lastAnswers([given("q0", 1, true, { version: "v0" }), given("q1", 1, true, { version: "v0" }), given("q1", 2, true)]);
  assert.deepEqual(changed(index, last).map(({ id }) => id), ["q0"]);
});

test("answers to questions that are no more are in no count", () => {
  const last = lastAnswers([given("gone", 1, true)]);
  assert.deepEqual([total(rows(index, last)).answered, changed(index, last)], [0, []]);
});

test("the order of the log does not matter", () => {
  const answer = fc.record({ id: fc.uuid(), question: fc.constantFrom("q0", "q1", "q2"), at: fc.nat(3), right: fc.boolean(), version: fc.constantFrom("v0", "v1") });
  fc.assert(fc.property(fc.uniqueArray(answer, { selector: ({ id }) => id }), (log) => {
    const there = lastAnswers(log);
    const back = lastAnswers([...log].reverse());
    assert.deepEqual(rows(index, there), rows(index, back));
    assert.deepEqual(changed(index, there), changed(index, back));
  }));
});

// When questions come again; tests/unit/test_scripts.py runs it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import fc from "./fast_check.mjs";
import "./vendored.mjs";

const { DAY, cards, due, fresh, preview, places, recall, sectionOf, strengths } = await import(
  "../../docs/assets/js/practice/schedule.js"
);

const MINUTE = 60_000;
const NOON = Date.UTC(2026, 10, 21, 12);

/** A small bank: two sections of the exam, three considerations. */
const INDEX = {
  sections: [
    { number: 1, text: "", weight: 13 },
    { number: 2, text: "", weight: 20 },
  ],
  questions: [
    { id: "q1", consideration: "1.1.a", version: "v1" },
    { id: "q2", consideration: "1.1.a", version: "v1" },
    { id: "q3", consideration: "1.1.b", version: "v1" },
    { id: "q4", consideration: "2.1.a", version: "v1" },
    { id: "q5", consideration: "2.1.a", version: "v1" },
  ],
};
const IDS = INDEX.questions.map(({ id }) => id);

let made = 0;

/**
 * @param {string} question
 * @param {number} at
 * @param {1 | 2 | 3 | 4} grade
 */
function answer(question, at, grade, version = "v1") {
  return { id: String(made++).padStart(16, "0"), question, version, at, right: grade > 1, grade };
}

// ---- Beside py-fsrs ------------------------------------------------------------------

const reference = JSON.parse(readFileSync(new URL("fixtures/fsrs.json", import.meta.url), "utf8"));

/** @param {number} actual @param {number} expected @param {string} what */
function near(actual, expected, what) {
  assert.ok(Math.abs(actual - expected) <= 1e-6 * Math.max(1, Math.abs(expected)), `${what}: ${actual}, not ${expected}`);
}

test("stability, difficulty and recall are those of py-fsrs, after every answer", () => {
  assert.equal(reference.version, "6.3.2");
  assert.ok(reference.sequences.length >= 20);
  for (const [number, sequence] of reference.sequences.entries()) {
    const log = [];
    let now = reference.start;
    for (const [days, grade, stability, difficulty, , inAWeek] of sequence) {
      now += days * DAY;
      log.push(answer("q1", now, grade));
      const card = cards(log).get("q1");
      const what = `sequence ${number}, answer ${log.length}`;
      near(card.stability, stability, `${what}, stability`);
      near(card.difficulty, difficulty, `${what}, difficulty`);
      near(recall(card, now + 7 * DAY), inAWeek, `${what}, recall`);
    }
  }
});

test("so is the date, except where ts-fsrs keeps the grades at least a day apart", () => {
  let [same, apart] = [0, 0];
  for (const sequence of reference.sequences) {
    const log = [];
    let now = reference.start;
    for (const [days, grade, , , expected] of sequence) {
      now += days * DAY;
      const grades = preview(log, "q1", now);
      log.push(answer("q1", now, grade));
      const actual = cards(log).get("q1").due;
      if (actual === expected) same++;
      else {
        apart++;
        assert.ok(grade > 2, "only good and easy are moved");
        assert.equal(actual, grades[grade - 1] + DAY, "to the day after the grade below");
      }
    }
  }
  assert.ok(same > 3 * apart, `${same} of ${same + apart} dates are the same`);
});

// ---- What a reader relies on ----------------------------------------------------------

test("a wrong answer comes back after ten minutes, a right one after days", () => {
  const after = preview([], "q1", NOON);
  assert.deepEqual(
    [1, 2, 3, 4].map((grade) => (after[grade] - NOON) / MINUTE),
    [10, 15, 2 * 1440, 8 * 1440],
  );
});

test("what the buttons promise is what happens", () => {
  const log = [answer("q1", NOON, 3), answer("q1", NOON + 2 * DAY, 2)];
  const now = NOON + 6 * DAY;
  const promised = preview(log, "q1", now);
  for (const grade of /** @type {const} */ ([1, 2, 3, 4])) {
    assert.equal(cards([...log, answer("q1", now, grade)]).get("q1").due, promised[grade]);
  }
});

test("a wrong answer is graded again, whatever else was said", () => {
  const graded = { ...answer("q1", NOON, 4), right: false };
  assert.equal(cards([graded]).get("q1").due, NOON + 10 * MINUTE);
  assert.equal(cards([graded]).get("q1").wrong, 1);
});

test("due is what is overdue, the least remembered first, and nothing else", () => {
  const log = [answer("q1", NOON, 4), answer("q2", NOON, 3), answer("q3", NOON, 1), answer("gone", NOON, 1)];
  const at = (/** @type {number} */ now) => due(cards(log), INDEX, now).map(({ question }) => question);
  assert.deepEqual(at(NOON), []);
  assert.deepEqual(at(NOON + DAY), ["q3"]);
  assert.deepEqual(at(NOON + 2 * DAY), ["q3", "q2"]);
  assert.deepEqual(at(NOON + 30 * DAY), ["q3", "q2", "q1"]);
});

test("a question that was changed since is due at once, and says so", () => {
  const known = cards([answer("q1", NOON, 4, "v0"), answer("q2", NOON, 4)]);
  const found = due(known, INDEX, NOON + MINUTE);
  assert.deepEqual(found.map(({ question, changed }) => [question, changed]), [["q1", true]]);
  const again = cards([answer("q1", NOON, 4, "v0"), answer("q1", NOON + DAY, 3)]);
  assert.deepEqual(due(again, INDEX, NOON + DAY), []);
});

test("new questions come from the section with the most of the exam uncovered, spread over it", () => {
  assert.deepEqual(fresh(new Map(), INDEX, 10), ["q4", "q1", "q5", "q3", "q2"]);
  assert.deepEqual(fresh(new Map(), INDEX, 2, 1), ["q1", "q3"]);
  const known = cards([answer("q4", NOON, 3), answer("q1", NOON, 1)]);
  assert.deepEqual(fresh(known, INDEX, 2), ["q5", "q3"]);
  assert.deepEqual(fresh(cards(IDS.map((id) => answer(id, NOON, 3))), INDEX, 5), []);
});

test("a section nobody answered has no strength; the others have the mean of theirs", () => {
  const known = cards([answer("q1", NOON, 3), answer("q2", NOON, 4)]);
  const now = NOON + 5 * DAY;
  const [first, second] = strengths(known, INDEX, now);
  const mean = (recall(known.get("q1"), now) + recall(known.get("q2"), now)) / 2;
  assert.deepEqual(first, { number: 1, answered: 2, all: 3, recall: mean });
  assert.deepEqual(second, { number: 2, answered: 0, all: 2, recall: null });
});

test("the section is the first number of a consideration", () => {
  assert.equal(sectionOf({ consideration: "4.2.b" }), 4);
});

test("answers within seconds, at impossible times or with impossible grades do not throw", () => {
  const odd = [NaN, Infinity, 8.64e15, -8.64e15, 1e300].map((at) => answer("q2", at, 3));
  const log = [
    ...[0, 1, 1, 400, 2000].map((late) => answer("q1", NOON + late, 3)),
    ...odd,
    { ...answer("q3", NOON, 3), grade: 7 },
    { ...answer("q3", NOON, 3), grade: undefined },
    { ...answer("q3", NOON, 3), at: "2026-11-21" },
    answer("q4", NOON + 900 * DAY, 3),
  ];
  const known = cards(log);
  assert.deepEqual([...known.keys()].sort(), ["q1", "q4"]);
  assert.equal(recall(known.get("q4"), NOON), 1);
  assert.ok(preview(log, "q4", NOON)[1] > NOON + 900 * DAY);
});

// ---- For all logs -----------------------------------------------------------------------

const grades = fc.constantFrom(1, 2, 3, 4);
const answers = fc.array(
  fc
    .record({
      question: fc.constantFrom(...IDS),
      // Often the same moment, or some seconds later, or years.
      at: fc.oneof(fc.constantFrom(0, 1), fc.nat(MINUTE), fc.nat(2000 * DAY)).map((late) => NOON + late),
      grade: grades,
      version: fc.constantFrom("v0", "v1"),
    })
    .map(({ question, at, grade, version }) => answer(question, at, grade, version)),
  { maxLength: 30 },
);

/** @param {Map<string, unknown>} known */
const sorted = (known) => [...known].sort(([a], [b]) => (a < b ? -1 : 1));

test("the order of the log does not matter", () => {
  fc.assert(
    fc.property(
      answers.chain((log) => fc.tuple(fc.constant(log), fc.shuffledSubarray(log, { minLength: log.length }))),
      ([log, mixed]) => assert.deepEqual(sorted(cards(mixed)), sorted(cards(log))),
    ),
  );
});

test("two devices that join their logs know what one device would know", () => {
  fc.assert(
    fc.property(answers, fc.func(fc.nat(2)), (log, where) => {
      const one = log.filter((each) => where(each.id) !== 0);
      const two = log.filter((each) => where(each.id) !== 1);
      assert.deepEqual(sorted(cards([...one, ...two])), sorted(cards(log)));
    }),
  );
});

test("nothing is due before its last answer, and recall is a share that only falls", () => {
  fc.assert(
    fc.property(answers, fc.integer({ min: -1000 * DAY, max: 4000 * DAY }), fc.nat(400 * DAY), (log, when, later) => {
      for (const card of cards(log).values()) {
        assert.ok(card.due > card.at);
        assert.ok(card.stability > 0 && card.difficulty >= 1 && card.difficulty <= 10);
        const now = recall(card, NOON + when);
        assert.ok(now >= 0 && now <= 1);
        assert.ok(recall(card, NOON + when + later) <= now);
      }
    }),
  );
});

test("a better grade never brings a question back sooner", () => {
  fc.assert(
    fc.property(answers, fc.constantFrom(...IDS), fc.nat(3000 * DAY), (log, question, late) => {
      const after = preview(log, question, NOON + late);
      assert.ok(after[1] <= after[2] && after[2] <= after[3] && after[3] <= after[4], JSON.stringify(after));
    }),
  );
});

test("every question is either new or known, and only known ones are due", () => {
  fc.assert(
    fc.property(answers, (log) => {
      const known = cards(log);
      const asked = due(known, INDEX, NOON + 1000 * DAY).map(({ question }) => question);
      const unknown = fresh(known, INDEX, 99);
      assert.deepEqual([...known.keys(), ...unknown].sort(), IDS);
      assert.ok(asked.every((id) => known.has(id)));
      for (const each of strengths(known, INDEX, NOON)) assert.equal(each.recall === null, each.answered === 0);
    }),
  );
});

// ---- Places of the options ----------------------------------------------------------------

test("all places are there once, and the same on every device", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.string(), fc.nat(), (count, id, before) => {
      const order = places(count, id, before);
      assert.deepEqual([...order].sort(), Array.from({ length: count }, (_, place) => place));
      assert.deepEqual(places(count, id, before), order);
    }),
  );
});

test("each option is in each place about as often as in the others", () => {
  const counts = Array.from({ length: 4 }, () => [0, 0, 0, 0]);
  for (let question = 0; question < 208; question++) {
    for (let before = 0; before < 10; before++) {
      places(4, `1.1.a-${question}`, before).forEach((option, place) => counts[option][place]++);
    }
  }
  for (const count of counts.flat()) assert.ok(Math.abs(count - 520) < 80, JSON.stringify(counts));
});

test("an answer that a wrong clock dated into the future locks no question", () => {
  const [wrong, right] = [answer("q1", NOON + 30_000 * DAY, 4), answer("q2", NOON - DAY, 3)];
  const known = cards([wrong, right], NOON);
  assert.deepEqual([...known.keys()], ["q2"]);
  assert(fresh(known, INDEX, 5).includes("q1"));
  const after = cards([wrong, answer("q1", NOON, 1)], NOON + DAY);
  assert.deepEqual(due(after, INDEX, NOON + DAY).map(({ question }) => question), ["q1"]);
});

test("a clock of another device may be some hours ahead", () => {
  assert.deepEqual([...cards([answer("q1", NOON + DAY / 2, 3)], NOON).keys()], ["q1"]);
});

// The draw, the course and the score of a mock exam: what must hold for whatever is done.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { apportion, draw, LEAST, MOST } from "../../docs/assets/js/practice/exam-draw.js";
import { answers, marked, score, summary, tally } from "../../docs/assets/js/practice/exam-score.js";
import { wilson } from "../../docs/assets/js/practice/wilson.js";
import {
  act, atRest, awake, BEAT, begin, LIMIT, milestone, reopened, SILENCE, state, step,
} from "../../docs/assets/js/practice/exam.js";
import fc from "./fast_check.mjs";

const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf-8");
const CONSIDERATIONS = [...read("data/exam/considerations.yml").matchAll(/^ {2}(\d\.\d\.[a-z]):/gm)].map((found) => found[1]);
const SECTIONS = [...read("data/exam/objectives.yml").matchAll(/^ {2}"(\d)": \{weight: (\d+), ja: (.+), en: (.+)\}$/gm)].map(
  ([, number, weight, ja, en]) => ({ number: Number(number), weight: Number(weight), ja, en }),
);
const WEIGHTS = SECTIONS.map(({ number, weight }) => ({ number, weight }));
const NOW = Date.UTC(2026, 10, 21);
const MINUTE = 60_000;

/** A bank with the considerations of the guide, and so many questions of each. */
function bank(sizes, version = "0000abcd") {
  const questions = CONSIDERATIONS.flatMap((consideration, place) =>
    Array.from({ length: sizes[place % sizes.length] }, (_, number) => {
      const kind = number === 1 ? "multiple" : "single";
      return { id: `${consideration}-${number}`, consideration, kind, options: kind === "multiple" ? 5 : 4, version: "00000001" };
    }),
  );
  return { version, sections: WEIGHTS, questions };
}

const BANK = bank([4]);
const GIVEN = { id: "00000000000000aa", seed: "spring", count: 50, language: "en" };
const exam = () => begin(BANK, GIVEN, NOW);
const sum = (numbers) => numbers.reduce((total, each) => total + each, 0);
const sectionOf = (id) => Number(id[0]);
const counted = (items, name) => {
  const counts = new Map();
  for (const each of items) counts.set(name(each), (counts.get(name(each)) ?? 0) + 1);
  return counts;
};

// ---- The draw ----------------------------------------------------------------------

const seeds = fc.string();
const counts = fc.integer({ min: LEAST, max: MOST });
const banks = fc.array(fc.integer({ min: 3, max: 6 }), { minLength: 1, maxLength: 52 }).map((sizes) => bank(sizes));

test("the guide is read as it is", () => {
  assert.equal(CONSIDERATIONS.length, 52);
  assert.equal(sum(WEIGHTS.map(({ weight }) => weight)), 101);
});

test("shares add up and differ from the exact ones by less than one", () => {
  const weights = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(weights, fc.integer({ min: 0, max: 200 }), (given, count) => {
      const shares = apportion(given, count);
      assert.equal(sum(shares), count);
      shares.forEach((share, place) => {
        assert.ok(Math.abs(share - (count * given[place]) / sum(given)) < 1);
      });
    }),
  );
});

test("a draw has exactly the count, nothing twice, and fair shares of the sections", () => {
  fc.assert(
    fc.property(banks, seeds, counts, (index, seed, count) => {
      const drawn = draw(index, seed, count);
      assert.equal(drawn.length, count);
      assert.equal(new Set(drawn.map(({ id }) => id)).size, count);
      const bySection = counted(drawn, ({ section }) => section);
      for (const { number, weight } of WEIGHTS) {
        assert.ok(Math.abs(bySection.get(number) - (count * weight) / 101) < 1);
      }
    }),
  );
});

test("no consideration is asked twice before all of its section were asked once", () => {
  fc.assert(
    fc.property(banks, seeds, counts, (index, seed, count) => {
      const asked = counted(draw(index, seed, count), ({ id }) => id.slice(0, 5));
      for (const { number } of WEIGHTS) {
        const times = CONSIDERATIONS.filter((each) => sectionOf(each) === number).map((each) => asked.get(each) ?? 0);
        assert.ok(Math.max(...times) - Math.min(...times) <= 1, `${number}: ${times}`);
      }
    }),
  );
});

test("the objectives of a section are asked in proportion to their considerations", () => {
  fc.assert(
    fc.property(seeds, counts, (seed, count) => {
      const drawn = draw(BANK, seed, count);
      const bySection = counted(drawn, ({ section }) => section);
      const byObjective = counted(drawn, ({ id }) => id.slice(0, 3));
      for (const [objective, size] of counted(CONSIDERATIONS, (each) => each.slice(0, 3))) {
        const all = CONSIDERATIONS.filter((each) => each[0] === objective[0]).length;
        const exact = (bySection.get(sectionOf(objective)) * size) / all;
        assert.ok(Math.abs((byObjective.get(objective) ?? 0) - exact) < 1, objective);
      }
    }),
  );
});

test("the seed and the questions decide, not their order in the bank", () => {
  fc.assert(
    fc.property(seeds, counts, fc.integer(), (seed, count, turn) => {
      const questions = [...BANK.questions].sort((one, two) => ((one.id + turn) % 7) - ((two.id + turn) % 7)).reverse();
      assert.deepEqual(draw({ ...BANK, questions }, seed, count), draw(BANK, seed, count));
    }),
  );
});

test("another seed draws others, in another order", () => {
  const one = draw(BANK, "a", 55).map(({ id }) => id);
  const two = draw(BANK, "b", 55).map(({ id }) => id);
  assert.notDeepEqual([...one].sort(), [...two].sort());
  assert.notDeepEqual(one, [...one].sort());
});

test("each question and each place of an option comes up about as often as the others", () => {
  const times = new Map();
  const first = [0, 0, 0, 0];
  for (let seed = 0; seed < 600; seed++) {
    for (const { id, multiple, order } of draw(BANK, String(seed), 52)) {
      times.set(id, (times.get(id) ?? 0) + 1);
      if (!multiple) first[order[0]] += 1;
    }
  }
  assert.equal(times.size, 208);
  for (const { number } of WEIGHTS) {
    const mine = [...times].filter(([id]) => sectionOf(id) === number).map(([, count]) => count);
    const mean = sum(mine) / mine.length;
    assert.ok(mine.every((each) => Math.abs(each / mean - 1) < 0.4), `${number}: ${mine}`);
  }
  const mean = sum(first) / 4;
  assert.ok(first.every((each) => Math.abs(each / mean - 1) < 0.05), String(first));
});

test("the orders of options are permutations", () => {
  for (const { order, multiple } of draw(BANK, "x", 60)) {
    assert.deepEqual([...order].sort(), multiple ? [0, 1, 2, 3, 4] : [0, 1, 2, 3]);
  }
});

test("what cannot be drawn is refused", () => {
  for (const count of [49, 61, 50.5, NaN]) assert.throws(() => draw(BANK, "x", count), RangeError);
  assert.throws(() => draw(bank([1]), "x", 60), RangeError);
});

// ---- The course --------------------------------------------------------------------

const IDS = exam().log[0][2].map(({ id }) => id);
const anyId = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...IDS) }, fc.constantFrom("no such", "__proto__", 3, null));
const anyOptions = fc.oneof(
  { weight: 9, arbitrary: fc.uniqueArray(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }) },
  fc.constantFrom([9], [1, 1], [0.5], "1", null, [-1]),
);
const anyAction = fc.oneof(
  fc.tuple(fc.constant("choose"), anyId, anyOptions),
  fc.tuple(fc.constantFrom("flag", "unflag"), anyId),
  fc.tuple(fc.constant("go"), fc.oneof(fc.integer({ min: -2, max: 55 }), fc.constantFrom(1.5, "2", null))),
  fc.tuple(fc.constantFrom("pause", "resume", "alive", "alive", "alive", "start", "nonsense", "toString")),
  fc.tuple(fc.constantFrom("finish", "mark"), fc.constantFrom(undefined, Array(50).fill(true), [])),
);
/** Actions with the time since the one before, which may be negative: clocks are set back. */
const courses = fc.array(fc.tuple(fc.integer({ min: -2 * MINUTE, max: 10 * MINUTE }), anyAction), { maxLength: 60 });

/** All records on the way, the one of the beginning first. */
function played(course, record = exam()) {
  let now = NOW;
  const records = [record];
  for (const [passed, [action, ...given]] of course) {
    now += passed;
    records.push(act(records.at(-1), now, action, ...given));
  }
  return { records, now };
}

function assertSound(each) {
  assert.ok(each.spent >= 0 && each.spent <= LIMIT);
  assert.equal(each.remaining, LIMIT - each.spent);
  assert.ok(Number.isInteger(each.current) && each.current >= 0 && each.current < Math.max(1, each.questions.length));
  assert.ok(each.answered >= 0 && each.answered <= each.questions.length);
  const asked = new Map(each.questions.map((question) => [question.id, question]));
  for (const [id, { options }] of each.chosen) {
    const { order, multiple } = asked.get(id);
    assert.ok(options.every((option) => order.includes(option)));
    assert.equal(new Set(options).size, options.length);
    assert.ok(multiple || options.length <= 1);
  }
  assert.ok([...each.flagged].every((id) => asked.has(id)));
}

test("whatever is done, the state is sound", () => {
  fc.assert(
    fc.property(courses, (course) => {
      const { records, now } = played(course);
      for (const record of records) assertSound(state(record, now));
    }),
  );
});

test("time never runs back, and stands while the exam is paused", () => {
  fc.assert(
    fc.property(courses, fc.integer({ min: 0, max: LIMIT }), (course, later) => {
      const { records, now } = played(course);
      for (const [place, record] of records.entries()) {
        const before = atRest(records[Math.max(0, place - 1)]);
        assert.ok(atRest(record).spent >= before.spent);
        if (before.phase === "paused") assert.equal(atRest(record).spent, before.spent);
      }
      const last = state(records.at(-1), now + later);
      if (last.phase === "paused") assert.equal(last.spent, atRest(records.at(-1)).spent);
    }),
  );
});

test("what is finished stays as it is, but for its marks", () => {
  fc.assert(
    fc.property(courses, courses, (before, after) => {
      const { records, now } = played(before);
      const done = act(records.at(-1), now, "finish");
      const { chosen, flagged, spent, phase } = state(done, now);
      assert.equal(phase, "finished");
      for (const record of played(after, done).records) {
        const later = state(record, now + LIMIT);
        assert.deepEqual([later.chosen, later.flagged, later.spent, later.phase], [chosen, flagged, spent, "finished"]);
      }
    }),
  );
});

test("an action that is not possible leaves the record itself", () => {
  fc.assert(
    fc.property(courses, (course) => {
      const { records } = played(course);
      for (const [place, record] of records.entries()) {
        const again = record.log.reduce(step, atRest({ log: [] }));
        const before = records[place - 1];
        if (record === before) continue;
        assert.equal(again.phase, atRest(record).phase);
        if (before) assert.notDeepEqual(record.log, before.log);
      }
    }),
  );
});

test("the state is the same after JSON, and cut anywhere and gone on with", () => {
  fc.assert(
    fc.property(courses, fc.nat(), (course, place) => {
      const { records, now } = played(course);
      const record = records.at(-1);
      assert.deepEqual(state(JSON.parse(JSON.stringify(record)), now), state(record, now));
      const cut = place % (record.log.length + 1);
      const start = record.log.slice(0, cut).reduce(step, step(atRest({ log: [] }), []));
      const { remaining, answered, ...whole } = atRest(record);
      const { remaining: _r, answered: _a, ...gone } = record.log.slice(cut).reduce(step, start);
      assert.deepEqual(gone, whole);
      if (cut) assertSound(state({ ...record, log: record.log.slice(0, cut) }, now));
    }),
  );
});

test("any log at all can be read", () => {
  const hostile = fc.array(fc.oneof(fc.jsonValue(), fc.tuple(fc.integer(), anyAction).map(([at, action]) => [at, ...action])));
  fc.assert(
    fc.property(hostile, fc.boolean(), (entries, begun) => {
      const log = begun ? [...exam().log, ...entries] : entries;
      assertSound(state({ ...exam(), log }, NOW));
    }),
  );
});

test("heartbeats count the time and leave no trace but the last", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: BEAT }), { minLength: 1, maxLength: 100 }), (steps) => {
      const beats = steps.map((passed) => [passed, ["alive"]]);
      const { records, now } = played(beats);
      assert.equal(atRest(records.at(-1)).spent, now - NOW);
      assert.equal(records.at(-1).log.length, 2);
      const chosen = act(records.at(-1), now + 5, "choose", IDS[0], [0]);
      assert.deepEqual(chosen.log.map(([, action]) => action), ["start", "choose"]);
      assert.equal(atRest(chosen).spent, now + 5 - NOW);
    }),
  );
});

test("after a crash the clock stopped at the last sign of life, and the exam is paused", () => {
  const { records } = played([[5 * MINUTE, ["go", 3]], [BEAT, ["alive"]]]);
  const opened = reopened(records.at(-1));
  const { phase, spent, current } = state(opened, NOW + LIMIT * 5);
  assert.deepEqual([phase, spent, current], ["paused", 5 * MINUTE + BEAT, 3]);
  const later = act(opened, NOW + LIMIT * 5, "resume");
  assert.equal(state(later, NOW + LIMIT * 5 + MINUTE).spent, 6 * MINUTE + BEAT);
  assert.equal(reopened(opened), opened);
});

test("a log only grows, but for a last sign of life, so that copies of it merge", () => {
  fc.assert(
    fc.property(courses, (course) => {
      const { records } = played(course);
      for (const [place, { log }] of records.slice(1).entries()) {
        const before = records[place].log;
        const kept = before.at(-1)[1] === "alive" ? before.slice(0, -1) : before;
        assert.deepEqual(log.slice(0, kept.length), kept);
      }
    }),
  );
});

test("the time left is said at 60, 30, 10, 5 and 1 minutes, once each", () => {
  const said = [];
  for (let left = 120 * 60; left > 0; left--) said.push(milestone(left * 1000, (left - 1) * 1000));
  assert.deepEqual(said.filter(Boolean), [60, 30, 10, 5, 1]);
  assert.equal(milestone(61 * MINUTE, 4 * MINUTE), 5);
});

test("a long silence pauses, a short one does not", () => {
  const record = exam();
  assert.equal(awake(record, NOW + SILENCE), record);
  assert.equal(state(awake(record, NOW + SILENCE + 1), NOW + LIMIT).phase, "paused");
  assert.equal(state(awake(record, NOW + SILENCE + 1), NOW + LIMIT).spent, 0);
});

test("when the time is up, the exam is finished and what was chosen counts", () => {
  const record = act(exam(), NOW + MINUTE, "choose", IDS[0], [1]);
  assert.equal(state(record, NOW + LIMIT - 1).phase, "running");
  const over = state(record, NOW + LIMIT);
  assert.deepEqual([over.phase, over.remaining, over.answered], ["finished", 0, 1]);
  assert.equal(act(record, NOW + LIMIT, "choose", IDS[1], [0]), record);
  const markedRecord = act(record, NOW + LIMIT, "mark", Array(50).fill(false));
  assert.equal(atRest(markedRecord).phase, "finished");
  assert.equal(reopened(markedRecord), markedRecord);
});

test("choosing again replaces, and nothing chosen is not answered", () => {
  let record = act(exam(), NOW, "choose", IDS[0], [1]);
  record = act(record, NOW, "choose", IDS[0], [2]);
  assert.deepEqual(atRest(record).chosen.get(IDS[0]).options, [2]);
  assert.equal(act(record, NOW, "choose", IDS[0], [2]), record);
  record = act(record, NOW, "choose", IDS[0], []);
  assert.equal(atRest(record).answered, 0);
});

// ---- The score ---------------------------------------------------------------------

test("the interval is that of scipy 1.17.1, binomtest(right, asked).proportion_ci(method='wilson')", () => {
  const reference = [
    [0, 7, 0.0, 0.35433043506668743],
    [7, 7, 0.6456695649333126, 1.0],
    [5, 8, 0.3057423946026273, 0.8631557141764027],
    [1, 1, 0.20654931437723745, 1.0],
    [37, 50, 0.6044684273515115, 0.8412847250644762],
    [45, 60, 0.6276792992295218, 0.8422347746994333],
    [3, 13, 0.08179528718498563, 0.502563759467275],
    [0, 60, 0.0, 0.06017185214208986],
    [60, 60, 0.9398281478579101, 1.0],
  ];
  for (const [right, asked, low, high] of reference) {
    const [from, to] = wilson(right, asked);
    assert.ok(Math.abs(from - low) < 1e-12 && Math.abs(to - high) < 1e-12, `${right}/${asked}: ${from} ${to}`);
  }
  assert.deepEqual(wilson(0, 0), [0, 1]);
});

test("the interval holds the share, lies within 0 and 1, and is mirrored", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(), (asked, given) => {
      const right = given % (asked + 1);
      const [low, high] = wilson(right, asked);
      const [mirrorLow, mirrorHigh] = wilson(asked - right, asked);
      assert.ok(low >= 0 && low <= right / asked && right / asked <= high && high <= 1);
      assert.ok(Math.abs(low + mirrorHigh - 1) < 1e-12 && Math.abs(high + mirrorLow - 1) < 1e-12);
    }),
  );
});

const multiple = exam().log[0][2].find((each) => each.multiple).id;
const single = exam().log[0][2].find((each) => !each.multiple).id;
/** The first option of each question is right, of those with several the first two. */
const KEY = new Map(exam().log[0][2].map((each) => [each.id, each.multiple ? [0, 1] : [0]]));
const markOf = (record, id, key = KEY) => marked(atRest(record), key)[IDS.indexOf(id)];

test("a question counts only with exactly its right options", () => {
  const chosen = (id, options) => markOf(act(exam(), NOW, "choose", id, options), id);
  assert.equal(chosen(multiple, [1, 0]), true);
  for (const options of [[0], [0, 1, 2], [2, 3]]) assert.equal(chosen(multiple, options), false);
  assert.equal(chosen(single, [0]), true);
  assert.equal(chosen(single, [1]), false);
  assert.equal(markOf(exam(), single), false);
});

test("a question that the bank no longer holds does not count", () => {
  const key = new Map(KEY);
  key.delete(single);
  assert.equal(markOf(exam(), single, key), null);
  assert.equal(score(atRest(exam()), key).total.asked, 49);
});

test("sections add up to the total", () => {
  fc.assert(
    fc.property(courses, (course) => {
      const { records, now } = played(course);
      const { sections, total } = score(state(records.at(-1), now), KEY);
      assert.equal(sum(sections.map(({ asked }) => asked)), 50);
      assert.equal(sum(sections.map(({ right }) => right)), total.right);
      assert.deepEqual(sections.map(({ number }) => number), [1, 2, 3, 4, 5, 6]);
    }),
  );
});

test("marks that are kept give the score that was computed", () => {
  let record = act(exam(), NOW, "choose", single, [0]);
  record = act(record, NOW + MINUTE, "finish");
  const computed = score(atRest(record), KEY);
  record = act(record, NOW + MINUTE, "mark", marked(atRest(record), KEY));
  assert.deepEqual(tally(atRest(record), atRest(record).marks), computed);
  assert.equal(computed.total.right, 1);
});

test("the summary says what a list shows", () => {
  let record = act(exam(), NOW, "choose", single, [0]);
  const open = summary(record, BANK);
  assert.deepEqual([open.phase, open.answered, open.total, open.sameBank], ["running", 1, null, true]);
  record = act(record, NOW + MINUTE, "finish");
  record = act(record, NOW + MINUTE, "mark", marked(atRest(record), KEY));
  const done = summary(record, bank([4], "ffffffff"));
  assert.deepEqual([done.phase, done.spent, done.total.right, done.total.asked], ["finished", MINUTE, 1, 50]);
  assert.deepEqual([done.seed, done.count, done.sameBank], ["spring", 50, false]);
});

test("the answers of an exam are those given, with ids that do not change", () => {
  let record = act(exam(), NOW + 1, "choose", single, [0]);
  record = act(record, NOW + 2, "choose", multiple, [3]);
  record = act(record, NOW + 3, "choose", IDS.find((id) => id !== single && id !== multiple), []);
  record = act(record, NOW + MINUTE, "finish");
  const marks = marked(atRest(record), KEY);
  const given = answers(record, atRest(record), marks);
  assert.equal(given.length, 2);
  const [right, wrong] = [single, multiple].map((id) => given.find(({ question }) => question === id));
  assert.deepEqual([right.right, right.grade, right.chosen, right.at], [true, 3, [0], NOW + 1]);
  assert.deepEqual([wrong.right, wrong.grade, wrong.chosen, wrong.at], [false, 1, [3], NOW + 2]);
  assert.ok(given.every(({ id, mode, version }) => /^[0-9a-f]{16}$/.test(id) && mode === "exam" && version === "00000001"));
  assert.deepEqual(answers(record, atRest(record), marks), given);
  assert.notEqual(answers({ ...record, id: "00000000000000ab" }, atRest(record), marks)[0].id, given[0].id);
});

// ---- The page ----------------------------------------------------------------------

for (const language of ["ja", "en"]) {
  const page = read(`docs/${language}/practice/mock-exam.md`);

  test(`the table of the page says what is drawn: ${language}`, () => {
    const weights = WEIGHTS.map(({ weight }) => weight);
    const columns = [50, 55, 60].map((count) => apportion(weights, count));
    const separator = language === "ja" ? "：" : " ";
    const rows = SECTIONS.map(({ number, weight, ...name }, place) => {
      const shares = columns.map((column) => column[place]).join(" | ");
      return `| ${number}${separator}${name[language]} | ${weight}% | ${shares} |`;
    });
    assert.ok(page.includes(`${rows.join("\n")}\n\n`), rows.join("\n"));
  });

  test(`the interval that the page names is the computed one: ${language}`, () => {
    const paragraph = page.split("\n").find((line) => line.includes("[@wilson-1927]"));
    const named = [...paragraph.matchAll(/(\d+)%/g)].map((found) => Number(found[1]));
    const percent = (share) => Math.round(share * 100);
    assert.deepEqual(named, [95, percent(5 / 7), ...wilson(5, 7).map(percent)]);
  });
}

// What a reader marks and strikes out, judged.  With BANK, a file of questions in both
// languages (tests/unit/test_elimination.py writes it), also over the real bank.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { limit, size } from "../../docs/assets/js/practice/clauses.js";
import { after, begin, clauses, isReady, judge, judgeKills, kept, runs, score, touching } from "../../docs/assets/js/practice/elimination.js";
import fc from "./fast_check.mjs";

const LANGUAGES = /** @type {const} */ (["ja", "en"]);
const QUESTION = {
  stem: "The captions must appear while people are speaking, a few seconds behind. There are no data. Which fits?",
  decides: ["while people are speaking", "a few seconds behind", "no data"],
  options: [
    { right: false, killed: 0 },
    { right: false, killed: 1 },
    { right: false, killed: 2 },
    { right: true, killed: null },
  ],
};

// ---- Pieces ------------------------------------------------------------------

test("Japanese is cut behind its punctuation, and long clauses behind particles", () => {
  assert.deepEqual(clauses("字幕は、話している間に、数秒の遅れで表示する必要があります。どの方法が合いますか。", "ja"), [
    "字幕は、話している間に、",
    "数秒の遅れで表示する必要があります。",
    "どの方法が合いますか。",
  ]);
  assert.deepEqual(clauses("通販サイトは解約と返品の予測を訪問のたびに使いながら在庫の表も毎日すべて読み直します。", "ja"), [
    "通販サイトは",
    "解約と返品の予測を訪問のたびに使いながら",
    "在庫の表も毎日すべて読み直します。",
  ]);
});

test("English is cut behind its punctuation, and long clauses before conjunctions", () => {
  assert.deepEqual(clauses("For audits, one keeps all. It needs 1,200 photos of every single apple and a phone that works far away from any network.", "en"), [
    "For audits, one keeps all. ",
    "It needs 1,200 photos of every single apple ",
    "and a phone that works far away from any network.",
  ]);
});

test("code, names and brackets stay whole", () => {
  const stem = "前処理は`a、b。c`で、Managed Service for Apache Airflow（旧 Cloud Composer）のDAGから動かします。";
  const pieces = clauses(stem, "ja");
  for (const whole of ["`a、b。c`", "Managed Service for Apache Airflow", "（旧 Cloud Composer）"]) {
    assert.ok(pieces.some((piece) => piece.includes(whole)), `${whole} in ${pieces.join("|")}`);
  }
  assert.deepEqual(clauses("Use `f(a, b. c)` at once.", "en"), ["Use `f(a, b. c)` at once."]);
});

const letters = fc.constantFrom(..."、。はがをのでて学習表示速度アイ", "ので", "`a、b`", "Cloud Run", "20 ms", "（旧 X）", "😀");
const wordsOf = fc.constantFrom("the", "and", "which", "of", "data,", "done.", "1,000", "`a, b`", "(so, so)", "models;", "BigQuery");
const stems = { ja: fc.array(letters, { maxLength: 120 }).map((all) => all.join("")), en: fc.array(wordsOf, { maxLength: 90 }).map((all) => all.join(" ")) };

for (const language of LANGUAGES) {
  test(`any ${language} text is the sum of its pieces, and none is empty`, () => {
    fc.assert(
      fc.property(fc.oneof(stems[language], fc.string()), (stem) => {
        const pieces = clauses(stem, language);
        assert.equal(pieces.join(""), stem);
        assert.ok(pieces.every(Boolean));
      }),
    );
  });

  test(`no ${language} piece is larger than the limit, save a single whole`, () => {
    fc.assert(
      fc.property(stems[language], (stem) => {
        for (const piece of clauses(stem, language)) assert.ok(size(piece, language) <= limit(language) + slack(piece), piece);
      }),
    );
  });

  test(`no ${language} piece begins or ends within code`, () => {
    fc.assert(
      fc.property(stems[language], (stem) => {
        for (const piece of clauses(stem, language)) assert.equal((piece.match(/`/g) ?? []).length % 2, 0, piece);
      }),
    );
  });
}

/**
 * Code, names and brackets that touch each other cannot be cut.
 * @param {string} piece
 */
function slack(piece) {
  const runs = piece.match(/(?:`[^`]*`|（[^（）]*）|\([^()]*\)|[!-~]| )+/g) ?? [];
  return Math.max(0, ...runs.map((run) => run.length));
}

test("where pieces begin does not depend on the deciding words", () => {
  fc.assert(
    fc.property(stems.en, fc.nat(), fc.nat(), (stem, from, length) => {
      const decides = [stem.slice(from % (stem.length + 1)).slice(0, (length % 20) + 1)].filter(Boolean);
      assert.deepEqual(begin({ stem, decides, options: [] }, "en").pieces, clauses(stem, "en"));
    }),
  );
});

// ---- Judging -----------------------------------------------------------------

test("a piece is a hit, missed or needless", () => {
  const pieces = ["The captions must appear ", "while people are speaking, ", "a few seconds behind. ", "There are no data. ", "Which fits?"];
  const { pieces: verdicts, found, needless } = judge(QUESTION, pieces, [false, true, false, false, true]);
  assert.deepEqual(verdicts, ["plain", "hit", "missed", "missed", "needless"]);
  assert.deepEqual([found, needless], [[true, false, false], 1]);
});

test("a phrase over two pieces is found by one of them, and the other is not missed", () => {
  const pieces = ["The captions must appear while ", QUESTION.stem.slice("The captions must appear while ".length)];
  assert.deepEqual(judge({ ...QUESTION, decides: ["appear while people"] }, pieces, [true, false]).pieces, ["hit", "plain"]);
});

/** A question with phrases anywhere in its stem, and marks. */
const judged = fc
  .record({ stem: stems.ja.filter(Boolean), spans: fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 30 })), { minLength: 1, maxLength: 4 }), marks: fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }) })
  .map(({ stem, spans, marks }) => {
    const decides = spans.map(([from, length]) => stem.slice(from % stem.length).slice(0, length));
    const question = { stem, decides, options: [] };
    const pieces = clauses(stem, "ja");
    return { question, pieces, marks: pieces.map((_, place) => marks[place % marks.length]) };
  });

test("marking everything finds everything; marking nothing finds nothing and needs nothing", () => {
  fc.assert(
    fc.property(judged, ({ question, pieces }) => {
      assert.ok(judge(question, pieces, pieces.map(() => true)).found.every(Boolean));
      const nothing = judge(question, pieces, pieces.map(() => false));
      assert.ok(!nothing.found.some(Boolean));
      assert.ok(nothing.pieces.every((each) => each === "missed" || each === "plain"));
    }),
  );
});

test("a further mark never loses a phrase", () => {
  fc.assert(
    fc.property(judged, fc.nat(), ({ question, pieces, marks }, at) => {
      const before = judge(question, pieces, marks).found;
      const found = judge(question, pieces, marks.with(at % marks.length, true)).found;
      assert.ok(before.every((was, phrase) => !was || found[phrase]));
    }),
  );
});

test("each phrase is found, or one of its pieces is missed", () => {
  fc.assert(
    fc.property(judged, ({ question, pieces, marks }) => {
      const { found, pieces: verdicts } = judge(question, pieces, marks);
      const touched = touching(question, pieces);
      found.forEach((isFound, phrase) => {
        const its = verdicts.filter((_, piece) => touched[piece].includes(phrase));
        assert.equal(its.includes("hit"), isFound);
        if (!isFound) assert.ok(its.length && its.every((each) => each === "missed"));
      });
    }),
  );
});

test("the runs of a stem are the stem, piece by piece, and each phrase begins once or more", () => {
  fc.assert(
    fc.property(judged, ({ question, pieces }) => {
      const all = runs(question, pieces);
      pieces.forEach((piece, place) => assert.equal(all.filter((run) => run.piece === place).map(({ text }) => text).join(""), piece));
      question.decides.forEach((words, phrase) => {
        const first = all.findIndex(({ begins }) => begins.includes(phrase));
        assert.ok(all.slice(first).map(({ text }) => text).join("").startsWith(words));
      });
    }),
  );
});

test("an option is kept, lost, struck out, struck out otherwise, or missed", () => {
  assert.deepEqual(judgeKills(QUESTION, [0, 0, "stays", "stays"]), { options: ["struck", "otherwise", "missed", "kept"], right: false });
  assert.deepEqual(judgeKills(QUESTION, [0, 0, 2, "stays"]), { options: ["struck", "otherwise", "struck", "kept"], right: true });
  assert.deepEqual(judgeKills(QUESTION, [0, 1, 2, 2]).options[3], "lost");
});

const decisions = fc.array(fc.constantFrom(/** @type {const} */ ("stays"), 0, 1, 2), { minLength: 4, maxLength: 4 });

test("right is exactly keeping the right options", () => {
  fc.assert(
    fc.property(decisions, (kills) => assert.equal(judgeKills(QUESTION, kills).right, kept(kills).join() === "3")),
  );
});

test("the figures stay within their totals, and all right means all decided", () => {
  fc.assert(
    fc.property(decisions, fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }), (kills, marks) => {
      const { pieces } = begin(QUESTION, "en");
      const struck = judgeKills(QUESTION, kills);
      const figures = score(judge(QUESTION, pieces, pieces.map((_, place) => marks[place] ?? false)), struck);
      assert.equal(figures.phrases, 3);
      assert.equal(figures.wrong, 3);
      assert.ok(figures.found <= figures.phrases && figures.exact <= figures.wrong);
      assert.equal(figures.decided === figures.options, struck.right);
    }),
  );
});

// ---- Steps -------------------------------------------------------------------

const actions = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant("toggle"), piece: fc.integer({ min: -1, max: 8 }) }),
    fc.record({ type: fc.constant("decide"), option: fc.integer({ min: -1, max: 5 }), kill: fc.constantFrom("open", "stays", 0, 1, 2, 7) }),
    fc.record({ type: fc.constant("check") }),
  ),
  { maxLength: 60 },
);

describe("the steps", () => {
  test("mark, strike, done", () => {
    let state = begin(QUESTION, "en");
    assert.equal(after(state, { type: "check" }), state, "nothing is marked");
    state = after(after(state, { type: "toggle", piece: 1 }), { type: "check" });
    assert.equal(state.step, "strike");
    assert.equal(after(state, { type: "toggle", piece: 0 }), state, "marks are final");
    assert.equal(after(state, { type: "check" }), state, "no option is decided");
    [0, 1, 2, "stays"].forEach((kill, option) => (state = after(state, { type: "decide", option, kill })));
    state = after(state, { type: "check" });
    assert.equal(state.step, "done");
    assert.equal(state.struck?.right, true);
    assert.equal(after(state, { type: "decide", option: 0, kill: "stays" }), state);
  });

  test("never go back, and change nothing that was handed in", () => {
    fc.assert(
      fc.property(actions, (all) => {
        const order = ["mark", "strike", "done"];
        let state = begin(QUESTION, "en");
        for (const action of all) {
          const before = JSON.stringify(state);
          const next = after(state, /** @type {any} */ (action));
          assert.equal(JSON.stringify(state), before);
          assert.ok([0, 1].includes(order.indexOf(next.step) - order.indexOf(state.step)));
          assert.equal(next.marked === null, next.step === "mark");
          assert.equal(next.struck === null, next.step !== "done");
          state = next;
        }
      }),
    );
  });

  test("whatever happened, marking and deciding leads to the end", () => {
    fc.assert(
      fc.property(actions, (all) => {
        let state = all.reduce((state, action) => after(state, /** @type {any} */ (action)), begin(QUESTION, "en"));
        if (state.step === "mark" && !isReady(state)) state = after(state, { type: "toggle", piece: 0 });
        state = after(state, { type: "check" });
        QUESTION.options.forEach((_, option) => (state = after(state, { type: "decide", option, kill: "stays" })));
        assert.equal(after(state, { type: "check" }).step, "done");
      }),
    );
  });
});

// ---- The bank ----------------------------------------------------------------

/** Names that are wider than the limit by themselves. */
const WIDE = new Set(["Managed Service for Apache Airflow（旧 Cloud Composer）"]);

describe("over the bank", { skip: process.env.BANK ? false : "no BANK given" }, () => {
  const bank = process.env.BANK ? JSON.parse(readFileSync(process.env.BANK, "utf-8")) : { ja: [], en: [] };
  for (const language of LANGUAGES) {
    test(`${language}: pieces, phrases and the perfect reader`, () => {
      assert.ok(bank[language].length > 100);
      for (const question of bank[language]) perfect(question, language);
    });

    test(`${language}: pieces are small, and few phrases are cut`, () => {
      const counts = bank[language].flatMap((question) => pieceCounts(question, language));
      const cut = counts.filter((count) => count > 1).length;
      assert.ok(counts.every((count) => count >= 1 && count <= 4));
      assert.ok(cut / counts.length < 0.2, `${cut} of ${counts.length}`);
    });
  }
});

/** A stem in pieces, and a reader who marks and strikes out what the data say. */
function perfect(question, language) {
  let state = begin(question, language);
  assert.equal(state.pieces.join(""), question.stem, question.id);
  const large = state.pieces.filter((piece) => size(piece, language) > limit(language) && !WIDE.has(piece));
  assert.deepEqual(large, [], question.id);
  assert.ok(state.pieces.length >= 5, question.id);
  touching(question, state.pieces).forEach((phrases, piece) => {
    if (phrases.length) state = after(state, { type: "toggle", piece });
  });
  state = after(state, { type: "check" });
  question.options.forEach(({ killed }, option) => (state = after(state, { type: "decide", option, kill: killed ?? "stays" })));
  state = after(state, { type: "check" });
  assert.ok(state.marked && state.struck, question.id);
  const { found, needless, phrases, exact, wrong } = score(state.marked, state.struck);
  assert.deepEqual([found, needless, exact, state.struck.right], [phrases, 0, wrong, true], question.id);
}

/** Over how many pieces each phrase goes. */
function pieceCounts(question, language) {
  const touched = touching(question, clauses(question.stem, language));
  return question.decides.map((_, phrase) => touched.filter((phrases) => phrases.includes(phrase)).length);
}

// The loss-curve doctor: the formats it reads, what it says of garbage, what it sees in a curve.

import assert from "node:assert/strict";
import { test } from "node:test";

import { diagnose, features, LIMITS, LogError, parse, PATTERNS } from "../../docs/assets/js/practice/doctor.js";
import { cell } from "../../docs/assets/js/practice/doctor-parse.js";
import { median, residuals, spread, thin } from "../../docs/assets/js/practice/doctor-numbers.js";
import fc from "./fast_check.mjs";

/** @param {string} text @param {string} [name] */
const values = (text, name) => parse(text, name).train.values;
/** @param {string} text @param {string} [name] */
const trouble = (text, name) => {
  try {
    parse(text, name);
  } catch (error) {
    assert.ok(error instanceof LogError, String(error));
    return { code: error.code, line: error.line, ...error.values };
  }
  return assert.fail("it was read");
};
const series = (/** @type {number[]} */ list) => ({ at: list.map((_, place) => place + 1), values: list });
const verdict = (/** @type {number[]} */ train, more = {}) => {
  const { found, unsure } = diagnose({ train: series(train), ...more });
  return found.length ? found[0].pattern : `unsure: ${unsure.map(({ key }) => key)}`;
};
/** Noise that is the same in every run. */
const noise = (seed = 1) => {
  let state = seed;
  return () => ((state = (state * 48271) % 2147483647) / 2147483647 - 0.5);
};
const falling = (/** @type {number} */ count, start = 2.3) => {
  const next = noise();
  return Array.from({ length: count }, (_, place) => start * (0.9 * Math.exp((-6 * place) / count) + 0.1) + 0.05 * next());
};

// Formats.

test("CSV with a header, in whatever order, with quotes and other columns", () => {
  const run = parse('epoch,"note, free",val_loss,loss\n1,"a ""b"", c",0.9,1.1\n2,x,0.8,0.7\n');
  assert.deepEqual(run.train, { at: [1, 2], values: [1.1, 0.7] });
  assert.deepEqual(run.validation, { at: [1, 2], values: [0.9, 0.8] });
  assert.equal(run.axis, "epoch");
  assert.equal(run.format, "csv");
  assert.deepEqual(run.names, { train: "loss", validation: "val_loss", recall: "" });
});

test("the names of tools: Lightning, Hugging Face, BigQuery ML, W&B, Japanese", () => {
  for (const name of ["train_loss", "train/loss", "Train Loss", "training_loss", "loss/train", "train_loss_epoch", "Loss", "損失", "cross_entropy_loss"]) {
    assert.deepEqual(values(`step,${name}\n1,2\n2,1\n`), [2, 1], name);
  }
  const run = parse("training_run,iteration,loss,eval_loss,learning_rate,duration_ms\n0,0,0.6,0.7,0.2,10\n0,1,0.5,0.6,0.2,11\n");
  assert.deepEqual([run.axis, run.train.values, run.validation?.values], ["step", [0.6, 0.5], [0.7, 0.6]]);
});

test("Lightning's gaps: training and validation stand in different rows", () => {
  const run = parse("epoch,step,train_loss,val_loss\n0,9,,1.2\n0,9,1.5,\n1,19,,0.9\n1,19,1.1,\n");
  assert.deepEqual(run.train, { at: [9, 19], values: [1.5, 1.1] });
  assert.deepEqual(run.validation, { at: [9, 19], values: [1.2, 0.9] });
});

test("a TensorBoard export", () => {
  const run = parse("Wall time,Step,Value\n1700000000.1,0,2.3\n1700000001.2,10,1.9\n");
  assert.deepEqual(run.train, { at: [0, 10], values: [2.3, 1.9] });
  assert.equal(run.format, "tensorboard");
  assert.deepEqual(values("[[1.7e9, 0, 2.3], [1.7e9, 10, 1.9]]"), [2.3, 1.9]);
});

test("TSV, and a comma as the decimal sign in TSV and between semicolons", () => {
  assert.deepEqual(values("step\tloss\n1\t0.5\n2\t0.25\n"), [0.5, 0.25]);
  assert.deepEqual(values("step;loss\n1;0,5\n2;0,25\n"), [0.5, 0.25]);
  assert.deepEqual(values("1\t0,5\n2\t0,25\n3\t0,2\n"), [0.5, 0.25, 0.2]);
  assert.deepEqual(values("0,5;0,25;0,125"), [0.5, 0.25, 0.125]);
});

test("JSON lines, also with gaps", () => {
  const run = parse('{"step": 1, "loss": 2.3}\n{"step": 1, "eval_loss": 2.2}\n{"step": 2, "loss": NaN}\n');
  assert.deepEqual(run.train, { at: [1, 2], values: [2.3, NaN] });
  assert.deepEqual(run.validation, { at: [1], values: [2.2] });
  assert.equal(run.format, "json-lines");
});

test("a Keras history, bare or wrapped, with NaN as Python writes it", () => {
  const run = parse('{"loss": [1.5, 1.0, NaN], "val_loss": [1.4, 1.2, -Infinity], "recall": [0, 0, 0]}');
  assert.deepEqual(run.train, { at: [1, 2, 3], values: [1.5, 1, NaN] });
  assert.deepEqual(run.validation?.values, [1.4, 1.2, -Infinity]);
  assert.deepEqual(run.recall?.values, [0, 0, 0]);
  assert.equal(run.axis, "epoch");
  assert.deepEqual(values('{"params": {"NaN": "a NaN \\" in a text"}, "history": {"loss": [3, 2]}}'), [3, 2]);
});

test("a list of objects, and the state of a Hugging Face trainer", () => {
  assert.deepEqual(values('[{"epoch": 1, "loss": 0.9}, {"epoch": 2, "loss": "0.5"}]'), [0.9, 0.5]);
  const run = parse('{"best_metric": null, "log_history": [{"loss": 2, "step": 5}, {"eval_loss": 1.9, "step": 5}, {"loss": 1, "step": 10}]}');
  assert.deepEqual([run.train.values, run.validation?.values], [[2, 1], [1.9]]);
});

test("plain numbers, however they are separated", () => {
  for (const text of ["2.3\n1.9\n1.5", "2.3, 1.9, 1.5", "2.3 1.9 1.5\n", "2.3 1.9\n1.5", "[2.3, 1.9, 1.5]", "\ufeff2.3\r\n1.9\r\n1.5\r\n", "2.3,\n1.9,\n1.5,"]) {
    assert.deepEqual(values(text), [2.3, 1.9, 1.5], text);
  }
  assert.deepEqual(parse("1 2.3\n2 1.9\n3 1.5").train, { at: [1, 2, 3], values: [2.3, 1.9, 1.5] });
  assert.deepEqual(parse("2.3 2.4\n1.9 2.2\n1.5 2.1").validation?.values, [2.4, 2.2, 2.1]);
});

test("spellings of what is not a number", () => {
  for (const word of ["nan", "NaN", "-nan", "NAN", "1.#QNAN", "-nan(ind)"]) assert.ok(Number.isNaN(cell(word)), word);
  for (const word of ["inf", "Inf", "+inf", "Infinity", "∞", "1.#INF", "1e999"]) assert.equal(cell(word), Infinity, word);
  for (const word of ["-inf", "-Infinity", "−∞"]) assert.equal(cell(word), -Infinity, word);
  for (const word of ["", " ", "null", "None", "NA", "-"]) assert.equal(cell(word), null, word);
  for (const word of ["abc", "1,5", "0x10", "1e", "--1", "tensor(1)", "1".repeat(100)]) assert.equal(cell(word), undefined, word);
  assert.equal(cell("−1.5e-3"), -0.0015);
});

test("steps that go back or are missing give way to row numbers", () => {
  assert.deepEqual(parse("step,loss\n5,1\n1,2\n3,3\n").train.at, [1, 2, 3]);
  assert.equal(parse("step,loss\n5,1\n,2\n3,3\n").axis, "row");
});

test("a last line that is cut off is left out", () => {
  assert.deepEqual(values("step,loss,lr\n1,0.5,0.1\n2,0.4,0.1\n3,0."), [0.5, 0.4]);
});

// What is wrong.

test("what cannot be read is named with its line", () => {
  assert.equal(trouble("").code, "empty");
  assert.equal(trouble("\n  \n").code, "empty");
  assert.deepEqual(trouble("step,loss\n1,0.5\n2,oops\n"), { code: "not-a-number", line: 3, value: "oops", name: "loss" });
  assert.deepEqual(trouble("# a comment\n\nstep,loss\n1,0.5\n2\n3,0.4\n"), { code: "cells", line: 5, found: 1, wanted: 2 });
  assert.deepEqual(trouble("step,accuracy\n1,0.5\n2,0.6\n"), { code: "no-loss", line: 1, names: "step, accuracy" });
  assert.equal(trouble("step,val_loss\n1,0.5\n").code, "only-validation");
  assert.deepEqual(trouble("step,loss\n"), { code: "only-header", line: 1 });
  assert.deepEqual(trouble("step,loss\n1,\n2,\n"), { code: "no-values", line: 1, name: "loss" });
  assert.equal(trouble("hello").code, "unreadable");
  assert.equal(trouble("1.5 1.2 0.3\n0.5 0.2 0.1\n").code, "no-header");
  assert.deepEqual(trouble('{"loss": 1}\n{"loss": 2\n{"loss": 3}'), { code: "json-line", line: 2, value: '{"loss": 2' });
  assert.equal(trouble('[{"loss": 1},\n {"loss": 2}').code, "json");
  assert.equal(trouble('[{"loss": 1},\n {"loss": }]').line, 2);
  assert.deepEqual(trouble('[1, 2, "three"]'), { code: "json-entry", line: 0, entry: 3 });
  assert.equal(trouble('{"loss": 3}').code, "no-lists");
  assert.equal(trouble("[]").code, "empty");
});

test("what is too large is refused before it is taken apart", () => {
  assert.equal(trouble("1\n".repeat(LIMITS.bytes)).code, "too-large");
  assert.equal(trouble("1\n".repeat(LIMITS.rows + 2)).code, "too-many-rows");
  assert.equal(trouble(`${"a,".repeat(300)}loss\n${"1,".repeat(300)}1\n`).code, "too-many-columns");
  assert.equal(values("1\n".repeat(LIMITS.rows)).length, LIMITS.rows);
});

test("what is not text is refused", () => {
  assert.deepEqual(trouble("step,loss\n1,\u0000\u0001"), { code: "binary", line: 2 });
  assert.equal(trouble("\u0089PNG\r\n\u001a\u0000").code, "binary");
});

test("names of prototypes are names like any other", () => {
  assert.equal(trouble("__proto__,constructor\n1,2\n").code, "no-loss");
  assert.deepEqual(values('{"__proto__": [9, 9], "constructor": [1, 1], "loss": [2, 1]}'), [2, 1]);
  assert.deepEqual(values('[{"__proto__": {"loss": 7}, "loss": 2}, {"loss": 1}]'), [2, 1]);
  assert.equal(trouble('[{"__proto__": {"loss": 7}}]').code, "no-loss");
  assert.equal(/** @type {any} */ ({}).loss, undefined);
});

test("long and deep input is answered soon", () => {
  const begun = performance.now();
  for (const text of [
    "x".repeat(4e6),
    "1".repeat(4e6),
    `loss\n${"1".repeat(4e6)}`,
    `loss\n"${",".repeat(4e6)}`,
    "[".repeat(4e6),
    `{"NaN${'\\"'.repeat(1e6)}`,
    `{"a":${"[".repeat(1e6)}`,
    "NaN,".repeat(1e6),
    "-".repeat(4e6),
    `[${'{"loss":1},'.repeat(1e5)}{}]`,
  ]) {
    try {
      diagnose(parse(text));
    } catch (error) {
      assert.ok(error instanceof LogError, String(error));
    }
  }
  assert.ok(performance.now() - begun < 20_000);
});

test("whatever is pasted: a run, or its own error with words", async () => {
  const { readFileSync } = await import("node:fs");
  const words = readFileSync(new URL("../../data/ui/doctor.yml", import.meta.url), "utf8");
  const pieces = fc.constantFrom("step", "loss", "val_loss", ",", ";", "\t", "\n", " ", "1", "0.5", "NaN", "inf", "{", "}", "[", "]", '"', ":", "-", "1e999", "__proto__", "null", "#", "\\");
  const text = fc.oneof(fc.string(), fc.array(pieces, { maxLength: 60 }).map((list) => list.join("")), fc.json(), fc.array(fc.json()).map((list) => list.join("\n")));
  fc.assert(
    fc.property(text, fc.string(), (given, name) => {
      try {
        const run = parse(given, name);
        assert.equal(run.train.at.length, run.train.values.length);
        diagnose(run);
      } catch (error) {
        assert.ok(error instanceof LogError, String(error));
        assert.ok(words.includes(`\nerror-${error.code}:`), error.code);
      }
    }),
    { numRuns: 3000 },
  );
});

test("what is written as CSV is read again", () => {
  const losses = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 2, maxLength: 40 });
  fc.assert(
    fc.property(losses, fc.constantFrom(",", ";", "\t"), (list, mark) => {
      const text = ["step", "loss"].join(mark) + "\n" + list.map((each, place) => `${place}${mark}${each}`).join("\n");
      assert.deepEqual(values(text).map((each) => each + 0), list.map((each) => each + 0));
    }),
  );
});

// Diagnoses.

test("clear cases are named", () => {
  const next = noise(5);
  const rough = (/** @type {number} */ size) => falling(100).map((each) => each + size * next());
  assert.equal(verdict(falling(100)), "healthy");
  assert.equal(verdict([...falling(30), NaN, NaN]), "divergence");
  assert.equal(verdict([1, 0.9, Infinity]), "divergence");
  assert.equal(verdict(Array.from({ length: 60 }, (_, place) => 1.1 ** place)), "divergence");
  assert.equal(verdict(falling(100).map((each, place) => (place === 60 ? 40 : each))), "jump");
  assert.equal(verdict(falling(120).map((each, place) => each * (1 + 0.4 * Number(place % 8 === 0)))), "repeats");
  assert.equal(verdict(rough(2)), "oscillation");
  assert.equal(verdict(Array.from({ length: 60 }, () => 2.3 + 0.05 * next())), "plateau");
  const turned = falling(40).map((_, place) => 1 - 0.03 * Math.min(place, 15) + 0.02 * Math.max(0, place - 15));
  assert.equal(verdict(falling(40), { validation: series(turned) }), "overfitting");
  assert.equal(verdict(falling(40), { validation: series(falling(40)) }), "healthy");
});

test("recall is judged only where it was recorded", () => {
  const zero = series(Array.from({ length: 40 }, () => 0));
  assert.equal(verdict(falling(40), { recall: zero }), "recall-zero");
  assert.ok(diagnose({ train: series(falling(40)) }).notes.includes("no-recall"));
});

test("it is not sure rather than guessing", () => {
  assert.equal(verdict([3, 2, 1]), "unsure: few");
  assert.equal(verdict([]), "unsure: few");
  assert.equal(verdict(Array.from({ length: 60 }, (_, place) => 2.3 - 0.004 * place)), "unsure: slow");
  const next = noise(3);
  assert.match(verdict(falling(100).map((each, place) => (place < 10 ? 20 * each : 0.3 * (1.05 + 2 * next()) ** 2))), /noisy/);
  assert.ok(diagnose({ train: series(falling(40)) }).notes.includes("no-validation"));
});

test("the unit of the loss does not matter", () => {
  const next = noise(9);
  const shapes = [falling(100), falling(100).map((each) => each + 2 * next()), falling(120).map((each, place) => each + 0.3 * (place % 6)), Array.from({ length: 50 }, () => 2 + 0.1 * next())];
  for (const shape of shapes) for (const factor of [1e-6, 1, 1e6]) assert.equal(verdict(shape.map((each) => each * factor)), verdict(shape));
});

test("no series makes it fail, and shares are shares", () => {
  const value = fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, 1e308, -1e308, 5e-324));
  const list = fc.oneof(fc.array(value, { maxLength: 80 }), fc.array(fc.double({ min: 0, max: 3, noNaN: true }), { minLength: 10, maxLength: 120 }));
  const more = fc.option(list, { nil: undefined });
  fc.assert(
    fc.property(list, more, more, (train, validation, recall) => {
      const run = { train: series(train), validation: validation && series(validation), recall: recall && series(recall) };
      features(run);
      const { found, unsure } = diagnose(run);
      assert.ok(found.length > 0 || unsure.length > 0);
      for (const { pattern, strength } of found) {
        assert.ok(PATTERNS.includes(pattern));
        assert.ok(strength >= 0 && strength <= 1, `${pattern} ${strength}`);
      }
    }),
    { numRuns: 2000 },
  );
});

test("200,000 rows are judged within seconds, and drawn with few points", () => {
  const next = noise(2);
  const long = falling(LIMITS.rows).map((each) => each + 0.1 * next());
  const begun = performance.now();
  assert.equal(verdict(long), "healthy");
  assert.ok(performance.now() - begun < 10_000);
  long[123_456] = 99;
  const drawn = thin(long.map((_, place) => place), long, 700);
  assert.ok(drawn.length <= 710);
  assert.ok(drawn.some(([at, each]) => at === 123_456 && each === 99), "the one peak is kept");
});

// Numbers.

test("medians, spreads and what remains without a trend", () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 2, 3]), 2.5);
  assert.ok(Math.abs(spread([1, 2, 3, 4, 1000]) - 1.4826) < 1e-12);
  const bent = Array.from({ length: 20 }, (_, place) => 3 - 2 * place + 0.5 * place ** 2);
  for (const each of residuals(bent)) assert.ok(Math.abs(each) < 1e-9);
});

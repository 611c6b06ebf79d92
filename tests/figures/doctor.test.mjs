// The diagnosis of loss curves against the faults that were really in the training code.

import assert from "node:assert/strict";
import { test } from "node:test";

import { diagnose, PATTERNS } from "../../docs/assets/js/practice/doctor.js";
import { labData } from "./lab_data.mjs";

const number = (each) => (each === null ? NaN : each === "inf" ? Infinity : each);
const series = (list) => list && { at: list.map((_, place) => place + 1), values: list.map(number) };
const curves = ({ train, validation, recall }) => ({ train: series(train), validation: series(validation), recall: series(recall) });

/** How often each fault was called what. */
function judged(name) {
  const table = new Map();
  const counts = { agrees: 0, differs: 0, unsure: 0 };
  for (const run of labData(name)) {
    const called = diagnose(curves(run)).found[0]?.pattern ?? "unsure";
    counts[called === "unsure" ? "unsure" : called === run.pattern ? "agrees" : "differs"] += 1;
    const key = `${run.pattern} → ${called}`;
    table.set(key, (table.get(key) ?? 0) + 1);
  }
  return { ...counts, table };
}

for (const name of ["loss-curve-doctor-tuning", "loss-curve-doctor-test"]) {
  test(`${name}: what is called by a name is mostly right, and little is left open`, () => {
    const { agrees, differs, unsure, table } = judged(name);
    assert.ok(agrees + differs + unsure >= 30);
    assert.ok(agrees / (agrees + differs) >= 0.9, String([...table]));
    assert.ok(unsure / (agrees + differs + unsure) < 0.25, String([...table]));
  });
}

test("each pattern is found in at least half of its test runs", () => {
  const { table } = judged("loss-curve-doctor-test");
  for (const pattern of PATTERNS) {
    const all = [...table].filter(([key]) => key.startsWith(`${pattern} →`)).reduce((sum, [, count]) => sum + count, 0);
    assert.ok(all >= 2, pattern);
    assert.ok((table.get(`${pattern} → ${pattern}`) ?? 0) >= all / 2, pattern);
  }
});

test("the test runs share neither data nor seed with those for tuning", () => {
  const [tuning, tested] = ["tuning", "test"].map((name) => labData(`loss-curve-doctor-${name}`));
  for (const key of ["task", "seed"]) {
    const known = new Set(tuning.map((each) => each[key]));
    assert.deepEqual(tested.filter((each) => known.has(each[key])), []);
  }
});

test("the loss alone does not show that recall is 0", () => {
  for (const run of labData("loss-curve-doctor-test").filter((each) => each.pattern === "recall-zero")) {
    assert.equal(run.recall.at(-1), 0);
    const { found, notes } = diagnose({ ...curves(run), recall: null });
    assert.deepEqual(found.map(({ pattern }) => pattern), ["healthy"]);
    assert.ok(notes.includes("no-recall"));
  }
});

// The live figure on the threshold counts what its lab counts.

import assert from "node:assert/strict";
import { test } from "node:test";

import { confusion, outline, rates } from "../../docs/assets/js/figures/threshold-model.js";
import { close, labData } from "./lab_data.mjs";

/** @typedef {import("../../docs/assets/js/figures/threshold-model.js").Snapshot} Snapshot */

const { edges, coarse, snapshots, ...classes } = labData("threshold-score-histograms");
const at = (/** @type {number} */ step) => snapshots.find((/** @type {Snapshot} */ each) => each.step === step);

test("confusion matrices are those of the lab", () => {
  const matrices = labData("threshold-matrices-check");
  assert.ok(matrices.length >= 3);
  for (const [step, place, tp, fp, fn, tn] of matrices) {
    assert.deepEqual(confusion(at(step), place, classes), { tp, fp, fn, tn }, `${step} ${edges[place]}`);
  }
});

test("at 0.5 nothing is positive: recall and F1 are 0, precision is 0/0", () => {
  const { recall, precision, f1 } = rates(confusion(at(300), edges.indexOf(0.5), classes));
  assert.deepEqual([recall, precision, f1], [0, NaN, 0]);
});

test("before the first step every score is 0.5 and counts as positive", () => {
  const matrix = confusion(at(0), edges.indexOf(0.5), classes);
  assert.deepEqual(matrix, { tp: classes.positives, fp: classes.negatives, fn: 0, tn: 0 });
  assert.ok(close(rates(matrix).precision, classes.positives / (classes.positives + classes.negatives)));
});

test("recall never rises with the threshold", () => {
  for (const snapshot of snapshots) {
    const recalls = edges.map((/** @type {number} */ _, /** @type {number} */ place) => rates(confusion(snapshot, place, classes)).recall);
    for (let place = 1; place < recalls.length; place++) assert.ok(recalls[place] <= recalls[place - 1]);
  }
});

test("an outline holds all that was counted", () => {
  const points = outline(at(300).negative, edges, coarse, classes.negatives);
  const share = points.filter((_, place) => place % 2).reduce((all, [, each]) => all + each, 0);
  assert.ok(share > 99 && share <= 100 + 1e-9);
});

// The live figure on L1 and L2 says what its lab says.

import assert from "node:assert/strict";
import { test } from "node:test";

import { shrunk, softThreshold, zeros } from "../../docs/assets/js/figures/l1-l2-path-model.js";
import { close, labData } from "./lab_data.mjs";

test("one weight becomes with each penalty what the lab found", () => {
  const points = labData("sparsity-one-weight-check");
  assert.ok(points.length >= 3);
  for (const [v, alpha, l1, l2] of points) {
    assert.ok(close(softThreshold(v, alpha), l1), `${v} ${alpha}`);
    assert.ok(close(shrunk(v, alpha), l2), `${v} ${alpha}`);
  }
});

test("exact zeros are counted as in the lab, and rounding makes none", () => {
  const { alphas, l1, l2 } = labData("sparsity-path");
  assert.ok(alphas.length === l1.length && alphas.length === l2.length);
  const points = labData("sparsity-zeros-check");
  assert.ok(points.length >= 3);
  for (const [alpha, lasso, ridge] of points) {
    const at = alphas.indexOf(alpha);
    assert.deepEqual([zeros(l1[at]), zeros(l2[at])], [lasso, ridge], `${alpha}`);
  }
});

test("within the strength of 0 there is nothing left, and outside the same is taken off", () => {
  assert.deepEqual([-1, -0.2, 0, 1].map((v) => softThreshold(v, 1)), [0, 0, 0, 0]);
  assert.equal(softThreshold(3, 1), 2);
  assert.equal(softThreshold(-3, 1), -2);
});

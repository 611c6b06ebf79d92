// The live figure on the size of the test set says what its lab says.

import assert from "node:assert/strict";
import { test } from "node:test";

import { examplesFor, halfWidth, parts } from "../../docs/assets/js/figures/test-size-model.js";
import { close, labData } from "./lab_data.mjs";

test("half-widths are those of the lab", () => {
  const points = labData("splits-and-leakage-half-widths");
  assert.ok(points.length >= 3);
  for (const [n, error, half] of points) assert.ok(close(halfWidth(n, error), half), `${n} ${error}`);
});

test("so many examples make the interval as narrow as wanted, and one fewer does not", () => {
  for (const points of [0.5, 1, 2]) {
    const n = examplesFor(points, 0.05);
    assert.ok(halfWidth(n, 0.05) <= points);
    assert.ok(halfWidth(n - 1, 0.05) > points);
  }
});

test("the parts of a data set are all of it", () => {
  assert.deepEqual(parts(10000, "98/1/1"), { train: 9800, validation: 100, test: 100 });
  const { train, validation, test } = parts(1003, "60/20/20");
  assert.equal(train + validation + test, 1003);
});

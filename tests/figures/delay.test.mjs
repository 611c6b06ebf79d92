// The live figure on stale gradients says what its lab says.

import assert from "node:assert/strict";
import { test } from "node:test";

import { behaviour, descent, limitFor, smoothLimit } from "../../docs/assets/js/figures/delay-model.js";
import { close, labData } from "./lab_data.mjs";

const { limits, paths, growth } = labData("data-parallel-delay-check");

test("limits are those of the lab", () => {
  assert.equal(limits.length, 9);
  limits.forEach((limit, delay) => assert.ok(close(limitFor(delay), limit), `${delay}`));
});

test("paths are those of the lab", () => {
  for (const [rate, delay, distances] of paths) {
    const own = descent(rate, delay, distances.length - 1);
    distances.forEach((distance, at) => {
      // Where distances cross 0, rounding is all that is left of them.
      assert.ok(close(own[at], distance) || Math.abs(own[at] - distance) < 1e-12, `${rate} ${delay} ${at}`);
    });
  }
});

test("it is called stable where the largest root is below 1", () => {
  for (const [rate, delay, factor] of growth) assert.equal(behaviour(rate, delay) === "diverges", factor > 1, `${rate} ${delay}`);
  assert.equal(behaviour(2, 0), "limit");
  assert.equal(behaviour(1, 1), "limit");
});

test("the distance changes side exactly above the second limit", () => {
  for (const delay of [0, 1, 2, 5, 8]) {
    const crosses = (rate) => descent(rate, delay, 3000).some((distance) => distance < 0);
    assert.ok(!crosses(smoothLimit(delay) * 0.999), `${delay}`);
    assert.ok(crosses(smoothLimit(delay) * 1.01), `${delay}`);
  }
});

// The precomputed sweep is what the formulas say, and is described as it is.

import assert from "node:assert/strict";
import { test } from "node:test";

import { excess, limitOf } from "../../docs/assets/js/figures/learning-rate-model.js";
import { run } from "../../docs/assets/js/figures/learning-rate-sweep-model.js";
import { close, labData } from "./lab_data.mjs";

const sweep = labData("learning-rate-sweep");

test("each loss is the minimum and what the formula adds", () => {
  const problem = labData("learning-rate-directions");
  assert.ok(close(sweep.limit, limitOf(problem), 1e-3));
  sweep.losses.forEach((losses, place) =>
    losses.forEach((loss, at) => {
      const made = sweep.best + excess(problem, sweep.shares[place] * limitOf(problem), at * sweep.every);
      assert.ok(close(loss, made, 1e-3), `${sweep.shares[place]} ${at}`);
    }),
  );
});

test("runs are slow, arrive, stop half-way or diverge", () => {
  const kinds = Object.fromEntries(sweep.shares.map((share, place) => [share, run(sweep, place).kind]));
  assert.equal(kinds[0.001], "slow");
  assert.equal(kinds[0.4], "converges");
  assert.equal(kinds[0.9], "converges");
  assert.equal(kinds[1], "limit");
  assert.equal(kinds[1.01], "late");
  assert.equal(kinds[1.1], "late");
  assert.equal(kinds[1.4], "diverges");
});

test("the run just above the limit looks harmless at first", () => {
  const { low, early, last, steps } = run(sweep, sweep.shares.indexOf(1.01));
  assert.equal(steps, 200);
  assert.ok(low > 0 && early < 1 && last > 100, `${low} ${early} ${last}`);
});

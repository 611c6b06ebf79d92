// The live figure on the masks of dropout follows the rule of its lab.

import assert from "node:assert/strict";
import { test } from "node:test";

import { mask, mean, on, output } from "../../docs/assets/js/figures/dropout-masks-model.js";
import { close, labData } from "./lab_data.mjs";

const given = labData("dropout-layer");
const steps = Array.from({ length: 400 }, (_, place) => place + 1);

test("the first steps are those of the lab, for each rate and way of drawing", () => {
  const points = labData("dropout-layer-check");
  assert.ok(points.length >= 3);
  for (const [rate, redraw, kept, outputs] of points) {
    for (const step of [1, 2]) {
      const factors = mask(given, step, rate, redraw);
      assert.equal(on(factors), kept[step - 1], `${rate} ${redraw} ${step}`);
      assert.ok(close(output(given.values, factors), outputs[step - 1]), `${rate} ${redraw} ${step}`);
    }
  }
});

test("over many steps the share kept and the mean output are those expected", () => {
  for (const rate of [0.2, 0.5, 0.8]) {
    const masks = steps.map((step) => mask(given, step, rate, "step"));
    const cells = masks.length * 60;
    const kept = masks.reduce((sum, each) => sum + on(each), 0) / cells;
    assert.ok(Math.abs(kept - (1 - rate)) < 4 * Math.sqrt((rate * (1 - rate)) / cells), `${rate} ${kept}`);
    const squares = mean(given.values.map((value) => value ** 2));
    const spread = Math.sqrt(((rate / (1 - rate)) * squares) / cells);
    const found = mean(masks.map((each) => output(given.values, each)));
    assert.ok(Math.abs(found - mean(given.values)) < 4 * spread, `${rate} ${found}`);
  }
});

test("each step and each example has a mask of its own", () => {
  const rows = steps.slice(0, 40).flatMap((step) => mask(given, step, 0.5, "step").map(String));
  assert.ok(new Set(rows).size > 0.85 * rows.length); // of 1024 possible rows some come twice
});

test("one mask per epoch changes at its end only, and is the same for all examples", () => {
  const masks = steps.map((step) => String(mask(given, step, 0.5, "epoch")));
  for (const step of steps.slice(1)) {
    const begins = (step - 1) % given.epoch === 0;
    assert.equal(masks[step - 1] !== masks[step - 2], begins, `step ${step}`);
  }
  assert.equal(new Set(mask(given, 3, 0.5, "epoch").map(String)).size, 1);
});

test("at inference, and at a rate of 0, nothing is dropped and nothing is scaled", () => {
  assert.deepEqual([...new Set(mask(given, 3, 0.9, "inference").flat())], [1]);
  assert.deepEqual([...new Set(mask(given, 3, 0, "step").flat())], [1]);
});

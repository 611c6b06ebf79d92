// The live figure on the size of a signal through many layers says what its lab says.

import assert from "node:assert/strict";
import { test } from "node:test";

import { fate, meanSlope, theory } from "../../docs/assets/js/figures/initialization-depth-model.js";
import { close, labData } from "./lab_data.mjs";

test("the theory of both activations is that of the lab", () => {
  const points = labData("initialization-depth-check");
  assert.ok(points.length >= 3);
  for (const [gain, layers, relu, tanh] of points) {
    assert.ok(close(theory("relu", gain, layers)[layers], relu), `relu ${gain} ${layers}`);
    assert.ok(close(theory("tanh", gain, layers)[layers], tanh), `tanh ${gain} ${layers}`);
  }
});

test("the lab measured enough, and close to the theory", () => {
  const lab = labData("initialization-depth");
  assert.ok(lab.gains.length >= 9);
  for (const activation of ["relu", "tanh"]) {
    lab.gains.forEach((/** @type {number} */ gain, /** @type {number} */ at) => {
      const powers = lab[activation][at];
      assert.equal(powers.length, 50);
      // Random weights scatter by less than a factor of 4.
      assert.ok(Math.abs(powers[49] - Math.log10(theory(activation, gain, 50)[50])) < Math.log10(4), `${activation} ${gain}`);
    });
  }
});

test("the lab has the spreads that the figure starts with and names", () => {
  const { gains } = labData("initialization-depth");
  assert.deepEqual([0, 3, 6, 9, 12].map((at) => gains[at]), [0.0256, 1, 2, 4, 256]);
});

test("what becomes of the signal is what the theory does", () => {
  for (const gain of [0.5, 1.5, 2, 2.2, 16]) {
    const last = theory("relu", gain, 600)[600];
    const expected = last < 1e-9 ? "shrinks" : last > 1e9 ? "grows" : "kept";
    assert.equal(fate("relu", gain), expected);
  }
  assert.ok(theory("tanh", 0.9, 600)[600] < 1e-9);
  assert.equal(fate("tanh", 0.9), "shrinks");
  const [before, after] = theory("tanh", 1.5, 60).slice(-2);
  assert.ok(close(before, after) && after > 0.1);
  assert.equal(fate("tanh", 1.5), "settles");
  assert.equal(fate("tanh", 1), "edge");
});

test("the mean slope of tanh is 1 where nothing arrives, and 0 where all units saturate", () => {
  assert.equal(meanSlope(0), 1);
  assert.equal(meanSlope(1), 0);
});

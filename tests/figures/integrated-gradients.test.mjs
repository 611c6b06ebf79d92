// The live figure on integrated gradients says what its lab says.

import assert from "node:assert/strict";
import { test } from "node:test";

import { attributions, points } from "../../docs/assets/js/figures/integrated-gradients-model.js";
import { network, probability, slope, softmax } from "../../docs/assets/js/figures/net.js";
import { close, labData } from "./lab_data.mjs";

const { layers, images } = network(labData("integrated-gradients-network"));

test("sums, largest attributions and probabilities are those of the lab", () => {
  const rows = labData("integrated-gradients-network-check");
  assert.ok(rows.length >= 3);
  for (const [label, baseline, rule, steps, sum, most, low, high] of rows) {
    const now = attributions(layers, images[label], label, { baseline, rule, steps });
    const name = `${label} ${baseline} ${rule} ${steps}`;
    assert.ok(close(now.sum, sum), name);
    assert.ok(close(Math.max(...now.found.map(Math.abs)), most), name);
    assert.ok(close(now.low, low), name);
    assert.ok(close(now.high, high), name);
  }
});

test("a whole map is that of the lab, pixel by pixel", () => {
  const expected = labData("integrated-gradients-map-check");
  const { found } = attributions(layers, images[7], 7, { baseline: "gray", rule: "midpoint", steps: 50 });
  assert.equal(found.length, expected.length);
  found.forEach((value, place) => assert.ok(close(value, expected[place]), `pixel ${place}`));
});

test("the slope is that of small differences", () => {
  const here = slope(layers, images[3], 3);
  for (const place of [10, 20, 36]) {
    const [more, less] = [1e-6, -1e-6].map((by) => {
      const x = Float64Array.from(images[3]);
      x[place] += by;
      return probability(layers, x, 3);
    });
    assert.ok(Math.abs((more - less) / 2e-6 - here[place]) < 1e-7);
  }
});

test("the weights of each rule add up to 1", () => {
  for (const rule of ["left", "trapezoid", "midpoint"]) {
    for (const steps of [1, 7, 200]) {
      assert.ok(close(points(steps, rule).reduce((sum, [, weight]) => sum + weight, 0), 1));
    }
  }
});

test("large scores give shares, not NaN", () => {
  assert.deepEqual([...softmax(Float64Array.of(1000, 1000))], [0.5, 0.5]);
});

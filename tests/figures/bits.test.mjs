// The live figure on bits per weight says what its lab says.

import assert from "node:assert/strict";
import { test } from "node:test";

import { bytes, histogram, rounded, steps, withOutlier, zeros } from "../../docs/assets/js/figures/bits-model.js";
import { accuracy, largest, network } from "../../docs/assets/js/figures/net.js";
import { close, labData } from "./lab_data.mjs";

const data = network(labData("quantization-network"));

test("accuracy, size, share of zeros and step are those of the lab", () => {
  const points = labData("quantization-network-check");
  assert.ok(points.length >= 3);
  for (const [bits, perChannel, outlier, right, size, zero, step] of points) {
    const name = `${bits} ${perChannel} ${outlier}`;
    const layers = withOutlier(data.layers, outlier);
    const now = layers.map((layer) => rounded(layer, bits, perChannel));
    assert.ok(close(accuracy(now, data), right), name);
    assert.equal(bytes(layers, bits, perChannel), size, name);
    if (bits === 32) continue;
    assert.ok(close(zeros(now[0]), zero), name);
    assert.ok(close(Math.max(...steps(layers[0], bits, perChannel)), step), name);
  }
});

test("halves are rounded to the even number, and nothing is farther than half a step", () => {
  const layer = { w: Float64Array.of(-7, -2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 7), b: new Float64Array(1), inputs: 8, outputs: 1 };
  assert.deepEqual([...rounded(layer, 4, false).w].map((value) => value + 0), [-7, -2, -2, 0, 0, 2, 2, 7]);
  const [first] = data.layers;
  const [step] = steps(first, 3, false);
  rounded(first, 3, false).w.forEach((value, place) => assert.ok(Math.abs(value - first.w[place]) <= step / 2 + 1e-12));
});

test("weights of 0 have a grid as well", () => {
  const layer = { w: new Float64Array(4), b: new Float64Array(2), inputs: 2, outputs: 2 };
  assert.deepEqual([...rounded(layer, 2, true).w], [0, 0, 0, 0]);
});

test("a histogram counts what lies within its range", () => {
  assert.deepEqual(histogram(Float64Array.of(-1, -0.1, 0, 0.99, 1, 5), [-1, 1], 2), [2, 2]);
});

test("the largest of equal scores is the first", () => {
  assert.equal(largest([1, 3, 3]), 1);
});

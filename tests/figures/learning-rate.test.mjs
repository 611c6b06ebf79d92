// The live figure on the learning rate says what its lab says.

import assert from "node:assert/strict";
import { test } from "node:test";

import { behaviour, excess, factor, floorOf, limitOf, lossAt, normals, walk } from "../../docs/assets/js/figures/learning-rate-model.js";
import { close, labData } from "./lab_data.mjs";

const problem = labData("learning-rate-directions");
const limit = limitOf(problem);

test("losses are those of descent in the lab", () => {
  const points = labData("learning-rate-descent-check");
  assert.ok(points.length >= 3);
  for (const [rate, steps, loss] of points) {
    assert.ok(close(excess(problem, rate, steps), loss), `${rate} ${steps}`);
    assert.ok(close(lossAt(problem.curvatures, walk(problem, rate, steps)[steps]), loss), `${rate} ${steps}`);
  }
});

test("the variance of the noise is that of the lab", () => {
  const { batch, variance } = labData("learning-rate-noise-check");
  assert.ok(close(problem.noise.reduce((sum, each) => sum + each ** 2, 0) / batch, variance));
  const rate = 1e-6; // where the floor is proportional to the learning rate
  assert.ok(close(floorOf(problem, rate, batch), (rate * variance) / 4, 1e-5));
});

test("a long walk with noise ends around the floor", () => {
  const tight = { ...problem, starts: problem.starts.map(() => 0) };
  for (const [rate, batch] of [[0.2, 16], [0.9 * limit, 64]]) {
    const losses = walk(tight, rate, 20000, batch).map((distances) => lossAt(problem.curvatures, distances));
    const mean = losses.slice(5000).reduce((sum, loss) => sum + loss, 0) / (losses.length - 5000);
    assert.ok(close(mean, floorOf(problem, rate, batch), 0.08), `${mean}`);
  }
});

test("the same seed walks the same way, another one does not", () => {
  assert.deepEqual(walk(problem, 0.2, 5, 16, 3), walk(problem, 0.2, 5, 16, 3));
  assert.notDeepEqual(walk(problem, 0.2, 5, 16, 3), walk(problem, 0.2, 5, 16, 4));
});

test("what is said is what the factor along the steepest direction does", () => {
  const steep = Math.max(...problem.curvatures);
  for (const share of [0.1, 0.5, 0.51, 0.99, 1, 1.01, 1.3]) {
    const size = factor(share * limit, steep);
    const kind = size < -1 - 1e-9 ? "diverges" : size < -1 + 1e-9 ? "limit" : size < -1e-9 ? "flips" : "falls";
    assert.equal(behaviour(share), kind, `${share}`);
  }
});

test("random numbers have mean 0 and variance 1", () => {
  const normal = normals(7);
  const many = Array.from({ length: 20000 }, normal);
  const mean = many.reduce((sum, each) => sum + each, 0) / many.length;
  const variance = many.reduce((sum, each) => sum + (each - mean) ** 2, 0) / many.length;
  assert.ok(Math.abs(mean) < 0.03 && Math.abs(variance - 1) < 0.04, `${mean} ${variance}`);
});

// The live figure on the metrics of regression computes what scikit-learn does.

import assert from "node:assert/strict";
import { test } from "node:test";

import { growth, metrics, most, nearest, NAMES, placeOf } from "../../docs/assets/js/figures/metric-explorer-model.js";
import { close, labData } from "./lab_data.mjs";

const { sets, stops } = labData("regression-metrics-explorer");
const moved = (/** @type {string} */ set, /** @type {number} */ index, /** @type {number} */ value) =>
  growth(metrics(...sets[set]), metrics(sets[set][0], sets[set][1].with(index, value)));

test("the metrics are those of scikit-learn", () => {
  const points = labData("regression-metrics-explorer-check");
  assert.ok(points.length >= 3);
  for (const [set, index, value, ...wanted] of points) {
    const got = metrics(sets[set][0], sets[set][1].with(index, value));
    NAMES.forEach((name, place) => assert.ok(close(got[name], wanted[place]), `${set} ${index} ${value} ${name}`));
  }
});

test("below −1 RMSLE is undefined, at −1 infinite, and for a negative target undefined from the start", () => {
  assert.equal(moved("spread", 0, -2).RMSLE, NaN);
  assert.equal(moved("spread", 0, -1).RMSLE, Infinity);
  assert.ok(Number.isFinite(moved("spread", 0, -0.99).RMSLE));
  assert.equal(metrics(...sets.negative).RMSLE, NaN);
  assert.ok(moved("negative", 3, 20).MAE > 1);
});

test("at an error of 10 RMSLE is above MAE, at 1000 below", () => {
  const [ten, thousand] = [moved("same", 0, 110), moved("same", 0, 1100)];
  assert.ok(ten.MSE > ten.RMSLE && ten.RMSLE > ten.MAE);
  assert.ok(thousand.MAE > thousand.RMSLE);
});

test("which metric reacts most depends on the point", () => {
  assert.equal(most(moved("spread", 1, 20)), "RMSLE");
  assert.equal(most(moved("spread", 9, 1500)), "MSE");
  assert.equal(most(moved("negative", 9, 1500)), "MSE");
});

test("each start, and each value that the texts name, is a stop", () => {
  for (const [, starts] of Object.values(sets)) {
    for (const value of starts) assert.equal(stops[nearest(stops, placeOf(value))], value);
  }
  for (const value of [-2, -1, -0.5, 0, 110, 1100]) assert.ok(stops.includes(value), String(value));
});

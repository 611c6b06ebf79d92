// The live figure on Anscombe's data says what its lab says.

import assert from "node:assert/strict";
import { test } from "node:test";

import { leverage, summary, theilSen } from "../../docs/assets/js/figures/anscombe-model.js";
import { close, labData } from "./lab_data.mjs";

const quartet = labData("anscombe-quartet").map(([xs, ys]) => xs.map((x, at) => [x, ys[at]]));

test("what changes when a point is moved or left out is what the lab found", () => {
  const changes = labData("anscombe-moved-check");
  assert.ok(changes.length >= 3);
  for (const [[set, index, right, up], wanted] of changes) {
    const points = quartet[set]
      .map(([x, y], at) => (at === index ? [x + right, y + up] : [x, y]))
      .filter((_, at) => at !== index || right !== null);
    const { meanX, meanY, spreadX, spreadY, intercept, slope, r, r2 } = summary(points);
    const robust = theilSen(points);
    const found = [meanX, meanY, spreadX, spreadY, intercept, slope, r, r2, robust.intercept, robust.slope];
    found.forEach((value, each) => assert.ok(close(value, wanted[each]), `${set} ${index} ${each}: ${value} ${wanted[each]}`));
  }
});

test("leverages are those of the lab", () => {
  labData("anscombe-leverage-check").forEach((wanted, set) => {
    leverage(quartet[set]).forEach((value, at) => assert.ok(close(value, wanted[at])));
  });
});

test("without its far point the fourth set has no slope and no correlation", () => {
  const column = quartet[3].filter(([x]) => x === 8);
  assert.equal(column.length, 10);
  const { slope, intercept, r, r2, spreadX } = summary(column);
  assert.deepEqual([slope, intercept, r, r2, spreadX], [NaN, NaN, NaN, NaN, 0]);
  assert.ok(Number.isNaN(theilSen(column).slope));
  assert.ok(leverage(column).every(Number.isNaN));
});

// Axes: round numbers within them, and places that lead back to values.

import assert from "node:assert/strict";
import { test } from "node:test";

import { path, powers, scale, shown, tenTo, ticks } from "../../docs/assets/js/figures/scales.js";

test("ticks are round and within the axis", () => {
  assert.deepEqual(ticks(0, 10), [0, 2, 4, 6, 8, 10]);
  assert.deepEqual(ticks(0, 1), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(ticks(-0.3, 0.3, 3), [-0.2, 0, 0.2]);
  assert.deepEqual(ticks(0.1, 0.5, 4), [0.1, 0.2, 0.3, 0.4, 0.5]);
});

test("a logarithmic axis has powers of ten", () => {
  assert.deepEqual(powers(1e-2, 1e3), [0.01, 0.1, 1, 10, 100, 1000]);
  assert.ok(powers(1e-12, 1e12).length <= 8);
});

test("places lead back to values", () => {
  for (const log of [false, true]) {
    const x = scale([0.1, 1000], [50, 390], log);
    assert.equal(x(0.1), 50);
    assert.equal(x(1000), 390);
    assert.ok(Math.abs(x.invert(x(7)) - 7) < 1e-9);
  }
});

test("numbers are short, with a true minus", () => {
  assert.equal(shown(-0.12345), "−0.123");
  assert.equal(shown(1234.5), "1230");
  assert.equal(shown(100000), "10⁵");
  assert.equal(shown(0.000025), "2.5×10⁻⁵");
  assert.equal(shown(-Infinity), "−∞");
  assert.equal(shown(0), "0");
});

test("what is not finite interrupts a path", () => {
  const same = (value) => value;
  assert.equal(path([[0, 1], [1, NaN], [2, 3], [3, 4]], same, same), "M0.0 1.0M2.0 3.0L3.0 4.0");
});

test("powers of ten are raised digits, also beyond what a number holds", () => {
  assert.deepEqual([0, 1, 40, -8, -400].map(tenTo), ["1", "10¹", "10⁴⁰", "10⁻⁸", "10⁻⁴⁰⁰"]);
});

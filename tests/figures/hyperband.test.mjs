// The live figure on a race of Hyperband and random search says what its lab says.

import assert from "node:assert/strict";
import { test } from "node:test";

import { progress, records, timed } from "../../docs/assets/js/figures/hyperband-model.js";
import { close, labData } from "./lab_data.mjs";

/** @import { Bracket, Look } from "../../docs/assets/js/figures/hyperband-model.js" */

const race = labData("tuning-race");
const check = labData("tuning-race-check");
/** @type {Bracket[]} */
const brackets = race.brackets;

/** @param {Look[]} looks */
const total = (looks) => looks.reduce((sum, [, spent]) => sum + spent, 0);

test("the best errors are those of the lab, for every seed and on average", () => {
  for (const name of ["hyperband", "random"]) {
    const found = race[name].map((/** @type {Look[]} */ looks) =>
      check.spent.map((/** @type {number} */ epochs) => records(looks, epochs).at(-1)?.error),
    );
    assert.deepEqual(found, check[name].runs);
    check[name].mean.forEach((/** @type {number} */ mean, /** @type {number} */ at) => {
      const mine = found.reduce((/** @type {number} */ sum, /** @type {number[]} */ errors) => sum + errors[at], 0) / found.length;
      assert.ok(close(mine, mean), `${name} ${at}`);
    });
  }
});

test("the epochs add up to one pass and to the budget", () => {
  for (const looks of race.hyperband) {
    const pass = brackets.flat().reduce((sum, [count]) => sum + count, 0);
    assert.equal(total(looks.slice(0, pass)), check["one-pass"]);
    assert.ok(total(looks) <= race.budget);
    for (const epochs of [1, 40, 81, 200, 357, 400, 420, 432]) {
      const trained = progress(brackets, looks, epochs).flatMap(({ candidates }) => candidates.map((each) => each.epochs));
      assert.equal(trained.reduce((sum, each) => sum + each, 0), Math.min(epochs, total(looks)));
    }
  }
  for (const looks of race.random) assert.equal(total(looks), race.budget);
});

test("who is left trains on in the next rung of the lab, and nobody else", () => {
  for (const looks of race.hyperband) {
    const all = timed(looks);
    let next = 0;
    for (let at = 0; next < all.length; at += 1) {
      for (const [rung, [count]] of brackets[at % brackets.length].entries()) {
        const part = all.slice(next, next + count);
        if (rung && part.length) {
          const { candidates, left } = progress(brackets, looks, part[0].before)[at];
          const kept = candidates.filter((each) => !each.out).map((each) => each.trial);
          assert.equal(left, count);
          assert.equal(kept.length, count);
          for (const { trial } of part) assert.ok(kept.includes(trial), `${at} ${rung} ${trial}`);
        }
        next += part.length;
      }
    }
  }
});

test("a bracket is over with the last epoch of its last trial, and the next one begins after it", () => {
  const [looks] = race.hyperband;
  assert.equal(progress(brackets, looks, 80)[0].over, false);
  const [first, ...more] = progress(brackets, looks, 81);
  assert.deepEqual({ over: first.over, left: first.left, more: more.length }, { over: true, left: 1, more: 0 });
  assert.equal(progress(brackets, looks, 82).length, 2);
  assert.equal(progress(brackets, looks, race.budget).length, brackets.length + 1);
});

test("before the first result there is none, and before the first epoch a bracket waits", () => {
  assert.deepEqual(records(race.random[0], 26), []);
  assert.deepEqual(records(race.hyperband[0], 0), []);
  const [{ left, rung, over, candidates }] = progress(brackets, race.hyperband[0], 0);
  assert.deepEqual({ left, rung, over, count: candidates.length }, { left: 27, rung: 0, over: false, count: 27 });
  assert.ok(candidates.every((each) => each.epochs === 0 && Number.isNaN(each.error)));
});

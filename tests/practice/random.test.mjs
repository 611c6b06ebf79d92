// The generator against values computed independently (in Python, from the published recurrence
// with whole numbers), and the shuffle as a permutation without favourites.

import assert from "node:assert/strict";
import { test } from "node:test";
import { below, generator, hash, sfc32, shuffled } from "../../docs/assets/js/practice/random.js";
import fc from "./fast_check.mjs";

const take = (next, count) => Array.from({ length: count }, next);

test("the hash has the values that RFC 9923 gives", () => {
  assert.equal(hash(""), 0xcbf29ce484222325n);
  assert.equal(hash("a"), 0xaf63dc4c8601ec8cn);
  assert.equal(hash("foobar"), 0x85944171f73967e8n);
});

test("sfc32 follows its recurrence", () => {
  assert.deepEqual(take(sfc32(1, 2, 3), 6), [0x4, 0x1f, 0x3600042, 0x7e21d3f, 0xc5c2bf81, 0x540b6161]);
});

test("a text decides the numbers, in any script", () => {
  assert.deepEqual(take(generator(""), 4), [0x31c5a02f, 0x91e22905, 0x416e2a5b, 0xc031098c]);
  assert.deepEqual(take(generator("foobar"), 4), [0xa5c001f8, 0x152bf2df, 0x9132293c, 0x4d844290]);
  assert.deepEqual(take(generator("春"), 4), [0x5e109006, 0x6f1a9b58, 0x31ba91ad, 0x20a552bf]);
});

test("shuffled is a permutation, leaves the original, and is the same for the same seed", () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.string(), (items, seed) => {
      const before = [...items];
      const once = shuffled(items, generator(seed));
      assert.deepEqual(items, before);
      assert.deepEqual(once, shuffled(items, generator(seed)));
      const sorted = (each) => [...each].sort((a, b) => a - b);
      assert.deepEqual(sorted(once), sorted(items));
    }),
  );
});

test("every order of four is about as frequent as the others", () => {
  const next = generator("orders");
  const counts = new Map();
  for (let turn = 0; turn < 24_000; turn++) {
    const order = shuffled([0, 1, 2, 3], next).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assert.equal(counts.size, 24);
  // Chi-squared with 23 degrees of freedom; 49.7 is exceeded once in a thousand seeds.
  const chi = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  assert.ok(chi < 49.7, String(chi));
});

test("below refuses what would favour small numbers", () => {
  const given = [2 ** 32 - 1, 7];
  assert.equal(below(() => given.shift(), 3 * 2 ** 30), 7);
});

// The steps calculator against loops that do what a training does.

import assert from "node:assert/strict";
import { test } from "node:test";

import { count, epochsFor, MOST, outside, problems } from "../../docs/assets/js/practice/steps.js";
import fc from "./fast_check.mjs";

/** @type {import("../../docs/assets/js/practice/steps.js").Setting} */
const PLAIN = { examples: 10000, batch: 64, replicas: 1, accumulation: 1, epochs: 1, dropLast: false, rest: "update" };
const settings = fc.record({
  examples: fc.integer({ min: 1, max: 400 }),
  batch: fc.integer({ min: 1, max: 40 }),
  replicas: fc.integer({ min: 1, max: 5 }),
  accumulation: fc.integer({ min: 1, max: 7 }),
  epochs: fc.integer({ min: 1, max: 9 }),
  dropLast: fc.boolean(),
  rest: fc.constantFrom("update", "none", "carry"),
});

/** Train without learning: one example after the other. */
function train({ examples, batch, replicas, accumulation, epochs, dropLast, rest }) {
  const size = batch * replicas;
  const seen = { updates: [], processed: 0, batches: 0, last: 0, leftOut: 0 };
  let waiting = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    let [updates, batches, left] = [0, 0, examples];
    while (left >= size || (left > 0 && !dropLast)) {
      const taken = Math.min(size, left);
      left -= taken;
      seen.processed += taken;
      seen.last = taken;
      batches++;
      if (++waiting === accumulation) [updates, waiting] = [updates + 1, 0];
    }
    seen.batches = batches;
    seen.leftOut = left;
    if (rest === "update" && waiting) updates++;
    if (rest !== "carry") waiting = 0;
    seen.updates.push(updates);
  }
  return seen;
}

test("the chapter's example", () => {
  assert.equal(count(PLAIN).updates, 157);
  assert.equal(count(PLAIN).lastBatch, 16);
  const dropped = count({ ...PLAIN, dropLast: true });
  assert.deepEqual([dropped.updates, dropped.leftOut, dropped.lastBatch], [156, 16, 64]);
});

test("every count is that of the loop", () => {
  fc.assert(
    fc.property(settings, (setting) => {
      const [found, seen] = [count(setting), train(setting)];
      assert.equal(found.batches, seen.batches);
      assert.equal(found.lastBatch, seen.last);
      assert.equal(found.leftOut, seen.leftOut);
      assert.equal(found.processed, seen.processed);
      assert.equal(found.updates, seen.updates.reduce((sum, each) => sum + each, 0));
      assert.deepEqual(found.updatesPerEpoch, [Math.min(...seen.updates), Math.max(...seen.updates)]);
    }),
    { numRuns: 500 },
  );
});

test("an epoch uses every example or says how many are left out", () => {
  fc.assert(
    fc.property(settings, (setting) => {
      const { batches, lastBatch, leftOut, globalBatch } = count(setting);
      const used = batches ? (batches - 1) * globalBatch + lastBatch : 0;
      assert.equal(used + leftOut, setting.examples);
      assert.ok(lastBatch <= globalBatch && leftOut < globalBatch);
    }),
  );
});

test("so many epochs give the updates, and one fewer does not", () => {
  fc.assert(
    fc.property(settings, fc.integer({ min: 1, max: 500 }), (setting, wanted) => {
      const found = epochsFor(setting, wanted);
      if (!found) {
        assert.equal(count({ ...setting, epochs: 50 }).updates, 0);
        return;
      }
      assert.equal(found.after, count({ ...setting, epochs: found.epochs }).updates);
      assert.ok(found.before < wanted && wanted <= found.after);
      if (found.epochs > 1) assert.equal(found.before, count({ ...setting, epochs: found.epochs - 1 }).updates);
    }),
    { numRuns: 500 },
  );
});

test("what cannot be is named with its fields", () => {
  const found = (/** @type {object} */ change) => problems({ ...PLAIN, ...change });
  assert.deepEqual(found({}), []);
  assert.deepEqual(found({ batch: NaN, epochs: 0 }).map(({ code, fields }) => [code, ...fields]), [
    ["not-whole", "batch"],
    ["not-whole", "epochs"],
  ]);
  assert.deepEqual(found({ examples: 1e11 }), [{ code: "too-large", fields: ["examples"], most: 1e10 }]);
  assert.deepEqual(found({ examples: 63, dropLast: true }).map(({ code }) => code), ["no-batch"]);
  assert.deepEqual(found({ examples: 64, dropLast: true }), []);
  assert.deepEqual(found({ examples: 640, accumulation: 11, rest: "none" }).map(({ code }) => code), ["no-update"]);
  assert.deepEqual(found({ examples: 640, accumulation: 11, rest: "update" }), []);
  assert.deepEqual(outside("wanted", 0.5).map(({ code }) => code), ["not-whole"]);
});

test("the largest numbers are still exact", () => {
  const { wanted, ...largest } = MOST;
  const { perUpdate, processed } = count({ ...PLAIN, ...largest });
  assert.ok(Number.isSafeInteger(perUpdate) && Number.isSafeInteger(processed));
  assert.ok(Number.isSafeInteger(wanted * MOST.accumulation));
});

// The steps calculator counts what the lab's loops count.

import assert from "node:assert/strict";
import { test } from "node:test";

import { count, epochsFor } from "../../docs/assets/js/practice/steps.js";
import { labData } from "./lab_data.mjs";

test("batches, the last one, what is left out, updates and examples are those of the lab", () => {
  const points = labData("epochs-and-batches-checks");
  assert.ok(points.length >= 3);
  for (const [examples, batch, replicas, accumulation, epochs, dropLast, rest, ...counted] of points) {
    const setting = { examples, batch, replicas, accumulation, epochs, dropLast, rest };
    const { batches, lastBatch, leftOut, updates, processed } = count(setting);
    assert.deepEqual([batches, lastBatch, leftOut, updates, processed], counted, JSON.stringify(setting));
    const back = epochsFor(setting, updates);
    assert.ok(back && back.epochs <= epochs && back.after === updates);
  }
});

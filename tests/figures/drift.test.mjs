// The live figure on drift says what its lab says.

import assert from "node:assert/strict";
import { test } from "node:test";

import { below, distances, edges, ks, ksLimit, noiseOfJsd, noiseOfPsi, shares } from "../../docs/assets/js/figures/drift-model.js";
import { close, labData } from "./lab_data.mjs";

const lab = labData("skew-and-drift-drift-check");

/**
 * @param {number} mean
 * @param {number} scale
 */
const cuts = (mean, scale) => edges(mean, scale).slice(1, -1);

test("the shares of the bins are those of the lab", () => {
  assert.ok(lab.shares.length >= 3);
  for (const [mean, scale, ...wanted] of lab.shares) {
    const found = shares(cuts(mean, scale), mean, scale);
    assert.equal(found.length, wanted.length);
    found.forEach((share, bin) => assert.ok(close(share, wanted[bin]), `${mean} ${scale} ${bin}: ${share} ${wanted[bin]}`));
  }
});

test("the distances are those of the lab", () => {
  assert.ok(lab.distances.length >= 3);
  for (const [mean, scale, ...wanted] of lab.distances) {
    const found = distances(mean, scale);
    [found.jsd, found.psi, found.ks, found.largest].forEach((value, each) =>
      assert.ok(close(value, wanted[each]), `${mean} ${scale} ${each}: ${value} ${wanted[each]}`),
    );
  }
});

test("what noise gives and the limit of KS are those of the lab", () => {
  assert.ok(lab.noise.length >= 3 && lab.limits.length >= 3);
  for (const [mean, n, wanted] of lab.noise) {
    const found = noiseOfJsd(shares(cuts(mean, 1), 0, 1), n);
    assert.ok(close(found, wanted), `${mean} ${n}: ${found} ${wanted}`);
  }
  for (const [n, wanted] of lab.limits) assert.ok(close(ksLimit(n), wanted));
  assert.equal(noiseOfPsi(200), 0.09);
});

test("equal distributions have no distance, and shares add up to 1", () => {
  const { p, jsd, psi, ks: gap, largest } = distances(0, 1);
  assert.deepEqual([jsd, psi, gap, largest], [0, 0, 0, 0]);
  assert.ok(close(p.reduce((one, other) => one + other), 1, 1e-14));
  assert.equal(below(Infinity), 1);
  assert.ok(close(below(-8), 6.220960574271785e-16));
});

test("the KS statistic holds at a scale next to 1", () => {
  assert.ok(Math.abs(ks(1, 1 + 1e-7) - ks(1, 1)) < 1e-6);
});

test("with many values noise fades as (B − 1)/(4n ln 2)", () => {
  const n = 200_000;
  const found = noiseOfJsd(distances(0, 1).p, n);
  assert.ok(close(found, 9 / (4 * n * Math.LN2), 0.02), `${found}`);
});

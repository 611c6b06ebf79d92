// TF_CONFIG as it is written and read back; tests/figures/tf-config.test.mjs compares the rules
// with those of the lab.

import assert from "node:assert/strict";
import { test } from "node:test";

import { addresses, advice, chief, clusterProblems, differing, exported, MIRRORED, nodeProblems, nodes, pasted, pretty, script, SERVERS, taskName } from "../../docs/assets/js/practice/tf-config.js";
import fc from "./fast_check.mjs";

const host = fc.stringMatching(/^[a-z0-9'$"\\ .-]{1,12}$/);
const anyCounts = fc.record({
  chief: fc.integer({ min: 0, max: 1 }),
  worker: fc.integer({ min: 1, max: 6 }),
  ps: fc.integer({ min: 1, max: 3 }),
  evaluator: fc.integer({ min: 0, max: 1 }),
});

/** @param {Record<string, number>} counts @param {string} [pattern] */
function made(counts, pattern = "{role}{index}.example", port = 2222, rising = false) {
  return nodes({ counts, addresses: addresses(counts, pattern, port, rising) });
}

/** @param {{code: string}[]} found */
const codes = (found) => found.map(({ code }) => code);

test("the chapter's cluster", () => {
  const all = made({ chief: 1, worker: 3, ps: 1, evaluator: 0 });
  assert.deepEqual(all.map(({ name }) => name), ["chief 0", "worker 0", "worker 1", "worker 2", "ps 0"]);
  assert.deepEqual(all[2].config, {
    cluster: {
      chief: ["chief0.example:2222"],
      worker: ["worker0.example:2222", "worker1.example:2222", "worker2.example:2222"],
      ps: ["ps0.example:2222"],
    },
    task: { type: "worker", index: 1 },
  });
  assert.deepEqual(differing(all[2], all).map((line) => pretty(all[2]).split("\n")[line].trim()), ['"type": "worker",', '"index": 1']);
  assert.equal(chief(all)?.name, "chief 0");
});

test("with workers alone only the index differs, and worker 0 is chief", () => {
  const all = made({ chief: 0, worker: 3, ps: 0, evaluator: 0 });
  for (const node of all) assert.equal(differing(node, all).length, 1);
  assert.equal(chief(all)?.name, "worker 0");
  assert.deepEqual(differing(all[0], [all[0]]), []);
});

test("an evaluator only knows its kind, and leaves the other nodes as they are", () => {
  const [without, all] = [0, 1].map((evaluator) => made({ chief: 1, worker: 2, ps: 1, evaluator }));
  const last = all[all.length - 1];
  assert.deepEqual(last.config.cluster, { evaluator: ["evaluator0.example:2222"] });
  assert.ok(differing(last, all).length > 2);
  assert.deepEqual(all.slice(0, -1), without);
  assert.deepEqual(differing(all[0], all), differing(without[0], without));
});

test("what is written has no problems, on any node and between them", () => {
  fc.assert(
    fc.property(anyCounts, (counts) => {
      const all = made(counts);
      const texts = Object.fromEntries(all.map((node) => [node.name, pretty(node)]));
      assert.deepEqual(Object.values(clusterProblems(texts, SERVERS)).flat(), []);
    }),
  );
});

test("the lines for the shell give back what was written, whatever the host's name", () => {
  fc.assert(
    fc.property(anyCounts, host, (counts, name) => {
      const all = made(counts, name, 1000, true);
      const read = pasted(script(all));
      assert.deepEqual(read.map(({ text }) => JSON.parse(text)), all.map(({ config }) => config));
      assert.deepEqual(read.map(({ text }) => taskName(text)), all.map((node) => node.name));
      for (const node of all) assert.deepEqual(JSON.parse(pasted(exported(node))[0].text), node.config);
      assert.deepEqual(JSON.parse(pasted(pretty(all[0]))[0].text), all[0].config);
    }),
  );
});

test("quotes of either kind, and the line where a value begins", () => {
  assert.deepEqual(pasted('export TF_CONFIG="{\\"a\\": 1}"\n'), [{ text: '{"a": 1}', line: 0 }]);
  assert.deepEqual(pasted("# one\nTF_CONFIG='{}'\n\n# two\nexport TF_CONFIG='{\n}' # end\n"), [
    { text: "{}", line: 1 },
    { text: "{\n}", line: 4 },
  ]);
  assert.deepEqual(pasted(" \n"), []);
});

test("any other task than those of the cluster is a problem", () => {
  fc.assert(
    fc.property(anyCounts, fc.constantFrom("chief", "worker", "ps", "Worker", "master"), fc.integer({ min: -2, max: 8 }), (counts, type, index) => {
      const [{ config }] = made(counts);
      const text = JSON.stringify({ ...config, task: { type, index } });
      const fits = index >= 0 && index < (config.cluster[type]?.length ?? 0);
      assert.equal(nodeProblems(text, SERVERS).length === 0, fits);
    }),
  );
});

test("mistakes are named with what is wrong", () => {
  const cluster = { worker: ["h:1", "h:1", "g"] };
  const found = nodeProblems(JSON.stringify({ cluster, task: { type: "worker", index: 3 } }), MIRRORED);
  assert.deepEqual(found, [
    { code: "index-too-large", noticed: true, values: { role: "worker", index: 3, count: 3, last: 2 } },
    { code: "no-port", noticed: true, values: { addresses: "g" } },
    { code: "same-address", noticed: false, values: { addresses: "h:1", tasks: "worker 0, worker 1" } },
  ]);
  const [json] = nodeProblems('{\n  "cluster": {},\n}', MIRRORED);
  assert.deepEqual(json, { code: "not-json", noticed: true, values: { mistake: "trailing-comma", line: 2, column: 16, found: "," } });
});

test("what is allowed and hardly meant", () => {
  const cluster = { worker: ["http://worker.example:1"], ps: ["p:1"], evaluator: ["e:1"] };
  const text = JSON.stringify({ cluster, task: { type: "worker", index: 0 } });
  assert.deepEqual(codes(nodeProblems(text, SERVERS)), []);
  assert.deepEqual(codes(advice(text, SERVERS)), ["evaluator-in-cluster", "no-chief", "odd-address"]);
  const own = JSON.stringify({ cluster: { evaluator: ["e:1"] }, task: { type: "evaluator", index: 0 } });
  assert.deepEqual(advice(own, SERVERS), []);
});

test("no text makes the check fail itself", () => {
  fc.assert(
    fc.property(fc.json(), fc.json(), fc.constantFrom(MIRRORED, SERVERS), (cluster, task, strategy) => {
      const text = `{"cluster": ${cluster}, "task": ${task}}`;
      clusterProblems({ one: text, two: cluster, three: null }, strategy);
      advice(text, strategy);
      assert.ok(pasted(text).length === 1);
    }),
  );
});

// The TF_CONFIG builder: a cluster in, the value of every node out; and a check of pasted values.

import { calculator } from "./calculator.js";
import { button, code, element, fill, words } from "./dom.js";
import { whole } from "./entered.js";
import { addresses, advice, chief, clusterProblems, differing, exported, MIRRORED, MOST_NODES, MOST_PASTED, nodes, pasted, pretty, ROLES, script, SERVERS, taskName, workerCount } from "./tf-config.js";

/**
 * @typedef {Record<string, string>} Words
 * @typedef {Record<string, string>} Values
 * @typedef {import("./tf-config.js").Node} ClusterNode
 * @typedef {import("./tf-config.js").Problem} Problem
 * @typedef {import("./tf-config.js").Role} Role
 * @typedef {import("./calculator.js").Shown} Shown
 * @typedef {Problem & {names: string[], level: "stops" | "silent" | "advice"}} Found
 */

const STRATEGIES = { servers: SERVERS, mirrored: MIRRORED };
const START = { chief: "1", worker: "3", ps: "1", evaluator: "0" };
const MOST_PORT = 65535;

const place = document.querySelector("#tool-tf-config");
if (place) start(place, words(place));

/**
 * @param {Element} place
 * @param {Words} text
 */
function start(place, text) {
  const opened = new Set([0]); // the numbers of the nodes whose values are shown
  const counts = ROLES.map((name) => ({ name, label: fill(text.count, { role: name }), value: START[name], number: /** @type {const} */ ("numeric") }));
  const strategy = { name: "strategy", label: text.strategy, value: "servers", options: /** @type {[string, string][]} */ (Object.entries(STRATEGIES)), wide: true };
  calculator(place, text.reset, [
    { title: text["title-build"], fields: [strategy, ...counts, ...hostFields(text)], show: (values) => built(text, values, opened) },
    { title: text["title-check"], fields: [{ name: "pasted", label: text.paste, value: "", rows: 8, wide: true, secret: true }], show: (values) => checked(text, values) },
  ]);
}

/**
 * @param {Words} text
 * @returns {import("./calculator.js").Field[]}
 */
function hostFields(text) {
  return [
    { name: "from", label: text.from, value: "pattern", options: [["pattern", text["from-pattern"]], ["list", text["from-list"]]] }, // prettier-ignore
    { name: "host", label: text.host, value: "{role}{index}.example" },
    { name: "port", label: text.port, value: "2222", number: "numeric" },
    { name: "ports", label: text.ports, value: "same", options: [["same", text["ports-same"]], ["rising", text["ports-rising"]]] }, // prettier-ignore
    { name: "list", label: text.list, value: "", rows: 5, wide: true },
  ];
}

// ---- Build ---------------------------------------------------------------------------

/**
 * @param {Words} text
 * @param {Values} values
 * @param {Set<number>} opened
 * @returns {Shown}
 */
function built(text, values, opened) {
  const hidden = values.from === "list" ? ["host", "port", "ports"] : ["list"];
  const plan = planned(text, values);
  if ("wrong" in plan) return { ...plan, hidden };
  const all = nodes(plan);
  const strategy = STRATEGIES[/** @type {keyof typeof STRATEGIES} */ (values.strategy)];
  const texts = all.map((node) => /** @type {[string, string]} */ ([node.name, pretty(node)]));
  const found = problemsOf(texts, strategy);
  const content = [problemList(text, found, texts.length), results(text, all, opened)];
  return { text: summary(text, plan.counts, all, strategy, found), content, hidden };
}

/**
 * The plan that the fields describe, or what is wrong with them.
 * @param {Words} text
 * @param {Values} values
 * @returns {import("./tf-config.js").Plan | {text: string, wrong: string[]}}
 */
function planned(text, values) {
  const counts = /** @type {Record<Role, number>} */ (Object.fromEntries(ROLES.map((role) => [role, whole(values[role])])));
  const strange = ROLES.find((role) => Number.isNaN(counts[role]));
  if (strange) return { text: fill(text["field-count"], { role: strange }), wrong: [strange] };
  const total = ROLES.reduce((sum, role) => sum + counts[role], 0);
  if (!total) return { text: text["field-none"], wrong: [...ROLES] };
  if (total > MOST_NODES) return { text: fill(text["field-many"], { most: MOST_NODES }), wrong: [...ROLES] };
  return values.from === "list" ? listed(text, values.list, counts, total) : patterned(text, values, counts, total);
}

/**
 * @param {Words} text
 * @param {string} list
 * @param {Record<Role, number>} counts
 * @param {number} total
 */
function listed(text, list, counts, total) {
  const given = list.split(/[\n,]/).map((line) => line.trim()).filter(Boolean); // prettier-ignore
  if (given.length === total) return { counts, addresses: given };
  return { text: fill(text["field-list"], { nodes: total, given: given.length }), wrong: ["list"] };
}

/**
 * @param {Words} text
 * @param {Values} values
 * @param {Record<Role, number>} counts
 * @param {number} total
 */
function patterned(text, { host, port, ports }, counts, total) {
  const [pattern, first, rising] = [host.trim(), whole(port), ports === "rising"];
  const last = first + (rising ? total - 1 : 0);
  if (!pattern) return { text: text["field-host"], wrong: ["host"] };
  if (!(first >= 1 && last <= MOST_PORT)) return { text: fill(text["field-port"], { most: MOST_PORT }), wrong: ["port"] };
  return { counts, addresses: addresses(counts, pattern, first, rising) };
}

/**
 * @param {Words} text
 * @param {Record<Role, number>} counts
 * @param {ClusterNode[]} all
 * @param {string} strategy
 * @param {Found[]} found
 */
function summary(text, counts, all, strategy, found) {
  const wrong = found.filter(({ level }) => level !== "advice").length;
  const said = fill(text[wrong ? "said-wrong" : "said-right"], { nodes: all.length, strategy, count: wrong });
  const saving = chief(all);
  if (wrong || !saving) return said;
  const reduce = strategy === MIRRORED ? [fill(text["said-reduce"], { count: workerCount(counts) })] : [];
  return [said, fill(text["said-chief"], { node: saving.name }), ...reduce].join(text.space);
}

/**
 * @param {Words} text
 * @param {ClusterNode[]} all
 * @param {Set<number>} opened
 */
function results(text, all, opened) {
  const made = element("div", "nodes");
  const everything = copiers(text, { "copy-all": () => script(all) });
  made.append(everything, ...all.map((node, number) => nodeView(text, node, all, number, opened)));
  return made;
}

/**
 * One node: its value is written out when it is opened.
 * @param {Words} text
 * @param {ClusterNode} node
 * @param {ClusterNode[]} all
 * @param {number} number
 * @param {Set<number>} opened
 */
function nodeView(text, node, all, number, opened) {
  const made = /** @type {HTMLDetailsElement} */ (element("details", "node"));
  const name = element("summary", "", element("strong", "", node.name));
  name.append(" ", element("code", "", node.address));
  made.append(name);
  let isFilled = false;
  const open = () => {
    if (made.open) opened.add(number);
    else opened.delete(number);
    if (made.open && !isFilled) made.append(...nodeContent(text, node, all));
    isFilled ||= made.open;
  };
  made.addEventListener("toggle", open);
  made.open = opened.has(number);
  if (made.open) open();
  return made;
}

/**
 * @param {Words} text
 * @param {ClusterNode} node
 * @param {ClusterNode[]} all
 */
function nodeContent(text, node, all) {
  const lines = differing(node, all);
  const about = element("p", "node__differs", differs(text, node, all, lines));
  const buttons = copiers(text, { "copy-json": () => pretty(node), "copy-line": () => exported(node) });
  return [about, block(json(pretty(node), lines)), block(exported(node)), buttons];
}

/**
 * @param {Words} text
 * @param {ClusterNode} node
 * @param {ClusterNode[]} all
 * @param {number[]} lines
 */
function differs(text, node, all, lines) {
  if (node.role === "evaluator" && all.length > 1) return text["differs-evaluator"];
  if (!lines.length) return text["differs-none"];
  const source = pretty(node).split("\n");
  const keys = lines.map((line) => source[line].split(":")[0].replace(/[^a-z]/g, ""));
  return fill(text.differs, { count: lines.length, all: source.length, keys: keys.join(text.comma) });
}

/**
 * The lines of a JSON; those that differ are marked.
 * @param {string} text
 * @param {number[]} marked
 */
function json(text, marked) {
  const made = document.createDocumentFragment();
  text.split("\n").forEach((line, place) => made.append(marked.includes(place) ? element("mark", "node__line", line) : line, "\n"));
  return made;
}

/** @param {string | Node} content */
function block(content) {
  const made = element("pre", "node__value", element("code", "", content));
  made.tabIndex = 0; // it scrolls
  return made;
}

/**
 * Buttons that copy, and beside them whether it was done.
 * @param {Words} text
 * @param {Record<string, () => string>} contents by the names of the buttons' words
 */
function copiers(text, contents) {
  const [made, answer] = [element("div", "node__buttons"), element("span", "node__copied")];
  answer.setAttribute("role", "status");
  const copy = async (/** @type {() => string} */ content) => {
    answer.textContent = "";
    try {
      await navigator.clipboard.writeText(content());
      answer.textContent = text.copied;
    } catch {
      answer.textContent = text["not-copied"];
    }
  };
  const buttons = Object.entries(contents).map(([name, content]) => button(text[name], () => copy(content), "md-button node__copy"));
  made.append(...buttons, answer);
  return made;
}

// ---- Check ---------------------------------------------------------------------------

/**
 * @param {Words} text
 * @param {Values} values
 * @returns {Shown}
 */
function checked(text, values) {
  const strategy = STRATEGIES[/** @type {keyof typeof STRATEGIES} */ (values.strategy)];
  const { characters, values: most } = MOST_PASTED;
  if (values.pasted.length > characters) return { text: fill(text["check-long"], { most: characters }), wrong: ["pasted"] };
  const given = pasted(values.pasted);
  if (given.length > most) return { text: fill(text["check-many"], { most }), wrong: ["pasted"] };
  if (!given.length) return { text: fill(text["check-empty"], { strategy }) };
  const names = given.map(({ text: value }, place) => taskName(value) ?? fill(text.nth, { number: place + 1 }));
  const texts = given.map((each, place) => /** @type {[string, string]} */ ([isRepeated(names, place) ? `${names[place]} (${place + 1})` : names[place], each.text]));
  const found = problemsOf(texts, strategy, given.map(({ line }) => line));
  const wrong = found.filter(({ level }) => level !== "advice").length;
  const said = fill(text[wrong ? "check-wrong" : "check-right"], { strategy, count: wrong, names: texts.map(([name]) => name).join(text.comma) });
  return { text: said, wrong: wrong ? ["pasted"] : [], content: [problemList(text, found, texts.length)] };
}

/**
 * @param {string[]} names
 * @param {number} place
 */
function isRepeated(names, place) {
  return names.indexOf(names[place]) !== place;
}

/**
 * All problems, each once with the nodes that have it.
 * @param {[name: string, text: string][]} texts
 * @param {string} strategy
 * @param {number[]} [above] lines above each text
 * @returns {Found[]}
 */
function problemsOf(texts, strategy, above = []) {
  const byNode = clusterProblems(Object.fromEntries(texts), strategy);
  // One value alone is no cluster: that others are missing is no mistake.
  const between = texts.length > 1 ? byNode[""] : [];
  /** @type {Map<string, Found>} */
  const found = new Map();
  /** @param {Problem} problem @param {string[]} names @param {Found["level"]} level */
  const note = (problem, names, level) => {
    const key = JSON.stringify([problem.code, problem.values, level]);
    found.set(key, { ...problem, level, names: [...(found.get(key)?.names ?? []), ...names] });
  };
  texts.forEach(([name, text], place) => {
    for (const each of byNode[name]) note(shifted(each, above[place] ?? 0), [name], each.noticed ? "stops" : "silent");
    for (const each of advice(text, strategy)) note(each, [name], "advice");
  });
  for (const each of between) note(each, [], "silent");
  const order = ["stops", "silent", "advice"];
  return [...found.values()].sort((one, two) => order.indexOf(one.level) - order.indexOf(two.level));
}

/**
 * A problem whose line counts from the top of what was pasted.
 * @param {Problem} problem
 * @param {number} above
 * @returns {Problem}
 */
function shifted(problem, above) {
  const { line } = problem.values ?? {};
  return line === undefined ? problem : { ...problem, values: { ...problem.values, line: Number(line) + above } };
}

/**
 * @param {Words} text
 * @param {Found[]} found
 * @param {number} all how many nodes there are
 */
function problemList(text, found, all) {
  const made = element("ul", "problems");
  made.hidden = !found.length;
  for (const each of found) {
    const item = element("li", `problem problem--${each.level}`, element("strong", "", text[`level-${each.level}`]));
    const where = all > 1 && each.names.length && each.names.length < all ? fill(text.where, { names: each.names.join(text.comma) }) : "";
    const template = each.code === "not-json" ? text[`json-${each.values?.mistake}`] : text[`problem-${each.code}`];
    item.append(" ", code(fill(template, each.values ?? {})), where);
    made.append(item);
  }
  return made;
}

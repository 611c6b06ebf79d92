// TF_CONFIG: written for every node of a cluster, and checked by the rules of TensorFlow 2.21.
// The rules are those of notebooks/helpers/tf_config.py, which was compared with TensorFlow; a
// test compares this file with what the lab says of the same configurations.

import { JsonMistake, parse } from "./json.js";

/** The roles that TensorFlow allows, in the order in which nodes are listed. */
export const ROLES = /** @type {const} */ (["chief", "worker", "ps", "evaluator"]);
export const MIRRORED = "MultiWorkerMirroredStrategy";
export const SERVERS = "ParameterServerStrategy";
/** More nodes than this are not written out. */
export const MOST_NODES = 100;
/** More than this, pasted, is not checked: characters, and values of the variable. */
export const MOST_PASTED = { characters: 1_000_000, values: 1000 };

/**
 * @typedef {typeof ROLES[number]} Role
 * @typedef {Record<string, string[]>} Cluster a role and the addresses of its nodes
 * @typedef {{role: string, index: number, address: string, name: string, config: {cluster: Cluster, task: {type: string, index: number}}}} Node
 * @typedef {object} Problem
 * @property {string} code
 * @property {boolean} noticed whether TensorFlow stops this process with an error before training
 * @property {Record<string, string | number>} [values] what the text on it names
 * @typedef {object} Plan
 * @property {Record<Role, number>} counts
 * @property {string[]} addresses one for each node, in the order of the roles
 */

// ---- Write ---------------------------------------------------------------------------

/**
 * Addresses from a pattern in which {role} and {index} stand for those of a node.
 * @param {Record<Role, number>} counts
 * @param {string} pattern
 * @param {number} port
 * @param {boolean} rising whether every node has a port of its own
 */
export function addresses(counts, pattern, port, rising) {
  return places(counts).map(([role, index], number) => {
    const host = pattern.replaceAll("{role}", role).replaceAll("{index}", String(index));
    return `${host}:${port + (rising ? number : 0)}`;
  });
}

/**
 * All nodes of a plan with what TF_CONFIG says on each.  An evaluator stands outside the
 * training cluster and only knows its kind.
 * @param {Plan} plan
 * @returns {Node[]}
 */
export function nodes({ counts, addresses }) {
  const all = places(counts).map(([role, index], number) => ({ role, index, address: addresses[number] ?? "" }));
  const listed = (/** @type {readonly Role[]} */ roles) => {
    const filled = roles.filter((role) => counts[role] > 0);
    return Object.fromEntries(filled.map((role) => [role, all.flatMap((node) => (node.role === role ? node.address : []))]));
  };
  const [training, aside] = [listed(["chief", "worker", "ps"]), listed(["evaluator"])];
  return all.map(({ role, index, address }) => ({
    role,
    index,
    address,
    name: `${role} ${index}`,
    config: { cluster: role === "evaluator" ? aside : training, task: { type: role, index } },
  }));
}

/**
 * @param {Record<Role, number>} counts
 * @returns {[Role, number][]}
 */
function places(counts) {
  return ROLES.flatMap((role) => Array.from({ length: counts[role] }, (_, index) => /** @type {[Role, number]} */ ([role, index])));
}

/** @param {Node} node */
export function pretty({ config }) {
  return JSON.stringify(config, null, 2);
}

/**
 * The line of a shell that sets the variable.
 * @param {Node} node
 */
export function exported({ config }) {
  return `export TF_CONFIG='${JSON.stringify(config).replaceAll("'", "'\\''")}'`;
}

/**
 * The lines of all nodes, each with a comment that says where it belongs.
 * @param {Node[]} nodes
 */
export function script(nodes) {
  return nodes.map((node) => `# ${node.name} (${node.address})\n${exported(node)}\n`).join("\n");
}

/**
 * The numbers of the lines, from 0, in which a node's JSON differs from that of another node.
 * An evaluator's differs from all in everything, and so the others are compared without it.
 * @param {Node} node
 * @param {Node[]} all
 * @returns {number[]}
 */
export function differing(node, all) {
  const isAside = (/** @type {Node} */ { role }) => role === "evaluator";
  const others = all.filter((other) => other !== node && (isAside(node) || !isAside(other)));
  const mine = pretty(node).split("\n");
  const texts = others.map((other) => pretty(other).split("\n"));
  return mine.map((_, line) => line).filter((line) => texts.some((text) => text[line] !== mine[line]));
}

/**
 * Which node saves checkpoints and summaries: the chief, or worker 0 without one.
 * @param {Node[]} all
 */
export function chief(all) {
  return all.find(({ role }) => role === "chief") ?? all.find(({ role, index }) => role === "worker" && index === 0);
}

/**
 * How many nodes take part in the all-reduce of MultiWorkerMirroredStrategy.
 * @param {Record<Role, number>} counts
 */
export function workerCount({ chief, worker }) {
  return chief + worker;
}

// ---- Check ---------------------------------------------------------------------------

/**
 * What is wrong with one node's TF_CONFIG (null: the variable is not set).
 * @param {string | null} text
 * @param {string} strategy
 * @returns {Problem[]}
 */
export function nodeProblems(text, strategy) {
  const servers = strategy === SERVERS;
  // Without a cluster, MultiWorkerMirroredStrategy trains alone, without a word.
  if (text === null) return [problem("not-set", servers)];
  let config;
  try {
    config = parse(text);
  } catch (error) {
    if (!(error instanceof JsonMistake)) throw error;
    const { code, line, column, found } = error;
    return [problem("not-json", true, { mistake: code, line, column, found })];
  }
  if (!isObject(config)) {
    // TensorFlow looks for "cluster" in a list or a string too, and finds none.
    return [problem("not-an-object", servers || !(Array.isArray(config) || typeof config === "string"))];
  }
  return configProblems(config, servers);
}

/**
 * @param {Record<string, unknown>} config
 * @param {boolean} servers
 */
function configProblems(config, servers) {
  const { role, index, found } = task("task" in config ? config.task : {}, servers);
  const raw = "cluster" in config ? config.cluster : {};
  if (isObject(raw) && !Object.keys(raw).length) {
    // An evaluator needs no cluster: it only reads checkpoints.
    return role === "evaluator" ? found : [problem("no-cluster", servers), ...found];
  }
  const cluster = clusterOf(raw);
  if (!cluster) return [problem("bad-cluster", true), ...found];
  return [...clusterRules(cluster, role, servers), ...found, ...taskRules(cluster, role, index), ...addressRules(cluster)];
}

/**
 * What is wrong on each node (by any name you like), and under "" between the nodes.  What lies
 * between them no single process can see.
 * @param {Record<string, string | null>} texts
 * @param {string} strategy
 * @returns {Record<string, Problem[]>}
 */
export function clusterProblems(texts, strategy) {
  const found = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, nodeProblems(text, strategy)]));
  return { ...found, "": between(Object.entries(texts)) };
}

/** @param {[string, string | null][]} texts */
function between(texts) {
  /** @type {[string, Cluster][]} */
  const clusters = [];
  /** @type {Map<string, string[]>} */
  const taken = new Map();
  for (const [name, text] of texts) {
    const config = objectOf(text);
    const { role, index } = task(config.task ?? {}, true);
    if (role === null || index === null) continue;
    const place = `${role} ${index}`;
    taken.set(place, [...(taken.get(place) ?? []), name]);
    const cluster = clusterOf(config.cluster);
    if (cluster && Object.keys(cluster).length && role !== "evaluator") clusters.push([name, cluster]);
  }
  const other = clusters.filter(([, cluster]) => !isSame(cluster, clusters[0][1])).map(([name]) => name);
  const twice = [...taken].filter(([, names]) => names.length > 1).map(([place]) => place);
  const wanted = new Set(clusters.flatMap(([, cluster]) => tasksOf(cluster)));
  const missing = [...wanted].filter((place) => isRole(place.split(" ")[0]) && !taken.has(place));
  return [
    ...(other.length ? [problem("clusters-differ", false, { one: clusters[0][0], others: other.join(", ") })] : []),
    ...(twice.length ? [problem("same-task-twice", false, { tasks: twice.join(", ") })] : []),
    ...(missing.length ? [problem("task-missing", false, { tasks: missing.join(", ") })] : []),
  ];
}

/**
 * What is allowed and yet hardly meant.
 * @param {string} text
 * @param {string} strategy
 * @returns {Problem[]}
 */
export function advice(text, strategy) {
  const config = objectOf(text);
  const cluster = clusterOf(config.cluster) ?? {};
  const { role } = task(config.task ?? {}, true);
  const listed = Object.values(cluster).flat();
  const odd = listed.filter((address) => /[\s/]/.test(address));
  const found = [];
  if (role !== "evaluator" && cluster.evaluator?.length) found.push(problem("evaluator-in-cluster", false));
  if (strategy === SERVERS && role !== "evaluator" && listed.length && !cluster.chief?.length) found.push(problem("no-chief", false));
  if (odd.length) found.push(problem("odd-address", false, { addresses: odd.join(", ") }));
  return found;
}

/**
 * The task of a TF_CONFIG by name, as in "worker 1"; null if it names none.
 * @param {string} text
 */
export function taskName(text) {
  const { role, index } = task(objectOf(text).task ?? {}, true);
  return role === null || index === null ? null : `${role} ${index}`;
}

/**
 * @param {string} code
 * @param {boolean} noticed
 * @param {Record<string, string | number>} [values]
 * @returns {Problem}
 */
function problem(code, noticed, values = {}) {
  return { code, noticed, values };
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * @param {string | null} text
 * @returns {Record<string, unknown>}
 */
function objectOf(text) {
  try {
    const config = parse(text ?? "");
    return isObject(config) ? config : {};
  } catch {
    return {};
  }
}

/**
 * Role, index (as TensorFlow converts it) and what is wrong with them.
 * @param {unknown} task
 * @param {boolean} servers
 * @returns {{role: string | null, index: number | null, found: Problem[]}}
 */
function task(task, servers) {
  if (!isObject(task) || !("type" in task && "index" in task)) {
    // ParameterServerStrategy takes a process without a type for the coordinator.
    const hasType = isObject(task) && "type" in task;
    return { role: null, index: null, found: [problem("no-task", !servers || hasType)] };
  }
  const role = typeof task.type === "string" ? task.type : JSON.stringify(task.type);
  const index = asInteger(task.index);
  if (index === null) return { role, index, found: [problem("index-not-a-number", true, { index: JSON.stringify(task.index) })] };
  if (!Number.isInteger(task.index)) return { role, index, found: [problem("index-not-an-integer", false, { index: JSON.stringify(task.index), read: index })] };
  return { role, index, found: index < 0 ? [problem("index-negative", true, { index })] : [] };
}

/**
 * What Python's int() makes of a value from JSON; null where it refuses.
 * @param {unknown} value
 */
function asInteger(value) {
  if (typeof value === "number") return Math.trunc(value);
  if (typeof value === "boolean") return Number(value);
  return typeof value === "string" && /^\s*[+-]?\d+(_\d+)*\s*$/.test(value) ? Number(value.replaceAll("_", "")) : null;
}

/**
 * The cluster with its addresses as lists; null if `ClusterSpec` would refuse it.
 * @param {unknown} value
 * @returns {Cluster | null}
 */
function clusterOf(value) {
  if (!isObject(value)) return null;
  const listed = Object.entries(value).map(([role, tasks]) => [role, isObject(tasks) ? Object.values(tasks) : tasks]);
  const isRight = listed.every(([, tasks]) => Array.isArray(tasks) && tasks.every((address) => typeof address === "string"));
  return isRight ? Object.fromEntries(listed) : null;
}

/**
 * @param {Cluster} cluster
 * @param {string | null} role
 * @param {boolean} servers
 */
function clusterRules(cluster, role, servers) {
  const has = (/** @type {string} */ name) => cluster[name]?.length ?? 0;
  const unknown = Object.keys(cluster).filter((name) => !isRole(name));
  const found = [];
  if (unknown.length) found.push(problem("unknown-role", true, { roles: unknown.join(", ") }));
  if (has("chief") > 1) found.push(problem("two-chiefs", true, { count: has("chief") }));
  if (has("evaluator") > 1) found.push(problem("two-evaluators", true, { count: has("evaluator") }));
  if (role === "evaluator") return found; // it stands outside the training cluster
  if (servers && !has("worker")) found.push(problem("no-worker", true));
  if (servers && !has("ps")) found.push(problem("no-ps", true));
  if (!servers && has("ps")) found.push(problem("ps-without-its-strategy", role === "ps"));
  return found;
}

/**
 * @param {Cluster} cluster
 * @param {string | null} role
 * @param {number | null} index
 */
function taskRules(cluster, role, index) {
  if (role === null) return [];
  if (!isRole(role)) return [problem("unknown-type", true, { role })];
  const listed = Object.hasOwn(cluster, role) ? cluster[role].length : null;
  if (listed === null) return role === "evaluator" ? [] : [problem("type-not-in-cluster", true, { role, roles: Object.keys(cluster).join(", ") })];
  if (index === null || index < listed) return [];
  return [problem("index-too-large", true, { role, index, count: listed, last: listed - 1 })];
}

/** @param {Cluster} cluster */
function addressRules(cluster) {
  const listed = Object.values(cluster).flat();
  const bare = listed.filter((address) => !hasPort(address));
  const found = bare.length ? [problem("no-port", true, { addresses: few(bare) })] : [];
  const twice = [...new Set(listed.filter((address, place) => listed.indexOf(address) !== place))];
  if (!twice.length) return found;
  const holders = tasksOf(cluster).filter((_, place) => twice.includes(listed[place]));
  return [...found, problem("same-address", false, { addresses: few(twice), tasks: few(holders) })];
}

/** @param {string} address */
function hasPort(address) {
  const [, port] = /^.+:(\d+)$/s.exec(address) ?? [];
  return port !== undefined && Number(port) > 0 && Number(port) < 65536;
}

/** @param {string} name */
function isRole(name) {
  return ROLES.some((role) => role === name);
}

/**
 * The tasks of a cluster, as in "worker 1", in the order of their addresses.
 * @param {Cluster} cluster
 */
function tasksOf(cluster) {
  return Object.entries(cluster).flatMap(([role, listed]) => listed.map((_, index) => `${role} ${index}`));
}

/** @param {string[]} names */
function few(names) {
  const SHOWN = 6;
  return names.length > SHOWN ? `${names.slice(0, SHOWN).join(", ")}, …` : names.join(", ");
}

/**
 * @param {Cluster} one
 * @param {Cluster} other
 */
function isSame(one, other) {
  const sorted = (/** @type {Cluster} */ cluster) => JSON.stringify(Object.entries(cluster).sort(([a], [b]) => (a < b ? -1 : 1)));
  return sorted(one) === sorted(other);
}

// ---- Read ----------------------------------------------------------------------------

/**
 * The values in a pasted text: the JSON itself, or lines of a shell that set the variable.
 * `line` is the number of lines above the value.
 * @param {string} text
 * @returns {{text: string, line: number}[]}
 */
export function pasted(text) {
  const starts = [...text.matchAll(/^[ \t]*(?:export[ \t]+)?TF_CONFIG=/gm)];
  if (!starts.length) return text.trim() ? [{ text, line: 0 }] : [];
  let [line, counted] = [0, 0];
  return starts.map((start, place) => {
    const from = start.index + start[0].length;
    const value = text.slice(from, starts[place + 1]?.index);
    line += text.slice(counted, from).split("\n").length - 1;
    counted = from;
    return { text: unquoted(value), line };
  });
}

/**
 * A word of a shell without its quotes.
 * @param {string} value
 */
function unquoted(value) {
  const quote = value[0];
  const end = quote === "'" ? singleEnd(value) : quote === '"' ? doubleEnd(value) : -1;
  if (end < 0 || !isOnlyComments(value.slice(end + 1))) return value;
  const inside = value.slice(1, end);
  return quote === "'" ? inside.replaceAll("'\\''", "'") : inside.replace(/\\(["\\$`])/g, "$1");
}

/**
 * Where a word in single quotes ends; `'\''` in it stands for a quote.  -1: nowhere.
 * @param {string} value
 */
function singleEnd(value) {
  let end = value.indexOf("'", 1);
  while (end >= 0 && value.startsWith("'\\''", end)) end = value.indexOf("'", end + 4);
  return end;
}

/**
 * Where a word in double quotes ends; a backslash takes the next sign along.  -1: nowhere.
 * @param {string} value
 */
function doubleEnd(value) {
  for (let at = 1; at < value.length; at++) {
    if (value[at] === "\\") at++;
    else if (value[at] === '"') return at;
  }
  return -1;
}

/**
 * Whether nothing but blanks and comments of a shell stands there.
 * @param {string} text
 */
function isOnlyComments(text) {
  return text.split("\n").every((line) => /^\s*(#|$)/.test(line));
}

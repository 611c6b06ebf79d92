// Reads logs of training runs: what a reader pastes or drops, in the formats that tools write.
// Knows no page.  Throws nothing but LogError; its words are in data/ui/doctor.yml.

/**
 * @typedef {{at: number[], values: number[]}} Series `at` is the step or epoch of each value
 * @typedef {"csv" | "tsv" | "json" | "json-lines" | "tensorboard" | "numbers"} Format
 * @typedef {{format: Format, rows: number, axis: "step" | "epoch" | "row", names: Record<"train" | "validation" | "recall", string>,
 *   train: Series, validation: Series | null, recall: Series | null}} Run
 * @typedef {number | null | undefined} Cell null: no value; undefined: not a number
 */

export const LIMITS = { bytes: 5_000_000, rows: 200_000, columns: 200, shown: 40, cell: 64 };

/** What is wrong with a log: `code` leads to the words, `line` counts from 1, or is 0. */
export class LogError extends Error {
  /**
   * @param {string} code
   * @param {number} [line]
   * @param {Record<string, string | number>} [values]
   */
  constructor(code, line = 0, values = {}) {
    super(line ? `${code} (line ${line})` : code);
    Object.assign(this, { name: "LogError", code, line, values });
    this.code = code;
    this.line = line;
    this.values = values;
  }
}

/** Columns by what they are called, after `plainName`; the first that is there counts. */
const NAMES = {
  train: ["train_loss_epoch", "train_loss", "training_loss", "loss_train", "loss_training", "epoch_loss", "loss", "train_loss_step", "batch_loss", "value", "損失", "トレーニング損失", "訓練損失"],
  validation: ["val_loss", "valid_loss", "validation_loss", "eval_loss", "test_loss", "dev_loss", "val_loss_epoch", "validation_loss_epoch", "loss_val", "loss_valid", "loss_validation", "loss_eval", "loss_test", "検証損失"],
  recall: ["val_recall", "validation_recall", "eval_recall", "test_recall", "recall"],
  step: ["step", "global_step", "steps", "iteration", "iter", "batch", "ステップ"],
  epoch: ["epoch", "epochs", "エポック"],
};
/** A column that may be meant, if it is the only one. */
const LOSS = /loss|損失|cost|error/i;
const MISSING = new Set(["", "-", "null", "none", "na", "n/a", "#n/a"]);
const NOT_A_NUMBER = new Set(["nan", "+nan", "-nan", "nan(ind)", "-nan(ind)", "1.#qnan", "-1.#ind", "1.#ind"]);
const INFINITE = new Map([
  ...["inf", "+inf", "infinity", "+infinity", "∞", "+∞", "1.#inf"].map((each) => /** @type {[string, number]} */ ([each, Infinity])),
  ...["-inf", "-infinity", "-∞", "−∞", "-1.#inf"].map((each) => /** @type {[string, number]} */ ([each, -Infinity])),
]);
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * The run in a log.
 * @param {string} text
 * @param {string} [name] of the file; only helps to tell TSV from blanks
 * @returns {Run}
 */
export function parse(text, name = "") {
  const given = checked(text);
  const first = given.trimStart()[0];
  if (first === "{" || first === "[") return json(given);
  return delimited(given, name);
}

/** @param {unknown} text */
function checked(text) {
  if (typeof text !== "string" || !text.trim()) throw new LogError("empty");
  if (text.length > LIMITS.bytes) throw new LogError("too-large", 0, { most: LIMITS.bytes / 1e6 });
  const odd = text.search(/[\u0000-\u0008\u000e-\u001a\u001c-\u001f\ufffd]/);
  if (odd >= 0) throw new LogError("binary", lineAt(text, odd));
  return text.replace(/^\ufeff/, "");
}

/**
 * @param {string} text
 * @param {number} place
 */
function lineAt(text, place) {
  let line = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < place; at = text.indexOf("\n", at + 1)) line++;
  return line;
}

// Cells.

/**
 * The number in a cell.
 * @param {unknown} raw
 * @param {boolean} [comma] whether a comma is the decimal sign
 * @returns {Cell}
 */
export function cell(raw, comma = false) {
  if (typeof raw === "number") return raw;
  if (raw === null || raw === undefined) return null;
  if (typeof raw !== "string" || raw.length > LIMITS.cell) return undefined;
  const word = raw.trim().toLowerCase();
  if (MISSING.has(word)) return null;
  if (NOT_A_NUMBER.has(word)) return NaN;
  const infinite = INFINITE.get(word);
  if (infinite !== undefined) return infinite;
  const dotted = (comma && !word.includes(".") ? word.replace(",", ".") : word).replace("−", "-");
  return NUMBER.test(dotted) ? Number(dotted) : undefined;
}

/** @param {string} text */
function short(text) {
  return text.length > LIMITS.shown ? `${text.slice(0, LIMITS.shown)}…` : text;
}

/**
 * A value of JSON in few words: what nests, or has a toString of its own, has no text.
 * @param {unknown} value
 */
function plain(value) {
  if (Array.isArray(value)) return "[…]";
  return isObject(value) ? "{…}" : String(value);
}

/** @param {string} name */
function plainName(name) {
  return short(name).trim().toLowerCase().replace(/[\s/.:-]+/g, "_").replace(/[()[\]]/g, "");
}

// Tables: a list of names and rows of raw cells, each with its line.

/**
 * @typedef {{names: string[], rows: unknown[][], lines: number[], comma: boolean, format: Format}} Table
 */

/**
 * @param {Table} table
 * @returns {Run}
 */
function runOf(table) {
  const places = new Map(table.names.map((each, place) => /** @type {[string, number]} */ ([plainName(each), place])).reverse());
  const find = (/** @type {string[]} */ wanted) => places.get(wanted.find((each) => places.has(each)) ?? "");
  const validation = find(NAMES.validation);
  const train = find(NAMES.train) ?? onlyLoss(table.names, validation);
  if (train === undefined) {
    if (validation !== undefined) throw new LogError("only-validation", table.lines[0] ? 1 : 0, { name: short(table.names[validation]) });
    throw new LogError("no-loss", 1, { names: table.names.slice(0, 12).map(short).join(", ") });
  }
  const recall = find(NAMES.recall);
  const { axis, at } = axisOf(table, find(NAMES.step), find(NAMES.epoch));
  const series = (/** @type {number | undefined} */ place) => (place === undefined ? null : seriesOf(table, place, at));
  const own = /** @type {Series} */ (series(train));
  if (!own.values.length) throw new LogError("no-values", 1, { name: short(table.names[train]) });
  const names = { train: nameAt(table, train), validation: nameAt(table, validation), recall: nameAt(table, recall) };
  return { format: table.format, rows: table.rows.length, axis, names, train: own, validation: filled(series(validation)), recall: filled(series(recall)) };
}

/**
 * @param {Table} table
 * @param {number | undefined} place
 */
function nameAt(table, place) {
  return place === undefined ? "" : short(table.names[place]);
}

/** @param {Series | null} series */
function filled(series) {
  return series?.values.length ? series : null;
}

/**
 * The one column whose name speaks of a loss, if there is just one.
 * @param {string[]} names
 * @param {number | undefined} besides
 */
function onlyLoss(names, besides) {
  const found = names.flatMap((name, place) => (place !== besides && LOSS.test(short(name)) ? [place] : []));
  return found.length === 1 ? found[0] : undefined;
}

/**
 * What is counted along the log; rows, where steps are missing or go back.
 * @param {Table} table
 * @param {number | undefined} step
 * @param {number | undefined} epoch
 * @returns {{axis: Run["axis"], at: number[]}}
 */
function axisOf(table, step, epoch) {
  for (const [axis, place] of /** @type {["step" | "epoch", number | undefined][]} */ ([["step", step], ["epoch", epoch]])) {
    if (place === undefined) continue;
    const at = numbersOf(table, place);
    if (rises(at)) return { axis, at };
  }
  return { axis: "row", at: table.rows.map((_, place) => place + 1) };
}

/** @param {(number | null)[]} at @returns {at is number[]} */
function rises(at) {
  return at.every((each, place) => each !== null && Number.isFinite(each) && (place === 0 || each >= Number(at[place - 1]))) && at[at.length - 1] !== at[0];
}

/**
 * @param {Table} table
 * @param {number} place
 */
function numbersOf(table, place) {
  return table.rows.map((row, at) => {
    const value = cell(row[place], table.comma);
    if (value !== undefined) return value;
    throw new LogError("not-a-number", table.lines[at], { value: short(plain(row[place])), name: short(table.names[place]) });
  });
}

/**
 * @param {Table} table
 * @param {number} place
 * @param {number[]} at
 * @returns {Series}
 */
function seriesOf(table, place, at) {
  /** @type {Series} */
  const series = { at: [], values: [] };
  numbersOf(table, place).forEach((value, row) => {
    if (value === null) return;
    series.at.push(at[row]);
    series.values.push(value);
  });
  return series;
}

// Lines of cells.

/**
 * @param {string} text
 * @param {string} name
 */
function delimited(text, name) {
  const all = text.split(/\r\n|\n|\r/);
  const lines = all.flatMap((line, place) => (line.trim() && !line.startsWith("#") ? [{ line, number: place + 1 }] : []));
  if (!lines.length) throw new LogError("empty");
  if (lines.length > LIMITS.rows + 1) throw new LogError("too-many-rows", lines[LIMITS.rows + 1].number, { most: LIMITS.rows });
  const mark = delimiter(lines[0].line, name);
  const comma = mark === "\t" || mark === ";";
  const rows = lines.map(({ line }) => cells(line, mark));
  const isHeader = rows[0].some((each) => cell(each, comma) === undefined);
  if (!isHeader) return headless(rows, lines.map(({ number }) => number), mark, comma);
  const names = rows[0].map((each) => each.trim());
  if (names.length > LIMITS.columns) throw new LogError("too-many-columns", lines[0].number, { most: LIMITS.columns });
  if (lines.length === 1) throw names.length > 1 ? new LogError("only-header", lines[0].number) : unreadable(lines[0]);
  // The last line of a log that is still being written may be cut off.
  if (rows[rows.length - 1].length < names.length && rows.length > 2) (rows.pop(), lines.pop());
  const wrong = rows.findIndex((row) => row.length !== names.length);
  if (wrong >= 0) throw new LogError("cells", lines[wrong].number, { found: rows[wrong].length, wanted: names.length });
  const format = isTensorBoard(names) ? "tensorboard" : mark === "\t" ? "tsv" : "csv";
  return runOf({ names, rows: rows.slice(1), lines: lines.slice(1).map(({ number }) => number), comma, format });
}

/** @param {{line: string, number: number}} given */
function unreadable({ line, number }) {
  return new LogError("unreadable", number, { value: short(line.trim()) });
}

/** @param {string[]} names */
function isTensorBoard(names) {
  const plain = names.map(plainName);
  return ["wall_time", "step", "value"].every((each) => plain.includes(each));
}

/**
 * @param {string} line
 * @param {string} name
 */
function delimiter(line, name) {
  if (line.includes("\t") || /\.tsv$/i.test(name)) return "\t";
  if (line.includes(";")) return ";";
  return line.includes(",") ? "," : " ";
}

/**
 * The cells of a line; quotes may stand around one.
 * @param {string} line
 * @param {string} mark
 */
function cells(line, mark) {
  if (mark === " ") return line.trim().split(/\s+/);
  if (!line.includes('"')) return line.split(mark);
  const found = [];
  let from = 0;
  let quoted = false;
  for (let at = 0; at <= line.length; at++) {
    if (line[at] === '"') quoted = !quoted;
    if (at < line.length && (quoted || line[at] !== mark)) continue;
    found.push(line.slice(from, at).trim().replace(/^"|"$/g, "").replaceAll('""', '"'));
    from = at + 1;
  }
  return found;
}

/**
 * Numbers without names: one series, or step, loss and validation loss.
 * @param {string[][]} rows
 * @param {number[]} lines
 * @param {string} mark
 * @param {boolean} comma
 */
function headless(rows, lines, mark, comma) {
  const wide = rows[0].length;
  const even = rows.every((row) => row.length === wide);
  if (rows.length === 1 || !even || wide === 1 || wide > 3) return listOf(rows, lines, mark, comma);
  const first = rows.map((row) => cell(row[0], comma) ?? null);
  const names = rises(first) ? ["step", "loss", "val_loss"].slice(0, wide) : wide === 2 ? ["loss", "val_loss"] : [];
  if (!names.length) throw new LogError("no-header", lines[0], { columns: wide });
  return runOf({ names, rows, lines, comma, format: mark === "\t" ? "tsv" : "csv" });
}

/**
 * @param {string[][]} rows
 * @param {number[]} lines
 * @param {string} mark
 * @param {boolean} comma
 */
function listOf(rows, lines, mark, comma) {
  /** @type {Table} */
  const table = { names: ["loss"], rows: [], lines: [], comma, format: "numbers" };
  rows.forEach((row, place) => {
    for (const part of row.flatMap((each) => (mark === " " ? [each] : each.trim().split(/\s+/)))) {
      if (part === "") continue; // a comma at the end of a line
      table.rows.push([part]);
      table.lines.push(lines[place]);
    }
  });
  if (table.rows.length > LIMITS.rows) throw new LogError("too-many-rows", lines[lines.length - 1], { most: LIMITS.rows });
  return runOf(table);
}

// JSON.

/** @param {string} text */
function json(text) {
  const lines = text.split(/\r\n|\n|\r/).map((line, place) => ({ line, number: place + 1 })).filter(({ line }) => line.trim());
  if (lines.length > 1 && isObject(read(lines[0].line))) return jsonLines(lines);
  const value = read(text);
  if (value instanceof SyntaxError) throw new LogError("json", lineOf(value, text));
  if (Array.isArray(value)) return listed(value);
  const { format, rows } = wrapped(/** @type {object} */ (value));
  return Array.isArray(rows) ? listed(rows) : columnsOf(rows, format);
}

/**
 * The value of a JSON text, in which NaN and Infinity may stand as Python writes them; or the error.
 * @param {string} text
 * @returns {unknown}
 */
function read(text) {
  try {
    return JSON.parse(/NaN|Infinity/.test(text) ? quoted(text) : text);
  } catch (error) {
    return error instanceof SyntaxError ? error : new SyntaxError("too deep");
  }
}

/**
 * The text with NaN and Infinity, outside of strings, as strings.
 * @param {string} text
 */
function quoted(text) {
  const parts = [];
  let from = 0;
  let inside = false;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') inside = !inside;
    else if (!inside && (text[at] === "N" || text[at] === "I" || text[at] === "-")) {
      const word = /^(?:NaN|-?Infinity)/.exec(text.slice(at, at + 9))?.[0];
      if (!word) continue;
      parts.push(text.slice(from, at), `"${word}"`);
      from = at + word.length;
      at = from - 1;
    }
  }
  return parts.join("") + text.slice(from);
}

/**
 * The line that a browser's message speaks of; browsers differ.
 * @param {SyntaxError} error
 * @param {string} text
 */
function lineOf(error, text) {
  const line = /line (\d+)/.exec(error.message)?.[1];
  if (line) return Number(line);
  const place = /position (\d+)/.exec(error.message)?.[1];
  return lineAt(text, place ? Number(place) : text.length);
}

/** @param {unknown} value @returns {value is object} */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof SyntaxError);
}

/**
 * What is inside of a history or of a trainer's state.
 * @param {object} value
 * @returns {{format: Format, rows: object}}
 */
function wrapped(value) {
  for (const [name, inner] of Object.entries(value)) {
    if ((name === "history" || name === "log_history") && typeof inner === "object" && inner) return { format: "json", rows: inner };
  }
  return { format: "json", rows: value };
}

/** @param {{line: string, number: number}[]} lines */
function jsonLines(lines) {
  if (lines.length > LIMITS.rows) throw new LogError("too-many-rows", lines[LIMITS.rows].number, { most: LIMITS.rows });
  const objects = lines.map(({ line, number }) => {
    const value = read(line);
    if (isObject(value)) return value;
    throw new LogError("json-line", number, { value: short(line.trim()) });
  });
  return objectsOf(objects, lines.map(({ number }) => number), "json-lines");
}

/** @param {unknown[]} list */
function listed(list) {
  if (!list.length) throw new LogError("empty");
  if (list.length > LIMITS.rows) throw new LogError("too-many-rows", 0, { most: LIMITS.rows });
  const lines = list.map(() => 0); // entries, which may stand on any line
  if (list.every(isObject)) return objectsOf(/** @type {object[]} */ (list), lines, "json");
  if (list.every((each) => Array.isArray(each) && each.length === 3)) {
    return runOf({ names: ["wall time", "step", "value"], rows: /** @type {unknown[][]} */ (list), lines, comma: false, format: "tensorboard" });
  }
  const odd = list.findIndex((each) => cell(each) === undefined);
  if (odd >= 0) throw new LogError("json-entry", 0, { entry: odd + 1 });
  return runOf({ names: ["loss"], rows: list.map((each) => [each]), lines, comma: false, format: "numbers" });
}

/**
 * @param {object[]} objects
 * @param {number[]} lines
 * @param {Format} format
 */
function objectsOf(objects, lines, format) {
  const names = new Set(objects.flatMap((each) => Object.keys(each)));
  const columns = used([...names]);
  const rows = objects.map((each) => {
    const own = new Map(Object.entries(each));
    return columns.map((name) => own.get(name) ?? null);
  });
  return runOf({ names: columns, rows, lines, comma: false, format });
}

/**
 * The columns that matter; all names where none does, for the message.
 * @param {string[]} names
 */
function used(names) {
  const known = Object.values(NAMES).flat();
  const found = names.filter((name) => known.includes(plainName(name)) || LOSS.test(short(name)));
  if (!found.length) throw new LogError("no-loss", 1, { names: names.slice(0, 12).map(short).join(", ") });
  return found.slice(0, LIMITS.columns);
}

/**
 * A history: lists by their names.
 * @param {object} lists
 * @param {Format} format
 */
function columnsOf(lists, format) {
  const all = new Map(Object.entries(lists).filter((entry) => Array.isArray(entry[1])));
  if (!all.size) throw new LogError("no-lists", 1, { names: Object.keys(lists).slice(0, 12).map(short).join(", ") });
  const found = used([...all.keys()]).map((name) => /** @type {[string, unknown[]]} */ ([name, all.get(name)]));
  const long = Math.max(...found.map(([, list]) => list.length));
  if (long > LIMITS.rows) throw new LogError("too-many-rows", 0, { most: LIMITS.rows });
  const rows = Array.from({ length: long }, (_, place) => found.map(([, list]) => list[place] ?? null));
  const names = found.map(([name]) => name);
  // Lists of a history have a value for each epoch.
  const counted = names.some((name) => [...NAMES.step, ...NAMES.epoch].includes(plainName(name)));
  const table = counted ? { names, rows } : { names: [...names, "epoch"], rows: rows.map((row, place) => [...row, place + 1]) };
  return runOf({ ...table, lines: rows.map(() => 0), comma: false, format });
}

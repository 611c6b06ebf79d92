// The loss-curve doctor on its page: runs of a lab to guess at, and the reader's own log.
// A log stays in the browser: nothing here sends or keeps it.

import { dataOf } from "../figures/live.js";
import { home } from "../home.js";
import { diagnose, LIMITS, LogError, parse, PATTERNS } from "./doctor.js";
import { chart } from "./doctor-chart.js";
import { button, element, fill, language, words as wordsOf } from "./dom.js";
import { shown } from "../figures/scales.js";

/** @typedef {import("./doctor.js").Pattern} Pattern */
/** @typedef {import("./doctor.js").Diagnosis} Diagnosis */
/** @typedef {"step" | "epoch" | "row"} Axis */
/**
 * A run of the lab, as its data file has it.
 * @typedef {{pattern: Pattern, fault: string, log: "batch" | "all" | "epoch", seed: number, factor?: number, at?: number,
 *   rows?: number, wrong?: number, loop?: number, share?: number, every?: number, train: (number | string | null)[],
 *   validation?: (number | string | null)[], recall?: (number | string | null)[]}} Labelled
 */

/** The section of the chapter that a pattern belongs to. */
const SECTION = /** @type {Record<Pattern, string>} */ ({
  healthy: "order-of-checks",
  oscillation: "oscillates",
  divergence: "sudden-rise",
  jump: "sudden-rise",
  repeats: "repeats",
  overfitting: "overfitting",
  plateau: "order-of-checks",
  "recall-zero": "recall-zero",
});
/** Values that are shares, shown in percent. */
const SHARES = new Set(["fell", "noise", "level", "rise"]);
const WHOLE = new Set(["count", "least", "lag"]);
const place = /** @type {HTMLElement | null} */ (document.querySelector("#tool-doctor"));
const words = place ? wordsOf(place) : {};
/** @type {Promise<Labelled[]> | undefined} */
let loaded;
if (place) place.append(guessing(), own());

/** The runs of the lab; a failure is tried again the next time. */
async function records() {
  loaded ??= dataOf("loss-curve-doctor", "test");
  try {
    return await loaded;
  } catch (error) {
    loaded = undefined;
    throw error;
  }
}

// Guessing.

function guessing() {
  const part = element("section", "doctor__part");
  const heading = element("h3", "", words["guess-title"]);
  const body = element("div", "doctor__guess");
  part.append(heading, body);
  const load = async () => {
    body.replaceChildren(element("p", "", words.loading));
    try {
      begin(body, await records());
    } catch {
      const said = element("p", "", words.failed);
      said.setAttribute("role", "alert");
      body.replaceChildren(said, button(words.retry, load));
    }
  };
  load();
  return part;
}

/**
 * @param {HTMLElement} body
 * @param {Labelled[]} all
 */
function begin(body, all) {
  const score = { right: 0, all: 0 };
  const said = element("p", "doctor__score");
  const stage = element("div");
  body.replaceChildren(element("p", "", fill(words["guess-intro"], { count: all.length })), stage, said);
  /** @type {Labelled[]} */
  let waiting = [];
  const next = (/** @type {boolean} */ focus) => {
    if (!waiting.length) waiting = shuffled(all);
    const run = /** @type {Labelled} */ (waiting.pop());
    stage.replaceChildren(...round(run, (right) => {
      score.all += 1;
      score.right += Number(right);
      said.textContent = fill(words.score, score);
    }, () => next(true)));
    if (focus) /** @type {HTMLElement | null} */ (stage.querySelector("input"))?.focus();
  };
  next(false);
}

/**
 * @template T
 * @param {readonly T[]} list
 */
function shuffled(list) {
  const mixed = [...list];
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    [mixed[last], mixed[other]] = [mixed[other], mixed[last]];
  }
  return mixed;
}

/**
 * One run: its picture, the choice of a pattern, and then the truth.
 * @param {Labelled} given
 * @param {(right: boolean) => void} answered
 * @param {() => void} next
 */
function round(given, answered, next) {
  const run = curvesOf(given);
  const facts = [words[`log-${given.log}`]];
  const recall = run.recall?.values.at(-1);
  if (recall !== undefined) facts.push(fill(words["recall-end"], { recall: shown(recall, 2) }));
  const form = document.createElement("form");
  form.className = "doctor__form";
  const field = patternsField();
  const status = element("p", "doctor__status");
  status.setAttribute("role", "status");
  const result = element("div", "doctor__result");
  const check = button(words.check, () => {}, "md-button md-button--primary");
  check.type = "submit";
  form.append(field, check);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = new FormData(form).get("pattern");
    if (!chosen) {
      status.textContent = words.choose;
      return;
    }
    const right = chosen === given.pattern;
    answered(right);
    field.disabled = true;
    status.textContent = fill(words[right ? "right" : "wrong"], { pattern: words[`pattern-${given.pattern}`], truth: truth(given) });
    const on = button(words.next, next, "md-button md-button--primary");
    check.replaceWith(on);
    result.replaceChildren(...verdict(given, run), link(given.pattern));
    on.focus();
  });
  const picture = chart(run, words);
  picture.dataset.run = String(given.seed);
  return [element("p", "doctor__facts", facts.join(language === "ja" ? "" : " ")), picture, form, status, result];
}

function patternsField() {
  const field = document.createElement("fieldset");
  field.className = "doctor__patterns";
  field.append(element("legend", "", words.question));
  for (const pattern of PATTERNS) {
    const input = document.createElement("input");
    Object.assign(input, { type: "radio", name: "pattern", value: pattern });
    const label = element("label", "", input);
    label.append(element("span", "", words[`pattern-${pattern}`]));
    field.append(label);
  }
  return field;
}

/**
 * What the diagnosis says of the curve, beside the truth.
 * @param {Labelled} given
 * @param {ReturnType<typeof curvesOf>} run
 */
function verdict(given, run) {
  const { found, unsure } = diagnose(run);
  const [first] = found;
  const key = !first ? "doctor-unsure" : first.pattern === given.pattern ? "doctor-agrees" : "doctor-differs";
  const said = element("p", "", fill(words[key], { pattern: first ? words[`pattern-${first.pattern}`] : "" }));
  return [said, evidenceList(first ? first.evidence : unsure, run.axis, first ? "evidence" : "unsure")];
}

/** @param {Labelled} given */
function truth(given) {
  const values = {
    factor: shown(given.factor ?? 1),
    at: (given.at ?? 0) + 1,
    loop: given.loop ?? 0,
    rows: given.rows ?? 0,
    wrong: Math.round(100 * (given.wrong ?? 0)),
    share: shown(100 * (given.share ?? 0)),
  };
  return fill(words[`truth-${given.fault}`], values);
}

/** @param {Labelled} given */
function curvesOf(given) {
  const every = given.log === "all" ? (given.every ?? 5) : 1;
  const series = (/** @type {Labelled["recall"]} */ values) =>
    values ? { at: values.map((_, at) => (at + 1) * every), values: values.map((each) => (typeof each === "number" ? each : each === "inf" ? Infinity : NaN)) } : null;
  const axis = /** @type {Axis} */ (given.log === "epoch" ? "epoch" : "step");
  const train = /** @type {import("./doctor.js").Series} */ (series(given.train));
  return { axis, train, validation: series(given.validation), recall: series(given.recall) };
}

// What is said of a curve.

/**
 * @param {import("./doctor.js").Evidence[]} list
 * @param {Axis} axis
 * @param {"evidence" | "unsure"} kind
 */
function evidenceList(list, axis, kind) {
  const items = element("ul", "doctor__evidence");
  for (const { key, values } of list) items.append(element("li", "", fill(words[`${kind}-${key}`], shownValues(key, values, axis))));
  return items;
}

/**
 * @param {string} key
 * @param {Record<string, number>} values
 * @param {Axis} axis
 */
function shownValues(key, values, axis) {
  /** @param {string} name @param {number} value */
  const text = (name, value) => {
    if (name === "at") return fill(words[`at-${axis}`], { at: whole(value) });
    if (WHOLE.has(name)) return whole(value);
    const share = SHARES.has(name) || (name === "start" && key.startsWith("nois"));
    return share ? shown(100 * value, 2) : shown(value);
  };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, text(name, value)]));
}

/** @param {number} value */
function whole(value) {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(value);
}

/** @param {Pattern} pattern */
function link(pattern) {
  const section = SECTION[pattern];
  const made = document.createElement("a");
  made.href = new URL(`training/loss-curves/#${section}`, home).href;
  made.textContent = words[`read-${section}`];
  const line = element("p", "doctor__read", made);
  return line;
}

/**
 * @param {Diagnosis} diagnosis
 * @param {Axis} axis
 */
function findings({ found, unsure, notes }, axis) {
  const parts = found.map(({ pattern, evidence }) => {
    const part = element("div", "doctor__finding");
    part.dataset.pattern = pattern;
    const advice = element("p", "", words[`advice-${pattern}`]);
    part.append(element("p", "doctor__name", words[`pattern-${pattern}`]), evidenceList(evidence, axis, "evidence"), advice, link(pattern));
    return part;
  });
  if (unsure.length) {
    const part = element("div", "doctor__finding doctor__finding--unsure");
    part.append(element("p", "doctor__name", words.unsure), evidenceList(unsure, axis, "unsure"), link("healthy"));
    parts.push(part);
  }
  const other = element("ul", "doctor__notes");
  for (const each of notes) other.append(element("li", "", words[`note-${each}`]));
  return notes.length ? [...parts, other] : parts;
}

// The reader's own log.

function own() {
  const part = element("section", "doctor__part doctor__own");
  const area = document.createElement("textarea");
  Object.assign(area, { rows: 8, spellcheck: false, id: "doctor-log" });
  const label = document.createElement("label");
  label.htmlFor = area.id;
  label.textContent = words["own-label"];
  const file = document.createElement("input");
  Object.assign(file, { type: "file", accept: ".csv,.tsv,.txt,.json,.jsonl,.log,text/*,application/json" });
  const fileLabel = element("label", "md-button doctor__file", words["own-file"]);
  fileLabel.append(file);
  const status = element("p", "doctor__status");
  status.setAttribute("role", "status");
  const result = element("div", "doctor__result");

  const judge = (/** @type {string} */ text, /** @type {string} */ name = "") => {
    try {
      const run = parse(text, name);
      status.textContent = readAs(run);
      result.replaceChildren(chart(run, words), ...findings(diagnose(run), run.axis));
    } catch (error) {
      if (!(error instanceof LogError)) throw error;
      return judgeError(error);
    }
    status.classList.remove("doctor__status--wrong");
  };
  const take = async (/** @type {File | undefined} */ given) => {
    if (!given) return;
    if (given.size > LIMITS.bytes) return judgeError(new LogError("too-large", 0, { most: LIMITS.bytes / 1e6 }));
    try {
      const text = await given.text();
      area.value = text.length > 20_000 ? "" : text;
      judge(text, given.name);
    } catch {
      judgeError(new LogError("unread"));
    }
  };
  const judgeError = (/** @type {LogError} */ error) => {
    status.textContent = trouble(error);
    status.classList.add("doctor__status--wrong");
    result.replaceChildren();
  };
  const clear = () => {
    area.value = "";
    file.value = "";
    status.textContent = "";
    status.classList.remove("doctor__status--wrong");
    result.replaceChildren();
    area.focus();
  };
  const example = async () => {
    try {
      const run = (await records()).find((each) => each.pattern === "overfitting");
      area.value = run ? asLightning(run) : "";
      judge(area.value);
    } catch {
      status.textContent = words.failed;
    }
  };
  area.addEventListener("paste", () => setTimeout(() => judge(area.value)));
  file.addEventListener("change", () => take(file.files?.[0]));
  dropping(part, take, (text) => ((area.value = text), judge(text)));
  const buttons = element("div", "doctor__buttons");
  buttons.append(
    button(words["own-judge"], () => judge(area.value), "md-button md-button--primary"),
    fileLabel,
    button(words["own-example"], example),
    button(words["own-clear"], clear),
  );
  part.append(element("h3", "", words["own-title"]), element("p", "", words["own-intro"]), label, area, buttons);
  part.append(element("p", "doctor__facts", words["own-formats"]), status, result);
  return part;
}

/**
 * Files and texts may be dropped on a part of the page.
 * @param {HTMLElement} part
 * @param {(file: File | undefined) => void} file
 * @param {(text: string) => void} text
 */
function dropping(part, file, text) {
  const over = (/** @type {boolean} */ on) => part.classList.toggle("doctor__own--over", on);
  part.addEventListener("dragover", (event) => (event.preventDefault(), over(true)));
  part.addEventListener("dragleave", () => over(false));
  part.addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    const dropped = event.dataTransfer;
    if (dropped?.files.length) file(dropped.files[0]);
    else if (dropped?.getData("text/plain")) text(dropped.getData("text/plain"));
  });
}

/** @param {import("./doctor-parse.js").Run} run */
function readAs({ format, rows, names }) {
  const columns = Object.entries(names).filter(([, name]) => name).map(([key, name]) => fill(words[key === "train" ? "own-columns" : `own-columns-${key}`], { [key]: name }));
  const said = columns.length ? columns.join("") + words["own-stop"] : "";
  return fill(words["own-read"], { format: words[`format-${format}`], rows: whole(rows), columns: said });
}

/** @param {LogError} error */
function trouble({ code, line, values }) {
  const examples = { example: '{"step": 1, "loss": 0.7}' };
  const numbers = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === "number" ? whole(value) : value]));
  const text = fill(words[`error-${code}`], { ...examples, ...numbers });
  return line ? fill(words.line, { line: whole(line), text }) : text;
}

/**
 * A run of the lab as Lightning writes it: training and validation in different rows.
 * @param {Labelled} run
 */
function asLightning({ train, validation = [] }) {
  const rows = train.flatMap((loss, epoch) => {
    const step = `${epoch},${epoch * 10 + 9}`;
    return [`${step},,${validation[epoch] ?? ""}`, `${step},${loss ?? "nan"},`];
  });
  return ["epoch,step,train_loss,val_loss", ...rows].join("\n");
}

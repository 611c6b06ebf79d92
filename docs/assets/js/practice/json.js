// JSON that says where it is broken.  What browsers say differs between them, and seldom helps.

/**
 * @typedef {"empty" | "trailing-comma" | "single-quotes" | "curly-quotes" | "no-quotes" | "python-word" | "comment" |
 *   "no-comma" | "no-colon" | "unclosed-string" | "unclosed" | "wrong-bracket" | "no-value" | "after-end" | "number" | "escape" |
 *   "control" | "deep" | "unexpected"} Code
 */

export class JsonMistake extends Error {
  /**
   * @param {Code} code
   * @param {string} text
   * @param {number} at
   * @param {string} found what stands there
   */
  constructor(code, text, at, found) {
    super(code);
    const lines = text.slice(0, at).split("\n");
    this.code = code;
    this.line = lines.length;
    this.column = [...lines[lines.length - 1]].length + 1;
    this.found = found;
  }
}

const CLOSING = { "{": "}", "[": "]" };
/** @type {Map<string, boolean | null>} */
const WORDS = new Map(Object.entries({ true: true, false: false, null: null }));
const PYTHON = ["True", "False", "None"];
const NUMBER = /-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const WORD = /[\p{L}_$][\p{L}\p{N}_$.-]*/uy;
/** A part of a string: a pattern for the whole of a long one would need more stack than there is. */
const PLAIN = /[^"\\\u0000-\u001f]+/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;
/** How deep values may lie in each other, so that no text can exhaust the stack. */
export const DEEPEST = 100;

/**
 * The value of a JSON text.
 * @param {string} text
 * @returns {unknown}
 * @throws {JsonMistake}
 */
export function parse(text) {
  const reader = new Reader(text);
  reader.space();
  if (reader.done) throw reader.mistake("empty");
  const value = reader.value();
  reader.space();
  if (!reader.done) throw reader.mistake("after-end");
  return value;
}

class Reader {
  #at = 0;
  #depth = 0;

  /** @param {string} text */
  constructor(text) {
    this.text = text;
  }

  get done() {
    return this.#at >= this.text.length;
  }

  get next() {
    return this.text[this.#at];
  }

  space() {
    while (!this.done && " \t\n\r".includes(this.next)) this.#at++;
  }

  /**
   * @param {Code} code
   * @param {number} [at]
   */
  mistake(code, at = this.#at) {
    const sign = this.text.codePointAt(at);
    const found = read(WORD, this.text, at) ?? (sign === undefined ? "" : String.fromCodePoint(sign));
    return new JsonMistake(code, this.text, at, found);
  }

  /** @returns {unknown} */
  value() {
    if (this.next === "{") return this.#object();
    if (this.next === "[") return this.#list();
    if (this.next === '"') return this.#string();
    const word = read(WORD, this.text, this.#at);
    if (word !== null && WORDS.has(word)) return this.#take(word, WORDS.get(word));
    return this.#number();
  }

  #number() {
    const number = read(NUMBER, this.text, this.#at);
    if (number === null) throw this.#strange();
    const after = this.text[this.#at + number.length] ?? "";
    if (/[\w.+]/.test(after)) throw this.mistake("number");
    return this.#take(number, Number(number));
  }

  /**
   * @template T
   * @param {string} source
   * @param {T} value
   */
  #take(source, value) {
    this.#at += source.length;
    return value;
  }

  #string() {
    let end = this.#at + 1;
    for (let part; (part = read(PLAIN, this.text, end) ?? read(ESCAPE, this.text, end)); ) end += part.length;
    if (this.text[end] !== '"') throw this.#brokenString();
    const found = this.text.slice(this.#at, end + 1);
    return this.#take(found, String(JSON.parse(found)));
  }

  /** A string that does not end as it should: where, and why. */
  #brokenString() {
    const start = this.#at;
    for (let at = start + 1; at < this.text.length; at++) {
      const sign = this.text[at];
      if (sign === "\n") break;
      if (sign < " ") return this.mistake("control", at);
      if (sign !== "\\") continue;
      if (!/^\\(["\\/bfnrt]|u[\da-fA-F]{4})/.test(this.text.slice(at, at + 6))) return this.mistake("escape", at);
      at++;
    }
    return this.mistake("unclosed-string", start);
  }

  #object() {
    const start = this.#at++;
    /** @type {[string, unknown][]} */
    const entries = [];
    this.#items(start, () => {
      if (this.next !== '"') throw this.#strange();
      const key = this.#string();
      this.space();
      if (this.text[this.#at] !== ":") throw this.done ? this.mistake("unclosed", start) : this.mistake("no-colon");
      this.#at++;
      this.space();
      entries.push([key, this.#inside(start)]);
    });
    return Object.fromEntries(entries);
  }

  #list() {
    const start = this.#at++;
    /** @type {unknown[]} */
    const values = [];
    this.#items(start, () => values.push(this.#inside(start)));
    return values;
  }

  /** @param {number} start of what holds the value */
  #inside(start) {
    if (this.done) throw this.mistake("unclosed", start);
    return this.value();
  }

  /**
   * What stands between brackets, with commas between.
   * @param {number} start
   * @param {() => void} item
   */
  #items(start, item) {
    const closing = CLOSING[/** @type {"{" | "["} */ (this.text[start])];
    if (++this.#depth > DEEPEST) throw this.mistake("deep", start);
    for (let first = true; ; first = false) {
      this.space();
      if (this.done) throw this.mistake("unclosed", start);
      if (this.next === closing) break;
      if (!first) this.#comma(start);
      item();
    }
    this.#depth--;
    this.#at++;
  }

  /** @param {number} start of what holds the items */
  #comma(start) {
    const at = this.#at;
    if (this.next !== ",") throw this.#between();
    this.#at++;
    this.space();
    if (this.done) throw this.mistake("unclosed", start);
    if ("}]".includes(this.next)) throw this.mistake("trailing-comma", at);
  }

  /** What is wrong where a comma or the end should be. */
  #between() {
    if ("}]".includes(this.next)) return this.mistake("wrong-bracket");
    const value = /["{[\d-]/.test(this.next) || read(WORD, this.text, this.#at) !== null;
    return value ? this.mistake("no-comma") : this.#strange();
  }

  /** What is wrong where a value or a name should be. */
  #strange() {
    if (this.done) return this.mistake("unexpected", this.text.length);
    if (this.next === "'") return this.mistake("single-quotes");
    if (/[“”„‟‘’＂「」]/u.test(this.next)) return this.mistake("curly-quotes");
    if (this.next === "#" || /^\/[/*]/.test(this.text.slice(this.#at, this.#at + 2))) return this.mistake("comment");
    if ("}],:".includes(this.next)) return this.mistake("no-value");
    const word = read(WORD, this.text, this.#at);
    if (word !== null) return this.mistake(PYTHON.includes(word) ? "python-word" : "no-quotes");
    return this.mistake(/[\d.+-]/.test(this.next) ? "number" : "unexpected");
  }
}

/**
 * What a pattern finds exactly there.
 * @param {RegExp} pattern sticky
 * @param {string} text
 * @param {number} at
 */
function read(pattern, text, at) {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

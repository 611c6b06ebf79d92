// A practice question.  The page holds it as HTML with the answer folded away; this element
// makes the options selectable, and shows the reason of each when the answer is checked.
// From JSON it builds the same HTML first (hooks/sitekit/practice.py writes it on pages).

import { homeOf } from "../home.js";
import { part } from "./bank.js";
import { button, code, element, fill, language } from "./dom.js";

/**
 * @typedef {import("./bank.js").Question} Question
 * @typedef {import("./bank.js").Words} Words
 * @typedef {{mode?: "practice" | "exam", order?: number[], chosen?: number[], checked?: boolean}} Manner
 */

const LETTERS = "ABCDE";

export class MleQuestion extends HTMLElement {
  /** The options chosen, by their place in the data. @type {Set<number>} */
  #chosen = new Set();
  /** For each place the option shown there, by its place in the data. @type {number[]} */
  #order = [];
  #checked = false;
  #mode = "practice";
  /** @type {Words} */
  #words = {};
  /** @type {HTMLElement} */
  #status = element("p", "question__status");

  connectedCallback() {
    if (this.dataset.ready !== undefined || !this.querySelector(".options")) return;
    this.#words = pageWords();
    this.#order = [...this.querySelectorAll(".options > li")].map((_, place) => place);
    this.#bring();
  }

  /** The options chosen, by their place in the data, in ascending order. */
  get chosen() {
    return [...this.#chosen].sort((a, b) => a - b);
  }

  /**
   * Show a question of the bank.
   * @param {Question} question
   * @param {Words} words
   * @param {Manner} [manner]
   */
  show(question, words, { mode = "practice", order, chosen = [], checked = false } = {}) {
    this.#mode = mode;
    this.#order = order ?? question.options.map((_, place) => place);
    this.#chosen = new Set(chosen);
    this.#checked = checked;
    this.#build(question, words, language);
  }

  /** Show which options are right, and why. */
  reveal() {
    this.#checked = true;
    this.#paint();
  }

  /**
   * @param {Question} question
   * @param {Words} words
   * @param {string} lang
   */
  #build(question, words, lang) {
    this.#words = words;
    this.lang = lang;
    const parts = skeleton(question, words, this.#order, lang);
    // In an exam the answer must not even be in the page.
    this.replaceChildren(...(this.#mode === "exam" && !this.#checked ? parts.slice(0, -1) : parts));
    Object.assign(this.dataset, {
      id: question.id,
      objective: question.consideration.split(".").slice(0, 2).join("-"),
      right: question.options.flatMap(({ right }, place) => (right ? [place] : [])).join(" "),
      version: question.version,
    });
    this.#bring();
  }

  /** The right options, by their place in the data. */
  get #right() {
    return (this.dataset.right ?? "").split(" ").map(Number);
  }

  get #items() {
    return /** @type {HTMLElement[]} */ ([...this.querySelectorAll(".options > li")]);
  }

  /** Make what is there answer to the reader. */
  #bring() {
    const list = /** @type {HTMLElement} */ (this.querySelector(".options"));
    const several = this.#right.length > 1;
    const legend = several ? fill(this.#words["choose-some"], { count: this.#right.length }) : this.#words["choose-one"];
    list.setAttribute("role", several ? "group" : "radiogroup");
    list.setAttribute("aria-label", legend ?? "");
    const name = `question-${this.dataset.id}-${Math.random().toString(36).slice(2)}`;
    this.#items.forEach((item, place) => {
      item.setAttribute("role", "presentation");
      item.replaceChildren(this.#choice(item, name, several, this.#order[place]));
    });
    this.#status = element("p", "question__status");
    this.#status.setAttribute("role", "status");
    const controls = element("div", "question__controls needs-js");
    controls.append(...this.#buttons(), this.#status);
    list.after(controls);
    this.dataset.ready = "";
    this.#paint();
  }

  /**
   * The content of an option as the label of its box or radio button.
   * @param {HTMLElement} item
   * @param {string} name
   * @param {boolean} several
   * @param {number} option its place in the data
   */
  #choice(item, name, several, option) {
    const label = element("label", "option");
    const input = /** @type {HTMLInputElement} */ (document.createElement("input"));
    Object.assign(input, { type: several ? "checkbox" : "radio", name, value: String(option) });
    input.className = "needs-js";
    input.checked = this.#chosen.has(option);
    input.addEventListener("change", () => this.#choose(option, several, input.checked));
    const text = element("span", "option__text");
    text.append(...item.childNodes);
    label.append(input, text);
    return label;
  }

  /** The buttons that this mode has. */
  #buttons() {
    const flip = button(this.#words.flip ?? "", () => this.#flip(), "question__flip");
    if (this.#mode === "exam") return [flip];
    const check = button(this.#words.check ?? "", () => this.#press(), "md-button question__check");
    return [check, flip];
  }

  /**
   * @param {number} option
   * @param {boolean} several
   * @param {boolean} checked
   */
  #choose(option, several, checked) {
    if (!several) this.#chosen.clear();
    if (checked) this.#chosen.add(option);
    else this.#chosen.delete(option);
    this.#status.textContent = "";
    this.#tell("choose", { id: this.dataset.id, chosen: this.chosen });
  }

  /** Check the answer; pressed again, the question is as new. */
  #press() {
    if (this.#checked) {
      this.#checked = false;
      this.#chosen.clear();
      this.#paint();
      this.querySelector("input")?.focus();
      return;
    }
    if (!this.#chosen.size) {
      this.#status.textContent = this.#words.none ?? "";
      return;
    }
    this.reveal();
    const { id, version } = this.dataset;
    this.#tell("answer", { id, version, chosen: this.chosen, right: this.#isRight(), language: this.lang });
  }

  #isRight() {
    return this.chosen.join(" ") === this.dataset.right;
  }

  /**
   * @param {string} type
   * @param {object} detail
   */
  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
  }

  /** Bring the page into line with what was chosen and checked. */
  #paint() {
    this.toggleAttribute("data-checked", this.#checked);
    const reasons = this.querySelectorAll(".reasons > li");
    this.#items.forEach((item, place) => this.#paintOption(item, this.#order[place], reasons[place]));
    const check = this.querySelector(".question__check");
    if (check) check.textContent = (this.#checked ? this.#words.again : this.#words.check) ?? "";
    const answer = this.querySelector("details.answer");
    answer?.toggleAttribute("open", this.#checked);
    this.#status.textContent = this.#checked ? this.#verdict() : "";
  }

  /**
   * @param {HTMLElement} item
   * @param {number} option
   * @param {Element | undefined} reason
   */
  #paintOption(item, option, reason) {
    const input = /** @type {HTMLInputElement} */ (item.querySelector("input"));
    const right = this.#right.includes(option);
    const chosen = this.#chosen.has(option);
    input.checked = chosen;
    input.disabled = this.#checked;
    item.querySelector(".option__why")?.remove();
    item.classList.toggle("option--right", this.#checked && right);
    item.classList.toggle("option--wrong", this.#checked && chosen && !right);
    if (!this.#checked || !reason) return;
    const why = element("p", "option__why");
    const mark = [this.#words[right ? "is-right" : "is-wrong"], ...(chosen ? [this.#words.yours] : [])];
    why.append(element("strong", "", mark.join(this.#words.comma)), " ");
    why.append(...[...reason.cloneNode(true).childNodes].filter((node) => !isLetter(node)));
    item.append(why);
  }

  /** Right, or which options are. */
  #verdict() {
    if (this.#isRight()) return this.#words.right ?? "";
    const letters = this.#order.flatMap((option, place) => (this.#right.includes(option) ? [LETTERS[place]] : []));
    return fill(this.#words.wrong, { letters: letters.join(this.#words.comma) });
  }

  /** The same question in the other language; what was chosen stays. */
  async #flip() {
    const wanted = this.lang === "ja" ? "en" : "ja";
    const hadFocus = this.contains(document.activeElement);
    try {
      const { questions, words } = await part(this.dataset.objective ?? "", wanted);
      const question = questions.find(({ id }) => id === this.dataset.id);
      if (!question) throw new Error(`no question ${this.dataset.id}`);
      this.#build(question, words, wanted);
    } catch {
      this.#status.textContent = this.#words["flip-failed"] ?? "";
    }
    if (hadFocus) /** @type {HTMLElement | null} */ (this.querySelector(".question__flip"))?.focus();
  }
}

/** The words that the build wrote into a page with questions. */
export function pageWords() {
  return JSON.parse(document.querySelector("#quiz-words")?.textContent ?? "{}");
}

/** @param {Node} node */
function isLetter(node) {
  return node instanceof Element && node.classList.contains("letter");
}

/**
 * A question as pages have it before any script.
 * @param {Question} question
 * @param {Words} words
 * @param {number[]} order
 * @param {string} lang
 */
function skeleton(question, words, order, lang) {
  const stem = element("p", "stem");
  for (const [text, decides] of marked(question.stem, question.decides)) {
    stem.append(element("span", decides ? "decides" : "", code(text)));
  }
  const options = element("ul", "options");
  const reasons = element("ul", "reasons");
  order.forEach((option, place) => {
    const { text, why, killed } = question.options[option];
    options.append(lettered(place, code(text)));
    const reason = lettered(place, code(why));
    if (killed !== null) {
      const ruled = fill(words.killed, { words: fill(words.quoted, { text: question.decides[killed] }) });
      reason.append(element("small", "killed", code(ruled)));
    }
    reasons.append(reason);
  });
  const answer = element("details", "answer");
  const right = order.flatMap((option, place) => (question.options[option].right ? [LETTERS[place]] : []));
  const solution = element("p", "solution", element("strong", "", right.join(words.comma)));
  answer.append(element("summary", "", words.answer ?? ""), solution, reasons, ...facts(question, words, lang));
  return [stem, options, answer];
}

/**
 * The parts of a stem, and whether each is among the words that decide; such words that overlap
 * are one part.
 * @param {string} stem
 * @param {string[]} decides
 * @returns {[string, boolean][]}
 */
function marked(stem, decides) {
  const among = Array(stem.length).fill(false);
  for (const words of decides) {
    for (let at = stem.indexOf(words); at >= 0; at = stem.indexOf(words, at + words.length)) {
      among.fill(true, at, at + words.length);
    }
  }
  /** @type {[string, boolean][]} */
  const parts = [];
  [...among.keys()].forEach((place) => {
    const last = parts.at(-1);
    if (last && last[1] === among[place]) last[0] += stem[place];
    else parts.push([stem[place], among[place]]);
  });
  return parts;
}

/**
 * @param {number} place
 * @param {Node} content
 */
function lettered(place, content) {
  const item = element("li");
  item.append(element("span", "letter", LETTERS[place]), " ", content);
  return item;
}

/**
 * What is said of a question below its reasons.
 * @param {Question} question
 * @param {Words} words
 * @param {string} lang
 */
function facts(question, words, lang) {
  const decides = question.decides.map((text) => fill(words.quoted, { text })).join(words.comma);
  const page = link(question.page.name, new URL(question.page.url, homeOf(lang)).href);
  const sources = question.sources.map(({ title, url }) => link(title, url));
  const note = line(fill(words.verified, { month: month(question.verified, lang) }), link(words.report ?? "", question.report));
  note.className = "question__note";
  return [
    line(words.decides, code(decides)),
    line(words.read, page),
    line(words.sources, ...between(sources, words.comma ?? "")),
    note,
  ];
}

/**
 * @param {string | undefined} label
 * @param {(Node | string)[]} content
 */
function line(label, ...content) {
  const made = element("p", "", label);
  made.append(...content);
  return made;
}

/**
 * @param {string} text
 * @param {string} url
 */
function link(text, url) {
  const made = /** @type {HTMLAnchorElement} */ (element("a", "", text));
  made.href = url;
  return made;
}

/**
 * @param {(Node | string)[]} parts
 * @param {string} separator
 */
function between(parts, separator) {
  return parts.flatMap((each, place) => (place ? [separator, each] : [each]));
}

/**
 * A month as people write it.
 * @param {string} value as in 2026-11
 * @param {string} lang
 */
function month(value, lang) {
  return new Intl.DateTimeFormat(lang, { year: "numeric", month: "long", timeZone: "UTC" }).format(new Date(`${value}-01T00:00Z`));
}

customElements.define("mle-question", MleQuestion);

// The stem of a question in small pieces that a reader can mark.  Where a piece begins
// depends on the text alone, never on the words that decide: else it would give them away.

/**
 * @typedef {"ja" | "en"} Language
 * @typedef {{least: number, most: number, size: (text: string) => number, whole: RegExp,
 *   sentence: RegExp, comma: RegExp, inner: RegExp[]}} Rule
 *   Pieces are cut after `sentence` and `comma`; one that is larger than `most` is cut further
 *   after the first of `inner` that it has.  What `whole` matches is never cut.
 */

const CODE = "`[^`]*`";
const PREPOSITIONS =
  "in|on|at|with|without|within|for|from|by|to|through|over|under|into|before|after|between|about|than|of";

/** @type {Record<Language, Rule>} */
const RULES = {
  ja: {
    least: 6,
    most: 25,
    size: width,
    // Code, short brackets, and names in Latin letters, which stand between spaces.
    whole: new RegExp(`${CODE}|（[^（）]{1,30}）|「[^「」]{1,30}」|[!-_a-~]+(?: [!-_a-~]+){0,5}`, "g"),
    sentence: /[。？！]+/gu,
    comma: /、/gu,
    inner: [
      // Ends of clauses and topics, before a new word: one that does not begin in hiragana.
      /(?:から|ので|ため|とき|場合|ながら|ずに|ば|(?<!最)も|は|て(?![替直方込返]))(?=[^ぁ-んー、。）」])/gu,
      /[がをにでとへや](?=[^ぁ-んー、。）」])/gu,
      /[るたいなのくう](?=[^ぁ-んー、。）」])/gu,
      /(?<=[^x])|(?=[^x])/gu,
    ],
  },
  en: {
    least: 3,
    most: 12,
    size: countWords,
    whole: new RegExp(`${CODE}|\\([^()]{1,60}\\)`, "g"),
    sentence: /[.?!]+\s+/gu,
    comma: /[,;:]\s+/gu,
    inner: [
      before("and|but|or|nor|so|yet|because|if|unless|when|while|which|that|who|whose|where|as|since|although|though|until|once"),
      before(PREPOSITIONS),
      /\s+/gu,
    ],
  },
};

/**
 * The pieces of a stem; joined, they are the stem.
 * @param {string} stem
 * @param {Language} language
 * @returns {string[]}
 */
export function clauses(stem, language) {
  const rule = RULES[language];
  return split(stem, rule.sentence, rule).flatMap((sentence) =>
    joined(split(sentence, rule.comma, rule), rule).flatMap((piece) => shortened(piece, rule)),
  );
}

/**
 * How large a piece is: Japanese by the width of its letters, English by its words.
 * @param {string} piece
 * @param {Language} language
 */
export function size(piece, language) {
  return RULES[language].size(piece);
}

/**
 * What no piece exceeds, unless it is a single name or code.
 * @param {Language} language
 */
export function limit(language) {
  return RULES[language].most;
}

/**
 * @param {string} text
 * @param {RegExp} ends
 * @param {Rule} rule
 */
function split(text, ends, rule) {
  const places = cuts(text, ends, rule);
  return [0, ...places].map((place, count) => text.slice(place, places[count])).filter(Boolean);
}

/**
 * Where a text may be cut: behind each match, outside of what stays whole.
 * @param {string} text
 * @param {RegExp} ends
 * @param {Rule} rule
 */
function cuts(text, ends, rule) {
  const masked = text.replace(rule.whole, (found) => "x".repeat(found.length));
  return [...masked.matchAll(ends)].map((match) => match.index + match[0].length);
}

/**
 * Pieces of one sentence, in which very short ones have joined their neighbour.
 * @param {string[]} pieces
 * @param {Rule} rule
 */
function joined(pieces, { least, most, size }) {
  /** @type {string[]} */
  const made = [];
  for (const piece of pieces) {
    const last = made.at(-1);
    const isShort = last !== undefined && Math.min(size(last), size(piece)) < least;
    if (isShort && size(last + piece) <= most) made[made.length - 1] = last + piece;
    else made.push(piece);
  }
  return made;
}

/**
 * A piece that is too large, cut as near to its middle as its words allow.
 * @param {string} piece
 * @param {Rule} rule
 * @returns {string[]}
 */
function shortened(piece, rule) {
  if (rule.size(piece) <= rule.most) return [piece];
  const place = middle(piece, rule);
  if (!place) return [piece];
  return [piece.slice(0, place), piece.slice(place)].flatMap((half) => shortened(half, rule));
}

/**
 * @param {string} piece
 * @param {Rule} rule
 */
function middle(piece, rule) {
  const parts = (/** @type {number} */ place) => [rule.size(piece.slice(0, place)), rule.size(piece.slice(place))];
  const apart = (/** @type {number} */ place) => Math.abs(parts(place)[0] - parts(place)[1]);
  const fits = (/** @type {number} */ place) => Math.min(...parts(place)) >= rule.least;
  for (const ends of rule.inner) {
    const [best] = cuts(piece, ends, rule).filter(fits).sort((a, b) => apart(a) - apart(b));
    if (best) return best;
  }
  return 0;
}

/**
 * The space before one of some words: not after a preposition, as in "from which", nor
 * between two capitals, as in a name.
 * @param {string} words
 */
function before(words) {
  return new RegExp(`(?<!\\b(?:${PREPOSITIONS}))\\s+(?=(?:${words})\\s)(?<!\\b[A-Z]\\w*\\s+(?=\\w+\\s[A-Z]))`, "gu");
}

/**
 * Half-width letters take half the place.
 * @param {string} text
 */
function width(text) {
  return [...text].reduce((sum, letter) => sum + (letter < "\u0100" ? 0.5 : 1), 0);
}

/** @param {string} text */
function countWords(text) {
  return text.split(/\s+/).filter(Boolean).length;
}

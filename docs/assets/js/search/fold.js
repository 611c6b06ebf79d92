// One spelling for what people write in many: full-width and half-width, capitals,
// hiragana and katakana, long vowels, small vowels, spaces inside loan words.

const SMALL = "ァィゥェォッャュョヮ";
const LARGE = "アイウエオツヤユヨワ";
/** ヴ and the vowel that may follow it. */
const V = new Map([["ア", "バ"], ["イ", "ビ"], ["エ", "ベ"], ["オ", "ボ"]]);

/**
 * A text in one spelling.  Words and scripts stay as they are.
 * @param {string} text
 */
export function fold(text) {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[ァィゥェォッャュョヮ]/g, (letter) => LARGE[SMALL.indexOf(letter)])
    .replace(/ヴ([アイエオ])?/g, (_, vowel) => V.get(vowel) ?? "ブ")
    .replace(/(?<=[ァ-ヺ])ー+/g, "")
    .replace(/(?<=[ァ-ヺ]) (?=[ァ-ヺ])/g, "");
}

/**
 * A name in one spelling: scripts of kana, spaces and signs make no difference.
 * @param {string} text
 */
export function key(text) {
  return fold(katakana(text.normalize("NFKC"))).replace(/[^\p{L}\p{N}]+/gu, "");
}

/**
 * Hiragana as katakana: what stands in the box while a conversion is open.
 * @param {string} text
 */
export function katakana(text) {
  return text.replace(/[ぁ-ゖ]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0x60));
}

// Numbers as readers type or paste them: "10,000", "10 000", "10000" and "1.5 %".

/**
 * A whole number; NaN if it is none.
 * @param {string} text
 */
export function whole(text) {
  const plain = tidy(text);
  return /^\d+$/.test(plain) ? Number(plain) : NaN;
}

/**
 * A number that may have a fraction; NaN if it is none.
 * @param {string} text
 */
export function decimal(text) {
  const plain = tidy(text).replace(/ ?%$/, "");
  return /^(\d+(\.\d*)?|\.\d+)$/.test(plain) ? Number(plain) : NaN;
}

/**
 * Half-width signs, without what separates thousands.
 * @param {string} text
 */
function tidy(text) {
  return text
    .normalize("NFKC")
    .trim()
    .replace(/(?<=\d)[,_' ](?=\d{3}(?!\d))/g, "");
}

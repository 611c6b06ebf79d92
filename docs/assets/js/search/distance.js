// How many slips of the finger lie between two words: a letter too many, too few,
// wrong, or two exchanged (Damerau 1964, in the restricted form of optimal alignment).

/**
 * The number of slips, or one more than `limit` when there are more.
 * @param {string} typed
 * @param {string} word
 * @param {number} limit
 * @param {boolean} [open] whether the word may go on after what was typed
 */
export function distance(typed, word, limit, open = false) {
  const rows = typed.length;
  const columns = open ? Math.min(word.length, rows + limit) : word.length;
  if (Math.abs(rows - columns) > limit && !(open && rows <= columns)) return limit + 1;
  let [before, above, row] = [new Array(columns + 1), new Array(columns + 1), new Array(columns + 1)];
  for (let column = 0; column <= columns; column++) above[column] = column;
  for (let i = 1; i <= rows; i++) {
    row[0] = i;
    let least = i;
    for (let j = 1; j <= columns; j++) {
      const same = typed[i - 1] === word[j - 1];
      let slips = Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0 : 1));
      const exchanged = i > 1 && j > 1 && typed[i - 1] === word[j - 2] && typed[i - 2] === word[j - 1];
      if (exchanged) slips = Math.min(slips, before[j - 2] + 1);
      row[j] = slips;
      if (slips < least) least = slips;
    }
    if (least > limit) return limit + 1;
    [before, above, row] = [above, row, before];
  }
  return open ? Math.min(...above.slice(0, columns + 1)) : above[columns];
}

/**
 * How many slips a word of this length may have and still be meant.
 * @param {number} length
 */
export function slips(length) {
  return length < 4 ? 0 : length < 6 ? 1 : length < 10 ? 2 : 3;
}

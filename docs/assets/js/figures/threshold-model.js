// The confusion matrix at a threshold, from scores counted in bins.  Thresholds are edges of bins:
// so the matrix is exactly the one that notebooks/threshold.py computes from the scores themselves.

/**
 * @typedef {{tp: number, fp: number, fn: number, tn: number}} Confusion
 * @typedef {{step: number, positive: number[], negative: number[], loss: number, auc: number}} Snapshot
 */

/** @param {readonly number[]} counts */
function sum(counts) {
  return counts.reduce((all, count) => all + count, 0);
}

/**
 * @param {Snapshot} snapshot
 * @param {number} place of the threshold among the edges; the bins from there are predicted positive
 * @param {{positives: number, negatives: number}} whole including scores below the first edge
 * @returns {Confusion}
 */
export function confusion({ positive, negative }, place, { positives, negatives }) {
  const [tp, fp] = [sum(positive.slice(place)), sum(negative.slice(place))];
  return { tp, fp, fn: positives - tp, tn: negatives - fp };
}

/**
 * Recall, precision and F1; NaN where nothing is divided by nothing.
 * @param {Confusion} matrix
 */
export function rates({ tp, fp, fn }) {
  return { recall: tp / (tp + fn), precision: tp / (tp + fp), f1: (2 * tp) / (2 * tp + fp + fn) };
}

/**
 * The outline of a histogram: percentages of a class, over wider bins.
 * @param {readonly number[]} counts
 * @param {readonly number[]} edges of the narrow bins
 * @param {readonly number[]} coarse places of the edges of the wide ones
 * @param {number} all of the class
 * @returns {[number, number][]}
 */
export function outline(counts, edges, coarse, all) {
  return coarse.slice(1).flatMap((end, place) => {
    const share = (100 * sum(counts.slice(coarse[place], end))) / all;
    return /** @type {[number, number][]} */ ([[edges[coarse[place]], share], [edges[end], share]]);
  });
}

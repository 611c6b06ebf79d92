// The scores of both classes and a threshold: the confusion matrix, and what follows from it.

import { element, fill, language } from "../practice/dom.js";
import { dataOf, live, wordsOf } from "./live.js";
import { legend, Plot } from "./plot.js";
import { shown } from "./scales.js";
import { confusion, outline, rates } from "./threshold-model.js";

/** @typedef {import("./threshold-model.js").Snapshot} Snapshot */

const whole = new Intl.NumberFormat(language);

/** @param {HTMLElement} place */
export async function start(place) {
  const words = wordsOf(place);
  const { edges, coarse, best, snapshots, ...classes } = await dataOf("threshold", "score-histograms");
  const last = snapshots.length - 1;
  const x = { domain: /** @type {[number, number]} */ ([0.001, 1]), log: true, label: words.score, ticks: [0.001, 0.01, 0.1, 0.5] };
  const y = (/** @type {number} */ top) => ({ domain: /** @type {[number, number]} */ ([0, top]), label: words.share });
  const plot = new Plot({ title: words.title, x, y: y(18) });
  const matrix = table(words);
  const facts = element("ul", "live-facts");
  live(place, {
    controls: [
      { name: "cut", label: words.threshold, min: 0, max: edges.length - 1, step: 1, value: edges.indexOf(0.5), show: (cut) => shown(edges[cut]) },
      { name: "time", label: words.step, min: 0, max: last, step: 1, value: last, show: (time) => whole.format(snapshots[time].step) },
    ],
    picture: [legend([{ series: 1, text: words.negative }, { series: 2, text: words.positive }, { series: 4, text: fill(words.best, { step: snapshots[last].step }) }]), plot.svg, matrix.table, facts],
    draw: ({ cut, time }) => {
      const snapshot = /** @type {Snapshot} */ (snapshots[time]);
      histogram(snapshot, cut);
      const counts = confusion(snapshot, cut, classes);
      matrix.show(counts);
      const { recall, precision, f1 } = rates(counts);
      const given = {
        threshold: shown(edges[cut]),
        step: whole.format(snapshot.step),
        ...Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, whole.format(count)])),
        recall: shown(recall),
        precision: Number.isNaN(precision) ? words.undefined : shown(precision),
        f1: shown(f1),
        loss: shown(snapshot.loss),
        auc: shown(snapshot.auc),
      };
      facts.replaceChildren(...["recall", "precision", "f1", "loss", "auc"].map((name) => element("li", "", fill(words[`is-${name}`], given))));
      const { tp, fp, fn, tn } = counts;
      const seen = tp + fp === 0 ? "nothing" : fn + tn === 0 ? "everything" : "some";
      return [fill(words[seen], given), fill(words.constant, given)].join(words.between);
    },
  });

  /**
   * @param {Snapshot} snapshot
   * @param {number} cut
   */
  function histogram(snapshot, cut) {
    const negative = outline(snapshot.negative, edges, coarse, classes.negatives);
    const positive = outline(snapshot.positive, edges, coarse, classes.positives);
    plot.axes(x, y(Math.max(18, 1.08 * Math.max(...[...negative, ...positive].map(([, share]) => share)))));
    plot.band("predicted", edges[cut], 1);
    plot.curve("negative", negative, { series: 1 });
    plot.curve("positive", positive, { series: 2 });
    plot.rule("threshold", { x: edges[cut], text: fill(words.rule, { threshold: shown(edges[cut]) }), dash: "" });
    if (snapshot === snapshots[last]) plot.rule("best", { x: best, series: 4, dash: "2 2.5" });
    else plot.remove("best");
  }
}

/**
 * The confusion matrix as a table.
 * @param {Record<string, string>} words
 */
function table(words) {
  const made = element("table", "live-matrix");
  made.append(element("caption", "", words.matrix));
  const head = element("tr");
  head.append(element("td"), cell("th", words["said-positive"], "col"), cell("th", words["said-negative"], "col"));
  const body = element("tbody");
  /** @type {Record<string, HTMLElement>} */
  const numbers = {};
  const rows = /** @type {[string, (keyof import("./threshold-model.js").Confusion)[]][]} */ ([["really-positive", ["tp", "fn"]], ["really-negative", ["fp", "tn"]]]);
  for (const [name, counts] of rows) {
    const row = element("tr");
    row.append(cell("th", words[name], "row"));
    for (const count of counts) {
      const number = (numbers[count] = element("strong"));
      const box = element("td", "", `${count.toUpperCase()} `);
      box.append(number);
      row.append(box);
    }
    body.append(row);
  }
  const top = element("thead");
  top.append(head);
  made.append(top, body);
  /** @param {import("./threshold-model.js").Confusion} counts */
  const show = (counts) => {
    for (const [name, count] of Object.entries(counts)) numbers[name].textContent = whole.format(count);
  };
  return { table: made, show };
}

/**
 * @param {string} tag
 * @param {string} text
 * @param {string} scope
 */
function cell(tag, text, scope) {
  const made = element(tag, "", text);
  made.setAttribute("scope", scope);
  return made;
}

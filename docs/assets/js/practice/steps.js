// How many batches and updates a training has.  notebooks/epochs_and_batches.py counts the same
// in loops; a test compares the two.

/**
 * What happens at the end of an epoch to batches that do not fill an accumulated update:
 * an update with what there is, none, or they count for the next epoch.
 * @typedef {"update" | "none" | "carry"} Rest
 * @typedef {object} Setting
 * @property {number} examples
 * @property {number} batch examples for one replica
 * @property {number} replicas
 * @property {number} accumulation batches for one update
 * @property {number} epochs
 * @property {boolean} dropLast whether an incomplete last batch is left out
 * @property {Rest} rest
 * @typedef {object} Count
 * @property {number} globalBatch examples of one batch on all replicas
 * @property {number} batches in an epoch
 * @property {number} lastBatch its examples
 * @property {number} leftOut examples that an epoch does not use
 * @property {number} perUpdate examples of one update
 * @property {number} restBatches batches at the end of an epoch that do not fill an update
 * @property {[number, number]} updatesPerEpoch least and most
 * @property {number} updates in all epochs
 * @property {number} processed examples in all epochs, repeated ones too
 * @typedef {{code: "not-whole" | "too-large" | "no-batch" | "no-update", fields: string[], most?: number}} Problem
 */

/** The largest of each; all results are then exact. */
export const MOST = { examples: 1e10, batch: 1e6, replicas: 1e4, accumulation: 1e4, epochs: 1e5, wanted: 1e11 };

/**
 * Why a training cannot be like this.
 * @param {Setting} setting
 * @returns {Problem[]}
 */
export function problems(setting) {
  const wrong = ["examples", "batch", "replicas", "accumulation", "epochs"].flatMap((name) => outside(name, setting[/** @type {keyof Setting} */ (name)]));
  if (wrong.length) return wrong;
  const { batches, updates } = count(setting);
  if (!batches) return [{ code: "no-batch", fields: ["examples", "batch", "replicas"] }];
  if (!updates) return [{ code: "no-update", fields: ["accumulation", "rest"] }];
  return [];
}

/**
 * @param {string} name
 * @param {unknown} value
 * @returns {Problem[]}
 */
export function outside(name, value) {
  const most = MOST[/** @type {keyof typeof MOST} */ (name)];
  if (!Number.isInteger(value) || Number(value) < 1) return [{ code: "not-whole", fields: [name] }];
  return Number(value) > most ? [{ code: "too-large", fields: [name], most }] : [];
}

/**
 * @param {Setting} setting without problems
 * @returns {Count}
 */
export function count(setting) {
  const { examples, batch, replicas, accumulation, epochs, dropLast } = setting;
  const globalBatch = batch * replicas;
  const over = examples % globalBatch;
  const full = (examples - over) / globalBatch;
  const batches = full + (over && !dropLast ? 1 : 0);
  const [leftOut, lastBatch] = dropLast ? [over, full && globalBatch] : [0, over || globalBatch];
  return {
    globalBatch,
    batches,
    lastBatch,
    leftOut,
    perUpdate: globalBatch * accumulation,
    restBatches: batches % accumulation,
    updatesPerEpoch: perEpoch(batches, setting),
    updates: updatesAfter(epochs, batches, setting),
    processed: epochs * (examples - leftOut),
  };
}

/**
 * How many epochs give at least so many updates, and how far into the last one they come.
 * @param {Setting} setting whose own number of epochs does not matter
 * @param {number} wanted
 * @returns {{epochs: number, before: number, after: number} | null} updates one epoch before, and
 *   then; null if there are none however long it trains
 */
export function epochsFor(setting, wanted) {
  const { batches } = count(setting);
  const { accumulation, rest } = setting;
  const each = rest === "carry" ? batches : perEpoch(batches, setting)[0];
  if (!each) return null;
  const epochs = Math.ceil((rest === "carry" ? wanted * accumulation : wanted) / each);
  return { epochs, before: updatesAfter(epochs - 1, batches, setting), after: updatesAfter(epochs, batches, setting) };
}

/**
 * @param {number} batches
 * @param {Setting} setting
 * @returns {[number, number]}
 */
function perEpoch(batches, { accumulation, epochs, rest }) {
  const [down, up] = [Math.floor(batches / accumulation), Math.ceil(batches / accumulation)];
  if (rest === "carry") return [down, epochs * (batches % accumulation) < accumulation ? down : up];
  return rest === "update" ? [up, up] : [down, down];
}

/**
 * @param {number} epochs
 * @param {number} batches in each
 * @param {Setting} setting
 */
function updatesAfter(epochs, batches, { accumulation, rest }) {
  if (rest === "carry") return Math.floor((epochs * batches) / accumulation);
  return epochs * (rest === "update" ? Math.ceil(batches / accumulation) : Math.floor(batches / accumulation));
}

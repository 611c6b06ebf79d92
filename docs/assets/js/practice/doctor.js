// What the shape of a loss curve speaks for, and what it does not decide.  Knows no page.
//
// The limits below were chosen on the runs for tuning of the lab loss-curve-doctor alone;
// tests/figures/doctor.test.mjs measures them on its test runs.

import { mean, median, residuals, slopeOf, spread, standardDeviation } from "./doctor-numbers.js";

export { LIMITS, LogError, parse } from "./doctor-parse.js";

/** @typedef {import("./doctor-parse.js").Series} Series */
/**
 * @typedef {"healthy" | "oscillation" | "divergence" | "jump" | "repeats" | "overfitting" | "plateau" | "recall-zero"} Pattern
 * @typedef {{train: Series, validation?: Series | null, recall?: Series | null}} Curves
 * @typedef {{key: string, values: Record<string, number>}} Evidence
 * @typedef {{pattern: Pattern, strength: number, evidence: Evidence[]}} Finding `strength` from 0 to 1
 * @typedef {{found: Finding[], unsure: Evidence[], notes: string[]}} Diagnosis
 *   `found` is empty where the curve does not decide; `unsure` then says why
 */

export const PATTERNS = /** @type {Pattern[]} */ (["healthy", "oscillation", "divergence", "jump", "repeats", "overfitting", "plateau", "recall-zero"]);

/** The fewest values on which anything but NaN is judged. */
const FEWEST = 10;
/** More than this at the end is not looked at for a period. */
const MOST_FOR_PERIOD = 20_000;
const LONGEST_PERIOD = 1000;

const LIMIT = {
  jump: { times: 1.8, apart: 3 },
  divergence: { aboveStart: 1.5, aboveLowest: 3, atOnce: 0.5 },
  period: { correlation: 0.5, again: 0.3, dip: 0.3, deviations: 3.5, least: 0.005 },
  oscillation: { ofStart: 0.12, ofLevel: 0.6, over: 3, validation: 0.25 },
  plateau: { most: 0.08, noise: 0.5 },
  healthy: { least: 0.14 },
  overfitting: { rise: 0.1, perhaps: 0.06, fall: 0.9 },
};

/**
 * What can be measured in a curve.
 * @param {Curves} run
 */
export function features(run) {
  const values = run.train.values;
  const broken = values.findIndex((each) => !Number.isFinite(each));
  const finite = values.filter(Number.isFinite);
  const scale = scaleOf(finite);
  const y = finite.map((each) => each / scale);
  const count = y.length;
  const few = Math.max(1, Math.min(5, Math.floor(count / 20)));
  const start = median(y.slice(0, few));
  const end = median(y.slice(-Math.max(3, Math.floor(count / 10))));
  const jump = jumpOf(y);
  const calm = jump ? y.map((each, place) => (place >= jump.place && place <= jump.place + 3 ? NaN : each)) : y;
  const late = calm.slice(Math.floor(count / 2)).filter(Number.isFinite);
  const rest = residuals(late);
  const noise = standardDeviation(rest);
  const level = Math.abs(median(late));
  return {
    count,
    broken: broken < 0 ? null : { at: run.train.at[broken], value: values[broken], count: values.length - count },
    start: start * scale,
    end: end * scale,
    lowest: Math.min(...extremes(y, Math.min)) * scale,
    highest: Math.max(...extremes(y, Math.max)) * scale,
    fell: ratio(start - end, Math.abs(start)),
    moved: ratio(median(y.slice(0, Math.max(1, Math.floor(count / 5)))) - median(y.slice(-Math.max(1, Math.floor(count / 5)))), Math.abs(start)),
    slope: slopeOf(late),
    noiseOfStart: ratio(noise, Math.abs(start)),
    noiseOfLevel: ratio(noise, level),
    alternation: alternation(late),
    over: overshoot(y),
    jump: jump && { ...jump, at: run.train.at[indexOfFinite(values, jump.place)], from: jump.from * scale, to: jump.to * scale },
    // What rounding leaves of a smooth curve may have any period.
    period: noise > LIMIT.period.least * level ? periodOf(calm.slice(Math.floor(count / 3)).filter(Number.isFinite)) : null,
    validation: run.validation ? turnOf(run.validation, run.train) : null,
    recall: run.recall ? recallOf(run.recall) : null,
  };
}

/** @typedef {ReturnType<typeof features>} Features */

/**
 * Sizes beyond what squares can hold are divided out.
 * @param {number[]} values
 */
function scaleOf(values) {
  const largest = values.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
  return largest > 1e100 ? largest : 1;
}

/**
 * The extreme of a list of any length, as a list of one.
 * @param {number[]} values
 * @param {(one: number, other: number) => number} which
 */
function extremes(values, which) {
  return values.length ? [values.reduce((one, other) => which(one, other))] : [NaN];
}

/**
 * @param {number} above
 * @param {number} below
 */
function ratio(above, below) {
  return below > 0 ? above / below : above === 0 ? 0 : Infinity * Math.sign(above);
}

/**
 * Where the n-th finite value stands.
 * @param {number[]} values
 * @param {number} wanted
 */
function indexOfFinite(values, wanted) {
  let seen = -1;
  return values.findIndex((each) => Number.isFinite(each) && ++seen === wanted);
}

/**
 * How often a rise follows a fall or the reverse; 2/3 for noise without memory.
 * @param {number[]} values
 */
function alternation(values) {
  const steps = values.slice(1).map((each, place) => each - values[place]);
  const turns = steps.slice(1).filter((each, place) => each * steps[place] < 0).length;
  return steps.length > 1 ? turns / (steps.length - 1) : 0;
}

/**
 * How far the loss was above its first value, if it was so more than for a moment.
 * @param {number[]} y
 */
function overshoot(y) {
  const first = y[0];
  if (!(first > 0)) return 0;
  const above = y.filter((each) => each > 1.5 * first).sort((one, other) => other - one);
  return above.length >= Math.max(3, 0.03 * y.length) ? above[2] / first : 0;
}

/**
 * A step up that is far larger than all others: up to three such steps.
 * @param {number[]} y
 */
function jumpOf(y) {
  const from = Math.max(5, Math.floor(y.length / 20));
  const positive = y.every((each) => each > 0);
  const rises = y.map((each, place) => {
    if (place < from) return 0;
    const before = median(y.slice(place - 5, place));
    return positive ? Math.log(each / before) : each - before;
  });
  const peaks = highest(rises, 5);
  const [top] = peaks;
  if (!top || !(rises[top] > 0)) return null;
  const next = peaks.length > 3 ? Math.max(rises[peaks[3]], 0) : 0;
  const before = median(y.slice(top - 5, top));
  const steps = spread(y.slice(1).map((each, place) => each - y[place]));
  const large = positive ? y[top] > LIMIT.jump.times * before : y[top] - before > 10 * steps;
  if (!large || rises[top] < LIMIT.jump.apart * next || y[top] - before < 6 * steps) return null;
  const after = y.slice(top + 1, top + 6);
  const returns = after.length > 2 && median(after) < before + 0.25 * (y[top] - before) && median(after) < 2 * Math.abs(before);
  return { place: top, from: before, to: y[top], returns, share: rises[top] };
}

/**
 * The places of the largest values, none within three of a larger one.
 * @param {number[]} values
 * @param {number} most
 */
function highest(values, most) {
  /** @type {number[]} */
  const places = [];
  for (let turn = 0; turn < most; turn++) {
    let best = -1;
    values.forEach((each, place) => {
      if (places.some((other) => Math.abs(other - place) <= 3)) return;
      if (best < 0 || each > values[best]) best = place;
    });
    if (best >= 0) places.push(best);
  }
  return places;
}

/**
 * The shortest lag after which the rest of the curve, without its trend, comes back.
 * @param {number[]} values
 */
function periodOf(values) {
  if (values.length < 16) return null;
  const rest = residuals(values.slice(-MOST_FOR_PERIOD));
  const wide = 3 * spread(rest) || Infinity;
  const clipped = rest.map((each) => Math.max(-wide, Math.min(wide, each)));
  const most = Math.min(2 * LONGEST_PERIOD, Math.floor(clipped.length / 1.5));
  const correlations = Array.from({ length: most + 1 }, (_, lag) => correlation(clipped, lag));
  let best = null;
  // Three periods at least, or it could be chance.
  for (let lag = 2; lag <= clipped.length / 3 && lag < most; lag++) {
    const here = correlations[lag];
    if (here < correlations[lag - 1] || here < correlations[lag + 1]) continue;
    const dip = Math.min(...correlations.slice(1, lag));
    const needed = Math.max(LIMIT.period.correlation, LIMIT.period.deviations / Math.sqrt(clipped.length));
    if (here < needed || dip > here - LIMIT.period.dip) continue;
    const again = 2 * lag < most ? Math.max(...correlations.slice(2 * lag - 1, 2 * lag + 2)) : here;
    if (again < LIMIT.period.again) continue;
    if (!best || here > best.correlation + 0.1) best = { lag, correlation: here };
  }
  return best;
}

/**
 * @param {number[]} values around zero
 * @param {number} lag
 */
function correlation(values, lag) {
  let [both, one, other] = [0, 0, 0];
  for (let place = lag; place < values.length; place++) {
    const [now, then] = [values[place], values[place - lag]];
    both += now * then;
    one += now * now;
    other += then * then;
  }
  return one > 0 && other > 0 ? both / Math.sqrt(one * other) : 0;
}

/**
 * Where the validation loss turned, and what both losses did from there.
 * @param {Series} validation
 * @param {Series} train
 */
function turnOf(validation, train) {
  const kept = validation.values.flatMap((each, place) => (Number.isFinite(each) ? [place] : []));
  const values = kept.map((place) => validation.values[place]);
  if (values.length < 5) return { count: values.length, rise: 0, trainFall: 1, gap: 0, at: NaN, lowest: NaN, end: NaN, noise: 0 };
  const beside = values.length < 25 ? 1 : 2;
  const smooth = values.map((_, place) => median(values.slice(Math.max(0, place - beside), place + beside + 1)));
  const best = smooth.reduce((least, each, place) => (each < smooth[least] ? place : least), 0);
  const end = mean(values.slice(-Math.min(5, Math.ceil(values.length / 4))));
  const at = validation.at[kept[best]];
  const trainEnd = median(train.values.slice(-3));
  const trainThere = valueAt(train, at);
  return {
    count: values.length,
    at,
    lowest: smooth[best],
    end,
    rise: ratio(end - smooth[best], Math.abs(smooth[best])),
    noise: ratio(spread(values.slice(1).map((each, place) => each - values[place])) / Math.SQRT2, Math.abs(smooth[best])),
    trainFall: ratio(trainEnd, Math.abs(trainThere)),
    trainThere,
    trainEnd,
    gap: end - trainEnd,
  };
}

/**
 * The loss around a step or epoch.
 * @param {Series} series
 * @param {number} at
 */
function valueAt(series, at) {
  const place = series.at.findIndex((each) => each >= at);
  const here = place < 0 ? series.at.length - 1 : place;
  return median(series.values.slice(Math.max(0, here - 1), here + 2).filter(Number.isFinite));
}

/** @param {Series} recall */
function recallOf(recall) {
  const values = recall.values.filter(Number.isFinite);
  return { count: values.length, end: median(values.slice(-3)), highest: Math.max(...extremes(values, Math.max)) };
}

// What the features speak for.

/**
 * The patterns that a curve shows, the strongest first; or why it does not decide.
 * @param {Curves} run
 * @returns {Diagnosis}
 */
export function diagnose(run) {
  const seen = features(run);
  const notes = [...(run.validation ? [] : ["no-validation"]), ...(run.recall ? [] : ["no-recall"])];
  if (seen.broken) return { found: [brokenFinding(seen, seen.broken)], unsure: [], notes };
  if (seen.count < FEWEST) return { found: [], unsure: [evidence("few", { count: seen.count, least: FEWEST })], notes };
  const found = [jumpFinding, divergenceFinding, repeatsFinding, oscillationFinding, plateauFinding, overfittingFinding, recallFinding]
    .map((find) => find(seen))
    .filter((each) => each !== null);
  const kept = found.filter((each) => !beside(each, found));
  if (kept.length) return { found: kept, unsure: [], notes };
  const unsure = doubts(seen);
  return unsure.length ? { found: [], unsure, notes } : { found: [healthy(seen)], unsure: [], notes };
}

/**
 * Whether a finding only repeats what another one explains.
 * @param {Finding} one
 * @param {Finding[]} all
 */
function beside({ pattern }, all) {
  const has = (/** @type {Pattern[]} */ ...names) => all.some((each) => names.includes(each.pattern));
  if (pattern === "divergence") return has("jump");
  if (pattern === "oscillation") return has("repeats", "divergence", "jump", "plateau");
  if (pattern === "plateau") return has("jump", "divergence", "repeats");
  if (pattern === "repeats") return has("divergence");
  return pattern === "recall-zero" && has("plateau", "divergence");
}

/**
 * @param {string} key
 * @param {Record<string, number>} [values]
 * @returns {Evidence}
 */
function evidence(key, values = {}) {
  return { key, values };
}

/**
 * Between 0 and 1: half where a limit is just reached.
 * @param {number} value
 * @param {number} limit
 */
function strength(value, limit) {
  const share = value / (value + limit);
  return Number.isFinite(share) ? Math.max(0, Math.min(1, share)) : 1;
}

/**
 * @param {Features} seen
 * @param {{at: number, value: number, count: number}} broken
 * @returns {Finding}
 */
function brokenFinding(seen, { at, value, count }) {
  return { pattern: "divergence", strength: 1, evidence: [evidence("broken", { at, value, count })] };
}

/** @param {Features} seen @returns {Finding | null} */
function jumpFinding({ jump }) {
  if (!jump) return null;
  const { at, from, to, returns } = jump;
  return { pattern: "jump", strength: strength(to / from, LIMIT.jump.times), evidence: [evidence("jump", { at, from, to }), evidence(returns ? "jump-returns" : "jump-stays")] };
}

/** @param {Features} seen @returns {Finding | null} */
function divergenceFinding({ start, end, lowest }) {
  const { aboveStart, aboveLowest } = LIMIT.divergence;
  if (!(lowest > 0) || end < aboveStart * start || end < aboveLowest * lowest) return null;
  return { pattern: "divergence", strength: strength(end / start, aboveStart), evidence: [evidence("rises", { start, end, lowest })] };
}

/** @param {Features} seen @returns {Finding | null} */
function repeatsFinding({ period }) {
  if (!period || period.lag < 3) return null;
  return { pattern: "repeats", strength: strength(period.correlation, LIMIT.period.correlation), evidence: [evidence("period", period)] };
}

/** @param {Features} seen @returns {Finding | null} */
function oscillationFinding({ noiseOfStart, noiseOfLevel, over, start, validation }) {
  const { ofStart, over: most, validation: ofValidation } = LIMIT.oscillation;
  // Validation is measured on the same examples each time: no batch explains its noise.
  const shakes = validation !== null && validation.noise >= ofValidation;
  if (noiseOfStart < ofStart && over < most && !shakes) return null;
  const seen = [
    ...(over >= most ? [evidence("overshoot", { over, start })] : []),
    ...(shakes ? [evidence("noise-validation", { level: validation.noise })] : []),
    evidence("noise", { start: noiseOfStart, level: noiseOfLevel }),
  ];
  return { pattern: "oscillation", strength: Math.max(strength(noiseOfStart, ofStart), strength(over, most)), evidence: seen };
}

/** @param {Features} seen @returns {Finding | null} */
function plateauFinding({ count, fell, moved, noiseOfStart, noiseOfLevel, start, end, over }) {
  const { most, noise } = LIMIT.plateau;
  // The ends are medians of a fifth each; they differ by chance too.
  const chance = (2.5 * noiseOfStart) / Math.sqrt(count / 5);
  const flat = Math.abs(moved) < most + chance && Math.abs(fell) < most + noiseOfStart;
  if (!flat || noiseOfLevel > noise || over >= LIMIT.oscillation.over) return null;
  return { pattern: "plateau", strength: strength(most, Math.abs(moved)), evidence: [evidence("flat", { fell: Math.max(0, moved), start, end })] };
}

/** @param {Features} seen @returns {Finding | null} */
function overfittingFinding({ validation }) {
  const { rise, fall } = LIMIT.overfitting;
  if (!validation || validation.count < 5 || validation.rise < Math.max(rise, 1.5 * validation.noise) || validation.trainFall > fall) return null;
  const { at, lowest, end, trainThere = NaN, trainEnd = NaN } = validation;
  return { pattern: "overfitting", strength: strength(validation.rise, rise), evidence: [evidence("turn", { at, lowest, end }), evidence("apart", { from: trainThere, to: trainEnd })] };
}

/** @param {Features} seen @returns {Finding | null} */
function recallFinding({ recall, fell }) {
  if (!recall || recall.count < 3 || recall.end > 0 || fell < LIMIT.plateau.most) return null;
  return { pattern: "recall-zero", strength: 0.9, evidence: [evidence("recall", { end: recall.end, highest: recall.highest, fell })] };
}

/**
 * What speaks against calling a curve healthy that shows no pattern.
 * @param {Features} seen
 */
function doubts(seen) {
  const { fell, moved, noiseOfLevel, noiseOfStart, period, validation, start, end } = seen;
  const found = [];
  if (period?.lag === 2) found.push(evidence("period-two", period));
  if (fell < 0) found.push(evidence("rising", { start, end }));
  else if (Math.max(fell, moved) < LIMIT.healthy.least) found.push(evidence("slow", { fell }));
  if (noiseOfLevel > LIMIT.oscillation.ofLevel) found.push(evidence("noisy", { level: noiseOfLevel, start: noiseOfStart }));
  if (validation && validation.rise > Math.max(LIMIT.overfitting.perhaps, validation.noise)) found.push(evidence("turning", { rise: validation.rise, at: validation.at }));
  return found;
}

/** @param {Features} seen @returns {Finding} */
function healthy({ fell, noiseOfStart, start, end, validation, count }) {
  const first = evidence("falls", { fell, start, end });
  const calm = evidence("calm", { noise: noiseOfStart });
  const second = validation && validation.count >= 5 ? [evidence("together", { rise: Math.max(0, validation.rise) })] : [];
  return { pattern: "healthy", strength: count < 20 ? 0.5 : strength(fell, LIMIT.healthy.least), evidence: [first, calm, ...second] };
}

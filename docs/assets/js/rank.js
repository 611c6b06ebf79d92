// Which service fits some constraints.  The same rule as hooks/sitekit/picker.py, which
// explains it; a test compares the two.

/**
 * @typedef {Record<string, string>} Constraints dimension -> value
 * @typedef {{id: string, answer: string, constraints: Constraints}} Situation
 * @typedef {{services: string[], when: Constraints, reason: string}} Unfit
 * @typedef {{service: string, situation: string, score: number, against: number[]}} Ranked
 */

const CONFLICT = 0.5;

/**
 * How much a situation says about the chosen constraints.
 * @param {Constraints} constraints
 * @param {Constraints} chosen
 */
export function weight(constraints, chosen) {
  const pairs = Object.entries(constraints);
  const met = pairs.filter(([dimension, value]) => chosen[dimension] === value).length;
  const conflicts = pairs.filter(([dimension, value]) => dimension in chosen && chosen[dimension] !== value).length;
  return ((met * met) / pairs.length) * CONFLICT ** conflicts;
}

/**
 * The services that answer a situation with something in common, the best first.
 * @param {Situation[]} situations
 * @param {Unfit[]} unfit
 * @param {Constraints} chosen
 * @returns {Ranked[]}
 */
export function rank(situations, unfit, chosen) {
  /** @type {Map<string, Ranked>} */
  const best = new Map();
  for (const { id, answer, constraints } of situations) {
    const score = weight(constraints, chosen);
    if (score > (best.get(answer)?.score ?? 0)) {
      best.set(answer, { service: answer, situation: id, score, against: against(answer, unfit, chosen) });
    }
  }
  return [...best.values()].sort(
    (a, b) => a.against.length - b.against.length || b.score - a.score || (a.service < b.service ? -1 : 1),
  );
}

/**
 * The numbers of the rules that exclude a service.
 * @param {string} service
 * @param {Unfit[]} unfit
 * @param {Constraints} chosen
 */
function against(service, unfit, chosen) {
  return unfit.flatMap((rule, number) => {
    const holds = Object.entries(rule.when).every(([dimension, value]) => chosen[dimension] === value);
    return holds && rule.services.includes(service) ? [number] : [];
  });
}

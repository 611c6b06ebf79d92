// The searches of this device, the last first.  They never leave it.

const KEY = "mle-notes:searches";
const KEPT = 6;
const LONGEST = 100;

/** @returns {string[]} */
export function recent() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((each) => typeof each === "string").slice(0, KEPT).map((each) => short(each)) : [];
  } catch {
    return []; // storage may be forbidden, or hold what another program wrote
  }
}

/**
 * The beginning of a text.  Half of a character, as a cut leaves it, could not stand in an address.
 * @param {string} text
 * @param {number} [most]
 */
export function short(text, most = LONGEST) {
  return text.slice(0, most).replace(/\p{Surrogate}/gu, "");
}

/** @param {string} text */
export function remember(text) {
  const typed = short(text.trim());
  if (!typed) return;
  try {
    localStorage.setItem(KEY, JSON.stringify([typed, ...recent().filter((each) => each !== typed)].slice(0, KEPT)));
  } catch {} // then there is no list of earlier searches
}

export function forget() {
  try {
    localStorage.removeItem(KEY);
  } catch {}
}

// The searches of this device, the last first.  They never leave it.

const KEY = "mle-notes:searches";
const KEPT = 6;

/** @returns {string[]} */
export function recent() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((each) => typeof each === "string").slice(0, KEPT) : [];
  } catch {
    return []; // storage may be forbidden, or hold what another program wrote
  }
}

/** @param {string} text */
export function remember(text) {
  const typed = text.trim().slice(0, 100);
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

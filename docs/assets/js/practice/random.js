// Random numbers that a text decides: the same text gives the same numbers on every device.
//
// The generator is sfc32 of Chris Doty-Humphrey's PractRand (public domain,
// https://pracrand.sourceforge.net/), started from the 64-bit FNV-1a hash of the text (RFC 9923).
// It is for choosing questions, never for secrets.

const FNV_OFFSET = 0xcbf29ce484222325n;
const FNV_PRIME = 0x100000001b3n;
/** Outputs left out at the start, until every bit of the seed has reached every bit of the state. */
const SKIPPED = 15;
const RANGE = 2 ** 32;

/**
 * The 64-bit FNV-1a hash of a text in UTF-8.
 * @param {string} text
 */
export function hash(text) {
  let value = FNV_OFFSET;
  for (const byte of new TextEncoder().encode(text)) {
    value = BigInt.asUintN(64, (value ^ BigInt(byte)) * FNV_PRIME);
  }
  return value;
}

/**
 * A function that returns the next whole number from 0 to 2³² − 1.
 * @param {string} seed
 * @returns {() => number}
 */
export function generator(seed) {
  const start = hash(seed);
  const next = sfc32(0, Number(BigInt.asUintN(32, start)), Number(start >> 32n));
  for (let count = 0; count < SKIPPED; count++) next();
  return next;
}

/**
 * @param {number} a
 * @param {number} b
 * @param {number} c
 */
export function sfc32(a, b, c) {
  let counter = 1;
  return () => {
    const made = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + made) | 0;
    return made >>> 0;
  };
}

/**
 * A whole number from 0 to below `limit`, each as likely as the others.
 * @param {() => number} next
 * @param {number} limit
 */
export function below(next, limit) {
  const most = RANGE - (RANGE % limit); // what lies above would favour small numbers
  let value = next();
  while (value >= most) value = next();
  return value % limit;
}

/**
 * A copy in random order: the shuffle of Fisher and Yates as Durstenfeld wrote it (CACM 7, 1964).
 * @template T
 * @param {readonly T[]} items
 * @param {() => number} next
 * @returns {T[]}
 */
export function shuffled(items, next) {
  const made = [...items];
  for (let last = made.length - 1; last > 0; last--) {
    const other = below(next, last + 1);
    [made[last], made[other]] = [made[other], made[last]];
  }
  return made;
}

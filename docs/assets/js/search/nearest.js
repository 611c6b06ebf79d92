// For a query that finds nothing.

import { distance } from "./distance.js";
import { key } from "./fold.js";

/**
 * The names that are least far from what was typed.
 * @param {import("./names.js").Name[]} names
 * @param {string} query
 * @param {number} count
 * @returns {import("./names.js").Name[]}
 */
export function nearest(names, query, count) {
  const typed = key(query);
  const limit = Math.floor(typed.length / 2);
  const known = names
    .filter((name) => name.kind === "title" || name.kind === "former")
    .map((name) => ({ name, far: distance(typed, name.key, limit, true) + Math.abs(name.key.length - typed.length) / 20 }))
    .filter(({ far }) => far <= limit)
    .sort((a, b) => a.far - b.far);
  return [...new Map(known.map(({ name }) => [name.target.url, name])).values()].slice(0, count);
}

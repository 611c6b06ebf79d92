// The worker of a server for authors: it takes an earlier worker away, with its copies.

import { prefixOf } from "./rules.js";

const worker = /** @type {any} */ (self);
const prefix = prefixOf(new URL("./", worker.location.href).pathname);

worker.addEventListener("install", () => worker.skipWaiting());
worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(leave()));

async function leave() {
  const names = (await caches.keys()).filter((name) => name.startsWith(prefix));
  await Promise.all(names.map((name) => caches.delete(name)));
  const open = await worker.clients.matchAll({ type: "window" });
  await worker.registration.unregister();
  for (const page of open) page.navigate(page.url).catch(() => undefined); // what it shows is an old copy
}

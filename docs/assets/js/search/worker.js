// The search worker: Material's own, loaded with its index at the first query.
// A page that is only read loads neither (hooks/finish.py publishes an empty
// one under the name that Material's script asks for at once).

const SETUP = 0;
const READY = 1;
const RESULT = 3;

const site = new URL("../../", location.href);
const language = new URL(location.search === "?en" ? "en/" : ".", site);
const passed = new WeakSet();
const send = self.postMessage.bind(self);

/** @type {{type: number, data: object} | undefined} What the page sent to set the search up. */
let setup;
/** @type {Promise<void> | undefined} Fulfilled when Material's code has the whole index. */
let loaded;
/** @type {() => void} */
let whenReady = () => {};

/** Only the first READY is for the page; the second says that the index is in place. */
self.postMessage = (/** @type {{type: number}} */ message) => {
  if (message.type === READY) whenReady();
  else send(message);
};

addEventListener("message", (event) => {
  if (passed.has(event)) return;
  event.stopImmediatePropagation();
  if (event.data.type === SETUP) {
    setup = event.data;
    send({ type: READY });
    return;
  }
  if (!event.data.data) {
    send({ type: RESULT, data: { items: [] } }); // the box is empty: nothing to look up yet
    return;
  }
  loaded ??= load();
  loaded.then(
    () => pass(event.data),
    () => (loaded = undefined), // no network: the next key tries again
  );
});

/** Load Material's code and the index, and set the search up. */
async function load() {
  importScripts(new URL("assets/javascripts/workers/search.a7633da7.min.js", site).href);
  const answer = await fetch(new URL("search/index.json", language));
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
  const { docs } = await answer.json();
  const ready = new Promise((resolve) => (whenReady = () => resolve(undefined)));
  pass({ type: SETUP, data: { ...setup?.data, docs } });
  await ready;
}

/** Hand a message to Material's own listener. */
function pass(/** @type {object} */ data) {
  const event = new MessageEvent("message", { data });
  passed.add(event);
  dispatchEvent(event);
}

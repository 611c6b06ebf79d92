// Lighthouse for each address of the command line: one line of JSON for each, in their order.
// tools/lighthouse.py starts this.

import {launch} from "chrome-launcher";
import lighthouse from "lighthouse";

// Other hosts do not exist, so that nothing can leave this machine.
const chromeFlags = [
    "--headless=new",
    "--no-sandbox",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

/** The audits of a category that cost points. */
function failed({categories, audits}) {
    return Object.values(categories).flatMap(({id, auditRefs}) =>
        auditRefs
            .filter(({weight}) => weight > 0)
            .map((each) => audits[each.id])
            .filter(({score}) => score !== null && score < 0.9)
            .map(({id: audit, displayValue = ""}) => `${id}/${audit} ${displayValue}`.trim()));
}

const onlyCategories = ["performance", "accessibility", "best-practices", "seo"];

const chrome = await launch({chromeFlags, logLevel: "silent"});
try {
    for (const address of process.argv.slice(2)) {
        const {lhr} = await lighthouse(address, {
            port: chrome.port,
            logLevel: "silent",
            onlyCategories,
        });
        if (lhr.runtimeError) throw new Error(`${address}: ${lhr.runtimeError.message}`);
        const scores = Object.fromEntries(Object.values(lhr.categories)
            .map(({id, score}) => [id, Math.round((score ?? 0) * 100)]));
        const benchmark = lhr.environment.benchmarkIndex;
        console.log(JSON.stringify({scores, failed: failed(lhr), benchmark}));
    }
} finally {
    chrome.kill();
}

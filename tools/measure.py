"""What `make audit` and the browser tests measure on an open page of the site.

Sizes are in bytes as they are sent, widths in CSS pixels.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

#: A phone, a laptop, and a sheet of A4 without its margins.
NARROW, WIDE, PAPER = 360, 1280, 680
_HEIGHT = {NARROW: 740, WIDE: 800, PAPER: 980}
_ERROR = 400
#: What a page may not do: ask another host, or let something go wrong.
Offence = Literal["host", "error"]


def window(
    browser: Browser, width: int, scheme: Any = "light", *, scripts: bool = True
) -> BrowserContext:
    """A browser window of somebody who was never here."""
    return browser.new_context(
        viewport={"width": width, "height": _HEIGHT[width]},
        # Material's script behaves differently on devices that are touched.
        has_touch=width == NARROW,
        color_scheme=scheme,
        java_script_enabled=scripts,
        reduced_motion="reduce",
        # A copy of the site for each new reader would cost every window seconds;
        # tests/browser/test_offline.py has readers with copies.
        service_workers="block",
    )


def watch(page: Page, home: str, note: Callable[[Offence, str], None]) -> None:
    """Call `note` for everything that no page of the site at `home` may do."""

    def heard(message: ConsoleMessage) -> None:
        # A missing address is noted by `answered`, with more detail; that workers are blocked
        # is what Playwright says of its own doing.
        expected = "404 (" in message.text or "blocked by Playwright" in message.text
        if message.type in ("error", "warning") and not expected:
            note("error", f"console {message.type}: {message.text} ({message.location})")

    def asked(request: Request) -> None:
        address = urlsplit(request.url)
        foreign = address.netloc != urlsplit(home).netloc
        if foreign and address.scheme not in ("data", "blob", "about"):
            note("host", f"asks another host: {request.url}")

    def answered(response: Response) -> None:
        if response.status >= _ERROR and not response.request.is_navigation_request():
            note("error", f"{response.status}: {response.url}")

    page.on("console", heard)
    page.on("pageerror", lambda error: note("error", f"script error: {error}"))
    page.on("request", asked)
    page.on("response", answered)


def open_answers(page: Page) -> None:
    """Open everything in the text that a reader can open."""
    page.evaluate("document.querySelectorAll('article details').forEach(each => each.open = true)")


#: A phone with a poor connection, so that fonts and styles come late.
_SLOW = {
    "offline": False,
    "latency": 50,
    "downloadThroughput": 400_000,
    "uploadThroughput": 100_000,
}
_OBSERVE = """
    window.shift = 0;
    window.shifted = [];
    new PerformanceObserver(list => {
        for (const entry of list.getEntries()) {
            if (entry.hadRecentInput) continue;
            shift += entry.value;
            shifted.push(...entry.sources.map(({node}) => node?.outerHTML?.slice(0, 100)));
        }
    }).observe({type: "layout-shift", buffered: true});
"""
#: Playwright does not wait for workers; who asks for nothing this long is done, in milliseconds.
_QUIET = 600


@dataclass(frozen=True)
class Load:
    """What happened while a page loaded for the first time."""

    #: Bytes with their headers, by address; each was asked for once.
    sent: dict[str, int]
    #: What moved, and how far, as browsers count it.
    shift: float
    shifted: list[str]


def load(page: Page, address: str, asked: list[str]) -> Load:
    """Open an address in a new window on a slow line; `asked` grows with each request."""
    session = page.context.new_cdp_session(page)
    session.send("Network.emulateNetworkConditions", _SLOW)
    session.send("Network.enable")
    names: dict[str, str] = {}
    sent: dict[str, int] = {}
    session.on("Network.requestWillBeSent", lambda each: _begin(each, names, sent))
    session.on("Network.loadingFinished", lambda each: _end(each, names, sent))
    page.add_init_script(_OBSERVE)
    page.goto(address)
    before = -1
    while len(asked) > before:
        before = len(asked)
        page.wait_for_timeout(_QUIET)
    return Load(sent, page.evaluate("window.shift"), page.evaluate("window.shifted"))


def _begin(event: dict[str, Any], names: dict[str, str], sent: dict[str, int]) -> None:
    address = event["request"]["url"]
    if not address.startswith(("data:", "blob:")):
        names[event["requestId"]] = address
        sent.setdefault(address, 0)


def _end(event: dict[str, Any], names: dict[str, str], sent: dict[str, int]) -> None:
    if event["requestId"] in names:
        sent[names[event["requestId"]]] += int(event["encodedDataLength"])


_TOO_WIDE = """() => {
    if (document.scrollingElement.scrollWidth <= innerWidth) return [];
    return [...document.querySelectorAll("body *")]
        .filter(each => each.getBoundingClientRect().right > innerWidth + 0.5)
        .map(each => `<${each.localName} class="${each.getAttribute("class")}">`).slice(0, 5);
}"""


def too_wide(page: Page) -> list[str]:
    """What makes a page wider than its window."""
    return list(page.evaluate(_TOO_WIDE))


_RAW = r"""() => {
    const tex = /\\\(|\\\[|\$\$|\\(?:frac|sum|lambda|partial|math(?:bb|bf|rm|cal))\b/;
    const diagram = /^\s*(?:graph|flowchart) (?:TB|TD|BT|LR|RL)\b|^\s*sequenceDiagram\b/;
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const {data, parentElement} = walker.currentNode;
        const source = parentElement.closest("code, annotation, script, style, noscript");
        if (diagram.test(data) || (!source && tex.test(data))) found.push(data.trim().slice(0, 80));
    }
    const marks = ".arithmatex, .mermaid, .language-mermaid, .language-dot";
    for (const each of document.querySelectorAll(marks)) found.push(each.outerHTML.slice(0, 80));
    return found;
}"""


def raw_sources(page: Page) -> list[str]:
    """Formulas and diagrams of a page without scripts that readers see as their source."""
    return list(page.evaluate(_RAW))


_SPOILED = """() => {
    const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
    const brightness = colour => {
        for (const layer of ["white", colour]) {
            canvas.fillStyle = layer;
            canvas.fillRect(0, 0, 1, 1);
        }
        const [r, g, b] = canvas.getImageData(0, 0, 1, 1).data;
        return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
    };
    const name = each => `<${each.localName} class="${each.getAttribute("class") ?? ""}">`;
    const found = [];
    for (const each of [document.documentElement, document.body])
        if (brightness(getComputedStyle(each).backgroundColor) < 0.9)
            found.push(`dark: ${name(each)}`);
    for (const each of document.querySelectorAll("article p, article li, article td")) {
        const seen = each.checkVisibility({visibilityProperty: true});
        if (seen && brightness(getComputedStyle(each).color) > 0.6)
            found.push(`too pale for paper: ${name(each)} ${each.textContent.trim().slice(0, 40)}`);
    }
    if (document.scrollingElement.scrollWidth > innerWidth) found.push("wider than the paper");
    const kept = ".katex-mathml, input, select, textarea";
    for (const each of document.querySelectorAll("article, article *")) {
        if (each.clientWidth <= 1 || each.clientHeight <= 1 || each.closest(kept)) continue;
        if (!each.checkVisibility({visibilityProperty: true})) continue;
        const {overflowX, overflowY} = getComputedStyle(each);
        const wide = overflowX !== "visible" && each.scrollWidth > each.clientWidth + 1;
        const high = overflowY !== "visible" && each.scrollHeight > each.clientHeight + 1;
        if (wide || high) found.push(`clipped: ${name(each)}`);
    }
    return found;
}"""


def spoiled(page: Page) -> list[str]:
    """What paper loses of a page whose medium is print: dark or pale parts, clipped ones."""
    return list(page.evaluate(_SPOILED))


_FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex='0']"
#: More stops than any page has: the index of names has a thousand.
_MOST = 5000
#: How often the key is pressed within one field: a date has three parts and a button.
_PARTS = 4
_BEFORE = f"""() => {{
    window.look = element => {{
        const {{outlineStyle, outlineWidth, outlineColor, boxShadow}} = getComputedStyle(element);
        const drawn = outlineStyle !== "none" && parseFloat(outlineWidth) > 0
            && !/rgba\\(.*, 0\\)/.test(outlineColor);
        return (drawn ? outlineStyle + outlineWidth + outlineColor : "") + "/" + boxShadow;
    }};
    // A choice may show its focus on its label, a search on its whole form.
    window.places = element =>
        [element, element.closest("label"), element.closest("form")].filter(Boolean);
    window.atRest = new Map();
    for (const element of document.querySelectorAll("form, label, {_FOCUSABLE}"))
        atRest.set(element, look(element));
    window.visited = new Set();
    window.presses = {{most: {_PARTS}, here: 0, element: null}};
}}"""
_STOP = """() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    presses.here = element === presses.element ? presses.here + 1 : 1;
    presses.element = element;
    if (visited.has(element)) return 1 < presses.here && presses.here <= presses.most ? {} : null;
    visited.add(element);
    const first = element.getClientRects()[0] ?? new DOMRect();
    const left = Math.max(first.left, 0), right = Math.min(first.right, innerWidth);
    const top = Math.max(first.top, 0), bottom = Math.min(first.bottom, innerHeight);
    const x = (left + right) / 2, y = (top + bottom) / 2;
    const hit = left < right && top < bottom ? document.elementFromPoint(x, y) : null;
    const seen = hit !== null && !hit.matches("body, html")
        && (element.contains(hit) || hit.contains(element))
        && element.checkVisibility({visibilityProperty: true});
    const name = element.getAttribute("aria-label") ?? element.innerText ?? "";
    return {
        element: `<${element.localName} class="${element.className}"> ${name.trim().slice(0, 40)}`,
        skip: element.matches(".skip"),
        seen,
        marked: places(element).some(each => look(each) !== atRest.get(each)),
        menu: element.closest("#__nav") !== null,
    };
}"""
_LEFT_OUT = f"""() => [...document.querySelectorAll("{_FOCUSABLE}")]
    .filter(each => each.checkVisibility({{visibilityProperty: true, contentVisibilityAuto: true}}))
    .filter(each => each.getClientRects().length && !each.disabled && each.tabIndex >= 0)
    // Tab comes to a group of radio buttons once; arrows go on from there.
    .filter(each => each.type !== "radio"
        || ![...visited].some(other => other.name === each.name && other.type === "radio"))
    .filter(each => !visited.has(each))
    .map(each => each.outerHTML.slice(0, 120))"""


@dataclass(frozen=True)
class Walk:
    """All stops of the Tab key on a page, and what it never came to."""

    stops: list[dict[str, Any]]
    left_out: list[str]

    def without(self, mark: str) -> list[str]:
        """The stops that are not `seen`, or not `marked`."""
        return [stop["element"] for stop in self.stops if not stop[mark]]


def walk(page: Page, key: str = "Tab") -> Walk:
    """Go through a page from its top with a key that moves the focus."""
    page.wait_for_load_state("networkidle")  # scripts have made what they make
    page.evaluate(_BEFORE)
    stops = []
    for _ in range(_MOST):
        page.keyboard.press(key)
        stop = page.evaluate(_STOP)
        if stop is None:
            break
        if stop:
            stops.append(stop)
    return Walk(stops, page.evaluate(_LEFT_OUT))


_AXE_FILE = Path(__file__).resolve().parents[1] / "tests" / "browser" / "vendor" / "axe.min.js"
_RULES = [
    "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice",
]  # fmt: skip
_RUN = f"""async () => {{
    const options = {{runOnly: {json.dumps(_RULES)}, resultTypes: ["violations"]}};
    const {{violations}} = await axe.run(document, options);
    return violations.flatMap(({{id, nodes}}) =>
        nodes.map(({{target, failureSummary}}) => `${{id}}: ${{target}}: ${{failureSummary}}`));
}}"""


def violations_of(page: Page) -> list[str]:
    """What axe finds on a page as it is, seen from its top.

    Elsewhere the header lies over a part of the text, which axe takes for a target too small.
    """
    page.evaluate("scrollTo(0, 0)")
    page.evaluate(_AXE_FILE.read_text(encoding="utf-8"))
    return list(page.evaluate(_RUN))

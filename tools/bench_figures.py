"""How long a live figure takes from a moved slider to the new picture.

    python tools/bench_figures.py [site]

Opens every live figure of a built site in headless Chromium and moves each slider through
its range.  The time is that of all work: the slider's own event, and what is drawn in the
next frame.  Waiting for the frame is not counted, since a screen sets it.
"""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

import browser
import weight
from bench_search import served

ROOT = Path(__file__).resolve().parents[1]
_MOVE = """
    async ([name, moves]) => {
        const place = document.querySelector(`[data-live="${name}"]`);
        const times = [];
        for (const slider of place.querySelectorAll("input[type=range]")) {
            const [from, to] = [Number(slider.min), Number(slider.max)];
            for (let move = 0; move < moves; move++) {
                slider.value = String(from + ((to - from) * move) / (moves - 1));
                const begin = performance.now();
                slider.dispatchEvent(new Event("input", {bubbles: true}));
                const asked = performance.now() - begin;
                // Asked for after the figure has: so it is called after it, in the same frame.
                const drawn = await new Promise(resolve =>
                    requestAnimationFrame(frame => resolve(performance.now() - frame)));
                times.push(asked + drawn);
            }
        }
        return times;
    }
"""
_MOVES = 40


def measured(page: Page, address: str, name: str) -> list[float]:
    """Milliseconds of each move of each slider of one figure."""
    page.goto(address)
    place = page.locator(f"[data-live='{name}']")
    place.locator("button").first.click()
    place.locator(".live__panel").wait_for()
    times: list[float] = page.evaluate(_MOVE, [name, _MOVES])
    return times


def main(arguments: list[str]) -> int:
    """Print the median and the 95th percentile of each figure, and of all."""
    site = Path(arguments[0]) if arguments else ROOT / "site"
    every: list[float] = []
    with served(site) as home, sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=browser.find_browser())
        page = running.new_page()
        for address, name in weight.figures(site):
            times = measured(page, home + address, name)
            every += times
            print(_row(name, times))
        running.close()
    print(_row("all", every))
    return 0


def _row(name: str, times: list[float]) -> str:
    slow = statistics.quantiles(times, n=20)[-1]
    return f"{name:24} median {statistics.median(times):6.1f} ms   p95 {slow:6.1f} ms"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

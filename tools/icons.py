"""Draw the icons of the installed site from docs/assets/img/favicon.svg.

    python tools/icons.py

Writes docs/assets/img/icon-*.png as hooks/sitekit/manifest.py names them.  A maskable icon
fills its square, with everything that matters in the middle, since systems cut it to their
own shape.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

import browser
import run

sys.path.insert(0, str(run.ROOT / "hooks"))

from sitekit.manifest import ICONS  # noqa: E402

_IMAGES = run.ROOT / "docs" / "assets" / "img"
_GROUND = re.compile(r'<rect[^>]*fill="(?P<colour>[^"]+)"[^>]*/>')


def maskable(svg: str) -> str:
    """The icon with its ground to the edges, and its drawing inside of the safe circle."""
    ground = _GROUND.search(svg)
    if ground is None:
        raise SystemExit("favicon.svg has no <rect> for its ground")
    edge = f'<rect width="32" height="32" fill="{ground["colour"]}"/>'
    inner = svg[ground.end() : svg.rindex("</svg>")]
    middle = f'<g transform="translate(16 16) scale(.72) translate(-16 -16)">{inner}</g>'
    return f"{svg[: ground.start()]}{edge}{middle}</svg>"


def draw(page: Page, svg: str, pixels: int, path: Path) -> None:
    """Write the drawing as PNG of so many pixels."""
    page.set_viewport_size({"width": pixels, "height": pixels})
    page.set_content(f"<style>*{{margin:0;display:block;width:{pixels}px}}</style>{svg}")
    page.screenshot(path=path, omit_background=True)


def main() -> None:
    """Draw all icons."""
    svg = (_IMAGES / "favicon.svg").read_text(encoding="utf-8").strip()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.find_browser())
        page = chromium.new_page()
        for name, pixels, cut in ICONS:
            draw(page, maskable(svg) if cut else svg, pixels, _IMAGES / name)
        chromium.close()


if __name__ == "__main__":
    main()

"""Find a Chromium, Chrome or Edge for the browser tests, or install one.

Usage:
    python tools/browser.py     print the browser's path; exit 1 if there is none
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

NAMES = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
]
MAC_APPS = ["Google Chrome", "Chromium", "Microsoft Edge"]
WINDOWS_PROGRAMS = [
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
]
WINDOWS_FOLDERS = ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"]

#: The fonts of the system, and those of one more folder.
_FONTS = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""
ADVICE = """\
The browser tests need Chromium, Chrome or Edge, and none was found or could be installed.
Do one of these, then run the tests again:
  - install Google Chrome from its own site;
  - on Debian: apt-get install chromium (as root);
  - python -m playwright install --with-deps chromium (in the project's .venv);
  - set the variable CHROMIUM to the path of a browser that is already there."""


class NoBrowserError(RuntimeError):
    """No browser is there; the message says what to do."""


def find_browser() -> Path | None:
    """Return an installed browser that starts, or None.

    CHROMIUM wins over all others and is not second-guessed: a wrong path there
    raises NoBrowserError.
    """
    chosen = os.environ.get("CHROMIUM")
    if chosen:
        path = shutil.which(chosen)
        if path is None or not _starts(Path(path)):
            advice = "set it to the path of a browser, or unset it"
            raise NoBrowserError(f"CHROMIUM is {chosen}, which does not start ({advice}).")
        return Path(path)
    return next((path for path in _candidates() if _starts(path)), None)


def ensure_browser() -> Path:
    """Return a browser, installed if need be; raises NoBrowserError with advice."""
    found = find_browser()
    for install in INSTALLERS:
        if found is not None:
            break
        install()
        found = find_browser()
    if found is None:
        raise NoBrowserError(ADVICE)
    return found


def environment() -> dict[str, str]:
    """Variables for a browser that shows Japanese.

    On a Linux without a Japanese font it gets the one that a package of the build brings; the
    system stays as it is.
    """
    known = dict(os.environ)
    if not sys.platform.startswith("linux") or _has_japanese():
        return known
    package = importlib.util.find_spec("matplotlib_fontja")
    if package is None or package.origin is None:
        return known
    folder = Path(__file__).resolve().parent.parent / ".cache" / "browser-fonts"
    folder.mkdir(parents=True, exist_ok=True)
    fonts = Path(package.origin).with_name("fonts")
    config = folder / "fonts.conf"
    config.write_text(_FONTS.format(fonts=fonts, cache=folder), encoding="utf-8")
    return {**known, "FONTCONFIG_FILE": str(config)}


def _has_japanese() -> bool:
    try:
        listed = subprocess.run(["fc-list", ":lang=ja"], capture_output=True, check=False).stdout
    except OSError:
        return False  # then the other font is one more, and does no harm
    return bool(listed.strip())


def _candidates() -> Iterator[Path]:
    yield from (Path(path) for path in map(shutil.which, NAMES) if path)
    yield from (Path(f"/Applications/{app}.app/Contents/MacOS/{app}") for app in MAC_APPS)
    for folder in filter(None, map(os.environ.get, WINDOWS_FOLDERS)):
        yield from (Path(folder) / program for program in WINDOWS_PROGRAMS)
    yield from _playwright_browser()


def _playwright_browser() -> Iterator[Path]:
    if importlib.util.find_spec("playwright") is None:
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield Path(playwright.chromium.executable_path)


def _starts(path: Path) -> bool:
    if not path.is_file():
        return False
    if os.name == "nt":
        return True  # on Windows `--version` would open a window
    # Ubuntu's /usr/bin/chromium-browser may be a stub that only advises a snap,
    # and a downloaded browser may lack libraries: both are found out here.
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


def _install_with_playwright() -> None:
    _try([sys.executable, "-m", "playwright", "install", "chromium"])


def _install_with_apt() -> None:
    if _may_use_apt():
        _try(["apt-get", "update", "-qq"])
        _try(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"])


def _install_libraries() -> None:
    # A browser that Playwright could download, but that lacks shared libraries.
    if _may_use_apt():
        _try([sys.executable, "-m", "playwright", "install-deps", "chromium"])


INSTALLERS: list[Callable[[], None]] = [
    _install_with_playwright,
    _install_with_apt,
    _install_libraries,
]


def _may_use_apt() -> bool:
    return shutil.which("apt-get") is not None and hasattr(os, "geteuid") and os.geteuid() == 0


def _try(command: list[str]) -> None:
    print("No browser yet; trying:", *command, file=sys.stderr, flush=True)
    variables = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        subprocess.run(command, stdout=sys.stderr, env=variables, timeout=900, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        print(error, file=sys.stderr)


def main() -> int:
    """Print the browser's path, or what to do; return the exit status."""
    try:
        print(ensure_browser())
    except NoBrowserError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

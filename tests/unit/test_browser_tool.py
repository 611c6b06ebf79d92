"""Where the tests find a browser, and how it shows Japanese."""

from __future__ import annotations

import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

import browser


@pytest.mark.skipif("not sys.platform.startswith('linux')")
def test_a_system_without_a_japanese_font_lends_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "_has_japanese", lambda: False)
    config = Path(browser.environment()["FONTCONFIG_FILE"])
    listed = subprocess.run(
        ["fc-list", ":lang=ja"],
        env=browser.environment(),
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert "ipaexg" in listed.stdout, config.read_text(encoding="utf-8")
    folder = ElementTree.parse(config).findtext("dir")
    assert folder is not None
    assert any(Path(folder).glob("*.ttf"))


def test_a_system_with_one_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "_has_japanese", lambda: True)
    monkeypatch.delenv("FONTCONFIG_FILE", raising=False)
    assert "FONTCONFIG_FILE" not in browser.environment()

"""What readers load of others' work."""

from __future__ import annotations

from site_build import Site


def test_the_scheduler_is_published_once_and_with_its_licence(site: Site) -> None:
    found = [path for path in site.folder.rglob("*.js") if "fsrs" in path.name]
    assert found == [site.folder / "assets" / "js" / "practice" / "ts-fsrs.js"]
    script = found[0].read_text(encoding="utf-8")
    assert "Copyright (c) 2026 Open Spaced Repetition" in script
    assert "The above copyright notice and this permission notice shall be included" in script

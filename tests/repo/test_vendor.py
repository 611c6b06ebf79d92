"""What readers load of others' work."""

from __future__ import annotations

from site_build import Site


def test_the_scheduler_is_published_with_its_licence(site: Site) -> None:
    scripts = {path.name: path.read_text("utf-8") for path in site.folder.rglob("*.js")}
    found = {name: text for name, text in scripts.items() if "FSRSAlgorithm" in text}
    assert found
    for name, script in found.items():
        assert "Copyright (c) 2026 Open Spaced Repetition" in script, name
        assert "and this permission notice shall be included" in script, name

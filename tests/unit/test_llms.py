"""The lists for language models: in the form of llmstxt.org, what can be left out last."""

from __future__ import annotations

from sitekit import llms
from sitekit.llms import Entry, Section


def entry(uri: str) -> Entry:
    """A page called by its source."""
    return Entry(uri, f"T {uri}", f"D {uri}", f"https://example.org/{uri}", f"Text of {uri}\n")


SECTIONS = (
    Section("Learn", (entry("training/loss.md"), entry("labs/loss.ipynb"))),
    Section("Services", (entry("services/index.md"), entry("services/bigquery.md"))),
    Section("Contribute", (entry("contribute.md"),)),
)


def test_pages_follow_the_menu_and_what_can_be_left_out_comes_last() -> None:
    lines = llms.index("Name", "What it is", ["About."], SECTIONS).split("\n")
    assert lines[:5] == ["# Name", "", "> What it is", "", "About."]
    assert [line for line in lines if line.startswith("## ")] == [
        "## Learn", "## Services", "## Optional",
    ]  # fmt: skip
    optional = lines[lines.index("## Optional") :]
    assert "- [T services/bigquery.md](https://example.org/services/bigquery.md): " \
        "D services/bigquery.md" in optional  # fmt: skip
    assert any("contribute" in line for line in optional)


def test_all_chapters_are_joined_and_nothing_else() -> None:
    text = llms.full("Name", "What it is", [], SECTIONS)
    assert "# T training/loss.md\n\n<https://example.org/training/loss.md>\n\nText of" in text
    assert "labs/" not in text and "services/" not in text and "contribute" not in text

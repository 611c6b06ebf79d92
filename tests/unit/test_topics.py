"""The ledger of the old memos' topics: complete, and shown as a list."""

from __future__ import annotations

from pathlib import Path

from sitekit import site

ROOT = Path(__file__).resolve().parents[2]
#: The statements of the memos that were checked on Google Cloud, by their numbers …
_CLOUD = {"a": 4, "b": 16, "c": 11, "d": 12, "e": 4, "f": 4, "g": 17, "h": 9}
#: … and on machine learning; some are parts of one, with a letter behind the number.
_LEARNING = {"a": 25, "b": 20, "c": 22, "d": 26}
_MORE = ["a1b", "a2b", "a3b", "a3c", "a4b", "a8b", "a16b", "b3b", "c4b", "c4c", "c5b", "metrics"]


def _expected() -> set[str]:
    cloud = {f"{part}{number}" for part, last in _CLOUD.items() for number in range(1, last + 1)}
    first = {f"0-{number}" for number in range(1, 22)}
    learning = {f"{part}{n}" for part, last in _LEARNING.items() for n in range(1, last + 1)}
    return {f"gcp-{row}" for row in cloud | first} | {f"ml-{row}" for row in {*learning, *_MORE}}


def test_every_checked_statement_of_the_memos_has_its_place() -> None:
    sources, _ = site.read_sources(ROOT)
    rows = {row for topic in sources.data.topics for row in topic.rows}
    assert _expected() - rows == set()


def test_every_correction_belongs_to_a_topic() -> None:
    sources, _ = site.read_sources(ROOT)
    claims = {(claim.memo, claim.id) for claim in sources.data.claims}
    assert claims == {(t.memo, claim) for t in sources.data.topics for claim in t.claims}

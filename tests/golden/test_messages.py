"""Every mistake an author can make, with the whole text that the author then reads.

A case is a YAML file: `files` replace those of the valid site (valid.yml; null
removes one), `base64` holds files that are not text, `confirmed` the files as
they were when somebody last confirmed both languages, `messages` all lines of
the answer.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from sitekit.problems import SourceError
from sitekit.site import read_site

CASES = sorted(Path(__file__).parent.glob("*.yml"))


def messages(root: Path) -> list[str]:
    """What a build of the site in this folder would say."""
    try:
        _, untranslated = read_site(root, lambda text: None)
    except SourceError as error:
        return str(error).splitlines()
    return str(SourceError(untranslated)).splitlines()


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_author_reads_exactly_these_messages(
    path: Path, make_site: Callable[[dict[str, object]], Path]
) -> None:
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert messages(make_site(case)) == case["messages"]


def test_the_valid_site_has_no_mistake_and_every_other_case_has_one() -> None:
    without = [
        path.stem
        for path in CASES
        if not yaml.safe_load(path.read_text(encoding="utf-8"))["messages"]
    ]
    assert without == ["valid"]

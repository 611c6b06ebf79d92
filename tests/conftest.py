"""What every test may use."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_build import Site, build, copy_house
from sitekit.site import Sources, read_sources

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the repository's folder."""
    return ROOT


@pytest.fixture(scope="session")
def sources() -> Sources:
    """Return everything the authors wrote, read once for all tests."""
    return read_sources(ROOT)[0]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return the real site, built once for all tests."""
    folder = tmp_path_factory.mktemp("real-site")
    house = copy_house(folder / "house")
    done = build(ROOT, folder / "site")
    if done.status != 0:
        pytest.fail(f"the site does not build:\n{done.output}", pytrace=False)
    return Site(done, house)

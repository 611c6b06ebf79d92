"""A tiny site with the repository's own configuration, hooks and theme, really built."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

import sitekit  # noqa: F401  (the repository's, before a copied hook brings its own)

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("hooks", "overrides", "docs/assets", "notebooks/helpers")
HOME = "https://example.org/notes/"
#: The same address and dates for every build.
SURROUNDINGS = {
    "SITE_URL": HOME,
    "SITE_URL_EN": f"{HOME}en/",
    "SOURCE_DATE_EPOCH": "1794225600",
    "NO_MKDOCS_2_WARNING": "1",
}
NAV = "nav:\n  - index.md\n  - training/loss.md\n  - labs/tiny.ipynb\n  - contribute.md\n"
PAGE = "---\ntitle: {}\ndescription: {}\n---\n\n{}\n"
LOSS = """\
{loss}{{=tiny/last-loss}}[@two].

## {why} {{#why}}

$\\eta_{{\\max}}$ [@one].

::figure tiny/curve

| | {loss} |
|---|---|
| 1 | 2 |

```python
step(lr=0.1)
```

[{lab}](../labs/tiny.ipynb#steps)
"""
SOURCE = """\
{0}:
  title:
    ja: {0}の題
    en: Title of {0}
  url: https://example.org/{0}
  verified: 2026-11
  read: page
"""
FILES = {
    "data/sources.yml": SOURCE.format("one") + SOURCE.format("two"),
    "docs/ja/index.md": PAGE.format("始まり", "見本です。", "[損失](training/loss.md#why)です。"),
    "docs/en/index.md": PAGE.format("Start", "A sample.", "The [loss](training/loss.md#why)."),
    "docs/ja/contribute.md": PAGE.format("貢献", "直し方です。", "本文です。"),
    "docs/en/contribute.md": PAGE.format("Contribute", "How to help.", "Text."),
    "docs/ja/training/loss.md": PAGE.format(
        "損失", "説明です。", LOSS.format(loss="損失", why="理由", lab="ラボ")
    ),
    "docs/en/training/loss.md": PAGE.format(
        "Loss", "Words.", LOSS.format(loss="Loss ", why="Why", lab="lab")
    ),
    "notebooks/tiny.py": """\
# ---
# title:
#   ja: 小さなラボ
#   en: A tiny lab
# description:
#   ja: 損失が半分になります。
#   en: The loss is halved.
# ---

# %% [markdown] lang="ja"
# ## 段 {#steps}
#
# 損失は{=tiny/last-loss}です[@one]。[損失](../training/loss.md#why)を見ます。

# %% [markdown] lang="en"
# ## Steps {#steps}
#
# The loss is {=tiny/last-loss} [@one]. See [loss](../training/loss.md#why).

# %%
from helpers.lab import figure, record
from helpers.style import axes

STEPS = 4
losses = [1 / 2**step for step in range(STEPS)]
assert losses[-1] < losses[0]
record("last-loss", losses[-1], "{:.4f}")


# %%
@figure(
    "curve",
    title=("損失の曲線", "Loss curve"),
    caption=("下がります。", "It falls."),
    desc=(f"{losses[-1]}まで", f"Down to {losses[-1]}"),
)
def _(t):
    drawing, (ax,) = axes()
    ax.plot(losses, label=t("損失の線", "loss line"))
    ax.legend()
    return drawing
""",
}


class House:
    """A folder with a whole project; `build` gives the folder of the site."""

    def __init__(self, folder: Path, files: Mapping[str, str | None]) -> None:
        self.folder = folder
        for name in COPIED:
            unwanted = shutil.ignore_patterns("__pycache__", "*.pyc")
            shutil.copytree(ROOT / name, folder / name, ignore=unwanted)
        for name in ("mkdocs.yml", "mkdocs.en.yml"):
            text = (ROOT / name).read_text(encoding="utf-8")
            self.write({name: re.sub(r"^nav:\n(?:[ #].*\n|\n)*", f"{NAV}\n", text, flags=re.M)})
        self.write({"data/ui.yml": (ROOT / "data" / "ui.yml").read_text(encoding="utf-8")})
        shutil.copytree(ROOT / "data" / "ui", folder / "data" / "ui")
        self.write({**FILES, **files})

    def write(self, files: Mapping[str, str | None]) -> None:
        """Write the texts by path; no text: no file."""
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                path.unlink(missing_ok=True)
            else:
                path.write_text(text, encoding="utf-8", newline="\n")

    def change(self, name: str, before: str, after: str) -> None:
        """Edit one file."""
        text = (self.folder / name).read_text(encoding="utf-8")
        assert before in text
        self.write({name: text.replace(before, after)})

    def confirm(self) -> None:
        """Record that both languages say the same now."""
        from sitekit import parity, site

        twins = site.read_sources(self.folder)[0].twins()
        self.write({site.RECORD: parity.write_record(twins)})

    def build(self, folder: str = "site", *, strict: bool = True) -> Path:
        """`mkdocs build`."""
        with self.running("build") as again:
            return again(folder, strict=strict)

    @contextmanager
    def running(self, command: str) -> Iterator:
        """One process of MkDocs: what it gives builds, as often as it is called."""

        def again(folder: str = "site", *, strict: bool = True) -> Path:
            build(self._config(folder, strict))
            return self.folder / folder

        with pytest.MonkeyPatch.context() as patch:
            for name, value in SURROUNDINGS.items():
                patch.setenv(name, value)
            first = self._config("site", strict=False)
            first.plugins.on_startup(command=command, dirty=False)
            try:
                yield again
            finally:
                first.plugins.on_shutdown()

    def _config(self, folder: str, strict: bool):
        path = str(self.folder / "mkdocs.yml")
        return load_config(path, strict=strict, site_dir=str(self.folder / folder))


@pytest.fixture
def house(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A confirmed project, with the cache of the tests before, so that each notebook runs once."""
    kept, cache = tmp_path_factory.getbasetemp() / "site-cache", tmp_path / ".cache"
    if kept.exists():
        kept.rename(cache)
    project = House(tmp_path, {})
    project.confirm()
    yield project
    if cache.exists():
        cache.rename(kept)


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the unchanged project, built strictly, for tests that only look at it."""
    project = House(tmp_path_factory.mktemp("tiny"), {})
    project.confirm()
    folder = project.build()
    cache = project.folder / ".cache"
    shutil.copytree(cache, tmp_path_factory.getbasetemp() / "site-cache")
    return folder

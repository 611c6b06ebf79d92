"""Two languages from one command: Japanese at the root, English under en/.

Two configurations instead of one bilingual build, because each language needs
its own navigation, search index and interface language.
"""

import shutil
from pathlib import Path
from typing import Any

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from sitekit import memory, search

_NAMES = {"ja": "日本語", "en": "English"}
#: GitHub Pages serves these from the root only; there they cover both languages.
_ROOT_ONLY = {"404.html", "sitemap.xml"}
#: Lives as long as the server: what the kept English site was made of, and where it waits.
_kept: dict[str, str] = {}
_SHARED = ("site", "dates", "styles", "anki")


def on_config(config: MkDocsConfig) -> None:
    """The English site leaves to the root what the root does for both."""
    if config.extra["language"] != "ja":
        config.theme.static_templates -= _ROOT_ONLY


def on_files(files: Files, config: MkDocsConfig) -> None:
    """What is no longer a template would be published as it stands."""
    if config.extra["language"] != "ja":
        for name in _ROOT_ONLY & set(files.src_uris):
            files.remove(files.src_uris[name])


def on_page_context(context: Any, page: Page, config: MkDocsConfig, nav: Any) -> None:
    """Where the root and the same page in the other language are, seen from this page."""
    base = context["base_url"].rstrip("/")
    japanese = config.extra["language"] == "ja"
    context["site_root"] = base if japanese else f"{base}/.."
    folder = "/en/" if japanese else "/../"
    other = "en" if japanese else "ja"
    context["switch"] = {
        "url": f"{base}{folder}{page.url}".replace("/./", "/"),
        "lang": other,
        "name": _NAMES[other],
    }


def on_pre_build(config: MkDocsConfig) -> None:
    """Under `serve`, keep the English site: MkDocs is about to empty the folder it lies in."""
    if config.extra["serving"] and config.extra["language"] == "ja":
        english, kept = _folders(config)
        shutil.rmtree(kept, ignore_errors=True)
        if english.exists():
            english.rename(kept)


@event_priority(-100)  # when everything of the Japanese site is written
def on_post_build(config: MkDocsConfig) -> None:
    """Build the English site into the Japanese one; a warning there fails `--strict` too."""
    if config.extra["language"] == "ja" and not _put_back(config):
        _build_english(config)


def on_shutdown() -> None:
    """Leave nothing of a server behind."""
    if "folder" in _kept:
        shutil.rmtree(_kept["folder"], ignore_errors=True)


def _put_back(config: MkDocsConfig) -> bool:
    """Whether the English site of the last build is still right, and is in place again."""
    if not config.extra["serving"]:
        return False
    english, kept = _folders(config)
    state = _state(config)
    unchanged = _kept.get("state") == state and kept.exists()
    _kept.update(state=state, folder=str(kept))
    if unchanged:
        kept.rename(english)
    return unchanged


def _folders(config: MkDocsConfig) -> tuple[Path, Path]:
    """Where the English site is, and where it waits while MkDocs empties the site's folder."""
    site = Path(config.site_dir)
    return site / "en", site.with_name(f"{site.name}-en")


def _state(config: MkDocsConfig) -> str:
    """Everything the English site is made of."""
    root = Path(config.config_file_path).parent
    sources = config.extra["site"].sources
    fingerprints = [(uri, page.fingerprint) for uri, page in sources.pages["en"].items()]
    # The search knows the Japanese titles too.
    names = search.names(sources, "en")
    return memory.digest(memory.shared_state(root), fingerprints, names, config.extra["dates"])


def _build_english(config: MkDocsConfig) -> None:
    english = load_config(
        str(Path(config.config_file_path).with_name("mkdocs.en.yml")),
        strict=config.strict,
        site_dir=str(Path(config.site_dir, "en")),
        site_url=f"{(config.site_url or '/').rstrip('/')}/en/",
    )
    english.extra.update({name: config.extra[name] for name in _SHARED})
    build(english)

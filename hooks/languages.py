"""Two languages from one command: Japanese at the root, English under en/.

Two configurations instead of one bilingual build, because each language needs
its own navigation, search index and interface language.
"""

from pathlib import Path
from typing import Any

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.pages import Page

_NAMES = {"ja": "日本語", "en": "English"}
#: GitHub Pages serves these from the root only; there they cover both languages.
_ROOT_ONLY = {"404.html", "sitemap.xml"}
_SHARED = ("site", "dates", "styles")


def on_config(config: MkDocsConfig) -> None:
    """The English site leaves to the root what the root does for both."""
    if config.extra["language"] != "ja":
        config.theme.static_templates -= _ROOT_ONLY


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


@event_priority(-100)  # when everything of the Japanese site is written
def on_post_build(config: MkDocsConfig) -> None:
    """Build the English site into the Japanese one; a warning there fails `--strict` too."""
    if config.extra["language"] != "ja":
        return
    english = load_config(
        str(Path(config.config_file_path).with_name("mkdocs.en.yml")),
        strict=config.strict,
        site_dir=str(Path(config.site_dir, "en")),
        site_url=f"{(config.site_url or '/').rstrip('/')}/en/",
    )
    english.extra.update({name: config.extra[name] for name in _SHARED})
    build(english)

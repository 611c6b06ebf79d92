"""The cards for Anki: three packages, published once for both languages."""

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_build_timestamp

from sitekit import anki, anki_page


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Make the packages in the Japanese build; the English site links to the same files."""
    if config.extra["language"] != "ja":
        return
    home = f"{(config.site_url or '').rstrip('/')}/"
    homes = {"ja": home, "en": f"{home}en/"}
    cache = Path(str(config.config_file_path)).parent / ".cache"
    when = get_build_timestamp()
    site, repository = config.extra["site"], config.extra["repository"]
    config.extra["anki"] = anki.packages(site, homes, repository, when, cache)
    for package in config.extra["anki"]:
        files.append(File.generated(config, package.uri, content=package.content))


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Tables with the numbers and sizes of the packages."""
    language = config.extra["language"]
    labels = config.extra["site"].sources.labels[language]
    root = "../" * page.url.count("/") + ("" if language == "ja" else "../")
    return anki_page.fill(html, config.extra["anki"], labels, root)

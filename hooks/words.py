"""Words of finished pages: names for the name lens, and terms that lead to the glossary."""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from sitekit.lens import Marker
from sitekit.site import Site
from sitekit.tips import Tips

GLOSSARY = "glossary/index.md"
_LISTS = ("changes/", "glossary/")


def on_config(config: MkDocsConfig) -> None:
    """Get the names and terms of this language ready."""
    site: Site = config.extra["site"]
    language = config.extra["language"]
    config.extra["lens"] = Marker(site.sources.data.services.values(), language)
    config.extra["tips"] = Tips(site.sources.data.terms, language)


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Find the glossary; a site without one has no terms to explain."""
    page = files.get_file_from_path(GLOSSARY)
    config.extra["glossary"] = page.url if page else None


@event_priority(-90)  # after every hook that still writes HTML, before the figures are in
def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Mark names in every page, terms where there is text to read and not a list."""
    uri, glossary = page.file.src_uri, config.extra["glossary"]
    if uri in config.extra["reused"]:
        return output
    html: str = config.extra["lens"].mark(output)
    if glossary is None or uri.endswith("index.md") or uri.startswith(_LISTS):
        return html
    tips: Tips = config.extra["tips"]
    return tips.mark(html, uri, get_relative_url(glossary, page.url))

"""Structured data of each page, for the head of the page."""

from typing import Any
from urllib.parse import urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from sitekit import outputs, structured
from sitekit.site import Site


def on_page_context(context: Any, page: Page, config: MkDocsConfig, nav: Navigation) -> None:
    """After the hook that knows the dates of pages."""
    context["structured"] = structured.script(_about(page, config, nav), _site(config))


def _site(config: MkDocsConfig) -> structured.Site:
    return structured.Site(
        config.site_name,
        config.site_description or "",
        config.extra["language"],
        config.site_url or "",
        config.extra["repository"],
    )


def _about(page: Page, config: MkDocsConfig, nav: Navigation) -> structured.About:
    site: Site = config.extra["site"]
    uri, language = page.file.src_uri, config.extra["language"]
    terms = site.sources.data.terms
    taught = (term.text[language] for term in terms if term.page.partition("#")[0] == uri)
    names = ("services", "practice/questions", *outputs.FILES)
    return structured.About(
        title=str(page.meta.get("title") or page.title),
        description=str(page.meta.get("description", "")),
        url=page.canonical_url or "",
        changed=str(page.meta.get("changed", "")),
        path=tuple(_path(page, nav)),
        kind=structured.kind_of(uri),
        teaches=tuple(taught),
        files=tuple(urljoin(config.site_url or "", f"{name}.json") for name in names),
    )


def _path(page: Page, nav: Navigation) -> list[tuple[str, str]]:
    """The same levels as in the path above the title."""
    if page.is_homepage or not page.ancestors:
        return []
    home = nav.homepage
    levels = [(home.title or "", home.canonical_url or "")] if home else []
    for section in reversed(list(page.ancestors)):
        index = _index(section)
        address = index.canonical_url if index and index != page else ""
        levels.append((section.title or "", address or ""))
    return levels


def _index(section: Any) -> Page | None:
    """The page of a section itself, if it has one."""
    first = section.children[0] if section.children else None
    return first if isinstance(first, Page) and first.is_index else None

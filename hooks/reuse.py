"""Under `mkdocs serve`, rebuilds the page that was edited and reuses the others.

MkDocs builds everything at each save.  Here an unchanged page keeps the
content, headings, search entries and HTML of the build before.  `build` never
reuses anything.
"""

from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from sitekit import memory
from sitekit.memory import Memory, Remembered

#: Lives as long as the server; each build replaces what it held before.
_memory = Memory()


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    """Decide which pages can be reused."""
    if config.extra["serving"]:
        config.extra["keys"] = keys = _keys(config, files)
        config.extra["reused"] = _memory.current(config.extra["language"], keys)


@event_priority(-100)  # after mkdocs-jupyter, which replaces `render` of a notebook's page
def on_pre_page(page: Page, config: MkDocsConfig, files: Files) -> None:
    """Leave Markdown out for a reused page; MkDocs offers no other way to skip it."""
    if known := _known(page, config):
        page.render = lambda config, files: None  # type: ignore[method-assign]
        page.content = known.content


@event_priority(-100)  # after the hooks that leave a reused page alone
def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str | None:
    """Give a reused page what rendering would have given."""
    known = _known(page, config)
    if known is None:
        return None
    page.toc = known.toc
    page.present_anchor_ids = set(known.anchors)
    return known.content


def on_env(env: Any, config: MkDocsConfig, files: Files) -> None:
    """A reused page needs no template and no new entry in the search index."""
    pages = (file.page for file in files.documentation_pages())
    config.extra["order"] = [page.url for page in pages if page is not None]
    for uri in config.extra["reused"]:
        page = files.src_uris[uri].page
        if page is not None:
            page.meta.update(template="reused.html", search={"exclude": True})


@event_priority(-200)  # the very last word on a page
def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Reuse the finished page, or remember it."""
    if known := _known(page, config):
        return known.html
    if config.extra["serving"]:
        pages = _memory.pages.setdefault(config.extra["language"], {})
        pages[page.file.src_uri] = Remembered(
            config.extra["keys"][page.file.src_uri],
            page.content or "",
            page.toc,
            frozenset(page.present_anchor_ids or ()),
            output,
        )
    return output


@event_priority(50)  # before the search plugin writes its index
def on_post_build(config: MkDocsConfig) -> None:
    """Put the search entries of reused pages back, in the order of a full build."""
    if config.extra["serving"]:
        index = config.plugins["material/search"].search_index  # type: ignore[attr-defined]
        language, order = config.extra["language"], config.extra["order"]
        index.entries = _memory.merge_entries(language, order, index.entries)


def _keys(config: MkDocsConfig, files: Files) -> dict[str, str]:
    """What each page depends on: its source, and what all pages share."""
    root = Path(config.config_file_path).parent
    language = config.extra["language"]
    sources = config.extra["site"].sources.pages
    titles = [
        (uri, page.meta.get("title"), page.sections[0].title)
        for uri, page in sources[language].items()
    ]
    shared = memory.digest(
        memory.shared_state(root),
        titles,
        sorted(sources),
        config.extra["dates"],
        config.site_url,
    )
    return {
        file.src_uri: memory.digest(shared, sources[language][file.src_uri].fingerprint)
        for file in files.documentation_pages()
    }


def _known(page: Page, config: MkDocsConfig) -> Remembered | None:
    known: Remembered | None = config.extra["reused"].get(page.file.src_uri)
    return known

"""Each page as Markdown beside its HTML, and the lists of them for language models."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page

from sitekit import finish, llms, markdown_page
from sitekit.outputs import LICENCE
from sitekit.site import Site


def on_config(config: MkDocsConfig) -> None:
    """Collect the texts of a build."""
    config.extra["markdown_pages"] = {}


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Pages may link to the lists, which are written when all texts are there."""
    for name in (llms.NAME, llms.FULL):
        files.append(File.generated(config, name, content=""))


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Read the content while formulas are still TeX; `serve` writes none, to stay quick."""
    if config.extra["serving"]:
        return
    site: Site = config.extra["site"]
    language = config.extra["language"]
    words = markdown_page.Words.of(site.sources.labels[language], language)
    folder = Path(str(config.config_file_path)).parent / ".cache" / "markdown"
    figures = partial(finish.figure_of, site=site, language=language)
    text = markdown_page.remembered(html, _place(page, config), words, figures, folder)
    config.extra["markdown_pages"][page.file.src_uri] = text


def on_env(env: Any, config: MkDocsConfig, files: Files) -> None:
    """Keep the pages: their dates are known only when they are written."""
    pages = (file.page for file in files.documentation_pages())
    config.extra["pages"] = [page for page in pages if page is not None]


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    """Keep the order of the navigation for the lists."""
    config.extra["nav"] = nav


def on_post_build(config: MkDocsConfig) -> None:
    """Write the Markdown beside each page, and the lists at the root of the language."""
    if config.extra["serving"]:
        return
    folder = Path(config.site_dir)
    for page in config.extra["pages"]:
        path = (folder / page.file.dest_uri).with_name(markdown_page.NAME)
        body = config.extra["markdown_pages"][page.file.src_uri]
        _write(path, markdown_page.document(_about(page, config), _place(page, config), body))
    sections = list(_sections(config))
    words = config.extra["site"].sources.labels[config.extra["language"]]
    about = llms.about(words, _addresses(config))
    head = config.site_name, config.site_description or "", about
    _write(folder / llms.NAME, llms.index(*head, sections))
    _write(folder / llms.FULL, llms.full(*head, sections))


def _sections(config: MkDocsConfig) -> Iterator[llms.Section]:
    """The parts of the navigation; pages that stand alone, or that no menu lists, have a place."""
    listed: set[str] = set()
    for item in config.extra["nav"].items:
        pages = list(_pages(item))
        pages += _below(item, config) if isinstance(item, Section) else []
        listed.update(page.file.src_uri for page in pages)
        yield llms.Section(item.title, tuple(_entry(page, config) for page in pages))


def _pages(item: Any) -> Iterator[Page]:
    if isinstance(item, Page):
        yield item
    for child in item.children or ():
        yield from _pages(child)


def _below(section: Section, config: MkDocsConfig) -> list[Page]:
    """The pages of services, which belong to the section of their index."""
    children = set(map(id, _pages(section)))
    return [p for p in config.extra["pages"] if p.parent is section and id(p) not in children]


def _entry(page: Page, config: MkDocsConfig) -> llms.Entry:
    about, uri = _about(page, config), page.file.src_uri
    address, body = _place(page, config).twin, config.extra["markdown_pages"][uri]
    return llms.Entry(uri, about.title, about.description, address, body)


def _about(page: Page, config: MkDocsConfig) -> markdown_page.About:
    language = config.extra["language"]
    root, meta = _root(config), page.meta
    other = urljoin(root if language == "en" else f"{root}en/", f"{_url(page)}{markdown_page.NAME}")
    return markdown_page.About(
        str(meta.get("title") or page.title),
        str(meta.get("description", "")),
        language,
        str(meta.get("changed", "")),
        other,
    )


def _place(page: Page, config: MkDocsConfig) -> markdown_page.Place:
    return markdown_page.Place(_root(config), config.site_url or "", _url(page))


def _url(page: Page) -> str:
    return "" if page.url == "./" else page.url


def _root(config: MkDocsConfig) -> str:
    """The address of the whole site."""
    home = config.site_url or ""
    return home if config.extra["language"] == "ja" else home.removesuffix("en/")


def _addresses(config: MkDocsConfig) -> dict[str, str]:
    """What the lists send to besides pages."""
    home, root = config.site_url or "", _root(config)
    other = root if config.extra["language"] == "en" else f"{root}en/"
    return {"home": home, "other": f"{other}{llms.NAME}", "licence": LICENCE}


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")

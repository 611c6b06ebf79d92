"""The site's Markdown, formulas, and what the templates know about a page."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_build_timestamp

from sitekit import history, markup, reading, reports
from sitekit.formulas import Renderer
from sitekit.site import Site


def on_config(config: MkDocsConfig) -> None:
    """Give Markdown the site's own marks, and the templates the files' dates."""
    root = Path(config.config_file_path).parent
    repository = (config.edit_uri or "").partition("/edit/")[0]
    config.extra["repository"] = repository
    extension = markup.SiteMarkup(
        config.extra["site"],
        config.extra["language"],
        repository=repository,
        today=datetime.fromtimestamp(get_build_timestamp(), UTC).date(),
    )
    config.markdown_extensions.append(extension)  # type: ignore[arg-type]  # instances work too
    config.extra["formulas"] = Renderer(root / ".cache" / "formulas")
    config.extra.setdefault("dates", history.changed_dates(root))


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Formulas as HTML, and the links that only now have an address."""
    if page.file.src_uri in config.extra["reused"]:
        return html
    site: Site = config.extra["site"]
    language = config.extra["language"]
    html = config.extra["formulas"].page(html, site.sources.labels[language]["formula"])
    return markup.resolve_links(html, lambda uri: _relative(files, uri, page))


def on_page_context(context: Any, page: Page, config: MkDocsConfig, nav: Any) -> None:
    """Reading time, date of the last change, and where to report a mistake."""
    source = config.extra["site"].sources.pages[config.extra["language"]][page.file.src_uri]
    page.meta["reading_minutes"] = reading.minutes(source)
    page.meta["has_math"] = 'class="katex"' in (page.content or "")
    page.meta["report"] = reports.address(
        config.extra["repository"], "wrong-fact", page=page.canonical_url or ""
    )
    if changed := config.extra["dates"].get(source.path):
        page.meta["changed"] = changed


def _relative(files: Files, uri: str, page: Page) -> str:
    target = files.get_file_from_path(uri)
    return target.url_relative_to(page.file) if target else uri

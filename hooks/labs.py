"""The labs' pages: rendered by mkdocs-jupyter, cleaned, with a download per language."""

import os
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import nbformat
import yaml
from markdown import Markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc
from nbformat import NotebookNode

from sitekit import lab_page
from sitekit.markup import SiteMarkup
from sitekit.site import Experiment, Site
from sitekit.text import drop_torn


def on_config(config: MkDocsConfig) -> None:
    """Keep mkdocs-jupyter's cache beside ours, wherever the build was started."""
    options = config.plugins["mkdocs-jupyter"].config
    options["cache_dir"] = str(_root(config) / options["cache_dir"])
    drop_torn(Path(options["cache_dir"]))


@event_priority(100)  # mkdocs-jupyter must see the notebooks we add
def on_files(files: Files, config: MkDocsConfig) -> None:
    """Add a real file per lab: mkdocs-jupyter reads from disk, not from `File.generated`."""
    for name in config.extra["site"].experiments:
        folder = _written(name, config) / "page"
        uri = f"labs/{name}.ipynb"
        files.append(File(uri, str(folder), config.site_dir, config.use_directory_urls))


def on_page_read_source(page: Page, config: MkDocsConfig) -> str | None:
    """A notebook file has no front matter; title and description come from the lab."""
    experiment = _experiment(page, config)
    if experiment is None:
        return None
    language = config.extra["language"]
    meta = {
        "title": experiment.lab.title[language],
        "description": experiment.lab.description[language],
    }
    return f"---\n{yaml.safe_dump(meta, allow_unicode=True)}---\n"


@event_priority(100)  # before the hooks that finish content: from here on a lab is a page
def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str | None:
    """Our Markdown for the prose, our figures and tables, mkdocs-jupyter's code."""
    experiment = _experiment(page, config)
    if experiment is None or page.file.src_uri in config.extra["reused"]:
        return None
    site: Site = config.extra["site"]
    language = config.extra["language"]
    prose, tokens = _prose(experiment, page, config)
    page.toc = get_toc(tokens)
    return lab_page.clean(html, experiment, site, language, prose)


def on_page_context(context: Any, page: Page, config: MkDocsConfig, nav: Any) -> None:
    """The edit link leads to the source; the download lies beside the page."""
    experiment = _experiment(page, config)
    if experiment is not None:
        page.edit_url = urljoin(config.edit_uri or "", f"../../{experiment.lab.path}")
        page.meta["download"] = f"{experiment.lab.id}.ipynb"


def on_post_build(config: MkDocsConfig) -> None:
    """Put the downloads beside the pages, and what live figures read into the assets."""
    for name in config.extra["site"].experiments:
        download = _written(name, config) / "download" / f"{name}.ipynb"
        shutil.copyfile(download, Path(config.site_dir, "labs", name, download.name))
    if config.extra["language"] == "ja":  # assets are for both languages
        _write_data(config.extra["site"].experiments, Path(config.site_dir, "assets", "labs"))


def _write_data(experiments: dict[str, Experiment], folder: Path) -> None:
    for lab, experiment in experiments.items():
        for name, content in experiment.results.data.items():
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"{lab}-{name}.json"
            path.write_text(f"{content}\n", encoding="utf-8", newline="\n")


def _prose(
    experiment: Experiment, page: Page, config: MkDocsConfig
) -> tuple[dict[str, str], list[Any]]:
    """The prose of all cells as HTML by cell number, what follows them all, and the headings."""
    plain = [item for item in config.markdown_extensions if not isinstance(item, SiteMarkup)]
    language = config.extra["language"]
    markup = SiteMarkup(config.extra["site"], language, page.file.src_uri)
    converter = Markdown(extensions=[*plain, markup], extension_configs=config.mdx_configs)
    html = converter.convert(lab_page.joined_prose(experiment, language))
    return lab_page.split_prose(html), converter.toc_tokens  # type: ignore[attr-defined]


def _experiment(page: Page, config: MkDocsConfig) -> Experiment | None:
    """The lab a page shows, if it shows one."""
    folder, _, name = page.file.src_uri.rpartition("/")
    if folder != "labs" or not name.endswith(".ipynb"):
        return None
    experiment: Experiment = config.extra["site"].experiments[name.removesuffix(".ipynb")]
    return experiment


def _written(name: str, config: MkDocsConfig) -> Path:
    """The folder with a lab's notebooks to render and to download, written once per run."""
    experiment: Experiment = config.extra["site"].experiments[name]
    language: str = config.extra["language"]
    key = f"{experiment.key}-{lab_page.VERSION}"
    folder = _root(config) / ".cache" / "pages" / language / f"{name}-{key}"
    if not folder.exists():
        for old in folder.parent.glob(f"{name}-{'?' * 16}-*"):
            shutil.rmtree(old, ignore_errors=True)
        part = folder.with_name(f"{folder.name}.{os.getpid()}.part")
        page = part / "page" / "labs" / f"{name}.ipynb"
        _write(page, lab_page.for_rendering(experiment, language))
        _write(part / "download" / f"{name}.ipynb", lab_page.for_download(experiment, language))
        part.rename(folder)
    return folder


def _write(path: Path, notebook: NotebookNode) -> None:
    path.parent.mkdir(parents=True)
    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")


def _root(config: MkDocsConfig) -> Path:
    return Path(str(config.config_file_path)).parent

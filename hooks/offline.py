"""A copy of the site for reading without a connection, and what makes it installable."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.utils import get_build_timestamp

from sitekit import manifest, outputs, precache, scripted, worker

_SCRIPTS = "docs/assets/js/offline"
#: The page that shows the copies.
PAGE = "offline.md"


def on_files(files: Files, config: MkDocsConfig) -> None:
    """What a system wants to know to install the site, in each language."""
    language = config.extra["language"]
    text = manifest.manifest(str(config.site_name), str(config.site_description), language)
    files.append(File.generated(config, manifest.NAME, content=text))
    words = scripted.words("copy", config.extra["site"].sources.labels[language])
    files.append(File.generated(config, precache.WORDS, content=outputs.dump(words)))
    page = files.get_file_from_path(PAGE)
    config.extra["offline_page"] = page.url if page else ""


def on_template_context(context: Any, template_name: str, config: MkDocsConfig) -> None:
    """Nothing of a page for missing addresses is different."""
    context["copies"] = not config.extra["serving"]


def on_page_context(context: Any, page: Any, config: MkDocsConfig, nav: Any) -> None:
    """Pages of a server for authors keep no copies: those would hide what was just written."""
    context["copies"] = not config.extra["serving"]


@event_priority(-200)  # when both languages are written
def on_post_build(config: MkDocsConfig) -> None:
    """Write the worker, once for both languages."""
    if config.extra["language"] != "ja":
        return
    folder = Path(config.site_dir)
    scripts = Path(str(config.config_file_path)).parent / _SCRIPTS
    try:
        if config.extra["serving"]:
            precache.write_none(folder, scripts)
        else:
            when = datetime.fromtimestamp(get_build_timestamp(), UTC)
            precache.write(folder, scripts, when)
    except worker.WorkerError as error:
        raise PluginError(str(error)) from None

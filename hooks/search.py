"""The search: one worker for both languages, and what it reads."""

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files

from sitekit import outputs, search, worker
from sitekit.site import Site

MODULES = "docs/assets/js/search"
#: The page for readers without scripts, and for words that are not found.
INDEX = "glossary/names.md"


def on_files(files: Files, config: MkDocsConfig) -> None:
    """The worker, joined from its modules, and the names."""
    index = files.get_file_from_path(INDEX)
    config.extra["names_index"] = index.url if index else ""
    site: Site = config.extra["site"]
    language = config.extra["language"]
    names = outputs.dump(search.names(site.sources, language))
    files.append(File.generated(config, "search/names.json", content=names))
    if language == "ja":
        try:
            script = worker.bundle(_root(config) / MODULES / "worker.js")
        except worker.WorkerError as error:
            raise PluginError(str(error)) from None
        files.append(File.generated(config, "assets/js/search.js", content=script))


@event_priority(-50)  # when the search plugin has written its index
def on_post_build(config: MkDocsConfig) -> None:
    """The text of all pages.  Material's script asks for its own index, which stays empty."""
    index = config.plugins["material/search"].search_index  # type: ignore[attr-defined]
    folder = Path(config.site_dir, "search")
    text = outputs.dump(search.text(index.entries))
    (folder / "text.json").write_text(text, encoding="utf-8", newline="\n")
    empty = {"config": {"lang": ["en"], "separator": " ", "pipeline": []}, "docs": []}
    (folder / "search_index.json").write_text(outputs.dump(empty), encoding="utf-8", newline="\n")


def _root(config: MkDocsConfig) -> Path:
    return Path(str(config.config_file_path)).parent

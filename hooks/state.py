"""The sizes of the published pages, on the page that says how the site is."""

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority

from sitekit import state

_PAGE = Path("state", "index.html")


@event_priority(100)  # before anything that reads the finished pages
def on_post_build(config: MkDocsConfig) -> None:
    """Measure all other pages of this language; under `serve`, not all of them are there."""
    folder = Path(config.site_dir)
    page = folder / _PAGE
    if config.extra["serving"] or not page.exists():
        return
    others = (path for path in folder.rglob("index.html") if path != page)
    sizes = {path.relative_to(folder).parent.as_posix(): path.stat().st_size for path in others}
    if config.extra["language"] == "ja":
        sizes = {name: size for name, size in sizes.items() if name.partition("/")[0] != "en"}
    labels = config.extra["site"].sources.labels[config.extra["language"]]
    text = state.fill(page.read_text(encoding="utf-8"), sizes, labels)
    page.write_text(text, encoding="utf-8", newline="\n")

"""Figures into pages, one stylesheet, shared assets once, nothing unused."""

import shutil
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from rjsmin import jsmin

from sitekit import bundle, finish, modules, vendor, worker
from sitekit.site import Site

#: What Material publishes and this site does not use, below assets/.
_UNUSED = (
    "stylesheets",
    "images",
    "javascripts/lunr",
    "javascripts/workers",
    "javascripts/**/*.map",
)

#: Theme files that MkDocs publishes because it does not know what they are.
_NOT_STATIC = ("UPSTREAM.txt", "reused.html")


def on_config(config: MkDocsConfig) -> None:
    """Make the style sheets first: pages carry their names, which depend on the content."""
    if "styles" in config.extra:
        return
    root = Path(config.config_file_path).parent
    formulas = _formulas(config.extra["site"], config)
    config.extra["styles"] = bundle.styles(
        _upstream_style(config),
        sorted((root / "docs" / "assets" / "css").glob("*.css")),
        formulas,
        root / ".cache" / "fonts",
    )


def on_files(files: Files, config: MkDocsConfig) -> None:
    """docs/assets belongs to both languages and is published once, at the root."""
    docs = Path(config.docs_dir).parent
    # Of the search, pages themselves use only what knows the names.
    search = docs / "assets" / "js" / "search"
    used = {*worker.needed(search / "names.js"), *worker.needed(search / "nearest.js")}
    worker_alone = set(search.glob("*.js")) - used
    if config.extra["language"] == "ja":
        for path in sorted((docs / "assets").rglob("*")):
            if path.is_file() and path.suffix != ".css" and path not in worker_alone:
                uri = path.relative_to(docs).as_posix()
                files.append(File(uri, str(docs), config.site_dir, config.use_directory_urls))
        script = "assets/js/practice/ts-fsrs.js"
        files.append(File.generated(config, script, content=vendor.script("ts-fsrs")))


def on_page_context(context: Any, page: Page, config: MkDocsConfig, nav: Any) -> None:
    """The names of the style sheets, and the fonts to load before the first formula."""
    styles = config.extra["styles"]
    context["stylesheet"] = styles.site
    if page.meta["has_math"]:
        context["math_stylesheet"] = styles.math
        context["math_fonts"] = styles.preload


def on_template_context(context: Any, template_name: str, config: MkDocsConfig) -> None:
    """The 404 page needs the style sheet too."""
    context["stylesheet"] = config.extra["styles"].site


@event_priority(-100)  # after every hook that still writes Markdown's HTML
def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Figures in, wide parts scrollable."""
    drawings = Path(str(config.config_file_path)).parent / ".cache" / "drawings"
    return finish.finish(output, config.extra["site"], config.extra["language"], drawings)


def on_post_build(config: MkDocsConfig) -> None:
    """Write the style sheets, remove what no page asks for, take the comments out of scripts."""
    for name in _NOT_STATIC:
        Path(config.site_dir, name).unlink(missing_ok=True)
    assets = Path(config.site_dir, "assets")
    if config.extra["language"] != "ja":
        shutil.rmtree(assets, ignore_errors=True)
        return
    for pattern in _UNUSED:
        for path in sorted(assets.glob(pattern)):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
    for name, content in config.extra["styles"].files.items():
        (assets / name).write_bytes(content)
    _join(assets / "js")
    for path in sorted((assets / "js").rglob("*.js")):
        # What begins with /*! is the licence of somebody else's script.
        script = jsmin(path.read_text(encoding="utf-8"), keep_bang_comments=True)
        path.write_text(f"{script}\n", encoding="utf-8", newline="\n")


def _join(scripts: Path) -> None:
    """One file for each practice tool, and for what pages say of copies, instead of modules."""
    for name in ("practice", "offline"):  # tools use modules of both
        folder = (scripts / name).resolve()
        others = [path for path in scripts.resolve().rglob("*.js") if path.parent != folder]
        try:
            kept = modules.published(folder, others)
        except modules.ModuleError as error:
            raise PluginError(str(error)) from None
        for path in folder.glob("*.js"):
            path.unlink()
        for path, text in kept.items():
            path.write_text(text, encoding="utf-8", newline="\n")


def _formulas(site: Site, config: MkDocsConfig) -> list[str]:
    """All formulas of both languages, rendered."""
    renderer = config.extra["formulas"]
    texts = {
        token.text
        for pages in site.sources.pages.values()
        for page in pages.values()
        for token in page.tokens("formula")
    }
    return [renderer.formula(text, display=True) for text in sorted(texts)]


def _upstream_style(config: MkDocsConfig) -> Path:
    """Material's main style sheet, wherever the theme is installed."""
    folders = [Path(folder, "assets", "stylesheets") for folder in config.theme.dirs]
    return next(path for folder in folders for path in sorted(folder.glob("main.*.min.css")))

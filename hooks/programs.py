"""Files for programs beside the catalogue and the bank, and the feed of changes."""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from sitekit import changes, outputs, programs, schema
from sitekit.changes import Channel
from sitekit.service_page import Writer
from sitekit.site import Site

_KINDS = ("corrected", "pages", "questions", "tools", "removed")


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Each file with its schema beside it, and the feed."""
    site: Site = config.extra["site"]
    writer = site.sources.writer(config.extra["language"])
    made = {changes.FEED: changes.feed(writer.data.changes, _channel(writer, config))}
    for name, content in programs.files(writer).items():
        made[f"{name}.json"] = outputs.dump(content)
        made[f"{name}.schema.json"] = outputs.dump(schema.read(f"{name}-json"))
    for name, text in made.items():
        files.append(File.generated(config, name, content=text))


def _channel(writer: Writer, config: MkDocsConfig) -> Channel:
    labels = writer.labels
    return Channel(
        home=config.site_url or "",
        language=writer.language,
        title=labels["feed-title"],
        subtitle=labels["feed-subtitle"],
        author=config.site_name,
        rights=outputs.LICENCE,
        kinds={kind: labels[f"news-{kind}"] for kind in _KINDS},
    )

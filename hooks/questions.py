"""Questions on the pages that they send to, and the bank as files for programs."""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from sitekit import bank, guide, outputs, practice, schema
from sitekit.site import Site


def on_files(files: Files, config: MkDocsConfig) -> None:
    """The bank as JSON, with its schema, and the guide for the study plan."""
    site: Site = config.extra["site"]
    if not site.sources.data.questions:
        return
    writer = site.sources.writer(config.extra["language"], config.extra["repository"])
    made = bank.files(writer)
    made["practice/questions.schema.json"] = outputs.dump(schema.read("questions-json"))
    made[f"{bank.FOLDER}/guide.json"] = outputs.dump(guide.guide(site.sources, writer))
    for name, content in made.items():
        files.append(File.generated(config, name, content=content))


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """The questions of a chapter, or of a service, at its end."""
    site: Site = config.extra["site"]
    uri = page.file.src_uri
    if not practice.asks(uri, site.sources.data):
        return markdown
    title = site.sources.labels[config.extra["language"]]["questions-title"]
    return f"{markdown}\n\n## {title} {{#practice}}\n\n::page-questions {uri}\n"

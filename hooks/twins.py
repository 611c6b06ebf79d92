"""Names the parts of finished pages, so that readers see each in the other language."""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from sitekit import outputs, twins
from sitekit.site import Site


def on_files(files: Files, config: MkDocsConfig) -> None:
    """The terms in both languages, and what is said, for the script that flips a part."""
    site: Site = config.extra["site"]
    language = config.extra["language"]
    content = twins.data(site.sources.data.terms, site.sources.labels[language], language)
    files.append(File.generated(config, "twins.json", content=outputs.dump(content)))


@event_priority(-95)  # after every hook that still writes HTML, before the figures are in
def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Mark paragraphs, items, tables, headings and questions."""
    if page.file.src_uri in config.extra["reused"]:
        return output
    return twins.mark(output)

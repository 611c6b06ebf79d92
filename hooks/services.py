"""A page for each service of the catalogue."""

from typing import Any
from urllib.parse import urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page

from sitekit import outputs, schema, service_page
from sitekit.site import Site


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Add the pages, and the files for programs."""
    site: Site = config.extra["site"]
    language = config.extra["language"]
    writer = site.sources.writer(language)
    for service in site.sources.data.services.values():
        uri = service_page.uri(service.id)
        page = File.generated(config, uri, content=writer.markdown(service))
        page.inclusion = InclusionLevel.NOT_IN_NAV  # the index of services lists them
        files.append(page)
    for name, content in _outputs(site, language, config).items():
        files.append(File.generated(config, name, content=content))


def _outputs(site: Site, language: str, config: MkDocsConfig) -> dict[str, str]:
    """Files for programs, by name."""
    data = site.sources.data
    address = f"{config.site_url or ''}changes/deprecations/"
    return {
        "services.json": outputs.dump(outputs.catalogue(data, language)),
        "services.schema.json": outputs.dump(schema.read("services-json")),
        "situations.json": outputs.dump(outputs.situations(data, language)),
        "names.json": outputs.dump(outputs.names(data, language)),
        "changes/deprecations.ics": outputs.calendar(data, language, address),
    }


def on_page_context(context: Any, page: Page, config: MkDocsConfig, nav: Any) -> None:
    """The edit link leads to the file that the page comes from."""
    sources = config.extra["site"].sources
    if page.file.src_uri in sources.generated:
        source = sources.pages[config.extra["language"]][page.file.src_uri]
        page.edit_url = urljoin(config.edit_uri or "", f"../../{source.path}")


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    """They belong to the section of their index, though the menu does not list them."""
    index = files.get_file_from_path(f"{service_page.FOLDER}/index.md")
    section = index.page.parent if index and index.page else None
    for uri in config.extra["site"].sources.generated:
        file = files.get_file_from_path(uri)
        if file and file.page and isinstance(section, Section):
            file.page.parent = section

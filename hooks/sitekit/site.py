"""Everything the authors wrote, read once and checked against itself."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

from nbformat import NotebookNode

from sitekit import catalogue, execute, japanese, labs, parity, results
from sitekit.catalogue import Citation
from sitekit.labs import Lab
from sitekit.parity import Twin
from sitekit.problems import LANGUAGES, Problem, SourceError
from sitekit.results import Results
from sitekit.source import Source, Token, scan_page
from sitekit.text import read_text

RECORD = "data/parity.yml"
GENERATED_IDS = {"sources"}


@dataclass(frozen=True)
class Experiment:
    """A lab with the executed notebook and what it shows."""

    lab: Lab
    key: str
    notebook: NotebookNode
    results: Results


@dataclass(frozen=True)
class Sources:
    """What was read from files, before any notebook ran."""

    pages: dict[str, dict[str, Source]]  # language -> uri -> page, labs included
    labs: dict[str, Lab]
    citations: dict[str, Citation]
    labels: dict[str, dict[str, str]]  # language -> label id -> text

    def twins(self) -> dict[str, Twin]:
        """The pages that exist in both languages, by uri."""
        ja, en = (self.pages[language] for language in LANGUAGES)
        return {uri: Twin(ja[uri], en[uri]) for uri in sorted(set(ja) & set(en))}


@dataclass(frozen=True)
class Site:
    """The checked sources together with the results of all labs."""

    sources: Sources
    experiments: dict[str, Experiment]


def read_site(root: Path, report: execute.Report) -> tuple[Site, list[Problem]]:
    """Read, run and check the whole site.

    Returns:
        The site, and the translations that are missing or stale; `build` stops
        at those, `serve` shows them so that one language can be written first.

    Raises:
        SourceError: with every other mistake.
    """
    sources, problems = read_sources(root)
    if problems:
        raise SourceError(problems)
    runs = execute.run(sources.labs, root / "notebooks", root / ".cache" / "labs", report)
    experiments = {}
    for name, run in runs.items():
        found, wrong = results.read_results(sources.labs[name], run.notebook)
        experiments[name] = Experiment(sources.labs[name], run.key, run.notebook, found)
        problems += wrong
    site = Site(sources, experiments)
    problems += _check_embeds(site)
    if problems:
        raise SourceError(problems)
    return site, list(check_translations(sources, root))


def read_sources(root: Path) -> tuple[Sources, list[Problem]]:
    """All sources, and everything that is wrong with them on their own."""
    citations, problems = catalogue.read_sources(root / "data" / "sources.yml", root)
    labels, found = catalogue.read_labels(root / "data" / "ui.yml", root)
    problems += found
    notebooks, found = labs.read_labs(root / "notebooks", root)
    problems += found
    pages: dict[str, dict[str, Source]] = {}
    for language in LANGUAGES:
        pages[language], found = _read_pages(root, language)
        problems += found
        for lab in notebooks.values():
            prose = lab.prose(language)
            pages[language][prose.uri] = prose
    sources = Sources(pages, notebooks, citations, labels)
    problems += _check_sources(sources)
    return sources, problems


def _read_pages(root: Path, language: str) -> tuple[dict[str, Source], list[Problem]]:
    pages: dict[str, Source] = {}
    problems: list[Problem] = []
    folder = root / "docs" / language
    for path in sorted(folder.rglob("*.md")):
        shown, uri = path.relative_to(root).as_posix(), path.relative_to(folder).as_posix()
        text, unreadable = read_text(path, shown)
        if unreadable:
            problems += unreadable
        else:
            pages[uri] = scan_page(text, path=shown, language=language, uri=uri)
    return pages, problems


def _check_sources(sources: Sources) -> Iterator[Problem]:
    for language in LANGUAGES:
        for page in sources.pages[language].values():
            yield from page.problems
            yield from _check_citations(page, sources.citations)
            yield from _check_links(page, sources.pages[language])
            if language == "ja":
                yield from japanese.check(page)


def _check_citations(page: Source, citations: dict[str, Citation]) -> Iterator[Problem]:
    for token in page.tokens("citation"):
        if token.text not in citations:
            what = f"unknown source {token.text!r}"
            yield Problem(page.path, token.line, what, "add it to data/sources.yml")


def _check_links(page: Source, pages: dict[str, Source]) -> Iterator[Problem]:
    for token in page.tokens("link"):
        address = urlsplit(token.text)
        if not address.scheme and not address.netloc:
            yield from _check_link(page, token, pages)


def _check_link(page: Source, token: Token, pages: dict[str, Source]) -> Iterator[Problem]:
    """A link inside the site leads to a page, and to a heading on it."""
    path, anchor = urldefrag(token.text)
    here = posixpath.dirname(page.uri)
    target = posixpath.normpath(posixpath.join(here, path)) if path else page.uri
    if target.startswith(("../", "/")) or (
        target not in pages and target.endswith((".md", ".ipynb"))
    ):
        what = f"link {token.text!r} leads to no page"
        yield Problem(page.path, token.line, what, f"{target} does not exist")
    elif target not in pages:
        what = f"link {token.text!r} is not a page"
        yield Problem(page.path, token.line, what, "link to the source, as in ../data/x.md")
    elif anchor and anchor not in pages[target].ids() | GENERATED_IDS:
        what = f"link {token.text!r} leads to no heading"
        known = ", ".join(sorted(pages[target].ids())) or "none"
        yield Problem(page.path, token.line, what, f"ids of {target}: {known}")


def _check_embeds(site: Site) -> Iterator[Problem]:
    """Figures, tables and numbers that pages ask for exist, each figure once per page."""
    for pages in site.sources.pages.values():
        for page in pages.values():
            seen: set[str] = set()
            for token in page.tokens("figure", "table", "value"):
                yield from _check_embed(page, token, site)
                if token.kind == "figure" and token.text in seen:
                    what = f"figure {token.text!r} is shown twice on this page"
                    yield Problem(page.path, token.line, what, "show it once and link to it")
                seen.add(token.text if token.kind == "figure" else "")


def _check_embed(page: Source, token: Token, site: Site) -> Iterator[Problem]:
    name, _, item = token.text.partition("/")
    experiment = site.experiments.get(name)
    if experiment is None:
        known = ", ".join(sorted(site.experiments)) or "none"
        what = f"unknown notebook {name!r} in {token.kind} {token.text!r}"
        yield Problem(page.path, token.line, what, f"notebooks: {known}")
    elif item not in experiment.results.names(token.kind):
        known = ", ".join(experiment.results.names(token.kind)) or "none"
        what = f"unknown {token.kind} {token.text!r}"
        yield Problem(page.path, token.line, what, f"{token.kind}s of {name}: {known}")


def check_translations(sources: Sources, root: Path) -> Iterator[Problem]:
    """Missing counterparts, differences in structure, and stale sections."""
    yield from parity.compare_sets(sources.pages)
    record, problems = read_record(root)
    yield from problems
    for uri, twin in sources.twins().items():
        differences = list(parity.compare(twin))
        yield from differences
        if not differences:
            yield from parity.stale(uri, twin, record)


def read_record(root: Path) -> tuple[parity.Record, list[Problem]]:
    """The confirmed fingerprints; none if nothing was ever confirmed."""
    path = root / RECORD
    if not path.exists():
        return {}, []
    text, unreadable = read_text(path, RECORD)
    record, problems = parity.read_record(text, RECORD)
    return record, [*unreadable, *problems]

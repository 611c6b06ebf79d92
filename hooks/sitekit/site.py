"""Everything the authors wrote, read once and checked against itself."""

import hashlib
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

from nbformat import NotebookNode

from sitekit import (
    catalogue,
    changes,
    diagrams,
    execute,
    glossary,
    japanese,
    labs,
    listings,
    outputs,
    parity,
    results,
    service_page,
    termbase,
    topics,
    unfinished,
)
from sitekit.catalogue import Citation
from sitekit.data import CONSIDERATIONS, Data, read_data
from sitekit.diagrams import Diagram
from sitekit.formulas import FormulaError, Renderer
from sitekit.labs import Lab
from sitekit.parity import Twin
from sitekit.problems import LANGUAGES, Problem, SourceError
from sitekit.results import Results
from sitekit.source import Source, Token, listed, scan_page
from sitekit.text import read_text

RECORD = "data/parity.yml"
#: Decimals, and those with three digits or more, so that two are hardly equal by chance.
_DECIMAL = re.compile(r"(?<![\d.])\d+\.\d+(?![\d.])")
_TELLING = re.compile(r"0\.0*[1-9]\d{2,}|[1-9]\d*\.\d{2,}|[1-9]\d+\.\d+")
GENERATED_IDS = {"sources", "practice"}
#: Files that the build adds beside pages.
GENERATED_FILES = {
    *("services.json", "services.schema.json", "changes/deprecations.ics"),
    *("practice/questions.json", "practice/questions.schema.json"),
    *(f"{name}.{form}" for name in outputs.FILES for form in ("json", "schema.json")),
    *("feed.xml", "llms.txt", "llms-full.txt"),
}


@dataclass(frozen=True)
class Experiment:
    """A lab with the executed notebook and what it shows; `key` changes with any of them."""

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
    diagrams: dict[str, Diagram]
    data: Data

    def twins(self) -> dict[str, Twin]:
        """The pages that authors write in both languages, by uri."""
        ja, en = (self.pages[language] for language in LANGUAGES)
        return {uri: Twin(ja[uri], en[uri]) for uri in sorted((set(ja) & set(en)) - self.generated)}

    def authored(self, language: str) -> list[Source]:
        """The pages of one language that an author writes."""
        return [page for uri, page in self.pages[language].items() if uri not in self.generated]

    def writer(self, language: str, repository: str = "") -> service_page.Writer:
        """What writes of the catalogue in one language, and knows the titles of pages."""
        titles = {
            uri: str(page.meta.get("title", "")) for uri, page in self.pages[language].items()
        }
        titles |= {f"labs/{name}.ipynb": lab.title[language] for name, lab in self.labs.items()}
        labels = self.labels[language]
        return service_page.Writer(self.data, labels, language, titles, repository)

    @cached_property
    def generated(self) -> set[str]:
        """The pages that the catalogue gives; `data` holds their texts."""
        identifiers = {*self.data.services, *self.data.unread}
        return {service_page.uri(identifier) for identifier in identifiers}


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
        key = f"{run.key}-{hashlib.sha256(sources.labs[name].text.encode()).hexdigest()[:8]}"
        experiments[name] = Experiment(sources.labs[name], key, run.notebook, found)
        problems += wrong
    site = Site(sources, experiments)
    problems += _check_embeds(site)
    if problems:
        raise SourceError(problems)
    return site, list(check_translations(sources, root))


def read_sources(root: Path) -> tuple[Sources, list[Problem]]:
    """All sources, and everything that is wrong with them on their own."""
    citations, problems = catalogue.read_sources(root / "data" / "sources.yml", root)
    catalogue_read = not problems
    labels, found = catalogue.read_labels(root)
    problems += found
    data, found = read_data(root, citations)
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
        if not problems:
            writer = service_page.Writer(data, labels[language], language)
            for service in data.services.values():
                pages[language][service_page.uri(service.id)] = writer.source(service)
    drawn, found = diagrams.read_diagrams(root / "data" / "diagrams", root)
    problems += found
    sources = Sources(pages, notebooks, dict(data.citations), labels, drawn, data)
    problems += _check_pages(sources, root)
    problems += _check_citations(sources) if catalogue_read else ()
    problems += _check_formulas(sources, Renderer(root / ".cache" / "formulas"))
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


def _check_pages(sources: Sources, root: Path) -> Iterator[Problem]:
    for language in LANGUAGES:
        known = _files(root, language) | sources.generated
        unread = known - set(sources.pages[language])
        words = termbase.of(sources.data.terms, language)
        for page in sources.authored(language):
            yield from page.problems
            yield from _check_ids(page)
            yield from _check_diagrams(page, root)
            yield from _check_listings(page, sources)
            yield from _check_repeated(page)
            yield from words.check(page)
            yield from _check_links(page, sources.pages[language], unread)
            if language == "ja":
                yield from japanese.check(page)
    for texts in sources.data.texts:
        yield from texts
    yield from _check_targets(sources)
    yield from _check_lab_lists(sources)


def _files(root: Path, language: str) -> set[str]:
    """The uris of all pages whose file is there, whether or not it could be read."""
    folder = root / "docs" / language
    notebooks = (root / "notebooks").glob("*.py")
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*.md")} | {
        f"labs/{labs.identify(path)}.ipynb" for path in notebooks
    }


def _check_targets(sources: Sources) -> Iterator[Problem]:
    """The sections to which the data leads exist."""
    data = sources.data
    for term in data.terms:
        yield from _check_target(sources, term.page, term.id, glossary.SHOWN, term.line)
    for topic in data.topics:
        yield from _check_target(sources, topic.page, "topic", topics.SHOWN, topic.line)
    for change in data.changes:
        for page in change.pages:
            yield from _check_target(sources, page, change.id, changes.SHOWN, change.line)
    for question in data.questions:
        yield from _check_target(sources, question.page, question.id, question.path, question.line)
    for each in data.considerations:
        for page in each.pages:
            shown = f"data/{CONSIDERATIONS}"
            yield from _check_target(sources, page, each.id, shown, each.line)
    for claim in data.claims:
        if claim.page:
            shown = f"data/claims/{claim.memo}.yml"
            yield from _check_target(sources, claim.page, claim.id, shown, claim.line)


def _check_target(
    sources: Sources, page: str, label: str, shown: str, line: int
) -> Iterator[Problem]:
    pages = sources.pages["ja"]
    uri, anchor = urldefrag(page)
    if uri in sources.generated - set(pages):  # its file has mistakes of its own
        return
    if uri not in pages or (anchor and anchor not in pages[uri].ids() | GENERATED_IDS):
        ids = sorted(pages[uri].ids()) if uri in pages else ["no such page"]
        what = f"{label}: page {page!r} leads nowhere"
        yield Problem(shown, line, what, f"ids of {uri}: {', '.join(ids) or 'none'}")


def _check_lab_lists(sources: Sources) -> Iterator[Problem]:
    """Lists of labs name labs, and every lab is in one, if there are any."""
    shown: set[str] = set()
    for page, token in _all_tokens(sources, "labs"):
        shown.update(listed(token.text))
        for name in listed(token.text):
            if name not in sources.labs:
                what, fix = f"unknown notebook {name!r}", f"notebooks: {', '.join(sources.labs)}"
                yield Problem(page.path, token.line, what, fix)
    for name, lab in sources.labs.items():
        if shown and name not in shown:
            fix = f"add {name} to a '::labs' of both languages"
            yield Problem(lab.path, 1, "no list of labs names this one", fix)


def _check_ids(page: Source) -> Iterator[Problem]:
    for section in page.sections:
        if section.id in GENERATED_IDS:
            what = f"heading id {section.id!r} is taken by a section that the build adds"
            yield Problem(page.path, section.line, what, "choose another id")


def _check_formulas(sources: Sources, renderer: Renderer) -> Iterator[Problem]:
    for page, token in _all_tokens(sources, "formula"):
        try:
            renderer.formula(token.text, display=True)
        except FormulaError as error:
            what = f"formula '{token.text}': {error}"
            yield Problem(page.path, token.line, what, "write LaTeX that KaTeX knows")


def _check_citations(sources: Sources) -> Iterator[Problem]:
    for page, token in _all_tokens(sources, "citation"):
        owner = token.text.partition("/")[0]
        if token.text not in sources.citations and owner not in sources.data.unread:
            what = f"unknown source {token.text!r}"
            yield Problem(page.path, token.line, what, "add it to data/sources.yml")


def _all_tokens(sources: Sources, kind: str) -> Iterator[tuple[Source, Token]]:
    for language in LANGUAGES:
        for page in sources.authored(language):
            for token in page.tokens(kind):
                yield page, token


def _check_diagrams(page: Source, root: Path) -> Iterator[Problem]:
    """Diagrams that pages ask for are there; whether one is right, `diagrams` says."""
    known = sorted(path.stem for path in (root / "data" / "diagrams").glob("*.svg"))
    for token in page.tokens("diagram"):
        if token.text not in known:
            what, fix = f"unknown diagram {token.text!r}", f"diagrams: {', '.join(known) or 'none'}"
            yield Problem(page.path, token.line, what, fix)


def _check_listings(page: Source, sources: Sources) -> Iterator[Problem]:
    """What pages ask of the catalogue is in it."""
    data = sources.data
    scripts = {name.partition("/")[0] for name in sources.labels[page.language] if "/" in name}
    known = {
        "services": {service.family for service in data.services.values()},
        "situations": {situation.area for situation in data.situations},
        "situation-answers": {situation.area for situation in data.situations},
        "deprecations": {event.date[:4] for event in data.events},
        "claims": set(data.memos),
        "memo-topics": {topic.memo for topic in data.topics},
        "considerations": {each.objective for each in data.considerations},
        "questions": {each.objective for each in data.considerations},
        "tool": scripts,
        "live": scripts,
    }
    for token in page.tokens(*known):
        if token.text not in known[token.kind]:
            what = f"'::{token.kind} {token.text}' finds nothing"
            fix = f"use one of {', '.join(sorted(known[token.kind])) or 'none'}"
            yield Problem(page.path, token.line, what, fix)
    for token in page.tokens("compare"):
        yield from _check_comparison(page, token, data)


def _check_comparison(page: Source, token: Token, data: Data) -> Iterator[Problem]:
    """Every service of a comparison says something of every trait."""
    asked = listings.compared(token.text)
    if not asked.services or not asked.traits:
        fix = "'::compare service, service | trait, trait'"
        yield Problem(page.path, token.line, "the comparison is incomplete", fix)
    for name in asked.services:
        service = data.services.get(name)
        if name in data.unread:
            continue
        if service is None:
            what, fix = f"unknown service {name!r}", f"add data/services/{name}.yml"
            yield Problem(page.path, token.line, what, fix)
            continue
        for trait in asked.traits:
            if trait not in service.traits:
                what = f"{name!r} has no trait {trait!r}"
                yield Problem(page.path, token.line, what, f"add it to {service.path}")


def _check_repeated(page: Source) -> Iterator[Problem]:
    """Each drawing stands once on a page, where links find it."""
    seen: set[tuple[str, str]] = set()
    for token in page.tokens("figure", "diagram"):
        if (token.kind, token.text) in seen:
            what = f"{token.kind} {token.text!r} is shown twice on this page"
            yield Problem(page.path, token.line, what, "show it once and link to it")
        seen.add((token.kind, token.text))


def _check_links(page: Source, pages: dict[str, Source], unread: set[str]) -> Iterator[Problem]:
    for token in page.tokens("link"):
        address = urlsplit(token.text)
        if not address.scheme and not address.netloc:
            yield from _check_link(page, token, pages, unread)


def _check_link(
    page: Source, token: Token, pages: dict[str, Source], unread: set[str]
) -> Iterator[Problem]:
    """A link inside the site leads to a page, and to a heading on it."""
    path, anchor = urldefrag(token.text)
    here = posixpath.dirname(page.uri)
    target = posixpath.normpath(posixpath.join(here, path)) if path else page.uri
    if target in unread | GENERATED_FILES:
        return
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
    """Figures, tables and numbers that pages ask for exist."""
    for kind in results.WORDS:
        for page, token in _all_tokens(site.sources, kind):
            yield from _check_embed(page, token, site)
    for language in LANGUAGES:
        for page in site.sources.authored(language):
            yield from _check_typed_numbers(page, site)


def _check_typed_numbers(page: Source, site: Site) -> Iterator[Problem]:
    """A number that a lab of this page computes is quoted, so that it stays what the lab says."""
    labs_here = {token.text.partition("/")[0] for token in page.tokens(*results.WORDS)}
    computed = {
        text: f"{lab}/{name}"
        for lab in sorted(labs_here & set(site.experiments))
        for name, text in site.experiments[lab].results.values.items()
        if _TELLING.fullmatch(text)
    }
    for section in page.sections:
        for number, line in section.prose:
            for match in _DECIMAL.finditer(line):
                if match[0] in computed:
                    what = f"{match[0]} is typed, but a lab computes it"
                    yield Problem(page.path, number, what, f"{{={computed[match[0]]}}}")


def _check_embed(page: Source, token: Token, site: Site) -> Iterator[Problem]:
    name, _, item = token.text.partition("/")
    kind = results.WORDS[token.kind]
    experiment = site.experiments.get(name)
    if experiment is None:
        known = ", ".join(sorted(site.experiments)) or "none"
        what = f"unknown notebook {name!r} in {kind} {token.text!r}"
        yield Problem(page.path, token.line, what, f"notebooks: {known}")
    elif item not in experiment.results.names(token.kind):
        known = ", ".join(experiment.results.names(token.kind)) or "none"
        what = f"unknown {kind} {token.text!r}"
        yield Problem(page.path, token.line, what, f"{kind}s of {name}: {known}")
    elif page.uri.startswith("labs/") and Path(page.uri).stem not in (name, "index"):
        what = f"{kind} {token.text!r} belongs to another lab"
        fix = f"a lab stands alone: link to {name}.ipynb instead"
        yield Problem(page.path, token.line, what, fix)


def check_translations(sources: Sources, root: Path) -> Iterator[Problem]:
    """What is left to write, missing counterparts, differences in structure, stale sections.

    While something is left to write, nobody is asked to confirm what will change again.
    """
    marks = list(unfinished.find(root))
    yield from marks
    yield from parity.compare_sets(sources.pages)
    record, problems = read_record(root)
    yield from problems
    for uri, twin in sources.twins().items():
        differences = list(parity.compare(twin))
        yield from differences
        if not differences and not problems and not marks:
            yield from parity.stale(uri, twin, record)


def read_record(root: Path) -> tuple[parity.Record, list[Problem]]:
    """The confirmed fingerprints; none if nothing was ever confirmed."""
    path = root / RECORD
    if not path.exists():
        return {}, []
    text, unreadable = read_text(path, RECORD)
    record, problems = parity.read_record(text, RECORD)
    return record, [*unreadable, *problems]

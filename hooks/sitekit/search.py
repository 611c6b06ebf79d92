"""What the search worker reads: names first, the text of all sections with the first key.

The worker's modules say what they do with it: docs/assets/js/search/.
"""

import posixpath
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urldefrag

from lxml import html

from sitekit import service_page
from sitekit.problems import LANGUAGES
from sitekit.service_page import Writer
from sitekit.services import THROUGH_TIME, Service
from sitekit.site import Sources
from sitekit.source import Source

#: How a name belongs to its page, in the order in which names.js reads them.
KINDS = ("title", "former", "also", "misspelt")
#: Sections that name what other pages are about.
_LEFT_OUT = ("sources", "related")
_TEXT_ONLY = ("labs/", "exam/guide", "practice/", "changes/", "contribute", "index")
#: What people leave out of a service's name.
_BRAND = re.compile(
    r"^(Gemini Enterprise Agent Platform|Agent Platform|Vertex AI|AI Platform|Google Cloud|Cloud"
    r"|Google|Amazon)\s+| API$| on (Gemini Enterprise )?Agent Platform$"
    r"|^Gemini Enterprise Agent Platformの"
)

Target = list[Any]
Entry = Mapping[str, Any]


def address(uri: str) -> str:
    """Where a page is published, from its source uri."""
    path, anchor = urldefrag(uri)
    folder, name = posixpath.split(path)
    stem = posixpath.splitext(name)[0]
    parts = [folder] if stem == "index" else [folder, stem]
    url = "".join(f"{part}/" for part in parts if part)
    return f"{url}#{anchor}" if anchor else url


def names(sources: Sources, language: str) -> dict[str, Any]:
    """All targets of the first tier in one language, with the labels that results show."""
    writer = sources.writer(language)
    labels = {kind: writer.labels.get(f"search-{kind}", "") for kind in KINDS}
    targets = [
        *(_service(each, writer) for each in sources.data.services.values()),
        *(_page(page, sources) for page in sources.authored(language)),
    ]
    return {
        "labels": {kind: text for kind, text in labels.items() if text},
        "targets": targets,
        "terms": list(_terms(sources, language)),
        "headings": list(_headings(sources, language)),
    }


def _target(url: str, title: str, note: str, *groups: Iterable[str]) -> Target:
    """A target with its names by kind: each once, however it is written, and the first wins."""
    seen: set[str] = set()
    kinds: list[list[str]] = []
    for group in groups:
        kinds.append([])
        for name in group:
            key = _key(name)
            if key and key not in seen:
                kinds[-1].append(name)
                seen.add(key)
    while kinds and not kinds[-1]:
        kinds.pop()
    # A title that is the first name stands there once.
    return [url, "" if kinds and kinds[0][:1] == [title] else title, note, *kinds]


def _key(name: str) -> str:
    """What is left of a name when capitals, widths and spaces make no difference."""
    return re.sub(r"[\W_ー]+", "", unicodedata.normalize("NFKC", name).casefold())


def _service(service: Service, writer: Writer) -> Target:
    language = writer.language
    own, other = (language, *(each for each in LANGUAGES if each != language))
    today = [service.short[own], service.official[own]]
    former = [name.text[own] for name in service.former]
    also = [name.text[own] for name in service.names if name.kind not in THROUGH_TIME]
    also += [name.text[other] for name in service.names]
    also += [_BRAND.sub("", name) for name in (*today, *former)]
    also += [word for key in ("acronyms", own) for word in service.search.get(key, ())]
    if language == "ja":  # who reads Japanese types English and katakana as well
        also += [*service.search.get("en", ()), *service.search.get("kana", ())]
    misspelt = service.search.get("misspellings", ())
    head = address(service_page.uri(service.id)), writer.title(service), _note(service, writer)
    return _target(*head, today, former, also, misspelt)


def _note(service: Service, writer: Writer) -> str:
    """What became of a service that is not simply there."""
    status = service.status
    if status.state == "current" and not status.ends:
        return ""
    state = writer.state(service)
    successors = (writer.data.services[each].short[writer.language] for each in status.successors)
    joined = writer.labels["comma"].join(successors)
    return writer.labels["search-now"].format(state=state, names=joined) if joined else state


def _terms(sources: Sources, language: str) -> Iterator[list[Any]]:
    """The terms of the glossary, with the section that teaches each.

    Who reads Japanese types English words too, not the other way round.
    """
    other = next(each for each in LANGUAGES if each != language)
    for term in sources.data.terms:
        also = [*term.short, *term.also.get(language, ()), term.text[other]]
        also += [term.kana, *term.also.get(other, ())] if language == "ja" else []
        _, _, _, *named = _target("", "", "", [term.text[language]], also, term.misspellings)
        yield [address(term.page), *named]


def _page(page: Source, sources: Sources) -> Target:
    """A page by its titles in both languages."""
    other = next(each for each in LANGUAGES if each != page.language)
    twin = sources.pages[other].get(page.uri)
    also = [_title(twin)] if twin else []
    title = _title(page)
    return _target(address(page.uri), title, "", [title], [], also)


def _headings(sources: Sources, language: str) -> Iterator[list[str]]:
    """Sections of chapters by their headings, unless many pages have a section of that name.

    The headings of labs and of the exam guide, which chapters repeat, and of pages that are
    about this site are left to the text, so that the file stays small.
    """
    pages = [page for page in sources.authored(language) if not page.uri.startswith(_TEXT_ONLY)]
    sections = [(page, each) for page in pages for each in page.sections if each.id and each.title]
    count = Counter(each.title for _, each in sections)
    for page, section in sections:
        if count[section.title] == 1:
            yield [f"{address(page.uri)}#{section.id}", section.title]


def _title(page: Source) -> str:
    return str(page.meta.get("title") or page.sections[0].title.partition("\n")[0])


def text(entries: Iterable[Entry]) -> dict[str, Any]:
    """The second tier: each page with its sections as plain text, from MkDocs' search entries."""
    pages: dict[str, list[Any]] = {}
    for entry in entries:
        url, anchor = urldefrag(entry["location"])
        if not anchor:
            pages[url] = [url, _plain(entry["title"]), [["", "", _plain(entry["text"])]]]
        elif anchor not in _LEFT_OUT and url in pages:
            pages[url][2].append([anchor, _plain(entry["title"]), _plain(entry["text"])])
    return {"pages": list(pages.values())}


def _plain(markup: str) -> str:
    """Text without marks for citations, and with single spaces."""
    if not markup.strip():
        return ""
    tree = html.fromstring(f"<div>{markup}</div>")
    for mark in tree.iter("sup"):
        mark.text = ""
    return re.sub(r"\s+", " ", " ".join(tree.itertext())).strip()

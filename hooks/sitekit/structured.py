"""What search engines and other programs are told of a page: JSON-LD in the words of schema.org.

Only what the page shows.  There is no FAQPage, since no page is questions that readers ask about
the site; a Quiz names no single questions, because their texts would weigh more than a page may.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sitekit.outputs import LICENCE, dump

_CONTEXT = "https://schema.org"


@dataclass(frozen=True)
class Site:
    """The site in one language: the addresses end with slashes."""

    name: str
    description: str
    language: str
    home: str
    repository: str


@dataclass(frozen=True)
class About:
    """A page: what it shows of itself; `kind` is empty where only its place is of interest."""

    title: str
    description: str
    url: str
    changed: str
    #: Title and address of each level above it, from the home page on; an address may be empty.
    path: tuple[tuple[str, str], ...] = ()
    kind: str = ""
    teaches: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


#: A page of an overview is none of these.
_KINDS = (
    ("labs/", "lab"),
    ("practice/", "quiz"),
    *(
        (folder, "chapter")
        for folder in (
            *("training/", "generalisation/", "data/", "metrics/", "models/", "projects/"),
            *("choose/", "exam/reading-questions"),
        )
    ),
)


def kind_of(uri: str) -> str:
    """Which kind of thing a page is, from its source; empty if it is none."""
    if uri == "index.md":
        return "course"
    if uri == "tools/data.md":
        return "data"
    if uri.endswith("/index.md"):
        return ""
    if uri.startswith("practice/") and not uri.removeprefix("practice/")[:1].isdigit():
        return ""
    return next((kind for start, kind in _KINDS if uri.startswith(start)), "")


def script(about: About, site: Site) -> str:
    """The content of the page's script element, which no text in it can end; none is empty."""
    graph = [*_breadcrumbs(about), *_thing(about, site)]
    if not graph:
        return ""
    whole = {"@context": _CONTEXT, "@graph": graph}
    return dump(whole).strip().replace("<", "\\u003c")


def _breadcrumbs(about: About) -> Iterable[dict[str, Any]]:
    """Where the page stands; a level without a page of its own is left out, as Google asks."""
    levels = [level for level in about.path if level[1]]
    if not levels:
        return
    items = [*levels, (about.title, about.url)]
    yield {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": address}
            for number, (name, address) in enumerate(items, 1)
        ],
    }


def _thing(about: About, site: Site) -> Iterable[dict[str, Any]]:
    match about.kind:
        case "course":
            yield _course(about, site)
        case "lab":
            yield _resource(about, site, "LearningResource", learningResourceType="notebook")
        case "chapter":
            yield _resource(about, site, "LearningResource", learningResourceType="chapter")
        case "quiz":
            yield _resource(about, site, "Quiz", learningResourceType="practice questions")
        case "data":
            yield _resource(about, site, "Dataset", distribution=_downloads(about))


def _resource(about: About, site: Site, of: str, **more: Any) -> dict[str, Any]:
    known = {
        "@type": of,
        "name": about.title,
        "description": about.description,
        "url": about.url,
        "inLanguage": site.language,
        "license": LICENCE,
        "dateModified": about.changed,
        "teaches": list(about.teaches),
        "isPartOf": {"@id": _course_id(site)} if of != "Dataset" else "",
        "creator": _provider(site) if of == "Dataset" else "",
        **more,
    }
    return {key: value for key, value in known.items() if value}


def _course(about: About, site: Site) -> dict[str, Any]:
    """The site as a course of its own pace: nobody runs it at a time, so it has no instance."""
    known = {
        "@type": "Course",
        "@id": _course_id(site),
        "name": site.name,
        "description": site.description,
        "url": site.home,
        "inLanguage": site.language,
        "license": LICENCE,
        "isAccessibleForFree": True,
        "provider": _provider(site),
        "dateModified": about.changed,
    }
    return {key: value for key, value in known.items() if value}


def _course_id(site: Site) -> str:
    return f"{site.home}#course"


def _provider(site: Site) -> dict[str, str]:
    known = {"@type": "Organization", "name": site.name, "url": site.repository}
    return {key: value for key, value in known.items() if value}


def _downloads(about: About) -> list[dict[str, str]]:
    form = {"@type": "DataDownload", "encodingFormat": "application/json"}
    return [{**form, "contentUrl": address} for address in about.files]

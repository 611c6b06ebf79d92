"""What pages show of the catalogue: comparisons, renames, deprecations, situations, claims.

Most of it is Markdown, so that citations and links in it are those of the page.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby

from sitekit import dates
from sitekit.changes import Change
from sitekit.data import Claim, Situation
from sitekit.service_page import Writer, cell, uri
from sitekit.services import THROUGH_TIME, Name, Service
from sitekit.source import listed
from sitekit.topics import Topic


@dataclass(frozen=True)
class Listing:
    """A Markdown text, the class of the table in it, and the ids of the table's rows."""

    markdown: str
    name: str
    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Compared:
    """The target of ``::compare a, b | trait, trait``."""

    services: tuple[str, ...]
    traits: tuple[str, ...]


def compared(target: str) -> Compared:
    """The services and traits that a comparison names."""
    services, _, traits = target.partition("|")
    return Compared(listed(services), listed(traits))


def listing(kind: str, target: str, writer: Writer) -> Listing:
    """The listing that a directive asks for."""
    makers: dict[str, Callable[[str, Writer], Listing]] = {
        "compare": _compare,
        "situations": _situations,
        "situation-answers": _situation_answers,
        "renames": _renames,
        "rename-dates": _rename_dates,
        "deprecations": _deprecations,
        "claims": _claims,
        "memo-topics": _memo_topics,
        "news": _news,
    }
    return makers[kind](target, writer)


KINDS = (
    *("compare", "situations", "situation-answers"),
    *("renames", "rename-dates", "deprecations", "claims", "memo-topics"),
    "news",
)

#: Lists that lead to what other pages say; a search leads there at once.
ABOUT_OTHERS = ("answers", "renames", "rename-dates", "memo-topics", "news", "state")


def link(identifier: str, writer: Writer) -> str:
    """A link to a service from any page."""
    name = writer.data.services[identifier].short[writer.language]
    return f"[{name}](source:{uri(identifier)})"


def _links(identifiers: Iterable[str], writer: Writer) -> str:
    return writer.labels["comma"].join(link(each, writer) for each in identifiers)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown."""
    columns = list(head)
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(map(cell, line))} |" for line in lines)


def _compare(target: str, writer: Writer) -> Listing:
    """One column for each service, one row for each trait."""
    asked = compared(target)
    services = [writer.data.services[each] for each in asked.services]
    rows = [
        [writer.data.traits[trait][writer.language]]
        + [writer.cited(service.traits[trait]) for service in services]
        for trait in asked.traits
    ]
    status = [writer.labels["glance-status"], *(writer.chip(service) for service in services)]
    head = ["", *(link(each, writer) for each in asked.services)]
    return Listing(table(head, [*rows, status]), "compare")


def _situations(area: str, writer: Writer) -> Listing:
    """What to take in a situation, why, and why not the others."""
    found = [each for each in writer.data.situations if each.area == area]
    head = [writer.labels[f"situations-{key}"] for key in ("text", "answer")]
    rows = [[each.text[writer.language], _answer(each, writer)] for each in found]
    return Listing(table(head, rows), "situations", tuple(f"situation-{s.id}" for s in found))


def _answer(situation: Situation, writer: Writer) -> str:
    first, *rest = situation.answer
    with_it = f" + {_links(rest, writer)}" if rest else ""
    against = (
        f"<small>{writer.labels['instead-of'].format(name=link(service, writer))}"
        f"{text[writer.language]}</small>"
        for service, text in situation.against
    )
    answer = f"**{link(first, writer)}**{with_it}"
    return "<br>".join([answer, writer.cited(situation.why), *against])


def _situation_answers(area: str, writer: Writer) -> Listing:
    """Situations with their answers alone; the chapter of the area says why."""
    found = [each for each in writer.data.situations if each.area == area]
    head = [writer.labels[f"situations-{key}"] for key in ("text", "answer")]
    rows = ([each.text[writer.language], link(each.answer[0], writer)] for each in found)
    return Listing(table(head, rows), "answers")


def old_names(services: Iterable[Service]) -> Iterator[tuple[Name, Service]]:
    """Every name that is no longer today's, with the service behind it."""
    for service in services:
        for name in service.names:
            if name.kind in THROUGH_TIME and (name.text != service.official or name.end):
                yield name, service


def _renames(_: str, writer: Writer) -> Listing:
    """Old names in alphabetical order, to look one up."""
    language = writer.language
    names = sorted(
        old_names(writer.data.services.values()),
        key=lambda pair: (pair[0].text[language].casefold(), pair[1].id),
    )
    head = [writer.labels[f"renames-{key}"] for key in ("old", "until", "today", "status")]
    rows = (
        [
            name.text[language],
            dates.shown(name.end, language) if name.end else writer.labels["names-undated"],
            link(service.id, writer),
            writer.chip(service),
        ]
        for name, service in names
    )
    return Listing(table(head, rows), "renames")


def _rename_dates(_: str, writer: Writer) -> Listing:
    """What was renamed when, the latest first."""
    language = writer.language
    changed = [
        (name, service)
        for name, service in old_names(writer.data.services.values())
        if name.end and _next(name, service)
    ]
    changed.sort(key=lambda pair: (pair[0].end, pair[1].id), reverse=True)
    lines = []
    for end, group in groupby(changed, key=lambda pair: pair[0].end):
        lines += [dates.shown(end, language), f":   {_changes(group, writer)}", ""]
    return Listing("\n".join(lines), "rename-dates")


def _changes(group: Iterable[tuple[Name, Service]], writer: Writer) -> str:
    language = writer.language
    texts = (
        f"{name.text[language]} → [{_next(name, service)[language]}](source:{uri(service.id)})"
        for name, service in group
    )
    return "<br>".join(texts)


def _next(name: Name, service: Service) -> dict[str, str]:
    """The name that followed this one; none if the service ended with it."""
    later = [
        each
        for each in service.names
        if each.kind in THROUGH_TIME and each.start and each.start >= name.end
    ]
    if not later:
        return {}
    return dict(min(later, key=lambda each: each.start).text)


def _deprecations(year: str, writer: Writer) -> Listing:
    """What ended, or will end, in one year."""
    language = writer.language
    head = [writer.labels[f"deprecations-{key}"] for key in ("date", "what")]
    rows = []
    for event in writer.data.events:
        if event.date.startswith(year):
            what = f"{writer.cited(event.what)}<br>→ {event.instead[language]}"
            if event.service:
                service = link(event.service, writer)
                what += writer.labels["in-brackets"].format(text=service)
            rows.append([dates.shown(event.date, language), what])
    return Listing(table(head, rows), "deprecations")


def _claims(memo: str, writer: Writer) -> Listing:
    """What a memo said, and what holds."""
    found = [claim for claim in writer.data.claims if claim.memo == memo]
    head = [writer.labels[f"claims-{key}"] for key in ("said", "today")]
    rows = [[_said(claim, writer), _holds(claim, writer)] for claim in found]
    return Listing(table(head, rows), "claims", tuple(f"claim-{claim.id}" for claim in found))


def _said(claim: Claim, writer: Writer) -> str:
    return f"**{claim.topic[writer.language]}**<br>{claim.said[writer.language]}"


def _holds(claim: Claim, writer: Writer) -> str:
    """The verdict, the correction, and where to read on."""
    verdict = writer.labels[f"verdict-{claim.verdict}"]
    more = [link(each, writer) for each in claim.services]
    if claim.page:
        more.append(f"[{writer.labels['claims-page']}](source:{claim.page})")
    where = f"<br>→ {writer.labels['comma'].join(more)}" if more else ""
    return f"**{verdict}** {writer.cited(claim.today)}{where}"


def _memo_topics(memo: str, writer: Writer) -> Listing:
    """The headings of a memo, each with its topics and the sections that treat them."""
    found = (topic for topic in writer.data.topics if topic.memo == memo)
    head = [writer.labels[f"topics-{key}"] for key in ("heading", "topic")]
    rows = (
        [f"**{heading}**", "<br>".join(_topic(topic, writer) for topic in group)]
        for heading, group in groupby(found, key=lambda topic: topic.heading[writer.language])
    )
    return Listing(table(head, rows), "memo-topics")


def _topic(topic: Topic, writer: Writer) -> str:
    """A topic that leads to its section, and to what was corrected in it."""
    text = f"[{topic.text[writer.language]}](source:{topic.page})"
    if not topic.claims:
        return text
    where = f"source:changes/memo-{topic.memo}.md#claim-{topic.claims[0]}"
    corrected = f"[{writer.labels['topics-corrected']}]({where})"
    return text + writer.labels["in-brackets"].format(text=corrected)


def _news(_: str, writer: Writer) -> Listing:
    """What changed for readers, the latest first."""
    head = [writer.labels[f"news-{key}"] for key in ("date", "what")]
    rows = (
        [dates.shown(each.date, writer.language), _change(each, writer)]
        for each in writer.data.changes
    )
    return Listing(table(head, rows), "news", tuple(each.anchor for each in writer.data.changes))


def _change(change: Change, writer: Writer) -> str:
    language, labels = writer.language, writer.labels
    title = f"{labels[f'news-{change.kind}']}{labels['colon']}{change.title[language]}"
    pages = (f"[{writer.name_of(page)}](source:{page})" for page in change.pages)
    where = f"<br>→ {labels['comma'].join(pages)}" if change.pages else ""
    return f"**{title}**<br>{change.text[language]}{where}"


def services(family: str, writer: Writer) -> str:
    """The services of a family as a list; what the filter of the index asks is in it."""
    language = writer.language
    mine = [each for each in writer.data.services.values() if each.family == family]
    mine.sort(key=lambda each: (each.status.state == "gone", each.short[language].casefold()))
    items = "".join(_item(each, writer) for each in mine)
    return f'<ul class="services" data-search-exclude>{items}</ul>'


def _item(service: Service, writer: Writer) -> str:
    language = writer.language
    state = service.status.state
    chip = "" if state == "current" else f" {writer.chip(service)}"
    former = writer.labels["comma"].join(name.text[language] for name in service.former)
    old = f"<small>{escape(writer.labels['formerly'])} {escape(former)}</small>" if former else ""
    purpose = escape(service.purpose[language])
    asked = {"kind": service.kind, "family": service.family, "state": state}
    asked |= {"exam": " ".join(service.exam), "words": words(service, language)}
    attributes = "".join(f' data-{key}="{escape(value)}"' for key, value in asked.items())
    return (
        f"<li{attributes}>"
        f'<a href="source:{uri(service.id)}">{escape(service.short[language])}</a>{chip}'
        f"{old}<p>{purpose}</p></li>"
    )


def words(service: Service, language: str) -> str:
    """What people may type for a service beside the name and purpose that the list shows."""
    names = [name.text[language] for name in service.names]
    others = [word for key in ("acronyms", "misspellings") for word in service.search.get(key, ())]
    others += service.search.get(language, ())
    others += service.search.get("kana", ()) if language == "ja" else ()
    return " ".join(dict.fromkeys([*names, *others])).lower()

"""The page of a service, as Markdown."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from urllib.parse import urldefrag

from sitekit import dates
from sitekit.data import Data
from sitekit.services import THROUGH_TIME, Name, Service, Statement, Text
from sitekit.source import Source, scan_page

Labels = Mapping[str, str]
FOLDER = "services"


@dataclass(frozen=True)
class Writer:
    """Writes pages in one language."""

    data: Data
    labels: Labels
    language: str
    #: Of the pages that authors write, by uri.
    titles: Mapping[str, str] = field(default_factory=dict)
    #: The address of the repository, where readers report mistakes.
    repository: str = ""

    def name_of(self, page: str) -> str:
        """What to call a page in a link to it, or to a section of it."""
        place = urldefrag(page).url
        identifier = place.removeprefix(f"{FOLDER}/").removesuffix(".md")
        if identifier in self.data.services and place == uri(identifier):
            return self.data.services[identifier].short[self.language]
        return self.titles.get(place, place)

    def title(self, service: Service) -> str:
        """Today's name, with the one before it in brackets."""
        name = service.short[self.language]
        official = (each for each in service.former if each.kind == "official")
        former = next(official, next(iter(service.former), None))
        if former is None or service.status.state == "gone":
            return name
        return self.labels["with-former"].format(name=name, former=former.text[self.language])

    def markdown(self, service: Service) -> str:
        """The page as MkDocs reads it."""
        title, purpose = self.title(service), service.purpose[self.language]
        head = f"---\ntitle: {_quoted(title)}\ndescription: {_quoted(purpose)}\n---\n"
        return head + "\n".join(self._lines(service)) + "\n"

    def source(self, service: Service) -> Source:
        """The page as other pages see it: its ids, its title, its fingerprint."""
        text = self.markdown(service)
        return scan_page(text, path=service.path, language=self.language, uri=uri(service.id))

    def _lines(self, service: Service) -> Iterator[str]:
        purpose = service.purpose[self.language]
        yield from _html(f'<div class="lead" markdown="1">\n{purpose}\n</div>')
        yield from self._glance(service)
        yield from _html('<div class="halves" markdown="1">')
        for key, statements in (("when", service.when), ("not", service.against)):
            yield from _html('<div markdown="1">')
            yield from self._heading(key)
            yield from self._statements(statements)
            yield from _html("</div>")
        yield from _html("</div>")
        yield from self._heading("names")
        yield from self._names(service)
        yield from self._heading("alternatives")
        yield from self._alternatives(service)
        for key, statements in (("limits", service.limits), ("unsure", service.unsure)):
            if statements:
                yield from self._heading(key)
                yield from self._statements(statements)
        yield from self._memo(service)
        yield from self._related(service)

    def _heading(self, key: str) -> Iterator[str]:
        yield from ("", f"## {self.labels[f'service-{key}']} {{#{key}}}", "")

    def _glance(self, service: Service) -> Iterator[str]:
        """Is it still alive, what kind of thing is it, what was it called."""
        status = service.status
        yield from _html('<div class="glance" markdown="1" data-search-exclude>')
        mark = self.chip(service)
        note = self.cited(status.note)
        successors = self._links(status.successors, "successors")
        yield from self._term("status", f"{mark} {note}{successors}")
        if service.official != service.short:
            yield from self._term("official", service.official[self.language])
        if service.former:
            names = self.labels["comma"].join(self._former(name) for name in service.former)
            yield from self._term("former", names)
        kind = self.labels[f"kind-{service.kind}"]
        family = self.labels[f"family-{service.family}"]
        yield from self._term("kind", f"{kind}{self.labels['slash']}{family}")
        if service.exam:
            yield from self._term("exam", self._exam(service))
        yield from self._term("verified", self.verified(service))
        yield from _html("</div>")

    def _term(self, key: str, text: str) -> Iterator[str]:
        yield from (self.labels[f"glance-{key}"], f":   {text}", "")

    def chip(self, service: Service) -> str:
        """The state as a coloured word."""
        state = service.status.state
        return f'<span class="status status--{state}">{self.state(service)}</span>'

    def state(self, service: Service) -> str:
        """The state in words, with the date that matters."""
        status = service.status
        if not status.ends:
            return self.labels[f"state-{status.state}"]
        when = dates.shown(status.ends, self.language)
        return self.labels[f"state-{status.state}-until"].format(date=when)

    def _former(self, name: Name) -> str:
        text = name.text[self.language]
        if not name.end:
            return text
        end = dates.shown(name.end, self.language)
        return self.labels["former-until"].format(name=text, date=end)

    def _exam(self, service: Service) -> str:
        titles = (f"{key} {self.data.objectives[key][self.language]}" for key in service.exam)
        return self.labels["comma"].join(titles)

    def verified(self, service: Service) -> str:
        """The oldest check of a source that says how it is today."""
        months = [each.verified for each in service.citations.values() if each.read != "unopened"]
        return dates.shown(min(months), self.language) if months else "–"

    def _statements(self, statements: Iterable[Statement]) -> Iterator[str]:
        for statement in statements:
            yield f"- {self.cited(statement)}{self._links(statement.instead, 'instead')}"
        yield ""

    def cited(self, statement: Statement) -> str:
        """The sentence with its sources before the full stop."""
        text = statement.text[self.language]
        marks = "".join(f"[@{key}]" for key in statement.sources)
        stop = text[-1] if text[-1] in "。." else ""
        return f"{text.removesuffix(stop)}{marks}{stop}" if stop else f"{text}{marks}"

    def _links(self, services: Iterable[str], label: str) -> str:
        links = [self._link(each) for each in services]
        return f" {self.labels[label]} {self.labels['comma'].join(links)}" if links else ""

    def _link(self, identifier: str) -> str:
        return f"[{self.data.services[identifier].short[self.language]}]({identifier}.md)"

    def _names(self, service: Service) -> Iterator[str]:
        """The names through time as a list with bars, then what programs call it."""
        drawn = [name for name in service.names if name.kind in THROUGH_TIME]
        spans = [(name, *self._span(name, service)) for name in drawn]
        yield from _html(timeline(spans, self.data.years, self.language, self.labels))
        if sources := dict.fromkeys(key for name in drawn for key in name.sources):
            yield f"- {self.labels['name-source']} {''.join(f'[@{key}]' for key in sources)}"
        for kind, form in (("also", "{}"), ("api", "`{}`"), ("cli", "`{}`")):
            names = [name.text[self.language] for name in service.names if name.kind == kind]
            if names:
                listed = self.labels["comma"].join(map(form.format, names))
                yield f"- {self.labels[f'names-{kind}']} {listed}"
        yield ""

    def _span(self, name: Name, service: Service) -> tuple[str, str]:
        """Where the bar of a name begins and ends, as far as that is known."""
        if name.end or name.kind == "official":
            return self.data.start(name), name.end
        starts = [self.data.start(each) for each in service.names if each.kind == "official"]
        return self.data.start(name), min((start for start in starts if start), default="")

    def _alternatives(self, service: Service) -> Iterator[str]:
        """This service and its nearest neighbours, side by side."""
        columns = [self.labels[f"alternatives-{key}"] for key in ("service", "purpose", "choice")]
        yield f"| {' | '.join(columns)} |"
        yield "| --- | --- | --- |"
        own = cell(service.short[self.language])
        yield _row(f"**{own}**", service.purpose, service.when[0].text, self.language)
        for other, text in service.alternatives:
            purpose = self.data.services[other].purpose
            yield _row(self._link(other), purpose, text, self.language)
        yield ""

    def _memo(self, service: Service) -> Iterator[str]:
        """What the old memos said of it."""
        claims = [claim for claim in self.data.claims if service.id in claim.services]
        if not claims:
            return
        yield from self._heading("memo")
        for claim in claims:
            verdict = self.labels[f"verdict-{claim.verdict}"]
            said = self.labels["memo-said"].format(text=claim.said[self.language])
            yield f"- {said} **{verdict}** {self.cited(claim.today)}"
        yield ""

    def _related(self, service: Service) -> Iterator[str]:
        if service.related:
            yield from self._heading("related")
            yield self.labels["comma"].join(self._link(each) for each in service.related)


def uri(identifier: str) -> str:
    """Where the page of a service lies, in both languages."""
    return f"{FOLDER}/{identifier}.md"


def timeline(
    spans: list[tuple[Name, str, str]], years: tuple[int, int], language: str, labels: Labels
) -> str:
    """Names as a list, each with a bar on a common axis; what is read is text."""
    first, last = years
    width = last - first
    items = []
    for name, start, end in spans:
        left = dates.position(start) - first if start else 0
        right = dates.position(end) - first if end else width
        bar = f'<rect class="{_bar(name)}" x="{left:.2f}" width="{max(right - left, 0.1):.2f}"'
        items.append(
            f'<li><span class="timeline__name">{escape(name.text[language])}</span>'
            f'<span class="timeline__dates">{when_named(name, language, labels)}</span>'
            f'<svg class="timeline__bar" viewBox="0 0 {width} 1" preserveAspectRatio="none"'
            f' aria-hidden="true">{bar} height="1"/></svg></li>'
        )
    axis = (
        f'<p class="timeline__axis" aria-hidden="true"><span>{first}</span><span>{last}</span></p>'
    )
    return f'<div class="timeline"><ol>{"".join(items)}</ol>{axis}</div>'


def _bar(name: Name) -> str:
    """How a bar is drawn: firm, or open where a date is not known."""
    if name.kind == "predecessor":
        return "bar--predecessor"
    return "bar--past" if name.end or name.kind == "former" else "bar--today"


def when_named(name: Name, language: str, labels: Labels) -> str:
    """From when to when a name was in use, in words."""
    start = dates.shown(name.start, language) if name.start else ""
    end = dates.shown(name.end, language) if name.end else ""
    key = {(True, True): "span", (True, False): "since", (False, True): "until"}.get(
        (bool(start), bool(end)), "undated"
    )
    text = labels[f"names-{key}"].format(start=start, end=end)
    return text + (labels["names-predecessor"] if name.kind == "predecessor" else "")


def _html(text: str) -> Iterator[str]:
    yield from ("", text, "")


def _quoted(text: str) -> str:
    """A text as YAML takes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _row(first: str, purpose: Text, choice: Text, language: str) -> str:
    return f"| {first} | {cell(purpose[language])} | {cell(choice[language])} |"


def cell(text: str) -> str:
    """A text for a cell of a Markdown table."""
    return text.replace("|", "\\|")

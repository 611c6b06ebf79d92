"""A page as Markdown, for programs that read text: what readers see, without the page around it.

It is made from the rendered content and not from the source, so that whatever a directive
shows, however it is made, is in both.  Formulas are still TeX at that point, figures are
places that `figures` describes.  No HTML is left over, and every link is a whole address, so
that an excerpt stays true wherever it goes.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urldefrag, urljoin

from lxml import html as lxml_html
from lxml.html import HtmlElement

from sitekit.drawing import FRAME
from sitekit.outputs import LICENCE
from sitekit.results import Figure
from sitekit.search import address as page_address
from sitekit.text import kept

NAME = "index.md"

_BLOCKS = frozenset(
    (
        *("blockquote", "details", "dl", "div", "figure", "form", "mle-question", "ol", "p"),
        *("pre", "section", "table", "ul", "h1", "h2", "h3", "h4", "h5", "h6"),
    )
)
_SILENT = frozenset(("button", "input", "label", "script", "select", "style", "svg", "textarea"))
#: Links between the letters of an index, and to the form for mistakes, are for the page alone.
_SILENT_CLASSES = frozenset(("letters",))
_REPORT = "/issues/new?"
#: What opens and closes bold text, until the characters beside it are known.
_OPEN, _CLOSE = "\ue001", "\ue002"
_BREAK = "\ue003"
_SPACE = re.compile(r"[ \t\r\n\f]+")
_ESCAPED = re.compile(r"[\\`*\[\]<$]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)")
_LINE_START = re.compile(r"(?m)^(#{1,6}(?=\s)|[-+>](?=\s)|~~~|={3,}$|-{3,}$|\d+(?=[.)]\s))")
#: Full-width signs bring their own room.
_NO_SPACE = re.compile(r"(?<=[。、）]) (?=\S)|(?<=\S) (?=（)")
_TEX = re.compile(r"\s*\\[(\[]\s*(.*?)\s*\\[)\]]\s*", re.S)
_LANGUAGE = re.compile(r"language-(\w+)")


@dataclass(frozen=True)
class Words:
    """What the text adds in one language."""

    figure: str
    #: A sentence with the place for an address.
    interactive: str
    colon: str
    brackets: str

    @classmethod
    def of(cls, labels: Mapping[str, str], language: str) -> "Words":
        """The words of a language."""
        japanese = language == "ja"
        return cls(
            labels["figure"],
            labels["twin-interactive"],
            "：" if japanese else ": ",
            "（{}）" if japanese else " ({})",
        )


@dataclass(frozen=True)
class Place:
    """Where the page is: below which addresses of the site and of its language, which end with a
    slash."""

    root: str
    home: str
    url: str

    @property
    def address(self) -> str:
        """The whole address of the page."""
        return urljoin(self.home, self.url)

    @property
    def twin(self) -> str:
        """The whole address of its Markdown."""
        return self.of(self.address)

    def of(self, href: str) -> str:
        """The whole address that a link means; pages of the site give their Markdown."""
        path, anchor = urldefrag(href)
        if path.startswith("source:"):
            address = urljoin(self.home, page_address(path.removeprefix("source:")))
        else:
            address = urljoin(self.address, path) if path else self.address
        if self.root and address.startswith(self.root) and address.endswith("/"):
            address += NAME
        return f"{address}#{anchor}" if anchor else address


#: The title and the description of a figure or diagram by its name on pages.
Figures = Callable[[str], Figure]


def remembered(html: str, place: Place, words: Words, figures: Figures, folder: Path) -> str:
    """The same as `markdown`, kept in `folder` from one build to the next."""
    shown = [figures(name) for name in FRAME.findall(html)]
    about = [(each.title, each.desc) for each in shown]
    key = hashlib.sha256(f"{_VERSION}{place!r}{words!r}{about!r}{html}".encode()).hexdigest()
    return kept(folder / f"{key[:24]}.md", lambda: markdown(html, place, words, figures))


def markdown(html: str, place: Place, words: Words, figures: Figures) -> str:
    """The content of a page as Markdown."""
    root = lxml_html.fragment_fromstring(html, create_parent="div")
    writer = _Writer(place, words, figures, _cited(root))
    return "\n\n".join(_without_repeats(writer.blocks(root))) + "\n"


def _cited(root: HtmlElement) -> dict[str, str]:
    """The addresses of the page's sources by the ids of their entries."""
    items = root.xpath('.//ol[@class="sources"]/li[@id]')
    return {item.get("id"): item.find("a").get("href") for item in items}


def _without_repeats(blocks: Iterable[str]) -> Iterator[str]:
    """A form and the place of its results are one thing to say."""
    before = ""
    for block in blocks:
        if block != before:
            yield block
        before = block


@dataclass(frozen=True)
class _Writer:
    """Writes the elements of one page."""

    place: Place
    words: Words
    figures: Figures
    cited: Mapping[str, str]

    def blocks(self, parent: HtmlElement) -> Iterator[str]:
        """The blocks of an element; text between them is a paragraph."""
        run = [_text(parent.text)]
        for child in parent:
            if child.tag in _BLOCKS:
                yield from _paragraph("".join(run))
                yield from self._block(child)
                run = [_text(child.tail)]
            else:
                run += [self._inline(child), _text(child.tail)]
        yield from _paragraph("".join(run))

    def _block(self, element: HtmlElement) -> Iterator[str]:
        classes = element.get("class", "").split()
        if "needs-js" in classes:
            yield self.words.interactive.format(url=self.place.address)
        elif element.get("aria-hidden") == "true" or _SILENT_CLASSES & set(classes):
            return
        elif "admonition" in classes:
            yield _quoted("\n\n".join(self.blocks(element)))
        elif "arithmatex" in classes:
            yield f"$$\n{_tex(element)}\n$$"
        elif maker := _MAKERS.get(str(element.tag)):
            yield from maker(self, element)
        else:
            yield from self.blocks(element)

    def heading(self, element: HtmlElement) -> Iterator[str]:
        """With its id, by which links find it."""
        parent = element.getparent()
        outer = parent.get("id") if parent is not None and parent.tag == "section" else None
        place = element.get("id") or outer
        text = "".join(_paragraph(self.inside(element)))
        yield f"{'#' * int(str(element.tag)[1])} {text}" + (f" {{#{place}}}" if place else "")

    def paragraph(self, element: HtmlElement) -> Iterator[str]:
        """A paragraph; the title of a block is bold."""
        text = self.inside(element)
        titled = element.get("class") == "admonition-title"
        yield from _paragraph(_bold(text) if titled else text)

    def listing(self, element: HtmlElement) -> Iterator[str]:
        """A list; what follows the first line of an item is indented."""
        lines = []
        for number, item in enumerate(element.iterfind("li"), 1):
            mark = f"{number}. " if element.tag == "ol" else "- "
            lines.append(mark + _indented(_item(self.blocks(item)), len(mark)))
        if lines:
            yield "\n".join(lines)

    def definitions(self, element: HtmlElement) -> Iterator[str]:
        """Terms with what is said of them, as a list."""
        lines, term = [], ""
        for each in element.iter("dt", "dd"):
            text = "".join(_paragraph(self.inside(each)))
            if each.tag == "dt":
                term = text
            else:
                lines.append("- " + _indented(f"**{term}**{self.words.colon}{text}", 2))
        if lines:
            yield "\n".join(lines)

    def table(self, element: HtmlElement) -> Iterator[str]:
        """A table with a bar between cells; its caption comes before it."""
        caption = element.find("caption")
        if caption is not None:
            yield from _paragraph(_bold(self.inside(caption)))
        head, *rows = ([self._cell(each) for each in row] for row in element.iter("tr"))
        lines = [head, ["---"] * len(head), *rows]
        yield "\n".join(f"| {' | '.join(line)} |" for line in lines)

    def _cell(self, element: HtmlElement) -> str:
        text = self.inside(element).replace(_BREAK, " / ")
        return "".join(_paragraph(text)).replace("|", "\\|")

    def figure(self, element: HtmlElement) -> Iterator[str]:
        """What the figure shows in words, then its caption."""
        name = FRAME.search(lxml_html.tostring(element, encoding="unicode"))
        if name is not None:
            shown = self.figures(name[1])
            title = _bold(_text(f"{self.words.figure}{self.words.colon}{shown.title}"))
            yield from _paragraph(f"{title} {_text(shown.desc)}")
        caption = element.find("figcaption")
        if caption is not None:
            yield from _paragraph(self.inside(caption))

    def details(self, element: HtmlElement) -> Iterator[str]:
        """What opens on a click, below its label in bold."""
        summary = element.find("summary")
        if summary is not None:
            yield from _paragraph(_bold(self.inside(summary)))
            tail, summary.tail = summary.tail, None
            element.remove(summary)
            element.text = tail
        yield from self.blocks(element)

    def quotation(self, element: HtmlElement) -> Iterator[str]:
        """A quotation."""
        yield _quoted("\n\n".join(self.blocks(element)))

    def code(self, element: HtmlElement) -> Iterator[str]:
        """A block of code, within marks longer than any in it."""
        text = element.text_content().strip("\n")
        longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
        fence = "`" * (longest + 1)
        yield f"{fence}{_language(element)}\n{text}\n{fence}"

    def inside(self, element: HtmlElement) -> str:
        """The text of an element with its marks."""
        parts = [_text(element.text)]
        for child in element:
            parts += [self._inline(child), _text(child.tail)]
        return "".join(parts)

    def _inline(self, element: HtmlElement) -> str:
        if not isinstance(element.tag, str) or element.tag in _SILENT:
            return ""
        if element.get("aria-hidden") == "true":
            return ""
        classes = element.get("class", "")
        match element.tag:
            case "a":
                return self._link(element)
            case "code":
                return _code(element.text_content())
            case "br":
                return _BREAK
            case "strong" | "b":
                return _bold(self.inside(element))
            case "em" | "i":
                return f"*{self.inside(element)}*"
            case "small":
                return self._aside(element)
        if "arithmatex" in classes:
            return f"${_tex(element)}$"
        text = self.inside(element)
        if classes == "timeline__dates":
            return self.words.brackets.format(text)
        return _bold(text) if classes == "letter" or classes.startswith("status ") else text

    def _aside(self, element: HtmlElement) -> str:
        """Small print: in brackets beside a term or a source."""
        text, parent = self.inside(element), element.getparent()
        above = parent.getparent() if parent is not None else None
        sources = above is not None and above.get("class") == "sources"
        if parent is not None and (parent.tag == "dt" or sources):
            return self.words.brackets.format(text)
        return f" {text}"

    def _link(self, element: HtmlElement) -> str:
        text, href = self.inside(element), element.get("href")
        if not href or not text.strip():
            return text
        if _REPORT in href:
            return ""
        if source := self.cited.get(href.removeprefix("#")):
            return f"[{element.text_content()}]({_target(source)})"
        return f"[{text}]({_target(self.place.of(href))})"


_Maker = Callable[[_Writer, HtmlElement], Iterator[str]]
_MAKERS: Mapping[str, _Maker] = {
    **{f"h{level}": _Writer.heading for level in range(1, 7)},
    "p": _Writer.paragraph,
    "ul": _Writer.listing,
    "ol": _Writer.listing,
    "dl": _Writer.definitions,
    "table": _Writer.table,
    "figure": _Writer.figure,
    "details": _Writer.details,
    "blockquote": _Writer.quotation,
    "pre": _Writer.code,
}


def _text(text: str | None) -> str:
    """Text whose signs mean nothing to Markdown."""
    if not text:
        return ""
    return _ESCAPED.sub(lambda match: f"\\{match[0]}", _SPACE.sub(" ", text))


def _bold(text: str) -> str:
    return f"{_OPEN}{text.strip()}{_CLOSE}" if text.strip() else ""


def _paragraph(text: str) -> Iterator[str]:
    """The text, if there is any, with its bold parts and line ends."""
    text = _NO_SPACE.sub("", re.sub(r" {2,}", " ", text)).strip(f" {_BREAK}")
    if text:
        lines = re.sub(rf" ?{_BREAK} ?", "\\\\\n", _with_bold(text))
        yield _LINE_START.sub(_at_line_start, lines)


def _at_line_start(match: re.Match[str]) -> str:
    """Signs that would begin a heading or a list; a number keeps its digits."""
    return f"{match[0]}\\" if match[0].isdigit() else f"\\{match[0]}"


def _with_bold(text: str) -> str:
    """Bold parts in stars, with a space where stars between signs and letters would not count."""
    parts = re.split(f"([{_OPEN}{_CLOSE}])", text)
    made = parts[0]
    for mark, following in zip(parts[1::2], parts[2::2], strict=True):
        before, after = made[-1:], following[:1]
        if mark == _OPEN:
            made += " **" if _is_sign(after) and _is_letter(before) else "**"
        else:
            made += "** " if _is_sign(before) and _is_letter(after) else "**"
        made += following
    return made


def _is_sign(character: str) -> bool:
    return bool(character) and unicodedata.category(character)[0] in "PS"


def _is_letter(character: str) -> bool:
    return bool(character) and not character.isspace() and not _is_sign(character)


def _code(text: str) -> str:
    """Code in a line, within more marks than it holds."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * (longest + 1)
    room = " " if longest else ""
    return f"{fence}{room}{_SPACE.sub(' ', text)}{room}{fence}"


def _tex(element: HtmlElement) -> str:
    text = element.text_content()
    match = _TEX.fullmatch(text)
    return match[1] if match else text.strip()


def _language(element: HtmlElement) -> str:
    parent = element.getparent()
    classes = parent.get("class", "") if parent is not None else ""
    if "lab-code" in classes:
        return "python"
    found = _LANGUAGE.search(f"{classes} {element.get('class', '')}")
    return found[1] if found else ""


def _target(address: str) -> str:
    """An address that brackets in it do not end."""
    return address.replace("(", "%28").replace(")", "%29").replace(" ", "%20")


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _item(blocks: Iterable[str]) -> str:
    """The blocks of an item: paragraphs and lists follow without an empty line."""
    made = ""
    for block in blocks:
        loose = block.startswith(("```", "|", ">", "$$"))
        made += ("\n\n" if loose else "\n") + block if made else block
    return made


def _indented(text: str, width: int) -> str:
    first, *rest = text.split("\n")
    return "\n".join([first, *(f"{' ' * width}{line}".rstrip() for line in rest)])


@dataclass(frozen=True)
class About:
    """What stands above the text of a page."""

    title: str
    description: str
    language: str
    updated: str
    #: The same page in the other language.
    other: str


def document(about: About, place: Place, body: str) -> str:
    """The file: what the page is, then its text."""
    facts = {
        "title": about.title,
        "description": about.description,
        "url": place.address,
        "language": about.language,
        "translation": about.other,
        "updated": about.updated,
        "license": LICENCE,
    }
    # JSON texts are YAML texts too.
    head = "".join(
        f"{name}: {json.dumps(text, ensure_ascii=False)}\n" for name, text in facts.items() if text
    )
    title = "".join(_paragraph(_text(about.title)))
    return f"---\n{head}---\n\n# {title}\n\n{body}"


_VERSION = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:8]

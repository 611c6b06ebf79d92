"""A page of the site as a chapter of the book: cleaned, and its links lead inside the book."""

import re
from copy import deepcopy
from dataclasses import dataclass
from urllib.parse import unquote, urldefrag, urljoin

from lxml.html import HtmlElement
from lxml.html.builder import E

from sitekit.book_site import BuiltSite, SitePage, text_of

#: What paper has no use for.
_FRAME = (
    ".//ul[@class='facts'] | .//details[contains(@class, 'toc-inline')] | .//p[@class='edit']"
    " | .//nav | .//script | .//style | .//template | .//noscript | ./h1 | ./span[@id='__title']"
    " | .//p[@class='letters']"
)
_TOOLS = ".//*[contains(concat(' ', @class, ' '), ' needs-js ')]"
_FORMULAS = ".//span[@class='katex']"
_TEX = "string(.//*[local-name()='annotation'])"
_URL = re.compile(r"url\(\s*[\"']?#([^)\"']+?)[\"']?\s*\)")
#: Attributes that hold ids of their own page.
_REFERENCES = ("aria-labelledby", "aria-describedby", "for", "headers")
#: What only scripts or a screen read.
_SCREEN = ("tabindex", "data-tip", "role", "aria-label", "aria-controls")


@dataclass(frozen=True)
class Links:
    """Where links lead in a book that has some pages of a site, and not its others."""

    site: BuiltSite
    routes: frozenset[str]

    def target(self, page: SitePage, href: str) -> str:
        """The address of a link on a page: inside the book if its page is there."""
        whole = urljoin(page.address, href)
        other = self.site.page_at(whole)
        if other is None or other.route not in self.routes:
            return whole
        name = unquote(urldefrag(whole).fragment)
        return f"#{anchor(other.route, name if name in other.ids and name != '__title' else '')}"


def anchor(route: str, name: str = "") -> str:
    """The id in the book of a page, or of an element of that page."""
    page = route.strip("/").replace("/", "-") or "home"
    return f"{page}--{name}" if name else page


def chapter(page: SitePage, links: Links, level: int) -> HtmlElement:
    """The text of a page below a heading of that level; the page itself stays as it is."""
    article = deepcopy(page.article)
    _clean(article)
    _open(article)
    _speak_formulas(article)
    _move_headings(article, level)
    _rename(article, page, links)
    article.tag = "div"
    return article


def heading(level: int, title: str, name: str, kind: str) -> HtmlElement:
    """A heading of the book; levels deeper than HTML has are its deepest."""
    return E(f"h{min(level, 6)}", title, {"id": name, "class": f"book-{kind}"})


def _clean(article: HtmlElement) -> None:
    """Take out what paper has no use for; an interactive tool leaves its place."""
    for element in article.xpath(_FRAME):
        element.drop_tree()
    for tool in article.xpath(_TOOLS):
        if tool.getparent() is not None and tool.get("data-tool"):
            tool.addprevious(E.p({"class": "book-tool"}))
        tool.drop_tree()
    for element in article.iter():
        for name in _SCREEN:
            element.attrib.pop(name, None)
        for name in [key for key in element.attrib if str(key).startswith("data-")]:
            if name not in ("data-id", "data-right", "data-objective"):
                del element.attrib[name]


def _open(article: HtmlElement) -> None:
    for details in article.xpath(".//details"):
        details.set("open", "")


def _speak_formulas(article: HtmlElement) -> None:
    """A formula is in the page twice, for eyes and for ears; in the book its TeX is its name.

    Hidden MathML would come out of the PDF with every copied line.
    """
    for formula in article.xpath(_FORMULAS):
        tex = str(formula.xpath(_TEX)).strip()
        for hidden in formula.xpath("./span[@class='katex-mathml']"):
            hidden.drop_tree()
        formula.attrib.update({"role": "img", "aria-label": tex})


def _move_headings(article: HtmlElement, level: int) -> None:
    for element in article.xpath(".//h2 | .//h3 | .//h4 | .//h5"):
        depth = int(element.tag[1])
        element.tag = f"h{min(level + depth - 1, 6)}"
        element.set("class", f"{element.get('class', '')} book-h{depth}".strip())


def _rename(article: HtmlElement, page: SitePage, links: Links) -> None:
    """Ids of all pages beside each other, and everything that refers to them."""
    for element in article.iter():
        if not isinstance(element.tag, str):
            continue
        if name := element.get("id"):
            element.set("id", anchor(page.route, name))
        for key in _REFERENCES:
            if names := element.get(key):
                element.set(key, " ".join(anchor(page.route, each) for each in names.split()))
        for key, value in list(element.attrib.items()):
            if "url(" in str(value):
                element.set(key, _URL.sub(lambda m: f"url(#{anchor(page.route, m[1])})", value))
        _relink(element, page, links)


def _relink(element: HtmlElement, page: SitePage, links: Links) -> None:
    href = element.get("href")
    if href is None:
        return
    if element.tag == "a":
        element.set("href", links.target(page, href))
    elif href.startswith("#"):  # <use> of a drawing
        element.set("href", f"#{anchor(page.route, href[1:])}")


def first_sentence(element: HtmlElement, longest: int = 90) -> str:
    """How a text begins: its first sentence, cut if it is long."""
    text = re.split(r"(?<=。)|(?<=[.?!]) ", text_of(element), maxsplit=1)[0]
    return text if len(text) <= longest else f"{text[:longest].rstrip()}…"

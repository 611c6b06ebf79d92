"""Nothing is wider than a phone, wide things scroll by themselves, paper gets everything."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from measure import PAPER, too_wide
from site_browser import KINDS, NARROW, PAGES, WIDE, Visitor, luminance, open_answers
from site_build import Site

_REGIONS = "article .scroll-region, article pre"
chapters_and_labs = pytest.mark.parametrize(
    "path",
    [f"{folder}{KINDS[kind]}" for kind in ("figures", "formulas", "lab") for folder in ("", "en/")],
)


@pytest.fixture(scope="module")
def every_page(visitor: Visitor, site: Site) -> dict[str, dict[str, list[str]]]:
    """Return, for every page of the site on a phone, what is too wide and what went wrong."""
    found = {}
    for path in site.all_pages:
        page = visitor(path.removesuffix("index.html"), width=NARROW)
        open_answers(page)
        found[path] = {"too wide": too_wide(page), "problems": visitor.finish()}
    return found


def test_no_page_is_wider_than_a_phone(every_page: dict[str, dict[str, list[str]]]) -> None:
    wrong = {path: found["too wide"] for path, found in every_page.items() if found["too wide"]}
    assert not wrong, wrong


def test_no_page_reports_an_error_or_asks_another_host(
    every_page: dict[str, dict[str, list[str]]],
) -> None:
    wrong = {path: found["problems"] for path, found in every_page.items() if found["problems"]}
    assert not wrong, wrong


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_cut_off_at_the_edge_of_a_phone(visit: Visitor, path: str) -> None:
    page = visit(path, width=NARROW)
    open_answers(page)
    cut = page.evaluate("""() => [...document.querySelectorAll("article *, header *, footer *")]
        .filter(each => each.checkVisibility({visibilityProperty: true}))
        .filter(each => !each.closest(".scroll-region, pre, .md-search, .katex-mathml"))
        .filter(each => {
            const {left, right, width} = each.getBoundingClientRect();
            return width && (left < -0.5 || right > innerWidth + 0.5);
        })
        .map(each => `<${each.localName}> ${each.textContent.trim().slice(0, 60)}`)""")
    assert not cut, "\n".join(cut)


@chapters_and_labs
def test_wide_code_and_tables_scroll_by_themselves(visit: Visitor, path: str) -> None:
    page = visit(path, width=NARROW)
    open_answers(page)
    wide = page.locator(_REGIONS).evaluate_all("""regions => regions
        .filter(each => each.scrollWidth > each.clientWidth)
        .map(each => {
            each.scrollLeft = 20;
            return {text: each.textContent.trim().slice(0, 60), moved: each.scrollLeft > 0};
        })""")
    assert wide, "this page has nothing wide; the test needs another page"
    stuck = [region["text"] for region in wide if not region["moved"]]
    assert not stuck, f"cut off without a way to see the rest: {stuck}"


@chapters_and_labs
def test_what_scrolls_is_reached_by_key_and_has_a_name(visit: Visitor, path: str) -> None:
    page = visit(path, width=NARROW)
    unnamed = page.locator(_REGIONS).evaluate_all("""regions => regions
        .filter(each => each.tabIndex !== 0 || !each.role || !each.ariaLabel)
        .map(each => each.outerHTML.slice(0, 120))""")
    assert not unnamed, "\n".join(unnamed)


@chapters_and_labs
def test_labels_of_figures_are_large_enough_on_a_phone(visit: Visitor, path: str) -> None:
    page = visit(path, width=NARROW)
    sizes = page.locator("figure.lab-figure text").evaluate_all("""labels => labels.map(each =>
        parseFloat(getComputedStyle(each).fontSize) * each.getScreenCTM().d)""")
    assert sizes
    assert min(size for size in sizes if size > 0) >= 8.9, "smaller than 9 pixels on a phone"


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_lines_of_text_are_not_too_long(visit: Visitor, width: int) -> None:
    for path, most in (("training/loss-curves/", 45), ("en/training/loss-curves/", 90)):
        page = visit(path, width=width)
        letters = page.locator("article > p").first.evaluate("""element => {
            const style = getComputedStyle(element);
            const ruler = document.createElement("span");
            ruler.textContent = document.documentElement.lang === "ja" ? "国" : "n";
            ruler.style.font = style.font;
            element.append(ruler);
            return element.clientWidth / ruler.getBoundingClientRect().width;
        }""")
        assert letters <= most, f"{path}: {letters:.0f} letters on a line"


@pytest.fixture
def paper(visit: Visitor) -> Page:
    """Return a chapter as a reader in dark mode prints it."""
    return visit("training/loss-curves/", scheme="dark", paper=True)


@pytest.mark.parametrize(
    "part",
    [
        *(".md-header", ".tabs", "#__nav", ".path", ".toc", ".toc-inline", ".skip", ".pager"),
        *(".edit", ".copy", ".lens", ".footer", "button"),
    ],
)
def test_paper_shows_no_part_of_the_frame(paper: Page, part: str) -> None:
    assert paper.locator(f"{part}:visible").count() == 0


def test_paper_is_light_also_in_dark_mode(paper: Page) -> None:
    assert luminance(paper, "body", "backgroundColor") > 0.9
    assert luminance(paper, "article p", "color") < 0.3


def test_paper_is_light_also_when_the_reader_chose_dark(visit: Visitor) -> None:
    page = visit.anew("en/training/loss-curves/")
    page.locator(".theme-button").click()
    page.emulate_media(media="print")
    assert luminance(page, "body", "backgroundColor") > 0.9
    assert luminance(page, "article p", "color") < 0.3


def test_figures_on_paper_have_their_light_colours(visit: Visitor, paper: Page) -> None:
    series = "figure.lab-figure [stroke='var(--fig-1)']"
    stroke = "element => getComputedStyle(element).stroke"
    light = visit("training/loss-curves/").locator(series).first.evaluate(stroke)
    assert paper.locator(series).first.evaluate(stroke) == light


def test_paper_shows_every_answer(paper: Page) -> None:
    answers = paper.locator("details.answer").all()
    assert answers
    for answer in answers:
        expect(answer.locator(":scope > :not(summary)").first).to_be_visible()
        box = answer.bounding_box()
        assert box
        assert box["height"] > 60, "only the line that opens the answer has a place"


def test_paper_shows_code_to_its_end(visit: Visitor) -> None:
    page = visit("labs/learning-rate/", width=NARROW, paper=True)
    cut = page.locator("article pre").evaluate_all(
        "blocks => blocks.filter(each => each.scrollWidth > each.clientWidth + 1).length"
    )
    assert cut == 0, f"{cut} code blocks are cut off on paper"


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_wider_than_a_sheet(visit: Visitor, path: str) -> None:
    page = visit(path, width=PAPER, paper=True)
    assert too_wide(page) == []


@pytest.mark.parametrize("path", PAGES)
def test_no_part_of_a_sheet_is_dark(visit: Visitor, path: str) -> None:
    page = visit(path, width=PAPER, scheme="dark", paper=True)
    dark = page.evaluate("""() => {
        const options = {willReadFrequently: true};
        const canvas = document.createElement("canvas").getContext("2d", options);
        const brightness = (colour) => {
            canvas.clearRect(0, 0, 1, 1);
            canvas.fillStyle = colour;
            canvas.fillRect(0, 0, 1, 1);
            const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
            return a < 128 ? 1 : (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
        };
        return [...document.querySelectorAll("body, main, article, article *")]
            .filter(each => each.checkVisibility() && each.clientWidth > 24)
            .filter(each => !each.closest("svg"))
            .filter(each => brightness(getComputedStyle(each).backgroundColor) < 0.6)
            .map(each => `<${each.localName} class="${each.getAttribute("class")}">`);
    }""")
    assert dark == []


@pytest.mark.parametrize("path", PAGES)
def test_paper_hides_nothing_that_a_click_would_open(visit: Visitor, path: str) -> None:
    page = visit(path, width=PAPER, paper=True)
    hidden = page.evaluate("""() => [...document.querySelectorAll("article details")]
        .filter(each => each.checkVisibility())
        .flatMap(each => [...each.children].slice(1))
        .filter(each => !each.matches("script, [hidden], button"))
        .filter(each => !each.querySelector(":scope > button"))
        .filter(each => each.textContent.trim() && !each.getBoundingClientRect().height)
        .map(each => each.outerHTML.slice(0, 120))""")
    assert hidden == []


@pytest.mark.parametrize("folder", ["", "en/"])
def test_paper_says_where_a_source_is(visit: Visitor, folder: str) -> None:
    page = visit(f"{folder}{KINDS['service']}", width=PAPER, paper=True)
    wrong = page.locator(".sources a").evaluate_all("""links => links
        .filter(each => !getComputedStyle(each, "::after").content.includes(each.href))
        .map(each => each.href)""")
    assert page.locator(".sources a").count() > 0
    assert wrong == []

"""What chapters and labs of the real site promise: computed figures, quoted numbers, answers."""

from __future__ import annotations

import re
from collections.abc import Iterator

import nbformat
import pytest
from lxml.html import HtmlElement
from nbformat import NotebookNode

from site_build import JAPANESE, KANA, LANGUAGES, Page, Site

_CHAPTERS = {
    "data/anscombe/",
    "data/collinearity/",
    "data/lineage/",
    "data/pca/",
    "data/reading-data/",
    "data/skew-and-drift/",
    "data/splits-and-leakage/",
    "generalisation/augmentation/",
    "generalisation/dropout/",
    "generalisation/overfitting/",
    "generalisation/tuning/",
    "generalisation/weight-penalties/",
    "metrics/human-level/",
    "metrics/one-number/",
    "metrics/regression/",
    "metrics/threshold/",
    "models/explainability/",
    "models/lazy-and-eager/",
    "models/wide-and-deep/",
    "projects/deep-learning-specialization/",
    "projects/error-analysis/",
    "projects/orthogonalization/",
    "projects/setting-targets/",
    "training/checkpoints/",
    "training/distributed/",
    "training/early-stopping/",
    "training/initialization/",
    "training/learning-loop/",
    "training/loss-curves/",
    "training/normalization/",
    "training/quantization/",
    "training/sagemaker-terms/",
    "training/tf-strategies/",
}
#: Chapters that map one set of terms to another: there is nothing to compute.
_MAPS = {"projects/deep-learning-specialization/", "training/sagemaker-terms/"}
_DIAGRAM = "starts-with(@id, 'fig-diagram-')"
_HEX = re.compile(r"#(?:[0-9a-f]{3,4}){1,2}\b", re.I)
_PAINT = ("fill", "stroke", "color", "stop-color", "style")
_NOT_A_COLOUR = re.compile(r"none|inherit|currentcolor|transparent|var\(--fig-[\w-]+\)", re.I)


def _pages(site: Site) -> list[Page]:
    return [*site.of_kind("chapter"), *site.of_kind("lab")]


def _computing(site: Site) -> list[Page]:
    return [page for page in site.of_kind("chapter") if page.route not in _MAPS]


def _figures(site: Site) -> Iterator[tuple[str, str, HtmlElement]]:
    """Yield place, language and element of every figure."""
    for page in _pages(site):
        for figure in page.all("//figure"):
            yield f"{page.path}:{figure.sourceline}", page.language, figure


def test_all_chapters_are_there(site: Site) -> None:
    assert {page.route for page in site.of_kind("chapter")} >= _CHAPTERS


def test_every_chapter_shows_a_computed_figure(site: Site) -> None:
    computed = f"//figure[not({_DIAGRAM})]"
    without = [page.path for page in _computing(site) if not page.all(computed)]
    assert not without, without


def test_every_diagram_has_its_source(site: Site) -> None:
    """A diagram shows how things belong together, no data; it needs no run."""
    wrong = [
        f"{page.path}: {figure.get('id')}"
        for page in _pages(site)
        for figure in page.all(f"//figure[{_DIAGRAM}]")
        if not (site.house / "data" / "diagrams" / f"{figure.get('id')[12:]}.svg").is_file()
    ]
    assert not wrong, wrong


def test_every_figure_is_of_the_kind_that_labs_and_diagrams_make(site: Site) -> None:
    wrong = [place for place, _, figure in _figures(site) if figure.get("class") != "lab-figure"]
    pictures = [f"{p.path}:{i.sourceline}" for p in _pages(site) for i in p.all("//article//img")]
    assert not wrong + pictures, f"from elsewhere: {wrong + pictures}"


def test_every_figure_of_a_chapter_is_the_one_on_the_page_of_its_lab(site: Site) -> None:
    wrong = []
    for page in site.of_kind("chapter"):
        for figure in page.all(f"//figure[not({_DIAGRAM})]"):
            lab, twin = _original(site, page, figure)
            if twin is None or _drawing(twin) != _drawing(figure):
                wrong.append(f"{page.path}:{figure.sourceline}: not on {lab}")
    assert not wrong, "\n".join(wrong)


def _original(site: Site, page: Page, figure: HtmlElement) -> tuple[str, HtmlElement | None]:
    """Return the lab to which a figure's caption leads, and the same figure there."""
    links = figure.xpath("./figcaption/a/@href")
    address, _, name = page.resolve(links[0] if links else "").partition("#")
    lab = next((other for other in site.of_kind("lab") if other.address == address), None)
    found = lab.all(f"//figure[@id='{name}']") if lab else []
    return address, found[0] if found else None


def _drawing(figure: HtmlElement) -> list[tuple[str, str]]:
    """Return the text and the lines of a figure."""
    elements = (each for each in figure.iter() if isinstance(each.tag, str))
    return [
        (element.get("d") or "", (element.text or "").strip())
        for element in elements
        if element.tag in ("path", "text", "tspan", "title", "desc")
    ]


@pytest.mark.parametrize("part", ["title", "desc"])
def test_every_figure_is_described_in_the_language_of_its_page(site: Site, part: str) -> None:
    wrong = []
    for place, language, figure in _figures(site):
        text = figure.xpath(f"string(./*[local-name()='svg']/*[local-name()='{part}'])").strip()
        if not text or (language == "en" and JAPANESE.search(text)):
            wrong.append(f"{place}: {text!r}")
        elif language == "ja" and not KANA.search(text) and part == "desc":
            wrong.append(f"{place}: no Japanese in {text!r}")
    assert not wrong, "\n".join(wrong)


def test_every_figure_names_its_title_and_description_to_screen_readers(site: Site) -> None:
    wrong = []
    for place, _, figure in _figures(site):
        (drawing,) = figure.xpath("./*[local-name()='svg']")
        names = (drawing.get("aria-labelledby") or "").split()
        described = drawing.xpath("./*[local-name()='title' or local-name()='desc']/@id")
        if drawing.get("role") != "img" or names != described:
            wrong.append(place)
    assert not wrong, wrong


def test_every_caption_is_in_the_language_of_its_page(site: Site) -> None:
    wrong = []
    for place, language, figure in _figures(site):
        caption = figure.xpath("string(./figcaption/text())").strip()
        if not caption or bool(KANA.search(caption)) != (language == "ja"):
            wrong.append(f"{place}: {caption!r}")
    assert not wrong, "\n".join(wrong)


def test_no_english_figure_has_japanese_labels(site: Site) -> None:
    wrong = [
        f"{place}: {figure.text_content()[:60]!r}"
        for place, language, figure in _figures(site)
        if language == "en" and JAPANESE.search(figure.text_content())
    ]
    assert not wrong, "\n".join(wrong)


def test_every_colour_of_a_figure_follows_the_theme(site: Site) -> None:
    wrong = set()
    for place, _, figure in _figures(site):
        for element in figure.iter():
            for name in _PAINT if isinstance(element.tag, str) else ():
                value = element.get(name) or "none"
                fixed = _HEX.search(value) if name == "style" else not _allowed(value)
                if fixed:
                    wrong.add(f"{place}: <{element.tag} {name}={value!r}>")
    assert not wrong, "stays the same in dark mode:\n" + "\n".join(sorted(wrong))


def _allowed(colour: str) -> bool:
    return _NOT_A_COLOUR.fullmatch(colour) is not None or colour.startswith("url(#")


def test_every_colour_variable_of_a_figure_is_defined(site: Site) -> None:
    styles = [
        content.decode()
        for path, content in site.build.files().items()
        if path.endswith(".css") and "/site." in path
    ]
    defined = set(re.findall(r"(--fig-[\w-]+)\s*:", "".join(styles)))
    used = {name for page in _pages(site) for name in re.findall(r"var\((--fig-[\w-]+)", page.text)}
    assert used
    assert used <= defined, f"not in docs/assets/css: {sorted(used - defined)}"


def _lab_values(site: Site, language: str) -> dict[str, str]:
    """Return every number that the labs' pages show, as lab/name -> text."""
    values = {}
    for page in site.of_kind("lab"):
        if page.language == language:
            lab = page.route.rstrip("/").rpartition("/")[2]
            for entry in page.all("//dl[@class='lab-values']/div"):
                values[f"{lab}/{entry.findtext('dt')}"] = entry.findtext("dd") or ""
    return values


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_quoted_number_is_the_one_that_its_lab_shows(site: Site, language: str) -> None:
    shown = _lab_values(site, language)
    wrong = []
    for page in site.pages.values():
        for number in page.all("//data") if page.language == language else ():
            text, name = number.text_content(), number.get("title")
            if text != shown.get(name) or text != number.get("value"):
                wrong.append(f"{page.path}:{number.sourceline}: {name} is {shown.get(name)!r}")
    assert not wrong, "\n".join(wrong)


def test_every_chapter_quotes_numbers_of_a_lab(site: Site) -> None:
    without = [page.path for page in _computing(site) if not page.all("//data[@value]")]
    assert not without, without


def test_no_mark_of_the_sources_is_left_in_a_page(site: Site) -> None:
    marks = re.compile(r"\{=[\w-]+/|\[@[\w-]+|::[a-z-]+\b|^//// ?|\{#[\w-]+\}", re.M)
    wrong = []
    for page in site.pages.values():
        for element in page.all("//article//*[self::p or self::li or self::td or self::h2]"):
            text = "".join(element.xpath(".//text()[not(ancestor::code)]"))
            if found := marks.search(text):
                wrong.append(f"{page.path}:{element.sourceline}: {found[0]!r}")
    assert not wrong, "\n".join(wrong)


def _taught(site: Site) -> list[Page]:
    """The pages that teach: with computed figures, or with the catalogue."""
    return [*site.of_kind("chapter"), *site.of_kind("choice")]


def test_every_chapter_has_a_check_question(site: Site) -> None:
    without = [page.path for page in _taught(site) if not page.all(_CHECKS)]
    assert not without, without


_CHECKS = "//article//div[contains(concat(' ', @class, ' '), ' check ')]"


def test_every_check_question_has_an_answer_that_opens(site: Site) -> None:
    wrong = []
    for page in _taught(site):
        for question in page.all(_CHECKS):
            answers = question.xpath(".//details[contains(@class, 'answer')]")
            texts = [each.text_content() for answer in answers for each in answer[1:]]
            if len(answers) != 1 or not "".join(texts).strip():
                wrong.append(f"{page.path}:{question.sourceline}: {len(answers)} answers")
    assert not wrong, "\n".join(wrong)


def test_every_chapter_lists_its_sources(site: Site) -> None:
    pages = [*_taught(site), *site.of_kind("service")]
    without = [page.path for page in pages if not page.all("//ol[@class='sources']/li/a")]
    assert not without, without


def test_every_listed_source_says_when_it_was_checked(site: Site) -> None:
    wrong = [
        f"{page.path}: {item.text_content()}"
        for page in site.pages.values()
        for item in page.all("//ol[@class='sources']/li")
        if not re.search(r"20\d\d-\d\d|未確認|not opened", item.findtext("small") or "")
    ]
    assert not wrong, "\n".join(wrong)


@pytest.fixture(scope="module")
def downloads(site: Site) -> dict[str, tuple[str, NotebookNode]]:
    """Return language and notebook of every download by its path."""
    found = {}
    for path in sorted(site.folder.rglob("*.ipynb")):
        name = path.relative_to(site.folder).as_posix()
        language = "en" if name.startswith("en/") else "ja"
        found[name] = (language, nbformat.reads(path.read_text(encoding="utf-8"), as_version=4))
    return found


def test_every_lab_offers_its_notebook(
    site: Site, downloads: dict[str, tuple[str, NotebookNode]]
) -> None:
    offered = {
        page.resolve(link).removeprefix(page.address): page.path
        for page in site.of_kind("lab")
        for link in page.tree.xpath("//a[@download]/@href")
    }
    paths = {
        f"{page.path.removesuffix('index.html')}{name}"
        for name, _ in offered.items()
        for page in site.of_kind("lab")
        if page.route.endswith(f"/{name.removesuffix('.ipynb')}/")
    }
    assert paths == set(downloads)


def test_every_download_is_a_valid_notebook(
    downloads: dict[str, tuple[str, NotebookNode]],
) -> None:
    for path, (_, notebook) in downloads.items():
        try:
            nbformat.validate(notebook)
        except nbformat.ValidationError as error:
            pytest.fail(f"{path}: {error}")


def test_every_download_is_in_its_language(
    downloads: dict[str, tuple[str, NotebookNode]],
) -> None:
    wrong = []
    for path, (language, notebook) in downloads.items():
        prose = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
        shown = [*prose, *_drawings(notebook)]
        if language == "en":
            wrong += [f"{path}: {text[:60]!r}" for text in shown if JAPANESE.search(text)]
        else:
            wrong += [f"{path}: {text[:60]!r}" for text in prose[1:] if not JAPANESE.search(text)]
    assert not wrong, "\n".join(wrong)


def _drawings(notebook: NotebookNode) -> Iterator[str]:
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            yield output.get("data", {}).get("image/svg+xml", "")
            yield output.get("data", {}).get("text/markdown", "")


def test_every_download_has_its_results(
    downloads: dict[str, tuple[str, NotebookNode]],
) -> None:
    without = [path for path, (_, notebook) in downloads.items() if not any(_drawings(notebook))]
    assert not without, f"no figure and no table in it: {without}"

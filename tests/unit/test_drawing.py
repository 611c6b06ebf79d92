"""A matplotlib drawing made part of a page."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from lxml import etree

from helpers import style
from sitekit import drawing, slim
from sitekit.results import Figure

SVG = "{http://www.w3.org/2000/svg}"
POINTS = (3.0, 1.0, 2.0)


def draw() -> str:
    """A drawing with everything the labs use: lines, bars, markers, regions, text."""
    figure, (ax,) = style.axes(height=200)
    ax.plot(POINTS, color=style.TEAL, marker="o", label="損失 & <loss>")
    ax.plot([1, 2, 3], color=style.ORANGE, linestyle="--", marker="s", label="lr = 0.1")
    ax.bar([0, 1], [0.5, 1], color=style.PURPLE)
    ax.axhspan(0.2, 0.4, color=style.WASH)
    ax.set(xlabel="ステップ", ylabel="loss", title="0.5 < 1")
    ax.legend()
    text = io.StringIO()
    figure.savefig(text, format="svg", metadata={"Date": None})
    return text.getvalue()


RAW = draw()
FIGURE = Figure(RAW, "損失 <1>", "It falls", "From 3 & down")
INLINE = drawing.inline(FIGURE, "f1")
TREE = etree.fromstring(INLINE)


def test_every_colour_of_the_style_is_a_variable_of_the_theme() -> None:
    colours = {style.INK, style.MUTED, style.GRID, style.WASH, *style.SERIES}
    assert {colour.lower() for colour in colours} == set(drawing.COLOURS)


def test_no_fixed_colour_is_left() -> None:
    assert re.findall(r"#[0-9a-f]{6}\b|\brgba?\(", INLINE) == []


@pytest.mark.parametrize("colour", [style.TEAL, style.ORANGE, style.PURPLE, style.WASH])
def test_a_drawn_colour_follows_the_theme(colour: str) -> None:
    assert drawing.COLOURS[colour] in INLINE


def test_all_text_is_kept_as_text() -> None:
    texts = {text.text for text in TREE.iter(SVG + "text")}
    assert {"損失 & <loss>", "lr = 0.1", "ステップ", "loss", "0.5 < 1"} <= texts


def test_title_and_description_come_first() -> None:
    first, second = TREE[0], TREE[1]
    assert (first.tag, first.text) == (SVG + "title", "損失 <1>")
    assert (second.tag, second.text) == (SVG + "desc", "From 3 & down")


def test_the_title_and_the_description_are_what_screen_readers_say() -> None:
    assert TREE.get("role") == "img"
    assert TREE.get("aria-labelledby", "").split() == [TREE[0].get("id"), TREE[1].get("id")]


def test_every_id_begins_with_the_prefix_and_is_unique() -> None:
    ids = TREE.xpath("//@id")
    assert all(name.startswith("f1-") for name in ids)
    assert len(ids) == len(set(ids))


def test_every_reference_has_its_target() -> None:
    ids = set(TREE.xpath("//@id"))
    references = {name.removeprefix("#") for name in TREE.xpath("//@href")}
    references |= set(re.findall(r"url\(#([^)]+)\)", INLINE))
    assert references
    assert references <= ids


def test_two_figures_of_a_page_share_no_id() -> None:
    other = etree.fromstring(drawing.inline(FIGURE, "f2"))
    assert not set(TREE.xpath("//@id")) & set(other.xpath("//@id"))


@pytest.mark.parametrize("rest", [" style=", "<style", "font-family", "<metadata", "xlink:"])
def test_nothing_of_matplotlibs_own_look_is_left(rest: str) -> None:
    assert rest in RAW
    assert rest not in INLINE


def test_the_figure_takes_the_width_of_its_place() -> None:
    assert TREE.get("width") is None
    assert TREE.get("viewBox") is not None


def test_every_point_of_a_line_is_drawn_where_matplotlib_drew_it() -> None:
    assert polyline(TREE, "var(--fig-1)") == pytest.approx(polyline_of_raw(style.TEAL), abs=0.16)


def polyline_of_raw(colour: str) -> list[float]:
    """The coordinates of matplotlib's first line in this colour."""
    for path in etree.fromstring(RAW.encode()).iter(SVG + "path"):
        if f"stroke: {colour}" in path.get("style", "") and path.get("d", "").count("L") == 2:
            return [float(number) for number in re.findall(r"-?[\d.]+", path.get("d", ""))]
    raise AssertionError("no such line")


def polyline(root: etree._Element, colour: str) -> list[float]:
    """The same of the page's figure, its steps added up."""
    for path in root.iter(SVG + "path"):
        steps = re.fullmatch(r"M(\S+?)l(.+)", path.get("d", "").replace(" ", ",").strip())
        if path.get("stroke") == colour and steps:
            numbers = [float(n) for n in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", path.get("d", ""))]
            if len(numbers) == 2 * len(POINTS):
                for index in range(2, len(numbers)):
                    numbers[index] += numbers[index - 2]
                return numbers
    raise AssertionError("no such line")


def test_the_same_drawing_gives_the_same_text() -> None:
    assert drawing.inline(Figure(draw(), *("a", "b", "c")), "x") == drawing.inline(
        Figure(RAW, "a", "b", "c"), "x"
    )


def test_a_frame_is_filled_by_name() -> None:
    frame = drawing.frame("lab/curve", "Caption", "")
    assert drawing.FRAME.search(frame)[1] == "lab/curve"
    assert 'id="fig-lab-curve"' in frame


def test_a_drawing_is_kept_between_builds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = drawing.remembered(FIGURE, "a", tmp_path)
    monkeypatch.setattr(drawing, "inline", lambda *_: "drawn again")
    assert drawing.remembered(FIGURE, "a", tmp_path) == first
    assert drawing.remembered(FIGURE, "b", tmp_path) == "drawn again"


def test_a_drawing_that_stands_alone_brings_what_a_page_would_give() -> None:
    alone = drawing.alone(FIGURE, "f1")
    assert "var(" not in alone
    root = etree.fromstring(alone)
    colours = set(drawing.COLOURS)
    assert {style.TEAL, style.ORANGE, style.PURPLE} <= set(re.findall("#[0-9a-f]{6}", alone))
    assert all(text.get("fill") in colours for text in root.iter(SVG + "text"))
    left, top, width, height = map(float, root.get("viewBox", "").split())
    inner = [float(each) for each in TREE.get("viewBox", "").split()]
    assert [left + 8, top + 8, width - 16, height - 16] == inner
    assert (float(root.get("width", "")), float(root.get("height", ""))) == (width, height)


def test_a_drawing_that_stands_alone_has_a_light_ground_behind_everything() -> None:
    root = etree.fromstring(drawing.alone(FIGURE, "f1"))
    first = next(each for each in root if each.tag not in (SVG + "title", SVG + "desc"))
    assert first.tag == SVG + "rect"
    assert first.get("fill") == "#ffffff"


def test_both_forms_of_a_drawing_are_remembered(tmp_path: Path) -> None:
    for _ in range(2):
        assert drawing.remembered(FIGURE, "f1", tmp_path) == INLINE
        alone = drawing.remembered(FIGURE, "f1", tmp_path, whole=True)
        assert alone == drawing.alone(FIGURE, "f1")


def test_the_labels_of_an_axis_say_once_where_they_are_anchored() -> None:
    figure, (ax,) = style.axes(height=200)
    ax.plot(POINTS)
    ax.set(xticks=(0, 1, 2), yticks=(1, 2, 3))
    text = io.StringIO()
    figure.savefig(text, format="svg", metadata={"Date": None})
    root = etree.fromstring(drawing.inline(Figure(text.getvalue(), *("a", "b", "c")), "f1"))
    labels = {
        group.get("text-anchor"): [label.text for label in group.iter(SVG + "text")]
        for group in root.iter(SVG + "g")
        if group.get("text-anchor")
    }
    assert labels == {"middle": ["0", "1", "2"], "end": ["1", "2", "3"]}
    assert not [label for label in root.iter(SVG + "text") if label.get("text-anchor")]


def test_only_lines_that_leave_their_axes_are_clipped() -> None:
    figure, (ax,) = style.axes(height=200)
    ax.plot(POINTS, color=style.TEAL)
    ax.plot((0.0, 4.0, 0.0), color=style.ORANGE)
    ax.set(ylim=(0.5, 3.5))
    text = io.StringIO()
    figure.savefig(text, format="svg", metadata={"Date": None})
    root = etree.fromstring(drawing.inline(Figure(text.getvalue(), *("a", "b", "c")), "f1"))
    clipped = {
        path.get("stroke"): path.get("clip-path")
        for path in root.iter(SVG + "path")
        if path.get("stroke") in ("var(--fig-1)", "var(--fig-2)")
    }
    (clip,) = root.iter(SVG + "clipPath")
    assert clipped == {"var(--fig-1)": None, "var(--fig-2)": f"url(#{clip.get('id')})"}


@pytest.mark.parametrize(
    ("path", "short"),
    [
        ("M1 2L1 5L4 5L4.5 7.5L5.2 6.1z", "M1 2v3h3l.4 2.6.8-1.6z"),
        ("M0 0L3.2 1.8L6.4 1.2L5 1.4", "M0 0l3.2 1.8 3.2-.6-1.4.2"),
        ("M0 0L2 1L2 1L3 2", "M0 0l2 1 1 1"),
        ("M0 0L10 0.1L20 0", "M0 0h20"),  # a waver that nobody sees
        ("M0 0L10 0L5 0L20 9", "M0 0h10h-5l15 9"),  # a way back is drawn
    ],
)
def test_steps_are_written_as_short_as_they_can_be(path: str, short: str) -> None:
    assert slim.relative(path) == short

"""Live figures as readers try them: each starts from the lab's figure, and answers."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from site_browser import NARROW, WIDE, Visitor, violations_of

#: Each live figure by name, with its page.
FIGURES = {
    "hyperband": "generalisation/tuning/",
    "initialization-depth": "training/initialization/",
    "metric-explorer": "metrics/regression/",
    "test-size": "data/splits-and-leakage/",
    "threshold": "metrics/threshold/",
}
every = pytest.mark.parametrize("name", FIGURES)
folders = pytest.mark.parametrize("folder", ["", "en/"], ids=["ja", "en"])


def started(page: Page, name: str) -> Locator:
    """Start a figure and return its place."""
    place = page.locator(f"[data-live='{name}']")
    place.locator("button").first.click()
    expect(place.locator(".live__panel")).to_be_visible()
    return place


def figure(place: Locator) -> Locator:
    """Return the figure to which a place belongs."""
    return place.locator("xpath=preceding-sibling::figure[1]")


@every
@folders
def test_it_starts_in_place_and_says_what_is_seen(visit: Visitor, folder: str, name: str) -> None:
    page = visit.anew(folder + FIGURES[name])
    place = page.locator(f"[data-live='{name}']")
    own = figure(place).locator(":scope > svg")
    expect(own).to_be_visible()
    started(page, name)
    expect(own).to_be_hidden()
    expect(figure(place).locator(".live__picture")).to_be_visible()
    expect(place.locator(".live__text")).not_to_be_empty()
    assert "{" not in place.locator(".live__text").inner_text()
    said = figure(place).locator(".live__picture").inner_text()
    assert "undefined" not in said.replace("0/0 (undefined)", "")


@every
def test_the_keyboard_alone_moves_it(visit: Visitor, name: str) -> None:
    page = visit.anew(FIGURES[name])
    place = page.locator(f"[data-live='{name}']")
    place.locator("button").first.focus()
    page.keyboard.press("Enter")
    control = place.locator(".live__panel :is(input, select, button)").first
    expect(control).to_be_focused()
    before = place.locator(".live__text").inner_text()
    slider = place.locator("input[type=range]").first
    slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    for _ in range(2):  # from the end of its range it moves the other way
        page.keyboard.press("ArrowLeft")
    expect(place.locator(".live__text")).not_to_have_text(before)
    expect(place.locator("[role=status]").first).to_have_text(
        place.locator(".live__text").inner_text()
    )
    place.locator(".live__buttons button").first.click()
    expect(place.locator(".live__text")).to_have_text(before)


@every
def test_the_labs_own_figure_comes_back(visit: Visitor, name: str) -> None:
    page = visit.anew(FIGURES[name])
    place = started(page, name)
    own = figure(place).locator(":scope > svg")
    turn = place.locator(".live__buttons button").last
    turn.click()
    expect(own).to_be_visible()
    expect(turn).to_have_attribute("aria-pressed", "true")
    turn.click()
    expect(own).to_be_hidden()


@every
@pytest.mark.parametrize(
    ("width", "scheme"),
    [(NARROW, "light"), (NARROW, "dark"), (WIDE, "light"), (WIDE, "dark")],
)
def test_it_fits_and_axe_finds_nothing(visit: Visitor, name: str, width: int, scheme: str) -> None:
    page = visit.anew(f"en/{FIGURES[name]}", width=width, scheme=scheme)
    started(page, name)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    violations = violations_of(page)
    assert not violations, "\n".join(violations)


@every
def test_without_scripts_the_labs_figure_stands_alone(visit: Visitor, name: str) -> None:
    page = visit(FIGURES[name], scripts=False)
    place = page.locator(f"[data-live='{name}']")
    expect(place).to_be_hidden()
    expect(figure(place).locator(":scope > svg")).to_be_visible()


@every
def test_a_figure_that_cannot_be_loaded_says_so(visit: Visitor, name: str) -> None:
    page = visit.anew(f"en/{FIGURES[name]}")
    page.route(f"**/figures/{name}.js", lambda route: route.abort())
    place = page.locator(f"[data-live='{name}']")
    place.locator("button").first.click()
    expect(place.locator("[role=status]")).to_contain_text("could not be loaded")
    visit.problems.clear()  # the browser reports what this test took away


def set_slider(place: Locator, value: int) -> None:
    """Move the first slider of a figure, as a reader does who drags it."""
    place.locator("input[type=range]").first.fill(str(value))


def test_the_caption_follows_what_is_drawn(visit: Visitor) -> None:
    page = visit.anew("en/generalisation/tuning/")
    place = page.locator("[data-live='hyperband']")
    caption = figure(place).locator("figcaption")
    own = caption.inner_text()
    started(page, "hyperband")
    expect(caption).to_contain_text("one bar per configuration")
    expect(caption.get_by_role("link")).to_be_visible()
    place.locator(".live__buttons button").last.click()
    expect(caption).to_have_text(own)


def test_initialization_keeps_its_size_with_he_and_relu_only(visit: Visitor) -> None:
    place = started(visit.anew("en/training/initialization/"), "initialization-depth")
    text = place.locator(".live__text")
    expect(text).to_contain_text("He is the spread that just keeps the size")
    expect(text).to_contain_text("0.66")
    set_slider(place, 0)
    expect(text).to_contain_text("3.1×10⁻⁴⁸")
    expect(text).to_contain_text("shrinks")
    set_slider(place, 12)
    expect(text).to_contain_text("grows")
    place.get_by_label("Activation").select_option("tanh")
    expect(text).to_contain_text("instead of exploding")
    expect(text).to_contain_text("= 0.049")


def test_a_race_says_who_is_left_and_who_leads(visit: Visitor) -> None:
    place = started(visit.anew("en/generalisation/tuning/"), "hyperband")
    text = place.locator(".live__text")
    expect(text).to_contain_text("1 of its 27 configurations had all 27 epochs")
    set_slider(place, 0)
    expect(text).to_contain_text("Neither search has a result yet")
    set_slider(place, 30)
    expect(text).to_contain_text("9 of 27 configurations left")
    expect(text).to_contain_text("random search leads")
    set_slider(place, 432)
    expect(text).to_contain_text("Hyperband stopped at 420")
    expect(text).to_contain_text("Hyperband leads")


def test_a_race_plays_and_pauses(visit: Visitor) -> None:
    page = visit.anew("en/generalisation/tuning/")
    page.emulate_media(reduced_motion="no-preference")
    place = started(page, "hyperband")
    slider = place.locator("input[type=range]")
    place.get_by_role("button", name="Play").click()
    expect(place.get_by_role("button", name="Pause")).to_be_visible()
    expect(slider).not_to_have_value("81")
    place.get_by_role("button", name="Pause").click()
    value = slider.input_value()
    assert 81 < int(value) < 432
    place.page.wait_for_timeout(300)
    expect(slider).to_have_value(value)
    place.get_by_role("button", name="Play").click()
    slider.press("ArrowRight")  # who moves the slider takes over
    expect(place.get_by_role("button", name="Play")).to_be_visible()


def test_a_race_with_reduced_motion_is_at_its_end_at_once(visit: Visitor) -> None:
    page = visit.anew("en/generalisation/tuning/")
    page.emulate_media(reduced_motion="reduce")
    place = started(page, "hyperband")
    place.get_by_role("button", name="Go to the end").click()
    expect(place.locator("input[type=range]")).to_have_value("432")
    expect(place.locator(".live__text")).to_contain_text("Hyperband stopped at 420")


def moved(place: Locator, label: str, value: str) -> None:
    """Move the slider of this label until it shows a value, from its lower end."""
    slider = place.get_by_label(label)
    slider.press("Home")
    while slider.get_attribute("aria-valuetext") != value:
        before = slider.input_value()
        slider.press("ArrowRight")
        assert slider.input_value() != before, f"{label} never shows {value}"


def test_metrics_begin_with_the_values_of_the_lab(visit: Visitor) -> None:
    page = visit.anew("en/metrics/regression/")
    place = started(page, "metric-explorer")
    picture = figure(place).locator(".live__picture")
    for text in ("×10.9", "×3.3", "×1.9", "×3.18"):
        expect(picture.get_by_text(text, exact=True)).to_be_visible()
    expect(place.locator(".live__text")).to_contain_text("MSE reacts most (×10.9)")
    expect(place.locator(".live__text")).to_contain_text(
        "RMSLE (×3.18) reacts more than MAE (×1.9)"
    )
    moved(place, "Prediction", "1100")
    expect(place.locator(".live__text")).to_contain_text("RMSLE (×76.7) reacts less")


def test_rmsle_is_infinite_at_minus_one_and_undefined_below(visit: Visitor) -> None:
    page = visit.anew("en/metrics/regression/")
    place = started(page, "metric-explorer")
    text = place.locator(".live__text")
    bars = figure(place).locator(".plot").last
    place.get_by_label("Data").select_option("spread")
    expect(text).to_contain_text("Point 1 has the target 1 and the prediction 1.1.")
    for value, said, shown in (
        ("−0.99", "RMSLE reacts most", "×19.6"),
        ("−1", "exactly −1, so RMSLE is infinite", "×∞"),
        ("−2", "below −1: ln(1 + prediction) does not exist", "undefined"),
    ):
        moved(place, "Prediction", value)
        expect(text).to_contain_text(said)
        expect(bars.locator(".plot__note").last).to_have_text(shown)
    place.get_by_label("Data").select_option("negative")
    expect(text).to_contain_text("RMSLE is undefined whatever the predictions")
    expect(bars.locator(".plot__note").last).to_have_text("undefined")


def test_a_prediction_can_be_dragged(visit: Visitor) -> None:
    page = visit.anew("en/metrics/regression/")
    place = started(page, "metric-explorer")
    place.get_by_label("Data").select_option("spread")
    expect(place.locator(".live__text")).to_contain_text("Point 1 has the target 1")
    grips = figure(place).locator(".plot__grip")
    grips.nth(4).scroll_into_view_if_needed()
    fifth, tenth = (grips.nth(index).bounding_box() for index in (4, 9))
    assert fifth and tenth
    x, y = fifth["x"] + fifth["width"] / 2, fifth["y"] + fifth["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, tenth["y"] + tenth["height"] / 2, steps=4)
    page.mouse.up()
    expect(place.locator(".live__text")).to_contain_text(
        "Point 5 (target 20): the prediction went from 22 to 1100."
    )
    expect(place.get_by_label("Which point moves")).to_have_value("5")
    expect(place.locator("output")).to_have_text("1100")
    place.get_by_role("button", name="Reset").click()
    expect(place.locator(".live__text")).to_contain_text(
        "Point 1 (target 100): the prediction went from 101 to 110."
    )
    expect(place.locator("output")).to_have_text("110")


def test_the_threshold_moves_the_matrix_and_not_the_loss(visit: Visitor) -> None:
    page = visit.anew("en/metrics/threshold/")
    place = started(page, "threshold")
    text, facts = place.locator(".live__text"), figure(place).locator(".live-facts")
    matrix = figure(place).locator(".live-matrix strong")
    expect(text).to_contain_text("precision is 0/0, undefined")
    expect(facts).to_contain_text("precision 0/0 (undefined)")
    expect(matrix).to_have_text(["0", "422", "0", "19,578"])
    loss = facts.locator("li").nth(3).inner_text()
    # The thresholds of the chapter's table are among those of the slider.
    lab = page.locator("table", has_text="top 5% (").first.locator("tbody tr td:last-child")
    moved(place, "Threshold", "0.0621")
    tp, fn, fp, tn = (cell.replace(",", "") for cell in matrix.all_inner_texts())
    assert [tp, fn, fp, tn] == lab.all_inner_texts()
    expect(facts.locator("li").nth(3)).to_have_text(loss)
    moved(place, "Training step", "0")
    expect(text).to_contain_text("everything is predicted positive")
    expect(facts).to_contain_text("AUC 0.5")

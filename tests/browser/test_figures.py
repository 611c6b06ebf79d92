"""Live figures as readers try them: each starts from the lab's figure, and answers."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from site_browser import NARROW, WIDE, Visitor, violations_of

#: Each live figure by name, with its page.
FIGURES = {
    "hyperband": "generalisation/tuning/",
    "initialization-depth": "training/initialization/",
    "test-size": "data/splits-and-leakage/",
    "bits": "training/quantization/",
    "integrated-gradients": "models/explainability/",
    "dropout-masks": "generalisation/dropout/",
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
    assert "undefined" not in figure(place).locator(".live__picture").inner_text()


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
    # Both may still change: the text with the next frame, what is announced when it rests.
    page.wait_for_function(
        "place => place.querySelector('[role=status]').textContent"
        " === place.querySelector('.live__text').textContent",
        arg=place.element_handle(),
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


def test_fewer_bits_lose_accuracy_and_an_outlier_breaks_one_grid_per_layer(visit: Visitor) -> None:
    page = visit.anew(f"en/{FIGURES['bits']}")
    place = started(page, "bits")
    text = place.locator(".live__text")
    bits = place.get_by_label("Bits per weight")
    grid, outlier = place.get_by_label("Grid"), place.get_by_label("outlier")
    bits.fill("6")
    expect(bits).to_have_attribute("aria-valuetext", "8")
    expect(text).to_contain_text("about the same")
    outlier.select_option("100")
    expect(text).to_contain_text("the model is broken")
    grid.select_option("channel")
    expect(text).to_contain_text("about the same")
    bits.fill("0")
    expect(text).to_contain_text("3 levels")
    expect(text).to_contain_text("the model is broken")
    bits.fill("7")
    expect(text).to_contain_text("Nothing is rounded")


def test_too_few_steps_leave_a_gap_and_the_baseline_decides_who_gets_nothing(
    visit: Visitor,
) -> None:
    page = visit.anew(f"en/{FIGURES['integrated-gradients']}")
    place = started(page, "integrated-gradients")
    text = place.locator(".live__text")
    expect(text).to_contain_text("within the 5%")
    expect(text).to_contain_text("as black as the baseline")
    place.get_by_label("Places on the path").select_option("left")
    place.get_by_label("Steps").fill("3")
    expect(text).to_contain_text("above 5%")
    place.get_by_label("Baseline").select_option("white")
    expect(text).to_contain_text("as white as the baseline")


def test_a_mask_per_epoch_stays_and_one_per_step_does_not(visit: Visitor) -> None:
    page = visit.anew(f"en/{FIGURES['dropout-masks']}")
    place = started(page, "dropout-masks")
    text, shown = place.locator(".live__text"), figure(place).locator(".plot-pair svg")
    forward = place.get_by_role("button", name="Next step")

    def same() -> bool:
        one, other = (shown.nth(side).locator("g[clip-path]").inner_html() for side in (0, 1))
        return one == other

    forward.click()
    expect(text).to_contain_text("At step 3")
    assert not same()
    place.get_by_label("New masks").select_option("epoch")
    expect(text).to_contain_text("epoch 1 share this mask")
    assert same()
    for _ in range(6):
        forward.click()
    expect(text).to_contain_text("epoch 2 share this mask")
    assert not same()  # step 8 ends the first epoch
    place.get_by_label("New masks").select_option("inference")
    expect(text).to_contain_text("all 60 are on, without a factor")
    place.get_by_role("button", name="Reset").click()
    expect(text).to_contain_text("At step 2")

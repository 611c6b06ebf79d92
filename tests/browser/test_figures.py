"""Live figures as readers try them: each starts from the lab's figure, and answers."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from site_browser import NARROW, WIDE, Visitor, until, violations_of

#: Each live figure by name, with its page.
FIGURES = {
    "hyperband": "generalisation/tuning/",
    "initialization-depth": "training/initialization/",
    "metric-explorer": "metrics/regression/",
    "test-size": "data/splits-and-leakage/",
    "drift": "data/skew-and-drift/",
    "anscombe": "data/anscombe/",
    "l1-l2-path": "generalisation/weight-penalties/",
    "learning-rate": "training/learning-loop/",
    "learning-rate-sweep": "training/learning-loop/",
    "delay": "training/distributed/",
    "threshold": "metrics/threshold/",
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


def middle(handle: Locator) -> tuple[float, float]:
    """Return where a handle has its middle, in px of the window."""
    box = handle.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def taken(handle: Locator) -> tuple[float, float]:
    """Take hold of a handle as soon as it stands still under the pointer; return where."""
    handle.hover()
    place = middle(handle)  # pressed, it may be drawn anew
    handle.page.mouse.down()
    return place


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
    # Both may still change: the text with the next frame, what is announced when it rests.
    until(
        page,
        "place => place.querySelector('[role=status]').textContent"
        " === place.querySelector('.live__text').textContent",
        place.element_handle(),
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


def put(place: Locator, number: int, value: str) -> None:
    """Move a slider, by its order, as a reader would."""
    place.locator("input[type=range]").nth(number).fill(value)


def test_drift_raises_an_alarm_where_the_lab_found_it(visit: Visitor) -> None:
    page = visit.anew("en/data/skew-and-drift/")
    place = started(page, "drift")
    said = place.locator(".live__text")
    expect(said).to_contain_text("JSD is 0.15 and does not pass its threshold of 0.3: no alarm.")
    put(place, 0, "1.4")
    expect(said).to_contain_text("no alarm")
    put(place, 0, "1.6")
    expect(said).to_contain_text(": an alarm.")


def test_drift_tells_chance_from_change(visit: Visitor) -> None:
    page = visit.anew("en/data/skew-and-drift/")
    place = started(page, "drift")
    said = place.locator(".live__text")
    put(place, 2, "1.7")
    expect(said).to_contain_text("for JSD, chance is 3")  # and some, in percent
    put(place, 0, "0")
    expect(said).to_contain_text("samples of 50 values give JSD 0.05")
    expect(said).to_contain_text("PSI 0.36 on average. That alone passes the mark of PSI")
    put(place, 2, "5.3")
    expect(said).to_contain_text("JSD is 0 and")
    expect(said).to_contain_text("all that is measured is chance")
    put(place, 0, "0.05")
    expect(said).to_contain_text("is significant (p < 0.05)")


def test_anscombe_begins_with_the_labs_moved_point(visit: Visitor) -> None:
    page = visit.anew("en/data/anscombe/")
    said = started(page, "anscombe").locator(".live__text")
    expect(said).to_contain_text("moved from (14, 9.96) to (14, 3.96)")
    expect(said).to_contain_text("slope went from 0.50 to 0.23")


def test_anscombe_without_the_far_point_has_no_slope(visit: Visitor) -> None:
    page = visit.anew("en/data/anscombe/")
    place = started(page, "anscombe")
    said, table = place.locator(".live__text"), figure(place).locator(".live__table")
    choice = place.locator("select")
    choice.first.select_option("4")
    expect(said).to_contain_text("The chosen point is at (19, 12.5) and has not moved.")
    expect(said).to_contain_text("Its leverage is 1.00")
    choice.last.select_option("out")
    expect(said).to_contain_text("is left out. All remaining points have the same x")
    expect(table.locator("tr").last.locator("td").last).to_have_text("0/0, undefined")
    choice.last.select_option("in")
    put(place, 2, "-11")  # to the x of the others
    expect(said).to_contain_text("0/0: undefined")
    place.locator(".live__buttons button").first.click()
    expect(choice.first).to_have_value("1")
    expect(said).to_contain_text("from (14, 9.96) to (14, 3.96)")


def test_anscombes_points_follow_the_pointer(visit: Visitor) -> None:
    page = visit.anew("en/data/anscombe/")
    place = started(page, "anscombe")
    said = place.locator(".live__text")
    x, y = taken(figure(place).locator("[data-point='1']"))
    page.mouse.move(x, y - 60, steps=4)
    page.mouse.up()
    expect(said).to_contain_text("moved from (4, 4.26) to (4, ")
    sliders = place.locator("input[type=range]")
    expect(sliders.first).to_have_value("1")
    assert float(sliders.nth(1).input_value()) > 2
    page.mouse.move(x, y)  # let go: it stays
    expect(sliders.nth(1)).not_to_have_value("0")


def test_l1_counts_zeros_and_l2_has_none(visit: Visitor) -> None:
    page = visit.anew("en/generalisation/weight-penalties/")
    place = started(page, "l1-l2-path")
    said = place.locator(".live__text")
    expect(said).to_contain_text("With L1 at α = 0.1, 32 of the 50 coefficients are exactly 0.")
    expect(said).to_contain_text("0.5 becomes 0.4 with L1 and 0.455 with L2")
    put(place, 0, "24")
    expect(said).to_contain_text("With L1 at α = 1,")
    expect(said).to_contain_text("The penalty is too strong")
    expect(said).to_contain_text("L1 makes it exactly 0, L2 0.25")
    place.locator("select").select_option("l2")
    expect(said).to_contain_text("With L2 at α = 1, 0 of the 50 coefficients are exactly 0.")


def test_a_finger_on_a_point_does_not_scroll_the_page(visit: Visitor) -> None:
    page = visit.anew("en/data/anscombe/")
    stage = figure(started(page, "anscombe")).locator(".live__picture")
    touch = """shape => {
        const touch = new Event("touchstart", { bubbles: true, cancelable: true });
        shape.dispatchEvent(touch);
        return touch.defaultPrevented;
    }"""
    assert stage.locator("[data-point='1']").evaluate(touch)
    assert not stage.locator("svg.plot").evaluate(touch)


def moved(place: Locator, slider: int, *keys: str) -> Locator:
    """Press keys on a slider, by its number, and return the text of the figure."""
    place.locator("input[type=range]").nth(slider).focus()
    for key in keys:
        place.page.keyboard.press(key)
    return place.locator(".live__text")


def test_the_learning_rate_says_what_the_limit_does(visit: Visitor) -> None:
    place = started(visit.anew("en/training/learning-loop/"), "learning-rate")
    text = place.locator(".live__text")
    expect(text).to_contain_text("is 0.90 times the limit 2/λmax = 0.497")
    expect(text).to_contain_text("changes side at every step, but comes closer")
    expect(moved(place, 0, *["ArrowRight"] * 10)).to_contain_text("is −1.00 in the steepest")
    expect(text).to_contain_text("Exactly at the limit")
    # One step further it diverges, which so few steps do not show.
    expect(moved(place, 0, "ArrowRight")).to_contain_text("it diverges")
    expect(text).to_contain_text("do not show the divergence yet")
    expect(moved(place, 2, "End")).not_to_contain_text("do not show")
    expect(figure(place).locator(".plot").last).to_contain_text("leaves the frame")
    expect(moved(place, 0, "Home")).to_contain_text("approach the optimum from one side")
    expect(figure(place).locator(".plot").last).not_to_contain_text("leaves the frame")


def test_noise_leaves_a_floor_below_the_limit(visit: Visitor) -> None:
    place = started(visit.anew("en/training/learning-loop/"), "learning-rate")
    text = moved(place, 1, "ArrowRight")
    expect(text).to_contain_text("keeps wobbling, in the long run around a mean of")
    expect(place.locator("output").nth(1)).to_have_text("as with batch 256")
    expect(moved(place, 0, *["ArrowRight"] * 10)).to_contain_text("nothing shrinks the noise")
    expect(moved(place, 1, "Home")).to_contain_text("it oscillates")


def test_the_sweep_says_how_each_run_ended(visit: Visitor) -> None:
    place = started(visit.anew("en/training/learning-loop/"), "learning-rate-sweep")
    expect(place.locator(".live__text")).to_contain_text("is 0.58 at step 20, and 425 after 200")
    expect(moved(place, 0, "ArrowLeft")).to_contain_text("stuck at 0.3957")
    expect(moved(place, 0, "ArrowLeft")).to_contain_text("it converges")
    expect(moved(place, 0, "Home")).to_contain_text("too small")
    expect(moved(place, 0, "End")).to_contain_text("grows from the start")
    expect(figure(place).locator(".plot")).to_contain_text("leaves the frame")


def test_a_delay_makes_the_same_learning_rate_unstable(visit: Visitor) -> None:
    place = started(visit.anew("en/training/distributed/"), "delay")
    text = place.locator(".live__text")
    expect(text).to_contain_text("limit is 0.445, and ηλ = 0.55 is 1.24 times that. It is unstable")
    expect(moved(place, 0, "ArrowLeft")).to_contain_text("It is stable: the weight swings")
    expect(moved(place, 0, "Home")).to_contain_text("without crossing")
    expect(moved(place, 1, "End")).to_contain_text("ηλ = 2.20 is 1.1 times that. It is unstable")
    expect(text).to_contain_text("exceeds 8 times")


def brought(place: Locator, label: str, value: str) -> None:
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
    brought(place, "Prediction", "1100")
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
        brought(place, "Prediction", value)
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
    x, _ = taken(grips.nth(4))
    _, height = middle(grips.nth(9))
    page.mouse.move(x, height, steps=4)
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
    brought(place, "Threshold", "0.0621")
    tp, fn, fp, tn = (cell.replace(",", "") for cell in matrix.all_inner_texts())
    assert [tp, fn, fp, tn] == lab.all_inner_texts()
    expect(facts.locator("li").nth(3)).to_have_text(loss)
    brought(place, "Training step", "0")
    expect(text).to_contain_text("everything is predicted positive")
    expect(facts).to_contain_text("AUC 0.5")


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

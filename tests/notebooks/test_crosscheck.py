"""What the labs compute, computed a second time by other means.

Every lab here runs once, without drawing.  Its numbers are compared with scikit-learn, SciPy,
the standard library or numerical integration, on the arrays of the lab, and the independent
number must print the digits that the page prints.
"""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import integrate, optimize, signal, special, stats
from scipy.spatial.distance import jensenshannon
from sklearn import metrics
from sklearn.cross_decomposition import PLSRegression
from sklearn.datasets import load_diabetes, load_wine
from sklearn.decomposition import PCA
from sklearn.linear_model import LassoLars, LinearRegression, LogisticRegression, Ridge
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from helpers import lab
from helpers.mlkit import Array, Network

LABS = Path(__file__).resolve().parents[2] / "notebooks"

#: The same quantity added up in another order: only the last digits of a float differ, and
#: equations with nearly dependent columns multiply that by thousands.
ROUNDING = 1e-9
#: Standard errors that a mean of independent draws may be away from what it estimates.
LUCK = 4


@dataclass(frozen=True)
class Result:
    """A recorded number, as the page prints it, and the lab's names when it was recorded."""

    value: float
    text: str
    names: dict[str, Any]


@dataclass(frozen=True)
class Lab:
    """The names of a lab after its last cell, and what it recorded."""

    names: dict[str, Any]
    results: dict[str, Result]


@cache
def run(name: str) -> Lab:
    """The lab, executed once per session without drawing its figures."""
    path = LABS / f"{name}.py"
    names: dict[str, Any] = {"__name__": name}
    results: dict[str, Result] = {}

    def keep(kind: str, title: str, content: dict[str, Any]) -> None:
        if kind == "value":  # later cells give the names `x` and `y` to other data
            results[title] = Result(content["value"], content["text"], dict(names))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lab, "figure", lambda *_, **__: lambda draw: draw)
        patch.setattr(lab, "_emit", keep)
        exec(compile(path.read_text(encoding="utf-8"), path, "exec", dont_inherit=True), names)
    return Lab(names, results)


def assert_printed(result: Result, value: float) -> None:
    """The value, with as many decimals as the page shows, is what the page shows."""
    decimals = len(result.text.removesuffix("%").partition(".")[2])
    assert f"{value:.{decimals}f}".replace("-", "−") == result.text.removesuffix("%")


def assert_same(result: Result, value: float, *, rel: float = ROUNDING) -> None:
    """The recorded number is the value, and the page prints the same digits."""
    assert result.value == pytest.approx(value, rel=rel)
    assert_printed(result, value)


# --- regression_metrics

METRICS: dict[str, Callable[..., float]] = {
    "MSE": metrics.mean_squared_error,
    "RMSE": metrics.root_mean_squared_error,
    "MAE": metrics.mean_absolute_error,
    "MSLE": metrics.mean_squared_log_error,
    "RMSLE": metrics.root_mean_squared_log_error,
}


def growth(name: str, error: float) -> float:
    """How many times larger the metric of scikit-learn is when one error of 1 becomes `error`."""
    y = run("regression_metrics").results["mse-10"].names["y"]
    before, after = y + 1, y + 1
    after[0] = y[0] + error
    return METRICS[name](y, after) / METRICS[name](y, before)


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_grows_with_one_error_as_in_scikit_learn(name: str) -> None:
    done = run("regression_metrics")
    ratios = [growth(name, error) for error in done.names["errors"]]
    assert done.names["ratios"][name] == pytest.approx(ratios, rel=ROUNDING)


@pytest.mark.parametrize("error", [10, 1000])
@pytest.mark.parametrize("name", ["MSE", "MAE", "RMSLE"])
def test_the_page_prints_the_growth_that_scikit_learn_gives(name: str, error: int) -> None:
    assert_same(run("regression_metrics").results[f"{name.lower()}-{error}"], growth(name, error))


def test_rmsle_and_mae_cross_where_a_root_finder_says() -> None:
    found = optimize.bisect(lambda error: growth("RMSLE", error) - growth("MAE", error), 50, 5000)
    assert_same(run("regression_metrics").results["crossing"], found)


@pytest.mark.parametrize(
    ("name", "target", "prediction"),
    [
        ("under-400", 1000, 600),
        ("over-400", 1000, 1400),
        ("ratio-1", 1, 2),
        ("ratio-1000", 1000, 2000),
        ("negative-half", 1, -0.5),
    ],
)
def test_the_rmsle_of_one_example(name: str, target: float, prediction: float) -> None:
    theirs = metrics.root_mean_squared_log_error([target], [prediction])
    assert_same(run("regression_metrics").results[name], theirs)


@pytest.mark.parametrize("data", ["values", "polluted"])
@pytest.mark.parametrize("name", ["MSE", "MSLE"])
def test_the_best_constant_is_what_a_search_finds(name: str, data: str) -> None:
    suffix = "" if data == "polluted" else "-clean"
    result = run("regression_metrics").results[f"best-{name.lower()}{suffix}"]
    values = result.names[data]

    def loss(constant: float) -> float:
        return METRICS[name](values, np.full(len(values), constant))

    found = optimize.minimize_scalar(loss, bounds=(1, 500), method="bounded", options={"xatol": 0})
    # A search sees a minimum to about the root of the precision of the loss.
    assert_same(result, found.x, rel=1e-6)


def test_the_best_constant_for_mae_is_the_median() -> None:
    result = run("regression_metrics").results["best-mae"]
    assert_same(result, statistics.median(result.names["polluted"]))


@pytest.mark.parametrize(
    ("name", "metric"), [("squared", "MSE"), ("absolute", "MAE"), ("log", "MSLE")]
)
def test_the_share_of_the_low_outlier_is_what_goes_when_it_goes(name: str, metric: str) -> None:
    result = run("regression_metrics").results[f"low-share-{name}"]
    y = result.names["y"]
    total, rest = (
        len(part) * METRICS[metric](part, np.full(len(part), 100.0)) for part in (y, y[:-1])
    )
    assert_same(result, 100 * (1 - rest / total))


# --- threshold


def test_auc_is_the_share_of_pairs_in_the_right_order() -> None:
    """The U statistic of Mann and Whitney counts these pairs."""
    done = run("threshold")
    for scores, name in (("score", "auc"), ("weighted_score", "weighted-auc")):
        score, y = done.names[scores], done.names["test"].y
        pairs = stats.mannwhitneyu(score[y], score[~y]).statistic
        assert_same(done.results[name], pairs / (y.sum() * (~y).sum()))


def test_auprc_is_the_mean_precision_at_the_positives() -> None:
    result = run("threshold").results["auprc"]
    score, y = result.names["score"], result.names["test"].y
    found = y[np.argsort(-score)]
    precision = np.cumsum(found) / np.arange(1, len(y) + 1)
    assert_same(result, statistics.fmean(precision[found]))


def test_the_cross_entropy_is_the_mean_surprise() -> None:
    result = run("threshold").results["ce-end"]
    score, y = result.names["score"], result.names["test"].y
    assert_same(result, -statistics.fmean(map(math.log, np.where(y, score, 1 - score))))


@pytest.mark.parametrize(
    ("name", "scores", "threshold"),
    [
        ("half_matrix", "score", lambda names: 0.5),
        ("best_matrix", "score", lambda names: names["best"]),
        ("top5", "score", lambda names: np.quantile(names["validation_score"], 0.95)),
        ("by_cost", "score", lambda names: 1 / 21),
        ("weighted", "weighted_score", lambda names: 0.5),
        ("lowered", "score", lambda names: names["training"].y.mean()),
    ],
)
def test_the_four_counts_and_their_ratios_agree_with_scikit_learn(
    name: str, scores: str, threshold: Callable[[dict[str, Any]], float]
) -> None:
    names = run("threshold").names
    ours, y, answers = names[name], names["test"].y, names[scores] >= threshold(names)
    tn, fp, fn, tp = metrics.confusion_matrix(y, answers).ravel()
    assert (ours.tn, ours.fp, ours.fn, ours.tp) == (tn, fp, fn, tp)
    precision, recall, f1, _ = metrics.precision_recall_fscore_support(
        y, answers, average="binary", zero_division=np.nan
    )
    theirs = (precision, recall, f1, metrics.accuracy_score(y, answers))
    found = (ours.precision, ours.recall, ours.f1, ours.accuracy)
    assert found == pytest.approx(theirs, rel=ROUNDING, nan_ok=True)


def test_the_best_threshold_has_the_largest_f1_on_the_validation_data() -> None:
    done = run("threshold")
    names = done.names
    y, score, cuts = names["validation"].y, names["validation_score"], names["thresholds"]
    f1 = [metrics.f1_score(y, score >= cut) for cut in cuts]
    assert_same(done.results["best-f1-validation"], max(f1))
    assert_same(done.results["best-threshold"], cuts[int(np.argmax(f1))])
    on_test = metrics.f1_score(names["test"].y, names["score"] >= names["best"])
    assert_same(done.results["best-f1"], on_test)


def logistic(data: Any, positive_weight: float) -> Array:
    """The weights of scikit-learn's logistic regression without a penalty."""
    model = LogisticRegression(
        C=np.inf,
        fit_intercept=False,
        class_weight={True: positive_weight},
        tol=1e-10,
        max_iter=1000,
    )
    return model.fit(data.x, data.y).coef_[0]


def test_gradient_descent_goes_to_the_weights_of_scikit_learn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = run("threshold").names
    data, weight = names["training"], names["weight"]
    # With weighted classes the curvature is near 1/5: 300 steps of 1 end at the minimum.
    assert names["train"](data, weight)[-1] == pytest.approx(logistic(data, weight), abs=1e-6)
    # Without, it is down to 1/130: 300 steps are not the end for the weights, only for the loss.
    minimum = logistic(data, 1.0)
    losses = [
        metrics.log_loss(data.y, special.expit(data.x @ w)) for w in (names["history"][-1], minimum)
    ]
    assert losses[0] == pytest.approx(losses[1], rel=1e-3)
    monkeypatch.setitem(names, "STEPS", 3000)
    assert names["train"](data)[-1] == pytest.approx(minimum, abs=1e-6)


def test_the_ideal_classifier_follows_from_two_normal_distributions() -> None:
    """The sum of the two useful features is N(0, 2) in negatives and N(2·shift, 2) in positives."""
    done = run("threshold")
    share, shift = done.names["PREVALENCE"], done.names["SHIFT"]
    positive, negative = stats.norm(2 * shift, math.sqrt(2)), stats.norm(0, math.sqrt(2))
    cut = optimize.brentq(lambda s: share * positive.pdf(s) - (1 - share) * negative.pdf(s), 0, 20)
    assert_same(done.results["ideal-recall"], 100 * positive.sf(cut))
    in_order, _ = integrate.quad(lambda s: positive.pdf(s) * negative.cdf(s), -10, 12)
    assert done.names["ideal_auc"] == pytest.approx(in_order, rel=ROUNDING)


# --- skew_and_drift


def counted(sample: Array, edges: Array) -> Array:
    """The share of the sample between neighbouring edges, by sorting."""
    return np.diff(np.searchsorted(np.sort(sample), edges)) / len(sample)


def test_the_divergence_is_the_squared_distance_of_scipy() -> None:
    done = run("skew_and_drift")
    names = done.names
    for mu, ours in zip(names["SHIFTS"], names["curves"]["jsd"], strict=True):
        pair = names["baseline"], names["standard"] + mu
        edges = np.linspace(min(map(np.min, pair)), max(map(np.max, pair)), names["BINS"] + 1)
        edges[-1] = np.inf  # the largest value belongs to the last bin
        p, q = (counted(sample, edges) for sample in pair)
        theirs = jensenshannon(p, q, base=2) ** 2
        assert ours == pytest.approx(theirs, rel=ROUNDING)
        if mu == 1:
            assert_printed(done.results["jsd-at-one"], theirs)


def largest_gap(one: Array, other: Array) -> float:
    """The largest difference between the shares below a value, over all values."""
    everything = np.concatenate([one, other])
    below = [
        np.searchsorted(np.sort(each), everything, side="right") / len(each)
        for each in (one, other)
    ]
    return np.abs(below[0] - below[1]).max()


def test_ks_is_the_largest_gap() -> None:
    """Counted here, because the lab itself calls `ks_2samp`."""
    names = run("skew_and_drift").names
    for mu, ours in zip(names["SHIFTS"], names["curves"]["ks"], strict=True):
        pair = names["baseline"], names["standard"] + mu
        assert ours == pytest.approx(largest_gap(*pair), rel=ROUNDING)
        assert ours == pytest.approx(stats.ks_2samp(*pair).statistic, rel=ROUNDING)


def test_psi_is_the_symmetric_relative_entropy_of_the_shares() -> None:
    names = run("skew_and_drift").names
    cuts = statistics.quantiles(names["baseline"], n=names["BINS"], method="inclusive")
    edges = np.array([-np.inf, *cuts, np.inf])
    for mu, ours in zip(names["SHIFTS"], names["curves"]["psi"], strict=True):
        p, q = (counted(sample, edges) for sample in (names["baseline"], names["standard"] + mu))
        p, q = np.maximum(p, 1e-4), np.maximum(q, 1e-4)
        theirs = special.rel_entr(p, q).sum() + special.rel_entr(q, p).sum()
        assert ours == pytest.approx(theirs, rel=ROUNDING)


def test_the_exact_divergence_agrees_with_gauss_hermite_integration() -> None:
    done = run("skew_and_drift")
    nodes, weights = np.polynomial.hermite_e.hermegauss(120)
    weights = weights / weights.sum()  # the mean over a standard normal distribution

    def exact(mu: float) -> float:
        """By symmetry, the mean of log2(2p / (p + q)) over p alone."""
        return float(weights @ (1 - np.log2(1 + np.exp(mu * nodes - mu**2 / 2))))

    assert_same(done.results["exact-jsd-at-one"], exact(1.0))
    alarm = optimize.brentq(lambda mu: exact(mu) - done.names["JSD_DEFAULT"], 1, 2)
    # The lab interpolates between places 0.01 apart; a line misses 0.01² of the curve's bend.
    assert_same(done.results["exact-alarm"], alarm, rel=1e-5)


def test_the_p_value_of_a_tiny_shift_follows_the_limit_of_kolmogorov() -> None:
    result = run("skew_and_drift").results["tiny-exponent"]
    many, nudged = result.names["many"], result.names["nudged"]
    p = special.kolmogorov(math.sqrt(len(many) / 2) * largest_gap(many, nudged))
    assert_same(result, math.log10(p), rel=1e-3)  # the lab's formula corrects for finite samples


# --- collinearity

FEW_SAMPLES = 20


def test_the_coefficients_agree_with_scikit_learn() -> None:
    names = run("collinearity").names
    for index, (x, y) in enumerate(names["samples"][:FEW_SAMPLES]):
        theirs = {
            "ols": LinearRegression(),
            "ridge-1": Ridge(1.0, solver="svd"),
            "ridge-10": Ridge(10.0, solver="svd"),
        }
        for name, model in theirs.items():
            ours = names["fitted"][name][index].coef
            assert ours == pytest.approx(model.fit(x, y).coef_, abs=ROUNDING)


@pytest.mark.parametrize("components", [1, 3])
def test_pcr_and_pls_predict_what_scikit_learn_predicts(components: int) -> None:
    names = run("collinearity").names
    new = names["x_test"][:200]
    for index, (x, y) in enumerate(names["samples"][:FEW_SAMPLES]):
        theirs = {
            "pcr": make_pipeline(PCA(components, svd_solver="full"), LinearRegression()),
            "pls": PLSRegression(components, scale=False),
        }
        for name, model in theirs.items():
            ours = names["fitted"][f"{name}-{components}"][index].predict(new)
            assert ours == pytest.approx(np.ravel(model.fit(x, y).predict(new)), abs=ROUNDING)


def test_the_page_prints_the_spread_and_the_error_that_scikit_learn_gives() -> None:
    done = run("collinearity")
    names = done.names
    plain = [LinearRegression().fit(x, y) for x, y in names["samples"]]
    ridge = [Ridge(10.0).fit(x, y) for x, y in names["samples"]]
    first, penalized = (np.array([model.coef_[0] for model in each]) for each in (plain, ridge))
    test = names["x_test"], names["y_test"]
    errors = [metrics.mean_squared_error(test[1], model.predict(test[0])) for model in plain]
    assert_same(done.results["coefficient-sd-ols"], statistics.pstdev(first))
    assert_same(done.results["coefficient-sd-ridge"], statistics.pstdev(penalized))
    assert_same(done.results["wrong-sign-ols"], 100 * (first < 0).mean())
    assert_same(done.results["test-error-ols"], statistics.fmean(errors))


def test_the_vif_is_that_of_regressions_of_each_column_on_the_others() -> None:
    done = run("collinearity")
    x = done.names["many_rows"]
    vif = []
    for column in range(x.shape[1]):
        others = np.delete(x, column, axis=1)
        r2 = LinearRegression().fit(others, x[:, column]).score(others, x[:, column])
        vif.append(1 / (1 - r2))
    assert_same(done.results["vif"], statistics.median(vif))


def test_the_vif_comes_near_the_one_of_the_covariance_that_made_the_data() -> None:
    """The inverse of J + e²·1 is known: 1/e² − 1/(e²·(e² + copies)) on its diagonal."""
    done = run("collinearity")
    e2, copies = done.names["ERROR"] ** 2, done.names["COPIES"]
    vif = (1 + e2) / e2 * (1 - 1 / (e2 + copies))
    luck = LUCK * math.sqrt(2 / len(done.names["many_rows"]))  # a VIF is a ratio of variances
    assert done.names["vif_true"] == pytest.approx(vif, rel=luck)
    assert_printed(done.results["root-vif"], math.sqrt(vif))


def test_pls_and_pcr_on_a_target_of_small_variance() -> None:
    done = run("collinearity")
    r2: dict[str, list[float]] = {"pls-r2-1": [], "pls-r2-4": [], "pcr-r2-4": []}
    for seed in range(done.names["SEEDS"]):
        x, y, x_new, y_new = done.names["low_variance_task"](seed)
        models = (
            PLSRegression(1, scale=False),
            PLSRegression(4, scale=False),
            make_pipeline(PCA(4, svd_solver="full"), LinearRegression()),
        )
        for found, model in zip(r2.values(), models, strict=True):
            found.append(metrics.r2_score(y_new, np.ravel(model.fit(x, y).predict(x_new))))
    for name, found in r2.items():
        assert_same(done.results[name], statistics.fmean(found))


# --- pca


def test_directions_and_variances_agree_with_scikit_learn() -> None:
    names = run("pca").names
    theirs = PCA(svd_solver="covariance_eigh").fit(names["data"].x)
    kept = names["rank"]
    assert names["share"] == pytest.approx(theirs.explained_variance_ratio_, abs=1e-12)
    alike = np.abs((names["directions"][:, :kept] * theirs.components_[:kept].T).sum(axis=0))
    assert alike == pytest.approx(np.ones(kept), abs=ROUNDING)
    assert kept == np.linalg.matrix_rank(names["centered"])


@pytest.mark.parametrize("percent", [90, 95, 99])
def test_scikit_learn_keeps_as_many_components(percent: int) -> None:
    done = run("pca")
    theirs = PCA(percent / 100, svd_solver="full").fit(done.names["data"].x)
    assert_same(done.results[f"components-{percent}"], theirs.n_components_)


@pytest.mark.parametrize("count", [2, 10])
def test_the_share_kept_is_what_the_rebuilt_images_explain(count: int) -> None:
    done = run("pca")
    x = done.names["data"].x
    model = PCA(count, svd_solver="full").fit(x)
    rebuilt = model.inverse_transform(model.transform(x))
    share = metrics.r2_score(x, rebuilt, multioutput="variance_weighted")
    assert_same(done.results[f"kept-{count}"], 100 * share)


@pytest.mark.parametrize("kind", ["raw", "scaled"])
def test_two_components_of_the_wines_classify_as_in_a_pipeline(kind: str) -> None:
    done = run("pca")
    wine = load_wine()
    steps = [StandardScaler()] if kind == "scaled" else []
    model = make_pipeline(*steps, PCA(2), LogisticRegression(C=10, max_iter=3000))
    means = [
        cross_val_score(
            model, wine.data, wine.target, cv=StratifiedKFold(5, shuffle=True, random_state=seed)
        ).mean()
        for seed in range(done.names["SEEDS"])
    ]
    assert_same(done.results[f"wine-{kind}-accuracy"], statistics.fmean(means))
    first = make_pipeline(*steps, PCA()).fit(wine.data)[-1].explained_variance_ratio_[0]
    assert_same(done.results[f"wine-{kind}-pc1"], 100 * first)


# --- Adam and AdamW: checkpoints, weight_decay


def adam_by_hand(w: float, slopes: Any, rates: Any, *, l2: float = 0.0) -> list[float]:
    """One weight after every step, in Python floats.

    This is the faster form at the end of section 2 of Kingma & Ba, in which the learning
    rate carries the corrections of both means.
    """
    m = v = 0.0
    path = []
    for t, (slope, lr) in enumerate(zip(slopes, rates, strict=True), start=1):
        slope = float(slope) + l2 * w
        m += 0.1 * (slope - m)
        v += 0.001 * (slope * slope - v)
        root = math.sqrt(1 - 0.999**t)
        w -= lr * root / (1 - 0.9**t) * m / (math.sqrt(v) + 1e-8 * root)
        path.append(w)
    return path


def adamw_by_filters(gradients: Array, lr: float, decay: float) -> Array:
    """Weights that start at 1 after every step: three linear filters, as the slopes are given."""
    steps = np.arange(1, len(gradients) + 1)[:, None]
    m = signal.lfilter([0.1], [1, -0.9], gradients, axis=0) / (1 - 0.9**steps)
    v = signal.lfilter([0.001], [1, -0.999], gradients**2, axis=0) / (1 - 0.999**steps)
    moves = -lr * m / (np.sqrt(v) + 1e-8)
    shrink = 1 - lr * decay
    return shrink**steps + signal.lfilter([1], [1, -shrink], moves, axis=0)


def noise(scale: float) -> Array:
    """The gradients that the lab on weight decay draws, one row per step."""
    names, rng = run("weight_decay").names, np.random.default_rng(0)
    return scale * rng.normal(size=(names["STEPS"], names["COPIES"]))


def test_the_run_that_is_checkpointed_takes_the_steps_of_adam(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = run("checkpoints").names
    original, seen = names["adam_step"], []

    def watched(weights: Array, slope: Array, state: Any, lr: float) -> Any:
        moved = original(weights, slope, state, lr)
        seen.append((slope, lr, moved[0]))
        return moved

    monkeypatch.setitem(names, "adam_step", watched)
    start = names["fresh"](0)
    first = start.weights
    names["follow"](start, names["STEPS"])
    slopes, rates, paths = zip(*seen, strict=True)
    for index in range(0, len(first), 500):  # a few weights of both layers
        alone = adam_by_hand(float(first[index]), [slope[index] for slope in slopes], rates)
        assert [weights[index] for weights in paths] == pytest.approx(alone, rel=ROUNDING)


def test_adam_with_l2_agrees_with_single_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    names = run("weight_decay").names
    monkeypatch.setitem(names, "COPIES", 3)
    for scale in names["SCALES"]:
        alone = [
            adam_by_hand(1.0, column, [names["ADAM_LR"]] * names["STEPS"], l2=names["STRENGTH"])
            for column in noise(scale).T
        ]
        ours = names["mean_weights"](scale, l2=names["STRENGTH"])
        assert ours[1:] == pytest.approx(np.mean(alone, axis=0), rel=ROUNDING)


def test_adamw_agrees_with_linear_filters() -> None:
    done = run("weight_decay")
    lr, decay = done.names["ADAM_LR"], done.names["STRENGTH"]
    for scale in done.names["SCALES"]:
        theirs = adamw_by_filters(noise(scale), lr, decay).mean(axis=1)
        assert done.names["with_decay"][scale][1:] == pytest.approx(theirs, rel=ROUNDING)
    assert_same(done.results["adamw"], adamw_by_filters(noise(1), lr, decay)[-1].mean())
    slower = adamw_by_filters(noise(1), lr / 10, decay)[-1].mean()
    assert_same(done.results["adamw-slower"], slower)
    assert_same(done.results["adamw-expected"], math.exp(1000 * math.log1p(-lr * decay)))


@pytest.mark.parametrize(("name", "curves"), [("Adam", "with_l2"), ("AdamW", "with_decay")])
def test_pytorch_ends_at_the_same_means(name: str, curves: str) -> None:
    torch = pytest.importorskip("torch")
    names = run("weight_decay").names
    for scale in names["SCALES"]:
        weights = torch.ones(names["COPIES"], dtype=torch.float64, requires_grad=True)
        optimizer = getattr(torch.optim, name)(
            [weights], lr=names["ADAM_LR"], weight_decay=names["STRENGTH"]
        )
        for gradient in noise(scale):
            weights.grad = torch.tensor(gradient)
            optimizer.step()
        assert names[curves][scale][-1] == pytest.approx(
            weights.detach().mean().item(), rel=ROUNDING
        )


def test_the_hours_of_a_job_solve_the_equation_of_its_restarts() -> None:
    """A part takes E = its length if nothing stops it, else what was lost and E once more."""
    done = run("checkpoints")
    work, between, save, restart = (
        done.names[name] for name in ("WORK", "BETWEEN", "SAVE", "RESTART")
    )

    def hours(interval: float) -> float:
        length = interval + save
        stop = stats.expon(scale=between)
        lost, _ = integrate.quad(lambda t: (t + restart) * stop.pdf(t), 0, length)
        return work / interval * (stop.sf(length) * length + lost) / stop.sf(length)

    best = optimize.minimize_scalar(hours, bounds=(0.01, 24), method="bounded")
    assert_same(done.results["hours-best"], best.fun, rel=1e-5)  # a flat valley, searched on a grid
    assert_same(done.results["hours-every-4-hours"], hours(4.0))
    assert_same(done.results["hours-without"], hours(work))
    step = 1440 ** (1 / 299) - 1  # of the lab's 300 places between a minute and a day
    assert done.results["best-minutes"].value == pytest.approx(60 * best.x, rel=step)


# --- dropout


@pytest.mark.parametrize("rate", [0.2, 0.5, 0.8])
def test_the_mask_has_the_moments_of_a_scaled_coin(rate: float) -> None:
    names = run("dropout").names
    mask = names["draw_mask"](np.random.default_rng(1), 20_000, 50, rate)
    coin = stats.bernoulli(1 - rate)
    coins = mask * (1 - rate)
    assert coins.mean() == pytest.approx(coin.mean(), abs=LUCK * coin.std() / 1000)
    fourth = coin.expect(lambda x: (x - coin.mean()) ** 4)
    spread = math.sqrt(fourth - coin.var() ** 2) / 1000  # of the variance of a million coins
    variance = ((coins - coin.mean()) ** 2).mean()
    assert variance == pytest.approx(coin.var(), abs=LUCK * spread + ROUNDING)


@pytest.mark.parametrize("rate", [0.2, 0.5, 0.8])
def test_a_small_layer_over_all_its_masks_has_the_mean_and_variance_of_the_lab(rate: float) -> None:
    """Ten neurons have 1024 masks: every sum is weighted with its probability."""
    names = run("dropout").names
    terms = names["terms"][:10]
    masks = np.array(list(itertools.product((0, 1), repeat=len(terms))))
    chances = stats.binom.pmf(masks, 1, 1 - rate).prod(axis=1)
    sums = masks @ terms / (1 - rate)
    mean = chances @ sums
    variance = chances @ (sums - mean) ** 2
    assert mean == pytest.approx(math.fsum(terms), rel=ROUNDING)
    share = terms @ terms / (names["terms"] @ names["terms"])  # of the 50 neurons of the lab
    assert variance == pytest.approx(share * names["spread"][rate] ** 2, rel=ROUNDING)
    outputs = names["draw_mask"](np.random.default_rng(1), 20_000, 10, rate) @ terms
    assert outputs.mean() == pytest.approx(mean, abs=LUCK * math.sqrt(variance / 20_000))


def test_the_drawn_outputs_have_the_exact_mean_and_spread() -> None:
    done = run("dropout")
    terms, draws = done.names["terms"], done.names["DRAWS"]
    mean = math.fsum(terms)
    assert_same(done.results["mean-exact"], mean)
    for rate, outputs in done.names["outputs"].items():
        spread = math.sqrt(math.fsum(stats.bernoulli(1 - rate).var() * terms**2)) / (1 - rate)
        assert outputs.mean() == pytest.approx(mean, abs=LUCK * spread / math.sqrt(draws))
        # The outputs are nearly normal, and so the standard error of the sd is sd / √(2 · draws).
        assert outputs.std() == pytest.approx(spread, rel=LUCK / math.sqrt(2 * draws))


# --- integrated_gradients

TINY = 1e-20  # the imaginary step: nothing is subtracted, so it can be as small as one likes


def probability(net: Network, x: Array, label: int) -> Array:
    """Probability of a class, for real and complex inputs alike."""
    for layer in net[:-1]:
        x = np.tanh(x @ layer.w + layer.b)
    scores = x @ net[-1].w + net[-1].b
    return 1 / np.exp(scores - scores[..., [label]]).sum(axis=-1)


def path_integral(net: Network, x: Array, baseline: Array, label: int) -> Array:
    """Integrated gradients by adaptive quadrature; the slopes come from imaginary steps."""

    def slope(a: float) -> Array:
        at = baseline + a * (x - baseline)
        return probability(net, at + TINY * 1j * np.eye(len(at)), label).imag / TINY

    mean, _ = integrate.quad_vec(slope, 0, 1, epsabs=1e-10)
    return (x - baseline) * mean


@pytest.mark.parametrize(("name", "baseline"), [("from_black", "BLACK"), ("from_gray", "GRAY")])
def test_attributions_agree_with_adaptive_quadrature(name: str, baseline: str) -> None:
    names = run("integrated_gradients").names
    net, image, start, label = (names[key] for key in ("net", "image", baseline, "label"))
    theirs = path_integral(net, image, start, label)
    # The error of trapezoids falls with the square of their number: 200 leave about 1e-5 here …
    assert names[name] == pytest.approx(theirs, abs=1e-4)
    change = probability(net, image, label) - probability(net, start, label)
    assert theirs.sum() == pytest.approx(change, abs=1e-9)  # completeness
    if baseline == "BLACK":
        assert_printed(run("integrated_gradients").results["change"], change)


def test_attributions_of_other_images_and_networks_agree_with_adaptive_quadrature() -> None:
    names = run("integrated_gradients").names
    for net, images, predicted, _ in names["trained"]:
        for x, label in zip(images[:3], predicted[:3], strict=True):
            slope = names["tanh_gradient"](net, label)
            # … and 1000 of them 25 times less.
            ours = names["integrated_gradients"](slope, x, names["BLACK"], steps=1000)
            assert ours == pytest.approx(path_integral(net, x, names["BLACK"], label), abs=1e-5)


@pytest.mark.parametrize("rule", ["left", "trapezoid"])
def test_the_completeness_error_of_a_rule_along_one_line(rule: str) -> None:
    """The sum of the attributions is the integral of the slope along the path, one number."""
    done = run("integrated_gradients")
    names = done.names
    alphas = np.linspace(0, 1, 51)[:, None]
    errors = []
    for x, label in zip(names["images"][:30], names["predicted"][:30], strict=True):
        rate = probability(names["net"], (alphas + TINY * 1j) * x, label).imag / TINY
        total = rate[:-1].mean() if rule == "left" else integrate.trapezoid(rate, dx=1 / 50)
        ends = probability(names["net"], alphas[[0, -1]] * x, label)
        errors.append(abs(total / (ends[1] - ends[0]) - 1))
    assert_same(done.results[f"error-{rule}-50"], 100 * statistics.fmean(errors))


def test_shapley_values_are_the_mean_over_all_orders() -> None:
    names = run("integrated_gradients").names
    forest, center = names["forest"], names["center"]
    orders = list(itertools.permutations(range(len(center))))
    for point, ours in zip(names["points"][:3], names["exact"][:3], strict=True):
        inputs = np.tile(center, (len(orders), len(center) + 1, 1))
        for path, order in zip(inputs, orders, strict=True):
            for place, feature in enumerate(order, start=1):
                path[place:, feature] = point[feature]
        outputs = forest(inputs.reshape(-1, len(center))).reshape(len(orders), -1)
        theirs = np.zeros(len(center))
        np.add.at(theirs, np.array(orders), np.diff(outputs))
        assert ours == pytest.approx(theirs / len(orders), abs=ROUNDING)


# --- human_level

NORMAL = statistics.NormalDist()


def vote_error(noise: float, voters: int, shared: float = 0.0) -> float:
    """Error of a majority: the binomial distribution, averaged over what all voters see."""
    common, own = stats.norm(1, math.sqrt(1 + noise**2 * shared)), noise * math.sqrt(1 - shared)

    def wrong(seen: float) -> float:
        return stats.binom.cdf(voters // 2, voters, NORMAL.cdf(seen / own)) * common.pdf(seen)

    return integrate.quad(wrong, -9, 11, points=[0], epsabs=1e-8, limit=200)[0]


def standard_error(share: float, count: int) -> float:
    return math.sqrt(share * (1 - share) / count)


def test_the_bayes_error_is_the_overlap_of_the_two_classes() -> None:
    result = run("human_level").results["bayes"]
    assert_same(result, 100 * NORMAL.cdf(-1))
    classes = stats.norm(-1), stats.norm(1)
    overlap, _ = integrate.quad(
        lambda s: min(each.pdf(s) for each in classes) / 2, -9, 9, points=[0]
    )
    assert result.value == pytest.approx(100 * overlap, rel=ROUNDING)


@pytest.mark.parametrize(
    ("who", "noise", "voters"),
    [
        ("layperson", 2.0, 1),
        ("doctor", 1.0, 1),
        ("expert", 0.6, 1),
        ("vote-3", 1.0, 3),
        ("vote-9", 1.0, 9),
        ("vote-99", 1.0, 99),
    ],
)
def test_human_errors_are_those_of_binomial_votes(who: str, noise: float, voters: int) -> None:
    names = run("human_level").names
    exact = vote_error(noise, voters)
    if voters == 1:  # one reader sees a noisier signal: the integral has a closed form
        assert exact == pytest.approx(NORMAL.cdf(-1 / math.hypot(1, noise)), rel=ROUNDING)
    slack = LUCK * standard_error(exact, len(names["signal"]))
    assert names["humans"][who] == pytest.approx(exact, abs=slack)


@pytest.mark.parametrize("shared", [0.0, 0.5])
def test_votes_with_shared_noise_follow_the_integral(shared: float) -> None:
    names = run("human_level").names
    for voters, ours in zip(names["VOTERS"], names["curves"][shared], strict=True):
        exact = vote_error(1.0, voters, shared)
        slack = LUCK * standard_error(exact, len(names["signal"]))
        assert ours == pytest.approx(exact, abs=slack), voters


@pytest.mark.parametrize(("who", "noise"), [("doctor", 1.0), ("layperson", 2.0)])
def test_the_best_rule_contradicts_noisy_labels_as_often_as_the_integral_says(
    who: str, noise: float
) -> None:
    names = run("human_level").names
    apart, _ = integrate.quad(
        lambda s: NORMAL.cdf(-abs(s) / noise) * stats.norm.pdf(s, 1), -9, 11, points=[0]
    )
    slack = LUCK * standard_error(apart, len(names["signal"]))
    assert names["best_rule_against"][who] == pytest.approx(apart, abs=slack)


def test_the_half_width_of_the_human_error() -> None:
    result = run("human_level").results["human-half-width"]
    error = result.names["humans"]["vote-9"]
    width = 100 * NORMAL.inv_cdf(0.975) * standard_error(error, 200)
    assert_same(result, width, rel=1e-4)  # 1.96 is rounded


# --- anscombe


def quartet() -> list[tuple[list[float], list[float]]]:
    return [(x.tolist(), y.tolist()) for x, y in run("anscombe").names["QUARTET"]]


def test_the_summaries_are_those_of_the_standard_library_and_of_scipy() -> None:
    for ours, (x, y) in zip(run("anscombe").names["summaries"], quartet(), strict=True):
        line = stats.linregress(x, y)
        theirs = {
            "mean-x": statistics.fmean(x),
            "variance-x": statistics.variance(x),
            "mean-y": statistics.fmean(y),
            "variance-y": statistics.variance(y),
            "correlation": statistics.correlation(x, y),
            "intercept": line.intercept,
            "slope": line.slope,
            "r2": line.rvalue**2,
        }
        assert ours == pytest.approx(theirs, rel=ROUNDING)


def test_the_lines_of_theil_and_sen_are_those_of_scipy() -> None:
    done = run("anscombe")
    slopes = [stats.theilslopes(y, x, method="joint").slope for x, y in quartet()]
    assert done.names["slopes"]["theil-sen"] == pytest.approx(slopes, rel=ROUNDING)
    assert_same(done.results["theil-sen-3"], slopes[2])


@pytest.mark.parametrize(
    ("name", "which", "at"), [("middle", 0, 9), ("edge", 0, 14), ("far", 3, 19)]
)
def test_the_lines_through_a_moved_point_are_those_of_scipy(name: str, which: int, at: int) -> None:
    done = run("anscombe")
    x, y = quartet()[which]
    moved = [b - done.names["DOWN"] if a == at else b for a, b in zip(x, y, strict=True)]
    assert_same(done.results[f"moved-{name}"], stats.linregress(x, moved).slope)
    if name != "middle":
        theirs = stats.theilslopes(moved, x).slope
        assert_same(done.results[f"moved-{name}-theil-sen"], theirs)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_cooks_distance_is_the_move_of_the_line_without_the_point(number: int) -> None:
    done = run("anscombe")
    x, y = map(np.array, quartet()[number - 1])
    line = stats.linregress(x, y)
    variance = ((y - line.intercept - line.slope * x) ** 2).sum() / (len(x) - 2)
    distances = []
    for index in range(len(x)):
        rest = stats.linregress(np.delete(x, index), np.delete(y, index))
        moved = (line.intercept - rest.intercept) + (line.slope - rest.slope) * x
        distances.append((moved**2).sum() / (2 * variance))
    assert done.names["distances"][number - 1] == pytest.approx(distances, rel=ROUNDING)
    if number != 2:  # the page does not quote it
        assert_same(done.results[f"cook-{number}"], max(distances))


def test_the_residuals_of_the_quartet() -> None:
    done = run("anscombe")
    for number, (x, y) in enumerate(quartet(), start=1):
        model = LinearRegression().fit(np.array(x)[:, None], y)
        fitted = model.predict(np.array(x)[:, None])
        assert_same(done.results[f"mae-{number}"], metrics.mean_absolute_error(y, fitted))
        if number == 1:
            assert_same(done.results["rmse"], metrics.root_mean_squared_error(y, fitted))
        if number == 3:
            middle = metrics.median_absolute_error(y, fitted)
            assert_same(done.results["median-error-3"], middle)


# --- sparsity


def by_least_angles(data: Any, alpha: float) -> Array:
    """The Lasso by another algorithm than coordinate descent: it follows the path to alpha."""
    return LassoLars(alpha, fit_intercept=False, eps=1e-15).fit(data.x, data.y).coef_


def test_the_zeros_along_the_path_are_those_of_least_angle_regression() -> None:
    names = run("sparsity").names
    theirs = np.array([by_least_angles(names["training"], alpha) for alpha in names["STRENGTHS"]])
    # Coordinate descent stops when it is near enough.
    assert names["path"]["lasso"] == pytest.approx(theirs, abs=1e-6)
    assert names["zeros"]["lasso"].tolist() == (theirs == 0).sum(axis=1).tolist()


def test_the_page_prints_the_zeros_of_least_angle_regression() -> None:
    done = run("sparsity")
    weights = by_least_angles(done.names["training"], 0.1)
    assert_same(done.results["lasso-zeros-0-1"], (weights == 0).sum())
    assert_same(done.results["ista-zeros"], (weights == 0).sum())
    strong = by_least_angles(done.names["training"], 1.0)
    assert_same(done.results["lasso-useful-1"], (strong[: done.names["USEFUL"]] != 0).sum())


def test_ista_ends_where_no_move_lowers_the_loss() -> None:
    """A weight at 0 has a slope below alpha; the others have exactly alpha, against their sign."""
    names = run("sparsity").names
    data, alpha, w = names["training"], names["ALPHA"], names["proximal"][-1]
    slope = data.x.T @ (data.x @ w - data.y) / len(data.y)
    assert np.abs(slope[w == 0]).max() < alpha
    # After 2000 steps only rounding is left, as the squared error curves in every direction.
    assert slope[w != 0] == pytest.approx(-alpha * np.sign(w[w != 0]), abs=1e-9)
    assert w == pytest.approx(by_least_angles(data, alpha), abs=1e-9)


def test_the_ridge_path_solves_the_augmented_least_squares() -> None:
    """Ridge is least squares with a row √penalty for each weight and the target 0."""
    names = run("sparsity").names
    data = names["training"]
    rows, columns = data.x.shape
    for alpha, ours in zip(names["STRENGTHS"], names["path"]["ridge"], strict=True):
        x = np.vstack([data.x, math.sqrt(alpha * rows) * np.eye(columns)])
        theirs = np.linalg.lstsq(x, np.append(data.y, np.zeros(columns)))[0]
        assert ours == pytest.approx(theirs, abs=ROUNDING)


def test_the_lasso_drops_as_many_twins_as_least_angle_regression() -> None:
    done = run("sparsity")
    names = done.names
    dropped = 0
    for seed in range(names["TWIN_SEEDS"]):
        rng = np.random.default_rng(seed)
        x = rng.normal(size=(names["ROWS"], 10))
        x[:, 1] = x[:, 0] + 0.1 * rng.normal(size=names["ROWS"])
        data = names["Sample"](x, x[:, 0] + x[:, 1] + rng.normal(size=names["ROWS"]))
        dropped += (by_least_angles(data, names["TWIN_ALPHA"])[:2] == 0).any()
    assert_same(done.results["twins-dropped"], dropped)


# --- splits_and_leakage


@pytest.mark.parametrize("count", [100, 1000, 10_000])
def test_half_widths_use_the_normal_quantile(count: int) -> None:
    done = run("splits_and_leakage")
    width = stats.norm.ppf(0.975) * stats.binom.std(count, done.names["ERROR"]) / count
    assert_same(done.results[f"half-width-{count}"], 100 * width, rel=1e-4)  # 1.96 is rounded


@pytest.mark.parametrize("count", [100, 1000, 10_000])
def test_a_half_width_covers_95_of_100_simulated_test_sets(count: int) -> None:
    names, draws = run("splits_and_leakage").names, 20_000
    error = names["ERROR"]
    measured = stats.binom.rvs(count, error, size=draws, random_state=1) / count
    inside = (np.abs(measured - error) <= names["half_width"](count) / 100).mean()
    # Errors are whole numbers: the coverage jumps by the chance of the one at either edge.
    edges = np.floor(count * (error + np.array([-1, 1]) * names["half_width"](count) / 100))
    jump = stats.binom.pmf(edges, count, error).sum()
    assert inside == pytest.approx(0.95, abs=LUCK * standard_error(0.95, draws) + jump)


def expected_best(models: int, count: int, accuracy: float) -> tuple[float, float]:
    """Mean and standard deviation of the best of equal models, from the binomial distribution."""
    right = np.arange(count + 1)
    chances = np.diff(stats.binom.cdf(right, count, accuracy) ** models, prepend=0)
    mean = chances @ right / count
    return mean, math.sqrt(chances @ (right / count - mean) ** 2)


@pytest.mark.parametrize("count", [500, 5000])
def test_the_best_of_many_models_looks_as_good_as_order_statistics_say(count: int) -> None:
    names = run("splits_and_leakage").names
    for models, ours in zip(names["COUNTS"], names["looks"][count], strict=True):
        mean, spread = expected_best(models, count, names["TRUE_ACCURACY"])
        assert ours == pytest.approx(mean, abs=LUCK * spread / math.sqrt(400))


def test_chains_without_a_test_store_are_as_many_as_independent_stores_give() -> None:
    result = run("splits_and_leakage").results["no-test-store"]
    chance = stats.binom.pmf(0, 20, 0.1)
    chains = len(result.names["test_stores"])
    assert result.value / 100 == pytest.approx(chance, abs=LUCK * standard_error(chance, chains))


# --- learning_rate


def test_the_limit_is_2_over_the_largest_eigenvalue() -> None:
    """On standardized columns the curvature is the correlation matrix of the raw data."""
    done = run("learning_rate")
    largest = np.linalg.eigvalsh(np.corrcoef(load_diabetes().data, rowvar=False))[-1]
    assert_same(done.results["limit"], 2 / largest)


def test_the_best_loss_is_half_the_variance_that_is_not_explained() -> None:
    data = load_diabetes()
    unexplained = 1 - LinearRegression().fit(data.data, data.target).score(data.data, data.target)
    assert_same(run("learning_rate").results["loss-best"], unexplained / 2)


def loss_after(share: float, steps: int) -> float:
    """The loss after descending at a share of the limit: each direction shrinks by a factor."""
    data = load_diabetes()
    x, y = stats.zscore(data.data), stats.zscore(data.target)
    left, singular, _ = np.linalg.svd(x, full_matrices=False)
    curvature, explained = singular**2 / len(y), (left.T @ y) ** 2 / len(y)
    factors = 1 - 2 * share * curvature / curvature[0]
    return float((1 - explained.sum() + explained @ factors ** (2 * steps)) / 2)


@pytest.mark.parametrize(
    ("name", "share", "steps"),
    [
        ("loss-below-limit", 0.9, 200),
        ("loss-at-limit", 1.0, 200),
        ("loss-above-limit", 1.01, 200),
        ("loss-above-limit-early", 1.01, 20),
    ],
)
def test_losses_follow_the_closed_form_of_a_quadratic(name: str, share: float, steps: int) -> None:
    assert_same(run("learning_rate").results[name], loss_after(share, steps))


@pytest.mark.parametrize("lr", [0.2, 0.1])
def test_the_floor_of_sgd_is_that_of_its_stationary_covariance(lr: float) -> None:
    """The covariance M of the weights repeats itself after a step; that is a linear equation."""
    names = run("learning_rate").results["loss-best"].names
    done = run("learning_rate").names
    x, y, batch = names["x"], names["y"], done["BATCH"]
    one, hessian = np.eye(x.shape[1]), np.cov(x, rowvar=False, bias=True)
    squares = np.einsum("ni,nj->nij", x, x).reshape(len(x), -1)
    noise = x * (y - LinearRegression().fit(x, y).predict(x))[:, None]
    fourth = squares.T @ squares / len(x) / batch + (1 - 1 / batch) * np.kron(hessian, hessian)
    equation = np.kron(hessian, one) + np.kron(one, hessian) - lr * fourth
    covariance = np.linalg.solve(equation, lr * (noise.T @ noise / len(x) / batch).ravel())
    floor = np.sum(covariance.reshape(hessian.shape) * hessian) / 2
    # 3 × 3000 steps, of which hundreds in a row are alike in the flat directions.
    assert done["floors"][lr] == pytest.approx(floor, rel=0.1)


# --- quantization


@pytest.mark.parametrize("bits", [8, 4, 2])
def test_codes_are_the_nearest_whole_numbers_of_exact_fractions(bits: int) -> None:
    names = run("quantization").names
    w = names["w"]
    largest = Fraction(float(np.abs(w).max()))
    exact = [round(Fraction(v) * (2 ** (bits - 1) - 1) / largest) for v in w.ravel().tolist()]
    ours = names["quantize_weights"](w, bits)
    assert ours.codes.ravel().tolist() == exact
    if bits == 8:
        assert names["stored"].codes.ravel().tolist() == exact
    if bits != 4:
        share = exact.count(0) / len(exact)
        assert_printed(run("quantization").results[f"zeros-{bits}-bit"], 100 * share)


def integer_scores(net: Network, x: Array, seen: Array) -> Array:
    """The scores of the int8 model in bytes and 32-bit sums, with the zero point taken out last."""
    for layer in net:
        low, high = min(seen.min(), 0.0), max(seen.max(), 0.0)
        step, weight_step = (high - low) / 255, np.abs(layer.w).max() / 127
        zero = round(-low / step)
        codes = np.clip(np.round(x / step) + zero, 0, 255).astype(np.uint8).astype(np.int32)
        weights = np.round(layer.w / weight_step).astype(np.int8).astype(np.int32)
        sums = codes @ weights - zero * weights.sum(axis=0)
        x = step * weight_step * sums + layer.b
        seen = seen @ layer.w + layer.b
        if layer is not net[-1]:
            x, seen = np.maximum(x, 0), np.maximum(seen, 0)
    return x


def test_the_integer_model_agrees_with_bytes_and_32_bit_sums() -> None:
    names = run("quantization").names
    accuracies = names["quality"]["integer"][:, 0]
    for (data, net), accuracy in zip(names["models"], accuracies, strict=True):
        seen = data.x[: names["CALIBRATION"]]
        theirs = integer_scores(net, data.x_test, seen)
        ours = names["int8_logits"](net, data.x_test, names["calibrate"](net, seen))
        assert ours == pytest.approx(theirs, abs=ROUNDING)
        assert accuracy == metrics.accuracy_score(data.y_test, theirs.argmax(axis=1))


def test_the_sizes_are_those_of_the_arrays() -> None:
    done = run("quantization")
    net = done.names["models"][0][1]
    floats = sum(part.astype(np.float32).nbytes for layer in net for part in (layer.w, layer.b))
    codes = sum(layer.w.astype(np.int8).nbytes for layer in net)
    rest = sum(np.append(layer.b, 1.0).astype(np.float32).nbytes for layer in net)  # biases, scale
    assert done.names["size"]["float32"] == floats
    assert_same(done.results["ratio-dynamic"], floats / (codes + rest))


@pytest.mark.parametrize("kind", ["tensor", "channel"])
def test_an_outlier_does_the_harm_that_direct_rounding_does(kind: str) -> None:
    done = run("quantization")
    shares = []
    for data, net in done.names["models"]:
        x = data.x_test
        for depth, layer in enumerate(net):
            w = layer.w.copy()
            w[0, 0] = 100.0 if depth == 0 else w[0, 0]
            step = np.abs(w).max(axis=0 if kind == "channel" else None) / 127
            x = np.maximum(x, 0) @ (step * np.round(w / step)) + layer.b
        shares.append(metrics.accuracy_score(data.y_test, x.argmax(axis=1)))
    assert_same(done.results[f"outlier-per-{kind}"], statistics.fmean(shares))

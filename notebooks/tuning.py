# ---
# title:
#   ja: ハイパーパラメータの探し方の比較
#   en: Searching for hyperparameters
# description:
#   ja: グリッド、ランダム、Hyperband、ベイズ最適化を同じ予算で走らせ、どこで差がつき、どこで差がつかないかを確かめます。
#   en: Runs grid search, random search, Hyperband and Bayesian optimization on equal budgets, and shows where they differ and where not.
# ---

# %% [markdown] lang="ja"
# 学習率や隠れ層の幅は、学習が始まる前に決める値です。どれが良いかは、学習させてみないと分かりません。
# 試せる量が決まっているとき、どの探し方が最も良い値を見つけるのでしょうか。
#
# ## 試行と予算 {#setup}
#
# 手書き数字300枚（100枚ずつ）でネットワークを学習させ、検証データ400枚の誤り率を目的にします。四つのハイパーパラメータを、どれも対数で広い範囲から選びます。
#
# - 学習率：0.0001から10
# - モメンタム：0から0.99（1との差を対数で選びます）
# - L2正則化の係数：0.000001から0.1
# - 隠れ層の幅：4から32
#
# 1回の試行は最長27エポックです。予算は432エポック、つまり27エポックの試行16回分とします。発散した試行にも、予定のエポック数を払います。

# %% [markdown] lang="en"
# The learning rate and the width of a hidden layer are set before training starts. Which values are good shows only in training.
# If you can only afford so much of it, which search finds the best values?
#
# ## Trials and budget {#setup}
#
# A network learns from 300 handwritten digits in batches of 100, and the error rate on 400 validation images is the objective. There are 4 hyperparameters, each from a wide range on a log scale.
#
# - learning rate: 0.0001 to 10
# - momentum: 0 to 0.99 (its distance from 1 is drawn on a log scale)
# - coefficient of L2 regularization: 0.000001 to 0.1
# - width of the hidden layer: 4 to 32
#
# A trial trains for 27 epochs at most. The budget is 432 epochs, which is 16 trials of 27 epochs. A trial that diverges is charged all its planned epochs.

# %%
from itertools import product

import numpy as np
from scipy.stats import spearmanr

from helpers import hyperband
from helpers.bayes_opt import Surrogate, expected_improvement, propose
from helpers.hyperband import Look
from helpers.lab import data, figure, record, table
from helpers.mlkit import Layer, batches, digits, gradients, logits, network
from helpers.style import DASHES, GREEN, INK, MARKERS, MUTED, ORANGE, PURPLE, TEAL, WASH, axes

ROWS, VALIDATION, BATCH, SEEDS = 300, 400, 100, 6
LARGEST, ETA, TRIALS = 27, 3, 16
BUDGET = TRIALS * LARGEST
AGES = [LARGEST // ETA**s for s in (3, 2, 1, 0)]  # the epochs after which Hyperband looks
GUESSING = 0.9  # the error of an answer at random, and so of a network that has diverged
LOW = np.array([1e-4, 0.01, 1e-6, 4])
HIGH = np.array([10, 1, 0.1, 32])


class Trial:
    """One network with its hyperparameters, which can be trained a little at a time."""

    def __init__(self, point, data, seed):
        """`point` has 4 coordinates in [0, 1], from the low to the high end of each log scale."""
        self.lr, rest, self.l2, width = LOW * (HIGH / LOW) ** point
        self.momentum = 1 - rest
        self.data, self.rng = data, np.random.default_rng(seed)
        self.net = network((64, round(width), 10), self.rng)
        self.velocity = [Layer(np.zeros_like(x.w), np.zeros_like(x.b)) for x in self.net]
        self.errors = []  # one for each look

    def advance(self, resource):
        with np.errstate(over="ignore", invalid="ignore"):  # large learning rates overflow
            for _ in range(resource):
                for rows in batches(ROWS, BATCH, self.rng):
                    slopes = gradients(self.net, self.data.x[rows], self.data.y[rows], l2=self.l2)
                    for layer, v, slope in zip(self.net, self.velocity, slopes):
                        v.w = self.momentum * v.w - self.lr * slope.w
                        v.b = self.momentum * v.b - self.lr * slope.b
                        layer.w += v.w
                        layer.b += v.b
                if not np.isfinite(self.net[-1].w).all():
                    break
        self.errors.append(float(self.wrong(VALIDATION).mean()))
        return self.errors[-1]

    def wrong(self, count=None):
        """Which of the first `count` held-out images (None: all) the network gets wrong."""
        with np.errstate(over="ignore", invalid="ignore"):
            scores = logits(self.net, self.data.x_test[:count])
        if not np.isfinite(scores).all():  # diverged: as good as an answer at random
            return np.arange(len(scores)) % 10 < 10 * GUESSING
        return scores.argmax(axis=1) != self.data.y_test[:count]


def full_training(trial):
    """Train to the end, and look at the same ages as Hyperband does."""
    for before, age in zip([0, *AGES], AGES):
        error = trial.advance(age - before)
    return Look(trial, LARGEST, error)


# %% [markdown] lang="ja"
# ## グリッドとランダムは何を試すか {#grid-random}
#
# 先に、学習なしで考えます。ハイパーパラメータが二つあり、結果を左右するのは片方だけだとします。16回の試行を4×4の格子に置くと、その1軸については4通りの値しか試せません。ランダムなら16通りです。図は、たまたま谷が格子の間にある例で、表は谷の位置を変えて平均した値です。

# %% [markdown] lang="en"
# ## What grid and random search test {#grid-random}
#
# First without any training. Say there are 2 hyperparameters, and only 1 of them matters. 16 trials on a 4×4 grid test only 4 values of the one that matters. At random they test 16. In the figure the valley happens to lie between the values of the grid; the table is an average over positions of the valley.

# %%
rng = np.random.default_rng(0)
SIDE = 4
CENTERS = (np.arange(SIDE) + 0.5) / SIDE
GRID_POINTS = np.array(list(product(CENTERS, repeat=2)))
DRAWS = 2000
optima = rng.random((DRAWS, 1, 2))
random_points = rng.random((DRAWS, TRIALS, 2))


def miss(points, axes_that_matter):
    """Mean distance from the best point to the closest trial, along the axes that matter."""
    gap = (points - optima)[:, :, :axes_that_matter]
    return np.sqrt((gap**2).sum(axis=2)).min(axis=1).mean()


misses = {
    (name, matter): miss(points, matter)
    for name, points in (("grid", GRID_POINTS[None]), ("random", random_points))
    for matter in (1, 2)
}
assert misses["random", 1] < 0.7 * misses["grid", 1], misses
assert misses["random", 2] > 1.2 * misses["grid", 2], misses  # and the reverse if both matter
for (name, matter), value in misses.items():
    record(f"miss-{name}-{matter}", value, "{:.3f}")

table(
    "misses",
    caption=(
        f"最良の点から最も近い試行までの距離（範囲の長さを1とする。試行{TRIALS}回、最良の点の位置{DRAWS}通りの平均）",
        f"Distance from the best point to the closest trial (the range has length 1; {TRIALS} trials, mean over {DRAWS} positions of the best point)",
    ),
    columns=[("効くもの", "what matters"), ("グリッド", "grid"), ("ランダム", "random")],
    rows=[
        [label, f"{misses['grid', matter]:.3f}", f"{misses['random', matter]:.3f}"]
        for matter, label in ((1, ("片方だけ", "only 1 axis")), (2, ("両方", "both axes")))
    ],
)

# %%
BEST_AT = 0.5  # between two values of the grid


def valley(x):
    return 1 - np.exp(-(((x - BEST_AT) / 0.08) ** 2))


assert valley(CENTERS).min() > 0.8 and valley(random_points[0, :, 0]).min() < 0.4


@figure(
    "grid-vs-random",
    title=("格子とランダムの16点", "16 points on a grid and at random"),
    caption=(
        f"上は、効く軸だけに射影した点と、その軸の誤差です。格子は{SIDE}通り、ランダムは{TRIALS}通りの値を試しています。",
        f"Above: the points projected on the axis that matters, and the error along it. The grid tests {SIDE} values, random search {TRIALS}.",
    ),
    desc=(
        f"左の格子では、{TRIALS}点が効く軸の上で{SIDE}か所に重なり、谷の底の{BEST_AT}を外します。右のランダムでは{TRIALS}か所に散らばり、底の近くにも点があります。",
        f"On the left, the {TRIALS} points of the grid fall on {SIDE} places of the axis that matters and miss the bottom at {BEST_AT}. On the right, random points fall on {TRIALS} places, some close to the bottom.",
    ),
)
def _(t):
    drawing, panels = axes(2, 2, height=330, sharex=True, sharey="row", ratios=(1, 2))
    line = np.linspace(0, 1, 100)
    for column, points, name, color, marker in (
        (0, GRID_POINTS, t("グリッド", "grid"), ORANGE, MARKERS[1]),
        (1, random_points[0], t("ランダム", "random"), TEAL, MARKERS[0]),
    ):
        top, bottom = panels[column], panels[column + 2]
        top.plot(line, valley(line), color=MUTED, linestyle="-", linewidth=1.3)
        top.plot(points[:, 0], valley(points[:, 0]), marker, color=color)
        top.vlines(points[:, 0], -0.22, -0.08, color=color, linewidth=1)
        top.set(title=name, ylim=(-0.22, 1.15), yticks=(0, 1))
        bottom.plot(points[:, 0], points[:, 1], marker, color=color)
        bottom.set(xlabel=t("効く軸", "axis that matters"), xlim=(0, 1), xticks=(0, 0.5, 1))
        bottom.set(ylim=(0, 1), yticks=(0, 0.5, 1))
    panels[0].set_ylabel(t("誤差", "error"))
    panels[2].set_ylabel(t("効かない軸", "other axis"))
    return drawing


# %% [markdown] lang="ja"
# 効くのが片方だけなら、ランダムのほうが最良の点の近くを試します。両方が同じだけ効くなら、逆に格子のほうが近くなります。ランダムの強みは、どれが効くかを知らなくてよいことです。
#
# ## Hyperbandの割り当て {#brackets}
#
# Hyperbandは、最後まで学習させずに候補を減らします。多くの候補を短く学習させ、良いほうの3分の1だけを3倍長く学習させることを繰り返します（Successive Halving）。
# 短い成績をどこまで信じてよいかは分からないので、信じ方の違う四つの組（ブラケット）を順に走らせます。候補の値は、どのブラケットでもランダムに選びます。

# %% [markdown] lang="en"
# If only 1 axis matters, random search tests closer to the best point. If both matter equally, the grid is closer. The strength of random search is that you need not know which one matters.
#
# ## How Hyperband allocates {#brackets}
#
# Hyperband drops candidates before they are fully trained. It trains many for a short time, trains the better third 3 times as long, and repeats (successive halving).
# How far short results can be trusted is unknown, so it runs 4 brackets, one after another, that trust them differently. The values of the candidates are random in all brackets.

# %%
schedule = hyperband.brackets(LARGEST, ETA)
one_pass = sum(hyperband.cost(bracket) for bracket in schedule)
assert [bracket[0].count for bracket in schedule] == [27, 12, 6, 4]
started = sum(bracket[0].count for bracket in schedule)
assert BUDGET / 2 < one_pass < BUDGET
assert started * LARGEST > 3 * one_pass
record("one-pass", one_pass, "{:.0f}")
record("started", started, "{:.0f}")

table(
    "brackets",
    caption=(
        f"最長{LARGEST}エポック、η = {ETA}のときのHyperband。「候補の数 × 累計エポック」で、学習は止めた所から続ける",
        f"Hyperband for at most {LARGEST} epochs and η = {ETA}: candidates × epochs so far; training continues where it stopped",
    ),
    columns=[
        ("ブラケット", "bracket"),
        *((f"{i + 1}段目", f"rung {i + 1}") for i in range(len(schedule))),
        ("費やすエポック", "epochs spent"),
    ],
    rows=[
        [
            f"s = {len(bracket) - 1}",
            *(f"{rung.count} × {rung.resource}" for rung in bracket),
            *["–"] * (len(schedule) - len(bracket)),
            f"{hyperband.cost(bracket)}",
        ]
        for bracket in schedule
    ],
)

# %% [markdown] lang="ja"
# 最初のブラケットを1回走らせた様子です。

# %% [markdown] lang="en"
# Here is one run of the first bracket.

# %%
problems = [digits(ROWS, np.random.default_rng(seed)) for seed in range(SEEDS)]


def draws(seed):
    """The numbers that a search draws; the same for all, so that none starts with better luck."""
    return np.random.default_rng(200 + seed)


def hyperband_search(seed):
    rng = draws(seed)
    return hyperband.hyperband(lambda: Trial(rng.random(4), problems[seed], seed), LARGEST, ETA)


def race(looks):
    """Take looks until the budget is spent."""
    taken, left = [], BUDGET
    for look in looks:
        left -= look.spent
        if left < 0:
            return taken
        taken.append(look)
    return taken


results = {"hyperband": [race(hyperband_search(seed)) for seed in range(SEEDS)]}
first_bracket = [look.trial for look in results["hyperband"][0][: schedule[0][0].count]]
survivor = next(trial for trial in first_bracket if len(trial.errors) == len(AGES))
assert min(first_bracket, key=lambda trial: trial.errors[0]) is not survivor


@figure(
    "halving",
    title=("最初のブラケットの候補", "The candidates of the first bracket"),
    caption=(
        "1本が一つの候補です。印の所で誤り率を比べ、良いほうの3分の1だけが先へ進みます。",
        "One line per candidate. At the marks the error rates are compared, and only the better third goes on.",
    ),
    desc=(
        f"{schedule[0][0].count}の候補が1エポックで始まり、{', '.join(str(r.count) for r in schedule[0][1:])}と減ります。1エポック後に最も良かった候補は最後まで残りません。残った候補の誤り率は、{survivor.errors[0]:.3f}から{survivor.errors[-1]:.3f}に下がります。",
        f"{schedule[0][0].count} candidates start with 1 epoch, and go down to {', '.join(str(r.count) for r in schedule[0][1:])}. The best after 1 epoch is not the one left. The error rate of the one that is left falls from {survivor.errors[0]:.3f} to {survivor.errors[-1]:.3f}.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=260)
    for trial in first_bracket:
        last = trial is survivor
        ax.plot(
            AGES[: len(trial.errors)],
            trial.errors,
            MARKERS[0],
            linestyle="-",
            color=TEAL if last else MUTED,
            linewidth=2.2 if last else 1,
            markersize=6 if last else 4,
            zorder=3 if last else 2,
        )
    ax.text(
        LARGEST, survivor.errors[-1] + 0.05, t("残った候補", "the one left"), color=TEAL, ha="right"
    )
    ax.set_xscale("log")
    ax.set_xticks(AGES, [str(age) for age in AGES])
    ax.minorticks_off()
    ax.set(
        ylim=(0, 1),
        xlabel=t("エポック", "epoch"),
        ylabel=t("検証データの誤り率", "validation error"),
    )
    return drawing


# %% [markdown] lang="ja"
# ## 同じ予算の競走 {#race}
#
# 432エポックで競わせます。グリッドは、四つのハイパーパラメータにそれぞれ二つの値を置けば、ちょうど16点です。その二つを、範囲の両端に置く場合と、1/4と3/4の所に置く場合を比べます。
# ランダムも、学習率を対数で選ぶ場合と、そのままの値で一様に選ぶ場合を比べます。ベイズ最適化は、初めの5点をランダムと同じにし、残りを[後で説明する方法](#bayes)で選びます。

# %% [markdown] lang="en"
# ## The race on an equal budget {#race}
#
# They race over 432 epochs. A grid with 2 values for each of the 4 hyperparameters has just 16 points. We put the 2 values at the ends of each range, or at 1/4 and 3/4 of it.
# Random search draws the learning rate on a log scale, or uniformly on the plain scale. Bayesian optimization starts with the first 5 points of random search, and chooses the others by the [method explained below](#bayes).


# %%
def grid_search(levels, seed):
    points = np.array(list(product(levels, repeat=4)))
    for point in np.random.default_rng(seed).permutation(points):  # no order is better
        yield full_training(Trial(point, problems[seed], seed))


def random_search(seed, linear=False):
    rng = draws(seed)
    while True:
        point = rng.random(4)
        if linear:  # a uniform learning rate, expressed as a place on the log scale
            lr = LOW[0] + (HIGH[0] - LOW[0]) * point[0]
            point[0] = np.log(lr / LOW[0]) / np.log(HIGH[0] / LOW[0])
        yield full_training(Trial(point, problems[seed], seed))


def bayesian_search(seed, initial=5):
    rng = draws(seed)
    points, errors = [], []
    while True:
        if len(points) < initial:
            point = rng.random(4)
        else:
            surrogate = Surrogate(np.array(points), np.array(errors))
            point = propose(surrogate, rng.random((1000, 4)), min(errors))
        look = full_training(Trial(point, problems[seed], seed))
        points.append(point)
        errors.append(look.error)
        yield look


SEARCHES = {
    "grid-ends": (("グリッド（両端）", "grid (ends)"), lambda seed: grid_search((0, 1), seed)),
    "grid-quarters": (
        ("グリッド（1/4と3/4）", "grid (1/4, 3/4)"),
        lambda seed: grid_search((0.25, 0.75), seed),
    ),
    "random": (("ランダム", "random"), random_search),
    "linear": (
        ("ランダム（学習率は線形）", "random (linear lr)"),
        lambda seed: random_search(seed, linear=True),
    ),
    "bayesian": (("ベイズ最適化", "Bayesian"), bayesian_search),
    "hyperband": (("Hyperband", "Hyperband"), hyperband_search),
}
for name, (_, search) in SEARCHES.items():
    if name not in results:
        results[name] = [race(search(seed)) for seed in range(SEEDS)]

SPENT = np.arange(LARGEST, BUDGET + 1, LARGEST)


def best_so_far(looks):
    """The smallest validation error seen by the time each value of SPENT was spent."""
    spent = np.cumsum([look.spent for look in looks])
    best = np.minimum.accumulate([look.error for look in looks])
    return best[np.searchsorted(spent, SPENT, side="right") - 1]


curves = {name: np.array([best_so_far(looks) for looks in runs]) for name, runs in results.items()}
QUARTER, HALF, FULL = TRIALS // 4 - 1, TRIALS // 2 - 1, TRIALS - 1
mean = {name: curve.mean(axis=0) for name, curve in curves.items()}
assert mean["hyperband"][QUARTER] < 0.8 * mean["random"][QUARTER], mean
assert mean["hyperband"][FULL] < mean["random"][FULL] + 0.005, mean
assert mean["bayesian"][QUARTER] == mean["random"][QUARTER], mean  # the same 4 trials
assert mean["bayesian"][FULL] < mean["random"][FULL], mean
assert mean["grid-ends"][FULL] > 3 * mean["random"][FULL], mean
assert mean["grid-quarters"][FULL] < mean["bayesian"][FULL] + 0.01, mean  # well placed by luck
assert mean["linear"][FULL] > 1.5 * mean["random"][FULL], mean
placing = mean["grid-ends"][FULL] / mean["grid-quarters"][FULL]
assert placing > 5, placing
record("placing", placing, "{:.0f}")
for name, curve in mean.items():
    for label, at in (("quarter", QUARTER), ("half", HALF), ("full", FULL)):
        record(f"{name}-{label}", curve[at], "{:.3f}")

record("seeds", SEEDS, "{:.0f}")
final = {name: curve[:, FULL] for name, curve in curves.items()}
for name in ("hyperband", "bayesian"):
    record(f"{name}-won", (final[name] < final["random"]).sum(), "{:.0f}")
    record(f"{name}-lost", (final[name] > final["random"]).sum(), "{:.0f}")
    record(f"{name}-tied", (final[name] == final["random"]).sum(), "{:.0f}")
record("linear-below-a-tenth", 100 * (0.1 - LOW[0]) / (HIGH[0] - LOW[0]), "{:.0f}")
record("log-below-a-tenth", 100 * np.log(0.1 / LOW[0]) / np.log(HIGH[0] / LOW[0]), "{:.0f}")

table(
    "race-table",
    caption=(
        f"予算の4分の1、2分の1、全部を使った時点で、最も良い検証データの誤り率（{SEEDS}シードの平均と、最後の最悪）",
        f"Best validation error when a quarter, half and all of the budget is spent (mean of {SEEDS} seeds, and the worst at the end)",
    ),
    columns=[
        ("探し方", "search"),
        ("1/4", "1/4"),
        ("1/2", "1/2"),
        ("全部", "all"),
        ("最悪のシード", "worst seed"),
    ],
    rows=[
        [
            names,
            *(f"{mean[name][at]:.3f}" for at in (QUARTER, HALF, FULL)),
            f"{final[name].max():.3f}",
        ]
        for name, (names, _) in SEARCHES.items()
    ],
)

# %%
LINES = {
    "grid-ends": (MUTED, DASHES[3]),
    "grid-quarters": (ORANGE, DASHES[2]),
    "random": (TEAL, DASHES[0]),
    "bayesian": (PURPLE, DASHES[1]),
    "hyperband": (GREEN, DASHES[4]),
}


@figure(
    "best-so-far",
    title=("費やしたエポックと最も良い誤り率", "Epochs spent and the best error so far"),
    caption=(
        f"{SEEDS}シードの平均です。縦軸は対数です。Hyperbandの差は序盤にあり、最後にはどれも近づきます。両端に置いたグリッドだけは届きません。ベイズ最適化は、初めの5試行がランダムと同じです。",
        f"Mean of {SEEDS} seeds; log scale. The gain of Hyperband is early, and at the end all are close, except the grid at the ends. The first 5 trials of Bayesian optimization are those of random search.",
    ),
    desc=(
        f"予算の4分の1では、Hyperbandが{mean['hyperband'][QUARTER]:.3f}、ランダムが{mean['random'][QUARTER]:.3f}です。全部を使うと、Hyperbandが{mean['hyperband'][FULL]:.3f}、ランダムが{mean['random'][FULL]:.3f}、ベイズ最適化が{mean['bayesian'][FULL]:.3f}、1/4と3/4のグリッドが{mean['grid-quarters'][FULL]:.3f}、両端のグリッドが{mean['grid-ends'][FULL]:.3f}です。",
        f"At a quarter of the budget Hyperband is at {mean['hyperband'][QUARTER]:.3f} and random search at {mean['random'][QUARTER]:.3f}. At the end: Hyperband {mean['hyperband'][FULL]:.3f}, random {mean['random'][FULL]:.3f}, Bayesian {mean['bayesian'][FULL]:.3f}, grid at the quarters {mean['grid-quarters'][FULL]:.3f}, grid at the ends {mean['grid-ends'][FULL]:.3f}.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=320)
    for name, (color, dashes) in LINES.items():
        label = t(*SEARCHES[name][0])
        ax.plot(SPENT, mean[name], color=color, linestyle=dashes, label=label, linewidth=2)
    ax.set_yscale("log")
    ax.set_yticks((0.05, 0.1, 0.2, 0.5, 1), ("0.05", "0.1", "0.2", "0.5", "1"))
    ax.minorticks_off()
    ax.set(xlim=(0, BUDGET), ylim=(0.04, 1), xticks=(0, 108, 216, 324, 432))
    ax.set(xlabel=t("費やしたエポック", "epochs spent"), ylabel=t("最も良い誤り率", "best error"))
    ax.legend(loc="lower center", bbox_to_anchor=(0.4, 1.0), ncols=2, handlelength=2.4)
    return drawing


# %%
def log_of(looks):
    """The races as rows: number of the trial, epochs added, validation error after them."""
    trials = list(dict.fromkeys(look.trial for look in looks))
    return [[trials.index(look.trial), look.spent, look.error] for look in looks]


for name in ("hyperband", "random"):
    spent = [sum(look.spent for look in looks) for looks in results[name]]
    assert len(set(spent)) == 1 and BUDGET - LARGEST < spent[0] <= BUDGET, spent
data(
    "race",
    {
        "budget": BUDGET,
        "brackets": [[[rung.count, rung.resource] for rung in bracket] for bracket in schedule],
        **{name: [log_of(looks) for looks in results[name]] for name in ("hyperband", "random")},
    },
)
data(
    "race-check",
    {
        "spent": SPENT,
        "one-pass": one_pass,
        **{name: {"runs": curves[name], "mean": mean[name]} for name in ("hyperband", "random")},
    },
    digits=12,
)

# %% [markdown] lang="ja"
# 予算の1/4では、Hyperbandが先に出ます。ベイズ最適化は初めの5点がランダムと同じなので、この時点では差がなく、後から追い抜きます。全部を使い切ると、両端のグリッドと線形のランダムを除いて、差は小さくなります。
# 大きな差は、探し方ではなく範囲と尺度の取り方から生まれました。同じ16点の格子でも、両端に置くと、1/4と3/4に置くときに比べて誤り率が{=tuning/placing}倍です。学習率を線形に選ぶと、0.1より小さい値は{=tuning/linear-below-a-tenth}%しか選ばれません。対数なら{=tuning/log-below-a-tenth}%です。
#
# ## 早い成績を信じてよいか {#early-scores}
#
# Hyperbandが速いのは、短い学習の成績が最後の成績を表す場合です。ランダムサーチの試行で、1、3、9エポック後の誤り率と27エポック後の誤り率を比べます。

# %% [markdown] lang="en"
# At 1/4 of the budget Hyperband is ahead. Bayesian optimization has the first 5 points of random search, so it is level then, and passes it later. When all is spent, the differences are small, except for the grid at the ends and the linear scale.
# What makes a large difference is range and scale, not the search. The same grid of 16 points has {=tuning/placing} times the error at the ends of the ranges, compared with 1/4 and 3/4. On a linear scale only {=tuning/linear-below-a-tenth}% of the learning rates drawn are below 0.1; on a log scale it is {=tuning/log-below-a-tenth}%.
#
# ## Can early results be trusted? {#early-scores}
#
# Hyperband is fast if the result of a short training tells the result of a long one. Compare the error rates after 1, 3 and 9 epochs with those after 27, for the trials of random search.

# %%
errors = np.array([look.trial.errors for looks in results["random"] for look in looks])
errors = errors[errors[:, -1] < GUESSING - 0.05]  # those that learned something
early, late = errors[:, 0], errors[:, -1]
rank_correlation = {
    age: spearmanr(errors[:, rung], late).statistic for rung, age in enumerate(AGES[:-1])
}
good = late <= np.quantile(late, 0.25)
kept = early <= np.quantile(early, 1 / ETA)
dropped = int((good & ~kept).sum())
assert rank_correlation[1] < rank_correlation[3] < rank_correlation[9], rank_correlation
assert rank_correlation[9] > 0.7 > rank_correlation[1], rank_correlation
assert 0 < dropped < good.sum(), (dropped, good.sum())
for age, value in rank_correlation.items():
    record(f"rank-correlation-{age}", value, "{:.2f}")
record("good", good.sum(), "{:.0f}")
record("good-dropped", dropped, "{:.0f}")
record("learned", len(late), "{:.0f}")


@figure(
    "early-and-late",
    title=("1エポック後と27エポック後の誤り率", "Error after 1 and after 27 epochs"),
    caption=(
        f"ランダムサーチのうち学習が進んだ{len(late)}試行です。縦線の右は、1エポックの成績で上位3分の1に入らない試行です。最後に上位4分の1だった{good.sum()}試行（四角）のうち、{dropped}が右側にあります。",
        f"The {len(late)} trials of random search that learned. Right of the line: not in the better third after 1 epoch. Of the {good.sum()} trials that end in the best quarter (squares), {dropped} are there.",
    ),
    desc=(
        f"右上がりに並びますが、ばらつきます。順位相関は{rank_correlation[1]:.2f}です。最後に上位4分の1の{good.sum()}試行のうち、1エポック後に上位3分の1にいたのは{good.sum() - dropped}です。",
        f"The points rise to the right, with much scatter; the rank correlation is {rank_correlation[1]:.2f}. Of the {good.sum()} trials in the best quarter at the end, {good.sum() - dropped} were in the better third after 1 epoch.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=280)
    ax.plot(early[~good], late[~good], MARKERS[0], color=MUTED, markersize=4)
    ax.plot(early[good], late[good], MARKERS[1], color=TEAL, markersize=6)
    ax.axvline(np.quantile(early, 1 / ETA), color=ORANGE, linestyle=DASHES[1], linewidth=1.3)
    ax.set_yscale("log")
    ax.set_yticks((0.05, 0.1, 0.2, 0.5), ("0.05", "0.1", "0.2", "0.5"))
    ax.minorticks_off()
    ax.set(xlim=(0.4, 1), xticks=(0.4, 0.6, 0.8, 1))
    ax.set(xlabel=t("1エポック後の誤り率", "error after 1 epoch"))
    ax.set(ylabel=t("27エポック後", "after 27 epochs"))
    return drawing


# %% [markdown] lang="ja"
# 27エポック後の誤り率との順位相関は、1エポック後で{=tuning/rank-correlation-1}、3エポック後で{=tuning/rank-correlation-3}、9エポック後で{=tuning/rank-correlation-9}です。早い成績ほど当てにならず、ゆっくり始まる良い候補も捨てられます。
# それでも、同じ予算で多くの候補を始めるので、残る良い候補もあります。ブラケットを分けるのは、早い成績が当てにならないときの保険です。
#
# ## ベイズ最適化の選び方 {#bayes}
#
# ベイズ最適化は、これまでの試行に代理モデル（ここではガウス過程）を当てはめ、試していない値の成績を、平均と不確かさで予測します。次に試すのは、獲得関数が最大の値です。ここでは期待改善量、つまり今の最良をどれだけ下回りそうかの期待値を使います。
#
# 例は、カーネルリッジ回帰の検証誤差です。Friedman-1という人工データの200件で学習し、別の200件で平均二乗誤差を測り、その対数を目的にします。まず、カーネルの係数γだけを動かします。

# %% [markdown] lang="en"
# The rank correlation with the error after 27 epochs is {=tuning/rank-correlation-1} after 1 epoch, {=tuning/rank-correlation-3} after 3 and {=tuning/rank-correlation-9} after 9. The earlier the result, the less it tells, and good candidates that start slowly are dropped.
# But the same budget starts many candidates, and some good ones are left. The other brackets are the insurance against early results that mislead.
#
# ## How Bayesian optimization picks {#bayes}
#
# Bayesian optimization fits a surrogate model, here a Gaussian process, to the trials so far. It predicts the result of untried values with a mean and an uncertainty. The next trial is where the acquisition function is largest: here expected improvement, the mean amount by which the value may beat the best so far.
#
# The example is the validation error of kernel ridge regression. It learns from 200 rows of the artificial data set Friedman-1, and is measured on 200 others; the objective is the logarithm of the mean squared error. First we move only the coefficient γ of the kernel.

# %%
from sklearn.datasets import make_friedman1
from sklearn.metrics.pairwise import euclidean_distances

HALVES = 200
features, target = make_friedman1(2 * HALVES, noise=0.1, random_state=0)
target = target - target[:HALVES].mean()
within = euclidean_distances(features[:HALVES], squared=True)
across = euclidean_distances(features[HALVES:], features[:HALVES], squared=True)
KERNEL_LOW, KERNEL_HIGH = np.array([-8, -4]), np.array([1, 1])  # log10 of alpha and gamma


def log_error(point):
    """log10 of the validation error; `point` is (alpha, gamma) as places on their log scales."""
    alpha, gamma = 10 ** (KERNEL_LOW + (KERNEL_HIGH - KERNEL_LOW) * point)
    weights = np.linalg.solve(np.exp(-gamma * within) + alpha * np.eye(HALVES), target[:HALVES])
    return np.log10(np.mean((np.exp(-gamma * across) @ weights - target[HALVES:]) ** 2))


ALPHA = 0.5
tried = np.array([0.1, 0.35, 0.85, 1.0])
seen = np.array([log_error(np.array([ALPHA, place])) for place in tried])
places = np.linspace(0, 1, 201)
truth = np.array([log_error(np.array([ALPHA, place])) for place in places])
surrogate = Surrogate(tried[:, None], seen)
guess, doubt = surrogate.predict(places[:, None])
promise = expected_improvement(guess, doubt, seen.min())
chosen = places[promise.argmax()]
result = log_error(np.array([ALPHA, chosen]))
peak = abs(places - chosen) < 0.15  # the highest hill, well above the others
assert promise.max() > 1.3 * promise[~peak].max()
assert result < seen.min() - 0.1, (result, seen.min())
record("tried-best", 10 ** seen.min(), "{:.2f}")
record("next-result", 10**result, "{:.2f}")


@figure(
    "acquisition",
    title=("代理モデルと期待改善量", "Surrogate and expected improvement"),
    caption=(
        "上の点が試した値、線と帯が代理モデルの平均と±2標準偏差、点線が本当の値です。下の期待改善量が最大の所（縦線）を、次に試します。",
        "Above: points tried, mean of the surrogate with ±2 standard deviations, and the truth (dotted). Below: expected improvement. The next trial is at its maximum (vertical line).",
    ),
    desc=(
        f"四つの試行の最良は誤差{10 ** seen.min():.2f}です。期待改善量は、試した点から離れた{chosen:.2f}で最大になり、そこを試すと誤差は{10**result:.2f}に下がります。",
        f"The best of 4 trials has error {10 ** seen.min():.2f}. Expected improvement is largest at {chosen:.2f}, away from the points tried, and the trial there lowers the error to {10**result:.2f}.",
    ),
)
def _(t):
    drawing, (top, bottom) = axes(2, 1, height=340, sharex=True, ratios=(2, 1))
    top.fill_between(places, guess - 2 * doubt, guess + 2 * doubt, color=WASH, linewidth=0)
    top.plot(places, guess, color=TEAL, linestyle=DASHES[0], label=t("代理モデル", "surrogate"))
    top.plot(places, truth, color=MUTED, linestyle=DASHES[3], label=t("本当の値", "truth"))
    top.plot(tried, seen, MARKERS[0], color=INK, label=t("試した値", "tried"))
    top.set(ylabel=t("誤差の対数", "log of error"))
    top.legend(loc="lower center", bbox_to_anchor=(0.45, 1.0), ncols=3, handlelength=1.6)
    bottom.plot(places, promise, color=ORANGE)
    bottom.set(ylabel=t("期待改善量", "improvement"), xlim=(0, 1), ylim=(0, None))
    bottom.set(
        xlabel=t("γの位置（対数）", "place of γ (log scale)"), xticks=(0, 0.25, 0.5, 0.75, 1)
    )
    for ax in (top, bottom):
        ax.axvline(chosen, color=ORANGE, linestyle=DASHES[1], linewidth=1.2)
    return drawing


# %% [markdown] lang="ja"
# 次はγと正則化の係数αの両方を、16回の評価で探します。初めの4点はランダムです。並列にする場合は、走っている試行の結果を待たずに次の点を選びます。まだない結果の代わりに、代理モデルの予測を置きます。

# %% [markdown] lang="en"
# Now search γ and the regularization coefficient α together, in 16 evaluations. The first 4 points are random. In parallel, the next points are picked before the running trials have ended, with the predictions of the surrogate in place of their results.


# %%
def bayesian_values(seed, parallel, initial=4):
    """The values of the objective, in order; each round picks `parallel` points at once."""
    rng = np.random.default_rng(seed)
    points = list(rng.random((initial, 2)))
    values = [log_error(point) for point in points]
    while len(values) < TRIALS:
        surrogate = Surrogate(np.array(points), np.array(values))
        batch = []
        for _ in range(parallel):
            batch.append(propose(surrogate, rng.random((500, 2)), min(values)))
            if parallel > 1:
                surrogate.believe(batch[-1])
        points += batch
        values += [log_error(point) for point in batch]
    return values


def random_values(seed):
    return [log_error(point) for point in np.random.default_rng(seed).random((TRIALS, 2))]


REPEATS = 5
smooth = {
    "random": [random_values(seed) for seed in range(REPEATS)],
    "one": [bayesian_values(seed, 1) for seed in range(REPEATS)],
    "four": [bayesian_values(seed, 4) for seed in range(REPEATS)],
    "twelve": [bayesian_values(seed, 12) for seed in range(REPEATS)],
}
smooth = {name: 10 ** np.minimum.accumulate(runs, axis=1) for name, runs in smooth.items()}
smooth_mean = {name: runs.mean(axis=0) for name, runs in smooth.items()}
grid_best = 10 ** min(log_error(point) for point in GRID_POINTS)
dense = np.linspace(0, 1, 17)
lowest = 10 ** min(log_error(np.array(point)) for point in product(dense, dense))
smooth_won = int((smooth["one"][:, -1] < smooth["random"][:, -1]).sum())
assert smooth_won >= REPEATS - 2, smooth_won
assert smooth_mean["one"][11] < smooth_mean["random"][11]
assert smooth_mean["one"][-1] < smooth_mean["twelve"][-1] < smooth_mean["random"][-1]
assert smooth_mean["four"][-1] < smooth_mean["twelve"][-1]
assert grid_best < 1.02 * smooth_mean["one"][-1]  # 2 dimensions: a grid is good enough
for name, values in smooth_mean.items():
    record(f"smooth-{name}-8", values[7], "{:.2f}")
    record(f"smooth-{name}-12", values[11], "{:.2f}")
    record(f"smooth-{name}-16", values[-1], "{:.2f}")
record("smooth-won", smooth_won, "{:.0f}")
record("smooth-repeats", REPEATS, "{:.0f}")
record("smooth-grid", grid_best, "{:.2f}")
record("smooth-lowest", lowest, "{:.2f}")
SMOOTH_NAMES = {
    "random": (("ランダム", "random"), (MUTED, DASHES[3])),
    "one": (("ベイズ、1個ずつ", "Bayesian, 1 at a time"), (TEAL, DASHES[0])),
    "four": (("ベイズ、4個ずつ", "Bayesian, 4 at a time"), (PURPLE, DASHES[2])),
    "twelve": (("ベイズ、12個を一度に", "Bayesian, 12 at once"), (ORANGE, DASHES[1])),
}


@figure(
    "bayes-smooth",
    title=("滑らかな二次元の目的", "A smooth objective in 2 dimensions"),
    caption=(
        f"{REPEATS}シードの平均です。横線は、密な格子で見つけた最小値です。12個を一度に選ぶと、結果はランダムに近づきます。",
        f"Mean of {REPEATS} seeds. Horizontal line: the minimum found on a dense grid. With 12 points picked at once, the result moves toward random search.",
    ),
    desc=(
        f"{TRIALS}回の評価の後の平均二乗誤差は、ランダムが{smooth_mean['random'][-1]:.2f}、ベイズ最適化が1個ずつで{smooth_mean['one'][-1]:.2f}、4個ずつで{smooth_mean['four'][-1]:.2f}、12個を一度に選ぶと{smooth_mean['twelve'][-1]:.2f}です。最小値は{lowest:.2f}です。",
        f"Mean squared error after {TRIALS} evaluations: random {smooth_mean['random'][-1]:.2f}; Bayesian optimization {smooth_mean['one'][-1]:.2f} with 1 at a time, {smooth_mean['four'][-1]:.2f} with 4, {smooth_mean['twelve'][-1]:.2f} with 12 at once. The minimum is {lowest:.2f}.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=300)
    for name, (label, (color, dashes)) in SMOOTH_NAMES.items():
        ax.plot(
            np.arange(4, TRIALS + 1),
            smooth_mean[name][3:],
            color=color,
            linestyle=dashes,
            label=t(*label),
        )
    ax.axhline(lowest, color=INK, linewidth=0.8)
    ax.set(xlim=(4, TRIALS), xticks=(4, 8, 12, 16), xlabel=t("評価の回数", "evaluations"))
    ax.set(ylabel=t("最も良い平均二乗誤差", "best MSE so far"))
    ax.legend(loc="lower center", bbox_to_anchor=(0.4, 1.0), ncols=2, handlelength=2)
    return drawing


# %% [markdown] lang="ja"
# 滑らかで次元の低い目的なら、ベイズ最適化はランダムより少ない評価で済みます。4個ずつの並列では損はわずかで、12個を一度に選ぶと、前の結果を使えない分だけ悪くなりました。ただし、ここでは4×4の格子も同じくらい良い値を見つけました。先ほどの四次元の競走では、16試行の終わりになって、ようやく差がつきました。
#
# ## 選んだ値は良く見えすぎる {#winners-curse}
#
# 最後に、選ぶことの代償を測ります。ランダムサーチの16試行から、検証データで最も良いものを選び、選ぶのに使わなかったデータで測り直します。検証データを選び直しながら繰り返し、平均します。

# %% [markdown] lang="en"
# On a smooth objective with few dimensions, Bayesian optimization needs fewer evaluations than random search. Picking 4 at a time costs little; picking 12 at once is worse, since no result is there to learn from. But a 4×4 grid found a value just as good here, and in the race in 4 dimensions the lead came only toward the end of the 16 trials.
#
# ## The chosen value looks too good {#winners-curse}
#
# Last, the price of choosing. Of the 16 trials of random search, choose the one that is best on validation data, and measure it again on data that the choice did not use. Repeat with other validation data, and average.

# %%
SIZES, RESAMPLES = (25, 100, 400), 200
curse = {size: [] for size in SIZES}
rng = np.random.default_rng(1)
for looks in results["random"]:
    wrong = np.array([look.trial.wrong() for look in looks], dtype=float)
    for _ in range(RESAMPLES):
        order = rng.permutation(wrong.shape[1])
        test = wrong[:, order[max(SIZES) :]].mean(axis=1)
        for size in SIZES:
            validation = wrong[:, order[:size]].mean(axis=1)
            winner = validation.argmin()
            curse[size].append((validation[winner], test[winner]))
curse = {size: np.mean(pairs, axis=0) for size, pairs in curse.items()}
gap = {size: test - validation for size, (validation, test) in curse.items()}
assert gap[25] > gap[100] > gap[400], gap
assert gap[25] > 0.015 and gap[400] > -0.003, gap
assert curse[25][1] > curse[400][1]  # and a small validation set also chooses worse
for size, (validation, test) in curse.items():
    record(f"winner-validation-{size}", validation, "{:.3f}")
    record(f"winner-test-{size}", test, "{:.3f}")

table(
    "winners-curse",
    caption=(
        f"{TRIALS}試行から選んだ最良の誤り率（{SEEDS}シード、検証データの選び直し{RESAMPLES}回の平均）",
        f"Error rate of the best of {TRIALS} trials (mean over {SEEDS} seeds and {RESAMPLES} choices of the validation data)",
    ),
    columns=[
        ("検証データ", "validation images"),
        ("検証データでの誤り率", "on validation data"),
        ("テストデータでの誤り率", "on test data"),
        ("差", "gap"),
    ],
    rows=[
        [f"{size}", f"{validation:.3f}", f"{test:.3f}", f"{test - validation:.3f}"]
        for size, (validation, test) in curse.items()
    ],
)

# %% [markdown] lang="ja"
# 選ぶのに使った値は、必ずと言ってよいほど良く見えすぎます。検証データが小さいほど差は大きく、選ばれるモデルも悪くなります。だから、報告する値は、調整に一度も使っていないテストデータで測ります。

# %% [markdown] lang="en"
# The value that a choice was based on almost always looks too good. The smaller the validation set, the larger the gap, and the worse the chosen model. So the value to report is measured on test data that took no part in tuning.

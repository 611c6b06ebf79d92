# ---
# title:
#   ja: 不具合を入れた学習の損失曲線
#   en: Loss curves of runs with a known fault
# description:
#   ja: 学習コードにわざと不具合を一つ入れ、損失曲線と原因の組を集めます。損失曲線の診断は、この記録で調整し、別の記録で確かめます。
#   en: Puts one fault at a time into training code and collects the loss curves with their true causes, to tune and to test the diagnosis of loss curves.
# ---

# %% [markdown] lang="ja"
# 損失曲線の形から原因を当てる方法は、どれくらい当たるのでしょうか。確かめるには、原因の分かっている曲線が要ります。
#
# そこで、正しい学習コードに不具合を一つだけ入れて学習させ、曲線に原因の札を付けます。
# 札は曲線を見て付けたものではなく、コードに実際に入れた不具合です。
#
# ## 二つの組 {#two-sets}
#
# 判定のしきい値を選ぶ組と、それを確かめる組を分けます。同じ曲線で選んで同じ曲線で確かめると、当たって見えるのは当然だからです。
# 二つの組は、データ、モデル、乱数のシード、不具合の強さがすべて違います。
#
# - 調整用：手書き数字と、人工の回帰データ。
# - テスト用：乳がんの検査値、ワインの成分、人工の6クラス、糖尿病の回帰。

# %% [markdown] lang="en"
# How often can the cause be told from the shape of a loss curve? To find out, we need curves whose cause is known.
#
# So we take correct training code, put in exactly one fault, train, and label the curve with it.
# The label is not an opinion about the curve: it is the fault that was really in the code.
#
# ## Two sets {#two-sets}
#
# One set is there to choose the thresholds of a diagnosis, the other to test it. A diagnosis that is tested on the curves it was tuned on looks right as a matter of course.
# The two sets share neither data nor model, neither seeds nor the strength of a fault.
#
# - Tuning: handwritten digits, and synthetic regression data.
# - Test: measurements of breast cancer, the chemistry of wine, 6 synthetic classes, and regression on diabetes.

# %%
import itertools
import warnings
from collections import Counter
from dataclasses import dataclass, fields, replace

import numpy as np
from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine

from helpers.lab import data, figure, record, table
from helpers.mlkit import (
    Split,
    batches,
    cross_entropy,
    digits,
    gradients,
    logits,
    network,
    softmax_regression,
    step,
)
from helpers.optimizers import adam_start, adam_step
from helpers.style import DASHES, ORANGE, TEAL, axes

warnings.filterwarnings("ignore", category=RuntimeWarning)  # the overflows are the lesson


class Classifier:
    """A network of the labs, trained by SGD."""

    def __init__(self, net):
        self.net = net

    def loss(self, x, y):
        return cross_entropy(self.net, x, y)

    def learn(self, x, y, lr):
        step(self.net, gradients(self.net, x, y), lr)


class AdamClassifier(Classifier):
    """The same network, trained by Adam."""

    def __init__(self, net):
        super().__init__(net)
        self.states = [(adam_start(layer.w), adam_start(layer.b)) for layer in net]

    def learn(self, x, y, lr):
        slopes = gradients(self.net, x, y)
        for place, (layer, slope) in enumerate(zip(self.net, slopes, strict=True)):
            for_w, for_b = self.states[place]
            layer.w, for_w = adam_step(layer.w, slope.w, for_w, lr=lr)
            layer.b, for_b = adam_step(layer.b, slope.b, for_b, lr=lr)
            self.states[place] = (for_w, for_b)


class Line:
    """Linear regression by SGD; the loss is half the mean squared error."""

    def __init__(self, features):
        self.w = np.zeros(features)

    def loss(self, x, y):
        return 0.5 * np.mean((x @ self.w - y) ** 2)

    def learn(self, x, y, lr):
        self.w = self.w - lr * x.T @ (x @ self.w - y) / len(y)


# %% [markdown] lang="ja"
# 課題は全部で9種類です。回帰以外は、ソフトマックス回帰か、隠れ層が一つの小さなネットワークで学習します。

# %% [markdown] lang="en"
# There are 9 tasks in all. Except for the regressions, softmax regression or a small network with one hidden layer learns them.


# %%
def standardized(x):
    return (x - x.mean(axis=0)) / x.std(axis=0)


def parted(x, y, train, rng):
    order = rng.permutation(len(y))
    return Split(x[order[:train]], y[order[:train]], x[order[train:]], y[order[train:]])


def bundled(load, train):
    """A data set of scikit-learn, shuffled, with standard features."""

    def make(rng):
        x, y = load(return_X_y=True)
        if y.dtype.kind == "f":
            y = standardized(y)
        return parted(standardized(x), y, train, rng)

    return make


def mixture(classes, features, apart, train, test):
    """Normal clouds around random centers."""

    def make(rng):
        centers = rng.normal(0.0, apart, (classes, features))
        y = rng.integers(0, classes, train + test)
        return parted(centers[y] + rng.normal(size=(len(y), features)), y, train, rng)

    return make


def uneven(share, features, shift, train, test):
    """Two classes; the share of positives is given, and the first 2 features tell them apart."""

    def make(rng):
        y = (rng.random(train + test) < share).astype(np.int64)
        x = rng.normal(size=(len(y), features))
        x[y == 1, :2] += shift
        return parted(x, y, train, rng)

    return make


def linear(features, noise, train, test):
    def make(rng):
        x = rng.normal(size=(train + test, features))
        y = x @ rng.normal(size=features) + rng.normal(0.0, noise, len(x))
        return parted(x, y, train, rng)

    return make


@dataclass(frozen=True)
class Task:
    """`make` draws the data, `model` is untrained; `lr` and `batch` are those of a good run."""

    make: object
    model: object
    lr: float
    batch: int


TASKS = {
    "digits": Task(
        lambda rng: digits(1200, rng), lambda rng: Classifier(softmax_regression()), 0.5, 50
    ),
    "digits-net": Task(
        lambda rng: digits(1000, rng), lambda rng: Classifier(network((64, 64, 10), rng)), 0.2, 25
    ),
    "lines": Task(linear(5, 0.3, 1000, 400), lambda rng: Line(5), 0.05, 25),
    "uneven": Task(
        uneven(0.3, 8, 1.5, 1500, 1500), lambda rng: Classifier(softmax_regression(8, 2)), 0.3, 50
    ),
    "cancer": Task(
        bundled(load_breast_cancer, 400),
        lambda rng: Classifier(network((30, 16, 2), rng)),
        0.05,
        20,
    ),
    "cancer-linear": Task(
        bundled(load_breast_cancer, 400),
        lambda rng: Classifier(softmax_regression(30, 2)),
        0.05,
        20,
    ),
    "wine": Task(
        bundled(load_wine, 120), lambda rng: AdamClassifier(network((13, 24, 3), rng)), 0.01, 12
    ),
    "mixture": Task(
        mixture(6, 20, 0.7, 1200, 600),
        lambda rng: AdamClassifier(network((20, 24, 6), rng)),
        0.005,
        40,
    ),
    "diabetes": Task(bundled(load_diabetes, 320), lambda rng: Line(10), 0.02, 16),
}

# %% [markdown] lang="ja"
# ## 入れる不具合 {#faults}
#
# - 振動：学習率が大きすぎる。
# - 発散、NaN：学習率が限界2/λmaxを超える。入力の1セルがNaN。1行で0除算。
# - 急な跳ね：一つのバッチだけ、ラベルが誤りか、特徴量の単位が違う。
# - 周期：クラス順（回帰では目的変数の順）に並んだまま。最初の数バッチだけを繰り返す。
# - 過学習：少ない行を、誤ったラベルも含めて長く学習する。
# - 学習しない：学習率が極端に小さい。重みを更新し忘れる。特徴量とラベルの行がずれている。
# - 再現率が0：陽性が少なく、スコアがしきい値0.5に届かない。
#
# 記録の取り方も3通りあります。各バッチの損失、数ステップごとの全データの損失、エポックごとのトレーニングと検証の損失です。

# %% [markdown] lang="en"
# ## The faults {#faults}
#
# - Oscillation: the learning rate is too high.
# - Divergence, NaN: the learning rate is above the limit 2/λmax; one cell of the input is NaN; one row was divided by 0.
# - Jump: a single batch with wrong labels, or with its features in a wrong unit.
# - Period: the rows stay sorted by class (by the target in a regression); only the first few batches are repeated.
# - Overfitting: few rows, some with wrong labels, learned for a long time.
# - Does not learn: a tiny learning rate; the update of the weights is forgotten; the rows of features and labels do not match.
# - Recall of 0: positives are rare, and no score reaches the threshold of 0.5.
#
# There are three kinds of logs: the loss of every batch, the loss on all training data every few steps, and the training and validation loss of every epoch.

# %%
PATTERN = {
    "none": "healthy",
    "rate": "oscillation",
    "beyond": "divergence",
    "cell": "divergence",
    "zero": "divergence",
    "labels": "jump",
    "unit": "jump",
    "sorted": "repeats",
    "loop": "repeats",
    "few": "overfitting",
    "tiny": "plateau",
    "frozen": "plateau",
    "unrelated": "plateau",
    "rare": "recall-zero",
}


@dataclass(frozen=True)
class Run:
    """One training: `log` is batch, all or epoch; `fault` is what is wrong with the code."""

    task: str
    log: str
    fault: str
    seed: int
    points: int = 100
    factor: float = 1.0  # of the learning rate, or of the features in a wrong unit
    batch: int = 0  # 0: that of the task
    at: int = 0  # the step of the bad batch
    rows: int = 0  # 0: all
    wrong: float = 0.0  # share of wrong labels
    loop: int = 0  # batches
    share: float = 0.0  # of positives
    every: int = 5  # steps between two looks at all data


def inputs(run, rng):
    """The training data with the fault in it, and the validation data."""
    make = TASKS[run.task].make
    if run.fault == "rare":
        make = uneven(run.share, 8 + 4 * (run.seed % 3), 0.7, 2000, 2000)
    split = make(rng)
    x, y = split.x.copy(), split.y.copy()
    if run.fault == "few":
        x, y = x[: run.rows], y[: run.rows]
        hit = rng.random(len(y)) < run.wrong
        y[hit] = (y[hit] + 1) % (y.max() + 1)
    elif run.fault == "cell":
        x[rng.integers(len(y)), 0] = np.nan
    elif run.fault == "zero":
        x[rng.integers(len(y)), 0] = np.inf
    elif run.fault == "unrelated":
        y = rng.permutation(y)
    return x, y, split.x_test, split.y_test


def orders(run, y, size, rng):
    """The rows of each batch, for ever."""
    if run.fault == "sorted":
        by_class = np.argsort(y, kind="stable")
        return (by_class[rows] for rows in itertools.cycle(batches(len(y), size, None)))
    if run.fault == "loop":
        return itertools.cycle(itertools.islice(batches(len(y), size, rng), run.loop))
    return (rows for _ in itertools.count() for rows in batches(len(y), size, rng))


def bad_batch(run, x, y, rng):
    """The one batch that was read wrongly."""
    if run.fault == "unit":
        return x * run.factor, y
    return x, (y + 20.0 if y.dtype.kind == "f" else (y + 1) % (y.max() + 1))


def recall(model, x, y):
    found = logits(model.net, x).argmax(axis=1) == 1
    return float(found[y == 1].mean())


def trained(run):
    """Train; the log as columns."""
    rng = np.random.default_rng(run.seed)
    task = TASKS[run.task]
    x, y, x_val, y_val = inputs(run, rng)
    model = (
        task.model(rng) if run.fault != "rare" else Classifier(softmax_regression(x.shape[1], 2))
    )
    size = run.batch or task.batch
    rate = task.lr * (run.factor if run.fault in ("rate", "tiny") else 1.0)
    if run.fault == "beyond":
        rate = run.factor * 2 / np.linalg.eigvalsh(x.T @ x / len(y))[-1]
    per_point = {"batch": 1, "all": run.every, "epoch": -(-len(y) // size)}[run.log]
    asked = run.fault in ("none", "rare") and run.log == "epoch"
    two = asked and y.dtype.kind == "i" and len(np.unique(y)) == 2
    columns = {"train": []} | ({"validation": []} if run.log == "epoch" else {})
    columns |= {"recall": []} if two else {}
    seen = []
    for count, rows in enumerate(
        itertools.islice(orders(run, y, size, rng), run.points * per_point)
    ):
        x_now, y_now = x[rows], y[rows]
        if run.fault in ("labels", "unit") and count == run.at:
            x_now, y_now = bad_batch(run, x_now, y_now, rng)
        seen.append(model.loss(x_now, y_now))
        if run.fault != "frozen":
            model.learn(x_now, y_now, rate)
        if (count + 1) % per_point:
            continue
        columns["train"].append(model.loss(x, y) if run.log == "all" else np.mean(seen))
        seen = []
        if run.log == "epoch":
            columns["validation"].append(model.loss(x_val, y_val))
        if two:
            columns["recall"].append(recall(model, x_val, y_val))
    return {name: np.array(values) for name, values in columns.items()}


TUNING = [
    Run("digits", "batch", "none", 1),
    Run("digits", "batch", "none", 2, batch=20),
    Run("digits", "all", "none", 3, points=80),
    Run("digits-net", "epoch", "none", 4, points=30),
    Run("digits-net", "batch", "none", 5),
    Run("lines", "batch", "none", 6),
    Run("uneven", "epoch", "none", 7, points=40),
    Run("digits", "all", "rate", 10, factor=20, batch=20),
    Run("digits", "all", "rate", 11, factor=60, batch=20, points=80),
    Run("digits", "batch", "rate", 12, factor=40, batch=20),
    Run("digits-net", "epoch", "rate", 13, factor=5, batch=10, points=50),
    Run("digits", "batch", "rate", 14, factor=25, batch=25, points=120),
    Run("lines", "batch", "beyond", 20, factor=1.1),
    Run("lines", "epoch", "beyond", 21, factor=1.02, batch=500, points=50),
    Run("digits", "batch", "cell", 22),
    Run("digits-net", "epoch", "cell", 23, points=30),
    Run("lines", "batch", "zero", 24),
    Run("lines", "batch", "labels", 30, at=45),
    Run("lines", "batch", "unit", 31, at=60, factor=30),
    Run("digits", "batch", "labels", 32, at=70),
    Run("digits", "batch", "unit", 33, at=40, factor=30),
    Run("digits-net", "batch", "unit", 34, at=80, factor=20, points=120),
    Run("digits", "batch", "sorted", 40, points=120),
    Run("digits", "batch", "loop", 41, loop=4),
    Run("digits-net", "batch", "sorted", 42, batch=50, points=120),
    Run("digits", "batch", "loop", 43, loop=9, batch=20),
    Run("digits-net", "batch", "loop", 44, loop=6, points=90),
    Run("digits-net", "epoch", "few", 50, rows=200, wrong=0.2, points=90),
    Run("digits-net", "epoch", "few", 51, rows=100, wrong=0.2, points=100),
    Run("digits-net", "epoch", "few", 52, rows=400, wrong=0.3, points=60),
    Run("uneven", "epoch", "tiny", 60, factor=1e-4, points=40),
    Run("digits", "batch", "tiny", 61, factor=1e-4),
    Run("digits", "all", "unrelated", 62, points=60),
    Run("lines", "batch", "frozen", 63, points=80),
    Run("uneven", "epoch", "rare", 70, share=0.02, points=40),
    Run("uneven", "epoch", "rare", 71, share=0.025, points=40),
]
TEST = [
    Run("cancer", "epoch", "none", 101, points=20),
    Run("cancer", "batch", "none", 102, points=60),
    Run("wine", "all", "none", 103, points=60, every=2),
    Run("mixture", "batch", "none", 104, points=80),
    Run("mixture", "epoch", "none", 105, points=20),
    Run("diabetes", "batch", "none", 106, points=90),
    Run("diabetes", "epoch", "none", 107, points=30),
    Run("cancer-linear", "all", "rate", 110, factor=100, points=60, every=3),
    Run("cancer-linear", "batch", "rate", 111, factor=40, points=80),
    Run("mixture", "all", "rate", 112, factor=60, points=70, every=4),
    Run("mixture", "epoch", "rate", 113, factor=50, points=40),
    Run("mixture", "batch", "rate", 114, factor=60, points=70),
    Run("wine", "all", "rate", 115, factor=100, points=60, every=2),
    Run("diabetes", "batch", "beyond", 120, factor=1.2, points=80),
    Run("diabetes", "epoch", "beyond", 121, factor=1.05, batch=320, points=60),
    Run("cancer", "batch", "cell", 122, points=60),
    Run("mixture", "epoch", "cell", 123, points=30),
    Run("diabetes", "batch", "zero", 124, points=70),
    Run("wine", "batch", "zero", 125, points=60),
    Run("diabetes", "batch", "labels", 130, at=50, points=80),
    Run("diabetes", "batch", "unit", 131, at=60, factor=50, points=90),
    Run("cancer", "batch", "labels", 132, at=60, points=80),
    Run("mixture", "batch", "unit", 133, at=50, factor=40, points=80),
    Run("diabetes", "batch", "unit", 134, at=55, factor=20, points=80),
    Run("mixture", "batch", "labels", 135, at=65, points=85),
    Run("cancer", "batch", "sorted", 140, points=80),
    Run("mixture", "batch", "loop", 141, loop=5, points=70),
    Run("wine", "batch", "sorted", 142, points=80),
    Run("mixture", "batch", "sorted", 143, batch=80, points=90),
    Run("cancer", "batch", "loop", 144, loop=7, points=70),
    Run("diabetes", "batch", "sorted", 145, batch=32, points=80),
    Run("mixture", "epoch", "few", 150, rows=150, wrong=0.15, points=90),
    Run("cancer", "epoch", "few", 151, rows=60, wrong=0.3, points=90),
    Run("mixture", "epoch", "few", 152, rows=400, wrong=0.3, points=60),
    Run("cancer", "epoch", "few", 153, rows=80, wrong=0.3, points=80),
    Run("cancer", "epoch", "few", 154, rows=100, wrong=0.2, points=80),
    Run("cancer", "epoch", "tiny", 160, factor=1e-4, points=30),
    Run("mixture", "batch", "tiny", 161, factor=1e-4, points=60),
    Run("wine", "all", "frozen", 162, points=40),
    Run("wine", "batch", "tiny", 163, factor=1e-3, points=60),
    Run("mixture", "batch", "frozen", 164, points=50),
    Run("cancer", "epoch", "rare", 170, share=0.03, points=30),
    Run("cancer", "epoch", "rare", 171, share=0.015, points=50),
]
tuning = [(run, trained(run)) for run in TUNING]
test = [(run, trained(run)) for run in TEST]

assert not {run.task for run in TUNING} & {run.task for run in TEST}
assert not {run.seed for run in TUNING} & {run.seed for run in TEST}
record("tuning-runs", len(tuning), "{:.0f}")
record("test-runs", len(test), "{:.0f}")

# %% [markdown] lang="ja"
# ## 不具合は曲線に現れているか {#visible}
#
# 入れた不具合が曲線に出ていなければ、誰にも当てられません。そこで各学習に、不具合だけを除いた双子を用意します。データもシードも同じです。
# 型ごとに一つの条件を決め、札の付いたすべての学習が条件を満たし、双子は満たさないことを確かめます。条件は不具合の場所を知っているので、診断には使えません。

# %% [markdown] lang="en"
# ## Does the fault show in the curve? {#visible}
#
# A fault that leaves no trace in the curve cannot be found by anybody. So each run gets a twin without the fault, with the same data and the same seed.
# For each pattern there is one condition that every labeled run must fulfill and its twin must not. The condition knows where the fault is, so it is of no use as a diagnosis.


# %%
def late_half(values):
    return values[len(values) // 2 :]


def fell(run, log):
    """The share of the loss that is gone at the end; single batches are noisy, so more of them count."""
    train = log["train"]
    few = len(train) // 5 if run.log == "batch" else 1
    return 1 - train[-few:].mean() / train[:few].mean()


def twin_of(run):
    """The same training without the fault; all rows take as many steps as the few."""
    if run.fault != "few":
        return replace(run, fault="none")
    share = run.rows / len(TASKS[run.task].make(np.random.default_rng(0)).y)
    return replace(run, fault="none", points=max(10, round(run.points * share)))


def wave(values, lag):
    """The correlation of the second half, without its trend, with itself `lag` points later."""
    values = late_half(values)
    at = np.arange(len(values))
    rest = values - np.polyval(np.polyfit(at, values, 2), at)
    return np.corrcoef(rest[:-lag], rest[lag:])[0, 1]


def period(run):
    return run.loop or -(
        -len(TASKS[run.task].make(np.random.default_rng(0)).y)
        // (run.batch or TASKS[run.task].batch)
    )


def oscillates(run, log, twin):
    late = late_half(log["train"])
    return (
        late.max() < 100 * twin["train"].max() and late.std() > 3 * late_half(twin["train"]).std()
    )


def diverges(run, log, twin):
    last = log["train"][-1]
    return not np.isfinite(last) or last > 5 * np.nanmin(log["train"])


def jumps(run, log, twin):
    return log["train"][run.at : run.at + 2].max() > 2.5 * log["train"][run.at - 10 : run.at].max()


def repeats(run, log, twin):
    return wave(log["train"], period(run)) > 0.5


def overfits(run, log, twin):
    train, validation = log["train"], log["validation"]
    best = int(validation.argmin())
    rises = validation[-5:].mean() > 1.1 * validation.min()
    return rises and train[-5:].mean() < 0.8 * train[best]


def stands(run, log, twin):
    return fell(run, log) < 0.08


def finds_nothing(run, log, twin):
    return log["recall"][-1] == 0 and fell(run, log) > 0.2


SHOWS = {
    "oscillation": oscillates,
    "divergence": diverges,
    "jump": jumps,
    "repeats": repeats,
    "overfitting": overfits,
    "plateau": stands,
    "recall-zero": finds_nothing,
}
for run, log in tuning + test:
    twin = trained(twin_of(run))
    assert fell(run, twin) > 0.2, (run, fell(run, twin))
    if run.fault == "none":
        continue
    shows = SHOWS[PATTERN[run.fault]]
    assert shows(run, log, twin), run
    assert not shows(run, twin, twin), run

counts = {
    name: Counter(PATTERN[run.fault] for run, _ in runs)
    for name, runs in (("tuning", tuning), ("test", test))
}
assert set(counts["tuning"]) == set(counts["test"]) == set(PATTERN.values())

# %%
NAMES = {
    "healthy": ("順調", "healthy"),
    "oscillation": ("振動（学習率が大きい）", "oscillation (learning rate too high)"),
    "divergence": ("発散、NaN", "divergence or NaN"),
    "jump": ("急な跳ね", "sudden jump"),
    "repeats": ("周期的な波（入力の繰り返し）", "periodic wave (repeating input)"),
    "overfitting": ("過学習", "overfitting"),
    "plateau": ("学習しない", "does not learn"),
    "recall-zero": ("損失は下がるが再現率0", "loss falls, recall stays 0"),
}

table(
    "counts",
    caption=("札の付いた学習の数", "Number of labeled runs"),
    columns=[("入れた不具合", "fault"), ("調整用", "tuning"), ("テスト用", "test")],
    rows=[
        [text, f"{counts['tuning'][name]}", f"{counts['test'][name]}"]
        for name, text in NAMES.items()
    ],
)

# %% [markdown] lang="ja"
# ## 八つの形 {#shapes}
#
# テスト用の組から一つずつ見ます。下の二つは、同じように下がるトレーニングの損失です。再現率は損失からは読めません。

# %% [markdown] lang="en"
# ## Eight shapes {#shapes}
#
# One of each from the test set. The first and the last both have a training loss that falls as it should: recall cannot be read off the loss.

# %%
EXAMPLES = (101, 113, 120, 130, 143, 150, 160, 170)  # seeds
SHOWN = {PATTERN[run.fault]: (run, log) for run, log in test if run.seed in EXAMPLES}
assert set(SHOWN) == set(NAMES)
healthy_log, rare_log = SHOWN["healthy"][1], SHOWN["recall-zero"][1]
assert healthy_log["recall"][-1] > 0.9
assert rare_log["recall"][-1] == 0
record("healthy-recall", healthy_log["recall"][-1], "{:.2f}")
record("rare-recall", rare_log["recall"][-1], "{:.0f}")
record("rare-fell", 100 * fell(*SHOWN["recall-zero"]), "{:.0f}")


@figure(
    "patterns",
    title=("不具合ごとの損失曲線", "Loss curves by fault"),
    caption=(
        "実線はトレーニング、破線は検証の損失です。どの学習にも、題の不具合だけが入っています。発散と跳ねの縦軸は対数です。",
        "Solid: training loss; dashed: validation loss. Each run has just the fault in its title. Divergence and jump have a logarithmic axis.",
    ),
    desc=(
        "、".join(
            f"{NAMES[name][0]}：トレーニングの損失は{log['train'][0]:.2g}から{log['train'][-1]:.2g}"
            for name, (_, log) in SHOWN.items()
        )
        + "。",
        "; ".join(
            f"{NAMES[name][1]}: training loss from {log['train'][0]:.2g} to {log['train'][-1]:.2g}"
            for name, (_, log) in SHOWN.items()
        )
        + ".",
    ),
)
def _(t):
    drawing, panels = axes(4, 2, height=620)
    for ax, (name, text) in zip(panels, NAMES.items(), strict=True):
        run, log = SHOWN[name]
        at = np.arange(1, len(log["train"]) + 1)
        ax.plot(at, log["train"], color=TEAL, linestyle=DASHES[0], linewidth=1.2)
        if "validation" in log:
            ax.plot(at, log["validation"], color=ORANGE, linestyle=DASHES[1], linewidth=1.4)
        if name in ("divergence", "jump"):
            ax.set(yscale="log")
            ax.minorticks_off()
        else:
            ax.set(ylim=(0, 1.12 * max(np.max(log[key]) for key in log if key != "recall")))
            ax.locator_params(axis="y", nbins=4)
        short = t(text[0].split("（")[0], text[1].split(" (")[0])
        unit = t("エポック", "epoch") if run.log == "epoch" else t("記録", "point")
        ax.set(title=short, xlabel=unit)
        ax.locator_params(axis="x", nbins=4)
    return drawing


# %% [markdown] lang="ja"
# 再現率が0の学習では、損失は{=loss-curve-doctor/rare-fell}%下がりました。順調な学習の再現率は{=loss-curve-doctor/healthy-recall}です。二つを分けるのは損失ではなく、再現率の記録だけです。
#
# ## 記録を渡す {#data}
#
# 調整用の{=loss-curve-doctor/tuning-runs}本とテスト用の{=loss-curve-doctor/test-runs}本の曲線を、[損失曲線の診断](../practice/loss-curve-doctor.md)に渡します。診断のしきい値は調整用の組だけで選んでいます。

# %% [markdown] lang="en"
# In the run with a recall of 0 the loss fell by {=loss-curve-doctor/rare-fell}%. The recall of the healthy run is {=loss-curve-doctor/healthy-recall}. What tells the two apart is not the loss, only the record of recall.
#
# ## Handing out the records {#data}
#
# The {=loss-curve-doctor/tuning-runs} curves for tuning and the {=loss-curve-doctor/test-runs} for testing go to the [loss-curve doctor](../practice/loss-curve-doctor.md). Its thresholds were chosen on the tuning set alone.


# %%
def plain(values):
    """Numbers for a file, which has none for infinity; NaN becomes null by itself."""
    return ["inf" if np.isposinf(value) else float(value) for value in values]


def handed(run, log):
    default = {each.name: each.default for each in fields(Run)}
    setting = {name: value for name, value in vars(run).items() if value != default[name]}
    task = TASKS[run.task]
    known = {"pattern": PATTERN[run.fault], "lr": task.lr, "batch": run.batch or task.batch}
    return setting | known | {name: plain(values) for name, values in log.items()}


data("tuning", [handed(run, log) for run, log in tuning])
data("test", [handed(run, log) for run, log in test])

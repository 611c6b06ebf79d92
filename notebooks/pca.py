# ---
# title:
#   ja: 主成分分析を計算で確かめる
#   en: PCA, checked by computing
# description:
#   ja: 主成分分析を特異値分解で書き、残る分散と正解率、尺度、特徴量選択との違い、トレーニングデータだけで当てはめる理由を測ります。
#   en: Writes PCA with an SVD and measures variance kept, accuracy, scaling, feature selection, and why to fit on training data only.
# ---

# %% [markdown] lang="ja"
# 主成分分析（PCA）は、特徴量を少ない数に圧縮します。何が残り、何が捨てられるのでしょうか。「分散の95%を残す」は、予測に要るものを95%残すことになるのでしょうか。
#
# ## 残る分散、捨てられる分散 {#variance}
#
# 手書き数字の64画素を使います。平均を引いた行列を特異値分解すると、分散の大きい順に直交する方向が得られます。これが主成分です。
# 方向は1000枚のトレーニングデータだけから求めます。

# %% [markdown] lang="en"
# Principal component analysis (PCA) compresses features into fewer numbers. What stays, and what is thrown away? Does keeping 95% of the variance keep 95% of what a prediction needs?
#
# ## Variance kept, variance thrown away {#variance}
#
# We use the 64 pixels of handwritten digits. The singular value decomposition of the centered matrix gives orthogonal directions in the order of their variance: the principal components.
# We find them from 1000 training images only.

# %%
import numpy as np
from sklearn.datasets import load_wine
from sklearn.decomposition import PCA
from sklearn.feature_selection import f_classif
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from helpers import pls
from helpers.lab import figure, record, table
from helpers.mlkit import digits
from helpers.style import DASHES, INK, MARKERS, MUTED, ORANGE, PURPLE, TEAL, axes

SEEDS, ROWS, VALIDATION = 3, 1000, 300


def principal_components(x):
    """Mean, directions (one per column) and the share of the variance along each."""
    directions, variances = pls.principal_directions(x)
    return x.mean(axis=0), directions, variances / variances.sum()


data = digits(ROWS, np.random.default_rng(0))
mean, directions, share = principal_components(data.x)
kept = share.cumsum()
centered = data.x - mean

reference = PCA(svd_solver="full").fit(data.x)
assert np.allclose(share, reference.explained_variance_ratio_)  # scikit-learn agrees


def components_for(ratio):
    """The smallest number of components that keeps this share of the variance."""
    return int(np.searchsorted(kept, ratio)) + 1


def lost_share(count):
    """Share of the squared deviations that the first `count` components cannot rebuild."""
    rebuilt = centered @ directions[:, :count] @ directions[:, :count].T
    return ((centered - rebuilt) ** 2).sum() / (centered**2).sum()


for count in (2, 10, 30):
    assert abs(kept[count - 1] + lost_share(count) - 1) < 1e-9  # kept + lost = all of it
rank = int((share > 1e-12).sum())
assert rank < 64 and lost_share(rank) < 1e-20  # some pixels never change: those are free
for ratio in (0.90, 0.95, 0.99):
    record(f"components-{100 * ratio:.0f}", components_for(ratio), "{:.0f}")
assert 15 < components_for(0.90) < components_for(0.95) < components_for(0.99) < 50
record("rank", rank, "{:.0f}")
record("kept-2", 100 * kept[1], "{:.0f}")
record("kept-10", 100 * kept[9], "{:.0f}")

# %%
COUNTS_SHOWN = (2, 10, components_for(0.95), 64)
EXAMPLE = 3
LEVELS = np.linspace(0.15, 1.0, 6)  # six sizes of squares stand for the brightness


@figure(
    "rebuilt",
    title=("主成分から復元した数字", "A digit rebuilt from its components"),
    caption=(
        f"テストデータの1枚（数字の{data.y_test[EXAMPLE]}）を、上の数だけの主成分から復元しました。四角の大きさが画素の明るさです。64は元の画像と同じです。",
        f"One test image, a {data.y_test[EXAMPLE]}, rebuilt from as many components as the number above it. The size of a square is the brightness of the pixel. With 64 it is the original.",
    ),
    desc=(
        f"主成分{COUNTS_SHOWN[0]}個では分散の{100 * kept[1]:.0f}%が残りますが、数字の形は読めません。{COUNTS_SHOWN[1]}で{100 * kept[9]:.0f}%が残って形が現れ、{COUNTS_SHOWN[2]}で元の画像とほぼ同じになります。",
        f"With {COUNTS_SHOWN[0]} components {100 * kept[1]:.0f}% of the variance stays and the digit cannot be read. With {COUNTS_SHOWN[1]} it is {100 * kept[9]:.0f}% and the shape appears; with {COUNTS_SHOWN[2]} the image is almost the original.",
    ),
)
def _(t):
    drawing, panels = axes(1, len(COUNTS_SHOWN), height=130)
    image = data.x_test[EXAMPLE] - mean
    rows, columns = np.divmod(np.arange(64), 8)
    for ax, count in zip(panels, COUNTS_SHOWN, strict=True):
        basis = directions[:, :count]
        level = np.digitize(mean + image @ basis @ basis.T, LEVELS)
        for size in range(1, len(LEVELS) + 1):
            at = level == size
            ax.plot(columns[at], -rows[at], "s", color=INK, markersize=1.45 * size, linestyle="")
        ax.set_title(f"{count}", loc="center")
        ax.spines[:].set_visible(False)
        ax.set(xlim=(-0.8, 7.8), ylim=(-7.8, 0.8), xticks=(), yticks=(), aspect="equal")
    return drawing


# %% [markdown] lang="ja"
# 残った分散の割合と、復元で失われた割合を足すと、ちょうど1です。失う量は計算できるので、「多少は無視してよい」かを勘で決める必要はありません。
# 1000枚の中でまったく変わらない画素があるため、{=pca/rank}個の主成分で何も失われません。本当に「情報を失わない」圧縮は、この範囲だけです。
#
# ## いくつ残すか {#how-many}
#
# 残した主成分でロジスティック回帰を学習し、正解率を測ります。主成分の数は検証データ300枚で選び、残りの497枚でテストします。

# %% [markdown] lang="en"
# The share of the variance that stays and the share that rebuilding loses add up to exactly 1. The loss can be computed, so nobody has to guess whether it may be ignored.
# Some pixels never change in the 1000 images, so {=pca/rank} components lose nothing. Only up to there is the compression really lossless.
#
# ## How many to keep {#how-many}
#
# We train a logistic regression on the components kept and measure its accuracy. We choose the number on 300 validation images and test on the other 497.

# %%
COUNTS = (1, 2, 3, 5, 7, 10, 15, 20, 30, 40, 64)


def classifier(x, y):
    """Logistic regression with a weak penalty."""
    return LogisticRegression(C=10, max_iter=3000).fit(x, y)


validation_accuracy, test_accuracy = [], []
for seed in range(SEEDS):
    split = digits(ROWS, np.random.default_rng(seed))
    seed_mean, seed_directions, _ = principal_components(split.x)
    for count in COUNTS:
        basis = seed_directions[:, :count]
        model = classifier((split.x - seed_mean) @ basis, split.y)
        right = model.predict((split.x_test - seed_mean) @ basis) == split.y_test
        validation_accuracy.append(right[:VALIDATION].mean())
        test_accuracy.append(right[VALIDATION:].mean())
validation_accuracy = np.reshape(validation_accuracy, (SEEDS, -1)).mean(axis=0)
test_accuracy = np.reshape(test_accuracy, (SEEDS, -1)).mean(axis=0)

good_enough = validation_accuracy >= validation_accuracy.max() - 0.01
chosen = int(good_enough.argmax())  # the smallest number within 1 point of the best
at = {count: index for index, count in enumerate(COUNTS)}

assert 10 <= COUNTS[chosen] <= 40, COUNTS[chosen]
assert abs(test_accuracy[chosen] - test_accuracy[-1]) < 0.03
assert kept[1] < 0.35 and 0.5 < test_accuracy[at[2]] < 0.65  # accuracy is not variance
assert test_accuracy[at[10]] > kept[9] + 0.1
record("chosen", COUNTS[chosen], "{:.0f}")
record("accuracy-chosen", test_accuracy[chosen], "{:.2f}")
record("accuracy-all", test_accuracy[-1], "{:.2f}")
record("accuracy-2", test_accuracy[at[2]], "{:.2f}")
record("accuracy-10", test_accuracy[at[10]], "{:.2f}")


# %%
@figure(
    "components",
    title=("主成分の数、残る分散、正解率", "Components, variance kept, accuracy"),
    caption=(
        f"正解率と残る分散は別の曲線です。検証データの正解率が最良から1ポイント以内に入る最小の数は{COUNTS[chosen]}です（正解率は{SEEDS}シードの平均）。",
        f"Accuracy and variance kept are different curves. {COUNTS[chosen]} is the smallest number whose validation accuracy is within 1 point of the best (accuracies: mean of {SEEDS} seeds).",
    ),
    desc=(
        f"主成分10では分散の{100 * kept[9]:.0f}%が残り、テストの正解率は{test_accuracy[at[10]]:.2f}です。{COUNTS[chosen]}で{test_accuracy[chosen]:.2f}、全部の64で{test_accuracy[-1]:.2f}です。分散の95%には{components_for(0.95)}個が要ります。",
        f"With 10 components {100 * kept[9]:.0f}% of the variance stays and the test accuracy is {test_accuracy[at[10]]:.2f}. It is {test_accuracy[chosen]:.2f} with {COUNTS[chosen]} and {test_accuracy[-1]:.2f} with all 64. Keeping 95% of the variance takes {components_for(0.95)}.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=270)
    ax.plot(np.arange(1, 65), kept, color=TEAL, linestyle=DASHES[0])
    ax.plot(COUNTS, test_accuracy, color=ORANGE, linestyle=DASHES[1], marker=MARKERS[1])
    ax.axvline(COUNTS[chosen], color=MUTED, linestyle=DASHES[3], linewidth=1.2)
    ax.text(32, 0.72, t("残る分散の割合", "share of variance kept"), color=TEAL)
    ax.text(1.5, 1.02, t("テストの正解率", "test accuracy"), color=ORANGE)
    ax.text(COUNTS[chosen] + 1, 0.1, t("検証データで選んだ数", "chosen on validation"), color=MUTED)
    ax.set(
        xlim=(0, 65),
        ylim=(0, 1.1),
        xticks=(1, 10, 20, 40, 64),
        yticks=(0, 0.5, 1),
        xlabel=t("主成分の数", "components"),
        ylabel=t("割合", "share"),
    )
    return drawing


# %% [markdown] lang="ja"
# 主成分二つに残る分散は{=pca/kept-2}%ですが、正解率は{=pca/accuracy-2}です。10では分散{=pca/kept-10}%に対して正解率{=pca/accuracy-10}です。
# この課題では、予測に要る情報が分散より早く集まりました。いつもそうだとは限りません。
#
# ## 分散が小さくても重要なことがある {#low-variance}
#
# 逆の例を作ります。二つの測定値は強く相関していますが、クラスを分けるのは、わずかな差のほうです。

# %% [markdown] lang="en"
# Two components keep {=pca/kept-2}% of the variance, yet the accuracy is {=pca/accuracy-2}. With 10 it is {=pca/accuracy-10}, at {=pca/kept-10}% of the variance.
# In this task the components collect what the prediction needs faster than they collect variance. It is not always so.
#
# ## Low variance does not mean unimportant {#low-variance}
#
# We build the opposite. Two measurements are strongly correlated, and it is their small difference that separates the classes.


# %%
def small_difference(rows, rng):
    """Two measurements of a common size, and a class that shows in their difference only."""
    label = rng.integers(0, 2, rows)
    size = 3 * rng.normal(size=rows)
    difference = 0.15 * (2 * label - 1) + 0.03 * rng.normal(size=rows)
    return np.column_stack([size + difference, size - difference]), label


first_share, accuracy_first, accuracy_second = [], [], []
for seed in range(SEEDS):
    rng = np.random.default_rng(seed)
    x, label = small_difference(400, rng)
    x_new, label_new = small_difference(400, rng)
    pair_mean, pair_directions, pair_share = principal_components(x)
    scores, scores_new = (x - pair_mean) @ pair_directions, (x_new - pair_mean) @ pair_directions
    first_share.append(pair_share[0])
    for column, accuracies in enumerate((accuracy_first, accuracy_second)):
        model = classifier(scores[:, [column]], label)
        accuracies.append(model.score(scores_new[:, [column]], label_new))
    if seed == 0:
        shown_scores, shown_label = scores_new[:150], label_new[:150]

assert min(first_share) > 0.99
assert max(accuracy_first) < 0.6 and min(accuracy_second) > 0.99
record("low-variance-pc1", 100 * np.mean(first_share), "{:.1f}")
record("low-variance-accuracy-pc1", np.mean(accuracy_first), "{:.2f}")
record("low-variance-accuracy-pc2", np.mean(accuracy_second), "{:.2f}")


# %%
@figure(
    "low-variance",
    title=(
        "分散の小さい方向がクラスを分ける",
        "The direction of low variance separates the classes",
    ),
    caption=(
        "横が第1主成分、縦が第2主成分です。目盛りの幅に注意してください。クラスは、捨てられる縦の方向だけで分かれます。",
        "Across: component 1; up: component 2. Mind the scales. The classes separate only along the direction that would be dropped.",
    ),
    desc=(
        f"第1主成分は分散の{100 * np.mean(first_share):.1f}%を占めますが、それだけで分類した正解率は{np.mean(accuracy_first):.2f}です。第2主成分だけなら{np.mean(accuracy_second):.2f}です（{SEEDS}シードの平均）。",
        f"Component 1 holds {100 * np.mean(first_share):.1f}% of the variance, but classifying by it alone gives an accuracy of {np.mean(accuracy_first):.2f}. Component 2 alone gives {np.mean(accuracy_second):.2f} (mean of {SEEDS} seeds).",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=240)
    for value, color, marker in ((0, TEAL, MARKERS[0]), (1, ORANGE, MARKERS[1])):
        chosen_rows = shown_label == value
        ax.plot(
            *shown_scores[chosen_rows].T,
            marker,
            color=color,
            linestyle="",
            markersize=4,
            markerfacecolor="none",
            label=t(f"クラス{value}", f"class {value}"),
        )
    ax.set(
        ylim=(-0.4, 0.55),
        yticks=(-0.2, 0, 0.2),
        xlabel=t("第1主成分", "component 1"),
        ylabel=t("第2主成分", "component 2"),
    )
    ax.legend(loc="upper right", ncols=2, handlelength=1.0)
    return drawing


# %% [markdown] lang="ja"
# 「分散の99%を残す」という規則は、ここでは必要な方向を捨てます。主成分分析はラベルを見ないので、この間違いに自分では気付けません。
#
# ## 先に尺度をそろえる {#scale}
#
# 分散は単位で変わります。13種類の成分を測ったワインのデータで、そのままの場合と標準化した場合を比べます。正解率は5分割交差検証で、標準化も主成分もトレーニング側だけから求めます。

# %% [markdown] lang="en"
# A rule such as "keep 99% of the variance" drops the direction that is needed here. PCA does not look at labels, so it cannot notice the mistake.
#
# ## Scale first {#scale}
#
# A variance depends on the unit. On the wine data, with 13 measured properties, we compare raw columns with standardized ones. Accuracy comes from 5-fold cross-validation, with scaling and components found on the training side only.

# %%
wine = load_wine()


def cross_validated(x, y, prepare, seeds=SEEDS, folds=5):
    """Accuracy over shuffled folds, for each seed; `prepare(x, y)` returns a function of x."""
    result = []
    for seed in range(seeds):
        right = []
        for train, test in StratifiedKFold(folds, shuffle=True, random_state=seed).split(x, y):
            change = prepare(x[train], y[train])
            model = classifier(change(x[train]), y[train])
            right.append(model.score(change(x[test]), y[test]))
        result.append(np.mean(right))
    return np.array(result)


def project(count, *, standardized):
    """A `prepare` that keeps the first components of the raw or the standardized columns."""

    def prepare(x, _):
        spread = x.std(axis=0) if standardized else np.ones(x.shape[1])
        spread = np.where(spread > 0, spread, 1.0)  # a column that never changes stays as it is
        center, basis, _ = principal_components(x / spread)
        return lambda new: (new / spread - center) @ basis[:, :count]

    return prepare


spread = wine.data.std(axis=0)
_, raw_directions, raw_share = principal_components(wine.data)
_, scaled_directions, scaled_share = principal_components(wine.data / spread)
dominant = wine.feature_names[int(np.abs(raw_directions[:, 0]).argmax())]
raw_accuracy = cross_validated(wine.data, wine.target, project(2, standardized=False))
scaled_accuracy = cross_validated(wine.data, wine.target, project(2, standardized=True))

assert dominant == "proline" and raw_share[0] > 0.99 and scaled_share[0] < 0.45
assert (scaled_accuracy > raw_accuracy + 0.15).all(), (raw_accuracy, scaled_accuracy)
record("wine-raw-pc1", 100 * raw_share[0], "{:.1f}")
record("wine-raw-loading", abs(raw_directions[:, 0]).max(), "{:.3f}")
record("wine-scaled-pc1", 100 * scaled_share[0], "{:.0f}")
record("wine-raw-accuracy", raw_accuracy.mean(), "{:.2f}")
record("wine-scaled-accuracy", scaled_accuracy.mean(), "{:.2f}")


# %%
@figure(
    "scale",
    title=("ワインの第1・第2主成分", "The first two components of the wine data"),
    caption=(
        "左は元の単位のままで、第1主成分はほぼprolineだけです。右は標準化した後で、三つのクラスが分かれます（1本おきに表示）。",
        "Left: raw units, where component 1 is almost only proline. Right: standardized, and the three classes separate (every other wine is drawn).",
    ),
    desc=(
        f"標準化しないと第1主成分が分散の{100 * raw_share[0]:.1f}%を占め、主成分二つの正解率は{raw_accuracy.mean():.2f}です。標準化すると第1主成分は{100 * scaled_share[0]:.0f}%、正解率は{scaled_accuracy.mean():.2f}です。",
        f"Without scaling component 1 holds {100 * raw_share[0]:.1f}% of the variance and 2 components reach an accuracy of {raw_accuracy.mean():.2f}. Standardized, component 1 holds {100 * scaled_share[0]:.0f}% and the accuracy is {scaled_accuracy.mean():.2f}.",
    ),
)
def _(t):
    drawing, panels = axes(1, 2, height=250)
    views = (
        (t("元の単位", "raw units"), wine.data, raw_directions),
        (t("標準化", "standardized"), wine.data / spread, scaled_directions),
    )
    for ax, (name, x, basis) in zip(panels, views, strict=True):
        scores = (x - x.mean(axis=0)) @ basis[:, :2]
        for value, color, marker in zip(range(3), (TEAL, ORANGE, PURPLE), MARKERS, strict=False):
            ax.plot(
                *scores[wine.target == value][::2].T,  # every other wine, to keep the drawing light
                marker,
                color=color,
                linestyle="",
                markersize=4,
                markerfacecolor="none",
            )
        ax.set_title(name)
        ax.set(xlabel=t("第1主成分", "component 1"))
        ax.locator_params(axis="x", nbins=4)
    panels[0].set(ylabel=t("第2主成分", "component 2"))
    return drawing


# %% [markdown] lang="ja"
# 標準化がいつも良いわけではありません。数字の画素はすべて同じ単位なので、標準化すると、ほとんど変わらない端の画素の雑音まで同じ大きさに広がります。主成分10で比べます。

# %% [markdown] lang="en"
# Standardizing is not always better. The pixels of the digits share one unit, and standardizing blows up the noise of border pixels that hardly ever change. We compare with 10 components.

# %%
FEW, SELECTED = 10, 20


def f_selection(count):
    """A `prepare` that keeps the columns whose class means differ most (F statistic)."""

    def prepare(x, y):
        moving = np.flatnonzero(x.std(axis=0) > 0)
        order = moving[np.argsort(-f_classif(x[:, moving], y)[0])]
        return lambda new: new[:, order[:count]]

    return prepare


def digits_accuracy(prepare):
    """Test accuracy on the digits for each seed."""
    result = []
    for seed in range(SEEDS):
        split = digits(ROWS, np.random.default_rng(seed))
        change = prepare(split.x, split.y)
        model = classifier(change(split.x), split.y)
        result.append(model.score(change(split.x_test), split.y_test))
    return np.array(result)


raw_digits = digits_accuracy(project(FEW, standardized=False))
scaled_digits = digits_accuracy(project(FEW, standardized=True))
assert (raw_digits > scaled_digits + 0.02).all(), (raw_digits, scaled_digits)
record("digits-raw-accuracy", raw_digits.mean(), "{:.2f}")
record("digits-scaled-accuracy", scaled_digits.mean(), "{:.2f}")

# %% [markdown] lang="ja"
# そのままなら{=pca/digits-raw-accuracy}、標準化すると{=pca/digits-scaled-accuracy}です。単位が違う列は標準化し、同じ単位の列では両方を検証データで比べます。
#
# ## 特徴抽出と特徴量選択 {#extraction-and-selection}
#
# 主成分は全部の列の和なので、10個に圧縮しても、予測のときに集める列は減りません。列そのものを減らすのは特徴量選択です。F値の大きい画素を選ぶ方法と比べます。

# %% [markdown] lang="en"
# Raw it is {=pca/digits-raw-accuracy}, standardized {=pca/digits-scaled-accuracy}. Standardize columns of different units; where the unit is the same, compare both on validation data.
#
# ## Feature extraction and feature selection {#extraction-and-selection}
#
# A component is a sum over all columns. Compressing to 10 numbers does not reduce the columns that must be collected for a prediction. Reducing the columns themselves is feature selection. We compare with choosing the pixels of the largest F statistic.

# %%
extracted = {count: digits_accuracy(project(count, standardized=False)) for count in (10, 20)}
selected = {count: digits_accuracy(f_selection(count)) for count in (10, 20)}
columns_needed = int((np.abs(directions[:, :FEW]).max(axis=1) > 1e-9).sum())

assert columns_needed > 55
for count in (10, 20):
    assert extracted[count].mean() > selected[count].mean() + 0.01
record("columns-needed", columns_needed, "{:.0f}")
table(
    "extraction-and-selection",
    caption=(
        f"手書き数字のテストの正解率（{SEEDS}シードの平均）",
        f"Test accuracy on the digits (mean of {SEEDS} seeds)",
    ),
    columns=[
        ("方法", "method"),
        ("モデルへの入力", "inputs of the model"),
        ("集める画素", "pixels to collect"),
        ("正解率", "accuracy"),
    ],
    rows=[
        row
        for count in (10, 20)
        for row in (
            [
                ("主成分（特徴抽出）", "components (extraction)"),
                f"{count}",
                f"{columns_needed}",
                f"{extracted[count].mean():.2f}",
            ],
            [
                ("画素（特徴量選択）", "pixels (selection)"),
                f"{count}",
                f"{count}",
                f"{selected[count].mean():.2f}",
            ],
        )
    ],
)

# %% [markdown] lang="ja"
# 入力の数が同じなら、この課題では主成分のほうが良い結果でした。その代わり、{=pca/columns-needed}画素をすべて集め続ける必要があり、一つの入力が何を表すかも説明しにくくなります。
#
# ## トレーニングデータだけで当てはめる {#training-only}
#
# ラベルとまったく関係のない500列、100行のデータを作ります。どんなモデルでも、本当の正解率は0.5です。
# 圧縮を全行で当てはめてから交差検証する場合と、トレーニング側だけで当てはめる場合を、PCA（成分5）とPLS（成分2）で比べます。

# %% [markdown] lang="en"
# With as many inputs, the components do better in this task. In exchange all {=pca/columns-needed} pixels must still be collected, and it is harder to say what one input means.
#
# ## Fit on the training data only {#training-only}
#
# We make 100 rows of 500 columns that have nothing to do with the label. The true accuracy of any model is 0.5.
# We fit the compression on all rows before cross-validation, or on the training side only, with PCA (5 components) and with PLS (2 components).

# %%
NOISE_ROWS, NOISE_COLUMNS, NOISE_SEEDS = 100, 500, 10


def pca_directions(x, _):
    """Five principal directions; the label is not used."""
    return pls.principal_directions(x)[0][:, :5]


def pls_directions(x, y):
    """Two directions chosen with the help of the label."""
    return pls.pls1(x, y.astype(float), 2).weights


def noise_accuracy(find, *, on_all_rows):
    """Cross-validated accuracy on pure noise, mean over fresh data sets."""
    result = []
    for seed in range(NOISE_SEEDS):
        rng = np.random.default_rng(seed)
        x = rng.normal(size=(NOISE_ROWS, NOISE_COLUMNS))
        y = rng.permutation(np.arange(NOISE_ROWS) % 2)

        def prepare(x_train, y_train, x=x, y=y):
            basis = find(x, y) if on_all_rows else find(x_train, y_train)
            return lambda new: new @ basis

        result.append(cross_validated(x, y, prepare, seeds=1)[0])
    return np.mean(result)


FINDERS = {"pca": ("PCA", pca_directions), "pls": ("PLS", pls_directions)}
leaky = {name: noise_accuracy(find, on_all_rows=True) for name, (_, find) in FINDERS.items()}
clean = {name: noise_accuracy(find, on_all_rows=False) for name, (_, find) in FINDERS.items()}

assert leaky["pls"] > 0.95 and abs(clean["pls"] - 0.5) < 0.1, (leaky, clean)
assert abs(leaky["pca"] - 0.5) < 0.1 and abs(clean["pca"] - 0.5) < 0.1
for name in FINDERS:
    record(f"noise-all-{name}", leaky[name], "{:.2f}")
    record(f"noise-training-{name}", clean[name], "{:.2f}")
table(
    "training-only",
    caption=(
        f"ラベルと無関係なデータでの交差検証の正解率（{NOISE_SEEDS}回の平均、正しい値は0.5）",
        f"Cross-validated accuracy on data unrelated to the label (mean of {NOISE_SEEDS} data sets; the right value is 0.5)",
    ),
    columns=[
        ("圧縮", "compression"),
        ("全行で当てはめる", "fitted on all rows"),
        ("トレーニング側だけ", "training side only"),
    ],
    rows=[[name, f"{leaky[key]:.2f}", f"{clean[key]:.2f}"] for key, (name, _) in FINDERS.items()],
)

# %% [markdown] lang="ja"
# PLSを全行で当てはめると、ただの雑音で正解率{=pca/noise-all-pls}に見えます。テストのラベルが方向の選択に漏れたからです。
# PCAではラベルを使わないため、この例では偏りが見えません。それでも、テストデータで方向を決めれば、見ていないデータでの性能を測ったことにはなりません。規則は同じで、トレーニングデータだけで当てはめます。

# %% [markdown] lang="en"
# PLS fitted on all rows seems to reach an accuracy of {=pca/noise-all-pls} on pure noise: the labels of the test rows leaked into the choice of directions.
# PCA uses no labels, and no bias shows in this example. Still, with directions found on test data we do not measure performance on unseen data. The rule is the same: fit on the training data only.

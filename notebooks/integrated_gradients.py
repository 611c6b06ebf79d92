# ---
# title:
#   ja: Integrated Gradientsを計算する
#   en: Computing integrated gradients
# description:
#   ja: 勾配だけではなぜ足りないか、ベースラインとステップ数で何が変わるか、完全性で何を検査できるかを計算します。
#   en: Why the gradient alone is not enough, what baseline and number of steps change, and what the completeness check finds.
# ---

# %% [markdown] lang="ja"
# モデルが「これは7だ」と答えました。どの画素が効いたのでしょうか。
# 1点の勾配だけでは足りません。Integrated Gradientsは、何もない入力（ベースライン）から実際の入力までの経路で勾配を平均し、入力との差を掛けます。
#
# ## 勾配が0でも効いている {#saturation}
#
# まず、画素が一つだけのモデルです。入力が1を超えると、出力は1のまま変わりません。入力は2、ベースラインは0です。

# %% [markdown] lang="en"
# A model says "this is a 7". Which pixels made it say so?
# The gradient at one point is not enough. Integrated gradients average the gradient along a path from an input with nothing in it (the baseline) to the actual input, and multiply by the difference of the two.
#
# ## A gradient of 0, and yet it matters {#saturation}
#
# First a model with a single pixel. Above an input of 1 the output stays at 1. The input is 2, the baseline 0.

# %%
import numpy as np
from sklearn.ensemble import RandomForestRegressor
from sklearn.neural_network import MLPClassifier

from helpers.attribution import (
    RULES,
    completeness_error,
    exact_shapley,
    integrated_gradients,
    sampled_shapley,
    tanh_gradient,
    tanh_probability,
)
from helpers.lab import data, figure, record, table
from helpers.mlkit import Layer, digits
from helpers.style import DASHES, INK, MARKERS, MUTED, ORANGE, PURPLE, TEAL, WASH, axes


def saturating(x):
    """Rises to 1 and stays there."""
    return np.minimum(x[:, 0], 1)


def saturating_gradient(x):
    """1 on the way up, 0 after it."""
    return (x < 1).astype(float)


x, baseline = np.array([2.0]), np.array([0.0])
gradient_at_x = saturating_gradient(x[None])[0, 0]
attribution = integrated_gradients(saturating_gradient, x, baseline, steps=50, rule="midpoint")[0]
change = np.diff(saturating(np.array([baseline, x])))[0]

assert gradient_at_x == 0 and change == 1
assert abs(attribution - change) < 1e-9
record("saturated-gradient", gradient_at_x, "{:.0f}")
record("saturated-ig", attribution, "{:.0f}")

# %%
GRID = np.linspace(0, 2, 201)


@figure(
    "saturation",
    title=("飽和するモデルと経路の勾配", "A saturating model and the gradient along the path"),
    caption=(
        "上：モデルの出力。入力（四角）では平らです。下：経路の各点の勾配。塗った面積がIntegrated Gradientsです。",
        "Top: the output of the model, flat at the input (square). Bottom: the gradient along the path. The filled area is the integrated gradient.",
    ),
    desc=(
        f"入力2での勾配は{gradient_at_x:.0f}ですが、0から2までの勾配の面積は{attribution:.0f}で、出力の変化{change:.0f}と一致します。",
        f"At the input 2 the gradient is {gradient_at_x:.0f}, but the area under the gradient from 0 to 2 is {attribution:.0f}, the change of the output, {change:.0f}.",
    ),
)
def _(t):
    drawing, (top, bottom) = axes(2, 1, height=290, sharex=True)
    top.plot(GRID, saturating(GRID[:, None]), color=TEAL)
    top.plot(0, 0, MARKERS[0], color=INK, markersize=8, clip_on=False)
    top.plot(2, 1, MARKERS[1], color=INK, markersize=8, clip_on=False)
    top.text(0.16, 0.0, t("ベースライン", "baseline"), color=INK)
    top.text(1.98, 0.78, t("入力", "input"), color=INK, ha="right")
    top.set(ylim=(-0.05, 1.15), yticks=(0, 1), ylabel=t("出力", "output"))
    slope = saturating_gradient(GRID)
    bottom.fill_between(GRID, slope, color=WASH, step="post")
    bottom.plot(GRID, slope, color=ORANGE, linestyle=DASHES[1], drawstyle="steps-post")
    bottom.text(
        0.5,
        0.42,
        t(f"面積 = {attribution:.0f}", f"area = {attribution:.0f}"),
        color=INK,
        ha="center",
    )
    bottom.text(
        1.5,
        0.1,
        t(f"勾配 {gradient_at_x:.0f}", f"gradient {gradient_at_x:.0f}"),
        color=ORANGE,
        ha="center",
    )
    bottom.set(ylim=(-0.05, 1.15), yticks=(0, 1), ylabel=t("勾配", "gradient"))
    bottom.set(xlabel=t("画素の値", "pixel value"), xticks=(0, 1, 2))
    return drawing


# %% [markdown] lang="ja"
# 入力の位置では勾配が0なので、勾配も「勾配×入力」も「効いていない」と答えます。実際には、この画素が出力を0から1に上げました。
#
# ## 数字の分類器の経路 {#path}
#
# 本物の分類器でも同じことが起きます。手書き数字1000枚で、隠れ層32ユニット（tanh）のネットワークを三つのシードで学習させます。
# ベースラインは真っ黒な画像で、説明するのは予測したクラスの確率です。

# %% [markdown] lang="en"
# At the input the gradient is 0, so both the gradient and "gradient × input" say that the pixel does not matter. In fact it raised the output from 0 to 1.
#
# ## The path of a digit classifier {#path}
#
# The same happens in a real classifier. We train a network with 32 hidden units (tanh) on 1000 handwritten digits, with three random seeds.
# The baseline is a black image, and what we explain is the probability of the predicted class.


# %%
SEEDS, IMAGES = 3, 100


def train(seed):
    """A network in the form of our own layers, test images, predicted classes, test accuracy."""
    data = digits(1000, np.random.default_rng(seed))
    fitted = MLPClassifier(
        (32,),
        activation="tanh",
        alpha=1e-3,
        learning_rate_init=0.01,
        max_iter=300,
        tol=1e-3,
        n_iter_no_change=5,
        random_state=seed,
    ).fit(data.x, data.y)
    net = [Layer(w, b) for w, b in zip(fitted.coefs_, fitted.intercepts_, strict=True)]
    accuracy = fitted.score(data.x_test, data.y_test)
    return net, data.x_test[:IMAGES], fitted.predict(data.x_test[:IMAGES]), accuracy


trained = [train(seed) for seed in range(SEEDS)]
net, images, predicted, test_accuracy = trained[0]
BLACK, GRAY = np.zeros(64), np.full(64, 0.5)

for _, _, _, accuracy in trained:
    assert accuracy > 0.93, accuracy
record("accuracy", test_accuracy, "{:.3f}")

# %%
SHOWN = 1
image, label = images[SHOWN], predicted[SHOWN]
probability, slope = tanh_probability(net, label), tanh_gradient(net, label)

alphas = np.linspace(0, 1, 201)
along = probability(alphas[:, None] * image)
rate = slope(alphas[:, None] * image) @ image  # dF/dα: what each place adds to the probability
total = along[-1] - along[0]
at_90 = alphas[np.argmax(along > along[0] + 0.9 * total)]
gradient_times_input = slope(image[None])[0] * image

assert total > 0.8
assert at_90 < 0.8, at_90
assert abs(gradient_times_input.sum()) < 0.1 * total, gradient_times_input.sum()
record("label", label, "{:.0f}")
record("start", along[0], "{:.2f}")
record("end", along[-1], "{:.2f}")
record("change", total, "{:.2f}")
record("at-90", at_90, "{:.2f}")
record("gradient-times-input-sum", gradient_times_input.sum(), "{:.3f}")


# %%
@figure(
    "path",
    title=("黒い画像から数字までの経路", "The path from a black image to the digit"),
    caption=(
        "上：予測したクラスの確率。下：経路の各点で確率が増える速さ。入力のある右端では、もうほとんど増えません。",
        "Top: the probability of the predicted class. Bottom: how fast it grows along the path. At the right end, where the input is, it hardly grows any more.",
    ),
    desc=(
        f"確率は{along[0]:.2f}から{along[-1]:.2f}に上がります。上昇の90%は経路の{at_90:.2f}までに終わります。右端での速さは{rate[-1]:.3f}です。",
        f"The probability rises from {along[0]:.2f} to {along[-1]:.2f}, and 90% of the rise is over at {at_90:.2f} of the path. At the right end the rate is {rate[-1]:.3f}.",
    ),
)
def _(t):
    drawing, (top, bottom) = axes(2, 1, height=290, sharex=True)
    top.plot(alphas, along, color=TEAL)
    top.set(ylim=(0, 1.05), yticks=(0, 0.5, 1), ylabel=t("確率", "probability"))
    bottom.fill_between(alphas, rate, color=WASH)
    bottom.plot(alphas, rate, color=ORANGE, linestyle=DASHES[1])
    for ax in (top, bottom):
        ax.axvline(at_90, color=MUTED, linestyle=DASHES[3], linewidth=1.2)
    top.text(at_90 + 0.02, 0.05, t("上昇の90%", "90% of the rise"), color=MUTED)
    bottom.set(
        ylim=(min(0, 1.1 * rate.min()), None),
        xticks=(0, 0.5, 1),
        ylabel=t("増える速さ", "growth rate"),
        xlabel=t("0 = 黒い画像、1 = 入力", "0 = black image, 1 = input"),
    )
    return drawing


# %% [markdown] lang="ja"
# 入力の位置の「勾配×入力」は、合計しても{=integrated-gradients/gradient-times-input-sum}です。確率は{=integrated-gradients/change}も上がったのに、ほとんど何も説明していません。
#
# ## どの画素か {#maps}
#
# 同じ画像について、三つの方法を並べます。二つのIntegrated Gradientsは、ベースラインだけが違います。

# %% [markdown] lang="en"
# "Gradient × input" at the input adds up to {=integrated-gradients/gradient-times-input-sum}. The probability rose by {=integrated-gradients/change}, so hardly anything of it is explained.
#
# ## Which pixels {#maps}
#
# Three methods side by side for the same image. The two integrated gradients differ in the baseline only.

# %%
STEPS = 200
from_black = integrated_gradients(slope, image, BLACK, steps=STEPS)
from_gray = integrated_gradients(slope, image, GRAY, steps=STEPS)
correlations = []
for net_, images_, predicted_, _ in trained:
    for x, k in zip(images_, predicted_, strict=True):
        black, gray = (
            integrated_gradients(tanh_gradient(net_, k), x, start, steps=50)
            for start in (BLACK, GRAY)
        )
        assert (black[x == 0] == 0).all()  # a black pixel never gets anything from black
        correlations.append(np.corrcoef(black, gray)[0, 1])
black_share = (images == 0).mean()

assert np.mean(correlations) < 0.5, np.mean(correlations)
assert black_share > 0.4
assert (np.abs(from_gray[image == 0]) > 0).all()
record("baseline-correlation", np.mean(correlations), "{:.2f}")
record("black-share", 100 * black_share, "{:.0f}")

# %%
LEVELS = np.array([0.08, 0.25, 0.5, 0.75])


def draw_map(ax, values):
    """Squares as large as |value|: filled for positive, open for negative."""
    size = np.digitize(np.abs(values) / np.abs(values).max(), LEVELS)
    rows, columns = np.divmod(np.arange(64), 8)
    for level in range(1, len(LEVELS) + 1):
        for positive, color, fill in ((True, TEAL, TEAL), (False, ORANGE, "none")):
            at = (size == level) & ((values > 0) == positive)
            ax.plot(
                columns[at],
                -rows[at],
                "s",
                color=color,
                markerfacecolor=fill,
                markersize=3.0 * level,
                linestyle="",
            )
    ax.spines[:].set_visible(True)
    ax.grid(visible=False)
    ax.set(xlim=(-0.8, 7.8), ylim=(-7.8, 0.8), xticks=(), yticks=(), aspect="equal")


@figure(
    "maps",
    title=("一つの予測を説明する三つのマップ", "Three maps that explain one prediction"),
    caption=(
        "四角の大きさが寄与の大きさです。塗った四角は確率を上げた画素、白抜きは下げた画素です。どのマップも、その最大値を基準に描いています。",
        "The size of a square is the size of the attribution: filled squares raised the probability, open ones lowered it. Each map is scaled to its own maximum.",
    ),
    desc=(
        f"予測は{label}です。黒いベースラインでは、黒い画素の寄与はすべて0です。灰色のベースラインでは、黒い画素にも寄与が付きます。合計は、勾配×入力が{gradient_times_input.sum():.3f}、黒が{from_black.sum():.2f}、灰色が{from_gray.sum():.2f}です。",
        f"The prediction is {label}. With the black baseline all black pixels get 0; with the gray baseline black pixels get attributions too. The sums are {gradient_times_input.sum():.3f} for gradient × input, {from_black.sum():.2f} from black, {from_gray.sum():.2f} from gray.",
    ),
)
def _(t):
    drawing, panels = axes(2, 2, height=400)
    names = (
        t("入力の画像", "the input"),
        t("勾配×入力", "gradient × input"),
        t("IG：黒から", "IG from black"),
        t("IG：灰色から", "IG from gray"),
    )
    maps = (image, gradient_times_input, from_black, from_gray)
    for ax, name, values in zip(panels, names, maps, strict=True):
        draw_map(ax, values)
        ax.set_title(name, loc="center")
    return drawing


# %% [markdown] lang="ja"
# 黒いベースラインからは、黒い画素には何も付きません。入力との差が0だからです。「ここに線がないから7だ」という理由は、このマップには出てきません。
# 灰色から始めると、そうした画素にも寄与が付きます。{=integrated-gradients/black-share}%の画素が黒なので、マップは大きく変わります。二つのマップの相関は、三つのネットワークの100枚ずつの平均で{=integrated-gradients/baseline-correlation}でした。
# 説明は、ベースラインとの比較です。何と比べるかを決めずに「正しいマップ」はありません。
#
# ## 合計を検査する {#completeness}
#
# 寄与の合計は、出力の変化に等しいはずです。これを完全性と呼びます。積分をステップに分けると誤差が出るので、この差を見ればステップ数が足りるかどうかが分かります。
# 30枚の画像で、経路の点の取り方を三つ比べます。各ステップの始点だけ、両端の平均（台形）、真ん中です。

# %% [markdown] lang="en"
# From the black baseline, black pixels get nothing, since their difference from it is 0. The reason "it is a 7 because there is no line here" cannot appear in this map.
# From gray such pixels get attributions too. As {=integrated-gradients/black-share}% of the pixels are black, the map changes a lot: the correlation of the two maps is {=integrated-gradients/baseline-correlation}, the mean over 100 images for each of the three networks.
# An explanation is a comparison with the baseline. Without deciding what to compare with there is no "right map".
#
# ## Check the sum {#completeness}
#
# The attributions should add up to the change of the output. This is called completeness. Cutting the integral into steps makes an error, so the gap tells whether the steps are enough.
# On 30 images we compare three ways to take points on the path: the beginning of each step, the mean of both ends (trapezoid), and the middle.

# %%
STEP_COUNTS = (5, 10, 20, 50, 100, 200, 300)


def mean_error(rule, steps):
    """Mean relative completeness error over 30 images."""
    errors = []
    for x, k in zip(images[:30], predicted[:30], strict=True):
        f = tanh_probability(net, k)
        found = integrated_gradients(tanh_gradient(net, k), x, BLACK, steps=steps, rule=rule)
        errors.append(completeness_error(found, f(x[None])[0] - f(BLACK[None])[0]))
    return np.mean(errors)


errors = {rule: np.array([mean_error(rule, steps) for steps in STEP_COUNTS]) for rule in RULES}


def falls_by(rule):
    """How many times smaller the error is with 300 steps than with 50."""
    return errors[rule][STEP_COUNTS.index(50)] / errors[rule][STEP_COUNTS.index(300)]


assert 4 < falls_by("left") < 9  # about 6: the error is proportional to 1 / steps
assert 25 < falls_by("trapezoid") < 50 and 25 < falls_by("midpoint") < 50  # about 36: 1 / steps²
for rule in RULES:
    for steps in (20, 50, 300):
        record(f"error-{rule}-{steps}", 100 * errors[rule][STEP_COUNTS.index(steps)], "{:.2g}")
assert errors["left"][3] < 0.05 and errors["trapezoid"][3] < 0.002

# %%
NAMES = {
    "left": ("始点だけ", "left end"),
    "trapezoid": ("台形", "trapezoid"),
    "midpoint": ("真ん中", "midpoint"),
}


@figure(
    "steps",
    title=("ステップ数と完全性の誤差", "Number of steps and completeness error"),
    caption=(
        "両軸は対数です。始点だけを使うと、誤差はステップ数に反比例します。台形と真ん中では、ステップ数の2乗に反比例します。",
        "Both axes are logarithmic. With left ends the error is inversely proportional to the steps; with trapezoid and midpoint, to the square of the steps.",
    ),
    desc=(
        f"50ステップの誤差は、始点だけが{100 * errors['left'][3]:.2g}%、台形が{100 * errors['trapezoid'][3]:.2g}%、真ん中が{100 * errors['midpoint'][3]:.2g}%です。",
        f"With 50 steps the error is {100 * errors['left'][3]:.2g}% for left ends, {100 * errors['trapezoid'][3]:.2g}% for the trapezoid and {100 * errors['midpoint'][3]:.2g}% for the midpoint.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=270)
    for rule, color, dash, marker in zip(
        RULES, (ORANGE, TEAL, PURPLE), DASHES, MARKERS, strict=False
    ):
        ax.plot(
            STEP_COUNTS,
            100 * errors[rule],
            marker,
            color=color,
            linestyle=dash,
            label=t(*NAMES[rule]),
        )
    ax.set(
        xscale="log",
        yscale="log",
        xticks=(5, 20, 50, 100, 300),
        yticks=(10, 1, 0.1, 0.01, 0.001),
        xlabel=t("ステップ数", "steps"),
        ylabel=t("誤差（%）", "error (%)"),
    )
    ax.set_xticklabels(("5", "20", "50", "100", "300"))
    ax.set_yticklabels(("10", "1", "0.1", "0.01", "0.001"))
    ax.minorticks_off()
    ax.legend(loc="lower left")
    return drawing


# %% [markdown] lang="ja"
# この検査は、実装の誤りも見つけます。勾配を32点ずつのバッチで計算し、まとめるときに最後のバッチだけを使ってしまう、という誤りを入れてみます。240ステップの台形なら241点あり、残るのは最後の17点です。

# %% [markdown] lang="en"
# The check finds mistakes in the code as well. We put one in: gradients are computed in batches of 32 points, and only the last batch is used afterwards. The trapezoid with 240 steps has 241 points, of which the last 17 remain.

# %%
POINTS, BATCH = 241, 32
last = np.linspace(0, 1, POINTS)[(POINTS - 1) // BATCH * BATCH - POINTS :]
mistaken, right, times_input = [], [], []
for x, k in zip(images, predicted, strict=True):
    f, g = tanh_probability(net, k), tanh_gradient(net, k)
    rise = f(x[None])[0] - f(BLACK[None])[0]
    ends = g(last[:, None] * x)
    mistaken.append(completeness_error(x * ((ends[:-1] + ends[1:]) / 2).mean(axis=0), rise))
    right.append(completeness_error(integrated_gradients(g, x, BLACK, steps=POINTS - 1), rise))
    times_input.append(completeness_error(x * g(x[None])[0], rise))

assert np.median(right) < 1e-3 < 0.8 < np.median(mistaken)
assert np.median(times_input) > 0.9
record("last-points", len(last), "{:.0f}")
record("mistaken-error", 100 * np.median(mistaken), "{:.0f}")
record("right-error", 100 * np.median(right), "{:.2g}")
record("gradient-times-input-error", 100 * np.median(times_input), "{:.0f}")

# %% [markdown] lang="ja"
# 正しい計算の誤差は中央値で{=integrated-gradients/right-error}%ですが、最後の{=integrated-gradients/last-points}点だけでは{=integrated-gradients/mistaken-error}%です。マップを眺めるだけでは、この誤りには気付きにくいでしょう。
# 「勾配×入力」の誤差は{=integrated-gradients/gradient-times-input-error}%で、合計を説明とは呼べません。
# ここではtanhの滑らかなネットワークを使いました。ReLUでは勾配が途中で跳ぶので、台形や真ん中でも、いつもこの速さで誤差が減るとは限りません。
#
# ## 画素を消してみる {#deletion}
#
# マップは正しい画素を指しているでしょうか。寄与の大きい順に画素を黒に戻し、確率の下がり方を、無作為に選んだ線の画素と比べます。100枚ずつ、三つのネットワークの平均です。

# %% [markdown] lang="en"
# Done right, the error has a median of {=integrated-gradients/right-error}%; with the last {=integrated-gradients/last-points} points only it is {=integrated-gradients/mistaken-error}%. Looking at maps one would hardly notice.
# "Gradient × input" is off by {=integrated-gradients/gradient-times-input-error}%, so its sum explains nothing.
# Our network is smooth, with tanh. With ReLU the gradient jumps on the way, and trapezoid and midpoint need not always improve that fast.
#
# ## Delete the pixels {#deletion}
#
# Does the map point at the right pixels? We set pixels back to black, the largest attribution first, and compare the fall of the probability with ink pixels picked at random: the mean of 100 images for each of the three networks.

# %%
COUNTS = np.arange(0, 17, 2)


def after_deletion(net, x, k, order):
    """The probability after the first 0, 2, 4 … pixels of `order` were set to black."""
    copies = np.tile(x, (len(COUNTS), 1))
    for row, count in enumerate(COUNTS):
        copies[row, order[:count]] = 0
    return tanh_probability(net, k)(copies)


rng = np.random.default_rng(0)
curves = {"ig": [], "gradient-times-input": [], "random": []}
for net_, images_, predicted_, _ in trained:
    for x, k in zip(images_, predicted_, strict=True):
        g = tanh_gradient(net_, k)
        orders = {
            "ig": np.argsort(-integrated_gradients(g, x, BLACK, steps=50)),
            "gradient-times-input": np.argsort(-x * g(x[None])[0]),
            "random": rng.permutation(np.flatnonzero(x)),
        }
        for name, order in orders.items():
            curves[name].append(after_deletion(net_, x, k, order))
by_network = {name: np.reshape(c, (SEEDS, IMAGES, -1)).mean(axis=1) for name, c in curves.items()}
deletion = {name: c.mean(axis=0) for name, c in by_network.items()}
drops = {name: c[:, 0] - c[:, COUNTS.tolist().index(8)] for name, c in by_network.items()}

assert (drops["ig"] > drops["random"] + 0.4).all(), drops
# In effect, gradient × input ranks the pixels as well.
assert np.abs(drops["ig"] - drops["gradient-times-input"]).max() < 0.1
for name, drop in drops.items():
    record(f"drop-{name}", drop.mean(), "{:.2f}")

# %%
METHODS = {
    "ig": ("IG", "IG"),
    "gradient-times-input": ("勾配×入力", "gradient × input"),
    "random": ("無作為", "random"),
}


@figure(
    "deletion",
    title=("画素を消したときの確率", "Probability after deleting pixels"),
    caption=(
        "寄与の大きい順に画素を黒に戻しました。速く下がるほど、指した画素が効いています。",
        "Pixels were set to black, the largest attribution first. The faster the fall, the more the pixels mattered.",
    ),
    desc=(
        f"8画素を消すと、確率はIGで{drops['ig'].mean():.2f}、勾配×入力で{drops['gradient-times-input'].mean():.2f}、無作為では{drops['random'].mean():.2f}下がります。",
        f"Deleting 8 pixels lowers the probability by {drops['ig'].mean():.2f} with IG, {drops['gradient-times-input'].mean():.2f} with gradient × input and {drops['random'].mean():.2f} at random.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=260)
    for (name, names), color, dash, marker in zip(
        METHODS.items(), (TEAL, PURPLE, ORANGE), DASHES, MARKERS, strict=False
    ):
        ax.plot(COUNTS, deletion[name], marker, color=color, linestyle=dash, label=t(*names))
    ax.set(
        ylim=(0, 1.05),
        yticks=(0, 0.5, 1),
        xticks=COUNTS[::2],
        xlabel=t("消した画素の数", "pixels deleted"),
        ylabel=t("確率", "probability"),
    )
    ax.legend(loc="upper right")
    return drawing


# %% [markdown] lang="ja"
# 指した画素は正しく効いていました。意外なのは「勾配×入力」の健闘です。合計はまったく合わないのに、順位だけなら、ここではIGと変わりません。大きさを説明したいのか、順位だけでよいのかで、要る方法が変わります。
# この試験にも偏りがあります。「消す」とはベースラインと同じ黒に戻すことで、しかも画素の欠けた画像はトレーニングデータにありません。
#
# ## 勾配のないモデル {#trees}
#
# 木のモデルの出力は階段状で、ほとんどどこでも勾配が0です。そこで、特徴量をベースラインから入力の値へ一つずつ変え、変えたときの出力の差をその特徴量に渡します。変える順序のすべてで平均したものがShapley値、順序の一部だけで平均したものがSampled Shapleyです。
# 特徴量が六つのランダムフォレストで確かめます。六つなら、すべての組み合わせを計算して正確な値を出せます。

# %% [markdown] lang="en"
# The pixels pointed at do matter. The surprise is how well "gradient × input" does: its sum is completely off, yet its ranking is as good as that of IG here. Which method you need depends on whether you want amounts or only a ranking.
# This test has a bias of its own: "delete" means back to the black of the baseline, and images with missing pixels do not occur in the training data.
#
# ## Models without gradients {#trees}
#
# The output of a tree model is a staircase, with a gradient of 0 almost everywhere. So change the features one by one from baseline to input, and give each feature the difference in output that its change makes. Averaged over all orders these are Shapley values; averaged over some orders, sampled Shapley values.
# We try it on a random forest with six features. With six, all combinations can be computed for the exact values.

# %%
rng = np.random.default_rng(0)
columns = rng.normal(size=(600, 6))
targets = (
    3 * columns[:, 0] * columns[:, 1]
    + 2 * (columns[:, 2] > 0)
    + columns[:, 3]
    + 0.1 * rng.normal(size=600)
)
forest = RandomForestRegressor(20, max_depth=8, random_state=0).fit(columns, targets).predict
points, center = rng.normal(size=(10, 6)), columns.mean(axis=0)

shift = 1e-5 * np.eye(6)
slopes = np.array([forest(p + shift) - forest(p - shift) for p in points]) / 2e-5
flat = (slopes == 0).mean()

PATHS = (1, 4, 16, 64, 256)
exact = np.array([exact_shapley(forest, p, center) for p in points])
deviation, gap = [], []
for paths in PATHS:
    found = np.array([sampled_shapley(forest, p, center, paths=paths, rng=rng) for p in points])
    deviation.append(np.abs(found - exact).mean() / np.abs(exact).mean())
    gap.append(np.abs(found.sum(axis=1) - (forest(points) - forest(center[None]))).max())

assert flat > 0.95, flat
assert max(gap) < 1e-9  # the sum is right even with one path …
assert deviation[0] > 0.2  # … and the shares are not
assert 8 < deviation[0] / deviation[-1] < 32  # about 16 = √256
record("flat-share", 100 * flat, "{:.0f}")
for paths, value in zip(PATHS, deviation, strict=True):
    record(f"shapley-error-{paths}", 100 * value, "{:.0f}")
table(
    "sampled-shapley",
    caption=(
        "Sampled Shapleyのパス数と誤差（正確なShapley値の平均に対する割合）、寄与の合計の誤差",
        "Paths of sampled Shapley, the error relative to the mean exact Shapley value, and the error of the sum",
    ),
    columns=[
        ("パス数", "paths"),
        ("寄与の誤差", "error of the attributions"),
        ("合計の誤差", "error of the sum"),
    ],
    rows=[
        [f"{paths}", f"{100 * value:.0f}%", f"{total_gap:.0f}"]
        for paths, value, total_gap in zip(PATHS, deviation, gap, strict=True)
    ],
)

# %% [markdown] lang="ja"
# 勾配は、調べた値の{=integrated-gradients/flat-share}%で0でした。
# Sampled Shapleyの誤差は、パス数の平方根に反比例して減ります。一方、合計はパスが1本でも正確です。Integrated Gradientsと違い、**合計を見てもパス数が足りるかは分かりません**。
#
# ## 寄与は原因ではない {#not-causal}
#
# 気温が高い日は、アイスクリームが売れ、水の事故も増えるとします。モデルには気温を渡さず、売上と、無関係な価格だけを渡して事故の数を予測させます。線形モデルの寄与は、重みと差の積です。

# %% [markdown] lang="en"
# The gradient was 0 for {=integrated-gradients/flat-share}% of the values tried.
# The error of sampled Shapley falls with the square root of the number of paths. The sum is exact even with a single path: unlike with integrated gradients, **the sum does not tell whether the paths are enough**.
#
# ## Attribution is not causation {#not-causal}
#
# Suppose that on hot days more ice cream is sold and more people have accidents in the water. The model does not see the temperature; it predicts the accidents from the sales and from an unrelated price. In a linear model the attribution is the weight times the difference.

# %%
DAYS = 5000


def world(extra_sales=0.0):
    """Sales and price (n, 2), and accidents (n,); `extra_sales` come from advertising."""
    rng = np.random.default_rng(0)
    temperature, price = rng.normal(size=(2, DAYS))
    sales = temperature + 0.3 * rng.normal(size=DAYS) + extra_sales
    accidents = 2 * temperature + 0.3 * rng.normal(size=DAYS)
    return np.column_stack([sales, price]), accidents


seen, accidents = world()
weights = np.linalg.lstsq(seen, accidents, rcond=None)[0]
shares = np.abs(weights * (seen - seen.mean(axis=0))).mean(axis=0)
sales_share = shares[0] / shares.sum()

more, accidents_then = world(extra_sales=1.0)
foretold = (more @ weights - seen @ weights).mean()
happened = (accidents_then - accidents).mean()

assert sales_share > 0.95
assert foretold > 1.5 and happened == 0
record("sales-share", 100 * sales_share, "{:.1f}")
record("foretold", foretold, "{:.1f}")
record("happened", happened, "{:.0f}")

# %% [markdown] lang="ja"
# 寄与の{=integrated-gradients/sales-share}%は売上のものです。モデルについては正しい説明です。売上が1増えれば、モデルは事故が{=integrated-gradients/foretold}増えると予測します。
# ところが、広告で売上を1増やしても、この世界の事故の増加は{=integrated-gradients/happened}です。寄与はモデルが何を使ったかを示すもので、何を変えれば結果が変わるかは示しません。

# %% [markdown] lang="en"
# {=integrated-gradients/sales-share}% of the attribution belongs to the sales. About the model this is right: with 1 more in sales it predicts {=integrated-gradients/foretold} more accidents.
# But when advertising raises the sales by 1, accidents in this world rise by {=integrated-gradients/happened}. An attribution says what the model used, not what to change for another outcome.

# %% [markdown] lang="ja"
# ## 動かして確かめる図のネットワーク {#live}
#
# 章の動かせる図は、このラボの最初のネットワークを使います。重みは小数第4位に丸めて渡し、クラスごとに一枚の画像を添えます。丸めても、上のマップの合計は変わりません。

# %% [markdown] lang="en"
# ## The network of the figure to try out {#live}
#
# The figure to try out in the chapter uses the first network of this lab. Its weights are handed out with 4 decimal places, with one image for each class. Rounding does not change the sums of the maps above.

# %%
UNITS = 10_000  # weights are handed out as whole numbers of 1/10,000

live_net = [
    Layer(np.rint(layer.w * UNITS) / UNITS, np.rint(layer.b * UNITS) / UNITS) for layer in net
]
first_of_class = {int(k): place for place, k in reversed(list(enumerate(predicted)))}
first_of_class[int(label)] = SHOWN
live_images = [images[first_of_class[k]] for k in range(10)]


def live_map(k, start, steps, rule):
    """Attributions for the image of class `k`, and the probability at both ends."""
    f = tanh_probability(live_net, k)
    found = integrated_gradients(
        tanh_gradient(live_net, k), live_images[k], start, steps=steps, rule=rule
    )
    return found, f(start[None])[0], f(live_images[k][None])[0]


STARTS = {"black": BLACK, "gray": GRAY, "white": np.ones(64)}
for start, before in (("black", from_black), ("gray", from_gray)):
    now = live_map(label, STARTS[start], STEPS, "trapezoid")[0]
    assert np.abs(now - before).max() < 0.002
    assert f"{now.sum():.2f}" == f"{before.sum():.2f}"
for k in range(10):
    scores = [tanh_probability(live_net, each)(live_images[k][None])[0] for each in range(10)]
    assert np.argmax(scores) == k

checks = []
for k in (0, label, 9):
    for start in STARTS:
        for rule in RULES:
            for steps in (1, 20, STEPS):
                found, low, high = live_map(k, STARTS[start], steps, rule)
                checks.append([k, start, rule, steps, found.sum(), np.abs(found).max(), low, high])
data(
    "network",
    {
        "units": UNITS,
        "layers": [
            {name: np.rint(getattr(layer, name) * UNITS).astype(int) for name in ("w", "b")}
            for layer in live_net
        ],
        # One text per image, one sign per pixel: 0 to 9 and a to g stand for 0 to 16.
        "images": ["".join("0123456789abcdefg"[int(p)] for p in x * 16) for x in live_images],
        "labels": list(range(10)),
    },
)
data("network-check", checks, digits=12)
data("map-check", live_map(label, GRAY, 50, "midpoint")[0], digits=12)

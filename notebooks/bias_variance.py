# ---
# title:
#   ja: バイアスとバリアンスの分解
#   en: Bias and variance, taken apart
# description:
#   ja: 同じ関数から何百組ものトレーニングデータを作り、多項式の誤差をバイアス、バリアンス、雑音に分け、データを増やす効果を調べます。
#   en: Hundreds of training sets from one known function split the error of polynomials into bias, variance and noise, and show when more data helps.
# ---

# %% [markdown] lang="ja"
# 検証データの誤差が大きいとき、モデルを大きくすべきでしょうか。データを増やすべきでしょうか。答えは、誤差がバイアスとバリアンスのどちらから来るかで決まります。
#
# 実務ではトレーニングデータは一組しかないので、この二つは直接には測れません。ここでは真の関数を自分で決め、トレーニングデータを何百組も作って、本当に分解します。
#
# ## 何度も学習する {#setup}
#
# 真の関数は$f(x)=\sin(5x)$、ラベルは$y=f(x)+\varepsilon$で、雑音$\varepsilon$の標準偏差は0.3です。30点のトレーニングデータを300組作り、組ごとに多項式を当てはめます。
#
# - バイアス：300個の予測の平均が、真の関数からどれだけずれているか。
# - バリアンス：個々の予測が、その平均のまわりでどれだけ散らばるか。
# - 雑音：どんなモデルでも消せない、ラベルの揺れ。二乗誤差では$0.3^2$です。

# %% [markdown] lang="en"
# The error on the validation data is large. A bigger model, or more data? The answer depends on whether the error comes from bias or from variance.
#
# In practice there is only one training set, so neither can be measured directly. Here we fix the true function ourselves, draw hundreds of training sets, and really take the error apart.
#
# ## Train again and again {#setup}
#
# The true function is $f(x)=\sin(5x)$, a label is $y=f(x)+\varepsilon$, and the noise $\varepsilon$ has a standard deviation of 0.3. We draw 300 training sets of 30 points and fit polynomials to each.
#
# - Bias: how far the mean of the 300 predictions is from the true function.
# - Variance: how widely single predictions scatter around that mean.
# - Noise: the wobble of the labels, which no model can remove. As a squared error it is $0.3^2$.

# %%
import numpy as np
from numpy.polynomial.legendre import legvander

from helpers.lab import figure, record, table
from helpers.style import DASHES, INK, MARKERS, MUTED, ORANGE, PURPLE, TEAL, axes

NOISE, ROWS, SETS = 0.3, 30, 300
NOISE_FLOOR = NOISE**2


def true_function(x):
    return np.sin(5 * x)


def draw(rows, rng):
    """A training set: one x in each of `rows` equal slots, so that no set has a large gap."""
    x = (np.arange(rows) + rng.random(rows)) / rows
    return x, true_function(x) + NOISE * rng.normal(size=rows)


def features(x, degree):
    """Legendre polynomials up to `degree`: the same curves as 1, x, x² …, but better conditioned."""
    return legvander(2 * x - 1, degree)


def fit(x, y, degree, l2=0.0):
    """Least squares with the penalty l2 · Σw²; the constant term is not penalized."""
    design = features(x, degree)
    penalty = l2 * np.diag([0.0] + [1.0] * degree)
    return np.linalg.solve(design.T @ design + penalty, design.T @ y)


X_TEST = (np.arange(400) + 0.5) / 400  # the same x for all models


def measure(degree, *, rows=ROWS, sets=SETS, l2=0.0):
    """Errors over many training sets; the test labels are new for each set."""
    curves, train_errors, test_errors = [], [], []
    for seed in range(sets):
        rng = np.random.default_rng([rows, seed])  # all degrees get the same training sets
        x, y = draw(rows, rng)
        weights = fit(x, y, degree, l2)
        curve = features(X_TEST, degree) @ weights
        y_test = true_function(X_TEST) + NOISE * rng.normal(size=len(X_TEST))
        curves.append(curve)
        train_errors.append(np.mean((features(x, degree) @ weights - y) ** 2))
        test_errors.append(np.mean((curve - y_test) ** 2))
    # The mean of finitely many curves is itself a little off: bias2 has variance / sets too much.
    mean_curve = np.mean(curves, axis=0)
    return {
        "bias2": np.mean((mean_curve - true_function(X_TEST)) ** 2),
        "variance": np.mean(np.var(curves, axis=0)),
        "train": np.mean(train_errors),
        "test": np.mean(test_errors),
    }


DEGREES = range(13)
results = [measure(degree) for degree in DEGREES]
bias2, variance, train_error, test_error = (
    np.array([result[name] for result in results])
    for name in ("bias2", "variance", "train", "test")
)
LOW, HIGH = 1, 12
best = int(test_error.argmin())
record("degree-best", best, "{:.0f}")
assert abs(test_error[best + 1] / test_error[best] - 1) < 0.03  # the next degree is as good

# %% [markdown] lang="ja"
# まず目で見ます。細い線は、別々のトレーニングデータ8組で学習した結果です。

# %% [markdown] lang="en"
# First with the eye. The thin lines were trained on 8 different training sets.

# %%
SHOWN = (LOW, best, HIGH)
DRAWN = 8
GRID = np.linspace(0.01, 0.99, 40)


@figure(
    "fits",
    title=("次数ごとの当てはめ", "Fits of each degree"),
    caption=(
        f"太い破線が真の関数です。{LOW}次はどの組でもそろって外れ（バイアス）、{HIGH}次は組ごとに大きく違います（バリアンス）。",
        f"Thick dashes: the true function. Degree {LOW} misses it in the same way every time (bias); degree {HIGH} differs from set to set (variance).",
    ),
    desc=(
        f"{LOW}次の直線はどれも似ていて、真の曲線から離れています。{best}次は真の曲線に沿います。{HIGH}次は平均すると真の曲線に沿いますが、1本ごとに波打ち方が違います。",
        f"All lines of degree {LOW} look alike and are far from the true curve. Degree {best} follows it. Degree {HIGH} follows it on average, but each line waves in its own way.",
    ),
)
def _(t):
    drawing, panels = axes(1, 3, height=210, sharey=True)
    for ax, degree in zip(panels, SHOWN, strict=True):
        grid = np.linspace(0.01, 0.99, 16 + 2 * degree)  # a wavier curve needs more points
        for seed in range(DRAWN):
            weights = fit(*draw(ROWS, np.random.default_rng([ROWS, seed])), degree)
            fitted = features(grid, degree) @ weights
            ax.plot(grid, fitted, color=TEAL, linestyle="-", linewidth=0.6)
        ax.plot(GRID, true_function(GRID), color=ORANGE, linestyle=DASHES[1], linewidth=2.2)
        ax.set(
            xlim=(0, 1),
            ylim=(-2, 2),
            xticks=(0, 1),
            yticks=(-1, 0, 1),
            xlabel="x",
            title=t(f"{degree}次", f"degree {degree}"),
        )
    return drawing


# %% [markdown] lang="ja"
# ## 誤差を三つに分ける {#decomposition}
#
# 二乗誤差の期待値は、三つの和になります。
#
# $$
# \underbrace{\mathbb{E}\bigl[(y-\hat f(x))^2\bigr]}_{\text{test error}}
# =\underbrace{\bigl(\mathbb{E}[\hat f(x)]-f(x)\bigr)^2}_{\text{bias}^2}
# +\underbrace{\mathbb{E}\bigl[(\hat f(x)-\mathbb{E}[\hat f(x)])^2\bigr]}_{\text{variance}}
# +\underbrace{\sigma^2}_{\text{noise}}
# $$
#
# 右辺の三つを別々に計算し、和が左辺と合うかを確かめます。左辺は、組ごとに新しい雑音を加えたテストデータで、別に測ります。

# %% [markdown] lang="en"
# ## Three parts of the error {#decomposition}
#
# The expected squared error is the sum of three parts.
#
# $$
# \underbrace{\mathbb{E}\bigl[(y-\hat f(x))^2\bigr]}_{\text{test error}}
# =\underbrace{\bigl(\mathbb{E}[\hat f(x)]-f(x)\bigr)^2}_{\text{bias}^2}
# +\underbrace{\mathbb{E}\bigl[(\hat f(x)-\mathbb{E}[\hat f(x)])^2\bigr]}_{\text{variance}}
# +\underbrace{\sigma^2}_{\text{noise}}
# $$
#
# We compute the three parts on the right one by one, and check their sum against the left side, which is measured separately on test data with new noise for each training set.

# %%
total = bias2 + variance + NOISE_FLOOR
largest_gap = np.abs(total / test_error - 1).max()
assert largest_gap < 0.02, largest_gap  # the two sides agree, up to the noise of the test labels
assert (np.diff(bias2[:5]) < 0).all()  # bias falls with the degree …
assert (np.diff(variance) > 0).all()  # … variance rises …
assert LOW < best < HIGH  # … and the best degree lies in between
assert (np.diff(train_error) < 0).all()  # the training error only falls: it cannot choose a degree
assert bias2[LOW] > 10 * variance[LOW] and variance[HIGH] > 10 * bias2[HIGH]
assert train_error[HIGH] < NOISE_FLOOR < train_error[LOW]

record("largest-gap-percent", 100 * largest_gap, "{:.1f}")
record("noise-floor", NOISE_FLOOR, "{:.2f}")
record("test-error-best", test_error[best], "{:.3f}")
record("degree-low", LOW, "{:.0f}")
record("degree-high", HIGH, "{:.0f}")
record("bias2-low", bias2[LOW], "{:.3f}")
record("variance-high", variance[HIGH], "{:.3f}")
record("train-error-high", train_error[HIGH], "{:.3f}")

# %%


@figure(
    "decomposition",
    title=("テスト誤差の分解", "The test error taken apart"),
    caption=(
        f"次数を上げるとバイアスの二乗は減り、バリアンスは増えます。丸は別に測ったテスト誤差で、三つの和の線に乗ります。最小は{best}次です。",
        f"With the degree, bias² falls and variance rises. Circles: test error measured separately; they lie on the line of the sum. The lowest is degree {best}.",
    ),
    desc=(
        f"テスト誤差は{LOW}次で{test_error[LOW]:.3f}、{best}次で{test_error[best]:.3f}、{HIGH}次で{test_error[HIGH]:.3f}です。{LOW}次ではバイアスの二乗が{bias2[LOW]:.3f}、{HIGH}次ではバリアンスが{variance[HIGH]:.3f}を占めます。",
        f"The test error is {test_error[LOW]:.3f} at degree {LOW}, {test_error[best]:.3f} at degree {best} and {test_error[HIGH]:.3f} at degree {HIGH}. Bias² makes up {bias2[LOW]:.3f} at degree {LOW}, variance {variance[HIGH]:.3f} at degree {HIGH}.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=290)
    shown = slice(LOW, None)  # degree 0, a constant, would need a taller figure
    degrees = DEGREES[shown]
    ax.plot(
        degrees, total[shown], color=INK, linestyle="-", label=t("三つの和", "sum of the three")
    )
    ax.plot(
        degrees,
        test_error[shown],
        MARKERS[0],
        color=INK,
        markerfacecolor="none",
        markersize=7,
        label=t("測った誤差", "measured error"),
    )
    ax.plot(degrees, bias2[shown], color=TEAL, linestyle=DASHES[1], label=t("バイアス²", "bias²"))
    ax.plot(
        degrees,
        variance[shown],
        color=ORANGE,
        linestyle=DASHES[2],
        label=t("バリアンス", "variance"),
    )
    ax.axhline(NOISE_FLOOR, color=MUTED, linestyle=DASHES[3], label=t("雑音", "noise"))
    ax.set(
        ylim=(0, 0.4),
        xlim=(0.5, 12.3),
        xticks=(1, 2, 4, 6, 8, 10, 12),
        yticks=(0, 0.1, 0.2, 0.3, 0.4),
        xlabel=t("多項式の次数", "degree of the polynomial"),
        ylabel=t("二乗誤差", "squared error"),
    )
    ax.legend(loc="upper center", ncols=2, bbox_to_anchor=(0.6, 1.04))
    return drawing


# %% [markdown] lang="ja"
# 和と実測の差は、最大でも{=bias-variance/largest-gap-percent}%です。この式は近似ではなく、残りの差はテストデータの雑音によるものです。谷の底は平らで、最良の次数の隣もほとんど同じ誤差です。
#
# ## 実務で見える二つの数 {#diagnosis}
#
# 実務で見えるのは、トレーニングと検証の誤差だけです。それでも、雑音の大きさの見当が付けば診断できます。

# %% [markdown] lang="en"
# The sum and the measurement differ by at most {=bias-variance/largest-gap-percent}%. The formula is no approximation; what remains is the noise of the test labels. The bottom of the valley is flat: the degree next to the best is practically as good.
#
# ## The two numbers you see in practice {#diagnosis}
#
# In practice only the training and the validation error are visible. With an idea of the noise they are enough for a diagnosis.

# %%
DIAGNOSES = {
    LOW: ("バイアス", "bias"),
    best: ("ほぼ最良", "close to the best"),
    HIGH: ("バリアンス", "variance"),
}
table(
    "diagnosis",
    caption=(
        f"{ROWS}点で学習した多項式の誤差（{SETS}組の平均）。雑音は{NOISE_FLOOR:.2f}",
        f"Errors of polynomials trained on {ROWS} points (mean of {SETS} sets). The noise is {NOISE_FLOOR:.2f}",
    ),
    columns=[
        ("次数", "degree"),
        ("トレーニング", "training"),
        ("検証", "validation"),
        ("差", "gap"),
        ("バイアス²", "bias²"),
        ("バリアンス", "variance"),
        ("診断", "diagnosis"),
    ],
    rows=[
        [
            f"{degree}",
            f"{train_error[degree]:.3f}",
            f"{test_error[degree]:.3f}",
            f"{test_error[degree] - train_error[degree]:.3f}",
            f"{bias2[degree]:.3f}",
            f"{variance[degree]:.3f}",
            verdict,
        ]
        for degree, verdict in DIAGNOSES.items()
    ],
)

# %% [markdown] lang="ja"
# トレーニングの誤差が雑音よりずっと大きければバイアス、検証との差が大きければバリアンスを疑います。
# ただし、トレーニングの誤差は雑音を下回ることもあり、差もバリアンスそのものではありません。目安として使います。
#
# ## データを増やすと何が変わるか {#learning-curves}
#
# 1次と12次の多項式で、トレーニングデータの数だけを変えます。値はどれも200組の平均です。

# %% [markdown] lang="en"
# A training error far above the noise points to bias, a large gap to the validation error to variance.
# But the training error can fall below the noise, and the gap is not the variance itself. Use them as a guide.
#
# ## What more data changes {#learning-curves}
#
# For degree 1 and degree 12, we change only the number of training points. Each value is the mean of 200 sets.

# %%
SIZES = (30, 50, 100, 200, 500, 1000)
FEW, MANY = SIZES[0], SIZES[-1]
curves = {
    degree: [measure(degree, rows=rows, sets=200) for rows in SIZES] for degree in (LOW, HIGH)
}
learned = {
    degree: {name: np.array([point[name] for point in points]) for name in points[0]}
    for degree, points in curves.items()
}
few, many = SIZES.index(FEW), SIZES.index(MANY)
won = {degree: c["test"][few] - c["test"][many] for degree, c in learned.items()}

assert abs(won[LOW]) < 0.02 < 0.06 < won[HIGH], won  # more data helps only the high-variance model
assert learned[LOW]["test"][many] > 2.5 * NOISE_FLOOR  # the biased model stays far above the noise
assert learned[HIGH]["test"][many] < 1.05 * NOISE_FLOOR  # the other one reaches it
assert abs(learned[LOW]["bias2"][many] / learned[LOW]["bias2"][few] - 1) < 0.05
assert learned[HIGH]["variance"][many] < learned[HIGH]["variance"][few] / 30
record("points-few", FEW, "{:.0f}")
record("points-many", MANY, "{:.0f}")
for name, degree in (("low", LOW), ("high", HIGH)):
    for size, at in (("few", few), ("many", many)):
        record(f"validation-{name}-{size}", learned[degree]["test"][at], "{:.3f}")

# %%


@figure(
    "learning-curves",
    title=("データ量と誤差", "Error against the amount of data"),
    caption=(
        "左は2本がすぐに合流し、雑音より上で平らになります。データを足しても下がりません。右はデータを足すほど差が縮み、雑音に近づきます。",
        "Left: the two lines meet early and stay flat above the noise; more data does not lower them. Right: the gap closes with more data, down to the noise.",
    ),
    desc=(
        f"検証の誤差は、{FEW}点から{MANY}点で、{LOW}次では{learned[LOW]['test'][few]:.3f}から{learned[LOW]['test'][many]:.3f}、{HIGH}次では{learned[HIGH]['test'][few]:.3f}から{learned[HIGH]['test'][many]:.3f}になります。",
        f"From {FEW} to {MANY} points the validation error goes from {learned[LOW]['test'][few]:.3f} to {learned[LOW]['test'][many]:.3f} at degree {LOW}, and from {learned[HIGH]['test'][few]:.3f} to {learned[HIGH]['test'][many]:.3f} at degree {HIGH}.",
    ),
)
def _(t):
    drawing, panels = axes(1, 2, height=260, sharey=True)
    titles = {
        LOW: t(f"{LOW}次：バイアス", f"degree {LOW}: bias"),
        HIGH: t(f"{HIGH}次：バリアンス", f"degree {HIGH}: variance"),
    }
    for ax, (degree, values) in zip(panels, learned.items(), strict=True):
        ax.plot(
            SIZES,
            values["test"],
            color=ORANGE,
            linestyle=DASHES[1],
            marker=MARKERS[1],
            label=t("検証", "validation"),
        )
        ax.plot(
            SIZES,
            values["train"],
            color=TEAL,
            linestyle=DASHES[0],
            marker=MARKERS[0],
            label=t("トレーニング", "training"),
        )
        ax.axhline(NOISE_FLOOR, color=MUTED, linestyle=DASHES[3], label=t("雑音", "noise"))
        ax.set_xscale("log")
        ax.set_xticks([30, 100, 300, 1000], ["30", "100", "300", "1000"])
        ax.minorticks_off()
        ax.set(ylim=(0, 0.4), title=titles[degree], xlabel=t("点の数", "points"))
    panels[0].set_ylabel(t("二乗誤差", "squared error"))
    handles, labels = panels[0].get_legend_handles_labels()
    drawing.legend(handles, labels, loc="outside upper center", ncols=3, handlelength=2)
    return drawing


# %% [markdown] lang="ja"
# 1次の検証の誤差は、データを{=bias-variance/points-few}点から{=bias-variance/points-many}点に増やしても{=bias-variance/validation-low-few}から{=bias-variance/validation-low-many}にしか変わりません。直線では曲線を表せないからです。
# 12次では{=bias-variance/validation-high-few}から{=bias-variance/validation-high-many}に下がり、雑音の{=bias-variance/noise-floor}にほぼ届きます。
#
# ## 大きなモデルに正則化をかける {#regularized}
#
# バイアスを下げるためにモデルを大きくすると、バリアンスが上がりました。では、大きな15次のままL2正則化をかけるとどうなるでしょうか。係数$\lambda$だけを変えます。データは30点に戻します。

# %% [markdown] lang="en"
# From {=bias-variance/points-few} to {=bias-variance/points-many} points the validation error of degree 1 changes only from {=bias-variance/validation-low-few} to {=bias-variance/validation-low-many}. A straight line cannot bend.
# At degree 12 it falls from {=bias-variance/validation-high-few} to {=bias-variance/validation-high-many}, almost to the noise of {=bias-variance/noise-floor}.
#
# ## Regularize the large model {#regularized}
#
# Making the model larger lowered the bias and raised the variance. What if we keep the large model, degree 15, and add L2 regularization? We change only its coefficient $\lambda$, back on 30 points.

# %%
LARGE = 15
L2 = np.geomspace(1e-3, 30, 13)
plain = measure(LARGE)
shrunk = [measure(LARGE, l2=l2) for l2 in L2]
shrunk_bias2, shrunk_variance, shrunk_test = (
    np.array([point[name] for point in shrunk]) for name in ("bias2", "variance", "test")
)
chosen = int(shrunk_test.argmin())

assert (np.diff(shrunk_variance) < 0).all()  # more regularization, less variance …
assert shrunk_bias2[-1] > 20 * shrunk_bias2[chosen]  # … and in the end more bias
assert shrunk_test[chosen] < plain["test"] / 5
assert shrunk_test[chosen] < test_error[LOW] / 2  # large and regularized beats too small
assert test_error[best] <= shrunk_test[chosen] < 1.2 * test_error[best]  # but not the best degree
record("degree-large", LARGE, "{:.0f}")
record("large-test-error", plain["test"], "{:.2f}")
record("large-variance", plain["variance"], "{:.2f}")
record("l2-best", L2[chosen], "{:.2g}")
record("l2-test-error", shrunk_test[chosen], "{:.3f}")
record("l2-variance", shrunk_variance[chosen], "{:.3f}")
record("l2-bias2", shrunk_bias2[chosen], "{:.3f}")
record("l2-strongest", L2[-1], "{:.0f}")
record("l2-strongest-test-error", shrunk_test[-1], "{:.3f}")

# %%


@figure(
    "regularized",
    title=("正則化した15次の誤差", "Errors of the regularized degree 15"),
    caption=(
        f"右へ行くほど正則化が強くなります。バリアンスは下がり続け、強すぎるとバイアスが増えます。最小はλ={L2[chosen]:.2g}です。",
        f"Regularization grows to the right. The variance keeps falling; too much of it brings bias. The lowest test error is at λ = {L2[chosen]:.2g}.",
    ),
    desc=(
        f"正則化なしのテスト誤差は{plain['test']:.2f}です。λ={L2[chosen]:.2g}ではバリアンス{shrunk_variance[chosen]:.3f}、バイアスの二乗{shrunk_bias2[chosen]:.3f}、テスト誤差{shrunk_test[chosen]:.3f}、λ={L2[-1]:.0f}ではテスト誤差{shrunk_test[-1]:.3f}です。",
        f"Without regularization the test error is {plain['test']:.2f}. At λ = {L2[chosen]:.2g} variance is {shrunk_variance[chosen]:.3f}, bias² {shrunk_bias2[chosen]:.3f} and test error {shrunk_test[chosen]:.3f}; at λ = {L2[-1]:.0f} the test error is {shrunk_test[-1]:.3f}.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=270)
    ax.plot(
        L2,
        shrunk_test,
        color=INK,
        linestyle="-",
        marker=MARKERS[0],
        label=t("テスト誤差", "test error"),
    )
    ax.plot(L2, shrunk_bias2, color=TEAL, linestyle=DASHES[1], label=t("バイアス²", "bias²"))
    ax.plot(
        L2, shrunk_variance, color=ORANGE, linestyle=DASHES[2], label=t("バリアンス", "variance")
    )
    ax.axhline(
        test_error[best],
        color=PURPLE,
        linestyle=DASHES[4],
        linewidth=1.2,
        label=t(f"{best}次のテスト誤差", f"test error, degree {best}"),
    )
    ax.set_xscale("log")
    ax.set_xticks([1e-3, 1e-2, 1e-1, 1, 10], ["0.001", "0.01", "0.1", "1", "10"])
    ax.minorticks_off()
    ax.set(
        ylim=(0, 0.5),
        yticks=(0, 0.1, 0.2, 0.3, 0.4, 0.5),
        xlabel=t("正則化の係数λ", "regularization λ"),
        ylabel=t("二乗誤差", "squared error"),
    )
    ax.legend(loc="upper center", handlelength=2.4)
    return drawing


# %% [markdown] lang="ja"
# 正則化なしの15次は、テスト誤差が{=bias-variance/large-test-error}もあります。λ={=bias-variance/l2-best}ではバリアンスが{=bias-variance/large-variance}から{=bias-variance/l2-variance}に下がり、テスト誤差は{=bias-variance/l2-test-error}になります。バイアスの二乗は{=bias-variance/l2-bias2}にとどまります。
#
# ただし、次数をちょうど{=bias-variance/degree-best}に選んだモデルの{=bias-variance/test-error-best}には届きません。大きなモデルに正則化をかける利点は、ちょうどよい大きさを言い当てなくても、それに近い誤差になることです。
#
# 注意が二つあります。この分解は二乗誤差のもので、正解率や交差エントロピーでは、同じ形の和になりません。また、ニューラルネットワークでは、大きくするほどバリアンスが上がるとは限りません。

# %% [markdown] lang="en"
# Without regularization degree 15 has a test error of {=bias-variance/large-test-error}. At λ = {=bias-variance/l2-best} its variance falls from {=bias-variance/large-variance} to {=bias-variance/l2-variance} and its test error to {=bias-variance/l2-test-error}, while bias² stays at {=bias-variance/l2-bias2}.
#
# It does not reach {=bias-variance/test-error-best}, the error of the model whose degree is exactly right, {=bias-variance/degree-best}. The strength of a large regularized model is that it gets close without our guessing the right size.
#
# Two cautions. This decomposition belongs to the squared error; accuracy and cross-entropy do not split into the same sum. And in neural networks a larger model need not have a larger variance.

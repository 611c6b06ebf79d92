# ---
# title:
#   ja: L1は0を作り、L2は作らない
#   en: L1 makes zeros, L2 does not
# description:
#   ja: Lassoとリッジ回帰の係数と誤差を強さごとに比べ、ちょうど0になる理由と、本物の特徴量を落とす場合を確かめます。
#   en: Coefficients and errors of Lasso and ridge regression by strength, why L1 gives exact zeros, and when it drops features that matter.
# ---

# %% [markdown] lang="ja"
# L1正則化は係数をちょうど0にし、L2正則化は小さくするだけで0にはしない、と言われます。
# 本当にそうなるか、なぜそうなるか、0になった特徴量は要らない特徴量なのかを確かめます。
#
# ## データ {#data}
#
# 特徴量は50個、目的変数に効くのは最初の5個だけです。トレーニングデータと検証データは100件ずつ、テストデータは2,000件です。
# 二つの方法を同じ物差しで比べるため、どちらも「二乗誤差の平均の半分＋罰則」を最小にします。罰則は、L1が$\alpha\sum|w|$、L2が$\frac{\alpha}{2}\sum w^2$です。
# scikit-learnの`Ridge`は誤差を件数で割らないので、$\alpha$の100倍を渡します。

# %% [markdown] lang="en"
# L1 regularization is said to make coefficients exactly 0, and L2 regularization to make them small but not 0.
# We check whether this is so, why, and whether a feature with a coefficient of 0 is a feature nobody needs.
#
# ## Data {#data}
#
# There are 50 features, and only the first 5 act on the target. Training and validation data have 100 examples each, test data 2,000.
# To compare both methods on one scale, both minimize half the mean squared error plus a penalty: $\alpha\sum|w|$ for L1, $\frac{\alpha}{2}\sum w^2$ for L2.
# scikit-learn's `Ridge` does not divide the error by the number of examples, so it is given 100 times $\alpha$.

# %%
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import Lasso, LinearRegression, Ridge

from helpers.lab import data, figure, record, table
from helpers.sparse import ista, soft_threshold, subgradient_descent
from helpers.style import DASHES, INK, MARKERS, MUTED, ORANGE, SERIES, TEAL, axes

ROWS, FEATURES, USEFUL, SEEDS = 100, 50, 5, 4
FEW = np.zeros(FEATURES)
FEW[:USEFUL] = 3.0, -2.0, 1.5, -1.0, 0.7  # five features count …
ALL = np.where(np.arange(FEATURES) % 2, 0.2, -0.2)  # … or all of them a little


@dataclass
class Sample:
    """Features (n, 50) and target (n,): a linear function plus noise of variance 1."""

    x: np.ndarray
    y: np.ndarray


def sample(rows, true, rng):
    x = rng.normal(size=(rows, FEATURES))
    return Sample(x, x @ true + rng.normal(size=rows))


def lasso(data, alpha):
    model = Lasso(alpha=alpha, fit_intercept=False, tol=1e-8, max_iter=100_000)
    return model.fit(data.x, data.y).coef_


def ridge(data, alpha):
    return Ridge(alpha=alpha * len(data.y), fit_intercept=False).fit(data.x, data.y).coef_


def least_squares(data):
    return LinearRegression(fit_intercept=False).fit(data.x, data.y).coef_


def error(data, w):
    """Mean squared error."""
    return ((data.y - data.x @ w) ** 2).mean()


rng = np.random.default_rng(0)
training, validation, test = (sample(rows, FEW, rng) for rows in (ROWS, ROWS, 2000))

# %% [markdown] lang="ja"
# ## 強さと0の個数 {#zeros}

# %% [markdown] lang="en"
# ## Strength and the number of zeros {#zeros}

# %%
STRENGTHS = np.geomspace(0.01, 3, 61)
path = {
    "lasso": np.array([lasso(training, alpha) for alpha in STRENGTHS]),
    "ridge": np.array([ridge(training, alpha) for alpha in STRENGTHS]),
}
zeros = {name: (weights == 0).sum(axis=1) for name, weights in path.items()}

assert zeros["ridge"].max() == 0  # at no strength
assert zeros["lasso"][0] < 15 and zeros["lasso"][-1] >= 48
assert len(set(zeros["lasso"])) > 10

LISTED = (0.01, 0.1, 0.3, 1.0)
rows = []
for alpha in LISTED:
    l1, l2 = lasso(training, alpha), ridge(training, alpha)
    useful_kept = int((l1[:USEFUL] != 0).sum())
    name = f"{alpha:g}".replace(".", "-")
    record(f"lasso-zeros-{name}", (l1 == 0).sum(), "{:.0f}")
    record(f"lasso-useful-{name}", useful_kept, "{:.0f}")
    rows.append(
        [
            f"{alpha:g}",
            f"{(l1 == 0).sum()}",
            f"{useful_kept}",
            f"{(l2 == 0).sum()}",
            f"{np.abs(l2).min():.4f}",
        ]
    )
    if alpha == 1.0:
        assert useful_kept < USEFUL  # too strong: useful features go as well
    else:
        assert useful_kept == USEFUL

table(
    "zeros",
    caption=(
        f"{FEATURES}個の係数のうち、ちょうど0になった数と、残った有用な特徴量の数（{USEFUL}個中）",
        f"Coefficients of {FEATURES} that are exactly 0, and useful features kept (of {USEFUL})",
    ),
    columns=[
        ("α", "α"),
        ("L1の0", "zeros, L1"),
        ("L1で残った有用な特徴量", "useful kept, L1"),
        ("L2の0", "zeros, L2"),
        ("L2の最小の|w|", "smallest |w|, L2"),
    ],
    rows=rows,
)


# %%
@figure(
    "zeros-by-strength",
    title=("強さと、ちょうど0の係数の数", "Exact zeros by strength"),
    caption=(
        "L1では強くするほど0が増えます。L2ではどの強さでも0個です。",
        "With L1 the zeros grow with the strength. With L2 there are none at any strength.",
    ),
    desc=(
        f"αを{STRENGTHS[0]:g}から{STRENGTHS[-1]:g}まで強くすると、L1の0は{zeros['lasso'][0]}個から{zeros['lasso'][-1]}個に増え、L2の0はずっと{zeros['ridge'].max()}個です。",
        f"As α grows from {STRENGTHS[0]:g} to {STRENGTHS[-1]:g}, the zeros of L1 grow from {zeros['lasso'][0]} to {zeros['lasso'][-1]}; those of L2 stay at {zeros['ridge'].max()}.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=220)
    ax.plot(STRENGTHS, zeros["lasso"], color=TEAL, linestyle=DASHES[0], label="L1")
    ax.plot(STRENGTHS, zeros["ridge"], color=ORANGE, linestyle=DASHES[1], label="L2")
    ax.axhline(FEATURES - USEFUL, color=MUTED, linestyle=DASHES[3], linewidth=1.2)
    ax.text(
        0.01,
        FEATURES - USEFUL + 1,
        t("無用な特徴量の数", "useless features"),
        color=MUTED,
        va="bottom",
    )
    ax.set(
        xscale="log",
        xticks=(0.01, 0.1, 1),
        ylim=(-2, 56),
        xlabel=t("強さα", "strength α"),
        ylabel=t("0の係数の数", "zeros"),
    )
    ax.set_xticklabels(("0.01", "0.1", "1"))
    ax.legend(loc="center right")
    return drawing


# %% [markdown] lang="ja"
# ## 係数の道筋 {#paths}
#
# 強さを変えながら、すべての係数を線で描きます。太い線が有用な5個、細い灰色が無用な45個です。

# %% [markdown] lang="en"
# ## The paths of the coefficients {#paths}
#
# One line for each coefficient as the strength grows. Thick lines are the 5 useful ones, thin gray lines the 45 useless ones.


# %%
def draw_path(t, weights):
    drawing, (ax,) = axes(height=260)
    for feature in range(USEFUL, FEATURES):
        ax.plot(STRENGTHS[::6], weights[::6, feature], color=MUTED, linestyle="-", linewidth=0.5)
    for feature, color, dash in zip(range(USEFUL), SERIES, DASHES, strict=True):
        ax.plot(STRENGTHS, weights[:, feature], color=color, linestyle=dash, linewidth=2.2)
    ax.set(
        xscale="log",
        xticks=(0.01, 0.1, 1),
        ylim=(-2.5, 3.5),
        xlabel=t("強さα", "strength α"),
        ylabel=t("係数", "coefficient"),
    )
    ax.set_xticklabels(("0.01", "0.1", "1"))
    return drawing


last = {name: np.abs(weights[-1, :USEFUL]) for name, weights in path.items()}
assert (last["lasso"] == 0).sum() >= 3 and (last["ridge"] > 0.05).all()


@figure(
    "lasso-path",
    title=("L1（Lasso）の係数", "Coefficients with L1 (Lasso)"),
    caption=(
        f"太い線は有用な{USEFUL}個、細い灰色の線は無用な{FEATURES - USEFUL}個です。無用な係数は次々に0になります。有用な係数も縮み、罰則が強すぎると0になります。",
        f"Thick lines: the {USEFUL} useful features; thin gray lines: the {FEATURES - USEFUL} useless ones. Useless coefficients reach 0 one after another. Useful ones shrink too, and reach 0 if the penalty is too strong.",
    ),
    desc=(
        f"α={STRENGTHS[-1]:g}では、有用な{USEFUL}個のうち{(last['lasso'] == 0).sum()}個が0です。",
        f"At α = {STRENGTHS[-1]:g}, {(last['lasso'] == 0).sum()} of the {USEFUL} useful coefficients are 0.",
    ),
)
def _(t):
    return draw_path(t, path["lasso"])


@figure(
    "ridge-path",
    title=("L2（リッジ回帰）の係数", "Coefficients with L2 (ridge regression)"),
    caption=(
        "大きな係数は縮みますが、ちょうど0になる係数は一つもありません。",
        "Large coefficients shrink, and not one becomes exactly 0.",
    ),
    desc=(
        f"α={STRENGTHS[-1]:g}でも、有用な{USEFUL}個の係数の絶対値は{last['ridge'].min():.2f}以上残ります。",
        f"Even at α = {STRENGTHS[-1]:g} the {USEFUL} useful coefficients keep an absolute value of at least {last['ridge'].min():.2f}.",
    ),
)
def _(t):
    return draw_path(t, path["ridge"])


# %%
STOPS = 10.0 ** (np.arange(31) / 12 - 2)  # twelve for each factor of 10; 0.1 and 1 are among them
stops = {
    "l1": np.array([lasso(training, alpha) for alpha in STOPS]),
    "l2": np.array([ridge(training, alpha) for alpha in STOPS]),
}
zeros_at = {
    alpha: [int((fit(training, alpha) == 0).sum()) for fit in (lasso, ridge)]
    for alpha in (0.01, 0.1, 1.0)
}
for alpha, found in zeros_at.items():
    here = int(np.abs(STOPS - alpha).argmin())
    assert found == [int((stops[name][here] == 0).sum()) for name in ("l1", "l2")]
data("path", {"alphas": STOPS, "truth": FEW[:USEFUL], **stops}, digits=3)
data("zeros-check", [[alpha, *found] for alpha, found in zeros_at.items()])

# %% [markdown] lang="ja"
# ## 強さを検証データで選ぶ {#choosing}
#
# 強さは、検証データの誤差が最小になるものを選び、テストデータで測ります。雑音の分散が1なので、誤差は1より小さくなりません。
# 比べる相手は、罰則のない最小二乗法です。有用な特徴量が5個だけの場合と、50個すべてが少しずつ効く場合を、4シードで試します。

# %% [markdown] lang="en"
# ## Choosing the strength on validation data {#choosing}
#
# Take the strength with the smallest error on validation data, and measure it on test data. The noise has variance 1, so the error cannot fall below 1.
# The comparison is least squares without a penalty. We try data with only 5 useful features and data where all 50 act a little, with 4 seeds.


# %%
def compare(true, seed):
    """Test errors of least squares, ridge and Lasso, and the zeros of the chosen Lasso."""
    rng = np.random.default_rng(seed)
    train, validate, check = (sample(rows, true, rng) for rows in (ROWS, ROWS, 2000))
    chosen = {
        fit: min((fit(train, a) for a in STRENGTHS[::3]), key=lambda w: error(validate, w))
        for fit in (ridge, lasso)
    }
    return (
        error(check, least_squares(train)),
        error(check, chosen[ridge]),
        error(check, chosen[lasso]),
        (chosen[lasso] == 0).sum(),
    )


few = np.array([compare(FEW, seed) for seed in range(SEEDS)])
many = np.array([compare(ALL, seed) for seed in range(SEEDS)])
OLS, RIDGE, LASSO, ZEROS = range(4)

assert (few[:, LASSO] < 0.75 * few[:, OLS]).all() and (few[:, LASSO] < 0.75 * few[:, RIDGE]).all()
assert (many[:, RIDGE] < many[:, LASSO]).all() and (many[:, RIDGE] < many[:, OLS]).all()
assert (few[:, ZEROS] < FEATURES - USEFUL).all()  # the best prediction keeps useless features too
for label, results in (("few", few), ("many", many)):
    for column, name in ((OLS, "ols"), (RIDGE, "ridge"), (LASSO, "lasso")):
        record(f"{label}-{name}", results[:, column].mean(), "{:.2f}")
record("few-zeros", few[:, ZEROS].mean(), "{:.0f}")

table(
    "errors",
    caption=(
        f"検証データで強さを選んだときのテストの誤差（{SEEDS}シードの平均、雑音は1）",
        f"Test error with the strength chosen on validation data (mean of {SEEDS} seeds; the noise is 1)",
    ),
    columns=[
        ("データ", "data"),
        ("罰則なし", "no penalty"),
        ("L2", "L2"),
        ("L1", "L1"),
        ("L1の0の数", "zeros, L1"),
    ],
    rows=[
        [names, *(f"{value:.2f}" for value in means[:3]), f"{means[3]:.0f}"]
        for names, means in (
            (("有用な特徴量が5個", "5 useful features"), few.mean(axis=0)),
            (("50個すべてが少し有用", "all 50 a little useful"), many.mean(axis=0)),
        )
    ],
)

curves = {
    (name, part): np.array([error(data, w) for w in weights])
    for name, weights in path.items()
    for part, data in (("training", training), ("validation", validation))
}
picked = {name: int(curves[name, "validation"].argmin()) for name in path}
assert 5 < picked["lasso"] < 55
assert curves["lasso", "training"].argmin() == 0  # training data always vote for no penalty


# %%
@figure(
    "choosing",
    title=(
        "強さと、トレーニングデータと検証データの誤差",
        "Training and validation error by strength",
    ),
    caption=(
        "L1の場合です。トレーニングデータの誤差は罰則が弱いほど小さく、強さの選択には使えません。丸は検証データの誤差の最小です。",
        "With L1. The training error is smallest for the weakest penalty and cannot choose the strength. The dot marks the lowest validation error.",
    ),
    desc=(
        f"検証データの誤差はα={STRENGTHS[picked['lasso']]:.2f}で最小の{curves['lasso', 'validation'].min():.2f}です。トレーニングデータの誤差はα={STRENGTHS[0]:g}の{curves['lasso', 'training'][0]:.2f}から増え続けます。",
        f"The validation error is smallest, {curves['lasso', 'validation'].min():.2f}, at α = {STRENGTHS[picked['lasso']]:.2f}. The training error only grows, from {curves['lasso', 'training'][0]:.2f} at α = {STRENGTHS[0]:g}.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=240)
    ax.plot(
        STRENGTHS,
        curves["lasso", "validation"],
        color=ORANGE,
        linestyle=DASHES[1],
        label=t("検証", "validation"),
    )
    ax.plot(
        STRENGTHS,
        curves["lasso", "training"],
        color=TEAL,
        linestyle=DASHES[0],
        label=t("トレーニング", "training"),
    )
    ax.plot(
        STRENGTHS[picked["lasso"]],
        curves["lasso", "validation"].min(),
        MARKERS[0],
        color=ORANGE,
        markersize=8,
    )
    ax.set(
        xscale="log",
        xticks=(0.01, 0.1, 1),
        ylim=(0, 6),
        xlabel=t("強さα", "strength α"),
        ylabel=t("二乗誤差の平均", "mean squared error"),
    )
    ax.set_xticklabels(("0.01", "0.1", "1"))
    ax.legend(loc="upper left")
    return drawing


# %% [markdown] lang="ja"
# 有用な特徴量が少なければ、L1の誤差が最も小さく、L2は罰則なしとほとんど変わりません。すべてが少しずつ効くなら、順位は逆でL2が最良です。
#
# 一つ注意があります。予測が最も良い強さでは、L1で0になった係数は平均{=sparsity/few-zeros}個で、無用な45個より少なくなりました。予測のために選んだ強さは、無用な特徴量もいくらか残します。
#
# ## なぜちょうど0になるか {#soft-threshold}
#
# 係数が一つだけで、罰則のない答えが$v$の場合を考えます。$\frac12(w-v)^2$にL1の罰則を足すと、最小点は$v$を0の方へ$\alpha$だけ引いた値で、$v$が0から$\alpha$以内なら0です。これをソフトしきい値と呼びます。
# L2の罰則なら、最小点は$v/(1+\alpha)$です。$v$が0でない限り、0になりません。

# %% [markdown] lang="en"
# With few useful features L1 has the smallest error, and L2 is hardly better than no penalty. If all features act a little, the order is the reverse and L2 is best.
#
# One caution: at the strength with the best predictions, L1 had {=sparsity/few-zeros} coefficients at 0 on average, fewer than the 45 useless features. A strength chosen for prediction keeps some useless features.
#
# ## Why exactly 0 {#soft-threshold}
#
# Take a single coefficient whose answer without a penalty is $v$. With the L1 penalty added, $\frac12(w-v)^2$ is smallest where $v$ has been pulled toward 0 by $\alpha$; if $v$ is within $\alpha$ of 0, the answer is 0. This is the soft threshold.
# With the L2 penalty the answer is $v/(1+\alpha)$, which is not 0 unless $v$ is 0.

# %%
V = np.linspace(-3, 3, 121)
pulled, shrunk = soft_threshold(V, 1.0), V / 2
assert (pulled[np.abs(V) <= 1] == 0).all() and (shrunk[V != 0] != 0).all()
data(
    "one-weight-check",
    [
        [v, alpha, float(soft_threshold(np.array(v), alpha)), v / (1 + alpha)]
        for v in (-2.3, -0.4, 0.0, 0.1, 1.5, 3.0)
        for alpha in (0.1, 1.0, 2.5)
    ],
    digits=12,
)


@figure(
    "soft-threshold",
    title=("一つの係数への働き", "What each penalty does to one coefficient"),
    caption=(
        "α=1の場合です。L1は同じ量を引き、0の周りに平らな部分ができます。L2は同じ割合で縮めます。",
        "For α = 1. L1 subtracts the same amount and is flat around 0. L2 shrinks by the same share.",
    ),
    desc=(
        f"罰則のない値が{V[-1]:g}のとき、L1では{pulled[-1]:g}、L2では{shrunk[-1]:g}になります。絶対値が1以下なら、L1では0です。",
        f"A value of {V[-1]:g} without a penalty becomes {pulled[-1]:g} with L1 and {shrunk[-1]:g} with L2. Up to an absolute value of 1, L1 gives 0.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=240)
    ax.plot(V, V, color=MUTED, linestyle=DASHES[3], label=t("罰則なし", "no penalty"))
    ax.plot(V, pulled, color=TEAL, linestyle=DASHES[0], label="L1")
    ax.plot(V, shrunk, color=ORANGE, linestyle=DASHES[1], label="L2")
    ax.set(
        xticks=(-3, -1, 0, 1, 3),
        yticks=(-2, 0, 2),
        xlabel=t("罰則なしの値v", "value v without penalty"),
        ylabel=t("罰則ありの値", "value with penalty"),
    )
    ax.legend(loc="upper left")
    return drawing


# %% [markdown] lang="ja"
# ISTAという解き方は、二乗誤差の勾配を1歩下り、そのたびに係数をソフトしきい値に通します。
# 一方、罰則を損失に足して微分し、$\alpha\,\mathrm{sign}(w)$を勾配に入れる方法もあります。ディープラーニングのライブラリで損失に罰則を足すと、こちらになります。
# どちらも2000ステップ進めて、scikit-learnの`Lasso`と比べます。

# %% [markdown] lang="en"
# The solver ISTA takes a step down the gradient of the squared error and applies the soft threshold each time.
# The other way is to add the penalty to the loss and differentiate, which puts $\alpha\,\mathrm{sign}(w)$ into the gradient. This is what happens when a penalty is added to the loss in a deep learning library.
# Both take 2000 steps and are compared with scikit-learn's `Lasso`.

# %%
ALPHA, STEPS = 0.1, 2000
reference = lasso(training, ALPHA)
proximal = ista(training.x, training.y, ALPHA, STEPS)
descent = subgradient_descent(training.x, training.y, ALPHA, STEPS)

assert np.abs(proximal[-1] - reference).max() < 1e-6
assert ((proximal[-1] == 0) == (reference == 0)).all()  # the same features, exactly 0
assert (descent[-1] != 0).all()
gone = reference == 0
near = np.abs(descent[-1][gone]).max()
assert 1e-4 < near < 0.2, near
record("ista-zeros", (proximal[-1] == 0).sum(), "{:.0f}")
record("subgradient-zeros", (descent[-1] == 0).sum(), "{:.0f}")
record("subgradient-near", near, "{:.2f}")

watched = int(np.flatnonzero(gone)[np.abs(proximal[1][gone]).argmax()])  # far from 0 at first
SHOWN = 120
signs = np.sign(descent[:, watched])
flips = int((signs[1:] != signs[:-1]).sum())
assert flips > 50, flips


# %%
@figure(
    "hovering",
    title=("0になるべき一つの係数", "A coefficient that should be 0"),
    caption=(
        "ISTAは0に着いて留まります。sign(w)を足す勾配降下法は、0を飛び越え続けます。",
        "ISTA arrives at 0 and stays. Gradient descent with sign(w) keeps jumping over it.",
    ),
    desc=(
        f"ISTAの係数は最後に{proximal[-1, watched]:g}です。sign(w)を足す方法では、{STEPS}ステップの間に符号が{flips}回変わります。",
        f"With ISTA the coefficient ends at {proximal[-1, watched]:g}. With sign(w) its sign changes {flips} times in {STEPS} steps.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=240)
    at = np.arange(SHOWN + 1)
    ax.plot(
        at,
        descent[: SHOWN + 1, watched],
        color=ORANGE,
        linestyle="-",
        linewidth=1,
        label=t("sign(w)を足す", "adding sign(w)"),
    )
    ax.plot(
        at, proximal[: SHOWN + 1, watched], color=TEAL, linewidth=2.2, linestyle="-", label="ISTA"
    )
    ax.set(xticks=(0, 40, 80, 120), xlabel=t("ステップ", "step"), ylabel=t("係数", "coefficient"))
    ax.legend(loc="lower right")
    return drawing


# %% [markdown] lang="ja"
# ISTAの0は{=sparsity/ista-zeros}個で、scikit-learnと同じ特徴量です。符号を足す方法の0は{=sparsity/subgradient-zeros}個で、0になるべき係数が最大{=sparsity/subgradient-near}まで残りました。
# 学習率を下げれば揺れは小さくなりますが、ちょうど0にはなりません。
#
# ## 本物の特徴量が落ちる場合 {#dropped}
#
# 0になった特徴量は、要らない特徴量とは限りません。強すぎる$\alpha$では、有用な特徴量も落ちました（上の表の$\alpha=1$）。
# もう一つは、よく似た特徴量がある場合です。二つの特徴量の相関を0.995ほどにし、どちらの真の係数も1にして、20シードで試します。

# %% [markdown] lang="en"
# ISTA has {=sparsity/ista-zeros} zeros, at the same features as scikit-learn. Adding the sign gives {=sparsity/subgradient-zeros} zeros; coefficients that should be 0 were left at up to {=sparsity/subgradient-near}.
# A smaller learning rate makes the jumps smaller, and still nothing is exactly 0.
#
# ## When features that matter are dropped {#dropped}
#
# A feature at 0 is not always a feature nobody needs. Too strong an $\alpha$ drops useful ones as well ($\alpha=1$ in the table above).
# The other case is features that resemble each other. Two features get a correlation of about 0.995, both with a true coefficient of 1; we try 20 seeds.

# %%
TWIN_SEEDS, TWIN_ALPHA = 20, 0.1


def twins(seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(ROWS, 10))
    x[:, 1] = x[:, 0] + 0.1 * rng.normal(size=ROWS)  # nearly a copy
    data = Sample(x, x[:, 0] + x[:, 1] + rng.normal(size=ROWS))
    return (
        np.corrcoef(x[:, 0], x[:, 1])[0, 1],
        lasso(data, TWIN_ALPHA)[:2],
        ridge(data, TWIN_ALPHA)[:2],
    )


correlations, l1_pairs, l2_pairs = map(np.array, zip(*map(twins, range(TWIN_SEEDS)), strict=True))
dropped = int((l1_pairs == 0).any(axis=1).sum())
assert dropped >= 5, dropped
assert not (l1_pairs == 0).all(axis=1).any()  # one of the two always stays
assert (l2_pairs > 0.6).all(), l2_pairs.min()
assert correlations.min() > 0.99
record("twins-seeds", TWIN_SEEDS, "{:.0f}")
record("twins-dropped", dropped, "{:.0f}")


# %%
@figure(
    "twins",
    title=("よく似た二つの特徴量の係数", "Coefficients of two similar features"),
    caption=(
        f"点は{TWIN_SEEDS}シードです。真の値は(1, 1)です。L1は片方に寄せ、軸の上の点では片方が0です。",
        f"Points: {TWIN_SEEDS} seeds. The truth is (1, 1). L1 leans to one of the two; on an axis, the other is 0.",
    ),
    desc=(
        f"L1では{TWIN_SEEDS}シードのうち{dropped}シードで片方の係数が0です。L2ではどちらの係数も{l2_pairs.min():.1f}以上です。",
        f"With L1 one coefficient is 0 in {dropped} of {TWIN_SEEDS} seeds. With L2 both are at least {l2_pairs.min():.1f}.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=270)
    ax.plot(*l1_pairs.T, MARKERS[0], color=TEAL, markerfacecolor="none", label="L1")
    ax.plot(*l2_pairs.T, MARKERS[1], color=ORANGE, markerfacecolor="none", label="L2")
    ax.plot(1, 1, "x", color=INK, markersize=9, label=t("真の値", "truth"))
    ax.set(
        xlim=(-0.15, 2.2),
        ylim=(-0.15, 2.2),
        xticks=(0, 1, 2),
        yticks=(0, 1, 2),
        xlabel=t("一つ目の係数", "first coefficient"),
        ylabel=t("二つ目の係数", "second coefficient"),
    )
    ax.legend(loc="upper right")
    return drawing


# %% [markdown] lang="ja"
# L1は{=sparsity/twins-seeds}シードのうち{=sparsity/twins-dropped}シードで、本当に効いている片方を落としました。どちらが残るかは雑音しだいです。L2は二つに分け合わせます。
#
# ## 尺度 {#scale}
#
# 罰則は係数の大きさに掛かるので、特徴量の単位に左右されます。有用な五つ目の特徴量をメートルからキロメートルに変えるように1000で割ると、必要な係数は1000倍になり、罰則も1000倍です。

# %% [markdown] lang="en"
# L1 dropped one of the two, which both matter, in {=sparsity/twins-dropped} of {=sparsity/twins-seeds} seeds. Which one stays is up to the noise. L2 shares the weight between them.
#
# ## Scale {#scale}
#
# The penalty acts on the size of a coefficient, so it depends on the unit of the feature. Divide the fifth feature, a useful one, by 1000, as from meters to kilometers: the coefficient it needs is 1000 times larger, and so is its penalty.

# %%
FIFTH = USEFUL - 1
in_kilometers = Sample(training.x.copy(), training.y)
in_kilometers.x[:, FIFTH] /= 1000
standardized = Sample(in_kilometers.x / in_kilometers.x.std(axis=0), training.y)

fits = {
    "meters": lasso(training, ALPHA)[FIFTH],
    "kilometers": lasso(in_kilometers, ALPHA)[FIFTH],
    "standardized": lasso(standardized, ALPHA)[FIFTH],
}
assert fits["meters"] != 0 and fits["kilometers"] == 0 and fits["standardized"] != 0

twice = Sample(np.vstack([training.x] * 2), np.hstack([training.y] * 2))
assert np.allclose(lasso(twice, ALPHA), lasso(training, ALPHA), atol=1e-5)
plain = {
    rows: Ridge(alpha=10, fit_intercept=False).fit(data.x, data.y).coef_
    for rows, data in ((ROWS, training), (2 * ROWS, twice))
}
moved = np.abs(plain[ROWS] - plain[2 * ROWS]).max()
assert moved > 0.05, moved
assert np.allclose(
    Ridge(alpha=20, fit_intercept=False).fit(twice.x, twice.y).coef_, plain[ROWS]
)  # twice the rows need twice the alpha
record("ridge-moved", moved, "{:.2f}")

table(
    "scale",
    caption=(
        f"L1（α={ALPHA}）での5番目の特徴量の係数（真の値は、元の単位で{FEW[FIFTH]}）",
        f"Coefficient of the fifth feature with L1 (α = {ALPHA}; the truth in the original unit is {FEW[FIFTH]})",
    ),
    columns=[("特徴量", "feature"), ("係数", "coefficient")],
    rows=[
        [("元の単位", "original unit"), f"{fits['meters']:.2f}"],
        [("1000で割る", "divided by 1000"), f"{fits['kilometers']:.0f}"],
        [("割ってから標準化", "divided, then standardized"), f"{fits['standardized']:.2f}"],
    ],
)

# %% [markdown] lang="ja"
# 単位を変えただけで、有用な特徴量が落ちました。標準化すれば元に戻ります。
#
# 罰則の式の書き方も、尺度の一つです。同じデータを2回並べて200件にしても、`Lasso`の答えは変わりません。誤差を件数で割っているからです。
# `Ridge`は割らないので、同じ`alpha`では係数が最大{=sparsity/ridge-moved}動き、`alpha`を2倍にすると元の答えに戻ります。

# %% [markdown] lang="en"
# A change of unit alone dropped a useful feature. Standardizing brings it back.
#
# How the penalty is written is a matter of scale as well. Stack the same data twice, to 200 examples, and the answer of `Lasso` stays, because it divides the error by the number of examples.
# `Ridge` does not: with the same `alpha` coefficients move by up to {=sparsity/ridge-moved}, and with twice the `alpha` the old answer is back.

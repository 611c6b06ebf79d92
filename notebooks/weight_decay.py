# ---
# title:
#   ja: 重み減衰とL2正則化
#   en: Weight decay and L2 regularization
# description:
#   ja: SGDでは重み減衰とL2正則化が一致し、Adamでは一致しないことを、同じデータと勾配で確かめます。
#   en: Weight decay and L2 regularization agree under SGD and part under Adam, checked with the same data and the same gradients.
# ---

# %% [markdown] lang="ja"
# L2正則化は損失に罰則を足し、重み減衰は更新のたびに重みを縮めます。この二つは同じものでしょうか。
# SGDで一致することと、Adamで一致しないことを、順に確かめます。
#
# ## SGDでは同じ {#sgd}
#
# 損失に$\frac{\lambda}{2}\sum w^2$を足すと、その勾配は$\lambda w$です。学習率を$\eta$とすると、SGDの更新は次のように書き直せます。
#
# $$
# w-\eta\,(g+\lambda w)=(1-\eta\lambda)\,w-\eta g
# $$
#
# 左がL2正則化、右が重み減衰です。手書き数字の分類を、同じバッチの順序で両方の書き方で学習させます。バイアスには、どちらも罰則を掛けません。

# %% [markdown] lang="en"
# L2 regularization adds a penalty to the loss; weight decay shrinks the weights at every update. Are they the same?
# We check first that they agree under SGD, then that they do not under Adam.
#
# ## The same under SGD {#sgd}
#
# Adding $\frac{\lambda}{2}\sum w^2$ to the loss adds $\lambda w$ to its gradient. With the learning rate $\eta$, the update of SGD can be rewritten as follows.
#
# $$
# w-\eta\,(g+\lambda w)=(1-\eta\lambda)\,w-\eta g
# $$
#
# On the left is L2 regularization, on the right weight decay. A classifier of handwritten digits learns in both ways, with the same order of batches. Neither penalizes the biases.

# %%
import numpy as np

from helpers.lab import figure, record, table
from helpers.mlkit import batches, digits, gradients, network, softmax_regression, step
from helpers.optimizers import adam_start, adam_step
from helpers.style import DASHES, INK, MUTED, ORANGE, PURPLE, TEAL, axes

ROWS, BATCH, LR = 500, 25, 0.2


def train(net, strength, *, decoupled, epochs=20, each_epoch=None):
    """SGD with L2 in the gradient, or with the weights shrunk before each step."""
    rng = np.random.default_rng(0)
    data = digits(ROWS, rng)
    for _ in range(epochs):
        for rows in batches(ROWS, BATCH, rng):
            x, y = data.x[rows], data.y[rows]
            if decoupled:
                slope = gradients(net, x, y)  # of the loss alone, at the weights before shrinking
                for layer in net:
                    layer.w *= 1 - LR * strength
            else:
                slope = gradients(net, x, y, l2=strength)
            step(net, slope, LR)
        if each_epoch is not None:
            each_epoch(net)
    return net


def start():
    return network((64, 32, 10), np.random.default_rng(1))


penalized = train(start(), 0.01, decoupled=False)
decayed = train(start(), 0.01, decoupled=True)
neither = train(start(), 0.0, decoupled=False)


def largest_difference(one, other):
    return max(np.abs(a.w - b.w).max() for a, b in zip(one, other, strict=True))


difference = largest_difference(penalized, decayed)
effect = largest_difference(penalized, neither)
assert difference < 1e-11, difference  # rounding, nothing else
assert effect > 0.1, effect  # and the penalty did change the weights
record("sgd-difference", difference, "{:.0e}")
record("sgd-effect", effect, "{:.2f}")

# %% [markdown] lang="ja"
# {=weight-decay/sgd-difference}という最大の差は、丸め誤差です。罰則なしの学習との差は{=weight-decay/sgd-effect}なので、罰則が効いていないわけではありません。
#
# ## 重みは下がり続けるのか {#norms}
#
# データの勾配がなければ、重みは毎ステップ$1-\eta\lambda$倍になります。$\eta\lambda$が0.01なら、100ステップ後は0.99の100乗、{=weight-decay/pure-decay}倍です。
# 実際の学習では、データの勾配が押し返します。重み0から始める線形の分類器で、重み全体の大きさ（ノルム）を測ります。

# %% [markdown] lang="en"
# The largest difference, {=weight-decay/sgd-difference}, is rounding. The difference from training without a penalty is {=weight-decay/sgd-effect}, so the penalty does act.
#
# ## Do the weights keep falling? {#norms}
#
# Without a gradient from the data, each step multiplies the weights by $1-\eta\lambda$. If $\eta\lambda$ is 0.01, they are 0.99 to the power of 100 after 100 steps: {=weight-decay/pure-decay} times the start.
# In real training the gradient of the data pushes back. For a linear classifier that starts from zero weights we measure the size of all weights together, their norm.

# %%
weight = 1.0
for _ in range(100):
    weight -= 0.1 * (0.1 * weight)  # η = 0.1, λ = 0.1, no data
assert abs(weight - 0.99**100) < 1e-12
record("pure-decay", weight, "{:.3f}")

STRENGTHS, EPOCHS = (0.0, 0.001, 0.01, 0.1), 40
norms = {}
for strength in STRENGTHS:
    norms[strength] = []
    train(
        softmax_regression(),
        strength,
        decoupled=True,
        epochs=EPOCHS,
        each_epoch=lambda net, seen=norms[strength]: seen.append(np.linalg.norm(net[0].w)),
    )

ends = [norms[strength][-1] for strength in STRENGTHS]
assert ends == sorted(ends, reverse=True), ends  # a stronger decay ends with smaller weights …
for strength in STRENGTHS:
    assert norms[strength][4] > norms[strength][0] > 0  # … but from zero they all grow at first
assert norms[0.0][-1] > norms[0.0][-10] + 0.05  # without decay they go on growing
assert abs(norms[0.1][-1] - norms[0.1][-10]) < 0.05  # with decay they settle


# %%
@figure(
    "norms",
    title=("減衰の強さと重みのノルム", "Norm of the weights by strength of decay"),
    caption=(
        f"重み減衰があっても、重みは0から増えます。λ={STRENGTHS[-1]:g}では、データの勾配と釣り合う大きさで止まっています。",
        f"Even with weight decay the weights grow from 0. At λ = {STRENGTHS[-1]:g} they have stopped where the gradient of the data balances the decay.",
    ),
    desc=tuple(
        join.join(text.format(strength=strength, end=norms[strength][-1]) for strength in STRENGTHS)
        for text, join in (
            ("λ={strength:g}では最後のノルムが{end:.1f}です。", ""),
            ("λ = {strength:g}: the norm ends at {end:.1f}.", " "),
        )
    ),
)
def _(t):
    drawing, (ax,) = axes(height=250)
    at = np.arange(EPOCHS + 1)
    colors = (MUTED, TEAL, ORANGE, PURPLE)
    for strength, color, dash in zip(STRENGTHS, colors, DASHES, strict=False):
        ax.plot(at, [0, *norms[strength]], color=color, linestyle=dash)
        ax.text(EPOCHS + 0.6, norms[strength][-1], f"λ={strength:g}", color=color, va="center")
    ax.set(
        xlim=(0, EPOCHS + 10),
        xticks=(0, 10, 20, 30, 40),
        ylim=(0, None),
        xlabel=t("エポック", "epoch"),
        ylabel=t("重みのノルム", "norm of the weights"),
    )
    return drawing


# %% [markdown] lang="ja"
# 重み減衰があれば重みが小さくなり続ける、というわけではありません。データに逆らって0へ引く力です。
# 強いほど、釣り合う重みは小さくなります。
#
# ## Adamでは別のもの {#adam}
#
# Adamは、勾配をその大きさ（二乗平均の平方根）で割ってから更新します。L2の罰則を勾配に足すと、罰則の$\lambda w$も一緒に割られてしまいます。
# AdamWは罰則を勾配に足さず、重みを別に$1-\eta\lambda$倍します。
#
# 違いだけを見るために、データの代わりに平均0の雑音を勾配にします。重みは1から始め、学習率0.01、$\lambda=0.1$で1000ステップ、2000本を並べて平均します。
# 雑音は重みをどちらにも押さないので、縮むのは罰則の働きです。

# %% [markdown] lang="en"
# Weight decay does not mean that the weights get smaller all the time: it is a pull toward 0 against the data.
# The stronger it is, the smaller the weights at which the two balance.
#
# ## Something else under Adam {#adam}
#
# Adam divides the gradient by its size (the root of its mean square) before it updates. If the L2 penalty is added to the gradient, its $\lambda w$ is divided as well.
# AdamW keeps the penalty out of the gradient and multiplies the weights by $1-\eta\lambda$ separately.
#
# To see that difference alone, we use noise with mean 0 as the gradient instead of data. Weights start at 1; 1000 steps with learning rate 0.01 and $\lambda=0.1$, averaged over 2000 copies.
# The noise pushes the weights neither way, so what shrinks them is the penalty.

# %%
COPIES, STEPS, ADAM_LR, STRENGTH = 2000, 1000, 0.01, 0.1
SCALES = (0.1, 1, 10, 100)  # standard deviation of the gradient


def mean_weights(scale, *, l2=0.0, decay=0.0, lr=ADAM_LR):
    """The mean of all copies after each step."""
    rng = np.random.default_rng(0)
    weights = np.ones(COPIES)
    state, means = adam_start(weights), [1.0]
    for _ in range(STEPS):
        noise = scale * rng.normal(size=COPIES)
        weights, state = adam_step(weights, noise, state, lr, l2=l2, decay=decay)
        means.append(weights.mean())
    return np.array(means)


def tidy(value):
    """Two digits, and no minus sign before a zero."""
    return round(float(value), 2) + 0.0


with_l2 = {scale: mean_weights(scale, l2=STRENGTH) for scale in SCALES}
with_decay = {scale: mean_weights(scale, decay=STRENGTH) for scale in SCALES}
expected = (1 - ADAM_LR * STRENGTH) ** STEPS

left = np.array([with_l2[scale][-1] for scale in SCALES])
assert (np.diff(left) > 0.05).all(), left  # the larger the gradients, the less L2 shrinks
assert abs(left[0]) < 0.05 and left[-1] > 0.93, left
decayed_to = np.array([with_decay[scale][-1] for scale in SCALES])
assert np.ptp(decayed_to) < 1e-3, decayed_to  # AdamW does not notice the scale
assert np.abs(decayed_to - expected).max() < 0.05, (decayed_to, expected)
for scale in SCALES:
    name = f"{scale}".replace(".", "-")
    record(f"adam-l2-{name}", tidy(with_l2[scale][-1]), "{:.2f}")
record("adamw", with_decay[1][-1], "{:.2f}")
record("adamw-expected", expected, "{:.3f}")


# %%
@figure(
    "adam",
    title=("AdamのL2正則化とAdamW", "Adam with L2, and AdamW"),
    caption=(
        "線は勾配の標準偏差ごとの重みの平均です。L2は勾配が大きい重みほど効かず、AdamWの4本の線は重なります。",
        "Mean weight for each standard deviation of the gradient. L2 acts less the larger the gradients; the 4 lines of AdamW lie on each other.",
    ),
    desc=tuple(
        join.join(text.format(scale=scale, l2=tidy(with_l2[scale][-1])) for scale in SCALES)
        + end.format(low=decayed_to.min(), high=decayed_to.max())
        for text, join, end in (
            (
                "勾配の標準偏差{scale}では、AdamのL2で1から{l2:.2f}になります。",
                "",
                "AdamWでは{low:.2f}から{high:.2f}です。",
            ),
            (
                "Gradients of standard deviation {scale}: Adam with L2 takes the weight from 1 to {l2:.2f}.",
                " ",
                " AdamW takes it to {low:.2f}–{high:.2f}.",
            ),
        )
    ),
)
def _(t):
    drawing, panels = axes(1, 2, height=250, sharey=True)
    at = np.arange(0, STEPS + 1, 20)
    for ax, runs, title in (
        (panels[0], with_l2, t("AdamとL2", "Adam with L2")),
        (panels[1], with_decay, "AdamW"),
    ):
        for scale, color, dash in zip(SCALES, (TEAL, ORANGE, PURPLE, INK), DASHES, strict=False):
            ax.plot(at, runs[scale][::20], color=color, linestyle=dash, label=f"{scale}")
        ax.set_title(title)
        ax.set(xticks=(0, 500, 1000), ylim=(-0.05, 1.05), xlabel=t("ステップ", "step"))
    panels[0].set_ylabel(t("重みの平均", "mean weight"))
    panels[1].legend(
        title=t("勾配の標準偏差", "sd of gradient"),
        loc="lower left",
        ncols=2,
        columnspacing=0.8,
        handlelength=2.2,
    )
    return drawing


table(
    "adam-table",
    caption=(
        f"{STEPS}ステップ後の重みの平均（最初は1、AdamWの式による値は{expected:.3f}）",
        f"Mean weight after {STEPS} steps (start: 1; AdamW by the formula: {expected:.3f})",
    ),
    columns=[
        ("勾配の標準偏差", "sd of the gradient"),
        ("AdamとL2", "Adam with L2"),
        ("AdamW", "AdamW"),
    ],
    rows=[
        [f"{scale}", f"{tidy(with_l2[scale][-1]):.2f}", f"{with_decay[scale][-1]:.2f}"]
        for scale in SCALES
    ],
)

# %% [markdown] lang="ja"
# 勾配の標準偏差が0.1の重みはほぼ0になり、100の重みは{=weight-decay/adam-l2-100}までしか縮みません。同じ$\lambda$でも、効き方が勾配の大きさで決まってしまいます。
# AdamWはどれも{=weight-decay/adamw}で、式の値{=weight-decay/adamw-expected}とほぼ同じです。
#
# この実験が示すのは、二つが別の方法だということだけです。どちらが良く汎化するかは測っていません。
#
# ## 学習率との関係 {#learning-rate}
#
# 減衰の係数は、ステップごとに$1-\eta\lambda$です。学習率を小さくすると、同じ$\lambda$でも減衰は弱くなります。
# 罰則の書き方にも注意がいります。$\frac{\lambda}{2}\sum w^2$の勾配は$\lambda w$、$c\sum w^2$の勾配は$2cw$です。

# %% [markdown] lang="en"
# A weight whose gradients have a standard deviation of 0.1 goes to about 0; with 100 it only shrinks to {=weight-decay/adam-l2-100}. The same $\lambda$ acts according to the size of the gradients.
# AdamW ends at {=weight-decay/adamw} for all of them, close to the {=weight-decay/adamw-expected} of the formula.
#
# All that this shows is that the two are different methods. Which of them generalizes better was not measured.
#
# ## The learning rate {#learning-rate}
#
# The factor per step is $1-\eta\lambda$. With a smaller learning rate, the same $\lambda$ decays less.
# Mind how the penalty is written, too: the gradient of $\frac{\lambda}{2}\sum w^2$ is $\lambda w$, that of $c\sum w^2$ is $2cw$.

# %%
slower = mean_weights(1, decay=STRENGTH, lr=ADAM_LR / 10)[-1]
slower_expected = (1 - ADAM_LR / 10 * STRENGTH) ** STEPS
assert abs(slower - slower_expected) < 0.02, (slower, slower_expected)
record("adamw-slower", slower, "{:.2f}")

c, eta, move = 0.1, 0.01, 1e-6
measured_slope = (c * (1 + move) ** 2 - c * (1 - move) ** 2) / (2 * move)  # of c·w² at w = 1
half_factor, whole_factor = 1 - eta * c, 1 - eta * measured_slope
assert abs(whole_factor - (1 - 2 * eta * c)) < 1e-9
table(
    "factors",
    caption=(
        f"罰則の書き方と、SGDの1ステップで重みに掛かる数（学習率{eta}、係数{c}）",
        f"The form of the penalty and the factor of 1 step of SGD (learning rate {eta}, coefficient {c})",
    ),
    columns=[("損失に足す項", "term added to the loss"), ("1ステップの倍率", "factor per step")],
    rows=[["(λ/2)Σw²", f"{half_factor:.3f}"], ["cΣw²", f"{whole_factor:.3f}"]],
)

# %% [markdown] lang="ja"
# 学習率を0.001にすると、1000ステップ後の重みは{=weight-decay/adamw}ではなく{=weight-decay/adamw-slower}です。学習率を変えたら、$\lambda$も選び直します。

# %% [markdown] lang="en"
# With a learning rate of 0.001 the weight after 1000 steps is {=weight-decay/adamw-slower}, not {=weight-decay/adamw}. When you change the learning rate, choose $\lambda$ again.

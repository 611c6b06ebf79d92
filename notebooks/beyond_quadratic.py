# ---
# title:
#   ja: 二次関数でない損失と学習率
#   en: Learning rates beyond the quadratic
# description:
#   ja: 雑音がなくても損失が揺れる安定性の縁と、小さい学習率が浅い谷に捕まる例を、計算で確かめます。
#   en: Computes the edge of stability, where the loss wobbles without noise, and a small learning rate caught in a shallow valley.
# ---

# %% [markdown] lang="ja"
# 二次関数の損失では、学習率の限界は2/λmaxで決まりました（[学習率と曲率](learning-rate.ipynb#limit)）。曲率が場所によって変わる損失では、何が起きるでしょうか。大きめの学習率と、小さすぎる学習率の両方を調べます。

# %% [markdown] lang="en"
# On a quadratic loss, 2/λmax sets the limit of the learning rate ([Learning rate and curvature](learning-rate.ipynb#limit)). What happens where the curvature changes from place to place? We look at both a rather large and a too small learning rate.

# %%
import numpy as np

from helpers.lab import figure, record
from helpers.mlkit import digits
from helpers.style import DASHES, INK, MARKERS, ORANGE, RED, TEAL, axes

SEEDS = range(3)

# %% [markdown] lang="ja"
# ## 安定性の縁 {#edge-of-stability}
#
# ニューラルネットワークの曲率は、学習の途中で変わります。雑音をなくしても、損失は揺れるでしょうか。24ユニットのtanhネットワークに数字200枚を、二乗損失と全データの勾配で学習させ、損失とともに**鋭さ**（その時点のλmax）を測ります。

# %% [markdown] lang="en"
# ## Edge of stability {#edge-of-stability}
#
# In a neural network the curvature changes during training. Can the loss wobble without any noise? A tanh network with 24 units learns 200 digits, with squared loss and the gradient of all examples. Besides the loss we measure the **sharpness**: λmax at the current weights.

# %%
HIDDEN = 24
SHAPES = ((64, HIDDEN), (HIDDEN,), (HIDDEN, 10), (10,))
ENDS = np.cumsum([np.prod(shape) for shape in SHAPES])[:-1]
EVERY = 50  # steps between two measurements of the sharpness


def unpack(p):
    """The flat parameter vector as weights and biases of both layers."""
    return [part.reshape(shape) for part, shape in zip(np.split(p, ENDS), SHAPES)]


def tanh_loss(p, data):
    """Half the mean squared error to one-hot targets, and its gradient."""
    inputs, targets = data
    w1, b1, w2, b2 = unpack(p)
    hidden = np.tanh(inputs @ w1 + b1)
    error = (hidden @ w2 + b2 - targets) / len(targets)
    back = error @ w2.T * (1 - hidden**2)
    slope = (inputs.T @ back, back.sum(axis=0), hidden.T @ error, error.sum(axis=0))
    return 0.5 * len(targets) * np.sum(error**2), np.concatenate([part.ravel() for part in slope])


def sharpness(p, data, v, rounds=10):
    """Largest curvature by power iteration; a difference of gradients replaces the Hessian."""
    for _ in range(rounds):
        v = v / np.linalg.norm(v)
        bent = (tanh_loss(p + 1e-4 * v, data)[1] - tanh_loss(p - 1e-4 * v, data)[1]) / 2e-4
        value, v = v @ bent, bent
    return value, v


def tanh_run(lr, seed, steps=2000):
    """Full-batch gradient descent until `steps` or explosion: losses, and the sharpness now and then."""
    rng = np.random.default_rng(seed)
    examples = digits(200, rng)
    data = examples.x - examples.x.mean(axis=0), np.eye(10)[examples.y]
    w1, b1, w2, b2 = SHAPES  # small random weights, zero biases
    start = (
        rng.normal(0, 0.5 / np.sqrt(64), w1),
        np.zeros(b1),
        rng.normal(0, 0.5 / np.sqrt(HIDDEN), w2),
        np.zeros(b2),
    )
    p = np.concatenate([part.ravel() for part in start])
    v = rng.normal(size=p.shape)
    losses, sharp = [], []
    for k in range(steps):
        value, slope = tanh_loss(p, data)
        if value > 1e6:
            break
        if k % EVERY == 0:
            curvature, v = sharpness(p, data, v)
            sharp.append(curvature)
        losses.append(value)
        p = p - lr * slope
    return np.array(losses), np.array(sharp)


# %%
edge = {lr: [tanh_run(lr, seed) for seed in SEEDS] for lr in (0.2, 0.6, 1.0, 2.0)}
rises = {
    lr: [int((np.diff(losses) > 0).sum()) for losses, _ in trials] for lr, trials in edge.items()
}
# The last 100 steps: single losses would depend on where the wobble happens to be.
final = {lr: edge[lr][0][0][-100:].mean() for lr in (0.2, 0.6, 1.0)}
# Sharpness over the last third, in units of the limit 2/lr.
late = {
    lr: [sharp[-len(sharp) // 3 :].mean() * lr / 2 for _, sharp in edge[lr]]
    for lr in (0.2, 0.6, 1.0)
}

assert max(rises[0.2]) == 0 and max(late[0.2]) < 0.7, (rises, late)
for lr in (0.6, 1.0):
    assert min(rises[lr]) > 300, rises
    assert all(abs(ratio - 1) < 0.1 for ratio in late[lr]), late
    assert all(losses[-1] < losses[0] / 5 for losses, _ in edge[lr])
assert final[0.6] < 0.7 * final[0.2], final
assert all(len(losses) < 100 for losses, _ in edge[2.0]), "lr 2 explodes"

for lr, name in ((0.2, "lr-02"), (0.6, "lr-06"), (1.0, "lr-10")):
    record(f"edge-rises-{name}", rises[lr][0], "{:.0f}")
    record(f"edge-final-loss-{name}", final[lr], "{:.3f}")
    record(f"edge-sharpness-{name}", late[lr][0] * 2 / lr, "{:.2f}")
    record(f"edge-limit-{name}", 2 / lr, "{:.2f}")
record("edge-start-sharpness", edge[0.6][0][1][0], "{:.2f}")
record("edge-explosion-step", len(edge[2.0][0][0]), "{:.0f}")


# %%
@figure(
    "edge-of-stability",
    title=("損失と鋭さ（全データの勾配、雑音なし）", "Loss and sharpness (full batch, no noise)"),
    caption=(
        f"下の横線は限界2/η（学習率0.2の限界{2 / 0.2:.0f}は枠の外）。鋭さは育って限界の近くにとどまり、その間も上の損失は揺れながら下がります。",
        f"Horizontal lines below: the limit 2/η (for rate 0.2 it is {2 / 0.2:.0f}, outside the frame). Sharpness grows and then stays near the limit; meanwhile the loss above wobbles, and falls.",
    ),
    desc=(
        "、".join(
            f"学習率{lr}：損失が上がったステップ{rises[lr][0]}回、最後の100ステップの損失{final[lr]:.3f}、後半の鋭さ{late[lr][0] * 2 / lr:.2f}（限界{2 / lr:.2f}）"
            for lr in late
        )
        + "。",
        "; ".join(
            f"learning rate {lr}: the loss rose in {rises[lr][0]} steps, loss over the last 100 steps {final[lr]:.3f}, late sharpness {late[lr][0] * 2 / lr:.2f} (limit {2 / lr:.2f})"
            for lr in late
        )
        + ".",
    ),
)
def _(t):
    drawing, (top, bottom) = axes(2, height=400, sharex=True)
    for lr, color, dash in zip(late, (TEAL, ORANGE, RED), DASHES):
        losses, sharp = edge[lr][0]
        steps = np.arange(0, len(losses), 7)  # odd, because the wobble has period 2
        top.plot(
            steps,
            losses[steps],
            color=color,
            linestyle=dash,
            label=t(f"学習率{lr}", f"lr {lr}"),
            linewidth=1.4,
        )
        bottom.plot(np.arange(len(sharp)) * EVERY, sharp, color=color, linestyle=dash)
        if 2 / lr < 5:
            bottom.axhline(2 / lr, color=color, linewidth=0.9)
            bottom.text(
                2000,
                2 / lr - 0.06,
                f"2/{lr} = {2 / lr:.2f}",
                color=color,
                ha="right",
                va="top",
                fontsize=11,
            )
    top.set(ylabel=t("損失（対数目盛）", "loss (log)"), yscale="log", yticks=(0.03, 0.1, 0.3))
    top.set_yticklabels(("0.03", "0.1", "0.3"))
    top.minorticks_off()
    top.legend(loc="upper right")
    bottom.set(
        xlabel=t("ステップ", "step"),
        ylabel=t("鋭さ", "sharpness"),
        ylim=(1, 4.6),
        yticks=(1, 2, 3, 4),
        xticks=(0, 500, 1000, 1500, 2000),
    )
    return drawing


# %% [markdown] lang="ja"
# 鋭さは{=beyond-quadratic/edge-start-sharpness}から始まって育ちます。学習率0.6では限界の{=beyond-quadratic/edge-limit-lr-06}に達した後、損失が{=beyond-quadratic/edge-rises-lr-06}回上がりました。それでも発散せず、最後の100ステップの損失は平均{=beyond-quadratic/edge-final-loss-lr-06}です。限界に届かない学習率0.2は一度も上がりませんが、同じステップ数では{=beyond-quadratic/edge-final-loss-lr-02}までしか下がりません。大きすぎる学習率2.0は、{=beyond-quadratic/edge-explosion-step}ステップで壊れます。
#
# 二次関数では限界を超えると発散しました。曲率が変わる損失では、限界の近くで揺れながら下がる状態がありえます。これがどのネットワークでも起こるとは、この実験からは言えません。

# %% [markdown] lang="en"
# Sharpness starts at {=beyond-quadratic/edge-start-sharpness} and grows. With learning rate 0.6 it reaches the limit {=beyond-quadratic/edge-limit-lr-06}, and from then on the loss rose in {=beyond-quadratic/edge-rises-lr-06} steps. Still it did not diverge: over the last 100 steps the loss averages {=beyond-quadratic/edge-final-loss-lr-06}. Learning rate 0.2 stays below its limit and never rises, but in the same number of steps it only gets down to {=beyond-quadratic/edge-final-loss-lr-02}. Learning rate 2.0 is too much and breaks after {=beyond-quadratic/edge-explosion-step} steps.
#
# On the quadratic, crossing the limit meant divergence. Where the curvature can change, a run may hover near the limit, wobbling and falling. This experiment does not show that every network does so.

# %% [markdown] lang="ja"
# ## 小さければ安全とは限らない {#small-lr-trap}
#
# 「学習率が低いと遅いが、最適解にはたどり着きやすい」は正しいでしょうか。谷が二つある1次元の損失で試します。左の谷は狭くて浅く、右の谷は広くて深い形です。どの学習率も、左端の同じ点から2000ステップ進みます。

# %% [markdown] lang="en"
# ## Small is not always safe {#small-lr-trap}
#
# "A low learning rate is slow but reaches the optimum more easily": is that so? We try a one-dimensional loss with two valleys. The left one is narrow and shallow, the right one wide and deep. Every learning rate starts at the same point on the left and takes 2000 steps.

# %%
START, TRIES = -1.3, 2000


def valleys(w):
    """A wide bowl around w = 4, with a narrow dent at w = -1."""
    return 0.05 * (w - 4) ** 2 - 0.6 * np.exp(-(((w + 1) / 0.25) ** 2) / 2)


def valleys_slope(w):
    return 0.1 * (w - 4) + 0.6 * (w + 1) / 0.25**2 * np.exp(-(((w + 1) / 0.25) ** 2) / 2)


def walk(lr, steps=TRIES):
    path = [START]
    for _ in range(steps):
        path.append(path[-1] - lr * valleys_slope(path[-1]))
    return np.array(path)


tried = np.array([0.01, 0.03, 0.05, 0.1, 0.15, 0.2, 0.22, 0.5, 1, 2, 5, 10, 15])
ends = np.array([walk(lr)[-1] for lr in tried])
trapped = valleys(ends) > 0.5
dent = ends[tried == 0.2][0]
nudge = 1e-4
bend = (valleys_slope(dent + nudge) - valleys_slope(dent - nudge)) / (2 * nudge)

assert np.array_equal(trapped, tried <= 0.22), ends
assert np.allclose(valleys(ends[~trapped]), 0, atol=1e-6), ends
assert 0.215 < 2 / bend < 0.225, 2 / bend
assert abs(walk(21, 300)[-1]) > 1e6, "beyond 2 / 0.1 the wide valley cannot hold it either"

record("trap-loss", valleys(dent), "{:.3f}")
record("trap-limit", 2 / bend, "{:.2f}")
record("trap-escape-lr", tried[~trapped].min(), "{:.1f}")
record("trap-wide-limit", 2 / 0.1, "{:.0f}")


# %%
@figure(
    "small-lr-trap",
    title=("学習率0.2と0.5の行き先", "Where learning rates 0.2 and 0.5 end"),
    caption=(
        "曲線は損失の形。同じ点から出発して、学習率0.2は手前の狭い谷に残り、0.5はそこを抜けて深い谷に着きます。",
        "The curve is the loss. From the same start, learning rate 0.2 stays in the narrow valley; 0.5 leaves it and reaches the deep one.",
    ),
    desc=(
        f"出発点は{START}。学習率0.2は{dent:.3f}で止まり、損失は{valleys(dent):.3f}。学習率0.5は{ends[tried == 0.5][0]:.2f}に着き、損失は{abs(valleys(ends[tried == 0.5][0])):.3f}。"
        f"狭い谷の限界は{2 / bend:.2f}。",
        f"Start at {START}. Learning rate 0.2 stops at {dent:.3f} with loss {valleys(dent):.3f}. Learning rate 0.5 ends at {ends[tried == 0.5][0]:.2f} with loss {abs(valleys(ends[tried == 0.5][0])):.3f}. "
        f"The limit of the narrow valley is {2 / bend:.2f}.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=270)
    w = np.linspace(-2.2, 6.2, 300)
    ax.plot(w, valleys(w), color=INK)
    hops = walk(0.5, 60)
    ax.plot(
        hops,
        valleys(hops),
        color=TEAL,
        linestyle="--",
        marker="o",
        markersize=4,
        linewidth=1,
        label=t("学習率0.5", "lr 0.5"),
    )
    ax.plot(
        dent,
        valleys(dent),
        MARKERS[1],
        color=RED,
        markersize=9,
        linestyle="none",
        label=t("学習率0.2（終点）", "lr 0.2 (end)"),
    )
    ax.plot(
        START,
        valleys(START),
        MARKERS[3],
        color=ORANGE,
        markersize=8,
        linestyle="none",
        label=t("出発点", "start"),
    )
    ax.set(
        xlabel=t("重みw", "weight w"),
        ylabel=t("損失", "loss"),
        ylim=(-0.1, 2),
        xticks=(-2, 0, 2, 4, 6),
        yticks=(0, 0.5, 1, 1.5, 2),
    )
    ax.legend(loc="upper right")
    return drawing


# %% [markdown] lang="ja"
# 学習率0.22以下は、どれも損失{=beyond-quadratic/trap-loss}の狭い谷に残ります。ステップを増やしても同じです。狭い谷の限界は{=beyond-quadratic/trap-limit}で、これより大きい学習率は谷にとどまれません。試した0.5から15までは、すべて深い谷に着きます。深い谷の限界{=beyond-quadratic/trap-wide-limit}を超えると、今度は発散します。
#
# 作った例なので、実際の損失がいつもこうだという証拠にはなりません。しかし「小さいほど最適解に着きやすい」という規則への反例には十分です。

# %% [markdown] lang="en"
# Every learning rate up to 0.22 stays in the narrow valley at loss {=beyond-quadratic/trap-loss}, however many steps follow. The limit of that valley is {=beyond-quadratic/trap-limit}: anything larger cannot stay inside. All tried values from 0.5 to 15 reach the deep valley. Beyond its own limit, {=beyond-quadratic/trap-wide-limit}, the run diverges.
#
# The example is constructed, so it is no proof that real losses behave like this. It is enough to refute the rule "the smaller, the more surely the optimum is reached".

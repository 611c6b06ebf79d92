# ---
# title:
#   ja: 学習率と曲率
#   en: Learning rate and curvature
# description:
#   ja: 損失が発散する学習率の限界2/λmaxと、終わらない振動を生むミニバッチの雑音を、実際の学習で確かめます。
#   en: Measures the learning rate at which the loss explodes (2/λmax), and finds where a loss that never settles comes from.
# ---

# %% [markdown] lang="ja"
# 「学習率が大きいと損失曲線が振動する」とよく言われます。この説明には、別々の三つの現象が混ざっています。
#
# - 限界を超えた学習率では、損失は振動し続けず、**発散**します。
# - 限界より下でも、ミニバッチの勾配の雑音が**終わらない揺れ**を残します。
# - 二次関数でない損失では、雑音がなくても、発散せずに揺れることがあります。ニューラルネットワークで知られるのが**安定性の縁**です。
#
# 三つのうち初めの二つを実験で分け、分類の学習でどう重なるかを見ます。安定性の縁と、小さすぎる学習率の問題は[次のラボ](beyond-quadratic.ipynb)で扱います。

# %% [markdown] lang="en"
# "A large learning rate makes the loss curve oscillate" is often said. The sentence mixes three different things.
#
# - Above a limit, the loss does not oscillate for ever: it **diverges**.
# - Below the limit, the noise of mini-batch gradients leaves a **wobble that never ends**.
# - A loss that is not quadratic can swing without diverging, even without noise. In neural networks this is known as the **edge of stability**.
#
# We take the first two of the three apart by experiment and look at how they meet in a real classifier. The edge of stability and the trouble with very small learning rates follow in [the next lab](beyond-quadratic.ipynb).

# %%
import numpy as np
from sklearn.datasets import load_diabetes

from helpers.lab import data, figure, record, table
from helpers.mlkit import (
    accuracy,
    batches,
    cross_entropy,
    digits,
    gradients,
    softmax_regression,
    step,
)
from helpers.style import DASHES, INK, MARKERS, MUTED, ORANGE, PURPLE, RED, TEAL, axes

# %% [markdown] lang="ja"
# ## 限界は2/λmax {#limit}
#
# 線形回帰の二乗損失は、重みの二次関数です。曲がり方（2階微分の行列）はどこでも同じなので、学習率の限界を計算できます。最も急に曲がる方向の曲率をλmaxと呼びます。曲率λの方向では、勾配降下法の1ステップごとに、最適な重みまでの距離が$1-\eta\lambda$倍になります。この絶対値が1を超えると、距離は増え続けます。
#
# $$ |1-\eta\lambda_{\max}| > 1 \iff \eta > \frac{2}{\lambda_{\max}} $$
#
# 糖尿病データ（442人、10個の特徴量、標準化済み）で、全データの勾配を使って確かめます。

# %% [markdown] lang="en"
# ## The limit is 2/λmax {#limit}
#
# The squared loss of a linear regression is quadratic in the weights. Its bending (the matrix of second derivatives) is the same everywhere, so the limit of the learning rate can be computed. Call λmax the curvature of the direction that bends most. Along a direction of curvature λ, each step of gradient descent multiplies the distance to the best weights by $1-\eta\lambda$. If that is above 1 in size, the distance keeps growing.
#
# $$ |1-\eta\lambda_{\max}| > 1 \iff \eta > \frac{2}{\lambda_{\max}} $$
#
# We try it on the diabetes data (442 people, 10 features, standardized) with the gradient of all examples.

# %%
x, y = load_diabetes(return_X_y=True)
x = (x - x.mean(axis=0)) / x.std(axis=0)
y = (y - y.mean()) / y.std()

hessian = x.T @ x / len(y)
curvatures, directions = np.linalg.eigh(hessian)  # ascending
limit = 2 / curvatures[-1]
best = np.linalg.solve(hessian, x.T @ y / len(y))


def loss(w):
    """Half the mean squared error."""
    return 0.5 * np.mean((x @ w - y) ** 2)


def gradient(w, rows=slice(None)):
    """Gradient of the loss on the chosen rows; all rows unless told otherwise."""
    return x[rows].T @ (x[rows] @ w - y[rows]) / len(y[rows])


def descend(lr, steps):
    """Full-batch gradient descent from zero: the weights at the start and after every step."""
    path = np.zeros((steps + 1, x.shape[1]))
    for k in range(steps):
        path[k + 1] = path[k] - lr * gradient(path[k])
    return path


record("limit", limit, "{:.3f}")
record("largest-curvature", curvatures[-1], "{:.2f}")
record("condition-number", curvatures[-1] / curvatures[0], "{:.0f}")
record("loss-best", loss(best), "{:.4f}")

# %%
SHARES = (0.9, 1.0, 1.01, 1.1)  # of the limit
STEPS = 200
sweep = {m: np.array([loss(w) for w in descend(m * limit, STEPS)]) for m in SHARES}
million = int(np.argmax(sweep[1.1] > 1e6))

assert np.all(np.diff(sweep[0.9]) < 0), "below the limit the loss falls at every step"
assert sweep[0.9][-1] - loss(best) < 1e-3, sweep[0.9][-1]
assert 0.39 < sweep[1.0][-1] < 0.40, sweep[1.0][-1]
assert sweep[1.01][20] < 1 and sweep[1.01][-1] > 100, sweep[1.01][[20, -1]]
assert sweep[1.1][-1] > 1e20, sweep[1.1][-1]

record("steps", STEPS, "{:.0f}")
record("loss-below-limit", sweep[0.9][-1], "{:.4f}")
record("loss-at-limit", sweep[1.0][-1], "{:.3f}")
record("loss-above-limit", sweep[1.01][-1], "{:.0f}")
record("loss-above-limit-early", sweep[1.01][20], "{:.2f}")
record("million-step", million, "{:.0f}")

# For the live figure: more learning rates, every second step.
MORE = (0.001, 0.01, 0.03, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
MORE += (0.95, 0.98, 0.99, 1.0, 1.01, 1.02, 1.05, 1.1, 1.2, 1.4)
runs_handed = [[loss(w) for w in descend(m * limit, STEPS)] for m in MORE]
data(
    "sweep",
    {
        "limit": limit,
        "best": loss(best),
        "every": 2,
        "shares": MORE,
        "lowest": np.argmin(runs_handed, axis=1),
        "losses": [run[::2] for run in runs_handed],
    },
)


# %%
@figure(
    "sweep",
    title=(
        "限界の0.9倍から1.1倍までの学習率と損失",
        "Loss for learning rates from 0.9 to 1.1 times the limit",
    ),
    caption=(
        f"全データの勾配降下法、限界は2/λmax={limit:.3f}。限界の1.01倍は最初の20ステップでは無事に見えます。",
        f"Full-batch gradient descent; the limit is 2/λmax = {limit:.3f}. At 1.01 times the limit the first 20 steps look harmless.",
    ),
    desc=(
        f"{STEPS}ステップ後の損失：限界の0.9倍は{sweep[0.9][-1]:.4f}まで単調に下がる。1.00倍は{sweep[1.0][-1]:.3f}で止まる。"
        f"1.01倍は20ステップで{sweep[1.01][20]:.2f}、最後は{sweep[1.01][-1]:.0f}。1.10倍は{million}ステップで100万を超える。",
        f"Loss after {STEPS} steps: 0.9 times the limit falls steadily to {sweep[0.9][-1]:.4f}. 1.00 times stops at {sweep[1.0][-1]:.3f}. "
        f"1.01 times is {sweep[1.01][20]:.2f} after 20 steps and {sweep[1.01][-1]:.0f} at the end. 1.10 times passes a million at step {million}.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=260)
    top = 1000
    for m, color, dash in zip(SHARES, (TEAL, PURPLE, ORANGE, RED), DASHES):
        inside = sweep[m] < top
        ax.plot(np.arange(STEPS + 1)[inside], sweep[m][inside], color=color, linestyle=dash)
    leaves = np.argmax(sweep[1.1] > top)
    ax.plot(leaves - 1, top * 0.75, "^", color=RED, markersize=8)
    ax.text(leaves + 6, top * 0.5, t("1.10倍（枠の外へ）", "1.10 × (leaves)"), color=RED)
    ax.text(108, 22, t("1.01倍", "1.01 ×"), color=ORANGE, ha="right")
    ax.text(200, 0.48, t("1.00倍", "1.00 ×"), color=PURPLE, ha="right")
    ax.text(200, 0.125, t("0.90倍", "0.90 ×"), color=TEAL, ha="right")
    ax.set(
        xlabel=t("ステップ", "step"),
        ylabel=t("損失（対数目盛）", "loss (log scale)"),
        yscale="log",
        ylim=(0.1, top),
        xticks=(0, 50, 100, 150, 200),
        yticks=(1, 10, 100, 1000),
    )
    ax.set_yticklabels(("1", "10", "100", "1000"))
    ax.minorticks_off()
    return drawing


# %% [markdown] lang="ja"
# 限界の0.9倍では、損失は最小値{=learning-rate/loss-best}の近くまで単調に下がります。ちょうど限界では、最も急な方向の重みが最適値の両側を同じ幅で往復し、損失は{=learning-rate/loss-at-limit}で止まります。限界をわずか1%超えると、200ステップで{=learning-rate/loss-above-limit}になります。この曲線も20ステップの時点では{=learning-rate/loss-above-limit-early}です。短く試すだけでは、発散を見逃します。
#
# どの曲線も、上下に揺れ続けてはいません。二次関数と全データの勾配だけでは「常に振動する損失曲線」は作れません。

# %% [markdown] lang="en"
# At 0.9 times the limit the loss falls steadily to the neighborhood of its minimum, {=learning-rate/loss-best}. Exactly at the limit, the weight along the steepest direction jumps from one side of the optimum to the other by the same amount, and the loss stops at {=learning-rate/loss-at-limit}. Only 1% above the limit it reaches {=learning-rate/loss-above-limit} after 200 steps. Yet after 20 steps the same curve is at {=learning-rate/loss-above-limit-early}: a short trial misses the divergence.
#
# No curve here keeps going up and down. A quadratic loss with the gradient of all examples cannot produce a loss curve that oscillates for ever.

# %% [markdown] lang="ja"
# ## 重みは振動しても損失は単調 {#sign-flip}
#
# 「重みが振動するから損失も振動する」は正しいでしょうか。最も急な方向について、最適値からのずれを見ます。学習率を限界の$m$倍にすると、1ステップごとの倍率は$1-2m$です。$m$が0.5を超えると倍率は負になり、重みは毎回、最適値の反対側へ移ります。

# %% [markdown] lang="en"
# ## The weight flips, the loss still falls {#sign-flip}
#
# "The weights oscillate, therefore the loss oscillates": is that so? We watch the distance from the optimum along the steepest direction. At $m$ times the limit, each step multiplies it by $1-2m$. Above $m$ = 0.5 the factor is negative: every step lands on the other side of the optimum.

# %%
FEW = 12
flips = {m: descend(m * limit, FEW) - best for m in (0.4, 0.9, 1.01)}
along = {m: path @ directions[:, -1] / (path[0] @ directions[:, -1]) for m, path in flips.items()}
# Above the best possible loss; for a quadratic this is exact.
above = {m: 0.5 * np.einsum("ki,ij,kj->k", path, hessian, path) for m, path in flips.items()}

for m, component in along.items():
    assert np.allclose(component[1:] / component[:-1], 1 - 2 * m, atol=1e-9), m
assert np.all(np.diff(np.sign(along[0.9])) != 0), "the weight changes side at every step ..."
assert np.all(np.diff(above[0.9]) < 0), "... and the loss falls at every step"

for m, name in ((0.4, "ratio-04"), (0.9, "ratio-09"), (1.01, "ratio-101")):
    record(name, along[m][1] / along[m][0], "{:+.2f}")

# For the live figure: along its own directions a quadratic loss is a sum of parabolas.
own_noise = ((x * (x @ best - y)[:, None]) @ directions).std(axis=0)  # of one example's gradient
data(
    "directions",
    {"curvatures": curvatures, "starts": np.abs(best @ directions), "noise": own_noise},
    digits=12,
)
data(
    "descent-check",
    [[m * limit, k, above[m][k]] for m in above for k in (0, 1, 5, FEW)],
    digits=12,
)


# %%
@figure(
    "sign-flip",
    title=("最も急な方向の重みと損失", "Weight along the steepest direction, and the loss"),
    caption=(
        "上：最適値からのずれ（開始時を1とする）。下：最小値を超える損失。0.9倍では重みは毎回反対側に移りますが、損失は下がり続けます。",
        "Top: distance from the optimum (start = 1). Bottom: loss above its minimum. At 0.9 × the weight changes side at every step, and the loss still falls.",
    ),
    desc=(
        "、".join(
            f"限界の{m}倍：1ステップの倍率{along[m][1]:+.2f}、{FEW}ステップ後の超過損失{above[m][-1]:.4f}"
            for m in along
        )
        + "。",
        "; ".join(
            f"{m} times the limit: factor per step {along[m][1]:+.2f}, excess loss after {FEW} steps {above[m][-1]:.4f}"
            for m in along
        )
        + ".",
    ),
)
def _(t):
    drawing, (weight, cost) = axes(2, height=340, sharex=True)
    for m, color, dash, marker in zip(along, (TEAL, ORANGE, RED), DASHES, MARKERS):
        label = t(f"限界の{m}倍", f"{m} × limit")
        weight.plot(along[m], color=color, linestyle=dash, marker=marker, label=label)
        cost.plot(above[m], color=color, linestyle=dash, marker=marker)
    weight.axhline(0, color=MUTED, linewidth=0.8)
    weight.set(ylabel=t("重みのずれ", "weight"), ylim=(-1.4, 2.5), yticks=(-1, 0, 1))
    weight.legend(ncols=2, loc="upper center")
    cost.set(
        xlabel=t("ステップ", "step"),
        ylabel=t("超過損失", "excess loss"),
        xticks=range(0, FEW + 1, 3),
        yticks=(0, 0.1, 0.2),
        ylim=(0, 0.28),
    )
    return drawing


# %% [markdown] lang="ja"
# 倍率は順に{=learning-rate/ratio-04}、{=learning-rate/ratio-09}、{=learning-rate/ratio-101}で、式のとおりです。限界の0.9倍では重みが最適値の両側を往復しますが、ずれは縮むので損失は毎ステップ下がります。損失が上がり始めるのは、倍率の大きさが1を超えてからです。

# %% [markdown] lang="en"
# The factors are {=learning-rate/ratio-04}, {=learning-rate/ratio-09} and {=learning-rate/ratio-101}, as the formula says. At 0.9 times the limit the weight jumps across the optimum, but the distance shrinks, so the loss falls at every step. The loss rises only once the factor exceeds 1 in size.

# %% [markdown] lang="ja"
# ## ミニバッチの雑音が床を残す {#noise-floor}
#
# 次は、同じ二次関数のまま、毎回無作為に選んだ16件の勾配で進みます。学習率は限界よりずっと小さい値です。対照として、同じ学習率の全データの勾配降下法も走らせます。
#
# 小さい学習率では、残る超過損失の大きさを予測できます。最適な重みにおけるミニバッチ勾配の分散の合計を$V$とすると、およそ$\eta V/4$です。

# %% [markdown] lang="en"
# ## Mini-batch noise leaves a floor {#noise-floor}
#
# Same quadratic, but each step now uses the gradient of 16 random examples. The learning rates are far below the limit. As a control, full-batch gradient descent runs with the same learning rate.
#
# For small learning rates the excess loss that remains can be predicted. If $V$ is the total variance of the mini-batch gradient at the best weights, it is about $\eta V/4$.

# %%
BATCH = 16
LONG = 6000
SEEDS = range(3)


def excess(path):
    """Loss above its minimum, for each row of weights."""
    away = path - best
    return 0.5 * np.einsum("ki,ij,kj->k", away, hessian, away)


def sgd(schedule, seed):
    """Mini-batch SGD from zero, one learning rate per step; returns the excess loss after each."""
    rng = np.random.default_rng(seed)
    w = np.zeros(x.shape[1])
    path = np.empty((len(schedule), len(w)))
    for k, lr in enumerate(schedule):
        w = w - lr * gradient(w, rng.integers(0, len(y), BATCH))
        path[k] = w
    return excess(path)


rates = (0.2, 0.1, 0.05, 0.025)
runs = {lr: np.array([sgd(np.full(LONG, lr), seed) for seed in SEEDS]) for lr in rates}
floors = {lr: run[:, LONG // 2 :].mean() for lr, run in runs.items()}

per_example = x * (x @ best - y)[:, None]
variance = per_example.var(axis=0).sum() / BATCH
data("noise-check", {"batch": BATCH, "variance": variance}, digits=12)
predicted = {lr: lr * variance / 4 for lr in rates}

full = excess(descend(0.2, LONG))[1:]
decayed = np.array([sgd(np.repeat((0.2, 0.025), LONG // 2), seed) for seed in SEEDS])
decayed_floor = decayed[:, -LONG // 4 :].mean()

assert 3 < floors[0.2] / floors[0.05] < 8, floors
assert all(0.9 < floors[lr] / predicted[lr] < 1.6 for lr in rates), (floors, predicted)
assert full[-1] < 1e-8, "without noise there is no floor"
assert decayed_floor < floors[0.2] / 5, decayed_floor

for lr, name in zip(rates, ("floor-lr-02", "floor-lr-01", "floor-lr-005", "floor-lr-0025")):
    record(name, floors[lr], "{:.4f}")
record("floor-ratio", floors[0.2] / floors[0.05], "{:.1f}")
record("floor-decayed", decayed_floor, "{:.4f}")

# %%
table(
    "noise-floor-table",
    caption=(
        f"後半{LONG // 2}ステップの超過損失の平均（シード{len(SEEDS)}個、バッチ{BATCH}）",
        f"Mean excess loss over the last {LONG // 2} steps ({len(SEEDS)} seeds, batch {BATCH})",
    ),
    columns=[
        ("学習率", "learning rate"),
        ("測定した床", "measured floor"),
        ("予測ηV/4", "predicted ηV/4"),
        ("床÷学習率", "floor ÷ learning rate"),
    ],
    rows=[
        [f"{lr}", f"{floors[lr]:.4f}", f"{predicted[lr]:.4f}", f"{floors[lr] / lr:.3f}"]
        for lr in rates
    ],
)


# %%
@figure(
    "noise-floor",
    title=("ミニバッチSGDの超過損失", "Excess loss of mini-batch SGD"),
    caption=(
        "50ステップごとの平均。SGDは学習率に応じた床で止まり、途中で学習率を下げると床も下がります。全データの勾配には床がありません。",
        "Means over 50 steps. SGD stops at a floor set by the learning rate; lowering the rate half-way lowers the floor. The full-batch gradient has no floor.",
    ),
    desc=(
        f"床の高さは学習率0.2で{floors[0.2]:.4f}、0.05で{floors[0.05]:.4f}、0.2から0.025へ下げると{decayed_floor:.4f}。"
        f"全データの勾配降下法は学習率0.2でも下がり続け、{LONG}ステップで{full[-1]:.0e}。",
        f"The floor is {floors[0.2]:.4f} at learning rate 0.2, {floors[0.05]:.4f} at 0.05, and {decayed_floor:.4f} after a drop from 0.2 to 0.025. "
        f"Full-batch gradient descent at 0.2 keeps falling, to {full[-1]:.0e} after {LONG} steps.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=290)
    block = 50
    middle = np.arange(block / 2, LONG, block)
    smooth = lambda series: series.reshape(-1, block).mean(axis=1)
    lines = (
        (t("SGD 0.2", "SGD 0.2"), runs[0.2][0], ORANGE, DASHES[0]),
        (t("SGD 0.05", "SGD 0.05"), runs[0.05][0], TEAL, DASHES[1]),
        (t("SGD 0.2→0.025", "SGD 0.2→0.025"), decayed[0], PURPLE, DASHES[3]),
        (t("全データ 0.2", "full batch 0.2"), full, INK, DASHES[2]),
    )
    for label, series, color, dash in lines:
        ax.plot(middle, smooth(series), label=label, color=color, linestyle=dash)
    ax.set(
        xlabel=t("ステップ", "step"),
        ylabel=t("超過損失（対数目盛）", "excess loss (log)"),
        yscale="log",
        ylim=(1e-5, 1.2),
        xticks=(0, 2000, 4000, 6000),
        yticks=(1e-4, 1e-2, 1),
    )
    ax.set_yticklabels(("0.0001", "0.01", "1"))
    ax.minorticks_off()
    ax.legend(ncols=2, loc="upper center", columnspacing=1.2)
    return drawing


# %% [markdown] lang="ja"
# 学習率を4分の1にすると、床は{=learning-rate/floor-ratio}分の1になります。ほぼ比例です（予測より高いのは、0.2では学習率が大きく近似が粗いため、0.025では下がりきっていないためです）。対照の全データの勾配は、同じ学習率でも下がり続けます。つまり、揺れを残すのは学習率だけではなく、学習率と勾配の雑音の組み合わせです。学習率を途中で下げるスケジュールが効くのは、床が下がるからです。

# %% [markdown] lang="en"
# With 1/4 of the learning rate the floor is {=learning-rate/floor-ratio} times lower: nearly proportional (the values lie above the prediction because 0.2 is too large for the approximation, and 0.025 has not quite come down yet). The full-batch control keeps falling at the same learning rate. So it is not the learning rate alone that leaves the wobble, but the learning rate together with gradient noise. Schedules that lower the rate during training work because they lower the floor.

# %% [markdown] lang="ja"
# ## 振動する損失曲線 {#oscillation}
#
# 実際の分類で見ます。手書き数字1500枚に、ソフトマックス回帰をバッチ20のSGDで600ステップ学習させ、2ステップごとに**トレーニングデータ全体**の損失を測ります。バッチごとの損失ではないので、揺れはバッチの難易度の違いではなく、モデルそのものの揺れです。
#
# 学習率は1、10、30の三通り。対照として、同じ学習率を全データの勾配でも試します。さらに学習率1と10では、トレーニングデータのラベルの10%を誤りに変えた場合も比べます。

# %% [markdown] lang="en"
# ## A loss that oscillates {#oscillation}
#
# Now a real classifier. Softmax regression learns 1500 handwritten digits by SGD with batches of 20 for 600 steps, and after every 2 steps we measure the loss on **all training data**. It is not the loss of one batch, so a wobble is not a matter of easy and hard batches: the model itself wobbles.
#
# The learning rates are 1, 10 and 30. As a control, the gradient of all examples is tried with the same rates. At learning rates 1 and 10 we also compare a training set in which 10% of the labels are wrong.

# %%
IMAGES, SMALL_BATCH, UPDATES = 1500, 20, 600
WATCH = 2  # steps between two looks at the training data
LATE = slice(-UPDATES // WATCH // 3, None)  # the last third


def digits_run(lr, size, seed, wrong=0.0, watch=cross_entropy):
    """Train softmax regression; what `watch` says about the training data every `WATCH` steps."""
    rng = np.random.default_rng(seed)
    data = digits(IMAGES, rng, wrong=wrong)
    net = softmax_regression()
    done, seen = 0, []
    while done < UPDATES:
        for rows in batches(IMAGES, size, rng):
            step(net, gradients(net, data.x[rows], data.y[rows]), lr)
            done += 1
            if done % WATCH == 0:
                seen.append(watch(net, data.x, data.y))
    return np.array(seen)


wild = {lr: np.array([digits_run(lr, SMALL_BATCH, seed) for seed in SEEDS]) for lr in (1, 10, 30)}
calm = {lr: digits_run(lr, IMAGES, 0) for lr in (1, 10, 30)}
gentle = {size: digits_run(1, size, 0, wrong=0.1)[LATE].std() for size in (SMALL_BATCH, IMAGES)}
mislabeled = {
    size: np.array([digits_run(10, size, seed, wrong=0.1) for seed in SEEDS])
    for size in (SMALL_BATCH, IMAGES)
}
share_right = digits_run(30, SMALL_BATCH, 0, watch=accuracy)[LATE]

# At zero weights every class has probability 0.1, and the curvature is 0.1 times that of the pixels.
pixels = digits(IMAGES, np.random.default_rng(0)).x
pixels = np.column_stack([pixels, np.ones(IMAGES)])  # the bias is a weight whose input is always 1
start_limit = 2 / (0.1 * np.linalg.eigvalsh(pixels.T @ pixels / IMAGES)[-1])

wobble = {lr: run[:, LATE].std(axis=1) for lr, run in wild.items()}
wobble_wrong = {size: run[:, LATE].std(axis=1) for size, run in mislabeled.items()}
assert np.all(wobble[1] < 0.02), wobble
assert np.all(wobble[10] > 5 * wobble[1]) and np.all(wobble[30] > 2 * wobble[10]), wobble
assert all(run[LATE].std() < 0.02 for run in calm.values()), "the same rates without noise settle"
assert np.all(wobble_wrong[SMALL_BATCH] > 0.5), wobble_wrong
assert np.all(wobble_wrong[IMAGES] > 0.2), "wrong labels: even without noise it swings"
assert max(gentle.values()) < 0.1, "a lower rate calms both"
assert 1 < start_limit < 10, start_limit
assert share_right.min() < share_right.max() - 0.05, share_right

record("oscillation-images", IMAGES, "{:.0f}")
record("oscillation-batch", SMALL_BATCH, "{:.0f}")
record("oscillation-steps", UPDATES, "{:.0f}")
for lr in wild:
    record(f"oscillation-mean-lr{lr}", wild[lr][0, LATE].mean(), "{:.2f}")
    record(f"oscillation-sd-lr{lr}", wobble[lr][0], "{:.3f}")
    record(f"oscillation-low-lr{lr}", wild[lr][0, LATE].min(), "{:.2f}")
    record(f"oscillation-high-lr{lr}", wild[lr][0, LATE].max(), "{:.2f}")
    record(f"oscillation-full-batch-sd-lr{lr}", calm[lr][LATE].std(), "{:.3f}")
record("oscillation-start-limit", start_limit, "{:.1f}")
record("oscillation-wrong-labels-sd-lr10", wobble_wrong[SMALL_BATCH][0], "{:.2f}")
record("oscillation-wrong-labels-full-batch-sd-lr10", wobble_wrong[IMAGES][0], "{:.2f}")
record("oscillation-wrong-labels-sd-lr1", gentle[SMALL_BATCH], "{:.2f}")
record("oscillation-accuracy-low-lr30", share_right.min(), "{:.2f}")
record("oscillation-accuracy-high-lr30", share_right.max(), "{:.2f}")


# %%
@figure(
    "oscillation",
    title=("学習率1、10、30での損失", "Training loss at learning rates 1, 10 and 30"),
    caption=(
        f"トレーニングデータ全体の損失。実線はバッチ{SMALL_BATCH}のSGD、破線は全データの勾配（対照）。3.5を超える部分は切っています。",
        f"Loss on all training data. Solid: SGD with batches of {SMALL_BATCH}; dashed: full-batch gradient (control). Values above 3.5 are cut off.",
    ),
    desc=(
        "最後の3分の1の標準偏差："
        + "、".join(
            f"学習率{lr}はSGDで{wobble[lr][0]:.3f}、全データで{calm[lr][LATE].std():.3f}"
            for lr in wild
        )
        + f"。学習率30のSGDは{wild[30][0, LATE].min():.2f}から{wild[30][0, LATE].max():.2f}の間を動き続ける。",
        "Standard deviation over the last third: "
        + "; ".join(
            f"learning rate {lr}: SGD {wobble[lr][0]:.3f}, full batch {calm[lr][LATE].std():.3f}"
            for lr in wild
        )
        + f". SGD at learning rate 30 keeps moving between {wild[30][0, LATE].min():.2f} and {wild[30][0, LATE].max():.2f}.",
    ),
)
def _(t):
    drawing, panels = axes(3, height=390, sharex=True, sharey=True)
    steps = np.arange(WATCH, UPDATES + 1, WATCH)
    for ax, (lr, run), color in zip(panels, wild.items(), (TEAL, ORANGE, RED)):
        ax.plot(steps, np.minimum(run[0], 4), color=color, linestyle="-", linewidth=1.3)
        ax.plot(steps, np.minimum(calm[lr], 4), color=INK, linestyle="--", linewidth=1.3)
        ax.set(ylim=(0, 3.5), yticks=(0, 1, 2, 3), xticks=(0, 200, 400, 600))
        ax.text(600, 2.75, t(f"学習率{lr}", f"learning rate {lr}"), ha="right")
    panels[1].set_ylabel(t("損失", "loss"))
    panels[-1].set_xlabel(t("ステップ", "step"))
    return drawing


# %%
table(
    "oscillation-table",
    caption=(
        f"最後の{UPDATES // 3}ステップの損失の標準偏差（ラベルの誤り、勾配の計算に使う枚数ごと）",
        f"Standard deviation of the loss over the last {UPDATES // 3} steps, by wrong labels and by images per gradient",
    ),
    columns=[
        ("学習率", "learning rate"),
        ("誤ったラベル", "wrong labels"),
        (f"バッチ{SMALL_BATCH}", f"batch {SMALL_BATCH}"),
        ("全データ", "all data"),
    ],
    rows=[[f"{lr}", "0%", f"{wobble[lr][0]:.3f}", f"{calm[lr][LATE].std():.3f}"] for lr in wild]
    + [["1", "10%", *(f"{gentle[size]:.3f}" for size in (SMALL_BATCH, IMAGES))]]
    + [["10", "10%", *(f"{wobble_wrong[size][0]:.3f}" for size in (SMALL_BATCH, IMAGES))]],
)

# %% [markdown] lang="ja"
# 学習率1の標準偏差は{=learning-rate/oscillation-sd-lr1}、10では{=learning-rate/oscillation-sd-lr10}、30では{=learning-rate/oscillation-sd-lr30}です。30では、最後の200ステップの間も損失が{=learning-rate/oscillation-low-lr30}と{=learning-rate/oscillation-high-lr30}の間を動き、トレーニングデータの正解率も{=learning-rate/oscillation-accuracy-low-lr30}から{=learning-rate/oscillation-accuracy-high-lr30}まで変わります。どのステップで止めるかで、別のモデルになります。
#
# 開始時の曲率から求めた限界は{=learning-rate/oscillation-start-limit}なので、10と30は限界を超えています。それでも発散しないのは、交差エントロピーが遠くでは直線的にしか増えないからです。
#
# ラベルが正しければ、全データの勾配はすぐに静まります。このデータは完全に分け切れるので、重みが育つと損失はほぼ平らになるためです。SGDだけが雑音で揺れ続け、その揺れも少しずつ小さくなります。ところがラベルの10%を誤りにすると、平らな場所がなくなり、学習率10の標準偏差はSGDで{=learning-rate/oscillation-wrong-labels-sd-lr10}、**全データの勾配でも**{=learning-rate/oscillation-wrong-labels-full-batch-sd-lr10}です。振動の原因は雑音と、二次関数でない損失の両方です。学習率を1に下げると、誤ったラベルのままでも、SGDの標準偏差は{=learning-rate/oscillation-wrong-labels-sd-lr1}まで小さくなります。

# %% [markdown] lang="en"
# The standard deviation is {=learning-rate/oscillation-sd-lr1} at learning rate 1, {=learning-rate/oscillation-sd-lr10} at 10 and {=learning-rate/oscillation-sd-lr30} at 30. At 30, even in the last 200 steps the loss moves between {=learning-rate/oscillation-low-lr30} and {=learning-rate/oscillation-high-lr30}, and the accuracy on the training data between {=learning-rate/oscillation-accuracy-low-lr30} and {=learning-rate/oscillation-accuracy-high-lr30}. Which model you get depends on the step at which you stop.
#
# The curvature at the start gives a limit of {=learning-rate/oscillation-start-limit}, so 10 and 30 are above it. They do not diverge because far out the cross-entropy grows only like a straight line.
#
# With correct labels the full-batch gradient soon calms down: this data can be separated perfectly, so the loss becomes almost flat as the weights grow. Only SGD keeps swinging, from noise, and even its swings slowly shrink. With 10% wrong labels there is no flat region, and at learning rate 10 the standard deviation is {=learning-rate/oscillation-wrong-labels-sd-lr10} for SGD and {=learning-rate/oscillation-wrong-labels-full-batch-sd-lr10} **even for the full-batch gradient**. Both noise and a loss that is not quadratic keep a curve oscillating. At learning rate 1, with the same wrong labels, the standard deviation of SGD shrinks to {=learning-rate/oscillation-wrong-labels-sd-lr1}.

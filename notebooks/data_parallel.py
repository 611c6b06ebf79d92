# ---
# title:
#   ja: データ並列とレプリカの勾配
#   en: Data parallelism, replica by replica
# description:
#   ja: データ並列が大きな一つのバッチと等しくなる条件、崩れる場合、台数を増やしたときの学習率と通信と古い勾配を計算します。
#   en: When data parallelism equals one large batch and when not; learning rate, communication and stale gradients as replicas are added.
# ---

# %% [markdown] lang="ja"
# データ並列では、どのレプリカも同じ重みを持ち、バッチの一部（シャード）の勾配を計算します。
# それを集めて更新した結果は、1台で全部を計算した場合と同じでしょうか。ここでは並列には動かさず、計算だけをそのまま再現します。
#
# ## シャードの平均は全体の勾配 {#average}
#
# 手書き数字256枚を、2、4、8台に等分します。比べるのは、全256枚の損失の平均を1台で微分した勾配です。

# %% [markdown] lang="en"
# In data parallelism every replica holds the same weights and computes the gradient of a part of the batch, its shard.
# Is the update from the collected gradients the one that a single device would make? Nothing runs in parallel here; we repeat the arithmetic exactly.
#
# ## The average of the shards is the full gradient {#average}
#
# 256 handwritten digits are split evenly over 2, 4 and 8 replicas. The reference is the gradient of the mean loss of all 256, computed on one device.

# %%
import numpy as np

from helpers.lab import data as hand_over
from helpers.lab import figure, record, table
from helpers.mlkit import batches, cross_entropy, digits, gradients, network, step
from helpers.replicas import (
    delayed_descent,
    flat,
    growth,
    ring_all_reduce,
    shaped,
    shard_gradients,
    stability_limit,
)
from helpers.style import DASHES, INK, MARKERS, MUTED, ORANGE, PURPLE, TEAL, axes

SIZES, EXAMPLES, SEEDS = (64, 32, 10), 256, 3


def problem(seed, examples=EXAMPLES):
    """Training digits and a fresh network."""
    rng = np.random.default_rng(seed)
    return digits(examples, rng), network(SIZES, rng)


def relative_error(vector, reference):
    return np.linalg.norm(vector - reference) / np.linalg.norm(reference)


data, net = problem(0)
full = flat(gradients(net, data.x, data.y))
averages = []
for replicas in (2, 4, 8):
    shards = np.array_split(np.arange(EXAMPLES), replicas)
    each = shard_gradients(net, data.x, data.y, shards)
    difference = np.abs(np.mean(each, axis=0) - full).max()
    too_long = np.linalg.norm(np.sum(each, axis=0)) / np.linalg.norm(full)
    assert difference < 1e-12, difference
    assert abs(too_long - replicas) < 1e-9, too_long
    averages.append((replicas, difference, too_long))

# %%
table(
    "averages-table",
    caption=(
        f"{EXAMPLES}枚を等分したときの、レプリカの勾配の平均と合計",
        f"Mean and sum of the replicas' gradients, {EXAMPLES} images split evenly",
    ),
    columns=[
        ("レプリカ", "replicas"),
        ("1台あたり", "images each"),
        ("平均：全体との最大の差", "mean: largest difference"),
        ("合計：全体の勾配の何倍か", "sum: times the full gradient"),
    ],
    rows=[
        [f"{count}", f"{EXAMPLES // count}", f"{gap:.0e}".replace("-", "−"), f"{factor:.2f}"]
        for count, gap, factor in averages
    ],
)

# %% [markdown] lang="ja"
# 平均は、丸め誤差の範囲で全体の勾配と一致します。合計すると、ちょうど台数倍になります。
#
# ## 合計のまま更新すると {#sum-or-mean}
#
# 合計での更新は、学習率を台数倍にするのと同じです。それで壊れるかどうかは、学習率によります。50ステップを、1台、4台の平均、4台の合計で比べます。

# %% [markdown] lang="en"
# The mean equals the full gradient up to rounding. The sum is exactly as many times too long as there are replicas.
#
# ## Updating with the sum {#sum-or-mean}
#
# Updating with the sum is the same as multiplying the learning rate by the number of replicas. Whether that breaks training depends on the learning rate. We compare 50 steps with 1 replica, the mean of 4, and the sum of 4.

# %%
STEPS, REPLICAS = 50, 4
RATES = (0.1, 0.5)


def train_on(replicas, lr, combine, seed=0):
    """Full-batch descent; returns the loss before each step and at the end, and the weights."""
    data, net = problem(seed)
    shards = np.array_split(np.arange(EXAMPLES), replicas)
    losses = [cross_entropy(net, data.x, data.y)]
    for _ in range(STEPS):
        combined = combine(shard_gradients(net, data.x, data.y, shards), axis=0)
        step(net, shaped(combined, net), lr)
        losses.append(cross_entropy(net, data.x, data.y))
    return np.array(losses), flat(net)


alone = {lr: train_on(1, lr, np.mean) for lr in RATES}
averaged = {lr: train_on(REPLICAS, lr, np.mean) for lr in RATES}
summed = {lr: train_on(REPLICAS, lr, np.sum) for lr in RATES}

drift = max(np.abs(alone[lr][1] - averaged[lr][1]).max() for lr in RATES)
assert drift < 1e-9, drift
longer, _ = train_on(1, REPLICAS * RATES[0], np.mean)
assert np.abs(longer - summed[RATES[0]][0]).max() < 1e-9, (
    "the sum is a learning rate 4 times as large"
)
for seed in range(SEEDS):
    gentle, rough = (train_on(REPLICAS, lr, np.sum, seed)[0][-1] for lr in RATES)
    assert gentle < train_on(1, RATES[0], np.mean, seed)[0][-1], "a longer step may even be faster"
    assert rough > 1.5, rough  # close to ln 10 = 2.3, the loss of guessing
assert alone[RATES[1]][0][-1] < 0.6, alone[RATES[1]][0][-1]


# %%
@figure(
    "four-replicas",
    title=("1台と4台の損失曲線", "Loss curves of 1 and 4 replicas"),
    caption=(
        "丸（4台の平均）は1台の線に重なります。合計（破線）は、左では速くなり、右では学習が壊れます。",
        "The dots (mean of 4) lie on the line of 1 replica. The sum (dashed) is faster on the left and breaks training on the right.",
    ),
    desc=(
        f"学習率{RATES[0]}では{STEPS}ステップ後の損失が、1台と4台の平均で{alone[RATES[0]][0][-1]:.2f}、合計で{summed[RATES[0]][0][-1]:.2f}。学習率{RATES[1]}では{alone[RATES[1]][0][-1]:.2f}と{summed[RATES[1]][0][-1]:.2f}です。",
        f"After {STEPS} steps with lr {RATES[0]} the loss is {alone[RATES[0]][0][-1]:.2f} for 1 replica and the mean of 4, and {summed[RATES[0]][0][-1]:.2f} for the sum. With lr {RATES[1]} it is {alone[RATES[1]][0][-1]:.2f} and {summed[RATES[1]][0][-1]:.2f}.",
    ),
)
def _(t):
    drawing, panels = axes(1, 2, height=250, sharey=True)
    for ax, lr in zip(panels, RATES, strict=True):
        ax.plot(alone[lr][0], color=TEAL, label=t("1台", "1 replica"))
        ax.plot(
            np.arange(0, STEPS + 1, 6),
            averaged[lr][0][::6],
            MARKERS[0],
            color=PURPLE,
            label=t("4台の平均", "mean of 4"),
        )
        ax.plot(summed[lr][0], color=ORANGE, linestyle=DASHES[1], label=t("4台の合計", "sum of 4"))
        ax.set(
            title=t(f"学習率{lr}", f"lr {lr}"),
            xlabel=t("ステップ", "step"),
            ylim=(0, 6.4),
            yticks=(0, 2, 4, 6),
            xticks=(0, 25, 50),
        )
    panels[0].set_ylabel(t("損失", "loss"))
    panels[0].legend(loc="upper right")
    return drawing


# %% [markdown] lang="ja"
# 「合計なら必ず発散する」は誤りです。学習率{=data-parallel/rate-small}では4倍の歩幅がむしろ速く、{=data-parallel/rate-large}では壊れます。確実に言えるのは、歩幅が4倍になることだけです。
#
# ## 等しくならない場合 {#unequal}
#
# 一致には条件があります。まず、シャードの大きさが違う場合です。256枚を2台に不均等に分け、各レプリカの勾配をそのまま平均します。

# %% [markdown] lang="en"
# "The sum always diverges" is wrong. With a learning rate of {=data-parallel/rate-small} the fourfold step is even faster; with {=data-parallel/rate-large} it breaks training. All that is certain is that the step is 4 times as long.
#
# ## When they are not equal {#unequal}
#
# The equality has conditions. First, shards of unequal size: 256 images are split unevenly over 2 replicas, and the two gradients are simply averaged.

# %%
record("rate-small", RATES[0], "{:.1f}")
record("rate-large", RATES[1], "{:.1f}")
SMALL = (8, 16, 32, 64, 96, 128)


def uneven(seed):
    """Relative error of the plain and of the weighted average, for each size of the small shard."""
    data, net = problem(seed)
    full = flat(gradients(net, data.x, data.y))
    plain, weighted = [], []
    for small in SMALL:
        shards = np.split(np.arange(EXAMPLES), [small])
        each = shard_gradients(net, data.x, data.y, shards)
        plain.append(relative_error(np.mean(each, axis=0), full))
        share = [len(rows) / EXAMPLES for rows in shards]
        weighted.append(relative_error(np.average(each, axis=0, weights=share), full))
    return plain, weighted


errors = np.array([uneven(seed) for seed in range(10)])
plain, weighted = errors[:, 0], errors[:, 1]
assert weighted.max() < 1e-12, weighted.max()
assert plain[:, -1].max() < 1e-12, plain[:, -1].max()
assert plain[:, SMALL.index(16)].min() > 0.2, plain[:, SMALL.index(16)]
assert (np.diff(plain.mean(axis=0)) < 0).all()
record("uneven-error", plain[:, SMALL.index(16)].mean(), "{:.2f}")
record("uneven-small", 16, "{:.0f}")
record("uneven-large", EXAMPLES - 16, "{:.0f}")


# %%
@figure(
    "uneven-shards",
    title=("不均等なシャードの誤差", "The error of unequal shards"),
    caption=(
        "単純な平均は、小さいシャードの例を重く数えすぎます。枚数で重みを付けると、誤差は消えます。",
        "A plain average counts the examples of the small shard too much. Weighted by their size, the error is gone.",
    ),
    desc=(
        "小さいシャードの枚数と、単純な平均の相対誤差（シード10個の平均）："
        + "、".join(f"{n}枚で{e:.2f}" for n, e in zip(SMALL, plain.mean(axis=0), strict=True))
        + "。重み付きの平均では、どれも0です。",
        "Size of the small shard and relative error of the plain average (mean of 10 seeds): "
        + ", ".join(f"{n}: {e:.2f}" for n, e in zip(SMALL, plain.mean(axis=0), strict=True))
        + ". The weighted average has an error of 0 everywhere.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=240)
    ax.plot(SMALL, plain.mean(axis=0), f"{MARKERS[1]}-", color=ORANGE)
    ax.plot(SMALL, weighted.mean(axis=0), f"{MARKERS[0]}--", color=TEAL)
    ax.text(40, 0.55, t("単純な平均", "plain average"), color=ORANGE)
    ax.text(9, 0.05, t("枚数で重み付け", "weighted by size"), color=TEAL)
    ax.set(
        xticks=SMALL[1:],
        ylim=(-0.05, 1),
        yticks=(0, 0.5, 1),
        xlabel=t(
            f"小さいシャードの枚数（計{EXAMPLES}枚）", f"images in the small shard (of {EXAMPLES})"
        ),
        ylabel=t("勾配の相対誤差", "relative error"),
    )
    return drawing


# %% [markdown] lang="ja"
# {=data-parallel/uneven-small}枚と{=data-parallel/uneven-large}枚に分けると、誤差は平均で勾配の長さの{=data-parallel/uneven-error}倍です。端数のバッチでこの誤りが起きます。
#
# 次は、バッチの統計量を使う層です。隠れ層の値をバッチの平均と標準偏差で正規化し、その上の層の勾配を比べます。同じ256枚でも、正規化に使う枚数は台数に反比例して減ります。

# %% [markdown] lang="en"
# Split into {=data-parallel/uneven-small} and {=data-parallel/uneven-large} images, the error is {=data-parallel/uneven-error} times the length of the gradient on average. An incomplete last batch causes it.
#
# Next, a layer that uses statistics of the batch. We normalize the hidden values by the mean and standard deviation of the batch and compare the gradient of the layer above. The 256 images are the same, but the number used for normalizing falls as replicas are added.

# %%
COUNTS = (2, 4, 8, 16)


def normalized(values):
    """What a batch norm layer passes on during training (without its own scale and shift)."""
    return (values - values.mean(axis=0)) / np.sqrt(values.var(axis=0) + 1e-5)


def batch_norm_gaps(seed):
    """Change of the normalized values, and error of the averaged gradient above, per count."""
    data, net = problem(seed)
    hidden, above = data.x @ net[0].w, [net[1]]
    whole = normalized(hidden)
    full = flat(gradients(above, whole, data.y))
    gaps = []
    for replicas in COUNTS:
        shards = np.array_split(np.arange(EXAMPLES), replicas)
        local = np.concatenate([normalized(hidden[rows]) for rows in shards])
        each = shard_gradients(above, local, data.y, shards)
        gaps.append((np.abs(local - whole).mean(), relative_error(np.mean(each, axis=0), full)))
    return gaps


gaps = np.mean([batch_norm_gaps(seed) for seed in range(SEEDS)], axis=0)
assert (np.diff(gaps, axis=0) > 0).all(), "the fewer images, the further away"
assert 0.1 < gaps[2, 0] < 0.2, gaps
assert gaps[2, 1] > 0.03, gaps
record("norm-shift-8", gaps[2, 0], "{:.2f}")
record("norm-error-8", gaps[2, 1], "{:.2f}")

# %%
table(
    "batch-norm-table",
    caption=(
        f"バッチ正規化をレプリカごとの統計量で行うと（シード{SEEDS}個の平均）",
        f"Batch norm with the statistics of each replica (mean of {SEEDS} seeds)",
    ),
    columns=[
        ("レプリカ", "replicas"),
        ("1台あたり", "images each"),
        ("正規化した値の平均的なずれ", "mean shift of the normalized values"),
        ("平均した勾配の相対誤差", "relative error of the averaged gradient"),
    ],
    rows=[
        [f"{count}", f"{EXAMPLES // count}", f"{shift:.2f}", f"{error:.2f}"]
        for count, (shift, error) in zip(COUNTS, gaps, strict=True)
    ],
)

# %% [markdown] lang="ja"
# 正規化した値の標準偏差は1です。8台では平均{=data-parallel/norm-shift-8}ずれ、平均した勾配も{=data-parallel/norm-error-8}違います。
# 間違いではなく別の計算になるだけですが、「1台と完全に同じ」とは言えません。
#
# ## 雑音と台数 {#noise}
#
# 台数を増やすと、全体のバッチが大きくなります。得られるのは雑音の小さい勾配です。レプリカごとに16枚として、1024枚の勾配からのずれを測ります。

# %% [markdown] lang="en"
# The normalized values have a standard deviation of 1. With 8 replicas they shift by {=data-parallel/norm-shift-8} on average, and the averaged gradient differs by {=data-parallel/norm-error-8}.
# That is not wrong, only a different computation, but it is no longer exactly what one device does.
#
# ## Noise and the number of replicas {#noise}
#
# More replicas make the global batch larger. What that buys is a gradient with less noise. With 16 images per replica we measure the distance from the gradient of 1024 images.

# %%
PER_REPLICA, POOL, DRAWS = 16, 1024, 200
MACHINES = (1, 2, 4, 8, 16, 32, 64)


def noise(seed, batch):
    """Root mean square distance of a random batch's gradient from that of the pool."""
    data, net = problem(seed, POOL)
    full = flat(gradients(net, data.x, data.y))
    rng = np.random.default_rng(seed)
    distances = []
    for _ in range(DRAWS):
        rows = rng.integers(0, POOL, batch)  # with replacement, as independent examples
        distances.append(np.linalg.norm(flat(gradients(net, data.x[rows], data.y[rows])) - full))
    return np.sqrt(np.mean(np.square(distances)))


measured = np.array([noise(0, PER_REPLICA * count) for count in MACHINES])
share = measured / measured[0]
assert np.abs(share * np.sqrt(MACHINES) - 1).max() < 0.12, share * np.sqrt(MACHINES)


# %%
@figure(
    "noise",
    title=("台数と勾配の雑音", "Replicas and gradient noise"),
    caption=(
        "雑音は台数の平方根に反比例します。半分にするには4倍の台数が必要です。",
        "The noise falls with the square root of the number of replicas. To halve it takes 4 times as many.",
    ),
    desc=(
        "1台を1とした雑音："
        + "、".join(f"{n}台で{s:.2f}" for n, s in zip(MACHINES, share, strict=True))
        + "。1/√台数の線に重なります。",
        "Noise, with 1 for 1 replica: "
        + ", ".join(f"{n}: {s:.2f}" for n, s in zip(MACHINES, share, strict=True))
        + ". The points lie on the line 1/√replicas.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=230)
    ax.plot(MACHINES, 1 / np.sqrt(MACHINES), color=MUTED, linestyle=DASHES[1])
    ax.plot(MACHINES, share, MARKERS[0], color=TEAL, markersize=7)
    ax.text(9, 0.42, t("1/√台数", "1/√replicas"), color=MUTED)
    ax.set_xscale("log", base=2)
    ax.set_yscale("log", base=2)
    ax.set_xticks(MACHINES, [f"{count}" for count in MACHINES])
    ax.set_yticks((1, 1 / 2, 1 / 4, 1 / 8), ("1", "1/2", "1/4", "1/8"))
    ax.set(xlabel=t("レプリカの数", "replicas"), ylabel=t("勾配の雑音", "gradient noise"))
    return drawing


# %% [markdown] lang="ja"
# ## 学習率を調整し直す {#retune}
#
# 1台のバッチを16枚、エポック数を8に固定すると、台数を増やすほど1エポックの更新回数が減ります。学習率を、そのまま、台数の平方根倍、台数倍の三通りで比べます。

# %% [markdown] lang="en"
# ## Re-tune the learning rate {#retune}
#
# With 16 images per replica and 8 epochs, more replicas mean fewer updates. We compare three rules for the learning rate: unchanged, times the square root of the number of replicas, and times that number.

# %%
EPOCHS, BASE = 8, 0.1
RULES = {"same": lambda k: 1.0, "root": np.sqrt, "linear": float}


def epochs_with(replicas, lr, seed, warmup=1):
    """Training loss after a fixed number of epochs; the shards' mean is the batch gradient.

    The learning rate rises in a line over the first `warmup` updates.
    """
    rng = np.random.default_rng(seed)
    data = digits(POOL, rng)
    net = network(SIZES, rng)
    done = 0
    for _ in range(EPOCHS):
        for rows in batches(POOL, PER_REPLICA * replicas, rng):
            done += 1
            now = lr * min(1, done / warmup)
            step(net, gradients(net, data.x[rows], data.y[rows]), now)
    return cross_entropy(net, data.x, data.y)


after = {
    rule: np.array(
        [[epochs_with(k, BASE * scale(k), seed) for k in MACHINES] for seed in range(SEEDS)]
    )
    for rule, scale in RULES.items()
}
mean_after = {rule: losses.mean(axis=0) for rule, losses in after.items()}
updates = {count: EPOCHS * POOL // (PER_REPLICA * count) for count in MACHINES}
eight, sixteen = MACHINES.index(8), MACHINES.index(16)

assert (np.diff(mean_after["same"]) > 0).all(), mean_after["same"]
assert (after["linear"][:, eight] < 0.3).all(), after["linear"][:, eight]
assert (after["same"][:, eight] > 0.8).all(), after["same"][:, eight]
assert (after["linear"][:, sixteen] > 0.7).all(), after["linear"][:, sixteen]
assert (after["root"][:, sixteen] < after["linear"][:, sixteen]).all()
warmed = np.array([epochs_with(16, BASE * 16, seed, warmup=8) for seed in range(SEEDS)])
assert (warmed > 0.7).all(), warmed
record("retune-warmup-16", warmed.mean(), "{:.2f}")
record("retune-warmup-updates", 8, "{:.0f}")
record("retune-base-loss", mean_after["same"][0], "{:.2f}")
record("retune-same-8", mean_after["same"][eight], "{:.2f}")
record("retune-linear-8", mean_after["linear"][eight], "{:.2f}")
record("retune-linear-16", mean_after["linear"][sixteen], "{:.2f}")
record("retune-root-16", mean_after["root"][sixteen], "{:.2f}")
record("retune-updates-1", updates[1], "{:.0f}")
record("retune-updates-8", updates[8], "{:.0f}")
record("retune-lr-16", BASE * 16, "{:.1f}")


# %%
@figure(
    "retune",
    title=("台数と学習率の決め方", "Replicas and the rule for the learning rate"),
    caption=(
        f"同じ{EPOCHS}エポック。学習率がそのままだと更新不足になり、台数倍は8台まで保ち、16台で壊れます。",
        f"The same {EPOCHS} epochs. An unchanged learning rate leaves too few updates; times the replicas holds up to 8 and breaks at 16.",
    ),
    desc=(
        f"{EPOCHS}エポック後のトレーニング損失（1、8、16台）：そのままで"
        + "、".join(f"{mean_after['same'][i]:.2f}" for i in (0, eight, sixteen))
        + "、平方根倍で"
        + "、".join(f"{mean_after['root'][i]:.2f}" for i in (0, eight, sixteen))
        + "、台数倍で"
        + "、".join(f"{mean_after['linear'][i]:.2f}" for i in (0, eight, sixteen))
        + f"（シード{SEEDS}個の平均）。",
        f"Training loss after {EPOCHS} epochs with 1, 8 and 16 replicas: unchanged "
        + ", ".join(f"{mean_after['same'][i]:.2f}" for i in (0, eight, sixteen))
        + "; times the root "
        + ", ".join(f"{mean_after['root'][i]:.2f}" for i in (0, eight, sixteen))
        + "; times the number "
        + ", ".join(f"{mean_after['linear'][i]:.2f}" for i in (0, eight, sixteen))
        + f" (mean of {SEEDS} seeds).",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=270)
    shown = MACHINES[:6]
    for rule, label, color, dash, marker in (
        ("same", t("そのまま", "unchanged"), TEAL, DASHES[0], MARKERS[0]),
        ("root", t("√台数倍", "× √replicas"), PURPLE, DASHES[2], MARKERS[2]),
        ("linear", t("台数倍", "× replicas"), ORANGE, DASHES[1], MARKERS[1]),
    ):
        ax.plot(
            shown,
            mean_after[rule][: len(shown)],
            color=color,
            linestyle=dash,
            marker=marker,
            label=label,
        )
    ax.set_xscale("log", base=2)
    ax.set_xticks(shown, [f"{count}" for count in shown])
    ax.set(
        ylim=(0, 2.5),
        yticks=(0, 1, 2),
        xlabel=t("レプリカの数（1台16枚）", "replicas (16 images each)"),
        ylabel=t("トレーニング損失", "training loss"),
    )
    ax.legend(loc="upper left", title=t("学習率", "learning rate"), alignment="left")
    return drawing


# %% [markdown] lang="ja"
# 8台で学習率がそのままだと、損失は{=data-parallel/retune-same-8}で、1台の{=data-parallel/retune-base-loss}に届きません。更新が{=data-parallel/retune-updates-1}回から{=data-parallel/retune-updates-8}回に減ったからです。台数倍なら{=data-parallel/retune-linear-8}です。
# 16台では、台数倍の学習率{=data-parallel/retune-lr-16}は大きすぎて{=data-parallel/retune-linear-16}で止まり、平方根倍の{=data-parallel/retune-root-16}のほうがましです。最初の{=data-parallel/retune-warmup-updates}更新で学習率を少しずつ上げても（ウォームアップ）、ここでは{=data-parallel/retune-warmup-16}で、直りません。
# どの規則もいつも正しいわけではありません。境目は課題で変わるので、検証データで選び直します。
#
# ## 集める通信の量 {#all-reduce}
#
# 勾配を全員に集めて配る計算がall-reduceです。リング状につないだレプリカが、勾配を台数分に切り、隣に渡して足していきます。実際に数を渡して、量を数えます。

# %% [markdown] lang="en"
# With 8 replicas and an unchanged learning rate the loss is {=data-parallel/retune-same-8}, far from the {=data-parallel/retune-base-loss} of 1 replica: the updates fell from {=data-parallel/retune-updates-1} to {=data-parallel/retune-updates-8}. Times the number of replicas it is {=data-parallel/retune-linear-8}.
# At 16 replicas that rule gives {=data-parallel/retune-lr-16}, which is too large: the loss stays at {=data-parallel/retune-linear-16}, and the root, with {=data-parallel/retune-root-16}, does better. Raising the learning rate over the first {=data-parallel/retune-warmup-updates} updates (a warmup) does not repair it here: {=data-parallel/retune-warmup-16}.
# No rule is always right. The border depends on the task, so choose again on validation data.
#
# ## How much is sent {#all-reduce}
#
# All-reduce combines the gradients and gives the result to everyone. Replicas in a ring cut the gradient into as many pieces as there are replicas, and pass and add them. We pass real numbers and count.

# %%
numbers = len(full)
traffic = {}
for count in (2, 4, 8, 16, 64):
    rng = np.random.default_rng(count)
    vectors = [rng.normal(size=numbers) for _ in range(count)]
    results, sent = ring_all_reduce(vectors)
    assert max(np.abs(result - np.sum(vectors, axis=0)).max() for result in results) < 1e-10
    traffic[count] = np.mean(sent) / numbers
    assert abs(traffic[count] - 2 * (count - 1) / count) < 1e-9, traffic[count]
record("ring-traffic-2", traffic[2], "{:.2f}")
record("ring-traffic-64", traffic[64], "{:.2f}")

# %% [markdown] lang="ja"
# 各レプリカが送る量は、2台で勾配の{=data-parallel/ring-traffic-2}倍、64台でも{=data-parallel/ring-traffic-64}倍です。式では$2(K-1)/K$倍で、台数を増やしても2倍までにしかなりません。
# しかし減りもしません。これが速さの限界を作ります。
#
# ## 速さの限界 {#speed}
#
# 測定ではなく、仮定を置いた計算です。1台で1ステップの計算に{=data-parallel/speedup-compute}秒かかり、勾配は{=data-parallel/speedup-gigabytes} GB、回線は{=data-parallel/speedup-bandwidth} GB/秒とし、計算と通信は重ならないものとします。
# 全体のバッチを固定すれば計算は$1/K$になり、1台のバッチを固定すれば計算は変わりません。後者は1ステップに$K$倍のデータを処理します。

# %% [markdown] lang="en"
# Each replica sends {=data-parallel/ring-traffic-2} times the gradient with 2 replicas, and {=data-parallel/ring-traffic-64} times with 64. The formula is $2(K-1)/K$: it never exceeds 2, however many replicas there are.
# But it does not shrink either, and that limits the speed.
#
# ## The limit of speed {#speed}
#
# This is a calculation from assumptions, not a measurement. A step takes {=data-parallel/speedup-compute} seconds of computing on 1 device, the gradient has {=data-parallel/speedup-gigabytes} GB, the network carries {=data-parallel/speedup-bandwidth} GB per second, and computing and sending do not overlap.
# With a fixed global batch the computing time falls to $1/K$. With a fixed batch per replica it stays, and a step processes $K$ times the data.

# %%
COMPUTE, GIGABYTES, BANDWIDTH = 0.4, 1.0, 12.5  # seconds, GB, GB per second (100 Gbps)
counts = np.arange(1, 65)
sending = 2 * (counts - 1) / counts * GIGABYTES / BANDWIDTH
fixed_global = COMPUTE / (COMPUTE / counts + sending)
fixed_each = counts * COMPUTE / (COMPUTE + sending)
ceiling = COMPUTE / (2 * GIGABYTES / BANDWIDTH)

assert fixed_global.max() < ceiling + 0.2, (fixed_global.max(), ceiling)
assert fixed_each[-1] / 64 > 0.7, fixed_each[-1]
record("speedup-compute", COMPUTE, "{:.1f}")
record("speedup-gigabytes", GIGABYTES, "{:.0f}")
record("speedup-bandwidth", BANDWIDTH, "{:.1f}")
record("speedup-global-64", fixed_global[-1], "{:.1f}")
record("speedup-each-64", fixed_each[-1], "{:.0f}")


# %%
@figure(
    "speedup",
    title=("台数と処理の速さ（計算例）", "Replicas and throughput (a calculation)"),
    caption=(
        "全体のバッチを固定すると、通信だけが残って頭打ちになります。1台のバッチを固定すれば伸びますが、全体のバッチが大きくなります。",
        "With a fixed global batch only the sending remains, and the gain stops. With a fixed batch per replica it goes on, but the global batch grows.",
    ),
    desc=(
        f"64台の速さは1台の、1台のバッチを固定すると{fixed_each[-1]:.0f}倍、全体のバッチを固定すると{fixed_global[-1]:.1f}倍。台数に比例するなら64倍です。",
        f"With 64 replicas the speed is {fixed_each[-1]:.0f} times that of 1 with a fixed batch per replica, and {fixed_global[-1]:.1f} times with a fixed global batch. In proportion it would be 64.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=260)
    ax.plot(counts, counts, color=MUTED, linestyle=DASHES[3])
    ax.plot(counts, fixed_each, color=TEAL, linestyle=DASHES[0])
    ax.plot(counts, fixed_global, color=ORANGE, linestyle=DASHES[1])
    ax.text(30, 52, t("台数に比例", "in proportion"), color=MUTED, ha="right")
    ax.text(64, 20, t("1台のバッチを固定", "fixed batch per replica"), color=TEAL, ha="right")
    ax.text(64, 7, t("全体のバッチを固定", "fixed global batch"), color=ORANGE, ha="right")
    ax.set(
        xticks=(1, 16, 32, 48, 64),
        yticks=(1, 16, 32, 48, 64),
        xlabel=t("レプリカの数", "replicas"),
        ylabel=t("速さ（1台の何倍か）", "speed (times 1 replica)"),
    )
    return drawing


# %% [markdown] lang="ja"
# 全体のバッチを固定すると、64台でも{=data-parallel/speedup-global-64}倍です。1台のバッチを固定すると{=data-parallel/speedup-each-64}倍に伸びますが、これは1秒に処理する件数で、目標の損失に届く速さではありません。前の節のとおり、大きなバッチには学習率の調整が必要です。
# 実際のフレームワークは通信を計算と重ねて隠します。回線の遅延や、遅い1台を待つ時間は、この計算に入っていません。
#
# ## 古い勾配 {#staleness}
#
# 非同期では、ワーカーが勾配を計算している間に、ほかのワーカーが重みを更新します。同じ速さのワーカーが$K$台なら、勾配は$K-1$回前の重みのものです。
# 損失が二次関数で曲率が$\lambda$、遅れがいつも$\tau$のとき、発散しない条件は$\eta\lambda\le2\sin\frac{\pi}{4\tau+2}$です。特性方程式の根から求めた境目と比べます。

# %% [markdown] lang="en"
# With a fixed global batch even 64 replicas are only {=data-parallel/speedup-global-64} times as fast. With a fixed batch per replica it is {=data-parallel/speedup-each-64} times, but that counts examples per second, not the speed at which a target loss is reached. As the section above showed, a larger batch needs another learning rate.
# Real frameworks hide a part of the sending behind computing. The latency of the network and the wait for the slowest device are not in this calculation.
#
# ## Stale gradients {#staleness}
#
# In asynchronous training, other workers update the weights while a worker computes its gradient. With $K$ equally fast workers a gradient belongs to the weights of $K-1$ updates ago.
# For a quadratic loss of curvature $\lambda$ and a delay that is always $\tau$, training does not diverge as long as $\eta\lambda\le2\sin\frac{\pi}{4\tau+2}$. We compare this with the border found from the roots of the characteristic equation.

# %%
DELAYS = np.arange(9)


def border(delay):
    """The largest rate whose slowest mode does not grow, by bisection."""
    low, high = 0.0, 3.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (low, middle) if growth(middle, delay) > 1 + 1e-10 else (middle, high)
    return low


limits = np.array([stability_limit(delay) for delay in DELAYS])
found = np.array([border(delay) for delay in DELAYS])
assert np.abs(found - limits).max() < 1e-5, found - limits
RATE = 0.55
paths = {delay: delayed_descent(RATE, delay, 40) for delay in (0, 2, 3)}
assert abs(paths[0][-1]) < 1e-6 and abs(paths[2][-1]) < 0.5 and np.abs(paths[3]).max() > 5
record("limit-delay-0", limits[0], "{:.0f}")
record("limit-delay-3", limits[3], "{:.3f}")
record("limit-delay-7", limits[7], "{:.3f}")
handed = [(rate, delay) for rate in (0.1, RATE, 1.3) for delay in (0, 2, 3, 8)]
hand_over(
    "delay-check",
    {
        "limits": limits,
        "paths": [[rate, delay, delayed_descent(rate, delay, 40)] for rate, delay in handed],
        "growth": [[rate, delay, growth(rate, delay)] for rate, delay in handed],
    },
    digits=12,
)


# %%
@figure(
    "staleness",
    title=("勾配の遅れと安定の限界", "Delay of the gradient and the limit of stability"),
    caption=(
        f"上：遅れるほど、許される学習率は小さくなります。下：同じ{RATE}でも、遅れ3では発散します。",
        f"Top: the later the gradient, the smaller the learning rate may be. Bottom: at the same {RATE}, a delay of 3 diverges.",
    ),
    desc=(
        "遅れと学習率×曲率の限界："
        + "、".join(f"遅れ{d}で{limit:.2f}" for d, limit in zip(DELAYS, limits, strict=True))
        + f"。{RATE}の軌道は、遅れ0と2で0に近づき、遅れ3で振れ幅が増えていきます。",
        "Delay and limit of learning rate × curvature: "
        + ", ".join(f"{d}: {limit:.2f}" for d, limit in zip(DELAYS, limits, strict=True))
        + f". At {RATE}, the weight approaches 0 with delays 0 and 2, and swings ever wider with 3.",
    ),
)
def _(t):
    drawing, (top, bottom) = axes(2, height=430)
    top.plot(DELAYS, limits, color=TEAL, label="2 sin(π/(4τ+2))")
    top.plot(DELAYS, found, MARKERS[0], color=INK, label=t("根から求めた値", "from the roots"))
    top.axhline(RATE, color=MUTED, linestyle=DASHES[3], linewidth=1.2)
    top.text(8, RATE + 0.06, f"{RATE}", color=MUTED, ha="right")
    top.set(
        ylim=(0, 2.1),
        yticks=(0, 1, 2),
        xlabel=t("遅れτ（更新の回数）", "delay τ (updates)"),
        ylabel=t("限界（η × λ）", "limit (η × λ)"),
    )
    top.legend(loc="upper right")
    for (delay, path), color, dash in zip(
        paths.items(), (TEAL, PURPLE, ORANGE), (DASHES[0], DASHES[2], DASHES[1]), strict=True
    ):
        bottom.plot(path, color=color, linestyle=dash, label=t(f"遅れ{delay}", f"delay {delay}"))
    bottom.set(
        ylim=(-8, 8),
        yticks=(-5, 0, 5),
        xlabel=t("更新", "update"),
        ylabel=t("最適値までの差", "distance"),
    )
    bottom.legend(loc="upper left", ncols=3)
    return drawing


# %% [markdown] lang="ja"
# 限界は、遅れなしの{=data-parallel/limit-delay-0}から、遅れ3で{=data-parallel/limit-delay-3}、遅れ7で{=data-parallel/limit-delay-7}に下がります。
#
# ニューラルネットワークではどうでしょうか。バッチ16枚の勾配を$K-1$更新だけ遅らせ、400回更新します。

# %% [markdown] lang="en"
# The limit falls from {=data-parallel/limit-delay-0} without delay to {=data-parallel/limit-delay-3} with a delay of 3 and {=data-parallel/limit-delay-7} with 7.
#
# And a neural network? We delay the gradients of batches of 16 by $K-1$ updates and update 400 times.

# %%
UPDATES, WORKERS, LATE_RATES = 400, (1, 4, 8, 16), (0.05, 0.1, 0.2)


def late(workers, lr, seed):
    """Training loss after so many updates whose gradients are `workers` − 1 updates old."""
    rng = np.random.default_rng(seed)
    data = digits(POOL, rng)
    net = network(SIZES, rng)
    waiting, done = [], 0
    while done < UPDATES:
        for rows in batches(POOL, PER_REPLICA, rng):
            waiting.append(gradients(net, data.x[rows], data.y[rows]))
            if len(waiting) == workers:
                step(net, waiting.pop(0), lr)
                done += 1
            if done == UPDATES:
                break
    return cross_entropy(net, data.x, data.y)


lateness = np.array(
    [
        [[late(workers, lr, seed) for seed in range(SEEDS)] for workers in WORKERS]
        for lr in LATE_RATES
    ]
)
late_mean = lateness.mean(axis=2)
assert (lateness[0, 2] < 1.5 * lateness[0, 0]).all(), "a small learning rate bears the delay"
assert (lateness[1, 1] < 1.5 * lateness[1, 0]).all(), lateness[1]
assert (lateness[1, 3] > 1.0).all(), lateness[1, 3]
assert (lateness[2, 0] < lateness[1, 0]).all(), "without delay the largest rate is the fastest"
assert (lateness[2, 2] > 1.0).all(), lateness[2, 2]
for name, row in (("005", late_mean[0]), ("02", late_mean[2])):
    for workers in (1, 8):
        record(f"late-{name}-{workers}", row[WORKERS.index(workers)], "{:.2f}")

# %%
table(
    "late-table",
    caption=(
        f"{UPDATES}更新後のトレーニング損失（シード{SEEDS}個の平均）",
        f"Training loss after {UPDATES} updates (mean of {SEEDS} seeds)",
    ),
    columns=[
        ("学習率", "learning rate"),
        *[
            (f"{workers}台（遅れ{workers - 1}）", f"{workers} workers (delay {workers - 1})")
            if workers > 1
            else ("1台（遅れ0）", "1 worker (delay 0)")
            for workers in WORKERS
        ],
    ],
    rows=[
        [f"{lr}", *[f"{loss:.2f}" for loss in row]]
        for lr, row in zip(LATE_RATES, late_mean, strict=True)
    ],
)

# %% [markdown] lang="ja"
# 学習率0.05では、8台でも損失は{=data-parallel/late-005-1}から{=data-parallel/late-005-8}に上がるだけです。0.2では、1台の{=data-parallel/late-02-1}に対して8台は{=data-parallel/late-02-8}で、学習になりません。
# 非同期は待ち時間をなくしますが、代わりに小さい学習率を求めます。ここでの遅れは一定です。実際の遅れはばらつき、遅いワーカーほど古い勾配を送ります。

# %% [markdown] lang="en"
# With a learning rate of 0.05, even 8 workers only raise the loss from {=data-parallel/late-005-1} to {=data-parallel/late-005-8}. With 0.2, 1 worker reaches {=data-parallel/late-02-1} and 8 workers stay at {=data-parallel/late-02-8}: nothing is learned.
# Asynchronous training removes the waiting but asks for a smaller learning rate in return. The delay is constant here. Real delays vary, and the slowest worker sends the oldest gradients.

# ---
# title:
#   ja: エポック、ステップ、バッチ
#   en: Epoch, step, batch
# description:
#   ja: 1エポックの更新回数を実際のループで数え、バッチサイズを同じエポック数と同じ更新回数の両方で比べます。
#   en: Counts the updates of an epoch in real loops, and compares batch sizes at equal epochs and at equal updates.
# ---

# %% [markdown] lang="ja"
# 1エポックは、全データを1回通すことです。1ステップは、重みを1回更新することです。二つは別の単位なので、「バッチを大きくすると性能が落ちるか」という問いの答えは、どちらを揃えて比べるかで変わります。

# %% [markdown] lang="en"
# One epoch passes all the data once. One step updates the weights once. They are different units, so the answer to "does a bigger batch hurt?" depends on which of them you hold equal.

# %%
import math

import numpy as np

from helpers.lab import data as hand_out
from helpers.lab import figure, record, table
from helpers.mlkit import accuracy, batches, cross_entropy, digits, gradients, network, step
from helpers.style import DASHES, SERIES, axes

# %% [markdown] lang="ja"
# ## 1エポックは何ステップか {#steps-per-epoch}
#
# 「ステップ数＝データ数÷バッチサイズ」は、割り切れるときしか合いません。式で計算する代わりに、学習に使うループをそのまま回して数えます。端数のバッチを使う場合と捨てる場合の両方です。

# %% [markdown] lang="en"
# ## How many steps are an epoch? {#steps-per-epoch}
#
# "Steps = examples ÷ batch size" only works when the division has no remainder. Instead of trusting a formula we run the training loop and count, once with the incomplete last batch and once without it.


# %%
def count(examples, size, drop_last):
    """Run one epoch of the real batch loop; returns the number of updates and the last batch's size."""
    used = [len(rows) for rows in batches(examples, size, None)]
    if drop_last:
        used = [rows for rows in used if rows == size]
    return len(used), used[-1]


cases = [(1000, 100), (1000, 64), (10_000, 64), (10_000, 256)]
counted = []
for examples, size in cases:
    kept, last = count(examples, size, drop_last=False)
    dropped, _ = count(examples, size, drop_last=True)
    assert kept == math.ceil(examples / size), (examples, size, kept)
    assert dropped == examples // size, (examples, size, dropped)
    assert (kept - 1) * size + last == examples, "the last batch holds the rest"
    counted.append((examples, size, kept, last, dropped))

assert counted[2][2:] == (157, 16, 156), counted
record("steps-10000-64-kept", counted[2][2], "{:.0f}")
record("steps-10000-64-dropped", counted[2][4], "{:.0f}")
record("last-batch-10000-64", counted[2][3], "{:.0f}")
record("steps-1000-64-kept", counted[1][2], "{:.0f}")
record("steps-1000-64-dropped", counted[1][4], "{:.0f}")
record("unused-10000-64", counted[2][0] - counted[2][4] * counted[2][1], "{:.0f}")

# %%
table(
    "steps-table",
    caption=(
        "1エポックのステップ数（ループで数えた値）",
        "Steps of one epoch (counted in the loop)",
    ),
    columns=[
        ("データ数", "examples"),
        ("バッチサイズ", "batch size"),
        ("端数も使う", "last batch kept"),
        ("最後のバッチ", "size of last batch"),
        ("端数を捨てる", "last batch dropped"),
    ],
    rows=[[f"{value}" for value in row] for row in counted],
)

# %% [markdown] lang="ja"
# 端数も使えば切り上げ、捨てれば切り捨てです。1万件をバッチ64で回すと、{=epochs-and-batches/steps-10000-64-kept}ステップか{=epochs-and-batches/steps-10000-64-dropped}ステップになります。捨てる場合、そのエポックでは{=epochs-and-batches/unused-10000-64}件が使われません。毎エポック並べ替えるなら、使われない件は入れ替わります。

# %% [markdown] lang="en"
# Keeping the last batch rounds up, dropping it rounds down. 10,000 examples in batches of 64 take {=epochs-and-batches/steps-10000-64-kept} or {=epochs-and-batches/steps-10000-64-dropped} steps. Dropping leaves {=epochs-and-batches/unused-10000-64} examples unused in that epoch; if the data is shuffled every epoch, they are different ones each time.

# %% [markdown] lang="ja"
# ## エポックを揃えるか、更新を揃えるか {#epochs-or-updates}
#
# 数字1000枚で、隠れ層32ユニットのネットワークをSGDで学習させます。バッチサイズは10、50、250、1000。学習率0.1、初期値、データの順序を決めるシードは共通です。まず10エポックに揃え、次に400更新に揃えます。

# %% [markdown] lang="en"
# ## Equal epochs or equal updates {#epochs-or-updates}
#
# A network with 32 hidden units learns 1000 digits by SGD with batches of 10, 50, 250 or 1000. The learning rate 0.1, the start and the seed of the shuffle are shared. First all runs get 10 epochs, then all get 400 updates.

# %%
IMAGES, RATE, EPOCHS, UPDATES = 1000, 0.1, 10, 400
SIZES = (10, 50, 250, 1000)
SEEDS = range(3)


def learn(size, updates, seed, every):
    """Train for so many updates: training loss every so often, and the final test accuracy."""
    rng = np.random.default_rng(seed)
    data = digits(IMAGES, rng)
    net = network((64, 32, 10), rng)
    losses = [cross_entropy(net, data.x, data.y)]
    done = 0
    while done < updates:
        for rows in batches(IMAGES, size, rng):
            step(net, gradients(net, data.x[rows], data.y[rows]), RATE)
            done += 1
            if done % every == 0:
                losses.append(cross_entropy(net, data.x, data.y))
            if done == updates:
                break
    return np.array(losses), accuracy(net, data.x_test, data.y_test)


per_epoch = {size: math.ceil(IMAGES / size) for size in SIZES}
by_epoch = {
    size: [learn(size, EPOCHS * per_epoch[size], seed, per_epoch[size]) for seed in SEEDS]
    for size in SIZES
}
by_update = {size: [learn(size, UPDATES, seed, 10) for seed in SEEDS] for size in SIZES}


def mean_accuracy(runs):
    return {size: np.mean([right for _, right in trials]) for size, trials in runs.items()}


def mean_loss(runs):
    return {size: np.mean([losses[-1] for losses, _ in trials]) for size, trials in runs.items()}


epoch_accuracy, update_accuracy = mean_accuracy(by_epoch), mean_accuracy(by_update)
epoch_loss, update_loss = mean_loss(by_epoch), mean_loss(by_update)

for seed in SEEDS:
    assert by_epoch[10][seed][1] - by_epoch[1000][seed][1] > 0.5, "10 updates are far too few"
    assert abs(by_update[10][seed][1] - by_update[1000][seed][1]) < 0.04, (
        "equal updates: no large gap"
    )
assert epoch_loss[1000] > 1.8, "not overfitting: even the training loss has hardly moved"
assert update_accuracy[1000] > update_accuracy[10] - 0.01, update_accuracy

for size in SIZES:
    record(f"epochs-accuracy-b{size}", epoch_accuracy[size], "{:.3f}")
    record(f"epochs-loss-b{size}", epoch_loss[size], "{:.2f}")
    record(f"epochs-updates-b{size}", EPOCHS * per_epoch[size], "{:.0f}")
    record(f"updates-accuracy-b{size}", update_accuracy[size], "{:.3f}")
    record(f"updates-seen-b{size}", UPDATES * size, "{:.0f}")


# %%
@figure(
    "epochs-or-updates",
    title=("同じ学習率、四つのバッチサイズ", "Same learning rate, four batch sizes"),
    caption=(
        "上：エポックで揃えると、大きいバッチは学習が足りません。下：更新回数で揃えると、四本の線はほぼ重なります。",
        "Top: at equal epochs the big batches are under-trained. Bottom: at equal updates the four lines nearly coincide.",
    ),
    desc=(
        f"{EPOCHS}エポック後のトレーニング損失："
        + "、".join(f"バッチ{size}は{epoch_loss[size]:.2f}" for size in SIZES)
        + f"。{UPDATES}更新後："
        + "、".join(f"バッチ{size}は{update_loss[size]:.2f}" for size in SIZES)
        + f"（シード{len(SEEDS)}個の平均）。",
        f"Training loss after {EPOCHS} epochs: "
        + ", ".join(f"batch {size}: {epoch_loss[size]:.2f}" for size in SIZES)
        + f". After {UPDATES} updates: "
        + ", ".join(f"batch {size}: {update_loss[size]:.2f}" for size in SIZES)
        + f" (mean of {len(SEEDS)} seeds).",
    ),
)
def _(t):
    drawing, (top, bottom) = axes(2, height=420, sharey=True)
    for ax, runs, unit in ((top, by_epoch, 1), (bottom, by_update, 10)):
        for size, color, dash in zip(SIZES, SERIES, DASHES):
            curve = np.mean([losses for losses, _ in runs[size]], axis=0)
            ax.plot(
                np.arange(len(curve)) * unit,
                curve,
                color=color,
                linestyle=dash,
                label=t(f"バッチ{size}", f"batch {size}"),
            )
        ax.set(ylabel=t("トレーニング損失", "training loss"), ylim=(0, 2.8), yticks=(0, 1, 2))
    top.set(xlabel=t("エポック", "epoch"), xticks=(0, 2, 4, 6, 8, 10))
    bottom.set(xlabel=t("更新（ステップ）", "updates (steps)"), xticks=(0, 100, 200, 300, 400))
    bottom.legend(ncols=2, loc="upper right")
    return drawing


# %%
table(
    "epochs-or-updates-table",
    caption=(
        f"テストデータの正解率（シード{len(SEEDS)}個の平均）。最後の列は、{UPDATES}更新で処理したデータの延べ件数",
        f"Test accuracy (mean of {len(SEEDS)} seeds). The last column counts the examples processed in {UPDATES} updates",
    ),
    columns=[
        ("バッチサイズ", "batch size"),
        (f"{EPOCHS}エポックの更新回数", f"updates in {EPOCHS} epochs"),
        (f"{EPOCHS}エポックの正解率", f"accuracy, {EPOCHS} epochs"),
        (f"{UPDATES}更新の正解率", f"accuracy, {UPDATES} updates"),
        ("延べ件数", "examples processed"),
    ],
    rows=[
        [
            f"{size}",
            f"{EPOCHS * per_epoch[size]}",
            f"{epoch_accuracy[size]:.3f}",
            f"{update_accuracy[size]:.3f}",
            f"{UPDATES * size}",
        ]
        for size in SIZES
    ],
)

# %% [markdown] lang="ja"
# 10エポックに揃えると、バッチ1000の正解率は{=epochs-and-batches/epochs-accuracy-b1000}、バッチ10は{=epochs-and-batches/epochs-accuracy-b10}です。「大きいバッチは汎化しない」ように見えますが、トレーニングデータの損失も{=epochs-and-batches/epochs-loss-b1000}のままです。更新が{=epochs-and-batches/epochs-updates-b1000}回しかなく、学習が足りないだけです。
#
# 400更新に揃えると、差は消えます（バッチ10が{=epochs-and-batches/updates-accuracy-b10}、バッチ1000が{=epochs-and-batches/updates-accuracy-b1000}）。ただし無料ではありません。処理した延べ件数は{=epochs-and-batches/updates-seen-b10}件と{=epochs-and-batches/updates-seen-b1000}件です。小さなデータでの一例なので、大きいバッチがいつも同じ結果になるという証明ではありません。

# %% [markdown] lang="en"
# At 10 epochs, batch 1000 has accuracy {=epochs-and-batches/epochs-accuracy-b1000} and batch 10 has {=epochs-and-batches/epochs-accuracy-b10}. It looks as if big batches generalize badly, but the training loss of batch 1000 is still {=epochs-and-batches/epochs-loss-b1000}. It made only {=epochs-and-batches/epochs-updates-b1000} updates: it is under-trained, nothing more.
#
# At 400 updates the gap is gone (batch 10: {=epochs-and-batches/updates-accuracy-b10}, batch 1000: {=epochs-and-batches/updates-accuracy-b1000}). It is not free: the runs processed {=epochs-and-batches/updates-seen-b10} and {=epochs-and-batches/updates-seen-b1000} examples. This is one small data set, not a proof that big batches always do as well.

# %% [markdown] lang="ja"
# ## 勾配の累積 {#gradient-accumulation}
#
# メモリに64件が入らないときは、16件ずつ4回の勾配を足してから1回更新できます。1更新が4バッチ分になるので、ここでも「ステップ＝バッチ」ではありません。64件を一度に処理した勾配と比べます。

# %% [markdown] lang="en"
# ## Gradient accumulation {#gradient-accumulation}
#
# If 64 examples do not fit into memory, the gradients of 4 parts of 16 can be added up before one update. One update then spans 4 batches, so here too a step is not a batch. We compare with the gradient of all 64 at once.

# %%
rng = np.random.default_rng(0)
data = digits(IMAGES, rng)
net = network((64, 32, 10), rng)
parts = list(batches(64, 16, None))


def flat(gradient):
    """All numbers of a gradient in one vector."""
    return np.concatenate([np.r_[layer.w.ravel(), layer.b] for layer in gradient])


at_once = flat(gradients(net, data.x[:64], data.y[:64]))
pieces = [flat(gradients(net, data.x[rows], data.y[rows])) for rows in parts]
averaged = sum(pieces) / len(pieces)
summed = sum(pieces)

difference = np.abs(averaged - at_once).max()
too_long = np.linalg.norm(summed) / np.linalg.norm(at_once)
assert difference < 1e-12, difference
assert abs(too_long - len(parts)) < 1e-9, too_long
record("accumulation-parts", len(parts), "{:.0f}")
record("summed-step-factor", too_long, "{:.2f}")

# %% [markdown] lang="ja"
# 4回の平均は、64件を一度に処理した勾配と丸め誤差の範囲で一致します。平均を取り忘れて合計のまま更新すると、歩幅は{=epochs-and-batches/summed-step-factor}倍になり、学習率を4倍にしたのと同じです。一致するのは、各部分が同じ件数で、損失が例ごとの平均だからです。バッチ正規化のように、バッチ内の統計量を使う層があれば一致しません。

# %% [markdown] lang="en"
# The average of the 4 parts equals the gradient of all 64 up to rounding. Forget to average, and the step becomes {=epochs-and-batches/summed-step-factor} times as long, as if the learning rate were 4 times larger. The two agree because the parts have equal size and the loss is a mean over examples. With a layer that uses statistics of the batch, such as batch normalization, they would not.

# %%
# The steps calculator of this site checks itself against these counts of real loops.
Counted = tuple[int, int, int, int, int]


def train_without_learning(
    examples: int, size: int, group: int, epochs: int, drop_last: bool, rest: str
) -> Counted:
    """Batches of an epoch, size of the last, examples left out, updates, examples processed."""
    updates = waiting = processed = 0
    for _ in range(epochs):
        rows = [len(each) for each in batches(examples, size, None)]
        used = [each for each in rows if each == size] if drop_last else rows
        for each in used:
            processed += each
            waiting += 1
            if waiting == group:
                updates, waiting = updates + 1, 0
        if rest == "update" and waiting:
            updates += 1
        if rest != "carry":
            waiting = 0
    return len(used), used[-1], examples - sum(used), updates, processed


SETTINGS = [  # (examples, batch per replica, replicas, accumulation, epochs, drop the last, rest)
    (10_000, 64, 1, 1, 1, False, "update"),
    (10_000, 64, 1, 1, 1, True, "update"),
    (1000, 100, 1, 1, 10, False, "update"),
    (10_000, 32, 4, 1, 3, False, "update"),
    (10_000, 32, 4, 3, 3, False, "update"),
    (10_000, 32, 4, 3, 3, False, "none"),
    (10_000, 32, 4, 3, 3, False, "carry"),
    (10_000, 32, 4, 3, 3, True, "carry"),
    (64, 16, 1, 4, 5, False, "update"),
]
checked = [
    [*setting, *train_without_learning(setting[0], setting[1] * setting[2], *setting[3:])]
    for setting in SETTINGS
]
for examples, size, kept, _, dropped in counted:
    assert train_without_learning(examples, size, 1, 1, False, "update")[3] == kept
    assert train_without_learning(examples, size, 1, 1, True, "update")[3] == dropped
hand_out("checks", checked, digits=12)

# ---
# title:
#   ja: 同じバッチを繰り返すと損失が波打つ
#   en: Repeated batches make the loss wave
# description:
#   ja: クラス順のデータと、数個のバッチの使い回しが損失に周期的な波を作ることを、シャッフルした学習と自己相関で比べます。
#   en: Data sorted by class and a loop over a few batches put a periodic wave into the loss; compare both with shuffled training by autocorrelation.
# ---

# %% [markdown] lang="ja"
# 損失がいったん下がり、その後は階段のような波を繰り返す。これ以上学べないから波打つのでしょうか。
# 同じモデル、同じデータで、バッチの並べ方だけを変えて確かめます。
#
# ## 三つの並べ方 {#three-orders}
#
# 手書き数字1200枚を、ソフトマックス回帰に50枚ずつ与えます。どの学習も学習率0.5で480ステップです。
#
# - シャッフル：エポックごとに並べ替えます。
# - クラス順：0の画像、1の画像という順に並んだまま、毎回同じ24個のバッチを使います。
# - ループ：不具合で、最初の4個のバッチだけを繰り返し読みます。

# %% [markdown] lang="en"
# The loss falls, and then repeats a step-like wave. Does it wave because there is nothing left to learn?
# Same model, same data: we change only the order of the batches.
#
# ## Three orders {#three-orders}
#
# 1200 handwritten digits go into softmax regression, 50 at a time. Every run has learning rate 0.5 and 480 steps.
#
# - Shuffled: a new order in every epoch.
# - Sorted by class: images of 0, then images of 1, and so on; always the same 24 batches.
# - Looped: by mistake, only the first 4 batches are read again and again.

# %%
import itertools

import numpy as np

from helpers.lab import figure, record, table
from helpers.mlkit import (
    accuracy,
    batches,
    cross_entropy,
    digits,
    gradients,
    softmax_regression,
    step,
)
from helpers.style import DASHES, MUTED, ORANGE, PURPLE, TEAL, axes

TRAIN, BATCH, LR, STEPS = 1200, 50, 0.5, 480
EPOCH = TRAIN // BATCH  # steps
LOOP = 4  # batches
SEEDS = range(3)


def shuffled_batches(y, rng):
    while True:
        yield from batches(len(y), BATCH, rng)


def sorted_batches(y, rng):
    by_class = np.argsort(y, kind="stable")
    for rows in itertools.cycle(batches(len(y), BATCH, None)):
        yield by_class[rows]


def looped_batches(y, rng):
    return itertools.cycle(itertools.islice(batches(len(y), BATCH, None), LOOP))


def run(order, seed):
    """The loss of each batch just before its step, and the accuracy on the test data."""
    rng = np.random.default_rng(seed)
    data = digits(TRAIN, rng)
    net, losses = softmax_regression(), []
    for rows in itertools.islice(order(data.y, rng), STEPS):
        x, y = data.x[rows], data.y[rows]
        losses.append(cross_entropy(net, x, y))
        step(net, gradients(net, x, y), LR)
    return np.array(losses), accuracy(net, data.x_test, data.y_test)


ORDERS = {"shuffled": shuffled_batches, "sorted": sorted_batches, "looped": looped_batches}
runs = {name: [run(order, seed) for seed in SEEDS] for name, order in ORDERS.items()}

assert EPOCH == 24
record("steps", STEPS, "{:.0f}")
record("epoch-steps", EPOCH, "{:.0f}")
record("loop-batches", LOOP, "{:.0f}")

# %% [markdown] lang="ja"
# ## 損失曲線 {#curves}
#
# まず目で見ます。左は学習の最初の120ステップ、右は最後の48ステップの拡大です。右の縦線の間隔が1エポックです。

# %% [markdown] lang="en"
# ## The loss curves {#curves}
#
# First by eye. On the left the first 120 steps, on the right the last 48 steps, enlarged. The vertical lines on the right are one epoch apart.

# %%
half = STEPS // 2  # statistics use the second half, after the fall
late = {name: [losses[half:] for losses, _ in results] for name, results in runs.items()}
test = {name: np.mean([score for _, score in results]) for name, results in runs.items()}

sorted_late, looped_late, shuffled_late = late["sorted"][0], late["looped"][0], late["shuffled"][0]
assert sorted_late.max() > 10 * sorted_late.min()
for seed in SEEDS:  # every single run, not only the mean
    assert runs["shuffled"][seed][1] - runs["sorted"][seed][1] > 0.03
    assert runs["shuffled"][seed][1] > runs["looped"][seed][1]
assert test["shuffled"] - test["sorted"] > 0.05, test
assert looped_late.mean() < shuffled_late.mean()  # the looped run looks best of all …
assert test["shuffled"] - test["looped"] > 0.01, test  # … and is not

for name in ORDERS:
    record(f"test-accuracy-{name}", test[name], "{:.3f}")
record("sorted-late-min", sorted_late.min(), "{:.2f}")
record("sorted-late-max", sorted_late.max(), "{:.2f}")

# %%
LABELS = {
    "shuffled": ("シャッフル", "shuffled", TEAL),
    "sorted": ("クラス順", "sorted by class", ORANGE),
    "looped": (f"{LOOP}バッチのループ", f"loop of {LOOP} batches", PURPLE),
}
OPENING, ZOOM = 5 * EPOCH, 2 * EPOCH
AT = np.arange(1, STEPS + 1)
assert (OPENING, ZOOM) == (120, 48)


@figure(
    "curves",
    title=("並べ方ごとの損失曲線", "Loss curves for three orders"),
    caption=(
        f"左は最初の{OPENING}ステップ、右は最後の{ZOOM}ステップの拡大（縦軸は別）です。クラス順とループでは、右で同じ形が繰り返します。",
        f"Left: the first {OPENING} steps. Right: the last {ZOOM} steps, with their own scale. Sorted and looped repeat the same shape there.",
    ),
    desc=(
        f"後半{half}ステップの損失は、シャッフルが{shuffled_late.min():.2f}から{shuffled_late.max():.2f}で不規則、"
        f"クラス順が{sorted_late.min():.2f}から{sorted_late.max():.2f}で{EPOCH}ステップ周期、ループが{looped_late.min():.2f}から{looped_late.max():.2f}で{LOOP}ステップ周期です。",
        f"In the last {half} steps the loss is between {shuffled_late.min():.2f} and {shuffled_late.max():.2f}, irregular, when shuffled; "
        f"between {sorted_late.min():.2f} and {sorted_late.max():.2f} with a period of {EPOCH} steps when sorted; "
        f"between {looped_late.min():.2f} and {looped_late.max():.2f} with a period of {LOOP} steps in the loop.",
    ),
)
def _(t):
    drawing, panels = axes(3, 2, height=400)
    for (start, end), name in zip(np.reshape(panels, (3, 2)), ORDERS, strict=True):
        ja, en, color = LABELS[name]
        losses = runs[name][0][0]
        start.plot(AT[:OPENING], losses[:OPENING], color=color, linestyle=DASHES[0], linewidth=1.2)
        end.plot(AT[-ZOOM:], losses[-ZOOM:], color=color, linestyle=DASHES[0])
        start.set(
            title=t(ja, en),
            ylabel=t("損失", "loss"),
            ylim=(0, 6.2),
            yticks=(0, 3, 6),
            xticks=(0, OPENING // 2, OPENING),
        )
        end.locator_params(axis="y", nbins=4)
        end.set(
            title=t(f"最後の{ZOOM}ステップ", f"last {ZOOM} steps"),
            xticks=(STEPS - ZOOM, STEPS - EPOCH, STEPS),
        )
    for ax in panels[-2:]:
        ax.set(xlabel=t("ステップ", "step"))
    return drawing


# %% [markdown] lang="ja"
# クラス順では、一つのバッチにほぼ1種類の数字しか入りません。モデルは直前の数字に合わせて動き、次の数字が来ると損失が跳ね上がります。
#
# ## 自己相関で周期を測る {#autocorrelation}
#
# 波が雑音か周期かは、損失の列を$k$ステップずらした自分自身との比較で分かります。
# ずらした列との相関（自己相関）が1に近い$k$があれば、同じ入力が$k$ステップごとに戻っています。
# 損失がまだ下がっている途中だと、それだけで隣どうしが似てしまうので、先に直線の傾向を引きます。

# %% [markdown] lang="en"
# Sorted by class, a batch holds almost only one kind of digit. The model moves toward the digit it has just seen, and the loss jumps when the next digit comes.
#
# ## Measure the period by autocorrelation {#autocorrelation}
#
# Is the wave noise or a period? Shift the series of losses by $k$ steps and compare it with itself.
# If some $k$ gives a correlation (the autocorrelation) close to 1, the same input returns every $k$ steps.
# A loss that is still falling resembles its neighbors for that reason alone, so we first subtract a straight trend.


# %%
def autocorrelation(series, lag):
    """Correlation of the series, without its trend, with itself `lag` steps later."""
    at = np.arange(len(series))
    rest = series - np.polyval(np.polyfit(at, series, 1), at)
    return np.corrcoef(rest[:-lag], rest[lag:])[0, 1]


LAGS = np.arange(1, 2 * EPOCH + 1)
at_epoch = {name: [autocorrelation(losses, EPOCH) for losses in late[name]] for name in ORDERS}
at_loop = {name: [autocorrelation(losses, LOOP) for losses in late[name]] for name in ORDERS}

assert min(at_epoch["sorted"]) > 0.7, at_epoch
assert min(at_loop["looped"]) > 0.8, at_loop
shuffled_peaks = [
    max(abs(autocorrelation(losses, lag)) for lag in LAGS) for losses in late["shuffled"]
]
assert max(shuffled_peaks) < 0.3, shuffled_peaks  # at any lag
record("acf-sorted", at_epoch["sorted"][0], "{:.2f}")
record("acf-looped", at_loop["looped"][0], "{:.2f}")
record("acf-shuffled-max", shuffled_peaks[0], "{:.2f}")


# %%
@figure(
    "autocorrelation",
    title=("損失の自己相関", "Autocorrelation of the loss"),
    caption=(
        f"クラス順は{EPOCH}ステップごと、ループは{LOOP}ステップごとに1近くまで上がります。シャッフルに目立つ山はありません。",
        f"Sorted by class, it returns to nearly 1 every {EPOCH} steps; in the loop, every {LOOP}. Shuffled, nothing stands out.",
    ),
    desc=(
        f"後半{half}ステップの自己相関です。クラス順はずれ{EPOCH}で{at_epoch['sorted'][0]:.2f}、ループはずれ{LOOP}で{at_loop['looped'][0]:.2f}、シャッフルはどのずれでも絶対値が{shuffled_peaks[0]:.2f}以下です。",
        f"Autocorrelation over the last {half} steps: sorted {at_epoch['sorted'][0]:.2f} at lag {EPOCH}, looped {at_loop['looped'][0]:.2f} at lag {LOOP}, shuffled never more than {shuffled_peaks[0]:.2f} in size.",
    ),
)
def _(t):
    drawing, panels = axes(3, height=400, sharex=True, sharey=True)
    for ax, name in zip(panels, ORDERS, strict=True):
        ja, en, color = LABELS[name]
        values = [autocorrelation(late[name][0], lag) for lag in LAGS]
        ax.axhline(0, color=MUTED, linewidth=0.8)
        ax.plot(LAGS, values, color=color, linestyle=DASHES[0])
        ax.set(
            title=t(ja, en),
            ylim=(-1.1, 1.1),
            yticks=(-1, 0, 1),
            xticks=range(0, LAGS[-1] + 1, EPOCH // 2),
        )
    panels[1].set(ylabel=t("自己相関", "autocorrelation"))
    panels[-1].set(xlabel=t("ずれ（ステップ）", "lag (steps)"))
    return drawing


# %% [markdown] lang="ja"
# ## 限界まで学習したのではない {#not-saturated}
#
# 学習の限界で波打つのなら、シャッフルしても精度は変わらないはずです。三つのシードの平均で比べます。

# %% [markdown] lang="en"
# ## It is not saturation {#not-saturated}
#
# If the wave meant that nothing is left to learn, shuffling would not change the accuracy. Compare the mean of 3 seeds.

# %%
table(
    "orders",
    caption=(
        f"後半{half}ステップの損失と自己相関、テストデータの正解率（{len(SEEDS)}シードの平均）",
        f"Loss and autocorrelation in the last {half} steps, accuracy on test data (mean of {len(SEEDS)} seeds)",
    ),
    columns=[
        ("並べ方", "order"),
        ("損失の平均", "mean loss"),
        ("損失の標準偏差", "sd of loss"),
        ("自己相関（ずれ）", "autocorrelation (lag)"),
        ("正解率", "accuracy"),
    ],
    rows=[
        [
            LABELS[name][:2],
            f"{np.mean([losses.mean() for losses in late[name]]):.3f}",
            f"{np.mean([losses.std() for losses in late[name]]):.3f}",
            f"{np.mean(values):.2f}".replace("-", "−") + f" ({lag})",
            f"{test[name]:.3f}",
        ]
        for name, values, lag in (
            ("shuffled", at_epoch["shuffled"], EPOCH),
            ("sorted", at_epoch["sorted"], EPOCH),
            ("looped", at_loop["looped"], LOOP),
        )
    ],
)

# %% [markdown] lang="ja"
# シャッフルするだけで正解率が上がります。波は限界ではなく、入力の繰り返しの印です。
# 注意したいのはループです。同じ200枚を覚えるのでトレーニングの損失は三つの中で最も低いのに、正解率はシャッフルに届きません。
# 損失の低さだけで選ぶと、壊れた入力を選ぶことになります。

# %% [markdown] lang="en"
# Shuffling alone raises the accuracy. The wave is a sign of repeating input, not of a limit.
# Beware of the loop: it learns the same 200 images by heart, so its training loss is the lowest of the three, yet its accuracy stays below the shuffled run.
# Choosing by the lowest training loss would choose the broken input.

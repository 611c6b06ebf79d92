# ---
# title:
#   ja: ドロップアウトを書いて確かめる
#   en: Dropout written out
# description:
#   ja: マスクの引き直し、残した値の倍率、ステップごととエポックごとの差、二つの損失を計算で確かめます。
#   en: New masks at every step, the factor for what is kept, masks per step against masks per epoch, and the two training losses, all computed.
# ---

# %% [markdown] lang="ja"
# ドロップアウトは、学習中に隠れ層のニューロンを無作為に0にします。いつ引き直し、推論では何をするのでしょうか。
# 数行のコードで書き、一つずつ確かめます。
#
# ## マスク {#mask}
#
# マスクは、ドロップ率を$r$として、0か$1/(1-r)$が並ぶ行列です。これを隠れ層の出力に掛けます。行は例、列はニューロンです。
# ドロップ率0.5なら、残ったニューロンの値は2倍になります。

# %% [markdown] lang="en"
# Dropout sets random neurons of a hidden layer to 0 during training. When are they drawn again, and what happens at inference?
# We write it in a few lines and check one thing at a time.
#
# ## The mask {#mask}
#
# With the rate $r$, the mask is a matrix of 0 and $1/(1-r)$ that multiplies the output of the hidden layer. Rows are examples, columns are neurons.
# With a rate of 0.5, the neurons that are kept count twice.

# %%
from dataclasses import replace

import numpy as np

from helpers.lab import data as hand_out
from helpers.lab import figure, record, table
from helpers.mlkit import (
    Layer,
    accuracy,
    batches,
    cross_entropy,
    digits,
    gradients,
    network,
    softmax,
    step,
)
from helpers.style import DASHES, INK, MARKERS, MUTED, ORANGE, PURPLE, TEAL, axes


def draw_mask(rng, examples, neurons, rate):
    """0 with probability `rate`, else 1 / (1 - rate)."""
    keep = 1 - rate
    return (rng.random((examples, neurons)) < keep) / keep


def hidden(net, x):
    return np.maximum(x @ net[0].w + net[0].b, 0)


def gradients_with(net, x, y, mask):
    """Backpropagation through one hidden layer whose output is multiplied by the mask."""
    h = hidden(net, x)
    error = softmax((h * mask) @ net[1].w + net[1].b)
    error[np.arange(len(y)), y] -= 1
    error /= len(y)
    back = (error @ net[1].w.T) * mask * (h > 0)  # a dropped neuron passes nothing back either
    return [Layer(x.T @ back, back.sum(axis=0)), Layer((h * mask).T @ error, error.sum(axis=0))]


EXAMPLES, NEURONS = 6, 10
shown = [draw_mask(np.random.default_rng(s), EXAMPLES, NEURONS, 0.5) for s in (0, 1)]

small = digits(20, np.random.default_rng(0))
net = network((64, NEURONS, 10), np.random.default_rng(0))
same_mask = draw_mask(np.random.default_rng(7), 20, NEURONS, 0.5)
ours = gradients_with(net, small.x, small.y, same_mask)
theirs = gradients(net, small.x, small.y, keep=0.5, rng=np.random.default_rng(7))
for mine, other in zip(ours, theirs, strict=True):
    assert np.allclose(mine.w, other.w) and np.allclose(mine.b, other.b)

assert len({row.tobytes() for row in shown[0]}) == EXAMPLES  # each example has a mask of its own
assert (shown[0] != shown[1]).any(axis=1).all()  # and a new one in the next step
share_kept = (shown[0] > 0).mean()


# %%
@figure(
    "masks",
    title=("二つのステップのマスク", "The masks of two steps"),
    caption=(
        "丸が残ったニューロン、×が落ちたニューロンです。例ごとに違い、次のステップでは引き直されます。",
        "Circles are kept, crosses dropped. Each example has its own mask, and the next step draws new ones.",
    ),
    desc=(
        f"{EXAMPLES}件の例と{NEURONS}個のニューロンのマスクを二つ並べています。最初のマスクでは{share_kept:.0%}が残り、二つのマスクはすべての行で異なります。",
        f"Two masks for {EXAMPLES} examples and {NEURONS} neurons. In the first one {share_kept:.0%} are kept; the two differ in every row.",
    ),
)
def _(t):
    drawing, panels = axes(1, 2, height=190, sharey=True)
    for number, (ax, mask) in enumerate(zip(panels, shown, strict=True), start=1):
        row, column = np.nonzero(mask > 0)
        ax.plot(column + 1, row + 1, MARKERS[0], color=TEAL, markersize=7)
        row, column = np.nonzero(mask == 0)
        ax.plot(column + 1, row + 1, "x", color=MUTED, markersize=5)
        ax.grid(visible=False)
        ax.set_title(t(f"ステップ{number}", f"step {number}"))
        ax.set(
            xlim=(0.4, NEURONS + 0.6),
            ylim=(EXAMPLES + 0.5, 0.5),
            xticks=(1, 5, 10),
            yticks=(1, 3, 6),
            xlabel=t("ニューロン", "neuron"),
        )
    panels[0].set_ylabel(t("例", "example"))
    return drawing


# %% [markdown] lang="ja"
# ## 平均は変わらない {#inverted-scaling}
#
# 残したニューロンを$1/(1-r)$倍する理由は、次の層に届く値の平均を変えないためです。
# 一つの出力について、マスクを2万回引き、マスクなしの値と比べます。
#
# 値$x_i$に重み$w_i$を掛けて足す出力では、平均はマスクなしと同じで、分散は$\frac{r}{1-r}\sum_i(x_iw_i)^2$になるはずです。

# %% [markdown] lang="en"
# ## The mean stays {#inverted-scaling}
#
# Kept neurons are multiplied by $1/(1-r)$ so that the mean of what reaches the next layer does not change.
# For one output we draw the mask 20,000 times and compare with the value without a mask.
#
# For an output that sums inputs $x_i$ times weights $w_i$, the mean should be that of no mask, and the variance $\frac{r}{1-r}\sum_i(x_iw_i)^2$.

# %%
DRAWS, INPUTS = 20_000, 50
RATES = (0.2, 0.5, 0.8)
rng = np.random.default_rng(0)
terms = rng.random(INPUTS) * rng.normal(0.15, 0.3, INPUTS)  # x · w, one per neuron
exact = terms.sum()
outputs = {rate: draw_mask(rng, DRAWS, INPUTS, rate) @ terms for rate in RATES}
spread = {rate: np.sqrt(rate / (1 - rate) * (terms**2).sum()) for rate in RATES}

for rate, out in outputs.items():
    assert abs(out.mean() - exact) < 5 * spread[rate] / np.sqrt(DRAWS), (rate, out.mean(), exact)
    assert abs(out.std() / spread[rate] - 1) < 0.05, rate
record("mean-exact", exact, "{:.2f}")
unscaled = outputs[0.5].mean() * 0.5
record("mean-unscaled", unscaled, "{:.2f}")


# %%
@figure(
    "outputs",
    title=("マスクを引き直したときの出力の分布", "The output over many masks"),
    caption=(
        "縦線はマスクなしの値です。ドロップ率を上げると、平均は動かず、ばらつきが増えます。",
        "The vertical line is the value without a mask. A higher rate moves the spread, not the mean.",
    ),
    desc=tuple(
        join.join(
            text.format(rate=rate, mean=outputs[rate].mean(), sd=outputs[rate].std())
            for rate in RATES
        )
        for text, join in (
            ("ドロップ率{rate}では平均{mean:.2f}、標準偏差{sd:.2f}です。", ""),
            ("Rate {rate}: mean {mean:.2f}, standard deviation {sd:.2f}.", " "),
        )
    ),
)
def _(t):
    drawing, (ax,) = axes(height=240)
    edges = np.linspace(exact - 6, exact + 6, 41)
    for rate, color, dash in zip(RATES, (TEAL, ORANGE, PURPLE), DASHES, strict=False):
        share, _ = np.histogram(outputs[rate], bins=edges)
        ax.plot(
            (edges[1:] + edges[:-1]) / 2,
            100 * share / DRAWS,
            color=color,
            linestyle=dash,
            label=t(f"ドロップ率{rate}", f"rate {rate}"),
        )
    ax.axvline(exact, color=INK, linewidth=1)
    ax.set(
        ylim=(0, None),
        yticks=(0, 5, 10, 15),
        xlabel=t("出力の値", "value of the output"),
        ylabel=t("割合（%）", "share (%)"),
    )
    ax.legend(loc="upper right")
    return drawing


table(
    "rates",
    caption=(
        f"ドロップ率と、残る割合、残った値に掛ける数、出力の平均と標準偏差（マスクなしの値は{exact:.2f}）",
        f"Rate, share kept, factor for the kept values, mean and standard deviation of the output (without a mask: {exact:.2f})",
    ),
    columns=[
        ("ドロップ率", "rate"),
        ("残る割合", "kept"),
        ("倍率", "factor"),
        ("平均", "mean"),
        ("標準偏差", "sd"),
        ("式による標準偏差", "sd by the formula"),
    ],
    rows=[
        [
            f"{rate}",
            f"{1 - rate:.0%}",
            f"{1 / (1 - rate):.2f}",
            f"{outputs[rate].mean():.2f}",
            f"{outputs[rate].std():.2f}",
            f"{spread[rate]:.2f}",
        ]
        for rate in RATES
    ],
)

# %% [markdown] lang="ja"
# 平均が変わらないので、推論ではマスクを外すだけで済みます。
# 倍率を掛けない古い書き方では、ドロップ率0.5の平均は{=dropout/mean-unscaled}に下がります。推論のときに出力を$1-r$倍して、学習中の平均に合わせる必要がありました。
#
# ## ステップごとか、エポックごとか {#per-step-or-epoch}
#
# マスクをエポックの間ずっと固定したら、どうなるでしょうか。200枚の手書き数字を、ラベルの約20%を間違えたまま80エポック学習させます。
# 引き直し方だけを変え、テストデータの正解率を5シードで比べます。
#
# - 例ごと：ステップごとに、例ごとの新しいマスクを引きます。これが普通のドロップアウトです。
# - バッチで共有：ステップごとに一つのマスクを引き、バッチの全例に使います。
# - エポックで固定：エポックの初めに一つ引き、全ステップの全例に使います。

# %% [markdown] lang="en"
# The mean stays, so inference needs nothing but to leave the mask out.
# Without the factor, as in the older form, the mean at rate 0.5 falls to {=dropout/mean-unscaled}. Inference then had to multiply the outputs by $1-r$ to match the mean of training.
#
# ## Per step or per epoch {#per-step-or-epoch}
#
# What if the mask stayed fixed for a whole epoch? A network learns 200 handwritten digits for 80 epochs, with about 20% of the labels wrong.
# Only the drawing of masks changes; we compare the accuracy on test data over 5 seeds.
#
# - Each example: a new mask for every example at every step. This is dropout as it is used.
# - Shared in the batch: 1 mask per step for all examples of the batch.
# - Fixed in the epoch: 1 mask at the start of the epoch for all steps and examples.

# %%
ROWS, BATCH, LR, EPOCHS, WIDTH, SEEDS = 200, 25, 0.2, 80, 128, 5


def train(data, rng, rate, *, redraw="example", epochs=EPOCHS, each_epoch=None):
    """SGD with dropout on the hidden layer; the masks come from `rng`, like the batches."""
    net = network((64, WIDTH, 10), rng)
    for _ in range(epochs):
        fixed = draw_mask(rng, 1, WIDTH, rate)
        for rows in batches(len(data.y), BATCH, rng):
            if redraw == "example":
                mask = draw_mask(rng, len(rows), WIDTH, rate)
            elif redraw == "batch":
                mask = draw_mask(rng, 1, WIDTH, rate)  # one row, used for all examples
            else:
                mask = fixed
            step(net, gradients_with(net, data.x[rows], data.y[rows], mask), LR)
        if each_epoch is not None:
            each_epoch(net)
    return net


def test_accuracy(seed, rate, redraw="example"):
    rng = np.random.default_rng(seed)
    pool = digits(1000, rng, wrong=0.2)  # the same test data as in the lab on overfitting
    few = replace(pool, x=pool.x[:ROWS], y=pool.y[:ROWS])
    return accuracy(train(few, rng, rate, redraw=redraw), few.x_test, few.y_test)


VARIANTS = {
    "none": (("なし", "none"), 0.0, "example"),
    "example-3": (("例ごと、0.3", "each example, 0.3"), 0.3, "example"),
    "example-5": (("例ごと、0.5", "each example, 0.5"), 0.5, "example"),
    "example-7": (("例ごと、0.7", "each example, 0.7"), 0.7, "example"),
    "batch-5": (("バッチで共有、0.5", "shared in batch, 0.5"), 0.5, "batch"),
    "epoch-5": (("エポックで固定、0.5", "fixed in epoch, 0.5"), 0.5, "epoch"),
}
scores = {
    name: np.array([test_accuracy(seed, rate, redraw) for seed in range(SEEDS)])
    for name, (_, rate, redraw) in VARIANTS.items()
}
mean = {name: values.mean() for name, values in scores.items()}

assert (scores["example-5"] > scores["none"] + 0.015).all(), scores  # dropout helps in every seed
assert mean["example-5"] > mean["epoch-5"], mean  # a fixed mask helps less …
assert mean["epoch-5"] > mean["none"], mean  # … but more than none
assert abs(mean["batch-5"] - mean["example-5"]) < 0.02, mean  # sharing in the batch: no difference
assert max(mean, key=mean.get) == "example-7", mean
for name, value in mean.items():
    record(f"accuracy-{name}", value, "{:.3f}")
worse = int((scores["epoch-5"] < scores["example-5"]).sum())
assert worse >= 4, worse
record("seeds", SEEDS, "{:.0f}")
record("seeds-epoch-worse", worse, "{:.0f}")


# %%
@figure(
    "redraw",
    title=("マスクの引き直し方とテストの正解率", "Test accuracy by how masks are drawn"),
    caption=(
        f"点は{SEEDS}シード、太い縦線は平均です。右ほど良い結果です。",
        f"Points: {SEEDS} seeds; thick bar: their mean. Further right is better.",
    ),
    desc=tuple(
        join.join(
            f"{names[language]}{mark}{mean[name]:.3f}" for name, (names, _, _) in VARIANTS.items()
        )
        + stop
        for language, mark, join, stop in ((0, "：", "、", "。"), (1, ": ", "; ", "."))
    ),
)
def _(t):
    drawing, (ax,) = axes(height=250)
    at = np.arange(len(VARIANTS))[::-1]
    for y, (name, values) in zip(at, scores.items(), strict=True):
        color = ORANGE if name in ("none", "epoch-5") else TEAL
        ax.plot(values, np.full(SEEDS, y), MARKERS[0], color=color, markerfacecolor="none")
        ax.plot([mean[name]] * 2, [y - 0.3, y + 0.3], color=color, linestyle="-", linewidth=3)
    ax.set_yticks(at, [t(*names) for names, _, _ in VARIANTS.values()])
    ax.set(
        xticks=(0.7, 0.75, 0.8, 0.85),
        xlabel=t("テストの正解率", "test accuracy"),
        ylim=(-0.6, len(VARIANTS) - 0.4),
    )
    return drawing


# %% [markdown] lang="ja"
# エポックで固定したマスクは、平均で「なし」より良く、ステップごとより悪い結果です。{=dropout/seeds}シードのうち{=dropout/seeds-epoch-worse}シードで、例ごとのマスクに負けました。
# 例ごととバッチで共有の差は、この課題では見えません。効いたのは、引き直す回数です。
# 良いドロップ率は課題によります。ラベルの約20%が間違ったこのデータでは、強い0.7が最も良くなりました。
#
# ## 二つの損失 {#two-losses}
#
# 次は、正しいラベルの1000枚で10エポック学習させます。エポックごとに三つの損失を測ります。
# トレーニングデータはマスクありとマスクなし、検証データはマスクなしです。

# %% [markdown] lang="en"
# A mask fixed for the epoch is better on average than none and worse than one per step: it lost to masks for each example in {=dropout/seeds-epoch-worse} of {=dropout/seeds} seeds.
# Between each example and shared in the batch no difference is visible on this task. What helped is how often the mask is drawn.
# Which rate is good depends on the task. With about 20% wrong labels, as here, the strong 0.7 came out best.
#
# ## Two losses {#two-losses}
#
# Now a network learns 1,000 images with correct labels for 10 epochs. After each epoch we measure three losses:
# on training data with the mask and without it, and on validation data without a mask.

# %%
LONG = 10


def masked_loss(net, x, y, rate, rng):
    """Cross-entropy with the mask on, as training sees it."""
    scores = (hidden(net, x) * draw_mask(rng, len(y), WIDTH, rate)) @ net[1].w + net[1].b
    scores -= scores.max(axis=1, keepdims=True)
    return -(scores[np.arange(len(y)), y] - np.log(np.exp(scores).sum(axis=1))).mean()


def watched(seed, rate):
    """A trained network, its data, and a row per epoch: masked, unmasked, validation loss."""
    rng, mask_rng = np.random.default_rng(seed), np.random.default_rng(100 + seed)
    data, losses = digits(1000, rng), []

    def measure(net):
        losses.append(
            (
                masked_loss(net, data.x, data.y, rate, mask_rng),
                cross_entropy(net, data.x, data.y),
                cross_entropy(net, data.x_test, data.y_test),
            )
        )

    return train(data, rng, rate, epochs=LONG, each_epoch=measure), data, np.array(losses).T


with_dropout = [watched(seed, 0.5) for seed in range(3)]
without = [watched(seed, 0.0) for seed in range(3)]

for _, _, (on, off, validation) in with_dropout:
    assert on[-1] > validation[-1] > off[-1]  # the same weights, three answers
    assert on[-1] > 1.8 * off[-1]
on, off, validation = with_dropout[0][2]
record("loss-mask-on", on[-1], "{:.2f}")
record("loss-mask-off", off[-1], "{:.2f}")
record("loss-validation", validation[-1], "{:.2f}")


# %%
@figure(
    "two-losses",
    title=("マスクありとマスクなしの損失", "The loss with the mask and without"),
    caption=(
        "同じ重みでも、マスクありのトレーニング損失は検証データの損失より高く見えます。",
        "With the same weights, the training loss with the mask looks worse than the validation loss.",
    ),
    desc=(
        f"{LONG}エポック後の損失は、トレーニングデータのマスクありで{on[-1]:.2f}、マスクなしで{off[-1]:.2f}、検証データで{validation[-1]:.2f}です。",
        f"After {LONG} epochs the loss is {on[-1]:.2f} on training data with the mask, {off[-1]:.2f} without it, and {validation[-1]:.2f} on validation data.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=260)
    epochs = np.arange(1, LONG + 1)
    lines = (
        (on, ORANGE, DASHES[1], t("トレーニング、マスクあり", "training, mask on")),
        (validation, PURPLE, DASHES[2], t("検証", "validation")),
        (off, TEAL, DASHES[0], t("トレーニング、マスクなし", "training, mask off")),
    )
    for values, color, dash, label in lines:
        ax.plot(epochs, values, color=color, linestyle=dash, label=label)
    ax.set(
        ylim=(0, 1),
        xticks=(1, 4, 7, 10),
        xlabel=t("エポック", "epoch"),
        ylabel=t("損失", "loss"),
    )
    ax.legend(loc="upper right")
    return drawing


# %% [markdown] lang="ja"
# 検証データの損失のほうが低くても、データの漏れ（リーク）とは限りません。測り方が違うだけのことがあります。
# 比べるなら、トレーニングデータもマスクを外して測ります。
#
# ## 推論で切り忘れる {#left-on}
#
# 推論でもマスクを掛けたままにすると、同じ画像への答えが呼ぶたびに変わります。

# %% [markdown] lang="en"
# A validation loss below the training loss is therefore no proof of a leak. The two may simply be measured differently.
# To compare them, measure the training data without the mask as well.
#
# ## Left on at inference {#left-on}
#
# With the mask still on at inference, the answer for the same image changes from call to call.


# %%
def masked_answers(net, x, rate, rng):
    scores = (hidden(net, x) * draw_mask(rng, len(x), WIDTH, rate)) @ net[1].w + net[1].b
    return scores.argmax(axis=1)


rng = np.random.default_rng(0)
left_on, changed, switched_off = [], [], []
for net, data, _ in with_dropout:
    first, second = (masked_answers(net, data.x_test, 0.5, rng) for _ in range(2))
    left_on.append((first == data.y_test).mean())
    changed.append((first != second).mean())
    switched_off.append(accuracy(net, data.x_test, data.y_test))

assert (np.array(left_on) < np.array(switched_off) - 0.01).all()
assert min(changed) > 0.03
record("accuracy-left-on", 100 * np.mean(left_on), "{:.0f}")
record("accuracy-switched-off", 100 * np.mean(switched_off), "{:.0f}")
record("answers-changed", 100 * np.mean(changed), "{:.0f}")

# %% [markdown] lang="ja"
# テストデータの正解率は、マスクを外すと{=dropout/accuracy-switched-off}%、掛けたままでは{=dropout/accuracy-left-on}%でした。2回呼ぶと、画像の{=dropout/answers-changed}%で答えが変わります（3シードの平均）。
#
# ## ニューロンを取り除く {#removing-units}
#
# ドロップアウトが防ぐのは共適応、つまり「ほかの特定のニューロンがいる前提でしか役に立たない」ニューロンです。
# 学習した二つのネットワークから隠れ層のニューロンを無作為に取り除き、正解率を比べます。

# %% [markdown] lang="en"
# Accuracy on the test data was {=dropout/accuracy-switched-off}% without the mask and {=dropout/accuracy-left-on}% with it. Between two calls the answer changed for {=dropout/answers-changed}% of the images (mean of 3 seeds).
#
# ## Removing neurons {#removing-units}
#
# What dropout prevents is co-adaptation: neurons that help only together with particular other neurons.
# We remove random hidden neurons from the two trained networks and compare the accuracy.

# %%
SHARES = (0, 0.25, 0.5, 0.75)


def accuracy_without_units(trained, share, rng, draws=20):
    """Mean test accuracy when `share` of the neurons is removed and the rest scaled up."""
    net, data, _ = trained
    h, results = hidden(net, data.x_test), []
    for _ in range(draws):
        mask = np.full(WIDTH, 1 / (1 - share))
        mask[rng.permutation(WIDTH)[: int(share * WIDTH)]] = 0
        answers = ((h * mask) @ net[1].w + net[1].b).argmax(axis=1)
        results.append((answers == data.y_test).mean())
    return np.mean(results)


rng = np.random.default_rng(0)
remaining = {
    name: np.array(
        [[accuracy_without_units(trained, share, rng) for share in SHARES] for trained in runs]
    )
    for name, runs in (("with", with_dropout), ("without", without))
}
half = SHARES.index(0.5)
assert (remaining["with"][:, half] > remaining["without"][:, half] + 0.05).all()
assert abs(remaining["with"][:, 0].mean() - remaining["without"][:, 0].mean()) < 0.02
for name, values in remaining.items():
    record(f"half-removed-{name}", 100 * values[:, half].mean(), "{:.0f}")
    record(f"none-removed-{name}", 100 * values[:, 0].mean(), "{:.0f}")


# %%
@figure(
    "removing-units",
    title=("ニューロンを取り除いたときの正解率", "Accuracy as neurons are removed"),
    caption=(
        "線は3シードの平均です。ドロップアウトで学習したネットワークは、ニューロンが減っても崩れにくくなります。",
        "Lines are means of 3 seeds. The network trained with dropout holds up better as neurons go.",
    ),
    desc=(
        f"隠れ層の半分を取り除くと、正解率はドロップアウトありで{remaining['with'][:, half].mean():.0%}、なしで{remaining['without'][:, half].mean():.0%}です。",
        f"With half of the hidden neurons removed, accuracy is {remaining['with'][:, half].mean():.0%} with dropout and {remaining['without'][:, half].mean():.0%} without.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=250)
    labels = {
        "with": t("ドロップアウトで学習", "trained with dropout"),
        "without": t("なしで学習", "trained without"),
    }
    styles = zip(("with", "without"), (TEAL, ORANGE), DASHES, MARKERS, strict=False)
    for name, color, dash, marker in styles:
        ax.plot(
            100 * np.array(SHARES),
            100 * remaining[name].mean(axis=0),
            marker,
            color=color,
            linestyle=dash,
            label=labels[name],
        )
    ax.set(
        xticks=[100 * share for share in SHARES],
        ylim=(40, 100),
        xlabel=t("取り除いたニューロン（%）", "neurons removed (%)"),
        ylabel=t("正解率（%）", "accuracy (%)"),
    )
    ax.legend(loc="lower left")
    return drawing


# %% [markdown] lang="ja"
# 取り除かないときの正解率は、どちらも{=dropout/none-removed-with}%ほどで、差がありません。データが十分なこの課題では、ドロップアウトは最終の正解率を上げませんでした。
# 違うのは、半分を取り除いたときです。学習中に半分が欠けた状態に慣れているので、これは予想どおりの結果でもあります。

# %% [markdown] lang="en"
# With nothing removed both are right in about {=dropout/none-removed-with}% of the cases. There are enough data here, and dropout did not raise the final accuracy.
# The difference shows when half is removed. It is also what one expects: the network was trained with half of its neurons missing.

# %% [markdown] lang="ja"
# ## 動かして確かめる図の数値 {#live}
#
# 章の動かせる図は、最初の二つのステップで、上のマスクの図と同じ乱数を使います。三つ目からは、図が自分の乱数を引きます。
# ニューロンの値は、マスクなしなら例によらず同じと決めておきます。出力は、マスクを掛けた値の平均です。

# %% [markdown] lang="en"
# ## The numbers of the figure to try out {#live}
#
# The figure to try out in the chapter uses the random numbers of the mask figure above for its first two steps. From the third step on it draws its own.
# Without a mask, the values of the neurons are the same for all examples. The output is the mean of the masked values.

# %%
STEPS_PER_EPOCH = ROWS // BATCH
draws = np.round([np.random.default_rng(s).random((EXAMPLES, NEURONS)) for s in (0, 1)], 4)
values = np.round(np.random.default_rng(2).uniform(0.2, 1, NEURONS), 2)


def live_mask(number, rate, redraw):
    """The mask of step `number` (1 or 2, in the first epoch), as the live figure makes it."""
    keep = 1 - rate
    if redraw == "inference":
        return np.ones((EXAMPLES, NEURONS))
    if redraw == "epoch":
        return np.tile((draws[0][0] < keep) / keep, (EXAMPLES, 1))
    return (draws[number - 1] < keep) / keep


def live_row(rate, redraw):
    """Rate, way of drawing; then for both steps the number of ones that are on and the output."""
    masks = [live_mask(number, rate, redraw) for number in (1, 2)]
    return [
        rate,
        redraw,
        [int((mask > 0).sum()) for mask in masks],
        [(mask * values).mean() for mask in masks],
    ]


for number, mask in enumerate(shown, start=1):
    assert np.array_equal(live_mask(number, 0.5, "step"), mask)
checks = [
    live_row(rate, redraw)
    for rate in (0.0, 0.2, 0.5, 0.8)
    for redraw in ("step", "epoch", "inference")
]
assert all(np.isclose(output, values.mean()) for row in checks[2::3] for output in row[3])
hand_out("layer", {"draws": draws, "values": values, "epoch": STEPS_PER_EPOCH})
hand_out("layer-check", checks, digits=12)

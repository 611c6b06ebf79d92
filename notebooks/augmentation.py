# ---
# title:
#   ja: データ拡張の効く場合、効かない場合
#   en: When data augmentation helps and when not
# description:
#   ja: 手書き数字のずらし、雑音、半回転を比べ、短い学習と長い学習、ずれた画像への強さ、分割の前に拡張したときの漏れを測ります。
#   en: Shifts, noise and half-turns of handwritten digits, trained short and long, tested on shifted digits, and the leak of augmenting before the split.
# ---

# %% [markdown] lang="ja"
# 画像を少しずらしても、数字は変わりません。それなら、ずらした画像も学習に使えるはずです。これがデータ拡張です。
# いつ得をして、いつ損をするのでしょうか。
#
# ## 変えてよい形、変えてはいけない形 {#transformations}
#
# ミニバッチを作るたびに、画像に次のどれかを加えます。元の画像は増やしません。
#
# - ずらし：縦と横に−1、0、+1画素のどれか。はみ出した画素は捨て、空いた所は0にします。
# - 雑音：標準偏差0.15の正規乱数を足します。
# - 半回転：0.5の確率で180°回します。ラベルはそのままです。
#
# 最初の二つはラベルを保ちます。半回転は保ちません。6が9に見えるからです。

# %% [markdown] lang="en"
# A digit moved by a pixel is still the same digit, so the moved image should be good for training too. That is data augmentation.
# When does it pay, and when does it cost?
#
# ## What may change and what may not {#transformations}
#
# Each time a batch is made, its images get one of these. The number of stored images stays the same.
#
# - Shift: by −1, 0 or +1 pixel down and across. Pixels that leave the frame are lost; new ones are 0.
# - Noise: add normal random numbers with a standard deviation of 0.15.
# - Half-turn: with probability 0.5 turn the image by 180°, and keep the label.
#
# The first two preserve the label. The half-turn does not: a 6 turns into something like a 9.

# %%
import numpy as np

from helpers.lab import figure, record, table
from helpers.mlkit import (
    accuracy,
    batches,
    cross_entropy,
    digits,
    gradients,
    logits,
    network,
    step,
)
from helpers.style import DASHES, INK, MARKERS, MUTED, ORANGE, TEAL, axes

SIDE = 8
NOISE = 0.15


def shifted_by(x, down, across):
    """Images (n, 64), each moved by its own −1, 0 or +1 pixel in both directions."""
    framed = np.pad(x.reshape(-1, SIDE, SIDE), ((0, 0), (1, 1), (1, 1)))
    rows = (1 - down)[:, None] + np.arange(SIDE)
    columns = (1 - across)[:, None] + np.arange(SIDE)
    image = np.arange(len(x))[:, None, None]
    return framed[image, rows[:, :, None], columns[:, None, :]].reshape(len(x), -1)


def shift(x, rng):
    return shifted_by(x, rng.integers(-1, 2, len(x)), rng.integers(-1, 2, len(x)))


def noise(x, rng):
    return np.clip(x + NOISE * rng.normal(size=x.shape), 0, 1)


def half_turn(x, rng):
    turned = rng.random(len(x)) < 0.5
    return np.where(turned[:, None], x[:, ::-1], x)  # reversed pixel order is a turn by 180°


def unchanged(x, rng):
    return x


AUGMENTATIONS = {
    "none": (("なし", "none"), unchanged),
    "noise": (("雑音", "noise"), noise),
    "shift": (("ずらし", "shift"), shift),
    "half-turn": (("半回転", "half-turn"), half_turn),
}

# %%
sample = digits(1000, np.random.default_rng(0))
SIX = sample.x[sample.y == 6][:1]
assert (shifted_by(SIX, np.array([0]), np.array([0])) == SIX).all()
assert (SIX[:, ::-1][:, ::-1] == SIX).all() and (SIX[:, ::-1] != SIX).any()


@figure(
    "transformations",
    title=("一つの6の変形", "Transformations of a single 6"),
    caption=(
        "ずらしても雑音を足しても6のままです。半回転すると9に見えますが、ラベルは6のままなので、間違いを教えることになります。",
        "Shifted or noisy, it is still a 6. After a half-turn it looks like a 9, but keeps the label 6, so the network is taught an error.",
    ),
    desc=(
        "同じ手書きの6を、元の画像、左下に1画素ずらした画像、雑音を足した画像、180°回した画像の順に並べています。最後だけが9に見えます。",
        "The same handwritten 6 as it is, moved by 1 pixel down and to the left, with noise, and turned by 180°. Only the last looks like a 9.",
    ),
)
def _(t):
    drawing, panels = axes(1, 4, height=130)
    images = {
        t("元の画像", "original"): SIX,
        t("ずらし", "shift"): shifted_by(SIX, np.array([1]), np.array([-1])),
        t("雑音", "noise"): noise(SIX, np.random.default_rng(1)),
        t("半回転", "half-turn"): SIX[:, ::-1],
    }
    across, down = np.meshgrid(np.arange(SIDE), np.arange(SIDE))
    for ax, (name, image) in zip(panels, images.items(), strict=True):
        ink = image.ravel()
        seen = ink > 0.08
        ax.scatter(
            across.ravel()[seen], -down.ravel()[seen], s=95 * ink[seen], marker="s", color=INK
        )
        ax.set(title=name, xticks=(), yticks=(), xlim=(-0.7, 7.7), ylim=(-7.7, 0.7), aspect="equal")
        ax.grid(visible=False)
        ax.spines[:].set_visible(False)
    return drawing


# %% [markdown] lang="ja"
# ## 短い学習では損、長い学習では得 {#short-and-long}
#
# [過学習のラボ](overfitting.ipynb)と同じ課題です。手書き数字200枚、ラベルの約20%が間違い、隠れ層128ユニット、25枚ずつ、学習率0.2。
# 拡張なしの場合と、ずらしを加えた場合を、200エポックまで3シードで比べます。検証データは300枚、テストデータは497枚で、どちらも拡張しません。

# %% [markdown] lang="en"
# ## It costs at first and pays later {#short-and-long}
#
# The task is the one of the [lab on overfitting](overfitting.ipynb): 200 handwritten digits, about 20% wrong labels, 128 hidden units, batches of 25, learning rate 0.2.
# We compare no augmentation and shifts for up to 200 epochs, with 3 seeds. The 300 validation and 497 test images are not augmented.

# %%
POOL, ROWS, BATCH, LR, SEEDS, VALIDATION = 1000, 200, 25, 0.2, 3, 300
EPOCHS, EVERY, SHORT, MIDDLE = 200, 10, 20, 80
AT = np.arange(EVERY, EPOCHS + 1, EVERY)
TRAIN_LOSS, VALIDATION_LOSS, TEST_LOSS, TEST_ACCURACY, SHIFTED_ACCURACY = range(5)


def train_epoch(net, x, y, augment, rng):
    """One epoch; every batch is augmented anew, so an image rarely comes back unchanged."""
    for chosen in batches(len(y), BATCH, rng):
        step(net, gradients(net, augment(x[chosen], rng), y[chosen]), LR)


def run(seed, augment, *, wrong):
    """Train; returns the measures (a row each) at the epochs AT, and the network."""
    rng = np.random.default_rng(seed)
    data = digits(POOL, rng, wrong=wrong)
    x, y = data.x[:ROWS], data.y[:ROWS]
    x_val, y_val = data.x_test[:VALIDATION], data.y_test[:VALIDATION]
    x_test, y_test = data.x_test[VALIDATION:], data.y_test[VALIDATION:]
    x_shifted = shift(x_test, np.random.default_rng(99))
    net = network((SIDE * SIDE, 128, 10), rng)
    history = []
    for epoch in range(1, EPOCHS + 1):
        train_epoch(net, x, y, augment, rng)
        if epoch % EVERY == 0:
            history.append(
                (
                    cross_entropy(net, x, y),
                    cross_entropy(net, x_val, y_val),
                    cross_entropy(net, x_test, y_test),
                    accuracy(net, x_test, y_test),
                    accuracy(net, x_shifted, y_test),
                )
            )
    return np.array(history).T, net, (x_test, y_test)


def at(epoch):
    return epoch // EVERY - 1


noisy = {
    name: np.array([run(seed, augment, wrong=0.2)[0] for seed in range(SEEDS)])
    for name, augment in (("none", unchanged), ("shift", shift))
}
losses = {name: histories[:, TEST_LOSS].mean(axis=0) for name, histories in noisy.items()}
chosen_loss = {  # in the epoch with the lowest validation loss
    name: np.mean([h[TEST_LOSS, h[VALIDATION_LOSS].argmin()] for h in histories])
    for name, histories in noisy.items()
}
crossing = int(AT[np.argmax(losses["shift"] < losses["none"])])

per_seed = {name: histories[:, TEST_LOSS] for name, histories in noisy.items()}
assert (per_seed["shift"][:, at(SHORT)] > 1.2 * per_seed["none"][:, at(SHORT)]).all()
assert (per_seed["shift"][:, at(EPOCHS)] < 0.8 * per_seed["none"][:, at(EPOCHS)]).all()
assert SHORT < crossing <= MIDDLE, crossing
assert (
    losses["shift"][at(MIDDLE)] > chosen_loss["none"] - 0.01
)  # not better than stopping in time …
assert chosen_loss["shift"] < chosen_loss["none"] - 0.02, chosen_loss  # … in the end it is
record("crossing-epoch", crossing, "{:.0f}")
for name in noisy:
    for label, epoch in (("short", SHORT), ("middle", MIDDLE), ("long", EPOCHS)):
        record(f"noisy-loss-{name}-{label}", losses[name][at(epoch)], "{:.2f}")
    record(f"noisy-chosen-loss-{name}", chosen_loss[name], "{:.2f}")
    record(
        f"noisy-accuracy-{name}-long",
        noisy[name][:, TEST_ACCURACY, at(EPOCHS)].mean(),
        "{:.2f}",
    )

# %%


@figure(
    "short-and-long",
    title=("ずらしの有無とテストの損失", "Test loss with and without shifts"),
    caption=(
        f"太い線がテスト、細い線がトレーニングの損失です（{SEEDS}シードの平均）。ずらしは{crossing}エポックごろから、拡張なしより良くなります。",
        f"Thick: test loss; thin: training loss (means of {SEEDS} seeds). From about epoch {crossing} on, shifts are better than no augmentation.",
    ),
    desc=(
        f"テストの損失は、{SHORT}エポックで拡張なし{losses['none'][at(SHORT)]:.2f}、ずらし{losses['shift'][at(SHORT)]:.2f}、{EPOCHS}エポックで拡張なし{losses['none'][-1]:.2f}、ずらし{losses['shift'][-1]:.2f}です。",
        f"At epoch {SHORT} the test loss is {losses['none'][at(SHORT)]:.2f} without augmentation and {losses['shift'][at(SHORT)]:.2f} with shifts; at epoch {EPOCHS} it is {losses['none'][-1]:.2f} and {losses['shift'][-1]:.2f}.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=280)
    for name, color, dash in (("none", ORANGE, DASHES[1]), ("shift", TEAL, DASHES[0])):
        train = noisy[name][:, TRAIN_LOSS].mean(axis=0)
        ax.plot(AT, losses[name], color=color, linestyle=dash, linewidth=2.4)
        ax.plot(AT, train, color=color, linestyle=dash, linewidth=1)
    ax.axvline(crossing, color=MUTED, linestyle=DASHES[3], linewidth=1.2)
    ax.text(crossing + 3, 1.45, t(f"{crossing}エポック", f"epoch {crossing}"), color=MUTED)
    ax.text(EPOCHS, 1.03, t("拡張なし、テスト", "none, test"), color=ORANGE, ha="right")
    ax.text(74, 1.18, t("ずらし、トレーニング", "shift, training"), color=TEAL)
    ax.text(EPOCHS, 0.46, t("ずらし、テスト", "shift, test"), color=TEAL, ha="right")
    ax.text(80, 0.21, t("拡張なし、トレーニング", "none, training"), color=ORANGE)
    ax.set(
        xlim=(0, EPOCHS + 2),
        ylim=(0, 1.6),
        xlabel=t("エポック", "epoch"),
        ylabel=t("損失", "loss"),
    )
    return drawing


# %% [markdown] lang="ja"
# {=augmentation/crossing-epoch}エポックごろまでは、ずらしの方が悪い結果です。課題が難しくなり、同じステップ数ではまだ学びきれていません。
# その後は逆転します。拡張なしは間違ったラベルを覚えて損失が上がりますが、ずらしでは同じ形の画像があまり来ないので、丸暗記しにくいのです。
#
# 80エポックのずらしは{=augmentation/noisy-loss-shift-middle}です。拡張なしを検証データで選んだエポックで止めれば{=augmentation/noisy-chosen-loss-none}なので、まだ得をしていません。200エポックでは{=augmentation/noisy-loss-shift-long}に下がり、早く止めた拡張なしにも勝ちます。
# 短い学習だけを見たら、「ずらしは効かない」と結論したでしょう。
#
# ## ずれた画像に強くなる {#robustness}
#
# 次はラベルを全部正しくして、4種類を200エポック学習します。テストは二つです。そのままのテストデータと、1枚ずつランダムにずらしたテストデータです。

# %% [markdown] lang="en"
# Up to about epoch {=augmentation/crossing-epoch} the shifts make things worse. The task has become harder, and in the same number of steps it is not learned yet.
# Then the order reverses. Without augmentation the network learns the wrong labels by heart and its loss rises; with shifts it rarely meets the same image in the same place, so that is harder.
#
# With shifts the loss at epoch 80 is {=augmentation/noisy-loss-shift-middle}. No augmentation, stopped in the epoch chosen on validation data, reaches {=augmentation/noisy-chosen-loss-none}, so nothing is gained yet. At epoch 200 it is {=augmentation/noisy-loss-shift-long}, better than no augmentation stopped in time.
# From the short training alone we would have concluded that shifts do not work.
#
# ## Robust to shifted images {#robustness}
#
# Now all labels are right, and we train with each of the 4 variants for 200 epochs. There are two tests: the test data as they are, and the test data with each image shifted at random.

# %%
clean = {
    name: [run(seed, augment, wrong=0.0) for seed in range(SEEDS)]
    for name, (_, augment) in AUGMENTATIONS.items()
}
scores = {
    name: np.array([history for history, _, _ in runs])[:, TEST_ACCURACY:]
    for name, runs in clean.items()
}  # (seed, plain or shifted test, epoch)
PLAIN, SHIFTED = 0, 1
EVERY_SHIFT = [(down, across) for down in (-1, 0, 1) for across in (-1, 0, 1)]


def same_answer(net, x):
    """Share of images that get one and the same class in all 9 positions."""
    answers = [
        logits(net, shifted_by(x, np.full(len(x), down), np.full(len(x), across))).argmax(axis=1)
        for down, across in EVERY_SHIFT
    ]
    return np.mean(np.ptp(answers, axis=0) == 0)


constant = {
    name: np.mean([same_answer(net, x_test) for _, net, (x_test, _) in runs])
    for name, runs in clean.items()
}

plain = {name: values[:, PLAIN, -1].mean() for name, values in scores.items()}
moved = {name: values[:, SHIFTED, -1].mean() for name, values in scores.items()}
early = {name: values[:, PLAIN, at(SHORT)].mean() for name, values in scores.items()}
assert moved["shift"] > moved["none"] + 0.4  # the gain is in what the augmentation varies …
assert plain["shift"] < plain["none"] + 0.01  # … and not in the data that do not vary
assert early["shift"] < early["none"] - 0.03
assert abs(plain["noise"] - plain["none"]) < 0.02 and moved["noise"] < 0.5
assert constant["shift"] > constant["none"] + 0.4
for name in AUGMENTATIONS:
    record(f"plain-accuracy-{name}", plain[name], "{:.3f}")
    record(f"early-accuracy-{name}", early[name], "{:.3f}")
    record(f"shifted-accuracy-{name}", moved[name], "{:.2f}")
    record(f"same-answer-{name}", 100 * constant[name], "{:.0f}")

# %%


def listed(language):
    """Every variant with its two accuracies, for the text alternative."""
    form = ("{}は{:.2f}と{:.2f}", "{} {:.2f} and {:.2f}")[language]
    join = ("、", "; ")[language]
    return join.join(
        form.format(names[language], plain[name], moved[name])
        for name, (names, _) in AUGMENTATIONS.items()
    )


@figure(
    "robustness",
    title=("拡張の種類と二つのテスト", "Kinds of augmentation and two tests"),
    caption=(
        f"丸はそのまま、四角はずらしたテストデータの正解率で、ひげは{SEEDS}シードの範囲です。ずれに強くなるのは、ずらしだけです。",
        f"Circles: accuracy on the plain test data; squares: on shifted ones; lines: the range of {SEEDS} seeds. Only shifts make the network robust to shifts.",
    ),
    desc=(
        f"そのままとずらしたテストデータの正解率は、{listed(0)}です。",
        f"Accuracy on plain and on shifted test data: {listed(1)}.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=230)
    places = np.arange(len(scores))[::-1]
    tests = (
        (PLAIN, TEAL, MARKERS[0], t("そのまま", "plain test data")),
        (SHIFTED, ORANGE, MARKERS[1], t("ずらした", "shifted test data")),
    )
    for test, color, marker, label in tests:
        ends = np.array([values[:, test, -1] for values in scores.values()])
        ax.hlines(places, ends.min(axis=1), ends.max(axis=1), color=color, linewidth=1.5)
        ax.plot(ends.mean(axis=1), places, marker, color=color, markersize=8, label=label)
    ax.set_yticks(places, [t(*names) for names, _ in AUGMENTATIONS.values()])
    ax.set(xlim=(0.2, 1), ylim=(-0.5, 3.5), xlabel=t("正解率", "accuracy"))
    ax.legend(loc="lower center", bbox_to_anchor=(0.45, 1.0), ncols=2, handlelength=1)
    return drawing


table(
    "robustness-table",
    caption=(
        f"正しいラベル{ROWS}枚で学習したときの正解率（{SEEDS}シードの平均）",
        f"Accuracy after training on {ROWS} images with correct labels (mean of {SEEDS} seeds)",
    ),
    columns=[
        ("拡張", "augmentation"),
        (f"そのまま、{SHORT}エポック", f"plain, epoch {SHORT}"),
        (f"そのまま、{EPOCHS}エポック", f"plain, epoch {EPOCHS}"),
        (f"ずらした、{EPOCHS}エポック", f"shifted, epoch {EPOCHS}"),
        ("9か所で同じ答え", "same answer in 9 places"),
    ],
    rows=[
        [
            names,
            f"{early[name]:.3f}",
            f"{plain[name]:.3f}",
            f"{moved[name]:.3f}",
            f"{100 * constant[name]:.0f}%",
        ]
        for name, (names, _) in AUGMENTATIONS.items()
    ],
)

# %% [markdown] lang="ja"
# そのままのテストデータでは、ずらしは勝てませんでした。このデータの数字は、はじめから中央に揃えてあるからです。
# 一方、ずらしたテストデータの正解率は{=augmentation/shifted-accuracy-none}から{=augmentation/shifted-accuracy-shift}に上がります。9か所のどこに置いても同じ答えになる画像は、{=augmentation/same-answer-none}%から{=augmentation/same-answer-shift}%に増えました。
# 雑音はラベルを保ちますが、どちらのテストでもほとんど効果がありません。ラベルを保つだけでは足りません。正しいラベルで学習したここでは、役に立ったのは、テストで実際に起こる変化だけでした。
#
# ## ラベルを壊す拡張 {#wrong-labels}
#
# 半回転の害は、6と9に出るはずです。数えます。

# %% [markdown] lang="en"
# On the plain test data shifts did not win: the digits of this data set are centered to begin with.
# On the shifted test data accuracy rises from {=augmentation/shifted-accuracy-none} to {=augmentation/shifted-accuracy-shift}. Images that get the same answer in all 9 places grow from {=augmentation/same-answer-none}% to {=augmentation/same-answer-shift}%.
# Noise preserves the label and has almost no effect on either test. Preserving the label is not enough: here, with correct labels, only the one change that really happens in the test data was of use.
#
# ## Augmentation that breaks labels {#wrong-labels}
#
# The harm of the half-turn should show in 6 and 9. We count.

# %%


def six_nine(net, x, y):
    """How many 6s are called 9 and 9s called 6, and how many 6s and 9s there are."""
    answers = logits(net, x).argmax(axis=1)
    swapped = ((y == 6) & (answers == 9)) | ((y == 9) & (answers == 6))
    return swapped.sum(), ((y == 6) | (y == 9)).sum()


swaps = {
    name: np.array([six_nine(net, *test) for _, net, test in clean[name]])
    for name in ("none", "half-turn")
}
assert swaps["none"][:, 0].sum() <= 1
assert (swaps["half-turn"][:, 0] > 0).all() and swaps["half-turn"][:, 0].sum() >= 5
assert (scores["half-turn"][:, PLAIN, -1] < scores["none"][:, PLAIN, -1] - 0.01).all()
record("swapped-none", swaps["none"][:, 0].sum(), "{:.0f}")
record("swapped-half-turn", swaps["half-turn"][:, 0].sum(), "{:.0f}")
record("sixes-and-nines", swaps["none"][:, 1].sum(), "{:.0f}")

# %% [markdown] lang="ja"
# 3シードのテストデータにある6と9は合わせて{=augmentation/sixes-and-nines}枚です。6を9、または9を6と間違えたのは、拡張なしで{=augmentation/swapped-none}枚、半回転で{=augmentation/swapped-half-turn}枚でした。
# 全体の正解率も{=augmentation/plain-accuracy-none}から{=augmentation/plain-accuracy-half-turn}に下がります。6と9の取り違えだけでは足りない下がり方です。ほかの数字でも、本番に来ない逆さの形まで覚えなければならないことが、理由と考えられます。
#
# ## 分割の前に拡張すると漏れる {#leak}
#
# よくある失敗は、画像を先にコピーして増やし、その後でランダムにトレーニングと評価へ分けることです。同じ画像のコピーが両側に入ります。
#
# 200枚から9枚ずつコピーを作り、二通りに8対2に分けて、20エポック学習します。コピーの作り方は、雑音と、9か所へのずらしの二つです。
# 本当の値は、一度も使っていない約500枚から同じ方法で作ったコピーで測ります。5シードの平均です。

# %% [markdown] lang="en"
# In the test data of the 3 seeds there are {=augmentation/sixes-and-nines} images of 6 and 9. Mistaken for each other were {=augmentation/swapped-none} without augmentation and {=augmentation/swapped-half-turn} with half-turns.
# Overall accuracy falls too, from {=augmentation/plain-accuracy-none} to {=augmentation/plain-accuracy-half-turn}: by more than the swaps explain. A likely reason: for the other digits as well the network has to learn upside-down shapes that never come.
#
# ## Augmenting before the split leaks {#leak}
#
# A common mistake is to multiply the images first and then split them at random into training and evaluation. Copies of one image end up on both sides.
#
# We make 9 copies of each of 200 images, split them 8 to 2 in two ways, and train for 20 epochs. The copies are made with noise, or by shifting to the 9 positions.
# The true value is measured on copies made in the same way from about 500 images that were never used. Means of 5 seeds.

# %%
COPIES, LEAK_SEEDS, LEAK_EPOCHS = len(EVERY_SHIFT), 5, 20


def noise_copies(x, rng):
    """(n, 9, 64): nine noisy copies of each image."""
    return np.stack([noise(x, rng) for _ in range(COPIES)], axis=1)


def shift_copies(x, rng):
    """(n, 9, 64): each image in all nine positions."""
    return np.stack(
        [shifted_by(x, np.full(len(x), d), np.full(len(x), a)) for d, a in EVERY_SHIFT], axis=1
    )


def flat(copies, y):
    return copies.reshape(-1, SIDE * SIDE), np.repeat(y, COPIES)


def leak(seed, make_copies):
    """Evaluation score and true score, for a split of the copies and for one of the images."""
    rng = np.random.default_rng(seed)
    data = digits(ROWS, rng)
    x, y = flat(make_copies(data.x, rng), data.y)
    never_used = flat(make_copies(data.x_test[::3], rng), data.y_test[::3])
    cut = int(0.8 * len(y))
    orders = {"copies": rng.permutation(len(y)), "images": np.arange(len(y))}
    result = []
    for order in orders.values():  # in order, the copies of an image stay together
        net = network((SIDE * SIDE, 128, 10), rng)
        learn, evaluate = order[:cut], order[cut:]
        for _ in range(LEAK_EPOCHS):
            train_epoch(net, x[learn], y[learn], unchanged, rng)
        result.append((accuracy(net, x[evaluate], y[evaluate]), accuracy(net, *never_used)))
    return np.array(result)


def copy_distance(make_copies):
    """Median distance of a copy to its image, over that of an image to the nearest other one."""
    x = sample.x[:ROWS]
    away = np.linalg.norm(make_copies(x, np.random.default_rng(0)) - x[:, None], axis=2)
    between = np.linalg.norm(x[:, None] - x[None], axis=2) + 1e9 * np.eye(len(x))
    return np.median(away[away > 0]) / np.median(between.min(axis=1))


KINDS = {
    "noise": (("雑音", "noise"), noise_copies),
    "shift": (("ずらし", "shift"), shift_copies),
}
leaks = {
    kind: np.mean([leak(seed, make) for seed in range(LEAK_SEEDS)], axis=0)
    for kind, (_, make) in KINDS.items()
}
distances = {kind: copy_distance(make) for kind, (_, make) in KINDS.items()}
EVALUATED, TRUE = 0, 1
COPIES_SPLIT, IMAGES_SPLIT = 0, 1
inflation = {kind: values[:, EVALUATED] - values[:, TRUE] for kind, values in leaks.items()}

assert inflation["noise"][COPIES_SPLIT] > 0.06 and leaks["noise"][COPIES_SPLIT, EVALUATED] > 0.98
assert abs(inflation["noise"][IMAGES_SPLIT]) < 0.05  # only 40 images: a noisy estimate, but honest
assert abs(inflation["shift"][COPIES_SPLIT]) < 0.04  # here the leak does not show
assert distances["noise"] < 0.8 and distances["shift"] > 1.2, distances
for kind, values in leaks.items():
    for split, name in ((COPIES_SPLIT, "copies"), (IMAGES_SPLIT, "images")):
        record(f"leak-{kind}-{name}-evaluated", values[split, EVALUATED], "{:.3f}")
        record(f"leak-{kind}-{name}-true", values[split, TRUE], "{:.3f}")
    record(f"copy-distance-{kind}", distances[kind], "{:.1f}")

table(
    "leak",
    caption=(
        f"コピーしてから分けたときの評価と、本当の値（正解率、{LEAK_SEEDS}シードの平均）",
        f"Evaluation after copying and splitting, and the true value (accuracy, mean of {LEAK_SEEDS} seeds)",
    ),
    columns=[
        ("コピー", "copies"),
        ("分け方", "split"),
        ("評価の値", "evaluation says"),
        ("本当の値", "true value"),
    ],
    rows=[
        [
            names,
            split_names,
            f"{leaks[kind][split, EVALUATED]:.3f}",
            f"{leaks[kind][split, TRUE]:.3f}",
        ]
        for kind, (names, _) in KINDS.items()
        for split, split_names in (
            (COPIES_SPLIT, ("コピーをランダムに", "copies at random")),
            (IMAGES_SPLIT, ("元の画像ごとに", "by image")),
        )
    ],
)

# %% [markdown] lang="ja"
# 雑音のコピーをランダムに分けると、評価は{=augmentation/leak-noise-copies-evaluated}で、本当の{=augmentation/leak-noise-copies-true}よりずっと良く見えます。元の画像ごとに分ければ{=augmentation/leak-noise-images-evaluated}で、本当の値に近くなります。
#
# ずらしのコピーでは、水増しは見えませんでした。8×8の画像では1画素のずれが大きく、コピーは元の画像から、いちばん近い別の画像までの{=augmentation/copy-distance-shift}倍も離れています。雑音のコピーは{=augmentation/copy-distance-noise}倍です。
# 漏れの大きさは、コピーがどれだけ似ているかで決まります。先に分ければ、気にする必要がありません。
#
# ## コピーは新しい例ではない {#not-new-examples}
#
# 評価データを増やしても、確かさは増えません。テストデータから100枚を選び、雑音のコピー9枚ずつで正解率を測ることを1000回くり返し、その散らばりを、独立な900枚を前提にした式と比べます。

# %% [markdown] lang="en"
# If noisy copies are split at random, the evaluation says {=augmentation/leak-noise-copies-evaluated}, far better than the true {=augmentation/leak-noise-copies-true}. Split by image it says {=augmentation/leak-noise-images-evaluated}, close to the truth.
#
# With shifted copies no inflation was visible. In images of 8×8 pixels a shift by a pixel is large: a copy is {=augmentation/copy-distance-shift} times as far from its image as the nearest other image. For noisy copies it is {=augmentation/copy-distance-noise} times.
# How much leaks depends on how alike the copies are. Whoever splits first need not care.
#
# ## Copies are not new examples {#not-new-examples}
#
# Multiplying the evaluation data does not make the result more certain. We choose 100 test images, measure accuracy on 9 noisy copies each, repeat this 1000 times, and compare the spread with the formula for 900 independent images.

# %%
_, net, (x_test, y_test) = clean["none"][0]
rng = np.random.default_rng(7)
copied, labels = flat(noise_copies(x_test, rng), y_test)
right = (logits(net, copied).argmax(axis=1) == labels).reshape(-1, COPIES)
CHOSEN = 100
# With replacement: like drawing from an endless supply of such images.
means = [right[rng.integers(0, len(right), CHOSEN)].mean() for _ in range(1000)]
spread = np.std(means)
promised = np.sqrt(right.mean() * (1 - right.mean()) / (CHOSEN * COPIES))
assert spread > 2 * promised, (spread, promised)
record("spread", 100 * spread, "{:.1f}")
record("spread-promised", 100 * promised, "{:.1f}")

# %% [markdown] lang="ja"
# 実際の標準偏差は{=augmentation/spread}ポイント、式が約束する値は{=augmentation/spread-promised}ポイントです。900行あっても、情報は100枚分に近いままです。

# %% [markdown] lang="en"
# The real standard deviation is {=augmentation/spread} points; the formula promises {=augmentation/spread-promised}. There are 900 rows, but little more information than in 100 images.

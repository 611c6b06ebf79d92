# ---
# title:
#   ja: エラー分析の上限と本当の改善
#   en: Error analysis, its ceilings and the real gains
# description:
#   ja: 検証データの間違いを数えて改善の上限を計算し、実際に直したときの改善と比べます。100件から分かる割合の幅も確かめます。
#   en: Counts the mistakes on validation data, computes the ceiling of each fix, makes the fixes, and checks what 100 examples can tell.
# ---

# %% [markdown] lang="ja"
# モデルの間違いを一つずつ見て種類ごとに数えると、何を直せばどこまで良くなるかの上限が分かります。これがエラー分析です。
# では、本当に直すと、その上限にどこまで近づくのでしょうか。
#
# ## 写真に撮った数字 {#setup}
#
# 手書き数字を読み取るアプリを考えます。トレーニングデータは500枚のスキャン画像で、数字は中央にあり、濃く写っています。
# 検証データ520枚とテストデータ527枚は、利用者が電話で撮った写真です。次の三つを、互いに独立に混ぜました。
#
# - ずれ：25%の画像が、上下左右か斜めに1画素ずれています。
# - 薄い：25%の画像で、濃さが元の0.25〜0.4倍です。
# - ラベルの誤り：5%の画像に、でたらめに選んだ別の数字のラベルが付いています。トレーニングデータのラベルは正しいままです。
#
# 残りの250枚は、後でデータを追加するために取っておきます。モデルは隠れ層64ユニットのネットワークです。25枚ずつ、学習率0.2で1000ステップ学習します。

# %% [markdown] lang="en"
# Look at the mistakes of a model one by one, count them by kind, and you know an upper limit of what each fix can bring. This is error analysis.
# How close to that ceiling does a fix really come?
#
# ## Digits on photos {#setup}
#
# Imagine an app that reads handwritten digits. The training data are 500 scans: centered and dark.
# The 520 validation images and the 527 test images are photos taken by users. We mixed in three things, independently of each other:
#
# - moved: 25% of the images are off by 1 pixel, straight or diagonally.
# - faint: in 25% of the images the ink has 0.25 to 0.4 of its strength.
# - wrong label: 5% of the images carry the label of another digit, chosen at random. The labels of the training data stay right.
#
# The other 250 images are kept to add data later. The model is a network with 64 hidden units, trained for 1000 steps with batches of 25 and a learning rate of 0.2.

# %%
from collections import Counter
from dataclasses import dataclass

import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from scipy.stats import binom, binomtest
from sklearn.datasets import load_digits

from helpers.lab import figure, record, table
from helpers.mlkit import batches, gradients, logits, network, step
from helpers.style import DASHES, INK, MARKERS, MUTED, ORANGE, TEAL, axes

TRAIN, RESERVE, DEV, SEEDS = 500, 250, 520, range(5)
STEPS, BATCH, LR = 1000, 25, 0.2
MOVES = np.array([(d, a) for d in (-1, 0, 1) for a in (-1, 0, 1) if (d, a) != (0, 0)])
SCANS, DIGITS = load_digits(return_X_y=True)
SCANS = SCANS / 16


def move(images, moves):
    """Images (n, 64), each moved by its own (down, across), −1, 0 or +1 pixel."""
    framed = np.pad(images.reshape(-1, 8, 8), ((0, 0), (1, 1), (1, 1)))
    rows = (1 - moves[:, 0])[:, None] + np.arange(8)
    columns = (1 - moves[:, 1])[:, None] + np.arange(8)
    image = np.arange(len(images))[:, None, None]
    return framed[image, rows[:, :, None], columns[:, None, :]].reshape(len(images), 64)


def chosen(n, share, rng):
    """True for exactly this share of n examples, at random."""
    return rng.permutation(n) < round(share * n)


def random_moves(n, share, rng):
    """Moves (n, 2); the given share is not (0, 0)."""
    return MOVES[rng.integers(len(MOVES), size=n)] * chosen(n, share, rng)[:, None]


@dataclass(frozen=True)
class Photos:
    """Images with the label somebody gave, the true digit, and the marks of an analyst."""

    x: np.ndarray
    label: np.ndarray
    truth: np.ndarray
    marks: dict


def photograph(rows, rng):
    """Photos of these rows of the data set: some moved, some faint, some with a wrong label."""
    n, truth = len(rows), DIGITS[rows]
    moves, faint, typo = random_moves(n, 0.25, rng), chosen(n, 0.25, rng), chosen(n, 0.05, rng)
    ink = np.where(faint, rng.uniform(0.25, 0.4, n), 1.0)
    label = np.where(typo, (truth + rng.integers(1, 10, n)) % 10, truth)
    marks = {"moved": moves.any(axis=1), "faint": faint, "typo": typo}
    return Photos(move(SCANS[rows], moves) * ink[:, None], label, truth, marks)


def rescale(x):
    """Every image with its darkest pixel at 1."""
    return x / x.max(axis=1, keepdims=True)


def fit(rows, seed, *, shifts=False, rescaled=False, steps=STEPS):
    """A network trained on these scans; with `shifts`, half of them are moved at every step."""
    rng = np.random.default_rng(seed)
    net = network((64, 64, 10), rng)
    x, y = rescale(SCANS[rows]) if rescaled else SCANS[rows], DIGITS[rows]
    done = 0
    while done < steps:
        for batch in batches(len(rows), BATCH, rng):
            images = x[batch]
            if shifts:
                images = move(images, random_moves(len(batch), 0.5, rng))
            step(net, gradients(net, images, y[batch]), LR)
            done += 1
            if done == steps:
                break
    return net


def read(net, photos, *, rescaled=False):
    """The digits that the network reads."""
    return logits(net, rescale(photos.x) if rescaled else photos.x).argmax(axis=1)


# %% [markdown] lang="ja"
# ## 間違いを見る {#look}
#
# まず1回学習し、検証データの間違いを見ます。間違いとは、予測とラベルが違うことです。ラベルのほうが誤っている場合も入ります。

# %% [markdown] lang="en"
# ## Look at the mistakes {#look}
#
# Train once and look at the mistakes on the validation data. A mistake is a prediction that differs from the label, also where it is the label that is wrong.


# %%
def divide(seed):
    """Rows of training, reserve; photos of validation and test; and the random generator."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(DIGITS))
    train, reserve, dev, test = np.split(order, np.cumsum((TRAIN, RESERVE, DEV)))
    return train, reserve, photograph(dev, rng), photograph(test, rng), rng


def confused_pair(photos, predicted):
    """The two digits most often taken for each other, and the mistakes between them."""
    wrong = (predicted != photos.label) & ~photos.marks["typo"]
    found = Counter(
        tuple(sorted(both)) for both in zip(photos.truth[wrong], predicted[wrong], strict=True)
    )
    pair = max(sorted(found), key=found.get)
    return pair, wrong & np.isin(photos.truth, pair) & np.isin(predicted, pair)


scans, _, dev, test, _ = divide(0)
predicted = read(fit(scans, 0), dev)
mistakes = predicted != dev.label
pair, between = confused_pair(dev, predicted)
moved, faint, typo = dev.marks.values()

assert len(test.x) == 527
assert 90 < mistakes.sum() < 180
record("mistakes", mistakes.sum(), "{:.0f}")
record("dev-error", 100 * mistakes.mean(), "{:.1f}")


# %%
def first(kind, count):
    return np.flatnonzero(mistakes & kind)[:count]


SHOWN = (
    [(("ずれ", "moved"), i) for i in first(moved & ~(faint | typo | between), 2)]
    + [(("ずれ、薄い", "moved, faint"), i) for i in first(moved & faint & ~typo, 2)]
    + [(("薄い", "faint"), i) for i in first(faint & ~(moved | typo), 1)]
    + [(("ラベルの誤り", "wrong label"), i) for i in first(typo & ~(moved | faint), 2)]
    + [(("どれでもない", "none"), i) for i in first(~(moved | faint | typo | between), 1)]
)
assert len(SHOWN) == 8


def squares(image):
    """A square for each pixel, with an area that grows with its ink; as one path."""
    pixels = []
    for row, column in np.argwhere(image.reshape(8, 8) > 0.05):
        half = 0.47 * np.sqrt(image[8 * row + column])
        corners = [(-half, -half), (half, -half), (half, half), (-half, half), (-half, -half)]
        pixels.append(Path(np.array(corners) + (column, -row), closed=True))
    return Path.make_compound_path(*pixels)


@figure(
    "mistakes",
    title=("間違いの例", "Some of the mistakes"),
    caption=(
        "上は「ラベル→予測」、下は付けた印です。四角の大きさが濃さを表し、薄い画像ほど小さくなります。",
        "Above: label → prediction; below: the marks. The size of the squares shows the ink; in faint images they are small.",
    ),
    desc=tuple(
        lead
        + join.join(f"{dev.label[i]}→{predicted[i]}{open_}{names[k]}{close}" for names, i in SHOWN)
        + end
        for k, (lead, join, open_, close, end) in enumerate(
            (
                ("8枚の画像とラベル、予測、印です。", "、", "（", "）", "。"),
                ("8 images with label, prediction and marks: ", "; ", " (", ")", "."),
            )
        )
    ),
)
def _(t):
    drawing, panels = axes(2, 4, height=270)
    for ax, (names, i) in zip(panels, SHOWN, strict=True):
        ax.add_patch(PathPatch(squares(dev.x[i]), color=INK, linewidth=0))
        ax.set(xlim=(-0.7, 7.7), ylim=(-7.7, 0.7), xticks=(), yticks=(), aspect="equal")
        ax.set_title(f"{dev.label[i]} → {predicted[i]}", loc="center")
        ax.set_xlabel(t(*names))
        ax.grid(visible=False)
        ax.spines[:].set(visible=True, color=MUTED)
    return drawing


# %% [markdown] lang="ja"
# 見ていくと、何度も同じ理由に出会います。そこで、一枚ごとに印を付けます。本当の仕事では人が見て付けます。ここではデータを作ったときに決めたので、正確に分かっています。
# もう一つ、互いに最もよく間違えられる数字の組を数えます。
#
# ## 数える {#count}
#
# 印ごとに間違いを数え、検証データの件数で割ります。それが、その印の間違いがすべてなくなったときの改善、つまり**上限**です。1枚に印が二つ付くこともあります。

# %% [markdown] lang="en"
# As you go on, you meet the same reasons again and again. So we give marks to each image. In real work somebody looks and sets them; here they are known exactly, because we made the data.
# We also count the two digits that are most often taken for each other.
#
# ## Count {#count}
#
# Count the mistakes of each mark and divide by the number of validation images. This is what you gain if all mistakes with that mark disappear: the **ceiling**. One image may have two marks.

# %%
NAMES = {
    "moved": ("ずれ", "moved"),
    "faint": ("薄い", "faint"),
    "typo": ("ラベルの誤り", "wrong label"),
    "pair": (f"{pair[0]}と{pair[1]}の混同", f"{pair[0]} and {pair[1]} confused"),
    "none": ("どれでもない", "none of these"),
}
tagged = dev.marks | {"pair": between, "none": ~(moved | faint | typo | between)}
count = {mark: int((mistakes & has).sum()) for mark, has in tagged.items()}
share = {mark: n / mistakes.sum() for mark, n in count.items()}
ceiling = {mark: n / DEV for mark, n in count.items()}
everywhere = {mark: has.mean() for mark, has in dev.marks.items()}  # among all images

assert sum(share.values()) > 1.2  # several marks on one image
assert share["moved"] > 2 * everywhere["moved"] and share["typo"] > 2 * everywhere["typo"]
assert abs(share["faint"] - everywhere["faint"]) < 0.08  # faint images are no more often mistaken
assert count["pair"] < 0.12 * mistakes.sum()
record("sum-of-shares", 100 * sum(share.values()), "{:.0f}")
for mark in tagged:
    record(f"count-{mark}", count[mark], "{:.0f}")
    record(f"share-{mark}", 100 * share[mark], "{:.0f}")
    record(f"ceiling-{mark}", 100 * ceiling[mark], "{:.1f}")
for mark in everywhere:
    record(f"images-{mark}", 100 * everywhere[mark], "{:.0f}")

table(
    "counts",
    caption=(
        f"間違い{mistakes.sum()}件の内訳。印は重なるので、合計は{mistakes.sum()}件を超える",
        f"The {mistakes.sum()} mistakes by mark. Marks overlap, so the sum exceeds {mistakes.sum()}",
    ),
    columns=[
        ("印", "mark"),
        ("間違い", "mistakes"),
        ("間違いの中の割合（%）", "share of mistakes (%)"),
        ("全画像の中の割合（%）", "share of all images (%)"),
        ("上限（ポイント）", "ceiling (points)"),
    ],
    rows=[
        [
            NAMES[mark],
            f"{count[mark]}",
            f"{100 * share[mark]:.0f}",
            f"{100 * everywhere[mark]:.0f}" if mark in everywhere else "–",
            f"{100 * ceiling[mark]:.1f}",
        ]
        for mark in tagged
    ],
)

# %% [markdown] lang="ja"
# 上限だけを見ると、「薄い」を直すのは「ラベルの誤り」を直すより有望に見えます。
# しかし、薄い画像は間違いの中に{=error-analysis/share-faint}%、全画像の中にも{=error-analysis/images-faint}%あります。差が偶然で説明できるかどうかを、信頼区間（計算は[最後の節](#interval)）で確かめます。

# %% [markdown] lang="en"
# By the ceiling alone, repairing faint images looks more promising than repairing labels.
# But {=error-analysis/share-faint}% of the mistakes are faint, and so are {=error-analysis/images-faint}% of all images. A confidence interval (explained in the [last section](#interval)) shows whether chance explains the difference.


# %%
def wilson(k, n, z=1.96):
    """Confidence interval of a share, with the variance taken at the border of the interval."""
    p = k / n
    center = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return center - half, center + half


SHARED = ("moved", "faint", "typo")
bounds = {mark: wilson(count[mark], mistakes.sum()) for mark in SHARED}
for mark in SHARED:
    reference = binomtest(count[mark], int(mistakes.sum())).proportion_ci(method="wilson")
    assert np.allclose(bounds[mark], (reference.low, reference.high), atol=1e-4)
assert bounds["faint"][0] < everywhere["faint"] < bounds["faint"][1]
assert bounds["moved"][0] > everywhere["moved"] and bounds["typo"][0] > everywhere["typo"]


@figure(
    "causes",
    title=("間違いの中の割合と全画像の中の割合", "Share of the mistakes and share of all images"),
    caption=(
        "丸が間違いの中の割合（ひげは95%信頼区間）、四角が全画像の中の割合です。ひげが四角に届く「薄い」は、間違いの原因とは言えません。",
        "Circle: share of the mistakes, with a 95% confidence interval; square: share of all images. Where the line reaches the square, as for “faint”, the mark need not be a cause of mistakes.",
    ),
    desc=tuple(
        join.join(
            text.format(NAMES[mark][k], 100 * share[mark], 100 * everywhere[mark])
            for mark in SHARED
        )
        for k, (text, join) in enumerate(
            (
                ("{}：間違いの中に{:.0f}%、全画像の中に{:.0f}%。", ""),
                ("{}: {:.0f}% of the mistakes, {:.0f}% of all images.", " "),
            )
        )
    ),
)
def _(t):
    drawing, (ax,) = axes(height=220)
    at = np.arange(len(SHARED))[::-1]
    low, high = 100 * np.array(list(bounds.values())).T
    ax.hlines(at, low, high, color=TEAL, linewidth=1.5)
    ax.plot(
        [100 * share[mark] for mark in SHARED],
        at,
        MARKERS[0],
        color=TEAL,
        markersize=9,
        label=t("間違いの中", "of the mistakes"),
    )
    ax.plot(
        [100 * everywhere[mark] for mark in SHARED],
        at,
        MARKERS[1],
        color=ORANGE,
        markersize=8,
        label=t("全画像の中", "of all images"),
    )
    ax.set_yticks(at, [t(*NAMES[mark]) for mark in SHARED])
    ax.set(xlim=(0, 100), ylim=(-0.6, 2.5), xlabel=t("割合（%）", "share (%)"))
    ax.legend(loc="lower center", bbox_to_anchor=(0.42, 1.0), ncols=2, handlelength=1.0)
    return drawing


# %% [markdown] lang="ja"
# 「薄い」では、全画像の中の割合が信頼区間に入っています。薄い画像は、ほかの画像より間違えやすいとは言えません。
#
# ## 直してみる {#fix}
#
# 対策を一つずつ実行します。分割から学習までを5シードで繰り返し、改善はテストデータで測ります。
#
# - ラベル：検証データとテストデータの誤ったラベルを直します。モデルは同じです。
# - ずらし：学習のステップごとに、画像の半分を1画素ずらします（データ拡張）。
# - 濃さ：学習でも予測でも、最も濃い画素が1になるように割ります。
# - 混同した組：最もよく混同した二つの数字を、取っておいた250枚からすべて加えます。
# - ずらし＋濃さ：二つとも行います。

# %% [markdown] lang="en"
# For “faint” the share of all images is inside the interval. Nothing says that faint images are mistaken more often than others.
#
# ## Make the fixes {#fix}
#
# Make one fix at a time. Everything from the split to the training is repeated with 5 seeds, and the gain is measured on test data.
#
# - Labels: correct the wrong labels of the validation and test data. The model is the same.
# - Shifts: at each training step, move half of the images by 1 pixel (augmentation).
# - Ink: in training and prediction, divide so that the darkest pixel is 1.
# - Confused pair: add all images of the two digits confused most often, out of the 250 kept back.
# - Shifts + ink: both.

# %%
FIXES = {
    "labels": (("ラベル", "labels"), {}),
    "shifts": (("ずらし", "shifts"), {"shifts": True}),
    "ink": (("濃さ", "ink"), {"rescaled": True}),
    "pair": (("混同した組", "confused pair"), {}),
    "both": (("ずらし＋濃さ", "shifts + ink"), {"shifts": True, "rescaled": True}),
}
SLICES = {
    "all": ("すべて", "all"),
    "moved": ("ずれ", "moved"),
    "faint": ("薄い", "faint"),
    "faint-only": ("薄いだけ", "faint only"),
    "plain": ("印なし", "no mark"),
}


def errors_by_slice(wrong, photos):
    moved, faint, typo = photos.marks.values()
    parts = {
        "all": np.ones(len(wrong), bool),
        "moved": moved,
        "faint": faint,
        "faint-only": faint & ~moved & ~typo,
        "plain": ~(moved | faint | typo),
    }
    return np.array([wrong[part].mean() for part in parts.values()])


def study(seed):
    """Ceilings (validation data), gains (test data), errors of the slices, and the networks."""
    train, reserve, dev, test, _ = divide(seed)
    base = fit(train, seed)
    on_dev = read(base, dev)
    missed = on_dev != dev.label
    pair, between = confused_pair(dev, on_dev)
    moved, faint, typo = dev.marks.values()
    tags = {"labels": typo, "shifts": moved, "ink": faint, "pair": between, "both": moved | faint}

    before = read(base, test)
    nets, slices = {"base": base}, {"base": errors_by_slice(before != test.label, test)}
    gains = {"labels": (before != test.label).mean() - (before != test.truth).mean()}
    for fix in ("shifts", "ink", "pair", "both"):
        change = FIXES[fix][1]
        more = reserve[np.isin(DIGITS[reserve], pair)] if fix == "pair" else reserve[:0]
        nets[fix] = fit(np.append(train, more), seed, **change)
        after = read(nets[fix], test, rescaled=change.get("rescaled", False))
        slices[fix] = errors_by_slice(after != test.label, test)
        gains[fix] = slices["base"][0] - slices[fix][0]
    return {fix: (missed & tag).mean() for fix, tag in tags.items()}, gains, slices, nets


studies = [study(seed) for seed in SEEDS]
ceilings, gains = (
    {fix: 100 * np.array([result[part][fix] for result in studies]) for fix in FIXES}
    for part in (0, 1)
)
slices = {
    name: 100 * np.mean([result[2][name] for result in studies], axis=0)
    for name in ("base", "shifts", "ink", "both")
}
mean_ceiling = {fix: values.mean() for fix, values in ceilings.items()}
mean_gain = {fix: values.mean() for fix, values in gains.items()}

assert 0.6 * mean_ceiling["labels"] < mean_gain["labels"] < 0.95 * mean_ceiling["labels"]
assert 2 < mean_gain["shifts"] < 0.6 * mean_ceiling["shifts"]
assert mean_gain["ink"] < 0.35 * mean_ceiling["ink"]
assert abs(mean_gain["pair"]) < 1.5 and mean_ceiling["pair"] < 3
assert (gains["both"] > gains["shifts"] + gains["ink"]).all()
assert mean_gain["both"] > mean_gain["shifts"] + mean_gain["ink"] + 2
for fix in FIXES:
    record(f"mean-ceiling-{fix}", mean_ceiling[fix], "{:.1f}")
    record(f"gain-{fix}", mean_gain[fix], "{:.1f}")
    record(f"gain-lowest-{fix}", gains[fix].min(), "{:.1f}")
    record(f"gain-highest-{fix}", gains[fix].max(), "{:.1f}")
record("base-error", slices["base"][0], "{:.1f}")
record("best-error", slices["both"][0], "{:.1f}")

# %%


@figure(
    "gains",
    title=("上限と本当の改善", "Ceilings and real gains"),
    caption=(
        f"四角は検証データから計算した上限、丸はテストデータでの改善で、{len(SEEDS)}シードの平均です。ひげは改善の範囲です。",
        f"Square: the ceiling computed on validation data. Circle: the gain on test data. Means of {len(SEEDS)} seeds; the line is the range of the gains.",
    ),
    desc=tuple(
        lead
        + join.join(
            text.format(FIXES[fix][0][k], mean_ceiling[fix], mean_gain[fix]) for fix in FIXES
        )
        + end
        for k, (lead, text, join, end) in enumerate(
            (
                ("誤差の改善（ポイント）です。", "{}：上限{:.1f}、改善{:.1f}", "、", "。"),
                ("Points of error. ", "{}: ceiling {:.1f}, gain {:.1f}", "; ", "."),
            )
        )
    ),
)
def _(t):
    drawing, (ax,) = axes(height=270)
    at = np.arange(len(FIXES))[::-1]
    ax.hlines(
        at,
        [values.min() for values in gains.values()],
        [values.max() for values in gains.values()],
        color=TEAL,
        linewidth=1.5,
    )
    ax.plot(
        list(mean_ceiling.values()),
        at,
        MARKERS[1],
        color=ORANGE,
        markerfacecolor="none",
        markersize=9,
        label=t("上限", "ceiling"),
    )
    ax.plot(
        list(mean_gain.values()),
        at,
        MARKERS[0],
        color=TEAL,
        markersize=8,
        label=t("本当の改善", "real gain"),
    )
    ax.axvline(0, color=MUTED, linewidth=0.8)
    ax.set_yticks(at, [t(*names) for names, _ in FIXES.values()])
    ax.set(
        xlim=(-2, 24),
        ylim=(-0.6, 4.5),
        xlabel=t("誤差の減少（ポイント）", "error removed (points)"),
    )
    ax.legend(loc="lower center", bbox_to_anchor=(0.4, 1.0), ncols=2, handlelength=1.0)
    return drawing


# %% [markdown] lang="ja"
# - ラベルの修正は、上限{=error-analysis/mean-ceiling-labels}ポイントに対して{=error-analysis/gain-labels}ポイントです。残りは、ラベルが正しくてもモデルが読めない画像でした。モデルが良くなったのではなく、測り方が正しくなったのです。
# - ずらしは上限{=error-analysis/mean-ceiling-shifts}ポイントに対して{=error-analysis/gain-shifts}ポイントです。
# - 濃さは上限{=error-analysis/mean-ceiling-ink}ポイントに対して{=error-analysis/gain-ink}ポイントです。二つの割合を比べたときに予想できたとおりです。
# - 混同した組の改善は{=error-analysis/gain-lowest-pair}から{=error-analysis/gain-highest-pair}ポイントで、効果の有無は判断できません。上限も小さいので、これ以上は追いません。
# - 二つを合わせた{=error-analysis/gain-both}ポイントは、別々の改善の和より大きな値です。
#
# ## 直したら数え直す {#again}
#
# なぜ和より大きいのでしょうか。データの部分集合（スライス）ごとの誤差を、対策の前後で比べます。

# %% [markdown] lang="en"
# - Labels gained {=error-analysis/gain-labels} points of a ceiling of {=error-analysis/mean-ceiling-labels}. The rest are images that the model misreads under the right label too. The model is no better; the measurement is right now.
# - Shifts gained {=error-analysis/gain-shifts} points of a ceiling of {=error-analysis/mean-ceiling-shifts}.
# - Ink gained {=error-analysis/gain-ink} points of a ceiling of {=error-analysis/mean-ceiling-ink}, just as the two shares had suggested.
# - The confused pair gained between {=error-analysis/gain-lowest-pair} and {=error-analysis/gain-highest-pair} points: nothing can be said. The ceiling is small, so we leave it.
# - Both together, {=error-analysis/gain-both} points, are more than the sum of the two.
#
# ## After a fix, count again {#again}
#
# Why more than the sum? Compare the error of parts of the data (slices) before and after.

# %%
COLUMNS = {
    "base": ("対策なし", "no fix"),
    "shifts": FIXES["shifts"][0],
    "ink": FIXES["ink"][0],
    "both": FIXES["both"][0],
}
order = list(SLICES)
of = {(name, part): slices[name][order.index(part)] for name in COLUMNS for part in SLICES}

assert of["base", "moved"] > 60 and of["base", "faint-only"] < 12
assert of["shifts", "moved"] < 0.6 * of["base", "moved"]
assert of["shifts", "faint-only"] > of["base", "faint-only"] + 12  # one fix makes a new problem
assert of["both", "faint-only"] < 12
assert abs(of["base", "faint"] - of["base", "all"]) < 6
for name in COLUMNS:
    for part in SLICES:
        record(f"error-{part}-{name}", of[name, part], "{:.1f}")

table(
    "slices",
    caption=(
        f"スライスごとのテストデータの誤差（%、{len(SEEDS)}シードの平均）",
        f"Error on test data by slice (%, mean of {len(SEEDS)} seeds)",
    ),
    columns=[("スライス", "slice"), *COLUMNS.values()],
    rows=[
        [names, *(f"{of[name, part]:.1f}" for name in COLUMNS)] for part, names in SLICES.items()
    ],
)

# %% [markdown] lang="ja"
# ずらしを加えると、ずれた画像の誤差は{=error-analysis/error-moved-base}%から{=error-analysis/error-moved-shifts}%に下がります。同時に、薄いだけの画像の誤差が{=error-analysis/error-faint-only-base}%から{=error-analysis/error-faint-only-shifts}%に上がりました。
# 薄い画像はどちらの学習でも一度も見せていません。最初のモデルが読めたのは幸運で、保証はありませんでした。新しいモデルでは「薄い」が原因になり、今度は濃さをそろえることが効きます。
# だから、大きな対策をするたびに数え直します。
#
# ## 正解の例のラベルも確かめる {#labels}
#
# ここまでのラベルの誤りは打ち間違いのようなもので、モデルの予測とは関係がありません。
# 次は、古いモデルが付けたラベルを人が確かめて直す場合です。古いモデルは取っておいた250枚で学習したネットワークで、人は誤りの20%を見落とします。
# ラベルを見直すとき、今のモデルと違うものだけを見るとどうなるでしょうか。

# %% [markdown] lang="en"
# With shifts, the error of moved images fell from {=error-analysis/error-moved-base}% to {=error-analysis/error-moved-shifts}%. At the same time the error of images that are only faint rose from {=error-analysis/error-faint-only-base}% to {=error-analysis/error-faint-only-shifts}%.
# Neither training ever showed a faint image. That the first model could read them was luck, not a promise. For the new model “faint” is a cause, and now repairing the ink helps.
# So count again after every large fix.
#
# ## Check the labels of right answers too {#labels}
#
# The wrong labels so far were like typing errors, unrelated to what the model predicts.
# Now suppose that an older model fills in the labels and people correct them. The older model is a network trained on the 250 images kept back, and people overlook 20% of its errors.
# What happens if you re-check only the labels that differ from the predictions of the present model?


# %%
def recheck(seed):
    """Measured errors of two models (rows) by three states of the labels (columns); agreement."""
    _, reserve, dev, _, rng = divide(seed)
    older = read(fit(reserve, 100 + seed, steps=STEPS // 2), dev)
    nets = studies[seed][3]
    now, better = read(nets["base"], dev), read(nets["both"], dev, rescaled=True)

    overlooked = (older != dev.truth) & (rng.random(DEV) < 0.2)
    given = np.where(overlooked, older, dev.truth)
    mistakes_checked = np.where(now != given, dev.truth, given)
    errors = [
        [(model != labels).mean() for labels in (given, mistakes_checked, dev.truth)]
        for model in (now, better)
    ]
    typos_kept = (now == dev.label)[dev.marks["typo"]].mean()
    return errors, overlooked.mean(), (now == given)[overlooked].mean(), typos_kept


rechecks = [recheck(seed) for seed in SEEDS]
measured = 100 * np.mean([errors for errors, *_ in rechecks], axis=0)
wrong_labels, agreed, typos_kept = 100 * np.mean([rest for _, *rest in rechecks], axis=0)
(now_given, now_mistakes, now_all), (new_given, new_mistakes, new_all) = measured

assert now_given < now_all - 0.5
for errors, *_ in rechecks:
    assert errors[0][1] < min(errors[0][0], errors[0][2])  # the partial check flatters
    assert errors[0][2] - errors[1][2] > errors[0][1] - errors[1][1] + 0.01  # and hid progress
assert agreed > 25 and typos_kept < 10
record("overlooked", wrong_labels, "{:.1f}")
record("agreed", agreed, "{:.0f}")
record("typos-kept", typos_kept, "{:.0f}")
for name, value in (
    ("now-given", now_given),
    ("now-mistakes", now_mistakes),
    ("now-all", now_all),
    ("new-given", new_given),
    ("new-mistakes", new_mistakes),
    ("new-all", new_all),
    ("progress-mistakes", now_mistakes - new_mistakes),
    ("progress-all", now_all - new_all),
):
    record(name, value, "{:.1f}")

table(
    "recheck",
    caption=(
        f"ラベルの見直し方と、検証データで測った誤差（%、{len(SEEDS)}シードの平均）",
        f"How labels are re-checked, and the error measured on validation data (%, mean of {len(SEEDS)} seeds)",
    ),
    columns=[
        ("見直したラベル", "labels re-checked"),
        ("今のモデル", "present model"),
        ("ずらし＋濃さのモデル", "model with shifts + ink"),
        ("差", "difference"),
    ],
    rows=[
        [name, f"{now:.1f}", f"{new:.1f}", f"{now - new:.1f}"]
        for name, now, new in zip(
            (
                ("なし", "none"),
                ("今のモデルの間違いだけ", "only mistakes of the present model"),
                ("すべて", "all"),
            ),
            *measured,
            strict=True,
        )
    ],
)

# %% [markdown] lang="ja"
# 誤ったラベルの{=error-analysis/agreed}%で、今のモデルは誤ったラベルと同じ答えを出していました。二つのモデルは、同じ画像に同じように惑わされるからです。打ち間違いなら{=error-analysis/typos-kept}%です。
# 間違いだけを見直すと、今のモデルに不利なラベルばかりが直り、有利なラベルは残ります。今のモデルの誤差は本当の{=error-analysis/now-all}%より小さい{=error-analysis/now-mistakes}%に見え、改良の効果も{=error-analysis/progress-all}ポイントから{=error-analysis/progress-mistakes}ポイントに縮んで見えます。
# すべてを見直せないなら、正解の側からも無作為に選んで見直し、そこでの誤りの割合を見積もります。
#
# ## 100件で何が分かるか {#interval}
#
# 間違い100件のうち8件に印が付いたら、間違い全体での割合はどの範囲にあるでしょうか。二つの信頼区間を、20000回のシミュレーションで確かめます。
#
# - 正規近似：$\hat p\pm1.96\sqrt{\hat p(1-\hat p)/n}$
# - Wilson：同じ考え方で、標準誤差を$\hat p$ではなく候補の割合$p$で計算し、$|\hat p-p|\le1.96\sqrt{p(1-p)/n}$となる$p$を集めます。

# %% [markdown] lang="en"
# For {=error-analysis/agreed}% of the wrong labels, the present model gives the same wrong answer as the label, because the two models are misled by the same images. For typing errors it is {=error-analysis/typos-kept}%.
# Re-checking mistakes only repairs the labels that count against the present model and keeps those in its favor. Its error looks like {=error-analysis/now-mistakes}% instead of {=error-analysis/now-all}%, and the progress looks like {=error-analysis/progress-mistakes} points instead of {=error-analysis/progress-all}.
# If you cannot re-check all, take a random sample of the right answers as well, and estimate how many labels are wrong there.
#
# ## What 100 examples can tell {#interval}
#
# If 8 of 100 mistakes have a mark, what may the share among all mistakes be? We check two confidence intervals with 20000 simulations.
#
# - Normal: $\hat p\pm1.96\sqrt{\hat p(1-\hat p)/n}$
# - Wilson: the same idea, but with the standard error of the candidate $p$ instead of $\hat p$; it collects all $p$ with $|\hat p-p|\le1.96\sqrt{p(1-p)/n}$.

# %%
N, DRAWS = 100, 20_000
SHARES = np.array([0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.2, 0.3, 0.4, 0.5])


def normal(k, n, z=1.96):
    p = k / n
    half = z * np.sqrt(p * (1 - p) / n)
    return p - half, p + half


def coverage(interval, p, k):
    """How often the interval of each count k contains p."""
    low, high = interval(k, N)
    return ((low <= p) & (p <= high)).mean()


rng = np.random.default_rng(0)
draws = {p: rng.binomial(N, p, DRAWS) for p in SHARES}
covered = {
    name: np.array([coverage(interval, p, draws[p]) for p in SHARES])
    for name, interval in (("normal", normal), ("wilson", wilson))
}
for name, interval in (("normal", normal), ("wilson", wilson)):
    low, high = interval(np.arange(N + 1), N)
    for p, simulated in zip(SHARES, covered[name], strict=True):  # the exact probability
        exact = binom.pmf(np.arange(N + 1), N, p)[(low <= p) & (p <= high)].sum()
        assert abs(simulated - exact) < 0.012, (name, p, simulated, exact)

assert covered["normal"][1] < 0.9 and covered["normal"][0] < 0.7
assert covered["wilson"].min() > 0.91
assert normal(0, N) == (0, 0)  # no mistake found: “exactly 0%”
for k in (8, 20, 40):
    low, high = wilson(k, N)
    record(f"low-{k}", 100 * low, "{:.0f}")
    record(f"high-{k}", 100 * high, "{:.0f}")
record("high-0", 100 * wilson(0, N)[1], "{:.1f}")
record("normal-covers-2", 100 * covered["normal"][1], "{:.0f}")
record("wilson-covers-2", 100 * covered["wilson"][1], "{:.0f}")

# %%


@figure(
    "coverage",
    title=("信頼区間が本当の割合を含む確率", "How often the interval contains the true share"),
    caption=(
        f"間違い{N}件を見た場合です。正規近似の「95%」区間は、割合が小さいと95%に届きません。ぎざぎざになるのは、件数が整数だからです。",
        f"With {N} mistakes examined. For small shares the “95%” interval of the normal approximation stays below 95%. The curves are jagged because counts are whole numbers.",
    ),
    desc=(
        f"本当の割合が{100 * SHARES[0]:.0f}%のとき、正規近似は{100 * covered['normal'][0]:.0f}%、Wilsonは{100 * covered['wilson'][0]:.0f}%の確率で含みます。{100 * SHARES[-1]:.0f}%のときは{100 * covered['normal'][-1]:.0f}%と{100 * covered['wilson'][-1]:.0f}%です。",
        f"At a true share of {100 * SHARES[0]:.0f}% the normal interval contains it in {100 * covered['normal'][0]:.0f}% of the cases, the Wilson interval in {100 * covered['wilson'][0]:.0f}%; at {100 * SHARES[-1]:.0f}% in {100 * covered['normal'][-1]:.0f}% and {100 * covered['wilson'][-1]:.0f}%.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=240)
    ax.axhline(95, color=MUTED, linestyle=DASHES[3], linewidth=1.2)
    ax.plot(
        100 * SHARES, 100 * covered["wilson"], color=TEAL, linestyle=DASHES[0], marker=MARKERS[0]
    )
    ax.plot(
        100 * SHARES, 100 * covered["normal"], color=ORANGE, linestyle=DASHES[1], marker=MARKERS[1]
    )
    ax.text(14, 97.5, "Wilson", color=TEAL)
    ax.text(5, 82, t("正規近似", "normal"), color=ORANGE)
    ax.set(
        ylim=(60, 101),
        yticks=(60, 70, 80, 90, 95, 100),
        xlabel=t("本当の割合（%）", "true share (%)"),
        ylabel=t("含む確率（%）", "contained in (%)"),
    )
    return drawing


# %% [markdown] lang="ja"
# 割合が2%なら、正規近似の区間が含む確率は{=error-analysis/normal-covers-2}%です。1件も見つからないと、区間は「ちょうど0%」になってしまいます。Wilsonなら0から{=error-analysis/high-0}%です。
#
# 次に、二つの印の順位を間違える確率を計算します。本当の割合が「20%、15%」「20%、10%」「40%、8%」の組で、見る件数を変えます。

# %% [markdown] lang="en"
# At a share of 2% the normal interval contains it in {=error-analysis/normal-covers-2}% of the cases. If nothing is found, it says “exactly 0%”; the Wilson interval says 0 to {=error-analysis/high-0}%.
#
# Next: how often do you rank two marks wrongly? True shares of 20% and 15%, 20% and 10%, 40% and 8%, with different numbers of mistakes examined.

# %%
PAIRS, SIZES = ((0.20, 0.15), (0.20, 0.10), (0.40, 0.08)), (25, 50, 100, 200, 400)
misranked = {}
for larger, smaller in PAIRS:
    for n in SIZES:
        counts = rng.multinomial(n, (larger, smaller, 1 - larger - smaller), DRAWS)
        misranked[larger, smaller, n] = (counts[:, 0] <= counts[:, 1]).mean()

assert misranked[0.20, 0.15, 100] > 0.12 > misranked[0.20, 0.10, 100]
assert misranked[0.40, 0.08, 50] < 0.01
record("misranked-close", 100 * misranked[0.20, 0.15, 100], "{:.0f}")
record("misranked-middle", 100 * misranked[0.20, 0.10, 100], "{:.0f}")
record("misranked-close-400", 100 * misranked[0.20, 0.15, 400], "{:.0f}")

table(
    "misranked",
    caption=(
        "割合の小さいほうが、見た件数の中で同数か多数になる確率（%）",
        "How often the smaller of two shares is found as often or more often (%)",
    ),
    columns=[
        ("見た件数", "mistakes examined"),
        *(
            (f"{100 * a:.0f}%と{100 * b:.0f}%", f"{100 * a:.0f}% and {100 * b:.0f}%")
            for a, b in PAIRS
        ),
    ],
    rows=[[f"{n}", *(f"{100 * misranked[a, b, n]:.1f}" for a, b in PAIRS)] for n in SIZES],
)

# %% [markdown] lang="ja"
# 100件あれば、40%と8%は必ずと言ってよいほど見分けられます。20%と15%は{=error-analysis/misranked-close}%の確率で見分けられません。近い二つの順位は、件数ではなく、対策の手間で決めてかまいません。
#
# このラボの数字は作り物の写真によるもので、割合も対策の効き方も課題しだいです。ほかの課題にも使えるのは手順です。印ごとに数え、全体での割合と比べ、直し、数え直します。

# %% [markdown] lang="en"
# With 100 mistakes, 40% and 8% are practically always told apart; 20% and 15% fail in {=error-analysis/misranked-close}% of the cases. Which of two close marks comes first may as well be decided by the effort.
#
# The numbers come from artificial photos; shares and effects depend on the task. What applies to other tasks is the procedure: count by mark, compare with the share of all examples, fix, and count again.

# %% [markdown] lang="ja"
# ## 二つのモデルを比べる {#two-models}
#
# 1000件のテストデータで、モデルAは860件、モデルBは840件に正解したとします。差は偶然でしょうか。
# 別々の1000件で測ったなら、差の区間を二つのWilson区間から作ります（Newcombe）。同じ1000件で測ったなら、片方だけが正解した例の数で決まります。Aだけが50件、Bだけが30件なら、実力が同じ二つのモデルでこの偏りが起きる確率を、硬貨投げと同じ二項分布で計算します（マクネマー検定）。

# %% [markdown] lang="en"
# ## Comparing two models {#two-models}
#
# On 1000 test examples, model A is right 860 times and model B 840 times. Is the difference luck?
# Measured on different 1000s, the interval of the difference follows from the two Wilson intervals (Newcombe). Measured on the same 1000, what counts are the examples that only one of them got right. If these are 50 for A and 30 for B, the binomial distribution of coin tosses gives the probability that two equally good models differ that much (McNemar's test).

# %%
TESTED, RIGHT_A, RIGHT_B, ONLY_A, ONLY_B = 1000, 860, 840, 50, 30
assert RIGHT_A - RIGHT_B == ONLY_A - ONLY_B


def newcombe(one, two, n):
    """Confidence interval of the difference of two shares measured on different examples."""
    p, q = one / n, two / n
    (p_low, p_high), (q_low, q_high) = wilson(one, n), wilson(two, n)
    return p - q - np.hypot(p - p_low, q_high - q), p - q + np.hypot(p_high - p, q - q_low)


apart_low, apart_high = newcombe(RIGHT_A, RIGHT_B, TESTED)
paired_p = binomtest(ONLY_A, ONLY_A + ONLY_B).pvalue
assert apart_low < 0 < apart_high and paired_p < 0.05
record("apart-low", 100 * apart_low, "{:.1f}")
record("apart-high", 100 * apart_high, "{:.1f}")
record("paired-p", paired_p, "{:.3f}")


def with_interval(right):
    low, high = wilson(right, TESTED)
    return f"{100 * right / TESTED:.1f}% ({100 * low:.1f}–{100 * high:.1f}%)"


table(
    "two-models",
    caption=(
        "二つのモデルの正解率と、差についての二つの見方",
        "Accuracy of two models, and two views of the difference",
    ),
    columns=[("量", "quantity"), ("値", "value")],
    rows=[
        [("モデルA（95%のWilson区間）", "model A (95% Wilson interval)"), with_interval(RIGHT_A)],
        [("モデルB", "model B"), with_interval(RIGHT_B)],
        [
            (
                "差の95%信頼区間、別々の例（ポイント）",
                "95% interval of the difference, different examples (points)",
            ),
            f"{100 * apart_low:.1f} – {100 * apart_high:.1f}".replace("-", "−"),
        ],
        [("マクネマー検定のp値、同じ例", "p of McNemar's test, same examples"), f"{paired_p:.3f}"],
    ],
)

# %% [markdown] lang="ja"
# 別々の例なら、区間は{=error-analysis/apart-low}から{=error-analysis/apart-high}ポイントで0を含み、どちらが良いとも言えません。同じ例なら、p値は{=error-analysis/paired-p}です。両方が正解した例と両方が間違えた例は、比較に何も加えません。同じ例で測るほうが、小さい差を見分けられます。

# %% [markdown] lang="en"
# On different examples the interval is {=error-analysis/apart-low} to {=error-analysis/apart-high} points. It contains 0, and neither model can be called better. On the same examples p is {=error-analysis/paired-p}: those that both get right or both get wrong add nothing to the comparison. Measuring on the same examples tells smaller differences apart.

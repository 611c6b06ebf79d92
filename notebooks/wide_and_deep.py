# ---
# title:
#   ja: Wide & Deepの記憶と汎化
#   en: Memorization and generalization in Wide & Deep
# description:
#   ja: 好みの規則と例外を混ぜたクリックを、交差の線形モデル、埋め込みのネットワーク、両方を一緒に学習するモデルで比べます。
#   en: Clicks from rules of taste with exceptions, learned by crossed features, by embeddings, and by both trained together.
# ---

# %% [markdown] lang="ja"
# 推薦には二つの力が要ります。「この人はこれが嫌い」という例外を覚える力と、まだ見ていない組み合わせを当てる力です。
# Wide & Deepは、前者を交差の線形モデル、後者を埋め込みのネットワークに受け持たせます。本当にそうなるのか、答えの分かるデータで測ります。
#
# ## 規則と例外のある世界 {#world}
#
# 利用者40人と商品40点があります。好みは二つの性質の相性で決まります（規則）。そのうち80組だけは、好みが規則と逆です（例外）。
# 記録に現れるのは約60%の組で、表示の記録は2万件です。残りの約40%の組は、学習で一度も見ません。これを五つのシードで作ります。

# %% [markdown] lang="en"
# Recommending takes two abilities: to remember exceptions, such as "this user does not like that", and to guess combinations never seen.
# Wide & Deep gives the first to a linear model on crossed features and the second to a network on embeddings. Does it work out like that? We measure it on data whose truth we know.
#
# ## A world with a rule and exceptions {#world}
#
# There are 40 users and 40 items. Taste follows from how two traits match (the rule). For 80 of the pairs the taste is the opposite (the exceptions).
# About 60% of the pairs occur in the log of 20,000 shown items. The other 40% are never seen in training. We build this world with five random seeds.

# %%
import numpy as np

from helpers import wide_deep
from helpers.lab import figure, record, table
from helpers.style import DASHES, INK, MARKERS, MUTED, ORANGE, PURPLE, TEAL, WASH, axes
from helpers.wide_deep import Model

SEEDS, USERS, ITEMS, SHOWN, EXCEPTIONS = 5, 40, 40, 20_000, 80
EPOCHS, L1, DIMENSION, HIDDEN = 12, 1.5e-4, 3, (64,)
ALL_USERS, ALL_ITEMS = (ids.ravel() for ids in np.indices((USERS, ITEMS)))


def world(seed):
    """The true log odds of a click for each pair, the groups of pairs, and a log of clicks."""
    rng = np.random.default_rng(seed)
    taste = 2 * rng.normal(size=(USERS, 2)) @ rng.normal(size=(2, ITEMS))
    seen = rng.random((USERS, ITEMS)) < 0.6
    pairs = rng.permutation(np.argwhere(seen))
    exception = np.zeros((USERS, ITEMS), dtype=bool)
    exception[tuple(pairs[:EXCEPTIONS].T)] = True
    truth = np.where(exception, -3 * np.sign(taste), taste)
    user, item = pairs[rng.integers(len(pairs), size=SHOWN)].T
    clicked = (rng.random(SHOWN) < 1 / (1 + np.exp(-truth[user, item]))).astype(float)
    groups = {"exception": exception, "unseen": ~seen, "ordinary": seen & ~exception}
    return truth, groups, (user, item, clicked)


worlds = [world(seed) for seed in range(SEEDS)]
unseen_share = np.mean([groups["unseen"].mean() for _, groups, _ in worlds])
assert 0.35 < unseen_share < 0.45
record("unseen-share", 100 * unseen_share, "{:.0f}")

# %% [markdown] lang="ja"
# ## 三つのモデルとアンサンブル {#models}
#
# - Wide：利用者、商品、そして「利用者×商品」の交差ごとに重みを一つ持つ、線形のモデルです。L1正則化を加えます。
# - Deep：利用者と商品を3次元の埋め込みに変え、64ユニットの層を一つ通します。
# - 一緒に学習：二つのスコアを足し、一つの損失で同時に学習します。
# - アンサンブル：別々に学習したWideとDeepのスコアを、後から平均します。
#
# 好きか嫌いかを正しく答えた組の割合を、三つの組のまとまりで測ります。

# %% [markdown] lang="en"
# ## Three models and an ensemble {#models}
#
# - Wide: a linear model with a weight for each user, each item and each cross "user × item", with L1 regularization.
# - Deep: turns user and item into embeddings with 3 dimensions and sends them through a layer of 64 units.
# - Joint: the two scores are added and trained together, with one loss.
# - Ensemble: the scores of Wide and Deep, trained separately, are averaged afterwards.
#
# We measure for how many pairs like or dislike is right, in three groups of pairs.


# %%
def fit(seed, *, wide, deep, dimension=DIMENSION, hidden=HIDDEN):
    """A trained model with the parts asked for."""
    _, _, log = worlds[seed]
    rng = np.random.default_rng(100 + seed)
    model = Model(
        np.zeros(1),
        wide_deep.wide_part(USERS, ITEMS) if wide else None,
        wide_deep.deep_part(USERS, ITEMS, dimension, hidden, rng) if deep else None,
    )
    return wide_deep.train(model, *log, epochs=EPOCHS, rng=rng, l1=L1)


def scores(model):
    """The score of every pair, as a table of users and items."""
    return wide_deep.score(model, ALL_USERS, ALL_ITEMS).reshape(USERS, ITEMS)


def accuracies(seed, score):
    """Share of pairs with the right sign, for each group."""
    truth, groups, _ = worlds[seed]
    right = np.sign(score) == np.sign(truth)
    return [right[group].mean() for group in groups.values()]


models = [
    {
        "wide": fit(seed, wide=True, deep=False),
        "deep": fit(seed, wide=False, deep=True),
        "joint": fit(seed, wide=True, deep=True),
    }
    for seed in range(SEEDS)
]
score_tables = [{name: scores(m) for name, m in trained.items()} for trained in models]
for tables in score_tables:
    tables["ensemble"] = (tables["wide"] + tables["deep"]) / 2

KINDS = ("wide", "deep", "joint", "ensemble")
GROUPS = ("exception", "unseen", "ordinary")
accuracy = {  # model -> (seeds, groups)
    kind: np.array([accuracies(seed, score_tables[seed][kind]) for seed in range(SEEDS)])
    for kind in KINDS
}
mean = {kind: dict(zip(GROUPS, accuracy[kind].mean(axis=0), strict=True)) for kind in KINDS}

EXCEPTION, UNSEEN, ORDINARY = range(3)
assert (accuracy["wide"][:, EXCEPTION] > 0.97).all()
assert (np.abs(accuracy["wide"][:, UNSEEN] - 0.5) < 0.1).all()  # a coin
assert (accuracy["deep"][:, EXCEPTION] < 0.85).all()
assert (accuracy["deep"][:, UNSEEN] > accuracy["wide"][:, UNSEEN] + 0.15).all()
assert (accuracy["joint"][:, EXCEPTION] > accuracy["deep"][:, EXCEPTION] + 0.1).all()
assert mean["joint"]["exception"] > 0.95
assert mean["joint"]["unseen"] > mean["deep"]["unseen"] - 0.01  # at least about as good
wins = int((accuracy["joint"][:, UNSEEN] > accuracy["deep"][:, UNSEEN]).sum())
assert wins >= 2, wins
assert mean["joint"]["unseen"] > mean["ensemble"]["unseen"] + 0.02
record("wins", wins, "{:.0f}")
for kind in KINDS:
    for group in GROUPS:
        record(f"{kind}-{group}", mean[kind][group], "{:.2f}")

# %%
NAMES = {
    "wide": ("Wide", "Wide"),
    "deep": ("Deep", "Deep"),
    "joint": ("一緒に学習", "joint"),
    "ensemble": ("アンサンブル", "ensemble"),
}
GROUP_NAMES = {
    "exception": ("例外", "exceptions"),
    "unseen": ("見ていない組", "unseen pairs"),
    "ordinary": ("見た普通の組", "other seen pairs"),
}


def listed(language):
    """All means, for the text alternative."""
    mark, join, end = (("：", "、", "。"), (": ", ", ", ". "))[language]
    return "".join(
        NAMES[kind][language]
        + mark
        + join.join(f"{GROUP_NAMES[g][language]} {mean[kind][g]:.2f}" for g in GROUPS)
        + end
        for kind in KINDS
    ).strip()


@figure(
    "accuracy",
    title=("モデルごとの正解率", "Accuracy of each model"),
    caption=(
        f"印は{SEEDS}シードの平均、横の線は範囲です。点線はでたらめに答えた場合の0.5です。",
        f"Marks: mean of {SEEDS} seeds; lines: their range. The dotted line is 0.5, for guessing.",
    ),
    desc=(listed(0), listed(1)),
)
def _(t):
    drawing, (ax,) = axes(height=300)
    styles = zip(
        KINDS, (ORANGE, PURPLE, TEAL, MUTED), MARKERS, (0.27, 0.09, -0.09, -0.27), strict=False
    )
    at = np.arange(len(GROUPS))[::-1]
    for kind, color, marker, offset in styles:
        low, high = accuracy[kind].min(axis=0), accuracy[kind].max(axis=0)
        ax.hlines(at + offset, low, high, color=color, linewidth=1.5)
        ax.plot(
            accuracy[kind].mean(axis=0),
            at + offset,
            marker,
            color=color,
            markersize=7,
            label=t(*NAMES[kind]),
        )
    ax.axvline(0.5, color=MUTED, linestyle=DASHES[3], linewidth=1.2)
    ax.set_yticks(at, [t(*GROUP_NAMES[g]) for g in GROUPS])
    ax.set(xlim=(0.4, 1.02), xticks=(0.4, 0.6, 0.8, 1), ylim=(-0.5, 2.5))
    ax.set_xlabel(t("正解率", "accuracy"))
    ax.legend(loc="lower center", bbox_to_anchor=(0.4, 1.0), ncols=2, handlelength=1.0)
    return drawing


table(
    "accuracy-table",
    caption=(
        f"好き嫌いの正解率（{SEEDS}シードの平均）",
        f"Accuracy of like or dislike (mean of {SEEDS} seeds)",
    ),
    columns=[("モデル", "model"), *(GROUP_NAMES[g] for g in GROUPS)],
    rows=[[NAMES[kind], *(f"{mean[kind][g]:.2f}" for g in GROUPS)] for kind in KINDS],
)

# %% [markdown] lang="ja"
# 分担ははっきりしています。Wideは例外をすべて覚えますが、見ていない組ではコインを投げるのと同じです。交差の重みは、その組がデータになければ0のままだからです。
# Deepは見ていない組を当てますが、例外には規則を当てはめてしまいます。一緒に学習すると、両方の長所が残ります。
# ただし、見ていない組ではDeepとほぼ同じです。Deepを上回ったのは、五つのシードのうち{=wide-and-deep/wins}回でした。
#
# ## どこで間違えるか {#where}
#
# 違いのはっきり出た四つ目のシードの世界から、利用者12人と商品12点を抜き出し、間違えた組に印を付けます。

# %% [markdown] lang="en"
# The division of labor is plain. Wide remembers all exceptions, but tosses a coin for unseen pairs: the weight of a cross stays 0 if its pair is not in the data.
# Deep gets unseen pairs right and applies the rule to exceptions too. Trained together, both strengths stay.
# On unseen pairs, though, it is only about as good as Deep: better for {=wide-and-deep/wins} of the five seeds.
#
# ## Where each goes wrong {#where}
#
# From the fourth seed, where the difference is plain, we take 12 users and 12 items and mark the pairs that each model gets wrong.

# %%
SIDE, CHOSEN = 12, 3
truth, groups, _ = worlds[CHOSEN]
block = np.s_[:SIDE, :SIDE]
wrong = {
    kind: np.sign(score_tables[CHOSEN][kind][block]) != np.sign(truth[block])
    for kind in ("wide", "deep", "joint")
}
counts = {
    kind: {group: int((wrong[kind] & groups[group][block]).sum()) for group in GROUPS}
    for kind in wrong
}
assert counts["wide"]["exception"] == 0 and counts["wide"]["unseen"] > 15
assert counts["deep"]["unseen"] < counts["wide"]["unseen"] - 8, counts
assert counts["deep"]["exception"] > groups["exception"][block].sum() / 2
assert counts["joint"]["exception"] < counts["deep"]["exception"]


# %%
@figure(
    "errors",
    title=("間違えた組", "The pairs that each model gets wrong"),
    caption=(
        "行は利用者、列は商品、×は間違いです。灰色のマスは学習で見ていない組、丸は例外の組です。",
        "Rows are users, columns are items, × is a mistake. Shaded cells: pairs not seen in training. Circles: exceptions.",
    ),
    desc=(
        "".join(
            f"{NAMES[k][0]}の間違い：例外{c['exception']}、見ていない組{c['unseen']}、ほか{c['ordinary']}。"
            for k, c in counts.items()
        ),
        " ".join(
            f"Mistakes of {NAMES[k][1]}: {c['exception']} exceptions, {c['unseen']} unseen, {c['ordinary']} others."
            for k, c in counts.items()
        ),
    ),
)
def _(t):
    drawing, panels = axes(1, 3, height=152)
    for ax, kind in zip(panels, wrong, strict=True):
        row, column = np.nonzero(groups["unseen"][block])
        ax.plot(column, -row, "s", color=WASH, markersize=8.6, linestyle="")
        row, column = np.nonzero(groups["exception"][block])
        ax.plot(column, -row, "o", color=INK, markerfacecolor="none", markersize=8.6, linestyle="")
        row, column = np.nonzero(wrong[kind])
        ax.plot(column, -row, "x", color=ORANGE, markersize=5.5, linestyle="", markeredgewidth=1.5)
        ax.set_title(t(*NAMES[kind]), loc="center")
        ax.grid(visible=False)
        ax.spines[:].set_visible(True)
        ax.set(xlim=(-0.8, SIDE - 0.2), ylim=(-SIDE + 0.2, 0.8), xticks=(), yticks=())
        ax.set_aspect("equal")
    return drawing


# %% [markdown] lang="ja"
# Wideの×は灰色のマスに集まり、Deepは丸のほとんどに×が付いています。一緒に学習したモデルが見ていない組で間違えるのは、規則が「どちらとも言えない」に近いところです。真の対数オッズの大きさは、間違えた組の中央値が{=wide-and-deep/unsure-wrong}、正しい組の中央値が{=wide-and-deep/unsure-right}でした。
#
# ## 一緒に学習すると何が違うか {#joint}
#
# アンサンブルも両方の力を持ちますが、見ていない組では一緒に学習したモデルに負けています。理由は二つ考えられます。Deepが例外まで一人で説明しようとして規則を曲げたことと、Wideの当てずっぽうまで平均に入ることです。
# 前者を確かめます。一緒に学習したモデルからDeepだけを取り出して測り、交差の重みの大きさを、例外の組と普通の組で比べます。

# %% [markdown] lang="en"
# The × of Wide gather in the shaded cells, and Deep has one in most of the circles. The joint model goes wrong on unseen pairs where the rule is close to undecided: the true log odds have a median size of {=wide-and-deep/unsure-wrong} where it is wrong and {=wide-and-deep/unsure-right} where it is right.
#
# ## What joint training changes {#joint}
#
# The ensemble has both abilities too, but it loses to the joint model on unseen pairs. Two reasons are likely: its Deep tried to explain even the exceptions alone and bent the rule for them, and the guesses of Wide go into the average.
# We check the first. We take Deep out of the joint model and measure it, and compare the mean size of the weights of the crosses for exceptions and for other pairs.

# %%
sizes = {
    kind: {
        group: np.mean(
            [
                np.abs(models[seed][kind].wide.cross[worlds[seed][1][group]]).mean()
                for seed in range(SEEDS)
            ]
        )
        for group in ("exception", "ordinary")
    }
    for kind in ("wide", "joint")
}
deep_alone = {kind: [] for kind in ("deep", "joint")}  # the deep part, without the wide one
for seed in range(SEEDS):
    for kind in deep_alone:
        only_deep = Model(models[seed][kind].bias, None, models[seed][kind].deep)
        deep_alone[kind].append(accuracies(seed, scores(only_deep)))
deep_alone = {kind: np.mean(found, axis=0) for kind, found in deep_alone.items()}
median_unsure = {
    name: np.median(
        np.concatenate(
            [np.abs(worlds[s][0])[worlds[s][1]["unseen"] & pick(s)] for s in range(SEEDS)]
        )
    )
    for name, pick in {
        "wrong": lambda s: np.sign(score_tables[s]["joint"]) != np.sign(worlds[s][0]),
        "right": lambda s: np.sign(score_tables[s]["joint"]) == np.sign(worlds[s][0]),
    }.items()
}

assert sizes["joint"]["ordinary"] < 0.6 * sizes["wide"]["ordinary"]
assert sizes["joint"]["exception"] > 2.5 * sizes["joint"]["ordinary"]
assert sizes["wide"]["exception"] < 2.5 * sizes["wide"]["ordinary"]
assert deep_alone["joint"][EXCEPTION] < deep_alone["deep"][EXCEPTION] - 0.1
assert deep_alone["joint"][UNSEEN] > deep_alone["deep"][UNSEEN] + 0.01
assert mean["ensemble"]["unseen"] < mean["deep"]["unseen"] - 0.01  # Wide only guesses there
assert median_unsure["wrong"] < median_unsure["right"] / 2
for kind, by_group in sizes.items():
    for group, size in by_group.items():
        record(f"cross-{kind}-{group}", size, "{:.2f}")
record("deep-inside-joint-exception", deep_alone["joint"][EXCEPTION], "{:.2f}")
record("deep-inside-joint-unseen", deep_alone["joint"][UNSEEN], "{:.2f}")
record("unsure-wrong", median_unsure["wrong"], "{:.1f}")
record("unsure-right", median_unsure["right"], "{:.1f}")
table(
    "cross-weights",
    caption=(
        f"交差の重みの大きさの平均（{SEEDS}シードの平均）",
        f"Mean size of the weights of the crosses (mean of {SEEDS} seeds)",
    ),
    columns=[
        ("モデル", "model"),
        ("例外の組", "exceptions"),
        ("見た普通の組", "other seen pairs"),
    ],
    rows=[
        [NAMES[kind], f"{by_group['exception']:.2f}", f"{by_group['ordinary']:.2f}"]
        for kind, by_group in sizes.items()
    ],
)

# %% [markdown] lang="ja"
# Wideだけのモデルは、普通の組まで交差で覚えます。一緒に学習すると、普通の組の重みは{=wide-and-deep/cross-wide-ordinary}から{=wide-and-deep/cross-joint-ordinary}に縮み、例外の重みは大きいままです。
# 中のDeepだけを取り出すと、例外の正解率は{=wide-and-deep/deep-inside-joint-exception}で、単独のDeepの{=wide-and-deep/deep-exception}より低く、例外をWideに任せていることが分かります。見ていない組では{=wide-and-deep/deep-inside-joint-unseen}で、単独の{=wide-and-deep/deep-unseen}を上回ります。
#
# ## 層の幅と深さではない {#shape}
#
# 「Wideは1層のノードが多いこと、Deepは層が多いこと」という説明を見かけます。埋め込みのネットワークだけを使い、層を広くした場合と深くした場合を測ります。

# %% [markdown] lang="en"
# Wide alone memorizes even the ordinary pairs. In joint training their weights shrink from {=wide-and-deep/cross-wide-ordinary} to {=wide-and-deep/cross-joint-ordinary}, and those of the exceptions stay large.
# Taken out of the joint model, its Deep has an accuracy of {=wide-and-deep/deep-inside-joint-exception} on exceptions, lower than the {=wide-and-deep/deep-exception} of Deep alone: it leaves the exceptions to Wide. On unseen pairs it has {=wide-and-deep/deep-inside-joint-unseen}, more than the {=wide-and-deep/deep-unseen} of Deep alone.
#
# ## Not the width or depth of layers {#shape}
#
# One meets the explanation "wide means many nodes in a layer, deep means many layers". We take the embedding network alone and make its layer broader, or its layers more.

# %%
SHAPES = {
    "base": (("64ユニット、1層", "64 units, 1 layer"), HIDDEN),
    "broad": (("192ユニット、1層", "192 units, 1 layer"), (192,)),
    "three": (("64ユニット、3層", "64 units, 3 layers"), (64, 64, 64)),
}
FEWER = 3  # the larger networks take long; three seeds show it as well
by_shape = {"base": accuracy["deep"][:FEWER]}
for name in ("broad", "three"):
    trained = [fit(seed, wide=False, deep=True, hidden=SHAPES[name][1]) for seed in range(FEWER)]
    by_shape[name] = np.array([accuracies(seed, scores(m)) for seed, m in enumerate(trained)])

three, base, broad = (by_shape[name].mean(axis=0) for name in ("three", "base", "broad"))
assert three[UNSEEN] < base[UNSEEN] - 0.02  # more layers did not generalize better
assert three[EXCEPTION] > base[EXCEPTION] + 0.1  # they memorized
assert broad[EXCEPTION] < mean["wide"]["exception"] - 0.1  # a broad layer is no crossed feature
for name, values in by_shape.items():
    record(f"shape-{name}-exception", values[:, EXCEPTION].mean(), "{:.2f}")
    record(f"shape-{name}-unseen", values[:, UNSEEN].mean(), "{:.2f}")
table(
    "shapes",
    caption=(
        f"埋め込みのネットワークの形と正解率（{FEWER}シードの平均）。最後の行は交差の線形モデル",
        f"Shape of the embedding network and accuracy (mean of {FEWER} seeds). Last row: the linear model with crosses",
    ),
    columns=[("形", "shape"), GROUP_NAMES["exception"], GROUP_NAMES["unseen"]],
    rows=[
        *(
            [names, *(f"{by_shape[name][:, g].mean():.2f}" for g in (EXCEPTION, UNSEEN))]
            for name, (names, _) in SHAPES.items()
        ),
        [
            NAMES["wide"],
            *(f"{accuracy['wide'][:FEWER, g].mean():.2f}" for g in (EXCEPTION, UNSEEN)),
        ],
    ],
)

# %% [markdown] lang="ja"
# 3層にすると、見ていない組の正解率は上がらず、例外の暗記が増えました。層を広くしても、交差の線形モデルのようには例外を覚えません。
# 記憶を担うのは交差の特徴量、汎化を担うのは低次元の埋め込みです。層の数や幅は、それとは別の選択です。
#
# これは小さな人工データの結果です。規則が二つの性質で決まるので、3次元の埋め込みに有利です。規則のないデータなら、Deepは見ていない組を当てられません。例外が見ていない組にあれば、どのモデルにも分かりません。

# %% [markdown] lang="en"
# With three layers the accuracy on unseen pairs did not rise, and more exceptions were memorized. A broader layer does not remember exceptions as the linear model with crosses does.
# What memorizes are crossed features, what generalizes are low-dimensional embeddings. Number and width of layers are another choice.
#
# This is a small artificial world. Its rule rests on two traits, which favors embeddings with 3 dimensions. Without a rule Deep could not guess unseen pairs, and exceptions among unseen pairs are beyond every model.

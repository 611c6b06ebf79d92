# ---
# title:
#   ja: 怠惰学習と積極的学習
#   en: Lazy and eager learning
# description:
#   ja: モデルの大きさと予測の手間を測り、K近傍法とナイーブベイズの違い、次元の呪い、近似最近傍探索を確かめます。
#   en: Measures size and work of models, and shows how k-NN and naive Bayes differ, the curse of dimensionality and approximate search.
# ---

# %% [markdown] lang="ja"
# 学習したモデルは、何を覚えているのでしょうか。トレーニングデータそのものを覚えるモデルもあれば、いくつかの数に要約するモデルもあります。
# 保存したモデルの大きさと、予測1件の手間を測ります。
#
# ## モデルの大きさ {#sizes}
#
# 特徴量が10個の二値分類です。トレーニングデータを500行から32000行まで増やし、学習したモデルをファイルに保存するときのバイト数を比べます。

# %% [markdown] lang="en"
# What does a trained model remember? Some models remember the training data themselves, others boil them down to a few numbers.
# We measure the size of the saved model and the work for one prediction.
#
# ## The size of a model {#sizes}
#
# Binary classification with 10 features. The training data grow from 500 to 32000 rows, and we compare the number of bytes of the saved model.

# %%
import pickle

import numpy as np
from sklearn.cluster import KMeans
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from helpers.lab import figure, record, table
from helpers.style import DASHES, GREEN, MARKERS, MUTED, ORANGE, PURPLE, TEAL, axes

FEATURES, SIZES = 10, (500, 2000, 8000, 32000)


def sample(rows, rng):
    """Two classes that differ in the means of 5 features and in the spread of the other 5."""
    y = rng.integers(0, 2, rows)
    x = rng.normal(size=(rows, FEATURES))
    x[:, :5] += 0.6 * y[:, None]
    x[:, 5:] *= 1 + 0.5 * y[:, None]
    return x, y


MODELS = {
    "k-nn": (
        ("K近傍法", "k-NN"),
        lambda: KNeighborsClassifier(15, algorithm="brute"),
    ),
    "tree": (
        ("決定木", "decision tree"),
        lambda: DecisionTreeClassifier(min_samples_leaf=5, random_state=0),
    ),
    "naive-bayes": (("ナイーブベイズ", "naive Bayes"), GaussianNB),
    "logistic": (("ロジスティック回帰", "logistic regression"), LogisticRegression),
}

rng = np.random.default_rng(0)
x_all, y_all = sample(SIZES[-1], rng)
x_test, y_test = sample(2000, rng)
fitted = {
    name: [make().fit(x_all[:rows], y_all[:rows]) for rows in SIZES]
    for name, (_, make) in MODELS.items()
}
size = {name: [len(pickle.dumps(model)) for model in models] for name, models in fitted.items()}
nodes = [model.tree_.node_count for model in fitted["tree"]]
growth = SIZES[-1] / SIZES[0]

assert size["k-nn"][-1] > 0.9 * growth * size["k-nn"][0], size  # linear in the rows
assert size["tree"][-1] > 30 * size["tree"][0], size
assert nodes == sorted(nodes) and nodes[-1] > 30 * nodes[0], nodes
for name in ("naive-bayes", "logistic"):
    assert len(set(size[name])) == 1, size[name]  # not one byte more
record("growth", growth, "{:.0f}")
record("rows-first", SIZES[0], "{:.0f}")
record("rows-last", SIZES[-1], "{:.0f}")
record("k-nn-first", size["k-nn"][0] / 1000, "{:.0f}")
record("k-nn-last", size["k-nn"][-1] / 1000, "{:.0f}")
record("naive-bayes-bytes", size["naive-bayes"][-1], "{:.0f}")
record("logistic-bytes", size["logistic"][-1], "{:.0f}")
record("nodes-first", nodes[0], "{:.0f}")
record("nodes-last", nodes[-1], "{:.0f}")

# %%
PLACES = {  # of the labels
    "k-nn": ((1900, 220), "right", "bottom"),
    "tree": ((2300, 26), "left", "top"),
    "naive-bayes": ((500, 1.2), "left", "bottom"),
    "logistic": ((500, 0.55), "left", "top"),
}
LOOK = dict(
    zip(
        MODELS,
        zip((ORANGE, PURPLE, TEAL, GREEN), DASHES[:4], MARKERS[:4], strict=True),
        strict=True,
    )
)


@figure(
    "sizes",
    title=("行数とモデルの大きさ", "Rows and model size"),
    caption=(
        "K近傍法と決定木は、データとともに大きくなります。ナイーブベイズとロジスティック回帰は、1バイトも増えません。",
        "k-NN and the decision tree grow with the data. Naive Bayes and logistic regression do not grow by a single byte.",
    ),
    desc=(
        f"両対数の図です。{SIZES[0]}行から{SIZES[-1]}行で、K近傍法は{size['k-nn'][0] / 1000:.0f} kBから{size['k-nn'][-1] / 1000:.0f} kB、決定木は{size['tree'][0] / 1000:.0f} kBから{size['tree'][-1] / 1000:.0f} kBに増え、ナイーブベイズは{size['naive-bayes'][0]}バイト、ロジスティック回帰は{size['logistic'][0]}バイトのままです。",
        f"On logarithmic axes, from {SIZES[0]} to {SIZES[-1]} rows, k-NN grows from {size['k-nn'][0] / 1000:.0f} kB to {size['k-nn'][-1] / 1000:.0f} kB and the decision tree from {size['tree'][0] / 1000:.0f} kB to {size['tree'][-1] / 1000:.0f} kB; naive Bayes stays at {size['naive-bayes'][0]} bytes, logistic regression at {size['logistic'][0]} bytes.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=270)
    for name, (names, _) in MODELS.items():
        color, dash, marker = LOOK[name]
        kilobytes = np.array(size[name]) / 1000
        ax.plot(SIZES, kilobytes, marker, linestyle=dash, color=color)
        (x, y), horizontal, vertical = PLACES[name]
        ax.text(x, y, t(*names), color=color, ha=horizontal, va=vertical)
    ax.set(
        xscale="log",
        yscale="log",
        ylim=(0.2, 8000),
        yticks=(1, 10, 100, 1000),
        xlabel=t("トレーニングデータの行数", "rows of training data"),
        ylabel=t("モデルの大きさ（kB）", "model size (kB)"),
    )
    ax.set_xticks(SIZES, [f"{rows}" for rows in SIZES])
    ax.set_yticks((1, 10, 100, 1000), ["1", "10", "100", "1000"])
    ax.minorticks_off()
    return drawing


# %% [markdown] lang="ja"
# 間にあるモデルもあります。RBFカーネルのSVMは学習時に計算を済ませますが、サポートベクターになった例を手放しません。

# %% [markdown] lang="en"
# Some models lie in between. An SVM with an RBF kernel does its work in training, but keeps the examples that became support vectors.

# %%
support = [int(SVC().fit(x_all[:rows], y_all[:rows]).n_support_.sum()) for rows in SIZES[:2]]

assert support[1] > 2 * support[0], support
record("support-first", support[0], "{:.0f}")
record("support-second", support[1], "{:.0f}")
record("rows-second", SIZES[1], "{:.0f}")

# %% [markdown] lang="ja"
# サポートベクターは、{=lazy-and-eager/rows-first}行で{=lazy-and-eager/support-first}個、{=lazy-and-eager/rows-second}行で{=lazy-and-eager/support-second}個です。
# 決定木のノード数は{=lazy-and-eager/nodes-first}から{=lazy-and-eager/nodes-last}に増えました。大きさが前もって決まらないという点では、決定木はK近傍法の仲間です。
#
# ## 予測1件の手間 {#work}
#
# では、予測のたびに何個の数を読むでしょうか。時間は計算機によって変わるので、数を数えます。
# K近傍法は、工夫をしなければ全部の行を読みます。決定木は根から葉までのノードだけを通るので、ノード一つを1と数えます。残りの二つは、覚えた数を1回ずつ読むだけです。

# %% [markdown] lang="en"
# There are {=lazy-and-eager/support-first} support vectors with {=lazy-and-eager/rows-first} rows and {=lazy-and-eager/support-second} with {=lazy-and-eager/rows-second}.
# The nodes of the tree went from {=lazy-and-eager/nodes-first} to {=lazy-and-eager/nodes-last}. In that its size is not settled in advance, a decision tree belongs with k-NN.
#
# ## The work for one prediction {#work}
#
# And how many numbers does one prediction read? Time depends on the computer, so we count numbers.
# Without further tricks, k-NN reads all rows. A decision tree visits only the nodes on the way from the root to a leaf; we count 1 for each. The other two read each number they remember once.


# %%
def numbers_of_naive_bayes(model):
    """A mean and a variance for each class and feature, and the share of each class."""
    return model.theta_.size + model.var_.size + model.class_prior_.size


path = [model.decision_path(x_test).sum() / len(x_test) for model in fitted["tree"]]
read = {
    "k-nn": [rows * FEATURES for rows in SIZES],
    "tree": path,
    "naive-bayes": [numbers_of_naive_bayes(model) for model in fitted["naive-bayes"]],
    "logistic": [model.coef_.size + model.intercept_.size for model in fitted["logistic"]],
}

assert read["naive-bayes"][-1] == 42 and read["logistic"][-1] == 11
assert path[-1] < 2.5 * path[0], path  # 64 times the data, but only about twice as deep
record("naive-bayes-numbers", read["naive-bayes"][-1], "{:.0f}")
record("logistic-numbers", read["logistic"][-1], "{:.0f}")
record("k-nn-read", read["k-nn"][-1], "{:.0f}")
record("path-first", path[0], "{:.0f}")
record("path-last", path[-1], "{:.0f}")


# %%
@figure(
    "work",
    title=("予測1件で読む数", "Numbers read for one prediction"),
    caption=(
        "データとともに大きくなる決定木も、予測で通るノードはわずかです。手間が行数に比例するのは、K近傍法だけです。",
        "The decision tree grows with the data, but a prediction visits few nodes. Only for k-NN is the work proportional to the rows.",
    ),
    desc=(
        f"両対数の図です。K近傍法は{read['k-nn'][0]}から{read['k-nn'][-1]}に増えます。決定木は{path[0]:.0f}から{path[-1]:.0f}、ナイーブベイズは{read['naive-bayes'][0]}、ロジスティック回帰は{read['logistic'][0]}です。",
        f"On logarithmic axes, k-NN rises from {read['k-nn'][0]} to {read['k-nn'][-1]} numbers; the decision tree goes from {path[0]:.0f} to {path[-1]:.0f}, naive Bayes stays at {read['naive-bayes'][0]}, logistic regression at {read['logistic'][0]}.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=270)
    for name, (names, _) in MODELS.items():
        color, dash, marker = LOOK[name]
        ax.plot(SIZES, read[name], marker, linestyle=dash, color=color, label=t(*names))
    ax.set(
        xscale="log",
        yscale="log",
        ylim=(4, 1e6),
        xlabel=t("トレーニングデータの行数", "rows of training data"),
        ylabel=t("読む数", "numbers read"),
    )
    ax.set_xticks(SIZES, [f"{rows}" for rows in SIZES])
    ax.set_yticks((10, 1000, 100_000), ["10", "1000", "100000"])
    ax.minorticks_off()
    ax.legend(loc="lower center", bbox_to_anchor=(0.42, 1.0), ncols=2, handlelength=2)
    return drawing


scores = {name: models[-1].score(x_test, y_test) for name, models in fitted.items()}
table(
    "models",
    caption=(
        f"{SIZES[-1]}行で学習した四つのモデル",
        f"The four models trained on {SIZES[-1]} rows",
    ),
    columns=[
        ("モデル", "model"),
        ("大きさ（kB）", "size (kB)"),
        ("読む数", "numbers read"),
        ("正解率", "accuracy"),
    ],
    rows=[
        [names, f"{size[name][-1] / 1000:.1f}", f"{read[name][-1]:.0f}", f"{scores[name]:.2f}"]
        for name, (names, _) in MODELS.items()
    ],
)
assert scores["naive-bayes"] == max(scores.values()), scores  # these data suit it

# %% [markdown] lang="ja"
# 正解率の順位に一般性はありません。このデータは、クラスごとに特徴量が独立な正規分布で作ったので、ナイーブベイズの仮定と一致しています。
#
# ## ナイーブベイズを数だけから作り直す {#naive-bayes}
#
# ナイーブベイズが覚えたのは、クラスの割合と、クラスと特徴量ごとの平均と分散の、合わせて{=lazy-and-eager/naive-bayes-numbers}個です。
# この数だけを取り出し、トレーニングデータもモデルも使わずに予測してみます。

# %% [markdown] lang="en"
# The ranking by accuracy has no general meaning: these data were made with independent normal features within each class, exactly what naive Bayes assumes.
#
# ## Naive Bayes rebuilt from its numbers {#naive-bayes}
#
# What naive Bayes remembers are the shares of the classes, and a mean and a variance per class and feature: {=lazy-and-eager/naive-bayes-numbers} in all.
# Take only these numbers and predict with neither the training data nor the model.


# %%
def statistics(x, y):
    """Share of each class; mean and variance of each feature in each class."""
    groups = [x[y == label] for label in (0, 1)]
    share = np.array([len(group) / len(y) for group in groups])
    mean = np.array([group.mean(axis=0) for group in groups])
    variance = np.array([group.var(axis=0) for group in groups])
    return share, mean, variance


def probabilities(x, share, mean, variance):
    """P(class | x) by Bayes' rule, with independent normal features in each class."""
    away = (x[:, None, :] - mean) ** 2 / variance
    log_joint = np.log(share) - 0.5 * (np.log(2 * np.pi * variance) + away).sum(axis=2)
    joint = np.exp(log_joint - log_joint.max(axis=1, keepdims=True))
    return joint / joint.sum(axis=1, keepdims=True)


stored = statistics(x_all, y_all)
rebuilt = probabilities(x_test, *stored)
theirs = fitted["naive-bayes"][-1].predict_proba(x_test)
same = (rebuilt.argmax(axis=1) == theirs.argmax(axis=1)).mean()

assert sum(part.size for part in stored) == 42
assert same == 1.0, same
assert np.abs(rebuilt - theirs).max() < 1e-6
record("rebuilt-same", 100 * same, "{:.0f}")
record("test-rows", len(x_test), "{:.0f}")

# %% [markdown] lang="ja"
# {=lazy-and-eager/test-rows}件のテストデータで、予測は{=lazy-and-eager/rebuilt-same}%一致しました。トレーニングデータは、学習の後なら捨てられます。
#
# ## 少しずつ届くデータ {#stream}
#
# 平均と分散は、データが届くたびに更新できます。100行ずつ`partial_fit`に渡し、まとめて学習したモデルと比べます。
# 「新しいデータをすぐに取り込める」だけなら、怠惰学習の証拠にはなりません。

# %% [markdown] lang="en"
# On {=lazy-and-eager/test-rows} test rows, {=lazy-and-eager/rebuilt-same}% of the predictions are the same. After training, the training data can be thrown away.
#
# ## Data that arrive bit by bit {#stream}
#
# Means and variances can be updated as data arrive. We pass 100 rows at a time to `partial_fit` and compare with the model trained on everything at once.
# So “takes in new data at once” alone does not make a learner lazy.

# %%
stream = GaussianNB(var_smoothing=0)
for start in range(0, len(x_all), 100):
    stream.partial_fit(x_all[start : start + 100], y_all[start : start + 100], classes=[0, 1])
batch = GaussianNB(var_smoothing=0).fit(x_all, y_all)
gap = max(np.abs(stream.theta_ - batch.theta_).max(), np.abs(stream.var_ - batch.var_).max())

assert gap < 1e-9, gap
assert (stream.class_count_ == batch.class_count_).all()
assert (stream.predict(x_test) == batch.predict(x_test)).all()
record("chunks", len(x_all) // 100, "{:.0f}")

# %% [markdown] lang="ja"
# {=lazy-and-eager/chunks}回に分けても、覚えた数は丸め誤差を除いて同じで、予測はすべて一致します。
#
# ## K近傍法はデータを手放せない {#k-nn}
#
# K近傍法の`fit`は、行を保存するだけです。予測の仕事はすべて後で行います。
# その代わり、例を追加すれば、学習し直さなくても、次の予測から使われます。手書き数字で確かめます。9の例を一つも入れずに始め、9の例を少しずつ加えます。

# %% [markdown] lang="en"
# Split into {=lazy-and-eager/chunks} chunks, the stored numbers are the same up to rounding, and all predictions agree.
#
# ## k-NN cannot let go of the data {#k-nn}
#
# The `fit` of k-NN only stores the rows. All work of a prediction comes later.
# In exchange, an added example is used from the next prediction on, without training. We check this with handwritten digits: start without a single 9, then add examples of 9 bit by bit.

# %%
NEIGHBORS, ADDED = 5, (0, 10, 20, 40, 80)


def squared_distances(a, b):
    """The squared distance of every row of a to every row of b."""
    return (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1) - 2 * a @ b.T


def k_nn(queries, examples, labels):
    """The whole method: look at the stored rows and let the nearest ones vote."""
    nearest = squared_distances(queries, examples).argsort(axis=1)[:, :NEIGHBORS]
    return np.array([np.bincount(labels[rows]).argmax() for rows in nearest])


images, digit = load_digits(return_X_y=True)
images = images / 16
order = np.random.default_rng(0).permutation(len(images))
known, unseen = order[:1200], order[1200:]
others, nines = known[digit[known] != 9], known[digit[known] == 9]
new_nines = unseen[digit[unseen] == 9]

recall_of_nine = []
for count in ADDED:
    rows = np.concatenate([others, nines[:count]])
    recall_of_nine.append((k_nn(images[new_nines], images[rows], digit[rows]) == 9).mean())

library = KNeighborsClassifier(NEIGHBORS).fit(images[known], digit[known])
ours = k_nn(images[unseen], images[known], digit[known])
assert (library.predict(images[unseen]) == ours).mean() > 0.995  # ties may be broken differently
assert np.array_equal(library._fit_X, images[known])  # the model is the data
assert recall_of_nine[0] == 0 and recall_of_nine[2] > 0.5 and recall_of_nine[-1] > 0.85
record("nines-some", ADDED[2], "{:.0f}")
record("nines-most", ADDED[-1], "{:.0f}")
record("recall-none", recall_of_nine[0], "{:.0f}")
record("recall-some", recall_of_nine[2], "{:.2f}")
record("recall-most", recall_of_nine[-1], "{:.2f}")

table(
    "added",
    caption=(
        "加えた9の例の数と、9の再現率（学習のやり直しはなし）",
        "Examples of 9 added, and the recall of 9 (without training again)",
    ),
    columns=[("加えた例", "examples added"), ("再現率", "recall")],
    rows=[[f"{count}", f"{value:.2f}"] for count, value in zip(ADDED, recall_of_nine, strict=True)],
)

# %% [markdown] lang="ja"
# 20件で{=lazy-and-eager/recall-some}、80件で{=lazy-and-eager/recall-most}です。計算の式は一度も変わっていません。変わったのは、見に行く行だけです。
#
# ## 次元の呪い {#dimensions}
#
# K近傍法は、近い例は似ているという前提に立っています。特徴量が増えると、この前提が怪しくなります。
# 役に立つ特徴量は二つのまま、クラスと無関係な特徴量を加えて正解率を測ります。トレーニングデータは1000行です。

# %% [markdown] lang="en"
# With 20 examples it is {=lazy-and-eager/recall-some}, with 80 {=lazy-and-eager/recall-most}. The formula has never changed; only the rows that it looks at have.
#
# ## The curse of dimensionality {#dimensions}
#
# k-NN rests on the idea that near examples are similar. With many features, the idea gets shaky.
# Keep two useful features, add features unrelated to the class, and measure accuracy. There are 1000 training rows.

# %%
DIMENSIONS, SEEDS = (2, 10, 30, 100, 300), (0, 1, 2)


def with_noise(rows, dimensions, rng):
    """Two useful features; all others are pure noise."""
    y = rng.integers(0, 2, rows)
    x = rng.normal(size=(rows, dimensions))
    x[:, :2] += 1.5 * y[:, None]
    return x, y


def accuracies(dimensions, seed):
    rng = np.random.default_rng(seed)
    x, y = with_noise(1000, dimensions, rng)
    x_new, y_new = with_noise(2000, dimensions, rng)
    return [make().fit(x, y).score(x_new, y_new) for make in (MODELS["k-nn"][1], GaussianNB)]


def contrast(dimensions, seed):
    """Distance to the nearest of 2000 uniform points, as a share of that to the farthest."""
    rng = np.random.default_rng(seed)
    points, queries = rng.random((2000, dimensions)), rng.random((50, dimensions))
    distance = np.sqrt(squared_distances(queries, points).clip(0))
    return (distance.min(axis=1) / distance.max(axis=1)).mean()


accuracy = np.array([[accuracies(d, seed) for seed in SEEDS] for d in DIMENSIONS])
near_to_far = np.array([[contrast(d, seed) for seed in SEEDS] for d in DIMENSIONS])
mean_accuracy = accuracy.mean(axis=1)
mean_contrast = near_to_far.mean(axis=1)

loss = accuracy[0] - accuracy[-1]
assert (loss[:, 0] > 2 * loss[:, 1]).all(), loss  # in every seed k-NN loses more
assert (loss[:, 0] > 0.12).all(), loss
assert (np.diff(near_to_far, axis=0) > 0).all()
assert mean_contrast[0] < 0.03 and mean_contrast[-1] > 0.75, mean_contrast
record("k-nn-2", mean_accuracy[0, 0], "{:.2f}")
record("k-nn-300", mean_accuracy[-1, 0], "{:.2f}")
record("naive-bayes-2", mean_accuracy[0, 1], "{:.2f}")
record("naive-bayes-300", mean_accuracy[-1, 1], "{:.2f}")
record("contrast-2", mean_contrast[0], "{:.2f}")
record("contrast-300", mean_contrast[-1], "{:.2f}")


# %%
@figure(
    "dimensions",
    title=("特徴量の数と正解率、距離の比", "Number of features: accuracy and distances"),
    caption=(
        "上：無関係な特徴量が増えると、K近傍法の正解率が大きく下がります。下：最も近い点までの距離が、最も遠い点までの距離に近づきます（一様な点、3シードの平均）。",
        "Top: irrelevant features cost k-NN much of its accuracy. Bottom: the nearest point is hardly nearer than the farthest (uniform points, mean of 3 seeds).",
    ),
    desc=(
        f"特徴量が{DIMENSIONS[0]}個から{DIMENSIONS[-1]}個になると、正解率はK近傍法で{mean_accuracy[0, 0]:.2f}から{mean_accuracy[-1, 0]:.2f}、ナイーブベイズで{mean_accuracy[0, 1]:.2f}から{mean_accuracy[-1, 1]:.2f}になります。最も近い点と最も遠い点の距離の比は{mean_contrast[0]:.2f}から{mean_contrast[-1]:.2f}に上がります。",
        f"From {DIMENSIONS[0]} to {DIMENSIONS[-1]} features, accuracy goes from {mean_accuracy[0, 0]:.2f} to {mean_accuracy[-1, 0]:.2f} for k-NN and from {mean_accuracy[0, 1]:.2f} to {mean_accuracy[-1, 1]:.2f} for naive Bayes. The ratio of the nearest to the farthest distance rises from {mean_contrast[0]:.2f} to {mean_contrast[-1]:.2f}.",
    ),
)
def _(t):
    drawing, (top, bottom) = axes(2, 1, height=380, sharex=True)
    for column, name in enumerate(("k-nn", "naive-bayes")):
        color, dash, marker = LOOK[name]
        top.plot(DIMENSIONS, mean_accuracy[:, column], marker, linestyle=dash, color=color)
    top.text(DIMENSIONS[-1], 0.73, t(*MODELS["k-nn"][0]), color=LOOK["k-nn"][0], ha="right")
    top.text(
        DIMENSIONS[-1], 0.85, t(*MODELS["naive-bayes"][0]), color=LOOK["naive-bayes"][0], ha="right"
    )
    top.set(ylim=(0.5, 0.95), yticks=(0.5, 0.7, 0.9), ylabel=t("正解率", "accuracy"))
    bottom.plot(DIMENSIONS, mean_contrast, MARKERS[3], linestyle=DASHES[0], color=MUTED)
    bottom.set(
        xscale="log",
        ylim=(0, 1),
        yticks=(0, 0.5, 1),
        xlabel=t("特徴量の数", "number of features"),
        ylabel=t("最も近い÷最も遠い", "nearest ÷ farthest"),
    )
    bottom.set_xticks(DIMENSIONS, [f"{d}" for d in DIMENSIONS])
    bottom.minorticks_off()
    return drawing


# %% [markdown] lang="ja"
# 無関係な特徴量も、距離には同じ重みで加わるからです。ナイーブベイズは、クラス間で平均も分散も同じ特徴量をほとんど無視するので、下がり方が小さく済みます。
# 本物の画像や文章の埋め込みは、次元が高くても一様には散らばっていません。次に見るように、近傍探索は今も役に立ちます。
#
# ## 全部は見ない最近傍探索 {#approximate}
#
# 行が増えても速く探すには、あらかじめk-means法で行を40の区画に分け、クエリに近い区画だけを探します。正確な答えを保証しないので、近似最近傍探索といいます。
# 本当に近い10件のうち、何割を見つけたか（再現率）を、調べた行の割合に対して測ります。手書き数字の画像（64次元）と、同じ次元の一様な乱数で比べます。

# %% [markdown] lang="en"
# Irrelevant features count as much in a distance as useful ones. Naive Bayes nearly ignores features with the same mean and variance in both classes, so it loses less.
# Embeddings of real images and texts have many dimensions too, but they are not spread evenly. As we see next, searching for neighbors still works.
#
# ## Nearest neighbors without looking everywhere {#approximate}
#
# To stay fast with many rows, divide them into 40 cells by k-means beforehand and search only the cells near the query. The exact answer is not guaranteed, hence approximate nearest neighbor search.
# We measure recall, the share of the 10 true nearest rows that is found, against the share of rows looked at, for images of handwritten digits (64 dimensions) and for uniform random numbers in as many dimensions.

# %%
CELLS, OPENED, WANTED, QUERIES = 40, (1, 2, 3, 5, 8, 12, 20, 30, 40), 10, 300


def search(vectors, seed):
    """(share of rows looked at, recall) for each number of cells opened."""
    queries, rows = vectors[:QUERIES], vectors[QUERIES:]
    cells = KMeans(CELLS, n_init=1, random_state=seed).fit(rows)
    count = np.bincount(cells.labels_, minlength=CELLS)
    nearest_cells = squared_distances(queries, cells.cluster_centers_).argsort(axis=1)
    cell_of_true = cells.labels_[squared_distances(queries, rows).argsort(axis=1)[:, :WANTED]]
    looked_at, recall = [], []
    for opened in OPENED:
        chosen = nearest_cells[:, :opened]
        looked_at.append(count[chosen].sum(axis=1).mean() / len(rows))
        recall.append((cell_of_true[:, :, None] == chosen[:, None, :]).any(axis=2).mean())
    return looked_at, recall


def searches(make):
    return np.array([search(make(np.random.default_rng(seed)), seed) for seed in SEEDS])


found = {
    "digits": searches(lambda rng: images[rng.permutation(len(images))]),
    "uniform": searches(lambda rng: rng.random(images.shape)),
}
THREE = OPENED.index(3)
for looked_at, recall in found["digits"]:
    assert looked_at[THREE] < 0.1 and recall[THREE] > 0.93, (looked_at, recall)
for looked_at, recall in found["uniform"]:
    assert looked_at[THREE] < 0.1 and recall[THREE] < 0.4, (looked_at, recall)
mean_found = {name: runs.mean(axis=0) for name, runs in found.items()}
record("cells", CELLS, "{:.0f}")
record("looked-at", 100 * mean_found["digits"][0, THREE], "{:.0f}")
record("recall-digits", 100 * mean_found["digits"][1, THREE], "{:.0f}")
record("recall-uniform", 100 * mean_found["uniform"][1, THREE], "{:.0f}")

# %%
KINDS = {
    "digits": (("手書き数字", "digits"), TEAL, DASHES[0], MARKERS[0]),
    "uniform": (("一様な乱数", "uniform noise"), ORANGE, DASHES[1], MARKERS[1]),
}


@figure(
    "approximate",
    title=("調べた割合と再現率", "Share looked at and recall"),
    caption=(
        "まとまりのあるデータなら、1割に満たない行を調べるだけで、近い10件のほとんどが見つかります（3シードの平均）。",
        "In data with structure, less than a tenth of the rows is enough to find nearly all of the 10 nearest (mean of 3 seeds).",
    ),
    desc=(
        f"{OPENED[THREE]}区画（行の約{100 * mean_found['digits'][0, THREE]:.0f}%）を調べたときの再現率は、手書き数字で{100 * mean_found['digits'][1, THREE]:.0f}%、一様な乱数で{100 * mean_found['uniform'][1, THREE]:.0f}%です。全部を調べると、どちらも100%です。",
        f"With {OPENED[THREE]} cells opened (about {100 * mean_found['digits'][0, THREE]:.0f}% of the rows), recall is {100 * mean_found['digits'][1, THREE]:.0f}% for the digits and {100 * mean_found['uniform'][1, THREE]:.0f}% for uniform noise. Looking at everything gives 100% for both.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=270)
    for name, (names, color, dash, marker) in KINDS.items():
        looked_at, recall = 100 * mean_found[name]
        ax.plot(looked_at, recall, marker, linestyle=dash, color=color)
        ax.text(40, 91 if name == "digits" else 62, t(*names), color=color)
    ax.set(
        xlim=(0, 103),
        ylim=(0, 105),
        xticks=(0, 25, 50, 75, 100),
        yticks=(0, 50, 100),
        xlabel=t("調べた行（%）", "rows looked at (%)"),
        ylabel=t("再現率（%）", "recall (%)"),
    )
    return drawing


# %% [markdown] lang="ja"
# 手書き数字なら、約{=lazy-and-eager/looked-at}%の行を見るだけで再現率は{=lazy-and-eager/recall-digits}%です。一様な乱数では{=lazy-and-eager/recall-uniform}%しか見つかりません。近似探索の成績は、データのまとまり方で決まります。
# 「全部の例を覚える」という考え方はそのままに、予測のときに全部は見ないようにする。大規模なベクトル検索は、この工夫で成り立っています。

# %% [markdown] lang="en"
# For the digits, looking at about {=lazy-and-eager/looked-at}% of the rows gives a recall of {=lazy-and-eager/recall-digits}%. For uniform noise it finds only {=lazy-and-eager/recall-uniform}%. How well approximate search does depends on the structure of the data.
# Keep the idea of remembering all examples, but do not look at all of them for a prediction: that is how vector search at large scale works.

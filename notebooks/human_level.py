# ---
# title:
#   ja: 人の誤差とベイズ誤差を計算する
#   en: Human-level and Bayes error, computed
# description:
#   ja: ベイズ誤差がわかる人工データで、人の誤差がどこまで代わりになり、診断がいつ変わるかを計算します。
#   en: On artificial data with a known Bayes error we compute how well human error stands in for it and when the diagnosis flips.
# ---

# %% [markdown] lang="ja"
# 「誤差が20%」と聞いても、良いのか悪いのかわかりません。問題そのものが難しくて、誰がやっても16%は間違うのかもしれません。
#
# 本物のデータでは、その下限（ベイズ誤差）は見えません。このラボでは下限を計算できるデータを作り、人の誤差がどこまで代わりになるかを確かめます。
#
# ## ベイズ誤差がわかる問題 {#bayes}
#
# 10個の特徴量を持つ二つのクラスが、半分ずつあります。平均の距離は標準偏差の2倍です。
# 重なりがあるので、最良の規則でも間違います。その割合は$\Phi(-1)$です（$\Phi$は標準正規分布の累積分布関数）。

# %% [markdown] lang="en"
# "The error is 20%." Is that good or bad? The task itself may be so hard that anyone gets 16% wrong.
#
# With real data this lower limit, the Bayes error, is not visible. In this lab we make data whose limit can be computed, and see how well human error stands in for it.
#
# ## A task with a known Bayes error {#bayes}
#
# Two classes of equal size with 10 features. Their means are 2 standard deviations apart.
# The classes overlap, so even the best rule makes errors: a share of $\Phi(-1)$, where $\Phi$ is the cumulative distribution function of the normal distribution.

# %%
import numpy as np
from scipy.stats import norm
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from helpers.lab import figure, record, table
from helpers.style import DASHES, MARKERS, MUTED, ORANGE, PURPLE, TEAL, axes

FEATURES = 10
DIRECTION = np.ones(FEATURES) / np.sqrt(FEATURES)  # from one mean to the other, length 1
SEEDS = range(20)


def sample(n, rng):
    """n examples: features (n, 10) and class 0 or 1."""
    y = rng.integers(0, 2, n)
    return rng.normal(size=(n, FEATURES)) + np.outer(2.0 * y - 1.0, DIRECTION), y


BAYES = norm.cdf(-1)
x_many, y_many = sample(200_000, np.random.default_rng(0))
evidence = x_many @ DIRECTION  # all that the features say about the class
best_rule = ((evidence > 0) != y_many).mean()

assert abs(best_rule - BAYES) < 0.004, (best_rule, BAYES)
record("bayes", 100 * BAYES, "{:.1f}")
record("best-rule", 100 * best_rule, "{:.1f}")

# %% [markdown] lang="ja"
# ## どの人の誤差か {#which-human}
#
# 人は手がかりを正確には読めません。読み取りに雑音が加わると考え、標準偏差を素人は2、医師は1、熟練医は0.6とします。
# さらに、医師が3人、9人、99人の多数決をする場合を測ります。

# %% [markdown] lang="en"
# ## Which human? {#which-human}
#
# People do not read the evidence exactly. We add noise to their reading, with a standard deviation of 2 for a layperson, 1 for a doctor and 0.6 for an expert.
# We also measure the majority vote of 3, 9 and 99 doctors.


# %%
def judge(evidence, noise, rng, *, voters=1, shared=0.0):
    """The class that people vote for; `shared` is the part of the noise variance all have in common."""
    own = noise * np.sqrt(1 - shared) * rng.normal(size=(voters, len(evidence)))
    common = noise * np.sqrt(shared) * rng.normal(size=len(evidence))
    return ((evidence + common + own > 0).mean(axis=0) > 0.5).astype(int)


FEW = slice(0, 100_000)
signal, truth = evidence[FEW], y_many[FEW]


def human_error(noise, **how):
    return (judge(signal, noise, np.random.default_rng(1), **how) != truth).mean()


humans = {
    "layperson": human_error(2.0),
    "doctor": human_error(1.0),
    "expert": human_error(0.6),
    "vote-3": human_error(1.0, voters=3),
    "vote-9": human_error(1.0, voters=9),
    "vote-99": human_error(1.0, voters=99),
}

assert abs(humans["doctor"] - norm.cdf(-1 / np.sqrt(2))) < 0.01  # the theory for one noisy reader
assert humans["layperson"] > humans["doctor"] > humans["vote-3"] > humans["vote-9"]
assert humans["vote-9"] > BAYES + 0.01  # nine doctors are still above the limit
assert abs(humans["vote-99"] - BAYES) < 0.01
for name, error in humans.items():
    record(name, 100 * error, "{:.1f}")

table(
    "humans",
    caption=(
        "人の誤差と、ベイズ誤差との差（ポイント）",
        "Human error, and its distance from the Bayes error (points)",
    ),
    columns=[
        ("誰が", "who"),
        ("誤差（%）", "error (%)"),
        ("ベイズ誤差との差", "above Bayes error"),
    ],
    rows=[
        [name, f"{100 * humans[key]:.1f}", f"+{100 * (humans[key] - BAYES):.1f}"]
        for key, name in (
            ("layperson", ("素人", "layperson")),
            ("doctor", ("医師1人", "one doctor")),
            ("expert", ("熟練医1人", "one expert")),
            ("vote-3", ("医師3人の多数決", "vote of 3 doctors")),
            ("vote-9", ("医師9人の多数決", "vote of 9 doctors")),
        )
    ],
)

# %% [markdown] lang="ja"
# 誰もベイズ誤差を下回りません。したがって、いちばん小さい人の誤差が、いちばん良い代わりです。
#
# ただし、人数を増やせば必ず下限に近づくわけではありません。全員が同じ教科書で学び、同じ画像の同じ汚れに惑わされると、雑音の一部が共通になります。共通の割合を0、0.5として、人数を変えます。

# %% [markdown] lang="en"
# Nobody is below the Bayes error. So the lowest human error is the best stand-in.
#
# But more people do not always come closer to the limit. If all learned from one textbook and are misled by the same stain on an image, part of their noise is shared. We vary the number of doctors, with a shared part of 0 and of 0.5.

# %%
VOTERS = (1, 3, 5, 9, 15, 31, 99)
curves = {
    shared: np.array([human_error(1.0, voters=voters, shared=shared) for voters in VOTERS])
    for shared in (0.0, 0.5)
}
floor = norm.cdf(-1 / np.sqrt(1.5))  # what remains when only the shared noise is left

assert abs(curves[0.5][-1] - floor) < 0.01
assert curves[0.5][-1] - BAYES > 0.03 > curves[0.0][-1] - BAYES
record("shared-floor", 100 * curves[0.5][-1], "{:.1f}")


# %%
@figure(
    "voters",
    title=("多数決の人数と誤差", "Number of voters and error"),
    caption=(
        "互いに独立な医師の多数決はベイズ誤差に近づきます。間違い方が似ていると、人数を増やしても上で止まります。",
        "The vote of independent doctors comes down to the Bayes error. If they err alike, it stops above, however many they are.",
    ),
    desc=(
        f"独立なら1人の{100 * curves[0.0][0]:.1f}%から99人の{100 * curves[0.0][-1]:.1f}%まで下がり、ベイズ誤差は{100 * BAYES:.1f}%です。雑音の半分が共通だと、99人でも{100 * curves[0.5][-1]:.1f}%です。",
        f"If independent, the error falls from {100 * curves[0.0][0]:.1f}% for one to {100 * curves[0.0][-1]:.1f}% for 99; the Bayes error is {100 * BAYES:.1f}%. With half of the noise shared it is {100 * curves[0.5][-1]:.1f}% even for 99.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=250)
    ax.plot(VOTERS, 100 * curves[0.5], color=ORANGE, linestyle=DASHES[1], marker=MARKERS[1])
    ax.plot(VOTERS, 100 * curves[0.0], color=TEAL, linestyle=DASHES[0], marker=MARKERS[0])
    ax.axhline(100 * BAYES, color=MUTED, linestyle=DASHES[3], linewidth=1.2)
    ax.text(99, 21.7, t("雑音の半分が共通", "half of the noise shared"), color=ORANGE, ha="right")
    ax.text(6, 18.9, t("独立", "independent"), color=TEAL, ha="left")
    ax.text(1, 15.0, t("ベイズ誤差", "Bayes error"), color=MUTED)
    ax.set(
        xscale="log",
        xticks=(1, 3, 9, 31, 99),
        xticklabels=("1", "3", "9", "31", "99"),
        ylim=(14.5, 25),
        yticks=(16, 18, 20, 22, 24),
        xlabel=t("多数決の人数", "doctors who vote"),
        ylabel=t("誤差（%）", "error (%)"),
    )
    ax.minorticks_off()
    return drawing


# %% [markdown] lang="ja"
# ## 差を二つに分ける {#gaps}
#
# 四つのモデルを学習し、トレーニングデータと検証データの誤差を測ります。
#
# - 特徴量5個：10個のうち5個だけを使うロジスティック回帰（100件）
# - データ60件：全特徴量のロジスティック回帰（60件）
# - 1近傍法：最も近い例をまねる（2000件）
# - データ5000件：全特徴量のロジスティック回帰（5000件）
#
# 回避可能なバイアスは「トレーニングの誤差−ベイズ誤差」、バリアンスは「検証の誤差−トレーニングの誤差」です。

# %% [markdown] lang="en"
# ## Splitting the gap in two {#gaps}
#
# Train 4 models and measure the error on training and validation data.
#
# - 5 features: logistic regression on 5 of the 10 features (100 examples)
# - 60 examples: logistic regression on all features (60 examples)
# - 1-nearest: copy the nearest example (2000 examples)
# - 5000 examples: logistic regression on all features (5000 examples)
#
# Avoidable bias is "training error − Bayes error", variance "validation error − training error".


# %%
def first_five(x):
    return x[:, :5]


def logistic():
    return LogisticRegression(C=1e6, max_iter=5000)  # practically without a penalty


MODELS = {
    "five-features": (
        ("特徴量5個", "5 features"),
        100,
        lambda: make_pipeline(FunctionTransformer(first_five), logistic()),
    ),
    "few-rows": (("データ60件", "60 examples"), 60, logistic),
    "nearest": (("1近傍法", "1-nearest"), 2000, lambda: KNeighborsClassifier(n_neighbors=1)),
    "many-rows": (("データ5000件", "5000 examples"), 5000, logistic),
}


def train_and_validate(make_model, n, seed, n_validation=4000):
    """Error on the training data and on validation data."""
    rng = np.random.default_rng(seed)
    x, y = sample(n, rng)
    x_val, y_val = sample(n_validation, rng)
    model = make_model().fit(x, y)
    return 1 - model.score(x, y), 1 - model.score(x_val, y_val)


measured = {
    key: np.array([train_and_validate(make, n, seed) for seed in SEEDS]).mean(axis=0)
    for key, (_, n, make) in MODELS.items()
}
bias = {key: train - BAYES for key, (train, _) in measured.items()}
variance = {key: validation - train for key, (train, validation) in measured.items()}

assert bias["five-features"] > 1.5 * variance["five-features"] > 0.02
assert bias["few-rows"] < 0 < 0.08 < variance["few-rows"]
assert measured["nearest"][0] == 0 and variance["nearest"] > 0.15
assert measured["nearest"][1] < 2 * BAYES * (1 - BAYES) + 0.02  # close to Cover and Hart's limit
assert abs(bias["many-rows"]) < 0.01 and variance["many-rows"] < 0.015
for key in MODELS:
    record(f"train-{key}", 100 * measured[key][0], "{:.1f}")
    record(f"validation-{key}", 100 * measured[key][1], "{:.1f}")
    record(f"bias-{key}", 100 * bias[key], "{:.1f}")
    record(f"variance-{key}", 100 * variance[key], "{:.1f}")


# %%
@figure(
    "gaps",
    title=("トレーニングの誤差と検証の誤差", "Training error and validation error"),
    caption=(
        "点線がベイズ誤差です。点線から丸までが回避可能なバイアス、丸から四角までがバリアンスです。丸が点線より左なら、暗記しています。",
        "Dotted: the Bayes error. From it to the circle: avoidable bias; from circle to square: variance. A circle left of the line means learning by heart.",
    ),
    desc=tuple(
        join.join(
            f"{names[index]}{colon}{100 * measured[key][0]:.1f}%→{100 * measured[key][1]:.1f}%"
            for key, (names, _, _) in MODELS.items()
        )
        + end
        for index, (colon, join, end) in enumerate((("：", "、", "。"), (": ", "; ", ".")))
    ),
)
def _(t):
    drawing, (ax,) = axes(height=250)
    at = np.arange(len(MODELS))[::-1]
    train, validation = (
        100 * np.array([each[part] for each in measured.values()]) for part in (0, 1)
    )
    ax.axvline(100 * BAYES, color=MUTED, linestyle=DASHES[3])
    ax.hlines(at, train, validation, color=MUTED, linewidth=1.5)
    ax.plot(train, at, MARKERS[0], color=TEAL, markersize=9, label=t("トレーニング", "training"))
    ax.plot(validation, at, MARKERS[1], color=ORANGE, markersize=8, label=t("検証", "validation"))
    ax.set_yticks(at, [t(*names) for names, _, _ in MODELS.values()])
    ax.set(xlim=(-1, 30), ylim=(-0.6, len(MODELS) - 0.4), xlabel=t("誤差（%）", "error (%)"))
    ax.legend(loc="lower center", bbox_to_anchor=(0.45, 1.0), ncols=2, handlelength=1.0)
    return drawing


# %% [markdown] lang="ja"
# 次に、ベイズ誤差の代わりに人の誤差を使います。医師1人、医師9人の多数決、本当のベイズ誤差の三つで、「特徴量5個」のモデルの回避可能なバイアスを計算します。

# %% [markdown] lang="en"
# Now use human error in place of the Bayes error. We compute the avoidable bias of the model "5 features" with one doctor, with the vote of 9 doctors and with the true Bayes error.

# %%
PROXIES = (
    ("doctor", ("医師1人", "one doctor"), humans["doctor"]),
    ("vote-9", ("医師9人の多数決", "vote of 9 doctors"), humans["vote-9"]),
    ("bayes", ("ベイズ誤差", "Bayes error"), BAYES),
)
shown_bias = {key: measured["five-features"][0] - proxy for key, _, proxy in PROXIES}

assert (
    shown_bias["doctor"] < variance["five-features"] < shown_bias["vote-9"]
)  # the diagnosis flips
for key, value in shown_bias.items():
    record(f"shown-bias-{key}", 100 * value, "{:.1f}")

table(
    "proxies",
    caption=(
        "「特徴量5個」のモデルの診断。代わりに使う値によって変わる（ポイント）",
        "Diagnosis of the model “5 features”, which depends on the stand-in (points)",
    ),
    columns=[
        ("ベイズ誤差の代わり", "stand-in for the Bayes error"),
        ("その値（%）", "its value (%)"),
        ("回避可能なバイアス", "avoidable bias"),
        ("バリアンス", "variance"),
        ("先に減らすもの", "reduce first"),
    ],
    rows=[
        [
            name,
            f"{100 * proxy:.1f}",
            f"{100 * shown_bias[key]:.1f}".replace("-", "−"),
            f"{100 * variance['five-features']:.1f}",
            ("バリアンス", "variance")
            if shown_bias[key] < variance["five-features"]
            else ("バイアス", "bias"),
        ]
        for key, name, proxy in PROXIES
    ],
)

# %% [markdown] lang="ja"
# 医師1人を基準にすると、バイアスはもう残っていないように見えます。9人の多数決を基準にすると、バイアスの方が大きいとわかります。捨てた特徴量がまだ効くのですから、後の診断が正しいのです。
#
# ## トレーニングの誤差がベイズ誤差より小さいとき {#below-bayes}
#
# 全特徴量のロジスティック回帰で、トレーニングデータの件数を変えます。

# %% [markdown] lang="en"
# Against one doctor no bias seems to be left. Against the vote of 9, bias is the larger gap. The features left out would still help, so the second diagnosis is right.
#
# ## Training error below the Bayes error {#below-bayes}
#
# Logistic regression on all features, with more and more training examples.

# %%
ROWS = (30, 60, 120, 300, 1000, 3000)
learning = np.array(
    [np.mean([train_and_validate(logistic, n, seed) for seed in SEEDS], axis=0) for n in ROWS]
)  # a row per size: training error, validation error

assert learning[0, 0] < 0.08 and learning[0, 1] > 0.22
assert (learning[:4, 0] < BAYES).all() and (learning[:, 1] > BAYES).all()
assert abs(learning[-1] - BAYES).max() < 0.01
record("train-30", 100 * learning[0, 0], "{:.1f}")
record("validation-30", 100 * learning[0, 1], "{:.1f}")


# %%
@figure(
    "learning-curve",
    title=("件数と誤差", "Examples and error"),
    caption=(
        "データが少ないとトレーニングの誤差はベイズ誤差を下回ります。検証の誤差は上にあり、二つは件数とともに近づきます。",
        "With few examples the training error is below the Bayes error. The validation error is above it, and the two meet as examples are added.",
    ),
    desc=(
        f"30件ではトレーニング{100 * learning[0, 0]:.1f}%、検証{100 * learning[0, 1]:.1f}%、3000件では{100 * learning[-1, 0]:.1f}%と{100 * learning[-1, 1]:.1f}%です。ベイズ誤差は{100 * BAYES:.1f}%です。",
        f"With 30 examples: training {100 * learning[0, 0]:.1f}%, validation {100 * learning[0, 1]:.1f}%; with 3000: {100 * learning[-1, 0]:.1f}% and {100 * learning[-1, 1]:.1f}%. The Bayes error is {100 * BAYES:.1f}%.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=250)
    ax.plot(ROWS, 100 * learning[:, 1], color=ORANGE, linestyle=DASHES[1], marker=MARKERS[1])
    ax.plot(ROWS, 100 * learning[:, 0], color=TEAL, linestyle=DASHES[0], marker=MARKERS[0])
    ax.axhline(100 * BAYES, color=MUTED, linestyle=DASHES[3], linewidth=1.2)
    ax.axhline(100 * humans["doctor"], color=PURPLE, linestyle=DASHES[2], linewidth=1.2)
    ax.text(130, 19, t("検証", "validation"), color=ORANGE, ha="left")
    ax.text(100, 10, t("トレーニング", "training"), color=TEAL, ha="left")
    ax.text(3000, 13.2, t("ベイズ誤差", "Bayes error"), color=MUTED, ha="right")
    ax.text(
        3000, 100 * humans["doctor"] + 0.5, t("医師1人", "one doctor"), color=PURPLE, ha="right"
    )
    ax.set(
        xscale="log",
        ylim=(0, 28),
        xticks=(30, 100, 300, 1000, 3000),
        xticklabels=("30", "100", "300", "1000", "3000"),
        xlabel=t("トレーニングデータの件数", "training examples"),
        ylabel=t("誤差（%）", "error (%)"),
    )
    ax.minorticks_off()
    return drawing


# %% [markdown] lang="ja"
# トレーニングの誤差は、ベイズ誤差を下回れます。学習に使った例は暗記できるからです。新しいデータの誤差は、測定の揺れを別にすれば下回れません。
# 3000件のモデルの**検証**の誤差は医師1人より小さいので、ベイズ誤差もそれ以下だとわかります。このとき代わりに使う値を更新するのは、モデルの側です。
#
# ## 人の誤差にも誤差がある {#limits}
#
# 人に200件を判定してもらって誤差を測ると、信頼区間はどれほど広いでしょうか。
# また、正解のラベルを医師1人、または素人1人が付けていたら、最良の規則の「誤差」はいくつに見えるでしょうか。

# %% [markdown] lang="en"
# Training error can be below the Bayes error, because the examples it is measured on can be learned by heart. The error on new data cannot, apart from the noise of measuring.
# The **validation** error of the model with 3000 examples is below that of one doctor, so the Bayes error must be as low or lower: now the model improves the estimate.
#
# ## Human error is measured with error {#limits}
#
# How wide is the confidence interval of a human error measured on 200 examples?
# And if the labels come from one doctor, or from one layperson, how large does the "error" of the best rule look?

# %%
half_width = 1.96 * np.sqrt(humans["vote-9"] * (1 - humans["vote-9"]) / 200)
rng = np.random.default_rng(2)
best = (signal > 0).astype(int)
by_doctor, by_layperson = (judge(signal, noise, rng) for noise in (1.0, 2.0))
best_rule_against = {
    "doctor": (best != by_doctor).mean(),
    "layperson": (best != by_layperson).mean(),
}

assert half_width > 0.05
assert best_rule_against["doctor"] > BAYES + 0.01
assert best_rule_against["layperson"] > BAYES + 0.1
record("human-half-width", 100 * half_width, "{:.1f}")
for labeler, error in best_rule_against.items():
    record(f"best-rule-against-{labeler}", 100 * error, "{:.1f}")

# %% [markdown] lang="ja"
# 200件では、9人の多数決の誤差は±{=human-level/human-half-width}ポイントの幅でしかわかりません。
# 最良の規則の本当の誤差は{=human-level/bayes}%です。それが、医師1人のラベルで測ると{=human-level/best-rule-against-doctor}%、素人1人のラベルで測ると{=human-level/best-rule-against-layperson}%に見えます。測ったのは、真実との違いでなく、ラベルを付けた人との食い違いです。
#
# この計算では、人もモデルも同じ手がかりだけを見ています。実際には、人が画像以外の文脈を知っていたり、モデルが人に見えない特徴量を使えたりします。その場合、二つの下限は違います。

# %% [markdown] lang="en"
# With 200 examples, the error of the vote of 9 is known only to ±{=human-level/human-half-width} points.
# The error of the best rule is really {=human-level/bayes}%, but by the labels of one doctor it looks like {=human-level/best-rule-against-doctor}%, and by those of one layperson like {=human-level/best-rule-against-layperson}%. What is measured is not the distance from the truth, but the disagreement with the person who labeled.
#
# In this computation people and model see the same evidence. Real people may know a context beyond the image, and a model may use features that people cannot see. Then the two limits are not the same.

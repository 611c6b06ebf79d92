# ---
# title:
#   ja: 分割とデータリークを計算する
#   en: Splits and leaks, computed
# description:
#   ja: テストデータの大きさ、検証データの使いすぎ、五つのデータリーク、ハッシュによる分割を、一つずつ計算で確かめます。
#   en: Test set sizes, overused validation data, five kinds of data leakage and the hash split of BigQuery, each of them computed.
# ---

# %% [markdown] lang="ja"
# モデルの評価は、データの分け方で決まります。何件取り分ければよく、どう分けると評価が嘘になるのでしょうか。
#
# このラボは、大きさ、選びすぎ、データリーク、分布の違い、ハッシュによる分割を順に計算します。
#
# ## テストデータは何件必要か {#size}
#
# 誤差（誤分類率）$e$を$n$件で測ると、測った値は標準偏差$\sqrt{e(1-e)/n}$で揺れます。95%信頼区間の半幅は、その1.96倍です。
# 式が正しいことを、誤差5%のモデルを何度も測る乱数の実験で確かめます。

# %% [markdown] lang="en"
# The evaluation of a model depends on how the data was split. How many examples must be set aside, and which splits make the evaluation lie?
#
# This lab computes, in turn: size, choosing too often, data leakage, a mismatch of distributions, and the hash split.
#
# ## How many test examples? {#size}
#
# Measure an error rate $e$ on $n$ examples, and the measured value varies with the standard deviation $\sqrt{e(1-e)/n}$. The half-width of the 95% confidence interval is 1.96 times that.
# We check the formula by measuring a model with 5% error many times with random numbers.

# %%
import numpy as np
from sklearn.datasets import load_breast_cancer, load_digits
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import r2_score
from sklearn.model_selection import GroupKFold, KFold, StratifiedKFold, cross_val_score
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from helpers.farmhash import farm_fingerprint, sql_mod
from helpers.lab import data, figure, record, table
from helpers.style import DASHES, INK, MARKERS, MUTED, ORANGE, TEAL, axes

ERROR = 0.05


def half_width(n, error=ERROR):
    """Half-width of the 95% confidence interval of an error rate, in percentage points."""
    return 100 * 1.96 * np.sqrt(error * (1 - error) / n)


rng = np.random.default_rng(0)
SIZES = np.array([100, 300, 1000, 3000, 10_000, 30_000, 100_000])
measured = np.array([100 * 1.96 * (rng.binomial(n, ERROR, 4000) / n).std() for n in SIZES])

assert np.allclose(measured, half_width(SIZES), rtol=0.06), measured / half_width(SIZES)
assert np.isclose(half_width(100) / half_width(10_000), 10)
for n in (100, 1000, 10_000, 100_000):
    record(f"half-width-{n}", half_width(n), "{:.2f}")
points = [(n, error) for n in (100, 1000, 10_000) for error in (0.01, ERROR, 0.3)]
data("half-widths", [[n, error, half_width(n, error)] for n, error in points], digits=12)


# %%
@figure(
    "test-size",
    title=(
        "テストデータの件数と信頼区間の半幅",
        "Size of the test data and half-width of the interval",
    ),
    caption=(
        "誤差5%のモデルを測ったときの95%信頼区間の半幅です。線は式、丸は実験です。件数を100倍にすると、半幅は10分の1になります。",
        "Half-width of the 95% interval for a model with 5% error. Line: formula; circles: experiment. 100 times the examples, a tenth of the width.",
    ),
    desc=(
        f"半幅は100件で{half_width(100):.1f}ポイント、1000件で{half_width(1000):.2f}ポイント、1万件で{half_width(10_000):.2f}ポイントです。両対数の目盛りで直線になります。",
        f"The half-width is {half_width(100):.1f} points with 100 examples, {half_width(1000):.2f} with 1000 and {half_width(10_000):.2f} with 10,000: a straight line on logarithmic axes.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=250)
    ax.plot(SIZES, half_width(SIZES), color=TEAL)
    ax.plot(SIZES, measured, MARKERS[0], color=ORANGE, markersize=7, markerfacecolor="none")
    for n in (100, 1000, 10_000):
        ax.annotate(
            f"±{half_width(n):.2f}",
            (n, half_width(n)),
            (8, 5),
            textcoords="offset points",
            color=INK,
        )
    ax.set(
        xscale="log",
        yscale="log",
        xlim=(70, 140_000),
        ylim=(0.1, 9),
        yticks=(0.1, 0.3, 1, 3),
        yticklabels=("0.1", "0.3", "1", "3"),
        xticks=(100, 1000, 10_000, 100_000),
        xticklabels=(
            "100",
            "1000",
            t("1万", "10,000"),
            t("10万", "100,000"),
        ),
        xlabel=t("テストデータの件数", "test examples"),
        ylabel=t("半幅（ポイント）", "half-width (points)"),
    )
    ax.minorticks_off()
    return drawing


PLANS = (
    (1000, 60, 20, 20),
    (10_000, 60, 20, 20),
    (10_000, 98, 1, 1),
    (1_000_000, 60, 20, 20),
    (1_000_000, 98, 1, 1),
)

table(
    "plans",
    caption=(
        "分け方と、誤差5%のモデルを測ったときの95%信頼区間の半幅（ポイント）",
        "Ways to split, and the half-width (points) of the 95% interval for a model with 5% error",
    ),
    columns=[
        ("全体", "all"),
        ("比率", "shares"),
        ("テスト", "test"),
        ("半幅", "half-width"),
    ],
    rows=[
        [
            f"{n:,}",
            f"{train}/{dev}/{test}",
            f"{n * test // 100:,}",
            f"±{half_width(n * test / 100):.2f}",
        ]
        for n, train, dev, test in PLANS
    ],
)

# %% [markdown] lang="ja"
# 効くのは比率ではなく件数です。全体が100万件なら、1%の1万件で十分に狭くなります。全体が1万件のときの1%は100件で、誤差5%のモデルと1%のモデルの区別も危うくなります。
#
# ## 検証データで選ぶと良く見える {#choosing}
#
# 正解率がどれもちょうど0.8の、実力の等しいモデルを1000個まで用意します。検証データで最も良かったものを選ぶと、その正解率はいくつに見えるでしょうか。

# %% [markdown] lang="en"
# What counts is the number, not the share. With 1,000,000 examples, 1% is 10,000, and the interval is narrow. With 10,000 examples, 1% is 100, hardly enough to tell a model with 5% error from one with 1%.
#
# ## Chosen on validation data, it looks good {#choosing}
#
# Take up to 1000 models of equal strength: each has an accuracy of exactly 0.8. Choose the one that is best on the validation data. Which accuracy does it seem to have?

# %%
TRUE_ACCURACY = 0.8
COUNTS = (1, 10, 100, 1000)


def best_looking(models, n, rng, repeats=400):
    """Mean accuracy of the best of `models` equal models on n validation examples."""
    return (rng.binomial(n, TRUE_ACCURACY, (repeats, models)).max(axis=1) / n).mean()


rng = np.random.default_rng(0)
looks = {n: np.array([best_looking(k, n, rng) for k in COUNTS]) for n in (500, 5000)}
on_test = np.array([(rng.binomial(500, TRUE_ACCURACY, 400) / 500).mean() for _ in COUNTS])

assert abs(looks[500][0] - TRUE_ACCURACY) < 0.005
assert (np.diff(looks[500]) > 0.005).all()  # more models, more flattery
assert looks[500][2] - TRUE_ACCURACY > 0.035
assert looks[5000][2] - TRUE_ACCURACY < 0.02  # a bigger validation set flatters less
assert np.abs(on_test - TRUE_ACCURACY).max() < 0.005  # fresh data tell the truth
record("best-of-100", looks[500][2], "{:.3f}")
record("best-of-1000", looks[500][3], "{:.3f}")
record("flattery-of-100", 100 * (looks[500][2] - TRUE_ACCURACY), "{:.1f}")
record("best-of-100-larger", looks[5000][2], "{:.3f}")
record("test-of-chosen", on_test[2], "{:.3f}")


# %%
@figure(
    "choosing",
    title=("選んだモデルの正解率", "Accuracy of the chosen model"),
    caption=(
        "どのモデルも実力は0.8です。検証データで最も良いものを選ぶと、候補が多いほど良く見えます。新しいテストデータでは0.8に戻ります。",
        "Every model is worth 0.8. The best on the validation data looks better the more there were to choose from; fresh test data shows 0.8.",
    ),
    desc=(
        f"検証データ500件で100個から選ぶと{looks[500][2]:.3f}、1000個からなら{looks[500][3]:.3f}に見えます。5000件なら100個から選んでも{looks[5000][2]:.3f}です。テストデータでは{on_test[2]:.3f}です。",
        f"With 500 validation examples the best of 100 looks like {looks[500][2]:.3f} and the best of 1000 like {looks[500][3]:.3f}. With 5000 examples the best of 100 looks like {looks[5000][2]:.3f}. Test data shows {on_test[2]:.3f}.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=250)
    ax.plot(COUNTS, looks[500], color=ORANGE, linestyle=DASHES[0], marker=MARKERS[0])
    ax.plot(COUNTS, looks[5000], color=TEAL, linestyle=DASHES[1], marker=MARKERS[1])
    ax.plot(COUNTS, on_test, color=MUTED, linestyle=DASHES[3], marker=MARKERS[2])
    ax.text(90, 0.852, t("検証データ500件", "500 validation examples"), color=ORANGE, ha="right")
    ax.text(1000, 0.8225, t("検証データ5000件", "5000 validation examples"), color=TEAL, ha="right")
    ax.text(1000, 0.792, t("新しいテストデータ", "fresh test data"), color=MUTED, ha="right")
    ax.set(
        xscale="log",
        ylim=(0.785, 0.865),
        xticks=COUNTS,
        xticklabels=[f"{count}" for count in COUNTS],
        yticks=(0.8, 0.82, 0.84, 0.86),
        xlabel=t("候補の数", "models to choose from"),
        ylabel=t("正解率", "accuracy"),
    )
    ax.minorticks_off()
    return drawing


# %% [markdown] lang="ja"
# ここでは、どのモデルの間違いも互いに独立です。本物の候補は同じ例を間違えやすいので、上乗せはこれより小さくなります。
# 検証データは「選ぶ」ため、テストデータは「一度だけ測る」ためにあります。テストデータでも選べば、同じことが起きます。
#
# ## 同じ人が両側にいる {#groups}
#
# 200人から10件ずつのデータを取ります。ラベルは人ごとに**コインを投げて**決めるので、学べることは何もありません。
# 行をシャッフルして分ける場合と、人の単位で分ける場合を比べます。モデルは最も近い例をまねる1近傍法です。

# %% [markdown] lang="en"
# The errors of these models are independent. Real candidates tend to fail on the same examples, so they are flattered less than this.
# Validation data is for choosing, test data for measuring once. Choose on the test data, and the same happens there.
#
# ## The same person on both sides {#groups}
#
# Take 10 examples each from 200 people. The label of each person is decided by **tossing a coin**, so there is nothing to learn.
# We compare shuffling the rows with splitting by person. The model copies the nearest example (1-nearest neighbor).

# %%
SEEDS = range(5)
COPY_NEAREST = KNeighborsClassifier(n_neighbors=1)


def random_and_group(x, y, group, seed):
    """Accuracy of copying the nearest example: folds of shuffled rows, folds of whole groups."""
    by_row = KFold(5, shuffle=True, random_state=seed)
    by_group = GroupKFold(5, shuffle=True, random_state=seed)
    return (
        cross_val_score(COPY_NEAREST, x, y, cv=by_row).mean(),
        cross_val_score(COPY_NEAREST, x, y, cv=by_group, groups=group).mean(),
    )


def people(seed):
    rng = np.random.default_rng(seed)
    person = np.repeat(np.arange(200), 10)
    habits = rng.normal(size=(200, 8))  # what is typical of a person …
    x = habits[person] + 0.1 * rng.normal(size=(2000, 8))  # … and a little noise in each row
    y = rng.integers(0, 2, 200)[person]
    return random_and_group(x, y, person, seed)


group_random, group_honest = np.array([people(seed) for seed in SEEDS]).T

assert group_random.min() > 0.99
assert abs(group_honest.mean() - 0.5) < 0.07 and group_honest.max() < 0.65
record("group-random", group_random.mean(), "{:.2f}")
record("group-honest", group_honest.mean(), "{:.2f}")

# %% [markdown] lang="ja"
# ほぼ同じデータの重複も、2件だけのグループと同じです。手書き数字600枚を、ノイズを足した写しと合わせて1200枚にし、ラベルをまたコインで決めます。

# %% [markdown] lang="en"
# Near-duplicates are groups of 2. Take 600 handwritten digits and a noisy copy of each, 1200 images in all, and again toss coins for the labels.


# %%
def duplicates(seed):
    rng = np.random.default_rng(seed)
    pixels = load_digits().data / 16
    originals = pixels[rng.permutation(len(pixels))[:600]]
    copies = originals + 0.02 * rng.normal(size=originals.shape)
    image = np.tile(np.arange(600), 2)
    y = rng.integers(0, 2, 600)[image]
    return random_and_group(np.concatenate([originals, copies]), y, image, seed)


twin_random, twin_honest = np.array([duplicates(seed) for seed in SEEDS]).T

assert abs(twin_random.mean() - 0.9) < 0.03  # 0.8 of the twins are in training, 0.2 are guessed
assert abs(twin_honest.mean() - 0.5) < 0.04
record("twin-random", twin_random.mean(), "{:.2f}")
record("twin-honest", twin_honest.mean(), "{:.2f}")

# %% [markdown] lang="ja"
# ## 未来を見てしまう {#time}
#
# 1000日分のランダムウォーク（前日の値に乱数を足した系列）です。特徴量は日付だけで、最も近い三つの日の平均で予測します。
# ランダムに20%を取り分ける場合と、最後の20%を取り分ける場合を比べます。

# %% [markdown] lang="en"
# ## Looking into the future {#time}
#
# A random walk of 1000 days: each value is that of the day before plus a random number. The only feature is the date, and the prediction is the mean of the 3 nearest days.
# We compare holding out a random 20% with holding out the last 20%.

# %%
DAYS = np.arange(1000)
LAST = DAYS[800:]


def forecast(walk, held_out):
    """Predictions for the held-out days, and their R²."""
    known = np.setdiff1d(DAYS, held_out)
    model = KNeighborsRegressor(n_neighbors=3).fit(known[:, None], walk[known])
    prediction = model.predict(held_out[:, None])
    return prediction, r2_score(walk[held_out], prediction)


walks, random_days, r2_random, r2_time = [], [], [], []
for seed in SEEDS:
    rng = np.random.default_rng(seed)
    walks.append(rng.normal(size=len(DAYS)).cumsum())
    random_days.append(np.sort(rng.choice(DAYS, len(LAST), replace=False)))
    r2_random.append(forecast(walks[-1], random_days[-1])[1])
    r2_time.append(forecast(walks[-1], LAST)[1])

assert min(r2_random) > 0.98, r2_random
assert max(r2_time) <= 0, r2_time  # no better than the mean of these days
record("time-random", np.median(r2_random), "{:.3f}")
record("time-honest", np.median(r2_time), "{:.2f}")
record("time-honest-worst", min(r2_time), "{:.2f}")


# %%
@figure(
    "random-walk",
    title=("ランダムウォークの予測", "Predicting a random walk"),
    caption=(
        "上はランダムに選んだ日、下は最後の20%の日を予測します。前後の日を知っていれば当たりますが、未来は当たりません。",
        "Above, randomly chosen days are predicted; below, the last 20%. With the days around them known they are easy; the future is not.",
    ),
    desc=(
        f"ランダムな分割では予測が系列にぴったり重なり、R²の中央値は{np.median(r2_random):.3f}です。最後の20%では予測が一定の値になり、R²の中央値は{np.median(r2_time):.2f}です（{len(SEEDS)}シード）。",
        f"With a random split the predictions lie on the series, median R² {np.median(r2_random):.3f}. For the last 20% the prediction is a constant, median R² {np.median(r2_time):.2f} ({len(SEEDS)} seeds).",
    ),
)
def _(t):
    drawing, panels = axes(2, height=330, sharex=True, sharey=True)
    walk = walks[0]
    parts = (
        (random_days[0], t("ランダムな分割：", "random split: ")),
        (LAST, t("時間による分割：", "split by time: ")),
    )
    for ax, (held_out, name) in zip(panels, parts):
        prediction, r2 = forecast(walk, held_out)
        ax.plot(DAYS[::4], walk[::4], color=MUTED, linewidth=1)
        ax.plot(held_out[::3], prediction[::3], ".", color=ORANGE, markersize=4)
        ax.set_title(f"{name}R² {r2:.2f}".replace("-", "−"))
        ax.set(ylabel=t("値", "value"))
    panels[1].set(xlabel=t("日", "day"))
    return drawing


# %% [markdown] lang="ja"
# ## 答えの後にできた特徴量 {#target}
#
# 解約の予測です。五つの普通の特徴量のほかに、「解約窓口への通話回数」という列があります。記録されるのは解約が決まった**後**なので、予測する時点ではまだ0です。
# この列を使ったモデルを、過去のデータの評価と、列が0のままの本番で測ります。

# %% [markdown] lang="en"
# ## A feature that comes after the answer {#target}
#
# Predicting churn. Beside 5 ordinary features there is a column "calls to the cancellation desk". It is recorded **after** the customer has decided, so at the time of prediction it is still 0.
# We measure the model with this column on past data, and in production, where the column is 0.

# %%
TRAINING, TEST = slice(0, 2000), slice(2000, 6000)


def churn(seed):
    """Recall and accuracy: with the column on past data, with it in production, and without it."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(6000, 5))
    leaves = rng.random(6000) < 1 / (1 + np.exp(1 - x[:, 0] - 0.7 * x[:, 1]))
    calls = rng.poisson(np.where(leaves, 3.0, 0.1))

    def measure(columns, columns_in_use):
        model = LogisticRegression().fit(columns[TRAINING], leaves[TRAINING])
        predicted, true = model.predict(columns_in_use[TEST]), leaves[TEST]
        return predicted[true].mean(), (predicted == true).mean()

    with_calls = np.column_stack([x, calls])
    in_production = np.column_stack([x, np.zeros_like(calls)])
    return measure(with_calls, with_calls), measure(with_calls, in_production), measure(x, x)


churn_runs = np.array([churn(seed) for seed in SEEDS])  # (seeds, 3 situations, recall and accuracy)
(leaky, leaky_live, clean) = churn_runs.mean(axis=0)

assert leaky[0] > 0.8 and leaky[1] > 0.9
assert churn_runs[:, 1, 0].max() < 0.05  # in production it finds nobody …
assert clean[0] > 0.35 and clean[1] > leaky_live[1] + 0.04  # … and the honest model does better
record("target-recall", leaky[0], "{:.2f}")
record("target-recall-live", leaky_live[0], "{:.2f}")
record("target-recall-clean", clean[0], "{:.2f}")
record("target-accuracy", leaky[1], "{:.2f}")
record("target-accuracy-live", leaky_live[1], "{:.2f}")
record("target-accuracy-clean", clean[1], "{:.2f}")

# %% [markdown] lang="ja"
# ## 分割の前の前処理 {#preprocessing}
#
# 乱数だけの特徴量2000個から、ラベルと関係の強い20個を選び、ロジスティック回帰を5分割の交差検証で測ります。ラベルも無関係なので、正しい答えは0.5です。
# 選ぶ作業を全データで済ませてから分割する場合と、トレーニングデータの中だけで選ぶ場合を比べます。同じ比較を、乳がんデータの標準化でも行います。

# %% [markdown] lang="en"
# ## Preprocessing before the split {#preprocessing}
#
# From 2000 features of pure noise choose the 20 most related to the label, and measure a logistic regression by 5-fold cross-validation. The labels are unrelated to everything, so the right answer is 0.5.
# We compare choosing on all the data before the split with choosing inside the training data only. The same comparison is made for standardization, on the breast cancer data.


# %%
def before_and_inside(step, x, y, seed):
    """Accuracy with `step` fitted on all data, and fitted in each training part."""
    folds = StratifiedKFold(5, shuffle=True, random_state=seed)
    model = LogisticRegression(max_iter=1000)
    before = cross_val_score(model, step.fit_transform(x, y), y, cv=folds).mean()
    inside = cross_val_score(make_pipeline(step, model), x, y, cv=folds).mean()
    return before, inside


def noise(seed):
    return np.random.default_rng(seed).normal(size=(100, 2000)), np.arange(100) % 2


selection_before, selection_inside = np.array(
    [before_and_inside(SelectKBest(k=20), *noise(seed), seed) for seed in SEEDS]
).T
cancer = load_breast_cancer(return_X_y=True)
scaling_before, scaling_inside = np.array(
    [before_and_inside(StandardScaler(), *cancer, seed) for seed in SEEDS]
).T

assert selection_before.min() > 0.75
assert abs(selection_inside.mean() - 0.5) < 0.1
assert np.abs(scaling_before - scaling_inside).max() < 0.01
record("selection-before", selection_before.mean(), "{:.2f}")
record("selection-inside", selection_inside.mean(), "{:.2f}")
record("scaling-difference", np.abs(scaling_before - scaling_inside).max(), "{:.3f}")

# %%
LEAKS = (
    (
        ("グループ", "group"),
        group_random.mean(),
        group_honest.mean(),
        ("人で分ける", "split by person"),
    ),
    (
        ("重複", "near-duplicates"),
        twin_random.mean(),
        twin_honest.mean(),
        ("元の画像で分ける", "split by image"),
    ),
    (
        ("特徴量の選択", "selection first"),
        selection_before.mean(),
        selection_inside.mean(),
        ("分割の後に選ぶ", "select after the split"),
    ),
    (
        ("目的変数", "target leakage"),
        leaky[1],
        leaky_live[1],
        ("本番で測る", "measure in production"),
    ),
    (
        ("標準化", "scaling first"),
        scaling_before.mean(),
        scaling_inside.mean(),
        ("分割の後に標準化", "scale after the split"),
    ),
)


@figure(
    "leaks",
    title=("データリークと正解率", "Data leakage and accuracy"),
    caption=(
        f"丸は漏れのある評価、四角は正しい評価の正解率です（{len(SEEDS)}シードの平均）。標準化のように、漏れていても差が見えないこともあります。",
        f"Circles: accuracy in the leaky evaluation; squares: in the honest one (mean of {len(SEEDS)} seeds). With scaling there is a leak but no visible difference.",
    ),
    desc=tuple(
        join.join(f"{name[index]}{colon}{wrong:.2f}→{right:.2f}" for name, wrong, right, _ in LEAKS)
        + end
        for index, (colon, join, end) in enumerate((("：", "、", "。"), (": ", "; ", ".")))
    ),
)
def _(t):
    drawing, (ax,) = axes(height=260)
    at = np.arange(len(LEAKS))[::-1]
    wrong, right = (np.array([leak[index] for leak in LEAKS]) for index in (1, 2))
    ax.hlines(at, right, wrong, color=MUTED, linewidth=1.5)
    ax.plot(wrong, at, MARKERS[0], color=ORANGE, markersize=9, label=t("漏れのある評価", "leaky"))
    ax.plot(
        right,
        at,
        MARKERS[1],
        color=TEAL,
        markersize=7,
        markerfacecolor="none",
        markeredgewidth=2,
        label=t("正しい評価", "honest"),
    )
    ax.set_yticks(at, [t(*name) for name, *_ in LEAKS])
    ax.set(xlim=(0.4, 1.03), ylim=(-0.6, len(LEAKS) - 0.4), xlabel=t("正解率", "accuracy"))
    ax.legend(loc="lower center", bbox_to_anchor=(0.4, 1.0), ncols=2, handlelength=1.0)
    return drawing


table(
    "leaks-table",
    caption=(
        f"漏れのある評価と、直した評価の正解率（{len(SEEDS)}シードの平均）",
        f"Accuracy in the leaky evaluation, and once it is put right (mean of {len(SEEDS)} seeds)",
    ),
    columns=[
        ("漏れ", "leak"),
        ("漏れのある評価", "leaky"),
        ("正しい評価", "honest"),
        ("正しくするには", "what makes it honest"),
    ],
    rows=[[name, f"{wrong:.2f}", f"{right:.2f}", how] for name, wrong, right, how in LEAKS],
)

# %% [markdown] lang="ja"
# 標準化はラベルを見ないうえ、平均と分散は行が少し入れ替わってもほとんど動きません。差が小さいから許されるのではなく、手順を守れば、差が小さいかどうかを心配せずに済みます。
#
# ## 分布の違いをtraining-devデータで見分ける {#mismatch}
#
# 手書き数字の分類で、検証データの誤差が同じくらい悪い二つの状況を作ります。
#
# - 状況A：トレーニングデータが60枚しかありません。分布は検証データと同じです。
# - 状況B：トレーニングデータは1000枚ありますが、検証データでは25%の画像が1ピクセル右にずれています。
#
# トレーニングデータと同じ分布から、学習に使わない300枚を取り分けます。これがtraining-devデータです。

# %% [markdown] lang="en"
# Scaling does not look at the labels, and a mean and a variance hardly move when a few rows are exchanged. That does not make it allowed; but with the right order you need not wonder whether the difference is small.
#
# ## Telling a mismatch by a training-dev set {#mismatch}
#
# In the classification of handwritten digits we make 2 situations whose validation error is about equally bad.
#
# - Situation A: only 60 training images, from the same distribution as the validation data.
# - Situation B: 1000 training images, but in the validation data 25% of the images are shifted to the right by 1 pixel.
#
# We set aside 300 images of the training distribution that are not trained on: the training-dev set.


# %%
def errors(rows, shifted, seed):
    """Error on training, training-dev and validation data, in percent."""
    rng = np.random.default_rng(seed)
    images, y = load_digits(return_X_y=True)
    order = rng.permutation(len(y))
    images, y = images[order] / 16, y[order]
    moved = np.roll(images.reshape(-1, 8, 8), 1, axis=2).reshape(-1, 64)
    elsewhere = np.where((rng.random(len(y)) < shifted)[:, None], moved, images)
    train, training_dev, dev = slice(0, rows), slice(1000, 1300), slice(1300, None)
    model = LogisticRegression(max_iter=2000).fit(images[train], y[train])
    parts = (
        (images[train], y[train]),
        (images[training_dev], y[training_dev]),
        (elsewhere[dev], y[dev]),
    )
    return [100 * (1 - model.score(*part)) for part in parts]


few = np.array([errors(60, 0.0, seed) for seed in SEEDS])
mismatch = np.array([errors(1000, 0.25, seed) for seed in SEEDS])

assert abs(few.mean(axis=0)[2] - mismatch.mean(axis=0)[2]) < 4  # about the same validation error …
assert (few[:, 1] - few[:, 0] > 8).all() and (np.abs(few[:, 2] - few[:, 1]) < 8).all()  # … variance
assert (mismatch[:, 1] < 7).all() and (mismatch[:, 2] - mismatch[:, 1] > 8).all()  # … mismatch
for name, runs in (("few", few), ("mismatch", mismatch)):
    for part, value in zip(("train", "training-dev", "dev"), runs.mean(axis=0)):
        record(f"{name}-{part}", value, "{:.1f}")

table(
    "mismatch",
    caption=(
        f"誤差（%）。{len(SEEDS)}シードの平均",
        f"Error (%), mean of {len(SEEDS)} seeds",
    ),
    columns=[
        ("状況", "situation"),
        ("トレーニング", "training"),
        ("training-dev", "training-dev"),
        ("検証", "validation"),
        ("大きい差", "the large gap"),
    ],
    rows=[
        [name, *(f"{value:.1f}" for value in runs.mean(axis=0)), gap]
        for name, runs, gap in (
            (("A：データが少ない", "A: few examples"), few, ("バリアンス", "variance")),
            (("B：分布が違う", "B: other distribution"), mismatch, ("分布の違い", "mismatch")),
        )
    ],
)

# %% [markdown] lang="ja"
# 検証データの誤差だけでは、二つを区別できません。training-devデータの誤差が高ければバリアンスで、データを増やすか正則化します。低ければ分布の違いで、検証データに似たデータを集めます。
#
# ## 増えても動かない分割 {#hash}
#
# 1万人分のデータを80/10/10に分けました。後から2000人が増え、分け直します。前にテストデータだった人は、テストデータのままでしょうか。
# 三つの方法を比べます。毎回新しい乱数、固定した乱数の種、そしてBigQueryの`FARM_FINGERPRINT`です。ハッシュ関数は、Googleの文書にある値と一致することをテストで確かめた実装を使います。

# %% [markdown] lang="en"
# Validation error alone cannot tell them apart. A high training-dev error means variance: get more data or regularize. A low one means mismatch: collect data that resembles the validation data.
#
# ## A split that stays when data grows {#hash}
#
# The data of 10,000 users was split 80/10/10. Later 2000 users are added and we split again. Are those who were in the test data still there?
# We compare 3 methods: a new draw each time, a fixed random seed, and `FARM_FINGERPRINT` of BigQuery. Our implementation of the hash is tested against the values in Google's documentation.

# %%
USERS = [f"user-{number}" for number in range(12_000)]
BEFORE = 10_000
hashes = np.array([farm_fingerprint(user) for user in USERS])


def by_draw(n, rng):
    """0 to 9 for each user: 0–7 training, 8 validation, 9 test."""
    return rng.permutation(n) * 10 // n


def by_hash(n):
    return np.abs(hashes[:n]) % 10  # ABS, then MOD


def moved(before, after):
    """Share of the earlier test users that are training users now, in percent."""
    was_test = before == 9
    return 100 * (after[:BEFORE][was_test] < 8).mean()


new_draw = np.random.default_rng(1)
moves = {
    "new-draw": moved(by_draw(BEFORE, new_draw), by_draw(len(USERS), new_draw)),
    "fixed-seed": moved(
        by_draw(BEFORE, np.random.default_rng(42)), by_draw(len(USERS), np.random.default_rng(42))
    ),
    "hash": moved(by_hash(BEFORE), by_hash(len(USERS))),
}
same_table = moved(
    by_draw(BEFORE, np.random.default_rng(42)), by_draw(BEFORE, np.random.default_rng(42))
)

assert moves["new-draw"] > 70 and moves["fixed-seed"] > 70
assert moves["hash"] == 0 and same_table == 0
for name, share in moves.items():
    record(f"moved-{name}", share, "{:.0f}")

parts = by_hash(len(USERS))
shares = {
    "training": (parts < 8).mean(),
    "validation": (parts == 8).mean(),
    "test": (parts == 9).mean(),
}
assert abs(shares["training"] - 0.8) < 0.02 and abs(shares["test"] - 0.1) < 0.01
for name, share in shares.items():
    record(f"hash-{name}", 100 * share, "{:.1f}")


# %%
METHODS = (
    (("毎回新しい乱数", "new draw"), "new-draw"),
    (("固定した種", "fixed seed"), "fixed-seed"),
    (("ハッシュ", "hash of the key"), "hash"),
)


@figure(
    "moved",
    title=("データが増えた後の移動", "Moves after the data has grown"),
    caption=(
        "前のテストデータのうち、データが2割増えた後にトレーニングデータへ移った割合です。種を固定しても、行数が変われば別の分割になります。",
        "Share of the earlier test users that moved into the training data once the data grew by a fifth. A fixed seed gives another split for another number of rows.",
    ),
    desc=(
        "、".join(f"{name[0]}{moves[key]:.0f}%" for name, key in METHODS) + "。",
        ", ".join(f"{name[1]} {moves[key]:.0f}%" for name, key in METHODS) + ".",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=190)
    at = np.arange(len(METHODS))[::-1]
    values = [moves[key] for _, key in METHODS]
    ax.barh(at, values, color=[ORANGE, ORANGE, TEAL], height=0.55)
    for height, value in zip(at, values):
        ax.text(value + 1.5, height, f"{value:.0f}%", va="center", color=INK)
    ax.set_yticks(at, [t(*name) for name, _ in METHODS])
    ax.set(xlim=(0, 100), xlabel=t("トレーニングに移った割合（%）", "moved into training (%)"))
    ax.grid(False, axis="y")
    return drawing


table(
    "hash-rows",
    caption=(
        "FARM_FINGERPRINTの値と分け先",
        "Values of FARM_FINGERPRINT and where they go",
    ),
    columns=[
        ("キー", "key"),
        ("ハッシュ", "hash"),
        ("MOD(ABS(…), 10)", "MOD(ABS(…), 10)"),
        ("分け先", "part"),
    ],
    rows=[
        [
            USERS[index],
            f"{hashes[index]}".replace("-", "−"),
            f"{parts[index]}",
            (("トレーニング", "training"), ("検証", "validation"), ("テスト", "test"))[
                max(0, parts[index] - 7)
            ],
        ]
        for index in (
            *np.flatnonzero(parts < 8)[:2],
            np.flatnonzero(parts == 8)[0],
            np.flatnonzero(parts == 9)[0],
        )
    ],
)

# %% [markdown] lang="ja"
# ハッシュの割合はちょうど80/10/10にはなりませんが、近い値です。間違えやすい点を三つ数えます。
#
# - `ABS`を忘れる：SQLの`MOD`は負の数に負の余りを返すので、負のハッシュがすべて「8未満」に入ります。
# - 同じ余りで間引いてから分ける：`MOD`が0の行だけを取り出すと、次の`MOD`もすべて0です。キーに別の文字列を足すと直ります。
# - キーの種類が少ない：20店舗をハッシュで分けると、割合が大きくぶれます。4000通りの店舗名で、テストに入る店舗の数を数えます。

# %% [markdown] lang="en"
# The shares of a hash split are not exactly 80/10/10, but close. We count 3 mistakes that are easily made.
#
# - Forgetting `ABS`: `MOD` of SQL gives a negative rest for a negative number, so all negative hashes count as "less than 8".
# - Thinning by the same rest before the split: keep only the rows with `MOD` 0, and every later `MOD` is 0 too. Another text added to the key repairs that.
# - Few different keys: split 20 stores by their hash, and the shares vary a lot. We count the stores in the test data for 4000 sets of store names.

# %%
without_abs = np.mean([sql_mod(int(value), 10) < 8 for value in hashes])
thinned = [user for user, part in zip(USERS, parts) if part == 0]
again = np.mean([abs(farm_fingerprint(user)) % 10 < 8 for user in thinned])
salted = np.mean([abs(farm_fingerprint(f"{user}-split")) % 10 < 8 for user in thinned])
test_stores = np.array(
    [
        sum(abs(farm_fingerprint(f"shop-{chain}-{store}")) % 10 == 9 for store in range(20))
        for chain in range(4000)
    ]
)

assert abs(without_abs - 0.9) < 0.02
assert again == 1.0
assert abs(salted - 0.8) < 0.05
assert abs((test_stores == 0).mean() - 0.9**20) < 0.03 and test_stores.max() >= 5
record("without-abs", 100 * without_abs, "{:.0f}")
record("thinned", len(thinned), "{:.0f}")
record("thinned-training", 100 * again, "{:.0f}")
record("salted-training", 100 * salted, "{:.0f}")
record("no-test-store", 100 * (test_stores == 0).mean(), "{:.0f}")
record("most-test-stores", test_stores.max(), "{:.0f}")

# %% [markdown] lang="ja"
# `ABS`を忘れると、トレーニングデータは{=splits-and-leakage/without-abs}%になります。間引いた{=splits-and-leakage/thinned}人を同じ余りで分けると{=splits-and-leakage/thinned-training}%がトレーニングデータに入り、キーに文字列を足すと{=splits-and-leakage/salted-training}%に戻ります。
# 20店舗では、{=splits-and-leakage/no-test-store}%の場合にテストデータの店舗が一つもなく、多いときは{=splits-and-leakage/most-test-stores}店舗が入ります。キーが少ないときは、数を見て手で割り当てる方が確実です。

# %% [markdown] lang="en"
# Without `ABS` the training data gets {=splits-and-leakage/without-abs}%. Split the {=splits-and-leakage/thinned} users that are left after thinning by the same rest, and {=splits-and-leakage/thinned-training}% go into training; with another text added to the key it is {=splits-and-leakage/salted-training}% again.
# With 20 stores there is no test store at all in {=splits-and-leakage/no-test-store}% of the cases, and at most there are {=splits-and-leakage/most-test-stores}. With few keys, count them and assign them by hand.

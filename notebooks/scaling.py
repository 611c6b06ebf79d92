# ---
# title:
#   ja: スケーリングと正規化の層
#   en: Scaling and normalization layers
# description:
#   ja: 特徴量の尺度で勾配降下法とkNNがどう変わるか、統計量を取り違えると何が起きるか、バッチ正規化の学習と推論の違いを測ります。
#   en: Measures what feature scales do to gradient descent and kNN, what the wrong statistics do at serving, and batch norm in training and inference.
# ---

# %% [markdown] lang="ja"
# 尺度をそろえると学習が速くなる、と言われます。どれくらい速くなるのか、何には効かないのか、統計量を取り違えると何が起きるのかを測ります。
# 後半では、同じことを層の中で行うバッチ正規化を、手で書いて確かめます。
#
# ## 条件数とステップ数 {#condition}
#
# 部屋数（平均3、標準偏差1）と駅までの距離（平均800 m、標準偏差400 m）から家賃を当てる線形回帰です。駅から遠いほど部屋が少し多い、弱い相関（0.2）を付けます。
# 勾配降下法の進みの遅さは、損失の曲がり方の最大と最小の比、すなわち条件数で決まります。学習率はどの場合も$1/\lambda_{\max}$にします。
# 損失は二次関数なので、必要なステップ数は固有値から計算できます。5000ステップまでは実際にも学習して、計算が合うことを確かめます。

# %% [markdown] lang="en"
# Scaling the features makes training faster, people say. We measure by how much, what it does not help, and what the wrong statistics do.
# The second half looks at batch normalization, which does the same inside the layers, written by hand.
#
# ## The condition number and the number of steps {#condition}
#
# A linear regression predicts a rent from the number of rooms (mean 3, standard deviation 1) and the distance to the station (mean 800 m, standard deviation 400 m). They are weakly correlated (0.2): homes far from the station have slightly more rooms.
# How slow gradient descent is depends on the ratio of the largest to the smallest curvature of the loss, the condition number. Every run takes the learning rate $1/\lambda_{\max}$.
# The loss is quadratic, so the number of steps follows from the eigenvalues. Up to 5000 steps we also walk, to check the calculation.

# %%
import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import FunctionTransformer, MinMaxScaler, RobustScaler, StandardScaler
from sklearn.tree import DecisionTreeClassifier

from helpers import batch_norm
from helpers.lab import figure, record, table
from helpers.mlkit import accuracy, batches, digits, gradients, network, step
from helpers.style import DASHES, INK, MARKERS, MUTED, ORANGE, PURPLE, TEAL, axes

CAP, GOAL = 5000, 1e-4
rng = np.random.default_rng(0)
rooms = rng.normal(3, 1, 500)
distance = 800 + 400 * (0.2 * (rooms - 3) + np.sqrt(1 - 0.2**2) * rng.normal(size=500))
homes = np.column_stack([rooms, distance])
rent = 4 + 1.5 * rooms - 0.003 * distance + rng.normal(0, 0.5, 500)

PREPARED = {
    "raw": (("そのまま", "as it is"), homes),
    "divided": (("標準偏差で割るだけ", "only divided by the sd"), homes / homes.std(axis=0)),
    "min-max": (("最小最大", "min-max"), MinMaxScaler().fit_transform(homes)),
    "standard": (("標準化", "standardized"), StandardScaler().fit_transform(homes)),
}


def curvature(x):
    """The second derivatives of the mean squared error / 2, with a column for the intercept."""
    design = np.column_stack([x, np.ones(len(x))])
    return design, design.T @ design / len(x)


def excess_by_formula(x, y):
    """A function of the step: loss minus smallest loss, as a share of its start at zero weights."""
    design, hessian = curvature(x)
    values, vectors = np.linalg.eigh(hessian)
    best = np.linalg.lstsq(design, y, rcond=None)[0]
    share = values * (vectors.T @ best) ** 2
    shrink = 1 - values / values[-1]
    return lambda steps: float((share * shrink ** (2 * steps)).sum() / share.sum())


def walk(x, y, steps):
    """The same by gradient descent, step by step."""
    design, hessian = curvature(x)
    values = np.linalg.eigvalsh(hessian)
    best = np.linalg.lstsq(design, y, rcond=None)[0]
    w, history = np.zeros(len(best)), []
    for _ in range(steps + 1):
        history.append((w - best) @ hessian @ (w - best))
        w = w - design.T @ (design @ w - y) / len(y) / values[-1]
    return np.array(history) / history[0]


def steps_needed(excess):
    """The first step whose excess loss is below the goal, by doubling and halving."""
    high = 1
    while excess(high) >= GOAL:
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if excess(middle) < GOAL else (middle, high)
    return high


condition, needed, walked = {}, {}, {}
for name, (_, x) in PREPARED.items():
    excess = excess_by_formula(x, rent)
    condition[name] = np.linalg.cond(curvature(x)[1])
    needed[name] = steps_needed(excess)
    walked[name] = walk(x, rent, CAP if name == "raw" else min(CAP, 2 * needed[name]))
    for at in (1, len(walked[name]) // 2, needed[name]):
        if at < len(walked[name]):
            assert abs(walked[name][at] - excess(at)) < 1e-6, (name, at)
    record(f"condition-{name}", condition[name], "{:,.0f}" if condition[name] > 10 else "{:.2f}")
    record(f"steps-{name}", needed[name], "{:,.0f}")

assert condition["raw"] > 1e6 > 1000 > condition["divided"] > condition["min-max"] > 20
assert condition["standard"] < 2 and needed["standard"] <= 8
assert walked["raw"][CAP] > 0.01  # after 5000 steps still far from the goal
assert needed["raw"] > 1e6 and needed["divided"] > 10 * needed["standard"]
record("cap", CAP, "{:.0f}")
record("raw-excess-at-cap", 100 * walked["raw"][CAP], "{:.1f}")


# %%
@figure(
    "convergence",
    title=("尺度と勾配降下法のステップ数", "Feature scales and the steps of gradient descent"),
    caption=(
        f"最小値を超える損失（始まりを1とする）です。両軸とも対数。標準化すれば{needed['standard']}ステップ、そのままでは{CAP}ステップでも終わりません。",
        f"Loss above its minimum, as a share of the start; both axes logarithmic. Standardized: {needed['standard']} steps. As it is: {CAP} steps are not enough.",
    ),
    desc=(
        f"始まりの1万分の1になるまで、標準化で{needed['standard']}ステップ、最小最大で{needed['min-max']}ステップ、標準偏差で割るだけで{needed['divided']}ステップです。そのままでは{CAP}ステップ後も{walked['raw'][CAP]:.3f}が残ります。",
        f"To reach a ten-thousandth of the start takes {needed['standard']} steps standardized, {needed['min-max']} with min-max and {needed['divided']} if only divided. As it is, {walked['raw'][CAP]:.3f} is left after {CAP} steps.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=280)
    styles = zip(PREPARED.items(), (INK, PURPLE, ORANGE, TEAL), DASHES, strict=False)
    for (name, (label, _)), color, dash in styles:
        at = np.unique(np.geomspace(1, len(walked[name]), 120).astype(int)) - 1
        left = np.maximum(walked[name][at], 1e-7)
        ax.loglog(at[1:], left[1:], color=color, linestyle=dash, label=t(*label))
    ax.axhline(GOAL, color=MUTED, linewidth=1)
    ax.text(5000, GOAL * 1.3, t("目標", "goal"), color=MUTED, ha="right")
    ax.set(
        ylim=(1e-6, 2),
        xticks=(1, 10, 100, 1000),
        xticklabels=["1", "10", "100", "1000"],
        yticks=(1, 1e-2, 1e-4, 1e-6),
        yticklabels=["1", "0.01", "0.0001", "0.000001"],
        xlabel=t("ステップ", "step"),
        ylabel=t("残りの損失", "excess loss"),
    )
    ax.minorticks_off()
    ax.legend(loc="lower center", bbox_to_anchor=(0.42, 1.0), ncols=2, handlelength=2.2)
    return drawing


table(
    "condition",
    caption=(
        "条件数と、残りの損失が始まりの1万分の1になるまでのステップ数（固有値からの計算）",
        "Condition number, and steps until the excess loss is a ten-thousandth of its start (from the eigenvalues)",
    ),
    columns=[("準備", "preparation"), ("条件数", "condition number"), ("ステップ数", "steps")],
    rows=[
        [
            label,
            f"{condition[name]:,.0f}" if condition[name] > 10 else f"{condition[name]:.2f}",
            f"{needed[name]:,}",
        ]
        for name, (label, _) in PREPARED.items()
    ],
)

# %% [markdown] lang="ja"
# 標準偏差で割るだけでは足りません。平均が0から離れた特徴量は切片の列と似てしまうからで、平均を引くと条件数は1の近くまで下がります。
#
# これほど効くのは、二つの特徴量の相関が弱いからです。強く相関していると、標準化しても条件数は大きいままです。次の節のデータ（30個の特徴量）で確かめます。
#
# ## 距離を使うモデル {#distance}
#
# 乳がんの診断データ（569件、30個の特徴量、scikit-learnに付属）を、5通りの分け方で、70%をトレーニング、30%をテストにします。
# k近傍法（kNN、$k=5$）は距離で隣を決めるので、値の大きな特徴量が距離をほとんど決めてしまいます。

# %% [markdown] lang="en"
# Dividing by the standard deviation is not enough. A feature whose mean is far from 0 resembles the column of the intercept; once the mean is subtracted, the condition number falls close to 1.
#
# The effect is this large because the two features are only weakly correlated. Among strongly correlated features the condition number stays large after standardization. The data of the next section, with 30 features, show it.
#
# ## Models that use distances {#distance}
#
# The breast cancer data that come with scikit-learn have 569 cases and 30 features. We split them in 5 ways, 70% training and 30% test.
# k-nearest neighbors (kNN, $k=5$) decides by distance, and features with large values make up nearly all of it.

# %%
cases, benign = load_breast_cancer(return_X_y=True)
malignant = 1 - benign
SPLITS = [
    train_test_split(cases, malignant, test_size=0.3, random_state=seed, stratify=malignant)
    for seed in range(5)
]
SCALERS = {
    "raw": (("そのまま", "as it is"), FunctionTransformer()),
    "min-max": (("最小最大", "min-max"), MinMaxScaler()),
    "standard": (("標準化", "standardized"), StandardScaler()),
}


def score(model, scaler):
    """Test accuracy in each split; the scaler sees the training data only."""
    results = []
    for x, x_test, y, y_test in SPLITS:
        scaler.fit(x)
        results.append(model.fit(scaler.transform(x), y).score(scaler.transform(x_test), y_test))
    return np.array(results)


knn = {name: score(KNeighborsClassifier(5), scaler) for name, (_, scaler) in SCALERS.items()}
variances = cases.var(axis=0)
two_largest = np.sort(variances)[-2:].sum() / variances.sum()
condition_cases = {
    name: np.linalg.cond(curvature(scaler.fit_transform(cases))[1])
    for name, (_, scaler) in SCALERS.items()
}

assert (knn["standard"] > knn["raw"]).all() and (knn["min-max"] >= knn["raw"]).all()
assert abs(knn["standard"].mean() - knn["min-max"].mean()) < 0.02
assert two_largest > 0.95
assert condition_cases["raw"] > 1e11 and 1e4 < condition_cases["standard"] < 1e6
for name, values in knn.items():
    record(f"knn-{name}", values.mean(), "{:.3f}")
record("two-largest", 100 * two_largest, "{:.0f}")
record("condition-cases-raw", condition_cases["raw"], "{:.0e}")
record("condition-cases-standard", condition_cases["standard"], "{:,.0f}")

# %% [markdown] lang="ja"
# 分散の{=scaling/two-largest}%は、30個のうち二つの特徴量（面積）が占めます。そのままのkNNは、ほとんどこの二つで決めています。
# 正解率は5通りの平均で{=scaling/knn-raw}から、標準化で{=scaling/knn-standard}に上がりました（どの分け方でも上がりました）。標準化と最小最大の差は小さく、どちらが良いとは言えません。
# 線形モデルにとっての条件数は、そのままで{=scaling/condition-cases-raw}、標準化しても{=scaling/condition-cases-standard}です。半径と面積のように相関する特徴量が多く、尺度をそろえても相関は消えません。
#
# ## 一つの誤記が尺度を決める {#outlier}
#
# ある1行の先頭の特徴量を100倍に書き間違えたとします。その行を含めて尺度を決めると、残りの正しい行の広がりはどうなるでしょうか。ロバストスケーリングは、中央値を引いて四分位範囲で割ります。

# %% [markdown] lang="en"
# Of the variance, {=scaling/two-largest}% belongs to two of the 30 features, both of them areas. kNN on the raw data decides by these two.
# Accuracy, the mean of 5 splits, rose from {=scaling/knn-raw} to {=scaling/knn-standard} when standardized, and it rose in every split. The difference between standardization and min-max is too small to call.
# For a linear model the condition number is {=scaling/condition-cases-raw} as it is and still {=scaling/condition-cases-standard} when standardized. Many features are correlated, like radius and area, and a common scale does not remove correlation.
#
# ## One typing error sets the scale {#outlier}
#
# Suppose that in one row the first feature was recorded 100 times too large. If the scale is computed with that row, how much spread is left to the correct rows? Robust scaling subtracts the median and divides by the interquartile range.

# %%
wrong = cases[:, :1].copy()
wrong[0] *= 100
spread = {
    name: (
        scaler.fit(cases[:, :1]).transform(cases[1:, :1]).std(),
        scaler.fit(wrong).transform(wrong[1:]).std(),
    )
    for name, scaler in (
        ("min-max", MinMaxScaler()),
        ("standard", StandardScaler()),
        ("robust", RobustScaler()),
    )
}
loss_of_spread = {name: clean / with_error for name, (clean, with_error) in spread.items()}
assert loss_of_spread["min-max"] > 50 and loss_of_spread["standard"] > 10
assert loss_of_spread["robust"] < 1.05
for name, factor in loss_of_spread.items():
    record(f"squeezed-{name}", factor, "{:.0f}" if factor > 2 else "{:.2f}")

table(
    "outlier",
    caption=(
        "正しい行の標準偏差（スケーリング後）。右は、1行の値が100倍に誤記されたとき",
        "Standard deviation of the correct rows after scaling; right: with one value recorded 100 times too large",
    ),
    columns=[
        ("方法", "method"),
        ("誤記なし", "no error"),
        ("誤記1行", "one error"),
    ],
    rows=[
        [label, f"{spread[name][0]:.2f}", f"{spread[name][1]:.3f}"]
        for name, label in (
            ("min-max", ("最小最大", "min-max")),
            ("standard", ("標準化", "standardization")),
            ("robust", ("ロバスト", "robust")),
        )
    ],
)

# %% [markdown] lang="ja"
# 最小最大は1行で{=scaling/squeezed-min-max}分の1に縮み、標準化も{=scaling/squeezed-standard}分の1に縮みます。「標準化なら外れ値に強い」わけではありません。
#
# ## 自分の統計量で標準化する誤り {#own-statistics}
#
# 標準化したデータで、ロジスティック回帰を学習させます。予測のときは、トレーニングデータの平均と標準偏差を使うのが正しいやり方です。
# ここで、届いたバッチ自身の平均と標準偏差を使ってしまう誤りを入れます。

# %% [markdown] lang="en"
# One row shrinks min-max by a factor of {=scaling/squeezed-min-max}, and standardization by {=scaling/squeezed-standard} as well. It is not true that standardization is safe from outliers.
#
# ## Scaling each batch by its own statistics {#own-statistics}
#
# A logistic regression learns from standardized data. At prediction the right mean and standard deviation are those of the training data.
# Now the error: each batch that arrives is scaled by its own mean and standard deviation.


# %%
def by_itself(rows):
    """Standardize with the statistics of these rows; a constant column becomes 0."""
    deviation = rows.std(axis=0)
    return (rows - rows.mean(axis=0)) / np.where(deviation > 0, deviation, 1.0)


SIZES = (1, 2, 4, 8, 16, 32, 64, len(SPLITS[0][1]))
right, own, only_right, only_own, alone = [], [], [], [], []
for x, x_test, y, y_test in SPLITS:
    scaler = StandardScaler().fit(x)
    model = LogisticRegression(max_iter=1000).fit(scaler.transform(x), y)
    right.append(model.score(scaler.transform(x_test), y_test))
    own.append(
        [
            np.mean(
                np.concatenate(
                    [
                        model.predict(by_itself(x_test[start : start + size]))
                        == y_test[start : start + size]
                        for start in range(0, len(y_test), size)
                    ]
                )
            )
            for size in SIZES
        ]
    )
    sick = x_test[y_test == 1]
    only_right.append(model.predict(scaler.transform(sick)).mean())
    only_own.append(model.predict(by_itself(sick)).mean())
    alone.append([model.decision_function(by_itself(row[None])).item() for row in x_test[:20]])
own = np.array(own).mean(axis=0)
right, only_right, only_own = np.mean(right), np.array(only_right), np.array(only_own)

assert abs(own[-1] - right) < 0.02  # the whole test set at once hides the error
assert own[0] < 0.7 and own[1] < right - 0.1
assert (only_own < only_right - 0.35).all()
assert all(np.ptp(scores) == 0 for scores in alone)  # a case alone is all zeros: one score for all
record("right-statistics", right, "{:.3f}")
record("own-whole-test", own[-1], "{:.3f}")
record("own-batch-1", own[0], "{:.3f}")
record("own-batch-2", own[1], "{:.3f}")
record("own-batch-8", own[SIZES.index(8)], "{:.3f}")
record("recall-right", only_right.mean(), "{:.2f}")
record("recall-own", only_own.mean(), "{:.2f}")


# %%
@figure(
    "own-statistics",
    title=(
        "バッチ自身の統計量で標準化したときの正解率",
        "Accuracy when each batch is scaled by itself",
    ),
    caption=(
        "5通りの分け方の平均です。テストデータ全体を一度に標準化すると、誤りは見えません。小さなバッチで予測すると現れます。",
        "Mean of 5 splits. With the whole test set in one batch the error is invisible; predictions in small batches show it.",
    ),
    desc=(
        f"トレーニングの統計量なら正解率は{right:.3f}です。自分の統計量では、全体で{own[-1]:.3f}、8件ずつで{own[3]:.3f}、2件ずつで{own[1]:.3f}、1件ずつで{own[0]:.3f}です。",
        f"With the training statistics accuracy is {right:.3f}. With their own it is {own[-1]:.3f} for the whole test set, {own[3]:.3f} in batches of 8, {own[1]:.3f} in batches of 2 and {own[0]:.3f} one by one.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=250)
    ax.plot(np.log2(SIZES), own, color=ORANGE, linestyle=DASHES[1], marker=MARKERS[1])
    ax.axhline(right, color=TEAL, linewidth=1.8)
    ax.text(0, right + 0.012, t("トレーニングの統計量", "training statistics"), color=TEAL)
    ax.text(3.4, 0.80, t("バッチ自身の統計量", "the batch's own statistics"), color=ORANGE)
    ax.set(
        ylim=(0.55, 1.03),
        xticks=np.log2(SIZES),
        xticklabels=[*[f"{size}" for size in SIZES[:-1]], t("全体", "all")],
        xlabel=t("予測するバッチの件数", "cases per batch at prediction"),
        ylabel=t("正解率", "accuracy"),
    )
    return drawing


# %% [markdown] lang="ja"
# テストデータ全体を自分の統計量で標準化した正解率は{=scaling/own-whole-test}で、正しいやり方の{=scaling/right-statistics}と変わりません。オフラインの評価では、この誤りは見つかりません。
# 1件ずつ予測すると、平均を引いた値がすべてゼロになり、どの患者にも同じスコアが出ます。悪性の患者だけが並んだバッチでは、再現率が{=scaling/recall-right}から{=scaling/recall-own}に落ちました。「このバッチの中で平均より悪い」ことしか見えないからです。
#
# ## 決定木は変わらない {#trees}
#
# 決定木は一つの特徴量としきい値を比べるだけなので、順序が同じなら同じ木になるはずです。

# %% [markdown] lang="en"
# When the whole test set is scaled by itself, accuracy is {=scaling/own-whole-test}, as good as the right way with {=scaling/right-statistics}. Offline evaluation does not find this error.
# One by one, each case minus its own mean is all zeros, and every patient gets the same score. In a batch of malignant cases only, recall fell from {=scaling/recall-right} to {=scaling/recall-own}: the model sees only who is worse than the mean of this batch.
#
# ## Decision trees do not change {#trees}
#
# A decision tree compares one feature with a threshold, so it should be the same tree as long as the order is the same.

# %%
same = total = 0
for x, x_test, y, _ in SPLITS:
    raw, standard = (
        DecisionTreeClassifier(random_state=0)
        .fit(scaler.fit(x).transform(x), y)
        .predict(scaler.transform(x_test))
        for scaler in (FunctionTransformer(), StandardScaler())
    )
    same, total = same + int((raw == standard).sum()), total + len(raw)
assert total - same <= 3  # rounding can move a case that lies on a threshold
record("tree-same", same, "{:.0f}")
record("tree-total", total, "{:.0f}")

# %% [markdown] lang="ja"
# 標準化の前と後の木は、{=scaling/tree-total}件のうち{=scaling/tree-same}件で同じ予測をしました。しきい値の上にある値だけは、丸め誤差で動くことがあります。
#
# ## バッチ正規化で悪い初期値を救う {#batch-norm}
#
# バッチ正規化は、層の中で同じことをします。ユニットごとに、バッチの平均を引いて標準偏差で割り、学習する$\gamma$を掛けて$\beta$を足します。レイヤー正規化は、例ごとに全ユニットの平均と標準偏差を使います。順伝播と逆伝播は`helpers/batch_norm.py`にあります。
#
# [初期化のラボ](initialization.ipynb#training)で学習が始まらなかった10層、幅64、$\sigma=0.01$のネットワークに、正規化の層を加えます。200ステップ学習させます。

# %% [markdown] lang="en"
# The trees before and after standardization gave the same prediction in {=scaling/tree-same} of {=scaling/tree-total} cases. Only a value that lies on a threshold can move, by rounding.
#
# ## Batch norm saves a bad start {#batch-norm}
#
# Batch normalization does the same inside a layer. For each unit it subtracts the mean of the batch, divides by its standard deviation, multiplies by a learned $\gamma$ and adds a learned $\beta$. Layer normalization uses the mean and standard deviation of all units, for each example. The forward and backward passes are in `helpers/batch_norm.py`.
#
# We add normalization layers to the network that did not start in [the lab on initialization](initialization.ipynb#training): 10 layers of width 64, $\sigma=0.01$. It trains for 200 steps.

# %%
SEEDS, BATCH, LR, STEPS = 3, 50, 0.05, 200
SMALL, HE = 0.01, np.sqrt(2 / 64)


def steps_of(data, size, steps, rng):
    """Rows of shuffled mini-batches, for a number of steps."""
    done = 0
    while done < steps:
        for rows in batches(len(data.y), size, rng):
            if done == steps or len(rows) < size:
                break
            yield rows
            done += 1


def fit(kind, seed, *, layers=10, std=SMALL, size=BATCH, steps=STEPS, lr=LR):
    """A trained network with a kind of normalization ("none", "batch", "layer"), and its data."""
    rng = np.random.default_rng(seed)
    data = digits(1000, rng)
    sizes = (64,) * layers + (10,)
    if kind == "none":
        net = network(sizes, rng, gain=64 * std**2)
        for rows in steps_of(data, size, steps, rng):
            step(net, gradients(net, data.x[rows], data.y[rows]), lr)
        return net, data
    net = batch_norm.norm_network(sizes, rng, std=std, kind=kind)
    for rows in steps_of(data, size, steps, rng):
        batch_norm.train_step(net, data.x[rows], data.y[rows], lr)
    return net, data


def test_accuracy(kind, **options):
    measure = accuracy if kind == "none" else batch_norm.accuracy
    trained = [fit(kind, seed, **options) for seed in range(SEEDS)]
    return np.array([measure(net, data.x_test, data.y_test) for net, data in trained])


SLOW = 0.001
DEEP = {
    "none": (("正規化なし", "no normalization"), LR, test_accuracy("none")),
    "batch": (("バッチ正規化", "batch norm"), LR, test_accuracy("batch")),
    "layer": (("レイヤー正規化", "layer norm"), LR, test_accuracy("layer")),
    "layer-slow": (("レイヤー正規化", "layer norm"), SLOW, test_accuracy("layer", lr=SLOW)),
}
deep = {name: values for name, (*_, values) in DEEP.items()}
assert deep["none"].max() < 0.2 and deep["batch"].min() > 0.6
assert deep["layer"].max() < 0.2 and deep["layer-slow"].min() > 0.6
for name, values in deep.items():
    record(f"deep-{name}", values.mean(), "{:.2f}")
    record(f"deep-{name}-min", values.min(), "{:.2f}")

table(
    "deep",
    caption=(
        f"σ = 0.01で始めた10層のネットワークの、{STEPS}ステップ後のテストの正解率（{SEEDS}シード）",
        f"Test accuracy of a network of 10 layers that starts with σ = 0.01, after {STEPS} steps ({SEEDS} seeds)",
    ),
    columns=[
        ("隠れ層", "hidden layers"),
        ("学習率", "learning rate"),
        ("平均", "mean"),
        ("最小", "smallest"),
    ],
    rows=[
        [label, f"{lr}", f"{values.mean():.2f}", f"{values.min():.2f}"]
        for label, lr, values in DEEP.values()
    ],
)

# %% [markdown] lang="ja"
# バッチ正規化を入れると、同じ悪い初期値から{=scaling/deep-batch}まで学習しました。層ごとに尺度を戻すので、消える積み重ねが起きません。
# レイヤー正規化は、同じ学習率0.05では始まらず、0.001なら{=scaling/deep-layer-slow}でした。正規化すると、重みを何倍しても層の出力は変わりません。重みが小さいほど同じ1ステップで向きが大きく変わるので、小さい初期値には小さい学習率が要ったのです。バッチ正規化は、高い学習率にも耐えました。
#
# ## 学習と推論の統計量 {#train-inference}
#
# バッチ正規化は、学習ではそのバッチの統計量を、推論では学習中に集めた移動平均を使います。
# 4層のネットワークを64件ずつで学習させ、テストデータを二通りで予測します。推論モードと、誤って学習モードのままにした場合です。

# %% [markdown] lang="en"
# With batch norm the same bad start reached {=scaling/deep-batch}. Every layer restores the scale, so nothing can vanish layer by layer.
# Layer norm did not get going at the same learning rate, 0.05; at 0.001 it reached {=scaling/deep-layer-slow}. With normalization, multiplying the weights changes nothing in the output of a layer. The smaller the weights, the more a step of the same size turns them, so the small start needed a small learning rate. Batch norm stood the high one.
#
# ## Statistics in training and in inference {#train-inference}
#
# In training batch norm uses the statistics of the batch, in inference the moving averages collected during training.
# A network of 4 layers learns in batches of 64, and then predicts the test data in two ways: in inference mode, and by mistake still in training mode.

# %%
SERVED = (1, 2, 4, 8, 16, 32, 64)
inference, training_mode = [], []
for seed in range(SEEDS):
    net, data = fit("batch", seed, layers=4, std=HE, size=64)
    inference.append(batch_norm.accuracy(net, data.x_test, data.y_test))
    count = len(data.y_test) // 64 * 64
    training_mode.append(
        [
            np.mean(
                [
                    batch_norm.accuracy(
                        net, data.x_test[at : at + size], data.y_test[at : at + size], training=True
                    )
                    for at in range(0, count, size)
                ]
            )
            for size in SERVED
        ]
    )
    pair = data.x_test[:2] @ net.hidden[0].w
    *_, signs = batch_norm.normalize(pair, axis=0)
    moved = np.abs(pair[0] - pair[1]) > 0.1
    assert np.abs(np.abs(signs[:, moved]) - 1).max() < 0.01  # of two cases only the order is left
inference, training_mode = np.mean(inference), np.mean(training_mode, axis=0)
assert inference > 0.9 and training_mode[-1] > inference - 0.05
assert training_mode[0] < 0.2 and training_mode[1] < 0.6
record("inference-mode", inference, "{:.2f}")
for size in (1, 2, 8, 64):
    record(f"training-mode-{size}", training_mode[SERVED.index(size)], "{:.2f}")


# %%
@figure(
    "train-inference",
    title=("推論モードと学習モードの正解率", "Accuracy in inference mode and in training mode"),
    caption=(
        "64件ずつで学習したバッチ正規化のネットワークです。学習モードのまま少ない件数で予測すると、同じ重みでも正解率が落ちます。",
        "A network with batch norm, trained in batches of 64. Left in training mode, the same weights lose accuracy when few cases are predicted together.",
    ),
    desc=(
        f"推論モードの正解率は{inference:.2f}です。学習モードでは64件ずつで{training_mode[-1]:.2f}、8件ずつで{training_mode[3]:.2f}、2件ずつで{training_mode[1]:.2f}、1件ずつで{training_mode[0]:.2f}です。",
        f"Accuracy in inference mode is {inference:.2f}. In training mode it is {training_mode[-1]:.2f} in batches of 64, {training_mode[3]:.2f} in batches of 8, {training_mode[1]:.2f} in batches of 2 and {training_mode[0]:.2f} one by one.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=250)
    ax.plot(np.log2(SERVED), training_mode, color=ORANGE, linestyle=DASHES[1], marker=MARKERS[1])
    ax.axhline(inference, color=TEAL, linewidth=1.8)
    ax.text(
        0,
        inference + 0.025,
        t("推論モード（移動平均）", "inference mode (moving averages)"),
        color=TEAL,
    )
    ax.text(
        2.2,
        0.5,
        t("学習モード（バッチの統計量）", "training mode (batch statistics)"),
        color=ORANGE,
    )
    ax.set(
        ylim=(0, 1.1),
        xticks=np.log2(SERVED),
        xticklabels=[f"{size}" for size in SERVED],
        yticks=(0, 0.25, 0.5, 0.75, 1),
        xlabel=t("予測するバッチの件数", "cases per batch at prediction"),
        ylabel=t("正解率", "accuracy"),
    )
    return drawing


# %% [markdown] lang="ja"
# 2件のバッチでは、正規化した値は差がある限り+1と−1になります。どちらが大きいかしか残らず、入力の情報がほとんど消えます。1件では正規化した値がすべて0になり、どの画像にも同じ答えを返します。
#
# ## 小さなバッチで学習する {#small-batches}
#
# 学習のバッチが小さいときも、統計量は粗くなります。今度は学習のバッチを変え、推論モードで測ります。2件は500ステップ、8件は300ステップ、64件は200ステップです。

# %% [markdown] lang="en"
# In a batch of 2, normalized values are +1 and −1 wherever the two differ. Only which one is larger is left, and most of the input is lost. With 1 case every normalized value is 0, and the network gives every image the same answer.
#
# ## Training in small batches {#small-batches}
#
# Small batches make the statistics coarse in training too. Now we vary the batch of the training and measure in inference mode: 500 steps for batches of 2, 300 for 8, 200 for 64.

# %%
BATCHES = {2: 500, 8: 300, 64: STEPS}
small = {
    (kind, size): test_accuracy(kind, layers=4, std=HE, size=size, steps=steps)
    for kind in ("batch", "layer")
    for size, steps in BATCHES.items()
}
assert small["batch", 2].max() < small["layer", 2].min() - 0.1
assert small["batch", 64].min() > 0.93 and small["layer", 64].min() > 0.9
for (kind, size), values in small.items():
    record(f"{kind}-norm-{size}", values.mean(), "{:.2f}")

table(
    "small-batches",
    caption=(
        f"学習のバッチサイズと、推論モードのテストの正解率（{SEEDS}シードの平均）",
        f"Batch size in training, and test accuracy in inference mode (mean of {SEEDS} seeds)",
    ),
    columns=[
        ("バッチサイズ", "batch size"),
        ("バッチ正規化", "batch norm"),
        ("レイヤー正規化", "layer norm"),
    ],
    rows=[
        [f"{size}", *[f"{small[kind, size].mean():.2f}" for kind in ("batch", "layer")]]
        for size in BATCHES
    ],
)

# %% [markdown] lang="ja"
# 2件ずつの学習では、バッチ正規化は{=scaling/batch-norm-2}にとどまり、例ごとに計算するレイヤー正規化は{=scaling/layer-norm-2}でした。8件になると差はほとんどありません。
# 一つの小さな課題と一つの学習率の結果です。大きなモデルでの優劣までは、ここからは言えません。

# %% [markdown] lang="en"
# Trained in batches of 2, batch norm stays at {=scaling/batch-norm-2}, while layer norm, which is computed for each example, reaches {=scaling/layer-norm-2}. With 8 the difference is nearly gone.
# This is one small task with one learning rate. It does not say which is better in a large model.

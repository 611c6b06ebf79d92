# ---
# title:
#   ja: しきい値と再現率0
#   en: The threshold and a recall of 0
# description:
#   ja: 損失が下がるのに再現率が0のままになる理由と、しきい値の選び方を、2%が陽性の不均衡データで計算します。
#   en: Why recall stays at 0 while the loss falls, and how to choose a threshold, computed on data with 2% positives.
# ---

# %% [markdown] lang="ja"
# 交差エントロピーは順調に下がっているのに、再現率が0のまま動きません。モデルは何も学んでいないのでしょうか。
#
# このラボでは、その状況を実際のトレーニングで作ります。
# 答えを先に書くと、モデルは学んでいます。どのスコアも、しきい値0.5に届かないだけです。
#
# ## データ {#data}
#
# 陽性がおよそ2%だけの二値分類です。特徴量は10個あり、陽性では最初の2個の平均が0.7だけずれています。
# トレーニングデータ、しきい値を選ぶための検証データ、結果を測るテストデータに分けます。

# %% [markdown] lang="en"
# Cross-entropy falls as it should, and recall does not move from 0. Has the model learned nothing?
#
# This lab produces that situation with a real training run.
# The answer first: the model has learned. No score reaches the threshold of 0.5, that is all.
#
# ## The data {#data}
#
# A binary classification with only about 2% positives. There are 10 features, and in the positives the means of the first 2 are shifted by 0.7.
# The examples are split into training data, validation data on which we choose thresholds, and test data on which we measure.

# %%
from dataclasses import dataclass
from math import erfc, log, sqrt

import numpy as np
from sklearn.metrics import average_precision_score, log_loss, precision_score, roc_auc_score

from helpers.lab import data, figure, record, table
from helpers.style import DASHES, GREEN, INK, MUTED, ORANGE, TEAL, WASH, axes

PREVALENCE = 0.02
SHIFT = 0.7
STEPS = 300
LEARNING_RATE = 1.0


@dataclass(frozen=True)
class Part:
    x: np.ndarray  # (n, 11): a constant 1 for the bias, then ten features
    y: np.ndarray  # (n,): True for positive


def sample(n, rng):
    y = rng.random(n) < PREVALENCE
    features = rng.normal(size=(n, 10))
    features[y, :2] += SHIFT
    return Part(np.column_stack([np.ones(n), features]), y)


# %% [markdown] lang="ja"
# ## トレーニング {#training}
#
# ロジスティック回帰を、学習率1の勾配降下法で300ステップ、トレーニングデータ全体を使って学習します。
# 各ステップの重みを残しておき、あとで途中の状態を評価します。
# `positive_weight`は陽性の損失に掛ける重みで、最後の節まで1のままです。

# %% [markdown] lang="en"
# ## Training {#training}
#
# Logistic regression, trained by gradient descent on the whole training data with a learning rate of 1 for 300 steps.
# We keep the weights of every step to evaluate the intermediate states later.
# `positive_weight` multiplies the loss of the positives; it stays at 1 until the last section.


# %%
def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def train(data, positive_weight=1.0):
    """The weights after 0, 1, …, STEPS steps, one row per step."""
    importance = np.where(data.y, positive_weight, 1.0)
    w = np.zeros(data.x.shape[1])
    history = [w]
    for _ in range(STEPS):
        error = importance * (sigmoid(data.x @ w) - data.y)
        w = w - LEARNING_RATE * data.x.T @ error / importance.sum()
        history.append(w)
    return np.array(history)


rng = np.random.default_rng(0)
training, validation, test = sample(14_000, rng), sample(10_000, rng), sample(20_000, rng)
history = train(training)
score = sigmoid(test.x @ history[-1])  # predicted probability of "positive"
validation_score = sigmoid(validation.x @ history[-1])
prevalence = test.y.mean()

# %%
record("prevalence", 100 * prevalence, "{:.2f}")
record("positives", test.y.sum(), "{:.0f}")
record("negatives", (~test.y).sum(), "{:.0f}")
record("test-size", len(test.y), "{:.0f}")

# %% [markdown] lang="ja"
# ## 損失は下がり、再現率は0のまま {#recall-zero}
#
# 再現率は、陽性のうち陽性と予測できた割合$\mathrm{TP}/(\mathrm{TP}+\mathrm{FN})$です。
# しきい値を0.5にした場合と、検証データのスコアの上位5%を陽性とした場合で、途中の各ステップを測ります。

# %% [markdown] lang="en"
# ## The loss falls, recall stays at 0 {#recall-zero}
#
# Recall is the share of the positives that are predicted positive, $\mathrm{TP}/(\mathrm{TP}+\mathrm{FN})$.
# We measure it at every step twice: with the threshold at 0.5, and with the threshold that makes the top 5% of the validation scores positive.

# %%
TOP = 0.05  # share of examples we can afford to look at


def recall(y, positive):
    return (positive & y).sum() / y.sum()


every_score = sigmoid(test.x @ history.T)  # one column per step
every_cut = np.quantile(sigmoid(validation.x @ history.T), 1 - TOP, axis=0)
losses = np.array([log_loss(test.y, column) for column in every_score.T])
recall_at_half = np.array([recall(test.y, column >= 0.5) for column in every_score.T])
recall_at_top = np.array(
    [recall(test.y, column >= cut) for column, cut in zip(every_score.T, every_cut)]
)

# A model that knows only how rare positives are, and nothing about the features.
baseline = log_loss(test.y, np.full(len(test.y), training.y.mean()))
auc = roc_auc_score(test.y, score)
auprc = average_precision_score(test.y, score)
accuracy = ((score >= 0.5) == test.y).mean()

assert abs(losses[0] - log(2)) < 1e-12  # every score is 0.5
assert losses[-1] < 0.2 * losses[0]
assert losses[-1] < 0.97 * baseline
assert (recall_at_half[1:] == 0).all() and score.max() < 0.5
assert recall_at_top[-1] > 0.15 > 2 * TOP
assert auc > 0.72
assert auprc > 2 * prevalence
assert abs(accuracy - (1 - prevalence)) < 1e-12  # every negative right, every positive missed

# %%
record("ce-start", losses[0], "{:.3f}")
record("ce-end", losses[-1], "{:.4f}")
record("ce-baseline", baseline, "{:.4f}")
record("ce-fall", 100 * (1 - losses[-1] / losses[0]), "{:.0f}")
record("max-score", score.max(), "{:.3f}")
record("recall-at-half", recall_at_half[-1], "{:.0f}")
record("recall-at-start", recall_at_half[0], "{:.0f}")
record("recall-at-top5", recall_at_top[-1], "{:.2f}")
record("accuracy", accuracy, "{:.3f}")
record("auc", auc, "{:.3f}")
record("auprc", auprc, "{:.3f}")


@figure(
    "recall-zero",
    title=("交差エントロピーと再現率の推移", "Cross-entropy and recall during training"),
    caption=(
        "上の損失は下がり続けますが、しきい値0.5の再現率は0のままです。上位5%を陽性とすれば、同じモデルが陽性を見つけています。",
        "The loss (top) keeps falling, yet recall at a threshold of 0.5 stays at 0. With the top 5% taken as positive, the same model does find positives.",
    ),
    desc=(
        f"テストデータの交差エントロピーは{losses[0]:.3f}から{losses[-1]:.4f}まで下がり、陽性率だけを予測した場合の{baseline:.4f}を下回る。"
        f"しきい値0.5の再現率はステップ1から{STEPS}まで0。上位5%を陽性とした再現率は最後に{recall_at_top[-1]:.2f}。",
        f"Test cross-entropy falls from {losses[0]:.3f} to {losses[-1]:.4f}, below the {baseline:.4f} of predicting only the prevalence. "
        f"Recall at a threshold of 0.5 is 0 from step 1 to step {STEPS}. Recall with the top 5% taken as positive ends at {recall_at_top[-1]:.2f}.",
    ),
)
def _(t):
    drawing, (upper, lower) = axes(2, height=350, sharex=True)
    step = np.arange(STEPS + 1)
    upper.plot(step, losses)
    upper.axhline(baseline, color=MUTED, linestyle=DASHES[3])
    upper.annotate(
        t("陽性率だけを予測", "prevalence only"), (STEPS, baseline * 1.13), ha="right", color=MUTED
    )
    upper.set(
        yscale="log",
        ylim=(0.075, 0.8),
        title=t("交差エントロピー（テスト）", "Cross-entropy (test)"),
    )
    upper.set_yticks([0.1, 0.2, 0.5], ["0.1", "0.2", "0.5"])
    upper.minorticks_off()
    # Before the first step every score is exactly 0.5, so everything is "positive": leave it out.
    lower.plot(step[1:], recall_at_half[1:], linewidth=3, clip_on=False)
    lower.plot(step[1:], recall_at_top[1:])
    lower.annotate(t("しきい値0.5", "threshold 0.5"), (STEPS, 0.02), ha="right", color=TEAL)
    lower.annotate(
        t("上位5%を陽性", "top 5% positive"),
        (STEPS, recall_at_top[-1] + 0.025),
        ha="right",
        color=ORANGE,
    )
    lower.set(ylim=(0, 0.4), xlabel=t("ステップ", "step"), title=t("再現率", "Recall"))
    lower.set_yticks([0, 0.2, 0.4])
    return drawing


# %% [markdown] lang="ja"
# 損失は{=threshold/ce-fall}%下がりました。ただし、その大半は「陽性はまれだ」と覚えた分です。
# 点線は、特徴量を見ずに陽性率だけを答えるモデルの損失で、学習したモデルはこの線を下回ります。特徴量からも学んでいるということです。
#
# ステップ0だけは例外です。重みがすべて0ならスコアはどれもちょうど0.5で、全部が陽性と判定され、再現率は1になります。図からは省きました。
#
# ## スコアはどこにあるか {#scores}
#
# 再現率が0なのは、学習の失敗なのか、しきい値の問題なのか。スコアの分布を見れば区別できます。
# 右に寄せるしきい値の例として、検証データでF1（適合率と再現率の調和平均）が最大になる値を選びます。
# テストデータで選ぶと、同じデータで採点することになり、結果が良く見えすぎます。

# %% [markdown] lang="en"
# The loss fell by {=threshold/ce-fall}%. Most of that, however, is the model learning that positives are rare.
# The dotted line is the loss of a model that ignores the features and answers with the prevalence; the trained model ends below it. So it has learned from the features too.
#
# Step 0 is an exception. With all weights at 0 every score is exactly 0.5, everything is called positive, and recall is 1. The figure leaves it out.
#
# ## Where the scores are {#scores}
#
# Is a recall of 0 a failure of training, or a matter of the threshold? The distribution of the scores tells the two apart.
# As an example of a better threshold we choose the one with the largest F1 (harmonic mean of precision and recall) on the validation data.
# Choosing it on the test data would mean grading on the data used for the choice, and look too good.


# %%
@dataclass(frozen=True)
class Confusion:
    tp: int
    fp: int
    fn: int
    tn: int

    @property
    def precision(self):
        predicted = self.tp + self.fp
        return self.tp / predicted if predicted else np.nan  # 0/0 is not 0

    @property
    def recall(self):
        return self.tp / (self.tp + self.fn)

    @property
    def f1(self):
        return 2 * self.tp / (2 * self.tp + self.fp + self.fn)

    @property
    def accuracy(self):
        return (self.tp + self.tn) / (self.tp + self.fp + self.fn + self.tn)


def confusion(y, scores, threshold):
    positive = scores >= threshold
    return Confusion(
        tp=int((positive & y).sum()),
        fp=int((positive & ~y).sum()),
        fn=int((~positive & y).sum()),
        tn=int((~positive & ~y).sum()),
    )


thresholds = np.geomspace(0.003, 1.0, 290)
on_validation = [confusion(validation.y, validation_score, cut) for cut in thresholds]
best = thresholds[np.argmax([matrix.f1 for matrix in on_validation])]
best_matrix = confusion(test.y, score, best)
half_matrix = confusion(test.y, score, 0.5)

assert half_matrix.tp == half_matrix.fp == 0
assert best < 0.2 and best_matrix.f1 > 0.1 > half_matrix.f1 == 0
assert best_matrix.f1 < max(matrix.f1 for matrix in on_validation)  # the choice flatters itself
assert np.median(score[test.y]) > 1.5 * np.median(score[~test.y])

# %%
record("best-threshold", best, "{:.3f}")
record("best-f1", best_matrix.f1, "{:.2f}")
record("best-f1-validation", max(matrix.f1 for matrix in on_validation), "{:.2f}")
record("median-positive", np.median(score[test.y]), "{:.3f}")
record("median-negative", np.median(score[~test.y]), "{:.3f}")


@figure(
    "scores",
    title=("クラスごとのスコアの分布", "Distribution of the scores by class"),
    caption=(
        "陽性のスコアは陰性より右にあります。順位は付いていますが、0.5の右には一つもありません（横軸は対数）。",
        "The positives score higher than the negatives: the ranking is there. But nothing lies to the right of 0.5 (logarithmic axis).",
    ),
    desc=(
        f"スコアの中央値は陰性で{np.median(score[~test.y]):.3f}、陽性で{np.median(score[test.y]):.3f}。最大は{score.max():.3f}で0.5に届かない。"
        f"F1が最大になるしきい値は{best:.3f}。",
        f"The median score is {np.median(score[~test.y]):.3f} for negatives and {np.median(score[test.y]):.3f} for positives. The largest is {score.max():.3f}, below 0.5. "
        f"The threshold with the best F1 is {best:.3f}.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=270)
    edges = np.geomspace(0.001, 0.5, 26)
    for y, color, line, name in (
        (~test.y, TEAL, DASHES[0], t("陰性", "negative")),
        (test.y, ORANGE, DASHES[1], t("陽性", "positive")),
    ):
        share = 100 * np.histogram(score[y], edges)[0] / y.sum()
        ax.stairs(share, edges, color=color, linestyle=line, linewidth=1.8, label=name)
    top = 18
    ax.axvline(best, color=GREEN, linestyle=DASHES[2])
    ax.axvline(0.5, color=INK)
    ax.annotate(t("F1最大", "best F1"), (best * 1.06, top * 0.9), color=GREEN)
    ax.annotate("0.5", (0.47, top * 0.9), ha="right", color=INK)
    ax.set(xscale="log", xlim=(0.001, 0.8), ylim=(0, top), yticks=(0, 5, 10, 15))
    ax.set(
        xlabel=t("スコア（予測確率）", "score (predicted probability)"),
        ylabel=t("クラス内の割合（%）", "share of class (%)"),
    )
    ax.set_xticks([0.001, 0.01, 0.1, 0.5], ["0.001", "0.01", "0.1", "0.5"])
    ax.minorticks_off()
    ax.legend(loc="upper left")
    return drawing


# %% [markdown] lang="ja"
# 二つの分布は大きく重なりますが、位置がずれています。AUCはこのずれを、しきい値を使わずに測る指標です。
#
# では、もっと良いモデルなら0.5に届くのでしょうか。データの作り方が分かっているので、理想のモデルの再現率も計算できます。
# 対数オッズは$\log\frac{\pi}{1-\pi}+0.7(x_1+x_2)-0.49$で、これが0以上になる陽性の割合が、しきい値0.5での再現率です。

# %% [markdown] lang="en"
# The two distributions overlap a lot, but one is shifted. AUC measures this shift without any threshold.
#
# Would a better model reach 0.5? We know how the data were made, so we can compute the recall of the ideal model too.
# Its log odds are $\log\frac{\pi}{1-\pi}+0.7(x_1+x_2)-0.49$, and the share of positives for which they are at least 0 is its recall at a threshold of 0.5.


# %%
def normal_tail(z):
    """P(Z > z) for a standard normal Z."""
    return 0.5 * erfc(z / sqrt(2))


needed_sum = (SHIFT**2 - log(PREVALENCE / (1 - PREVALENCE))) / SHIFT  # of x1 + x2
ideal_recall = normal_tail(
    (needed_sum - 2 * SHIFT) / sqrt(2)
)  # in positives the sum is N(2·shift, 2)
ideal_auc = normal_tail(-SHIFT)  # the sums of a positive and a negative differ by N(2·shift, 4)
assert ideal_recall < 0.001
assert abs(ideal_auc - auc) < 0.03

# %%
record("ideal-recall", 100 * ideal_recall, "{:.2f}")
record("ideal-auc", ideal_auc, "{:.3f}")

# %% [markdown] lang="ja"
# 真の確率を知っているモデルでも、0.5で見つかる陽性は1000件に1件もありません。AUCも、学習したモデルとほぼ同じです。
# つまり足りないのは学習ではなく、0.5というしきい値のほうが問題に合っていません。
#
# ## しきい値を動かす {#moving-the-threshold}
#
# 適合率は、陽性と予測したもののうち本当に陽性だった割合$\mathrm{TP}/(\mathrm{TP}+\mathrm{FP})$です。
# 陽性の予測が一つもなければ0/0となり、値が定まりません。scikit-learnは警告を出して0を返しますが、`zero_division`で変えられます。

# %% [markdown] lang="en"
# Even a model that knows the true probabilities finds fewer than 1 in 1000 positives at 0.5. Its AUC is about that of the trained model.
# What is missing is not training: the threshold of 0.5 does not fit the problem.
#
# ## Moving the threshold {#moving-the-threshold}
#
# Precision is the share of the predicted positives that are positive, $\mathrm{TP}/(\mathrm{TP}+\mathrm{FP})$.
# With no predicted positive it is 0/0 and has no value. scikit-learn returns 0 with a warning, which `zero_division` changes.

# %%
nobody = np.zeros(len(test.y), dtype=bool)
assert precision_score(test.y, nobody, zero_division=0) == 0
assert np.isnan(precision_score(test.y, nobody, zero_division=np.nan))
assert np.isnan(half_matrix.precision)

on_test = [confusion(test.y, score, cut) for cut in thresholds]
precisions = np.array([matrix.precision for matrix in on_test])
recalls = np.array([matrix.recall for matrix in on_test])
defined = ~np.isnan(precisions)
assert (defined == (thresholds <= score.max())).all()
assert (np.diff(recalls) <= 0).all()  # recall can only fall as the threshold rises
assert (np.diff(precisions[defined]) < 0).any()  # precision need not rise


# %%
@figure(
    "precision-recall-threshold",
    title=("しきい値と適合率・再現率", "Precision and recall against the threshold"),
    caption=(
        "しきい値を上げると再現率は下がり、適合率は上がる傾向がありますが、単調ではありません。色の付いた範囲では適合率が0/0です。",
        "As the threshold rises recall falls, and precision tends to rise but not steadily. In the shaded range precision is 0/0.",
    ),
    desc=(
        f"しきい値{best:.3f}（F1最大）で再現率{best_matrix.recall:.2f}、適合率{best_matrix.precision:.2f}。"
        f"しきい値が最大のスコア{score.max():.3f}を超えると陽性の予測がなくなり、再現率は0、適合率は定まらない。",
        f"At the threshold {best:.3f} (best F1) recall is {best_matrix.recall:.2f} and precision {best_matrix.precision:.2f}. "
        f"Above the largest score, {score.max():.3f}, nothing is predicted positive: recall is 0 and precision undefined.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=290)
    ax.axvspan(score.max(), thresholds[-1], color=WASH, linewidth=0)
    ax.plot(thresholds, recalls, label=t("再現率", "recall"))
    ax.plot(thresholds[defined], precisions[defined], label=t("適合率", "precision"))
    ax.axvline(best, color=GREEN, linestyle=DASHES[2], linewidth=1.2)
    ax.axvline(0.5, color=INK, linewidth=1.2)
    ax.annotate(t("F1最大", "best F1"), (best * 1.06, 0.93), color=GREEN)
    ax.annotate("0.5", (0.52, 0.93), color=INK)
    ax.annotate(
        t("適合率は0/0", "precision is 0/0"), (0.72, 0.45), ha="center", va="center", rotation=90
    )
    ax.set(
        xscale="log",
        xlim=(thresholds[0], thresholds[-1]),
        ylim=(0, 1.02),
        xlabel=t("しきい値", "threshold"),
    )
    ax.set_xticks([0.003, 0.01, 0.03, 0.1, 0.5], ["0.003", "0.01", "0.03", "0.1", "0.5"])
    ax.minorticks_off()
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, 1.17), ncols=2)
    return drawing


# %% [markdown] lang="ja"
# ## しきい値を選ぶ {#choosing}
#
# 選び方は、業務の条件で決まります。ここでは四つの規則を、既定の0.5と比べます。
#
# - F1が最大になる値
# - 上位5%を調べる（調査できる件数に上限がある場合）
# - 再現率を0.7以上にする（見逃しに上限がある場合）
# - 見逃し1件の費用が誤報20件分なら、期待費用が最小になる$1/(1+20)$。スコアが確率として正しいときの値です
#
# 最初の三つは検証データで値を決め、結果はすべてテストデータで測ります。

# %% [markdown] lang="en"
# ## Choosing a threshold {#choosing}
#
# The conditions of the business decide how to choose. Here are four rules against the default of 0.5.
#
# - the value with the best F1
# - the top 5% are looked at (a limit on the number of cases one can check)
# - recall of at least 0.7 (a limit on the misses)
# - if one miss costs as much as 20 false alarms, $1/(1+20)$ minimizes the expected cost, provided that the scores are correct probabilities
#
# The first three are set on the validation data; all results are measured on the test data.

# %%
MISS_COST = 20  # in false alarms
RECALL_WANTED = 0.7


def cost(matrix):
    """False alarms per 100 examples, with a miss counted as MISS_COST of them."""
    total = matrix.tp + matrix.fp + matrix.fn + matrix.tn
    return 100 * (matrix.fp + MISS_COST * matrix.fn) / total


rules = [
    (("既定", "default"), 0.5),
    (("F1最大", "best F1"), best),
    (("上位5%", "top 5%"), every_cut[-1]),
    (("費用1:20", "cost 1:20"), 1 / (1 + MISS_COST)),
    (
        ("再現率0.7以上", "recall ≥ 0.7"),
        np.quantile(validation_score[validation.y], 1 - RECALL_WANTED),
    ),
]
chosen = [confusion(test.y, score, cut) for _, cut in rules]
default, _, top5, by_cost, by_recall = chosen
cheapest = min(cost(matrix) for matrix in on_test)

assert cost(by_cost) < 0.95 * cost(default)
assert cost(by_cost) < 1.05 * cheapest
assert cost(by_recall) > cost(default)  # these two conditions contradict each other
assert abs(by_recall.recall - RECALL_WANTED) < 0.08
assert all(matrix.accuracy < default.accuracy for matrix in chosen[1:])
assert max(matrix.precision for matrix in chosen[1:]) < 0.2


def text(value):
    return "0/0" if np.isnan(value) else f"{value:.2f}"


# %%
record("threshold-top5", every_cut[-1], "{:.3f}")
record("threshold-cost", rules[3][1], "{:.3f}")
record("threshold-recall", rules[4][1], "{:.3f}")
record("precision-top5", top5.precision, "{:.3f}")
record("recall-by-recall", by_recall.recall, "{:.2f}")
record("precision-by-recall", by_recall.precision, "{:.3f}")
record("accuracy-by-recall", by_recall.accuracy, "{:.2f}")
record("cost-default", cost(default), "{:.1f}")
record("cost-chosen", cost(by_cost), "{:.1f}")
record("cost-lowest", cheapest, "{:.1f}")
table(
    "thresholds",
    caption=(
        f"同じモデルを五つのしきい値で判定した結果（テストデータ{len(test.y)}件、陽性{test.y.sum()}件）。費用は100件あたりの誤報の数で、見逃し1件は誤報{MISS_COST}件分",
        f"The same model at five thresholds ({len(test.y)} test examples, {test.y.sum()} positive). Cost: false alarms per 100 examples, a miss counted as {MISS_COST}",
    ),
    columns=[
        ("規則", "rule"),
        ("しきい値", "threshold"),
        ("TP", "TP"),
        ("FP", "FP"),
        ("適合率", "precision"),
        ("再現率", "recall"),
        ("F1", "F1"),
        ("正解率", "accuracy"),
        ("費用", "cost"),
    ],
    rows=[
        [
            name,
            f"{cut:.3f}",
            str(m.tp),
            str(m.fp),
            text(m.precision),
            text(m.recall),
            text(m.f1),
            text(m.accuracy),
            f"{cost(m):.1f}",
        ]
        for (name, cut), m in zip(rules, chosen)
    ],
)
table(
    "confusion",
    caption=(
        "混同行列の四つの数。既定の0.5ではTPもFPも0です",
        "The four counts of the confusion matrix. At the default of 0.5 both TP and FP are 0",
    ),
    columns=[
        ("数", "count"),
        ("しきい値0.5", "threshold 0.5"),
        (f"上位5%（{every_cut[-1]:.3f}）", f"top 5% ({every_cut[-1]:.3f})"),
    ],
    rows=[
        [(ja, en), str(getattr(half_matrix, name)), str(getattr(top5, name))]
        for name, ja, en in (
            ("tp", "TP（陽性を陽性と予測）", "TP (positive, predicted positive)"),
            ("fn", "FN（見逃し）", "FN (miss)"),
            ("fp", "FP（誤報）", "FP (false alarm)"),
            ("tn", "TN（陰性を陰性と予測）", "TN (negative, predicted negative)"),
        )
    ],
)

# %% [markdown] lang="ja"
# 費用から決めた値は、既定の0.5より費用が低く、テストデータでの最小値とほとんど変わりません。
# 再現率0.7以上という条件は、この費用の下では0.5よりも高くつきます。条件が違えば、良いしきい値も違います。
# 一方で、正解率は0.5のときが最も高くなります。何も見つけない判定でも陰性はすべて当たるからで、不均衡データの正解率は判断材料になりません。
#
# どの規則でも適合率は低いままです。しきい値は、重なった分布のどこで切るかを選ぶだけで、重なりそのものは減らせません。
#
# ## クラスの重みは何を変えるか {#class-weights}
#
# 不均衡への対策として、陽性の損失に重みを掛ける方法があります。重みを陰性と陽性の件数の比にして学習し直し、しきい値を下げるだけの場合と比べます。

# %% [markdown] lang="en"
# The value derived from the costs is cheaper than the default of 0.5 and hardly above the lowest cost possible on the test data.
# A recall of at least 0.7 costs more than 0.5 does under these costs: other conditions, another good threshold.
# Accuracy is highest at 0.5. Finding nothing still gets every negative right, so on imbalanced data accuracy is no guide.
#
# Precision stays low under every rule. A threshold only chooses where to cut two overlapping distributions; it cannot reduce the overlap.
#
# ## What class weights change {#class-weights}
#
# One remedy for imbalance is to weight the loss of the positives. We train again with the ratio of negatives to positives as the weight, and compare with merely lowering the threshold.

# %%
weight = (~training.y).sum() / training.y.sum()
weighted_score = sigmoid(test.x @ train(training, weight)[-1])
weighted_auc = roc_auc_score(test.y, weighted_score)
weighted = confusion(test.y, weighted_score, 0.5)
lowered_cut = training.y.mean()
lowered = confusion(test.y, score, lowered_cut)
agreement = ((weighted_score >= 0.5) == (score >= lowered_cut)).mean()

assert weighted.recall > 0.5 and abs(weighted_auc - auc) < 0.01
assert abs(weighted.recall - lowered.recall) < 0.1 and agreement > 0.9
assert weighted_score.mean() > 10 * prevalence
assert abs(score.mean() - prevalence) < 0.01  # without weights the mean score is the prevalence

# %%
record("positive-weight", weight, "{:.0f}")
record("weighted-recall", weighted.recall, "{:.2f}")
record("weighted-precision", weighted.precision, "{:.3f}")
record("weighted-auc", weighted_auc, "{:.3f}")
record("weighted-mean-score", weighted_score.mean(), "{:.2f}")
record("mean-score", score.mean(), "{:.3f}")
record("weighted-ce", log_loss(test.y, weighted_score), "{:.2f}")
record("lowered-threshold", lowered_cut, "{:.3f}")
record("lowered-recall", lowered.recall, "{:.2f}")
record("weighted-agreement", 100 * agreement, "{:.0f}")

table(
    "weights",
    caption=(
        f"陽性の損失を{weight:.0f}倍にした場合と、重みなしでしきい値を陽性率まで下げた場合",
        f"The loss of positives multiplied by {weight:.0f}, against no weights and a threshold lowered to the prevalence",
    ),
    columns=[
        ("重み", "weight"),
        ("しきい値", "threshold"),
        ("再現率", "recall"),
        ("適合率", "precision"),
        ("AUC", "AUC"),
        ("スコアの平均", "mean score"),
    ],
    rows=[
        [
            ("なし", "none"),
            "0.500",
            text(half_matrix.recall),
            text(half_matrix.precision),
            f"{auc:.3f}",
            f"{score.mean():.3f}",
        ],
        [
            ("なし", "none"),
            f"{lowered_cut:.3f}",
            text(lowered.recall),
            text(lowered.precision),
            f"{auc:.3f}",
            f"{score.mean():.3f}",
        ],
        [
            f"×{weight:.0f}",
            "0.500",
            text(weighted.recall),
            text(weighted.precision),
            f"{weighted_auc:.3f}",
            f"{weighted_score.mean():.3f}",
        ],
    ],
)

# %% [markdown] lang="ja"
# 重みを付けると、しきい値0.5のままでも再現率が上がります。しかしAUCは変わらず、判定は重みなしでしきい値を下げた場合とほとんど一致します。
# このモデルでは、重みはしきい値を動かしたのと同じ働きです。代わりにスコアは確率として読めなくなり、平均が陽性率の10倍を超えます。
# 表現力の高いモデルやミニバッチの学習では、重みが順位付けも変えることがあります。ここで確かめたのは、小さな線形モデルの場合だけです。
#
# ## 乱数の種を変えても同じか {#seeds}
#
# ここまでの結論を、別の乱数の種から作ったデータでも確かめます。

# %% [markdown] lang="en"
# With weights recall rises even at a threshold of 0.5. But AUC does not change, and the decisions are nearly those of the unweighted model with a lower threshold.
# For this model the weights act like a moved threshold. In exchange the scores can no longer be read as probabilities: their mean is more than 10 times the prevalence.
# With flexible models or mini-batch training, weights may change the ranking too. What we checked is only the case of a small linear model.
#
# ## Does it hold for other seeds? {#seeds}
#
# The same conclusions, checked on data made from other random seeds.

# %%
repeated = []
for seed in (0, 1, 2, 3):
    rng = np.random.default_rng(seed)
    a, b, c = sample(14_000, rng), sample(10_000, rng), sample(20_000, rng)
    w = train(a)[-1]
    scores_b, scores_c = sigmoid(b.x @ w), sigmoid(c.x @ w)
    found = recall(c.y, scores_c >= np.quantile(scores_b, 1 - TOP))
    dear, cheap = (cost(confusion(c.y, scores_c, cut)) for cut in (0.5, 1 / (1 + MISS_COST)))
    repeated.append(
        (recall(c.y, scores_c >= 0.5), roc_auc_score(c.y, scores_c), found, cheap / dear)
    )

at_half, aucs, founds, savings = np.array(repeated).T
assert at_half.max() < 0.01  # one lucky positive may pass 0.5; never more than a handful
assert aucs.min() > 0.72 and founds.min() > 0.15 and savings.max() < 0.96

# %%
record("seeds-recall-at-half-max", at_half.max(), "{:.3g}")
record("seeds-auc-min", aucs.min(), "{:.3f}")
record("seeds-auc-max", aucs.max(), "{:.3f}")
record("seeds-recall-min", founds.min(), "{:.2f}")
record("seeds-recall-max", founds.max(), "{:.2f}")

# %% [markdown] lang="ja"
# 四つの種のどれでも、しきい値0.5の再現率は0.01未満、AUCは0.72より上、上位5%の再現率は0.15より上でした。
# 再現率の値そのものは種によって動きます。陽性が数百件しかないと、それだけの誤差があります。

# %% [markdown] lang="en"
# For each of the four seeds recall at 0.5 was below 0.01, AUC above 0.72, and recall with the top 5% above 0.15.
# The value of recall itself moves with the seed: with a few hundred positives it is that uncertain.

# %% [markdown] lang="ja"
# ## 自分で動かす {#snapshots}
#
# スコアの分布の図でしきい値を動かせるように、学習の途中の状態をいくつか選び、クラスごとのスコアを細かい区間で数えます。
# しきい値を区間の端に限れば、混同行列は数えた数の合計なので、元のスコアから計算したものと完全に一致します。

# %% [markdown] lang="en"
# ## Move it yourself {#snapshots}
#
# So that the threshold can be moved in the figure of the scores, we take some states of the training and count the scores of each class in narrow bins.
# With thresholds only at the edges of bins the confusion matrix is a sum of counts, exactly the one computed from the scores themselves.

# %%
SNAPSHOTS = [0, 1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300]
# Four bins for each of the figure above, and an edge at each of the chosen thresholds.
fine = 0.001 * 500 ** (np.arange(112) / 100)
fine[100] = 0.5
edges = np.unique([*fine, *(cut for _, cut in rules), 1.0])


def counted(scores):
    return np.histogram(scores, edges)[0]


snapshots = [
    {
        "step": step,
        "positive": counted(every_score[test.y, step]),
        "negative": counted(every_score[~test.y, step]),
        "loss": losses[step],
        "auc": roc_auc_score(test.y, every_score[:, step]),
    }
    for step in SNAPSHOTS
]
matrices = [
    [step, place, *(getattr(matrix, name) for name in ("tp", "fp", "fn", "tn"))]
    for step in (0, 1, 30, STEPS)
    for place in (0, 40, 70, int(np.flatnonzero(edges == 0.5)[0]), len(edges) - 1)
    for matrix in [confusion(test.y, every_score[:, step], edges[place])]
]
for step, place, tp, fp, _, _ in matrices:
    snapshot = snapshots[SNAPSHOTS.index(step)]
    assert (tp, fp) == (snapshot["positive"][place:].sum(), snapshot["negative"][place:].sum())

# %%
data(
    "score-histograms",
    {
        "edges": edges,
        "coarse": np.searchsorted(edges, [*fine[::4], 1.0]),
        "positives": test.y.sum(),
        "negatives": (~test.y).sum(),
        "best": best,
        "snapshots": snapshots,
    },
)
data("matrices-check", matrices)

# ---
# title:
#   ja: 一つの数でモデルを選ぶ
#   en: Choosing a model by one number
# description:
#   ja: F1と平均の違い、マクロとマイクロ、上限を満たす中での選択、許されない誤りの重みを、学習した分類器で計算します。
#   en: F1 and plain means, macro and micro averages, selection under limits, and weighted errors, computed on trained classifiers.
# ---

# %% [markdown] lang="ja"
# モデルが二つあり、それぞれに指標が二つ以上あると、どちらが良いかすぐには決まりません。一つの数にまとめれば決まります。ただし、まとめ方が順位を決めてしまいます。
# このラボでは、まとめ方を四つ計算し、それぞれがどこで順位を変えるかを確かめます。
#
# ## F1は調和平均 {#f1}
#
# 適合率$P$と再現率$R$の調和平均がF1です。一般のF-betaは、再現率を適合率の$\beta$倍重く見ます。
#
# $$
# F_\beta=\frac{(1+\beta^2)\,P\,R}{\beta^2P+R},\qquad F_1=\frac{2PR}{P+R}
# $$
#
# まず、Andrew Ngの講義に出てくる二つの分類器を計算します。A：適合率0.95、再現率0.90。B：適合率0.98、再現率0.85。

# %% [markdown] lang="en"
# With two models and two or more metrics for each, it is not clear which model is better. One number decides. But the way in which the number is made decides the ranking.
# This lab computes four ways of making it, and looks for the place where each changes the ranking.
#
# ## F1 is a harmonic mean {#f1}
#
# F1 is the harmonic mean of precision $P$ and recall $R$. In general, F-beta treats recall as $\beta$ times as important as precision.
#
# $$
# F_\beta=\frac{(1+\beta^2)\,P\,R}{\beta^2P+R},\qquad F_1=\frac{2PR}{P+R}
# $$
#
# First the two classifiers of Andrew Ng's lecture. A: precision 0.95, recall 0.90. B: precision 0.98, recall 0.85.

# %%
import pickle

import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, fbeta_score
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from helpers.lab import figure, record, table
from helpers.mlkit import Split, digits, logits, network, train
from helpers.style import DASHES, INK, MARKERS, MUTED, ORANGE, PURPLE, SERIES, TEAL, WASH, axes


def f_beta(precision, recall, beta=1.0):
    return (1 + beta**2) * precision * recall / (beta**2 * precision + recall)


def mean(precision, recall):
    return (precision + recall) / 2


A, B = (0.95, 0.90), (0.98, 0.85)
RARE = 0.02  # share of positives
always = (RARE, 1.0)  # call everything positive: precision is the share of positives
half = (0.5, 0.5)

assert abs(f_beta(*A) - 0.924) < 0.001 and abs(f_beta(*B) - 0.910) < 0.001
assert f_beta(*A, beta=0.5) < f_beta(*B, beta=0.5)  # precision counts more: B wins
assert f_beta(*A, beta=2) > f_beta(*B, beta=2)
assert mean(*always) > mean(*half) and f_beta(*always) < f_beta(*half)  # the means disagree

# The formula is scikit-learn's: 90 of 100 positives found, with 5 false alarms.
truth = np.repeat([1, 0], [100, 100])
answer = np.repeat([1, 0, 1, 0], [90, 10, 5, 95])
for beta in (0.5, 1, 2):
    assert abs(fbeta_score(truth, answer, beta=beta) - f_beta(90 / 95, 0.9, beta)) < 1e-12

record("f1-a", f_beta(*A), "{:.3f}")
record("f1-b", f_beta(*B), "{:.3f}")
record("f-half-a", f_beta(*A, beta=0.5), "{:.3f}")
record("f-half-b", f_beta(*B, beta=0.5), "{:.3f}")
record("mean-always", mean(*always), "{:.2f}")
record("f1-always", f_beta(*always), "{:.2f}")
record("mean-half", mean(*half), "{:.2f}")
record("f1-half", f_beta(*half), "{:.2f}")
record("rare-percent", 100 * RARE, "{:.0f}")

# %%
CANDIDATES = [
    ("A", "A", A),
    ("B", "B", B),
    ("全部を陽性とする", "call all positive", always),
    ("両方0.5", "both 0.5", half),
]


@figure(
    "f1-contours",
    title=("F1と算術平均の等高線", "Contours of F1 and of the arithmetic mean"),
    caption=(
        "実線はF1が等しい点、破線は算術平均が等しい点です。右下の「全部を陽性」は、算術平均では中央の点より上、F1ではほぼ0です。",
        "Solid: equal F1. Dashed: equal arithmetic mean. “All positive”, bottom right, beats the point in the middle by arithmetic mean; its F1 is almost 0.",
    ),
    desc=(
        f"適合率と再現率が等しい対角線の上では二つは一致する。全部を陽性とする規則（適合率{RARE}、再現率1）は、算術平均が{mean(*always):.2f}、F1が{f_beta(*always):.2f}。適合率も再現率も0.5の点は、どちらも{f_beta(*half):.2f}。",
        f"On the diagonal, where precision equals recall, the two agree. Calling everything positive (precision {RARE}, recall 1) has mean {mean(*always):.2f} and F1 {f_beta(*always):.2f}. The point with precision and recall 0.5 has {f_beta(*half):.2f} for both.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=330)
    for level in (0.2, 0.4, 0.6, 0.8):
        recall = np.linspace(level / (2 - level), 1, 80)
        ax.plot(recall, level * recall / (2 * recall - level), color=TEAL, linestyle=DASHES[0])
        ends = np.array([max(0, 2 * level - 1), min(1, 2 * level)])
        ax.plot(ends, 2 * level - ends, color=ORANGE, linestyle=DASHES[1], linewidth=1.3)
        ax.text(level + 0.01, level + 0.015, f"{level}", color=INK, fontsize=11)
    for name, (precision, recall) in (("A", A), ("B", B)):
        ax.plot(recall, precision, MARKERS[1], color=PURPLE, markersize=7)
        side = 0.03 if name == "A" else -0.03
        ax.text(
            recall + side,
            precision,
            name,
            color=PURPLE,
            ha="left" if side > 0 else "right",
            va="center",
        )
    ax.plot(always[1], always[0], MARKERS[0], color=INK, markersize=8, clip_on=False)
    ax.text(0.97, 0.055, t("全部を陽性", "all positive"), ha="right", color=INK)
    ax.plot(half[1], half[0], MARKERS[0], color=INK, markersize=8)
    ax.text(0.5, 0.535, t("両方0.5", "both 0.5"), color=INK, ha="center")
    ax.plot([], [], color=TEAL, linestyle=DASHES[0], label="F1")
    ax.plot([], [], color=ORANGE, linestyle=DASHES[1], label=t("算術平均", "arithmetic mean"))
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2)
    ax.set(
        xlim=(0, 1), ylim=(0, 1.0), xlabel=t("再現率", "recall"), ylabel=t("適合率", "precision")
    )
    ax.set(xticks=(0, 0.5, 1), yticks=(0, 0.5, 1))
    return drawing


table(
    "f-beta-table",
    caption=(
        f"同じ適合率と再現率から作った数（全部を陽性とする規則は、陽性が{100 * RARE:.0f}%のデータ）",
        f"Numbers made from the same precision and recall (calling all positive: on data with {100 * RARE:.0f}% positives)",
    ),
    columns=[
        ("分類器", "classifier"),
        ("適合率", "precision"),
        ("再現率", "recall"),
        ("算術平均", "mean"),
        ("F0.5", "F0.5"),
        ("F1", "F1"),
        ("F2", "F2"),
    ],
    rows=[
        [
            (ja, en),
            f"{pair[0]:.2f}",
            f"{pair[1]:.2f}",
            f"{mean(*pair):.3f}",
            *(f"{f_beta(*pair, beta=beta):.3f}" for beta in (0.5, 1, 2)),
        ]
        for ja, en, pair in CANDIDATES
    ],
)

# %% [markdown] lang="ja"
# 算術平均では、何もしない規則「全部を陽性」が、適合率も再現率も0.5の分類器に勝ってしまいます。F1は低いほうの値に引かれるので、そうなりません。
# AとBでは、F1ならA、F0.5ならBです。$\beta$を選ぶことが、順位を選ぶことになります。
#
# ## F1が惑わせるとき {#f1-misleads}
#
# F1の式には真陰性（TN）がありません。そのため、同じ分類器でも、陽性の割合が変わるとF1が変わります。
# 再現率0.9、偽陽性率0.1の分類器を、割合だけ変えて測ります。正解率はどこでも0.9です。

# %% [markdown] lang="en"
# By arithmetic mean, the do-nothing rule “all positive” beats a classifier with precision and recall 0.5. F1 is pulled toward the lower value, so there it does not.
# Between A and B, F1 takes A, and F0.5 takes B. To choose $\beta$ is to choose the ranking.
#
# ## When F1 misleads {#f1-misleads}
#
# The formula of F1 has no true negatives (TN). So the F1 of the same classifier changes with the share of positives.
# We take a classifier with recall 0.9 and false positive rate 0.1 and change nothing but this share. Its accuracy is 0.9 everywhere.

# %%
FOUND, FALSE_ALARMS = 0.9, 0.1  # share of positives and of negatives that are called positive
share = np.linspace(0.01, 0.99, 99)


def f1_at(share, found, false_alarms):
    precision = share * found / (share * found + (1 - share) * false_alarms)
    return f_beta(precision, found)


fair = f1_at(share, FOUND, FALSE_ALARMS)
lazy = f1_at(share, 1.0, 1.0)
accuracy_of_fair = share * FOUND + (1 - share) * (1 - FALSE_ALARMS)
f1_of_rare_class = f1_at(0.05, FOUND, FALSE_ALARMS)
f1_of_common_class = f1_at(0.95, FOUND, FALSE_ALARMS)  # the same answers, classes swapped
lazy_at_90 = f1_at(0.9, 1.0, 1.0)

assert np.ptp(accuracy_of_fair) < 1e-12 and (np.diff(fair) > 0).all()
assert f1_of_rare_class < 0.5 and f1_of_common_class > 0.9
assert abs(lazy_at_90 - 1.8 / 1.9) < 1e-12

record("f1-rare-class", f1_of_rare_class, "{:.2f}")
record("f1-common-class", f1_of_common_class, "{:.2f}")
record("accuracy-of-fair", accuracy_of_fair[0], "{:.1f}")
record("f1-lazy-at-90", lazy_at_90, "{:.2f}")


# %%
@figure(
    "f1-prevalence",
    title=("陽性の割合とF1", "F1 and the share of positives"),
    caption=(
        "同じ分類器のF1が、陽性の割合だけで大きく変わります。陽性が多いデータでは、全部を陽性とするだけでF1が高くなります。",
        "The F1 of one classifier changes a lot with the share of positives alone. Where positives are common, calling everything positive is enough for a high F1.",
    ),
    desc=(
        f"再現率{FOUND}、偽陽性率{FALSE_ALARMS}の分類器の正解率は{accuracy_of_fair[0]:.1f}で一定。F1は陽性5%で{f1_of_rare_class:.2f}、95%で{f1_of_common_class:.2f}。全部を陽性とする規則のF1は、陽性90%で{lazy_at_90:.2f}。",
        f"A classifier with recall {FOUND} and false positive rate {FALSE_ALARMS} has accuracy {accuracy_of_fair[0]:.1f} throughout. Its F1 is {f1_of_rare_class:.2f} at 5% positives and {f1_of_common_class:.2f} at 95%. Calling all positive has F1 {lazy_at_90:.2f} at 90% positives.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=260)
    percent = 100 * share
    ax.plot(percent, accuracy_of_fair, color=MUTED, linestyle=DASHES[3])
    ax.plot(percent, fair, color=TEAL, linestyle=DASHES[0])
    ax.plot(percent, lazy, color=ORANGE, linestyle=DASHES[1])
    ax.text(2, 0.92, t("正解率", "accuracy"), color=MUTED, va="bottom")
    ax.text(13, 0.64, t("分類器のF1", "F1 of classifier"), color=TEAL)
    ax.text(36, 0.42, t("全部を陽性としたF1", "F1 of all positive"), color=ORANGE)
    ax.set(xlim=(0, 100), ylim=(0, 1.02), yticks=(0, 0.5, 1))
    ax.set(xlabel=t("陽性の割合（%）", "share of positives (%)"))
    return drawing


# %% [markdown] lang="ja"
# 陽性5%と95%の点は、同じ答えで、どちらを「陽性」と呼ぶかを入れ替えたものでもあります。F1を報告するときは、どのクラスのF1か、そのクラスの割合はいくらかを添えます。
#
# ## クラスの平均：マクロ、マイクロ、加重 {#averages}
#
# 多クラスでは、クラスごとにF1があります。まとめ方は三つです。
#
# - マクロ：クラスごとのF1を、そのまま平均します。
# - 加重（weighted）：クラスごとのF1を、実際の件数を重みにして平均します。
# - マイクロ：TP、FP、FNを全クラスで足してから、F1を一つ計算します。
#
# 手書き数字で、8だけを10分の1に減らします。ロジスティック回帰を、そのままと、8の重みを10倍、30倍にした場合で学習します。

# %% [markdown] lang="en"
# The points at 5% and 95% are also the same answers with the names of the classes swapped. With an F1, report which class it is for, and how common that class is.
#
# ## Averages over classes: macro, micro, weighted {#averages}
#
# With many classes there is an F1 for each. There are three ways to combine them.
#
# - Macro: the plain mean of the F1 of the classes.
# - Weighted: the mean with the number of real examples of each class as weight.
# - Micro: add up TP, FP and FN over all classes, then compute one F1.
#
# In the handwritten digits we keep only one in 10 of the eights. Logistic regression is trained as it is, and with a weight of 10 or 30 on the eights.

# %%
RARE_DIGIT, KEPT, SEEDS = 8, 0.1, range(5)


def thin_out(x, y, rng):
    """Drop most images of the rare digit."""
    kept = (y != RARE_DIGIT) | (rng.random(len(y)) < KEPT)
    return x[kept], y[kept]


def class_counts(y, predicted):
    """TP, FP and FN of each class."""
    classes = np.arange(10)[:, None]
    truly, called = y == classes, predicted == classes
    return (truly & called).sum(1), (~truly & called).sum(1), (truly & ~called).sum(1)


def f1_averages(y, predicted):
    tp, fp, fn = class_counts(y, predicted)
    each = 2 * tp / (2 * tp + fp + fn)
    pooled = 2 * tp.sum() / (2 * tp.sum() + fp.sum() + fn.sum())
    return each, {
        "micro": pooled,
        "macro": each.mean(),
        "weighted": np.average(each, weights=tp + fn),
    }


WEIGHTS = (1, 10, 30)
by_class = {weight: [] for weight in WEIGHTS}
averaged = {weight: [] for weight in WEIGHTS}
support = []
for seed in SEEDS:
    rng = np.random.default_rng(seed)
    data = digits(500, rng)
    x, y = thin_out(data.x, data.y, rng)
    x_test, y_test = thin_out(data.x_test, data.y_test, rng)
    support.append(((y == RARE_DIGIT).sum(), (y_test == RARE_DIGIT).sum(), len(y_test)))
    for weight in WEIGHTS:
        model = LogisticRegression(C=0.1, max_iter=1000)
        model.fit(x, y, sample_weight=np.where(y == RARE_DIGIT, weight, 1))
        predicted = model.predict(x_test)
        each, averages = f1_averages(y_test, predicted)
        for kind, value in averages.items():  # the same as scikit-learn's
            assert abs(value - f1_score(y_test, predicted, average=kind, zero_division=0)) < 1e-12
        assert abs(averages["micro"] - (predicted == y_test).mean()) < 1e-12  # micro F1 is accuracy
        by_class[weight].append(each)
        averaged[weight].append([averages[kind] for kind in ("micro", "macro", "weighted")])

averaged = {weight: np.array(rows) for weight, rows in averaged.items()}
class_f1 = {weight: np.mean(rows, axis=0) for weight, rows in by_class.items()}
overall = {weight: rows.mean(axis=0) for weight, rows in averaged.items()}
plain_micro, plain_macro, plain_weighted = overall[1]
heavy_micro, heavy_macro, heavy_weighted = overall[30]
rare_training, rare_test, test_size = np.mean(support, axis=0)

assert (
    class_f1[1][RARE_DIGIT] < 0.1 and plain_micro > 0.9
)  # the class is lost, micro hardly notices
assert plain_micro - plain_macro > 0.05 and plain_micro - plain_weighted < 0.02
assert (averaged[30][:, 0] < averaged[1][:, 0]).all()  # micro prefers the plain model, each seed …
assert (averaged[30][:, 1] > averaged[1][:, 1]).all()  # … macro the one with weight 30
assert overall[10][1] > heavy_macro and overall[10][0] > heavy_micro  # 10 is better than 30 …
assert plain_micro - overall[10][0] < 0.01  # … and hardly worse than 1

record("micro-plain", plain_micro, "{:.3f}")
record("macro-plain", plain_macro, "{:.3f}")
record("weighted-plain", plain_weighted, "{:.3f}")
record("rare-f1-plain", class_f1[1][RARE_DIGIT], "{:.2f}")
record("micro-heavy", heavy_micro, "{:.3f}")
record("macro-heavy", heavy_macro, "{:.3f}")
record("rare-f1-heavy", class_f1[30][RARE_DIGIT], "{:.2f}")
record("rare-training", rare_training, "{:.0f}")
record("rare-test", rare_test, "{:.0f}")
record("test-size", test_size, "{:.0f}")
record("rare-test-percent", 100 * rare_test / test_size, "{:.1f}")
record("average-seeds", len(SEEDS), "{:.0f}")


# %%
@figure(
    "averages",
    title=("クラスごとのF1と、その平均", "F1 of each class, and the averages"),
    caption=(
        f"印は{len(SEEDS)}シードの平均、線は重みなしのモデルの平均です。8のF1はほぼ0ですが、マイクロ平均はほとんど気づかず、マクロ平均だけが下がります。",
        f"Marks: mean of {len(SEEDS)} seeds. Lines: averages of the model without weights. The F1 of the 8 is about 0; the micro average hardly notices, only the macro average drops.",
    ),
    desc=(
        f"重みなしのモデルのF1は、8だけが{class_f1[1][RARE_DIGIT]:.2f}で、ほかは{np.delete(class_f1[1], RARE_DIGIT).min():.2f}以上。マイクロ平均は{plain_micro:.3f}、マクロ平均は{plain_macro:.3f}。重み30では8のF1が{class_f1[30][RARE_DIGIT]:.2f}。",
        f"Without weights the F1 of the 8 is {class_f1[1][RARE_DIGIT]:.2f}, and that of the others at least {np.delete(class_f1[1], RARE_DIGIT).min():.2f}. Micro average {plain_micro:.3f}, macro average {plain_macro:.3f}. With weight 30 the F1 of the 8 is {class_f1[30][RARE_DIGIT]:.2f}.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=340)
    at = np.arange(10)
    ax.plot(
        class_f1[1], at, MARKERS[0], color=TEAL, markersize=7, label=t("重みなし", "no weights")
    )
    ax.plot(
        class_f1[30],
        at,
        MARKERS[1],
        color=ORANGE,
        markersize=7,
        markerfacecolor="none",
        label=t("8の重み30", "weight 30 on 8"),
    )
    lines = (
        (plain_micro, DASHES[1], t("マイクロ", "micro")),
        (plain_macro, DASHES[3], t("マクロ", "macro")),
    )
    for value, dashes, name in lines:
        ax.axvline(value, color=TEAL, linestyle=dashes, linewidth=1.3, label=name)
    ax.set(xlim=(-0.03, 1.03), ylim=(9.6, -0.6), yticks=at, xticks=(0, 0.5, 1))
    ax.set(xlabel="F1", ylabel=t("クラス（数字）", "class (digit)"))
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, handlelength=2)
    return drawing


table(
    "averages-table",
    caption=(
        f"8の重みと、F1の平均（{len(SEEDS)}シードの平均。テストデータ{test_size:.0f}枚のうち8は{rare_test:.0f}枚）",
        f"Weight on the 8 and averages of F1 (mean of {len(SEEDS)} seeds; {rare_test:.0f} of the {test_size:.0f} test images are eights)",
    ),
    columns=[
        ("8の重み", "weight on 8"),
        ("8のF1", "F1 of 8"),
        ("マイクロ（正解率）", "micro (accuracy)"),
        ("加重", "weighted"),
        ("マクロ", "macro"),
    ],
    rows=[
        [
            f"{weight}",
            f"{class_f1[weight][RARE_DIGIT]:.2f}",
            f"{overall[weight][0]:.3f}",
            f"{overall[weight][2]:.3f}",
            f"{overall[weight][1]:.3f}",
        ]
        for weight in WEIGHTS
    ],
)

# %% [markdown] lang="ja"
# 例ごとに一つのクラスを答える分類では、どの誤りも、あるクラスのFPであり、別のクラスのFNです。そのため、マイクロF1は正解率と同じ値になります。
# 重み1と30を比べると、マイクロは1、マクロは30を選びます。5シードのどれでも同じです。もっとも、重み10は両方で30より良く、マイクロ平均も重み1とほとんど変わりません。良い候補を加えれば、争いは減ります。
# 8はテストデータに十数枚しかないので、8のF1の値そのものは粗い数です。
#
# ## スライスの平均 {#slices}
#
# 同じことは、データの部分（スライス）にも起こります。利用者の95%はきれいな画像、3%は1画素ずれた画像、2%は雑音の強い画像を送るとします。
# 二つのモデルを比べます。一つはきれいな画像だけで、もう一つは三種類の画像で学習したものです。割合は仮定です。

# %% [markdown] lang="en"
# Where one example gets one class, each mistake is an FP of one class and an FN of another. So micro F1 equals accuracy.
# Between the weights 1 and 30, micro takes 1 and macro takes 30, in each of the 5 seeds. Weight 10, however, is better than 30 in both, and its micro average is hardly below that of weight 1: with a good candidate in the list there is less to argue about.
# The test data have little more than a dozen eights, so the F1 of the 8 itself is a rough number.
#
# ## Averages over slices {#slices}
#
# The same happens with parts of the data, the slices. Assume that 95% of the images that users send are clean, 3% are shifted by one pixel, and 2% are very noisy.
# We compare two models: one trained on clean images only, the other on all three kinds. The shares are an assumption.

# %%
SHARES = np.array([0.95, 0.03, 0.02])
SLICES = [("きれい", "clean"), ("1画素のずれ", "shifted"), ("雑音", "noisy")]


def shifted(x):
    images = x.reshape(-1, 8, 8)
    return np.pad(images, ((0, 0), (0, 0), (1, 0)))[:, :, :8].reshape(-1, 64)


def slice_accuracies(seed):
    """Accuracy on each slice, of the model trained on clean images and of the one on all."""
    rng = np.random.default_rng(seed)
    data = digits(800, rng)
    kinds = [lambda x: x, shifted, lambda x: x + 0.5 * rng.normal(size=x.shape)]
    clean = LogisticRegression(max_iter=2000).fit(data.x, data.y)
    mixed = LogisticRegression(max_iter=2000).fit(
        np.vstack([kind(data.x) for kind in kinds]), np.tile(data.y, len(kinds))
    )
    tests = [kind(data.x_test) for kind in kinds]
    return [[model.score(test, data.y_test) for test in tests] for model in (clean, mixed)]


slices = np.array([slice_accuracies(seed) for seed in range(3)])  # seed × model × slice
plain_mean, share_mean = slices.mean(axis=2), slices @ SHARES
assert (plain_mean[:, 1] > plain_mean[:, 0] + 0.05).all()  # the plain mean takes the mixed model …
assert (share_mean[:, 0] > share_mean[:, 1]).all()  # … the mean by shares the clean one

clean_slices, mixed_slices = slices.mean(axis=0)
for name, row in (("clean", clean_slices), ("mixed", mixed_slices)):
    record(f"slice-mean-{name}", row.mean(), "{:.2f}")
    record(f"slice-shares-{name}", row @ SHARES, "{:.3f}")
    record(f"slice-worst-{name}", row.min(), "{:.2f}")

table(
    "slices-table",
    caption=(
        "スライスごとの正解率と、三つのまとめ方（3シードの平均）",
        "Accuracy on each slice, and three ways to combine it (mean of 3 seeds)",
    ),
    columns=[
        ("学習に使った画像", "trained on"),
        *SLICES,
        ("単純な平均", "plain mean"),
        ("割合で重み付け", "by shares"),
        ("最悪のスライス", "worst slice"),
    ],
    rows=[
        [
            name,
            *(f"{value:.2f}" for value in row),
            f"{row.mean():.2f}",
            f"{row @ SHARES:.3f}",
            f"{row.min():.2f}",
        ]
        for name, row in (
            (("きれいな画像だけ", "clean images"), clean_slices),
            (("三種類の画像", "all three kinds"), mixed_slices),
        )
    ],
)

# %% [markdown] lang="ja"
# 割合で重み付けすると一つ目、単純な平均や最悪のスライスなら二つ目が選ばれます。どれが正しいかは計算からは決まりません。誰にとって良いモデルかという選択です。
#
# ## 一つを最大化し、残りは上限で足切り {#satisficing}
#
# 正解率のほかに、大きさと計算量も気になるとします。単位が違うので、足しても意味がありません。
# そこで、大きさと計算量は上限を守ればよい足切りの指標（satisficing metric）とし、正解率だけを最適化する指標（optimizing metric）とします。
#
# 12個のモデルを学習します。大きさは`pickle`で保存したバイト数です。計算量は、測るたびに変わる時間の代わりに、1回の推論の乗算の数（木は比較の数）を数えます。SVMでは、カーネルの指数関数は数えません。

# %% [markdown] lang="en"
# Weighted by shares, the first model is chosen; by the plain mean or the worst slice, the second. The computation does not tell which is right. It is a choice: for whom should the model be good?
#
# ## Maximize one, set limits for the rest {#satisficing}
#
# Suppose that beside accuracy we care about size and about the amount of computation. The units differ, so a sum means nothing.
# So size and computation become satisficing metrics, which only have to stay within a limit, and accuracy alone is the optimizing metric.
#
# We train 12 models. Size is the number of bytes stored by `pickle`. For computation we do not use time, which changes with each measurement, but the multiplications of one inference (for trees, comparisons). For the SVM we do not count the exponential function of the kernel.

# %%
PIXELS, CLASSES = 64, 10


def comparisons(trees, x):
    """Mean number of comparisons on the way to a leaf, summed over the trees."""
    return sum(tree.decision_path(x).sum(axis=1).mean() - 1 for tree in trees)


def candidates(x, y, x_validation, rng):
    """(family, name, model, its prediction function, operations per prediction)."""
    for rows in (90, 300, 900):
        model = KNeighborsClassifier(1, algorithm="brute").fit(x[:rows], y[:rows])
        yield "neighbors", f"1-NN, n={rows}", model, model.predict, rows * PIXELS
    means = [x[y == digit].mean(axis=0) for digit in range(CLASSES)]
    model = KNeighborsClassifier(1, algorithm="brute").fit(means, range(CLASSES))
    yield "neighbors", "10 class means", model, model.predict, CLASSES * PIXELS
    logistic = LogisticRegression(max_iter=1000).fit(x, y)
    yield "linear", "logistic", logistic, logistic.predict, PIXELS * CLASSES
    tree = DecisionTreeClassifier(random_state=0).fit(x, y)
    yield "trees", "tree", tree, tree.predict, comparisons([tree], x_validation)
    for count in (10, 50):
        forest = RandomForestClassifier(count, random_state=0).fit(x, y)
        cost = comparisons(forest.estimators_, x_validation)
        yield "trees", f"forest {count}", forest, forest.predict, cost
    for hidden in (16, 32, 128):
        net = network((PIXELS, hidden, CLASSES), rng)
        examples = Split(x, y, x_validation, y[:0])  # only the training part is used
        train(net, examples, lr=0.3, batch=32, epochs=60, rng=rng, l2=0.001)
        cost = hidden * (PIXELS + CLASSES)
        yield "network", f"network {hidden}", net, lambda z, net=net: logits(net, z).argmax(1), cost
    svm = SVC(C=10).fit(x, y)
    yield "svm", "SVM (RBF)", svm, svm.predict, svm.n_support_.sum() * (PIXELS + CLASSES - 1)


def measure(seed):
    """One row per model: validation accuracy, test accuracy, bytes, operations."""
    rng = np.random.default_rng(seed)
    data = digits(1300, rng)
    x, y = data.x[:900], data.y[:900]
    x_validation, y_validation = data.x[900:], data.y[900:]
    return {
        (family, name): (
            (predict(x_validation) == y_validation).mean(),
            (predict(data.x_test) == data.y_test).mean(),
            len(pickle.dumps(model)),
            cost,
        )
        for family, name, model, predict, cost in candidates(x, y, x_validation, rng)
    }


MAX_BYTES, MAX_OPERATIONS = 100_000, 10_000
runs = [measure(seed) for seed in range(3)]
labels = list(runs[0])
measured = np.array([[run[label] for label in labels] for run in runs])  # seed × model × value


def choose(rows, *, limited):
    """Index of the best validation accuracy, among the models within the limits if `limited`."""
    allowed = (rows[:, 2] <= MAX_BYTES) & (rows[:, 3] <= MAX_OPERATIONS)
    return int(np.where(allowed | (not limited), rows[:, 0], -1).argmax())


free = [choose(rows, limited=False) for rows in measured]
limited = [choose(rows, limited=True) for rows in measured]
for rows, best, chosen in zip(measured, free, limited, strict=True):
    assert best != chosen  # the limits change the choice, in every seed
    assert rows[best, 2] > MAX_BYTES or rows[best, 3] > MAX_OPERATIONS
    assert rows[chosen, 2] <= MAX_BYTES and rows[chosen, 3] <= MAX_OPERATIONS
    assert rows[best, 0] - rows[chosen, 0] < 0.06  # … and cost a few points at most

rows = measured[0]
best, chosen = free[0], limited[0]


def dominated(index):
    """Is another model at least as good in all three criteria, and better in one?"""
    gain = np.column_stack([rows[:, 0], -rows[:, 2], -rows[:, 3]])
    no_worse = (gain >= gain[index]).all(axis=1)
    return bool((no_worse & (gain > gain[index]).any(axis=1)).any())


on_front = np.array([not dominated(index) for index in range(len(rows))])
assert on_front[best] and on_front[chosen]  # a choice of this kind is never dominated
assert 2 < on_front.sum() < len(rows)

# A sum of accuracy and cost needs a price, and the price decides.
prices = np.geomspace(1e-8, 1e-2, 600)  # accuracy given up per operation
picks = [int((rows[:, 0] - price * rows[:, 3]).argmax()) for price in prices]
assert len(set(picks)) >= 4

for name, key in (("10 class means", "means"), ("logistic", "logistic")):  # simple models to beat
    record(f"{key}-validation", 100 * rows[[label[1] for label in labels].index(name), 0], "{:.1f}")
record("models", len(rows), "{:.0f}")
record("front-size", on_front.sum(), "{:.0f}")
record("picks-by-price", len(set(picks)), "{:.0f}")
record("max-kilobytes", MAX_BYTES / 1000, "{:.0f}")
record("max-operations", MAX_OPERATIONS, "{:,.0f}")
for name, index in (("free", best), ("limited", chosen)):
    record(f"{name}-validation", 100 * rows[index, 0], "{:.1f}")
    record(f"{name}-test", 100 * rows[index, 1], "{:.1f}")
    record(f"{name}-kilobytes", rows[index, 2] / 1000, "{:.0f}")
    record(f"{name}-operations", rows[index, 3], "{:,.0f}")


# %%
FAMILIES = {
    "neighbors": ("近傍法", "neighbors"),
    "linear": ("線形", "linear"),
    "trees": ("木", "trees"),
    "network": ("ネットワーク", "network"),
    "svm": ("SVM", "SVM"),
}


@figure(
    "pareto",
    title=("正解率と、計算量と大きさ", "Accuracy, operations and size"),
    caption=(
        "色の付いた範囲が上限の内側です。塗った印はパレート最適な候補、白抜きは、三つの指標すべてで同等以上のモデルがほかにある候補です。",
        "The shaded side is within the limit. Filled marks are Pareto-optimal; for each open mark there is another model at least as good in all three metrics.",
    ),
    desc=(
        f"{len(rows)}個のモデルのうち{on_front.sum()}個がパレート最適。上限がなければ検証データの正解率は{labels[best][1]}の{100 * rows[best, 0]:.1f}%が最大で、計算量{rows[best, 3]:,.0f}、{rows[best, 2] / 1000:.0f} kB。上限の内側では{labels[chosen][1]}の{100 * rows[chosen, 0]:.1f}%が最大で、計算量{rows[chosen, 3]:,.0f}、{rows[chosen, 2] / 1000:.0f} kB。",
        f"{on_front.sum()} of {len(rows)} models are Pareto-optimal. Without limits the best validation accuracy is {100 * rows[best, 0]:.1f}% ({labels[best][1]}, {rows[best, 3]:,.0f} operations, {rows[best, 2] / 1000:.0f} kB). Within the limits it is {100 * rows[chosen, 0]:.1f}% ({labels[chosen][1]}, {rows[chosen, 3]:,.0f} operations, {rows[chosen, 2] / 1000:.0f} kB).",
    ),
)
def _(t):
    drawing, panels = axes(2, height=470, sharey=True)
    operations, kilobytes = rows[:, 3], rows[:, 2] / 1000
    scales = (
        (
            panels[0],
            operations,
            MAX_OPERATIONS,
            t("1回の推論の計算量", "operations per prediction"),
        ),
        (panels[1], kilobytes, MAX_BYTES / 1000, t("大きさ（kB）", "size (kB)")),
    )
    for ax, cost, limit, label in scales:
        ax.axvspan(cost.min() / 2, limit, color=WASH, linewidth=0)
        ax.axvline(limit, color=MUTED, linestyle=DASHES[3], linewidth=1.3)
        for (family, names), color, marker in zip(FAMILIES.items(), SERIES, MARKERS, strict=True):
            inside = np.array([label[0] == family for label in labels])
            for part, filling in ((inside & on_front, color), (inside & ~on_front, "none")):
                style = {"color": color, "markersize": 7, "markerfacecolor": filling}
                ax.plot(cost[part], 100 * rows[part, 0], marker, linestyle="none", **style)
            ax.plot([], [], marker, color=color, linestyle="none", label=t(*names))
        ax.set(xscale="log", xlim=(cost.min() / 2, cost.max() * 2), ylim=(80, 101.5), xlabel=label)
        ax.set_ylabel(t("検証の正解率（%）", "validation accuracy (%)"), fontsize=11.5)
        powers = [power for power in (10, 100, 1_000, 10_000) if cost.min() < power < cost.max()]
        ax.set_xticks(powers, [f"{power:,}" for power in powers])
        ax.minorticks_off()
        for index in (best, chosen):
            ax.plot(
                cost[index], 100 * rows[index, 0], "o", color=INK, markersize=15, fillstyle="none"
            )
    ax = panels[0]
    notes = (
        (best, 100, t("上限なしの最良", "best, no limits")),
        (chosen, 94.2, t("上限内の最良", "best within limits")),
    )
    for index, height, note in notes:
        ax.text(0.7 * MAX_OPERATIONS, height, note, ha="right", va="center")
        ends = (
            (0.75 * MAX_OPERATIONS, operations[index] * 0.8),
            (height, 100 * rows[index, 0] - 0.4),
        )
        ax.plot(*ends, color=INK, linestyle=DASHES[0], linewidth=0.8)
    ax.legend(
        loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, handlelength=0.8, columnspacing=1.2
    )
    return drawing


table(
    "pareto-table",
    caption=(
        f"候補のモデル（シード0）。上限は{MAX_BYTES / 1000:.0f} kBと計算量{MAX_OPERATIONS:,}",
        f"The candidates (seed 0). Limits: {MAX_BYTES / 1000:.0f} kB and {MAX_OPERATIONS:,} operations",
    ),
    columns=[
        ("モデル", "model"),
        ("検証の正解率（%）", "validation accuracy (%)"),
        ("テストの正解率（%）", "test accuracy (%)"),
        ("大きさ（kB）", "size (kB)"),
        ("計算量", "operations"),
        ("上限の内側", "within limits"),
    ],
    rows=[
        [
            name,
            f"{100 * validation:.1f}",
            f"{100 * test:.1f}",
            f"{size / 1000:.0f}",
            f"{cost:,.0f}",
            ("はい", "yes") if size <= MAX_BYTES and cost <= MAX_OPERATIONS else ("いいえ", "no"),
        ]
        for (_, name), (validation, test, size, cost) in zip(labels, rows, strict=True)
    ],
)

# %% [markdown] lang="ja"
# 上限を決めると、答えは一つになります。しかも、その答えは必ずパレート最適です（上限の中で正解率が同じものがなければ）。
# 「正解率 − 値段 × 計算量」のような一つの式でも選べますが、値段を変えるたびに答えが変わり、値段の根拠はどこにもありません。上限のほうは、利用の条件から説明できます。
#
# 検証データは400枚なので、1ポイント程度の差は偶然でも生じます。選ばれるモデルはシードによって変わりえます。3シードで変わらなかったのは、上限が答えを変えることです。
#
# ## 許されない誤りに重みを付ける {#weighting}
#
# 猫の画像を集めて見せるアプリを考えます。誤りの中には、少し残念なだけのものと、一度でも許されないものがあります。誤り率は、両方を同じ1件と数えます。
#
# 手書き数字で置き換えます。1、3、4、7、9を見せてよい画像、残りを見せない画像とし、その中の8を「許されない画像」とします。8を見せた誤りを10件分と数えるのが、重み付きの誤り率です。
#
# $$
# \text{weighted error}=\frac{\sum_i w_i\,\mathbb{1}[\hat y_i\ne y_i]}{\sum_i w_i}
# $$
#
# 三つの方法を比べます。
#
# - A：そのまま学習し、スコアが0.5以上なら見せる。
# - B：8の損失を10倍にして学習する。
# - C：Aのまま、検証データで重み付きの誤り率が最小になるしきい値を選ぶ。

# %% [markdown] lang="en"
# With limits there is one answer, and it is always Pareto-optimal (if no two models within the limits have equal accuracy).
# A single formula such as “accuracy − price × operations” decides too, but each price gives another answer, and nothing says which price is right. A limit can be explained by the conditions of use.
#
# The validation data are 400 images, so differences of about one point also arise by chance, and the chosen model may change with the seed. What held in all 3 seeds is that the limits change the answer.
#
# ## Weighting the unacceptable error {#weighting}
#
# Think of an app that collects pictures of cats. Some errors are a small disappointment; others must not happen even once. The error rate counts both as 1.
#
# The handwritten digits play the pictures. 1, 3, 4, 7 and 9 are to be shown, the others not, and among those the 8 is the “unacceptable picture”. The weighted error counts an 8 that is misjudged as 10 errors.
#
# $$
# \text{weighted error}=\frac{\sum_i w_i\,\mathbb{1}[\hat y_i\ne y_i]}{\sum_i w_i}
# $$
#
# We compare three ways.
#
# - A: train as usual, show what scores at least 0.5.
# - B: train with 10 times the loss on the 8.
# - C: the model of A, with the threshold of the lowest weighted error on validation data.

# %%
SHOWN, UNACCEPTABLE, WEIGHT = (1, 3, 4, 7, 9), 8, 10


def weighted_error(wrong, unacceptable, weight):
    weights = np.where(unacceptable, weight, 1)
    return (weights * wrong).sum() / weights.sum()


def wrong_answers(seed):
    """Which test images are wrong with A, B and C; and which are unacceptable."""
    rng = np.random.default_rng(seed)
    data = digits(1000, rng)
    show, show_test = np.isin(data.y, SHOWN), np.isin(data.y_test, SHOWN)
    bad, bad_test = data.y == UNACCEPTABLE, data.y_test == UNACCEPTABLE
    rows, held_out = slice(0, 700), slice(700, None)
    plain = LogisticRegression(C=0.1, max_iter=1000).fit(data.x[rows], show[rows])
    importance = np.where(bad[rows], WEIGHT, 1)
    careful = LogisticRegression(C=0.1, max_iter=1000)
    careful.fit(data.x[rows], show[rows], sample_weight=importance)

    score = plain.predict_proba(data.x[held_out])[:, 1]
    thresholds = np.linspace(0.05, 0.95, 91)
    errors = [
        weighted_error((score >= cut) != show[held_out], bad[held_out], WEIGHT)
        for cut in thresholds
    ]
    cut = thresholds[np.argmin(errors)]
    raised = plain.predict_proba(data.x_test)[:, 1] >= cut
    answers = (plain.predict(data.x_test), careful.predict(data.x_test), raised)
    return np.array([answer != show_test for answer in answers]), bad_test, cut


METHODS = "ABC"
trials = [wrong_answers(seed) for seed in range(5)]
plain_errors = 100 * np.array([wrong.mean(axis=1) for wrong, _, _ in trials])
unacceptable_shown = np.array([(wrong & bad).sum(axis=1) for wrong, bad, _ in trials])
weighted_errors = 100 * np.array(
    [[weighted_error(row, bad, WEIGHT) for row in wrong] for wrong, bad, _ in trials]
)
assert (plain_errors[:, 1] > plain_errors[:, 0] + 1).all()  # the plain error prefers A to B …
assert plain_errors.mean(axis=0).argmin() == 0  # … and to C, on average …
assert (weighted_errors[:, 1] < weighted_errors[:, 2]).all()  # … the weighted one B to C …
assert (weighted_errors[:, 2] < weighted_errors[:, 0]).all()  # … and C to A
assert unacceptable_shown[:, 0].min() >= 5 > unacceptable_shown[:, 1].max()

# From which weight on is B better than A?  All seeds together.
weights = np.linspace(1, 15, 141)
wrong_all = np.concatenate([wrong for wrong, _, _ in trials], axis=1)
bad_all = np.concatenate([bad for _, bad, _ in trials])
curves = 100 * np.array(
    [[weighted_error(row, bad_all, weight) for weight in weights] for row in wrong_all]
)
break_even = weights[np.argmax(curves[1] < curves[0])]
assert 2 < break_even < 3.5

record("weight", WEIGHT, "{:.0f}")
record("break-even", break_even, "{:.1f}")
record("test-images", len(trials[0][1]), "{:.0f}")
record("unacceptable-images", np.mean([bad.sum() for _, bad, _ in trials]), "{:.0f}")
record("raised-threshold", np.mean([cut for _, _, cut in trials]), "{:.2f}")
for index, method in enumerate(METHODS):
    record(f"plain-error-{method.lower()}", plain_errors[:, index].mean(), "{:.1f}")
    record(f"weighted-error-{method.lower()}", weighted_errors[:, index].mean(), "{:.1f}")
    record(f"unacceptable-{method.lower()}", unacceptable_shown[:, index].mean(), "{:.1f}")

# %%
NAMES = (
    ("A：そのまま", "A: as it is"),
    ("B：重みで学習", "B: weighted loss"),
    ("C：しきい値", "C: threshold"),
)


@figure(
    "weighting",
    title=("許されない誤りの重みと、誤り率", "Weight of the unacceptable error, and error"),
    caption=(
        "左端の重み1が普通の誤り率で、Aが最良です。重みを上げると順位が入れ替わります。",
        "Weight 1, at the left edge, is the plain error rate, and A is best. As the weight rises the ranking turns over.",
    ),
    desc=(
        f"重み1の誤り率はAが{curves[0, 0]:.1f}%、Bが{curves[1, 0]:.1f}%、Cが{curves[2, 0]:.1f}%。重み{break_even:.1f}からBがAより良くなり、重み{WEIGHT}ではAが{weighted_errors[:, 0].mean():.1f}%、Bが{weighted_errors[:, 1].mean():.1f}%、Cが{weighted_errors[:, 2].mean():.1f}%。",
        f"At weight 1 the error is {curves[0, 0]:.1f}% for A, {curves[1, 0]:.1f}% for B, {curves[2, 0]:.1f}% for C. From weight {break_even:.1f} on B is better than A; at weight {WEIGHT} it is {weighted_errors[:, 0].mean():.1f}% for A, {weighted_errors[:, 1].mean():.1f}% for B, {weighted_errors[:, 2].mean():.1f}% for C.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=270)
    for row, names, color, line in zip(curves, NAMES, SERIES, DASHES):
        ax.plot(weights, row, color=color, linestyle=line, label=t(*names))
    ax.axvline(WEIGHT, color=MUTED, linestyle=DASHES[3], linewidth=1.2)
    ax.set(xlim=(1, 15), ylim=(0, curves.max() * 1.05), xticks=(1, 5, 10, 15))
    ax.set(
        xlabel=t("8の誤りの重み", "weight of an error on the 8"),
        ylabel=t("重み付きの誤り率（%）", "weighted error (%)"),
    )
    ax.legend(loc="lower center", bbox_to_anchor=(0.45, 1.0), ncols=2)
    return drawing


table(
    "weighting-table",
    caption=(
        f"テストデータ{len(trials[0][1])}枚での誤り（5シードの平均）。重みは{WEIGHT}",
        f"Errors on {len(trials[0][1])} test images (mean of 5 seeds), with weight {WEIGHT}",
    ),
    columns=[
        ("方法", "method"),
        ("誤り率（%）", "error (%)"),
        ("重み付きの誤り率（%）", "weighted error (%)"),
        ("見せてしまった8", "eights shown"),
    ],
    rows=[
        [
            names,
            f"{plain_errors[:, index].mean():.1f}",
            f"{weighted_errors[:, index].mean():.1f}",
            f"{unacceptable_shown[:, index].mean():.1f}",
        ]
        for index, names in enumerate(NAMES)
    ],
)

# %% [markdown] lang="ja"
# 誤り率ならA、重み付きの誤り率ならBです。指標を変えることで、選ばれるモデルが変わりました。
#
# 的を決めることと、的に当てることは別の作業です。的（重み付きの誤り率）は一つで、当て方はBの損失の重みでも、Cのしきい値でもかまいません。どちらもAより良く、この例では、8だけを狙うBのほうがCより良い結果でした。
# 重み10は仮の値です。この例ではおよそ3を超えれば同じ結論になるので、正確な値を決めなくても選べます。一度も許されないなら、重みではなく、見せた件数の上限という足切りの指標にします。

# %% [markdown] lang="en"
# By plain error A is chosen, by weighted error B. The change of the metric changed the model.
#
# Placing the target and hitting it are separate jobs. The target, the weighted error, is one; it can be approached with the loss weights of B or with the threshold of C. Both beat A, and here B, which aims at the 8 alone, beats C.
# The weight of 10 is provisional. In this example anything above about 3 leads to the same conclusion, so the choice does not need an exact value. If an error must never happen, do not use a weight but a limit on the number shown, a satisficing metric.

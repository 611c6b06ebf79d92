# ---
# title:
#   ja: 回帰の指標とペナルティ
#   en: Regression metrics and their penalties
# description:
#   ja: MSE、RMSE、MAE、RMSLEが誤差をどう罰するかを、外れ値・比率・過小予測・負の予測について計算します。
#   en: Computes how MSE, RMSE, MAE and RMSLE punish errors for outliers, ratios, under-prediction and negative predictions.
# ---

# %% [markdown] lang="ja"
# 「ペナルティはMSE > RMSLE > MAEの順に大きい」という覚え方は正しいのでしょうか。
#
# このラボでは四つの指標に同じ誤差を与え、値がどう増えるかを計算します。
# 順序は成り立つこともあれば、逆転することもあります。RMSLEが正解値の大きさと誤差の向きに左右されるからです。
#
# ## 四つの指標 {#definitions}
#
# $e_i=\hat y_i-y_i$とすると、MSEは$e_i^2$の平均、RMSEはその平方根、MAEは$|e_i|$の平均です。
# RMSLEは、$\ln(1+\hat y_i)-\ln(1+y_i)$の二乗の平均の平方根です。平方根を取る前の値をMSLEと呼びます。
# 自分で書いた式を、scikit-learnの結果と比べます。

# %% [markdown] lang="en"
# “The penalty is largest for MSE, then RMSLE, then MAE”: is this rule of thumb right?
#
# This lab gives the same errors to four metrics and computes how they grow.
# The order sometimes holds and sometimes flips, because RMSLE depends on the size of the target and on the direction of the error.
#
# ## The four metrics {#definitions}
#
# With $e_i=\hat y_i-y_i$, MSE is the mean of $e_i^2$, RMSE its square root, and MAE the mean of $|e_i|$.
# RMSLE is the square root of the mean of the square of $\ln(1+\hat y_i)-\ln(1+y_i)$. Before the root it is called MSLE.
# We compare our formulas with the results of scikit-learn.

# %%
import numpy as np
from scipy.optimize import brentq
from sklearn import metrics

from helpers.lab import data, figure, record, table
from helpers.style import DASHES, INK, MUTED, ORANGE, PURPLE, TEAL, WASH, axes


def mse(y, predicted):
    return np.mean((predicted - y) ** 2)


def rmse(y, predicted):
    return np.sqrt(mse(y, predicted))


def mae(y, predicted):
    return np.mean(np.abs(predicted - y))


def msle(y, predicted):
    return mse(np.log1p(y), np.log1p(predicted))  # log1p(y) = ln(1 + y)


def rmsle(y, predicted):
    return np.sqrt(msle(y, predicted))


rng = np.random.default_rng(0)
y, predicted = rng.lognormal(size=50), rng.lognormal(size=50)
for ours, theirs in (
    (mse, metrics.mean_squared_error),
    (rmse, metrics.root_mean_squared_error),
    (mae, metrics.mean_absolute_error),
    (msle, metrics.mean_squared_log_error),
    (rmsle, metrics.root_mean_squared_log_error),
):
    assert abs(ours(y, predicted) - theirs(y, predicted)) < 1e-12

# %% [markdown] lang="ja"
# ## 一つの誤差だけを大きくする {#penalty}
#
# 正解値がすべて100の10件を、どれも1だけ大きく予測します。このときの各指標の値を1倍とします。
# そこから1件の誤差だけを$e$に増やし、各指標が何倍になるかを見ます。単位の違う指標どうしは、値そのものでは比べられないからです。

# %% [markdown] lang="en"
# ## One error grows {#penalty}
#
# Ten targets are all 100, and every prediction is too large by 1. The value of each metric in this state counts as ×1.
# Then one single error grows to $e$, and we look at how many times each metric has grown. Metrics with different units cannot be compared by their values.

# %%
METRICS = {"MSE": mse, "RMSE": rmse, "MAE": mae, "MSLE": msle, "RMSLE": rmsle}
y = np.full(10, 100.0)


def with_one_error(e):
    predicted = y + 1.0
    predicted[0] = y[0] + e
    return predicted


def growth(metric, e):
    return metric(y, with_one_error(e)) / metric(y, with_one_error(1))


errors = [10, 100, 1000]
ratios = {name: [growth(metric, e) for e in errors] for name, metric in METRICS.items()}
expected = {
    "MSE": [10.9, 1000.9, 100_000.9],
    "RMSE": [3.3015, 31.637, 316.23],
    "MAE": [1.9, 10.9, 100.9],
    "MSLE": [10.082, 488.8, 5879.9],
    "RMSLE": [3.1752, 22.11, 76.68],
}
for name, row in expected.items():
    assert np.allclose(ratios[name], row, rtol=1e-3), (name, ratios[name])

assert ratios["MSE"][0] > ratios["RMSLE"][0] > ratios["MAE"][0]  # the order of the rule
assert ratios["MSE"][2] > ratios["MAE"][2] > ratios["RMSLE"][2]  # it has flipped


# Where exactly do the curves of RMSLE and MAE cross?
def lead_of_rmsle(e):
    return growth(rmsle, e) - growth(mae, e)


crossing = brentq(lead_of_rmsle, 50, 5000)
grid = np.geomspace(1.1, 10_000, 400)
assert all((lead_of_rmsle(e) > 0) == (e < crossing) for e in grid) and 100 < crossing < 1000

for name, row in ratios.items():
    for e, ratio in zip(errors, row):
        record(f"{name.lower()}-{e}", ratio, "{:.1f}" if ratio > 10 else "{:.2f}")


def times(value):
    return f"×{value:.2f}" if value < 10 else f"×{value:,.1f}"


# %%
record("crossing", crossing, "{:.0f}")
table(
    "ratios",
    caption=(
        "10件のうち1件の誤差を1から増やしたとき、各指標が何倍になるか（正解値は100、過大予測）",
        "How many times each metric grows when one error out of ten grows from 1 (targets 100, over-prediction)",
    ),
    columns=[("指標", "metric"), *((f"誤差{e}", f"error {e}") for e in errors)],
    rows=[[name, *map(times, row)] for name, row in ratios.items()],
)


# %%
@figure(
    "penalty",
    title=("一つの誤差が大きくなるときのペナルティ", "Penalty as one error grows"),
    caption=(
        f"誤差10ではMSE、RMSLE、MAEの順ですが、誤差1000ではMAE（{times(ratios['MAE'][2])}）がRMSLE（{times(ratios['RMSLE'][2])}）を上回ります。逆転するのは誤差およそ{crossing:.0f}です。",
        f"At an error of 10 the order is MSE, RMSLE, MAE; at 1000 MAE ({times(ratios['MAE'][2])}) is above RMSLE ({times(ratios['RMSLE'][2])}). They cross at an error of about {crossing:.0f}.",
    ),
    desc=(
        "、".join(
            f"誤差{e}ではMSE {ratios['MSE'][i]:.1f}倍、RMSLE {ratios['RMSLE'][i]:.2f}倍、MAE {ratios['MAE'][i]:.1f}倍"
            for i, e in enumerate(errors)
        )
        + "。",
        "; ".join(
            f"at an error of {e}: MSE ×{ratios['MSE'][i]:.1f}, RMSLE ×{ratios['RMSLE'][i]:.2f}, MAE ×{ratios['MAE'][i]:.1f}"
            for i, e in enumerate(errors)
        )
        + ".",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=300)
    e = np.geomspace(1, 1000, 120)
    for name, color, line in (
        ("MSE", TEAL, DASHES[0]),
        ("RMSE", MUTED, DASHES[3]),
        ("RMSLE", ORANGE, DASHES[1]),
        ("MAE", PURPLE, DASHES[2]),
    ):
        ax.plot(
            e,
            [growth(METRICS[name], value) for value in e],
            color=color,
            linestyle=line,
            label=name,
        )
    for position in (10, 1000):
        ax.axvline(position, color=MUTED, linewidth=0.8)
    ax.plot([10, 10], [ratios["RMSLE"][0], ratios["MAE"][0]], "o", color=INK, linestyle="none")
    ax.plot(
        [1000, 1000],
        [ratios["RMSLE"][2], ratios["MAE"][2]],
        "o",
        color=INK,
        linestyle="none",
        clip_on=False,
    )
    ax.set(xscale="log", yscale="log", xlim=(1, 1000), ylim=(0.8, 200_000))
    ax.set(
        xlabel=t("1件の誤差", "the one error"),
        ylabel=t("最初の値の何倍か", "times the starting value"),
    )
    ax.set_xticks([1, 10, 100, 1000], ["1", "10", "100", "1000"])
    ax.set_yticks(
        [1, 10, 100, 1000, 10_000, 100_000], ["1", "10", "100", "1000", "10,000", "100,000"]
    )
    ax.minorticks_off()
    ax.legend(loc="upper left")
    return drawing


# %% [markdown] lang="ja"
# 誤差が小さいうちは、RMSLEはRMSEとほぼ重なります。正解値に比べて小さい誤差では、対数の差は誤差に比例するからです。
# 誤差が正解値を超えて大きくなると、対数がRMSLEの伸びを抑え、MAEに追い抜かれます。
#
# MSEがいつも一番上なのは、二乗のまま平方根を取っていないからでもあります。
# 公平に比べるなら、二乗どうし（MSEとMSLE）か、平方根どうし（RMSEとRMSLE）にします。
#
# ## 正解値の大きさと誤差の向き {#size-and-direction}
#
# 同じ計算を、正解値の大きさと誤差の向きを変えて繰り返します。1件の誤差はどれも1から90に増やします。

# %% [markdown] lang="en"
# While the error is small RMSLE nearly coincides with RMSE: for an error that is small against the target, the difference of logarithms is proportional to the error.
# Once the error outgrows the target, the logarithm holds RMSLE back and MAE overtakes it.
#
# MSE is always on top partly because it stays squared and takes no root.
# A fair comparison is between squares (MSE and MSLE) or between roots (RMSE and RMSLE).
#
# ## Size of the target and direction of the error {#size-and-direction}
#
# Repeat the computation for targets of other sizes and for the other direction. The one error always grows from 1 to 90.

# %%
LARGE = 90.0


def growth_for(metric, target, direction):
    """As `growth`, for any target; direction is +1 (over-prediction) or −1 (under-prediction)."""
    y = np.full(10, target)
    before = y + direction
    after = before.copy()
    after[0] = target + direction * LARGE
    return metric(y, after) / metric(y, before)


cases = [(10.0, +1), (100.0, +1), (1000.0, +1), (100.0, -1)]
placed = {
    name: [growth_for(METRICS[name], target, direction) for target, direction in cases]
    for name in ("RMSE", "RMSLE", "MAE")
}
small_over, middle_over, _, middle_under = range(4)
assert placed["MAE"][small_over] > placed["RMSLE"][small_over]
assert placed["RMSE"][middle_over] > placed["RMSLE"][middle_over] > placed["MAE"][middle_over]
assert placed["RMSLE"][middle_under] > 2 * placed["RMSE"][middle_under]

# %%
record("small-target-mae", placed["MAE"][small_over], "{:.2f}")
record("small-target-rmsle", placed["RMSLE"][small_over], "{:.2f}")
record("under-rmse", placed["RMSE"][middle_under], "{:.1f}")
record("under-rmsle", placed["RMSLE"][middle_under], "{:.1f}")

table(
    "placement",
    caption=(
        f"10件のうち1件の誤差を1から{LARGE:.0f}に増やしたとき、各指標が何倍になるか",
        f"How many times each metric grows when one error out of ten grows from 1 to {LARGE:.0f}",
    ),
    columns=[("正解値と向き", "target, direction"), *((name, name) for name in placed)],
    rows=[
        [
            (
                f"{target:.0f}、{'過大予測' if direction > 0 else '過小予測'}",
                f"{target:.0f}, {'over' if direction > 0 else 'under'}-prediction",
            ),
            *(times(row[index]) for row in placed.values()),
        ]
        for index, (target, direction) in enumerate(cases)
    ],
)

# %% [markdown] lang="ja"
# 正解値が10なら、RMSLEはMAEより伸びません。正解値が100の過小予測では、RMSEさえ追い越します。
# 順位を決めているのは指標ではなく、データと誤差の向きです。
#
# ## 一つの予測が受けるペナルティの形 {#penalty-shape}
#
# 正解値を100に固定し、予測値を動かします。平均を取る前の、1件分のペナルティです。縦軸の尺度がそろうよう、予測値200のときの値を1にします。

# %% [markdown] lang="en"
# With a target of 10 RMSLE grows less than MAE. With under-prediction of a target of 100 it overtakes even RMSE.
# What decides the ranking is not the metric but the data and the direction of the error.
#
# ## The shape of one penalty {#penalty-shape}
#
# Fix the target at 100 and move the prediction. This is the penalty of one example, before any mean. To share one scale, the value at a prediction of 200 is set to 1.

# %%
TARGET = 100.0
REFERENCE = 200.0
prediction = np.linspace(0, 400, 201)
shapes = {
    "squared": (prediction - TARGET) ** 2 / (REFERENCE - TARGET) ** 2,
    "absolute": np.abs(prediction - TARGET) / (REFERENCE - TARGET),
    "squared log": (np.log1p(prediction) - np.log1p(TARGET)) ** 2
    / (np.log1p(REFERENCE) - np.log1p(TARGET)) ** 2,
}


def shape_at(name, value):
    return float(np.interp(value, prediction, shapes[name]))


assert shape_at("squared", 0) == shape_at("squared", 200) == 1
assert shape_at("squared log", 0) > 20 > shape_at("squared log", 400) > 1
assert shape_at("squared log", 400) < shape_at("squared", 400) == 9

# %%
record("shape-log-at-0", shape_at("squared log", 0), "{:.0f}")
record("shape-log-at-400", shape_at("squared log", 400), "{:.1f}")
record("shape-squared-at-400", shape_at("squared", 400), "{:.0f}")


@figure(
    "penalty-shape",
    title=("予測値とペナルティ（正解値100）", "Prediction and penalty (target 100)"),
    caption=(
        "二乗誤差と絶対誤差は左右対称です。二乗対数誤差は、左（過小予測）で急に、右（過大予測）でゆるやかに増えます。",
        "Squared and absolute error are symmetric. Squared log error rises steeply on the left (under-prediction) and gently on the right (over-prediction).",
    ),
    desc=(
        f"予測値200を1とすると、予測値400では二乗誤差{shape_at('squared', 400):.0f}、絶対誤差{shape_at('absolute', 400):.0f}、二乗対数誤差{shape_at('squared log', 400):.1f}。"
        f"予測値0では二乗誤差{shape_at('squared', 0):.0f}、絶対誤差{shape_at('absolute', 0):.0f}、二乗対数誤差{shape_at('squared log', 0):.0f}。",
        f"With a prediction of 200 as 1, a prediction of 400 costs {shape_at('squared', 400):.0f} squared, {shape_at('absolute', 400):.0f} absolute, {shape_at('squared log', 400):.1f} squared log. "
        f"A prediction of 0 costs {shape_at('squared', 0):.0f}, {shape_at('absolute', 0):.0f} and {shape_at('squared log', 0):.0f}.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=270)
    ax.plot(
        prediction,
        shapes["squared"],
        color=TEAL,
        linestyle=DASHES[0],
        label=t("二乗（MSE）", "squared (MSE)"),
    )
    ax.plot(
        prediction,
        shapes["absolute"],
        color=PURPLE,
        linestyle=DASHES[2],
        label=t("絶対値（MAE）", "absolute (MAE)"),
    )
    ax.plot(
        prediction,
        shapes["squared log"],
        color=ORANGE,
        linestyle=DASHES[1],
        label=t("二乗対数（MSLE）", "squared log (MSLE)"),
    )
    ax.axvline(TARGET, color=MUTED, linewidth=0.8)
    ax.annotate(t("正解値", "target"), (TARGET + 6, 5.5), color=MUTED)
    ax.set(
        xlim=(0, 400),
        ylim=(0, 9),
        xlabel=t("予測値", "prediction"),
        ylabel=t("ペナルティ（200で1）", "penalty (1 at 200)"),
    )
    ax.set_xticks([0, 100, 200, 300, 400])
    ax.set_yticks([0, 3, 6, 9])
    ax.legend(loc="upper center", bbox_to_anchor=(0.53, 1.0))
    return drawing


# %% [markdown] lang="ja"
# ## 過小予測と過大予測 {#under-over}
#
# 正解値1000に対して、同じ大きさの誤差を両方向に与えます。RMSEとMAEは向きを区別しません。RMSLEは区別します。

# %% [markdown] lang="en"
# ## Under- and over-prediction {#under-over}
#
# Give a target of 1000 the same error in both directions. RMSE and MAE do not tell the directions apart. RMSLE does.


# %%
def log_error(y, predicted):
    """RMSLE of a single example."""
    return abs(np.log1p(predicted) - np.log1p(y))


offset = np.linspace(0, 900, 181)
under, over = log_error(1000, 1000 - offset), log_error(1000, 1000 + offset)
under_400, over_400 = log_error(1000, 600), log_error(1000, 1400)

assert abs(under_400 - 0.5102) < 1e-4 and abs(over_400 - 0.3362) < 1e-4
assert (under[1:] > over[1:]).all()

# %%
record("under-400", under_400, "{:.3f}")
record("over-400", over_400, "{:.3f}")
record("under-900", under[-1], "{:.2f}")
record("over-900", over[-1], "{:.2f}")


@figure(
    "under-over",
    title=("過小予測と過大予測のRMSLE", "RMSLE of under- and over-prediction"),
    caption=(
        "正解値1000から同じだけ離れていても、過小予測のほうがいつも大きな値になり、差は開いていきます。",
        "At the same distance from a target of 1000, under-prediction always costs more, and the gap widens.",
    ),
    desc=(
        f"400小さい予測（600）は{under_400:.3f}、400大きい予測（1400）は{over_400:.3f}。900では{under[-1]:.2f}と{over[-1]:.2f}。",
        f"A prediction 400 too small (600) costs {under_400:.3f}, 400 too large (1400) costs {over_400:.3f}. At 900 it is {under[-1]:.2f} and {over[-1]:.2f}.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=250)
    ax.plot(offset, under, color=ORANGE, linestyle=DASHES[1])
    ax.plot(offset, over, color=TEAL, linestyle=DASHES[0])
    ax.plot([400, 400], [under_400, over_400], "o", color=INK, linestyle="none")
    ax.annotate(f"600: {under_400:.2f}", (390, under_400 + 0.05), ha="right")
    ax.annotate(f"1400: {over_400:.2f}", (400, over_400 - 0.24), ha="left")
    ax.annotate(t("過小予測", "under-prediction"), (770, 1.75), ha="right", color=ORANGE)
    ax.annotate(t("過大予測", "over-prediction"), (890, 0.8), ha="right", color=TEAL)
    ax.set(
        xlim=(0, 900),
        ylim=(0, 2.4),
        xlabel=t("正解値1000からの距離", "distance from the target 1000"),
        ylabel="RMSLE",
    )
    ax.set_xticks([0, 200, 400, 600, 800])
    ax.set_yticks([0, 1, 2])
    return drawing


# %% [markdown] lang="ja"
# ## 比率で見る {#ratio}
#
# 10を20と予測した場合と、1000を2000と予測した場合を比べます。どちらも2倍ですが、誤差は10と1000です。

# %% [markdown] lang="en"
# ## Looking at ratios {#ratio}
#
# Compare predicting 20 for 10 with predicting 2000 for 1000. Both are a factor of 2, but the errors are 10 and 1000.

# %%
targets = np.geomspace(0.1, 10_000, 101)
doubled = log_error(targets, 2 * targets)
small, large = log_error(10, 20), log_error(1000, 2000)

assert abs(small - 0.6466) < 1e-4 and abs(large - 0.6926) < 1e-4
assert (np.diff(doubled) > 0).all() and doubled[-1] < np.log(2) and np.log(2) - doubled[-1] < 1e-4

# %%
record("ratio-10", small, "{:.3f}")
record("ratio-1000", large, "{:.3f}")
record("ratio-1", log_error(1, 2), "{:.3f}")
record("ln-2", np.log(2), "{:.3f}")

table(
    "doubling",
    caption=(
        "正解値の2倍を予測したときの値。RMSLEだけが桁の影響をほとんど受けません",
        "The values for a prediction of twice the target. Only RMSLE hardly feels the size",
    ),
    columns=[
        ("正解値→予測値", "target → prediction"),
        ("絶対誤差", "absolute error"),
        ("二乗誤差", "squared error"),
        ("RMSLE", "RMSLE"),
    ],
    rows=[
        [
            f"{target:,} → {2 * target:,}",
            f"{target:,}",
            f"{target**2:,}",
            f"{log_error(target, 2 * target):.3f}",
        ]
        for target in (1, 10, 1000, 100_000)
    ],
)


# %%
@figure(
    "ratio",
    title=("2倍に予測したときのRMSLE", "RMSLE of predicting twice the target"),
    caption=(
        "正解値が大きければln 2に近づき、比率だけの指標になります。正解値が1前後より小さいと、式の中の「+1」が効いて小さくなります。",
        "For large targets it approaches ln 2 and measures the ratio alone. For targets around 1 and below, the “+1” in the formula makes it smaller.",
    ),
    desc=(
        f"10→20は{small:.3f}、1000→2000は{large:.3f}、上限のln 2は{np.log(2):.3f}。1→2は{log_error(1, 2):.3f}。",
        f"10→20 costs {small:.3f}, 1000→2000 costs {large:.3f}; the limit ln 2 is {np.log(2):.3f}. 1→2 costs {log_error(1, 2):.3f}.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=250)
    ax.axhline(np.log(2), color=MUTED, linestyle=DASHES[3])
    ax.annotate(f"ln 2 = {np.log(2):.3f}", (0.12, np.log(2) + 0.02), color=MUTED)
    ax.plot(targets, doubled)
    ax.plot([10, 1000], [small, large], "o", color=INK, linestyle="none")
    ax.annotate(f"10→20: {small:.3f}", (14, small - 0.1))
    ax.annotate(f"1000→2000: {large:.3f}", (9000, large - 0.09), ha="right")
    ax.set(
        xscale="log",
        xlim=(0.1, 10_000),
        ylim=(0, 0.8),
        yticks=(0, 0.2, 0.4, 0.6, 0.8),
        xlabel=t("正解値（予測は2倍）", "target (prediction: twice)"),
        ylabel="RMSLE",
    )
    ax.set_xticks([0.1, 1, 10, 100, 1000, 10_000], ["0.1", "1", "10", "100", "1000", "10,000"])
    ax.minorticks_off()
    return drawing


# %% [markdown] lang="ja"
# ## 指標ごとに最適な定数 {#best-constant}
#
# 「外れ値に強い」を数字で見るために、予測を一つの定数に限ります。各指標を最小にする定数は何でしょうか。
# 対数正規分布から1001個を取り、そこに外れ値100000を一つ足します。

# %% [markdown] lang="en"
# ## The best constant for each metric {#best-constant}
#
# To put “robust to outliers” into numbers, restrict the prediction to one constant. Which constant minimizes each metric?
# Draw 1001 values from a log-normal distribution and add a single outlier of 100000.

# %%
OUTLIER = 100_000.0
values = rng.lognormal(mean=3.0, sigma=1.0, size=1001)
polluted = np.append(values, OUTLIER)
BEST = {"MSE": np.mean, "MAE": np.median, "MSLE": lambda y: np.expm1(np.log1p(y).mean())}
clean_best = {name: best(values) for name, best in BEST.items()}
polluted_best = {name: best(polluted) for name, best in BEST.items()}

# The closed forms are right: no other constant does better.
candidates = np.geomspace(5, 500, 2001)
for name, constant in polluted_best.items():
    metric = METRICS[name]
    assert metric(polluted, constant) <= min(metric(polluted, c) for c in candidates) + 1e-9

moved = {name: polluted_best[name] / clean_best[name] for name in BEST}
assert moved["MSE"] > 2
assert moved["MAE"] < 1.02 and moved["MSLE"] < 1.02

for name in BEST:
    record(f"best-{name.lower()}-clean", clean_best[name], "{:.2f}")
    record(f"best-{name.lower()}", polluted_best[name], "{:.2f}")

what = {
    "MSE": ("平均", "mean"),
    "MAE": ("中央値", "median"),
    "MSLE": ("expm1(log1pの平均)", "expm1(mean of log1p)"),
}

# %%
table(
    "best-constants",
    caption=(
        f"各指標を最小にする定数。外れ値は{OUTLIER:,.0f}が一つ",
        f"The constant that minimizes each metric. The outlier is a single {OUTLIER:,.0f}",
    ),
    columns=[
        ("指標", "metric"),
        ("最適な定数", "best constant"),
        ("外れ値なし", "no outlier"),
        ("外れ値あり", "with outlier"),
    ],
    rows=[
        [name, what[name], f"{clean_best[name]:.2f}", f"{polluted_best[name]:.2f}"] for name in BEST
    ],
)


# %%
@figure(
    "best-constant",
    title=("各指標を最小にする定数", "The constant that minimizes each metric"),
    caption=(
        f"{len(polluted)}件のうち1件の外れ値で、MSEの最適な定数（平均）は大きく動き、MAE（中央値）とMSLEはほとんど動きません。",
        f"One outlier in {len(polluted)} values moves the best constant of MSE (the mean) far, and hardly moves that of MAE (the median) and of MSLE.",
    ),
    desc=(
        "。".join(f"{name}は{clean_best[name]:.2f}から{polluted_best[name]:.2f}へ" for name in BEST)
        + "。",
        "; ".join(
            f"{name}: from {clean_best[name]:.2f} to {polluted_best[name]:.2f}" for name in BEST
        )
        + ".",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=230)
    for row, (name, color) in enumerate(zip(BEST, (TEAL, PURPLE, ORANGE))):
        before, after = clean_best[name], polluted_best[name]
        ax.plot([before, after], [row, row], color=color, linestyle="-")
        ax.plot(
            before, row, "o", color=color, markerfacecolor="none", markersize=9, linestyle="none"
        )
        ax.plot(after, row, "o", color=color, linestyle="none")
        ax.annotate(
            f"{before:.2f} → {after:.2f}", (max(after - 8, 22), row - 0.2), ha="center", color=color
        )
    ax.annotate(
        t("○ 外れ値なし　● 外れ値あり", "○ no outlier   ● with outlier"),
        (1.0, 1.04),
        xycoords="axes fraction",
        ha="right",
    )
    ax.set(xlim=(0, 150), ylim=(2.5, -0.6), xlabel=t("最適な定数", "best constant"))
    ax.set_yticks(
        range(3),
        [
            f"{name}\n{t(*label)}"
            for name, label in (
                ("MSE", what["MSE"]),
                ("MAE", what["MAE"]),
                ("MSLE", (t("対数の平均", "log mean"),) * 2),
            )
        ],
    )
    return drawing


# %% [markdown] lang="ja"
# RMSEはMSEと同じ定数で、RMSLEはMSLEと同じ定数で最小になります。平方根を取っても大小の順は変わらないからです。
#
# ただし、MSLEが外れ値に強いのは、大きいほうへ外れた場合です。正解値がほかより極端に小さい場合は、対数が差を広げます。
# 予測値をすべて100とし、正解値の1件を0にして、その1件が全体の何割を占めるかを確かめます。

# %% [markdown] lang="en"
# RMSE is minimal at the same constant as MSE, and RMSLE at the same as MSLE, because a square root keeps the order.
#
# MSLE is robust, however, to outliers on the high side only. When a target is far smaller than the others, the logarithm widens the difference.
# Predict 100 everywhere, set one target to 0, and see what share of the total that one example takes.

# %%
y = np.append(np.linspace(80, 120, 99), 0.0)
share_log = (np.log1p(100) - np.log1p(y)) ** 2
share_squared = (100 - y) ** 2
share_absolute = np.abs(100 - y)
low_shares = [100 * part[-1] / part.sum() for part in (share_squared, share_absolute, share_log)]
assert low_shares[2] > 90 > 60 > low_shares[0] > 30 > 20 > low_shares[1]

# %%
record("low-share-squared", low_shares[0], "{:.0f}")
record("low-share-absolute", low_shares[1], "{:.0f}")
record("low-share-log", low_shares[2], "{:.0f}")

table(
    "low-outlier",
    caption=(
        "正解値0の1件が、100件分の合計に占める割合。小さいほうへの外れ値には、対数が最も敏感です",
        "The share of the one target of 0 in the total over 100 examples. To an outlier on the low side the logarithm is the most sensitive",
    ),
    columns=[("二乗誤差", "squared"), ("絶対誤差", "absolute"), ("二乗対数誤差", "squared log")],
    rows=[[f"{share:.0f}%" for share in low_shares]],
)

# %% [markdown] lang="ja"
# ## 負の予測 {#negative}
#
# RMSLEは$\ln(1+\hat y)$を使うので、予測が負だとすぐに使えなくなるわけではありません。境目は0ではなく−1です。

# %% [markdown] lang="en"
# ## Negative predictions {#negative}
#
# RMSLE uses $\ln(1+\hat y)$, so it does not break as soon as a prediction is negative. The border is −1, not 0.

# %%
half, near = log_error(1, -0.5), log_error(1, -0.99)
with np.errstate(divide="ignore", invalid="ignore"):
    at_minus_one, below = np.log1p(-1.0), np.log1p(-2.0)
assert abs(half - np.log(4)) < 1e-12 and abs(near - 5.298) < 1e-3
assert at_minus_one == -np.inf and np.isnan(below)

refused = []
for value in (-0.5, -0.99, -1.0, -2.0):
    try:
        metrics.root_mean_squared_log_error([1.0], [value])
    except ValueError:
        refused.append(value)
assert refused == [-1.0, -2.0]  # scikit-learn accepts everything above −1

# %%
record("negative-half", half, "{:.3f}")
record("negative-near", near, "{:.3f}")

table(
    "negatives",
    caption=(
        "正解値1に対する予測とRMSLE、scikit-learnの動作",
        "Predictions for a target of 1, their RMSLE, and what scikit-learn does",
    ),
    columns=[("予測", "prediction"), ("RMSLE", "RMSLE"), ("scikit-learn", "scikit-learn")],
    rows=[
        ["0", f"{log_error(1, 0):.3f}", ("計算する", "computes it")],
        ["−0.5", f"{half:.3f}", ("計算する", "computes it")],
        ["−0.99", f"{near:.3f}", ("計算する", "computes it")],
        ["−1", "∞", "ValueError"],
        ["−2", ("定義されない", "undefined"), "ValueError"],
    ],
)


# %%
@figure(
    "negative",
    title=("負の予測に対するRMSLE", "RMSLE of negative predictions"),
    caption=(
        "予測が−1と0の間なら有限です。−1に近づくと限りなく大きくなり、−1より小さいと定義されません（色の付いた範囲）。",
        "Between −1 and 0 it is finite. It grows without limit toward −1 and is undefined below (shaded).",
    ),
    desc=(
        f"正解値は1。予測−0.5で{half:.3f}、−0.99で{near:.3f}、−1で無限大、それより小さいと定義されない。",
        f"The target is 1. The prediction −0.5 costs {half:.3f}, −0.99 costs {near:.3f}; at −1 it is infinite, and below that undefined.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=250)
    ax.axvspan(-2, -1, color=WASH, linewidth=0)
    ax.axvline(-1, color=INK)
    reached = -1 + np.geomspace(0.002, 4, 160)  # from just above −1 to 3
    ax.plot(reached, log_error(1, reached))
    ax.plot([-0.5, -0.99], [half, near], "o", color=INK, linestyle="none")
    ax.annotate(f"−0.5: {half:.2f}", (-0.42, half + 0.1))
    ax.annotate(f"−0.99: {near:.2f}", (-0.9, near - 0.15))
    ax.annotate(t("定義\nされない", "undefined"), (-1.5, 3), ha="center", va="center")
    ax.set(
        xlim=(-2, 3),
        ylim=(0, 6.3),
        xlabel=t("予測（正解値は1）", "prediction (target 1)"),
        ylabel="RMSLE",
    )
    ax.set_xticks([-2, -1, 0, 1, 2, 3])
    ax.set_yticks([0, 2, 4, 6])
    return drawing


# %% [markdown] lang="ja"
# 数式としては−0.5でも計算できますが、サービスによっては負の値が一つでもあるとRMSLEを返しません。
# 負の予測が出るモデルでは、まず出力を0以上に制限するか、別の指標を選びます。

# %% [markdown] lang="en"
# As a formula it can be computed even at −0.5, but some services do not return RMSLE when any value is negative.
# If a model predicts negative values, first restrict its output to 0 and above, or choose another metric.

# %% [markdown] lang="ja"
# ## 自分で動かす {#explorer}
#
# 「ペナルティ」の図を動かすための三つのデータです。一つ目は、この図と同じ、正解値がすべて100のデータです。
# 二つ目は正解値が1から1000まで広がり、どの予測も10%大きいデータ、三つ目はその正解値の一つを−2にしたデータです。
# 図の計算が正しいことは、scikit-learnの値と比べて確かめます。

# %% [markdown] lang="en"
# ## Move it yourself {#explorer}
#
# Three data sets with which the figure on the penalty can be moved. The first is that of the figure, with all targets at 100.
# In the second the targets spread from 1 to 1000 and every prediction is 10% too large; the third has −2 as one of these targets.
# That the figure computes correctly is checked against the values of scikit-learn.

# %%
spread = np.array([1.0, 2, 5, 10, 20, 50, 100, 200, 500, 1000])
negative = np.where(spread == 1, -2.0, spread)
sets = {
    "same": (np.full(10, 100.0), np.full(10, 101.0)),
    "spread": (spread, 1.1 * spread),
    "negative": (negative, np.where(negative < 0, -1.8, 1.1 * negative)),
}
# Where a prediction can be moved: round numbers, and where the predictions start.
round_numbers = [each * 10.0**power for power in range(3) for each in (1, 1.2, 1.5, 2, 3, 4, 5, 7)]
below_one = [-20.0, -10, -5, -3, -2, -1.5, -1.2, -1, -0.99, -0.9, -0.7, -0.5, -0.2, 0, 0.2, 0.5]
begun = [value for _, starts in sets.values() for value in starts.round(6)]
stops = np.unique([*below_one, *round_numbers, *begun, 105, 1000, 1200, 1500])

points = []
for name, index, moved in (
    ("same", 0, 110.0),
    ("same", 0, 1100.0),
    ("same", 0, 0.0),
    ("spread", 3, 20.0),
    ("spread", 9, 2000.0),
    ("spread", 0, -0.99),
):
    targets, guesses = sets[name][0], sets[name][1].copy()
    guesses[index] = moved
    values = [
        metrics.mean_squared_error(targets, guesses),
        metrics.root_mean_squared_error(targets, guesses),
        metrics.mean_absolute_error(targets, guesses),
        metrics.root_mean_squared_log_error(targets, guesses),
    ]
    points.append([name, index, moved, *values])
assert np.isclose(points[0][3] / mse(*sets["same"]), ratios["MSE"][0])

# %%
data(
    "explorer",
    {"sets": {name: np.round(pair, 6) for name, pair in sets.items()}, "stops": stops},
)
data("explorer-check", points, digits=14)

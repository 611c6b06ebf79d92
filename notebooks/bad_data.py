# ---
# title:
#   ja: 異常なデータと損失の急上昇
#   en: Bad data and the sudden rise
# description:
#   ja: 欠損値、0除算、log 0、外れ値の固まり、桁違いの入力で損失が急に上がる様子と、その直し方を計算で比べます。
#   en: One missing cell, a division by zero, a burst of outliers and an oversized batch each make the loss jump; compare how they look and what repairs them.
# ---

# %% [markdown] lang="ja"
# 順調に下がっていた損失が、あるステップで突然跳ね上がる。原因はたいてい、そのステップのバッチに入っているデータです。
# ここでは同じ小さな線形回帰に4種類の異常を一つずつ入れ、損失曲線の形と、元に戻るかどうかを比べます。0の対数だけは、分類の損失を直接計算して確かめます。
#
# ## 共通の実験 {#setup}
#
# データは2000行、5特徴量です。50行ずつのミニバッチで3エポック、合計120ステップ学習します。
# 異常は1000行目（0から数えます）から入れるので、最初に触れるのは21番目のステップです。
# 異常の位置を動かさないために、特に断らないかぎりシャッフルしません。

# %% [markdown] lang="en"
# The loss was falling, and at one step it jumps. The cause is usually in the data of that step's batch.
# Here the same small linear regression gets 4 kinds of bad data, one at a time, and we compare the shape of the loss curve and whether it recovers. The logarithm of 0 is checked directly on a classification loss.
#
# ## The common experiment {#setup}
#
# The data has 2000 rows and 5 features. Mini-batches of 50 rows, 3 epochs: 120 steps in total.
# The bad data starts at row 1000 (counted from 0), so the first step to meet it is the 21st.
# Nothing is shuffled unless we say so, to keep the bad data in its place.

# %%
import warnings

import numpy as np

from helpers.lab import figure, record, table
from helpers.mlkit import batches
from helpers.style import DASHES, MUTED, ORANGE, RED, TEAL, WASH, axes

ROWS, FEATURES, BATCH, EPOCHS, LR = 2000, 5, 50, 3, 0.05
BAD_ROW = 1000
BAD_STEP = BAD_ROW // BATCH + 1  # steps are counted from 1
STEPS = np.arange(1, EPOCHS * ROWS // BATCH + 1)

warnings.filterwarnings("ignore", category=RuntimeWarning)  # the overflows are the lesson


def clean_data():
    """Standard normal features, and a label that is linear in them plus a little noise."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(ROWS, FEATURES))
    y = x @ rng.normal(size=FEATURES) + rng.normal(0.0, 0.1, ROWS)
    return x, y


def fit(x, y, *, shuffle=None, clip=np.inf):
    """Linear regression by mini-batch SGD: the loss of every batch, and the final weights.

    The gradient is scaled down to the norm `clip` when it is longer than that.
    """
    w, losses = np.zeros(FEATURES), []
    for _ in range(EPOCHS):
        for rows in batches(len(y), BATCH, shuffle):
            error = x[rows] @ w - y[rows]
            losses.append(0.5 * np.mean(error**2))
            gradient = x[rows].T @ error / len(rows)
            w -= LR * gradient * min(1.0, clip / np.linalg.norm(gradient))
    return np.array(losses), w


clean_losses, _ = fit(*clean_data())
assert len(clean_losses) == len(STEPS) == 120
assert BAD_STEP == 21
assert clean_losses[-1] < 0.02, clean_losses[-1]
record("steps", len(STEPS), "{:.0f}")
record("bad-step", BAD_STEP, "{:.0f}")
record("clean-final", clean_losses[-1], "{:.4f}")

# %% [markdown] lang="ja"
# ## 欠損値が1セルだけある {#nan-cell}
#
# 2000行×5列のうち、1セルだけをNaNにします。NaNとの足し算や掛け算はすべてNaNなので、
# そのバッチの損失も勾配もNaNになります。更新した瞬間に重みもNaNになり、以後はどのバッチでも予測がNaNです。

# %% [markdown] lang="en"
# ## One missing cell {#nan-cell}
#
# Out of 2000 rows × 5 columns, one cell becomes NaN. Anything added to or multiplied by NaN is NaN,
# so the loss and the gradient of that batch are NaN. The update then makes the weights NaN, and from there every batch predicts NaN.

# %%
x, y = clean_data()
x[BAD_ROW, 0] = np.nan
nan_losses, nan_weights = fit(x, y)

nan_steps = int(np.isnan(nan_losses).sum())
assert np.isnan(nan_losses[BAD_STEP - 1 :]).all()
assert np.isfinite(nan_losses[: BAD_STEP - 1]).all()
assert nan_steps == 100, nan_steps
assert np.isnan(nan_weights).all()  # one cell in one column, and all 5 weights are gone
record("nan-steps", nan_steps, "{:.0f}")
record("nan-weights", np.isnan(nan_weights).sum(), "{:.0f}")

# The repair: look before training, and drop (or fill) what is not finite.
complete = np.isfinite(x).all(axis=1)
assert (~complete).sum() == 1
checked_losses, checked_weights = fit(x[complete], y[complete])
assert np.isfinite(checked_losses).all() and checked_losses[-1] < 0.02
record("checked-final", checked_losses[-1], "{:.4f}")

# %% [markdown] lang="ja"
# 学習が止まることも、エラーが出ることもありません。NumPyでも、TensorFlowやPyTorchでも、NaNは黙って伝わるだけです。
#
# ## 0で割る {#division-by-zero}
#
# 「1件あたりの金額」のような比の特徴量は、件数が0の行で無限大になります。
# ここでは1行だけ分母を0にします。

# %% [markdown] lang="en"
# The training does not stop and raises no error. In NumPy as in TensorFlow or PyTorch, NaN simply travels on.
#
# ## Division by zero {#division-by-zero}
#
# A ratio such as "amount per order" is infinite in a row with zero orders.
# Here one row has a zero denominator.

# %%
x, y = clean_data()
orders = np.ones(ROWS)
orders[BAD_ROW] = 0
x[:, 0] = x[:, 0] / orders
inf_losses, inf_weights = fit(x, y)

assert np.isinf(inf_losses[BAD_STEP - 1])
assert np.isnan(inf_losses[BAD_STEP:]).all()  # ∞ − ∞ and 0 × ∞ are NaN
record("inf-step", BAD_STEP, "{:.0f}")
record("nan-after-inf-step", BAD_STEP + 1, "{:.0f}")


# %%
def unusable(ax, start, text):
    """Mark the steps that have no finite loss: a plain line would just end there."""
    ax.axvspan(start, STEPS[-1], facecolor=WASH, linewidth=0)
    ax.plot(start, 0.7, "X", color=RED, markersize=9, transform=ax.get_xaxis_transform())
    ax.text(start + 4, 0.7, text, color=RED, va="center", transform=ax.get_xaxis_transform())


@figure(
    "nan",
    title=("1セルの欠損値と0除算", "One missing cell, one division by zero"),
    caption=(
        f"線はステップ{BAD_STEP - 1}で終わり、色の付いた区間には有限の損失がありません。破線は欠損値の行を除いた学習です。",
        f"The line ends at step {BAD_STEP - 1}; the shaded steps have no finite loss. Dashed: the same training without the bad row.",
    ),
    desc=(
        f"上：NaNが1セルあると、ステップ{BAD_STEP}から最後まで{nan_steps}ステップの損失がNaNです。その行を除くと最後の損失は{checked_losses[-1]:.4f}です。"
        f"下：0除算では、ステップ{BAD_STEP}の損失が無限大、ステップ{BAD_STEP + 1}からNaNです。",
        f"Top: with one NaN cell the loss is NaN from step {BAD_STEP} to the end, {nan_steps} steps; without that row the last loss is {checked_losses[-1]:.4f}. "
        f"Bottom: with a division by zero the loss is infinite at step {BAD_STEP} and NaN from step {BAD_STEP + 1}.",
    ),
)
def _(t):
    drawing, (top, bottom) = axes(2, height=330, sharex=True, sharey=True)
    runs = (
        (top, nan_losses, t("NaNが1セル", "One NaN cell"), t("損失はNaN", "loss is NaN")),
        (
            bottom,
            inf_losses,
            t("0除算が1回", "One division by zero"),
            t("∞の後はNaN", "∞, then NaN"),
        ),
    )
    for ax, losses, name, mark in runs:
        ax.plot(STEPS, checked_losses, color=MUTED, linestyle=DASHES[1], linewidth=1.2)
        ax.plot(STEPS, losses, color=TEAL, linestyle=DASHES[0], linewidth=2.2)
        unusable(ax, BAD_STEP, mark)
        ax.set(yscale="log", ylabel=t("損失", "loss"), title=name)
        ax.yaxis.set_major_formatter("{x:,.10g}")
    bottom.set(xlabel=t("ステップ", "step"))
    return drawing


# %% [markdown] lang="ja"
# 0除算は1ステップだけ∞を見せ、その次からNaNになります。ログを間引いて見ていると、どちらも「突然NaN」です。
#
# ## 0の対数を取る {#log-zero}
#
# 交差エントロピーは$-\ln p$です。正解のクラスに$p=0$を出すと、1件でもバッチの平均が∞になります。
# $p$がちょうど0になるのは、シグモイドの値が浮動小数点数では表せないほど小さいときです。確率を下限で切るか、確率にする前のスコアから損失を計算します。

# %% [markdown] lang="en"
# The division shows ∞ for a single step and NaN afterwards. In a log that keeps only some steps, both look like "suddenly NaN".
#
# ## The logarithm of zero {#log-zero}
#
# Cross-entropy is $-\ln p$. A $p=0$ for the true class makes the mean of the batch ∞, even for one example.
# $p$ becomes exactly 0 when the value of the sigmoid is too small for a floating-point number. Clip the probability, or compute the loss from the score before it becomes a probability.

# %%
scores = np.array([2.0, 3.0, -800.0])  # three positive examples; the last is confidently wrong
p = 1.0 / (1.0 + np.exp(-scores))

log_zero = -np.log(p).mean()
clipped = -np.log(np.clip(p, 1e-7, 1.0)).mean()
from_scores = np.logaddexp(0.0, -scores).mean()  # ln(1 + e⁻ˢ), without the detour through p

assert p[-1] == 0.0 and np.isinf(log_zero)
assert 5 < clipped < 6, clipped
assert np.isclose(from_scores, (np.log1p(np.exp(-2)) + np.log1p(np.exp(-3)) + 800) / 3)
record("log-zero-clipped", clipped, "{:.2f}")
record("log-zero-from-scores", from_scores, "{:.1f}")

# %% [markdown] lang="ja"
# 下限を$10^{-7}$にすると損失は有限になります。スコアから直接計算すると、間違いの大きさも失われません。
#
# ## 外れ値が一つのバッチに固まる {#outlier-burst}
#
# 今度は値が有限です。一つのバッチの50行すべてで、ラベルが20だけ大きく記録されたとします。

# %% [markdown] lang="en"
# With a floor of $10^{-7}$ the loss is finite. Computed from the scores, it also keeps the size of the error.
#
# ## A burst of outliers in one batch {#outlier-burst}
#
# Now every value is finite. Suppose that in one batch all 50 labels were recorded 20 too large.

# %%
x, y = clean_data()
burst = slice(BAD_ROW, BAD_ROW + BATCH)
y[burst] += 20
burst_losses, _ = fit(x, y)

before, peak, after = burst_losses[BAD_STEP - 2 : BAD_STEP + 1]
assert peak / before > 100, (before, peak)
assert after < 2 * before, (before, after)  # it is over at the next step
for epoch in range(EPOCHS):  # and the same in every epoch
    jump, next_loss = burst_losses[BAD_STEP - 1 + epoch * ROWS // BATCH :][:2]
    assert next_loss < jump / 100, (jump, next_loss)
record("burst-before", before, "{:.2f}")
record("burst-peak", peak, "{:.0f}")
record("burst-after", after, "{:.2f}")

# Shuffled: the same 50 labels, now spread over most of the batches.
WARM_UP = 10  # the first steps are high in any case
shuffled = [fit(x, y, shuffle=np.random.default_rng(seed))[0][WARM_UP:] for seed in range(3)]
shuffled_losses = shuffled[0]
for losses in shuffled:
    assert losses.max() < peak / 5, losses.max()
    assert np.median(losses) > 20 * np.median(burst_losses[WARM_UP:]), np.median(losses)
record("shuffled-max", shuffled_losses.max(), "{:.0f}")
record("shuffled-median", np.median(shuffled_losses), "{:.1f}")
record("burst-median", np.median(burst_losses[WARM_UP:]), "{:.3f}")


# %%
@figure(
    "outlier-burst",
    title=("外れ値の固まり：並び順とシャッフル", "A burst of outliers: in order and shuffled"),
    caption=(
        "並び順のままでは1エポックに1回だけ跳ね、次のステップで下がります。シャッフルすると山は消えますが、多くのバッチで損失が高いままです。",
        "In order, the loss jumps once per epoch and falls back at the next step. Shuffled, the peak is gone, but the loss stays high in most batches.",
    ),
    desc=(
        f"縦軸は対数です。並び順ではステップ{BAD_STEP}の前後で損失が{before:.2f}、{peak:.0f}、{after:.2f}と動きます。"
        f"シャッフルすると最大は{shuffled_losses.max():.0f}に下がりますが、中央値は{np.median(burst_losses[WARM_UP:]):.3f}から{np.median(shuffled_losses):.1f}に上がります（最初の{WARM_UP}ステップを除く）。",
        f"Logarithmic axis. In order the loss around step {BAD_STEP} goes {before:.2f}, {peak:.0f}, {after:.2f}. "
        f"Shuffled, the maximum falls to {shuffled_losses.max():.0f} but the median rises from {np.median(burst_losses[WARM_UP:]):.3f} to {np.median(shuffled_losses):.1f} (without the first {WARM_UP} steps).",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=260)
    ax.plot(
        STEPS, burst_losses, color=TEAL, linestyle=DASHES[0], label=t("並び順のまま", "in order")
    )
    ax.plot(
        STEPS[WARM_UP:],
        shuffled_losses,
        color=ORANGE,
        linestyle=DASHES[1],
        linewidth=1.3,
        label=t("シャッフル", "shuffled"),
    )
    ax.text(BAD_STEP + 3, peak, f"{peak:.0f}", va="center")
    ax.set(yscale="log", ylim=(2e-3, 2e3), xlabel=t("ステップ", "step"), ylabel=t("損失", "loss"))
    ax.yaxis.set_major_formatter("{x:,.10g}")
    ax.legend(ncols=2, loc="upper right")
    return drawing


# %% [markdown] lang="ja"
# シャッフルは急上昇を消しますが、外れ値を消すわけではありません。多くのバッチに少しずつ混ざり、高い損失として最後まで残ります。
# 直すべきなのは並び順ではなく、その50行です。
#
# ## 桁違いの入力と勾配クリッピング {#exploding-batch}
#
# 最後に、一つのバッチの特徴量が30倍の値で記録されたとします（単位の誤りなど）。勾配は入力の大きさで決まるので、1回の更新で重みが遠くへ飛ばされます。
# 勾配クリッピングは、勾配のノルムに上限（ここでは1）を付けて、その1歩を短くします。

# %% [markdown] lang="en"
# Shuffling removes the jump, not the outliers. They are now spread over most batches, a few in each, and keep the loss high to the end.
# What needs repair is those 50 rows, not their order.
#
# ## An oversized batch and gradient clipping {#exploding-batch}
#
# Last, suppose the features of one batch were recorded in a unit 30 times smaller, so the numbers are 30 times larger. The gradient grows with the input, so one update throws the weights far away.
# Gradient clipping limits the norm of the gradient (here to 1) and so shortens that one step.

# %%
x, y = clean_data()
x[burst] *= 30
exploding_losses, _ = fit(x, y)
clipping_losses, clipping_weights = fit(x, y, clip=1.0)

# The step is stable while lr < 2/λ; this batch has a λ for which it is not.
largest_curvature = np.linalg.eigvalsh(x[burst].T @ x[burst] / BATCH).max()
assert LR > 2 / largest_curvature, largest_curvature
record("batch-lr-limit", 2 / largest_curvature, "{:.5f}")

assert (
    exploding_losses[BAD_STEP]
    > exploding_losses[BAD_STEP - 1]
    > 100 * exploding_losses[BAD_STEP - 2]
)
assert exploding_losses.max() > 1e5, exploding_losses.max()
assert exploding_losses[-1] > 100, exploding_losses[-1]  # 120 steps are not enough to come back
assert clipping_losses[-1] < 0.05, clipping_losses[-1]
record("exploding-before", exploding_losses[BAD_STEP - 2], "{:.2f}")
record("exploding-peak", exploding_losses[BAD_STEP - 1], "{:.0f}")
record("exploding-after", exploding_losses[BAD_STEP], "{:,.0f}")
record("exploding-max", exploding_losses.max(), "{:,.0f}")
record("exploding-final", exploding_losses[-1], "{:,.0f}")
record("clipping-peak", clipping_losses[BAD_STEP - 1], "{:.0f}")
record("clipping-after", clipping_losses[BAD_STEP], "{:.2f}")
record("clipping-final", clipping_losses[-1], "{:.4f}")


# %%
@figure(
    "exploding-batch",
    title=("桁違いのバッチと勾配クリッピング", "An oversized batch, with and without clipping"),
    caption=(
        "クリッピングなしでは、跳ねた次の正常なバッチでも損失が高く、同じバッチが来るたびに悪化します。ありでは1回跳ねてもすぐ戻ります。",
        "Without clipping the loss stays high on the next, normal batches and gets worse each time the batch returns. With clipping it is back at once.",
    ),
    desc=(
        f"縦軸は対数です。クリッピングなしの損失はステップ{BAD_STEP}で{exploding_losses[BAD_STEP - 1]:.0f}、次が{exploding_losses[BAD_STEP]:,.0f}、最大{exploding_losses.max():,.0f}、最後は{exploding_losses[-1]:,.0f}です。"
        f"クリッピングありは{clipping_losses[BAD_STEP - 1]:.0f}の次が{clipping_losses[BAD_STEP]:.2f}、最後は{clipping_losses[-1]:.4f}です。",
        f"Logarithmic axis. Without clipping the loss is {exploding_losses[BAD_STEP - 1]:.0f} at step {BAD_STEP}, then {exploding_losses[BAD_STEP]:,.0f}, at most {exploding_losses.max():,.0f}, and {exploding_losses[-1]:,.0f} at the end. "
        f"With clipping it is {clipping_losses[BAD_STEP - 1]:.0f}, then {clipping_losses[BAD_STEP]:.2f}, and {clipping_losses[-1]:.4f} at the end.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=270)
    ax.plot(
        STEPS,
        exploding_losses,
        color=RED,
        linestyle=DASHES[0],
        label=t("クリッピングなし", "no clipping"),
    )
    ax.plot(
        STEPS,
        clipping_losses,
        color=TEAL,
        linestyle=DASHES[1],
        label=t("上限1でクリッピング", "clipped at 1"),
    )
    ax.set(
        yscale="log",
        ylim=(2e-3, 5e7),
        yticks=(0.01, 1, 100, 1e4, 1e6),
        xlabel=t("ステップ", "step"),
        ylabel=t("損失", "loss"),
    )
    ax.yaxis.set_major_formatter("{x:,.10g}")
    ax.legend(ncols=2, loc="upper right", columnspacing=1.0)
    return drawing


# %% [markdown] lang="ja"
# ## クリッピングが効かない相手 {#not-clipping}
#
# クリッピングは長すぎる勾配を短くします。NaNには長さがなく、∞を有限の長さに縮めることもできないので、欠損値と0除算には効きません。

# %% [markdown] lang="en"
# ## What clipping cannot repair {#not-clipping}
#
# Clipping shortens a gradient that is too long. NaN has no length, and ∞ cannot be scaled to a finite length, so it does not help against a missing value or a division by zero.

# %%
for poison in (np.nan, np.inf):
    x, y = clean_data()
    x[BAD_ROW, 0] = poison
    poisoned_losses, poisoned_weights = fit(x, y, clip=1.0)
    assert np.isnan(poisoned_losses[-1]) and np.isnan(poisoned_weights).all()

table(
    "causes",
    caption=(
        f"4種類の異常、ステップ{BAD_STEP}の損失、最後の損失、直し方",
        f"The 4 kinds of bad data: loss at step {BAD_STEP}, loss at the end, and the repair",
    ),
    columns=[
        ("異常", "bad data"),
        (f"ステップ{BAD_STEP}", f"step {BAD_STEP}"),
        ("最後", "at the end"),
        ("直し方", "repair"),
    ],
    rows=[
        [
            ("NaNが1セル", "one NaN cell"),
            "NaN",
            "NaN",
            ("入力の検査、除外か補完", "validate inputs, drop or fill"),
        ],
        [
            ("0除算が1回", "one division by zero"),
            "∞",
            "NaN",
            ("分母の検査", "check the denominator"),
        ],
        [
            ("外れ値の固まり", "burst of outliers"),
            f"{peak:.0f}",
            f"{burst_losses[-1]:.4f}",
            ("その行を調べる", "inspect those rows"),
        ],
        [
            ("30倍の入力", "inputs × 30"),
            f"{exploding_losses[BAD_STEP - 1]:.0f}",
            f"{exploding_losses[-1]:,.0f}",
            ("単位を直す、クリッピング", "fix the unit, clip"),
        ],
    ],
)

# %% [markdown] lang="ja"
# 形から原因を絞れます。NaNや∞なら値そのもの、1ステップだけの山なら外れ値、跳ねて戻らないなら大きすぎる更新です。
# クリッピングは最後の場合の応急処置で、単位の誤りはデータに残っています。

# %% [markdown] lang="en"
# The shape narrows the cause: NaN or ∞ means a value, a peak of one step means outliers, a jump that stays means an update that was too large.
# Clipping is first aid for the last case; the wrong unit is still in the data.

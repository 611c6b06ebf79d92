# ---
# title:
#   ja: アンスコムの例と回帰の診断
#   en: Anscombe's quartet and regression diagnostics
# description:
#   ja: 平均も分散も相関も回帰直線も同じ四つのデータを、残差、てこ比、クックの距離、頑健な直線で見分けます。
#   en: Four data sets with equal means, variances, correlations and lines, told apart by residuals, leverage, Cook's distance and robust lines.
# ---

# %% [markdown] lang="ja"
# 平均、分散、相関係数、回帰直線が同じなら、データも似ているのでしょうか。
# 統計学者のアンスコムが1973年に示した四つのデータで計算し、描いてみます。
#
# ## 同じ統計量、違うデータ {#quartet}
#
# 四つのデータは11点ずつで、最初の三つは$x$も同じです。

# %% [markdown] lang="en"
# If means, variances, the correlation and the regression line are the same, are the data alike?
# We compute and draw the four data sets that the statistician Anscombe published in 1973.
#
# ## Same statistics, different data {#quartet}
#
# Each of the four data sets has 11 points, and the first three even share $x$.

# %%
import math

import numpy as np
from sklearn.linear_model import HuberRegressor

from helpers.lab import data, figure, record, table
from helpers.lines import cooks_distance, least_squares, leverage, residuals, theil_sen
from helpers.style import DASHES, INK, MARKERS, MUTED, ORANGE, PURPLE, TEAL, axes

X_OF_THREE = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5]
X_OF_THE_FOURTH = [8, 8, 8, 8, 8, 8, 8, 19, 8, 8, 8]
Y = (
    [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68],
    [9.14, 8.14, 8.74, 8.77, 9.26, 8.10, 6.13, 3.10, 9.13, 7.26, 4.74],
    [7.46, 6.77, 12.74, 7.11, 7.81, 8.84, 6.08, 5.39, 8.15, 6.42, 5.73],
    [6.58, 5.76, 7.71, 8.84, 8.47, 7.04, 5.25, 12.50, 5.56, 7.91, 6.89],
)
X = (X_OF_THREE, X_OF_THREE, X_OF_THREE, X_OF_THE_FOURTH)
QUARTET = [(np.array(x, dtype=float), np.array(y)) for x, y in zip(X, Y, strict=True)]
NUMBERS = range(1, 5)


def signed(value):
    """Two decimals and a true minus sign."""
    return f"{value:.2f}".replace("-", "−")


def summary(x, y):
    """What a table of summary statistics would show, with sample variances."""
    intercept, slope = least_squares(x, y)
    r = np.corrcoef(x, y)[0, 1]
    return {
        "mean-x": x.mean(),
        "variance-x": x.var(ddof=1),
        "mean-y": y.mean(),
        "variance-y": y.var(ddof=1),
        "correlation": r,
        "intercept": intercept,
        "slope": slope,
        "r2": r**2,
    }


summaries = [summary(x, y) for x, y in QUARTET]
KNOWN = {  # (value, largest deviation over the four sets)
    "mean-x": (9, 1e-9),
    "variance-x": (11, 1e-9),
    "mean-y": (7.50, 0.005),
    "variance-y": (4.125, 0.003),
    "correlation": (0.816, 0.001),
    "intercept": (3.00, 0.005),
    "slope": (0.500, 0.0005),
    "r2": (0.667, 0.001),
}
for key, (value, slack) in KNOWN.items():
    for found in summaries:
        assert abs(found[key] - value) < slack, (key, found[key])

record("points", len(QUARTET[0][0]), "{:.0f}")
for key, form in (
    ("mean-x", "{:.0f}"),
    ("variance-x", "{:.0f}"),
    ("mean-y", "{:.2f}"),
    ("variance-y", "{:.2f}"),
    ("correlation", "{:.2f}"),
    ("intercept", "{:.2f}"),
    ("slope", "{:.2f}"),
    ("r2", "{:.2f}"),
):
    record(key, summaries[0][key], form)

# %%
NAMES = {
    "mean-x": ("xの平均", "mean of x"),
    "variance-x": ("xの分散", "variance of x"),
    "mean-y": ("yの平均", "mean of y"),
    "variance-y": ("yの分散", "variance of y"),
    "correlation": ("相関係数", "correlation"),
    "intercept": ("直線の切片", "intercept of the line"),
    "slope": ("直線の傾き", "slope of the line"),
    "r2": ("R²", "R²"),
}
SETS = [(f"データ{number}", f"set {number}") for number in NUMBERS]

table(
    "statistics",
    caption=("四つのデータの要約統計量", "Summary statistics of the four data sets"),
    columns=[("統計量", "statistic"), *SETS],
    rows=[[name, *(f"{found[key]:.3f}" for found in summaries)] for key, name in NAMES.items()],
)

# %% [markdown] lang="ja"
# 小数第2位まで見ても、違いはほとんどありません。では、描きます。

# %% [markdown] lang="en"
# Down to two decimals there is hardly any difference. Now draw them.

# %%
SPAN = np.array([3.0, 20.0])


def along(line, x=SPAN):
    """The heights of a line at x."""
    return line[0] + line[1] * x


@figure(
    "quartet",
    title=("アンスコムの四つのデータ", "Anscombe's four data sets"),
    caption=(
        "直線は、四つとも同じ最小二乗法の直線です。当てはまりの意味があるのはデータ1だけです。",
        "The line is the same least-squares line in all four panels. Only for set 1 is it a sensible summary.",
    ),
    desc=(
        f"四つの散布図で、どれにもほぼ同じ直線（切片{summaries[0]['intercept']:.1f}、傾き{summaries[0]['slope']:.1f}）が引いてあります。データ1は直線の周りの散らばり、データ2は滑らかな山形の曲線、データ3は1点だけ外れた直線、データ4は縦に並んだ10点と離れた1点です。",
        f"Four scatter plots with nearly the same line (intercept {summaries[0]['intercept']:.1f}, slope {summaries[0]['slope']:.1f}). Set 1 scatters around it, set 2 is a smooth curve that bends down, set 3 is a straight line with one point off it, set 4 is 10 points above each other and one far away.",
    ),
)
def _(t):
    drawing, panels = axes(2, 2, height=330, sharex=True, sharey=True)
    for number, ax, (x, y) in zip(NUMBERS, panels, QUARTET, strict=True):
        ax.plot(SPAN, along(least_squares(x, y)), color=ORANGE, linestyle=DASHES[1])
        ax.plot(x, y, MARKERS[0], color=TEAL)
        ax.set(xlim=(3, 20), ylim=(2, 14), xticks=(5, 10, 15), yticks=(5, 10))
        ax.set_title(t(f"データ{number}", f"set {number}"))
    drawing.supxlabel("x", fontsize=12.5)
    drawing.supylabel("y", fontsize=12.5)
    return drawing


# %% [markdown] lang="ja"
# - データ1：直線の周りに散らばっています。要約統計量が伝えるとおりのデータです。
# - データ2：曲線です。直線というモデルが間違っています。
# - データ3：直線に1点の外れ値があります。
# - データ4：10点の$x$が同じで、傾きは離れた1点だけで決まっています。
#
# ## 分位点を見る {#quantiles}
#
# 図を描く前に、SQLの集計でもう一段詳しく見ることができます。平均と標準偏差に、最小値、四分位点、最大値を加えます。

# %% [markdown] lang="en"
# - Set 1: points scattered around a line, just what the summary statistics suggest.
# - Set 2: a curve. The straight line is the wrong model.
# - Set 3: a straight line with one outlier.
# - Set 4: ten points share the same $x$, and the single far point alone decides the slope.
#
# ## Look at the quantiles {#quantiles}
#
# Before drawing, an SQL aggregate can look one step closer: add the minimum, the quartiles and the maximum to mean and standard deviation.

# %%
STEPS = (0, 0.25, 0.5, 0.75, 1)
quantiles_x = [np.quantile(x, STEPS) for x, _ in QUARTET]
quantiles_y = [np.quantile(y, STEPS) for _, y in QUARTET]

assert quantiles_y[2][4] - quantiles_y[2][3] > 4  # the outlier of set 3 stands out …
assert quantiles_x[3][3] == 8 and quantiles_x[3][4] == 19  # … and so does the far x of set 4
record("median-y-1", quantiles_y[0][2], "{:.2f}")
record("median-y-2", quantiles_y[1][2], "{:.2f}")
record("q3-y-3", quantiles_y[2][3], "{:.2f}")
record("max-y-3", quantiles_y[2][4], "{:.2f}")
record("q3-x-4", quantiles_x[3][3], "{:.0f}")
record("max-x-4", quantiles_x[3][4], "{:.0f}")

table(
    "quantiles",
    caption=("最小値、四分位点、最大値", "Minimum, quartiles and maximum"),
    columns=[
        ("列", "column"),
        ("最小", "min"),
        ("25%", "25%"),
        ("中央", "median"),
        ("75%", "75%"),
        ("最大", "max"),
    ],
    rows=[
        [(f"y、データ{number}", f"y, set {number}"), *(f"{value:.2f}" for value in values)]
        for number, values in zip(NUMBERS, quantiles_y, strict=True)
    ]
    + [
        [("x、データ1〜3", "x, sets 1–3"), *(f"{value:.1f}" for value in quantiles_x[0])],
        [("x、データ4", "x, set 4"), *(f"{value:.1f}" for value in quantiles_x[3])],
    ],
)

# %% [markdown] lang="ja"
# データ3は最大値が第3四分位点から大きく離れ、データ4の$x$は最大値のほかが同じ値です。この二つは分位点で見つかります。
# データ2の曲線は見つかりません。一つの列だけの集計には、$x$と$y$の関係が入っていないからです。
#
# ## 残差を見る {#residuals}
#
# 残差（$y$から直線の値を引いたもの）は、平均も、$x$との相関も必ず0です。最小二乗法がそうなるように直線を選ぶからで、この二つも違いを教えてくれません。
# 平均二乗誤差（MSE）も同じです。一方、二乗しない平均絶対誤差（MAE）と、絶対値の中央値はデータごとに違います。

# %% [markdown] lang="en"
# In set 3 the maximum is far above the third quartile; in set 4 all of $x$ but the maximum is one value. Quantiles find these two.
# They do not find the curve of set 2: an aggregate of one column knows nothing of the relation between $x$ and $y$.
#
# ## Look at the residuals {#residuals}
#
# Residuals ($y$ minus the line) always have mean 0 and correlation 0 with $x$: least squares chooses the line so. These two do not tell the sets apart either.
# Nor does the mean squared error (MSE). The mean absolute error (MAE), without squares, and the median of the absolute values do differ.

# %%
errors = [residuals(x, y, least_squares(x, y)) for x, y in QUARTET]
rmse = [math.sqrt((error**2).mean()) for error in errors]
mae = [np.abs(error).mean() for error in errors]
median_error = [np.median(np.abs(error)) for error in errors]

for (x, _), error in zip(QUARTET, errors, strict=True):
    assert abs(error.mean()) < 1e-9
    assert abs(error @ (x - x.mean())) < 1e-9
assert max(rmse) - min(rmse) < 0.002, rmse
assert max(mae) - min(mae) > 0.2, mae
assert median_error[2] < 0.6 * mae[2], (median_error, mae)  # one residual does most of the work
record("rmse", rmse[0], "{:.2f}")
record("mse", rmse[0] ** 2, "{:.2f}")
for number in NUMBERS:
    record(f"mae-{number}", mae[number - 1], "{:.2f}")
    record(f"median-error-{number}", median_error[number - 1], "{:.2f}")


# %%
@figure(
    "residuals",
    title=("四つのデータの残差", "Residuals of the four data sets"),
    caption=(
        "直線からのずれだけを描くと、形がはっきりします。良いモデルの残差には、データ1のように形がありません。",
        "Only the deviations from the line: now the shapes stand out. Residuals of a good model have no shape, as in set 1.",
    ),
    desc=(
        f"残差を縦軸、xを横軸にした四つの図です。データ1は{signed(errors[0].min())}から{signed(errors[0].max())}に散らばり、データ2は両端が負で中央が正の山形、データ3は{errors[2].max():.1f}の1点のほかは右下がりの直線、データ4はx = 19の1点の残差が0です。",
        f"Four panels of the residuals against x. Set 1 scatters from {signed(errors[0].min())} to {signed(errors[0].max())}; set 2 is negative at both ends and positive in the middle; set 3 is a falling straight line except for one point at {errors[2].max():.1f}; in set 4 the point at x = 19 has the residual 0.",
    ),
)
def _(t):
    drawing, panels = axes(2, 2, height=330, sharex=True, sharey=True)
    for number, ax, (x, _), error in zip(NUMBERS, panels, QUARTET, errors, strict=True):
        ax.axhline(0, color=ORANGE, linestyle=DASHES[1], linewidth=1.4)
        ax.vlines(x, 0, error, color=MUTED, linewidth=1)
        ax.plot(x, error, MARKERS[0], color=TEAL)
        ax.set(xlim=(3, 20), ylim=(-2.6, 3.9), xticks=(5, 10, 15), yticks=(-2, 0, 2))
        ax.set_title(t(f"データ{number}", f"set {number}"))
    drawing.supxlabel("x", fontsize=12.5)
    drawing.supylabel(t("残差", "residual"), fontsize=12.5)
    return drawing


# %% [markdown] lang="ja"
# 行が多すぎて図を描けない表でも、残差を$x$の区間ごとに平均すれば同じことが分かります。4〜6、7〜11、12〜14の三つに分けます。
# また、データ2に$x^2$の項を足すと、残差の形は消えます。

# %% [markdown] lang="en"
# For a table with too many rows to draw, averaging the residuals within ranges of $x$ shows the same. Take three ranges: 4 to 6, 7 to 11, 12 to 14.
# And in set 2, adding a term in $x^2$ removes the shape.

# %%
RANGES = ((4, 6), (7, 11), (12, 14))


def mean_by_range(x, error):
    """The mean residual in each range: what GROUP BY and AVG would give."""
    return [error[(x >= low) & (x <= high)].mean() for low, high in RANGES]


by_range = [mean_by_range(x, error) for (x, _), error in zip(QUARTET[:3], errors, strict=False)]
x_curve, y_curve = QUARTET[1]
curve_error = y_curve - np.polyval(np.polyfit(x_curve, y_curve, 2), x_curve)
curve_r2 = 1 - curve_error.var() / y_curve.var()

left, middle, right = by_range[1]
assert left < -0.4 and middle > 0.4 and right < -0.4, by_range[1]
assert max(np.abs(by_range[0])) < 0.35, by_range[0]
assert curve_r2 > 0.99999, curve_r2
record("curve-left", left, "{:.2f}")
record("curve-middle", middle, "{:.2f}")
record("curve-right", right, "{:.2f}")
record("quadratic-r2", curve_r2, "{:.4f}")

table(
    "by-range",
    caption=("xの区間ごとの残差の平均", "Mean residual in ranges of x"),
    columns=[("xの区間", "range of x"), *SETS[:3]],
    rows=[
        [f"{low}–{high}", *(signed(means[row]) for means in by_range)]
        for row, (low, high) in enumerate(RANGES)
    ],
)

# %% [markdown] lang="ja"
# データ2は「負、正、負」と、曲線の形をはっきり示します。データ3の値は1点の外れ値が生んだものなので、平均の隣に最大値も並べて見ます。
#
# ## てこ比とクックの距離 {#influence}
#
# ある点の$y$を1だけ動かすと、その点での直線の高さは$h_i$だけ動きます。これがてこ比（leverage）で、$x$だけで決まります。
#
# $$
# h_i=\frac1n+\frac{(x_i-\bar x)^2}{\sum_j(x_j-\bar x)^2}
# $$
#
# 引く力が強くても、直線の上にある点なら結果を変えません。実際に変えた大きさは、その点を除いたときの、すべての当てはめ値の動きで測ります。クックの距離です。
#
# $$
# D_i=\frac{\sum_j(\hat y_j-\hat y_{j(i)})^2}{2s^2}=\frac{e_i^2}{2s^2}\cdot\frac{h_i}{(1-h_i)^2}
# $$
#
# $\hat y_{j(i)}$は点$i$を除いて求めた直線の値、$s^2$は残差の分散（分母は$n-2$）です。

# %% [markdown] lang="en"
# Set 2 clearly shows a curve: negative, positive, negative. The values of set 3 are the work of its one outlier, so look at the maximum beside the mean.
#
# ## Leverage and Cook's distance {#influence}
#
# Move the $y$ of one point by 1, and the line at that point moves by $h_i$. This is the point's leverage. It depends on $x$ alone.
#
# $$
# h_i=\frac1n+\frac{(x_i-\bar x)^2}{\sum_j(x_j-\bar x)^2}
# $$
#
# A point may pull hard and still change nothing if it lies on the line. How much it does change is measured by leaving it out and seeing how far all fitted values move: Cook's distance.
#
# $$
# D_i=\frac{\sum_j(\hat y_j-\hat y_{j(i)})^2}{2s^2}=\frac{e_i^2}{2s^2}\cdot\frac{h_i}{(1-h_i)^2}
# $$
#
# Here $\hat y_{j(i)}$ is the line found without point $i$, and $s^2$ is the variance of the residuals (with $n-2$ below).

# %%
leverages = [leverage(x) for x, _ in QUARTET]
distances = [cooks_distance(x, y) for x, y in QUARTET]

# The formula is what the definition says: here for every point of set 3.
x, y = QUARTET[2]
line = least_squares(x, y)
s2 = (errors[2] ** 2).sum() / (len(x) - 2)
for index, distance in enumerate(distances[2]):
    without = least_squares(np.delete(x, index), np.delete(y, index))
    assert math.isclose(distance, ((along(line, x) - along(without, x)) ** 2).sum() / (2 * s2))

far = int(QUARTET[3][0].argmax())
outlier = int(QUARTET[2][1].argmax())
assert math.isclose(leverages[3][far], 1)
assert np.isnan(distances[3][far])  # without it there is no line
assert int(distances[2].argmax()) == outlier
assert 1.3 < distances[2][outlier] < 1.5, distances[2]
assert max(np.nanmax(distances[k]) for k in (0, 1, 3)) < 1

x_clean, y_clean = np.delete(x, outlier), np.delete(y, outlier)
clean = summary(x_clean, y_clean)
assert abs(clean["slope"] - 0.345) < 0.001 and abs(clean["intercept"] - 4.006) < 0.001, clean
assert clean["correlation"] > 0.99999
record("leverage-3", leverages[2][outlier], "{:.2f}")
record("leverage-4", leverages[3][far], "{:.0f}")
record("cook-1", distances[0].max(), "{:.2f}")
record("cook-2", distances[1].max(), "{:.2f}")
record("cook-3", distances[2][outlier], "{:.2f}")
record("cook-rule", 4 / len(x), "{:.2f}")
record("clean-slope", clean["slope"], "{:.3f}")
record("clean-intercept", clean["intercept"], "{:.2f}")
record("clean-correlation", clean["correlation"], "{:.6f}")


# %%
def strongest(which):
    """The index of the largest Cook's distance; of two equal ones, that at the larger x."""
    x, reach = QUARTET[which][0], distances[which]
    return max(np.flatnonzero(np.isclose(reach, reach.max())), key=lambda index: x[index])


UNDEFINED = ("定まらない", "undefined")
rows = []
for which in (0, 1, 2):
    point = strongest(which)
    rest = [np.delete(values, point) for values in QUARTET[which]]
    rows.append(
        [
            f"{which + 1}",
            f"{QUARTET[which][0][point]:.0f}",
            f"{leverages[which][point]:.2f}",
            f"{distances[which][point]:.2f}",
            f"{least_squares(*rest)[1]:.3f}",
        ]
    )
rows.append(["4", f"{QUARTET[3][0][far]:.0f}", f"{leverages[3][far]:.2f}", UNDEFINED, UNDEFINED])

table(
    "influence",
    caption=(
        "クックの距離が最大の点（データ4は離れた点）と、その点を除いた傾き",
        "The point with the largest Cook's distance (set 4: the far point), and the slope without it",
    ),
    columns=[
        ("データ", "set"),
        ("x", "x"),
        ("てこ比", "leverage"),
        ("クックの距離", "Cook's distance"),
        ("除いた傾き", "slope without it"),
    ],
    rows=rows,
)

# %% [markdown] lang="ja"
# データ3の外れ値は、$x$が中ほどなので、てこ比は{=anscombe/leverage-3}です。それでも残差が大きいので、クックの距離は{=anscombe/cook-3}になり、除くと相関係数は{=anscombe/clean-correlation}になります。
# データ4の離れた点のてこ比は{=anscombe/leverage-4}で、直線は必ずこの点を通ります。残差は0なので、残差だけを見ても見つかりません。除くと傾きは定まらず、クックの距離も計算できません。
#
# 目安としてよく使われる$4/n$（ここでは{=anscombe/cook-rule}）を、まともなデータ1の最大値{=anscombe/cook-1}も超えます。目安は「見に行く点」を選ぶもので、消してよい点を選ぶものではありません。
#
# ## 1点を動かす {#moved-point}
#
# 三つの点を、それぞれ6だけ下に動かします。データ1の中央の点（$x=9$）、データ1の端の点（$x=14$）、データ4の離れた点（$x=19$）です。
# 最小二乗法のほかに、外れ値に強い直線も引きます。セイル・セン推定量は、2点を通るすべての直線の傾きの中央値です。

# %% [markdown] lang="en"
# The outlier of set 3 is not at an extreme $x$, so its leverage is {=anscombe/leverage-3}. But its residual is large: Cook's distance is {=anscombe/cook-3}, and without it the correlation is {=anscombe/clean-correlation}.
# The far point of set 4 has a leverage of {=anscombe/leverage-4}: the line always passes through it. Its residual is 0, so residuals alone never find it. Without it the slope is undefined, and so is Cook's distance.
#
# A common rule of thumb, $4/n$ (here {=anscombe/cook-rule}), is exceeded even by the {=anscombe/cook-1} of the well-behaved set 1. It selects points to look at, not points to delete.
#
# ## Move one point {#moved-point}
#
# Move three points down by 6, one at a time: the middle point of set 1 ($x=9$), a point at its edge ($x=14$), and the far point of set 4 ($x=19$).
# Beside least squares we draw a line that resists outliers: the Theil–Sen estimator is the median slope of all lines through two points.

# %%
DOWN = 6
MOVES = ((0, 9), (0, 14), (3, 19))  # (index of the set, x of the point)


def moved(which, at):
    """The set with its point at x = `at` moved down."""
    x, y = QUARTET[which]
    return x, np.where(x == at, y - DOWN, y)


before = [least_squares(*QUARTET[which])[1] for which, _ in MOVES]
after = [least_squares(*moved(which, at))[1] for which, at in MOVES]
resistant = [theil_sen(*moved(which, at))[1] for which, at in MOVES]
theil_sen_before = [theil_sen(*QUARTET[which])[1] for which, _ in MOVES]

for (which, at), old, new in zip(MOVES, before, after, strict=True):
    x, _ = QUARTET[which]
    assert math.isclose(
        new - old, -DOWN * (at - x.mean()) / ((x - x.mean()) ** 2).sum(), abs_tol=1e-9
    )
assert abs(after[0] - before[0]) < 1e-9
assert resistant[1] - after[1] > 0.1, (resistant, after)  # at the edge, Theil–Sen holds better …
assert math.isclose(
    theil_sen_before[2] - resistant[2], DOWN / 11
)  # … for a lone far point it cannot
record("moved-middle", after[0], "{:.2f}")
record("moved-edge", after[1], "{:.2f}")
record("moved-far", after[2], "{:.2f}")
record("moved-edge-theil-sen", resistant[1], "{:.2f}")
record("moved-far-theil-sen", resistant[2], "{:.2f}")


# %%
@figure(
    "moved-point",
    title=("1点を下に動かしたときの直線", "The lines after one point moves down"),
    caption=(
        f"白抜きの丸から、塗りつぶした大きな丸へ、{DOWN}だけ下げました。中央の点は傾きを変えず、端の点は変え、離れた1点はどの直線も引きずります。",
        f"One point moves down by {DOWN}, from the open to the large filled mark. In the middle it leaves the slope alone, at the edge it turns the line, and a lone far point drags every line along.",
    ),
    desc=(
        f"三つの図です。中央の点を動かすと最小二乗法の傾きは{signed(before[0])}のまま、端の点では{signed(after[1])}（セイル・センは{signed(resistant[1])}）、離れた点では{signed(after[2])}（セイル・センも{signed(resistant[2])}）になります。",
        f"Three panels. Moving the middle point leaves the least-squares slope at {signed(before[0])}; the edge point makes it {signed(after[1])} (Theil–Sen: {signed(resistant[1])}); the far point makes it {signed(after[2])} (Theil–Sen: {signed(resistant[2])}, too).",
    ),
)
def _(t):
    drawing, panels = axes(1, 3, height=260, sharey=True)
    titles = (t("中央の点", "middle"), t("端の点", "edge"), t("離れた点", "far point"))
    for ax, (which, at), title in zip(panels, MOVES, titles, strict=True):
        x, old = QUARTET[which]
        _, new = moved(which, at)
        span = np.array([x.min() - 1, x.max() + 1])
        ax.plot(
            span,
            along(least_squares(x, old), span),
            color=MUTED,
            linestyle=DASHES[3],
            linewidth=1.4,
            label=t("動かす前", "before"),
        )
        ax.plot(
            span,
            along(theil_sen(x, new), span),
            color=PURPLE,
            linestyle=DASHES[0],
            label=t("セイル・セン", "Theil–Sen"),
        )
        ax.plot(
            span,
            along(least_squares(x, new), span),
            color=ORANGE,
            linestyle=DASHES[1],
            label=t("最小二乗法", "least squares"),
        )
        here = x == at
        ax.plot(x[~here], old[~here], MARKERS[0], color=TEAL, markersize=4)
        ax.plot(x[here], old[here], MARKERS[0], color=INK, markerfacecolor="none", markersize=6)
        ax.plot(x[here], new[here], MARKERS[0], color=INK, markersize=6)
        ax.set(ylim=(1, 14), yticks=(5, 10), xticks=(5, 10) if which == 0 else (10, 20))
        ax.set_title(title)
    drawing.supxlabel("x", fontsize=12.5)
    drawing.supylabel("y", fontsize=12.5)
    handles, labels = panels[0].get_legend_handles_labels()
    drawing.legend(
        handles, labels, loc="outside upper center", ncols=3, handlelength=1.6, columnspacing=1
    )
    return drawing


# %%
CHANGES = (  # (index of the set, index of the point, right, up); no move: the point is left out
    (0, 5, 0, -DOWN),
    (0, 3, 0, -DOWN),
    (3, 7, 0, -DOWN),
    (1, 0, 2.5, 3.3),
    (2, outlier, None, None),
)


def changed(which, index, right, up):
    """The set with one point moved or left out."""
    x, y = (values.copy() for values in QUARTET[which])
    if right is None:
        return np.delete(x, index), np.delete(y, index)
    x[index] += right
    y[index] += up
    return x, y


def described(x, y):
    found = summary(x, y)
    spread = (math.sqrt(found["variance-x"]), math.sqrt(found["variance-y"]))
    line = (found["intercept"], found["slope"], found["correlation"], found["r2"])
    return [found["mean-x"], found["mean-y"], *spread, *line, *theil_sen(x, y)]


assert math.isclose(described(*changed(*CHANGES[0]))[5], after[1])
assert math.isclose(described(*changed(*CHANGES[4]))[5], clean["slope"])
data("quartet", QUARTET)
data("moved-check", [[change, described(*changed(*change))] for change in CHANGES], digits=12)
data("leverage-check", [list(values) for values in leverages], digits=12)

# %% [markdown] lang="ja"
# 端の点では、最小二乗法の傾きが{=anscombe/moved-edge}まで下がるのに対し、セイル・センは{=anscombe/moved-edge-theil-sen}で踏みとどまります。
# 離れた点では、最小二乗法が{=anscombe/moved-far}、セイル・センも{=anscombe/moved-far-theil-sen}です。傾きの情報がその1点にしかないので、どの方法でも守れません。
#
# ## 頑健な直線で直るもの、直らないもの {#robust}
#
# 四つのデータに、三つの方法で直線を引きます。フーバー回帰は、小さな残差を2乗、大きな残差を絶対値で数えます。MSEとMAEの間の方法です。

# %% [markdown] lang="en"
# At the edge, least squares falls to a slope of {=anscombe/moved-edge} while Theil–Sen holds at {=anscombe/moved-edge-theil-sen}.
# For the far point, least squares gives {=anscombe/moved-far} and Theil–Sen {=anscombe/moved-far-theil-sen} as well: that one point holds all the information on the slope, and no method can protect it.
#
# ## What robust lines repair, and what not {#robust}
#
# Three methods for the four sets. Huber regression counts small residuals squared and large ones by absolute value: something between MSE and MAE.


# %%
def huber(x, y):
    """(intercept, slope) of Huber regression, without a penalty on the slope."""
    model = HuberRegressor(alpha=0, max_iter=1000).fit(x[:, None], y)
    return model.intercept_, model.coef_[0]


METHODS = {
    "least-squares": (("最小二乗法", "least squares"), least_squares),
    "theil-sen": (("セイル・セン", "Theil–Sen"), theil_sen),
    "huber": (("フーバー", "Huber"), huber),
}
slopes = {name: [method(x, y)[1] for x, y in QUARTET] for name, (_, method) in METHODS.items()}

for name in ("theil-sen", "huber"):
    assert abs(slopes[name][2] - clean["slope"]) < 0.001, slopes  # set 3: as if without the outlier
    for k in (0, 1, 3):
        assert abs(slopes[name][k] - 0.5) < 0.02, slopes  # elsewhere: no different
record("theil-sen-3", slopes["theil-sen"][2], "{:.3f}")
record("huber-3", slopes["huber"][2], "{:.3f}")

table(
    "robust",
    caption=("三つの方法で求めた傾き", "The slope by three methods"),
    columns=[("方法", "method"), *SETS],
    rows=[
        [names, *(f"{slope:.3f}" for slope in slopes[name])] for name, (names, _) in METHODS.items()
    ],
)

# %% [markdown] lang="ja"
# 変わったのはデータ3だけです。どちらの方法も、外れ値を除いたときの傾き{=anscombe/clean-slope}をほぼ言い当てました。
# データ2の曲線と、データ4の離れた点には効きません。曲線には$x^2$の項が、離れた点には$x$の間を埋めるデータが要ります。
#
# ## 同じ統計量のデータを作る {#same-statistics}
#
# 同じ統計量のデータは、この四つに限りません。いくらでも作れます。
# 焼きなまし法（simulated annealing）で、100点の雲を少しずつ動かします。点を一つ選んでわずかに動かし、目標の図形に近づくなら採用します。遠ざかる動きも、初めのうちはときどき採用します。
# ただし、平均、標準偏差、相関係数のどれか一つでも小数第2位が変わる動きは、必ず捨てます。

# %% [markdown] lang="en"
# Only set 3 has changed: both methods practically found {=anscombe/clean-slope}, the slope without the outlier.
# They do nothing about the curve of set 2 or the far point of set 4. The curve needs a term in $x^2$, the far point needs data at other values of $x$.
#
# ## Make data with the same statistics {#same-statistics}
#
# These four are not special. Such data can be made at will.
# Simulated annealing moves a cloud of 100 points bit by bit. Pick a point, move it slightly, and accept the move if it comes closer to a target shape; at first, now and then accept a move away from it too.
# But reject every move that changes the second decimal of any mean, standard deviation or the correlation.

# %%
POINTS, MOVES_TRIED, REACH = 100, 60_000, 0.2
FIXED = (9.00, 7.50, 3.32, 2.03, 0.82)  # means, standard deviations, correlation of the quartet


def cloud(rng):
    """A random cloud with the mean, the standard deviations and the correlation of set 1."""
    z = rng.normal(size=(2, POINTS))
    z -= z.mean(axis=1, keepdims=True)
    white = np.linalg.solve(np.linalg.cholesky(np.cov(z)), z)
    x, y = QUARTET[0]
    return np.linalg.cholesky(np.cov(x, y)) @ white + [[x.mean()], [y.mean()]]


def to_segments(*segments):
    """A function: the distance of a point to the nearest of the segments (x1, y1, x2, y2)."""
    parts = [(x, y, u - x, v - y, (u - x) ** 2 + (v - y) ** 2) for x, y, u, v in segments]

    def distance(x, y):
        best = math.inf
        for x1, y1, dx, dy, length2 in parts:
            share = min(max(((x - x1) * dx + (y - y1) * dy) / length2, 0.0), 1.0)
            best = min(best, math.hypot(x - x1 - share * dx, y - y1 - share * dy))
        return best

    return distance


def to_rings(*rings):
    """A function: the distance of a point to the nearest of the rings (x, y, radius)."""
    return lambda x, y: min(abs(math.hypot(x - u, y - v) - radius) for u, v, radius in rings)


def moments(sums):
    """Means, standard deviations and correlation from the sums of x, y, x², y², xy."""
    x, y, xx, yy, xy = (total / POINTS for total in sums)
    scale = POINTS / (POINTS - 1)
    sd_x, sd_y = math.sqrt(scale * (xx - x * x)), math.sqrt(scale * (yy - y * y))
    return x, y, sd_x, sd_y, scale * (xy - x * y) / (sd_x * sd_y)


def anneal(points, distance, rng):
    """Move the points to the shape, keeping the statistics equal to two decimals."""
    points = [tuple(map(float, point)) for point in points.T]
    far = [distance(*point) for point in points]
    sums = [sum(v) for v in zip(*((x, y, x * x, y * y, x * y) for x, y in points), strict=True)]
    chosen = rng.integers(0, POINTS, MOVES_TRIED).tolist()
    shifts = rng.normal(0, REACH, (MOVES_TRIED, 2)).tolist()
    luck = rng.random(MOVES_TRIED).tolist()
    for trial, (index, (dx, dy)) in enumerate(zip(chosen, shifts, strict=True)):
        x, y = points[index]
        u, v = x + dx, y + dy
        there = distance(u, v)
        warm = 0.2 * (1 - trial / MOVES_TRIED)  # the chance of a move away falls to 0
        if there >= far[index] and luck[trial] > warm:
            continue
        change = (dx, dy, u * u - x * x, v * v - y * y, u * v - x * y)
        new = [total + step for total, step in zip(sums, change, strict=True)]
        if all(abs(a - b) < 0.005 for a, b in zip(moments(new), FIXED, strict=True)):
            points[index], far[index], sums = (u, v), there, new
    return np.array(points).T, np.array(far)


SHAPES = {
    "rings": (("二つの輪", "two rings"), to_rings((6.6, 5.9, 1.6), (12, 9.4, 1.6))),
    "step": (("段差", "a step"), to_segments((3, 5, 9, 5), (9, 5, 9, 10), (9, 10, 15, 10))),
    "cross": (("交差", "a cross"), to_segments((3, 3, 15, 12), (5.5, 8.5, 12.5, 6.5))),
}
rng = np.random.default_rng(0)
start = cloud(rng)
made = {name: anneal(start, distance, rng) for name, (_, distance) in SHAPES.items()}
pictures = {"cloud": (("雲", "cloud"), start)} | {
    name: (SHAPES[name][0], points) for name, (points, _) in made.items()
}


def statistics(points):
    """What AVG, STDDEV and CORR would give."""
    x, y = points
    return x.mean(), y.mean(), x.std(ddof=1), y.std(ddof=1), np.corrcoef(x, y)[0, 1]


for _, points in pictures.values():
    for value, fixed in zip(statistics(points), FIXED, strict=True):
        assert abs(value - fixed) < 0.005 + 1e-9
for name, (_, far_off) in made.items():
    assert np.median(far_off) < 0.05, (name, np.median(far_off))
record("made-points", POINTS, "{:.0f}")


# %%
@figure(
    "same-statistics",
    title=("統計量が同じ四つの図", "Four pictures with the same statistics"),
    caption=(
        f"{POINTS}点の雲と、焼きなまし法で作った三つのデータです。平均、標準偏差、相関係数は小数第2位まで同じです。",
        f"A cloud of {POINTS} points, and three data sets made from it by simulated annealing. Means, standard deviations and correlation agree to two decimals.",
    ),
    desc=(
        f"四つの散布図です。雲、二つの輪、段差、交差した2本の線が描かれています。どれも平均は{FIXED[0]:.2f}と{FIXED[1]:.2f}、相関係数は{FIXED[4]:.2f}です。",
        f"Four scatter plots: a cloud, two rings, a step, two crossing lines. All have the means {FIXED[0]:.2f} and {FIXED[1]:.2f} and the correlation {FIXED[4]:.2f}.",
    ),
)
def _(t):
    drawing, panels = axes(2, 2, height=330, sharex=True, sharey=True)
    wide = np.array([0.0, 18.0])
    for ax, (names, points) in zip(panels, pictures.values(), strict=True):
        ax.plot(
            wide,
            along(least_squares(*points), wide),
            color=ORANGE,
            linestyle=DASHES[1],
            linewidth=1.2,
        )
        ax.plot(*points, MARKERS[0], color=TEAL, markersize=2.5)
        ax.set(xlim=(0, 18), ylim=(2, 13), xticks=(5, 10, 15), yticks=(5, 10))
        ax.set_title(t(*names))
    drawing.supxlabel("x", fontsize=12.5)
    drawing.supylabel("y", fontsize=12.5)
    return drawing


table(
    "same-statistics-table",
    caption=("四つの図の統計量", "The statistics of the four pictures"),
    columns=[
        ("データ", "data"),
        ("xの平均", "mean x"),
        ("yの平均", "mean y"),
        ("xの標準偏差", "sd x"),
        ("yの標準偏差", "sd y"),
        ("相関係数", "correlation"),
    ],
    rows=[
        [names, *(f"{value:.2f}" for value in statistics(points))]
        for names, points in pictures.values()
    ],
)

# %% [markdown] lang="ja"
# 要約統計量は、同じ値を持つ無数のデータのうちの、どれなのかを教えてくれません。図は、それを一目で教えてくれます。
# 図にも限界はあります。列が多ければ、一度に見られるのは二つか三つです。だから、モデルを学習した後の残差の図が役に立ちます。列がいくつあっても、残差と予測値なら一つの図に描けるからです。

# %% [markdown] lang="en"
# Summary statistics do not say which of countless data sets with these values you have. A picture says it at a glance.
# Pictures have limits too: with many columns you see two or three at a time. This is why a plot of the residuals after training helps. However many columns there are, residuals against predictions fit in one picture.

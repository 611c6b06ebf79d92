# ---
# title:
#   ja: 多重共線性と対策の比較
#   en: Multicollinearity and its remedies
# description:
#   ja: 相関の強い30列で、係数だけが乱れ予測は保たれることを確かめ、リッジ回帰、PCR、PLS、列の削除を比べます。
#   en: With 30 correlated columns, shows that coefficients suffer and predictions do not, then compares ridge, PCR, PLS and dropping columns.
# ---

# %% [markdown] lang="ja"
# 特徴量どうしが強く相関していると、線形回帰では何が壊れるのでしょうか。係数と予測を分けて測り、よく挙げられる対策を比べます。
#
# ## 同じものを測る30列 {#data}
#
# 見えない量が三つあり、それぞれを10個の計器が小さな誤差（標準偏差0.05）付きで測ります。
# 目的変数を決めるのは三つの量だけで、残りは標準偏差0.5の雑音です。だから、どんなモデルでも、平均二乗誤差の期待値は0.25より小さくできません。

# %% [markdown] lang="en"
# When features are strongly correlated, what breaks in a linear regression? We measure coefficients and predictions separately, then compare the usual remedies.
#
# ## Thirty columns that measure the same {#data}
#
# There are three hidden quantities, and 10 meters measure each of them with a small error (standard deviation 0.05).
# Only the three quantities decide the target; the rest is noise with standard deviation 0.5. So no model can have an expected mean squared error below 0.25.

# %%
import numpy as np
from sklearn.linear_model import ElasticNet, Lasso

from helpers import pls
from helpers.lab import figure, record, table
from helpers.style import DASHES, MARKERS, MUTED, ORANGE, PURPLE, TEAL, axes

EFFECT = np.array([1.0, 0.7, -0.5])  # of the three hidden quantities on the target
COPIES, ERROR, NOISE = 10, 0.05, 0.5
COLUMNS = len(EFFECT) * COPIES
SHARE = EFFECT[0] / COPIES  # the coefficient of column 0, if its ten columns share equally
FLOOR = NOISE**2
ROWS, SAMPLES = 60, 200


def sample(rows, rng, error=ERROR):
    """`rows` examples: 30 columns and the target."""
    hidden = rng.normal(size=(rows, len(EFFECT)))
    x = np.repeat(hidden, COPIES, axis=1) + error * rng.normal(size=(rows, COLUMNS))
    return x, hidden @ EFFECT + NOISE * rng.normal(size=rows)


def mse(model, x, y):
    """Mean squared error of the predictions."""
    return np.mean((model.predict(x) - y) ** 2)


rng = np.random.default_rng(0)
x_test, y_test = sample(4000, rng)
samples = [sample(ROWS, rng) for _ in range(SAMPLES)]
record("columns", COLUMNS, "{:.0f}")
record("rows", ROWS, "{:.0f}")
record("samples", SAMPLES, "{:.0f}")
record("floor", FLOOR, "{:.2f}")

# %% [markdown] lang="ja"
# ## 係数は当てにならない {#coefficients}
#
# 同じ仕組みから60行の標本を二つ取り、最小二乗法とリッジ回帰（罰則10）の係数を並べます。

# %% [markdown] lang="en"
# ## The coefficients cannot be trusted {#coefficients}
#
# We draw two samples of 60 rows from the same source and put the coefficients of least squares and of ridge regression (penalty 10) side by side.

# %%
PENALTY = 10.0
plain = [pls.least_squares(x, y) for x, y in samples]
penalized = [pls.ridge(x, y, PENALTY) for x, y in samples]

plain_first = np.array([model.coef[0] for model in plain])
penalized_first = np.array([model.coef[0] for model in penalized])
largest = max(np.abs(model.coef).max() for model in plain[:2])

assert plain_first.std() > 1.2 and penalized_first.std() < 0.1
assert (plain_first < 0).mean() > 0.35  # a coin would say the sign almost as well
assert (penalized_first < 0).mean() < 0.02
record("share", SHARE, "{:.1f}")
record("coefficient-sd-ols", plain_first.std(), "{:.2f}")
record("coefficient-sd-ridge", penalized_first.std(), "{:.3f}")
record("wrong-sign-ols", 100 * (plain_first < 0).mean(), "{:.0f}")
record("wrong-sign-ridge", 100 * (penalized_first < 0).mean(), "{:.0f}")


# %%
@figure(
    "coefficients",
    title=("二つの標本から求めた係数", "Coefficients from two samples"),
    caption=(
        "丸と四角は、同じ仕組みから取った別の60行です。最小二乗法の係数は標本ごとに別物で、リッジ回帰ではほぼ重なります。",
        "Circles and squares are two samples of 60 rows from the same source. Least squares tells two different stories; ridge regression tells one.",
    ),
    desc=(
        f"最小二乗法の係数は絶対値が最大{largest:.1f}で、二つの標本の間で符号も変わります。{SAMPLES}個の標本での列0の係数の標準偏差は、最小二乗法が{plain_first.std():.2f}、リッジ回帰が{penalized_first.std():.3f}です。",
        f"The coefficients of least squares reach {largest:.1f} in absolute value and change sign between the two samples. Over {SAMPLES} samples the standard deviation of the coefficient of column 0 is {plain_first.std():.2f} with least squares and {penalized_first.std():.3f} with ridge regression.",
    ),
)
def _(t):
    drawing, panels = axes(2, 1, height=360, sharex=True, sharey=True)
    names = (t("最小二乗法", "least squares"), t("リッジ回帰", "ridge regression"))
    for ax, models, name in zip(panels, (plain, penalized), names, strict=True):
        ax.axhline(0, color=MUTED, linewidth=0.8)
        for model, marker, color, label in zip(
            models[:2],
            MARKERS,
            (TEAL, ORANGE),
            (t("標本1", "sample 1"), t("標本2", "sample 2")),
            strict=False,
        ):
            ax.plot(
                model.coef, marker, color=color, markerfacecolor="none", label=label, linestyle=""
            )
        ax.set_title(name)
        ax.set(ylabel=t("係数", "coefficient"), xticks=(0, 10, 20, 29))
    panels[1].set(xlabel=t("列", "column"))
    panels[1].legend(loc="upper right", ncols=2, handlelength=1.0)
    return drawing


# %% [markdown] lang="ja"
# 10列が同じ量を測っているので、列0の係数を1増やし、列1の係数を1減らしても、予測はほとんど変わりません。最小二乗法は、この自由度を雑音に合わせるために使います。
#
# ## VIFで見つける {#vif}
#
# 分散拡大係数（VIF）は、ある列をほかのすべての列で回帰し、その決定係数$R^2$から$1/(1-R^2)$として求めます。
# 係数の分散が、列が互いに無相関な場合の何倍になるかを表します。

# %% [markdown] lang="en"
# Ten columns measure the same quantity, so adding 1 to the coefficient of column 0 and taking 1 from that of column 1 hardly changes the prediction. Least squares spends this freedom on fitting the noise.
#
# ## Find it with the VIF {#vif}
#
# The variance inflation factor (VIF) of a column comes from regressing it on all the others: with the $R^2$ of that regression it is $1/(1-R^2)$.
# It says how many times larger the variance of the coefficient is than with uncorrelated columns.

# %%
many_rows, _ = sample(20_000, rng)
vif_true = np.median(pls.vif(many_rows))  # so many rows that chance plays no part
vif_small = np.median([np.median(pls.vif(x)) for x, _ in samples])
pair_correlation = np.corrcoef(many_rows[:, 0], many_rows[:, 1])[0, 1]

assert 330 < vif_true < 390, vif_true
assert vif_small > 1.5 * vif_true  # few rows per column inflate the estimate
assert pair_correlation > 0.99
record("vif", vif_true, "{:.0f}")
record("vif-small", vif_small, "{:.0f}")
record("root-vif", np.sqrt(vif_true), "{:.0f}")
record("pair-correlation", pair_correlation, "{:.3f}")

# %% [markdown] lang="ja"
# 2万行で測ったVIFの中央値は{=collinearity/vif}です。係数の標準偏差は、その平方根の約{=collinearity/root-vif}倍に広がります。
# 60行で測ると{=collinearity/vif-small}になります。列の数に対して行が少ないと、偶然の一致だけでもVIFは大きくなるからです。
#
# ## 予測は壊れない {#prediction}
#
# 次に、30列を一次変換して、互いに無相関な30列に作り替えます。情報は同じで、共線性だけがない入力です。両方の最小二乗法を比べます。

# %% [markdown] lang="en"
# With 20,000 rows the median VIF is {=collinearity/vif}, so the standard deviations of the coefficients are about {=collinearity/root-vif} times as large: the square root.
# With 60 rows it comes out as {=collinearity/vif-small}: where rows are few for the number of columns, chance alone makes a VIF large.
#
# ## The predictions do not break {#prediction}
#
# Next we turn the 30 columns by a linear map into 30 columns that are uncorrelated. The information is the same, only the collinearity is gone. We compare least squares on both.

# %%
group = np.ones((COPIES, COPIES))
covariance = np.kron(np.eye(len(EFFECT)), group) + ERROR**2 * np.eye(COLUMNS)
uncorrelate = np.linalg.inv(np.linalg.cholesky(covariance)).T

straightened = [pls.least_squares(x @ uncorrelate, y) for x, y in samples]
difference = max(
    np.abs(model.predict(x_test) - other.predict(x_test @ uncorrelate)).max()
    for model, other in zip(plain, straightened, strict=True)
)
straightened_sd = np.std([model.coef[0] for model in straightened])
plain_error = np.mean([mse(model, x_test, y_test) for model in plain])

assert difference < 1e-8, difference  # the same predictions, to the last digits …
assert straightened_sd < 0.15  # … with coefficients that hardly move
assert 0.47 < plain_error < 0.59, plain_error
record("straightened-sd", straightened_sd, "{:.2f}")
record("test-error-ols", plain_error, "{:.2f}")

# %% [markdown] lang="ja"
# 予測は丸め誤差の範囲で同じです。一方、係数の標準偏差は{=collinearity/coefficient-sd-ols}から{=collinearity/straightened-sd}に下がりました。
# テストの誤差{=collinearity/test-error-ols}が下限の{=collinearity/floor}より大きいのは、共線性のせいではなく、60行で30個の係数を決めるからです。行を増やして確かめます。

# %% [markdown] lang="en"
# The predictions are the same up to rounding, while the standard deviation of the coefficient falls from {=collinearity/coefficient-sd-ols} to {=collinearity/straightened-sd}.
# The test error of {=collinearity/test-error-ols} is above the floor of {=collinearity/floor} not because of collinearity, but because 60 rows have to settle 30 coefficients. We check it with more rows.

# %%
SIZES = (40, 60, 100, 200, 500, 1000, 5000)
REPEATS = 100


def over_sizes(fit):
    """For each number of rows: mean test error, sd of coefficient 0, share of wrong signs."""
    rng = np.random.default_rng(1)
    result = []
    for rows in SIZES:
        models = [fit(*sample(rows, rng)) for _ in range(REPEATS)]
        first = np.array([model.coef[0] for model in models])
        error = np.mean([mse(model, x_test, y_test) for model in models])
        result.append((error, first.std(), (first < 0).mean()))
    return np.array(result).T


plain_error_by_size, plain_sd_by_size, plain_wrong_by_size = over_sizes(pls.least_squares)
ridge_error_by_size, ridge_sd_by_size, _ = over_sizes(lambda x, y: pls.ridge(x, y, PENALTY))

assert (np.diff(plain_error_by_size) < 0).all()
assert plain_error_by_size[-1] < 1.05 * FLOOR  # 5000 rows: as good as it gets …
assert plain_sd_by_size[-1] > SHARE  # … and the coefficient still drowns in its own spread
assert plain_wrong_by_size[-1] > 0.12
assert (ridge_error_by_size < plain_error_by_size + 0.003).all()
assert (ridge_sd_by_size < plain_sd_by_size).all()
record("error-5000-ols", plain_error_by_size[-1], "{:.2f}")
record("coefficient-sd-5000-ols", plain_sd_by_size[-1], "{:.2f}")
record("wrong-sign-5000-ols", 100 * plain_wrong_by_size[-1], "{:.0f}")
record("error-60-ridge", ridge_error_by_size[SIZES.index(ROWS)], "{:.2f}")


# %%
@figure(
    "rows",
    title=("行数と、予測の誤差、係数の散らばり", "Rows, test error and spread of a coefficient"),
    caption=(
        "上：行が増えると、最小二乗法の誤差も下限に届きます。下：係数の散らばりは、5000行でも本来の大きさ（点線）より大きいままです。",
        "Top: with more rows even least squares reaches the floor. Bottom: with 5000 rows its coefficient still spreads by more than its own size (dotted).",
    ),
    desc=(
        f"最小二乗法のテストの誤差は{SIZES[0]}行で{plain_error_by_size[0]:.2f}、{SIZES[-1]}行で{plain_error_by_size[-1]:.2f}です。列0の係数の標準偏差は{plain_sd_by_size[0]:.2f}から{plain_sd_by_size[-1]:.2f}に下がりますが、本来の大きさ{SHARE:.1f}を超えています。",
        f"The test error of least squares is {plain_error_by_size[0]:.2f} with {SIZES[0]} rows and {plain_error_by_size[-1]:.2f} with {SIZES[-1]}. The standard deviation of the coefficient of column 0 falls from {plain_sd_by_size[0]:.2f} to {plain_sd_by_size[-1]:.2f}, which is above its true size of {SHARE:.1f}.",
    ),
)
def _(t):
    drawing, (errors, spreads) = axes(2, 1, height=380, sharex=True)
    names = (t("最小二乗法", "least squares"), t("リッジ回帰", "ridge regression"))
    curves = (
        (errors, plain_error_by_size, ridge_error_by_size),
        (spreads, plain_sd_by_size, ridge_sd_by_size),
    )
    for ax, *lines in curves:
        for line, name, color, dash, marker in zip(
            lines, names, (TEAL, ORANGE), DASHES, MARKERS, strict=False
        ):
            ax.plot(SIZES, line, color=color, linestyle=dash, marker=marker, label=name)
        ax.set(xscale="log", yscale="log")
        ax.minorticks_off()
    errors.axhline(FLOOR, color=MUTED, linestyle=DASHES[3], linewidth=1.2)
    errors.set(ylabel=t("テストの誤差", "test error"))
    errors.set_yticks((0.25, 0.5, 1), ("0.25", "0.5", "1"))
    errors.legend(loc="upper right")
    spreads.axhline(SHARE, color=MUTED, linestyle=DASHES[3], linewidth=1.2)
    spreads.set(xlabel=t("行数", "rows"), ylabel=t("係数の標準偏差", "sd of coefficient"))
    spreads.set_yticks((0.01, 0.1, 1), ("0.01", "0.1", "1"))
    spreads.set_xticks((40, 200, 1000, 5000), ("40", "200", "1000", "5000"))
    return drawing


# %% [markdown] lang="ja"
# 5000行では、予測は限界まで良いのに、係数の符号は{=collinearity/wrong-sign-5000-ols}%の標本で逆です。
# リッジ回帰の散らばりが行数とともに増えるのは、罰則を10に固定したので、データが増えるほど縮める力が相対的に弱くなるからです。
#
# ### 相関が崩れたとき {#broken}
#
# 予測が無事なのは、同じ相関が続く間だけです。計器の誤差が10倍になり、10列がそろって動かなくなった新しいデータで測ります。

# %% [markdown] lang="en"
# With 5000 rows the predictions are as good as possible, and the sign of the coefficient is wrong in {=collinearity/wrong-sign-5000-ols}% of the samples.
# The spread of ridge regression grows with the rows because its penalty stays at 10: the more data, the weaker its pull.
#
# ### When the correlation breaks {#broken}
#
# Predictions are safe only while the correlation lasts. We measure on new data in which the error of the meters is 10 times as large, so that the ten columns no longer move together.

# %%
x_broken, y_broken = sample(4000, rng, error=10 * ERROR)
broken_ols = np.mean([mse(model, x_broken, y_broken) for model in plain])
broken_ridge = np.mean([mse(model, x_broken, y_broken) for model in penalized])

assert broken_ols > 10 and broken_ridge < 0.6, (broken_ols, broken_ridge)
record("broken-ols", broken_ols, "{:.0f}")
record("broken-ridge", broken_ridge, "{:.2f}")

# %% [markdown] lang="ja"
# 最小二乗法の誤差は{=collinearity/broken-ols}に跳ね上がり、リッジ回帰は{=collinearity/broken-ridge}に留まりました。打ち消し合っていた大きな係数が、打ち消し合わなくなるからです。
#
# ## 対策を比べる {#remedies}
#
# 60行の標本200個で比べます。罰則の強さと成分の数は調整していません。成分の数3は、見えない量が三つだと知っているから選べた値です。

# %% [markdown] lang="en"
# Least squares jumps to an error of {=collinearity/broken-ols}, and ridge regression stays at {=collinearity/broken-ridge}: large coefficients that cancelled each other no longer do.
#
# ## Compare the remedies {#remedies}
#
# We use the 200 samples of 60 rows. Penalties and numbers of components are not tuned. We can choose 3 components only because we know that there are three hidden quantities.


# %%
def of_scikit_learn(estimator, x, y):
    """Fit an estimator of scikit-learn, as a plain linear model."""
    estimator.fit(x, y)
    return pls.Linear(estimator.coef_.copy(), float(estimator.intercept_))


def keep_one_of_each(x, y):
    """Least squares on the first column of each group; the dropped columns count 0."""
    kept = slice(None, None, COPIES)
    few = pls.least_squares(x[:, kept], y)
    coef = np.zeros(COLUMNS)
    coef[kept] = few.coef
    return pls.Linear(coef, few.intercept)


LASSO = Lasso(alpha=0.02, max_iter=20_000)
ELASTIC = ElasticNet(alpha=0.05, l1_ratio=0.3, max_iter=20_000)
METHODS = {
    "ols": (("最小二乗法", "least squares"), pls.least_squares),
    "ridge-1": (("リッジ回帰（罰則1）", "ridge, penalty 1"), lambda x, y: pls.ridge(x, y, 1.0)),
    "ridge-10": (("リッジ回帰（罰則10）", "ridge, penalty 10"), lambda x, y: pls.ridge(x, y, 10.0)),
    "lasso": (("Lasso", "Lasso"), lambda x, y: of_scikit_learn(LASSO, x, y)),
    "elastic": (("Elastic Net", "elastic net"), lambda x, y: of_scikit_learn(ELASTIC, x, y)),
    "pcr-1": (("PCR、成分1", "PCR, 1 component"), lambda x, y: pls.pcr(x, y, 1)),
    "pcr-3": (("PCR、成分3", "PCR, 3 components"), lambda x, y: pls.pcr(x, y, 3)),
    "pls-1": (("PLS、成分1", "PLS, 1 component"), lambda x, y: pls.pls1(x, y, 1)),
    "pls-3": (("PLS、成分3", "PLS, 3 components"), lambda x, y: pls.pls1(x, y, 3)),
    "drop": (("各組で1列だけ残す", "keep one column of each"), keep_one_of_each),
}
fitted = {name: [fit(x, y) for x, y in samples] for name, (_, fit) in METHODS.items()}
coef = {name: np.array([model.coef for model in models]) for name, models in fitted.items()}
spread = {name: values[:, 0].std() for name, values in coef.items()}
wrong = {name: (values[:, 0] < 0).mean() for name, values in coef.items()}
error = {name: np.mean([mse(m, x_test, y_test) for m in ms]) for name, ms in fitted.items()}
broken = {name: np.mean([mse(m, x_broken, y_broken) for m in ms]) for name, ms in fitted.items()}
kept_columns = {name: (values != 0).sum(axis=1).mean() for name, values in coef.items()}

for name in ("ridge-1", "ridge-10", "lasso", "elastic", "pcr-3", "pls-3", "drop"):
    assert error[name] < 0.29 < error["ols"] - 0.15, (name, error[name])
assert abs(error["pcr-3"] - error["pls-3"]) < 0.01  # here PLS has no advantage over PCR …
assert error["pls-1"] + 0.5 < error["pcr-1"]  # … except with too few components
assert all(
    broken["drop"] > broken[name] + 0.05 for name in METHODS if name not in ("ols", "pcr-1", "drop")
)
assert 0.15 < wrong["ridge-1"]  # a weak penalty leaves the sign to chance
assert 3 <= kept_columns["lasso"] < 8 < 15 < kept_columns["elastic"]
for name in [*METHODS][1:]:  # least squares came before
    record(f"test-error-{name}", error[name], "{:.2f}")
record("wrong-sign-ridge-1", 100 * wrong["ridge-1"], "{:.0f}")
record("broken-drop", broken["drop"], "{:.2f}")
record("kept-lasso", kept_columns["lasso"], "{:.0f}")
record("kept-elastic", kept_columns["elastic"], "{:.0f}")

# %%
table(
    "remedies-table",
    caption=(
        f"{ROWS}行の標本{SAMPLES}個の平均（誤差の期待値の下限は{FLOOR:.2f}）",
        f"Means over {SAMPLES} samples of {ROWS} rows (floor of the expected error: {FLOOR:.2f})",
    ),
    columns=[
        ("方法", "method"),
        ("列0の係数の標準偏差", "sd of coefficient 0"),
        ("符号が逆", "wrong sign"),
        ("テストの誤差", "test error"),
        ("相関が崩れた後の誤差", "error, correlation broken"),
    ],
    rows=[
        [
            names,
            f"{spread[name]:.3f}",
            f"{100 * wrong[name]:.0f}%",
            f"{error[name]:.2f}",
            f"{broken[name]:.2f}",
        ]
        for name, (names, _) in METHODS.items()
    ],
)

# %% [markdown] lang="ja"
# 成分一つのPCRとPLSを除けば、どの対策もテストの誤差を下限の近くまで下げ、差はわずかです。罰則1のリッジ回帰は、予測は良いのに符号の{=collinearity/wrong-sign-ridge-1}%が逆で、罰則の強さが効くことが分かります。
# Lassoは30列のうち平均{=collinearity/kept-lasso}列を残し、Elastic Netは{=collinearity/kept-elastic}列を残します。
# 1列だけ残す方法は、その列の係数が組全体の分（約1）を引き受けます。代わりの列がないので、相関が崩れた後の誤差は{=collinearity/broken-drop}と、成分一つのPCRを除くほかの対策より大きくなります。
#
# ## PLSとPCRの違い {#pls-and-pcr}
#
# PCRは主成分分析で方向を決めてから回帰します。目的変数は見ません。PLSは、目的変数との共分散が最大の方向から順に選びます。
# 違いが出るのは、効く方向の分散が小さいときです。10列のデータで、目的変数を7番目に分散の大きい方向だけに従わせます。

# %% [markdown] lang="en"
# Apart from PCR and PLS with 1 component, every remedy brings the test error close to the floor, and they differ little. Ridge with penalty 1 predicts well and still has {=collinearity/wrong-sign-ridge-1}% wrong signs: the strength of the penalty matters.
# Of the 30 columns the Lasso keeps {=collinearity/kept-lasso} on average, the elastic net {=collinearity/kept-elastic}.
# With one column per group, that column takes on the effect of the whole group (about 1). It has no substitute: once the correlation is broken its error is {=collinearity/broken-drop}, more than that of any other remedy but PCR with 1 component.
#
# ## How PLS differs from PCR {#pls-and-pcr}
#
# PCR finds directions by principal component analysis and then regresses. It does not look at the target. PLS takes directions in the order of their covariance with the target.
# That matters when the useful direction has a small variance. In data of 10 columns we let the target follow only the direction with the 7th largest variance.

# %%
SPREADS = np.array([10, 8, 6, 5, 4, 3, 2, 1.5, 1, 0.7])
USEFUL = 7
SEEDS = 4
COUNTS = np.arange(1, len(SPREADS) + 1)


def low_variance_task(seed):
    """200 rows to train on and 2000 to test; the target follows direction 7 of 10."""
    rng = np.random.default_rng(seed)
    turn, _ = np.linalg.qr(rng.normal(size=(len(SPREADS), len(SPREADS))))
    parts = []
    for rows in (200, 2000):
        scores = SPREADS * rng.normal(size=(rows, len(SPREADS)))
        parts += [scores @ turn.T, scores[:, USEFUL - 1] + NOISE * rng.normal(size=rows)]
    return parts


def r_squared(model, x, y):
    """Share of the variance of the target that the model explains."""
    return 1 - mse(model, x, y) / y.var()


pcr_r2, pls_r2, cosine_target, cosine_pc1 = [], [], [], []
for seed in range(SEEDS):
    x, y, x_new, y_new = low_variance_task(seed)
    pcr_r2.append([r_squared(pls.pcr(x, y, int(k)), x_new, y_new) for k in COUNTS])
    pls_r2.append([r_squared(pls.pls1(x, y, int(k)), x_new, y_new) for k in COUNTS])
    weight = pls.pls1(x, y, 1).weights[:, 0]
    covariance_with_target = (x - x.mean(axis=0)).T @ (y - y.mean())
    cosine_target.append(weight @ covariance_with_target / np.linalg.norm(covariance_with_target))
    cosine_pc1.append(abs(weight @ pls.principal_directions(x)[0][:, 0]))
pcr_r2, pls_r2 = np.array(pcr_r2), np.array(pls_r2)
pcr_mean, pls_mean = pcr_r2.mean(axis=0), pls_r2.mean(axis=0)

assert (pcr_r2[:, : USEFUL - 1] < 0.1).all() and (pcr_r2[:, USEFUL - 1 :] > 0.85).all()
assert (pls_r2[:, 3] > 0.85).all()  # four components are enough …
assert pls_mean[0] < 0.35  # … one is not: variance pulls at PLS as well
assert np.abs(pcr_r2[:, -1] - pls_r2[:, -1]).max() < 1e-8  # all components: both are OLS
assert min(cosine_target) > 0.999999 and max(cosine_pc1) < 0.7
record("useful", USEFUL, "{:.0f}")
record("pcr-r2-4", pcr_mean[3], "{:.2f}")
record("pls-r2-4", pls_mean[3], "{:.2f}")
record("pls-r2-1", pls_mean[0], "{:.2f}")
record("pcr-r2-7", pcr_mean[USEFUL - 1], "{:.2f}")
record("pls-cosine-target", np.mean(cosine_target), "{:.3f}")
record("pls-cosine-pc1-max", max(cosine_pc1), "{:.2f}")


# %%
@figure(
    "pls-and-pcr",
    title=("成分の数と決定係数", "Components and explained share of the target"),
    caption=(
        f"線は{SEEDS}シードの平均、薄い点は各シードです。PCRは{USEFUL}番目の方向に届くまで何も説明できません。全成分では両者は一致します。",
        f"Lines: mean of {SEEDS} seeds; pale marks: each seed. PCR explains nothing until it reaches direction {USEFUL}. With all components the two agree.",
    ),
    desc=(
        f"テストデータの決定係数は、成分四つでPLSが{pls_mean[3]:.2f}、PCRが{pcr_mean[3]:.2f}です。PCRは成分{USEFUL}で{pcr_mean[USEFUL - 1]:.2f}になります。成分一つではPLSも{pls_mean[0]:.2f}です。",
        f"With 4 components the R² on test data is {pls_mean[3]:.2f} for PLS and {pcr_mean[3]:.2f} for PCR. PCR reaches {pcr_mean[USEFUL - 1]:.2f} at component {USEFUL}. With 1 component PLS has only {pls_mean[0]:.2f}.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=270)
    for name, values, color, dash, marker in (
        ("PLS", pls_r2, PURPLE, DASHES[0], MARKERS[0]),
        ("PCR", pcr_r2, ORANGE, DASHES[1], MARKERS[1]),
    ):
        for each in values:
            ax.plot(COUNTS, each, marker, color=color, alpha=0.3, linestyle="", markersize=4)
        ax.plot(COUNTS, values.mean(axis=0), color=color, linestyle=dash, marker=marker, label=name)
    ax.axhline(0, color=MUTED, linewidth=0.8)
    ax.set(
        xticks=(1, 4, USEFUL, 10),
        yticks=(0, 0.5, 1),
        ylim=(-0.2, 1.05),
        xlabel=t("成分の数", "components"),
        ylabel=t("テストの決定係数", "test R²"),
    )
    ax.legend(loc="center right")
    return drawing


# %% [markdown] lang="ja"
# PLSの最初の方向は、目的変数との共分散の方向そのもの（コサイン{=collinearity/pls-cosine-target}）で、第1主成分とは別物です。
# それでも成分一つでは決定係数が{=collinearity/pls-r2-1}しかありません。共分散は分散の大きい方向でも大きくなるので、PLSも分散に引かれるからです。
#
# ## 多変量重回帰は対策ではない {#several-targets}
#
# 目的変数を三つに増やし、まとめて最小二乗法を解きます（多変量重回帰）。最初の目的変数の係数が変わるかを見ます。

# %% [markdown] lang="en"
# The first direction of PLS is the covariance with the target itself (cosine {=collinearity/pls-cosine-target}) and not the first principal component.
# Still, with 1 component its R² is only {=collinearity/pls-r2-1}: covariance is large also where the variance is large, so variance pulls at PLS too.
#
# ## Multivariate multiple regression is no remedy {#several-targets}
#
# We take three targets and solve least squares for all of them at once (multivariate multiple regression). Do the coefficients of the first target change?

# %%
x, y = samples[0]
targets = np.column_stack([y, x @ rng.normal(size=COLUMNS), rng.normal(size=ROWS)])
centered = x - x.mean(axis=0)
together = np.linalg.lstsq(centered, targets - targets.mean(axis=0))[0]  # (columns, targets)
change = np.abs(together[:, 0] - plain[0].coef).max()

assert change < 1e-8, change
record("largest-coefficient", np.abs(together[:, 0]).max(), "{:.1f}")

# %% [markdown] lang="ja"
# 丸め誤差の範囲で、1列も変わりません。絶対値が最大{=collinearity/largest-coefficient}の係数もそのままです。目的変数の数を増やしても、特徴量どうしの相関は減りません。

# %% [markdown] lang="en"
# Up to rounding not one of them changes; the largest is still {=collinearity/largest-coefficient} in absolute value. More targets do not make the features less correlated.

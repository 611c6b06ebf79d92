# ---
# title:
#   ja: スキューとドリフトを測る
#   en: Measuring skew and drift
# description:
#   ja: 分布のずれをJSD、PSI、KSで測り、既定のしきい値0.3が見逃すもの、害のない警報、入力からは見えない変化を確かめます。
#   en: Measures shifts with JSD, PSI and KS. What the default threshold 0.3 misses, an alarm without harm, and a change that inputs never show.
# ---

# %% [markdown] lang="ja"
# 本番の入力がトレーニングデータと違うことを、監視はどう数値にするのでしょうか。その数値がしきい値を超えたら、モデルは本当に悪くなったのでしょうか。
# 二つの分布の距離を3通りに計算し、しきい値を当ててみます。
#
# ## 三つの距離 {#three-distances}
#
# どれも、基準のサンプルと本番のサンプルを比べます。
#
# - JSD（ジェンセン・シャノン・ダイバージェンス）：両方を同じ等間隔の区間に分け、割合$p$と$q$を中間の分布$m=(p+q)/2$と比べます。底が2の対数なら0から1に収まります。
# - PSI（Population Stability Index）：基準の十分位で10区間に分け、$(q-p)\ln(q/p)$を足します。上限はありません。
# - KS（コルモゴロフ・スミルノフ統計量）：二つの累積分布の差の最大値です。区間に分けません。
#
# $$
# \mathrm{JSD}=\tfrac12\sum_i p_i\log_2\frac{p_i}{m_i}+\tfrac12\sum_i q_i\log_2\frac{q_i}{m_i}
# $$

# %% [markdown] lang="en"
# How does monitoring turn "the inputs in production differ from the training data" into a number? And when that number passes its threshold, has the model really become worse?
# We compute the distance of two distributions in three ways and hold thresholds against it.
#
# ## Three distances {#three-distances}
#
# Each compares a baseline sample with a sample from production.
#
# - JSD (Jensen–Shannon divergence): cut both samples into the same bins of equal width, and compare the shares $p$ and $q$ with the distribution halfway, $m=(p+q)/2$. With logarithms to base 2 it lies between 0 and 1.
# - PSI (Population Stability Index): cut at the deciles of the baseline, which gives 10 bins, and add up $(q-p)\ln(q/p)$. It has no upper limit.
# - KS (Kolmogorov–Smirnov statistic): the largest difference of the two cumulative distributions. No bins.
#
# $$
# \mathrm{JSD}=\tfrac12\sum_i p_i\log_2\frac{p_i}{m_i}+\tfrac12\sum_i q_i\log_2\frac{q_i}{m_i}
# $$

# %%
import numpy as np
from scipy import stats
from scipy.integrate import quad
from scipy.spatial.distance import jensenshannon
from scipy.special import kolmogi
from sklearn.linear_model import LogisticRegression

from helpers.lab import data, figure, record, table
from helpers.style import DASHES, INK, MARKERS, MUTED, ORANGE, PURPLE, SERIES, TEAL, WASH, axes

BINS = 10
JSD_DEFAULT = 0.3  # default alert threshold in Google's SDK
PSI_CUSTOM = 0.2  # a widespread convention, not a theorem


def shares(sample, edges):
    return np.histogram(sample, edges)[0] / len(sample)


def equal_width(baseline, current, bins=BINS):
    """Shares of both samples in equal bins over their common range."""
    low, high = min(baseline.min(), current.min()), max(baseline.max(), current.max())
    edges = np.linspace(low, high, bins + 1)
    return shares(baseline, edges), shares(current, edges)


def jsd_of_shares(p, q):
    m = (p + q) / 2
    # An empty bin adds nothing: x·log x goes to 0 with x.
    parts = [np.sum(s[s > 0] * np.log2(s[s > 0] / m[s > 0])) for s in (p, q)]
    return sum(parts) / 2


def psi_of_shares(p, q):
    # An empty bin would make the logarithm infinite; 0.0001 is the usual stand-in.
    p, q = np.maximum(p, 1e-4), np.maximum(q, 1e-4)
    return np.sum((q - p) * np.log(q / p))


def jsd(baseline, current):
    return jsd_of_shares(*equal_width(baseline, current))


def psi(baseline, current):
    edges = np.quantile(baseline, np.linspace(0, 1, BINS + 1))
    edges[0], edges[-1] = -np.inf, np.inf
    return psi_of_shares(shares(baseline, edges), shares(current, edges))


def ks(baseline, current):
    return stats.ks_2samp(baseline, current, method="asymp").statistic


rng = np.random.default_rng(0)
sample, other = rng.normal(size=1000), rng.normal(0.5, 1, size=1000)
assert jsd(sample, sample) == psi(sample, sample) == ks(sample, sample) == 0
assert np.isclose(jsd(sample, sample + 100), 1)  # nothing in common
# SciPy's function of this name returns the square root, the Jensen–Shannon *distance*.
assert np.isclose(jensenshannon(*equal_width(sample, other), 2) ** 2, jsd(sample, other))

# %% [markdown] lang="ja"
# 最後の行は落とし穴です。SciPyの`jensenshannon`が返すのは**距離**、つまりダイバージェンスの平方根です。しきい値0.3をそのまま当てると、別の基準になります。
#
# ## ずれの大きさと距離 {#shift-size}
#
# 基準を標準正規分布、本番を平均だけ$\mu$ずらした正規分布として、どちらからも2万件を取ります。$\mu$の単位は標準偏差です。

# %% [markdown] lang="en"
# The last line is a pitfall: SciPy's `jensenshannon` returns the **distance**, the square root of the divergence. Put the threshold 0.3 on it and you have another criterion.
#
# ## Size of the shift and distance {#shift-size}
#
# The baseline is a standard normal distribution; production is the same with its mean moved by $\mu$. We draw 20,000 values from each. The unit of $\mu$ is one standard deviation.

# %%
N = 20_000
SHIFTS = np.linspace(0, 2.5, 21)
DISTANCES = {"jsd": jsd, "psi": psi, "ks": ks}

rng = np.random.default_rng(0)
baseline, standard = rng.normal(size=N), rng.normal(size=N)
curves = {
    name: np.array([distance(baseline, standard + mu) for mu in SHIFTS])
    for name, distance in DISTANCES.items()
}
at = {name: dict(zip(SHIFTS, values, strict=True)) for name, values in curves.items()}

psi_alarm = np.interp(PSI_CUSTOM, curves["psi"], SHIFTS)
jsd_alarm = np.interp(JSD_DEFAULT, curves["jsd"], SHIFTS)

assert all(np.all(np.diff(values) > 0) for values in curves.values())
assert at["jsd"][1.0] < 0.2 < JSD_DEFAULT < at["jsd"][2.0]
assert at["psi"][0.5] > PSI_CUSTOM and at["psi"][1.0] > 4 * PSI_CUSTOM
assert 0.4 < psi_alarm < 0.5 and 1.4 < jsd_alarm < 1.6
record("threshold", JSD_DEFAULT, "{:.1f}")
record("psi-convention", PSI_CUSTOM, "{:.1f}")
record("jsd-alarm", jsd_alarm, "{:.1f}")
record("psi-alarm", psi_alarm, "{:.2f}")
for name in DISTANCES:
    record(f"{name}-at-half", at[name][0.5], "{:.2f}")
    record(f"{name}-at-one", at[name][1.0], "{:.2f}")
    record(f"{name}-at-two", at[name][2.0], "{:.2f}")


# %%
@figure(
    "distances",
    title=("平均のずれと三つの距離", "Shift of the mean and three distances"),
    caption=(
        f"同じずれでも、PSIの慣習的な目安{PSI_CUSTOM}は約{psi_alarm:.1f}σ、JSDの既定値{JSD_DEFAULT}は約{jsd_alarm:.1f}σで初めて超えます（丸印）。",
        f"For the same shift, PSI passes its customary mark of {PSI_CUSTOM} at about {psi_alarm:.1f}σ, JSD its default of {JSD_DEFAULT} only at about {jsd_alarm:.1f}σ (circles).",
    ),
    desc=(
        f"ずれ0.5σではJSD {at['jsd'][0.5]:.3f}、PSI {at['psi'][0.5]:.3f}、KS {at['ks'][0.5]:.3f}。1σでは{at['jsd'][1.0]:.3f}、{at['psi'][1.0]:.3f}、{at['ks'][1.0]:.3f}。"
        f"2σでは{at['jsd'][2.0]:.3f}、{at['psi'][2.0]:.3f}、{at['ks'][2.0]:.3f}です。PSIは1を超えて伸び続けます。",
        f"At a shift of 0.5σ: JSD {at['jsd'][0.5]:.3f}, PSI {at['psi'][0.5]:.3f}, KS {at['ks'][0.5]:.3f}. At 1σ: {at['jsd'][1.0]:.3f}, {at['psi'][1.0]:.3f}, {at['ks'][1.0]:.3f}. "
        f"At 2σ: {at['jsd'][2.0]:.3f}, {at['psi'][2.0]:.3f}, {at['ks'][2.0]:.3f}. PSI keeps growing above 1.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=270)
    inside = curves["psi"] < 1.2
    ax.plot(SHIFTS[inside], curves["psi"][inside], label="PSI", color=ORANGE, linestyle=DASHES[1])
    ax.plot(SHIFTS, curves["ks"], label="KS", color=PURPLE, linestyle=DASHES[2])
    ax.plot(SHIFTS, curves["jsd"], label="JSD", color=TEAL, linestyle=DASHES[0])
    for mark, where in ((JSD_DEFAULT, jsd_alarm), (PSI_CUSTOM, psi_alarm)):
        ax.axhline(mark, color=MUTED, linewidth=1, linestyle=":")
        ax.plot(
            where, mark, "o", color=INK, markersize=7, markerfacecolor="none", markeredgewidth=1.5
        )
    ax.text(
        2.5,
        JSD_DEFAULT + 0.012,
        t("JSDの既定値", "JSD default"),
        ha="right",
        va="bottom",
        color=MUTED,
    )
    ax.text(
        2.5, PSI_CUSTOM - 0.012, t("PSIの目安", "PSI convention"), ha="right", va="top", color=MUTED
    )
    ax.text(0.97, 0.97, "PSI ↑", ha="right", va="top", color=ORANGE)
    ax.text(1.7, 0.65, "KS", ha="right", va="bottom", color=PURPLE)
    ax.text(2.1, 0.45, "JSD", ha="left", va="top", color=TEAL)
    ax.set(
        xlabel=t("平均のずれ μ（標準偏差）", "shift of the mean μ (in σ)"),
        ylabel=t("距離", "distance"),
        ylim=(0, 1),
        xlim=(0, 2.55),
    )
    ax.set(xticks=(0, 0.5, 1, 1.5, 2, 2.5), yticks=(0, 0.2, 0.3, 0.5, 1))
    return drawing


table(
    "distances-table",
    caption=(
        f"標準正規分布と、平均をμずらした分布の距離（各{N:,}件、区間は{BINS}個）",
        f"Distance between a standard normal and one moved by μ ({N:,} values each, {BINS} bins)",
    ),
    columns=[
        ("ずれ μ", "Shift μ"),
        ("JSD", "JSD"),
        ("PSI", "PSI"),
        ("KS", "KS"),
        (f"JSD > {JSD_DEFAULT}", f"JSD > {JSD_DEFAULT}"),
        (f"PSI > {PSI_CUSTOM}", f"PSI > {PSI_CUSTOM}"),
    ],
    rows=[
        [
            f"{mu:g}σ",
            *(f"{at[name][mu]:.4f}" if mu == 0 else f"{at[name][mu]:.3f}" for name in DISTANCES),
            ("警報", "alarm") if at["jsd"][mu] > JSD_DEFAULT else "–",
            ("警報", "alarm") if at["psi"][mu] > PSI_CUSTOM else "–",
        ]
        for mu in (0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 2.5)
    ],
)

# %% [markdown] lang="ja"
# 三つの数値は単位が違います。0.3という数字をJSDからPSIやKSに持ち越すことはできません。
#
# ## 1σずれても警報は鳴らない {#one-sigma}
#
# 平均が標準偏差一つ分動くのは、目で見れば明らかな変化です。それでもJSDは0.3の半分ほどです。区間の切り方が粗いせいでしょうか。
# 区間を無限に細かくした極限は、密度の積分で計算できます。区間に分けたJSDは、小さくなることはあっても、この極限を超えません（標本誤差を除く）。

# %% [markdown] lang="en"
# The three numbers have different units. A value of 0.3 cannot be carried over from JSD to PSI or KS.
#
# ## A shift of 1σ raises no alarm {#one-sigma}
#
# When the mean moves by one standard deviation, anybody can see it. Yet JSD is about half of 0.3. Are the bins too coarse?
# The limit of infinitely fine bins is an integral over the densities. Binning can make JSD smaller, never larger than this limit (sampling error aside).


# %%
def exact_jsd(mu):
    """JSD of N(0, 1) and N(mu, 1), without bins and without sampling."""

    def density(x):
        p, q = stats.norm.pdf(x), stats.norm.pdf(x, mu)
        return (p * np.log2(2 * p / (p + q)) + q * np.log2(2 * q / (p + q))) / 2

    return quad(density, -8, 8 + mu)[0]


exact_at_one = exact_jsd(1.0)
fine = np.linspace(1, 2, 101)
exact_alarm = np.interp(JSD_DEFAULT, [exact_jsd(mu) for mu in fine], fine)

assert exact_at_one < 0.6 * JSD_DEFAULT, exact_at_one
assert at["jsd"][1.0] < exact_at_one + 0.005
assert 1.4 < exact_alarm < 1.5
record("exact-jsd-at-one", exact_at_one, "{:.2f}")
record("exact-alarm", exact_alarm, "{:.2f}")


# %%
@figure(
    "shift-of-one",
    title=("1σずれた二つの分布", "Two distributions 1σ apart"),
    caption=(
        f"平均が標準偏差一つ分動いてもJSDは{at['jsd'][1.0]:.2f}で、既定のしきい値{JSD_DEFAULT}に届きません。",
        f"The mean has moved by a whole standard deviation, and JSD is {at['jsd'][1.0]:.2f}: below the default threshold of {JSD_DEFAULT}.",
    ),
    desc=(
        f"{BINS}区間のヒストグラムを重ねました。平均は0と1です。JSDは{at['jsd'][1.0]:.3f}、区間を無限に細かくした極限でも{exact_at_one:.3f}です。",
        f"Two histograms with {BINS} bins, with means 0 and 1. JSD is {at['jsd'][1.0]:.3f}; in the limit of infinitely fine bins it would be {exact_at_one:.3f}.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=230)
    moved = standard + 1
    edges = np.linspace(
        min(baseline.min(), moved.min()), max(baseline.max(), moved.max()), BINS + 1
    )
    for values, color, dash in ((baseline, TEAL, DASHES[0]), (moved, ORANGE, DASHES[1])):
        ax.stairs(shares(values, edges) * 100, edges, color=color, linestyle=dash, linewidth=2)
    common = np.append(np.minimum(shares(baseline, edges), shares(moved, edges)), 0)
    ax.fill_between(edges, 0, common * 100, step="post", facecolor=WASH, linewidth=0)
    ax.text(-1.3, 34, t("基準", "baseline"), ha="right", color=TEAL)
    ax.text(2.1, 34, t("本番（+1σ）", "production (+1σ)"), ha="left", color=ORANGE)
    ax.text(2.1, 27, f"JSD = {at['jsd'][1.0]:.2f}", ha="left")
    ax.set(
        xlabel=t("特徴量の値", "value of the feature"),
        ylabel=t("割合（%）", "share (%)"),
        ylim=(0, 40),
        xlim=(-4.2, 5.6),
        yticks=(0, 10, 20, 30, 40),
    )
    return drawing


# %% [markdown] lang="ja"
# 極限でも{=skew-and-drift/exact-jsd-at-one}です。つまり正規分布の平均だけが動くなら、区間をどう切っても0.3に届くのは約{=skew-and-drift/exact-alarm}σからです。
# 重要な特徴量には、もっと低いしきい値を特徴量ごとに決める理由があります。
#
# ## サンプルが少ないと、ずれがなくても値が出る {#sample-size}
#
# 今度は両方を同じ分布から取ります。本当の距離は0です。件数$n$ごとに400回くり返し、平均と、しきい値を超えた割合を数えます。
# ずれがないときのPSIの平均は、区間数を$B$、両方の件数を$n$として、およそ$2(B-1)/n$です。

# %% [markdown] lang="en"
# Even the limit is {=skew-and-drift/exact-jsd-at-one}. So if only the mean of a normal distribution moves, no choice of bins reaches 0.3 before about {=skew-and-drift/exact-alarm}σ.
# That is a reason to set a lower threshold for each feature that matters.
#
# ## Small samples show a distance without any shift {#sample-size}
#
# Now both samples come from the same distribution: the true distance is 0. For each size $n$ we repeat this 400 times and look at the mean, and at how often a threshold is passed.
# Without a shift, the mean of PSI is about $2(B-1)/n$ for $B$ bins and two samples of size $n$.

# %%
SIZES = np.array([50, 100, 200, 500, 1000, 2000])
TRIALS = 400
SIGNIFICANT = 0.05

rng = np.random.default_rng(1)
null = {name: np.empty((len(SIZES), TRIALS)) for name in ("jsd", "psi", "p")}
for row, n in enumerate(SIZES):
    for trial in range(TRIALS):
        first, second = rng.normal(size=(2, n))
        null["jsd"][row, trial] = jsd(first, second)
        null["psi"][row, trial] = psi(first, second)
        null["p"][row, trial] = stats.ks_2samp(first, second, method="asymp").pvalue

mean_null = {name: values.mean(axis=1) for name, values in null.items()}
false_alarm = {
    "jsd": (null["jsd"] > JSD_DEFAULT).mean(axis=1),
    "psi": (null["psi"] > PSI_CUSTOM).mean(axis=1),
    "p": (null["p"] < SIGNIFICANT).mean(axis=1),
}
expected_psi = 2 * (BINS - 1) / SIZES
by_size = {int(n): row for row, n in enumerate(SIZES)}

assert (BINS, TRIALS, N) == (10, 400, 20_000)  # the text names them
assert np.all(np.abs(mean_null["psi"] / expected_psi - 1)[SIZES >= 200] < 0.15)
assert false_alarm["psi"][by_size[50]] > 0.7 and false_alarm["psi"][by_size[200]] < 0.1
assert false_alarm["psi"][by_size[500]] == 0
assert false_alarm["jsd"].max() == 0
assert np.all(false_alarm["p"] < 0.1) and np.all(false_alarm["p"] > 0.01)
record("psi-false-alarms-50", 100 * false_alarm["psi"][by_size[50]], "{:.0f}%")
record("psi-false-alarms-200", 100 * false_alarm["psi"][by_size[200]], "{:.1f}%")
record("psi-null-200", mean_null["psi"][by_size[200]], "{:.3f}")


# %%
@figure(
    "sample-size",
    title=("ずれがないときの距離とサンプルの件数", "Distances without any shift, by sample size"),
    caption=(
        f"上：同じ分布どうしでも距離は0になりません（点線は2(B−1)/n）。下：50件ではPSI > {PSI_CUSTOM}が{100 * false_alarm['psi'][0]:.0f}%の誤警報を出し、KSのp < {SIGNIFICANT}は件数によらず約5%です。",
        f"Top: even equal distributions give no zero (dotted: 2(B−1)/n). Bottom: with 50 values, PSI > {PSI_CUSTOM} is a false alarm in {100 * false_alarm['psi'][0]:.0f}%; KS with p < {SIGNIFICANT} errs in about 5% at any size.",
    ),
    desc=(
        "PSIの平均は"
        + "、".join(f"n={n}で{value:.3f}" for n, value in zip(SIZES, mean_null["psi"], strict=True))
        + "。"
        + "PSIの誤警報は"
        + "、".join(f"{100 * value:.1f}%" for value in false_alarm["psi"])
        + "。"
        + f"JSDの平均はn=50で{mean_null['jsd'][0]:.3f}、n=2000で{mean_null['jsd'][-1]:.4f}で、{JSD_DEFAULT}を超えたことはありません。"
        + f"KSの誤警報は{100 * false_alarm['p'].min():.1f}%から{100 * false_alarm['p'].max():.1f}%です。",
        "Mean PSI: "
        + ", ".join(
            f"{value:.3f} at n={n}" for n, value in zip(SIZES, mean_null["psi"], strict=True)
        )
        + ". "
        + "False alarms of PSI: "
        + ", ".join(f"{100 * value:.1f}%" for value in false_alarm["psi"])
        + ". "
        + f"Mean JSD is {mean_null['jsd'][0]:.3f} at n=50 and {mean_null['jsd'][-1]:.4f} at n=2000; it never passed {JSD_DEFAULT}. "
        + f"False alarms of KS lie between {100 * false_alarm['p'].min():.1f}% and {100 * false_alarm['p'].max():.1f}%.",
    ),
)
def _(t):
    drawing, (mean, share) = axes(2, 1, height=380, sharex=True, ratios=(1, 1))
    mean.plot(SIZES, expected_psi, color=MUTED, linestyle=":", linewidth=1.5)
    mean.plot(SIZES, mean_null["psi"], marker=MARKERS[1], color=ORANGE, linestyle=DASHES[1])
    mean.plot(SIZES, mean_null["jsd"], marker=MARKERS[0], color=TEAL, linestyle=DASHES[0])
    mean.text(260, 0.1, "PSI", color=ORANGE)
    mean.text(260, 0.0055, "JSD", color=TEAL, ha="right", va="top")
    mean.set(xscale="log", yscale="log", ylabel=t("距離の平均", "mean distance"))
    mean.set_yticks((0.001, 0.01, 0.1, 1), ("0.001", "0.01", "0.1", "1"))
    share.plot(
        SIZES, 100 * false_alarm["psi"], marker=MARKERS[1], color=ORANGE, linestyle=DASHES[1]
    )
    share.plot(SIZES, 100 * false_alarm["p"], marker=MARKERS[2], color=PURPLE, linestyle=DASHES[2])
    share.plot(SIZES, 100 * false_alarm["jsd"], marker=MARKERS[0], color=TEAL, linestyle=DASHES[0])
    share.text(75, 80, f"PSI > {PSI_CUSTOM}", color=ORANGE)
    share.text(2000, 9, f"KS, p < {SIGNIFICANT}", color=PURPLE, ha="right", va="bottom")
    share.text(2000, -5, f"JSD > {JSD_DEFAULT}", color=TEAL, ha="right", va="top")
    share.set(
        ylabel=t("誤警報（%）", "false alarms (%)"),
        xlabel=t("件数 n（両方とも）", "sample size n (both)"),
        ylim=(-20, 100),
        yticks=(0, 50, 100),
    )
    share.set_xticks(SIZES, [str(n) for n in SIZES])
    share.minorticks_off()
    return drawing


# %% [markdown] lang="ja"
# 逆の極端もあります。20万件ずつあれば、0.03σという無視できるずれでもKS検定のp値はほぼ0になります。p値は件数で決まるので、ずれの大きさの目安にはなりません。

# %% [markdown] lang="en"
# There is an opposite extreme. With 200,000 values each, a negligible shift of 0.03σ makes the p-value of the KS test practically 0. A p-value depends on the sample size; it does not say how large the shift is.

# %%
MANY, TINY = 200_000, 0.03

rng = np.random.default_rng(2)
many, nudged = rng.normal(size=MANY), rng.normal(TINY, 1, size=MANY)
tiny_p = stats.ks_2samp(many, nudged, method="asymp").pvalue
tiny_jsd = jsd(many, nudged)

assert tiny_p < 1e-8, tiny_p
assert tiny_jsd < 0.001, tiny_jsd
record("tiny-exponent", np.log10(tiny_p), "{:.0f}")
record("tiny-jsd", tiny_jsd, "{:.4f}")

# %% [markdown] lang="ja"
# p値の桁は10の{=skew-and-drift/tiny-exponent}乗ですが、JSDは{=skew-and-drift/tiny-jsd}です。
#
# ## 四つの場合：距離と正解率 {#four-cases}
#
# 距離が大きいことと、モデルが悪くなることは別です。三つの特徴量（正規分布が二つ、裾の長い対数正規分布が一つ）でロジスティック回帰を学習し、本番を4通りに変えます。
#
# 1. 単位の不具合：本番だけ、二つめの特徴量が10倍で届きます（トレーニング/サービングスキュー）。
# 2. 共変量シフト：一つめの特徴量の平均が2σ動きます。入力とラベルの関係は同じです。
# 3. コンセプトの変化：入力の分布は同じで、一つめの特徴量の効き方が逆になります。
# 4. 裾の長い特徴量：三つめは強く歪んでいますが、トレーニングと本番で同じ分布です。

# %% [markdown] lang="en"
# The p-value is of the order 10 to the power of {=skew-and-drift/tiny-exponent}, but JSD is {=skew-and-drift/tiny-jsd}.
#
# ## Four cases: distance and accuracy {#four-cases}
#
# A large distance is one thing, a worse model another. We train a logistic regression on three features (two normal, one lognormal with a long tail) and change production in four ways.
#
# 1. Unit bug: in production only, the second feature arrives multiplied by 10 (training-serving skew).
# 2. Covariate shift: the mean of the first feature moves by 2σ. The relation between input and label stays.
# 3. Concept change: the inputs are distributed as before, but the first feature now acts the other way round.
# 4. Long tail: the third feature is strongly skewed, in training and in production alike.

# %%
WEIGHTS = np.array([2.5, 1.5, -0.3])
CENTER = np.array([0, 3, 1.65])  # makes both labels about equally frequent
REVERSED = WEIGHTS * (-1, 1, 1)
SEEDS = range(5)


def people(n, rng, *, shift=0.0, weights=WEIGHTS):
    """Features and labels; `shift` moves the first feature, `weights` relate features to label."""
    x = np.column_stack(
        [rng.normal(shift, 1, n), rng.normal(CENTER[1], 1, n), rng.lognormal(0, 1, n)]
    )
    chance = 1 / (1 + np.exp(-(x - CENTER) @ weights))
    return x, rng.random(n) < chance


def with_unit_bug(x, y):
    return x * (1, 10, 1), y


def compare(seed):
    """For each case: largest distance of an input, distance of the predictions, change of accuracy."""
    rng = np.random.default_rng(seed)
    x, y = people(N, rng)
    model = LogisticRegression(max_iter=1000).fit(x, y)
    usual = model.score(*people(N, rng))
    cases = {
        "unit": with_unit_bug(*people(N, rng)),
        "covariate": people(N, rng, shift=2.0),
        "concept": people(N, rng, weights=REVERSED),
        "tail": people(N, rng),
    }

    def measured(serving, labels):
        scores, served = model.predict_proba(x)[:, 1], model.predict_proba(serving)[:, 1]
        inputs = max(jsd(before, after) for before, after in zip(x.T, serving.T, strict=True))
        return inputs, jsd(scores, served), model.score(serving, labels) - usual

    return usual, stats.skew(x[:, 2]), {name: measured(*case) for name, case in cases.items()}


runs = [compare(seed) for seed in SEEDS]
usual = np.mean([run[0] for run in runs])
skewness = np.mean([run[1] for run in runs])
CASES = ("unit", "covariate", "concept", "tail")
by_case = {name: np.array([run[2][name] for run in runs]) for name in CASES}

for inputs, _, change in by_case["unit"]:  # every seed, not only the mean
    assert inputs > JSD_DEFAULT and change < -0.1
for inputs, _, change in by_case["covariate"]:
    assert inputs > JSD_DEFAULT and change > 0.05
for inputs, predictions, change in by_case["concept"]:
    assert inputs < 0.01 and predictions < 0.01 and change < -0.3
for inputs, _, change in by_case["tail"]:
    assert inputs < 0.01 and abs(change) < 0.02
assert by_case["concept"][:, 2].max() < by_case["unit"][:, 2].min()  # the silent case is the worst
assert skewness > 4

case = {
    name: dict(zip(("inputs", "predictions", "change"), values.mean(axis=0), strict=True))
    for name, values in by_case.items()
}
record("usual-accuracy", usual, "{:.2f}")
record("skewness", skewness, "{:.1f}")
for name in CASES:
    record(
        f"{name}-jsd", case[name]["inputs"], "{:.2f}" if case[name]["inputs"] > 0.01 else "{:.4f}"
    )
    record(f"{name}-accuracy", usual + case[name]["change"], "{:.2f}")
record("concept-prediction-jsd", case["concept"]["predictions"], "{:.4f}")

# %%
NAMES = {
    "unit": ("単位の不具合", "unit bug"),
    "covariate": ("共変量シフト", "covariate shift"),
    "concept": ("コンセプトの変化", "concept change"),
    "tail": ("裾が長いだけ", "long tail only"),
}
SIDE = {"unit": "right", "covariate": "left", "concept": "left", "tail": "left"}


@figure(
    "four-cases",
    title=("入力の距離と正解率の変化", "Distance of the inputs and change of accuracy"),
    caption=(
        "右に行くほど警報が鳴り、下に行くほどモデルが悪くなっています。いちばん悪いコンセプトの変化は、入力の監視では見えません。",
        "Further right the alarm goes off, further down the model is worse. The worst case, the concept change, is invisible to a monitor of inputs.",
    ),
    desc=(
        "；".join(
            f"{NAMES[name][0]}：入力のJSD {case[name]['inputs']:.4f}、正解率の変化{100 * case[name]['change']:+.1f}ポイント"
            for name in CASES
        )
        + f"。しきい値は{JSD_DEFAULT}です。",
        "; ".join(
            f"{NAMES[name][1]}: JSD of the inputs {case[name]['inputs']:.4f}, accuracy {100 * case[name]['change']:+.1f} points"
            for name in CASES
        )
        + f". The threshold is {JSD_DEFAULT}.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=280)
    ax.axvspan(JSD_DEFAULT, 1.02, facecolor=WASH, linewidth=0)
    ax.axvline(JSD_DEFAULT, color=MUTED, linestyle=":", linewidth=1.5)
    ax.axhline(0, color=MUTED, linewidth=1)
    for name, marker, color in zip(CASES, MARKERS, SERIES, strict=False):
        x, y = case[name]["inputs"], 100 * case[name]["change"]
        ax.plot(x, y, marker, color=color, markersize=9)
        ax.text(
            x - (0.025 if x < JSD_DEFAULT else 0),
            y - 3.5,
            t(*NAMES[name]),
            color=color,
            va="top",
            ha=SIDE[name],
        )
    ax.text(JSD_DEFAULT + 0.01, 25, t("警報が鳴る", "alarm"), color=MUTED, va="top")
    ax.text(JSD_DEFAULT - 0.01, 25, t("鳴らない", "no alarm"), color=MUTED, va="top", ha="right")
    ax.set(
        xlabel=t("入力のJSD（最大の特徴量）", "JSD of the inputs (largest)"),
        ylabel=t("正解率の変化（ポイント）", "accuracy change (points)"),
    )
    ax.set(xlim=(-0.04, 1.02), ylim=(-58, 27), yticks=(-40, -20, 0, 20), xticks=(0, 0.3, 0.6, 0.9))
    return drawing


table(
    "four-cases-table",
    caption=(
        f"四つの場合（シード{len(SEEDS)}個の平均、ふだんの正解率は{usual:.3f}）",
        f"Four cases (mean of {len(SEEDS)} seeds; the usual accuracy is {usual:.3f})",
    ),
    columns=[
        ("場合", "Case"),
        ("入力のJSD", "JSD of inputs"),
        ("予測のJSD", "JSD of predictions"),
        ("正解率", "Accuracy"),
        ("入力の警報", "Input alarm"),
        ("悪化したか", "Worse?"),
    ],
    rows=[
        [
            NAMES[name],
            f"{case[name]['inputs']:.4f}",
            f"{case[name]['predictions']:.4f}",
            f"{usual + case[name]['change']:.3f}",
            ("鳴る", "yes") if case[name]["inputs"] > JSD_DEFAULT else ("鳴らない", "no"),
            ("はい", "yes") if case[name]["change"] < -0.02 else ("いいえ", "no"),
        ]
        for name in CASES
    ],
)

# %% [markdown] lang="ja"
# - 単位の不具合は警報が鳴り、正解率も下がりました。監視がいちばん得意とする場合です。
# - 共変量シフトは警報が鳴りましたが、正解率は上がりました。判断の境界から遠い人が増えただけだからです。ずれの向きが逆なら、こうはならないこともあります。
# - コンセプトの変化は、入力と予測のどちらにも現れません。ラベルを集めて正解率を測る以外に、気づく方法がありません。
# - 裾の長い特徴量は歪度が{=skew-and-drift/skewness}でも、スキューではありません。
#
# ## 裾の長い特徴量は、変化も隠す {#long-tail}
#
# 最後の場合には続きがあります。等間隔の区間では、裾の長い特徴量のほぼ全員が最初の区間に入ります。そこで本当に値が2倍になったら、JSDに現れるでしょうか。

# %% [markdown] lang="en"
# - The unit bug raised the alarm, and accuracy fell. This is what monitoring is best at.
# - The covariate shift raised the alarm, and accuracy rose: there are simply more people far from the decision boundary. A shift in another direction need not be so kind.
# - The concept change shows neither in the inputs nor in the predictions. Nothing but labels, and accuracy measured with them, reveals it.
# - The long-tailed feature has a skewness of {=skew-and-drift/skewness} and still is no skew in this sense.
#
# ## A long tail also hides change {#long-tail}
#
# The last case has a sequel. With bins of equal width, nearly everybody falls into the first bin of a long-tailed feature. If its values really double, does JSD notice?

# %%
doubled = []
for seed in SEEDS:
    rng = np.random.default_rng(seed)
    before, after = rng.lognormal(0, 1, N), 2 * rng.lognormal(0, 1, N)
    doubled.append((jsd(before, after), jsd(np.log(before), np.log(after)), psi(before, after)))
raw_jsd, log_jsd, raw_psi = np.mean(doubled, axis=0)

assert equal_width(before, after)[0][0] > 0.95  # nearly everybody in the first bin
assert raw_jsd < 0.03 and log_jsd > 4 * raw_jsd, (raw_jsd, log_jsd)
assert log_jsd < JSD_DEFAULT and raw_psi > PSI_CUSTOM
record("doubled-raw", raw_jsd, "{:.3f}")
record("doubled-log", log_jsd, "{:.3f}")
record("doubled-psi", raw_psi, "{:.2f}")

# %% [markdown] lang="ja"
# 全員の値が2倍になっても、JSDは{=skew-and-drift/doubled-raw}です。対数を取ってから測ると{=skew-and-drift/doubled-log}に上がりますが、0.3には届きません。
# 十分位で区切るPSIは{=skew-and-drift/doubled-psi}で、0.2を超えます。区間の切り方としきい値は、特徴量ごとに、実際のデータで選ぶしかありません。
#
# ## サンプルを使わない距離 {#without-samples}
#
# 区間ごとの割合は、サンプルを取らずに正規分布そのものから求めることもできます。この距離には標本誤差がありません。区間は、二つの平均からそれぞれ標準偏差の4倍先までを覆います。
# サンプルが加える分は、期待値として計算できます。ずれがなければ、一つの区間に入る件数は二項分布に従うので、JSDの平均は足し算で求まります。シミュレーションの値と比べます。

# %% [markdown] lang="en"
# Everybody's value doubles, and JSD is {=skew-and-drift/doubled-raw}. Measured on the logarithm it rises to {=skew-and-drift/doubled-log}, which is still short of 0.3.
# PSI, whose bins are deciles, is {=skew-and-drift/doubled-psi} and passes 0.2. Bins and thresholds have to be chosen for each feature, on real data.
#
# ## Distances without samples {#without-samples}
#
# The shares of the bins can also be had without samples, from the normal distribution itself: then the distances have no sampling error. The bins go four standard deviations beyond both means.
# And what sampling adds is an expected value: without drift, the number of values in a bin is binomial, and the mean of JSD follows by addition. We compare it with simulated samples.


# %%
def population_shares(edges, mu=0.0, scale=1.0):
    """Shares of a normal distribution; the outer bins have no end."""
    z = (np.array([-np.inf, *edges[1:-1], np.inf]) - mu) / scale
    low, high = z[:-1], z[1:]
    # Above the mean, the difference of the upper tails keeps more digits.
    return np.where(
        low > 0,
        stats.norm.sf(low) - stats.norm.sf(high),
        stats.norm.cdf(high) - stats.norm.cdf(low),
    )


def common_edges(mu, scale):
    return np.linspace(min(-4, mu - 4 * scale), max(4, mu + 4 * scale), BINS + 1)


def population_distances(mu, scale):
    """JSD, PSI, KS and L-infinity of N(0, 1) and N(mu, scale²), without sampling."""
    edges, deciles = common_edges(mu, scale), stats.norm.ppf(np.linspace(0, 1, BINS + 1))
    p, q = population_shares(edges), population_shares(edges, mu, scale)

    def gap(x):
        return np.abs(stats.norm.cdf(x) - stats.norm.cdf(x, mu, scale))

    coarse = np.linspace(edges[0], edges[-1], 2001)
    near = coarse[gap(coarse).argmax()] + np.linspace(-0.01, 0.01, 20_001)
    return (
        jsd_of_shares(p, q),
        psi_of_shares(population_shares(deciles), population_shares(deciles, mu, scale)),
        gap(near).max(),
        np.abs(p - q).max(),
    )


def expected_jsd(p, n):
    """Mean JSD of two samples of n values each, both with the bin shares p."""

    def mean_information(trials):
        k, shares = np.arange(1, trials + 1), np.arange(1, trials + 1) / trials
        return (stats.binom.pmf(k, trials, p[:, None]) * shares * np.log2(shares)).sum()

    return mean_information(n) - mean_information(2 * n)


def ks_limit(n):
    """The KS statistic above which p < 0.05, for two samples of n values."""
    return np.sqrt(-np.log(SIGNIFICANT / 2) / n)


population = {mu: population_distances(mu, 1.0) for mu in (0.0, 1.0, 2.0)}
rng = np.random.default_rng(3)
still = population_shares(common_edges(0.0, 1.0))
simulated = {
    n: np.mean([jsd_of_shares(*(rng.multinomial(n, still, 2) / n)) for _ in range(1000)])
    for n in (50, 200, 1000)
}

assert max(population[0.0]) < 1e-12
for mu in (1.0, 2.0):  # what the samples above gave, up to their other bins
    for name, value in zip(("jsd", "psi", "ks"), population[mu], strict=False):
        assert abs(value / at[name][mu] - 1) < 0.06, (name, mu, value, at[name][mu])
for n, value in simulated.items():
    assert abs(expected_jsd(still, n) / value - 1) < 0.06, (n, value)
assert np.isclose(ks_limit(200), kolmogi(SIGNIFICANT) * np.sqrt(2 / 200), rtol=1e-4)
record("population-jsd-at-one", population[1.0][0], "{:.3f}")
record("expected-jsd-50", expected_jsd(still, 50), "{:.3f}")
record("simulated-jsd-50", simulated[50], "{:.3f}")
CASES_OF_NORMALS = ((0.5, 1.0), (1.0, 1.0), (2.0, 1.0), (0.0, 2.0), (1.5, 0.5), (3.0, 2.0))
data(
    "drift-check",
    {
        "distances": [
            [mu, scale, *population_distances(mu, scale)] for mu, scale in CASES_OF_NORMALS
        ],
        "shares": [
            [mu, scale, *population_shares(common_edges(mu, scale), mu, scale)]
            for mu, scale in CASES_OF_NORMALS
        ],
        "noise": [
            [mu, n, expected_jsd(population_shares(common_edges(mu, 1.0)), n)]
            for mu, n in ((0.0, 50), (0.0, 1000), (1.0, 200))
        ],
        "limits": [[n, ks_limit(n)] for n in (50, 1000, 20_000)],
    },
    digits=12,
)

# %% [markdown] lang="ja"
# 1σのずれでは、標本を使わないJSDも{=skew-and-drift/population-jsd-at-one}です。ずれがなくても、50件どうしなら平均{=skew-and-drift/expected-jsd-50}が期待されます（シミュレーションでは{=skew-and-drift/simulated-jsd-50}）。

# %% [markdown] lang="en"
# At a shift of 1σ, JSD without samples is {=skew-and-drift/population-jsd-at-one} as well. Without any shift, two samples of 50 values are expected to give {=skew-and-drift/expected-jsd-50} on average (simulated: {=skew-and-drift/simulated-jsd-50}).

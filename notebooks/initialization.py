# ---
# title:
#   ja: 初期化と層の深さ
#   en: Initialization and depth
# description:
#   ja: 50層の信号と勾配の大きさを初期化ごとに測り、ゼロ初期化が学習しない理由と、He初期化にできないことを確かめます。
#   en: Measures signals and gradients through 50 layers for each initialization, shows why zero weights never learn, and what He cannot cure.
# ---

# %% [markdown] lang="ja"
# 層を重ねると、信号は層ごとに何倍かされます。1倍より小さければ消え、大きければ爆発します。
# その倍率を決めるのは、重みの初期値の広がりです。乱数で初期化すれば、それだけで防げるのでしょうか。
#
# ## 50層を通る信号 {#signals}
#
# 幅256の層を50枚重ね、二乗平均の平方根（rms）が1の入力を50件通します。重みは平均0、標準偏差$\sigma$の正規乱数です。
# 倍率を比べるため、同じ乱数に13通りの$\sigma$を掛けます。表では$\sigma$の代わりに、$\sigma^2 n$（$n$は入力の数、ここでは256）で表します。
# LeCunの初期化は$\sigma^2 n=1$、Heの初期化は$\sigma^2 n=2$です。両端の値は$\sigma=0.01$と$\sigma=1$に当たります。

# %% [markdown] lang="en"
# In a stack of layers, each layer multiplies the signal by some factor. Below 1 it vanishes, above 1 it explodes.
# The spread of the initial weights decides the factor. Is it enough that they are random?
#
# ## A signal through 50 layers {#signals}
#
# We stack 50 layers of width 256 and send 50 inputs through them, whose root mean square (rms) is 1. The weights are normal with mean 0 and standard deviation $\sigma$.
# To compare the factors, the same random numbers are multiplied by 13 values of $\sigma$. The tables give $\sigma^2 n$ instead of $\sigma$, where $n$ is the number of inputs, here 256.
# LeCun's initialization is $\sigma^2 n=1$, He's is $\sigma^2 n=2$. The values at both ends stand for $\sigma=0.01$ and $\sigma=1$.

# %%
import numpy as np

from helpers.lab import data as hand_out
from helpers.lab import figure, record, table
from helpers.mlkit import (
    Layer,
    accuracy,
    batches,
    cross_entropy,
    digits,
    gradients,
    network,
    softmax_regression,
    step,
)
from helpers.style import DASHES, GREEN, INK, MARKERS, MUTED, ORANGE, PURPLE, RED, TEAL, axes

WIDTH, DEPTH, ROWS, SEEDS = 256, 50, 50, 3
SMALL, LECUN, HE, LARGE, ONE = WIDTH * 0.01**2, 1.0, 2.0, 4.0, WIDTH * 1.0**2
GAINS = (SMALL, 0.25, 0.5, LECUN, 1.5, 1.8, HE, 2.2, 3.0, LARGE, 8.0, 16.0, ONE)  # σ²n
LAYERS = np.arange(1, DEPTH + 1)


def relu(z):
    return np.maximum(z, 0.0)


def rms(values):
    return np.sqrt((values**2).mean())


def draw(seed):
    """Inputs, and weights with standard deviation 1 for every layer."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=(ROWS, WIDTH)), rng.normal(size=(DEPTH, WIDTH, WIDTH))


def signal(inputs, weights, gain, activation):
    """The rms of the output of each layer."""
    h, sizes = inputs, []
    for w in weights:
        h = activation(np.sqrt(gain / WIDTH) * (h @ w))
        sizes.append(rms(h))
    return np.array(sizes)


numbers = [draw(seed) for seed in range(SEEDS)]
RMS = {  # row: a gain, column: a layer (seed 0)
    name: np.array([signal(*numbers[0], gain, activation) for gain in GAINS])
    for name, activation in (("relu", relu), ("tanh", np.tanh))
}

# %% [markdown] lang="ja"
# ReLUの理論は簡単です。$n$個の入力の重み付き和は、入力の二乗平均を$\sigma^2 n$倍にします。ReLUは正負が対称な値の半分を0にするので、二乗平均は半分になります。
# したがって、rmsは1層ごとに$\sqrt{\sigma^2 n/2}$倍で、50層では$(\sigma^2 n/2)^{25}$倍です。ちょうど1倍になるのが、Heの2です。

# %% [markdown] lang="en"
# The theory for ReLU is short. A weighted sum of $n$ inputs multiplies their mean square by $\sigma^2 n$. ReLU sets half of values that are symmetric about 0 to 0, so the mean square is halved.
# Each layer therefore multiplies the rms by $\sqrt{\sigma^2 n/2}$, and 50 layers by $(\sigma^2 n/2)^{25}$. The factor is exactly 1 at He's value, 2.

# %%
NAMED = {"small": SMALL, "lecun": LECUN, "he": HE, "large": LARGE, "one": ONE}
theory = {name: (gain / 2) ** (LAYERS / 2) for name, gain in NAMED.items()}
last_relu = {
    name: np.array([signal(*drawn, gain, relu)[-1] for drawn in numbers])
    for name, gain in NAMED.items()
}
last_tanh = {name: RMS["tanh"][GAINS.index(gain), -1] for name, gain in NAMED.items()}

for name, sizes in last_relu.items():
    # 50 random layers scatter around the theory, but by less than a factor of 4
    assert np.abs(np.log(sizes / theory[name][-1])).max() < np.log(4), (name, sizes)
assert (last_relu["small"] < 1e-46).all() and (last_relu["one"] > 1e52).all()
assert 0.05 < last_tanh["lecun"] < 0.2 and last_tanh["small"] < 1e-38
for name in NAMED:
    record(f"relu-{name}-last", last_relu[name][0], "{:.1e}" if name != "he" else "{:.2f}")
    record(f"theory-{name}-last", theory[name][-1], "{:.1e}" if name != "he" else "{:.0f}")
record("relu-he-min", last_relu["he"].min(), "{:.2f}")
record("relu-he-max", last_relu["he"].max(), "{:.2f}")
record("tanh-small-last", last_tanh["small"], "{:.1e}")
record("tanh-lecun-last", last_tanh["lecun"], "{:.2f}")
record("tanh-one-last", last_tanh["one"], "{:.2f}")

# %%
LINES = {
    "one": ("σ = 1", RED, "v"),
    "large": ("4/n", PURPLE, "^"),
    "he": ("2/n (He)", TEAL, "o"),
    "lecun": ("1/n (LeCun)", ORANGE, "s"),
    "small": ("σ = 0.01", INK, "D"),
}


@figure(
    "signal",
    title=("50層を通る信号の大きさ", "The size of a signal through 50 layers"),
    caption=(
        "ReLUの各層の出力のrms（対数）です。印が測った値、点線が理論です。重みの分散が2/nのときだけ、大きさが保たれます。",
        "Rms of the output of each ReLU layer, logarithmic. Marks: measured, dotted lines: theory. Only a weight variance of 2/n keeps the size.",
    ),
    desc=(
        f"50層目のrmsは、σ=0.01で{last_relu['small'][0]:.1e}、1/nで{last_relu['lecun'][0]:.1e}、2/nで{last_relu['he'][0]:.2f}、4/nで{last_relu['large'][0]:.1e}、σ=1で{last_relu['one'][0]:.1e}です。どれも理論の直線に沿います。",
        f"The rms of layer 50 is {last_relu['small'][0]:.1e} for σ = 0.01, {last_relu['lecun'][0]:.1e} for 1/n, {last_relu['he'][0]:.2f} for 2/n, {last_relu['large'][0]:.1e} for 4/n and {last_relu['one'][0]:.1e} for σ = 1. All follow the straight lines of the theory.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=290)
    shown = LAYERS[4::5]
    for name, (label, color, marker) in LINES.items():
        ax.plot(LAYERS, np.log10(theory[name]), color=color, linestyle=DASHES[3], linewidth=1.2)
        measured = np.log10(RMS["relu"][GAINS.index(NAMED[name])])
        ax.plot(shown, measured[shown - 1], marker, color=color, markersize=6)
        lift = {"large": 4, "lecun": -5}.get(name, 0)
        ax.text(52, measured[-1] + lift, label, color=color, va="center")
    ax.set(
        xlim=(0, 72),
        xticks=(0, 10, 20, 30, 40, 50),
        ylim=(-52, 58),
        yticks=(-40, -20, 0, 20, 40),
        yticklabels=["1e−40", "1e−20", "1", "1e20", "1e40"],
        xlabel=t("層", "layer"),
        ylabel="rms",
    )
    return drawing


# %% [markdown] lang="ja"
# 「乱数で初期化する」だけでは足りません。$\sigma=0.01$も$\sigma=1$も乱数ですが、50層目の信号は、前者ではほぼ0に、後者では桁外れに大きくなりました。
#
# tanhではどうでしょうか。0の近くでは傾きが1なので、半分になる分がなく、境目は$\sigma^2 n=1$です。値は±1を超えないので、信号は爆発しません。

# %% [markdown] lang="en"
# “Random initialization” is not enough. $\sigma=0.01$ and $\sigma=1$ are random too, and at layer 50 the signal is almost 0 with the former and huge with the latter.
#
# And tanh? Its slope near 0 is 1, nothing is halved, and the border is $\sigma^2 n=1$. Its values never exceed ±1, so the signal does not explode.


# %%
@figure(
    "activations",
    title=("50層目の信号と重みの広がり", "The signal of layer 50 and the spread of the weights"),
    caption=(
        "13通りの広がりでの50層目のrmsです。縦軸は1e−8（1億分の1）から1e8（1億）までを示します。ReLUでは2の左右で消えるか爆発し、tanhでは1より左で消えます。",
        "Rms of layer 50 for 13 spreads; the vertical axis runs from 1e−8, one hundred-millionth, to 1e8. With ReLU the signal vanishes left of 2 and explodes right of it; with tanh it vanishes left of 1.",
    ),
    desc=(
        f"σ²nが1のとき、50層目のrmsはReLUで{last_relu['lecun'][0]:.1e}、tanhで{last_tanh['lecun']:.2f}です。2ではReLUが{last_relu['he'][0]:.2f}、tanhが{last_tanh['he']:.2f}、4ではReLUが{last_relu['large'][0]:.1e}、tanhが{last_tanh['large']:.2f}です。",
        f"At σ²n = 1 the rms of layer 50 is {last_relu['lecun'][0]:.1e} with ReLU and {last_tanh['lecun']:.2f} with tanh. At 2 it is {last_relu['he'][0]:.2f} and {last_tanh['he']:.2f}, at 4 it is {last_relu['large'][0]:.1e} and {last_tanh['large']:.2f}.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=260)
    ends = {name: np.log10(sizes[:, -1]) for name, sizes in RMS.items()}
    for name, label, color, marker, dash in (
        ("relu", "ReLU", TEAL, MARKERS[0], DASHES[0]),
        ("tanh", "tanh", ORANGE, MARKERS[1], DASHES[1]),
    ):
        ax.plot(np.log2(GAINS), ends[name], color=color, linestyle=dash, marker=marker, label=label)
    ax.axhline(0, color=MUTED, linewidth=1)
    ax.set(
        xlim=(-3, 5),
        xticks=(-2, -1, 0, 1, 2, 3, 4),
        xticklabels=["¼", "½", "1", "2", "4", "8", "16"],
        ylim=(-8, 8),
        yticks=(-8, -4, 0, 4, 8),
        yticklabels=["1e−8", "1e−4", "1", "1e4", "1e8"],
        xlabel="σ²n",
        ylabel=t("50層目のrms", "rms of layer 50"),
    )
    ax.legend(loc="lower right")
    return drawing


SHOWN_LAYERS = (1, 10, 20, 30, 40, 50)
for name, label in (("relu", "ReLU"), ("tanh", "tanh")):
    table(
        f"rms-{name}",
        caption=(
            f"{label}の各層の出力のrms（10を底とする対数）。行は重みの広がりσ²n",
            f"Rms of the output of each {label} layer (logarithm to base 10); a row is a spread σ²n of the weights",
        ),
        columns=[
            ("σ²n", "σ²n"),
            *[(f"{layer}層目", f"layer {layer}") for layer in SHOWN_LAYERS],
        ],
        rows=[
            [f"{gain:.4g}"]
            + [f"{np.log10(sizes[layer - 1]):.2f}".replace("-", "−") for layer in SHOWN_LAYERS]
            for gain, sizes in zip(GAINS, RMS[name], strict=True)
        ],
    )

# %% [markdown] lang="ja"
# tanhの倍率は、層を通るたびに変わります。それでも、幅が広ければ重み付き和はほぼ正規分布に従うので、次の層の二乗平均は積分で求まります。これを層の数だけ繰り返すと、13通りとも測った値に近くなります。

# %% [markdown] lang="en"
# The factor of tanh changes from layer to layer. But in a wide layer the weighted sums are almost normal, so an integral gives the mean square of the next layer. Repeated for each layer, it comes close to what we measured for all 13 spreads.

# %%
PLACES = np.arange(0.005, 10, 0.01)  # of a standard normal variable, on one side of 0
SHARES = 2 * 0.01 * np.exp(-(PLACES**2) / 2) / np.sqrt(2 * np.pi)
assert np.isclose(SHARES.sum(), 1)


def tanh_theory(gain, layers):
    """The rms after a number of tanh layers that are infinitely wide."""
    square = 1.0
    for _ in range(layers):
        square = (SHARES * np.tanh(np.sqrt(gain * square) * PLACES) ** 2).sum()
    return np.sqrt(square)


for gain, sizes in zip(GAINS, RMS["tanh"], strict=True):
    assert abs(np.log(sizes[-1] / tanh_theory(gain, DEPTH))) < np.log(2), (gain, sizes[-1])

powers = {name: np.log10(sizes).round(3) for name, sizes in RMS.items()}
hand_out("depth", {"gains": GAINS, **powers}, digits=6)
hand_out(
    "depth-check",
    [
        [gain, layers, (gain / 2) ** (layers / 2), tanh_theory(gain, layers)]
        for gain in (SMALL, LECUN, HE, LARGE, ONE)
        for layers in (1, 10, DEPTH)
    ],
    digits=12,
)

# %% [markdown] lang="ja"
# ## 勾配は逆向きに同じことをする {#gradients}
#
# 逆伝播でも、勾配は層ごとに重みの転置を掛けられます。最後の層に大きさ1の勾配を与え、最初の層まで戻します。
# 残差接続（層の入力をそのまま出力に足す近道）を付けた場合も、同じ重みで測ります。

# %% [markdown] lang="en"
# ## Gradients do the same in reverse {#gradients}
#
# On the way back each layer multiplies the gradient by its transposed weights. We hand the last layer a gradient of size 1 and follow it to the first layer.
# The same weights are also measured with residual connections, shortcuts that add the input of a layer to its output.


# %%
def backward(inputs, weights, gain, *, shortcut=False):
    """Signal after the last ReLU layer, and the rms of the gradient at the input of each layer."""
    h, masks = inputs, []
    std = np.sqrt(gain / WIDTH)
    for w in weights:
        z = std * (h @ w)
        masks.append(z > 0)
        h = relu(z) + (h if shortcut else 0.0)
    slope = np.random.default_rng(9).normal(size=h.shape)
    sizes = []
    for w, mask in zip(weights[::-1], masks[::-1], strict=True):
        slope = std * ((slope * mask) @ w.T) + (slope if shortcut else 0.0)
        sizes.append(rms(slope))
    return rms(h), np.array(sizes[::-1])


back = {name: [backward(*drawn, gain)[1] for drawn in numbers] for name, gain in NAMED.items()}
residual = [backward(*drawn, SMALL, shortcut=True) for drawn in numbers]
residual_he = [backward(*drawn, HE, shortcut=True) for drawn in numbers]

for sizes in back["he"]:
    assert 0.2 < sizes[0] < 5, sizes[0]
assert all(sizes[0] < 1e-46 for sizes in back["small"])
assert all(sizes[0] > 1e6 for sizes in back["large"])
assert all(0.5 < sizes[0] < 3 for _, sizes in residual)  # the shortcut carries the gradient …
assert all(end > 1e6 and sizes[0] > 1e6 for end, sizes in residual_he)  # … and adds up with He
for name in ("small", "lecun", "large"):
    record(f"gradient-{name}", back[name][0][0], "{:.1e}")
record("gradient-he", back["he"][0][0], "{:.2f}")
record("gradient-residual-small", residual[0][1][0], "{:.2f}")
record("gradient-residual-he", residual_he[0][1][0], "{:.1e}")
record("signal-residual-he", residual_he[0][0], "{:.1e}")

# %%
GRADIENTS = {
    "large": (back["large"][0], "4/n", PURPLE, "^", DASHES[2]),
    "he": (back["he"][0], "2/n (He)", TEAL, "o", DASHES[0]),
    "lecun": (back["lecun"][0], "1/n (LeCun)", ORANGE, "s", DASHES[1]),
    "small": (back["small"][0], "σ = 0.01", INK, "D", DASHES[3]),
    "residual": (
        residual[0][1],
        ("σ = 0.01、残差接続", "σ = 0.01, residual"),
        GREEN,
        "v",
        DASHES[4],
    ),
}


@figure(
    "gradients",
    title=("最後の層から戻る勾配の大きさ", "The size of the gradient on its way back"),
    caption=(
        "右端の最後の層から左へ戻る勾配のrms（対数）です。同じσ=0.01でも、残差接続があれば勾配は最初の層まで届きます。",
        "Rms of the gradient, logarithmic, from the last layer at the right back to the first. With residual connections the same σ = 0.01 lets the gradient reach the first layer.",
    ),
    desc=(
        f"最初の層での勾配は、σ=0.01で{back['small'][0][0]:.1e}、1/nで{back['lecun'][0][0]:.1e}、2/nで{back['he'][0][0]:.2f}、4/nで{back['large'][0][0]:.1e}、σ=0.01に残差接続を付けると{residual[0][1][0]:.2f}です。",
        f"The gradient at the first layer is {back['small'][0][0]:.1e} for σ = 0.01, {back['lecun'][0][0]:.1e} for 1/n, {back['he'][0][0]:.2f} for 2/n, {back['large'][0][0]:.1e} for 4/n, and {residual[0][1][0]:.2f} for σ = 0.01 with residual connections.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=310)
    for sizes, label, color, marker, dash in GRADIENTS.values():
        ax.plot(
            LAYERS,
            np.log10(sizes),
            color=color,
            linestyle=dash,
            marker=marker,
            markevery=7,
            label=label if isinstance(label, str) else t(*label),
        )
    ax.set(
        ylim=(-50, 12),
        yticks=(-40, -20, 0),
        yticklabels=["1e−40", "1e−20", "1"],
        xlabel=t("層", "layer"),
        ylabel=t("勾配のrms", "rms of the gradient"),
    )
    ax.legend(loc="lower right", bbox_to_anchor=(1.0, 0.02), handlelength=3.0)
    return drawing


# %% [markdown] lang="ja"
# 残差接続は、勾配の消失に効きます。近道を通る分は重みを掛けられないからです。
# ただし、尺度を不要にするわけではありません。He初期化のまま近道を付けると、層ごとに足し合わされて、信号は50層で{=initialization/signal-residual-he}まで増えました。実際の残差ネットワークは、正規化の層や小さな枝と組み合わせます。
#
# ## 0では始まらず、同じ値では分かれない {#symmetry}
#
# 次は、乱数を使わない初期化です。手書き数字1000枚を、隠れ層32ユニットのネットワークに学習させます。

# %% [markdown] lang="en"
# Residual connections work against vanishing gradients, because what takes the shortcut is not multiplied by weights.
# They do not make the scale unnecessary. With He weights and shortcuts every layer adds to the signal, which grew to {=initialization/signal-residual-he} over 50 layers. Real residual networks combine them with normalization layers or small branches.
#
# ## Zero does not start, equal values do not separate {#symmetry}
#
# Now initialization without random numbers. A network with 32 hidden units learns from 1000 handwritten digits.

# %%
HIDDEN, BATCH, STEPS = 32, 50, 300


def fit(net, data, rng, *, lr, steps):
    """Shuffled mini-batch SGD for a number of steps, in place."""
    done = 0
    while done < steps:
        for rows in batches(len(data.y), BATCH, rng):
            step(net, gradients(net, data.x[rows], data.y[rows]), lr)
            done += 1
            if done == steps:
                break
    return net


def filled(value):
    return [
        Layer(np.full(shape, value), np.zeros(shape[1])) for shape in ((64, HIDDEN), (HIDDEN, 10))
    ]


def distinct_units(net):
    """How many hidden units differ from each other in the weights that they receive."""
    return len(np.unique(net[0].w.round(9), axis=1).T)


STARTS = {
    "zero": (("すべて0", "all 0"), lambda rng: filled(0.0)),
    "constant": (("すべて0.1", "all 0.1"), lambda rng: filled(0.1)),
    "he": (("He（乱数）", "He (random)"), lambda rng: network((64, HIDDEN, 10), rng)),
    "flat": (("すべて0、隠れ層なし", "all 0, no hidden layer"), lambda rng: softmax_regression()),
}
symmetry = {}
for name, (_, make) in STARTS.items():
    rng = np.random.default_rng(0)
    data = digits(1000, rng)
    net = fit(make(rng), data, rng, lr=0.3, steps=STEPS)
    symmetry[name] = (
        net,
        cross_entropy(net, data.x, data.y),
        accuracy(net, data.x_test, data.y_test),
    )
    record(f"{name}-loss", symmetry[name][1], "{:.2f}")
    record(f"{name}-accuracy", symmetry[name][2], "{:.2f}")

assert not symmetry["zero"][0][0].w.any() and not symmetry["zero"][0][1].w.any()  # exactly 0
assert abs(symmetry["zero"][1] - np.log(10)) < 0.01
assert distinct_units(symmetry["constant"][0]) == 1 and symmetry["constant"][2] < 0.5
assert distinct_units(symmetry["he"][0]) == HIDDEN and symmetry["he"][2] > 0.9
assert symmetry["flat"][2] > 0.85  # without hidden units there is no symmetry to break
record("log-10", np.log(10), "{:.2f}")

table(
    "symmetry",
    caption=(
        f"{STEPS}ステップ後の損失、テストの正解率、互いに違う隠れユニットの数（全{HIDDEN}）",
        f"Loss and test accuracy after {STEPS} steps, and how many of the {HIDDEN} hidden units differ from each other",
    ),
    columns=[
        ("初期値", "start"),
        ("損失", "loss"),
        ("正解率", "accuracy"),
        ("違うユニット", "different units"),
    ],
    rows=[
        [
            label,
            f"{symmetry[name][1]:.2f}",
            f"{symmetry[name][2]:.2f}",
            "–" if name == "flat" else f"{distinct_units(symmetry[name][0])}",
        ]
        for name, (label, _) in STARTS.items()
    ],
)

# %% [markdown] lang="ja"
# すべて0なら、隠れ層の出力も、後ろから戻る勾配も0です。二つの重み行列は300ステップ後も正確に0のままで、動いたのは出力のバイアスだけでした。損失は$\ln 10$（{=initialization/log-10}）から離れません。
# すべて0.1なら勾配は流れますが、どのユニットも同じ値を受け、同じ勾配で動きます。32ユニットが、いつまでも1ユニットとして働きます。
# 乱数の役割は、この対称性を破ることです。隠れ層のないモデルには破るべき対称性がなく、0から始めても学習します。
#
# ## 深さ10と20で学習する {#training}
#
# 幅64のReLUの層を重ね、同じ数字を学習させます。出力層まで数えて10層と20層、学習率0.01、150ステップ、{=initialization/seeds}シードです。

# %% [markdown] lang="en"
# With all zeros the outputs of the hidden layer are 0, and so are the gradients that come back. Both weight matrices are still exactly 0 after 300 steps; only the output bias moved. The loss stays at $\ln 10$ ({=initialization/log-10}).
# With all 0.1 gradients flow, but every unit receives the same values and moves by the same gradient. 32 units work as 1 unit, for ever.
# Breaking this symmetry is what the random numbers are for. A model without a hidden layer has no symmetry to break, and it learns from zeros.
#
# ## Training at depth 10 and 20 {#training}
#
# ReLU layers of width 64 learn the same digits: 10 and 20 layers with the output layer, learning rate 0.01, 150 steps, {=initialization/seeds} seeds.

# %%
# The learning rate is low on purpose: at 0.05 the outcome at depth 20 depends on rounding errors.
DEEP_LR, EARLY, LATE = 0.01, 150, 600
RULES = {
    "small": ("σ = 0.01", lambda inputs: 0.01),
    "lecun": ("1/n (LeCun)", lambda inputs: np.sqrt(1 / inputs)),
    "he": ("2/n (He)", lambda inputs: np.sqrt(2 / inputs)),
}


def train_deep(rule, depth, seed, *steps):
    """Test accuracy after each of the given numbers of steps."""
    rng = np.random.default_rng(seed)
    data = digits(1000, rng)
    sizes = (64,) * depth + (10,)
    net = [
        Layer(rng.normal(0.0, RULES[rule][1](inputs), (inputs, outputs)), np.zeros(outputs))
        for inputs, outputs in zip(sizes[:-1], sizes[1:], strict=True)
    ]
    result = []
    for more in np.diff((0, *steps)):
        fit(net, data, rng, lr=DEEP_LR, steps=more)
        result.append(accuracy(net, data.x_test, data.y_test))
    return result


he_20 = np.array([train_deep("he", 20, seed, EARLY, LATE) for seed in range(SEEDS)])
deep = {
    (depth, rule): he_20[:, 0]
    if (depth, rule) == (20, "he")
    else np.array([train_deep(rule, depth, seed, EARLY)[0] for seed in range(SEEDS)])
    for depth in (10, 20)
    for rule in RULES
}

for depth in (10, 20):  # random, and yet these two do not start
    assert deep[depth, "small"].max() < 0.2 and deep[depth, "lecun"].max() < 0.25, deep
assert deep[20, "he"].mean() > deep[20, "lecun"].mean() + 0.15, deep  # He helps …
assert deep[20, "he"].mean() < deep[10, "he"].mean() - 0.15, deep  # … and depth still costs
assert he_20[:, 1].min() > 0.7, he_20  # slow, but not stuck
record("seeds", SEEDS, "{:.0f}")
for (depth, rule), values in deep.items():
    record(f"deep-{depth}-{rule}", values.mean(), "{:.2f}")
record("deep-20-he-late", he_20[:, 1].mean(), "{:.2f}")


# %%
@figure(
    "depth",
    title=("深さ10と20の正解率", "Accuracy at depth 10 and 20"),
    caption=(
        f"{EARLY}ステップ後のテストの正解率です。印は一つのシード、点線はでたらめに答える正解率0.1です。",
        f"Test accuracy after {EARLY} steps. A mark is one seed; the dotted line is the 0.1 of guessing.",
    ),
    desc=(
        "。".join(
            f"深さ{depth}の{RULES[rule][0]}は平均{values.mean():.2f}"
            for (depth, rule), values in deep.items()
        )
        + "。",
        "; ".join(
            f"depth {depth}, {RULES[rule][0]}: mean {values.mean():.2f}"
            for (depth, rule), values in deep.items()
        )
        + ".",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=240)
    for depth, color, marker, shift in (
        (10, TEAL, MARKERS[0], 0.13),
        (20, ORANGE, MARKERS[1], -0.13),
    ):
        for row, rule in enumerate(RULES):
            values = deep[depth, rule]
            ax.plot(
                values,
                np.full(SEEDS, 2 - row + shift),
                marker,
                color=color,
                markersize=7,
                markerfacecolor="none",
                label=t(f"深さ{depth}", f"depth {depth}") if row == 0 else None,
            )
    ax.axvline(0.1, color=MUTED, linestyle=DASHES[3], linewidth=1.2)
    ax.set_yticks((2, 1, 0), [label for label, _ in RULES.values()])
    ax.set(xlim=(0, 1), ylim=(-0.5, 2.5), xlabel=t("テストの正解率", "test accuracy"))
    ax.legend(loc="lower center", bbox_to_anchor=(0.4, 1.0), ncols=2, handlelength=1.0)
    return drawing


# %% [markdown] lang="ja"
# $\sigma=0.01$は乱数なのに、どちらの深さでも学習が始まりません。LeCunも、この学習率とステップ数では始まりませんでした。Heは深さ10で{=initialization/deep-10-he}、深さ20では{=initialization/deep-20-he}です。初期化は消失と爆発を和らげますが、深さの難しさを消しはしません。
# 深さ20のHeも止まってはおらず、600ステップまで続ければ{=initialization/deep-20-he-late}に届きます。学習率やステップ数を変えれば値は変わります。差の大きさは、この条件でのものです。
# 同じ悪い初期値を正規化の層で救えるかは、[スケーリングのラボ](scaling.ipynb#batch-norm)で試します。

# %% [markdown] lang="en"
# $\sigma=0.01$ is random, and training does not start at either depth. Neither does it with LeCun, at this learning rate and in so few steps. He reaches {=initialization/deep-10-he} at depth 10 and {=initialization/deep-20-he} at depth 20. Initialization mitigates vanishing and exploding; it does not remove what is hard about depth.
# He at depth 20 is not stuck either, and gets to {=initialization/deep-20-he-late} if it goes on to 600 steps. Another learning rate or number of steps gives other values; the size of the gaps belongs to this setting.
# Whether a normalization layer saves the same bad start is tried in [the lab on scaling](scaling.ipynb#batch-norm).

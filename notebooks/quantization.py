# ---
# title:
#   ja: 量子化を一から計算する
#   en: Quantization from scratch
# description:
#   ja: float16、ダイナミックレンジ、完全な整数、量子化認識トレーニングを自分で計算し、サイズと正解率、失敗の条件を比べます。
#   en: Computes float16, dynamic range, full integer and quantization-aware training by hand, and compares size, accuracy and failures.
# ---

# %% [markdown] lang="ja"
# 重みを8ビットにすると、モデルはどれだけ小さくなり、どれだけ間違えるようになるのでしょうか。そして、どういうときに失敗するのでしょうか。
# 小さなネットワークで、四つの手法の計算を最初から書いて確かめます。実際の変換ツールは使いません。速度も測りません。
#
# ## モデルと四つの形 {#four-forms}
#
# 手書き数字を64-128-64-10のネットワークで分類します。学習済みの重みを、次の形に変えます。
#
# - float16：重みとバイアスを16ビットの浮動小数点数にします。
# - ダイナミックレンジ：重みを8ビット整数にします。層の入力は、推論のたびにその範囲を測って8ビットにします。
# - 完全な整数：層の入力の範囲も、代表的なデータで前もって決めておきます（キャリブレーション）。
#
# 8ビット整数にするとは、値$w$を目盛りの幅$s$で割って丸めることです。$q=\mathrm{round}(w/s)$を保存し、$w\approx s\,q$として使います。

# %% [markdown] lang="en"
# Store the weights in 8 bits: how much smaller does the model get, how many more mistakes does it make, and when does this fail?
# We write the arithmetic of four techniques from scratch for a small network. No conversion tool is involved, and we do not measure speed.
#
# ## The model and its forms {#four-forms}
#
# A 64-128-64-10 network classifies handwritten digits. Its trained weights take these forms:
#
# - float16: weights and biases become 16-bit floating-point numbers.
# - Dynamic range: weights become 8-bit integers. The inputs of each layer become 8-bit as well, on a range that is measured at each inference.
# - Full integer: the ranges of the layer inputs, too, are fixed in advance on representative data (calibration).
#
# To store a value $w$ as an 8-bit integer, divide it by the step $s$ of a grid and round: keep $q=\mathrm{round}(w/s)$ and use $w\approx s\,q$.

# %%
import copy

import numpy as np

from helpers.lab import data as hand_out
from helpers.lab import figure, record, table
from helpers.mlkit import accuracy, digits, logits, network, train
from helpers.quantize import (
    as_float16,
    calibrate,
    int8_logits,
    quantize_weights,
    share_right,
    size_in_bytes,
    train_aware,
    with_quantized_weights,
)
from helpers.style import DASHES, MARKERS, MUTED, ORANGE, PURPLE, TEAL, axes

SEEDS = range(3)
TRAIN, CALIBRATION = 1300, 200


def trained(sizes, seed):
    """A split of the digits and a network trained on it."""
    rng = np.random.default_rng(seed)
    data = digits(TRAIN, rng)
    return data, train(network(sizes, rng), data, lr=0.2, batch=32, epochs=30, rng=rng)


models = [trained((64, 128, 64, 10), seed) for seed in SEEDS]

w = models[0][1][0].w
stored = quantize_weights(w, 8)
assert stored.codes.min() >= -127 and stored.codes.max() <= 127
# Rounding moves a weight by at most half a step.
assert np.abs(stored.decode() - w).max() <= stored.scale / 2 + 1e-12
assert np.array_equal(quantize_weights(np.zeros((2, 2)), 8).decode(), np.zeros((2, 2)))

# %% [markdown] lang="ja"
# ## サイズと正解率 {#size-and-accuracy}
#
# サイズは、保存する数の個数とバイト数から数えます。整数の形でもバイアスは32ビットのまま残るので、ちょうど4分の1にはなりません。

# %% [markdown] lang="en"
# ## Size and accuracy {#size-and-accuracy}
#
# We count size from the numbers that are stored and their bytes. Biases stay at 32 bits in the integer forms too, so the result is not exactly 1/4.

# %%
FORMS = ("float32", "float16", "dynamic", "integer")


def evaluate(data, net):
    """For each form: accuracy on the test data, and share of examples classified like the float32 model."""
    ranges = calibrate(net, data.x[:CALIBRATION])
    scores = {
        "float32": logits(net, data.x_test),
        "float16": logits(as_float16(net), data.x_test),
        "dynamic": int8_logits(net, data.x_test),
        "integer": int8_logits(net, data.x_test, ranges),
    }
    same = {
        form: share_right(values, scores["float32"].argmax(axis=1))
        for form, values in scores.items()
    }
    return {form: (share_right(values, data.y_test), same[form]) for form, values in scores.items()}


results = [evaluate(*model) for model in models]
quality = {form: np.array([result[form] for result in results]) for form in FORMS}

net = models[0][1]
size = {
    "float32": size_in_bytes(net, 4, 4),
    "float16": size_in_bytes(net, 2, 2),
    "dynamic": size_in_bytes(net, 1, 4, scales=len(net)),
    # Also the scale and the zero point of each layer input.
    "integer": size_in_bytes(net, 1, 4, scales=3 * len(net)),
}
ratio = {form: size["float32"] / size[form] for form in FORMS}
change = {form: quality[form][:, 0] - quality["float32"][:, 0] for form in FORMS}

assert ratio["float16"] == 2
assert 3.7 < ratio["integer"] < ratio["dynamic"] < 4
assert size["integer"] - size["dynamic"] < 100
assert max(np.abs(change[form]).max() for form in FORMS) <= 0.01, change
assert quality["dynamic"][:, 1].min() > 0.99
for form in FORMS:
    record(f"size-{form}", size[form] / 1000, "{:.1f} kB")
    record(f"accuracy-{form}", quality[form][:, 0].mean(), "{:.3f}")
    record(f"ratio-{form}", ratio[form], "{:.2f}")
record("largest-change", 100 * max(np.abs(change[form]).max() for form in FORMS), "{:.1f}")

# %%
FORM_NAMES = {
    "float32": ("float32（元）", "float32 (original)"),
    "float16": ("float16", "float16"),
    "dynamic": ("ダイナミックレンジ", "dynamic range"),
    "integer": ("完全な整数", "full integer"),
}


@figure(
    "size-and-accuracy",
    title=("形ごとのサイズと正解率", "Size and accuracy of each form"),
    caption=(
        "サイズは半分と約4分の1になり、正解率はほとんど動きません。ダイナミックレンジと完全な整数のサイズはほぼ同じです。",
        "Size falls to a half and to about a quarter while accuracy hardly moves. Dynamic range and full integer have nearly the same size.",
    ),
    desc=(
        "；".join(
            f"{FORM_NAMES[form][0]}：{size[form]:,}バイト、正解率{quality[form][:, 0].mean():.3f}"
            for form in FORMS
        )
        + f"（シード{len(SEEDS)}個の平均）。",
        "; ".join(
            f"{FORM_NAMES[form][1]}: {size[form]:,} bytes, accuracy {quality[form][:, 0].mean():.3f}"
            for form in FORMS
        )
        + f" (mean of {len(SEEDS)} seeds).",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=230)
    for row, form in enumerate(FORMS):
        kilobytes = size[form] / 1000
        ax.barh(row, kilobytes, height=0.45, color=TEAL if form != "float32" else MUTED)
        right = quality[form][:, 0].mean()
        ja, en = FORM_NAMES[form]
        ax.text(
            0,
            row - 0.29,
            t(
                f"{ja}　{kilobytes:.1f} kB、正解率{right:.3f}",
                f"{en}: {kilobytes:.1f} kB, accuracy {right:.3f}",
            ),
            va="bottom",
        )
    ax.set(
        xlabel=t("パラメータのサイズ（kB）", "size of the parameters (kB)"),
        ylim=(3.4, -0.85),
        yticks=(),
        xlim=(0, 72),
    )
    ax.spines["left"].set_visible(False)
    ax.grid(False, axis="y")
    return drawing


table(
    "techniques-table",
    caption=(
        f"四つの形（正解率はシード{len(SEEDS)}個の平均、テスト{len(models[0][0].y_test)}枚）",
        f"Four forms (accuracy: mean of {len(SEEDS)} seeds, {len(models[0][0].y_test)} test images)",
    ),
    columns=[
        ("形", "Form"),
        ("バイト", "Bytes"),
        ("縮小率", "Ratio"),
        ("正解率", "Accuracy"),
        ("元と同じ予測", "Same prediction"),
    ],
    rows=[
        [
            FORM_NAMES[form],
            f"{size[form]:,}",
            f"{ratio[form]:.2f}",
            f"{quality[form][:, 0].mean():.3f}",
            f"{100 * quality[form][:, 1].mean():.1f}%",
        ]
        for form in FORMS
    ],
)

# %% [markdown] lang="ja"
# この課題は8ビットで十分なほど簡単です。「量子化はただ」と読まないでください。どこから崩れるのかを、三つの方向から見ます。
#
# ## ビットを減らすと目盛りが消える {#levels}
#
# $b$ビットの符号付きの目盛りは$2^b-1$段です。一つ目の層の重みに、4、3、2ビットの目盛りを重ねます。

# %% [markdown] lang="en"
# This task is so easy that 8 bits are plenty. Do not read it as "quantization is free". Where does it break? We look from three sides.
#
# ## Fewer bits, fewer levels {#levels}
#
# A signed grid of $b$ bits has $2^b-1$ levels. We lay the grids of 4, 3 and 2 bits over the weights of the first layer.

# %%
SHOWN_BITS = (4, 3, 2)
levels = {bits: 2**bits - 1 for bits in (8, *SHOWN_BITS)}
zeros = {bits: np.mean(quantize_weights(w, bits).codes == 0) for bits in levels}

assert [levels[bits] for bits in SHOWN_BITS] == [15, 7, 3]
assert np.mean(np.abs(w) > np.abs(w).max() / 2) < 0.1  # the outer half of the grid is nearly empty
assert zeros[8] < 0.1 < 0.6 < zeros[2]
record("zeros-8-bit", 100 * zeros[8], "{:.0f}%")
record("zeros-2-bit", 100 * zeros[2], "{:.0f}%")


@figure(
    "levels",
    title=("重みの分布と量子化の目盛り", "Distribution of weights and quantization levels"),
    caption=(
        f"縦線が残る値です。8ビットなら{levels[8]}段ありますが、2ビットでは3段になり、重みの{100 * zeros[2]:.0f}%が0に丸められます。",
        f"The vertical lines are the values that remain. 8 bits would give {levels[8]} of them; 2 bits leave 3, and {100 * zeros[2]:.0f}% of the weights are rounded to 0.",
    ),
    desc=(
        f"一つ目の層の重み{w.size:,}個は{w.min():.2f}から{w.max():.2f}で、0の近くに集まります。"
        + "、".join(
            f"{bits}ビットは{levels[bits]}段で{100 * zeros[bits]:.0f}%が0" for bits in SHOWN_BITS
        )
        + "になります。",
        f"The {w.size:,} weights of the first layer lie between {w.min():.2f} and {w.max():.2f}, most of them near 0. "
        + ", ".join(
            f"{bits} bits: {levels[bits]} levels, {100 * zeros[bits]:.0f}% become 0"
            for bits in SHOWN_BITS
        )
        + ".",
    ),
)
def _(t):
    drawing, panels = axes(3, 1, height=380, sharex=True)
    counts, edges = np.histogram(w, 50)
    for ax, bits, color in zip(panels, SHOWN_BITS, (TEAL, PURPLE, ORANGE), strict=True):
        largest_code = levels[bits] // 2
        ax.vlines(
            quantize_weights(w, bits).scale * np.arange(-largest_code, largest_code + 1),
            0,
            1.25 * counts.max(),
            color=color,
            linewidth=1.6,
        )
        ax.stairs(counts, edges, color=MUTED, linewidth=1.2)
        ax.set(
            title=t(f"{bits}ビット：{levels[bits]}段", f"{bits} bits: {levels[bits]} levels"),
            yticks=(),
            ylim=(0, 1.25 * counts.max()),
        )
        ax.spines["left"].set_visible(False)
        ax.grid(False)
    panels[-1].set(xlabel=t("重みの値", "value of the weight"))
    return drawing


# %% [markdown] lang="ja"
# 幅を決めるのは絶対値が最大の重みです。ほとんどの重みは0の近くにあるので、外側の目盛りはほとんど使われません。
#
# ## PTQとQATを同じ条件で比べる {#ptq-qat}
#
# 量子化認識トレーニング（QAT）は、学習中の順伝播で重みを丸めて使い、更新は浮動小数点の重みに行います。
# 公平に比べるため、30エポック学習したネットワークから始めて、どちらにも同じ10エポックを足します。
#
# - PTQ（トレーニング後の量子化）：10エポックふつうに学習し、最後に丸めます。
# - QAT：10エポックを、丸めた重みの損失で学習し、最後に丸めます。
#
# ここでは重みだけを、層ごとに一つの目盛りで丸めます。ネットワークは64-64-32-10、シードは5個です。

# %% [markdown] lang="en"
# The largest absolute weight sets the step. Most weights are near 0, so the outer levels are hardly used.
#
# ## PTQ and QAT on equal terms {#ptq-qat}
#
# Quantization-aware training (QAT) rounds the weights in the forward pass of training and applies the updates to the floating-point weights.
# For a fair comparison we start from a network trained for 30 epochs and give both the same 10 epochs more.
#
# - PTQ (post-training quantization): 10 ordinary epochs, then round.
# - QAT: 10 epochs on the loss of the rounded weights, then round.
#
# Only weights are rounded here, with one grid per layer. The network is 64-64-32-10, with 5 seeds.

# %%
BITS = (8, 4, 3, 2)
EXTRA = 10  # epochs
QAT_SEEDS = range(5)


def ptq_and_qat(seed):
    """Test accuracy of the float network, and of PTQ and QAT for each number of bits."""
    data, start = trained((64, 64, 32, 10), seed)
    same = {"lr": 0.05, "batch": 32, "epochs": EXTRA}

    def score(candidate):
        return accuracy(candidate, data.x_test, data.y_test)

    longer = train(copy.deepcopy(start), data, **same, rng=np.random.default_rng(100 + seed))
    ptq = [score(with_quantized_weights(longer, bits)) for bits in BITS]
    qat = []
    for bits in BITS:
        aware = train_aware(
            copy.deepcopy(start), data, bits, **same, rng=np.random.default_rng(100 + seed)
        )
        qat.append(score(with_quantized_weights(aware, bits)))
    return score(longer), ptq, qat


runs = [ptq_and_qat(seed) for seed in QAT_SEEDS]
float_accuracy = np.mean([run[0] for run in runs])
by_bits = {name: np.array([run[place] for run in runs]) for place, name in ((1, "ptq"), (2, "qat"))}
mean = {name: dict(zip(BITS, values.mean(axis=0), strict=True)) for name, values in by_bits.items()}

assert abs(mean["ptq"][8] - float_accuracy) < 0.005 and abs(mean["qat"][8] - mean["ptq"][8]) < 0.005
# 4 bits: the difference is smaller than that between seeds.
assert abs(mean["qat"][4] - mean["ptq"][4]) < np.ptp(by_bits["ptq"][:, 1])
assert mean["qat"][3] - mean["ptq"][3] > 0.02
assert np.all(by_bits["qat"][:, 2] > by_bits["ptq"][:, 2])  # 3 bits: with every seed
assert mean["qat"][2] - mean["ptq"][2] > 0.2 and mean["qat"][2] < 0.85
record("float-accuracy", float_accuracy, "{:.3f}")
for bits in BITS:
    record(f"ptq-{bits}", mean["ptq"][bits], "{:.3f}")
    record(f"qat-{bits}", mean["qat"][bits], "{:.3f}")
record("qat-2-min", by_bits["qat"][:, 3].min(), "{:.2f}")
record("qat-2-max", by_bits["qat"][:, 3].max(), "{:.2f}")


# %%
@figure(
    "ptq-qat",
    title=("ビット数とPTQ、QATの正解率", "Bits, and the accuracy of PTQ and QAT"),
    caption=(
        f"線は{len(QAT_SEEDS)}シードの平均、縦棒は最小から最大、点線は浮動小数点です。8ビットでは差がなく、3ビットからQATの利点が見えます。2ビットではQATも元には戻りません。",
        f"Lines: mean of {len(QAT_SEEDS)} seeds; bars: smallest to largest; dotted: floating point. No difference at 8 bits; QAT pays from 3 bits down. At 2 bits QAT does not recover either.",
    ),
    desc=(
        f"浮動小数点は{float_accuracy:.3f}。"
        + "、".join(
            f"{bits}ビットはPTQ {mean['ptq'][bits]:.3f}、QAT {mean['qat'][bits]:.3f}"
            for bits in BITS
        )
        + "です。",
        f"Floating point: {float_accuracy:.3f}. "
        + "; ".join(
            f"{bits} bits: PTQ {mean['ptq'][bits]:.3f}, QAT {mean['qat'][bits]:.3f}"
            for bits in BITS
        )
        + ".",
    ),
)
def _(t):
    drawing, (whole, zoom) = axes(2, 1, height=400, sharex=True)
    at = np.arange(len(BITS))
    for ax in (whole, zoom):
        ax.axhline(float_accuracy, color=MUTED, linestyle=":", linewidth=1.5)
        for name, color, dash, marker, shift in (
            ("ptq", ORANGE, DASHES[1], MARKERS[1], 0.05),
            ("qat", TEAL, DASHES[0], MARKERS[0], -0.05),
        ):
            values = by_bits[name]
            ax.vlines(
                at + shift, values.min(axis=0), values.max(axis=0), color=color, linewidth=1.4
            )
            ax.plot(at + shift, values.mean(axis=0), color=color, linestyle=dash, marker=marker)
        ax.set(ylabel=t("正解率", "accuracy"), xlim=(-0.3, 3.3))
    whole.text(2.65, 0.78, "QAT", color=TEAL, ha="left", va="bottom")
    whole.text(2.4, 0.5, "PTQ", color=ORANGE, ha="right", va="top")
    whole.set(title=t("全体", "whole range"), ylim=(0, 1.05), yticks=(0, 0.5, 1))
    zoom.text(2.1, 0.955, "QAT", color=TEAL, ha="left", va="bottom")
    zoom.text(1.6, 0.92, "PTQ", color=ORANGE, ha="right", va="top")
    zoom.text(
        3.25,
        float_accuracy + 0.002,
        t("浮動小数点", "floating point"),
        color=MUTED,
        ha="right",
        va="bottom",
    )
    zoom.set(
        title=t("拡大：0.86以上", "enlarged: above 0.86"),
        ylim=(0.86, 1),
        yticks=(0.9, 0.95, 1),
        xlabel=t("重みのビット数", "bits per weight"),
    )
    zoom.set_xticks(at, [str(bits) for bits in BITS])
    return drawing


table(
    "bits-table",
    caption=(
        f"テストの正解率、{len(QAT_SEEDS)}シードの平均（浮動小数点は{float_accuracy:.3f}）",
        f"Test accuracy, mean of {len(QAT_SEEDS)} seeds (floating point: {float_accuracy:.3f})",
    ),
    columns=[
        ("ビット数", "Bits"),
        ("PTQ", "PTQ"),
        ("QAT", "QAT"),
        ("差（ポイント）", "Difference (points)"),
    ],
    rows=[
        [
            str(bits),
            f"{mean['ptq'][bits]:.3f}",
            f"{mean['qat'][bits]:.3f}",
            f"{100 * (mean['qat'][bits] - mean['ptq'][bits]):+.1f}".replace("-", "−"),
        ]
        for bits in BITS
    ],
)

# %% [markdown] lang="ja"
# 8ビットと4ビットでは、QATを使うほどの差は出ませんでした。3ビットではどのシードでもQATが上です。2ビットのQATはシードによって{=quantization/qat-2-min}から{=quantization/qat-2-max}まで揺れ、実用になりません。
#
# ## 本番を代表しないキャリブレーションデータ {#calibration}
#
# 完全な整数では、層の入力の範囲をキャリブレーションデータから決めます。そのデータが本番より暗かったり明るかったりしたら、どうなるでしょうか。
# 本番のデータは変えずに、キャリブレーションに使う200枚の明るさだけを変えます。

# %% [markdown] lang="en"
# At 8 bits and at 4 bits the difference would not justify QAT. At 3 bits QAT wins with every seed. At 2 bits QAT varies from {=quantization/qat-2-min} to {=quantization/qat-2-max} between seeds, which is no use.
#
# ## Calibration data that do not represent production {#calibration}
#
# Full integer quantization takes the ranges of the layer inputs from calibration data. What if these are darker or brighter than production?
# We leave production as it is and change only the brightness of the 200 images used for calibration.

# %%
BRIGHTNESS = np.array([1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8, 16, 32, 64])


def accuracy_after(data, net, representative):
    """Accuracy of the full integer model calibrated on `representative`."""
    return share_right(int8_logits(net, data.x_test, calibrate(net, representative)), data.y_test)


by_brightness = np.array(
    [
        [accuracy_after(data, net, data.x[:CALIBRATION] * factor) for factor in BRIGHTNESS]
        for data, net in models
    ]
)
only_zeros = [accuracy_after(data, net, data.x[data.y == 0]) for data, net in models]
mean_brightness = dict(zip(BRIGHTNESS, by_brightness.mean(axis=0), strict=True))
good = mean_brightness[1.0]

assert CALIBRATION == 200
assert good - mean_brightness[1 / 4] > 0.05 and np.all(
    by_brightness[:, 4] - by_brightness[:, 2] > 0.05
)
assert abs(good - mean_brightness[16.0]) < 0.01  # too wide costs little here
assert abs(np.mean(only_zeros) - good) < 0.01
record("calibration-good", good, "{:.3f}")
record("calibration-half", mean_brightness[1 / 2], "{:.3f}")
record("calibration-quarter", mean_brightness[1 / 4], "{:.3f}")
record("calibration-sixteen", mean_brightness[16.0], "{:.3f}")
record("calibration-only-zeros", np.mean(only_zeros), "{:.3f}")


# %%
@figure(
    "calibration",
    title=(
        "キャリブレーションデータの明るさと正解率",
        "Brightness of the calibration data and accuracy",
    ),
    caption=(
        "左は暗すぎるデータで、範囲からはみ出した値が切り捨てられます。右は明るすぎるデータで、目盛りは粗くなりますが、この課題ではほとんど害がありません。",
        "Left: data too dark, and values outside the range are cut off. Right: data too bright; the grid gets coarser, which does hardly any harm on this task.",
    ),
    desc=(
        f"正解率は、明るさ1倍で{good:.3f}、2分の1で{mean_brightness[0.5]:.3f}、4分の1で{mean_brightness[0.25]:.3f}、16分の1で{mean_brightness[1 / 16]:.3f}、16倍で{mean_brightness[16.0]:.3f}、64倍で{mean_brightness[64.0]:.3f}です（{len(SEEDS)}シードの平均）。",
        f"Accuracy is {good:.3f} at brightness 1, {mean_brightness[0.5]:.3f} at 1/2, {mean_brightness[0.25]:.3f} at 1/4, {mean_brightness[1 / 16]:.3f} at 1/16, {mean_brightness[16.0]:.3f} at 16, {mean_brightness[64.0]:.3f} at 64 (mean of {len(SEEDS)} seeds).",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=250)
    ax.axvline(1, color=MUTED, linestyle=":", linewidth=1.5)
    ax.vlines(
        BRIGHTNESS, by_brightness.min(axis=0), by_brightness.max(axis=0), color=TEAL, linewidth=1.4
    )
    ax.plot(BRIGHTNESS, by_brightness.mean(axis=0), color=TEAL, marker=MARKERS[0])
    ax.text(
        0.8,
        0.66,
        t("はみ出した値が\n切り捨てられる", "values are\ncut off"),
        va="center",
        ha="right",
    )
    ax.text(5, 0.66, t("目盛りが\n粗くなる", "the grid gets\ncoarser"), va="center")
    ax.text(1.12, 0.5, t("本番と同じ", "as production"), color=MUTED, va="bottom")
    ax.set(
        xscale="log",
        xlabel=t(
            "キャリブレーションの明るさ（本番＝1）", "calibration brightness (production = 1)"
        ),
        ylabel=t("正解率", "accuracy"),
        ylim=(0.48, 1.02),
        yticks=(0.5, 0.75, 1),
    )
    ax.set_xticks((1 / 16, 1 / 4, 1, 4, 16, 64), ("1/16", "1/4", "1", "4", "16", "64"))
    ax.minorticks_off()
    return drawing


# %% [markdown] lang="ja"
# 効くのは枚数ではなく、範囲です。数字の0の画像だけを使っても正解率は{=quantization/calibration-only-zeros}で、200枚のときと変わりません。画素の範囲がどの数字でも同じだからです。
# 課題が違えば、1種類だけのデータでは範囲が足りないこともあります。
#
# ## 外れ値の重みが一つあるとき {#outlier-weight}
#
# 手書き数字の左上の画素は、いつも0です。そこにつながる重みを一つだけ大きくしても、浮動小数点のモデルの答えは変わりません。
# 目盛りを層ごとに一つにする場合（per-tensor）と、出力ごとに一つにする場合（per-channel）で、8ビットの結果を比べます。

# %% [markdown] lang="en"
# What counts is the range, not the number of images. Calibrated on images of the digit 0 only, accuracy is {=quantization/calibration-only-zeros}, the same as with 200 mixed images, because pixels have the same range for every digit.
# On another task, data of one kind may fail to cover the range.
#
# ## One outlier among the weights {#outlier-weight}
#
# The top left pixel of the digits is always 0. Enlarge one weight attached to it and the floating-point model gives the same answers as before.
# We compare 8-bit results with one grid per layer (per-tensor) and one grid per output (per-channel).

# %%
OUTLIERS = (10, 50, 100)


def with_outlier(net, value):
    changed = copy.deepcopy(net)
    changed[0].w[0, 0] = value
    return changed


def outlier_accuracy(data, net):
    """Rows: outliers; columns: float, per-tensor, per-channel."""
    assert data.x[:, 0].max() == data.x_test[:, 0].max() == 0
    return [
        [
            accuracy(version, data.x_test, data.y_test)
            for version in (
                bad,
                with_quantized_weights(bad, 8),
                with_quantized_weights(bad, 8, per_channel=True),
            )
        ]
        for bad in (with_outlier(net, value) for value in OUTLIERS)
    ]


outlier = np.array([outlier_accuracy(*model) for model in models])
float_mean, tensor_mean, channel_mean = outlier.mean(axis=0).T

assert np.all(outlier[:, :, 0] - outlier[:, :, 2] < 0.01)  # per-channel: no seed loses a point
assert np.all(outlier[:, 2, 0] - outlier[:, 2, 1] > 0.15)  # per-tensor, outlier 100
assert abs(float_mean[0] - tensor_mean[0]) < 0.01  # outlier 10 does no harm yet
record("largest-usual-weight", np.mean([np.abs(net[0].w).max() for _, net in models]), "{:.1f}")
record("outlier-float", float_mean[2], "{:.3f}")
record("outlier-per-tensor", tensor_mean[2], "{:.3f}")
record("outlier-per-channel", channel_mean[2], "{:.3f}")

table(
    "outlier-table",
    caption=(
        f"外れ値の重みが一つあるときの8ビットの正解率（{len(SEEDS)}シードの平均）",
        f"8-bit accuracy with one outlier weight (mean of {len(SEEDS)} seeds)",
    ),
    columns=[
        ("外れ値の大きさ", "Outlier"),
        ("浮動小数点", "Floating point"),
        ("per-tensor", "Per-tensor"),
        ("per-channel", "Per-channel"),
    ],
    rows=[
        [str(value), *(f"{score:.3f}" for score in row)]
        for value, row in zip(OUTLIERS, outlier.mean(axis=0), strict=True)
    ],
)

# %% [markdown] lang="ja"
# ふつうの重みは絶対値で最大でも平均{=quantization/largest-usual-weight}です。外れ値が100だと、層全体の目盛りがその値に合わせて粗くなり、他の重みがほぼ0に丸められます。
# per-channelなら、被害は外れ値のある出力一つで済みます。

# %% [markdown] lang="en"
# Ordinary weights have an absolute value of at most {=quantization/largest-usual-weight} on average. An outlier of 100 stretches the grid of the whole layer, and the other weights are rounded almost to 0.
# With one grid per channel the damage stays with the one output that holds the outlier.

# %% [markdown] lang="ja"
# ## 動かして確かめる図のネットワーク {#live}
#
# 章の動かせる図は、64-32-10の小さなネットワークを使います。重みは小数第4位に丸めて渡し、答えはここで計算した値と照合します。

# %% [markdown] lang="en"
# ## The network of the figure to try out {#live}
#
# The figure to try out in the chapter uses a small 64-32-10 network. Its weights are handed out with 4 decimal places, and its answers are compared with the values computed here.

# %%
LIVE_DIGITS = 150
UNITS = 10_000  # weights are handed out as whole numbers of 1/10,000

live_data, learned = trained((64, 32, 10), 50)
live_net = [
    type(layer)(np.rint(layer.w * UNITS) / UNITS, np.rint(layer.b * UNITS) / UNITS)
    for layer in learned
]
live_x, live_y = live_data.x_test[:LIVE_DIGITS], live_data.y_test[:LIVE_DIGITS]


def live_result(bits, per_channel, outlier):
    """What the live figure says: accuracy, bytes, share of zeros in the first layer, its largest step."""
    changed = with_outlier(live_net, outlier) if outlier else live_net
    if bits == 32:
        return accuracy(changed, live_x, live_y), size_in_bytes(changed, 4, 4), None, None
    rounded = with_quantized_weights(changed, bits, per_channel=per_channel)
    first = quantize_weights(changed[0].w, bits, per_channel=per_channel)
    scales = sum(layer.w.shape[1] for layer in changed) if per_channel else len(changed)
    return (
        accuracy(rounded, live_x, live_y),
        size_in_bytes(changed, bits / 8, 4, scales=scales),
        (first.codes == 0).mean(),
        np.max(first.scale),
    )


checks = [
    [bits, per_channel, outlier, *live_result(bits, per_channel, outlier)]
    for bits in (32, 8, 7, 6, 5, 4, 3, 2)
    for per_channel in (False, True)
    for outlier in (0, *OUTLIERS)
]
live_accuracy = {tuple(row[:3]): row[3] for row in checks}

assert not live_x[:, 0].any()  # so that the outlier changes nothing in floating point
assert live_accuracy[8, False, 0] > live_accuracy[32, False, 0] - 0.01 > 0.92
assert live_accuracy[2, False, 0] < 0.8
assert live_accuracy[8, True, 100] > 0.9
hand_out(
    "network",
    {
        "units": UNITS,
        "layers": [
            {name: np.rint(getattr(layer, name) * UNITS).astype(int) for name in ("w", "b")}
            for layer in live_net
        ],
        # One text per image, one sign per pixel: 0 to 9 and a to g stand for 0 to 16.
        "images": ["".join("0123456789abcdefg"[int(p)] for p in x * 16) for x in live_x],
        "labels": live_y,
    },
)
hand_out("network-check", checks, digits=12)

# ---
# title:
#   ja: チェックポイントと再開
#   en: Checkpoints and resuming
# description:
#   ja: Adamとドロップアウトの学習を途中で止めて再開し、保存し忘れたものごとに、その後の重みと損失がどうずれるかを測ります。
#   en: Stops a training run with Adam and dropout, resumes it, and measures what each forgotten part of the state changes afterwards.
# ---

# %% [markdown] lang="ja"
# 学習を途中で止め、保存したファイルから続けます。止めなかった学習と同じ結果になるには、何を保存すればよいのでしょうか。
#
# ## 学習の状態をすべて書き出す {#state}
#
# 手書き数字500枚を、隠れ層32ユニット、ドロップアウト0.5のネットワークに、Adamで300ステップ学習させます。バッチは25枚、学習率は0.03から0まで直線的に下げます。
# 次の1ステップを決めるものは、五つあります。
#
# 1. 重み
# 2. Adamのモーメント：勾配の移動平均`m`と、その2乗の移動平均`v`
# 3. ステップ数：Adamの補正と学習率のスケジュールに使います
# 4. 乱数の状態：ドロップアウトと、次のエポックのシャッフルに使います
# 5. データの位置：このエポックの並び順と、どこまで読んだか

# %% [markdown] lang="en"
# We stop a training run and continue it from a saved file. What must be in the file for the result to be the same as without the stop?
#
# ## Write down the whole state {#state}
#
# A network with 32 hidden units and dropout of 0.5 learns from 500 handwritten digits: 300 steps of Adam, batches of 25, and a learning rate that falls linearly from 0.03 to 0.
# Five things decide the next step.
#
# 1. The weights
# 2. The moments of Adam: `m`, the running mean of the gradient, and `v`, that of its square
# 3. The step count, for Adam's correction and for the learning rate schedule
# 4. The state of the random generator, for dropout and for the shuffle of the next epoch
# 5. The position in the data: the order of this epoch, and how far it has been read

# %%
import io
import json
from dataclasses import dataclass, replace

import numpy as np

from helpers.lab import figure, record, table
from helpers.mlkit import accuracy, cross_entropy, digits, gradients, network
from helpers.optimizers import AdamState, adam_start, adam_step
from helpers.replicas import flat, shaped
from helpers.style import DASHES, INK, MARKERS, MUTED, ORANGE, PURPLE, TEAL, axes

ROWS, BATCH, SIZES, KEEP = 500, 25, (64, 32, 10), 0.5
LR, STEPS, STOP = 0.03, 300, 210  # 20 steps are an epoch: the stop is in the middle of one
DATA = digits(ROWS, np.random.default_rng(0))
TEMPLATE = network(SIZES, np.random.default_rng(0))  # only the shapes of its layers are used


@dataclass
class Training:
    """Everything that decides the next step."""

    weights: np.ndarray  # all layers in one vector
    adam: AdamState  # m, v and the step count
    rng: np.random.Generator
    order: np.ndarray  # the rows of this epoch, shuffled
    position: int  # how many of them have been used


def fresh(seed):
    """A training run before its first step."""
    rng = np.random.default_rng(seed)
    weights = flat(network(SIZES, rng))
    return Training(weights, adam_start(weights), rng, rng.permutation(ROWS), 0)


def advance(run):
    """One step of Adam, in place."""
    if run.position == ROWS:
        run.order, run.position = run.rng.permutation(ROWS), 0
    rows = run.order[run.position : run.position + BATCH]
    run.position += BATCH
    net = shaped(run.weights, TEMPLATE)
    slope = flat(gradients(net, DATA.x[rows], DATA.y[rows], keep=KEEP, rng=run.rng))
    lr = LR * (1 - run.adam.step / STEPS)
    run.weights, run.adam = adam_step(run.weights, slope, run.adam, lr)


# %% [markdown] lang="ja"
# 保存はバイト列に書き出すだけです。読み込む側は、まったく新しい学習を作ってから中身を入れ替えます。別のマシンで再開するのと同じです。
# 乱数の状態はJSONの文字列にするので、`allow_pickle=False`のまま読み込めます。pickleは読み込むときに任意のコードを実行できるので、避けられるなら避けます。

# %% [markdown] lang="en"
# Saving writes everything to bytes. Loading makes an entirely new run and replaces its contents, as if it resumed on another machine.
# The state of the random generator becomes a string of JSON, so that the file loads with `allow_pickle=False`. A pickle can run any code while it is loaded; where we can do without, we do.


# %%
def save(run):
    """The whole state as the bytes of an .npz file."""
    file = io.BytesIO()
    np.savez(
        file,
        weights=run.weights,
        m=run.adam.m,
        v=run.adam.v,
        step=run.adam.step,
        rng=json.dumps(run.rng.bit_generator.state),
        order=run.order,
        position=run.position,
    )
    return file.getvalue()


def load(content):
    """A new training run with the saved state."""
    run = fresh(seed=999)  # on a new machine nothing is as it was
    with np.load(io.BytesIO(content), allow_pickle=False) as saved:
        run.weights = saved["weights"]
        run.adam = AdamState(saved["m"], saved["v"], int(saved["step"]))
        run.rng.bit_generator.state = json.loads(str(saved["rng"]))
        run.order, run.position = saved["order"], int(saved["position"])
    return run


def follow(run, until):
    """Train to the given step of the schedule; the weights after every step."""
    path = []
    while len(path) < until:
        advance(run)
        path.append(run.weights)
    return path


SEEDS = 5
starts = [fresh(seed) for seed in range(SEEDS)]
for start in starts:
    follow(start, STOP)
files = [save(start) for start in starts]
without_stop = [follow(start, STEPS - STOP) for start in starts]

# %% [markdown] lang="ja"
# ## 全部を保存すれば同じになる {#identical}
#
# 210ステップで保存し、ファイルから再開した学習と、止めずに続けた学習を比べます。許容誤差なしの比較です。

# %% [markdown] lang="en"
# ## With everything saved, the runs are the same {#identical}
#
# We save at step 210 and compare the run that resumes from the file with the run that never stopped. No tolerance is allowed.

# %%
resumed = [follow(load(content), STEPS - STOP) for content in files]
for one, other in zip(without_stop, resumed, strict=True):
    assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))
record("steps", STEPS, "{:.0f}")
record("stop", STOP, "{:.0f}")
record("full-difference", max(np.abs(a[-1] - b[-1]).max() for a, b in zip(without_stop, resumed)))

# %% [markdown] lang="ja"
# 再開後の90ステップすべてで、重みは最後のビットまで一致しました。
#
# ## 一つずつ忘れる {#forgotten}
#
# 次に、読み込んだ後で一部を初期値に戻します。重みだけは必ず残します。

# %% [markdown] lang="en"
# In all 90 steps after the resume the weights agree to the last bit.
#
# ## Forget one part at a time {#forgotten}
#
# Now we set some parts back to their start after loading. The weights are always kept.


# %%
def forget_moments(run):
    run.adam = AdamState(*np.zeros((2, *run.weights.shape)), run.adam.step)


def forget_step(run):
    run.adam = replace(run.adam, step=0)


def forget_rng(run):
    run.rng = np.random.default_rng(999)


def forget_position(run):
    run.position = 0


def forget_all(run):
    run.adam = adam_start(run.weights)
    forget_rng(run)
    run.order, run.position = run.rng.permutation(ROWS), 0


FORGOTTEN = {
    "moments": (("モーメント", "moments"), forget_moments),
    "step": (("ステップ数", "step count"), forget_step),
    "rng": (("乱数の状態", "random state"), forget_rng),
    "position": (("データの位置", "data position"), forget_position),
    "weights-only": (("重み以外すべて", "all but weights"), forget_all),
}


def resume(content, forget):
    run = load(content)
    forget(run)
    return follow(run, STEPS - STOP)


paths = {
    name: [resume(content, forget) for content in files] for name, (_, forget) in FORGOTTEN.items()
}


def distance(one, other):
    """Largest difference of any weight, after every step."""
    return np.abs(np.array(one) - np.array(other)).max(axis=1)


def test_loss(vector):
    return cross_entropy(shaped(vector, TEMPLATE), DATA.x_test, DATA.y_test)


apart = {
    name: np.array([distance(*pair) for pair in zip(without_stop, runs, strict=True)])
    for name, runs in paths.items()
}
for name, gaps in apart.items():
    assert (gaps[:, 0] > 1e-6).all(), name  # apart from the first step on …
    assert (gaps[:, -1] > 0.02).all(), (name, gaps[:, -1])  # … and never together again

# %%
AFTER = np.arange(STOP + 1, STEPS + 1)
SHOWN = {
    "weights-only": (ORANGE, DASHES[0]),
    "moments": (TEAL, DASHES[2]),
    "step": (PURPLE, DASHES[1]),
    "rng": (INK, DASHES[3]),
}


@figure(
    "apart",
    title=("再開後の重みのずれ", "How far the weights drift apart after resuming"),
    caption=(
        "止めなかった学習との重みの差の最大値です（シード0）。縦軸は対数です。全部を保存した場合の差は常に0なので、描けません。",
        "Largest difference of any weight from the run that never stopped (seed 0), on a logarithmic axis. With everything saved it is always 0 and cannot be drawn.",
    ),
    desc=tuple(
        text + join.join(f"{FORGOTTEN[name][0][at]} {apart[name][0, -1]:.2f}" for name in SHOWN)
        for at, (text, join) in enumerate(
            (
                (f"{STEPS}ステップ後の差は、忘れたものごとに、", "、"),
                (f"Difference after {STEPS} steps, by what was forgotten: ", ", "),
            )
        )
    ),
)
def _(t):
    drawing, (ax,) = axes(height=280)
    for name, (color, dash) in SHOWN.items():
        ax.semilogy(
            AFTER, apart[name][0], color=color, linestyle=dash, label=t(*FORGOTTEN[name][0])
        )
    ax.set(
        xlabel=t("ステップ", "step"),
        ylabel=t("重みの差の最大値", "largest weight difference"),
        xlim=(STOP - 5, STEPS),
    )
    ax.set_yticks([0.01, 0.1, 1], ["0.01", "0.1", "1"])
    ax.minorticks_off()
    ax.legend(loc="lower right", title=t("忘れたもの", "forgotten"))
    return drawing


# %% [markdown] lang="ja"
# どれを忘れても、最初の1ステップからずれ、元の軌跡には戻りません。乱数だけでも、次に落とすユニットが変わるからです。
#
# ## ずれると悪くなるのか {#worse}
#
# 軌跡が違うことと、結果が悪いことは別です。再開した後のテストの損失を、5シードの平均で比べます。

# %% [markdown] lang="en"
# Whatever is forgotten, the runs differ from the first step on and never meet again. The random state alone is enough, because other units are dropped next.
#
# ## Is a different run a worse run? {#worse}
#
# A different path is not the same as a bad result. We compare the test loss after the resume, as a mean of 5 seeds.

# %%
losses = {
    name: np.mean([[test_loss(vector) for vector in run] for run in runs], axis=0)
    for name, runs in {"none": without_stop, **paths}.items()
}
end_accuracy = {
    name: np.mean([accuracy(shaped(run[-1], TEMPLATE), DATA.x_test, DATA.y_test) for run in runs])
    for name, runs in {"none": without_stop, **paths}.items()
}
peak = {name: curve.max() for name, curve in losses.items()}

assert peak["moments"] > peak["none"] + 0.02, peak  # Adam starts cold: the loss jumps
assert peak["weights-only"] > peak["none"] + 0.06, peak
for name in ("rng", "position"):
    assert abs(peak[name] - peak["none"]) < 0.03, (name, peak)  # another run, as good
for name, share in end_accuracy.items():
    assert abs(share - end_accuracy["none"]) < 0.02, (name, end_accuracy)
NAMES = {"none": ("なし（全部を保存）", "nothing (all saved)")} | {
    name: names for name, (names, _) in FORGOTTEN.items()
}
for name in ("none", "moments", "weights-only"):
    record(f"peak-loss-{name}", peak[name], "{:.2f}")


# %%
@figure(
    "bump",
    title=("再開後のテストの損失", "Test loss after resuming"),
    caption=(
        "再開した後のテストの損失（5シードの平均）です。Adamのモーメントがないと、いったん上がってから戻ります。",
        "Test loss after the resume, mean of 5 seeds. Without the moments of Adam it rises before it comes back.",
    ),
    desc=(
        f"最大値は、全部を保存すると{peak['none']:.2f}、モーメントを忘れると{peak['moments']:.2f}、重みしか残さないと{peak['weights-only']:.2f}です。最後は{losses['none'][-1]:.2f}、{losses['moments'][-1]:.2f}、{losses['weights-only'][-1]:.2f}で、近い値に戻ります。",
        f"The peak is {peak['none']:.2f} with everything saved, {peak['moments']:.2f} without the moments and {peak['weights-only']:.2f} with the weights alone. At the end they are close again: {losses['none'][-1]:.2f}, {losses['moments'][-1]:.2f} and {losses['weights-only'][-1]:.2f}.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=260)
    for name, color, dash in (
        ("weights-only", ORANGE, DASHES[0]),
        ("moments", TEAL, DASHES[2]),
        ("none", INK, DASHES[1]),
    ):
        ax.plot(AFTER, losses[name], color=color, linestyle=dash, label=t(*NAMES[name]))
    ax.set(xlabel=t("ステップ", "step"), ylabel=t("テストの損失", "test loss"))
    ax.legend(loc="upper right", title=t("忘れたもの", "forgotten"))
    return drawing


table(
    "forgotten-table",
    caption=(
        f"{STOP}ステップで再開し、{STEPS}ステップまで学習した結果（{SEEDS}シードの平均）",
        f"Resumed at step {STOP}, trained to step {STEPS} (mean of {SEEDS} seeds)",
    ),
    columns=[
        ("忘れたもの", "forgotten"),
        ("最後の重みの差", "weight difference at the end"),
        ("損失の最大", "peak loss"),
        ("最後の損失", "loss at the end"),
        ("最後の正解率", "accuracy at the end"),
    ],
    rows=[
        [
            names,
            "0" if name == "none" else f"{apart[name][:, -1].mean():.2f}",
            f"{peak[name]:.2f}",
            f"{losses[name][-1]:.2f}",
            f"{100 * end_accuracy[name]:.1f}%",
        ]
        for name, names in NAMES.items()
    ],
)

# %% [markdown] lang="ja"
# モーメントを忘れると、再開直後の損失が上がります。Adamが座標ごとの歩幅を測り直す間、歩幅が大きくなるからです。乱数の状態やデータの位置を忘れても別の学習になるだけで、悪くはなりません。
# 最後の正解率の差は2ポイント未満で、損失は少し低くなることさえあります。再開後の大きな歩幅が、学習率を上げたのと同じように働くからです。この課題では、重みだけから再開しても使えるモデルになります。失うのは、まず再現性です。
#
# ## ファイルの大きさ {#size}
#
# Adamは、重みと同じ大きさの`m`と`v`を持ちます。推論に要るのは重みだけです。

# %% [markdown] lang="en"
# Without the moments the loss rises right after the resume: while Adam measures the step of every coordinate again, its steps are large. Without the random state or the data position we get another run, not a worse one.
# At the end the accuracies differ by less than 2 points, and the losses can even be a little lower: large steps after the restart act like a higher learning rate. On this task even the weights alone lead to a usable model. What is lost first is reproducibility.
#
# ## The size of the file {#size}
#
# Adam holds an `m` and a `v`, each as large as the weights. Inference needs the weights alone.


# %%
def size(**arrays):
    file = io.BytesIO()
    np.savez(file, **arrays)
    return len(file.getvalue())


state, weights = load(files[0]).adam, load(files[0]).weights
weights_bytes, full_bytes = size(weights=weights), len(files[0])
assert size(weights=weights, m=state.m, v=state.v) < 3.1 * weights_bytes
assert 3 < full_bytes / weights_bytes < 3.5, (full_bytes, weights_bytes)
record("weights-kilobytes", weights_bytes / 1000, "{:.0f}")
record("full-kilobytes", full_bytes / 1000, "{:.0f}")

# %% [markdown] lang="ja"
# 完全な状態は、重みだけのファイルの約3倍です。3倍を少し超えるのは、500枚の並び順なども入っているからで、大きなモデルほど3倍に近づきます。
# モーメントを持たないSGDなら約1倍、モーメンタム付きなら約2倍になります。
#
# ## どのくらいの間隔で保存するか {#interval}
#
# いつ中断されるか分からない計算資源では、保存の間隔も決めなければなりません。まめに保存すれば保存に時間を取られ、まれに保存すればやり直しが増えます。
# {=checkpoints/interval-work}時間分の計算を、平均{=checkpoints/interval-between}時間に1回、でたらめな時刻に中断されるVMで動かすとします。1回の保存に{=checkpoints/interval-save}分、再開に{=checkpoints/interval-restart}分かかるとします。どれも説明のための値で、実際の中断の頻度を表すものではありません。
#
# 中断までの時間が平均$M$の指数分布に従うなら、長さ$s$の区間を終えるまでの時間の平均は$(M+R)(e^{s/M}-1)$です。$R$は再開にかかる時間で、区間の途中で中断されると区間の始めに戻ります。
# 1区間で$\tau$だけ計算して保存に$C$かけるなら、$s=\tau+C$です。

# %% [markdown] lang="en"
# The whole state is about 3 times the file with the weights alone. It is a little more than 3 times because the order of the 500 rows and other things are in it too; the larger the model, the closer to 3 times.
# Plain SGD, which has no moments, comes to about 1 time, SGD with momentum to about 2 times.
#
# ## How often to save {#interval}
#
# On resources that may be taken away at any time we also have to choose the interval. Save often, and saving takes time; save rarely, and more work is repeated.
# Suppose {=checkpoints/interval-work} hours of computing on a VM that is preempted at random times, every {=checkpoints/interval-between} hours on average. 1 save takes {=checkpoints/interval-save} minutes, a restart {=checkpoints/interval-restart} minutes. These values are for illustration; they do not describe how often preemption really happens.
#
# If the time to the next preemption is exponential with mean $M$, the mean time to get through a stretch of length $s$ is $(M+R)(e^{s/M}-1)$. Here $R$ is the time of a restart, and a preemption throws us back to the start of the stretch.
# With $\tau$ of computing and $C$ of saving in a stretch, $s=\tau+C$.

# %%
WORK, BETWEEN, SAVE, RESTART = 24.0, 6.0, 2 / 60, 5 / 60  # hours


def expected_hours(interval):
    """Mean time to finish the work if it is saved once per `interval` hours of computing."""
    return WORK / interval * (BETWEEN + RESTART) * np.expm1((interval + SAVE) / BETWEEN)


def simulated_hours(interval, rng):
    """Play one job through: a preemption throws the work since the last save away."""
    clock, done, next_stop = 0.0, 0.0, rng.exponential(BETWEEN)
    while done < WORK - 1e-9:
        if next_stop >= clock + interval + SAVE:
            clock, done = clock + interval + SAVE, done + interval
        else:
            clock = next_stop + RESTART
            next_stop = clock + rng.exponential(BETWEEN)
    return clock


rng = np.random.default_rng(0)
for minutes in (10, 40, 240):  # the formula against a play of chance
    played = np.mean([simulated_hours(minutes / 60, rng) for _ in range(400)])
    assert abs(played / expected_hours(minutes / 60) - 1) < 0.1, (minutes, played)

every = np.geomspace(1 / 60, WORK, 300)
best = every[expected_hours(every).argmin()]
young = np.sqrt(2 * SAVE * BETWEEN)  # Young's first-order approximation
assert abs(young / best - 1) < 0.1, (young, best)
assert expected_hours(best) < 1.2 * WORK and expected_hours(WORK) > 10 * WORK
for factor in (0.5, 2):
    assert expected_hours(factor * best) < 1.05 * expected_hours(best), factor  # a wide valley
record("interval-work", WORK, "{:.0f}")
record("interval-between", BETWEEN, "{:.0f}")
record("interval-save", 60 * SAVE, "{:.0f}")
record("interval-restart", 60 * RESTART, "{:.0f}")
record("best-minutes", 60 * best, "{:.0f}")
record("young-minutes", 60 * young, "{:.0f}")
record("hours-best", expected_hours(best), "{:.0f}")
record("hours-every-4-hours", expected_hours(4.0), "{:.0f}")
record("hours-without", expected_hours(WORK), "{:.0f}")


# %%
@figure(
    "interval",
    title=("保存の間隔と終わるまでの時間", "Save interval and time to finish"),
    caption=(
        f"{WORK:.0f}時間分の計算が終わるまでの時間の平均です（平均{BETWEEN:.0f}時間に1回の中断、保存に{60 * SAVE:.0f}分、再開に{60 * RESTART:.0f}分）。{60 * best:.0f}分ごとが最短で、谷は広くなっています。両軸とも対数です。",
        f"Mean time to finish {WORK:.0f} hours of computing, with a preemption every {BETWEEN:.0f} hours on average, {60 * SAVE:.0f} minutes per save and {60 * RESTART:.0f} per restart. Saving every {60 * best:.0f} minutes is best, and the valley is wide. Both axes are logarithmic.",
    ),
    desc=(
        f"1分ごとに保存すると{expected_hours(1 / 60):.0f}時間、{60 * best:.0f}分ごとなら{expected_hours(best):.0f}時間、4時間ごとなら{expected_hours(4.0):.0f}時間、最後にしか保存しないと{expected_hours(WORK):.0f}時間かかります。",
        f"Saving every minute takes {expected_hours(1 / 60):.0f} hours, every {60 * best:.0f} minutes {expected_hours(best):.0f} hours, every 4 hours {expected_hours(4.0):.0f} hours, and saving only at the end {expected_hours(WORK):.0f} hours.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=280)
    ax.loglog(60 * every, expected_hours(every), color=TEAL)
    ax.axhline(WORK, color=MUTED, linestyle=DASHES[3], linewidth=1.2)
    ax.text(
        1440,
        20,
        t(f"計算そのもの：{WORK:.0f}時間", f"the work itself: {WORK:.0f} h"),
        color=MUTED,
        ha="right",
    )
    for hours, text, shift, side in (
        (1 / 60, t("1分ごと", "every minute"), (2, 10), "left"),
        (best, t(f"{60 * best:.0f}分ごと", f"every {60 * best:.0f} min"), (0, 12), "center"),
        (4.0, t("4時間ごと", "every 4 h"), (-4, 22), "right"),
        (WORK, t("最後だけ", "only at the end"), (-12, -8), "right"),
    ):
        total = expected_hours(hours)
        ax.plot(60 * hours, total, MARKERS[0], color=ORANGE, markersize=7)
        ax.annotate(
            t(f"{text}：{total:.0f} h", f"{text}: {total:.0f} h"),
            (60 * hours, total),
            xytext=shift,
            textcoords="offset points",
            ha=side,
        )
    ax.set_xticks([1, 10, 60, 240, 1440], ["1", "10", "60", "240", "1440"])
    ax.set_yticks([24, 50, 100, 300], ["24", "50", "100", "300"])
    ax.minorticks_off()
    ax.set(
        ylim=(18, 500),
        xlabel=t("保存の間隔（分）", "save interval (minutes)"),
        ylabel=t("終わるまでの時間（h）", "time to finish (h)"),
    )
    return drawing


# %% [markdown] lang="ja"
# 保存しなければ、{=checkpoints/interval-work}時間の計算に平均で{=checkpoints/hours-without}時間かかります。VMが安くても引き合いません。
# 最短の間隔は、Youngの近似式$\sqrt{2CM}$でほぼ当たります。間隔が2倍や半分にずれても延びるのは5%未満なので、中断の頻度を正確に知らなくても選べます。

# %% [markdown] lang="en"
# Without saving, {=checkpoints/interval-work} hours of computing take {=checkpoints/hours-without} hours on average. No discount makes up for that.
# Young's approximation, $\sqrt{2CM}$, comes close to the best interval. Twice or half the best interval adds less than 5%, so it can be chosen without knowing the exact rate of preemption.

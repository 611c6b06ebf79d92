# ---
# title:
#   ja: 過学習と対策の比較
#   en: Overfitting and its remedies
# description:
#   ja: トレーニングの損失だけが下がる過学習を作り、小さなモデル、L2正則化、ドロップアウト、データ追加、早期停止を比べます。
#   en: Makes a network overfit, then compares a smaller model, L2 regularization, dropout, more data, clean labels and early stopping.
# ---

# %% [markdown] lang="ja"
# トレーニングの損失は下がり続けるのに、テストの損失は途中から上がる。これが過学習です。
# わざと過学習を起こし、よく挙げられる対策を同じステップ数で比べます。モデルを小さくすれば直るのでしょうか。
#
# ## 過学習を起こす {#setup}
#
# 手書き数字200枚だけを、ラベルの約20%を間違えたまま、隠れ層128ユニットのネットワークに学習させます。
# 25枚ずつ、学習率0.2、120エポックです。
# トレーニングに使わない797枚のうち300枚を検証データ、残りをテストデータにします。検証データは止めどきを選ぶため、テストデータは最後に測るためです。

# %% [markdown] lang="en"
# The training loss keeps falling, but from some epoch on the test loss rises. That is overfitting.
# We cause it on purpose and compare the usual remedies at an equal number of steps. Does a smaller model repair it?
#
# ## Make a network overfit {#setup}
#
# A network with 128 hidden units learns from only 200 handwritten digits, and about 20% of the labels are wrong.
# Batches of 25, learning rate 0.2, 120 epochs.
# Of the 797 images that are never trained on, 300 are validation data and the rest test data: validation data to choose when to stop, test data to measure at the end.

# %%
import numpy as np

from helpers.lab import figure, record, table
from helpers.mlkit import accuracy, batches, cross_entropy, digits, gradients, network, step
from helpers.style import DASHES, MARKERS, MUTED, ORANGE, PURPLE, TEAL, axes

POOL, ROWS, BATCH, LR, EPOCHS, SEEDS = 1000, 200, 25, 0.2, 120, 3
EPOCH_STEPS = ROWS // BATCH
VALIDATION = 300
TRAIN_LOSS, VALIDATION_LOSS, TEST_LOSS, TEST_ACCURACY = range(4)


def run(seed, *, rows=ROWS, width=128, wrong=0.2, l2=0.0, keep=1.0):
    """Train, and measure every 8 steps; the result has a row per measure, a column per epoch.

    A run with more rows takes the same number of steps, so it sees each row less often.
    """
    rng = np.random.default_rng(seed)
    data = digits(POOL, rng, wrong=wrong)
    x, y = data.x[:rows], data.y[:rows]
    x_val, y_val = data.x_test[:VALIDATION], data.y_test[:VALIDATION]
    x_test, y_test = data.x_test[VALIDATION:], data.y_test[VALIDATION:]
    net = network((64, width, 10), rng)
    history = []
    while len(history) < EPOCHS:
        for count, chosen in enumerate(batches(rows, BATCH, rng), start=1):
            step(net, gradients(net, x[chosen], y[chosen], l2=l2, keep=keep, rng=rng), LR)
            if count % EPOCH_STEPS == 0:
                history.append(
                    (
                        cross_entropy(net, x, y),
                        cross_entropy(net, x_val, y_val),
                        cross_entropy(net, x_test, y_test),
                        accuracy(net, x_test, y_test),
                    )
                )
    return np.array(history).T


baseline = [run(seed) for seed in range(SEEDS)]

# %% [markdown] lang="ja"
# ## トレーニングは下がり、テストは上がる {#train-falls-test-rises}

# %% [markdown] lang="en"
# ## Training falls, test rises {#train-falls-test-rises}

# %%
train_loss, validation_loss, test_loss, _ = baseline[0]
best = int(test_loss.argmin())

for history in baseline:
    train, test = history[TRAIN_LOSS], history[TEST_LOSS]
    assert train[-1] < train[test.argmin()] / 2  # training goes on …
    assert test[-1] > 1.15 * test.min(), (test[-1], test.min())  # … while the test loss is rising
record("best-epoch", best + 1, "{:.0f}")
record("train-loss-best", train_loss[best], "{:.2f}")
record("train-loss-end", train_loss[-1], "{:.2f}")
record("test-loss-best", test_loss[best], "{:.2f}")
record("test-loss-end", test_loss[-1], "{:.2f}")

# %%
AT = np.arange(1, EPOCHS + 1)


@figure(
    "train-falls-test-rises",
    title=("過学習の損失曲線", "The loss curves of overfitting"),
    caption=(
        f"テストの損失は{best + 1}エポックで最小になり、その後は上がります。トレーニングの損失は下がり続けます。",
        f"The test loss is lowest at epoch {best + 1} and rises from there. The training loss keeps falling.",
    ),
    desc=(
        f"{best + 1}エポックから{EPOCHS}エポックまでに、トレーニングの損失は{train_loss[best]:.2f}から{train_loss[-1]:.2f}に下がり、テストの損失は{test_loss[best]:.2f}から{test_loss[-1]:.2f}に上がります。",
        f"From epoch {best + 1} to epoch {EPOCHS} the training loss falls from {train_loss[best]:.2f} to {train_loss[-1]:.2f}, and the test loss rises from {test_loss[best]:.2f} to {test_loss[-1]:.2f}.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=270)
    ax.plot(AT, train_loss, color=TEAL, linestyle=DASHES[0])
    ax.plot(AT, test_loss, color=ORANGE, linestyle=DASHES[1])
    ax.axvline(best + 1, color=MUTED, linestyle=DASHES[3], linewidth=1.2)
    ax.plot(best + 1, test_loss[best], MARKERS[0], color=ORANGE, markersize=8)
    ax.text(best + 3, 1.9, t(f"最良：{best + 1}エポック", f"best: epoch {best + 1}"), color=MUTED)
    ax.text(EPOCHS, 1.15, t("テスト", "test"), color=ORANGE, ha="right")
    ax.text(EPOCHS, 0.32, t("トレーニング", "training"), color=TEAL, ha="right")
    ax.set(
        ylim=(0, 2.1),
        yticks=(0, 0.5, 1, 1.5, 2),
        xlabel=t("エポック", "epoch"),
        ylabel=t("損失", "loss"),
    )
    return drawing


# %% [markdown] lang="ja"
# ネットワークは、間違ったラベルまで1枚ずつ覚え始めています。
#
# ## 対策を比べる {#remedies}
#
# 一つずつ変えて、同じステップ数で学習します。
#
# - 小さなモデル：隠れ層を128から8ユニットにします。
# - L2正則化：係数0.01です。
# - ドロップアウト：隠れ層のユニットを0.5の確率で落とします。
# - データ5倍：間違いの割合は同じまま、1000枚にします。
# - 正しいラベル：同じ200枚のラベルを直します。

# %% [markdown] lang="en"
# The network has started to learn even the wrong labels by heart, one image at a time.
#
# ## Compare the remedies {#remedies}
#
# Change one thing at a time and train for the same number of steps.
#
# - Smaller model: 8 hidden units instead of 128.
# - L2 regularization: coefficient 0.01.
# - Dropout: drop hidden units with probability 0.5.
# - 5 times the data: 1000 images with the same share of wrong labels.
# - Clean labels: correct the labels of the same 200 images.

# %%
REMEDIES = {
    "baseline": (("そのまま", "baseline"), {}),
    "width-8": (("小さなモデル", "smaller model"), {"width": 8}),
    "l2": (("L2正則化", "L2"), {"l2": 0.01}),
    "dropout": (("ドロップアウト", "dropout"), {"keep": 0.5}),
    "data-5x": (("データ5倍", "5× data"), {"rows": 5 * ROWS}),
    "clean-labels": (("正しいラベル", "clean labels"), {"wrong": 0.0}),
}
histories = {
    name: baseline if name == "baseline" else [run(seed, **change) for seed in range(SEEDS)]
    for name, (_, change) in REMEDIES.items()
}

at_end = {name: np.array([h[TEST_LOSS, -1] for h in runs]) for name, runs in histories.items()}
at_best = {  # the test loss in the epoch that the validation data would choose
    name: np.array([h[TEST_LOSS, h[VALIDATION_LOSS].argmin()] for h in runs])
    for name, runs in histories.items()
}
end = {name: losses.mean() for name, losses in at_end.items()}
chosen_epoch = {name: losses.mean() for name, losses in at_best.items()}
end_accuracy = {
    name: np.mean([h[TEST_ACCURACY, -1] for h in runs]) for name, runs in histories.items()
}

assert (at_end["width-8"] > at_end["baseline"]).all()  # shrinking made it worse, in every seed
assert end["width-8"] > chosen_epoch["width-8"] + 0.05  # 8 units overfit as well …
assert (at_best["width-8"] > at_best["baseline"]).all()  # … and stopped in time they still lose
assert abs(chosen_epoch["baseline"] - chosen_epoch["l2"]) < 0.05
assert end["l2"] < end["baseline"] and end["dropout"] < 0.9 * end["baseline"]
assert end["data-5x"] < end["dropout"] and end["clean-labels"] < end["data-5x"]
for name in REMEDIES:
    # Stopping in time never costs more than noise.
    assert chosen_epoch[name] <= end[name] + 0.02, name
    record(f"test-loss-{name}", end[name], "{:.2f}")
    record(f"test-accuracy-{name}", end_accuracy[name], "{:.2f}")
    record(f"chosen-test-loss-{name}", chosen_epoch[name], "{:.2f}")


# %%
def listed(language):
    """Every remedy with its loss, for the text alternative."""
    mark = ("：", ": ")[language]
    join = ("、", "; ")[language]
    return join.join(
        f"{names[language]}{mark}{end[name]:.2f}" for name, (names, _) in REMEDIES.items()
    )


@figure(
    "remedies",
    title=("対策ごとのテストの損失", "Test loss with each remedy"),
    caption=(
        f"丸は{EPOCHS}エポック後の平均、ひげは{SEEDS}シードの範囲、四角は検証データで選んだエポックの平均です。左ほど良い結果です。",
        f"Circle: mean after {EPOCHS} epochs, with the range of {SEEDS} seeds. Square: mean in the epoch chosen on validation data. Further left is better.",
    ),
    desc=(
        f"{EPOCHS}エポック後のテストの損失の平均です。{listed(0)}。",
        f"Mean test loss after {EPOCHS} epochs. {listed(1)}.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=280)
    at = np.arange(len(REMEDIES))[::-1]
    spans = np.array([(losses.min(), losses.max()) for losses in at_end.values()])
    ax.hlines(at, spans[:, 0], spans[:, 1], color=TEAL, linewidth=1.5)
    ax.plot(
        list(end.values()), at, MARKERS[0], color=TEAL, markersize=8, label=t("最後", "at the end")
    )
    ax.plot(
        list(chosen_epoch.values()),
        at - 0.25,
        MARKERS[1],
        color=ORANGE,
        markerfacecolor="none",
        label=t("検証で選んだエポック", "chosen epoch"),
    )
    ax.axvline(end["baseline"], color=MUTED, linestyle=DASHES[3], linewidth=1.2)
    ax.set_yticks(at, [t(*names) for names, _ in REMEDIES.values()])
    ax.set(xlim=(0, 1), ylim=(-0.6, len(REMEDIES) - 0.5), xlabel=t("テストの損失", "test loss"))
    ax.legend(loc="lower center", bbox_to_anchor=(0.4, 1.0), ncols=2, handlelength=1.0)
    return drawing


table(
    "remedies-table",
    caption=(
        f"{EPOCHS}エポック後のテストの損失と正解率、検証データで選んだエポックの損失（{SEEDS}シードの平均）",
        f"Test loss and accuracy after {EPOCHS} epochs, and test loss in the epoch chosen on validation data (mean of {SEEDS} seeds)",
    ),
    columns=[
        ("対策", "remedy"),
        ("最後の損失", "loss at the end"),
        ("最後の正解率", "accuracy at the end"),
        ("選んだエポックの損失", "loss in chosen epoch"),
    ],
    rows=[
        [names, f"{end[name]:.2f}", f"{end_accuracy[name]:.2f}", f"{chosen_epoch[name]:.2f}"]
        for name, (names, _) in REMEDIES.items()
    ],
)

# %% [markdown] lang="ja"
# モデルを小さくすると、この課題では悪化しました。8ユニットでも過学習し、最良のエポックで止めても「そのまま」に負けています。
# 効いたのはラベルの質とデータの量で、次がドロップアウトです。L2正則化は最後の損失を下げますが、止めどきを選んだ「そのまま」とほぼ同じです。
# 順位はこの課題のものです。別のデータなら、小さくするのが効くこともあります。
#
# ## 早期停止と待つ回数 {#early-stopping}
#
# 検証データの損失が最小のエポックは、その後に上がってからしか分かりません。そこで、改善がない回数を数え、決めた回数（patience）に達したら止めます。
# 止めた時点の重みは最良の重みではないので、最良のエポックの重みに戻します。

# %% [markdown] lang="en"
# Shrinking the model made it worse here. Even 8 units overfit, and stopped at their best epoch they still lose to the baseline.
# What helped most was clean labels and more data, then dropout. L2 regularization lowers the loss at the end, but it is about equal to the baseline stopped in time.
# The ranking belongs to this task. On other data, shrinking can help.
#
# ## Early stopping and patience {#early-stopping}
#
# The epoch with the lowest validation loss is known only after the loss has risen again. So we count the epochs without improvement and stop when they reach a limit, the patience.
# The weights at that moment are not the best ones, so we go back to the weights of the best epoch.


# %%
def stop_early(losses, patience):
    """(epoch at which training stops, best epoch until then), both counted from 1.

    The counting follows Keras: patience 0 and 1 both stop at the first epoch without improvement.
    """
    best_epoch = 1
    for epoch in range(2, len(losses) + 1):
        if losses[epoch - 1] < losses[best_epoch - 1]:
            best_epoch = epoch
        elif epoch - best_epoch >= patience:
            return epoch, best_epoch
    return len(losses), best_epoch


PATIENCES = (0, 1, 5, 20)
stops = {patience: stop_early(validation_loss, patience) for patience in PATIENCES}

assert stops[0] == stops[1]
assert stops[0][0] < stops[5][0] < stops[20][0] < EPOCHS  # more patience, later stop
kept = {patience: test_loss[best_epoch - 1] for patience, (_, best_epoch) in stops.items()}
last = {patience: test_loss[stopped - 1] for patience, (stopped, _) in stops.items()}
assert kept[20] < kept[0] - 0.02, kept  # no patience stops at the first small bump
assert kept[20] < last[20] - 0.02, (kept, last)  # not going back loses what patience won
for patience, (stopped, best_epoch) in stops.items():
    record(f"stop-patience-{patience}", stopped, "{:.0f}")
    record(f"best-patience-{patience}", best_epoch, "{:.0f}")
    record(f"kept-test-loss-patience-{patience}", kept[patience], "{:.2f}")
    record(f"last-test-loss-patience-{patience}", last[patience], "{:.2f}")

# %%
SHOWN_PATIENCES = (0, 5, 20)


@figure(
    "early-stopping",
    title=("早期停止と待つ回数", "Early stopping and patience"),
    caption=(
        "検証データの損失です。印は止まったエポック、白抜きの四角は戻る先のエポックです。待つ回数が0だと小さな上がりで止まります。",
        "The loss on validation data. Filled marks: where training stops; open squares: the epoch to go back to. Patience 0 stops at the first small bump.",
    ),
    desc=tuple(
        join.join(
            text.format(
                patience=patience,
                stop=stops[patience][0],
                best=stops[patience][1],
                kept=kept[patience],
            )
            for patience in SHOWN_PATIENCES
        )
        for text, join in (
            (
                "待つ回数{patience}：{stop}エポックで止まり、{best}エポックに戻る（テストの損失{kept:.2f}）。",
                "",
            ),
            (
                "Patience {patience}: stops at epoch {stop} and goes back to epoch {best} (test loss {kept:.2f}).",
                " ",
            ),
        )
    ),
)
def _(t):
    drawing, (ax,) = axes(height=270)
    ax.plot(AT, validation_loss, color=MUTED, linestyle=DASHES[0], linewidth=1.3)
    styles = zip(
        SHOWN_PATIENCES, (ORANGE, PURPLE, TEAL), MARKERS[2:], (1.55, 1.4, 1.25), strict=True
    )
    for patience, color, marker, label_height in styles:
        stopped, best_epoch = stops[patience]
        height = validation_loss[stopped - 1]
        ax.vlines(stopped, height, label_height, color=color, linewidth=1)
        ax.plot(stopped, height, marker, color=color, markersize=8)
        ax.text(
            stopped + 1,
            label_height,
            t(f"待つ回数{patience}", f"patience {patience}"),
            color=color,
            va="center",
        )
        ax.plot(
            best_epoch,
            validation_loss[best_epoch - 1],
            MARKERS[1],
            color=color,
            markerfacecolor="none",
            markersize=8,
        )
    ax.set(
        ylim=(0.6, 1.65),
        xlabel=t("エポック", "epoch"),
        ylabel=t("検証データの損失", "validation loss"),
    )
    return drawing


table(
    "early-stopping-table",
    caption=(
        "待つ回数と、止まったエポック、最良のエポック、テストの損失（シード0）",
        "Patience, the epoch of the stop, the best epoch, and the test loss (seed 0)",
    ),
    columns=[
        ("待つ回数", "patience"),
        ("止まった", "stopped at"),
        ("最良", "best"),
        ("戻した場合の損失", "loss, restored"),
        ("戻さない場合の損失", "loss, not restored"),
    ],
    rows=[
        [
            f"{patience}",
            f"{stopped}",
            f"{best_epoch}",
            f"{kept[patience]:.2f}",
            f"{last[patience]:.2f}",
        ]
        for patience, (stopped, best_epoch) in stops.items()
    ],
)

# %% [markdown] lang="ja"
# 待つ回数が0か1だと、最初の小さな揺れで止まってしまいます。大きくすると止まるのは遅くなりますが、重みを戻せば失うのは計算時間だけです。
# 待つ回数5のように、戻さない方がテストの損失で少し良く見えることもあります。検証データは300枚しかなく、最良のエポックの選択にも雑音があるからです。

# %% [markdown] lang="en"
# With patience 0 or 1 the training stops at the first small bump. More patience stops later, but if the weights are restored it costs only computing time.
# As with patience 5, not restoring may even look slightly better on the test data: the validation data has only 300 images, so the choice of the best epoch is noisy too.

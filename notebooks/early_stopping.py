# ---
# title:
#   ja: 早期停止の損得
#   en: What early stopping costs and saves
# description:
#   ja: 待つ回数ごとの計算時間とテストの損失、検証データの件数による選び方の雑音、重みを戻さない損、リッジ回帰との近さを測ります。
#   en: Measures the time and test loss of each patience, the noise of small validation sets, the price of not restoring, and how close it is to ridge.
# ---

# %% [markdown] lang="ja"
# 早期停止の待つ回数は、いくつにすればよいのでしょうか。短ければ計算は減りますが、早すぎる停止で損をします。
# 一つの学習での止まり方は[過学習のラボ](overfitting.ipynb#early-stopping)にあります。ここでは同じ課題を6シードで学習し、損と得を平均で測ります。
#
# ## 最良のエポックより何を失うか {#setup}
#
# 間違ったラベルを約20%含む手書き数字200枚を、隠れ層128ユニットのネットワークに学習させます。25枚ずつ、学習率0.2、120エポックです。
# 残りの画像のうち597枚で、各エポックのテストの損失を測ります。1000枚は検証データの候補とし、1枚ごとの損失を記録します。こうすれば、学習を繰り返さずに、さまざまな検証データを選んで早期停止をやり直せます。

# %% [markdown] lang="en"
# How much patience should early stopping have? A short one saves computing, but loses when it stops too soon.
# How a single run stops is shown in the [lab on overfitting](overfitting.ipynb#early-stopping). Here we train the same task with 6 seeds and measure gain and loss on average.
#
# ## What we lose against the best epoch {#setup}
#
# A network with 128 hidden units learns from 200 handwritten digits, about 20% of them with a wrong label. Batches of 25, learning rate 0.2, 120 epochs.
# Of the other images, 597 give the test loss of each epoch. The remaining 1000 are the pool for validation data, and we keep the loss of every single image. So we can pick many validation sets and repeat early stopping without repeating the training.

# %%
import numpy as np
from sklearn.linear_model import Ridge

from helpers.lab import figure, record, table
from helpers.mlkit import cross_entropy, digits, logits, network, train
from helpers.style import DASHES, INK, MARKERS, ORANGE, TEAL, axes

ROWS, TEST, EPOCHS, SEEDS = 200, 597, 120, 6


def losses_per_image(net, x, y):
    """The cross-entropy of every single image."""
    z = logits(net, x)
    z = z - z.max(axis=1, keepdims=True)
    return np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y]


def run(seed):
    """Test loss per epoch, and the losses of the validation pool: (epochs, 1000)."""
    rng = np.random.default_rng(seed)
    data = digits(ROWS, rng, wrong=0.2)
    test_losses, pool_losses = [], []

    def watch(_, net):
        test_losses.append(cross_entropy(net, data.x_test[:TEST], data.y_test[:TEST]))
        pool_losses.append(losses_per_image(net, data.x_test[TEST:], data.y_test[TEST:]))

    train(
        network((64, 128, 10), rng),
        data,
        lr=0.2,
        batch=25,
        epochs=EPOCHS,
        rng=rng,
        each_epoch=watch,
    )
    return np.array(test_losses), np.array(pool_losses)


runs = [run(seed) for seed in range(SEEDS)]
POOL = runs[0][1].shape[1]
best_loss = np.mean([test.min() for test, _ in runs])
end_loss = np.mean([test[-1] for test, _ in runs])
assert end_loss > best_loss + 0.05, (end_loss, best_loss)

# %% [markdown] lang="ja"
# 最良のエポックは、テストの損失を見て初めて分かる理想です。実際に選べるのは、検証データで良く見えたエポックだけです。両者のテストの損失の差を、以下では**損**と呼びます。
#
# ## 待つ回数の値段 {#patience}
#
# 検証データ300枚を1000枚から選び、早期停止をやり直します。シードごとに50通りです。数え方はKerasと同じで、最良の値を更新しないエポックが待つ回数だけ続いたら止めます。

# %% [markdown] lang="en"
# The best epoch is an ideal that only the test loss reveals. In practice we can pick only the epoch that looked best on the validation data. Below, the **cost** is the difference of the two in test loss.
#
# ## The price of patience {#patience}
#
# We pick 300 validation images out of the 1000 and repeat early stopping, 50 times per seed. The counting is that of Keras: stop when as many epochs as the patience have passed without a new best value.


# %%
def stop_early(losses, patience, min_delta=0.0):
    """(epoch of the stop, best epoch until then), counted from 1."""
    best = 1
    for epoch in range(2, len(losses) + 1):
        if losses[epoch - 1] < losses[best - 1] - min_delta:
            best = epoch
        elif epoch - best >= patience:
            return epoch, best
    return len(losses), best


DRAWS = 50
TRAINED, RESTORED, LAST, FLATTERED = range(4)


def repeat(images, patience, min_delta=0.0):
    """Mean per seed of: epochs trained, cost restored, cost not restored, flattery: (4, seeds)."""
    rng = np.random.default_rng(1)
    results = []
    for test, pool in runs:
        for _ in range(DRAWS):
            curve = pool[:, rng.choice(POOL, images, replace=False)].mean(axis=1)
            stopped, best = stop_early(curve, patience, min_delta)
            results.append(
                (
                    stopped,
                    test[best - 1] - test.min(),
                    test[stopped - 1] - test.min(),
                    pool[best - 1].mean() - curve[best - 1],
                )
            )
    return np.array(results).reshape(SEEDS, DRAWS, 4).mean(axis=1).T


PATIENCES, VALIDATION = (1, 2, 5, 10, 20, 40), 300
by_patience = {patience: repeat(VALIDATION, patience) for patience in PATIENCES}
mean = {patience: values.mean(axis=1) for patience, values in by_patience.items()}

assert all(
    mean[one][TRAINED] < mean[other][TRAINED] for one, other in zip(PATIENCES, PATIENCES[1:])
)
assert mean[1][RESTORED] > 0.1 > 0.03 > mean[5][RESTORED]  # too little patience is what costs
assert mean[10][RESTORED] < 0.02 and abs(mean[40][RESTORED] - mean[10][RESTORED]) < 0.01
for patience in PATIENCES[2:]:  # not going back costs, in every seed
    assert (by_patience[patience][LAST] > by_patience[patience][RESTORED]).all(), patience
assert mean[40][LAST] > mean[10][LAST] + 0.04  # … and more with more patience
for patience in (1, 10, 40):
    record(f"epochs-{patience}", mean[patience][TRAINED], "{:.0f}")
    record(f"cost-{patience}", mean[patience][RESTORED], "{:.3f}")
    record(f"last-cost-{patience}", mean[patience][LAST], "{:.3f}")
record("saved-share-10", 100 * (1 - mean[10][TRAINED] / EPOCHS), "{:.0f}")


# %%
@figure(
    "patience",
    title=("待つ回数と損", "Patience and its cost"),
    caption=(
        f"最良のエポックとのテストの損失の差です（{SEEDS}シードの平均、帯はシードの範囲）。重みを戻さないと、待つほど損が増えます。",
        f"Difference in test loss from the best epoch (mean of {SEEDS} seeds, band: range of the seeds). Without restoring the weights, waiting longer costs more.",
    ),
    desc=(
        f"重みを戻す場合の損は、待つ回数1で{mean[1][RESTORED]:.3f}、5で{mean[5][RESTORED]:.3f}、40で{mean[40][RESTORED]:.3f}です。戻さない場合は、1で{mean[1][LAST]:.3f}、5で{mean[5][LAST]:.3f}、40で{mean[40][LAST]:.3f}です。",
        f"With restored weights the cost is {mean[1][RESTORED]:.3f} at patience 1, {mean[5][RESTORED]:.3f} at 5 and {mean[40][RESTORED]:.3f} at 40. Without restoring it is {mean[1][LAST]:.3f} at 1, {mean[5][LAST]:.3f} at 5 and {mean[40][LAST]:.3f} at 40.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=270)
    at = np.arange(len(PATIENCES))
    for column, color, marker, dash, label in (
        (LAST, ORANGE, MARKERS[1], DASHES[1], t("戻さない", "not restored")),
        (RESTORED, TEAL, MARKERS[0], DASHES[0], t("最良の重みに戻す", "best weights restored")),
    ):
        seeds = np.array([by_patience[patience][column] for patience in PATIENCES])
        ax.fill_between(at, seeds.min(axis=1), seeds.max(axis=1), color=color, alpha=0.15)
        ax.plot(at, seeds.mean(axis=1), color=color, marker=marker, linestyle=dash, label=label)
    ax.set_xticks(at, [f"{patience}" for patience in PATIENCES])
    ax.set(
        ylim=(0, None),
        xlabel=t("待つ回数（エポック）", "patience (epochs)"),
        ylabel=t("損（テストの損失の差）", "cost (in test loss)"),
    )
    ax.legend(loc="upper center")
    return drawing


table(
    "patience-table",
    caption=(
        f"検証データ{VALIDATION}枚のときの、待つ回数ごとの平均（{SEEDS}シード、各{DRAWS}通り）。打ち切らないと{EPOCHS}エポックで、損は{end_loss - best_loss:.3f}です。",
        f"Means by patience with {VALIDATION} validation images ({SEEDS} seeds, {DRAWS} draws each). Without stopping: {EPOCHS} epochs and a cost of {end_loss - best_loss:.3f}.",
    ),
    columns=[
        ("待つ回数", "patience"),
        ("学習したエポック", "epochs trained"),
        ("戻した場合の損", "cost, restored"),
        ("戻さない場合の損", "cost, not restored"),
    ],
    rows=[
        [
            f"{patience}",
            f"{mean[patience][TRAINED]:.0f}",
            f"{mean[patience][RESTORED]:.3f}",
            f"{mean[patience][LAST]:.3f}",
        ]
        for patience in PATIENCES
    ],
)

# %% [markdown] lang="ja"
# 待つ回数1では、最初の小さな揺れで止まり、大きく損をします。10まで延ばすと損はほとんどなくなり、それ以上待っても計算が増えるだけです。
# ただし、これは重みを戻す場合の話です。戻さないと、止まった時点の重みは、待った分だけ過学習しています。
#
# ## 小さな改善を数えない {#min-delta}
#
# `min_delta`は、これより小さい改善を改善と数えないための値です。待つ回数10で試します。

# %% [markdown] lang="en"
# With patience 1 the training stops at the first small bump, at a high cost. At 10 almost nothing is lost, and waiting longer only adds computing.
# But that holds with restored weights. Without restoring, the longer we waited, the more the weights at the stop overfit.
#
# ## Do not count small improvements {#min-delta}
#
# `min_delta` is a value below which an improvement does not count. We try it with patience 10.

# %%
MIN_DELTAS = (0.0, 0.01, 0.03, 0.1)
by_delta = {delta: repeat(VALIDATION, 10, delta).mean(axis=1) for delta in MIN_DELTAS}
assert by_delta[0.1][TRAINED] < by_delta[0.01][TRAINED] < by_delta[0.0][TRAINED]
assert by_delta[0.01][RESTORED] < by_delta[0.0][RESTORED] + 0.01
assert by_delta[0.1][RESTORED] > by_delta[0.0][RESTORED] + 0.03
record("delta-0-01-epochs", by_delta[0.01][TRAINED], "{:.0f}")
record("delta-0-01-cost", by_delta[0.01][RESTORED], "{:.3f}")
record("delta-0-1-cost", by_delta[0.1][RESTORED], "{:.3f}")

table(
    "min-delta-table",
    caption=(
        "min_deltaと、学習したエポック、損（待つ回数10、平均）",
        "min_delta, the epochs trained and the cost (patience 10, means)",
    ),
    columns=[
        ("min_delta", "min_delta"),
        ("学習したエポック", "epochs trained"),
        ("戻した場合の損", "cost, restored"),
        ("戻さない場合の損", "cost, not restored"),
    ],
    rows=[
        [
            f"{delta:g}",
            f"{values[TRAINED]:.0f}",
            f"{values[RESTORED]:.3f}",
            f"{values[LAST]:.3f}",
        ]
        for delta, values in by_delta.items()
    ],
)

# %% [markdown] lang="ja"
# 0.01なら、ほとんど損をせずに早く止まります。0.1のように大きいと、止まるのが早すぎるうえに、戻る先も古くなります。Kerasと同じく、`min_delta`に届かない改善では最良の重みを更新しないからです。値は損失の尺度で決まるので、損失の大きさと揺れを見てから決めます。
#
# ## 検証データが小さいとき {#validation-size}
#
# 最良のエポックは検証データで選ぶので、検証データが小さいと選び方に雑音が入ります。早く止まりすぎる効果を除くため、120エポックを最後まで学習した中から、検証データの損失が最小のエポックを選びます。

# %% [markdown] lang="en"
# With 0.01 it stops sooner and loses hardly anything. A large value such as 0.1 stops too soon, and the epoch to go back to is old as well: as in Keras, an improvement below `min_delta` does not update the best weights. The right value depends on the scale of the loss, so look at the size of the loss and of its bumps first.
#
# ## When the validation data are few {#validation-size}
#
# The best epoch is picked on validation data, so small validation data make the choice noisy. To leave out the effect of stopping too soon, we train all 120 epochs and pick the one with the lowest validation loss.

# %%
SIZES = (10, 30, 100, 300, 1000)
by_size = {images: repeat(images, patience=EPOCHS) for images in SIZES}
size_mean = {images: values.mean(axis=1) for images, values in by_size.items()}

for fewer, more in zip(SIZES, SIZES[1:]):
    assert size_mean[more][RESTORED] < 0.75 * size_mean[fewer][RESTORED], (fewer, more)
assert size_mean[30][FLATTERED] > 0.02 > abs(size_mean[1000][FLATTERED])
for images in (30, 300):
    record(f"size-{images}-cost", size_mean[images][RESTORED], "{:.3f}")
record("flattered-30", size_mean[30][FLATTERED], "{:.2f}")


# %%
@figure(
    "validation-size",
    title=("検証データの件数と損", "Validation images and the cost"),
    caption=(
        f"検証データで選んだエポックの損です（{SEEDS}シードの平均、ひげはシードの範囲）。横軸は対数です。",
        f"Cost of the epoch picked on the validation data (mean of {SEEDS} seeds, whiskers: range of the seeds). The horizontal axis is logarithmic.",
    ),
    desc=(
        "、".join(f"{images}枚で{size_mean[images][RESTORED]:.3f}" for images in SIZES) + "です。",
        ", ".join(f"{size_mean[images][RESTORED]:.3f} with {images} images" for images in SIZES)
        + ".",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=240)
    costs = np.array([by_size[images][RESTORED] for images in SIZES])
    ax.vlines(SIZES, costs.min(axis=1), costs.max(axis=1), color=TEAL, linewidth=1.5)
    ax.semilogx(SIZES, costs.mean(axis=1), color=TEAL, marker=MARKERS[0])
    for images, cost in zip(SIZES, costs.mean(axis=1)):
        ax.annotate(
            f"{cost:.3f}", (images, cost), xytext=(7, 5), textcoords="offset points", color=INK
        )
    ax.set_xticks(SIZES, [f"{images}" for images in SIZES])
    ax.minorticks_off()
    ax.set(
        xlim=(8, 1900),
        ylim=(0, None),
        xlabel=t("検証データの枚数", "validation images"),
        ylabel=t("損（テストの損失の差）", "cost (in test loss)"),
    )
    return drawing


# %% [markdown] lang="ja"
# 10枚では大きく外れ、300枚では損が{=early-stopping/size-300-cost}になります。また、選んだ検証データでの損失は、選ばれたからこそ良く見えます。報告する値は、選択に使わなかったテストデータで測ります。
#
# ## L2正則化に似ている {#ridge}
#
# 早期停止は、重みを小さいままにします。二次関数の損失なら、どれだけ縮むかを式で書けます。
#
# 平均二乗誤差の線形回帰$\frac{1}{2n}\|y-Xw\|^2$を、重み0から学習率$\eta$の勾配降下法で$k$ステップ進めます。$X^\top X/n$の固有値$\lambda$の方向では、最小二乗解に次の割合だけ近づきます。
#
# $$
# 1-(1-\eta\lambda)^k\approx 1-e^{-\eta k\lambda}
# $$
#
# 一方、$\frac{\alpha}{2}\|w\|^2$を加えたリッジ回帰の割合は$\lambda/(\lambda+\alpha)$です。$\alpha=1/(\eta k)$と置くと、どちらも$\eta k\lambda$だけの関数になります。
#
# 相関のある三つの特徴量で、式ではなく実際に学習して比べます。

# %% [markdown] lang="en"
# With 10 images the choice is far off; with 300 the cost is {=early-stopping/size-300-cost}. And the loss on the validation data that made the choice looks good because it was chosen. Report a value measured on test data that had no part in the choice.
#
# ## Similar to L2 regularization {#ridge}
#
# Early stopping keeps the weights small. For a quadratic loss we can write down by how much.
#
# Take linear regression with the mean squared error $\frac{1}{2n}\|y-Xw\|^2$ and go $k$ steps of gradient descent with learning rate $\eta$, starting from zero weights. In the direction of an eigenvalue $\lambda$ of $X^\top X/n$ the weights reach this share of the least squares solution:
#
# $$
# 1-(1-\eta\lambda)^k\approx 1-e^{-\eta k\lambda}
# $$
#
# With ridge, which adds $\frac{\alpha}{2}\|w\|^2$, the share is $\lambda/(\lambda+\alpha)$. Put $\alpha=1/(\eta k)$, and both depend on $\eta k\lambda$ alone.
#
# We compare them on three correlated features: not the formulas, but actual training.

# %%
EIGENVALUES, RIDGE_LR, RIDGE_STEPS = np.array([0.25, 0.8, 2.5]), 0.02, 50
rng = np.random.default_rng(0)


def orthogonal(rows, columns):
    return np.linalg.qr(rng.normal(size=(rows, columns)))[0]


N = 200
directions = orthogonal(3, 3)  # the columns are the eigenvectors of X'X / n
x = orthogonal(N, 3) * np.sqrt(N * EIGENVALUES) @ directions.T
y = x @ np.array([1.0, -2.0, 1.5]) + rng.normal(0, 0.1, N)
assert np.abs(np.corrcoef(x.T)[np.triu_indices(3, 1)]).max() > 0.3  # correlated features

w = np.zeros(3)
for _ in range(RIDGE_STEPS):
    w -= RIDGE_LR * x.T @ (x @ w - y) / N
alpha = 1 / (RIDGE_LR * RIDGE_STEPS)
ridge = Ridge(alpha=N * alpha, fit_intercept=False).fit(x, y).coef_
least_squares = np.linalg.lstsq(x, y)[0]

share_stopped = (directions.T @ w) / (directions.T @ least_squares)
share_ridge = (directions.T @ ridge) / (directions.T @ least_squares)
assert np.allclose(share_stopped, 1 - (1 - RIDGE_LR * EIGENVALUES) ** RIDGE_STEPS)
assert np.allclose(share_ridge, EIGENVALUES / (EIGENVALUES + alpha))
for size, stopped, shrunk in zip(("small", "middle", "large"), share_stopped, share_ridge):
    record(f"share-stopped-{size}", stopped, "{:.2f}")
    record(f"share-ridge-{size}", shrunk, "{:.2f}")

product = np.geomspace(0.02, 30, 200)  # η·k·λ
gap = (1 - np.exp(-product)) - product / (1 + product)
assert (gap > 0).all() and gap.max() < 0.21


# %%
@figure(
    "shares",
    title=("最小二乗解に近づく割合", "Share of the least squares solution"),
    caption=(
        "印は実際に学習した三つの方向、線は式です。どちらも、曲率λの小さい方向ほど0に近く残します。横軸は対数です。",
        "Marks: the three directions, actually trained; lines: the formulas. Both keep directions of small curvature λ near zero. The horizontal axis is logarithmic.",
    ),
    desc=(
        f"ηkλが{'、'.join(f'{value:g}' for value in EIGENVALUES / alpha)}の方向で、早期停止は"
        + "、".join(f"{share:.2f}" for share in share_stopped)
        + "、リッジ回帰は"
        + "、".join(f"{share:.2f}" for share in share_ridge)
        + "です。",
        f"At ηkλ of {', '.join(f'{value:g}' for value in EIGENVALUES / alpha)} early stopping reaches "
        + ", ".join(f"{share:.2f}" for share in share_stopped)
        + "; ridge reaches "
        + ", ".join(f"{share:.2f}" for share in share_ridge)
        + ".",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=270)
    ax.semilogx(product, 1 - np.exp(-product), color=TEAL, label=t("早期停止", "early stopping"))
    ax.semilogx(
        product,
        product / (1 + product),
        color=ORANGE,
        linestyle=DASHES[1],
        label=t("リッジ回帰", "ridge"),
    )
    ax.plot(EIGENVALUES / alpha, share_stopped, MARKERS[0], color=TEAL, markersize=8)
    ax.plot(EIGENVALUES / alpha, share_ridge, MARKERS[1], color=ORANGE, markersize=7)
    ax.set_xticks([0.1, 1, 10], ["0.1", "1", "10"])
    ax.minorticks_off()
    ax.set(
        ylim=(0, 1.05),
        xlabel=t("ηkλ（学習率×ステップ数×曲率）", "ηkλ (rate × steps × curvature)"),
        ylabel=t("最小二乗解に対する割合", "share reached"),
    )
    ax.legend(loc="upper left")
    return drawing


# %% [markdown] lang="ja"
# 似ていますが、同じではありません。曲率の大きい方向では、早期停止の方が最小二乗解に近くなります。
#
# ## 予測の良さも近いか {#ridge-path}
#
# 特徴量30個、例40件の、過学習しやすい線形回帰で比べます。20シードの平均です。予測の誤差は、真の重みを知っているので正確に計算できます。

# %% [markdown] lang="en"
# Similar, but not the same. In directions of large curvature early stopping comes closer to the least squares solution.
#
# ## Are the predictions as good? {#ridge-path}
#
# We compare them on a linear regression that overfits easily: 30 features, 40 examples, the mean of 20 seeds. The true weights are known, so the error of the predictions can be computed exactly.

# %%
FEATURES, EXAMPLES, NOISE, TASKS = 30, 40, 1.0, 20
AT = np.unique(np.geomspace(1, 3000, 60).astype(int))  # the steps at which we look


def path(seed):
    """Excess test error along both paths, (2, steps), and the product η·k at each step."""
    rng = np.random.default_rng(seed)
    rotation = np.linalg.qr(rng.normal(size=(FEATURES, FEATURES)))[0]
    covariance = rotation * np.geomspace(1, 0.01, FEATURES) @ rotation.T
    truth = rng.normal(0, 1, FEATURES)
    x = rng.multivariate_normal(np.zeros(FEATURES), covariance, EXAMPLES)
    y = x @ truth + rng.normal(0, NOISE, EXAMPLES)
    curvature, slope = x.T @ x / EXAMPLES, x.T @ y / EXAMPLES
    lr = 0.1  # the same in every task, far below 2 / the largest eigenvalue
    w, stopped = np.zeros(FEATURES), {}
    for step in range(1, AT[-1] + 1):
        w = w - lr * (curvature @ w - slope)
        stopped[step] = w
    ridged = [np.linalg.solve(curvature + np.eye(FEATURES) / (lr * k), slope) for k in AT]
    errors = [
        [(guess - truth) @ covariance @ (guess - truth) for guess in guesses]
        for guesses in ([stopped[k] for k in AT], ridged)
    ]
    return np.array(errors), lr * AT


tasks = [path(seed) for seed in range(TASKS)]
stopped_error, ridge_error = np.mean([errors for errors, _ in tasks], axis=0)
products = tasks[0][1]
lowest_stopped, lowest_ridge = stopped_error.min(), ridge_error.min()
assert abs(lowest_stopped / lowest_ridge - 1) < 0.1, (lowest_stopped, lowest_ridge)
assert stopped_error[-1] > 1.5 * lowest_stopped  # without stopping it overfits
# Ali, Kolter and Tibshirani prove this bound for infinitely small steps.
assert (stopped_error / ridge_error).max() < 1.69
record("lowest-stopped", lowest_stopped, "{:.2f}")
record("lowest-ridge", lowest_ridge, "{:.2f}")


# %%
@figure(
    "ridge-path",
    title=("早期停止とリッジ回帰の誤差", "Error of early stopping and of ridge"),
    caption=(
        f"予測の誤差（雑音の分を除く、{TASKS}シードの平均）です。右へ行くほど、学習が長い、または正則化が弱くなります。谷の深さはほぼ同じです。横軸は対数です。",
        f"Error of the predictions without the noise, mean of {TASKS} seeds. Further right: longer training, or weaker regularization. The valleys are about equally deep. The horizontal axis is logarithmic.",
    ),
    desc=(
        f"最小の誤差は早期停止で{lowest_stopped:.2f}、リッジ回帰で{lowest_ridge:.2f}です。止めずに{AT[-1]}ステップ続けると{stopped_error[-1]:.2f}に上がります。",
        f"The lowest error is {lowest_stopped:.2f} with early stopping and {lowest_ridge:.2f} with ridge. Without a stop it rises to {stopped_error[-1]:.2f} after {AT[-1]} steps.",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=270)
    ax.semilogx(products, stopped_error, color=TEAL, label=t("早期停止", "early stopping"))
    ax.semilogx(
        products, ridge_error, color=ORANGE, linestyle=DASHES[1], label=t("リッジ回帰", "ridge")
    )
    for errors, color, marker in ((stopped_error, TEAL, 0), (ridge_error, ORANGE, 1)):
        ax.plot(products[errors.argmin()], errors.min(), MARKERS[marker], color=color, markersize=8)
    ax.set_xticks([0.1, 1, 10, 100], ["0.1", "1", "10", "100"])
    ax.minorticks_off()
    ax.set(
        ylim=(0, None),
        xlabel=t("ηk（リッジ回帰では1/α）", "ηk (for ridge: 1/α)"),
        ylabel=t("予測の誤差", "error of the predictions"),
    )
    ax.legend(loc="upper right")
    return drawing


# %% [markdown] lang="ja"
# 一番良いところを比べると、差はわずかです。早期停止は1回の学習の途中で左から右までをすべて通りますが、L2正則化では、係数ごとに学習をやり直すのがふつうです。これが、早期停止が使われる理由の一つです。
# ここまで言えるのは、重み0から始めた二次関数の損失についてです。ニューラルネットワークでは、目安にしかなりません。

# %% [markdown] lang="en"
# At their best points the two differ little. Early stopping passes through everything from left to right in 1 training run, while L2 regularization normally needs another run for every coefficient. This is one reason why early stopping is used.
# All this holds for a quadratic loss and a start from zero weights. For neural networks it is only a guide.

# ---
# title:
#   ja: シャッフルと読み込みを計算する
#   en: Shuffle buffers and streaming, computed
# description:
#   ja: シャッフルのバッファ、ファイルの交互読み、変換の順序、流し読みのメモリ、先読みの効果を、小さな入力パイプラインで測ります。
#   en: A small input pipeline that measures the shuffle buffer, interleaving, the order of transformations, memory and prefetching.
# ---

# %% [markdown] lang="ja"
# データを少しずつ読むと、メモリは足ります。その代わり、並び順と待ち時間が問題になります。
# `tf.data`の`shuffle`、`interleave`、`batch`、`prefetch`と同じ動きをする小さな部品（`helpers/streams.py`）を作り、それぞれの効果を数で確かめます。
#
# データは手書き数字1200枚です。0から9の順に並べて、一つのファイルに書いてあるとします。書き出したままの表やログは、日付や種類の順に並んでいることがよくあります。

# %% [markdown] lang="en"
# Read bit by bit, the data needs little memory. In return, order and waiting become a problem.
# We build small parts that behave like `shuffle`, `interleave`, `batch` and `prefetch` of `tf.data` (`helpers/streams.py`) and measure what each of them does.
#
# The data are 1200 handwritten digits, written to one file in the order of their class, from 0 to 9. Tables and logs are often stored like that, sorted by date or by kind.

# %%
import tempfile
import tracemalloc
from itertools import chain, pairwise
from pathlib import Path

import numpy as np

from helpers.lab import figure, record, table
from helpers.mlkit import accuracy, cross_entropy, digits, gradients, softmax_regression, step
from helpers.streams import batched, interleave, shuffle_buffer, timeline
from helpers.style import DASHES, INK, MARKERS, MUTED, ORANGE, TEAL, WASH, axes

ROWS, BATCH, LR, EPOCHS, SEEDS = 1200, 50, 0.5, 20, 3
EPOCH = ROWS // BATCH


def sorted_digits(seed):
    """The digits, with the training rows in the order of their class."""
    data = digits(ROWS, np.random.default_rng(seed))
    order = np.argsort(data.y, kind="stable")
    return data.x[order], data.y[order], data.x_test, data.y_test


record("rows", ROWS, "{:.0f}")
record("batch-size", BATCH, "{:.0f}")
record("epoch-steps", EPOCH, "{:.0f}")

# %% [markdown] lang="ja"
# ## シャッフルのバッファ {#shuffle-buffer}
#
# ストリームは全体を見渡せないので、全体をシャッフルできません。代わりに、決まった数の例をバッファに溜め、そこから無作為に一つ出し、空いた場所に次の例を入れます。
# したがって、ある例が前に出られるのは、バッファの大きさまでです。各バッチが、ファイルのどの範囲から作られたかを見ます。

# %% [markdown] lang="en"
# ## The shuffle buffer {#shuffle-buffer}
#
# A stream cannot be seen as a whole, so it cannot be shuffled as a whole. Instead a fixed number of examples is kept in a buffer; a random one leaves, and the next example takes its place.
# So no example can move ahead by more than the size of the buffer. We look from which part of the file each batch comes.

# %%
BUFFERS = (1, 50, 100, 200, 400, 800, 1200)
SHOWN = (1, 100, 400, 1200)


def origin(size, rng):
    """For each batch, the positions in the file of its examples, (batches, BATCH)."""
    return np.array(list(batched(shuffle_buffer(range(ROWS), size, rng), BATCH)))


positions = {size: origin(size, np.random.default_rng(0)) for size in SHOWN}
for size, places in positions.items():
    last_place = np.arange(1, EPOCH + 1)[:, None] * BATCH - 1
    assert (places <= last_place + size).all()  # nothing comes earlier than the buffer allows
spread = {size: np.mean(np.ptp(places, axis=1)) for size, places in positions.items()}
assert spread[1] == BATCH - 1 and spread[1200] > 0.9 * ROWS
first_batch_last = positions[100][0].max() + 1
assert first_batch_last <= 100 + BATCH
record("first-batch-limit", 100 + BATCH, "{:.0f}")


# %%
@figure(
    "origin",
    title=("各バッチがファイルのどこから来たか", "Where in the file each batch comes from"),
    caption=(
        f"縦線は一つのバッチの例の位置（下から上へ、10%点から90%点）です。バッファが{SHOWN[1]}だと、バッチはファイルの先頭から順に進みます。",
        f"A bar is one batch: the file positions of its examples from the 10% to the 90% point. With a buffer of {SHOWN[1]}, the batches still walk through the file.",
    ),
    desc=(
        f"一つのバッチの例の位置の幅（最大と最小の差）の平均は、バッファ{SHOWN[0]}で{spread[1]:.0f}、{SHOWN[1]}で{spread[100]:.0f}、{SHOWN[2]}で{spread[400]:.0f}、{SHOWN[3]}（データと同じ）で{spread[1200]:.0f}です。ファイルは{ROWS}件です。",
        f"Mean distance between the first and last file position in a batch: {spread[1]:.0f} with a buffer of {SHOWN[0]}, {spread[100]:.0f} with {SHOWN[1]}, {spread[400]:.0f} with {SHOWN[2]}, {spread[1200]:.0f} with {SHOWN[3]}, the whole data. The file has {ROWS} rows.",
    ),
)
def _(t):
    drawing, panels = axes(2, 2, height=330, sharex=True, sharey=True)
    for ax, size in zip(panels, SHOWN, strict=True):
        low, middle, high = np.percentile(positions[size], (10, 50, 90), axis=1)
        at = np.arange(1, EPOCH + 1)
        ax.vlines(at, low, high, color=TEAL, linewidth=3)
        ax.plot(at, middle, color=INK, linewidth=1, linestyle=DASHES[3])
        whole = t("（全件）", " (all)") if size == ROWS else ""
        ax.set(
            title=t(f"バッファ{size}{whole}", f"buffer {size}{whole}"),
            xlim=(0, EPOCH + 1),
            ylim=(0, ROWS),
            xticks=(1, 12, 24),
            yticks=(0, 600, 1200),
        )
    for ax in panels[2:]:
        ax.set(xlabel=t("バッチ", "batch"))
    for ax in panels[::2]:
        ax.set(ylabel=t("ファイルでの位置", "position in file"))
    return drawing


# %% [markdown] lang="ja"
# ## 混ざり方と正解率 {#mixing}
#
# バッファの大きさだけを変えて、ソフトマックス回帰を20エポック学習します。測るのは三つです。
#
# - 一つのバッチに入る数字の種類（平均）
# - 損失の自己相関（1エポックずらした値）。1に近いほど、エポックごとに同じ波を繰り返しています。
# - テストデータの正解率。エポックの終わりに測ります。クラス順では9を見た直後なので、測る時点によって値が動きます。

# %% [markdown] lang="en"
# ## Mixing and accuracy {#mixing}
#
# Train a softmax regression for 20 epochs and change only the size of the buffer. We measure three things.
#
# - The number of different digits in a batch (mean)
# - The autocorrelation of the loss at a shift of one epoch. Near 1, the same wave returns in each epoch.
# - The accuracy on test data, measured at the end of an epoch. In the order of classes this is right after the 9s, so the value depends on the moment of measuring.


# %%
def autocorrelation(series, lag):
    """Correlation of the series, without its trend, with itself `lag` steps later."""
    at = np.arange(len(series))
    rest = series - np.polyval(np.polyfit(at, series, 1), at)
    return np.corrcoef(rest[:-lag], rest[lag:])[0, 1]


def run(pipeline, seed):
    """Train; `pipeline(y, rng)` makes a function that gives an epoch's batches of row numbers."""
    x, y, x_test, y_test = sorted_digits(seed)
    rng = np.random.default_rng(100 + seed)
    epoch_batches = pipeline(y, rng)
    net, losses, kinds, members = softmax_regression(), [], [], []
    for epoch in range(EPOCHS):
        made = np.array(list(epoch_batches()))  # (batches, BATCH)
        kinds.append(1 + (np.diff(np.sort(y[made])) > 0).sum(axis=1))
        members.append({batch.tobytes() for batch in np.sort(made)})  # whatever their order
        for rows in made:
            if epoch >= EPOCHS // 2:
                losses.append(cross_entropy(net, x[rows], y[rows]))
            step(net, gradients(net, x[rows], y[rows]), LR)
    late = np.array(losses)
    return {
        "kinds": np.mean(kinds),
        "acf": autocorrelation(late, EPOCH),
        "jumps": np.abs(np.diff(late)).mean(),
        "test": accuracy(net, x_test, y_test),
        "train": accuracy(net, x, y),
        "repeated": np.mean([len(a & b) / len(b) for a, b in pairwise(members)]),
    }


def runs(pipeline):
    """The measures of all seeds, each as an array."""
    results = [run(pipeline, seed) for seed in range(SEEDS)]
    return {name: np.array([result[name] for result in results]) for name in results[0]}


def with_buffer(size):
    return lambda y, rng: lambda: batched(shuffle_buffer(range(ROWS), size, rng), BATCH)


by_buffer = {size: runs(with_buffer(size)) for size in BUFFERS}

# %%
none, small, full = (by_buffer[size] for size in (1, 100, 1200))
assert none["kinds"].max() < 2 and full["kinds"].min() > 9.5
assert none["acf"].min() > 0.7 and small["acf"].min() > 0.5 and abs(full["acf"]).max() < 0.3
assert (full["test"] - none["test"]).min() > 0.03  # in every seed
assert (full["test"] - small["test"]).min() > 0.02
assert (full["train"] - small["train"]).min() > 0.02
kinds = np.array([by_buffer[size]["kinds"].mean() for size in BUFFERS])
assert (np.diff(kinds) > 0).all()
for size in BUFFERS:
    record(f"kinds-{size}", by_buffer[size]["kinds"].mean(), "{:.1f}")
    record(f"test-{size}", by_buffer[size]["test"].mean(), "{:.3f}")
    record(f"acf-{size}", by_buffer[size]["acf"].mean(), "{:.2f}")

# %%
table(
    "buffers",
    caption=(
        f"バッファの大きさと混ざり方（{ROWS}件、バッチ{BATCH}、{SEEDS}シードの平均）",
        f"Size of the buffer and mixing ({ROWS} rows, batches of {BATCH}, mean of {SEEDS} seeds)",
    ),
    columns=[
        ("バッファ", "buffer"),
        ("バッチ内の種類", "digits per batch"),
        ("自己相関", "autocorrelation"),
        ("トレーニングの正解率", "training accuracy"),
        ("テストの正解率", "test accuracy"),
    ],
    rows=[
        [
            f"{size}",
            f"{result['kinds'].mean():.1f}",
            f"{result['acf'].mean():.2f}".replace("-", "−"),
            f"{result['train'].mean():.3f}",
            f"{result['test'].mean():.3f}",
        ]
        for size, result in by_buffer.items()
    ],
)


@figure(
    "buffer-size",
    title=("バッファの大きさと混ざり方、正解率", "Buffer size, mixing and accuracy"),
    caption=(
        f"上：一つのバッチに入る数字の種類。下：テストの正解率（線は平均、点は{SEEDS}シード）。右端のバッファはデータと同じ{ROWS}件です。",
        f"Top: different digits in a batch. Bottom: test accuracy (line: mean; dots: {SEEDS} seeds). The largest buffer holds all {ROWS} rows.",
    ),
    desc=(
        "。".join(
            f"バッファ{size}：{by_buffer[size]['kinds'].mean():.1f}種類、正解率{by_buffer[size]['test'].mean():.3f}"
            for size in BUFFERS
        )
        + "。",
        ". ".join(
            f"Buffer {size}: {by_buffer[size]['kinds'].mean():.1f} digits, accuracy {by_buffer[size]['test'].mean():.3f}"
            for size in BUFFERS
        )
        + ".",
    ),
)
def _(t):
    drawing, (top, bottom) = axes(2, height=340, sharex=True)
    at = np.arange(len(BUFFERS))
    top.plot(at, kinds, MARKERS[0] + "-", color=TEAL, markersize=7)
    tests = np.array([by_buffer[size]["test"] for size in BUFFERS])
    bottom.plot(at, tests.mean(axis=1), color=ORANGE, linestyle=DASHES[0])
    for seed in range(SEEDS):
        bottom.plot(at, tests[:, seed], MARKERS[1], color=ORANGE, markerfacecolor="none")
    top.set(ylim=(0, 10.5), yticks=(0, 5, 10), ylabel=t("種類", "digits"))
    bottom.set(
        ylabel=t("テストの正解率", "test accuracy"),
        xlabel=t("バッファの大きさ（件）", "buffer size (rows)"),
    )
    bottom.set_xticks(at, [f"{size}" for size in BUFFERS])
    return drawing


# %% [markdown] lang="ja"
# バッファがバッチの2倍（100）でも、波は残ります（自己相関{=reading-data/acf-100}）。ファイルに同じ数字が約120件ずつ並んでいるからではないでしょうか。同じデータを12件ずつのまとまりで並べたファイルで、確かめます。

# %% [markdown] lang="en"
# Even with a buffer of two batches (100) the wave stays (autocorrelation {=reading-data/acf-100}). Is it because about 120 rows of the same digit follow each other in the file? We test it with a file of the same data in runs of 12.

# %%
SHORT_RUN = 12


def short_runs(y, rng):
    """Each digit in runs of 12 rows, and the small buffer."""
    of_digit = [np.flatnonzero(y == digit) for digit in range(10)]
    file = list(interleave(of_digit, 10, block=SHORT_RUN))
    return lambda: batched(shuffle_buffer(file, 100, rng), BATCH)


short = runs(short_runs)
assert (short["test"] - small["test"]).min() > 0.015
assert short["kinds"].min() > 1.8 * small["kinds"].max()
assert abs(short["test"].mean() - full["test"].mean()) < 0.015
record("short-run-kinds", short["kinds"].mean(), "{:.1f}")
record("short-run-test", short["test"].mean(), "{:.3f}")

# %% [markdown] lang="ja"
# 同じ100のバッファで、バッチには{=reading-data/short-run-kinds}種類の数字が入り、正解率は{=reading-data/short-run-test}になりました。大切なのは、バッファとバッチの比ではなく、バッファと同じものが並ぶ長さとの比です。
#
# ## ファイルを交互に読む {#interleave}
#
# 大きなバッファはメモリを使います。ファイルが分かれていれば、何本かを同時に開いて1件ずつ交互に読む手があります。数字ごとに一つ、合わせて10本のファイルに分かれているとします。

# %% [markdown] lang="en"
# With the same buffer of 100, a batch holds {=reading-data/short-run-kinds} digits, and accuracy is {=reading-data/short-run-test}. What counts is not the ratio of the buffer to the batch but its ratio to the length of the runs.
#
# ## Reading files in turn {#interleave}
#
# A large buffer takes memory. If the data is split over files, several can be open at once and give one row each in turn. Here each digit has its own file, 10 in all.


# %%
def in_turn(cycle, size):
    def pipeline(y, rng):
        def epoch_batches():
            files = [np.flatnonzero(y == kind) for kind in rng.permutation(10)]
            return batched(shuffle_buffer(interleave(files, cycle), size, rng), BATCH)

        return epoch_batches

    return pipeline


READINGS = ((1, 1), (1, 100), (5, 100), (10, 1), (10, 100))
by_reading = {setting: runs(in_turn(*setting)) for setting in READINGS}
one_by_one, five, ten = (by_reading[setting] for setting in ((1, 100), (5, 100), (10, 100)))

assert ten["kinds"].min() > 9 and (ten["test"] - one_by_one["test"]).min() > 0.015
assert one_by_one["kinds"].mean() < five["kinds"].mean() < ten["kinds"].mean()
assert abs(ten["test"].mean() - full["test"].mean()) < 0.015
record("interleave-kinds", ten["kinds"].mean(), "{:.1f}")
record("interleave-test", ten["test"].mean(), "{:.3f}")
record("interleave-1-test", one_by_one["test"].mean(), "{:.3f}")
record("interleave-1-kinds", one_by_one["kinds"].mean(), "{:.1f}")
record("interleave-5-test", five["test"].mean(), "{:.3f}")

table(
    "readings",
    caption=(
        f"同時に開くファイルの数とバッファ（ファイルの順序はエポックごとに無作為、{SEEDS}シードの平均）",
        f"Files open at once, and buffer (files in a new random order each epoch, mean of {SEEDS} seeds)",
    ),
    columns=[
        ("同時に開くファイル", "files at once"),
        ("バッファ", "buffer"),
        ("バッチ内の種類", "digits per batch"),
        ("テストの正解率", "test accuracy"),
    ],
    rows=[
        [
            f"{cycle}",
            f"{size}",
            f"{result['kinds'].mean():.1f}",
            f"{result['test'].mean():.3f}",
        ]
        for (cycle, size), result in by_reading.items()
    ],
)

# %% [markdown] lang="ja"
# 10本を交互に読めば、バッファは100で足ります。ただし、ここではファイルの分け方がクラスと一致しているので、都合がよすぎる例です。どのファイルも同じ並びなら、交互に読んでも混ざりません。
#
# ## 変換の順序 {#order}
#
# 同じ変換でも、順序が違うと結果が変わります。バッファはどれも全件分とします。
#
# - `cache` → `shuffle` → `batch`
# - `shuffle` → `cache` → `batch`：`cache`が最初のエポックの順序を覚え、以後も同じ順序で出します。
# - `batch` → `shuffle`：シャッフルされるのはバッチの順序だけで、バッチの中身は元の並びのままです。

# %% [markdown] lang="en"
# With 10 files in turn a buffer of 100 is enough. It is a flattering example, though: the files are split exactly by class. If all files have the same order, reading them in turn mixes nothing.
#
# ## The order of the transformations {#order}
#
# The same transformations in another order give another result. Every buffer holds the whole data here.
#
# - `cache` → `shuffle` → `batch`
# - `shuffle` → `cache` → `batch`: `cache` keeps the order of the first epoch and repeats it.
# - `batch` → `shuffle`: only the batches are shuffled; inside they keep the order of the file.


# %%
def cached_order(y, rng):
    cache = list(shuffle_buffer(range(ROWS), ROWS, rng))  # filled once, in the first epoch
    return lambda: batched(cache, BATCH)


def shuffled_batches(y, rng):
    return lambda: shuffle_buffer(batched(range(ROWS), BATCH), EPOCH, rng)


ORDERS = {
    "cache → shuffle → batch": full,
    "shuffle → cache → batch": runs(cached_order),
    "batch → shuffle": runs(shuffled_batches),
}
frozen, coarse = ORDERS["shuffle → cache → batch"], ORDERS["batch → shuffle"]
assert full["repeated"].max() == 0 and frozen["repeated"].min() == coarse["repeated"].min() == 1
assert coarse["kinds"].max() < 2
assert (coarse["jumps"] > 1.3 * full["jumps"]).all(), (coarse["jumps"], full["jumps"])
assert abs(coarse["test"].mean() - full["test"].mean()) < 0.02  # the accuracy hardly suffers here
assert frozen["acf"].min() > 0.7
assert abs(frozen["test"].mean() - full["test"].mean()) < 0.015  # here it does no harm
record("frozen-acf", frozen["acf"].mean(), "{:.2f}")
record("frozen-test", frozen["test"].mean(), "{:.3f}")
record("coarse-test", coarse["test"].mean(), "{:.3f}")
record("coarse-jumps", coarse["jumps"].mean(), "{:.3f}")
record("full-jumps", full["jumps"].mean(), "{:.3f}")
record("coarse-kinds", coarse["kinds"].mean(), "{:.1f}")

table(
    "orders",
    caption=(
        f"変換の順序（バッファは全件、{SEEDS}シードの平均）",
        f"Order of the transformations (buffer as large as the data, mean of {SEEDS} seeds)",
    ),
    columns=[
        ("順序", "order"),
        ("バッチ内の種類", "digits per batch"),
        ("次のエポックにも現れるバッチ", "batches that come again"),
        ("損失の飛び", "jumps of the loss"),
        ("テストの正解率", "test accuracy"),
    ],
    rows=[
        [
            name,
            f"{result['kinds'].mean():.1f}",
            f"{result['repeated'].mean():.0%}",
            f"{result['jumps'].mean():.3f}",
            f"{result['test'].mean():.3f}",
        ]
        for name, result in ORDERS.items()
    ],
)

# %% [markdown] lang="ja"
# 損失の飛びは、隣り合うステップの損失の差の平均です（後半のエポック）。
#
# 正解率の差は、この課題ではどれも小さなものでした。害は別のところに出ます。
# `batch`の後の`shuffle`では、バッチごとに数字が偏るので、損失が大きく飛びます。バッチの統計を使うバッチ正規化のような層なら、影響はもっと大きいはずです（ここでは測っていません）。
# `shuffle`の後の`cache`では、同じバッチが同じ順序で戻ります。損失の自己相関が1に近くなり、本当の繰り返しと見分けられません。
#
# ## メモリ {#memory}
#
# 一時フォルダに、1万件の例（64個の`float32`）を書いたファイルを作り、読み方ごとに、Pythonが確保したメモリの最大値を`tracemalloc`で測ります。どの読み方でも、バッチの平均の合計という同じ計算をします。

# %% [markdown] lang="en"
# The jumps of the loss are the mean difference between neighboring steps, in the later epochs.
#
# The accuracy hardly differs on this task. The harm shows elsewhere.
# With `shuffle` after `batch`, each batch holds few digits, and the loss jumps more. Layers that use statistics of the batch, such as batch normalization, should suffer more (not measured here).
# With `cache` after `shuffle`, the same batches return in the same order. The autocorrelation of the loss is near 1, and cannot be told from a real repetition.
#
# ## Memory {#memory}
#
# In a temporary folder we write a file of 10,000 examples (64 `float32` values each), and for each way of reading measure with `tracemalloc` the peak of the memory that Python allocated. All of them do the same work: sum the means of the batches.

# %%
COUNT, WIDTH, READ_BATCH, SMALL = 10_000, 64, 50, 500
RECORD_BYTES = WIDTH * 4


def records(path):
    """The examples of the file, one at a time."""
    with path.open("rb") as file:
        while raw := file.read(RECORD_BYTES):
            yield np.frombuffer(raw, dtype=np.float32)


def work(batches):
    return sum(float(np.mean(np.stack(batch))) for batch in batches)


def whole_array(path):
    data = np.fromfile(path, dtype=np.float32).reshape(-1, WIDTH)
    return work(data[at : at + READ_BATCH] for at in range(0, COUNT, READ_BATCH))


def python_lists(path):
    data = [example.tolist() for example in records(path)]
    return work(batched(data, READ_BATCH))


def streamed(path):
    return work(batched(records(path), READ_BATCH))


def buffered(size):
    def read(path):
        shuffled = shuffle_buffer(records(path), size, np.random.default_rng(0))
        return work(batched(shuffled, READ_BATCH))

    return read


READERS = {
    "lists": (("Pythonのリスト", "Python lists"), python_lists),
    "array": (("NumPyの配列", "NumPy array"), whole_array),
    "buffer-all": (("バッファ全件", "buffer: all rows"), buffered(COUNT)),
    "buffer-small": ((f"バッファ{SMALL}件", f"buffer: {SMALL} rows"), buffered(SMALL)),
    "stream": (("流し読み", "streaming"), streamed),
}


def peak_memory(read, path):
    """(result, peak of the allocated memory in MB)."""
    tracemalloc.start()
    result = read(path)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return result, peak


with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "examples.bin"
    np.random.default_rng(0).random((COUNT, WIDTH), dtype=np.float32).tofile(path)
    file_size = path.stat().st_size / 1e6
    streamed(path)  # once without measuring, so that imports and caches do not count
    measured = {name: peak_memory(read, path) for name, (_, read) in READERS.items()}

peaks = {name: peak for name, (_, peak) in measured.items()}
results = [result for result, _ in measured.values()]
assert max(results) - min(results) < 1e-3  # the same sum: nothing is lost by streaming
assert peaks["stream"] < 0.05 * file_size
assert file_size <= peaks["array"] < 1.3 * file_size
assert peaks["buffer-all"] > file_size
assert 2 * peaks["stream"] < peaks["buffer-small"] < 0.2 * file_size
assert peaks["lists"] > 3 * file_size
record("file-size", file_size, "{:.1f}")
for name, peak in peaks.items():
    record(f"peak-{name}", peak, "{:.2f}" if peak < 1 else "{:.1f}")


# %%
@figure(
    "memory",
    title=("読み方ごとのメモリの最大値", "Peak memory of each way of reading"),
    caption=(
        f"対数目盛です。縦線はファイルの大きさ（{file_size:.1f} MB）。全件分のバッファは、全部を読み込むのと同じです。",
        f"Logarithmic scale. The line is the size of the file, {file_size:.1f} MB. A buffer for all rows is the same as loading everything.",
    ),
    desc=(
        "、".join(f"{READERS[name][0][0]}：{peak:.2f} MB" for name, peak in peaks.items()) + "。",
        "; ".join(f"{READERS[name][0][1]}: {peak:.2f} MB" for name, peak in peaks.items()) + ".",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=220)
    at = np.arange(len(READERS))[::-1]
    values = list(peaks.values())
    ax.hlines(at, 0.01, values, color=TEAL, linewidth=5)
    for height, value in zip(at, values, strict=True):
        text = f"{value:.2f}" if value < 1 else f"{value:.1f}"
        ax.text(value * 1.15, height, text, va="center", color=INK)
    ax.axvline(file_size, color=MUTED, linestyle=DASHES[1], linewidth=1.2)
    ax.set_yticks(at, [t(*names) for names, _ in READERS.values()])
    ax.set(
        xscale="log", xlim=(0.03, 150), ylim=(-0.6, 4.6), xlabel=t("メモリ（MB）", "memory (MB)")
    )
    ax.set_xticks((0.1, 1, 10, 100), ("0.1", "1", "10", "100"))
    ax.grid(axis="y", visible=False)
    return drawing


# %% [markdown] lang="ja"
# 流し読みのメモリは、データが増えても変わりません。`shuffle`のバッファとメモリの`cache`は、入れた分だけ使います。
# Pythonのリストは、数一つにオブジェクトを一つ作るので、ファイルの何倍にもなります。
#
# ## 先読み {#prefetch}
#
# 読むのに2、学習の1ステップに3の時間がかかるとします。求められてから読むと、1バッチに両方の和がかかります。学習の間に次を読めば、大きいほうで済みます。
# 待ち時間の計算は、実際の時計ではなく、決めた時間での予定表です。

# %% [markdown] lang="en"
# The memory of streaming does not grow with the data. A `shuffle` buffer, and a `cache` in memory, take what you put in.
# Python lists make an object of every number and need several times the file.
#
# ## Prefetching {#prefetch}
#
# Let reading a batch take 2 and a training step 3 units of time. If a batch is read when it is asked for, it costs the sum of both. If the next batch is read during the step, it costs the larger one.
# This is a schedule computed from given times, not a measurement with a clock.

# %%
READ, STEP, SHOWN_BATCHES = 2.0, 3.0, 6


def constant(read, step_time, n, **settings):
    return timeline([read] * n, [step_time] * n, **settings)


alone = constant(READ, STEP, SHOWN_BATCHES)
ahead = constant(READ, STEP, SHOWN_BATCHES, prefetch=1)
assert alone.total == SHOWN_BATCHES * (READ + STEP)
assert ahead.total == READ + (SHOWN_BATCHES - 1) * max(READ, STEP) + STEP
record("alone-total", alone.total, "{:.0f}")
record("ahead-total", ahead.total, "{:.0f}")


@figure(
    "prefetch",
    title=("先読みがない場合とある場合の予定表", "The schedule without and with prefetching"),
    caption=(
        f"破線が読み込み（{READ:.0f}）、塗りが学習のステップ（{STEP:.0f}）です。番号はバッチです。{SHOWN_BATCHES}バッチが{alone.total:.0f}から{ahead.total:.0f}に縮みます。",
        f"Dashed: reading ({READ:.0f}); filled: the training step ({STEP:.0f}); the number is the batch. {SHOWN_BATCHES} batches take {ahead.total:.0f} instead of {alone.total:.0f}.",
    ),
    desc=(
        f"先読みがないと、読み込みと学習が交互に並び、{SHOWN_BATCHES}バッチに{alone.total:.0f}かかります。先読みでは、学習の間に次を読み、{ahead.total:.0f}で終わります。",
        f"Without prefetching, reading and training alternate, and {SHOWN_BATCHES} batches take {alone.total:.0f}. With prefetching, the next batch is read during the step, and all is done at {ahead.total:.0f}.",
    ),
)
def _(t):
    drawing, panels = axes(2, height=260, sharex=True)
    titles = (t("先読みなし", "without prefetching"), t("先読み1バッチ", "prefetching 1 batch"))
    for ax, made, title in zip(panels, (alone, ahead), titles, strict=True):
        reading = {"facecolor": "none", "edgecolor": ORANGE, "linestyle": DASHES[1]}
        training = {"facecolor": WASH, "edgecolor": TEAL}
        for i in range(SHOWN_BATCHES):
            for row, start, length, look in (
                (1, made.read_start[i], READ, reading),
                (0, made.step_start[i], STEP, training),
            ):
                ax.barh(row, length - 0.15, left=start + 0.075, height=0.6, linewidth=1.5, **look)
                ax.text(start + length / 2, row, f"{i + 1}", ha="center", va="center")
        ax.axvline(made.total, color=MUTED, linestyle=DASHES[1], linewidth=1.2)
        ax.set_yticks((1, 0), (t("読む", "read"), t("学習", "train")))
        ax.set(title=title, ylim=(-0.6, 1.6), xlim=(0, 32), xticks=range(0, 31, 10))
        ax.grid(axis="y", visible=False)
    panels[1].set(xlabel=t("時間", "time"))
    return drawing


# %% [markdown] lang="ja"
# 読み込みのほうが遅いと、先読みだけでは学習が待ちます。何本かを並列に読むと、読み込みの時間を本数で割れます。
# また、読み込みの時間にむらがあると、先読みのバッファを大きくする意味が出てきます。ときどき遅い読み込みがある場合（ほとんどは1、8回に1回だけ10）で比べます。

# %% [markdown] lang="en"
# If reading is slower than the step, the model still waits in spite of prefetching. Reading several parts in parallel divides the reading time by their number.
# If the reading time is uneven, a larger prefetch buffer makes sense. We compare with reads that take 1, but 10 every 8th time.

# %%
LONG, PARALLEL = 240, 3
CASES = ((1.0, 3.0), (3.0, 3.0), (6.0, 3.0))


def per_batch(made):
    """Mean time per batch once the pipeline is running."""
    return (made.step_end[-1] - made.step_end[LONG // 2 - 1]) / (LONG - LONG // 2)


schedule_rows = []
for read, step_time in CASES:
    plain = per_batch(constant(read, step_time, LONG))
    early = per_batch(constant(read, step_time, LONG, prefetch=1))
    shared = per_batch(constant(read, step_time, LONG, prefetch=PARALLEL, readers=PARALLEL))
    assert np.isclose(plain, read + step_time)
    assert np.isclose(early, max(read, step_time))
    assert np.isclose(shared, max(read / PARALLEL, step_time))
    schedule_rows.append(
        [f"{read:.0f}", f"{step_time:.0f}", f"{plain:.0f}", f"{early:.0f}", f"{shared:.0f}"]
    )

table(
    "schedules",
    caption=(
        f"1バッチあたりの時間（並列は{PARALLEL}本）",
        f"Time per batch ({PARALLEL} parallel readers)",
    ),
    columns=[
        ("読む", "read"),
        ("ステップ", "step"),
        ("先読みなし：和", "no prefetching: sum"),
        ("先読み：大きいほう", "prefetching: maximum"),
        ("先読みと並列", "prefetching, parallel"),
    ],
    rows=schedule_rows,
)

uneven = np.where(np.arange(LONG) % 8 == 7, 10.0, 1.0)
jitter = {
    room: per_batch(timeline(uneven, [STEP] * LONG, prefetch=room)) for room in (0, 1, 2, 4, 8)
}
assert np.isclose(jitter[0], uneven.mean() + STEP)
assert jitter[1] > 1.1 * STEP and np.isclose(jitter[8], STEP)
assert jitter[1] > jitter[2] > jitter[4] - 1e-9
record("jitter-read-mean", uneven.mean(), "{:.1f}")
record("jitter-none", jitter[0], "{:.1f}")
record("jitter-1", jitter[1], "{:.1f}")
record("jitter-4", jitter[4], "{:.1f}")

# %% [markdown] lang="ja"
# むらのある読み込みは平均では学習より速いのに、1バッチの先読みでは待ちが残ります。4バッチで待ちはなくなりました。
# 先読みで速くなるのは、最大でも2倍です。読む時間とステップの時間が等しいときに、そうなります。
#
# 最後に、順序を変えてもストリームの中身は変わっていないことを確かめておきます。一つのエポックで、どの例もちょうど一度ずつ出ます。

# %% [markdown] lang="en"
# On average the uneven reads are faster than the step, and yet with one batch ahead the model waits. With four batches it no longer does.
# Prefetching speeds up by a factor of 2 at most, when reading and the step take equally long.
#
# Last, a check that the new orders did not change the contents of the stream: in one epoch each example comes exactly once.

# %%
labels = sorted_digits(0)[1]
for pipeline in (with_buffer(100), in_turn(5, 100), short_runs, cached_order, shuffled_batches):
    epoch_batches = pipeline(labels, np.random.default_rng(1))
    seen = sorted(chain.from_iterable(epoch_batches()))
    assert np.array_equal(seen, np.arange(ROWS))

# ---
# title:
#   ja: データの来歴とハッシュ
#   en: Data lineage with hashes
# description:
#   ja: 表とモデルの来歴をグラフとハッシュで表し、変更の影響範囲、原因の候補、やり直す手順、再現性を計算で確かめます。
#   en: A graph of tables and a model with a hash for each, to compute what a change affects, where an error came from and what to run again.
# ---

# %% [markdown] lang="ja"
# 為替レートの表を直したら、何を作り直すべきでしょうか。売上の報告がおかしいとき、どこを調べるべきでしょうか。
# 小さなパイプラインを動かし、来歴のグラフと、成果物ごとのハッシュで答えます。
#
# ## パイプライン {#pipeline}
#
# 元データは四つです。三つの通貨の売上、為替レート、店舗、気温です。そこから、報告と、気温で売上を予測するモデルを作ります。
# 手順ごとに、入力の名前と関数を並べます。この一覧が、来歴のグラフそのものです。

# %% [markdown] lang="en"
# The table of exchange rates was corrected. What has to be built again? A sales report looks wrong. Where do we look?
# We run a small pipeline and answer with its lineage graph and with a hash of each artifact.
#
# ## The pipeline {#pipeline}
#
# There are four sources: sales in three currencies, exchange rates, stores and temperatures. From them we make a report, and a model that predicts sales from the temperature.
# Each step is listed with the names of its inputs and its function. This list is the lineage graph.

# %%
import hashlib
import json
from collections import Counter

import numpy as np

from helpers.lab import figure, record, table
from helpers.style import DASHES, INK, MARKERS, MUTED, ORANGE, TEAL, WASH, axes

DAYS, STORES = 60, 6
CURRENCIES = ("EUR", "JPY", "USD")


def make_sources():
    """The four tables, as sorted lists of rows."""
    rng = np.random.default_rng(0)
    temperature = [int(t) for t in rng.integers(0, 35, DAYS)]
    stores = [[store, ("east", "west")[store % 2]] for store in range(STORES)]
    sales = [
        [day, store, CURRENCIES[store % 3], int(100 + 4 * temperature[day] + rng.integers(0, 60))]
        for day in range(DAYS)
        for store in range(STORES)
    ]
    rates = [
        [day, money, {"EUR": 165, "JPY": 1, "USD": 150}[money] + int(rng.integers(0, 3))]
        for day in range(DAYS)
        for money in CURRENCIES
    ]
    weather = [[day, temperature[day]] for day in range(DAYS)]
    return {"raw_stores": stores, "raw_sales": sales, "raw_fx": rates, "raw_weather": weather}


def clean_sales(sales, *, smallest=1):
    """Each row once, without refunds and other amounts below `smallest`."""
    unique = {json.dumps(row): row for row in sales}
    return sorted(row for row in unique.values() if row[3] >= smallest)


def store_report(sales, stores):
    """The number of sales in each region."""
    region = dict(stores)
    return sorted(Counter(region[store] for _, store, _, _ in sales).items())


def sales_jpy(sales, rates):
    """Sales of each day in yen."""
    rate = {(day, money): value for day, money, value in rates}
    total = Counter()
    for day, _, money, amount in sales:
        total[day] += amount * rate[day, money]
    return sorted(total.items())


def training_set(sales, weather):
    """[temperature, sales in 1000 yen] of each day."""
    total = dict(sales)
    return [[degrees, total[day] / 1000] for day, degrees in weather if day in total]


def train_model(rows, *, seed=0, lr=0.1, epochs=3):
    """Weights of a line, from shuffled gradient descent, rounded to 6 digits."""
    x, y = np.array(rows, dtype=float).T
    x, y = (x - x.mean()) / x.std(), y / 1000
    rng, w, b = np.random.default_rng(seed), 0.0, 0.0
    for _ in range(epochs):
        for i in rng.permutation(len(x)):
            error = w * x[i] + b - y[i]
            w, b = w - lr * error * x[i], b - lr * error
    return [round(w, 6), round(b, 6)]  # beyond that, machines may differ


STEPS = {
    "clean_sales": (("raw_sales",), clean_sales),
    "store_report": (("clean_sales", "raw_stores"), store_report),
    "sales_jpy": (("clean_sales", "raw_fx"), sales_jpy),
    "training_set": (("sales_jpy", "raw_weather"), training_set),
    "model": (("training_set",), train_model),
}
SOURCES = make_sources()
NAMES = (*SOURCES, *STEPS)
record("artifacts", len(NAMES), "{:.0f}")
record("sources", len(SOURCES), "{:.0f}")
record("steps", len(STEPS), "{:.0f}")

# %% [markdown] lang="ja"
# ## 上流と下流 {#upstream-downstream}
#
# ある成果物の上流は、矢印をさかのぼって着くものすべて、下流は、矢印に沿って着くものすべてです。
# エラーの原因は上流に、変更の影響は下流にしかありません。

# %% [markdown] lang="en"
# ## Upstream and downstream {#upstream-downstream}
#
# Upstream of an artifact is all that can be reached against the arrows, downstream all that can be reached along them.
# The cause of an error can only be upstream, the effect of a change only downstream.


# %%
def upstream(name):
    """The artifacts from which `name` was made, directly or not."""
    parents = STEPS[name][0] if name in STEPS else ()
    return set(parents).union(*(upstream(parent) for parent in parents))


def downstream(name):
    """The artifacts that were made from `name`, directly or not."""
    return {other for other in NAMES if name in upstream(other)}


assert upstream("store_report") == {"raw_sales", "clean_sales", "raw_stores"}
assert downstream("raw_fx") == {"sales_jpy", "training_set", "model"}
assert downstream("model") == set() and upstream("raw_fx") == set()
record("upstream-report", len(upstream("store_report")), "{:.0f}")
record("upstream-model", len(upstream("model")), "{:.0f}")
record("downstream-fx", len(downstream("raw_fx")), "{:.0f}")
record("downstream-sales", len(downstream("raw_sales")), "{:.0f}")

# %% [markdown] lang="ja"
# 報告がおかしいなら、調べるのは三つの成果物だけです。為替レートは上流にないので、原因ではありません。
#
# ## ハッシュで変更を見つける {#hashes}
#
# ハッシュは、中身から計算する短い値です。中身が同じなら同じ値、1文字でも違えば（ほぼ確実に）違う値になります。
# パイプラインを動かし、成果物の中身のハッシュ（SHA-256）を記録します。次に、ある日の為替レートを一つだけ直して、もう一度動かします。

# %% [markdown] lang="en"
# If the report is wrong, only three artifacts need a look. The exchange rates are not upstream, so they are not the cause.
#
# ## Finding changes by their hashes {#hashes}
#
# A hash is a short value computed from the contents. Equal contents give equal values; a single different character gives, practically always, another one.
# We run the pipeline and record a hash (SHA-256) of the contents of each artifact. Then we correct one exchange rate on one day and run it again.


# %%
def fingerprint(content):
    """SHA-256 of the contents, written as JSON."""
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def build(sources, settings=None):
    """All artifacts; `settings` gives a step other parameters than its defaults."""
    made = dict(sources)
    for name, (inputs, step) in STEPS.items():
        made[name] = step(*(made[i] for i in inputs), **(settings or {}).get(name, {}))
    return made


def changed(before, after):
    """The artifacts whose hash differs."""
    return {name for name in NAMES if fingerprint(before[name]) != fingerprint(after[name])}


def edited(source, row, value):
    """The sources with another last value in one row."""
    rows = [list(r) for r in SOURCES[source]]
    rows[row][-1] = value
    return {**SOURCES, source: rows}


base = build(SOURCES)
assert not changed(base, build(make_sources()))  # from scratch, all hashes are the same
new_rate = edited("raw_fx", 30, 180)
fx_changed = changed(base, build(new_rate))
assert fx_changed == {"raw_fx"} | downstream("raw_fx")
record("fx-changed", len(fx_changed), "{:.0f}")

# %%
ALL_INPUTS = {name: STEPS[name][0] if name in STEPS else () for name in NAMES}


def level(name):
    """The longest way from a source."""
    return 1 + max((level(parent) for parent in ALL_INPUTS[name]), default=-1)


def across(name):
    """Sources side by side, everything else in the middle of its inputs."""
    parents = ALL_INPUTS[name]
    return np.mean([across(p) for p in parents]) if parents else list(SOURCES).index(name)


@figure(
    "dag",
    title=("来歴のグラフと、変わったハッシュ", "The lineage graph and the hashes that changed"),
    caption=(
        "raw_fxを1行だけ直した結果です。太枠と●は、ハッシュが変わった成果物です。破線の枠は変わっていません。",
        "After correcting one row of raw_fx. A thick frame and ● mark the artifacts with another hash; those with a dashed frame are unchanged.",
    ),
    desc=(
        f"{len(NAMES)}個のうち{len(fx_changed)}個（{'、'.join(n for n in NAMES if n in fx_changed)}）のハッシュが変わりました。変わらないのは{'、'.join(n for n in NAMES if n not in fx_changed)}です。矢印："
        + "、".join(f"{p}→{n}" for n in STEPS for p in ALL_INPUTS[n])
        + "。",
        f"{len(fx_changed)} of {len(NAMES)} hashes changed: {', '.join(n for n in NAMES if n in fx_changed)}. Unchanged: {', '.join(n for n in NAMES if n not in fx_changed)}. Arrows: "
        + ", ".join(f"{p} to {n}" for n in STEPS for p in ALL_INPUTS[n])
        + ".",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=330)
    for name in STEPS:
        for parent in ALL_INPUTS[name]:
            hit = parent in fx_changed
            ax.annotate(
                "",
                xy=(across(name), -level(name) + 0.22),
                xytext=(across(parent), -level(parent) - 0.22),
                arrowprops={
                    "arrowstyle": "->",
                    "color": ORANGE if hit else MUTED,
                    "linewidth": 2.2 if hit else 1,
                },
            )
    for name in NAMES:
        hit = name in fx_changed
        ax.text(
            across(name),
            -level(name),
            f"● {name}" if hit else name,
            ha="center",
            va="center",
            fontsize=11,
            color=INK,
            bbox={
                "boxstyle": "round,pad=0.35",
                "facecolor": WASH if hit else "none",
                "edgecolor": ORANGE if hit else MUTED,
                "linewidth": 2.2 if hit else 1,
                "linestyle": DASHES[0] if hit else DASHES[1],
            },
        )
    ax.set(xlim=(-0.55, 3.6), ylim=(-4.4, 0.4))
    ax.axis("off")
    return drawing


# %% [markdown] lang="ja"
# 変わったハッシュは四つで、`raw_fx`自身と、その下流とちょうど一致します。報告は作り直さなくて構いません。
#
# ## 下流は上限 {#upper-bound}
#
# 下流は、影響を受けるかもしれない範囲です。実際に変わるのは、その一部のこともあります。変更の種類を変えて比べます。
#
# - 為替を1行直す
# - 売上を1行直す
# - 売上に、ある行の重複が入る
# - 店舗の地域を1行直す
# - 気温を1行直す
# - 学習のシードを変える（データもコードも同じ）

# %% [markdown] lang="en"
# Four hashes changed: `raw_fx` itself and exactly what is downstream of it. The report need not be built again.
#
# ## Downstream is an upper bound {#upper-bound}
#
# Downstream is what may be affected. What really changes can be less. We compare several kinds of change.
#
# - One exchange rate is corrected
# - One sale is corrected
# - One row of the sales appears twice
# - The region of one store is corrected
# - One temperature is corrected
# - The seed of the training changes (same data, same code)

# %%
duplicate = {**SOURCES, "raw_sales": [*SOURCES["raw_sales"], SOURCES["raw_sales"][7]]}
CHANGES = {
    "fx": (("為替1行", "one rate"), "raw_fx", build(new_rate)),
    "sale": (("売上1行", "one sale"), "raw_sales", build(edited("raw_sales", 7, 999))),
    "duplicate": (("重複1行", "duplicate"), "raw_sales", build(duplicate)),
    "store": (("地域1行", "one region"), "raw_stores", build(edited("raw_stores", 0, "west"))),
    "weather": (("気温1行", "one temp."), "raw_weather", build(edited("raw_weather", 3, 40))),
    "seed": (("シード", "seed"), "model", build(SOURCES, {"model": {"seed": 1}})),
}
affected = {name: changed(base, after) for name, (_, _, after) in CHANGES.items()}
possible = {name: {start} | downstream(start) for name, (_, start, _) in CHANGES.items()}

for name in CHANGES:
    assert affected[name] <= possible[name], name  # never outside of downstream
assert affected["duplicate"] == {"raw_sales"}  # cleaning removes it again
assert affected["sale"] == possible["sale"] - {"store_report"}  # counted, not summed
assert affected["store"] == {"raw_stores", "store_report"}
assert affected["seed"] == {"model"}
for name in CHANGES:
    record(f"possible-{name}", len(possible[name]), "{:.0f}")
    record(f"affected-{name}", len(affected[name]), "{:.0f}")


# %%
@figure(
    "impact",
    title=("変更ごとの影響", "What each change affects"),
    caption=(
        "■はハッシュが変わった成果物、△は下流なのに変わらなかった成果物、小さな点は下流でない成果物です。",
        "■: the hash changed. △: downstream, but unchanged. Small dots: not downstream.",
    ),
    desc=(
        "。".join(
            f"{names[0]}：下流を含む{len(possible[name])}個のうち{len(affected[name])}個が変わる"
            for name, (names, _, _) in CHANGES.items()
        )
        + "。",
        ". ".join(
            f"{names[1]}: of {len(possible[name])} with downstream, {len(affected[name])} changed"
            for name, (names, _, _) in CHANGES.items()
        )
        + ".",
    ),
)
def _(t):
    drawing, (ax,) = axes(height=320)
    for column, name in enumerate(CHANGES):
        for row, artifact in enumerate(NAMES):
            if artifact in affected[name]:
                look = {"marker": MARKERS[1], "color": ORANGE, "markersize": 10}
            elif artifact in possible[name]:
                look = {"marker": MARKERS[2], "markeredgecolor": TEAL, "markersize": 9}
                look |= {"markerfacecolor": "none", "color": TEAL}
            else:
                look = {"marker": ".", "color": MUTED, "markersize": 3}
            ax.plot(column, -row, linestyle="none", **look)
    ax.set_yticks([-row for row in range(len(NAMES))], NAMES)
    ax.set_xticks(range(len(CHANGES)), [t(*names) for names, _, _ in CHANGES.values()])
    ax.tick_params(axis="x", rotation=40)
    ax.set(xlim=(-0.6, len(CHANGES) - 0.4), ylim=(-len(NAMES) + 0.4, 0.6))
    ax.grid(axis="x", visible=False)
    return drawing


# %% [markdown] lang="ja"
# 重複の行は掃除の手順で消えるので、下流のハッシュは変わりません。売上の金額を直しても、件数だけを数える報告は同じです。
# 来歴だけを見れば、どちらも下流全部が候補になります。来歴は「調べる範囲」を、ハッシュは「実際に変わったもの」を教えます。
#
# ## 必要な手順だけをやり直す {#cache}
#
# 手順の名前と入力から鍵を作り、同じ鍵の結果があれば使い回します（キャッシュ）。実際のシステムは、コードや設定も鍵に入れます。元データを中身のハッシュで表す場合と、置き場所の名前で表す場合を比べます。

# %% [markdown] lang="en"
# The cleaning step removes the duplicate, so no hash downstream changes. A corrected amount leaves a report that only counts sales as it was.
# Lineage alone would name everything downstream in both cases. Lineage says where to look, hashes say what really changed.
#
# ## Running only what is needed {#cache}
#
# Each step gets a key made of its name and its inputs. If there is a result with the same key, it is used again (a cache). Real systems put code and settings into the key, too. We compare two ways to name a source: by the hash of its contents, or by the place where it is stored.


# %%
def cached_build(sources, cache, by_content):
    """(artifacts, steps that were run); with `by_content=False` a source counts by its name."""
    made, identity, ran = dict(sources), {}, []
    for name, content in sources.items():
        identity[name] = fingerprint(content) if by_content else name
    for name, (inputs, step) in STEPS.items():
        key = fingerprint([name, [identity[i] for i in inputs]])
        if key not in cache:
            cache[key] = step(*(made[i] for i in inputs))
            ran.append(name)
        made[name] = cache[key]
        identity[name] = fingerprint(made[name])
    return made, ran


versions = {"fx": new_rate, "duplicate": duplicate, "same": SOURCES}
outcome = {}
for by_content in (True, False):
    for name, sources in versions.items():
        cache = {}
        cached_build(SOURCES, cache, by_content)  # the first run fills the cache
        made, ran = cached_build(sources, cache, by_content)
        outcome[name, by_content] = ran, changed(made, build(sources))

assert outcome["fx", True] == (["sales_jpy", "training_set", "model"], set())
assert outcome["duplicate", True] == (["clean_sales"], set())  # and then it stops
assert outcome["same", True] == ([], set())
assert outcome["fx", False] == ([], {"sales_jpy", "training_set", "model"})  # stale
for name in versions:
    record(f"rerun-{name}", len(outcome[name, True][0]), "{:.0f}")
record("stale", len(outcome["fx", False][1]), "{:.0f}")

table(
    "caching",
    caption=(
        f"二度目の実行で動いた手順（全部で{len(STEPS)}個）と、全部を作り直した結果と違う成果物",
        f"Steps run the second time (of {len(STEPS)}), and artifacts that differ from a full build",
    ),
    columns=[
        ("変更", "change"),
        ("元データの表し方", "source named by"),
        ("動いた手順", "steps run"),
        ("古いままの成果物", "stale artifacts"),
    ],
    rows=[
        [
            {
                "fx": ("為替1行", "one rate"),
                "duplicate": ("重複1行", "duplicate"),
                "same": ("変更なし", "no change"),
            }[name],
            ("中身のハッシュ", "hash of contents") if by_content else ("置き場所", "place"),
            f"{len(ran)}",
            f"{len(stale)}",
        ]
        for (name, by_content), (ran, stale) in outcome.items()
    ],
)

# %% [markdown] lang="ja"
# 中身のハッシュなら、必要な手順だけが動き、結果は全部を作り直した場合と同じです。重複の例では、掃除の結果が同じと分かった時点で止まります。
# 置き場所の名前で表すと、同じ場所に上書きしたデータに気づきません。手順は一つも動かず、古いモデルが残ります。
#
# ## 再現に必要な記録 {#reproducibility}
#
# 同じモデルを作り直すには、何を記録しておく必要があるでしょうか。一つずつ変えて、トレーニングデータとモデルのハッシュが変わるかを見ます。

# %% [markdown] lang="en"
# With hashes of the contents, only the needed steps run, and the result equals that of a full build. For the duplicate, everything stops once the cleaned table turns out to be the same.
# Named by their place, data that were overwritten there go unnoticed. No step runs, and the old model stays.
#
# ## What must be recorded {#reproducibility}
#
# To build the same model again, what must have been recorded? We change one thing at a time and look whether the hashes of the training data and of the model change.

# %%
REPEATS = {
    "nothing": (("何も変えない", "nothing"), build(make_sources())),
    "data": (("データ（為替1行）", "data (one rate)"), build(new_rate)),
    "code": (
        ("コードの設定（掃除の下限）", "code setting (cleaning)"),
        build(SOURCES, {"clean_sales": {"smallest": 150}}),
    ),
    "lr": (("学習率", "learning rate"), build(SOURCES, {"model": {"lr": 0.05}})),
    "seed": (("シード", "seed"), build(SOURCES, {"model": {"seed": 1}})),
    "order": (
        ("行の順序", "order of rows"),
        build({**SOURCES, "raw_weather": SOURCES["raw_weather"][::-1]}),
    ),
}
moved = {name: changed(base, after) for name, (_, after) in REPEATS.items()}
assert moved["nothing"] == set()
for name in ("data", "code", "lr", "seed", "order"):
    assert "model" in moved[name], name
assert "training_set" not in moved["lr"] | moved["seed"]
assert "training_set" in moved["order"]
assert sorted(base["training_set"]) == sorted(REPEATS["order"][1]["training_set"])  # same rows

YES, NO = ("変わる", "changes"), ("同じ", "same")
table(
    "repeats",
    caption=(
        "一つだけ変えて作り直したときのハッシュ",
        "The hashes after a new build with one difference",
    ),
    columns=[
        ("変えたもの", "changed"),
        ("トレーニングデータ", "training data"),
        ("モデル", "model"),
    ],
    rows=[
        [names, *(YES if what in moved[name] else NO for what in ("training_set", "model"))]
        for name, (names, _) in REPEATS.items()
    ],
)

# %% [markdown] lang="ja"
# データ、コードと設定、ハイパーパラメータ、シードのどれか一つでも違えば、モデルは同じになりません。データのハッシュだけでは足りないのです。
# 行の順序にも注意します。行の集まりは同じなのに、ハッシュもモデルも変わりました。順序を決めていない表は、並べ替えてからハッシュを計算します。
#
# ここでは重みを小数点以下6桁に丸めてからハッシュにしました。GPUや並列の計算では足し算の順序が変わり、丸めても一致しないことがあります。そのときは、ハッシュではなく指標の値を許容範囲で比べます。

# %% [markdown] lang="en"
# If only one of data, code and settings, hyperparameters or seed differs, it is not the same model. A hash of the data alone is not enough.
# Mind the order of rows, too. The rows were the same, and yet the hash and the model changed. Sort a table that has no defined order before hashing it.
#
# We rounded the weights to 6 decimals before hashing. On GPUs or in parallel the order of additions varies, and even rounded values may differ. Then compare metrics within a tolerance instead of hashes.

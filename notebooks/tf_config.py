# ---
# title:
#   ja: TF_CONFIGを組み立てて検査する
#   en: Build and check TF_CONFIG
# description:
#   ja: 5台のクラスタの各ノードのTF_CONFIGを作り、違う行を数え、壊れた設定をTensorFlowと同じ規則で見つけます。
#   en: Writes the TF_CONFIG of every node of a 5-node cluster, counts the lines that differ, and finds broken ones by TensorFlow's rules.
# ---

# %% [markdown] lang="ja"
# 複数のマシンで学習するTensorFlowのプロセスは、環境変数`TF_CONFIG`のJSONから、クラスタの全員のアドレスと自分の役割を知ります。
# ノードごとに何を書き換え、何を同じにするのでしょうか。間違えたとき、TensorFlowは教えてくれるでしょうか。
# TensorFlowは使わず、同じ規則だけをPythonで書いた`helpers/tf_config.py`で調べます。
#
# ## ノードごとの設定を作る {#build}
#
# `ParameterServerStrategy`のために、コーディネーター（役割は`chief`）1台、ワーカー3台、パラメータサーバー（`ps`）1台を並べます。

# %% [markdown] lang="en"
# A TensorFlow process that trains with others learns all addresses and its own role from JSON in the environment variable `TF_CONFIG`.
# What must differ from node to node, and what must be the same? And does TensorFlow tell you when it is wrong?
# We need no TensorFlow: `helpers/tf_config.py` has its rules in plain Python.
#
# ## Write it for every node {#build}
#
# For `ParameterServerStrategy` we take 1 coordinator (its role is `chief`), 3 workers and 1 parameter server (`ps`).

# %%
import json

from helpers.lab import data, figure, record, table
from helpers.style import DASHES, INK, MUTED, ORANGE, TEAL, WASH, axes
from helpers.tf_config import (
    MIRRORED,
    SERVERS,
    cluster_problems,
    is_chief,
    make_cluster,
    node_configs,
    node_problems,
    worker_count,
)


def by_name(cluster):
    """The value of TF_CONFIG for each node, under names such as "worker 1"."""
    return {str(node): text for node, text in node_configs(cluster).items()}


cluster = make_cluster(workers=3, ps=1, chief=True)
configs = node_configs(cluster)
assert len(configs) == 5, list(configs)
assert not any(cluster_problems(by_name(cluster), SERVERS).values())
record("nodes", len(configs), "{:.0f}")

assert json.loads(by_name(cluster)["worker 1"]) == {
    "cluster": {
        "chief": ["chief0.example:2222"],
        "worker": ["worker0.example:2222", "worker1.example:2222", "worker2.example:2222"],
        "ps": ["ps0.example:2222"],
    },
    "task": {"type": "worker", "index": 1},
}

# %% [markdown] lang="ja"
# これがワーカー1の値です。インデントを付けて、ほかのノードと1行ずつ比べます。

# %% [markdown] lang="en"
# This is the value on worker 1. We indent it and compare it line by line with the other nodes.


# %%
def pretty(text):
    return json.dumps(json.loads(text), indent=2)


lines = {node: pretty(text).splitlines() for node, text in configs.items()}
first = next(iter(lines.values()))
assert all(len(other) == len(first) for other in lines.values())
differing = [
    number for number in range(len(first)) if len({other[number] for other in lines.values()}) > 1
]
assert [first[number].split(":")[0].strip() for number in differing] == ['"type"', '"index"']
record("lines", len(first), "{:.0f}")
record("differing-lines", len(differing), "{:.0f}")

ACTS = {
    "chief": (
        "学習のプログラムを動かし、仕事を配り、保存する",
        "runs the program, hands out work, saves",
    ),
    "worker": ("勾配を計算する", "computes gradients"),
    "ps": ("変数を預かる", "keeps the variables"),
}
table(
    "nodes-table",
    caption=(
        "ノードごとに違うのはtaskの2行だけ",
        "Only the two lines of task differ from node to node",
    ),
    columns=[
        ("ノード", "node"),
        ("アドレス", "address"),
        ("task", "task"),
        ("仕事", "what it does"),
    ],
    rows=[
        [
            str(node),
            cluster[node.role][node.index],
            json.dumps(json.loads(text)["task"]),
            ACTS[node.role],
        ]
        for node, text in configs.items()
    ],
)

# %% [markdown] lang="ja"
# {=tf-config/lines}行のうち、ノードごとに違うのは`type`と`index`の{=tf-config/differing-lines}行です。`cluster`は1文字も違いません。
#
# ## 誰と誰が話すか {#connections}
#
# `MultiWorkerMirroredStrategy`ならパラメータサーバーは要りません。ワーカー3台だけのクラスタと並べます。

# %% [markdown] lang="en"
# Of {=tf-config/lines} lines, {=tf-config/differing-lines} differ from node to node: `type` and `index`. The text of `cluster` is the same to the last character.
#
# ## Who talks to whom {#connections}
#
# `MultiWorkerMirroredStrategy` has no parameter servers. We put a cluster of 3 workers beside the one above.

# %%
mirrored = make_cluster(workers=3)
mirrored_configs = node_configs(mirrored)
assert not any(cluster_problems(by_name(mirrored), MIRRORED).values())
chiefs = [node for node in mirrored_configs if is_chief(mirrored, node)]
assert [str(node) for node in chiefs] == ["worker 0"]
assert [str(node) for node in configs if is_chief(cluster, node)] == ["chief 0"]

RING = {"worker 0": (0.5, 0.78), "worker 1": (0.17, 0.24), "worker 2": (0.83, 0.24)}
STAR = {
    "chief 0": (0.5, 0.86),
    "worker 0": (0.14, 0.5),
    "worker 1": (0.5, 0.5),
    "worker 2": (0.86, 0.5),
    "ps 0": (0.5, 0.14),
}
assert set(RING) == {str(node) for node in mirrored_configs}
assert set(STAR) == {str(node) for node in configs}


def draw(ax, places, lines, bold):
    """Boxes with names, and lines between them: (from, to, color, dash)."""
    for start, end, color, dash in lines:
        (x0, y0), (x1, y1) = places[start], places[end]
        ax.plot((x0, x1), (y0, y1), color=color, linestyle=dash, zorder=1)
    for name, (x, y) in places.items():
        edge = dict(boxstyle="round,pad=0.35", facecolor=WASH, edgecolor=INK)
        edge["linewidth"] = 2.2 if name in bold else 0.8
        ax.text(x, y, name, ha="center", va="center", fontsize=10.5, color=INK, bbox=edge, zorder=2)
    ax.set(xlim=(0, 1), ylim=(0, 1), xticks=(), yticks=())
    ax.grid(False)
    for side in ax.spines.values():
        side.set_visible(False)


@figure(
    "connections",
    title=("二つのクラスタのつながり", "The connections of two clusters"),
    caption=(
        "左：ワーカーどうしが勾配を集め合い、ワーカー0がチーフを兼ねます。右：ワーカーはpsと変数をやりとりし、chiefが指示します（破線）。太枠が保存の担当です。",
        "Left: the workers combine their gradients, and worker 0 is chief as well. Right: workers exchange variables with ps, and chief gives orders (dashed). The bold frame saves.",
    ),
    desc=(
        "MultiWorkerMirroredStrategyではworker 0、1、2が互いにつながり、worker 0がチーフです。ParameterServerStrategyではchief 0が三つのworkerとps 0に指示し、各workerがps 0と変数をやりとりします。ワーカーどうしはつながりません。",
        "With MultiWorkerMirroredStrategy workers 0, 1 and 2 are connected to each other, and worker 0 is chief. With ParameterServerStrategy chief 0 directs the three workers and ps 0, and each worker exchanges variables with ps 0. Workers are not connected to each other.",
    ),
)
def _(t):
    drawing, (left, right) = axes(1, 2, height=250)
    pairs = [("worker 0", "worker 1"), ("worker 1", "worker 2"), ("worker 2", "worker 0")]
    draw(left, RING, [(a, b, TEAL, DASHES[0]) for a, b in pairs], {"worker 0"})
    left.set_title("MultiWorkerMirrored")
    workers = [name for name in STAR if name.startswith("worker")]
    orders = [("chief 0", name, MUTED, DASHES[1]) for name in workers]
    exchanges = [(name, "ps 0", ORANGE, DASHES[0]) for name in workers]
    draw(right, STAR, orders + exchanges, {"chief 0"})
    right.set_title("ParameterServer")
    return drawing


# %% [markdown] lang="ja"
# 図では`chief`と`ps`の間の線を省きました。チーフは、クラスタに`chief`があればそのノード、なければワーカー0です。
# `chief`のあるクラスタを`MultiWorkerMirroredStrategy`で使うと、チーフもワーカーとして数えられます。Google Cloudの分散ジョブがこの形です。

# %% [markdown] lang="en"
# The line between `chief` and `ps` is left out. The chief is the node of that role if the cluster has one, and worker 0 otherwise.
# With `MultiWorkerMirroredStrategy`, a `chief` in the cluster counts as a worker too. Distributed jobs on Google Cloud have this form.

# %%
cloud = make_cluster(workers=2, chief=True)
assert worker_count(cloud) == 3
assert not any(cluster_problems(by_name(cloud), MIRRORED).values())
record("cloud-workers", len(cloud["worker"]), "{:.0f}")
record("cloud-in-all-reduce", worker_count(cloud), "{:.0f}")

# %% [markdown] lang="ja"
# `worker`が{=tf-config/cloud-workers}台でも、all-reduceには{=tf-config/cloud-in-all-reduce}台が加わります。全体のバッチを`len(cluster["worker"])`から計算すると、チーフの分を忘れます。
#
# ## ワーカーを入れ替えると {#replace}
#
# ワーカー1を別のアドレスのマシンに替えます。書き換えるのは何台分でしょうか。

# %% [markdown] lang="en"
# Although there are {=tf-config/cloud-workers} nodes of type `worker`, {=tf-config/cloud-in-all-reduce} take part in the all-reduce. A global batch computed from `len(cluster["worker"])` forgets the chief.
#
# ## Replacing a worker {#replace}
#
# Worker 1 moves to a machine with another address. On how many nodes does the value change?

# %%
moved = {
    **cluster,
    "worker": ["worker0.example:2222", "spare.example:2222", "worker2.example:2222"],
}
moved_configs = node_configs(moved)
changed = [node for node in configs if configs[node] != moved_configs[node]]
assert len(changed) == len(configs), changed
record("changed-by-a-move", len(changed), "{:.0f}")

half_done = by_name(cluster) | {"worker 1": by_name(moved)["worker 1"]}
assert [p.code for p in cluster_problems(half_done, SERVERS)[""]] == ["clusters-differ"]

# %% [markdown] lang="ja"
# {=tf-config/changed-by-a-move}台すべてです。一部だけを書き換えると、各ノードの設定は単独では正しいまま、クラスタ全体が食い違います。番号を振ってあることは、入れ替えを楽にしません。同じ名前（DNS）で新しいマシンが引けるようにしておけば、書き換えは不要です。
#
# ## 壊れた設定を見つける {#mistakes}
#
# よくある間違いを一つずつ入れます。`MultiWorkerMirroredStrategy`の、ワーカー3台のクラスタです。

# %% [markdown] lang="en"
# On all {=tf-config/changed-by-a-move}. If only some are changed, the value on each node is right by itself, and the cluster as a whole disagrees. The numbering does not make a replacement easier. A stable name (DNS) that leads to the new machine does: then nothing changes.
#
# ## Find what is broken {#mistakes}
#
# We put in common mistakes one at a time, into the cluster of 3 workers for `MultiWorkerMirroredStrategy`.

# %%
GOOD = by_name(mirrored)


def with_node(name, text):
    return {**GOOD, name: text}


def written(cluster, role, index):
    return json.dumps({"cluster": cluster, "task": {"type": role, "index": index}})


two_only = {"worker": mirrored["worker"][:2]}
no_ports = {"worker": [address.split(":")[0] for address in mirrored["worker"]]}
pools = {"workerpool0": ["a.example:2222"], "workerpool1": ["b.example:2222"]}
MISTAKES = [  # (what was done, the values on the nodes, where it shows, what is found)
    (
        ("変数を設定していない", "variable not set"),
        with_node("worker 1", None),
        "worker 1",
        "not-set",
    ),
    (
        ("一重引用符で書いた", "single quotes"),
        with_node("worker 1", GOOD["worker 1"].replace('"', "'")),
        "worker 1",
        "not-json",
    ),
    (
        ("taskがない", "no task"),
        with_node("worker 1", json.dumps({"cluster": mirrored})),
        "worker 1",
        "no-task",
    ),
    (
        ("番号を1から数えた", "index counted from 1"),
        with_node("worker 2", written(mirrored, "worker", 3)),
        "worker 2",
        "index-too-large",
    ),
    (
        ("役割が大文字のWorker", "role in capitals, Worker"),
        with_node("worker 1", written(mirrored, "Worker", 1)),
        "worker 1",
        "unknown-type",
    ),
    (
        ("CLUSTER_SPECをそのまま使った", "CLUSTER_SPEC used as it is"),
        {"workerpool0": written(pools, "workerpool0", 0)},
        "workerpool0",
        "unknown-role",
    ),
    (("ポートがない", "no port"), by_name(no_ports), "worker 0", "no-port"),
    (
        ("同じ設定を2台に配った", "same value on two nodes"),
        with_node("worker 1", GOOD["worker 0"]),
        "",
        "same-task-twice",
    ),
    (
        ("1台だけ古いcluster", "an old cluster on one node"),
        with_node("worker 1", written(two_only, "worker", 1)),
        "",
        "clusters-differ",
    ),
    (
        ("1台を起動していない", "one node not started"),
        {name: text for name, text in GOOD.items() if name != "worker 2"},
        "",
        "task-missing",
    ),
    (
        ("psを混ぜた", "ps mixed in"),
        by_name(make_cluster(workers=3, ps=1)),
        "worker 0",
        "ps-without-its-strategy",
    ),
]
#: What TensorFlow 2.21 did where it gave no error before training, tried on one machine.
EFFECTS = {
    "not-set": ("このノードだけで学習し、ほかは待ち続ける", "trains alone, the others wait"),
    "same-task-twice": ("担当のいない番号を待ち続ける", "waits for the number that nobody has"),
    "clusters-differ": ("最初の集約で失敗する", "fails at the first all-reduce"),
    "task-missing": ("待ち続ける", "waits"),
    "ps-without-its-strategy": ("動かないpsを待ち続ける", "waits for a ps that cannot start"),
}

rows, silent = [], 0
for done, texts, where, code in MISTAKES:
    found = {problem.code: problem for problem in cluster_problems(texts, MIRRORED)[where]}
    assert code in found, (done, found)
    noticed = found[code].noticed
    silent += not noticed
    rows.append(
        [done, code, ("エラーで止まる", "stops with an error") if noticed else EFFECTS[code]]
    )
record("mistakes", len(MISTAKES), "{:.0f}")
record("silent-mistakes", silent, "{:.0f}")
assert silent == len(EFFECTS)

table(
    "mistakes-table",
    caption=(
        "間違い、検査の答え、TensorFlow 2.21での結果",
        "Mistakes, what the check answers, and what TensorFlow 2.21 does",
    ),
    columns=[("間違い", "mistake"), ("検査の答え", "answer of the check"), ("結果", "result")],
    rows=rows,
)

# %% [markdown] lang="ja"
# {=tf-config/mistakes}種類のうち{=tf-config/silent-mistakes}種類は、学習の前にエラーになりません。多くは待ち続けるだけです。「分散トレーニングが始まらない」ときは、起動していないノードと、食い違う`TF_CONFIG`を先に疑います。
# 結果の列は、1台のマシンで数十秒ずつ動かして見たもので、この計算には含まれません。何分も待つと、時間切れのエラーになることがあります。
#
# 同じJSONでも、戦略が違えば正しさが変わります。最後に、二つのクラスタを二つの戦略で調べます。

# %% [markdown] lang="en"
# Of {=tf-config/mistakes} kinds, {=tf-config/silent-mistakes} give no error before training. Most just wait. When distributed training does not begin, look first for nodes that were not started and for values of `TF_CONFIG` that disagree.
# The last column was seen by running TensorFlow on one machine for some tens of seconds each; it is no part of this computation. After minutes of waiting there may be a timeout error.
#
# The same JSON can be right for one strategy and wrong for the other. Finally we check both clusters for both.

# %%
verdicts = {
    (name, strategy): sorted(
        {p.code for text in texts.values() for p in node_problems(text, strategy)}
    )
    for name, texts in (("mirrored", mirrored_configs), ("servers", configs))
    for strategy in (MIRRORED, SERVERS)
}
assert verdicts["mirrored", MIRRORED] == [] and verdicts["servers", SERVERS] == []
assert verdicts["mirrored", SERVERS] == ["no-ps"]
assert verdicts["servers", MIRRORED] == ["ps-without-its-strategy"]

table(
    "strategies-table",
    caption=("クラスタと戦略の組み合わせ", "Clusters and strategies"),
    columns=[
        ("クラスタ", "cluster"),
        ("MultiWorkerMirroredStrategy", "MultiWorkerMirroredStrategy"),
        ("ParameterServerStrategy", "ParameterServerStrategy"),
    ],
    rows=[
        [label, *[", ".join(verdicts[name, s]) or ("正しい", "right") for s in (MIRRORED, SERVERS)]]
        for name, label in (
            ("mirrored", ("ワーカー3台", "3 workers")),
            ("servers", ("チーフ、ワーカー3台、ps", "chief, 3 workers, ps")),
        )
    ],
)

# %%
# The TF_CONFIG builder of this site checks itself against these answers.
CHECKED = [
    *((texts, MIRRORED) for _, texts, _, _ in MISTAKES),
    *((texts, SERVERS) for _, texts, _, _ in MISTAKES),
    *((texts, strategy) for texts in (GOOD, by_name(cluster)) for strategy in (MIRRORED, SERVERS)),
    *(
        ({"worker 0": text}, strategy)
        for text in (
            written({"worker": ["h0:1"], "evaluator": ["e:1"]}, "worker", 0),
            written({"worker": ["h0:1"], "evaluator": ["e:1", "f:1"]}, "worker", 0),
            written({"evaluator": ["e:1"]}, "evaluator", 0),
            written({"chief": ["c:1", "d:1"], "worker": ["h0:1"], "ps": ["p:1"]}, "chief", 0),
            written({"chief": ["c:1"], "worker": ["h0:1"]}, "ps", 0),
            written({"worker": ["h0:1", "h0:1"]}, "worker", 0),
            written({"worker": ["h0:70000"]}, "worker", -1),
            written({"worker": ["h0:1", "h1:1"]}, "worker", "1"),
            written({"worker": ["h0:1"]}, "worker", "one"),
            written({"worker": "h0:1"}, "worker", 0),
            written({}, "worker", 0),
            "[1]",
            '{"cluster": {"worker": ["h0:1"]},}',
        )
        for strategy in (MIRRORED, SERVERS)
    ),
]
data(
    "checks",
    [
        {
            "texts": texts,
            "strategy": strategy,
            "found": {
                name: [[problem.code, problem.noticed] for problem in problems]
                for name, problems in cluster_problems(texts, strategy).items()
            },
        }
        for texts, strategy in CHECKED
    ],
)

"""TF_CONFIG: the JSON that tells each node of a TensorFlow cluster who is who.

`node_configs` writes it, `node_problems` and `cluster_problems` check it with
the rules of TensorFlow 2.21: `TFConfigClusterResolver`, `ClusterSpec`,
`_validate_cluster_spec` in ``multi_worker_util.py``, and what the two
multi-machine strategies and their servers check when they start.  TensorFlow is
not needed.  What it answered to the same inputs is written down in
``tests/notebooks/test_tf_config.py``.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

#: The roles that TensorFlow allows, in the order in which nodes are listed.
ROLES = ("chief", "worker", "ps", "evaluator")

#: The strategies that read TF_CONFIG.
Strategy = Literal["MultiWorkerMirroredStrategy", "ParameterServerStrategy"]
MIRRORED: Strategy = "MultiWorkerMirroredStrategy"
SERVERS: Strategy = "ParameterServerStrategy"

#: A role and the addresses ("host:port") of its nodes, in the order of their index.
Cluster = dict[str, list[str]]


@dataclass(frozen=True)
class Node:
    """One process of the cluster: what `task` says on it."""

    role: str
    index: int

    def __str__(self) -> str:
        return f"{self.role} {self.index}"


@dataclass(frozen=True)
class Problem:
    """What is wrong, and whether TensorFlow stops with an error before training.

    With `noticed` false this process gets no error of its own: it waits for
    others, trains alone, or fails at the first exchange.
    """

    code: str
    noticed: bool


def make_cluster(workers: int, *, ps: int = 0, chief: bool = False, port: int = 2222) -> Cluster:
    """A cluster with made-up addresses such as ``worker0.example:2222``."""
    counts = {"chief": int(chief), "worker": workers, "ps": ps}
    return {
        role: [f"{role}{index}.example:{port}" for index in range(count)]
        for role, count in counts.items()
        if count
    }


def node_configs(cluster: Cluster, *, evaluator: str | None = None) -> dict[Node, str]:
    """The value of TF_CONFIG for each node; `cluster` is the same text on all of them.

    An evaluator (given by its address) stands outside of the training cluster
    and only knows itself.
    """
    nodes = [Node(role, index) for role in ROLES for index in range(len(cluster.get(role, [])))]
    configs = {node: _text(cluster, node) for node in nodes}
    if evaluator is not None:
        node = Node("evaluator", 0)
        configs[node] = _text({"evaluator": [evaluator]}, node)
    return configs


def is_chief(cluster: Cluster, node: Node) -> bool:
    """Whether this node saves checkpoints and summaries: the chief, or worker 0 without one."""
    if node.role == "worker":
        return "chief" not in cluster and node.index == 0
    return node.role in ("chief", "evaluator")


def worker_count(cluster: Cluster) -> int:
    """How many nodes take part in the all-reduce of MultiWorkerMirroredStrategy."""
    return len(cluster.get("chief", [])) + len(cluster.get("worker", []))


def node_problems(text: str | None, strategy: Strategy) -> list[Problem]:
    """What is wrong with one node's TF_CONFIG (`None`: the variable is not set)."""
    servers = strategy == SERVERS
    # Without a cluster, MultiWorkerMirroredStrategy trains alone, without a word.
    if text is None:
        return [Problem("not-set", noticed=servers)]
    try:
        config = json.loads(text)
    except ValueError:
        return [Problem("not-json", noticed=True)]
    if not isinstance(config, dict):
        # TensorFlow looks for "cluster" in a list or a string too, and finds none.
        return [Problem("not-an-object", noticed=servers or not isinstance(config, list | str))]
    role, index, task = _task(config.get("task", {}), servers=servers)
    raw = config.get("cluster", {})
    if raw == {}:
        # An evaluator needs no cluster: it only reads checkpoints.
        return task if role == "evaluator" else [Problem("no-cluster", noticed=servers), *task]
    cluster = _cluster(raw)
    if cluster is None:
        return [Problem("bad-cluster", noticed=True), *task]
    return [
        *_cluster_rules(cluster, role, servers=servers),
        *task,
        *_task_rules(cluster, role, index),
        *_address_rules(cluster),
    ]


def cluster_problems(
    texts: Mapping[str, str | None], strategy: Strategy
) -> dict[str, list[Problem]]:
    """What is wrong on each node (by any name you like), and under "" between the nodes.

    What lies between the nodes no single process can see: two clusters that
    differ, a task taken twice, a task that nobody takes.
    """
    found = {name: node_problems(text, strategy) for name, text in texts.items()}
    clusters: list[Cluster] = []
    taken: Counter[Node] = Counter()
    for text in texts.values():
        config = _object(text)
        role, index, _ = _task(config.get("task", {}), servers=True)
        cluster = _cluster(config.get("cluster"))
        if role is None or index is None:
            continue
        taken[Node(role, index)] += 1
        if cluster and role != "evaluator":
            clusters.append(cluster)
    between = []
    if any(cluster != clusters[0] for cluster in clusters):
        between.append(Problem("clusters-differ", noticed=False))
    if any(times > 1 for times in taken.values()):
        between.append(Problem("same-task-twice", noticed=False))
    if any(node not in taken for cluster in clusters for node in node_configs(cluster)):
        between.append(Problem("task-missing", noticed=False))
    return {**found, "": between}


def _text(cluster: Cluster, node: Node) -> str:
    task = {"type": node.role, "index": node.index}
    return json.dumps({"cluster": cluster, "task": task})


def _object(text: str | None) -> dict[str, Any]:
    try:
        config = json.loads(text or "")
    except ValueError:
        return {}
    return config if isinstance(config, dict) else {}


def _task(task: object, *, servers: bool) -> tuple[str | None, int | None, list[Problem]]:
    """Role, index (as TensorFlow converts it) and what is wrong with them."""
    if not isinstance(task, dict) or not {"type", "index"} <= task.keys():
        # ParameterServerStrategy takes a process without a type for the coordinator.
        has_type = isinstance(task, dict) and "type" in task
        return None, None, [Problem("no-task", noticed=not servers or has_type)]
    role, raw = str(task["type"]), task["index"]
    try:
        index = int(raw)
    except (TypeError, ValueError):
        return role, None, [Problem("index-not-a-number", noticed=True)]
    if type(raw) is not int:
        return role, index, [Problem("index-not-an-integer", noticed=False)]
    return role, index, [Problem("index-negative", noticed=True)] if index < 0 else []


def _cluster(value: object) -> Cluster | None:
    """The cluster with its addresses as lists, or `None` if `ClusterSpec` would refuse it."""
    if not isinstance(value, dict):
        return None
    cluster: Cluster = {}
    for role, tasks in value.items():
        addresses = list(tasks.values()) if isinstance(tasks, dict) else tasks
        if not isinstance(addresses, list):
            return None
        if not all(isinstance(address, str) for address in addresses):
            return None
        cluster[role] = addresses
    return cluster


def _cluster_rules(cluster: Cluster, role: str | None, *, servers: bool) -> list[Problem]:
    found = []
    if any(name not in ROLES for name in cluster):
        found.append(Problem("unknown-role", noticed=True))
    if len(cluster.get("chief", [])) > 1:
        found.append(Problem("two-chiefs", noticed=True))
    if len(cluster.get("evaluator", [])) > 1:
        found.append(Problem("two-evaluators", noticed=True))
    if role == "evaluator":
        return found  # it stands outside of the training cluster
    if servers and not cluster.get("worker"):
        found.append(Problem("no-worker", noticed=True))
    if servers and not cluster.get("ps"):
        found.append(Problem("no-ps", noticed=True))
    if not servers and cluster.get("ps"):
        found.append(Problem("ps-without-its-strategy", noticed=role == "ps"))
    return found


def _task_rules(cluster: Cluster, role: str | None, index: int | None) -> list[Problem]:
    if role is None:
        return []
    if role not in ROLES:
        return [Problem("unknown-type", noticed=True)]
    if role not in cluster:
        return [] if role == "evaluator" else [Problem("type-not-in-cluster", noticed=True)]
    if index is not None and index >= len(cluster[role]):
        return [Problem("index-too-large", noticed=True)]
    return []


def _address_rules(cluster: Cluster) -> list[Problem]:
    addresses = [address for listed in cluster.values() for address in listed]
    found = []
    if not all(_has_port(address) for address in addresses):
        found.append(Problem("no-port", noticed=True))
    if len(set(addresses)) < len(addresses):
        found.append(Problem("same-address", noticed=False))
    return found


def _has_port(address: str) -> bool:
    host, colon, port = address.rpartition(":")
    return bool(host and colon and port.isdecimal() and 0 < int(port) < 65536)

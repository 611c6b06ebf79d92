"""The rules of TF_CONFIG, compared with what TensorFlow 2.21.0 answered to the same values."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from helpers import tf_config
from helpers.tf_config import MIRRORED, SERVERS, Node, Problem

ROOT = Path(__file__).resolve().parents[2]
W = ["h0:1", "h1:1", "h2:1"]
C, P = ["c:1"], ["p:1"]
FULL = {"chief": C, "worker": W, "ps": P}


def text(cluster: Any = None, role: Any = "worker", index: Any = 0) -> str:
    return json.dumps({"cluster": cluster, "task": {"type": role, "index": index}})


# The value; whether MultiWorkerMirroredStrategy stopped with an error before
# training; whether ParameterServerStrategy (or the server of its workers) did.
ANSWERS: dict[str, tuple[str | None, bool, bool]] = {
    "not set": (None, False, True),
    "empty": ("", True, True),
    "single quotes": ("{'cluster': {}}", True, True),
    "a list": ("[1]", False, True),
    "a number": ("3", True, True),
    "null": ("null", True, True),
    "three workers": (text({"worker": W}), False, True),
    "chief and workers": (text({"worker": W, "chief": C}, "chief"), False, True),
    "only a chief": (text({"chief": C}, "chief"), False, True),
    "with ps, on a worker": (text(FULL), False, False),
    "with ps, on the ps": (text(FULL, "ps"), True, False),
    "with ps, on the chief": (text(FULL, "chief"), False, False),
    "ps, no worker": (text({"ps": P, "chief": C}, "chief"), False, True),
    "an empty list of ps": (text({**FULL, "ps": []}, "chief"), False, True),
    "no task, ps": (json.dumps({"cluster": {"worker": W, "ps": P}}), True, False),
    "no cluster": (json.dumps({"task": {"type": "worker", "index": 0}}), False, True),
    "an empty cluster": (text({}), False, True),
    "cluster null": (text(None), True, True),
    "cluster a list": (text([1]), True, True),
    "workers a string": (text({"worker": "h0:1"}), True, True),
    "workers an object": (text({"worker": {"0": "h0:1", "1": "h1:1"}}), False, True),
    "workers numbers": (text({"worker": [1, 2]}), True, True),
    "no workers in the list": (text({"worker": []}), True, True),
    "no task": (json.dumps({"cluster": {"worker": W}}), True, True),
    "no type": (json.dumps({"cluster": {"worker": W}, "task": {"index": 0}}), True, True),
    "no index": (json.dumps({"cluster": FULL, "task": {"type": "worker"}}), True, True),
    "a task that is a string": (
        json.dumps({"cluster": {"worker": W}, "task": "worker"}),
        True,
        True,
    ),
    "type null": (text({"worker": W}, None), True, True),
    "index 3 of three": (text({"worker": W}, index=3), True, True),
    "index -1": (text({"worker": W}, index=-1), True, True),
    "index null": (text({"worker": W}, index=None), True, True),
    "index a word": (text({"worker": W}, index="one"), True, True),
    "index in quotes": (text({"worker": W}, index="1"), False, True),
    "index 1.5": (text({"worker": W}, index=1.5), False, True),
    "a role that the cluster lacks": (text({"worker": W}, "ps"), True, True),
    "a role in capitals": (text({"worker": W}, "Worker"), True, True),
    "master": (text({"worker": W, "master": C}, "master"), True, True),
    "two chiefs": (text({"worker": W, "chief": ["a:1", "b:1"]}), True, True),
    "two evaluators": (text({"worker": W, "evaluator": ["a:1", "b:1"]}), True, True),
    "CLUSTER_SPEC": (text({"workerpool0": C, "workerpool1": W}, "workerpool0"), True, True),
    "no port": (text({"worker": ["h0", "h1"]}), True, True),
    "the same address twice": (text({"worker": ["h0:1", "h0:1"]}), False, True),
    "further keys, as on Google Cloud": (
        json.dumps(
            {
                "cluster": FULL,
                "environment": "cloud",
                "job": {},
                "task": {"type": "worker", "index": 0, "cloud": "x", "trial": "1"},
            }
        ),
        False,
        False,
    ),
}


def codes(value: str | None, strategy: tf_config.Strategy = MIRRORED) -> list[str]:
    return [problem.code for problem in tf_config.node_problems(value, strategy)]


@pytest.mark.parametrize("case", ANSWERS)
def test_it_stops_where_tensorflow_stops(case: str) -> None:
    value, mirrored, servers = ANSWERS[case]
    for strategy, stops in ((MIRRORED, mirrored), (SERVERS, servers)):
        found = tf_config.node_problems(value, strategy)
        assert any(problem.noticed for problem in found) is stops, (strategy, found)


def test_each_mistake_has_a_code() -> None:
    assert codes(None) == ["not-set"]
    assert codes("{'a': 1}") == ["not-json"]
    assert codes("[]") == ["not-an-object"]
    assert codes("{}") == ["no-cluster", "no-task"]
    assert codes(text([])) == ["bad-cluster"]
    assert codes(text({"worker": W}, index=3)) == ["index-too-large"]
    assert codes(text({"worker": W}, index=-1)) == ["index-negative"]
    assert codes(text({"worker": W}, index="1")) == ["index-not-an-integer"]
    assert codes(text({"worker": W}, index="x")) == ["index-not-a-number"]
    assert codes(text({"worker": W}, "ps")) == ["type-not-in-cluster"]
    assert codes(text({"worker": W}, "coordinator")) == ["unknown-type"]
    assert codes(text({"worker": W, "tpu": P})) == ["unknown-role"]
    assert codes(text({"worker": W, "chief": ["a:1", "b:1"]})) == ["two-chiefs"]
    assert codes(text({"worker": W, "evaluator": ["a:1", "b:1"]})) == ["two-evaluators"]
    assert codes(text({"worker": ["h0", "h1:1"]})) == ["no-port"]
    assert codes(text({"worker": ["h0:1", "h0:1"]})) == ["same-address"]
    assert codes(text(FULL)) == ["ps-without-its-strategy"]
    assert codes(text({"worker": W, "chief": C}), SERVERS) == ["no-ps"]
    assert codes(text({"ps": P, "chief": C}, "chief"), SERVERS) == ["no-worker"]


@pytest.mark.parametrize("address", ["h:0", "h:65536", "h:", ":1", "h:x", "h", ""])
def test_an_address_needs_a_host_and_a_port(address: str) -> None:
    assert codes(text({"worker": [address]})) == ["no-port"]


def test_an_evaluator_needs_no_cluster_and_may_know_it() -> None:
    assert codes(json.dumps({"task": {"type": "evaluator", "index": 0}})) == []
    assert codes(text({"evaluator": ["e:1"]}, "evaluator")) == []
    assert codes(text(FULL, "evaluator"), SERVERS) == []


@pytest.mark.parametrize("strategy", [MIRRORED, SERVERS])
@pytest.mark.parametrize("workers", [1, 3])
@pytest.mark.parametrize("chief", [False, True])
def test_what_is_built_is_right(strategy: tf_config.Strategy, workers: int, chief: bool) -> None:
    servers = strategy == SERVERS
    cluster = tf_config.make_cluster(workers, ps=2 if servers else 0, chief=chief)
    configs = tf_config.node_configs(cluster, evaluator="evaluator0.example:2222")
    texts = {str(node): value for node, value in configs.items()}
    assert len(configs) == workers + 2 * servers + chief + 1
    assert not any(tf_config.cluster_problems(texts, strategy).values())
    training = [json.loads(value) for node, value in configs.items() if node.role != "evaluator"]
    assert all(config["cluster"] == cluster for config in training)
    assert len({json.dumps(config["task"]) for config in training}) == len(training)


def test_nodes_are_listed_by_role_and_index() -> None:
    cluster = tf_config.make_cluster(2, ps=1, chief=True)
    assert [str(node) for node in tf_config.node_configs(cluster)] == [
        "chief 0",
        "worker 0",
        "worker 1",
        "ps 0",
    ]
    assert cluster["worker"] == ["worker0.example:2222", "worker1.example:2222"]


def test_worker_0_is_chief_unless_there_is_one() -> None:
    assert tf_config.is_chief({"worker": W}, Node("worker", 0))
    assert not tf_config.is_chief({"worker": W}, Node("worker", 1))
    assert not tf_config.is_chief(FULL, Node("worker", 0))
    assert not tf_config.is_chief(FULL, Node("ps", 0))
    assert tf_config.is_chief(FULL, Node("chief", 0))
    assert tf_config.worker_count(FULL) == 4


def test_what_only_the_whole_cluster_shows() -> None:
    good = {"a": text({"worker": W[:2]}), "b": text({"worker": W[:2]}, index=1)}
    assert tf_config.cluster_problems(good, MIRRORED) == {"a": [], "b": [], "": []}

    def between(**texts: str | None) -> list[str]:
        found = tf_config.cluster_problems({**good, **texts}, MIRRORED)[""]
        assert not any(problem.noticed for problem in found)
        return [problem.code for problem in found]

    assert between(b=text({"worker": ["h0:1", "other:1"]}, index=1)) == ["clusters-differ"]
    assert between(b=good["a"]) == ["same-task-twice", "task-missing"]
    assert between(b=None) == ["task-missing"]
    assert between(b="{") == ["task-missing"]


def test_a_node_keeps_its_own_problems() -> None:
    found = tf_config.cluster_problems({"a": None, "b": text({"worker": W})}, MIRRORED)
    assert found["a"] == [Problem("not-set", noticed=False)]
    assert found["b"] == []


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_values_in_the_chapter_are_those_of_the_cluster(language: str) -> None:
    page = ROOT / "docs" / language / "training" / "tf-strategies.md"
    blocks = re.findall(r"```json\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    cluster = tf_config.make_cluster(3, ps=1, chief=True)
    expected = [json.loads(value) for value in tf_config.node_configs(cluster).values()]
    shown = [json.loads(block) for block in blocks]
    assert [value for value in shown if "cluster" in value] == [expected[0]]
    tasks = [value["task"] for value in expected]
    assert [value["task"] for value in shown if "task" in value] == tasks

"""One issue says what fell due: composed from what the weekly jobs said."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

import upkeep
from upkeep import Job

posix = pytest.mark.skipif(os.name == "nt", reason="writes shell scripts")
RUN = "https://example.com/run/1"
GOOD = {name: Job("success", ("142 links, 0 dead",)) for name in upkeep.TOPICS}
#: Stands for the program gh: writes down its arguments and its input, and lists an issue or none.
GH = """#!{python}
import json, sys
line = [sys.argv[1:], sys.stdin.read() if "--body-file" in sys.argv else ""]
with open({log!r}, "a", encoding="utf-8") as file:
    file.write(json.dumps(line) + "\\n")
if sys.argv[1:3] == ["issue", "list"]:
    print({issues!r})
"""


def _stale(count: int) -> Job:
    lines = [
        f"data/a.yml:{each}: 'x' was checked in 2026-01, due since 2026-07-31 (u)"
        for each in range(count)
    ]
    told = f"stale: {count} of 900 sources are overdue"
    return Job("success", tuple(upkeep.kept("\n".join([*lines, told])).splitlines()))


def test_nothing_to_do_says_nothing() -> None:
    assert upkeep.body(GOOD, RUN) == ""


def test_each_topic_has_its_findings_and_what_to_do() -> None:
    found = GOOD | {
        "stale": _stale(2),
        "links": Job("failure", ("unsure: u (HTTP 403)", "dead: https://a.example (HTTP 404)")),
        "notebooks": Job("failure", ("labs: running", "AssertionError: 0.3")),
        "advisories": Job("failure", ("left-pad 1.0: GHSA-1",)),
    }
    text = upkeep.body(found, RUN)
    assert "## Facts to check again (2)\n" in text
    assert "set `verified` to this month" in text
    assert "## Dead links (1)\n" in text
    assert "- `dead: https://a.example (HTTP 404)`\n" in text
    assert "unsure" not in text
    assert "## Labs that no longer run\n" in text
    assert "- `AssertionError: 0.3`\n" in text
    assert "- `left-pad 1.0: GHSA-1`" in text
    assert text.count(RUN) == 2


def test_a_long_list_is_cut_and_counts_all() -> None:
    text = upkeep.body(GOOD | {"stale": _stale(500)}, RUN)
    assert "## Facts to check again (500)\n" in text
    assert text.count("\n- `data/a.yml:") == 40
    assert "- … and 460 more\n" in text
    assert "`data/a.yml:0:" in text


def test_of_a_long_log_the_end_is_shown() -> None:
    log = Job("failure", tuple(f"line {each}" for each in range(90)))
    text = upkeep.body(GOOD | {"notebooks": log}, RUN)
    assert "- … after 50 more lines\n- `line 50`\n" in text
    assert text.endswith("- `line 89`\n")


@pytest.mark.parametrize("result", ["failure", "cancelled", "skipped"])
def test_a_job_that_did_not_finish_is_named(result: str) -> None:
    text = upkeep.body(GOOD | {"links": Job(result)}, RUN)
    assert f"## Dead links\n\nThe job did not finish (`{result}`)" in text


def test_a_job_that_nobody_knows_is_named_too() -> None:
    assert "## Job `new`\n\n- `wrong`" in upkeep.body({"new": Job("failure", ("wrong",))}, RUN)


@pytest.mark.parametrize(
    "hostile",
    [
        "https://a.example/`<img src=x>`@everyone",
        "``` @everyone [x](https://b.example)",
        "`",
        "a\u2028## heading\r## heading",
        "\\`@everyone",
    ],
)
def test_no_address_leaves_its_code_span(hostile: str) -> None:
    text = upkeep.body({"links": Job("failure", (f"dead: {hostile}",))}, RUN)
    item = text.rpartition("- ")[2]
    (inline,) = [token for token in MarkdownIt().parse(f"- {item}") if token.type == "inline"]
    assert [child.type for child in inline.children or []] == ["code_inline"]


def test_what_a_job_hands_on_is_short_with_beginning_and_end() -> None:
    text = upkeep.kept("\n".join(f"{each} {'字' * 500}" for each in range(5000)))
    lines = text.splitlines()
    assert len(text.encode()) <= 24_000
    assert lines[0].startswith("0 ")
    assert lines[-1].startswith("4999 ")
    assert max(map(len, lines)) <= 240


def test_a_command_is_run_and_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
    script = "print('one'); print('two'); raise SystemExit(3)"
    assert upkeep.main(["run", sys.executable, "-c", script]) == 3
    assert capfd.readouterr().out == "one\ntwo\n"
    first, *said, last = (tmp_path / "output").read_text(encoding="utf-8").splitlines()
    assert said == ["one", "two"]
    assert first == f"said<<{last}"


@pytest.fixture
def github(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Return a function that reports with a fake gh, and returns the commands it was given."""

    def report(issues: list[dict[str, int]], jobs: dict[str, object]) -> list[list[object]]:
        log = tmp_path / "log"
        program = tmp_path / "gh"
        text = GH.format(python=sys.executable, log=str(log), issues=json.dumps(issues))
        program.write_text(text, encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
        monkeypatch.setenv("NEEDS", json.dumps(jobs))
        assert upkeep.main(["report"]) == 0
        return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]

    return report


DEAD = {"links": {"result": "failure", "outputs": {"said": "dead: https://a.example (HTTP 404)"}}}
FINE = {"links": {"result": "success", "outputs": {}}}


@posix
def test_the_first_finding_opens_an_issue(github) -> None:
    listed, labelled, (made, text) = github([], DEAD)
    assert listed[0][:4] == ["issue", "list", "--label", "upkeep"]
    assert labelled[0][:3] == ["label", "create", "upkeep"]
    assert made[:2] == ["issue", "create"]
    assert made[made.index("--label") + 1] == "upkeep"
    assert "`dead: https://a.example (HTTP 404)`" in text


@posix
def test_an_open_issue_is_rewritten(github) -> None:
    *_, (made, text) = github([{"number": 7}], DEAD)
    assert made[:3] == ["issue", "edit", "7"]
    assert "https://a.example" in text


@posix
def test_an_issue_with_nothing_left_is_closed(github) -> None:
    _, (made, _) = github([{"number": 7}], FINE)
    assert made[:3] == ["issue", "close", "7"]


@posix
def test_without_findings_and_issue_nothing_is_done(github) -> None:
    assert [each[0][:2] for each in github([], FINE)] == [["issue", "list"]]

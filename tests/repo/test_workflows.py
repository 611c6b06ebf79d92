"""The workflow files are valid, safe and pinned."""

from __future__ import annotations

import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
import yaml

import pdf
import upkeep

USES = re.compile(r"^\s*(?:- )?uses:\s*(.+)$", re.MULTILINE)
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
#: What only a trusted event may do: run with the repository's rights on somebody's code.
PRIVILEGED = {"pull_request_target", "workflow_run", "issue_comment"}
#: Text of a stranger, which in a command would be a command: titles, branches, messages.
STRANGERS = re.compile(r"\$\{\{[^}]*\bgithub\.(?:event|head_ref|base_ref|actor|triggering_actor)\b")
#: Every permission to write, by file and job.
WRITES = {
    ("deploy", "deploy", "pages"),
    ("deploy", "deploy", "id-token"),
    ("release", "attach", "contents"),
    ("weekly", "report", "issues"),
}
UNSAFE = """\
name: unsafe
on: pull_request_target
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: echo ${{ github.event.pull_request.title }}
"""


def _workflows(root: Path) -> list[Path]:
    return sorted((root / ".github" / "workflows").glob("*.yml"))


def _schema_errors(schema: str, *paths: Path) -> str:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *paths]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    return "" if answer.returncode == 0 else answer.stdout + answer.stderr


def _security_findings(folder: Path) -> str:
    zizmor = Path(sysconfig.get_path("scripts")) / "zizmor"
    command = [zizmor, "--offline", "--no-progress", "--persona", "regular", folder]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    return "" if answer.returncode == 0 else answer.stdout + answer.stderr


def test_there_is_a_check_a_deployment_a_release_and_a_weekly_run(root: Path) -> None:
    assert [path.stem for path in _workflows(root)] == ["check", "deploy", "release", "weekly"]


def test_workflows_are_valid(root: Path) -> None:
    assert _schema_errors("vendor.github-workflows", *_workflows(root)) == ""


def test_dependabot_is_valid(root: Path) -> None:
    assert _schema_errors("vendor.dependabot", root / ".github" / "dependabot.yml") == ""


def test_an_invalid_workflow_is_found_out(tmp_path: Path) -> None:
    path = tmp_path / "bad.yml"
    path.write_text("on: push\njobs: {a: {runs-on: ubuntu-latest, stepz: []}}\n", encoding="utf-8")
    assert "stepz" in _schema_errors("vendor.github-workflows", path)


def test_the_security_linter_finds_nothing(root: Path) -> None:
    assert _security_findings(root / ".github") == ""


def test_an_unsafe_workflow_is_found_out(tmp_path: Path) -> None:
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    (folder / "unsafe.yml").write_text(UNSAFE, encoding="utf-8")
    findings = _security_findings(tmp_path)
    assert "template-injection" in findings
    assert "unpinned-uses" in findings


def test_every_action_is_pinned_by_commit_with_its_version(root: Path) -> None:
    for path in _workflows(root):
        uses = USES.findall(path.read_text(encoding="utf-8"))
        assert uses
        assert [use for use in uses if not PINNED.fullmatch(use.strip())] == [], path.name


def test_an_action_has_the_same_pin_everywhere(root: Path) -> None:
    pins: dict[str, set[str]] = {}
    for path in _workflows(root):
        for use in USES.findall(path.read_text(encoding="utf-8")):
            pins.setdefault(use.split("@")[0], set()).add(use)
    assert {action: found for action, found in pins.items() if len(found) > 1} == {}


@pytest.mark.parametrize("name", ["check", "weekly"])
def test_checks_may_only_read_and_use_no_secret(root: Path, name: str) -> None:
    text = (root / ".github" / "workflows" / f"{name}.yml").read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {"contents": "read"}
    own = {
        job: each["permissions"] for job, each in workflow["jobs"].items() if "permissions" in each
    }
    assert own == ({"report": {"contents": "read", "issues": "write"}} if name == "weekly" else {})
    assert "secrets." not in text


def test_the_issue_of_the_week_hears_of_every_job(root: Path) -> None:
    text = (root / ".github" / "workflows" / "weekly.yml").read_text(encoding="utf-8")
    jobs = yaml.safe_load(text)["jobs"]
    report = jobs.pop("report")
    assert set(report["needs"]) == set(jobs)
    assert report["if"] == "always() && !cancelled()"
    for name, job in jobs.items():
        assert name in upkeep.TOPICS
        assert job["outputs"] == {"said": "${{ steps.look.outputs.said }}"}
        (look,) = [step for step in job["steps"] if step.get("id") == "look"]
        assert look["run"].startswith("python tools/upkeep.py run make --silent ")


def test_only_the_deploying_job_may_write(root: Path) -> None:
    text = (root / ".github" / "workflows" / "deploy.yml").read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {}
    assert workflow["jobs"]["build"]["permissions"] == {"contents": "read", "pages": "read"}
    assert workflow["jobs"]["deploy"]["permissions"] == {"pages": "write", "id-token": "write"}


def _writes(path: Path) -> set[tuple[str, str, str]]:
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    places = {"": workflow, **workflow["jobs"]}
    granted = {job: each.get("permissions", {}) for job, each in places.items()}
    assert not any(isinstance(rights, str) for rights in granted.values()), "name them one by one"
    return {
        (path.stem, job, right)
        for job, rights in granted.items()
        for right, level in rights.items()
        if level == "write"
    }


def test_nothing_may_write_but_what_is_listed(root: Path) -> None:
    assert {each for path in _workflows(root) for each in _writes(path)} == WRITES


def test_every_workflow_states_its_permissions(root: Path) -> None:
    for path in _workflows(root):
        assert "permissions" in yaml.safe_load(path.read_text(encoding="utf-8")), path.name


def test_no_stranger_starts_a_workflow_with_rights(root: Path) -> None:
    for path in _workflows(root):
        # YAML takes the key `on` for True.
        events = yaml.safe_load(path.read_text(encoding="utf-8"))[True]
        assert not PRIVILEGED & set(events), path.name


def test_no_command_holds_text_of_a_stranger(root: Path) -> None:
    assert STRANGERS.search(UNSAFE)
    for path in _workflows(root):
        for job in yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].values():
            runs = [step.get("run", "") for step in job["steps"]]
            assert [run for run in runs if STRANGERS.search(run)] == [], path.name


def test_only_the_job_that_runs_nothing_of_ours_may_write_to_a_release(root: Path) -> None:
    text = (root / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)
    jobs = workflow["jobs"]
    assert workflow["permissions"] == {}
    assert jobs["build"]["permissions"] == {"contents": "read", "pages": "read"}
    assert jobs["attach"]["permissions"] == {"actions": "read", "contents": "write"}
    assert not any("uses" in step for step in jobs["attach"]["steps"])
    assert "secrets." not in text


def test_a_release_gets_what_the_site_links_to(root: Path) -> None:
    text = (root / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
    assert "make pdf" in text
    for language in ("ja", "en"):
        page = (root / "docs" / language / "index.md").read_text(encoding="utf-8")
        linked = re.findall(r"/releases/latest/download/mle-notes-([\w-]+)\.pdf", page)
        assert sorted(linked) == sorted(pdf.BOOKS)


def test_every_checkout_drops_its_credentials(root: Path) -> None:
    for path in _workflows(root):
        jobs = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]
        for step in [step for job in jobs.values() for step in job["steps"]]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False

"""What a new page, service, question or lab begins with."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

import new
import scaffold
from sitekit import labs, schema, yamlfile

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = {kind: dict(each.settings) for kind, each in scaffold.KINDS.items()}


def make(kind: str, **changed: str) -> scaffold.Files:
    return scaffold.files(kind, ROOT, EXAMPLES[kind] | changed, "2026-11")


def added(path: str, text: str) -> list[str]:
    """The lines that a file has more than now."""
    now = (ROOT / path).read_text(encoding="utf-8").splitlines()
    lines = text.splitlines()
    assert [line for line in lines if line in now] == now or len(lines) == len(now)
    return [line for line in lines if line not in now]


@pytest.mark.parametrize(
    ("language", "config", "title"),
    [("ja", "mkdocs.yml", "見本の章"), ("en", "mkdocs.en.yml", "Example chapter")],
)
def test_a_page_is_made_in_both_languages_at_the_end_of_its_section(
    language: str, config: str, title: str
) -> None:
    made = make("page")
    assert f"title: {title}\n" in made[f"docs/{language}/training/example-chapter.md"]
    (line,) = added(config, made[config])
    assert line == f"          - {title}: training/example-chapter.md"
    navigation = made[config].splitlines()
    after = navigation[navigation.index(line) + 1 :]
    assert ": training/" in navigation[navigation.index(line) - 1]
    assert not any(": training/" in each for each in after)


def test_a_title_with_a_colon_stays_a_title() -> None:
    made = make("page", TITLE_EN="Clipping: #1")
    (line,) = added("mkdocs.en.yml", made["mkdocs.en.yml"])
    assert line == "          - 'Clipping: #1': training/example-chapter.md"
    head = made["docs/en/training/example-chapter.md"].split("---")[1]
    assert yaml.safe_load(head)["title"] == "Clipping: #1"


@pytest.mark.parametrize("title_ja", ["Example Store", "見本、ストア"])
def test_a_service_has_everything_that_the_form_asks_for(title_ja: str) -> None:
    text = make("service", TITLE_JA=title_ja, TITLE_EN="Example, Store")[
        "data/services/example-store.yml"
    ]
    document, problems = yamlfile.parse_mapping(text, "data/services/example-store.yml")
    assert problems == []
    assert schema.load("service").check(document, "x") == []
    name = document.value["names"][0]
    assert name["name"] == {"ja": title_ja, "en": "Example, Store"}
    assert ("kana" in name) == (title_ja != "Example Store")
    assert set(document.value) == set(schema.read("service")["properties"]) - {
        *("unsure", "traits", "related"),  # what few services have
    }


def test_a_question_follows_those_of_its_consideration() -> None:
    ((path, text),) = make("question").items()
    assert path == "data/questions/2-1-a.yml"
    assert text.startswith((ROOT / path).read_text(encoding="utf-8"))
    document, problems = yamlfile.parse_mapping(text, path)
    assert problems == []
    assert schema.load("questions").check(document, path) == []
    entry = document.value["questions"]["samples-by-id-in-milliseconds"]
    assert len(entry["options"]) == 4
    assert sum("right" in option for option in entry["options"]) == 1
    assert entry["verified"] == "2026-11"


def test_the_right_option_is_not_always_in_the_same_place() -> None:
    places = set()
    for name in ("a", "b", "c", "d"):
        (text,) = make("question", NAME=name).values()
        options = yaml.safe_load(text)["questions"][name]["options"]
        places.update(place for place, option in enumerate(options) if "right" in option)
    assert places == {0, 1, 2, 3}


def test_the_first_question_of_a_consideration_begins_a_file(tmp_path: Path) -> None:
    for path in ("data/exam/considerations.yml", "data/services/bigtable.yml"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text((ROOT / path).read_text("utf-8"), encoding="utf-8")
    made = scaffold.files("question", tmp_path, EXAMPLES["question"], "2026-11")
    assert made["data/questions/2-1-a.yml"].startswith("questions:\n  samples-by-id-")


def test_a_lab_is_a_notebook_in_the_lists_of_both_languages() -> None:
    made = make("lab")
    text = made["notebooks/example_lab.py"]
    lab, problems = labs.read_lab(text, "notebooks/example_lab.py", "example-lab")
    assert problems == []
    assert lab is not None
    assert lab.title == {"ja": "見本のラボ", "en": "Example lab"}
    for language, config in scaffold.CONFIGURATIONS.items():
        (line,) = added(config, made[config])
        assert line == "          - labs/example-lab.ipynb"
        index = made[f"docs/{language}/labs/index.md"]
        assert re.search(r"\{#training\}\n\n::labs .*, example-lab\n", index)


@pytest.mark.parametrize("kind", EXAMPLES)
def test_what_is_left_to_write_says_so(kind: str) -> None:
    for path, text in make(kind).items():
        assert ("TODO" in text) == (not path.startswith("mkdocs") and "index" not in path)


@pytest.mark.parametrize(
    ("kind", "changed", "message"),
    [
        ("page", {"NAME": "clipping"}, "NAME=clipping is no path of a page (kebab-case below a fo"),
        ("page", {"NAME": "training/Clip it"}, "NAME=training/Clip it is no path of a page (keb"),
        ("page", {"NAME": "../x"}, "NAME=../x is no path of a page (kebab-case below a folder"),
        ("page", {"NAME": "training/normalization"}, "docs/ja/training/normalization.md exists"),
        ("page", {"NAME": "no/x"}, "no page of no/ is in the navigation of mkdocs.yml (one of "),
        ("page", {"NAME": "services/x"}, "a page below services/ comes from data/services/"),
        ("page", {"NAME": "labs/x"}, "a page below labs/ comes from notebooks/: make new-lab"),
        ("service", {"NAME": "bigtable"}, "data/services/bigtable.yml exists already (edit it"),
        ("service", {"NAME": "Big Table"}, "NAME=Big Table is no id (kebab-case, as in example"),
        ("service", {"FAMILY": "x"}, "unknown FAMILY=x (one of platform, bigquery, "),
        ("service", {"INSTEAD": "x"}, "unknown service INSTEAD=x (the name of a file in data"),
        ("question", {"CONSIDERATION": "9.9.z"}, "unknown CONSIDERATION=9.9.z (as in data/exam/"),
        ("question", {"SERVICE": "x"}, "unknown SERVICE=x (the name of a file in data/services/"),
        (
            "question",
            {"NAME": "two-tensorflow-versions-one-jupyterlab"},
            "the question two-tensorflow-versions-one-jupyterlab is in data/questions/2-2-b.yml",
        ),
        ("lab", {"NAME": "pca"}, "notebooks/pca.py exists already (edit it, or choose another"),
        ("lab", {"SECTION": "x"}, "unknown SECTION=x (one of training, generalisation, data, "),
        ("lab", {"NAME": ""}, "missing: NAME\nusage: make new-lab NAME=example-lab SECTION"),
    ],
)
def test_what_cannot_be_made_is_refused(kind: str, changed: dict[str, str], message: str) -> None:
    with pytest.raises(scaffold.RefusedError) as caught:
        make(kind, **changed)
    assert str(caught.value).startswith(message)


def test_a_refusal_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = [f"{name}={text}" for name, text in EXAMPLES["page"].items()]
    assert new.main(["page", *settings[1:], "NAME=x"], tmp_path) == 1
    assert "NAME=x is no path of a page" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_settings_come_from_make_through_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in EXAMPLES["service"].items():
        monkeypatch.setenv(name, text)
    (tmp_path / "data" / "services").mkdir(parents=True)
    (tmp_path / "data" / "services" / "bigtable.yml").touch()
    assert new.main(["service"], tmp_path) == 0
    assert "data/services/example-store.yml" in capsys.readouterr().out
    assert (tmp_path / "data/services/example-store.yml").exists()


def test_without_settings_the_usage_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert new.main(["page"]) == 1
    said = capsys.readouterr().err
    assert 'make new-page NAME=training/example-chapter TITLE_EN="Example chapter"' in said
    assert new.main([]) == 1
    assert "tools/new.py question" in capsys.readouterr().err

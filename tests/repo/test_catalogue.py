"""The catalogue as it is: complete, dated, and right about what is gone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from site_build import Site
from sitekit import outputs, picker, schema
from sitekit import site as sources
from sitekit.data import Data
from sitekit.problems import LANGUAGES

#: Every service, tool, command and API that the memos 000 to 002 name, as they write it.
NAMED = {
    "ai-platform": ["AI Platform"],
    "agent-platform": ["Vertex AI", "Vertext AI"],
    "agent-platform-pipelines": ["Vertex AI Pipelines"],
    "ai-commerce-search": ["Recommendations AI"],
    "apache-beam": ["Apache Beam"],
    "automl": ["AutoML"],
    "bigquery": ["BigQuery", "BQ"],
    "bigquery-io-connector": ["BigQuery I/O Connector"],
    "bigquery-ml": ["BigQuery ML", "BQML"],
    "bigquery-python-client": ["BigQuery Python client library", "pandas"],
    "cloud-tpu": ["TPU"],
    "conversational-agents": ["Dialogflow"],
    "data-fusion": ["Cloud Data Fusion"],
    "data-labeling": ["Vertex AI Data Labeling"],
    "dataflow": ["Cloud Data Flow", "Dataflow"],
    "dataprep": ["Cloud Data Prep"],
    "explainable-ai": ["Vertex Explainable AI"],
    "feature-store": ["Vertex AI Feature Store"],
    "flex-templates": ["Flexテンプレート"],
    "gke": ["Kubernetes", "Kubernates"],
    "gpu": ["GPU"],
    "kubeflow": ["Kubeflow"],
    "lit": ["LIT", "Language Interpretability Tool"],
    "local-run": ["gcloud ml-engine local train"],
    "managed-datasets": ["Vertex AI Datasets"],
    "managed-spark": ["Cloud Data Proc", "Dataproc", "Hadoop"],
    "media-translation-api": ["Media Translation"],
    "model-monitoring": ["Vertex AI Model Monitoring"],
    "natural-language-api": ["Natural Language API"],
    "pretrained-apis": ["Pre-build APIs"],
    "pubsub": ["Pub/Sub"],
    "pytorch": ["PyTorch", "torch.save"],
    "sagemaker": ["SageMaker"],
    "select-except": ["SELECT * EXCEPT"],
    "serverless-training": ["custom training", "カスタム トレーニング"],
    "speech-to-text": ["Cloud Speech-to-Text"],
    "spot": ["Preemptible Cloud TPU"],
    "tensorflow": ["TensorFlow"],
    "tensorflow-enterprise": ["TensorFlow Enterprise"],
    "tensorflow-extended": ["TensorFlow Extended", "TFX"],
    "tensorflow-io-bigquery": ["tf.data.dataset reader"],
    "tensorflow-probability": ["TensorFlow Probability", "TFP"],
    "text-to-speech": ["Cloud Text-to-Speech"],
    "tf-checkpoint": ["tf.train.Checkpoint", "train.CheckpointTF"],
    "tf-config": ["TF_CONFIG"],
    "tf-data": ["tf.data.Dataset"],
    "tf-gradienttape": ["tf.GradientTape", "Integrated Gradients"],
    "timeseries-insights-api": ["Cloud Inference API"],
    "translation-api": ["Translation API"],
    "video-intelligence-api": ["Video Intelligence API"],
    "vision-api": ["Vision API"],
    "what-if-tool": ["What-If Tool", "WIT"],
    "worker-pool-specs": ["scaleTier", "parameterServerType"],
}

#: What facts say has ended, or has an end; no page may offer it as current.
ENDED = {
    "gone": [
        *("ai-platform", "automl-text", "automl-video", "data-catalog", "imagen"),
        *("media-translation-api", "timeseries-insights-api", "agent-platform-vision"),
    ],
    "deprecated": ["explainable-ai", "video-intelligence-api"],
}


@pytest.fixture(scope="module")
def data(root: Path) -> Data:
    """The catalogue of the repository."""
    read, problems = sources.read_sources(root)
    assert problems == []
    return read.data


def _known(data: Data, identifier: str) -> set[str]:
    service = data.services[identifier]
    names = {text for name in service.names for text in name.text.values()}
    return {word.casefold() for word in (*names, *sum(service.search.values(), ()))}


def test_there_are_at_least_85_services(data: Data) -> None:
    assert len(data.services) >= 85


@pytest.mark.parametrize(("identifier", "name"), [(i, n) for i, ns in NAMED.items() for n in ns])
def test_every_name_in_the_memos_leads_to_its_entry(data: Data, identifier: str, name: str) -> None:
    assert name.casefold() in _known(data, identifier)


def test_every_service_is_in_both_languages_with_a_source_and_a_month(data: Data) -> None:
    for service in data.services.values():
        texts = [service.purpose, service.status.note.text]
        statements = [*service.when, *service.against, *service.limits, *service.unsure]
        texts += [statement.text for statement in statements]
        assert all(text.get(language) for text in texts for language in LANGUAGES), service.id
        assert all(statement.sources for statement in statements), service.id
        assert service.citations or service.status.note.sources, service.id
        assert all(each.verified >= "2026" for each in service.citations.values()), service.id


def test_no_statement_rests_on_a_source_that_nobody_opened(data: Data) -> None:
    for service in data.services.values():
        for statement in (*service.when, *service.against, *service.limits, service.status.note):
            read = {data.citations[key].read for key in statement.sources}
            assert read != {"unopened"}, (service.id, statement.text["en"])


@pytest.mark.parametrize(("state", "identifier"), [(s, i) for s, ids in ENDED.items() for i in ids])
def test_what_has_ended_is_not_called_current(data: Data, state: str, identifier: str) -> None:
    assert data.services[identifier].status.state == state


def test_what_the_catalogue_calls_over_is_in_the_calendar_with_the_same_date(data: Data) -> None:
    dates: Mapping[str, set[str]] = {
        identifier: {event.date for event in data.events if event.service == identifier}
        for identifier in data.services
    }
    # No notice of its end was found, so there is no date to enter.
    without_notice = {"timeseries-insights-api"}
    for service in data.services.values():
        if service.status.ends and service.id not in without_notice:
            assert service.status.ends in dates[service.id], service.id


def test_there_are_at_least_54_situations_with_sources(data: Data) -> None:
    assert len(data.situations) >= 54
    assert all(situation.why.sources for situation in data.situations)


def test_the_constraints_of_a_situation_rank_its_answer_first_or_the_data_says_why(
    data: Data,
) -> None:
    assert [(each.id, first) for each, first in picker.surprises(data)] == []


def test_no_rule_excludes_the_answer_of_a_situation(data: Data) -> None:
    for situation in data.situations:
        ranked = picker.rank(data.situations, data.unfit, situation.constraints)
        answer = next(each for each in ranked if each.service == situation.answer[0])
        assert answer.against == (), situation.id


def test_no_situation_is_answered_with_what_is_over(data: Data) -> None:
    over = {
        service.id
        for service in data.services.values()
        if service.status.state in ("gone", "deprecated")
    }
    for situation in data.situations:
        assert not over & set(situation.answer), situation.id


def test_the_corrections_of_all_four_memos_are_there(data: Data) -> None:
    assert set(data.memos) == {"000", "001", "002", "003"}
    assert all(claim.today.sources for claim in data.claims)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_as_json_has_the_form_that_its_schema_promises(
    site: Site, language: str
) -> None:
    folder = site.folder / ("en" if language == "en" else "")
    content = json.loads((folder / "services.json").read_text(encoding="utf-8"))
    published = json.loads((folder / "services.schema.json").read_text(encoding="utf-8"))
    assert published == schema.read("services-json")
    Draft202012Validator(published).validate(content)
    assert content["language"] == language
    for service in content["services"]:
        assert (folder / service["url"] / "index.html").is_file(), service["id"]


def test_the_calendar_is_one_that_programs_read(data: Data) -> None:
    text = outputs.calendar(data, "ja", "https://example.org/")
    lines = text.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert all(len(line.encode()) <= 75 for line in lines)
    identifiers = [line for line in lines if line.startswith("UID:")]
    assert len(identifiers) == len(set(identifiers)) > 0

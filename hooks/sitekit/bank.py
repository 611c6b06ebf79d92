"""The question bank for programs: an index, and the questions of each objective.

Scripts of the practice pages read these files; ``questions.json`` has all of
them for anybody, in the form of schemas/questions-json.yml.
"""

import hashlib
from collections.abc import Iterable
from typing import Any

from sitekit import reports, scripted, search, service_page
from sitekit.outputs import LICENCE, dump
from sitekit.problems import LANGUAGES
from sitekit.questions import Option, Question
from sitekit.service_page import Writer

#: Version of the form that schemas/questions-json.yml describes.
VERSION = 1
FOLDER = "practice/bank"


def version(question: Question) -> str:
    """Changes when what a reader answered changes: the stem, an option, or which is right."""
    asked = [[question.stem[language] for language in LANGUAGES]]
    asked += [[option.text[language] for language in LANGUAGES] for option in question.options]
    return _digest([*asked, question.right])


def index(writer: Writer) -> dict[str, Any]:
    """What the practice pages need to know of all questions before they load any."""
    data = writer.data
    return {
        "version": _digest([[each.id, version(each)] for each in data.questions]),
        "language": writer.language,
        **outline(writer),
        "questions": [_listed(each) for each in data.questions],
    }


def outline(writer: Writer) -> dict[str, Any]:
    """The sections of the exam with their weights, and the objectives with their pages."""
    data, language = writer.data, writer.language
    return {
        "sections": [
            {"number": number, "text": text[language], "weight": data.weights[number]}
            for number, text in data.sections.items()
        ],
        "objectives": [
            {"id": key, "text": text[language], "url": f"practice/{_file(key)}/"}
            for key, text in data.objectives.items()
        ],
    }


def _listed(question: Question) -> dict[str, Any]:
    return {**_known(question), "options": len(question.options)}


def _known(question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "consideration": question.consideration,
        "kind": question.kind,
        "difficulty": question.difficulty,
        "version": version(question),
    }


def bank(writer: Writer) -> dict[str, Any]:
    """All questions in one language."""
    return {
        "version": VERSION,
        "language": writer.language,
        "license": LICENCE,
        "questions": questions(writer.data.questions, writer),
    }


def questions(found: Iterable[Question], writer: Writer) -> list[dict[str, Any]]:
    """Questions with everything that is said of them, in the language of the writer."""
    return [_question(each, writer) for each in found]


def _question(question: Question, writer: Writer) -> dict[str, Any]:
    language = writer.language
    return {
        **_known(question),
        "verified": question.verified,
        "stem": question.stem[language],
        "decides": [words[language] for words in question.decides],
        "options": [_option(each, language) for each in question.options],
        "constraints": dict(question.constraints),
        "services": [_service(each, writer) for each in question.services],
        "page": {"name": writer.name_of(question.page), "url": search.address(question.page)},
        "sources": [_source(each, writer) for each in question.sources],
        "report": report(question, writer),
    }


def _option(option: Option, language: str) -> dict[str, Any]:
    return {
        "text": option.text[language],
        "right": option.right,
        "why": option.why[language],
        "killed": option.killed,
    }


def _service(identifier: str, writer: Writer) -> dict[str, str]:
    name = writer.data.services[identifier].short[writer.language]
    return {"id": identifier, "name": name, "url": search.address(service_page.uri(identifier))}


def _source(key: str, writer: Writer) -> dict[str, str]:
    source = writer.data.citations[key]
    return {"title": source.title[writer.language], "url": source.url}


def report(question: Question, writer: Writer) -> str:
    """The address of a new issue that already says which question it is about."""
    return reports.address(
        writer.repository,
        "wrong-answer",
        title=f"wrong-answer: {question.id}",  # as the form is called: short in every address
        question=question.id,
        version=version(question),
        language=writer.labels["report-language"],
    )


def files(writer: Writer) -> dict[str, str]:
    """The files of one language, by name."""
    made: dict[str, Any] = {f"{FOLDER}/index.json": index(writer)}
    made["practice/questions.json"] = bank(writer)
    for objective in writer.data.objectives:
        mine = (each for each in writer.data.questions if each.objective == objective)
        made[f"{FOLDER}/{_file(objective)}.json"] = {
            "language": writer.language,
            "words": scripted.words("quiz", writer.labels),
            "questions": questions(mine, writer),
        }
    return {name: dump(content) for name, content in made.items()}


def _file(objective: str) -> str:
    return objective.replace(".", "-")


def _digest(value: Any) -> str:
    return hashlib.sha256(dump(value).encode()).hexdigest()[:8]

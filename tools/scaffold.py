"""What a new page, service, question or lab begins with: which files to write, and their texts.

Nothing is written here, so that a mistake leaves no half of a scaffold behind; ``new.py``
writes.  The texts are in ``scaffolds/``.  What an author has to fill in says ``TODO``, and
``sitekit check`` names each place.
"""

from __future__ import annotations

import re
import string
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "hooks"))

from sitekit import schema, yamlfile  # noqa: E402
from sitekit.problems import LANGUAGES  # noqa: E402

TEXTS = Path(__file__).with_name("scaffolds")
CONFIGURATIONS = {"ja": "mkdocs.yml", "en": "mkdocs.en.yml"}
#: What is written, by path from the root of the project.
Files = dict[str, str]
Settings = Mapping[str, str]
_KEBAB = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_KANJI = re.compile(r"[一-鿿々]")


class RefusedError(Exception):
    """Why nothing is made, for the author, with what would be right."""


@dataclass(frozen=True)
class Kind:
    """Something that can be made.

    `settings` are what it needs, each with an example; `make` gives the files from the root
    of the project, the settings and the present month as YYYY-MM.
    """

    make: Callable[[Path, Settings, str], Files]
    settings: Mapping[str, str]


def files(kind: str, root: Path, settings: Settings, month: str) -> Files:
    """The files of a new thing, those that change included.

    Raises:
        RefusedError: if a setting is missing or wrong, or a file would be overwritten.
    """
    missing = [name for name in KINDS[kind].settings if not settings.get(name, "").strip()]
    if missing:
        raise RefusedError(f"missing: {', '.join(missing)}\n{usage(kind)}")
    return KINDS[kind].make(root, {name: text.strip() for name, text in settings.items()}, month)


def usage(kind: str) -> str:
    """How to make one, with an example."""
    example = " ".join(f"{name}={_shell(text)}" for name, text in KINDS[kind].settings.items())
    return f"usage: make new-{kind} {example}\n   or: python tools/new.py {kind} {example}"


def page(root: Path, settings: Settings, month: str) -> Files:
    """A chapter in both languages, and its entries of the navigation."""
    del month
    name = settings["NAME"].removesuffix(".md")
    folder, mark, own = name.rpartition("/")
    if folder == "services":
        raise RefusedError("a page below services/ comes from data/services/: make new-service")
    if folder == "labs":
        raise RefusedError("a page below labs/ comes from notebooks/: make new-lab")
    if not mark or not all(map(_KEBAB.fullmatch, [*folder.split("/"), own])):
        what = f"NAME={settings['NAME']} is no path of a page"
        raise RefusedError(f"{what} (kebab-case below a folder: training/gradient-clipping)")
    made = {}
    for language in LANGUAGES:
        title = settings[f"TITLE_{language.upper()}"]
        path = _new(root, f"docs/{language}/{name}.md")
        made[path] = _text(f"page.{language}.md", title=_scalar(title))
        config = CONFIGURATIONS[language]
        made[config] = _in_navigation(root / config, folder, f"{_scalar(title)}: {name}.md")
    return made


def service(root: Path, settings: Settings, month: str) -> Files:
    """An entry of the catalogue."""
    identifier = _identifier(settings["NAME"])
    path = _new(root, f"data/services/{identifier}.yml")
    known = schema.read("service")["properties"]["family"]["enum"]
    if settings["FAMILY"] not in known:
        raise RefusedError(f"unknown FAMILY={settings['FAMILY']} (one of {', '.join(known)})")
    if not (root / "data" / "services" / f"{settings['INSTEAD']}.yml").exists():
        what = f"unknown service INSTEAD={settings['INSTEAD']}"
        raise RefusedError(f"{what} (the name of a file in data/services/, without .yml)")
    kanji = _KANJI.match(settings["TITLE_JA"]) is not None
    return {
        path: _text(
            "service.yml",
            name=_both(settings),
            kana=", kana: ヨミ" if kanji else "",
            kana_task="  # TODO: `kana` with the reading of the name\n" if kanji else "",
            family=settings["FAMILY"],
            instead=settings["INSTEAD"],
            month=month,
        )
    }


def question(root: Path, settings: Settings, month: str) -> Files:
    """A question at the end of the file of its consideration."""
    identifier = _identifier(settings["NAME"])
    for taken in sorted((root / "data" / "questions").glob("*.yml")):
        if re.search(rf"^  {identifier}:$", taken.read_text(encoding="utf-8"), re.M):
            raise RefusedError(f"the question {identifier} is in data/questions/{taken.name}")
    consideration = settings["CONSIDERATION"]
    if consideration not in _read(root / "data/exam/considerations.yml")["considerations"]:
        what = f"unknown CONSIDERATION={consideration}"
        raise RefusedError(f"{what} (as in data/exam/considerations.yml: 2.2.b)")
    entry = root / "data" / "services" / f"{settings['SERVICE']}.yml"
    if not entry.exists():
        what = f"unknown SERVICE={settings['SERVICE']}"
        raise RefusedError(f"{what} (the name of a file in data/services/, without .yml)")
    path = f"data/questions/{consideration.replace('.', '-')}.yml"
    before = (root / path).read_text("utf-8") if (root / path).exists() else "questions:\n"
    asked = _text(
        "question.yml",
        identifier=identifier,
        consideration=consideration,
        options="".join(_options(identifier)),
        service=entry.stem,
        page=f"services/{entry.stem}.md",
        source=f"{entry.stem}/{next(iter(_read(entry)['sources']))}",
        month=month,
    )
    return {path: f"{before.rstrip()}\n{asked}"}


def lab(root: Path, settings: Settings, month: str) -> Files:
    """A notebook, and its entries of the list of labs and of the navigation."""
    del month
    identifier, section = _identifier(settings["NAME"]), settings["SECTION"]
    path = _new(root, f"notebooks/{identifier.replace('-', '_')}.py")
    titles = {f"title_{each}": _scalar(settings[f"TITLE_{each.upper()}"]) for each in LANGUAGES}
    made = {path: _text("lab.py.txt", identifier=identifier, **titles)}
    for language in LANGUAGES:
        index = f"docs/{language}/labs/index.md"
        made[index], last = _in_list(root / index, section, identifier)
        config = CONFIGURATIONS[language]
        made[config] = _below(root / config, f"labs/{last}.ipynb", f"labs/{identifier}.ipynb")
    return made


KINDS: Mapping[str, Kind] = {
    "page": Kind(
        page,
        {
            "NAME": "training/example-chapter",
            "TITLE_EN": "Example chapter",
            "TITLE_JA": "見本の章",
        },
    ),
    "service": Kind(
        service,
        {
            "NAME": "example-store",
            "TITLE_EN": "Example Store",
            "TITLE_JA": "Example Store",
            "FAMILY": "data",
            "INSTEAD": "bigtable",
        },
    ),
    "question": Kind(
        question,
        {
            "NAME": "samples-by-id-in-milliseconds",
            "CONSIDERATION": "2.1.a",
            "SERVICE": "bigtable",
        },
    ),
    "lab": Kind(
        lab,
        {
            "NAME": "example-lab",
            "SECTION": "training",
            "TITLE_EN": "Example lab",
            "TITLE_JA": "見本のラボ",
        },
    ),
}


def _identifier(name: str) -> str:
    if not _KEBAB.fullmatch(name):
        raise RefusedError(f"NAME={name} is no id (kebab-case, as in example-store)")
    return name


def _new(root: Path, path: str) -> str:
    if (root / path).exists():
        raise RefusedError(f"{path} exists already (edit it, or choose another NAME)")
    return path


def _text(template: str, **values: str) -> str:
    return string.Template((TEXTS / template).read_text(encoding="utf-8")).substitute(values)


def _read(path: Path) -> Any:
    return yamlfile.parse(path.read_text(encoding="utf-8"), path.name)[0].value


def _scalar(text: str) -> str:
    """A text as YAML, quoted where it must be."""
    return yaml.safe_dump(text, allow_unicode=True, width=10**6).removesuffix("...\n").strip()


def _both(settings: Settings) -> str:
    """The name of a service: one text, or one in each language."""
    ja, en = settings["TITLE_JA"], settings["TITLE_EN"]
    name: Any = en if ja == en else {"ja": ja, "en": en}
    # Within the braces of a list of names commas and brackets would end a plain text.
    dumped = yaml.safe_dump([name], allow_unicode=True, width=10**6, default_flow_style=True)
    return dumped.strip().removeprefix("[").removesuffix("]")


def _shell(text: str) -> str:
    return text if re.fullmatch(r"[\w./-]+", text, re.ASCII) else f'"{text}"'


def _options(identifier: str) -> Iterable[str]:
    """Four options; which one is right hangs on the id, so that no place has it too often."""
    right = sum(identifier.encode()) % 4
    for place in range(4):
        if place == right:
            reasons = {"reason_ja": "なぜ正しいかを書きます。", "reason_en": "why it is right"}
            yield _text("option.yml", verdict="right: true", **reasons)
        else:
            reasons = {
                "reason_ja": "決め手のどの言葉に、なぜ合わないかを書きます。",
                "reason_en": "which of the deciding words rule it out, and why",
            }
            yield _text("option.yml", verdict="killed: 1", **reasons)


def _in_navigation(path: Path, folder: str, entry: str) -> str:
    """A configuration with a page behind the last one of its folder."""
    text = path.read_text(encoding="utf-8")
    listed = rf"^( +- )(?:.+: )?{re.escape(folder)}/[\w-]+\.md$"
    found = list(re.finditer(listed, text, re.M))
    if not found:
        known = sorted(set(re.findall(r"^ +- (?:.+: )?([\w-]+)/[\w-]+\.md$", text, re.M)))
        what = f"no page of {folder}/ is in the navigation of {path.name}"
        raise RefusedError(f"{what} (one of {', '.join(known)}; or begin a section there)")
    return _insert(text, found[-1], entry)


def _below(path: Path, earlier: str, entry: str) -> str:
    """A configuration with an entry of the navigation behind another one."""
    text = path.read_text(encoding="utf-8")
    found = re.search(rf"^( +- ){re.escape(earlier)}$", text, re.M)
    if not found:
        raise RefusedError(f"{earlier} is not in the navigation of {path.name} (add it there)")
    return _insert(text, found, entry)


def _insert(text: str, after: re.Match[str], entry: str) -> str:
    return f"{text[: after.end()]}\n{after[1]}{entry}{text[after.end() :]}"


def _in_list(path: Path, section: str, identifier: str) -> tuple[str, str]:
    """The list of labs with one more, and the lab before it."""
    text = path.read_text(encoding="utf-8")
    lists = re.finditer(r"^## .*\{#([\w-]+)\}\n\n::labs (.+)$", text, re.M)
    found = {match[1]: match for match in lists}
    if section not in found:
        raise RefusedError(f"unknown SECTION={section} (one of {', '.join(found)})")
    here = found[section]
    return f"{text[: here.end()]}, {identifier}{text[here.end() :]}", here[2].split(",")[-1].strip()

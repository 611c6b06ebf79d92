"""Small sources and labs that the unit tests build their own cases from."""

from __future__ import annotations

from typing import Any

import nbformat

from sitekit import results
from sitekit.catalogue import Citation
from sitekit.data import Data
from sitekit.labs import Lab, as_notebook, read_lab
from sitekit.results import MIME
from sitekit.site import Experiment, Site, Sources
from sitekit.source import Source, scan_page

LABELS = {
    "ja": {"sources": "出典", "verified": "{month}に確認", "read-page": "原文"},
    "en": {"sources": "Sources", "verified": "checked {month}", "read-page": "original page"},
}
for _name in ("table", "code", "output", "formula", "lab-of-figure", "drawing-code"):
    LABELS["ja"][_name], LABELS["en"][_name] = f"語{_name}", f"word {_name}"

#: Cells: 0 and 1 prose, 2 code, 3 drawing.
LAB = """\
# ---
# title:
#   ja: 小さなラボ
#   en: A tiny lab
# description:
#   ja: 損失が半分になります。
#   en: The loss is halved.
# ---

# %% [markdown] lang="ja"
# ## 半分にする {#steps}
#
# 損失は{=tiny/loss}です[@one]。

# %% [markdown] lang="en"
# ## Halve it {#steps}
#
# The loss is {=tiny/loss} [@one].

# %%
loss = 0.5
assert loss < 1  # of 1 & more
record("loss", loss)

# %%
@figure("curve", title=("損失", "Loss"), caption=("下がる", "It falls"), desc=("説明", "Words"))
def _(t):
    return draw(t("軸", "axis"))
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><text>{}</text></svg>'
VALUE = {"kind": "value", "name": "loss", "value": 0.5, "text": "0.5"}
FIGURE = {
    "kind": "figure",
    "name": "curve",
    "ja": {"svg": SVG.format("軸"), "title": "損失", "caption": "下がる", "desc": "説明"},
    "en": {"svg": SVG.format("axis"), "title": "Loss", "caption": "It falls", "desc": "Words"},
}
TABLE = {
    "kind": "table",
    "name": "ends",
    "ja": {"caption": "両端", "columns": ["段", "損失"], "rows": [["1", "0.5"]]},
    "en": {"caption": "Both ends", "columns": ["step", "loss"], "rows": [["1", "0.5"]]},
}


def page(body: str, language: str = "en", uri: str = "a.md") -> Source:
    """A scanned page with a title and this text, which begins on line 6."""
    text = f"---\ntitle: Title\ndescription: Description\n---\n\n{body}\n"
    return scan_page(text, path=f"docs/{language}/{uri}", language=language, uri=uri)


def texts(body: str, kind: str, language: str = "en") -> list[str]:
    """The texts of all tokens of one kind in this Markdown."""
    return [token.text for token in page(body, language).tokens(kind)]


def lab(text: str = LAB, identifier: str = "tiny") -> Lab:
    """A lab without mistakes."""
    found, problems = read_lab(text, f"notebooks/{identifier}.py", identifier)
    assert found is not None
    assert not problems, problems
    return found


def output(payload: dict[str, Any]) -> Any:
    """A notebook output as helpers/lab.py gives it."""
    data = {MIME: payload, "text/plain": f"[{payload['name']}]"}
    return nbformat.v4.new_output("display_data", data=data)


def experiment(text: str = LAB, *shown: dict[str, Any], printed: str = "") -> Experiment:
    """A lab as if executed: the last cell shows the payloads, the one before prints."""
    source = lab(text)
    notebook = as_notebook(source)
    notebook.cells[-1].outputs = [output(payload) for payload in shown or (VALUE, FIGURE, TABLE)]
    if printed:
        notebook.cells[-2].outputs = [nbformat.v4.new_output("stream", text=printed)]
    found, problems = results.read_results(source, notebook)
    assert not problems
    return Experiment(source, "key", notebook, found)


def site(*experiments: Experiment) -> Site:
    """A site with these labs and the sources one, two and three."""
    citations = {
        name: Citation(
            name,
            {"ja": f"{name}の題", "en": f"Title of {name}"},
            f"https://example.org/{name}",
            "2026-11",
            "page",
        )
        for name in ("one", "two", "three")
    }
    found = {each.lab.id: each for each in experiments or (experiment(),)}
    pages: dict[str, dict[str, Source]] = {"ja": {}, "en": {}}
    labs = {name: each.lab for name, each in found.items()}
    return Site(Sources(pages, labs, citations, LABELS, {}, Data()), found)

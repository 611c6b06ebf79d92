"""A lab's page and download, per language, from its executed notebook."""

import copy
import hashlib
import re
from html import escape
from pathlib import Path
from typing import Any

import nbformat
from lxml import html as lxml_html
from nbformat import NotebookNode

from sitekit import drawing, labs, markup
from sitekit.results import shown
from sitekit.site import Experiment, Site
from sitekit.source import BLOCK, CITATION, DIRECTIVE, VALUE

#: Changes with the code that writes notebooks, so that old ones are not taken for current.
_CODE = (Path(__file__), Path(labs.__file__))
VERSION = hashlib.sha256(b"".join(path.read_bytes() for path in _CODE)).hexdigest()[:8]
_NOISE = re.compile(r"<(style|script)\b.*?</\1>|<!--.*?-->", re.S)
_PROSE = re.compile(r"<!--prose (\d+|end)-->")
_BLOCKS = '//div[contains(@class, "jp-MarkdownCell") or (@id and contains(@class, "jp-CodeCell"))]'
#: Names, numbers, operators and spaces have the colour of text: no element needed.
_QUIET = re.compile(r'<span class="(?:n|nn|nb|o|p|w|fm|nv|vm|mi|mf|si|sa|bp)">([^<]*)</span>')
_HEADING_ID = re.compile(r"[ \t]*\{#[\w-]+\}[ \t]*$", re.M)


def for_rendering(experiment: Experiment, language: str) -> NotebookNode:
    """What mkdocs-jupyter renders: code and plain outputs.

    Prose and results are places (``cell N``) that `clean` fills: our Markdown
    renders the prose, and figures follow the theme.
    """
    notebook = copy.deepcopy(experiment.notebook)
    kept = []
    for index, (cell, node) in enumerate(zip(experiment.lab.cells, notebook.cells, strict=True)):
        if cell.kind == "prose" and cell.language == language:
            node.source = f"cell {index}"
            kept.append(node)
        elif cell.kind == "code":
            node.source = cell.visible
            node.outputs = [output for output in node.outputs if shown(output) is None]
            kept.append(node)
    notebook.cells = kept
    return notebook


def for_download(experiment: Experiment, language: str) -> NotebookNode:
    """A plain Jupyter notebook in one language, with its outputs."""
    notebook = copy.deepcopy(experiment.notebook)
    kept = [nbformat.v4.new_markdown_cell(f"# {experiment.lab.title[language]}", id="title")]
    for cell, node in zip(experiment.lab.cells, notebook.cells, strict=True):
        if cell.kind == "prose" and cell.language == language:
            node.source = _plain(cell.text, experiment)
            kept.append(node)
        elif cell.kind == "code":
            node.outputs = [_standard(output, language) for output in node.outputs]
            kept.append(node)
    notebook.cells = kept
    return notebook


def _plain(text: str, experiment: Experiment) -> str:
    """The site's own marks have no meaning in Jupyter."""
    values = experiment.results.values

    def number(match: re.Match[str]) -> str:
        lab, _, name = match["target"].partition("/")
        return values.get(name, match[0]) if lab == experiment.lab.id else match[0]

    text = BLOCK.sub(lambda mark: f"**{mark[3]}**" if mark[3] else "", text)
    text = CITATION.sub("", _HEADING_ID.sub("", text))
    lines = (line for line in VALUE.sub(number, text).split("\n") if not DIRECTIVE.fullmatch(line))
    return "\n".join(lines)


def _standard(output: Any, language: str) -> Any:
    """An output that every notebook program can show."""
    payload = shown(output)
    if payload is None:
        return output
    data = {"text/plain": output.data["text/plain"]}
    if payload["kind"] == "figure":
        data["image/svg+xml"] = payload[language]["svg"]
    elif payload["kind"] == "table":
        view = payload[language]
        rows = [view["columns"], ["---"] * len(view["columns"]), *view["rows"]]
        data["text/markdown"] = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    return nbformat.v4.new_output("display_data", data=data)


def joined_prose(experiment: Experiment, language: str) -> str:
    """The prose of all cells as one Markdown text, so that sources are numbered throughout."""
    cells = enumerate(experiment.lab.cells)
    parts = [f"<!--prose {i}-->\n\n{cell.text}" for i, cell in cells if cell.language == language]
    return "\n\n".join([*parts, "<!--prose end-->"])


def split_prose(html: str) -> dict[str, str]:
    """The rendered prose by cell number; "end" is what follows all cells."""
    pieces = _PROSE.split(html)
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


def clean(
    rendered: str, experiment: Experiment, site: Site, language: str, prose: dict[str, str]
) -> str:
    """mkdocs-jupyter's page without its styles, scripts and wrappers (700 kB to some 40).

    `prose` is the rendered prose by cell number (`split_prose`).
    """
    note = escape(site.sources.labels[language]["drawing-code"])
    blocks = iter(lxml_html.fromstring(_NOISE.sub("", rendered)).xpath(_BLOCKS))
    parts = []
    for index, cell in enumerate(experiment.lab.cells):
        if cell.kind == "prose" and cell.language == language:
            next(blocks)
            parts.append(prose[str(index)])
        elif cell.kind == "code":
            block = next(blocks)
            if cell.visible:
                parts.append(_code(block))
            parts += _plain_outputs(block)
            parts += _results(experiment, index, language)
    return "\n".join([*parts, f'<p class="lab-note">{note}</p>', prose["end"]])


def _code(block: Any) -> str:
    """The highlighted code of one cell."""
    pre = block.xpath('.//div[contains(@class,"highlight-ipynb")]//pre')[0]
    whole = lxml_html.tostring(pre, encoding="unicode", with_tail=False)
    inner = whole[whole.index(">") + 1 : whole.rindex("</pre>")].replace("<span></span>", "")
    inner = _QUIET.sub(r"\1", inner).rstrip("\n")
    return (
        f'<div class="highlight lab-code" data-search-exclude><pre><code>{inner}</code></pre></div>'
    )


def _plain_outputs(block: Any) -> list[str]:
    """Printed text."""
    return [
        f'<pre class="lab-output" data-search-exclude>{escape(pre.text_content().rstrip())}</pre>'
        for pre in block.xpath('.//div[contains(@class,"jp-OutputArea-output")]//pre')
    ]


def _results(experiment: Experiment, index: int, language: str) -> list[str]:
    """Figures, tables, and the named numbers of a cell as one list."""
    parts, numbers = [], []
    for output in experiment.notebook.cells[index].get("outputs", []):
        payload = shown(output)
        if payload is None:
            continue
        name = payload["name"]
        if payload["kind"] == "value":
            numbers.append(f"<div><dt>{escape(name)}</dt><dd>{escape(payload['text'])}</dd></div>")
        elif payload["kind"] == "figure":
            caption = escape(experiment.results.figures[name][language].caption)
            parts.append(drawing.frame(f"{experiment.lab.id}/{name}", caption, ""))
        elif payload["kind"] == "table":
            parts.append(markup.table_html(experiment.results.tables[name][language]))
    if numbers:
        parts.insert(0, f'<dl class="lab-values" data-search-exclude>{"".join(numbers)}</dl>')
    return parts

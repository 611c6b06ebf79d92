"""Forms that scripts bring to life: the filter of the index, the picker, the translator.

Without JavaScript they are not shown; the lists and tables beside them say the same.
"""

from collections.abc import Iterable
from html import escape

from sitekit.data import Data
from sitekit.service_page import Writer

_STATES = ("current", "preview", "frozen", "deprecated", "gone")


def form(kind: str, writer: Writer) -> str:
    """The form that a directive asks for."""
    makers = {"service-filter": _service_filter, "picker": _picker, "old-names": _old_names}
    return makers[kind](writer)


KINDS = ("service-filter", "picker", "old-names")


def _service_filter(writer: Writer) -> str:
    """Filter the index of services by text, kind, family, state and exam objective."""
    labels, data = writer.labels, writer.data
    services = data.services.values()
    kinds = sorted({each.kind for each in services}, key=lambda kind: labels[f"kind-{kind}"])
    states = [each for each in _STATES if any(s.status.state == each for s in services)]
    families = list(dict.fromkeys(_in_schema_order(data)))
    objectives = data.objectives.items()
    fields = [
        _search("find", labels["filter-text"]),
        _select("kind", labels["filter-kind"], ((k, labels[f"kind-{k}"]) for k in kinds), writer),
        _select(
            "family",
            labels["filter-family"],
            ((f, labels[f"family-{f}"]) for f in families),
            writer,
        ),
        _select(
            "state", labels["filter-state"], ((s, labels[f"state-{s}"]) for s in states), writer
        ),
        _select(
            "exam",
            labels["filter-exam"],
            ((key, f"{key} {text[writer.language]}") for key, text in objectives),
            writer,
        ),
    ]
    return (
        '<form class="panel filter needs-js" id="service-filter" data-search-exclude>'
        f"{''.join(fields)}"
        f'<button type="reset" class="md-button">{labels["filter-reset"]}</button>'
        f'<p role="status" data-some="{escape(labels["filter-some"])}"'
        f' data-none="{escape(labels["filter-none"])}"></p></form>'
    )


def _in_schema_order(data: Data) -> Iterable[str]:
    return sorted(service.family for service in data.services.values())


def _search(name: str, label: str) -> str:
    return (
        f'<label class="field field--wide">{escape(label)}'
        f'<input type="search" name="{name}" autocomplete="off" spellcheck="false"></label>'
    )


def _select(name: str, label: str, options: Iterable[tuple[str, str]], writer: Writer) -> str:
    every = f'<option value="">{escape(writer.labels["any"])}</option>'
    listed = (f'<option value="{value}">{escape(text)}</option>' for value, text in options)
    return (
        f'<label class="field">{escape(label)}'
        f'<select name="{name}">{every}{"".join(listed)}</select></label>'
    )


def _picker(writer: Writer) -> str:
    """Questions; the script loads the situations to compare the answers with."""
    language, labels = writer.language, writer.labels
    fields = (
        _select(
            dimension.id,
            dimension.title[language],
            ((key, text[language]) for key, text in dimension.values.items()),
            writer,
        )
        for dimension in writer.data.dimensions
    )
    texts = ("matched", "partly", "situation", "excluded", "empty", "more", "failed")
    attributes = "".join(f' data-{key}="{escape(labels[f"picker-{key}"])}"' for key in texts)
    attributes += f' data-not="{escape(labels["instead-of"])}"'
    return (
        f'<form class="panel picker needs-js" id="picker" data-search-exclude>{"".join(fields)}'
        f'<button type="reset" class="md-button">{labels["filter-reset"]}</button></form>'
        f'<div class="needs-js" id="picker-results" aria-live="polite"{attributes}></div>'
    )


def _old_names(writer: Writer) -> str:
    """Paste a text, see its old names."""
    labels = writer.labels
    texts = (
        "count",
        "long",
        "none",
        "today",
        "same",
        "gone",
        "deprecated",
        "loading",
        "failed",
        "spelling",
    )
    attributes = "".join(f' data-{key}="{escape(labels[f"translator-{key}"])}"' for key in texts)
    return (
        f'<form class="panel translator needs-js" id="old-names" data-search-exclude>'
        f'<label class="field field--wide">{escape(labels["translator-label"])}'
        f'<textarea name="text" rows="8" spellcheck="false"></textarea></label>'
        f'<div class="translator__buttons">'
        f'<button type="button" name="example" class="md-button"'
        f' data-example="{escape(labels["translator-example-text"])}">'
        f"{escape(labels['translator-example'])}</button>"
        f'<button type="reset" class="md-button">{escape(labels["translator-clear"])}</button>'
        f"</div>"
        f'<p role="status"{attributes}></p></form>'
        f'<div class="translator__output needs-js" id="old-names-output" hidden></div>'
    )

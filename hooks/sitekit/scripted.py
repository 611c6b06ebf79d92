"""Places in a page that scripts fill: the tools, and figures that readers can try out.

The words of each are in a file of its own, ``data/ui/<name>.yml``, and travel
with its place.
"""

from collections.abc import Mapping
from html import escape

from sitekit.outputs import dump

Labels = Mapping[str, str]


def words(name: str, labels: Labels) -> dict[str, str]:
    """The words of a tool or figure, by their names in its file."""
    prefix = f"{name}/"
    return {
        label.removeprefix(prefix): text
        for label, text in labels.items()
        if label.startswith(prefix)
    }


def storage(labels: Labels) -> dict[str, str]:
    """What is said where a reader's progress cannot be kept."""
    return {f"store-{name}": text for name, text in words("store", labels).items()}


def tool(name: str, labels: Labels) -> str:
    """The place of a tool: docs/assets/js/practice/<name>-page.js fills it."""
    content = embedded(words(name, labels) | storage(labels))
    return (
        f'<div class="practice-tool needs-js" id="tool-{name}" data-tool="{name}"'
        f' data-search-exclude><script type="application/json">{content}</script></div>'
    )


def live(name: str, labels: Labels) -> str:
    """The place below a figure that docs/assets/js/figures/<name>.js brings to life."""
    shared = ("live-reset", "live-lab", "live-failed")
    content = embedded(words(name, labels) | {label: labels[label] for label in shared})
    return (
        f'<div class="live needs-js" data-live="{name}" data-search-exclude>'
        f'<button type="button" class="md-button">{escape(labels["live-start"])}</button>'
        f'<script type="application/json">{content}</script></div>'
    )


def embedded(content: dict[str, str]) -> str:
    """JSON inside a script element, which no text in it can end."""
    return dump(content).strip().replace("<", "\\u003c")

"""Scripts of others, as they are published: with their licence."""

from pathlib import Path

_FOLDER = Path(__file__).resolve().parents[2] / "third_party"


def script(name: str) -> str:
    """The module of a library in ``third_party/``, below its licence.

    A licence that asks to go with all copies must go with what readers load, too.
    """
    licence = (_FOLDER / name / "LICENSE").read_text(encoding="utf-8").strip()
    module = (_FOLDER / name / "index.mjs").read_text(encoding="utf-8")
    return f"/*! {name}\n\n{licence}\n*/\n{module}"

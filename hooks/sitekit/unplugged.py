"""The site as files, to be unzipped and read without a server.

Browsers run no modules and load no data from files, so the pages are those that a reader
without JavaScript sees: answers unfold, nothing waits for a script.
"""

import io
import re
import zipfile
from base64 import b64encode
from collections.abc import Iterator, Mapping
from html import escape, unescape
from pathlib import PurePosixPath
from posixpath import normpath, relpath
from urllib.parse import unquote, urlsplit

Labels = Mapping[str, Mapping[str, str]]
#: The folder in the zip, and where the pages are in it.
FOLDER = "mle-notes"
PAGES = f"{FOLDER}/site"
#: What every zip can hold, as the oldest date of the format; no build has a clock.
_DATE = (1980, 1, 1, 0, 0, 0)
_SCRIPT = re.compile(r"<script\b.*?</script>\s*", re.S)
#: Asks a host, or is only for one: policies name hosts, fonts come inside of the style sheet.
_UNUSED = re.compile(
    r"<link\b[^>]*\brel=\"?(?:manifest|canonical|preload|alternate|apple-touch-icon)\b[^>]*>\s*"
    r"|<meta\b[^>]*\bhttp-equiv=[^>]*>\s*"
)
_ADDRESS = re.compile(r"(?P<before>\s(?:href|src)=\")(?P<address>[^\"]*)(?=\")")
_TAGS = re.compile(r"<[a-zA-Z][^<>]*>")
_FONT = re.compile(r"url\((?P<name>[\w./-]+\.woff2)\)")
_STYLE = re.compile(r"assets/site\.[0-9a-f]+\.css")


class DeadLinkError(Exception):
    """A page leads to a file that the site does not have."""


def pack(files: Mapping[str, bytes], labels: Labels) -> bytes:
    """The zip of a built site.

    Args:
        files: everything that is published, by path.
        labels: the words of data/ui/zip.yml by language.

    Raises:
        DeadLinkError: when a page leads to a file that is not there.
    """
    made = dict(unplugged(files))
    style = next(name for name in made if _STYLE.fullmatch(name))
    entries = {f"{PAGES}/{name}": content for name, content in made.items()}
    entries[f"{FOLDER}/index.html"] = start(labels, f"site/{style}").encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in sorted(entries.items()):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3  # the same on every system
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, compresslevel=9)
    return buffer.getvalue()


def unplugged(files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """The pages, and what they lead to."""
    wanted: set[str] = set()
    for name, content in files.items():
        if name.endswith(".html") and name != "404.html":
            text, found = page(content.decode(), name, files)
            wanted |= found
            yield name, text.encode()
    for name in sorted(wanted):
        if name.endswith(".css"):
            yield name, _style(files[name].decode(), name, files).encode()
        elif not name.endswith(".html"):
            yield name, files[name]


def page(html: str, name: str, files: Mapping[str, bytes]) -> tuple[str, set[str]]:
    """A page without scripts whose links lead to files, and the files it leads to."""
    found: set[str] = set()

    def lead(match: re.Match[str]) -> str:
        target = _target(unescape(match["address"]), name)
        if target is None:
            return match[0]
        path, rest = target
        if path not in files:
            raise DeadLinkError(f"{name}: {match['address']} leads to no file")
        found.add(path)
        there = relpath(path, str(PurePosixPath(name).parent))
        return f"{match['before']}{escape(there + rest)}"

    html = _UNUSED.sub("", _SCRIPT.sub("", html))
    return _TAGS.sub(lambda tag: _ADDRESS.sub(lead, tag[0]), html), found


def _target(address: str, name: str) -> tuple[str, str] | None:
    """The file that an address leads to, and its query and section; nothing for other hosts."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not parts.path:
        return None
    folder = PurePosixPath(name).parent
    path = normpath(str(folder / unquote(parts.path)))
    if parts.path.endswith(("/", ".")) or not PurePosixPath(path).suffix:
        path = normpath(f"{path}/index.html")
    return path, f"#{parts.fragment}" if parts.fragment else ""


def _style(css: str, name: str, files: Mapping[str, bytes]) -> str:
    """A style sheet with its fonts inside: some browsers load no fonts from files."""

    def font(match: re.Match[str]) -> str:
        path = normpath(str(PurePosixPath(name).parent / match["name"]))
        return f"url(data:font/woff2;base64,{b64encode(files[path]).decode()})"

    return _FONT.sub(font, css)


def start(labels: Labels, style: str) -> str:
    """The page with which one begins, in both languages."""
    title = " / ".join(escape(words["title"]) for words in labels.values())
    doors = " ".join(_door(language, words) for language, words in labels.items())
    parts = "".join(_part(language, words) for language, words in labels.items())
    return (
        '<!doctype html>\n<html lang="ja" class="no-js">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f'<title>MLE Notes – {title}</title>\n<link rel="stylesheet" href="{style}">\n</head>\n'
        '<body dir="ltr">\n<div class="page page--plain"><main class="page__main">'
        '<div class="page__content"><article class="md-typeset">\n'
        f"<h1>MLE Notes</h1>\n<p>{doors}</p>\n{parts}</article></div>"
        "</main></div>\n</body>\n</html>\n"
    )


def _door(language: str, words: Mapping[str, str]) -> str:
    """The way to the pages of a language."""
    home = "site/en/index.html" if language == "en" else "site/index.html"
    text = escape(words["open"])
    return f'<a class="md-button md-button--primary" lang="{language}" href="{home}">{text}</a>'


def _part(language: str, words: Mapping[str, str]) -> str:
    """What is said in one language."""
    missing = "".join(f"<li>{escape(words[key])}</li>" for key in sorted(words) if "missing" in key)
    return (
        f'<section lang="{language}">\n<h2>{escape(words["title"])}</h2>\n'
        f"<p>{escape(words['text'])}</p>\n"
        f"<p>{escape(words['without'])}</p>\n<ul>{missing}</ul>\n</section>\n"
    )

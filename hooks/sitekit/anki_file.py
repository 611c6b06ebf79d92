"""An Anki package as bytes: the same notes give the same bytes.

genanki lays out the notes; what it takes from the clock and from the machine is fixed here.
"""

import hashlib
import io
import json
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import genanki

#: Anki reads ids as milliseconds; ours lie between 1 January and 1 November 2026.
_FIRST, _LAST = 1_767_225_600_000, 1_793_491_200_000
#: Ids of a note: its own, and those of its cards.
_ROOM = 8
#: The earliest date of a zip file.
_NO_DATE = (1980, 1, 1, 0, 0, 0)
#: Where a SQLite file counts its changes (bytes 24 to 27), repeats that count (92 to 95) and
#: says which version of the library wrote it (96 to 99).  SQLite trusts the header's other
#: fields only while both counts are equal, and reads the version for nothing.
_COUNT, _SAME_COUNT, _VERSION = slice(24, 28), slice(92, 96), slice(96, 100)


def write(decks: Sequence[Any], media: Mapping[str, bytes], when: int) -> bytes:
    """The package; `when` is the time in seconds from which Anki sees what is newer.

    Two builds on one machine are equal in every byte.  Another machine may have another
    zlib, which packs the same content differently.
    """
    files = [
        ("collection.anki2", _collection(decks, when)),
        ("media", json.dumps({str(i): name for i, name in enumerate(media)}).encode()),
        *((str(number), content) for number, content in enumerate(media.values())),
    ]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        for name, content in files:
            entry = zipfile.ZipInfo(name, _NO_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, wherever it is packed
            entry.external_attr = 0o644 << 16
            package.writestr(entry, content)
    return packed.getvalue()


def _collection(decks: Sequence[Any], when: int) -> bytes:
    """The database of the package."""
    notes = [note for deck in decks for note in deck.notes]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "collection.anki2")
        with closing(sqlite3.connect(path)) as connection:
            for setting in ("page_size=4096", "journal_mode=OFF", "synchronous=OFF"):
                connection.execute(f"PRAGMA {setting}")
            cursor = connection.cursor()
            genanki.Package(decks).write_to_db(cursor, when, ids(notes))
            _write_once(cursor)
            connection.commit()
            connection.execute("VACUUM")
        return _without_version(path.read_bytes())


def ids(notes: Sequence[Any]) -> Iterator[int]:
    """The ids of all notes, each followed by those of its cards.

    genanki would count from the time of the build.  These follow from the guids alone, so that
    a note keeps its id when others come and go.
    """
    taken: set[int] = set()
    for note in notes:
        digest = hashlib.sha256(note.guid.encode()).digest()
        first = _FIRST + int.from_bytes(digest[:8], "big") % ((_LAST - _FIRST) // _ROOM) * _ROOM
        while first in taken:
            first += _ROOM
        taken.add(first)
        yield from range(first, first + 1 + len(note.cards))


def _write_once(cursor: sqlite3.Cursor) -> None:
    """Each note type once: genanki names those of several decks once for each deck."""
    (models,) = cursor.execute("SELECT models FROM col").fetchone()
    once = json.dumps(json.loads(models), ensure_ascii=False, sort_keys=True)
    cursor.execute("UPDATE col SET models = ?", (once,))


def _without_version(database: bytes) -> bytes:
    """The database as if no particular SQLite had written it."""
    content = bytearray(database)
    content[_COUNT] = content[_SAME_COUNT] = (1).to_bytes(4, "big")
    content[_VERSION] = bytes(4)
    return bytes(content)

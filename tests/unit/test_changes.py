"""What changed: the feed is Atom whatever the texts hold."""

from __future__ import annotations

from lxml import etree

from sitekit import changes
from sitekit.changes import Change, Channel

ATOM = "{http://www.w3.org/2005/Atom}"
CHANNEL = Channel(
    "https://example.org/en/", "en", "Changes", "All", "Notes", "CC", {"pages": "New"}
)


def change(identifier: str = "first", date: str = "2026-11-21", title: str = "Title") -> Change:
    """An entry with these facts."""
    words = {"ja": "題", "en": title}
    return Change(identifier, date, "pages", words, {"ja": "文", "en": "Text & <more>"}, (), 3)


def test_texts_with_signs_stay_texts() -> None:
    title = '</title> & "quoted" <b>'
    root = etree.fromstring(changes.feed([change(title=title)], CHANNEL).encode())
    entry = root.find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}title") == title
    assert entry.findtext(f"{ATOM}summary") == "Text & <more>"


def test_the_feed_is_as_new_as_its_newest_entry() -> None:
    made = changes.feed([change("b", "2026-12-01"), change("a", "2026-11-21")], CHANNEL)
    root = etree.fromstring(made.encode())
    assert root.findtext(f"{ATOM}updated") == "2026-12-01T00:00:00Z"


def test_an_id_does_not_depend_on_where_below_its_host_the_site_lies() -> None:
    elsewhere = Channel("https://example.org/moved/en/", *list(vars(CHANNEL).values())[1:])
    ids = [
        etree.fromstring(changes.feed([change()], channel).encode()).findtext(f".//{ATOM}id")
        for channel in (CHANNEL, elsewhere)
    ]
    assert ids[0] == ids[1] == "tag:example.org,2026:mle-notes/en/changes"


def test_a_feed_without_entries_is_still_a_feed() -> None:
    root = etree.fromstring(changes.feed([], CHANNEL).encode())
    assert root.findtext(f"{ATOM}updated") and not root.findall(f"{ATOM}entry")


def test_the_latest_come_first() -> None:
    (problem,) = changes.check((change("a", "2026-11-21"), change("b", "2026-11-22")))
    assert str(problem) == (
        "data/changes.yml:3: b: 2026-11-22 stands below 2026-11-21 (the latest first)"
    )

"""Addresses of new issues."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from sitekit import reports


def test_fields_of_a_form_arrive_as_they_are() -> None:
    said = "50% & more? #1 あ"
    address = urlsplit(reports.address("https://github.com/a/b", "wrong-fact", page=said))
    assert (address.netloc, address.path) == ("github.com", "/a/b/issues/new")
    assert parse_qs(address.query) == {"template": ["wrong-fact.yml"], "page": [said]}
    assert " " not in address.query and "+" not in address.query

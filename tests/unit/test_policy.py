"""What a page may load and run, as its Content Security Policy says it."""

from __future__ import annotations

from sitekit.policy import fingerprint, policy


def _rules(text: str) -> dict[str, list[str]]:
    parts = [rule.split() for rule in text.split("; ")]
    return {name: sources for name, *sources in parts}


def test_the_hash_is_the_one_that_browsers_compute() -> None:
    # The example of https://www.w3.org/TR/CSP3/#external-hash, section "script-src".
    known = "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
    assert fingerprint("alert('Hello, world.');") == known


def test_another_script_has_another_hash() -> None:
    assert fingerprint("a()") != fingerprint("a() ")


def test_the_hash_is_that_of_the_text_in_utf_8() -> None:
    assert fingerprint("// 日本") != fingerprint("// ??")


def test_the_policy_allows_the_one_inline_script_and_no_other() -> None:
    allowed = _rules(policy("a()"))["script-src"]
    assert allowed == ["'self'", fingerprint("a()")]


def test_what_is_not_named_is_forbidden() -> None:
    assert _rules(policy("a()"))["default-src"] == ["'none'"]


def test_no_rule_names_another_host_or_lets_text_become_code() -> None:
    sources = {each for rule in _rules(policy("a()")).values() for each in rule}
    assert sources == {"'none'", "'self'", "'unsafe-inline'", "data:", fingerprint("a()")}


def test_only_style_attributes_may_be_inline() -> None:
    rules = _rules(policy("a()"))
    inline = {name for name, sources in rules.items() if "'unsafe-inline'" in sources}
    assert inline == {"style-src", "style-src-attr"}
    assert rules["style-src-elem"] == ["'self'"]


def test_serving_differs_only_in_the_inline_script_that_the_server_adds() -> None:
    published, served = _rules(policy("a()")), _rules(policy("a()", serving=True))
    assert served.pop("script-src") == ["'self'", "'unsafe-inline'"]
    published.pop("script-src")
    assert served == published


def test_a_policy_in_a_page_has_no_rule_that_browsers_ignore_there() -> None:
    assert not {"frame-ancestors", "report-uri", "sandbox"} & set(_rules(policy("a()")))

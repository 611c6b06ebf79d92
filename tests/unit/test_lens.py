"""Names of services in finished pages."""

from __future__ import annotations

from sitekit.data import Data
from sitekit.lens import Marker
from sitekit.outputs import names
from sitekit.services import Name, Service, Status
from sitekit.services import Statement as Said
from sitekit.yamlfile import Document


def _service(identifier: str, *given: tuple[str, str, str, str]) -> Service:
    """A service with these names: text, kind, from, until."""
    found = tuple(Name({"ja": t, "en": t}, kind, start, end, ()) for t, kind, start, end in given)
    note = Said({"ja": "", "en": ""}, ())
    return Service(
        id=identifier,
        path="",
        kind="product",
        family="data",
        names=found,
        search={"misspellings": ("Feature Stroe",)},
        purpose=note.text,
        when=(),
        against=(),
        limits=(),
        unsure=(),
        status=Status("current", "", "", (), note),
        alternatives=(),
        traits={},
        exam=(),
        related=(),
        citations={},
        digest="",
        document=Document({}, {}),
    )


FEATURES = _service(
    "feature-store",
    ("Feature Store on Agent Platform", "official", "2026-04-22", ""),
    ("Vertex AI Feature Store", "official", "", "2026-04-22"),
    ("Feature Store", "short", "", ""),
)
PLATFORM = _service(
    "agent-platform",
    ("Agent Platform", "official", "2026-04-22", ""),
    ("Vertex AI", "official", "2021-05", "2026-04-22"),
)
WORD = _service(
    "experiments", ("Experiments", "official", "2026", ""), ("Trials", "former", "", "")
)
STABLE = _service("bigquery", ("BigQuery", "official", "", ""))
MARKER = Marker([FEATURES, PLATFORM, WORD, STABLE], "en")
MARKED = '<span data-service="feature-store">Feature Store</span>'


def _article(text: str) -> str:
    return MARKER.mark(f"<nav>Feature Store</nav><article>{text}</article>")


def test_a_name_in_the_text_is_marked() -> None:
    assert f"<p>Use {MARKED}.</p>" in _article("<p>Use Feature Store.</p>")


def test_the_longest_name_counts() -> None:
    html = _article("<p>Feature Store on Agent Platform</p>")
    assert html.count("data-service") == 1
    assert ">Feature Store on Agent Platform</span>" in html


def test_menus_and_titles_stay_as_they_are() -> None:
    html = _article("<h1>Feature Store</h1>")
    assert "data-service" not in html


def test_code_and_pictures_stay_as_they_are() -> None:
    text = "<code>Feature Store</code><pre>Feature Store</pre><svg><text>Feature Store</text></svg>"
    assert "data-service" not in _article(text)


def test_the_text_after_code_is_marked_again() -> None:
    assert MARKED in _article("<code>x</code> Feature Store")


def test_part_of_a_word_is_no_name() -> None:
    assert "data-service" not in _article("<p>Feature Stores, MyFeature Store2</p>")


def test_a_plain_word_is_no_name() -> None:
    assert "data-service" not in _article("<p>Experiments show it.</p>")


def test_what_never_changed_its_name_is_not_marked() -> None:
    assert "data-service" not in _article("<p>BigQuery</p>")


def test_a_page_without_services_is_left_alone() -> None:
    assert Marker([STABLE], "en").mark("<article>BigQuery</article>") == (
        "<article>BigQuery</article>"
    )


def test_a_name_that_contains_the_platforms_is_no_older_than_that() -> None:
    data = Data(services={"agent-platform": PLATFORM, "feature-store": FEATURES})
    found = {row[0]: row for row in names(data, "en")["names"]}
    assert found["Vertex AI Feature Store"][3:] == ("2021-05", "2026-04-22")
    assert found["Feature Stroe"][2] == "misspelling"

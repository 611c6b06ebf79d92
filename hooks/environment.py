"""Reproducible builds, and a word when a running server has outdated hooks."""

import logging
import os
import time
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from sitekit import history

log = logging.getLogger("mkdocs.hooks.environment")

_FOLDER = Path(__file__).resolve().parent
_STARTED = time.time()
_process = {"serving": False}


def on_startup(command: str, dirty: bool) -> None:
    """Dates in generated files are those of the last commit, not of the build."""
    _process["serving"] = command == "serve"
    seconds = history.commit_time(_FOLDER)
    if seconds is not None:
        os.environ.setdefault("SOURCE_DATE_EPOCH", str(seconds))


def on_config(config: MkDocsConfig) -> None:
    """Tell the other hooks which language this is, and whether a server is running.

    MkDocs keeps the hooks it started with (https://github.com/mkdocs/mkdocs/issues/3993),
    so an edited hook is worth a warning.
    """
    config.extra["language"] = config.theme["language"]
    config.extra["serving"] = _process["serving"]
    config.extra["reused"] = {}
    if any(path.stat().st_mtime > _STARTED for path in _FOLDER.rglob("*.py")):
        log.warning("hooks/ changed since this server started: stop it and start it again")

"""Reads and checks everything an author writes, before anything is built.

The checked site is in ``config.extra["site"]`` for all later hooks; the
English build receives the one that the Japanese build has read.
"""

import logging
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

from sitekit.problems import SourceError
from sitekit.site import read_site

log = logging.getLogger("mkdocs.hooks.sources")


def on_config(config: MkDocsConfig) -> None:
    """Stop the build with all mistakes; under `serve`, one language may run ahead."""
    if "site" in config.extra:
        return
    root = Path(config.config_file_path).parent
    try:
        site, untranslated = read_site(root, lambda text: log.info("labs: %s", text))
    except SourceError as error:
        raise PluginError(f"mistakes in the sources:\n{error}") from None
    if untranslated and not config.extra["serving"]:
        raise PluginError(f"mistakes in the sources:\n{SourceError(untranslated)}")
    for problem in sorted(untranslated):
        log.warning("%s", problem)
    config.extra["site"] = site

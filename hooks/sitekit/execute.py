"""Runs the labs that are not in the cache, two at a time.

A result is found by a key made of everything that can change it: the code,
the helpers and data it may import, the versions of the libraries, the Python
minor version and the environment of the kernel.  Only successes are kept.
"""

import ast
import hashlib
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from traitlets import default

from sitekit.labs import Lab, as_notebook
from sitekit.problems import Problem, SourceError

_LIBRARIES = (
    "numpy", "scipy", "scikit-learn", "matplotlib", "matplotlib-fontja", "ipython",
    "ipykernel", "nbclient", "nbformat", "jupytext",
)  # fmt: skip
#: One BLAS thread: faster on the labs' small matrices, and the same digits for any number of
#: cores.  Another processor may still give others, where small differences grow.
_FIXED = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "TZ": "UTC",
    "MPLBACKEND": "svg",
}
#: Change this when what is stored changes its form.
_FORMAT = "3"
_TIMEOUT = 300
_KERNELS = 2
_KEPT = 4
_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
#: The first line of a warning that a cell gives: the file is the kernel's own for the cell.
_WARNING = re.compile(r".*ipykernel_\d+.\d+\.py:(\d+): (.*)")
_FRAME = re.compile(r"Cell In\[\d+\], line (\d+)")

Report = Callable[[str], None]


class _ThisPython(KernelSpecManager):
    """Kernels of the running interpreter, whatever kernels the user has installed."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        argv = [sys.executable, "-Xfrozen_modules=off", "-m", "ipykernel_launcher"]
        argv += ["-f", "{connection_file}", "--log-level=40"]
        return KernelSpec(argv=argv, display_name="Python 3", language="python")


class _Kernel(AsyncKernelManager):
    """A kernel that nbclient starts, owns and shuts down, whatever happens in between."""

    @default("kernel_spec_manager")
    def _this_python(self) -> KernelSpecManager:
        return _ThisPython()


@dataclass(frozen=True)
class Run:
    """An executed notebook and the key under which it was found or stored."""

    key: str
    notebook: NotebookNode


def run(labs: Mapping[str, Lab], folder: Path, cache: Path, report: Report) -> dict[str, Run]:
    """The executed notebook of every lab, from the cache where nothing changed.

    Raises:
        SourceError: with every failing cell of every lab.
    """
    shared = _shared(folder)
    paths = {name: cache / f"{name}-{_key(lab, shared)}.ipynb" for name, lab in labs.items()}
    missing = [labs[name] for name, path in paths.items() if not path.exists()]
    if missing:
        _execute_all(missing, folder, cache, paths, report)
    return {name: Run(path.stem.rpartition("-")[2], _load(path)) for name, path in paths.items()}


@lru_cache(maxsize=256)  # the path holds the key of the content
def _load(path: Path) -> NotebookNode:
    notebook: NotebookNode = nbformat.from_dict(json.loads(path.read_text(encoding="utf-8")))
    return notebook


def _execute_all(
    labs: list[Lab], folder: Path, cache: Path, paths: Mapping[str, Path], report: Report
) -> None:
    """Execute the given labs, telling which is done and how many are left."""
    cache.mkdir(parents=True, exist_ok=True)
    problems: list[Problem] = []
    report(f"{len(labs)} to run, {_KERNELS} at a time: {', '.join(lab.id for lab in labs)}")
    with ThreadPoolExecutor(_KERNELS) as pool:
        jobs = {pool.submit(execute, lab, folder, cache): lab for lab in labs}
        for left, job in zip(range(len(labs) - 1, -1, -1), as_completed(jobs), strict=True):
            lab = jobs[job]
            notebook, found = job.result()
            problems += found
            if not found:
                _store(notebook, paths[lab.id])
            report(f"{lab.id} {'failed' if found else 'done'}, {left} left")
    if problems:
        raise SourceError(problems)


def execute(lab: Lab, folder: Path, cache: Path) -> tuple[NotebookNode, list[Problem]]:
    """Execute one lab in a kernel of its own; the failing cell, if any, as a problem."""
    notebook = as_notebook(lab)
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        kernel_manager_class=_Kernel,
        timeout=_TIMEOUT,
        record_timing=False,
        resources={"metadata": {"path": str(folder)}},
    )
    try:
        client.execute(env=_environment(cache))
    except CellExecutionError as error:
        return notebook, [_failure(lab, notebook, error)]
    except (CellTimeoutError, DeadKernelError) as error:
        what = f"the notebook did not finish: {str(error).splitlines()[0]}"
        return notebook, [Problem(lab.path, 1, what, f"each cell has {_TIMEOUT} s")]
    notebook.metadata.language_info = NotebookNode(name="python")  # without the kernel's version
    return notebook, list(_warnings(lab, notebook))


def _failure(lab: Lab, notebook: NotebookNode, error: CellExecutionError) -> Problem:
    """Which cell failed, on which line, with what."""
    index = next(
        index
        for index, node in enumerate(notebook.cells)
        if any(output.output_type == "error" for output in node.get("outputs", []))
    )
    cell = lab.cells[index]
    frames = _FRAME.findall(_ESCAPES.sub("", error.traceback))
    line = cell.line + (int(frames[0]) - 1 if frames else 0)
    message = _ESCAPES.sub("", error.evalue).strip().split("\n")[0]
    what = f"cell {index + 1} of {len(lab.cells)} fails: {error.ename}: {message}".rstrip(": ")
    return Problem(lab.path, line, what, "correct the code, or the claim it asserts")


def _warnings(lab: Lab, notebook: NotebookNode) -> Iterable[Problem]:
    """Output on stderr would be shown to readers."""
    for cell, node in zip(lab.cells, notebook.cells, strict=True):
        for output in node.get("outputs", []):
            if output.output_type == "stream" and output.name == "stderr":
                first = output.text.strip().partition("\n")[0]
                found = _WARNING.fullmatch(first)
                line = cell.line + (int(found[1]) - 1 if found else 0)
                what = f"the cell warns: {found[2] if found else first}"
                yield Problem(lab.path, line, what, "avoid the warning or handle it")


def _store(notebook: NotebookNode, path: Path) -> None:
    """Write atomically, and forget the oldest results of the same lab."""
    part = path.with_suffix(f".{os.getpid()}.part")
    nbformat.write(notebook, part)
    part.replace(path)
    name = path.stem.rpartition("-")[0]
    siblings = sorted(
        path.parent.glob(f"{name}-{'?' * 16}.ipynb"), key=lambda p: p.stat().st_mtime, reverse=True
    )
    for old in siblings[_KEPT:]:
        old.unlink(missing_ok=True)


def _environment(cache: Path) -> dict[str, str]:
    """The kernel's environment: the user's, with everything fixed that shows in results."""
    private = {
        "IPYTHONDIR": str(cache / "ipython"),
        "MPLCONFIGDIR": str(cache / "matplotlib"),
    }
    return {**os.environ, **_FIXED, **private}


@dataclass(frozen=True)
class _Shared:
    """What several labs depend on: `common` for all, and by name the helper modules.

    A helper has the digest of its text and the helpers that it imports.
    """

    common: str
    helpers: Mapping[str, tuple[str, frozenset[str]]]

    def needed(self, names: frozenset[str]) -> list[tuple[str, str]]:
        """The digests of these helpers and of all that they import in turn."""
        found: dict[str, str] = {}
        waiting = [*names]
        while waiting:
            name = waiting.pop()
            if name not in found and name in self.helpers:
                found[name], imported = self.helpers[name]
                waiting += imported
        return sorted(found.items())


def _shared(folder: Path) -> _Shared:
    """Libraries, Python, environment and data count for all labs, a helper where it is imported."""
    parts: list[Any] = [_FORMAT, sys.version_info[:2], sorted(_FIXED.items())]
    parts += [(name, version(name)) for name in _LIBRARIES]
    helpers = {}
    for path in sorted(folder.glob("*/**/*")):
        if not path.is_file() or path.suffix == ".pyc":
            continue
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest = hashlib.sha256(content).hexdigest()
        if path.parent == folder / "helpers" and path.suffix == ".py":
            helpers[path.stem] = digest, _imported(content.decode("utf-8", "replace"))
        else:
            parts.append((path.relative_to(folder).as_posix(), digest))
    return _Shared(repr(parts), helpers)


@lru_cache(maxsize=256)  # by content: `serve` asks at each save
def _imported(code: str) -> frozenset[str]:
    """The helper modules that code names after "import" or "from"; `__init__` comes with each."""
    names = {"__init__"}
    for statement in _statements(ast.parse(code).body):
        if isinstance(statement, ast.Import):
            names |= {alias.name.removeprefix("helpers.") for alias in statement.names}
        elif isinstance(statement, ast.ImportFrom):
            module = (statement.module or "").removeprefix("helpers").removeprefix(".")
            names |= {module} if module else {alias.name for alias in statement.names}
    return frozenset(names)


def _statements(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """All statements, also those within others; expressions import nothing."""
    for each in body:
        yield each
        for name in ("body", "orelse", "finalbody", "handlers", "cases"):
            yield from _statements(getattr(each, name, ()))


def _key(lab: Lab, shared: _Shared) -> str:
    """Prose changes no result: only the code counts, where it stands, and what it imports."""
    code = [cell.text if cell.kind == "code" else "" for cell in lab.cells]
    used = shared.needed(_imported("\n".join(code)))
    return hashlib.sha256(f"{shared.common}\n{lab.id}\n{used}\n{code!r}".encode()).hexdigest()[:16]

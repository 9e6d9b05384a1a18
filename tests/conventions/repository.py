"""What is in the repository: its files, their syntax trees, and its pages of documentation."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: Folders of Python that is shipped.
PACKAGES = ("alerts", "catalog", "crawler", "demo", "indexer", "samla", "schedules", "webapp")
#: Left out when the files are found without Git, as in an unpacked archive.
_NOT_OURS = {"node_modules", "built", "__pycache__", "dist"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def files() -> tuple[str, ...]:
    """Every file that is ours, tracked or about to be, by its path from the root."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):
        found = [path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*") if _is_ours(path)]
    return tuple(sorted(name for name in found if name and (ROOT / name).is_file()))


def _is_ours(path: Path) -> bool:
    return not any(part.startswith(".") or part in _NOT_OURS for part in path.relative_to(ROOT).parts)


def python_files(*folders: str) -> list[str]:
    """Python files in these folders, or all of them."""
    return [name for name in files() if name.endswith(".py") and (not folders or name.split("/")[0] in folders)]


def read(name: str) -> str:
    """The text of a file; empty for a binary one."""
    try:
        return (ROOT / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@cache
def tree(name: str) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(read(name), name)


def functions(name: str) -> Iterator[Function]:
    """Every function of a Python file, nested ones as well."""
    return (node for node in ast.walk(tree(name)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def length(function: Function) -> int:
    """Lines from `def` to the end."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def pages() -> list[str]:
    """Every page of documentation."""
    return [name for name in files() if name.endswith(".md")]

"""The Python module's reference needs nothing compiled: `panet._core` is its stub here, python/panet/_core.pyi."""

from __future__ import annotations

import __future__
import inspect
import re
import sys
import typing
from pathlib import Path
from types import ModuleType
from typing import Any, List

from sphinx.application import Sphinx

STUB = Path(__file__).resolve().parents[3] / "python" / "panet" / "_core.pyi"
ARGUMENT = re.compile(r"^(\w+): ")


def stand_in_for_core() -> None:
    if not hasattr(typing, "type_check_only"):
        typing.type_check_only = lambda one: one  # type: ignore[attr-defined]
    core = ModuleType("panet._core")
    code = compile(STUB.read_text(), str(STUB), "exec", flags=__future__.annotations.compiler_flag)
    exec(code, core.__dict__)
    sys.modules["panet._core"] = core


def as_written_here(app: Sphinx, what: str, name: str, one: Any, options: Any, lines: List[str]) -> None:
    """The docstrings indent code, and tell of arguments in lines that begin with a name; Sphinx wants more words."""
    lines[:] = with_fields(with_code(lines), parameters(one))


def with_code(lines: List[str]) -> List[str]:
    result: List[str] = []
    in_code = False
    for before, line in zip([None, *lines], lines):
        if line.startswith("    ") and before == "" and not in_code:
            result += [".. code-block:: python", ""]
            in_code = True
        in_code = in_code and (not line or line.startswith("    "))
        result.append(line)
    return result


def with_fields(lines: List[str], known: List[str]) -> List[str]:
    """From the first argument to an empty line, also what is said of an argument's parts."""
    result, in_arguments = [], False
    for line in lines:
        found = ARGUMENT.match(line)
        in_arguments = bool(line) and (in_arguments or bool(found and found[1] in known))
        result.append(f":param {found[1]}: {line[found.end():]}" if in_arguments and found else line)
    return result


def parameters(one: Any) -> List[str]:
    try:
        return list(inspect.signature(one).parameters)
    except (TypeError, ValueError):
        return []


def setup(app: Sphinx) -> dict:
    stand_in_for_core()
    app.connect("autodoc-process-docstring", as_written_here)
    return {"parallel_read_safe": True}

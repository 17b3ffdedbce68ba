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


def arguments_as_fields(app: Sphinx, what: str, name: str, one: Any, options: Any, lines: List[str]) -> None:
    """The docstrings tell of arguments in lines that begin with a name, to an empty one: Sphinx wants fields."""
    known, in_arguments = parameters(one), False
    for number, line in enumerate(lines):
        found = ARGUMENT.match(line)
        in_arguments = bool(line) and (in_arguments or bool(found and found[1] in known))
        if in_arguments and found:
            lines[number] = f":param {found[1]}: {line[found.end():]}"


def parameters(one: Any) -> List[str]:
    try:
        return list(inspect.signature(one).parameters)
    except (TypeError, ValueError):
        return []


def setup(app: Sphinx) -> dict:
    stand_in_for_core()
    app.connect("autodoc-process-docstring", arguments_as_fields)
    return {"parallel_read_safe": True}

"""The types: of the package and of a program that uses it by mypy, of the C++ half by what is in it."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Dict, List

import pytest

import panet
from panet import _core

PACKAGE = Path(panet.__file__).resolve().parent

PROGRAM = """
import numpy as np
import panet

segmenter = panet.Segmenter("w.safetensors", precision="bf16")
prototypes = segmenter.learn({"mug": [("a.jpg", np.ones((8, 8), bool))]})
rows: int = segmenter.segment("p.jpg", prototypes).labels.shape[0]
sure: float = segmenter.segment(np.zeros((8, 8, 3), np.uint8), prototypes).presences["mug"]
for path, result in segmenter.segment_folder("photos", prototypes):
    print(path.upper(), result.mask("mug").sum())
wrong: str = segmenter.size  # type: ignore[assignment]
segmenter.learn(17)  # type: ignore[arg-type]
"""


def test_the_package_and_a_program_that_uses_it(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    (tmp_path / "program.py").write_text(PROGRAM)
    is_installed = PACKAGE.parent.name in ("site-packages", "dist-packages")
    path = {} if is_installed else {"MYPYPATH": str(PACKAGE.parent)}
    done = subprocess.run([sys.executable, "-m", "mypy", "--strict", "--warn-unreachable", "--cache-dir", "cache", "-p",
                           "panet", "-m", "program"], cwd=tmp_path, capture_output=True, text=True,
                          env={**os.environ, **path})
    assert done.returncode == 0, done.stdout + done.stderr


def arguments_in_stub(functions: List[ast.stmt]) -> Dict[str, List[str]]:
    return {f.name: [argument.arg for argument in f.args.args] for f in functions if isinstance(f, ast.FunctionDef)}


def arguments_in_module(holder: object) -> Dict[str, List[str]]:
    """Of the functions and properties; pybind11 writes what a function takes at the head of its documentation."""
    result = {}
    for name, value in vars(holder).items():
        value = getattr(value, "__func__", value)  # of a static method
        if isinstance(value, property):
            result[name] = ["self"]
        elif (head := re.match(rf"{name}\((.*)\) -> ", getattr(value, "__doc__", None) or "")) is not None:
            result[name] = re.findall(r"(?:^|, )(\w+)(?=: )", head[1])
    return result


def test_the_stub_is_of_the_module() -> None:
    stub = ast.parse((PACKAGE / "_core.pyi").read_text()).body
    assert arguments_in_stub(stub) == arguments_in_module(_core)
    classes = {c.name: c.body for c in stub if isinstance(c, ast.ClassDef) and c.name != "Measured"}
    assert set(classes) == {name for name, value in vars(_core).items() if isinstance(value, type)}
    for name, body in classes.items():
        assert arguments_in_stub(body) == arguments_in_module(getattr(_core, name)), name

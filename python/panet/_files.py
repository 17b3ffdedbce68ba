"""Files as the program writes them."""

from __future__ import annotations

import os
from typing import Iterable

from panet import _core
from panet._pictures import Path


def write_file(path: Path, content: bytes) -> None:
    """Writes a file that is there whole or not at all: under a hidden temporary name beside it, synced, renamed. What
    killed processes left under such a name goes.

    Raises panet.Error where it cannot be written.
    """
    _core.write_file(os.fspath(path), content)


def remove_leftovers(files: Iterable[Path]) -> None:
    """Removes what killed processes left of these files under temporary names. What is being written stays."""
    _core.remove_leftovers([os.fspath(file) for file in files])


def is_own_file(path: Path) -> bool:
    """Whether panet wrote this file, which it may write again then: masks, overlays, prototypes and the like carry its
    mark. False where there is none."""
    return _core.is_own(os.fspath(path))

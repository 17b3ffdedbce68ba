"""What was learned."""

from __future__ import annotations

import os
import tempfile
from typing import Callable, Dict, List, Tuple, Union

from panet import _core


class Prototypes:
    """What `Segmenter.learn` found of one or more classes: all that `Segmenter.segment` needs, given the same model.

    A few kilobytes a class. Never changes; any number of threads may use it. It can be pickled.
    """

    def __init__(self, core: _core.Prototypes) -> None:
        if not isinstance(core, _core.Prototypes):
            raise TypeError("prototypes are made by Segmenter.learn and Prototypes.load")
        self._core = core

    @staticmethod
    def load(path: Union[str, "os.PathLike[str]"]) -> "Prototypes":
        """Reads what `save`, or `panet learn`, wrote. Raises panet.Error for another file."""
        return Prototypes(_core.Prototypes.load(os.fspath(path)))

    def save(self, path: Union[str, "os.PathLike[str]"]) -> None:
        """Writes a safetensors file, which `panet segment --prototypes` reads, too. The file is whole or not there.

        Raises panet.Error where it cannot be written.
        """
        self._core.save(os.fspath(path))

    @property
    def class_names(self) -> List[str]:
        """The i-th has the label i + 1; 0 is the background."""
        return self._core.class_names

    @property
    def shots(self) -> Dict[str, int]:
        """Of each class, how many annotated pictures it was learned from."""
        return dict(zip(self._core.class_names, self._core.class_shots))

    @property
    def size(self) -> int:
        """The `size` of the segmenter that learned it, in pixels."""
        return self._core.input_size

    @property
    def shape(self) -> str:
        """Its `shape`: 'square' or 'own'."""
        return self._core.shape

    @property
    def fingerprint(self) -> str:
        """Of the weights it was learned with, and can be used with alone."""
        return self._core.fingerprint

    def __reduce__(self) -> Tuple[Callable[[bytes], "Prototypes"], Tuple[bytes]]:
        """To another process it goes as the bytes of its file."""
        with tempfile.NamedTemporaryFile() as file:
            self.save(file.name)
            with open(file.name, "rb") as saved:
                return _of_file, (saved.read(),)

    def __repr__(self) -> str:
        classes = ", ".join(f"{name}: {shots}" for name, shots in self.shots.items())
        return f"<panet.Prototypes {{{classes}}}>"


def _of_file(content: bytes) -> Prototypes:
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        return Prototypes.load(file.name)

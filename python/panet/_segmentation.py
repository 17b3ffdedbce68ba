"""What was found in a picture."""

from __future__ import annotations

from functools import cached_property
from typing import Dict, List

import numpy as np
import numpy.typing as npt

from panet import _core
from panet._arguments import size_in_words


class Segmentation:
    """What `Segmenter.segment` found in a picture, at the picture's own size, H x W; C is the number of classes."""

    def __init__(self, core: _core.Segmentation, class_names: List[str], has_scores: bool) -> None:
        self._core = core
        self._has_scores = has_scores
        self.class_names = class_names

    @cached_property
    def labels(self) -> npt.NDArray[np.uint8]:
        """uint8, H x W: 0 is the background, i the i-th class. The array has the C++ map's memory, without a copy, and
        keeps it for as long as it lives."""
        return np.asarray(self._core.labels)

    @cached_property
    def scores(self) -> npt.NDArray[np.float32]:
        """float32, (1 + C) x H x W: the softmax over background and classes, without a copy.

        Raises AttributeError unless they were asked for: segment(picture, prototypes, scores=True).
        """
        if not self._has_scores:
            raise AttributeError("scores were not kept: they are with segment(picture, prototypes, scores=True)")
        return np.asarray(self._core.scores)

    @property
    def presences(self) -> Dict[str, float]:
        """Of each class, how sure it is that the picture holds it: 0 to 1. About 95 % of the pictures that do come up
        to 0.5."""
        return dict(zip(self.class_names, self._core.presences))

    @property
    def shares(self) -> Dict[str, float]:
        """Of each class, the share of the picture's pixels that have its label: 0 to 1."""
        pixels = self._core.pixels
        return {name: count / sum(pixels) for name, count in zip(self.class_names, pixels[1:])}

    @property
    def mean_scores(self) -> Dict[str, float]:
        """Of each class, the mean score of the pixels that have its label; 0 where none has."""
        return dict(zip(self.class_names, self._core.mean_scores[1:]))

    def mask(self, class_name: str) -> npt.NDArray[np.bool_]:
        """bool, H x W, of the class's pixels; memory of its own. Raises ValueError for a class that was not learned."""
        if class_name not in self.class_names:
            raise ValueError(f"{class_name!r} was not learned; there are {', '.join(map(repr, self.class_names))}")
        return np.equal(self.labels, self.class_names.index(class_name) + 1)

    def __repr__(self) -> str:
        found = ", ".join(f"{name}: {100 * share:.1f} %" for name, share in self.shares.items())
        return f"<panet.Segmentation {size_in_words(self.labels.shape)}, {found}>"

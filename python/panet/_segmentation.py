"""What was found in a picture."""

from __future__ import annotations

from functools import cached_property
from typing import Dict, Iterable, NamedTuple, Tuple

import numpy as np
import numpy.typing as npt

from panet import _core
from panet._arguments import size_in_words
from panet._pictures import PictureLike, pixels_of


class FoundClass(NamedTuple):
    """What was found of a class in a picture, rounded as the PNG of the labels has it."""

    share: float  #: of the picture's pixels: 0 to 1
    presence: float  #: how sure it is that the picture holds it: 0 to 1
    mean_score: float  #: of the pixels that have its label; 0 where none has


def found_classes(found: Iterable[Tuple[str, float, float, float]]) -> Dict[str, FoundClass]:
    """found: (name, share, mean score, presence)."""
    return {name: FoundClass(round(share, 6), round(presence, 6), round(score, 6))
            for name, share, score, presence in found}


class Segmentation:
    """What `Segmenter.segment` found in a picture, at the picture's own size, H x W; C is the number of classes."""

    def __init__(self, core: _core.Segmentation, prototypes: _core.Prototypes, job: str, has_scores: bool) -> None:
        self._core = core
        self._prototypes = prototypes
        self._job = job  # what tells whether a mask is of an equal segmenter and prototypes
        self._has_scores = has_scores
        self.class_names = prototypes.class_names

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

    @property
    def found(self) -> Dict[str, FoundClass]:
        """Of each class its share, presence and mean score."""
        return found_classes(zip(self.class_names, self.shares.values(), self.mean_scores.values(),
                                 self.presences.values()))

    def png(self) -> bytes:
        """The file NAME.png that `panet segment` writes, to the byte: the labels as palette indices, and a text of what
        was found and how it was made, which `Segmenter.found_in` and `panet segment --resume` read."""
        return _core.mask_file(self._core, self._prototypes, self._job)

    def overlay(self, picture: PictureLike) -> bytes:
        """The file NAME.overlay.jpg that `panet segment` writes, to the byte: the picture, which is the one that was
        segmented, with the classes laid over it."""
        return _core.overlay_file(self._core, pixels_of(picture), self._prototypes, self._job)

    def mask(self, class_name: str) -> npt.NDArray[np.bool_]:
        """bool, H x W, of the class's pixels; memory of its own. Raises ValueError for a class that was not learned."""
        if class_name not in self.class_names:
            raise ValueError(f"{class_name!r} was not learned; there are {', '.join(map(repr, self.class_names))}")
        return np.equal(self.labels, self.class_names.index(class_name) + 1)

    def __repr__(self) -> str:
        found = ", ".join(f"{name}: {100 * share:.1f} %" for name, share in self.shares.items())
        return f"<panet.Segmentation {size_in_words(self.labels.shape)}, {found}>"

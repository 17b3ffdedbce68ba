"""How good it is, on a data set."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Callable, Dict, List, NamedTuple, Optional, Union

from panet import _core
from panet._arguments import expect_whole, expect_word
from panet._segmenter import Segmenter


class Figure(NamedTuple):
    """IoU from 0 to 1 over runs."""

    mean: float
    deviation: float


@dataclass(frozen=True)
class Evaluation:
    """What was measured on one split."""

    split: str
    ways: int
    shots: int
    annotation: str
    runs: int
    episodes: int  #: of all runs together
    mean_iou: Optional[Figure]  #: over the classes; None where no query held one
    binary_iou: Optional[Figure]  #: the mean of the background's and of all classes' together
    class_iou: Dict[str, Figure]
    seconds: float


class Evaluator:
    """Measures a segmenter on a data set as `panet eval` does: equal figures for equal arguments.

    The features of a picture are kept between calls as far as there is memory. Takes turns with others that use the
    segmenter.
    """

    def __init__(self, segmenter: Segmenter, root: Union[str, "os.PathLike[str]"], *, dataset: Optional[str] = None,
                 image_set: Optional[str] = None, cache_gb: Optional[float] = None) -> None:
        """
        root: the folder of the data set.
        dataset: 'voc', 'coco', 'fss' or 'folder'; without it, what lies in the folder tells.
        image_set: of VOC, a list of ImageSets/Segmentation; of COCO, val, train, val2017, ...
        cache_gb: memory for features, in gigabytes; half of what is free without it.

        Raises panet.Error, naming the file, for what is wrong with the data set.
        """
        if not isinstance(segmenter, Segmenter):
            raise TypeError(f"segmenter: a panet.Segmenter, not a {type(segmenter).__name__}")
        if dataset is not None:
            expect_word("dataset", dataset, ("voc", "coco", "fss", "folder"))
        if cache_gb is not None and cache_gb < 0:
            raise ValueError(f"cache_gb={cache_gb}: 0, which encodes anew each time, or more")
        self._core = _core.Evaluator(segmenter._core, os.fspath(root), kind=dataset, image_set=image_set,
                                     cache_bytes=None if cache_gb is None else int(1e9 * cache_gb))

    @property
    def splits(self) -> List[str]:
        """'1' to '4' for VOC and COCO, 'all' for other data sets."""
        return self._core.folds

    def evaluate(self, *, split: str = "all", ways: int = 1, shots: int = 1, annotation: str = "dense", runs: int = 5,
                 episodes: int = 1000, seed: int = 1234,
                 progress: Optional[Callable[[int, int], object]] = None) -> List[Evaluation]:
        """Draws episodes and measures them; one Evaluation for each split.

        split: one of `splits`, or 'all' of them.
        ways: classes of an episode. shots: annotated pictures of each.
        annotation: of those pictures: 'dense', 'scribble' or 'box'.
        runs: with the seeds seed, seed + 1, ...; each of so many `episodes`.
        progress: is told episodes done and episodes in all, after each; an exception there ends it.

        Raises panet.Error where the data set has too few classes or pictures.
        """
        splits = self.splits if split == "all" else [expect_word("split", split, self.splits)]
        results = self._core.evaluate(
            splits,
            ways=expect_whole("ways", ways, 1, 254),
            shots=expect_whole("shots", shots, 1, 100000),
            annotation=expect_word("annotation", annotation, ("dense", "scribble", "box")),
            runs=expect_whole("runs", runs, 1, 10000),
            episodes=expect_whole("episodes", episodes, 1, 999999999),
            seed=expect_whole("seed", seed, 0, 2**64 - 1),
            progress=progress)
        return [_evaluation(one) for one in results]


def _figure(value: Optional["tuple[float, float]"]) -> Optional[Figure]:
    return None if value is None else Figure(*value)


def _evaluation(fields: _core.Measured) -> Evaluation:
    return Evaluation(
        split=fields["split"], ways=fields["ways"], shots=fields["shots"], annotation=fields["annotation"],
        runs=fields["runs"], episodes=fields["episodes"], mean_iou=_figure(fields["mean_iou"]),
        binary_iou=_figure(fields["binary_iou"]),
        class_iou={name: Figure(*value) for name, value in fields["class_iou"].items()}, seconds=fields["seconds"])

"""How good it is, on a data set."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any, Callable, Dict, List, Mapping, NamedTuple, Optional, Sequence, Tuple, Union

from panet import _core
from panet._arguments import expect_share, expect_whole, expect_word, optional_whole, several
from panet._pictures import Path
from panet._segmenter import Segmenter

Progress = Callable[[int, int], object]


class Figure(NamedTuple):
    """From 0 to 1, over runs."""

    mean: float
    deviation: float


class FoundAt(NamedTuple):
    """Of the pictures with a class and of those without it, the shares whose presence is at least `presence`."""

    presence: float
    with_class: float
    without_class: float


@dataclass(frozen=True)
class Evaluation:
    """What was measured of one split with one number of ways and shots and one kind of annotation."""

    split: str
    ways: int
    shots: int
    annotation: str
    runs: int
    episodes: int  #: of all runs together
    mean_iou: Optional[Figure]  #: over the classes; None where no query held one
    binary_iou: Optional[Figure]  #: the mean of the two that follow
    background_iou: Optional[Figure]
    foreground_iou: Optional[Figure]  #: of all classes together
    class_iou: Dict[str, Figure]
    auroc: Optional[Figure]  #: how well presence tells pictures with a class from others; None without absent queries
    falsely_found: Optional[Figure]  #: of the others, those with a presence that 95 % of the pictures with it reach
    found_at: List[FoundAt]  #: at presences from 0.05 to 0.9; empty without absent queries
    seconds: float


class Evaluator:
    """Measures a segmenter on a data set as `panet eval` does: equal figures for equal arguments.

    The features of a picture are kept between calls as far as there is memory; with queries that hold none of their
    classes more is learned of a picture, so going from calls with to calls without them encodes anew. Takes turns with
    others that use the segmenter.
    """

    def __init__(self, segmenter: Segmenter, root: Path, *, dataset: Optional[str] = None,
                 image_set: Optional[Path] = None, protocol: str = "panet", folds: str = "consecutive",
                 classes: Optional[Path] = None, label: Union[int, Mapping[str, int], None] = None,
                 allow_missing: bool = False, cache_gb: Optional[float] = None, loader_threads: int = 1) -> None:
        """
        root: the folder of the data set.
        dataset: 'voc', 'coco', 'fss' or 'folder'; without it, what lies in the folder tells.
        image_set: of VOC, a list of ImageSets/Segmentation; of COCO, val, train, val2017, ... or a json file.
        protocol: how episodes are drawn: 'panet', as in the paper, or 'pfenet', as in most papers since PFENet: the query
            first, and classes only where they cover 2048 pixels.
        folds: of COCO: 'consecutive' (classes 1-20, ...) or 'interleaved' (1, 5, 9, ...).
        classes: of fss and folder: a file with a class a line, the only ones to take.
        label: of folder: the value in index masks that is the object, or {class name: value}; any but 0 without it.
        allow_missing: leave listed pictures out whose files are not there.
        cache_gb: memory for features, in gigabytes; half of what is free without it.
        loader_threads: that read and resize ahead; figures do not depend on it.

        Raises panet.Error, naming the file, for what is wrong with the data set.
        """
        if not isinstance(segmenter, Segmenter):
            raise TypeError(f"segmenter: a panet.Segmenter, not a {type(segmenter).__name__}")
        if dataset is not None:
            expect_word("dataset", dataset, ("voc", "coco", "fss", "folder"))
        if cache_gb is not None and cache_gb < 0:
            raise ValueError(f"cache_gb={cache_gb}: 0, which encodes anew each time, or more")
        of_class = label if isinstance(label, Mapping) else {}
        self._core = _core.Evaluator(
            segmenter._core, os.fspath(root), kind=dataset,
            image_set=None if image_set is None else os.fspath(image_set),
            protocol=expect_word("protocol", protocol, ("panet", "pfenet")),
            interleaved=expect_word("folds", folds, ("consecutive", "interleaved")) == "interleaved",
            class_list="" if classes is None else os.fspath(classes),
            label_of_all=None if isinstance(label, Mapping) else optional_whole("label", label, 0, 255),
            label_of_class=[(name, expect_whole(f"label[{name!r}]", value, 0, 255)) for name, value in of_class.items()],
            allow_missing=bool(allow_missing), cache_bytes=None if cache_gb is None else int(1e9 * cache_gb),
            loader_threads=expect_whole("loader_threads", loader_threads, 1, 256))

    @property
    def splits(self) -> List[str]:
        """'1' to '4' for VOC and COCO, 'all' for other data sets."""
        return self._core.folds

    def evaluate(self, *, split: Union[str, Sequence[str]] = "all", ways: Union[int, Sequence[int]] = 1,
                 shots: Union[int, Sequence[int]] = 1, annotation: Union[str, Sequence[str]] = "dense",
                 scribble_dilation: int = 0, runs: int = 5, episodes: int = 1000, absent: float = 0.0, seed: int = 1234,
                 progress: Optional[Progress] = None) -> List[Evaluation]:
        """Draws episodes and measures them; one Evaluation for each split, number of ways and shots, and annotation.

        split: one of `splits`, several of them, or 'all'.
        ways: classes of an episode. shots: annotated pictures of each. One number, or several.
        annotation: of those pictures: 'dense', 'scribble' or 'box', or several of these, over the same episodes.
        scribble_dilation: pixels by which drawn scribbles grow.
        runs: with the seeds seed, seed + 1, ...; each of so many `episodes`.
        absent: the share of the queries for which pictures without the classes are drawn, 0 to 1.
        progress: is told episodes done and episodes in all, after each; an exception there ends it.

        Raises panet.Error where the data set has too few classes or pictures.
        """
        drawn = self._drawn(split, ways, shots, runs, episodes, absent, seed)
        return self._evaluated(drawn, annotation, scribble_dilation, seed, progress)

    def evaluate_file(self, path: Path, *, annotation: Union[str, Sequence[str]] = "dense", scribble_dilation: int = 0,
                      seed: int = 1234, progress: Optional[Progress] = None) -> List[Evaluation]:
        """Measures the episodes of a file, which `save_episodes`, or `panet eval --save-episodes`, wrote.

        seed: of drawn scribbles. All else as `evaluate` takes it, and as it returns it.

        Raises panet.Error, naming file and line, for what the data set lacks and for what is no list of episodes.
        """
        return self._evaluated(self._core.read(os.fspath(path)), annotation, scribble_dilation, seed, progress)

    def save_episodes(self, path: Path, *, split: Union[str, Sequence[str]] = "all", ways: Union[int, Sequence[int]] = 1,
                      shots: Union[int, Sequence[int]] = 1, runs: int = 5, episodes: int = 1000, absent: float = 0.0,
                      seed: int = 1234) -> None:
        """Writes the episodes that `evaluate` measures with the same arguments, as JSON lines (docs/evaluating.md). The
        file is whole or not there.

        Raises panet.Error as `evaluate` does, and where the file cannot be written.
        """
        drawn = self._drawn(split, ways, shots, runs, episodes, absent, seed)
        self._core.write(drawn, os.fspath(path))

    def _drawn(self, split: Any, ways: Any, shots: Any, runs: Any, episodes: Any, absent: Any,
               seed: Any) -> _core.Episodes:
        names = self.splits if split == "all" else several("split", split)
        return self._core.draw(
            [expect_word("split", name, self.splits) for name in names],
            ways=[expect_whole("ways", number, 1, 254) for number in several("ways", ways)],
            shots=[expect_whole("shots", number, 1, 100000) for number in several("shots", shots)],
            runs=expect_whole("runs", runs, 1, 10000),
            episodes=expect_whole("episodes", episodes, 1, 999999999),
            seed=expect_whole("seed", seed, 0, 2**64 - 1),
            absent=expect_share("absent", absent))

    def _evaluated(self, episodes: _core.Episodes, annotation: Any, scribble_dilation: Any, seed: Any,
                   progress: Optional[Progress]) -> List[Evaluation]:
        kinds = ("dense", "scribble", "box")
        results = self._core.evaluate(
            episodes,
            annotations=[expect_word("annotation", kind, kinds) for kind in several("annotation", annotation)],
            scribble_dilation=expect_whole("scribble_dilation", scribble_dilation, 0, 100),
            seed=expect_whole("seed", seed, 0, 2**64 - 1),
            progress=progress)
        return [_evaluation(one) for one in results]


def _figure(value: Optional[Tuple[float, float]]) -> Optional[Figure]:
    return None if value is None else Figure(*value)


def _evaluation(fields: _core.Measured) -> Evaluation:
    return Evaluation(
        split=fields["split"], ways=fields["ways"], shots=fields["shots"], annotation=fields["annotation"],
        runs=fields["runs"], episodes=fields["episodes"], mean_iou=_figure(fields["mean_iou"]),
        binary_iou=_figure(fields["binary_iou"]), background_iou=_figure(fields["background_iou"]),
        foreground_iou=_figure(fields["foreground_iou"]),
        class_iou={name: Figure(*value) for name, value in fields["class_iou"].items()}, auroc=_figure(fields["auroc"]),
        falsely_found=_figure(fields["falsely_found"]), found_at=[FoundAt(*one) for one in fields["found_at"]],
        seconds=fields["seconds"])

"""Learning from annotated pictures, and segmenting others."""

from __future__ import annotations

import os
import warnings
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Dict, Iterable, Iterator, List, Mapping, Optional, Tuple, Union

from panet import _core
from panet._arguments import expect_refinement, expect_share, expect_word, optional_whole
from panet._model import shipped_model
from panet._pictures import AnnotationLike, Bytes, Path, PictureLike, annotation_of, is_path, list_pictures, pixels_of
from panet._prototypes import Prototypes
from panet._segmentation import FoundClass, Segmentation, found_classes

Pair = Tuple[PictureLike, AnnotationLike]
Classes = Mapping[str, Iterable[Pair]]
Support = Tuple[str, Bytes, Bytes, Bytes, str]


class Segmenter:
    """Learns classes from a few annotated pictures and finds them in others.

    Computing gives Python's lock back, so other threads run meanwhile. One segmenter computes for one thread at a time:
    threads that share it take turns. To compute in several at once, give each its own by `copy()`, which shares the
    weights, and few `threads`.
    """

    def __init__(self, model: Optional[Path] = None, *, size: Optional[int] = None, precision: str = "auto",
                 shape: str = "square", refine: str = "fit,adapt,guide", absent_below: float = 0.0,
                 tiles: Optional[int] = None, threads: Optional[int] = None) -> None:
        """
        model: a weight file, safetensors or .pth; without it the model that ships (`panet.shipped_model`).
        size: pixels, 8 to 4096, the side of the square to which pictures are resized for the encoder; without it what
            the encoder likes, 417 for the model that ships.
        precision: 'f32', 'bf16', 'int8', or 'auto': bf16 where the processor has it, else f32.
        shape: 'square', or 'own': a rectangle of a picture's proportions with as many pixels.
        refine: 'none' for the paper's method alone, or several of 'fit', 'adapt' and 'guide' with commas between.
        absent_below: a class whose presence in a picture is less is not labelled there; 0 to 1.
        tiles: look at overlapping tiles, too, whose side is a `tiles`-th of the longer one, 2 to 64: for small things.
        threads: on which it computes; without it as many as OpenMP says, one for each core or OMP_NUM_THREADS.

        Raises panet.Error for a file that is no model, and where this processor does not compute in `precision`.
        """
        if model is not None and not is_path(model):
            raise TypeError(f"model: a file's name, not a {type(model).__name__}")
        self._core = _core.Segmenter(
            os.fspath(shipped_model() if model is None else model),
            size=optional_whole("size", size, 8, 4096) or 0,
            precision=expect_word("precision", precision, ("auto", "f32", "bf16", "int8")),
            shape=expect_word("shape", shape, ("square", "own")),
            refine=expect_refinement(refine),
            absent_below=expect_share("absent_below", absent_below),
            tiles=optional_whole("tiles", tiles, 2, 64),
            threads=optional_whole("threads", threads, 1, 4096) or 0)

    def copy(self) -> "Segmenter":
        """Another one with the same weights, in the same memory, and the same options: for another thread."""
        other = object.__new__(Segmenter)
        other._core = self._core.another()
        return other

    def learn(self, supports: Union[Path, Classes], *, shots: Optional[int] = None,
              label: Optional[int] = None) -> Prototypes:
        """Learns classes, each from its annotated pictures.

        supports: {class name: [(picture, annotation), ...]}, 254 classes at most; or a folder as `panet learn --support`
            takes it, DIR/CLASS/PICTURE with annotations beside the pictures.
        picture: a file's name; or uint8 of H x W x 3 (RGB; cv2's BGR as x[..., ::-1]), H x W or H x W x 1 (grey) or
            H x W x 4 (RGBA, whose alpha is dropped): an array, a PIL image, a tensor. EXIF turns files, not arrays.
        annotation: bool or whole numbers of H x W, not zero on the object; strokes as (foreground, background) or
            {'foreground': mask, 'background': mask}, pixels in neither being unknown; {'boxes': [(x1, y1, x2, y2), ...]}
            in pixels; or a file's name, whose ending says what it holds (docs/annotations.md).
        shots: the first so many pictures of each class; all without it.
        label: the value in masks that is the object; any but 0 without it.

        Raises panet.Error, naming picture and class, where an annotation is not as large as its picture, or has no
        foreground or no background.
        """
        most = optional_whole("shots", shots, 1, 100000)
        value = optional_whole("label", label, 0, 255)
        return Prototypes(self._core.learn(_supports(_classes_of(supports, most), value)))

    def segment(self, picture: PictureLike, prototypes: Prototypes, *, scores: bool = False) -> Segmentation:
        """Labels every pixel of a picture, at the picture's own size.

        picture: as `learn` takes it.
        scores: keep those of every class at every pixel, which takes 4 (1 + C) bytes a pixel.

        Raises panet.Error where a file cannot be read, and where the prototypes come from another model.
        """
        core = _core_of(prototypes)
        return self._result(pixels_of(picture), core, bool(scores))

    def segment_folder(self, pictures: Union[Path, Iterable[Path]], prototypes: Prototypes, *, scores: bool = False,
                       errors: str = "raise") -> Iterator[Tuple[str, Segmentation]]:
        """Segments many pictures: yields (path, Segmentation) one after the other, while the next is being decoded.

        pictures: a folder, a glob, a file, or several of these; as `panet segment` takes them, in its order.
        errors: 'raise', or 'warn': a picture that cannot be read is told as a warning, and the others go on.

        Raises panet.Error at once where there are no pictures.
        """
        core = _core_of(prototypes)
        expect_word("errors", errors, ("raise", "warn"))
        paths = [listed.path for listed in list_pictures(pictures)]
        return self._segmented(paths, core, bool(scores), errors)

    def _segmented(self, paths: List[str], core: _core.Prototypes, scores: bool,
                   errors: str) -> Iterator[Tuple[str, Segmentation]]:
        for path, pixels in _decoded(paths, errors):
            yield path, self._result(pixels, core, scores)

    def found_in(self, mask: Path, prototypes: Prototypes) -> Optional[Dict[str, FoundClass]]:
        """What was found in a picture, as the PNG of its labels tells, which `Segmentation.png` or `panet segment` made.
        None where the file is not there or not whole, and where it was made with other weights, prototypes or options.
        """
        core = _core_of(prototypes)
        found = _core.found_in(os.fspath(mask), _core.job(self._core, core))
        return None if found is None else found_classes(found)

    def _result(self, pixels: Bytes, core: _core.Prototypes, scores: bool) -> Segmentation:
        return Segmentation(self._core.segment(pixels, core, scores), core, _core.job(self._core, core), scores)

    @property
    def size(self) -> int:
        """Pixels: the side of the square, or of one of as large an area, to which pictures are resized."""
        return self._core.size

    @property
    def precision(self) -> str:
        """'f32', 'bf16' or 'int8'; never 'auto'."""
        return self._core.precision

    @property
    def threads(self) -> int:
        """On how many it computes."""
        return self._core.threads

    @property
    def fingerprint(self) -> str:
        """Of the weights: prototypes of another are refused."""
        return self._core.fingerprint


def _core_of(prototypes: Prototypes) -> _core.Prototypes:
    if not isinstance(prototypes, Prototypes):
        raise TypeError(f"prototypes: what Segmenter.learn returns, not a {type(prototypes).__name__}")
    return prototypes._core


def _classes_of(supports: Union[Path, Classes], shots: Optional[int]) -> Mapping[str, List[Pair]]:
    if is_path(supports):
        return {name: list(pairs) for name, pairs in _core.read_support_folder(os.fspath(supports), shots)}
    if not isinstance(supports, Mapping):
        raise TypeError("learn takes {class name: [(picture, annotation), ...]} or a folder's name, not a "
                        f"{type(supports).__name__}")
    if not supports:
        raise ValueError("learn: there is no class")
    return {name: _pairs(name, pairs)[:shots] for name, pairs in supports.items()}


def _pairs(name: object, pairs: Iterable[Pair]) -> List[Pair]:
    if not isinstance(name, str):
        raise TypeError(f"learn: the name of a class is a str, not a {type(name).__name__}")
    result = list(pairs)
    if not result:
        raise ValueError(f"learn: class {name!r} has no annotated picture")
    for pair in result:
        if not isinstance(pair, (tuple, list)) or len(pair) != 2:
            raise TypeError(f"learn: class {name!r} takes pairs (picture, annotation)")
    return result


def _supports(classes: Mapping[str, List[Pair]], label: Optional[int]) -> Iterator[Support]:
    """One after the other, so that one picture is in memory at a time."""
    for name, pairs in classes.items():
        for number, (picture, annotation) in enumerate(pairs, start=1):
            what = os.fspath(annotation) if is_path(annotation) else f"picture {number} of {name!r}"
            pixels = pixels_of(picture, what)
            size = (pixels.shape[0], pixels.shape[1])
            foreground, background = annotation_of(annotation, size, name, label, f"{what}, annotation")
            yield name, pixels, foreground, background, what


def _decoded(paths: List[str], errors: str) -> Iterator[Tuple[str, Bytes]]:
    with ThreadPoolExecutor(max_workers=1) as decoder:
        coming = decoder.submit(pixels_of, paths[0])
        for path, after in zip(paths, [*paths[1:], None]):
            now = coming
            try:
                pixels = now.result()
            except _core.Error as error:
                if errors == "raise":
                    raise
                warnings.warn(str(error), stacklevel=4)
                continue
            finally:
                if after is not None:
                    coming = decoder.submit(pixels_of, after)
            yield path, pixels

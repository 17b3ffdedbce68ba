"""What users have in hand, made into the arrays that the core takes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Iterable, List, Mapping, NamedTuple, Optional, Sequence, Tuple, Union

import numpy as np
import numpy.typing as npt

from panet import _core
from panet._arguments import size_in_words

if TYPE_CHECKING:
    from typing_extensions import TypeGuard

Path = Union[str, "os.PathLike[str]"]

#: A file's name; or what has a buffer, `__array__` or `__array_interface__`: a numpy array, a PIL image, a tensor.
PictureLike = Union[str, "os.PathLike[str]", Any]

#: A file's name; a mask; a pair of masks (foreground, background); or a dict of these, or of boxes.
AnnotationLike = Union[str, "os.PathLike[str]", Any]

Bytes = npt.NDArray[np.uint8]
TwoMasks = Tuple[Bytes, Bytes]


def is_path(value: object) -> TypeGuard[Path]:
    return isinstance(value, (str, os.PathLike))


class ListedPicture(NamedTuple):
    path: str
    name: str  #: of its outputs: the file's stem; for one found in a folder, its path below that folder without the ending


def list_pictures(inputs: Union[Path, Iterable[Path]]) -> List[ListedPicture]:
    """What `panet segment` takes for pictures: of a folder those below it, told by content, without annotations and what
    panet wrote; of a glob what matches; a file as it is; of several of these, all.

    Raises panet.Error where there are none, and where two would have one name.
    """
    several = [inputs] if isinstance(inputs, (str, os.PathLike)) else inputs
    paths = [os.fspath(one) for one in several]
    if not paths:
        raise _core.Error("no picture was named")
    return [ListedPicture(*one) for one in _core.list_pictures(paths)]


def decode(picture: Union[Path, bytes]) -> Bytes:
    """Reads a JPEG, PNG, WebP, BMP or TIFF (and HEIC or AVIF where panet was built with libheif): a file, or the bytes
    of one.

    Returns uint8, H x W x 3, RGB, turned as EXIF says; the array has the decoder's own memory. Raises panet.Error.
    """
    if isinstance(picture, bytes):
        return np.asarray(_core.decode_file(picture))
    return np.asarray(_core.decode_picture(os.fspath(picture)))


def pixels_of(picture: PictureLike, what: str = "picture") -> Bytes:
    """uint8, H x W x 3, C-contiguous: the picture's own memory where it lies so already."""
    if is_path(picture):
        return decode(picture)
    array = _array_of(_in_three_colours(picture), what)
    if array.dtype != np.uint8:
        raise TypeError(f"{what}: is of {array.dtype}; uint8 from 0 to 255 is needed (of floats from 0 to 1: "
                        "(255 * x).round().astype('uint8'))")
    if array.size == 0:
        raise ValueError(f"{what}: has no pixels ({size_in_words(array.shape)})")
    if array.ndim == 2:
        array = array[:, :, np.newaxis]
    if array.ndim != 3 or array.shape[2] not in (1, 3, 4):
        raise ValueError(f"{what}: is {size_in_words(array.shape)}; H x W x 3 (RGB), H x W (grey) or H x W x 4 (RGBA) "
                         f"is needed{_hint(array.shape)}")
    if array.shape[2] == 1:
        array = np.repeat(array, 3, axis=2)
    return np.ascontiguousarray(array[:, :, :3])


def annotation_of(annotation: AnnotationLike, size: Tuple[int, int], class_name: str, label: Optional[int],
                  what: str) -> TwoMasks:
    """Foreground and background, uint8, H x W."""
    if is_path(annotation):
        masks = _core.read_annotation(os.fspath(annotation), size[0], size[1], class_name, label)
        return np.asarray(masks[0]), np.asarray(masks[1])
    if isinstance(annotation, Mapping):
        return _annotation_of_words(annotation, size, what)
    if isinstance(annotation, (tuple, list)):
        if len(annotation) != 2:
            raise ValueError(f"{what}: strokes are a pair (foreground, background), not {len(annotation)} masks")
        return _strokes(annotation[0], annotation[1], what)
    values = _values_of(annotation, what)
    foreground = (values == label) if label is not None else (values != 0)
    return foreground.view(np.uint8), (~foreground).view(np.uint8)


def _annotation_of_words(annotation: Mapping[str, Any], size: Tuple[int, int], what: str) -> TwoMasks:
    if set(annotation) == {"boxes"}:
        boxes = [_box_of(box, what) for box in annotation["boxes"]]
        masks = _core.annotation_of_boxes(boxes, size[0], size[1], what)
        return np.asarray(masks[0]), np.asarray(masks[1])
    if set(annotation) == {"foreground", "background"}:
        return _strokes(annotation["foreground"], annotation["background"], what)
    raise ValueError(f"{what}: {{'foreground': mask, 'background': mask}} or {{'boxes': [(x1, y1, x2, y2), ...]}}, not "
                     f"the keys {sorted(map(str, annotation))}")


def _box_of(box: Sequence[float], what: str) -> Tuple[float, float, float, float]:
    if len(box) != 4:
        raise ValueError(f"{what}: a box is (x1, y1, x2, y2) in pixels, not {len(box)} numbers")
    x1, y1, x2, y2 = box
    return float(x1), float(y1), float(x2), float(y2)


def _strokes(foreground: Any, background: Any, what: str) -> TwoMasks:
    on = _values_of(foreground, f"{what}, foreground") != 0
    off = _values_of(background, f"{what}, background") != 0
    if on.shape != off.shape:
        raise ValueError(f"{what}: foreground is {size_in_words(on.shape)}, background {size_in_words(off.shape)}; they "
                         "must be equal")
    if bool((on & off).any()):
        raise ValueError(f"{what}: {int((on & off).sum())} pixels are foreground and background; each is one or neither")
    return on.view(np.uint8), off.view(np.uint8)


def _values_of(mask: Any, what: str) -> npt.NDArray[Any]:
    values = _array_of(mask, what)
    if values.ndim == 3 and values.shape[2] == 1:
        values = values[:, :, 0]
    if values.dtype.kind not in "bui":
        raise TypeError(f"{what}: is of {values.dtype}; a mask is bool or of whole numbers (of floats: x > 0.5)")
    if values.ndim != 2:
        raise ValueError(f"{what}: is {size_in_words(values.shape)}; a mask is H x W, not zero on the object")
    return np.ascontiguousarray(values)


def _in_three_colours(picture: Any) -> Any:
    """PIL images whose numbers are no colours (of a palette) or other ones (CMYK): as RGB."""
    plain = ("RGB", "RGBA", "L")
    if hasattr(picture, "getbands") and getattr(picture, "mode", None) in ("1", "P", "PA", "LA", "CMYK", "YCbCr", "HSV",
                                                                          "LAB", "RGBX", "RGBa", "La"):
        return picture.convert(plain[0])
    return picture


def _array_of(value: Any, what: str) -> npt.NDArray[Any]:
    names = ("__array__", "__array_interface__", "__array_struct__")
    if not any(hasattr(value, name) for name in names):
        try:
            value = memoryview(value)
        except TypeError:
            raise TypeError(f"{what}: a {type(value).__name__} is no array: a file's name, or a numpy array, PIL image "
                            "or tensor is needed") from None
    return np.asarray(value)


def _hint(shape: Tuple[int, ...]) -> str:
    if len(shape) == 3 and shape[0] in (1, 3, 4):
        return "; channels come last: x.transpose(1, 2, 0) of numpy, x.permute(1, 2, 0) of torch"
    if len(shape) == 4:
        return "; one picture at a time: x[0]"
    return ""

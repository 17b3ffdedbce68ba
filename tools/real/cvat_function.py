"""examples/cvat_function.py as CVAT's own SDK loads it, and what it gives as types of the SDK.

    cvat_function.py FUNCTION PROTOTYPES PICTURES
"""

import importlib.util
import sys
from pathlib import Path
from types import SimpleNamespace

import cvat_sdk.auto_annotation as annotation
import numpy as np
import PIL.Image
from cvat_sdk.masks import encode_mask
from measure import iou, truth_of

function_file, prototypes, pictures = sys.argv[1:]
spec = importlib.util.spec_from_file_location("function", function_file)
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
function = module.create(prototypes=prototypes)
assert isinstance(function.spec, annotation.DetectionFunctionSpec)
assert [label.name for label in function.spec.labels] == ["teapot"], function.spec


def bits_of(points, shape):
    """The mask of a shape: lengths of runs, then the box that they fill, to its last column and row."""
    *runs, left, top, right, bottom = (int(number) for number in points)
    values = np.repeat(np.arange(len(runs)) % 2, runs).reshape(bottom - top + 1, right - left + 1)
    mask = np.zeros(shape, dtype=bool)
    mask[top : bottom + 1, left : right + 1] = values
    return mask


overlaps = []
for path in sorted(Path(pictures).glob("*.jpg")):
    image = PIL.Image.open(path)
    shapes = function.detect(SimpleNamespace(conf_threshold=None), image)
    assert [(shape.type.value, shape.label_id, shape.frame) for shape in shapes] == [("mask", 1, 0)], shapes
    mask = bits_of(shapes[0].points, (image.height, image.width))
    assert encode_mask(mask) == list(shapes[0].points)
    overlaps.append(iou(mask, truth_of(path)))
assert function.detect(SimpleNamespace(conf_threshold=1.1), image) == []
print(f"CVAT's SDK: {len(overlaps)} pictures, a mask each, mean IoU {np.mean(overlaps):.2f}")
assert np.mean(overlaps) > 0.5

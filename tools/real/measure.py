"""How well masks fit."""

from pathlib import Path

import numpy as np
import PIL.Image


def truth_of(picture: Path):
    """The mask beside a picture."""
    return np.asarray(PIL.Image.open(picture.with_suffix(".png"))) > 0


def iou(mask, truth):
    return (mask & truth).sum() / (mask | truth).sum()

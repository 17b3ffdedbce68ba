"""What the tests share: the renderings that ship, one segmenter, and what it learned of mugs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import List

import numpy as np
import pytest

import panet

CHECKOUT = Path(__file__).resolve().parents[2]
MUGS = CHECKOUT / "examples" / "pictures" / "mug"
SMALL = 161  # pixels: encoded in an eighth of the time that 417 take


@pytest.fixture(scope="session")
def segmenter() -> panet.Segmenter:
    return panet.Segmenter(size=SMALL, precision="f32")


@pytest.fixture(scope="session")
def prototypes(segmenter: panet.Segmenter) -> panet.Prototypes:
    return segmenter.learn({"mug": [(MUGS / "mug1.jpg", MUGS / "mug1.png"), (MUGS / "mug2.jpg", MUGS / "mug2.png")]})


@pytest.fixture(scope="session")
def picture() -> "np.ndarray":
    return panet.decode(MUGS / "mug6.jpg")


@pytest.fixture(scope="session")
def mask() -> "np.ndarray":
    """Of mug1.jpg; bool."""
    image = pytest.importorskip("PIL.Image")
    return np.asarray(image.open(MUGS / "mug1.png")) != 0


@pytest.fixture(scope="session")
def program() -> List[str]:
    name = os.environ.get("PANET_PROGRAM", "")
    if not Path(name).is_file():
        pytest.skip("PANET_PROGRAM names no program")
    return [name]

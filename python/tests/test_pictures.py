"""What is taken as a picture, and what is not."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from conftest import MUGS

import panet
from panet._pictures import pixels_of


def test_no_pictures_are_an_error(segmenter: panet.Segmenter, prototypes: panet.Prototypes) -> None:
    with pytest.raises(panet.Error, match="no picture was named"):
        panet.list_pictures([])
    with pytest.raises(panet.Error, match="no picture was named"):
        segmenter.segment_folder([], prototypes)


def test_a_file_is_read_by_the_decoder(picture: np.ndarray) -> None:
    assert picture.shape == (360, 480, 3) and picture.dtype == np.uint8
    assert np.array_equal(pixels_of(str(MUGS / "mug6.jpg")), picture)


def test_an_array_of_rgb_is_taken_without_a_copy(picture: np.ndarray) -> None:
    assert np.shares_memory(pixels_of(picture), picture)


def test_any_steps_are_understood(picture: np.ndarray) -> None:
    assert np.array_equal(pixels_of(picture[::-2, 10:, ::-1]), picture[::-2, 10:, ::-1])


def test_grey_becomes_three_equal_colours(picture: np.ndarray) -> None:
    grey = picture[:, :, 0]
    for given in (grey, grey[:, :, np.newaxis]):
        assert np.array_equal(pixels_of(given), np.stack([grey] * 3, axis=2))


def test_alpha_is_dropped(picture: np.ndarray) -> None:
    transparent = np.dstack([picture, np.zeros(picture.shape[:2], np.uint8)])
    assert np.array_equal(pixels_of(transparent), picture)


def test_whatever_has_a_buffer_is_an_array(picture: np.ndarray) -> None:
    assert np.array_equal(pixels_of(memoryview(picture)), picture)
    assert np.array_equal(pixels_of(SimpleNamespace(__array_interface__=picture.__array_interface__)), picture)


def test_images_of_pil(picture: np.ndarray) -> None:
    image = pytest.importorskip("PIL.Image").fromarray(picture)
    assert np.array_equal(pixels_of(image), picture)
    palette = image.convert("P", palette=1)
    assert np.array_equal(pixels_of(palette), np.asarray(palette.convert("RGB")))
    assert np.array_equal(pixels_of(image.convert("1")), np.asarray(image.convert("1").convert("RGB")))


def test_tensors_of_torch(picture: np.ndarray) -> None:
    torch = pytest.importorskip("torch")
    tensor = torch.from_numpy(picture.copy())
    assert np.array_equal(pixels_of(tensor), picture)
    with pytest.raises(ValueError, match=r"permute\(1, 2, 0\)"):
        pixels_of(tensor.permute(2, 0, 1))


@pytest.mark.parametrize("wrong, error, right", [
    (np.zeros((8, 9, 3), np.float32), TypeError, "uint8 from 0 to 255"),
    (np.zeros((8, 9), bool), TypeError, "uint8 from 0 to 255"),
    (np.zeros((3, 8, 9), np.uint8), ValueError, "channels come last"),
    (np.zeros((1, 8, 9, 3), np.uint8), ValueError, "one picture at a time"),
    (np.zeros(9, np.uint8), ValueError, r"H x W x 3 \(RGB\)"),
    (np.zeros((0, 9, 3), np.uint8), ValueError, "no pixels"),
    (17, TypeError, "a file's name, or a numpy array"),
    (None, TypeError, "NoneType"),
])
def test_what_is_no_picture_is_told(wrong: Any, error: type, right: str) -> None:
    with pytest.raises(error, match=right):
        pixels_of(wrong)


def test_files_that_cannot_be_read_are_named() -> None:
    with pytest.raises(panet.Error, match="nothing.jpg"):
        panet.decode("nothing.jpg")
    with pytest.raises(panet.Error, match="conftest.py"):
        panet.decode(MUGS.parents[2] / "python" / "tests" / "conftest.py")


def test_names_that_are_not_utf8(segmenter: panet.Segmenter, prototypes: panet.Prototypes, tmp_path: Path) -> None:
    picture, damaged = tmp_path / os.fsdecode(b"caf\xe9.jpg"), tmp_path / os.fsdecode(b"damag\xe9.jpg")
    shutil.copy(MUGS / "mug6.jpg", picture)
    damaged.write_bytes(picture.read_bytes()[:2000])
    with pytest.raises(panet.Error, match="damag\udce9.jpg"):
        panet.decode(damaged)
    ((path, _),) = segmenter.segment_folder([picture], prototypes)
    assert path == str(picture)

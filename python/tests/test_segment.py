"""Results, options, folders."""

from __future__ import annotations

import gc
import shutil
from pathlib import Path
from typing import Any, Dict

import numpy as np
import pytest
from conftest import MUGS

import panet


def test_labels_and_scores_are_the_maps_themselves(segmenter: panet.Segmenter, prototypes: panet.Prototypes,
                                                   picture: np.ndarray) -> None:
    result = segmenter.segment(picture, prototypes, scores=True)
    labels, scores = result.labels, result.scores
    assert labels.dtype == np.uint8 and labels.shape == (360, 480)
    assert scores.dtype == np.float32 and scores.shape == (2, 360, 480)
    assert not labels.flags.owndata and not scores.flags.owndata
    assert np.shares_memory(labels, np.asarray(result._core.labels))
    assert np.shares_memory(scores, np.asarray(result._core.scores))
    assert np.allclose(scores.sum(axis=0), 1, atol=1e-5)
    assert np.array_equal(scores.argmax(axis=0), labels)


def test_an_array_outlives_its_result(segmenter: panet.Segmenter, prototypes: panet.Prototypes,
                                      picture: np.ndarray) -> None:
    result = segmenter.segment(picture, prototypes)
    labels, before = result.labels, result.labels.copy()
    del result
    gc.collect()
    segmenter.segment(picture[:, ::-1], prototypes)
    assert np.array_equal(labels, before)


def test_scores_are_kept_where_asked_for(segmenter: panet.Segmenter, prototypes: panet.Prototypes,
                                         picture: np.ndarray) -> None:
    result = segmenter.segment(picture, prototypes)
    with pytest.raises(AttributeError, match="scores=True"):
        result.scores
    assert np.array_equal(result.mask("mug"), result.labels == 1)
    assert result.shares["mug"] == pytest.approx(np.mean(result.labels == 1))
    assert 0 < result.presences["mug"] <= 1
    assert repr(result).startswith("<panet.Segmentation 360 x 480, mug: ")
    with pytest.raises(ValueError, match="'teapot' was not learned; there are 'mug'"):
        result.mask("teapot")


def test_a_class_that_seems_absent_can_be_left_out(prototypes: panet.Prototypes, picture: np.ndarray) -> None:
    strict = panet.Segmenter(size=161, precision="f32", absent_below=1.0)
    assert not strict.segment(picture, prototypes).labels.any()


def test_what_is_no_prototype_is_told(segmenter: panet.Segmenter, picture: np.ndarray) -> None:
    with pytest.raises(TypeError, match="what Segmenter.learn returns"):
        segmenter.segment(picture, {"mug": picture})  # type: ignore[arg-type]


@pytest.mark.parametrize("options, error, right", [
    ({"precision": "f16"}, ValueError, "auto, f32, bf16, int8"),
    ({"shape": 3}, TypeError, "square, own"),
    ({"refine": "fit,sharpen"}, ValueError, "fit, adapt, guide"),
    ({"size": 7}, ValueError, "from 8 to 4096"),
    ({"size": 161.0}, TypeError, "a whole number"),
    ({"threads": 0}, ValueError, "from 1 to"),
    ({"tiles": 1}, ValueError, "from 2 to 64"),
    ({"absent_below": 1.5}, ValueError, "from 0 to 1"),
    ({"model": 7}, TypeError, "a file's name"),
    ({"model": "nothing.safetensors"}, panet.Error, "nothing.safetensors"),
])
def test_wrong_options_are_told(options: Dict[str, Any], error: type, right: str) -> None:
    with pytest.raises(error, match=right):
        panet.Segmenter(**options)


def test_the_environment_names_another_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANET_MODEL", "other.safetensors")
    assert panet.shipped_model() == Path("other.safetensors")


def test_a_folder_is_gone_through_in_order(segmenter: panet.Segmenter, prototypes: panet.Prototypes,
                                           tmp_path: Path) -> None:
    for name in ("mug6.jpg", "mug7.jpg", "mug8.jpg"):
        shutil.copy(MUGS / name, tmp_path)
    found = dict(segmenter.segment_folder(tmp_path, prototypes))
    assert [Path(path).name for path in found] == ["mug6.jpg", "mug7.jpg", "mug8.jpg"]
    for path, result in found.items():
        assert np.array_equal(result.labels, segmenter.segment(path, prototypes).labels)


def test_a_bad_picture_in_a_folder(segmenter: panet.Segmenter, prototypes: panet.Prototypes, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jpg"
    bad.write_bytes((MUGS / "mug6.jpg").read_bytes()[:2000])
    pictures = [bad, MUGS / "mug6.jpg"]
    with pytest.raises(panet.Error, match="bad.jpg"):
        list(segmenter.segment_folder(pictures, prototypes))
    with pytest.warns(UserWarning, match="bad.jpg"):
        found = list(segmenter.segment_folder(pictures, prototypes, errors="warn"))
    assert [Path(path).name for path, _ in found] == ["mug6.jpg"]


def test_a_folder_without_pictures(segmenter: panet.Segmenter, prototypes: panet.Prototypes, tmp_path: Path) -> None:
    with pytest.raises(panet.Error, match=tmp_path.name):
        segmenter.segment_folder(tmp_path, prototypes)

"""Learning from every kind of annotation; saving and loading what was learned."""

from __future__ import annotations

from pathlib import Path
from typing import Any, List

import numpy as np
import pytest
from conftest import MUGS, SMALL

import panet

PICTURE = MUGS / "mug1.jpg"


def labels(segmenter: panet.Segmenter, picture: np.ndarray, annotation: Any, **options: Any) -> np.ndarray:
    return segmenter.segment(picture, segmenter.learn({"mug": [(PICTURE, annotation)]}, **options)).labels


def test_masks_of_any_kind_teach_what_their_file_does(segmenter: panet.Segmenter, picture: np.ndarray,
                                                      mask: np.ndarray) -> None:
    expected = labels(segmenter, picture, MUGS / "mug1.png")
    assert np.any(expected == 1) and np.any(expected == 0)
    for same in (mask, mask.astype(np.int64) * -7, mask[:, :, np.newaxis], (mask, ~mask),
                 {"foreground": mask, "background": ~mask}):
        assert np.array_equal(labels(segmenter, picture, same), expected)
    assert np.array_equal(labels(segmenter, picture, np.where(mask, 8, 3), label=8), expected)


def test_strokes_leave_the_rest_unknown(segmenter: panet.Segmenter, picture: np.ndarray, mask: np.ndarray) -> None:
    on, off = mask.copy(), ~mask
    on[::2], off[1::2] = False, False
    assert not np.array_equal(labels(segmenter, picture, (on, off)), labels(segmenter, picture, on))


def test_boxes(segmenter: panet.Segmenter, picture: np.ndarray, mask: np.ndarray) -> None:
    inside = np.zeros_like(mask)
    inside[50:200, 100:300] = True
    assert np.array_equal(labels(segmenter, picture, {"boxes": [(100, 50, 300, 200)]}),
                          labels(segmenter, picture, inside))


def test_several_classes_in_their_order(segmenter: panet.Segmenter, picture: np.ndarray, mask: np.ndarray) -> None:
    learned = segmenter.learn({"z": [(PICTURE, mask)], "a": [(PICTURE, ~mask)]})
    assert learned.class_names == ["z", "a"] and learned.shots == {"z": 1, "a": 1}
    result = segmenter.segment(picture, learned)
    assert list(result.presences) == ["z", "a"]
    assert np.array_equal(result.mask("a"), result.labels == 2)


def test_what_was_learned_is_saved(segmenter: panet.Segmenter, prototypes: panet.Prototypes, picture: np.ndarray,
                                   tmp_path: Path) -> None:
    prototypes.save(tmp_path / "mug.safetensors")
    again = panet.Prototypes.load(tmp_path / "mug.safetensors")
    assert (again.class_names, again.size, again.shape) == (["mug"], SMALL, "square")
    assert again.fingerprint == segmenter.fingerprint
    assert np.array_equal(segmenter.segment(picture, again).labels, segmenter.segment(picture, prototypes).labels)


def test_files_that_are_no_prototypes(tmp_path: Path) -> None:
    with pytest.raises(panet.Error, match="missing.safetensors"):
        panet.Prototypes.load(tmp_path / "missing.safetensors")
    with pytest.raises(panet.Error, match="mug1.jpg"):
        panet.Prototypes.load(PICTURE)
    with pytest.raises(TypeError, match="Prototypes.load"):
        panet.Prototypes("mug.safetensors")  # type: ignore[arg-type]


def supports(annotation: Any) -> Any:
    return {"mug": [(PICTURE, annotation)]}


@pytest.mark.parametrize("given, error, right", [
    ([], TypeError, "{class name"),
    ({}, ValueError, "no class"),
    ({"mug": []}, ValueError, "'mug' has no annotated picture"),
    ({"mug": [PICTURE]}, TypeError, r"pairs \(picture, annotation\)"),
    ({7: [(PICTURE, PICTURE)]}, TypeError, "name of a class is a str"),
    (supports(np.ones((360, 480), np.float32)), TypeError, "x > 0.5"),
    (supports(np.ones((360, 480, 3), np.uint8)), ValueError, "a mask is H x W"),
    (supports([np.ones((360, 480), bool)] * 3), ValueError, "a pair"),
    (supports([np.ones((360, 480), bool)] * 2), ValueError, "172800 pixels are foreground and background"),
    (supports([np.ones((360, 480), bool), np.zeros((36, 48), bool)]), ValueError, "must be equal"),
    (supports({"box": [1, 2, 3, 4]}), ValueError, "'boxes'"),
    (supports({"boxes": [(1, 2, 3)]}), ValueError, "not 3 numbers"),
    (supports(np.ones((36, 48), bool)), panet.Error, "picture 1 of 'mug'.*48 x 36 pixels, the picture 480 x 360"),
    (supports(np.zeros((360, 480), bool)), panet.Error, "no foreground pixel"),
    (supports("nothing.png"), panet.Error, "nothing.png"),
    (Path("no such folder"), panet.Error, "no such folder"),
])
def test_what_cannot_be_learned_from_is_told(segmenter: panet.Segmenter, given: Any, error: type, right: str) -> None:
    with pytest.raises(error, match=right):
        segmenter.learn(given)


def test_an_error_in_the_middle_leaves_the_segmenter_usable(segmenter: panet.Segmenter, picture: np.ndarray,
                                                            mask: np.ndarray) -> None:
    before = labels(segmenter, picture, mask)
    with pytest.raises(TypeError):
        segmenter.learn({"mug": [(PICTURE, mask), (PICTURE, 17)]})
    assert np.array_equal(labels(segmenter, picture, mask), before)


def test_notes_are_warnings(segmenter: panet.Segmenter, tmp_path: Path) -> None:
    (tmp_path / "mug").mkdir()
    for name in ("mug1.jpg", "mug1.png"):
        (tmp_path / "mug" / name).symlink_to(MUGS / name)
    (tmp_path / "mug" / "notes.txt").write_text("of the day")
    with pytest.warns(UserWarning, match="notes.txt|not"):
        segmenter.learn(tmp_path)


def test_shots(segmenter: panet.Segmenter, mask: np.ndarray) -> None:
    pairs: List[Any] = [(PICTURE, mask), (PICTURE, "never read")]
    assert segmenter.learn({"mug": pairs}, shots=1).shots == {"mug": 1}

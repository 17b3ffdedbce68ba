"""Evaluating in Python; that figures are those of the program, test_program.py shows."""

from __future__ import annotations

from pathlib import Path
from typing import List, Tuple

import pytest
from conftest import MUGS

import panet


@pytest.fixture(scope="module")
def evaluator(segmenter: panet.Segmenter) -> panet.Evaluator:
    return panet.Evaluator(segmenter, MUGS.parent, cache_gb=0.5)


def test_equal_arguments_give_equal_figures(evaluator: panet.Evaluator) -> None:
    told: List[Tuple[int, int]] = []
    (first,) = evaluator.evaluate(runs=2, episodes=2, shots=2, progress=lambda done, all: told.append((done, all)))
    (again,) = evaluator.evaluate(runs=2, episodes=2, shots=2)
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert first.mean_iou == again.mean_iou and first.class_iou == again.class_iou
    assert first.mean_iou is not None and 0 < first.mean_iou.mean < 1
    assert set(first.class_iou) <= {"chair", "fruit_bowl", "lamp", "mug", "teapot"}
    assert (first.split, first.ways, first.shots, first.annotation, first.runs) == ("all", 1, 2, "dense", 2)


def test_who_is_told_of_progress_may_segment(evaluator: panet.Evaluator, segmenter: panet.Segmenter,
                                             prototypes: panet.Prototypes) -> None:
    found: List[panet.Segmentation] = []
    (result,) = evaluator.evaluate(
        runs=1, episodes=2, progress=lambda done, all: found.append(segmenter.segment(MUGS / "mug6.jpg", prototypes)))
    assert result.episodes == 2 and len(found) == 2


def test_an_exception_ends_it(evaluator: panet.Evaluator) -> None:
    def stop(done: int, all: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        evaluator.evaluate(runs=1, episodes=100, progress=stop)
    (after,) = evaluator.evaluate(runs=1, episodes=1)
    assert after.episodes == 1


def test_wrong_arguments_are_told(evaluator: panet.Evaluator, segmenter: panet.Segmenter) -> None:
    with pytest.raises(ValueError, match="split='5': one of all"):
        evaluator.evaluate(split="5")
    with pytest.raises(ValueError, match="dense, scribble, box"):
        evaluator.evaluate(annotation="points")
    with pytest.raises(panet.Error, match="fruit_bowl"):
        evaluator.evaluate(shots=8)
    with pytest.raises(ValueError, match="absent=2: from 0 to 1"):
        evaluator.evaluate(absent=2)
    with pytest.raises(ValueError, match="shots: at least one"):
        evaluator.evaluate(shots=())
    with pytest.raises(ValueError, match="panet, pfenet"):
        panet.Evaluator(segmenter, MUGS.parent, protocol="paper")
    with pytest.raises(ValueError, match="label\\['mug'\\]=256: from 0 to 255"):
        panet.Evaluator(segmenter, MUGS.parent, label={"mug": 256})
    with pytest.raises(panet.Error, match="no such folder"):
        panet.Evaluator(segmenter, "no such folder")


def test_a_label_of_a_class_there_is_not(segmenter: panet.Segmenter) -> None:
    with pytest.raises(panet.Error, match="spoon"):
        panet.Evaluator(segmenter, MUGS.parent, label={"mug": 1, "spoon": 2})


def test_a_file_with_the_classes_to_take(segmenter: panet.Segmenter, tmp_path: Path) -> None:
    (tmp_path / "classes.txt").write_text("mug\nlamp\n")
    few = panet.Evaluator(segmenter, MUGS.parent, classes=tmp_path / "classes.txt", cache_gb=0)
    (measured,) = few.evaluate(runs=1, episodes=3)
    assert set(measured.class_iou) <= {"mug", "lamp"}


def test_what_is_no_list_of_episodes_is_told(evaluator: panet.Evaluator, tmp_path: Path) -> None:
    file = tmp_path / "episodes.jsonl"
    evaluator.save_episodes(file, runs=1, episodes=2)
    (measured,) = evaluator.evaluate_file(file)
    assert measured.episodes == 2 and measured.auroc is None and measured.found_at == []
    file.write_text(file.read_text().replace("mug", "spoon").replace("lamp", "spoon").replace("chair", "spoon")
                    .replace("teapot", "spoon").replace("fruit_bowl", "spoon"))
    with pytest.raises(panet.Error, match="episodes.jsonl.*spoon"):
        evaluator.evaluate_file(file)


def test_pictures_that_are_missing(segmenter: panet.Segmenter, tmp_path: Path) -> None:
    lists = tmp_path / "ImageSets" / "Segmentation"
    lists.mkdir(parents=True)
    (lists / "val.txt").write_text("2007_000001\n")
    (tmp_path / "JPEGImages").mkdir()
    (tmp_path / "SegmentationClass").mkdir()
    with pytest.raises(panet.Error, match="allow_missing=True leaves them out"):
        panet.Evaluator(segmenter, tmp_path)

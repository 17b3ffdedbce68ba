"""Evaluating in Python; that figures are those of the program, test_program.py shows."""

from __future__ import annotations

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
    with pytest.raises(panet.Error, match="no such folder"):
        panet.Evaluator(segmenter, "no such folder")

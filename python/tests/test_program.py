"""The module gives the bytes that the program gives."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import List

import numpy as np
import pytest
from conftest import MUGS, SMALL

import panet

QUERY = MUGS / "mug6.jpg"


@pytest.fixture()
def class_folder(tmp_path: Path) -> Path:
    """Two annotated mugs, as `panet segment --support` takes them."""
    (tmp_path / "classes" / "mug").mkdir(parents=True)
    for name in ("mug1.jpg", "mug1.png", "mug2.jpg", "mug2.png"):
        (tmp_path / "classes" / "mug" / name).symlink_to(MUGS / name)
    return tmp_path / "classes"


def labels_in(png: Path) -> np.ndarray:
    image = pytest.importorskip("PIL.Image")
    return np.asarray(image.open(png))


@pytest.mark.parametrize("shape, refine", [("square", "fit,adapt,guide"), ("own", "none")])
def test_labels_are_those_of_the_program(program: List[str], class_folder: Path, tmp_path: Path, shape: str,
                                         refine: str) -> None:
    options = ["--size", str(SMALL), "--precision", "f32", "--shape", shape, "--refine", refine]
    out = tmp_path / "masks"
    run = subprocess.run([*program, "segment", "--support", class_folder, "--out", out, "--no-overlay", "--json",
                          *options, QUERY], check=True, capture_output=True)

    segmenter = panet.Segmenter(size=SMALL, precision="f32", shape=shape, refine=refine)
    result = segmenter.segment(QUERY, segmenter.learn(class_folder))

    assert np.array_equal(result.labels, labels_in(out / "mug6.png"))
    told = json.loads(run.stdout)["pictures"][0]["classes"][0]
    assert result.presences["mug"] == told["presence"]
    assert result.shares["mug"] == told["share"]
    assert result.mean_scores["mug"] == told["score"]


def test_prototypes_of_the_program_are_read(program: List[str], class_folder: Path, tmp_path: Path,
                                            segmenter: panet.Segmenter, prototypes: panet.Prototypes) -> None:
    file = tmp_path / "mug.safetensors"
    subprocess.run([*program, "learn", "--support", class_folder, "--out", file, "--size", str(SMALL), "--precision",
                    "f32"], check=True, capture_output=True)
    read = panet.Prototypes.load(file)

    assert read.class_names == ["mug"] and read.shots == {"mug": 2}
    assert np.array_equal(segmenter.segment(QUERY, read).labels, segmenter.segment(QUERY, prototypes).labels)


def test_evaluation_is_that_of_the_program(program: List[str], segmenter: panet.Segmenter) -> None:
    root = MUGS.parent
    run = subprocess.run([*program, "eval", "--root", root, "--runs", "1", "--episodes", "4", "--size", str(SMALL),
                          "--precision", "f32", "--json", "-"], check=True, capture_output=True)
    (told,) = json.loads(run.stdout)["results"]
    (measured,) = panet.Evaluator(segmenter, root).evaluate(runs=1, episodes=4)

    assert measured.mean_iou is not None
    assert 100 * measured.mean_iou.mean == pytest.approx(told["mean_iou"], rel=1e-12)
    assert {name: 100 * figure.mean for name, figure in measured.class_iou.items()} == pytest.approx(told["class_iou"])
    assert measured.episodes == told["episodes"] == 4

"""The module gives the bytes that the program gives."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any, Dict, List, Optional

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


def of_program(program: List[str], *options: Any) -> List[Dict[str, Any]]:
    run = subprocess.run([*program, "eval", "--root", MUGS.parent, "--size", str(SMALL), "--precision", "f32", "--json",
                          "-", *map(str, options)], check=True, capture_output=True)
    results = json.loads(run.stdout)["results"]
    return [{name: value for name, value in result.items() if name not in ("seconds", "complete")} for result in results]


def as_the_program_tells(measured: panet.Evaluation) -> Dict[str, Any]:
    """In percent, what is IoU."""
    def mean(figure: Optional[panet.Figure], unit: float = 100) -> Optional[float]:
        return None if figure is None else unit * figure.mean

    def deviation(figure: Optional[panet.Figure]) -> Optional[float]:
        return None if figure is None else 100 * figure.deviation

    return {"split": measured.split, "ways": measured.ways, "shots": measured.shots, "annotation": measured.annotation,
            "mean_iou": mean(measured.mean_iou), "mean_iou_std": deviation(measured.mean_iou),
            "binary_iou": mean(measured.binary_iou), "binary_iou_std": deviation(measured.binary_iou),
            "background_iou": mean(measured.background_iou), "foreground_iou": mean(measured.foreground_iou),
            "auroc": mean(measured.auroc, 1), "falsely_found": mean(measured.falsely_found, 1),
            "found_at": [{"presence": presence, "with": there, "without": absent}
                         for presence, there, absent in measured.found_at],
            "class_iou": {name: mean(figure) for name, figure in measured.class_iou.items()},
            "runs": measured.runs, "episodes": measured.episodes}


def assert_equal_figures(measured: List[panet.Evaluation], told: List[Dict[str, Any]]) -> None:
    expected = [{**result, "runs": len(result["runs"])} for result in told]
    assert [as_the_program_tells(one) for one in measured] == expected


def test_evaluation_is_that_of_the_program(program: List[str], segmenter: panet.Segmenter) -> None:
    evaluator = panet.Evaluator(segmenter, MUGS.parent)
    told = of_program(program, "--runs", 2, "--episodes", 4, "--ways", "1,2", "--shots", "1,2", "--annotation",
                      "scribble,box", "--scribble-dilation", 2, "--seed", 7)
    assert len(told) == 8
    assert_equal_figures(evaluator.evaluate(runs=2, episodes=4, ways=(1, 2), shots=(1, 2), annotation=("scribble", "box"),
                                            scribble_dilation=2, seed=7), told)


def test_protocols_and_absent_queries_are_those_of_the_program(program: List[str], segmenter: panet.Segmenter) -> None:
    evaluator = panet.Evaluator(segmenter, MUGS.parent, protocol="pfenet", label=255, loader_threads=2)
    told = of_program(program, "--runs", 1, "--episodes", 12, "--protocol", "pfenet", "--absent", 0.5, "--label", 255)
    assert told[0]["auroc"] is not None and told[0]["found_at"]
    assert_equal_figures(evaluator.evaluate(runs=1, episodes=12, absent=0.5), told)
    # The same evaluator, asked for no presence, has none.
    assert_equal_figures(evaluator.evaluate(runs=1, episodes=4, ways=2),
                         of_program(program, "--runs", 1, "--episodes", 4, "--ways", 2, "--protocol", "pfenet"))


def test_lists_of_episodes_are_those_of_the_program(program: List[str], segmenter: panet.Segmenter,
                                                    tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours.jsonl", tmp_path / "theirs.jsonl"
    evaluator = panet.Evaluator(segmenter, MUGS.parent)
    evaluator.save_episodes(ours, runs=2, episodes=3, shots=(1, 2), absent=0.5)
    told = of_program(program, "--runs", 2, "--episodes", 3, "--shots", "1,2", "--absent", 0.5, "--save-episodes", theirs)
    assert ours.read_bytes() == theirs.read_bytes()
    assert_equal_figures(evaluator.evaluate_file(theirs), told)

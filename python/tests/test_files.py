"""Results as the files that the program writes."""

from __future__ import annotations

import pickle
import subprocess
from pathlib import Path
from typing import List

import numpy as np
import pytest
from conftest import MUGS, SMALL

import panet

QUERY = MUGS / "mug6.jpg"


@pytest.fixture()
def masks(program: List[str], prototypes: panet.Prototypes, tmp_path: Path) -> Path:
    """What the program wrote of the query."""
    file = tmp_path / "mug.safetensors"
    prototypes.save(file)
    subprocess.run([*program, "segment", "--prototypes", file, "--precision", "f32", "--out", tmp_path / "masks", QUERY],
                   check=True, capture_output=True)
    return tmp_path / "masks"


def test_masks_and_overlays_are_those_of_the_program(masks: Path, segmenter: panet.Segmenter,
                                                     prototypes: panet.Prototypes) -> None:
    result = segmenter.segment(QUERY, prototypes)
    assert result.png() == (masks / "mug6.png").read_bytes()
    assert result.overlay(QUERY) == (masks / "mug6.overlay.jpg").read_bytes()
    assert segmenter.found_in(masks / "mug6.png", prototypes) == result.found
    assert result.found["mug"].share == pytest.approx(result.shares["mug"], abs=1e-6)


def test_a_mask_counts_where_it_is_whole_and_of_equal_making(segmenter: panet.Segmenter, prototypes: panet.Prototypes,
                                                             tmp_path: Path) -> None:
    mask = tmp_path / "mug6.png"
    assert segmenter.found_in(mask, prototypes) is None
    content = segmenter.segment(QUERY, prototypes).png()
    panet.write_file(mask, content)
    assert segmenter.found_in(mask, prototypes) is not None
    plain = panet.Segmenter(size=SMALL, precision="f32", refine="none")
    assert plain.found_in(mask, prototypes) is None
    panet.write_file(mask, content[:-20])
    assert segmenter.found_in(mask, prototypes) is None
    assert segmenter.found_in(MUGS / "mug1.png", prototypes) is None


def test_files_that_panet_wrote_are_known(segmenter: panet.Segmenter, prototypes: panet.Prototypes,
                                          tmp_path: Path) -> None:
    result = segmenter.segment(QUERY, prototypes)
    for name, content in {"a.png": result.png(), "a.overlay.jpg": result.overlay(QUERY)}.items():
        panet.write_file(tmp_path / name, content)
        assert panet.is_own_file(tmp_path / name)
    assert not panet.is_own_file(QUERY) and not panet.is_own_file(tmp_path / "nothing.png")


def test_files_are_written_whole_and_leftovers_go(tmp_path: Path) -> None:
    file = tmp_path / "a.png"
    for name in (".a.png.tmp-0123456789abcdef", ".b.png.tmp-0123456789abcdef"):
        (tmp_path / name).write_bytes(b"half")
    panet.write_file(file, b"first")
    panet.write_file(file, b"second")
    assert file.read_bytes() == b"second"
    assert sorted(one.name for one in tmp_path.iterdir()) == [".b.png.tmp-0123456789abcdef", "a.png"]
    panet.remove_leftovers([tmp_path / "b.png"])
    assert [one.name for one in tmp_path.iterdir()] == ["a.png"]
    panet.write_file(file, np.arange(4, dtype=np.uint16))
    assert file.read_bytes() == bytes([0, 0, 1, 0, 2, 0, 3, 0])
    for content in (np.arange(4, dtype=np.uint8)[::-1], memoryview(b"abcdef")[::2]):
        with pytest.raises(TypeError, match="without gaps"):
            panet.write_file(file, content)
    with pytest.raises(ValueError, match="null character"):
        panet.write_file(f"{file}\0.png", b"x")
    with pytest.raises(panet.Error, match="no/such"):
        panet.write_file(tmp_path / "no/such/folder.png", b"")


def test_pictures_are_decoded_from_memory() -> None:
    assert np.array_equal(panet.decode(QUERY.read_bytes()), panet.decode(QUERY))
    with pytest.raises(panet.Error, match="neither JPEG"):
        panet.decode(b"")


def test_pictures_are_listed_with_the_names_of_their_outputs(tmp_path: Path) -> None:
    (tmp_path / "cups").mkdir()
    for name in ("mug1.jpg", "mug1.png", "mug2.jpg"):
        (tmp_path / "cups" / name).symlink_to(MUGS / name)
    listed = panet.list_pictures(tmp_path)
    assert [one.name for one in listed] == ["cups/mug1", "cups/mug2"]
    assert listed[0].path == str(tmp_path / "cups" / "mug1.jpg")
    assert panet.list_pictures([QUERY]) == [(str(QUERY), "mug6")]


def test_prototypes_go_to_other_processes(segmenter: panet.Segmenter, prototypes: panet.Prototypes) -> None:
    other = pickle.loads(pickle.dumps(prototypes))
    assert other.class_names == ["mug"] and other.shots == prototypes.shots
    assert segmenter.segment(QUERY, other).png() == segmenter.segment(QUERY, prototypes).png()

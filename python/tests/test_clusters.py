"""What examples/ray_segment.py and examples/spark_segment.py share, without a cluster: tools/on-clusters tries them on real ones."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Dict, List

import pytest
from conftest import CHECKOUT, MUGS

import panet

fsspec = pytest.importorskip("fsspec")
pytestmark = pytest.mark.filterwarnings("ignore:.*taken for the mask of a picture")
sys.path.insert(0, str(CHECKOUT / "examples"))

from panet_cluster.job import Job, Picture, Row  # noqa: E402
from panet_cluster.listing import list_pictures  # noqa: E402
from panet_cluster.program import arguments, run  # noqa: E402
from panet_cluster.worker import Worker, ahead  # noqa: E402


@pytest.fixture()
def photos(tmp_path: Path) -> Path:
    """Two pictures, one of them in a folder, a mask that is none, and a file that is cut short."""
    (tmp_path / "photos" / "cups").mkdir(parents=True)
    shutil.copy(MUGS / "mug6.jpg", tmp_path / "photos" / "cups")
    shutil.copy(MUGS / "mug7.jpg", tmp_path / "photos")
    shutil.copy(MUGS / "mug7.png", tmp_path / "photos")
    (tmp_path / "photos" / "broken.jpg").write_bytes((MUGS / "mug8.jpg").read_bytes()[:5000])
    return tmp_path / "photos"


@pytest.fixture()
def saved(tmp_path: Path, prototypes: panet.Prototypes) -> Path:
    prototypes.save(tmp_path / "mug.safetensors")
    return tmp_path / "mug.safetensors"


@pytest.fixture()
def reference(program: List[str], photos: Path, saved: Path, tmp_path: Path) -> Dict[str, bytes]:
    """What the program makes of them."""
    subprocess.run([*program, "segment", "--prototypes", saved, "--precision", "f32", "--out", tmp_path / "reference", photos],
                   capture_output=True)
    files = files_below(tmp_path / "reference")
    assert sorted(files) == ["cups/mug6.overlay.jpg", "cups/mug6.png", "mug7.overlay.jpg", "mug7.png"]
    return files


@pytest.fixture()
def bucket(photos: Path) -> Any:
    """An object store in memory that holds the photos."""
    store = fsspec.filesystem("memory")
    store.put(str(photos), "/bucket/photos", recursive=True)
    yield store
    store.rm("/bucket", recursive=True)


def files_below(folder: Path) -> Dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def on_this_process(job: Job, pictures: List[Picture]) -> List[Row]:
    return list(Worker(job).rows(pictures))


def segment(*words: object) -> int:
    return run(arguments("", "").parse_args([str(word) for word in (*words, "--precision", "f32")]), on_this_process)


def rows_in(table: bytes) -> Dict[str, Dict[str, str]]:
    return {row["name"]: row for row in csv.DictReader(io.StringIO(table.decode()))}


def test_files_are_those_of_the_program_and_a_bad_picture_is_told(photos: Path, saved: Path, tmp_path: Path,
                                                                  reference: Dict[str, bytes]) -> None:
    assert segment(photos, "--prototypes", saved, "--out", tmp_path / "masks", "--table", tmp_path / "t.csv", "--overlays") == 1
    assert files_below(tmp_path / "masks") == reference
    rows = rows_in((tmp_path / "t.csv").read_bytes())
    assert list(rows) == ["broken", "cups/mug6", "mug7"]
    assert "truncated" in rows["broken"]["error"] and rows["broken"]["mug.share"] == ""
    assert float(rows["mug7"]["mug.share"]) > 0 and rows["mug7"]["error"] == ""


def test_an_object_store_serves_as_a_folder_does(bucket: Any, saved: Path, reference: Dict[str, bytes]) -> None:
    words = ["memory://bucket/photos", "--prototypes", saved, "--out", "memory://bucket/masks", "--table",
             "memory://bucket/t.csv", "--overlays"]
    assert segment(*words) == 1
    found = {path[len("/bucket/masks/"):]: bucket.cat_file(path) for path in bucket.find("/bucket/masks")}
    assert found == reference
    assert segment(*words, "--resume") == 1
    rows = rows_in(bucket.cat_file("/bucket/t.csv"))
    assert [row["passed_over"] for row in rows.values()] == ["False", "True", "True"]


def test_resume_makes_again_what_is_missing_damaged_older_or_of_another_making(photos: Path, saved: Path, tmp_path: Path,
                                                                              reference: Dict[str, bytes]) -> None:
    masks = tmp_path / "masks"
    words = [photos, "--prototypes", saved, "--out", masks, "--table", tmp_path / "t.csv", "--overlays"]

    def passed_over(*more: str) -> List[str]:
        segment(*words, "--resume", *more)
        return [name for name, row in rows_in((tmp_path / "t.csv").read_bytes()).items() if row["passed_over"] == "True"]

    assert passed_over() == []
    before = rows_in((tmp_path / "t.csv").read_bytes())["mug7"]
    assert passed_over() == ["cups/mug6", "mug7"]
    assert rows_in((tmp_path / "t.csv").read_bytes())["mug7"] == {**before, "passed_over": "True"}
    (masks / "mug7.overlay.jpg").unlink()
    assert passed_over() == ["cups/mug6"]
    os.truncate(masks / "cups/mug6.png", 200)
    assert passed_over() == ["mug7"]
    os.utime(photos / "mug7.jpg", (4e9, 4e9))
    assert passed_over() == ["cups/mug6"]
    os.utime(photos / "mug7.jpg", (1e9, 1e9))
    assert files_below(masks) == reference
    assert passed_over("--refine", "none") == []


def test_what_others_wrote_stays(photos: Path, saved: Path, tmp_path: Path, reference: Dict[str, bytes]) -> None:
    masks, table = tmp_path / "masks", tmp_path / "t.csv"
    words = [photos, "--prototypes", saved, "--out", masks, "--table", table, "--overlays"]
    masks.mkdir()
    (masks / "mug7.png").write_text("a diary")
    assert segment(*words) == 1
    assert (masks / "mug7.png").read_text() == "a diary"
    assert "--overwrite replaces it" in rows_in(table.read_bytes())["mug7"]["error"]
    assert segment(*words, "--overwrite") == 1  # on account of the broken picture
    assert files_below(masks) == reference


def test_a_table_of_others_stays(photos: Path, saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "t.csv").write_text("name,price\n")
    assert segment(photos, "--prototypes", saved, "--out", tmp_path / "masks", "--table", tmp_path / "t.csv") == 1
    assert "t.csv: is there, and is no table of this program" in capsys.readouterr().err
    assert not (tmp_path / "masks").exists()


@pytest.mark.parametrize("words, code, right", [
    (["--refine", "sharpen"], 2, "fit, adapt, guide"),
    (["--model", "nothing.safetensors"], 1, "nothing.safetensors"),
    (["--table", "t.txt"], 1, "a table is .csv or .parquet"),
])
def test_what_is_wrong_is_told_before_anything_is_done(photos: Path, saved: Path, tmp_path: Path, words: List[str], code: int,
                                                       right: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert segment(photos, "--prototypes", saved, "--out", tmp_path / "masks", "--table", tmp_path / "t.csv", *words) == code
    assert right in capsys.readouterr().err
    assert not (tmp_path / "masks").exists()


def job(photos: object, out: object, prototypes: panet.Prototypes) -> Job:
    return Job(str(photos), str(out), prototypes, {}, overlays=False, resume=False, overwrite=True)


def test_a_picture_is_never_replaced(tmp_path: Path, prototypes: panet.Prototypes, bucket: Any) -> None:
    (tmp_path / "drawing.png").write_bytes((MUGS / "mug7.jpg").read_bytes())
    with pytest.raises(panet.Error, match="drawing.png: is a picture, whose place its mask would take"):
        list_pictures(job(tmp_path, tmp_path, prototypes))
    bucket.pipe_file("/bucket/photos/drawing.png", b"")
    with pytest.raises(panet.Error, match="drawing.png: is a picture"):
        list_pictures(job("memory://bucket/photos", "memory://bucket/photos", prototypes))


def test_two_pictures_of_one_name_are_refused(bucket: Any, prototypes: panet.Prototypes) -> None:
    bucket.pipe_file("/bucket/photos/mug7.webp", b"")
    with pytest.raises(panet.Error, match="mug7.jpg and /bucket/photos/mug7.webp would have one name, mug7"):
        list_pictures(job("memory://bucket/photos", "memory://bucket/masks", prototypes))


def test_masks_beside_pictures_of_an_object_store_are_none(bucket: Any, prototypes: panet.Prototypes) -> None:
    for name in ("mug7.mask.png", "mug7.overlay.jpg", "notes.txt", "masks/mug7.png"):
        bucket.pipe_file(f"/bucket/photos/{name}", b"")
    listed = list_pictures(job("memory://bucket/photos", "memory://bucket/photos/masks", prototypes))
    assert [picture.name for picture in listed] == ["broken", "cups/mug6", "mug7"]


def test_where_files_would_be_seen_half_written_is_no_place(photos: Path, prototypes: panet.Prototypes) -> None:
    with pytest.raises(panet.Error, match="half-written"):
        list_pictures(job(photos, "sftp://host/masks", prototypes))


def test_a_table_in_parquet(photos: Path, saved: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    words = [photos, "--prototypes", saved, "--out", tmp_path / "masks", "--table", tmp_path / "t.parquet"]
    assert segment(*words) == 1
    table = parquet.read_table(tmp_path / "t.parquet").to_pydict()
    assert table["name"] == ["broken", "cups/mug6", "mug7"] and table["mug.presence"][2] > 0
    assert segment(*words, "--resume") == 1


def test_a_picture_that_the_cluster_loses_is_told(photos: Path, saved: Path, tmp_path: Path) -> None:
    options = arguments("", "").parse_args([str(photos), "--prototypes", str(saved), "--out", str(tmp_path / "masks"), "--table",
                                            str(tmp_path / "t.csv")])
    assert run(options, lambda job, pictures: []) == 1
    assert {row["error"] for row in rows_in((tmp_path / "t.csv").read_bytes()).values()} == {
        "the cluster gave no result for this picture"}


def test_ahead_keeps_the_order_and_works_on_one_more() -> None:
    begun: List[int] = []
    results = ahead(lambda number: begun.append(number) or -number, range(5))
    assert next(results) == 0
    assert len(begun) <= 2
    assert list(results) == [-1, -2, -3, -4]


@pytest.mark.parametrize("script, needs", [("ray_segment.py", "ray"), ("spark_segment.py", "pyspark")])
def test_the_programs_teach_by_an_example(script: str, needs: str) -> None:
    pytest.importorskip(needs)
    done = subprocess.run([sys.executable, CHECKOUT / "examples" / script, "--help"], capture_output=True, text=True)
    assert done.returncode == 0 and f"{script} photos --prototypes" in done.stdout

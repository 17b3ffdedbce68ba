"""What `panet segment` and `panet serve` write, as pycocotools, datumaro, Label Studio's converter and FiftyOne read it.

    exports.py PROGRAM FIFTYONE_VIEW MONGOD FOLDER     FOLDER has photos, their masks and masks.json
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path
from typing import Callable, Dict, Iterator, Tuple

import datumaro
import numpy as np
import PIL.Image
from label_studio_sdk.converter import brush
from pycocotools import mask as mask_tools
from pycocotools.coco import COCO

logging.disable(logging.WARNING)  # datumaro tells what the formats do not hold
program, view, mongod, folder = sys.argv[1], sys.argv[2], sys.argv[3], Path(sys.argv[4])
CLASSES = ["mug", "teapot"]
LABELS = {file.stem: np.asarray(PIL.Image.open(file)) for file in sorted((folder / "masks").glob("*.png"))}
Masks = Dict[Tuple[str, str], np.ndarray]  # by picture and class


def expect_masks(what: str, found: Masks, least_iou: float = 1.0) -> None:
    """Every class of every picture, pixel for pixel, or as well as polygons can."""
    expected = {(name, c): labels == i for name, labels in LABELS.items() for i, c in enumerate(CLASSES, start=1) if (labels == i).any()}
    assert found.keys() == expected.keys(), (what, found.keys() ^ expected.keys())
    ious = [(found[key] & mask).sum() / (found[key] | mask).sum() for key, mask in expected.items()]
    assert min(ious) >= least_iou, (what, min(ious))
    print(f"{what}: {len(ious)} masks of {len(LABELS)} pictures, " + ("all equal" if min(ious) == 1 else f"IoU at least {min(ious):.3f}"))


def union(masks: Masks, key: Tuple[str, str], mask: np.ndarray) -> None:
    masks[key] = masks.get(key, False) | mask.astype(bool)


# --- What panet serve exports --------------------------------------------------------------------


@contextlib.contextmanager
def server() -> Iterator[Callable[[str], bytes]]:
    token = "a-token-of-some-length"
    process = subprocess.Popen([program, "serve", str(folder / "photos"), "--project", str(folder / "project"), "--import",
                                f"segment={folder / 'masks'}", "--port", "0", "--token", token, "--no-browser", "--json"],
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        address = json.loads(process.stdout.readline())["address"].split("/?")[0].split("/#")[0].rstrip("/")

        def export(name: str) -> bytes:
            request = urllib.request.Request(f"{address}/api/export/{name}?what=all", headers={"Authorization": f"Bearer {token}"})
            return urllib.request.urlopen(request, timeout=60).read()

        for _ in range(100):
            if len(json.loads(export("coco"))["images"]) == len(LABELS):
                break
            time.sleep(0.2)
        yield export
    finally:
        process.terminate()
        process.wait()


def unpacked(content: bytes, name: str) -> Path:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(folder / name)
    return folder / name


# --- Readers -------------------------------------------------------------------------------------


def with_pycocotools(file: Path) -> Masks:
    with contextlib.redirect_stdout(io.StringIO()):  # it tells how long it took
        coco, masks = COCO(str(file)), {}
    for annotation in coco.loadAnns(coco.getAnnIds()):
        name = Path(coco.imgs[annotation["image_id"]]["file_name"]).stem
        union(masks, (name, coco.cats[annotation["category_id"]]["name"]), coco.annToMask(annotation))
    return masks


def drawn(points: "list[float]", size: Tuple[int, ...]) -> np.ndarray:
    return mask_tools.decode(mask_tools.frPyObjects([list(points)], size[0], size[1]))[:, :, 0]


def with_datumaro(path: Path, kind: str) -> Masks:
    dataset, masks = datumaro.Dataset.import_from(str(path), kind), {}
    names = [label.name for label in dataset.categories()[datumaro.AnnotationType.label]]
    for item in dataset:
        for annotation in item.annotations:
            if annotation.type == datumaro.AnnotationType.mask and names[annotation.label] != "background":
                union(masks, (item.id, names[annotation.label]), np.asarray(annotation.image))
            elif annotation.type == datumaro.AnnotationType.polygon:
                union(masks, (item.id, names[annotation.label]), drawn(annotation.points, LABELS[item.id].shape))
    return masks


def with_label_studio(tasks: bytes) -> Masks:
    masks: Masks = {}
    for task in json.loads(tasks):
        for result in (task.get("annotations") or task["predictions"])[0]["result"]:
            alpha = brush.decode_rle(result["value"]["rle"]).reshape(result["original_height"], result["original_width"], 4)[:, :, 3]
            name = Path(urllib.parse.unquote(task["data"]["image"]).split("?d=")[-1]).stem
            union(masks, (name, result["value"]["brushlabels"][0]), alpha > 127)
    return masks


def coco_for_datumaro(content: bytes, name: str) -> Path:
    """datumaro wants pictures and annotations in folders of its own names."""
    place = folder / name
    (place / "annotations").mkdir(parents=True)
    (place / "annotations" / "instances_default.json").write_bytes(content)
    shutil.copytree(folder / "photos", place / "images" / "default")
    return place


def voc_for_datumaro(content: bytes) -> Path:
    place = unpacked(content, "voc")
    shutil.copytree(folder / "photos", place / "JPEGImages")
    return place


# --- FiftyOne ------------------------------------------------------------------------------------


@contextlib.contextmanager
def database() -> Iterator[None]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (folder / "db").mkdir()
    process = subprocess.Popen([mongod, "--dbpath", str(folder / "db"), "--port", str(port), "--bind_ip", "127.0.0.1"],
                               stdout=subprocess.DEVNULL)
    os.environ.update({"FIFTYONE_DATABASE_URI": f"mongodb://127.0.0.1:{port}", "FIFTYONE_DATABASE_VALIDATION": "false",
                       "FIFTYONE_DO_NOT_TRACK": "1", "FIFTYONE_SHOW_PROGRESS_BARS": "false", "HOME": str(folder)})
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def with_fiftyone(place: Path) -> Masks:
    """Outlines of YOLO, drawn by FiftyOne, which rounds their corners to whole pixels and takes the rim in."""
    import fiftyone

    dataset = fiftyone.Dataset.from_dir(str(place), dataset_type=fiftyone.types.YOLOv5Dataset, label_type="polylines",
                                        yaml_path="data.yaml", label_field="found", split="train")
    masks: Masks = {}
    for sample in dataset:
        name = Path(sample.filepath).stem
        for line in sample.found.polylines:
            line.filled = True
            drawn_line = line.to_segmentation(frame_size=LABELS[name].shape[::-1], target=1)
            union(masks, (name, line.label), drawn_line.mask > 0)
    return masks


def expect_view_works() -> None:
    """examples/fiftyone_view.py, with the VOC export of the same masks for truth: they agree."""
    done = subprocess.run([sys.executable, view, str(folder / "photos"), str(folder / "masks"), str(folder / "masks.json"), "--truth",
                           str(folder / "voc" / "SegmentationClass")], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    (average,) = [line for line in done.stdout.splitlines() if "macro avg" in line]
    assert average.split()[2:5] == ["1.00"] * 3, done.stdout
    first = next(line for line in done.stdout.splitlines() if "pictures; objects" in line)
    print(f"examples/fiftyone_view.py: {first}; all pixels agree with those of the VOC export")


expect_masks("panet segment --coco, pycocotools", with_pycocotools(folder / "masks.json"))
with server() as export:
    coco, voc, cvat, yolo, tasks = map(export, ("coco", "voc", "cvat", "yolo", "labelstudio"))
(folder / "export.json").write_bytes(coco)
shutil.copytree(folder / "photos", folder / "cvat" / "images")
(folder / "cvat" / "annotations.xml").write_bytes(cvat)
expect_masks("panet serve, COCO, pycocotools", with_pycocotools(folder / "export.json"))
expect_masks("panet segment --coco, datumaro", with_datumaro(coco_for_datumaro((folder / "masks.json").read_bytes(), "coco1"), "coco_instances"))
expect_masks("panet serve, COCO, datumaro", with_datumaro(coco_for_datumaro(coco, "coco2"), "coco_instances"))
expect_masks("panet serve, VOC, datumaro", with_datumaro(voc_for_datumaro(voc), "voc_segmentation"))
expect_masks("panet serve, CVAT, datumaro", with_datumaro(folder / "cvat", "cvat"))
expect_masks("panet serve, Label Studio, its converter", with_label_studio(tasks))
with database():
    shutil.copytree(folder / "photos", unpacked(yolo, "yolo") / "images")
    expect_masks("panet serve, YOLO, FiftyOne", with_fiftyone(folder / "yolo"), least_iou=0.9)
    expect_view_works()

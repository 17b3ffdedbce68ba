#!/usr/bin/env python3
"""Looks at masks in FiftyOne: which pictures hold what, how sure it is, and how well masks agree with the truth where there is one.

    panet segment --prototypes mugs.safetensors --out masks --no-overlay --coco masks.json photos/
    examples/fiftyone_view.py photos masks masks.json --app
    examples/fiftyone_view.py photos masks masks.json --truth checked     # masks of the same colours: of another run, of panet serve

Needs `pip install fiftyone pillow`; docs/tools.md tells more.
"""

import argparse
import json
from pathlib import Path

import fiftyone as fo
from PIL import Image

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("photos")
parser.add_argument("masks", help="what --out named")
parser.add_argument("coco", help="what --coco named")
parser.add_argument("--truth", help="a folder of right masks, to be compared with")
parser.add_argument("--app", action="store_true", help="open FiftyOne's page in the browser")
options = parser.parse_args()

# FiftyOne decodes a PNG of palette indices to colours, so it is told which colour is which class.
classes = ["background", *(category["name"] for category in json.loads(Path(options.coco).read_text())["categories"])]
palette = Image.open(next(Path(options.masks).rglob("*.png"))).getpalette()
colours = {"#%02x%02x%02x" % tuple(palette[3 * i:3 * i + 3]): name for i, name in enumerate(classes)}

dataset = fo.Dataset()
for field, folder in {"masks": options.masks, "truth": options.truth}.items():
    if folder:
        dataset.merge_dir(dataset_type=fo.types.ImageSegmentationDirectory, data_path=options.photos, labels_path=folder,
                          label_field=field)
        dataset.mask_targets[field] = colours
dataset.merge_dir(dataset_type=fo.types.COCODetectionDataset, data_path=options.photos, labels_path=options.coco,
                  label_types="segmentations", label_field="objects")
dataset.save()

print(f"{len(dataset)} pictures; objects of each class: {dataset.count_values('objects.detections.label')}")
for sample in dataset.sort_by(fo.ViewField("objects.detections.confidence").min()).limit(5):
    print("least sure:", sample.filepath, [(found.label, round(found.confidence, 2)) for found in sample.objects.detections])
if options.truth:
    dataset.evaluate_segmentations("masks", gt_field="truth", eval_key="agreement").print_report()
if options.app:
    fo.launch_app(dataset).wait()

#!/usr/bin/env python3
"""What --tiles gains: photographs of 12 megapixels with small things, made of VOC's by pasting, segmented with and
without it.

A picture of VOC in which the class does not occur is enlarged to 4000 x 3000, and two things of the class, cut out of
other pictures along their masks, are pasted into it at drawn places, each as large as --shares of the picture. So the
truth is known to the pixel; an enlarged background is smoother than a camera's, which the pasted things are not."""

import argparse
import json
import math
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

EXAMPLES = """examples:
  benchmarks/tiles.py --root VOCdevkit/VOC2012 --work pasted --model 'results/models/resnet50-split{split}.safetensors'
  benchmarks/tiles.py --root VOCdevkit/VOC2012 --work pasted --model MODEL --with none --with=--tiles --with=--tiles=6
"""
NAMES = """aeroplane bicycle bird boat bottle bus car cat chair cow diningtable dog horse motorbike person pottedplant sheep
sofa train tvmonitor""".split()
SIZE = (4000, 3000)
VOID = 255


def shares(text):
    least, most = map(float, text.split(","))
    if not 0 < least <= most <= 1:
        raise argparse.ArgumentTypeError(f"{text}: two numbers between 0 and 1, the smaller first, as 0.002,0.02")
    return least, most


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=Path, required=True, help="VOC2012, with SegmentationClassAug")
    parser.add_argument("--work", type=Path, required=True, help="folder for the pictures (1.5 MB each) and the masks; made anew")
    parser.add_argument("--model", required=True, help="weights; {split} stands for the split whose classes they never saw")
    parser.add_argument("--panet", type=Path, default=Path("build/panet"), help="the program [build/panet]")
    parser.add_argument("--splits", default="1,2", help="whose classes are pasted, five of each [1,2]")
    parser.add_argument("--pictures", type=int, default=4, help="of each class [4]")
    parser.add_argument("--shares", type=shares, default="0.002,0.02", help="of the picture that each thing takes [0.002,0.02]")
    parser.add_argument("--shots", type=int, default=5, help="annotated pictures of each class [5]")
    parser.add_argument("--seed", type=int, default=1, help="of what is drawn [1]")
    parser.add_argument("--with", dest="ways", action="append", metavar="OPTIONS",
                        help="options of 'panet segment' to compare; 'none' for no option ['none', '--tiles']")
    options = parser.parse_args()
    options.ways = options.ways or ["none", "--tiles"]
    if not os.access(options.panet, os.X_OK):
        parser.error(f"--panet {options.panet}: no such program; build it, or say where it is")
    return options


# --- Pictures


class Voc:
    def __init__(self, root):
        self.root = root
        self.names = (root / "ImageSets/Segmentation/val.txt").read_text().split()
        self.names = [name for name in self.names if self.file("JPEGImages", name, "jpg").exists()]
        self.present = {name: set(np.unique(self.labels(name))) - {0, VOID} for name in self.names}

    def file(self, folder, name, ending):
        return self.root / folder / f"{name}.{ending}"

    def picture(self, name):
        return Image.open(self.file("JPEGImages", name, "jpg")).convert("RGB")

    def labels(self, name):
        return np.array(Image.open(self.file("SegmentationClassAug", name, "png")))

    def with_class(self, label):
        return [name for name in self.names if label in self.present[name]]

    def without_class(self, label):
        return [name for name in self.names if label not in self.present[name]]


def cut_out(voc, name, label):
    """The thing and its mask, cut to the mask's box."""
    mask = voc.labels(name) == label
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    box = (columns[0], rows[0], columns[-1] + 1, rows[-1] + 1)
    return voc.picture(name).crop(box), Image.fromarray(np.uint8(255 * mask)).crop(box)


def paste(picture, truth, thing, mask, label, shares, draw):
    """At a drawn place and size, with an edge as soft as the thing's enlarged pixels."""
    share = math.exp(draw.uniform(*map(math.log, shares)))
    scale = math.sqrt(share * SIZE[0] * SIZE[1] / np.count_nonzero(np.array(mask)))
    scale = min(scale, 0.4 * SIZE[0] / mask.width, 0.4 * SIZE[1] / mask.height)
    size = (max(1, round(scale * mask.width)), max(1, round(scale * mask.height)))
    thing, mask = thing.resize(size, Image.BICUBIC), mask.resize(size, Image.BILINEAR)
    place = (draw.randrange(SIZE[0] - size[0]), draw.randrange(SIZE[1] - size[1]))
    picture.paste(thing, place, mask.filter(ImageFilter.GaussianBlur(scale / 2)))
    truth.paste(label, place, mask.point(lambda level: 255 if level >= 128 else 0))


def is_large_enough(voc, name, label):
    """Enlarged less than six times, and in one piece more or less: no scattered crowd."""
    mask = voc.labels(name) == label
    return np.count_nonzero(mask) > 0.02 * mask.size


def make_class(voc, label, folder, options):
    draw = random.Random(f"{options.seed} {label}")
    shown = [name for name in voc.with_class(label) if is_large_enough(voc, name, label)]
    draw.shuffle(shown)
    supports, things = shown[: options.shots], shown[options.shots :]
    support = folder / "support" / NAMES[label - 1]
    for sub in (support, folder / "pictures", folder / "truth"):
        sub.mkdir(parents=True, exist_ok=True)
    for name in supports:
        voc.picture(name).save(support / f"{name}.jpg", quality=95)
        Image.fromarray(np.uint8(voc.labels(name) == label)).save(support / f"{name}.png")
    grounds = draw.sample(voc.without_class(label), options.pictures)
    for index, ground in enumerate(grounds):
        picture, truth = voc.picture(ground).resize(SIZE, Image.BICUBIC), Image.new("L", SIZE)
        for _ in range(2):
            name = draw.choice(things)
            paste(picture, truth, *cut_out(voc, name, label), 1, options.shares, draw)
        picture.save(folder / "pictures" / f"{index}.jpg", quality=92)
        truth.save(folder / "truth" / f"{index}.png")


# --- Measuring


def counts(found, truth):
    return np.count_nonzero(found & truth), np.count_nonzero(found | truth)


def segment(options, folder, model, way, masks):
    """→ seconds for all pictures, the process included; its peak memory in MB."""
    command = [options.panet, "segment", "--support", folder / "support", "--model", model, "--no-overlay", "--overwrite",
               "--out", masks, *([] if way == "none" else way.split()), folder / "pictures"]
    begin = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"tiles.py: failed: {' '.join(map(str, command))}")
    return time.monotonic() - begin, used.ru_maxrss // 1024


def measure(options, labels, way, split_of):
    """→ mean over the classes of the thing's IoU in percent, seconds a picture."""
    ious, seconds, pictures, megabytes = [], 0, 0, 0
    for label in labels:
        folder = options.work / NAMES[label - 1]
        masks = folder / "masks"
        took, peak = segment(options, folder, options.model.replace("{split}", str(split_of[label])), way, masks)
        seconds, megabytes = seconds + took, max(megabytes, peak)
        both = either = 0
        for truth_file in sorted((folder / "truth").iterdir()):
            found = np.array(Image.open(masks / truth_file.name)) == 1
            intersection, union = counts(found, np.array(Image.open(truth_file)) == 1)
            both, either, pictures = both + intersection, either + union, pictures + 1
        ious.append(100 * both / either)
    return {"options": way, "mean IoU of the thing": round(sum(ious) / len(ious), 1),
            "by class": {NAMES[label - 1]: round(iou, 1) for label, iou in zip(labels, ious)},
            "seconds a picture": round(seconds / pictures, 2),
            "peak MB": megabytes}


def main():
    options = arguments()
    split_of = {5 * (split - 1) + i: split for split in map(int, options.splits.split(",")) for i in range(1, 6)}
    voc = Voc(options.root)
    for label in split_of:
        make_class(voc, label, options.work / NAMES[label - 1], options)
    for way in options.ways:
        print(json.dumps(measure(options, list(split_of), way, split_of)), flush=True)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""What the labelling page's server takes: from a stroke to its mask, a picture of the job beside `panet segment`, all
pictures again after one was mended, memory with many pictures."""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

EXAMPLES = """examples:
  benchmarks/serve/server.py --photos VOCdevkit/VOC2012/JPEGImages                 1000 pictures of it
  benchmarks/serve/server.py --photos photos --pictures 200 --listed 0
"""

MENDED = 5  # the index of the last picture in which strokes are drawn: the first two teach as they are, later ones are completed


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True, help="folder of JPEG photographs")
    parser.add_argument("--pictures", type=int, default=1000, help="how many of them are segmented [1000]")
    parser.add_argument("--listed", type=int, default=20000, help="how many pictures a folder has whose memory is told; 0: none [20000]")
    parser.add_argument("--strokes", type=int, default=30, help="how many strokes are timed [30]")
    parser.add_argument("--panet", type=Path, default=Path("build/panet"), help="the program [build/panet]")
    return parser.parse_args()


class Server:
    def __init__(self, panet, folder):
        command = [panet, "serve", folder, "--port", "0", "--no-browser", "--json"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        told = json.loads(self.process.stdout.readline())
        self.address, self.token = told["address"].split("/?")[0], told["token"]

    def ask(self, path, body=None, method=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data=data, method=method, headers={"Authorization": "Bearer " + self.token})
        with urllib.request.urlopen(request) as answer:
            content = answer.read()
        return json.loads(content) if content else None

    def wait_for_pictures(self, count):
        while self.ask("/api/project")["pictures"]["total"] < count:
            time.sleep(0.1)

    def wait_for_job(self):
        while (job := self.ask("/api/job"))["state"] == "running":
            time.sleep(0.05)
        return job

    def megabytes(self, field):
        """VmRSS: now; VmHWM: at most so far."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split(f"{field}:")[1].split()[0]) / 1024

    def stop(self):
        self.process.terminate()
        self.process.wait()


def linked(files, folder):
    folder.mkdir()
    for i, file in enumerate(files):
        os.link(file, folder / f"{i:06}.jpg") if file.stat().st_dev == folder.stat().st_dev else shutil.copy(file, folder / f"{i:06}.jpg")


def strokes(picture, shift):
    """Over the middle, and along the upper edge."""
    width, height = picture["width"] or 500, picture["height"] or 375
    y = height / 2 + shift
    return [
        {"tool": "stroke", "of": "object", "points": [[width * 0.4, y], [width * 0.6, y]], "width": 6},
        {"tool": "stroke", "of": "surroundings", "points": [[10, 6], [width - 10, 6]], "width": 6},
    ]


def timed_strokes(server, picture, beside, class_id, count, preview):
    seconds = []
    for i in range(count):
        body = {"class": class_id, "shapes": strokes(picture, i), "preview": preview, "side": 1024, "beside": beside["id"]}
        began = time.perf_counter()
        server.ask(f"/api/pictures/{picture['id']}/edits", body)
        seconds.append(time.perf_counter() - began)
    seconds.sort()
    return 1000 * statistics.median(seconds), 1000 * seconds[int(0.99 * (count - 1))]


def with_one_class(options, work):
    photos = work / "photos"
    linked(sorted(options.photos.glob("*.jpg"))[: options.pictures], photos)
    server = Server(options.panet, photos)
    server.wait_for_pictures(options.pictures)
    pictures = server.ask("/api/pictures?limit=10")["pictures"]
    class_id = server.ask("/api/classes", {"name": "thing"})["id"]
    for first, last in ((0, 0), (1, MENDED)):
        for picture in pictures[first : last + 1]:
            server.ask(f"/api/pictures/{picture['id']}/edits", {"class": class_id, "shapes": strokes(picture, 0), "beside": pictures[-1]["id"]})
        for words, preview in (("while it is drawn", True), ("kept", False)):
            median, slowest = timed_strokes(server, pictures[last], pictures[-1], class_id, options.strokes, preview)
            print(f"{last + 1} pictures annotated, from a stroke in the last to its mask and another's, {words}: {median:.0f} ms, 99 of 100 within {slowest:.0f} ms")

    began = time.perf_counter()
    server.ask("/api/job", {}, "POST")
    server.wait_for_job()
    first = time.perf_counter() - began
    print(f"the job: {1000 * first / options.pictures:.1f} ms a picture")

    began = time.perf_counter()
    server.ask(f"/api/pictures/{pictures[-2]['id']}/edits", {"class": class_id, "shapes": strokes(pictures[-2], 0)})
    while server.ask("/api/job")["state"] != "running":
        time.sleep(0.01)
    server.wait_for_job()
    print(f"all {options.pictures} again after one was mended: {time.perf_counter() - began:.1f} s")
    print(f"peak memory: {server.megabytes('VmHWM'):.0f} MB")

    prototypes = work / "thing.safetensors"
    request = urllib.request.Request(server.address + "/api/export/prototypes", headers={"Authorization": "Bearer " + server.token})
    prototypes.write_bytes(urllib.request.urlopen(request).read())
    server.stop()
    began = time.perf_counter()
    command = [options.panet, "segment", "--prototypes", prototypes, "--out", work / "masks", "--no-overlay", photos]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    print(f"panet segment --no-overlay, the same pictures: {1000 * (time.perf_counter() - began) / options.pictures:.1f} ms a picture")


def with_many_pictures(options, work):
    few = sorted(options.photos.glob("*.jpg"))[:5]
    first = work / "few"
    linked(few, first)
    linked([sorted(first.iterdir())[i % 5] for i in range(options.listed)], work / "many")
    began = time.perf_counter()
    server = Server(options.panet, work / "many")
    server.wait_for_pictures(options.listed)
    print(f"{options.listed} pictures: listed after {time.perf_counter() - began:.1f} s, peak memory {server.megabytes('VmHWM'):.0f} MB")
    server.stop()


def main():
    options = arguments()
    with tempfile.TemporaryDirectory(prefix="panet-serve-") as folder:
        with_one_class(options, Path(folder))
        if options.listed:
            with_many_pictures(options, Path(folder))


if __name__ == "__main__":
    main()

"""Python goes on while the module computes, and threads do not disturb each other."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from conftest import MUGS

import panet

FORKS = f"""
import os, panet
segmenter = panet.Segmenter(size=161, precision="f32", threads=2)
prototypes = segmenter.learn({{"mug": [("{MUGS}/mug1.jpg", "{MUGS}/mug1.png")]}})
before = segmenter.segment("{MUGS}/mug6.jpg", prototypes).labels
child = os.fork()
after = segmenter.segment("{MUGS}/mug6.jpg", prototypes).labels
if child == 0:
    os._exit(0 if (before == after).all() else 1)
assert os.waitpid(child, 0)[1] == 0
"""


def test_other_threads_run_meanwhile(segmenter: panet.Segmenter, prototypes: panet.Prototypes,
                                     picture: np.ndarray) -> None:
    done = threading.Event()
    moments = []

    def watch() -> None:
        while not done.is_set():
            moments.append(time.monotonic())
            time.sleep(0.001)

    watcher = threading.Thread(target=watch)
    watcher.start()
    large = np.tile(picture, (8, 8, 1))
    begin = time.monotonic()
    segmenter.segment(large, prototypes)
    end = time.monotonic()
    done.set()
    watcher.join()
    # A lock that was kept would leave a gap as long as the whole.
    inside = [begin, *(moment for moment in moments if begin < moment < end), end]
    assert max(np.diff(inside)) < 0.5 * (end - begin)


def test_threads_with_a_segmenter_each(segmenter: panet.Segmenter, prototypes: panet.Prototypes,
                                       picture: np.ndarray) -> None:
    pictures = [picture, picture[:, ::-1], picture[::-1]] * 2
    expected = [segmenter.segment(one, prototypes).labels for one in pictures]
    own = threading.local()

    def labels(one: np.ndarray) -> np.ndarray:
        if not hasattr(own, "segmenter"):
            own.segmenter = segmenter.copy()
        return own.segmenter.segment(one, prototypes).labels

    with ThreadPoolExecutor(max_workers=3) as threads:
        for found, right in zip(threads.map(labels, pictures), expected):
            assert np.array_equal(found, right)


def test_threads_with_one_segmenter(segmenter: panet.Segmenter, prototypes: panet.Prototypes,
                                    picture: np.ndarray) -> None:
    right = segmenter.segment(picture, prototypes).labels
    with ThreadPoolExecutor(max_workers=3) as threads:
        for found in threads.map(lambda _: segmenter.segment(picture, prototypes).labels, range(6)):
            assert np.array_equal(found, right)


def test_an_error_belongs_to_the_thread_that_made_it(segmenter: panet.Segmenter, prototypes: panet.Prototypes,
                                                     picture: np.ndarray) -> None:
    def one(number: int) -> str:
        try:
            segmenter.segment(f"missing{number}.jpg" if number % 2 else picture, prototypes)
        except panet.Error as error:
            return str(error)
        return "found"

    with ThreadPoolExecutor(max_workers=3) as threads:
        for number, text in enumerate(threads.map(one, range(6))):
            assert (f"missing{number}.jpg" in text) if number % 2 else text == "found"


def test_a_forked_process_computes_on_one_thread() -> None:
    subprocess.run([sys.executable, "-c", FORKS], check=True, timeout=60)

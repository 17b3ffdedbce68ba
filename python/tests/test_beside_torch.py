"""In one process with torch, whose libraries compute by OpenMP and oneDNN as well."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from conftest import MUGS, SMALL

import panet

PROGRAM = f"""
import sys
import {{first}}
import {{second}}
import numpy
segmenter = panet.Segmenter(size={SMALL}, precision="f32", threads=2)
torch.set_num_threads(1)
tensor = torch.from_numpy(panet.decode("{MUGS}/mug1.jpg"))
prototypes = segmenter.learn({{{{"mug": [(tensor, "{MUGS}/mug1.png")]}}}})
layer = torch.nn.Conv2d(3, 8, 3)
before = layer(tensor.permute(2, 0, 1)[None].float())
labels = segmenter.segment("{MUGS}/mug6.jpg", prototypes).labels
assert torch.equal(layer(tensor.permute(2, 0, 1)[None].float()), before)
assert torch.get_num_threads() == 1
assert torch.from_numpy(labels).sum() == int(labels.sum())
try:
    panet.decode("missing.jpg")
except panet.Error:
    numpy.save(sys.argv[1], labels)
"""


@pytest.mark.parametrize("first, second", [("torch", "panet"), ("panet", "torch")])
def test_either_may_come_first(segmenter: panet.Segmenter, tmp_path: Path, first: str, second: str) -> None:
    if importlib.util.find_spec("torch") is None:
        pytest.skip("there is no torch (Debian: apt-get install python3-torch)")
    file = tmp_path / "labels.npy"
    done = subprocess.run([sys.executable, "-c", PROGRAM.format(first=first, second=second), file], text=True,
                          capture_output=True)
    assert done.returncode == 0, done.stderr
    alone = segmenter.segment(MUGS / "mug6.jpg", segmenter.learn({"mug": [(MUGS / "mug1.jpg", MUGS / "mug1.png")]}))
    assert np.array_equal(np.load(file), alone.labels)

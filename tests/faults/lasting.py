"""Jobs that go on for a week, in an hour."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from machine import PICTURES, Machine, Segmenting

BEFORE = 1000  # pictures after which everything is held that is needed
PER_ROUND = 100
TO_GO = 100  # when it is looked at again


def resident(process: subprocess.Popen[str]) -> int:
    """Kilobytes of memory that it has now."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0])


def segment(machine: Machine) -> str:
    """`panet segment` of a hundred thousand pictures has the memory, 2 % at most between, that it had after a thousand."""
    segmenting = Segmenting(machine)
    count = max(2 * BEFORE, PER_ROUND * machine.rounds)
    pictures = sorted(PICTURES.glob("*/*.jpg"))
    photos = machine.fresh("many")
    for i in range(count):
        os.symlink(pictures[i % len(pictures)], photos / f"{i:06}.jpg")
    held = {}
    process = machine.start(*segmenting.command(machine.fresh("out"))[:-1], photos, "--no-overlay")
    assert process.stdout is not None
    for line, _ in enumerate(process.stdout):  # a heading, then a line a picture
        if line in (BEFORE, count - TO_GO):
            held[line] = resident(process)
    _, error = process.communicate()
    assert process.returncode == 0, error
    before, after = held[BEFORE], held[count - TO_GO]
    assert after <= 1.02 * before, f"{before} KB after {BEFORE} pictures, {after} KB at the end of {count}"
    return f"{before / 1024:.1f} MB after {BEFORE} pictures, {after / 1024:.1f} MB at the end of {count}"

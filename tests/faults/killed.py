"""SIGKILL at random moments."""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import signal
import subprocess
import threading
import time
import urllib.error
from pathlib import Path

from machine import PICTURES, Machine, Segmenting, Server, Training, digest

SIDE = 40  # of the squares that are painted


def killed_after(process: subprocess.Popen[str], seconds: float) -> bool:
    """Whether it was still running then."""
    try:
        process.communicate(timeout=seconds)
        return False
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return True


def segment(machine: Machine) -> str:
    """`panet segment --resume` gives the files of one that nobody killed, and leaves nothing else."""
    segmenting = Segmenting(machine)
    began = time.monotonic()
    segmenting.segment(machine.fresh("timed"))
    whole = time.monotonic() - began
    kills = runs = 0
    while kills < machine.rounds:
        out = machine.fresh("killed")
        while killed_after(machine.start(*segmenting.command(out)), machine.dice.uniform(0, whole)):
            kills += 1
        segmenting.segment(out)
        assert digest(out) == segmenting.expected, f"after {kills} kills: {sorted(digest(out))}"
        runs += 1
    return f"{kills} kills, {runs} runs brought to their end"


def train(machine: Machine) -> str:
    """`panet train --resume` has the losses and the weights of one that nobody killed."""
    if not Training.is_there(machine):
        return "left out: this build has no training"
    training = Training(machine)
    began = time.monotonic()
    expected = training.train(machine.work / "trained")
    whole = time.monotonic() - began
    kills = 0
    while kills < machine.rounds:
        out = machine.fresh("run")
        while killed_after(machine.start(*training.command(out)), machine.dice.uniform(0, whole)):
            kills += 1
        assert training.train(out) == expected, f"after {kills} kills"
    return f"{kills} kills"


def square(i: int) -> dict[str, object]:
    x, y = 40 + (i * 7) % 200, 40 + (i * 13) % 120
    return {"tool": "box", "of": "object", "points": [[x, y], [x + SIDE, y + SIDE]], "width": 1}


def paint_until_killed(server: Server, picture: int, class_id: int, revision: int) -> int:
    """The revision that was acknowledged last."""
    with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError, http.client.HTTPException):
        while True:
            body = {"class": class_id, "shapes": [square(revision)], "side": 64}
            revision = server.ask(f"/api/pictures/{picture}/edits", body)["revision"]
    return revision


def mug_of(server: Server) -> int:
    classes = server.ask("/api/project")["classes"]
    return classes[0]["id"] if classes else server.ask("/api/classes", {"name": "mug"})["id"]


def serve(machine: Machine) -> str:
    """What was acknowledged by `panet serve` is there when it is started again."""
    photos, home = machine.fresh("served"), machine.fresh("home")
    shutil.copy(PICTURES / "mug/mug1.jpg", photos)
    acknowledged = 0
    for _ in range(machine.rounds):
        server = Server(machine, photos, home)
        picture = server.wait_for_pictures(1)[0]["id"]
        class_id = mug_of(server)
        there = server.ask("/api/project")["revision"]
        assert there >= acknowledged, f"revision {acknowledged} was acknowledged, and {there} is there"
        killer = threading.Timer(machine.dice.uniform(0.01, 0.5), server.kill)
        killer.start()
        acknowledged = paint_until_killed(server, picture, class_id, there)
        killer.join()
    return f"{machine.rounds} kills, {acknowledged} changes kept"

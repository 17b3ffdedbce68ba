"""Disks that are full or cannot be written, folders that go away, clocks, other processes, damaged caches."""

from __future__ import annotations

import os
import shutil
import subprocess
import urllib.error
from pathlib import Path

from machine import PICTURES, SOURCE, Machine, Segmenting, Server, Training, digest, expect_error


def _fill(machine: Machine, error: str, **fault: int) -> str:
    """What finds no room is told, leaves nothing broken, and --resume goes on once there is room."""
    segmenting = Segmenting(machine)
    whole = sum(path.stat().st_size for path in (machine.work / "expected").rglob("*") if path.is_file())
    for _ in range(machine.rounds):
        out = machine.fresh("full")
        space = machine.dice.randint(0, whole - 1)
        expect_error(machine.run(*segmenting.command(out), root=out, space=space, **fault), error)
        assert digest(out).items() <= segmenting.expected.items(), "what is there is whole"
        segmenting.segment(out)
        assert digest(out) == segmenting.expected
    return f"{machine.rounds} sizes up to {whole} bytes"


def _fill_below_a_training(machine: Machine, error: str, **fault: int) -> str:
    """A checkpoint that finds no room is told, and --resume goes on from the one before it once there is room."""
    if not Training.is_there(machine):
        return "left out: this build has no training"
    training = Training(machine)
    expected = training.train(machine.work / "trained")
    whole = sum(path.stat().st_size for path in (machine.work / "trained").iterdir())
    for _ in range(machine.rounds):
        out = machine.fresh("run")
        space = machine.dice.randint(0, whole - 1)
        expect_error(machine.run(*training.command(out), root=out, space=space, **fault), error)
        assert training.train(out) == expected, f"room for {space} bytes"
    return f"{machine.rounds} sizes up to {whole} bytes"


def _fill_below_a_server(machine: Machine, error: str, **fault: int) -> str:
    """A change that finds no room is an error to the client; the server goes on, and keeps what there was."""
    photos, root = machine.fresh("photos"), machine.fresh("disk")
    shutil.copy(PICTURES / "mug/mug1.jpg", photos)
    server = Server(machine, photos, root / "home", root=root, space=400_000, **fault)
    picture = server.wait_for_pictures(1)[0]["id"]
    class_id = server.ask("/api/classes", {"name": "mug"})["id"]
    revision, refused = 0, 0
    for i in range(100):
        shape = {"tool": "stroke", "of": "object", "points": [[i, i % 7], [200 - i, 150]], "width": 3}
        try:
            revision = server.ask(f"/api/pictures/{picture}/edits", {"class": class_id, "shapes": [shape], "side": 64})["revision"]
        except urllib.error.HTTPError as answer:
            assert answer.code == 507, answer
            said = answer.read().decode()
            assert error in said, said
            refused += 1
    assert refused > 0, "the disk was full"
    assert server.ask("/api/project")["revision"] >= revision
    server.kill()
    server = Server(machine, photos, root / "home")
    assert server.ask("/api/project")["revision"] >= revision
    server.stop()
    return f"{refused} changes refused, {revision} kept"


def full_disk(machine: Machine) -> str:
    return _fill(machine, "No space left")


def full_disk_of_a_server(machine: Machine) -> str:
    return _fill_below_a_server(machine, "disk is full")


def full_disk_of_a_training(machine: Machine) -> str:
    return _fill_below_a_training(machine, "No space left")


def used_up_quota(machine: Machine) -> str:
    return _fill(machine, "quota exceeded", quota=1)


def used_up_quota_of_a_server(machine: Machine) -> str:
    return _fill_below_a_server(machine, "quota exceeded", quota=1)


def used_up_quota_of_a_training(machine: Machine) -> str:
    return _fill_below_a_training(machine, "quota exceeded", quota=1)


def read_only(machine: Machine) -> str:
    """A disk that cannot be written is told before anything is computed."""
    segmenting = Segmenting(machine)
    out = machine.fresh("read_only")
    expect_error(machine.run(*segmenting.command(out), root=out, read_only=1), "Read-only file system")
    assert not digest(out)
    return "told"


def vanishing_folder(machine: Machine) -> str:
    """Pictures on a network folder that goes away are told as failed; those before are whole, and --resume does the rest."""
    segmenting = Segmenting(machine)
    for _ in range(machine.rounds):
        out = machine.fresh("vanishing")
        done = machine.run(*segmenting.command(out), root=segmenting.photos, reads=machine.dice.randint(0, 8))
        expect_error(done, "photos/")
        assert digest(out).items() <= segmenting.expected.items(), "what is there is whole"
        segmenting.segment(out)
        assert digest(out) == segmenting.expected
    return f"{machine.rounds} moments"


def slow_folder(machine: Machine) -> str:
    """A slow network folder gives the same files."""
    segmenting = Segmenting(machine)
    out = segmenting.segment(machine.fresh("slow"), root=segmenting.photos, read_delay=20_000)
    assert digest(out) == segmenting.expected
    return "the same files"


def vanishing_model(machine: Machine) -> str:
    """Weights on a network folder that goes away while they are read are an error that names them."""
    segmenting = Segmenting(machine)
    models = machine.fresh("models")
    model = models / "model.safetensors"
    shutil.copy(SOURCE / "models/panet-resnet50.safetensors", model)
    for reads in (0, 1):  # one is of its first bytes
        done = machine.run(*segmenting.command(machine.fresh("out")), "--model", model, root=models, reads=reads)
        expect_error(done, "model.safetensors")
    return "told"


def shortened_model(machine: Machine) -> str:
    """Weights that are cut short at any moment end nothing by a signal."""
    segmenting = Segmenting(machine)
    models = machine.fresh("models")
    model = models / "model.safetensors"
    codes = []
    for _ in range(machine.rounds):
        shutil.copy(SOURCE / "models/panet-resnet50.safetensors", model)
        process = machine.start(*segmenting.command(machine.fresh("out")), "--model", model, root=models, read_delay=100_000)
        try:
            process.wait(machine.dice.uniform(0, 0.3))
        except subprocess.TimeoutExpired:
            os.truncate(model, machine.dice.randint(0, 1 << 20))
        process.communicate()
        assert process.returncode in (0, 1), process.returncode
        codes.append(process.returncode)
    return f"{codes.count(1)} errors, {codes.count(0)} that had read all"


def clock_backwards(machine: Machine) -> str:
    """A clock that goes backwards changes nothing."""
    segmenting = Segmenting(machine)
    out = segmenting.segment(machine.fresh("clock"), clock=1)
    assert digest(out) == segmenting.expected
    photos = machine.fresh("served")
    shutil.copy(PICTURES / "mug/mug1.jpg", photos)
    server = Server(machine, photos, machine.work / "home", clock=1)
    server.wait_for_pictures(1)
    assert server.stop() == 0
    return "the same files, and a server that serves"


def two_in_one_folder(machine: Machine) -> str:
    """Two `panet segment` on one folder of results give the files of one."""
    segmenting = Segmenting(machine)
    for _ in range(machine.rounds):
        out = machine.fresh("two")
        both = [machine.start(*segmenting.command(out)) for _ in range(2)]
        for process in both:
            _, error = process.communicate()
            assert process.returncode == 0, error
        assert digest(out) == segmenting.expected
    return f"{machine.rounds} times"


def two_on_one_project(machine: Machine) -> str:
    """The second server of a project is told where the first is."""
    photos = machine.fresh("photos")
    shutil.copy(PICTURES / "mug/mug1.jpg", photos)
    server = Server(machine, photos, machine.work / "home")
    second = machine.run(machine.panet, "serve", photos, "--project", machine.work / "home", "--port", 0, "--no-browser")
    expect_error(second, server.address)
    assert server.stop() == 0
    return "told"


def damaged_cache(machine: Machine) -> str:
    """Files of the cache that are garbage, cut short, folders, or of somebody else change nothing.

    But what is the fastest is measured anew then: where that is another way than before, its rounding is another, too.
    """
    segmenting = Segmenting(machine)
    found = segmenting.shares(machine.fresh("whole"))
    cache = machine.work / "cache/panet"
    kept = [path for path in cache.rglob("*") if path.is_file()]
    assert kept, "there is a cache"
    measured = digest(cache)

    def garbage(path: Path) -> None:
        path.write_bytes(machine.dice.randbytes(1000))

    def cut_short(path: Path) -> None:
        os.truncate(path, path.stat().st_size // 2)

    def folder(path: Path) -> None:
        path.unlink()
        path.mkdir()

    def of_nobody(path: Path) -> None:
        path.chmod(0)

    for damage in (garbage, cut_short, of_nobody, folder):
        for path in kept:
            if not path.exists():
                segmenting.segment(machine.fresh("again"))
            if path.is_file():
                damage(path)
        out = machine.fresh("damaged")
        again = segmenting.shares(out)
        assert digest(cache) != measured or digest(out) == segmenting.expected, damage.__name__
        assert again.keys() == found.keys(), damage.__name__
        assert all(abs(again[name] - found[name]) < 0.01 for name in found), f"{damage.__name__}: {again} and not {found}"
    return f"{len(kept)} files, 4 kinds of damage"

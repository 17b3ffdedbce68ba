"""The programs under test, what they work on, and what they leave."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).resolve().parents[2]
PICTURES = SOURCE / "examples/pictures"


@dataclass
class Machine:
    """A build, a folder of one's own, and the dice."""

    build: Path
    work: Path
    dice: random.Random
    rounds: int

    @property
    def panet(self) -> str:
        return str(self.build / "panet")

    def environment(self, **faults: object) -> dict[str, str]:
        """Of a process whose machine has these faults: faulty.cpp."""
        environment = os.environ | {"XDG_CACHE_HOME": str(self.work / "cache"), "OMP_NUM_THREADS": "1"}
        if faults:
            environment |= {"LD_PRELOAD": str(self.build / "libfaulty.so")} | {f"FAULTY_{name.upper()}": str(value) for name, value in faults.items()}
        return environment

    def start(self, *words: object, **faults: object) -> subprocess.Popen[str]:
        return subprocess.Popen([str(word) for word in words], env=self.environment(**faults), text=True, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, start_new_session=True)

    def run(self, *words: object, **faults: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run([str(word) for word in words], env=self.environment(**faults), text=True, capture_output=True, timeout=300, check=False)

    def fresh(self, name: str) -> Path:
        folder = self.work / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder


@contextmanager
def machine(build: Path, seed: int, rounds: int) -> Iterator[Machine]:
    with tempfile.TemporaryDirectory(prefix="panet-faults-") as work:
        yield Machine(build.resolve(), Path(work).resolve(), random.Random(seed), rounds)


def digest(folder: Path) -> dict[str, str]:
    """What lies in a folder, but for locks, by names and contents."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and "lock" not in path.name]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def expect_error(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """It ended by an error of its own, which says what is wrong."""
    assert done.returncode == 1, f"exit code {done.returncode}: {done.stderr}"
    for word in words:
        assert word in done.stderr, f"'{word}' is not in: {done.stderr}"


class Segmenting:
    """`panet segment` of some renderings, quick, and what it gives when nothing fails."""

    def __init__(self, machine: Machine, pictures: int = 6) -> None:
        self.machine = machine
        self.photos = machine.fresh("photos")
        for i, picture in enumerate(sorted(PICTURES.glob("*/*.jpg"))[::3][:pictures]):
            shutil.copy(picture, self.photos / f"{i}.jpg")
        support = machine.fresh("support/teapot")
        for end in ("jpg", "png"):
            shutil.copy(PICTURES / f"teapot/teapot1.{end}", support)
        self.prototypes = machine.work / "teapot.safetensors"
        learned = machine.run(machine.panet, "learn", "--support", support.parent, "--out", self.prototypes, "--overwrite", "--size", 97)
        assert learned.returncode == 0, learned.stderr
        self.expected = digest(self.segment(machine.fresh("expected")))

    def command(self, out: Path) -> list[object]:
        return [self.machine.panet, "segment", "--prototypes", self.prototypes, "--out", out, "--resume", "--threads", 1, self.photos]

    def segment(self, out: Path, **faults: object) -> Path:
        done = self.machine.run(*self.command(out), **faults)
        assert done.returncode == 0, done.stderr
        return out

    def shares(self, out: Path) -> dict[str, float]:
        """How much of each picture is the object."""
        done = self.machine.run(*self.command(out), "--json")
        assert done.returncode == 0, done.stderr
        return {picture["name"]: picture["classes"][0]["share"] for picture in json.loads(done.stdout)["pictures"]}


class Training:
    """`panet train` of eight steps, a checkpoint after each, and what it gives when nothing fails."""

    STEPS = 8

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        data = machine.fresh("data/teapot").parent
        for i in (1, 2, 3):
            for end in ("jpg", "png"):
                shutil.copy(PICTURES / f"teapot/teapot{i}.{end}", data / "teapot")
        self.config = machine.work / "tiny.toml"
        self.config.write_text(f'split = "none"\nsteps = {self.STEPS}\n[data]\nroot = "{data}"\nkind = "folder"\n[model]\nencoder = "resnet50"\n'
                               f'weights = "{SOURCE}/models/panet-resnet50.safetensors"\nsize = 48\n')

    @staticmethod
    def is_there(machine: Machine) -> bool:
        return (machine.build / "panet-torch").exists()

    def command(self, out: Path) -> list[object]:
        return [self.machine.panet, "train", "--config", self.config, "--threads", 1, "--checkpoint-every", 0, "--out", out, "--resume"]

    def train(self, out: Path, **faults: object) -> tuple[list[float], str]:
        """The losses and the digest of the weights."""
        done = self.machine.run(*self.command(out), **faults)
        assert done.returncode == 0, done.stderr
        steps = [json.loads(line) for line in (out / "metrics.jsonl").read_text().splitlines()]
        losses = [step["query_loss"] for step in steps if "query_loss" in step]
        assert len(losses) == self.STEPS, losses
        return losses, hashlib.sha256((out / "model.safetensors").read_bytes()).hexdigest()


class Server:
    """`panet serve` of a folder, and what it is told."""

    def __init__(self, machine: Machine, photos: Path, home: Path, **faults: object) -> None:
        self.process = machine.start(machine.panet, "serve", photos, "--project", home, "--port", 0, "--no-browser", "--json", **faults)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.process.communicate()[1]
        told = json.loads(line)
        self.address, self.token = told["address"].split("/?")[0], told["token"]

    def ask(self, path: str, body: object = None, method: str | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data=data, method=method, headers={"Authorization": "Bearer " + self.token})
        with urllib.request.urlopen(request, timeout=30) as answer:
            content = answer.read()
        return json.loads(content) if content else None

    def wait_for_pictures(self, count: int) -> list[dict[str, Any]]:
        for _ in range(600):
            page = self.ask("/api/pictures?limit=100")
            if page["total"] >= count:
                return page["pictures"]
            time.sleep(0.02)
        raise AssertionError("pictures are not listed")

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()

    def stop(self) -> int:
        self.process.terminate()
        self.process.communicate()
        return self.process.returncode

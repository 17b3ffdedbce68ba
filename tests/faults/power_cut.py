"""Power cuts: of what a program did to its files, only what was synced is sure to be there.

faulty.cpp writes down, in order: `make INODE PATH`, `write INODE OFFSET COUNT` and the bytes, `cut INODE SIZE`, `sync INODE PATH`, `rename FROM TO`,
`remove PATH`, `folder PATH`. After a cut, a file has what it had when it was synced last, and of what was written since any part; names that were made,
changed or removed since their folder was synced last are there up to any moment.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from machine import PICTURES, Machine, Segmenting, Server, Training, digest


@dataclass
class Step:
    """One thing that was done: a word, what is said of it, and bytes."""

    word: str
    said: str
    content: bytes = b""


def steps_in(log: Path) -> list[Step]:
    data = log.read_bytes()
    steps, at = [], 0
    while at < len(data):
        end = data.index(b"\n", at)
        word, _, said = data[at:end].decode().partition(" ")
        at = end + 1
        count = int(said.split()[2]) if word == "write" else 0
        steps.append(Step(word, said, data[at : at + count]))
        at += count
    return steps


@dataclass
class Disk:
    """Files by inode, names of them, and what is not on the disk yet."""

    files: dict[str, bytearray] = field(default_factory=dict)
    names: dict[str, str | None] = field(default_factory=dict)  # None: a folder
    unsynced_writes: dict[str, list[Step]] = field(default_factory=dict)
    unsynced_names: list[Step] = field(default_factory=list)

    def do(self, step: Step) -> None:
        if step.word in ("write", "cut"):
            self.unsynced_writes.setdefault(step.said.split()[0], []).append(step)
        elif step.word == "sync":
            self.sync(*step.said.split(" ", 1))
        else:
            self.unsynced_names.append(step)

    def sync(self, inode: str, path: str) -> None:
        for step in self.unsynced_writes.pop(inode, []):
            self.change(step)
        waiting = self.unsynced_names
        self.unsynced_names = []
        for step in waiting:
            if path in {str(Path(name).parent) for name in names_in(step)}:
                self.rename(step)
            else:
                self.unsynced_names.append(step)

    def change(self, step: Step) -> None:
        inode, number, *_ = step.said.split()
        content = self.files.setdefault(inode, bytearray())
        if step.word == "cut":
            del content[int(number) :]
            return
        content.extend(bytes(max(0, int(number) + len(step.content) - len(content))))
        content[int(number) : int(number) + len(step.content)] = step.content

    def rename(self, step: Step) -> None:
        if step.word == "make":
            inode, path = step.said.split(" ", 1)
            self.names[path] = inode
        elif step.word == "folder":
            self.names[step.said] = None
        elif step.word == "remove":
            self.names.pop(step.said, None)
        elif step.word == "rename":
            old, new = step.said.split("\t")
            if old in self.names:
                self.names[new] = self.names.pop(old)

    def lose_power(self, machine: Machine) -> None:
        """Of what was not synced, names up to some moment, and any of the writes."""
        for step in self.unsynced_names[: machine.dice.randint(0, len(self.unsynced_names))]:
            self.rename(step)
        for steps in self.unsynced_writes.values():
            for step in steps:
                if machine.dice.random() < 0.5:
                    self.change(step)

    def lay_out(self, root: Path) -> None:
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir(parents=True)
        for name, inode in sorted(self.names.items()):
            if inode is None:
                Path(name).mkdir(parents=True, exist_ok=True)
            elif Path(name).parent.is_dir():
                Path(name).write_bytes(self.files.get(inode, b""))


def names_in(step: Step) -> list[str]:
    if step.word == "make":
        return [step.said.split(" ", 1)[1]]
    return step.said.split("\t")


def cut(machine: Machine, steps: list[Step], root: Path) -> None:
    """The root as it is found where the power went away after these steps."""
    disk = Disk()
    for step in steps:
        disk.do(step)
    disk.lose_power(machine)
    disk.lay_out(root)


def segment(machine: Machine) -> str:
    """After a power cut, `panet segment --resume` gives the same files as ever."""
    segmenting = Segmenting(machine)
    root, log = machine.fresh("disk"), machine.work / "log"
    segmenting.segment(root / "out", root=root, log=log)
    steps = steps_in(log)
    for _ in range(machine.rounds):
        moment = machine.dice.randint(0, len(steps))
        cut(machine, steps[:moment], root)
        segmenting.segment(root / "out")
        assert digest(root / "out") == segmenting.expected, f"cut at step {moment} of {len(steps)}: {sorted(digest(root / 'out'))}"
    return f"{machine.rounds} cuts among {len(steps)} steps"


def train(machine: Machine) -> str:
    """After a power cut, `panet train --resume` has the losses and the weights that it has without."""
    if not Training.is_there(machine):
        return "left out: this build has no training"
    training = Training(machine)
    root, log = machine.fresh("disk"), machine.work / "log"
    expected = training.train(root / "run", root=root, log=log)
    steps = steps_in(log)
    for _ in range(machine.rounds):
        moment = machine.dice.randint(0, len(steps))
        cut(machine, steps[:moment], root)
        assert training.train(root / "run") == expected, f"cut at step {moment} of {len(steps)}"
    return f"{machine.rounds} cuts among {len(steps)} steps"


def serve(machine: Machine) -> str:
    """After a power cut, all that was acknowledged is in the project, and it opens."""
    photos, root, log = machine.fresh("photos"), machine.fresh("disk"), machine.work / "log"
    shutil.copy(PICTURES / "mug/mug1.jpg", photos)
    server = Server(machine, photos, root / "home", root=root, log=log)
    picture = server.wait_for_pictures(1)[0]["id"]
    class_id = server.ask("/api/classes", {"name": "mug"})["id"]
    acknowledged = []  # how many steps there were, and which revision
    for i in range(12):
        shape = {"tool": "box", "of": "object", "points": [[10 * i, 10], [10 * i + 9, 90]], "width": 1}
        revision = server.ask(f"/api/pictures/{picture}/edits", {"class": class_id, "shapes": [shape], "side": 64})["revision"]
        acknowledged.append((len(steps_in(log)), revision))
    server.kill()
    steps = steps_in(log)
    for _ in range(machine.rounds):
        moment = machine.dice.randint(acknowledged[0][0], len(steps))
        cut(machine, steps[:moment], root)
        expected = max(revision for done, revision in acknowledged if done <= moment)
        server = Server(machine, photos, root / "home")
        there = server.ask("/api/project")["revision"]
        assert server.stop() == 0, "it ends as it should"
        assert there >= expected, f"cut at step {moment} of {len(steps)}: revision {expected} was acknowledged, and {there} is there"
    return f"{machine.rounds} cuts among {len(steps)} steps"

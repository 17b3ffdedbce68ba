"""What is to be done."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Dict, List, NamedTuple, Optional, Union

import panet

OVERLAY, MASK = ".overlay.jpg", ".png"

Row = Dict[str, Union[str, bool, float]]
FoundClasses = Dict[str, panet.FoundClass]
FIRST_COLUMNS = ["picture", "name", "error", "passed_over"]
NOTHING_FOUND = panet.FoundClass(math.nan, math.nan, math.nan)


class Picture(NamedTuple):
    path: str  # in its store
    name: str  # of its outputs
    is_done: bool  # something lies where its outputs go


@dataclass(frozen=True, eq=False)
class Job:
    """What every worker is told."""

    pictures: str
    out: str
    prototypes: panet.Prototypes
    options: Dict[str, Any]  # of panet.Segmenter
    overlays: bool
    resume: bool
    overwrite: bool

    def files_of(self, name: str) -> List[str]:
        """The mask, which stands for all of them, comes last."""
        return [name + OVERLAY, name + MASK] if self.overlays else [name + MASK]

    def row(self, picture: Picture, found: Optional[FoundClasses] = None, *, passed_over: bool = False,
            error: str = "") -> Row:
        """A line of the table. Its numbers are missing where the picture failed."""
        row: Row = {"picture": picture.path, "name": picture.name, "error": error, "passed_over": passed_over}
        for name in self.prototypes.class_names:
            numbers = found[name] if found is not None else NOTHING_FOUND
            row.update({f"{name}.{field}": value for field, value in numbers._asdict().items()})
        return row

"""Where the model lies that ships with the module."""

from __future__ import annotations

import os
from pathlib import Path

_NAME = "panet-resnet50.safetensors"


def shipped_model() -> Path:
    """The file of the model that `Segmenter()` takes: the one that the environment variable PANET_MODEL names, else
    the one that was installed with the module, else that of the checkout in which the module lies.

    Raises FileNotFoundError where there is none.
    """
    if named := os.environ.get("PANET_MODEL"):
        return Path(named)
    here = Path(__file__)
    checkout = here.resolve().parents[2]
    for file in (here.parent / _NAME, checkout / "models" / _NAME):
        if file.is_file():
            return file
    raise FileNotFoundError(f"{_NAME} was not installed with panet; name a weight file: panet.Segmenter('W.safetensors')")

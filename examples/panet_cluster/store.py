"""Folders of this machine and of object stores."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import Iterator, List

import fsspec
from fsspec.implementations.local import LocalFileSystem

import panet

#: Where a file is seen when it is complete, and not before.
OBJECT_STORES = {"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "adl", "oss", "memory"}


class Store:
    """A folder, of this machine or of an object store."""

    def __init__(self, address: str) -> None:
        self.files, root = fsspec.core.url_to_fs(address)
        self.root = root.rstrip("/")
        self.is_local = isinstance(self.files, LocalFileSystem)

    def path(self, name: str) -> str:
        return f"{self.root}/{name}"

    def names(self) -> List[str]:
        """Of all files, below the folder."""
        there = self.files.find(self.root) if self.files.isdir(self.root) else []
        self.files.invalidate_cache()  # so that later questions are asked again
        return [path[len(self.root) + 1:] for path in there]

    def write(self, name: str, content: bytes) -> None:
        """Whole or not at all."""
        path = self.path(name)
        if self.is_local:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            panet.write_file(path, content)
        else:
            self.files.pipe_file(path, content)

    def remove_leftovers(self, names: List[str]) -> None:
        """Of these files, what killed processes left."""
        if self.is_local:
            panet.remove_leftovers([self.path(name) for name in names])

    def expect_own(self, name: str) -> None:
        """What is there is replaced where panet wrote it."""
        path = self.path(name)
        if self.files.exists(path) and self.files.size(path) > 0:
            with self.as_local_file(path) as copy:
                if not panet.is_own_file(copy):
                    raise panet.Error(f"{path}: is there, and panet did not write it; --overwrite replaces it")

    @contextlib.contextmanager
    def as_local_file(self, path: str) -> Iterator[str]:
        if self.is_local:
            yield path
            return
        with tempfile.NamedTemporaryFile(suffix=Path(path).suffix) as copy:
            copy.write(self.files.cat_file(path))
            copy.flush()
            yield copy.name


def everywhere(address: str) -> str:
    """An address that means the same on every machine."""
    store = Store(address)
    return f"file://{store.root}" if store.is_local else address


def output_store(address: str) -> Store:
    if fsspec.utils.get_protocol(address) not in OBJECT_STORES | {"file", "local"}:
        raise panet.Error(f"{address}: files would be seen half-written there; name a folder, or one in an object store "
                          f"({', '.join(sorted(OBJECT_STORES))})")
    return Store(address)

"""The results of all pictures, in one file."""

from __future__ import annotations

import csv
import io
import os
from typing import List

import panet
from panet_cluster.job import FIRST_COLUMNS, Row
from panet_cluster.store import output_store


class Table:
    """A file of rows, CSV or parquet by its ending."""

    def __init__(self, address: str) -> None:
        folder, self._name = os.path.split(address)
        self._store = output_store(folder or ".")
        if not self._name.endswith((".csv", ".parquet")):
            raise panet.Error(f"{address}: a table is .csv or .parquet")
        self._is_csv = self._name.endswith(".csv")

    def expect_own(self) -> None:
        path = self._store.path(self._name)
        if self._store.files.exists(path) and not self._is_own(self._store.files.cat_file(path)):
            raise panet.Error(f"{path}: is there, and is no table of this program; --overwrite replaces it")

    def write(self, rows: List[Row]) -> None:
        self._store.write(self._name, _csv(rows) if self._is_csv else _parquet(rows))

    def _is_own(self, content: bytes) -> bool:
        if self._is_csv:
            return content == b"" or content.startswith(",".join(FIRST_COLUMNS).encode())
        from pyarrow import BufferReader, parquet

        return parquet.read_schema(BufferReader(content)).names[:len(FIRST_COLUMNS)] == FIRST_COLUMNS


def _csv(rows: List[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows({column: "" if value != value else value for column, value in row.items()} for row in rows)
    return text.getvalue().encode("utf-8", "surrogateescape")


def _parquet(rows: List[Row]) -> bytes:
    import pyarrow
    from pyarrow import parquet

    sink = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_pylist(rows), sink)
    return sink.getvalue()

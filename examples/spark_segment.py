#!/usr/bin/env python3
"""Segments the pictures of a folder or an object store on Spark: a Python process on each core, each with the model loaded once.

Needs panet (`pip install .`, docs/python.md) on every machine, and `pip install pyspark pandas pyarrow fsspec`; for an object
store Hadoop's connector, which reads the pictures, and s3fs, gcsfs or adlfs, which writes the masks. docs/clusters.md tells more.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Iterator, List

import pandas as pd
import panet_cluster
from panet_cluster.job import Job, Picture, Row
from panet_cluster.program import arguments, run
from panet_cluster.store import Store
from panet_cluster.worker import worker_of
from pyspark.sql import SparkSession
from pyspark.sql.types import BooleanType, DoubleType, StringType, StructField, StructType

EXAMPLE = """example:
  panet learn --support my_classes --out mugs.safetensors
  spark_segment.py photos --prototypes mugs.safetensors --out masks --table results.csv
  spark-submit --master spark://head:7077 examples/spark_segment.py \\
    s3a://bucket/photos --prototypes mugs.safetensors --out s3a://bucket/masks --table s3a://bucket/results.parquet --resume
"""
TYPES = {str: StringType(), bool: BooleanType(), float: DoubleType()}


def schema_of(row: Row) -> StructType:
    return StructType([StructField(name, TYPES[type(value)]) for name, value in row.items()])


def send_package(session: SparkSession) -> None:
    """Other machines need not have panet_cluster."""
    package = Path(panet_cluster.__file__).parent
    archive = shutil.make_archive(tempfile.mkdtemp() + "/panet_cluster", "zip", package.parent, package.name)
    session.sparkContext.addPyFile(archive)


def segment(job: Job, pictures: List[Picture]) -> List[Row]:
    """Runs on the driver."""
    session = SparkSession.getActiveSession()
    send_package(session)
    shared = session.sparkContext.broadcast(job)
    wanted = session.sparkContext.broadcast({picture.path: picture for picture in pictures})

    def rows_of(batches: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        """Runs on the workers."""
        worker = worker_of(shared.value)
        for batch in batches:
            contents = {store.files._strip_protocol(path): content for path, content in zip(batch["path"], batch["content"])}
            chosen = [wanted.value[path] for path in contents if path in wanted.value]
            yield pd.DataFrame(worker.rows(chosen, contents))

    store = Store(job.pictures)
    files = session.read.format("binaryFile").option("recursiveFileLookup", True).load(job.pictures)
    in_memory = files.where("length < 2147483648").select("path", "content")  # the others fail: no result
    found = in_memory.mapInPandas(rows_of, schema_of(job.row(pictures[0])))
    return [row.asDict() for row in found.collect()]


if __name__ == "__main__":
    parser = arguments(__doc__, EXAMPLE)
    parser.add_argument("--master", help="spark://HEAD:7077, ... [what spark-submit says, else this machine's cores]")
    options = parser.parse_args()
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # of the workers
    builder = SparkSession.builder.appName("panet").config("spark.sql.execution.arrow.maxRecordsPerBatch", 8)
    with (builder.master(options.master) if options.master else builder).getOrCreate():
        sys.exit(run(options, segment))

#!/usr/bin/env python3
"""Segments the pictures of a folder or an object store on a Ray cluster: an actor on each core, each with the model loaded once.

Needs panet (`pip install .`, docs/python.md) on every machine, and `pip install 'ray[data]'`; s3fs, gcsfs or adlfs for an
object store. docs/clusters.md tells more.
"""

import sys
from pathlib import Path
from typing import List

import pandas as pd
import panet_cluster
import ray
from panet_cluster.job import Job, Picture, Row
from panet_cluster.program import arguments, run
from panet_cluster.worker import Worker

EXAMPLE = """example:
  panet learn --support my_classes --out mugs.safetensors
  ray_segment.py photos --prototypes mugs.safetensors --out masks --table results.csv
  ray_segment.py s3://bucket/photos --prototypes mugs.safetensors --out s3://bucket/masks --table s3://bucket/results.parquet \\
    --address ray://head:10001 --resume
"""
PICTURES_A_TASK = 8  # that are done again where a machine is lost


class Actor:
    def __init__(self, job: "ray.ObjectRef[Job]") -> None:
        self._worker = Worker(ray.get(job))

    def __call__(self, batch: pd.DataFrame) -> pd.DataFrame:
        return pd.DataFrame(self._worker.rows(Picture(*row) for row in batch.itertuples(index=False)))


def segment(job: Job, pictures: List[Picture]) -> List[Row]:
    cores = int(ray.cluster_resources()["CPU"])
    tasks = -(-len(pictures) // PICTURES_A_TASK)
    results = ray.data.from_items([picture._asdict() for picture in pictures], override_num_blocks=tasks).map_batches(
        Actor, fn_constructor_args=[ray.put(job)], batch_format="pandas", batch_size=PICTURES_A_TASK, num_cpus=1,
        compute=ray.data.ActorPoolStrategy(size=min(cores, tasks)))
    return results.take_all()


if __name__ == "__main__":
    parser = arguments(__doc__, EXAMPLE)
    parser.add_argument("--address", help="of a running cluster [one that is started on this machine]")
    options = parser.parse_args()
    ray.init(address=options.address, runtime_env={"py_modules": [str(Path(panet_cluster.__file__).parent)]})
    sys.exit(run(options, segment))

"""The command line that both programs have, and what they do around a cluster's work."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Callable, List

import panet
from panet_cluster.job import Job, Picture, Row
from panet_cluster.listing import list_pictures
from panet_cluster.store import everywhere, output_store
from panet_cluster.table import Table


def arguments(description: str, example: str) -> argparse.ArgumentParser:
    """What both programs take."""
    parser = argparse.ArgumentParser(description=description, epilog=example,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pictures", help="folder of pictures: a path that all machines see, or s3://..., gs://..., ...")
    parser.add_argument("--prototypes", required=True, metavar="FILE", help="what `panet learn --out FILE` wrote")
    parser.add_argument("--out", required=True, metavar="FOLDER", help="for NAME.png, made where it is missing; as pictures")
    parser.add_argument("--table", required=True, metavar="FILE", help="results of all pictures: .csv or .parquet; as pictures")
    parser.add_argument("--overlays", action="store_true", help="also write NAME.overlay.jpg")
    parser.add_argument("--resume", action="store_true", help="pass over pictures whose files an equal run has written")
    parser.add_argument("--overwrite", action="store_true", help="replace files that panet did not write")
    parser.add_argument("--model", metavar="FILE", help="weights, at a path that all machines see [what ships with panet]")
    parser.add_argument("--precision", default="auto", choices=["auto", "f32", "bf16", "int8"])
    parser.add_argument("--refine", default="fit,adapt,guide", help="none, or several of fit,adapt,guide [%(default)s]")
    parser.add_argument("--tiles", type=int, metavar="N", help="for small things in large pictures [no tiles]")
    parser.add_argument("--absent-below", type=float, default=0.0, metavar="P",
                        help="label no class whose presence is less [%(default)s]")
    return parser


def job_of(options: argparse.Namespace) -> Job:
    of_segmenter = {name: getattr(options, name) for name in ("model", "precision", "refine", "tiles", "absent_below")}
    prototypes = panet.Prototypes.load(options.prototypes)
    if panet.Segmenter(**of_segmenter, threads=1).fingerprint != prototypes.fingerprint:
        raise panet.Error(f"{options.prototypes}: was learned with other weights; name them as --model, or learn again")
    table = Table(options.table)
    if not options.overwrite:
        table.expect_own()
    return Job(everywhere(options.pictures), everywhere(options.out), prototypes, of_segmenter, options.overlays,
               options.resume, options.overwrite)


def run(options: argparse.Namespace, segment: Callable[[Job, List[Picture]], List[Row]]) -> int:
    """The exit code: 0; 1 where a picture failed, which the table tells, or nothing could be done; 2 for wrong options."""
    try:
        job = job_of(options)
        pictures = list_pictures(job)
        begin = time.monotonic()
        rows = {row["name"]: row for row in segment(job, pictures)}
        output_store(job.out).remove_leftovers([file for picture in pictures for file in job.files_of(picture.name)])
        lost = "the cluster gave no result for this picture"
        ordered = [rows.get(picture.name) or job.row(picture, error=lost) for picture in pictures]
        Table(options.table).write(ordered)
    except (panet.Error, OSError, ValueError) as error:
        print(f"{Path(sys.argv[0]).name}: {error}", file=sys.stderr)
        return 2 if isinstance(error, ValueError) else 1
    failed = sum(row["error"] != "" for row in ordered)
    passed_over = sum(bool(row["passed_over"]) for row in ordered)
    print(f"{len(ordered) - failed - passed_over} segmented, {passed_over} passed over, {failed} failed, in "
          f"{time.monotonic() - begin:.0f} s: {options.table}")
    return 1 if failed else 0

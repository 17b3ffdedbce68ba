"""The Ray and Spark examples against two-worker clusters of this machine (tools/on-clusters).

    trial.py PROGRAM EXAMPLES FOLDER
"""

from __future__ import annotations

import csv
import os
import shutil
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Callable, Dict, Iterator, List, Union

from clusters import Ray, Spark, free_port

program, examples, folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
Cluster = Union[Ray, Spark]
MANY, FEWER = 320, 160  # pictures to measure with, and to kill workers over
ROUNDS = 3
LEAST_SHARE = 0.9  # of the pictures a second of two processes of panet segment


def clusters() -> List[Cluster]:
    return [Ray(), Spark(folder / f"spark{time.monotonic_ns()}")]


def make_pictures() -> None:
    """Copies of 40 renderings; and these in a tree of folders, with one among them that is none."""
    (folder / "classes" / "mug").mkdir(parents=True)
    for number in (1, 2):
        for ending in ("jpg", "png"):
            shutil.copy(examples / f"pictures/mug/mug{number}.{ending}", folder / "classes/mug")
    for name in ("many", "fewer"):
        (folder / name).mkdir()
    for picture in sorted((examples / "pictures").glob("*/*.jpg")):
        (folder / "some" / picture.parent.name).mkdir(parents=True, exist_ok=True)
        shutil.copy(picture, folder / "some" / picture.parent.name)
        for name, count in {"many": MANY, "fewer": FEWER}.items():
            for copy in range(count // 40):
                shutil.copy(picture, folder / name / f"{copy}-{picture.name}")
    (folder / "some" / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 this is no picture")
    panet("learn", "--support", str(folder / "classes"), "--out", str(folder / "mug.safetensors"))


def panet(*arguments: str, may_fail: bool = False) -> None:
    done = subprocess.run([program, *arguments], capture_output=True, text=True)
    if done.returncode != 0 and not may_fail:
        raise SystemExit(f"panet {' '.join(arguments)}: {done.stderr}")


def arguments(pictures: str, out: str, table: str) -> List[str]:
    return [pictures, "--prototypes", str(folder / "mug.safetensors"), "--out", out, "--table", table]


def start(cluster: Cluster, *options: str) -> "subprocess.Popen[str]":
    log = (folder / "log").open("w")
    return subprocess.Popen([sys.executable, str(examples / cluster.script), *options, *cluster.options], stdout=log,
                            stderr=subprocess.STDOUT, text=True)


def expect_code(process: "subprocess.Popen[str]", code: int) -> None:
    try:
        found = process.wait(timeout=300)
    except subprocess.TimeoutExpired:
        process.kill()
        found = -9
    if found != code:
        raise SystemExit(f"exit code {found}, not {code}:\n{(folder / 'log').read_text()[-5000:]}")


def files_in(out: Path) -> Dict[str, bytes]:
    return {str(file.relative_to(out)): file.read_bytes() for file in sorted(out.rglob("*")) if file.is_file()}


def expect_equal(out: Path, reference: Path) -> int:
    found, expected = files_in(out), files_in(reference)
    differing = sorted(name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name))
    if differing:
        raise SystemExit(f"{out}: {len(differing)} files differ from {reference}: {differing[:5]}")
    return len(found)


def masks_in(out: Path) -> int:
    return sum(1 for _ in out.glob("*.png"))


def expect_kill_survived(cluster: Cluster, what: str) -> None:
    """A third of the way a worker is killed, and the run ends with the bytes of one process."""
    out, table = folder / "killed", folder / "killed.csv"
    shutil.rmtree(out, ignore_errors=True)
    table.unlink(missing_ok=True)
    with cluster:
        process = start(cluster, *arguments(str(folder / "fewer"), str(out), str(table)))
        while masks_in(out) < FEWER // 3 and process.poll() is None:
            time.sleep(0.01)
        done = masks_in(out)
        killed = cluster.machine() if what == "machine" else cluster.computing()
        for victim in killed:
            victim.kill()
        expect_code(process, 0)
    if not killed or done == FEWER:
        raise SystemExit(f"{cluster.script}: nothing was killed in the middle")
    count = expect_equal(out, folder / "fewer-reference")
    rows = list(csv.DictReader(table.open()))
    assert len(rows) == count and not any(row["error"] for row in rows), table.read_text()[:2000]
    print(f"{cluster.script}: SIGKILL to {len(killed)} process(es) of a worker ({what}) when {done} of {FEWER} masks were "
          f"there: all {count} files are those of one panet segment", flush=True)


def expect_errors_told(cluster: Cluster) -> None:
    """A tree of folders with a bad picture; then the same again with --resume when two files are gone and one is cut short."""
    out, table = folder / "some-out", folder / "some.csv"
    shutil.rmtree(out, ignore_errors=True)
    table.unlink(missing_ok=True)
    options = [*arguments(str(folder / "some"), str(out), str(table)), "--overlays"]
    with cluster:
        expect_code(start(cluster, *options), 1)
        expect_equal(out, folder / "some-reference")
        errors = [(row["name"], row["error"]) for row in csv.DictReader(table.open()) if row["error"]]
        assert [name for name, _ in errors] == ["broken"], errors
        (out / "mug/mug1.png").unlink()
        (out / "mug/mug2.overlay.jpg").unlink()
        os.truncate(out / "mug/mug3.png", 100)
        expect_code(start(cluster, *options, "--resume"), 1)
    expect_equal(out, folder / "some-reference")
    passed_over = sum(row["passed_over"] == "True" for row in csv.DictReader(table.open()))
    assert passed_over == 37, passed_over
    print(f"{cluster.script}: a bad picture is told ({errors[0][1]}), 40 others and their overlays are those of panet segment; "
          f"--resume passes over {passed_over} and makes 3 again", flush=True)


@contextmanager
def object_store() -> Iterator[None]:
    """What plays S3."""
    port = free_port()
    server = subprocess.Popen([str(Path(sys.executable).parent / "moto_server"), "-H", "127.0.0.1", "-p", str(port)],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.environ.update({"AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}", "AWS_ACCESS_KEY_ID": "testing",
                       "AWS_SECRET_ACCESS_KEY": "testing", "AWS_DEFAULT_REGION": "us-east-1"})
    try:
        time.sleep(3)
        yield
    finally:
        server.terminate()
        server.wait()


def expect_object_store_served() -> None:
    """From a bucket to a bucket."""
    import s3fs

    with object_store(), Ray() as cluster:
        files = s3fs.S3FileSystem()
        files.mkdir("bucket")
        files.put(str(folder / "some") + "/", "bucket/photos/", recursive=True)
        options = [*arguments("s3://bucket/photos", "s3://bucket/masks", "s3://bucket/results.parquet"), "--overlays"]
        expect_code(start(cluster, *options), 1)
        expect_code(start(cluster, *options, "--resume"), 1)
        files.invalidate_cache()
        files.get("bucket/masks/", str(folder / "from-bucket") + "/", recursive=True)
        files.get("bucket/results.parquet", str(folder / "from-bucket.parquet"))
    import pandas

    rows = pandas.read_parquet(folder / "from-bucket.parquet")
    assert rows["passed_over"].sum() == 40 and list(rows[rows["error"] != ""]["name"]) == ["broken"], rows
    count = expect_equal(folder / "from-bucket", folder / "some-reference")
    print(f"{cluster.script}: from s3://bucket/photos to s3://bucket/masks, {count} files the same; --resume passes over 40", flush=True)


def two_processes(out: Path) -> "List[subprocess.Popen[bytes]]":
    """panet segment twice at once, on one thread each."""
    return [subprocess.Popen([program, "segment", "--prototypes", str(folder / "mug.safetensors"), "--no-overlay", "--threads", "1",
                              "--shard", f"{index}/2", "--out", str(out), str(folder / "many")], stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL) for index in range(2)]


def masks_between(out: Path, begin: float, end: float) -> int:
    return sum(begin < mask.stat().st_mtime <= end for mask in out.glob("*.png"))


def wait_until(is_time: Callable[[], bool]) -> float:
    limit = time.monotonic() + 300
    while not is_time():
        if time.monotonic() > limit:
            raise SystemExit(f"nothing happens:\n{(folder / 'log').read_text()[-5000:]}")
        time.sleep(0.05)
    return time.time()


def side_by_side(cluster: Cluster, number: int) -> List[float]:
    """Pictures a second of a cluster and of two processes of panet segment at the same time, so that whatever else the machine does
    slows both: from the moment when each has done eight, start-up is over, until one of them is through."""
    ours, theirs = folder / f"rate{number}-{cluster.script}", folder / f"rate{number}-beside-{cluster.script}"
    with cluster:
        run = start(cluster, *arguments(str(folder / "many"), str(ours), str(ours) + ".csv"))
        wait_until(lambda: masks_in(ours) >= 8 or run.poll() is not None)
        shards = two_processes(theirs)
        begin = wait_until(lambda: masks_in(theirs) >= 8)
        end = wait_until(lambda: masks_in(ours) == MANY or run.poll() is not None or any(one.poll() is not None for one in shards))
        rates = [masks_between(out, begin, end) / (end - begin) for out in (ours, theirs)]
        expect_code(run, 0)
        assert [shard.wait(timeout=300) for shard in shards] == [0, 0]
    assert expect_equal(ours, theirs) == MANY
    return rates


def measure() -> bool:
    shares: Dict[str, List[float]] = {cluster.script: [] for cluster in clusters()}
    for number in range(ROUNDS):
        for cluster in clusters():
            ours, theirs = side_by_side(cluster, number)
            shares[cluster.script].append(ours / theirs)
            print(f"{cluster.script}: {ours:.2f} pictures a second beside {theirs:.2f} of two panet segment --threads 1 --shard I/2: "
                  f"{100 * ours / theirs:.0f} %", flush=True)
    for script, measured in shares.items():
        print(f"{script}: median {100 * statistics.median(measured):.0f} %", flush=True)
    return all(statistics.median(measured) >= LEAST_SHARE for measured in shares.values())


make_pictures()
panet("segment", "--prototypes", str(folder / "mug.safetensors"), "--no-overlay", "--out", str(folder / "fewer-reference"),
      str(folder / "fewer"))
panet("segment", "--prototypes", str(folder / "mug.safetensors"), "--out", str(folder / "some-reference"), str(folder / "some"),
      may_fail=True)  # on account of the bad picture
is_fast = measure()
for what in ("process", "machine"):
    for cluster in clusters():
        expect_kill_survived(cluster, what)
for cluster in clusters():
    expect_errors_told(cluster)
expect_object_store_served()
if not is_fast:
    raise SystemExit(f"less than {100 * LEAST_SHARE:.0f} % of the pictures a second of two panet segment")

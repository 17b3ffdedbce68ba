"""Clusters of this machine with two workers of one core, as their own programs start them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Dict, List

import psutil


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def tree(process: psutil.Process) -> List[psutil.Process]:
    return [process, *process.children(recursive=True)]


class Ray:
    script = "ray_segment.py"

    def __enter__(self) -> "Ray":
        os.environ["RAY_worker_niceness"] = "0"  # not 15: beside other work of this machine they would stand still
        from ray.cluster_utils import Cluster

        small = {"object_store_memory": 200_000_000}
        self._cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, **small})
        self._workers = [self._cluster.add_node(num_cpus=1, **small) for _ in range(2)]
        self.options = ["--address", self._cluster.address]
        return self

    def __exit__(self, *_: object) -> None:
        self._cluster.shutdown()

    def machine(self) -> List[psutil.Process]:
        """All processes of a worker."""
        return tree(psutil.Process(self._workers[0].all_processes["raylet"][0].process.pid))

    def computing(self) -> List[psutil.Process]:
        """The one of a worker that computes."""
        return [process for process in self.machine() if "MapWorker" in " ".join(process.cmdline())]


class Spark:
    script = "spark_segment.py"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._processes: List[subprocess.Popen[bytes]] = []

    def __enter__(self) -> "Spark":
        import pyspark

        home = Path(pyspark.__file__).parent
        environment = {**os.environ, "SPARK_HOME": str(home), "SPARK_NO_DAEMONIZE": "1", "PYSPARK_PYTHON": sys.executable,
                       "SPARK_LOCAL_IP": "127.0.0.1"}
        port = free_port()
        head = f"spark://127.0.0.1:{port}"
        common = [str(home / "bin" / "spark-class"), "org.apache.spark.deploy.{}"]
        self._start(environment, "master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", str(free_port()))
        for number in range(2):
            self._start(environment, "worker.Worker", head, "--cores", "1", "--memory", "1g", "--host", "127.0.0.1",
                        "--webui-port", str(free_port()), "--work-dir", str(self._folder / f"worker{number}"))
        self._wait_for_workers()
        self.options = ["--master", head]
        return self

    def _start(self, environment: Dict[str, str], kind: str, *arguments: str) -> None:
        program = [environment["SPARK_HOME"] + "/bin/spark-class", f"org.apache.spark.deploy.{kind}", *arguments]
        self._folder.mkdir(parents=True, exist_ok=True)
        log = (self._folder / f"{kind}{len(self._processes)}.log").open("wb")
        self._processes.append(subprocess.Popen(program, env=environment, stdout=log, stderr=log))

    def _wait_for_workers(self) -> None:
        for _ in range(300):
            logs = [log.read_text() for log in self._folder.glob("worker.Worker*.log")]
            if sum("Successfully registered with master" in log for log in logs) == 2:
                return
            time.sleep(0.2)
        raise SystemExit(f"the workers of Spark did not start; {self._folder}")

    def __exit__(self, *_: object) -> None:
        for started in self._processes:
            if started.poll() is None:
                for process in tree(psutil.Process(started.pid)):
                    process.terminate()
            started.wait()

    def machine(self) -> List[psutil.Process]:
        """All processes of a worker."""
        return tree(psutil.Process(self._processes[1].pid))

    def computing(self) -> List[psutil.Process]:
        """The one of a worker that computes: a child of the daemon from which Spark forks them."""
        return [process for process in self.machine()
                if "pyspark.daemon" in " ".join(process.cmdline()) and "pyspark.daemon" in " ".join(process.parent().cmdline())]

#!/usr/bin/env python3
"""The labelling page's server under load: many clients (wrk), clients that send slowly, nothing, or too much, and a job over all pictures, while one person
paints. How long strokes take then, what a well-behaved client gets, and how much memory the server has."""

import argparse
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, suppress
from pathlib import Path

from server import Server, linked, strokes

EXAMPLES = """examples:
  benchmarks/serve/load.py --photos VOCdevkit/VOC2012/JPEGImages                   10,000 pictures, 200 clients, a minute
  benchmarks/serve/load.py --photos photos --pictures 300 --clients 50 --seconds 10
"""

SLOW, SILENT = 20, 20  # clients of either kind


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True, help="folder of JPEG photographs; they are linked until there are enough")
    parser.add_argument("--pictures", type=int, default=10_000, help="how many pictures the project has [10000]")
    parser.add_argument("--clients", type=int, default=200, help="that ask for the list of pictures, again and again [200]")
    parser.add_argument("--seconds", type=float, default=60, help="how long [60]")
    parser.add_argument("--panet", type=Path, default=Path("build/panet"), help="the program [build/panet]")
    return parser.parse_args()


def many(photos, count):
    files = sorted(photos.glob("**/*.jpg"))
    return [files[i % len(files)] for i in range(count)]


class Stranger:
    """A connection to the server, and what is sent by it until the load ends."""

    def __init__(self, server, ends, send):
        host, port = server.address.removeprefix("http://").split(":")
        self.socket = socket.create_connection((host, int(port)))
        self.thread = threading.Thread(target=self.run, args=(ends, send))
        self.thread.start()

    def run(self, ends, send):
        with suppress(OSError):
            while not ends.is_set():
                send(self.socket)
        self.socket.close()


def drip(connection):
    """A head that never ends."""
    connection.sendall(b"x")
    time.sleep(0.5)


def be_silent(connection):
    time.sleep(0.5)


def flood(server):
    """A body far larger than any may be, as fast as it is taken."""

    def send(connection):
        head = f"POST /api/pictures?name=a.jpg HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {server.token}\r\nContent-Length: {1 << 40}\r\n\r\n"
        connection.sendall(head.encode())
        for _ in range(1 << 14):
            connection.sendall(bytes(1 << 16))

    return send


def wrk(server, options):
    command = ["wrk", "--threads", "1", "--connections", str(options.clients), "--duration", f"{options.seconds:.0f}s", "--timeout", "30s", "--latency",
               "--header", f"Authorization: Bearer {server.token}", f"{server.address}/api/pictures?limit=50"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def painted(server, picture, class_id, seconds):
    """Milliseconds of each stroke, three a second."""
    times = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.perf_counter()
        body = {"class": class_id, "shapes": strokes(picture, len(times) % 40), "side": 1024}
        server.ask(f"/api/pictures/{picture['id']}/edits", body)
        times.append(1000 * (time.perf_counter() - began))
        time.sleep(max(0, 0.33 - times[-1] / 1000))
    return sorted(times)


def quantile(times, share):
    return times[min(len(times) - 1, int(share * len(times)))]


def main():
    options = arguments()
    if not shutil.which("wrk"):
        sys.exit("load.py needs wrk (Debian: apt-get install wrk)")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        photos = Path(folder) / "photos"
        linked(many(options.photos, options.pictures), photos)
        server = Server(options.panet, photos)
        stack.callback(server.stop)
        server.wait_for_pictures(options.pictures)
        picture = server.ask("/api/pictures?limit=1")["pictures"][0]
        class_id = server.ask("/api/classes", {"name": "thing"})["id"]
        painted(server, picture, class_id, 3)
        before = painted(server, picture, class_id, min(10, options.seconds))
        print(f"alone: a stroke and its mask {quantile(before, 0.5):.0f} ms, 99 of 100 within {quantile(before, 0.99):.0f} ms; "
              f"{server.megabytes('VmRSS'):.0f} MB", flush=True)

        server.ask("/api/job", {}, "POST")
        ends = threading.Event()
        strangers = [Stranger(server, ends, send) for send, count in ((drip, SLOW), (be_silent, SILENT), (flood(server), 2)) for _ in range(count)]
        clients = wrk(server, options)
        times = painted(server, picture, class_id, options.seconds)
        said, _ = clients.communicate()
        job = server.ask("/api/job")
        ends.set()
        for stranger in strangers:
            stranger.thread.join()
        print(f"under load: a stroke and its mask {quantile(times, 0.5):.0f} ms, 99 of 100 within {quantile(times, 0.99):.0f} ms; peak "
              f"{server.megabytes('VmHWM'):.0f} MB; meanwhile the job did {job['done']} of {job['total']} pictures", flush=True)
        print(f"of {options.clients} clients:")
        print("\n".join(line for line in said.splitlines() if any(word in line for word in ("50%", "99%", "Requests/sec", "Non-2xx", "Socket errors"))))
        print(json.dumps({"strokes": len(times), "p50_ms": round(quantile(times, 0.5)), "p99_ms": round(quantile(times, 0.99))}))


if __name__ == "__main__":
    main()

"""Label Studio's own server in conversation with `panet serve --tool labelstudio`: it connects, asks, is annotated, and asks again.

label_studio.py LABEL_STUDIO PANET PHOTOS QUERIES: the two programs, a folder of pictures, and one of pictures and masks of them.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import requests
from label_studio_sdk.converter.brush import decode_rle, mask2rle
from measure import iou, truth_of
from PIL import Image

USER, PASSWORD, LEGACY_TOKEN, OWN_TOKEN = "one@example.org", "correct horse battery", "0123456789abcdef0123", "f" * 32
CONFIG = """<View><Image name="image" value="$image"/>
<BrushLabels name="tag" toName="image"><Label value="teapot"/></BrushLabels></View>"""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextlib.contextmanager
def running(command: list[str], address: str, log: Path, environment: dict[str, str]) -> Iterator[str]:
    """A server, from when it answers at its address to the end of the scope."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env=os.environ | environment)
        try:
            for _ in range(600):
                with contextlib.suppress(requests.ConnectionError):
                    requests.get(address, timeout=5)
                    break
                if process.poll() is not None:
                    raise SystemExit(f"{command[0]} ended:\n{log.read_text()}")
                time.sleep(0.5)
            yield address
        finally:
            process.terminate()
            process.wait()


def panet(program: str, folder: Path, home: Path, *options: str, key: str = "") -> contextlib.AbstractContextManager[str]:
    port = free_port()
    environment = {"PANET_TOKEN": OWN_TOKEN} | ({"LABEL_STUDIO_API_KEY": key} if key else {})
    command = [program, "serve", str(folder), "--project", str(home), "--tool", "labelstudio", "--port", str(port), "--no-browser", *options]
    return running(command, f"http://127.0.0.1:{port}", home.with_suffix(".log"), environment)


class Studio:
    """Label Studio's REST interface, as far as it is needed."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Token {LEGACY_TOKEN}"

    def ask(self, method: str, path: str, **more: Any) -> Any:
        answer = self.session.request(method, self.address + path, timeout=300, **more)
        if not answer.ok:
            raise SystemExit(f"{method} {path}: {answer.status_code} {answer.text[:2000]}")
        return answer.json() if answer.content else None

    def personal_token(self) -> str:
        return self.ask("POST", "/api/token/", json={})["token"]

    def project(self, title: str) -> int:
        return self.ask("POST", "/api/projects", json={"title": title, "label_config": CONFIG})["id"]

    def project_of_uploads(self, title: str, pictures: list[Path]) -> int:
        project = self.project(title)
        for picture in pictures:
            self.ask("POST", f"/api/projects/{project}/import", files={"file": (picture.name, picture.read_bytes(), "image/jpeg")})
        return project

    def tasks(self, project: int) -> list[dict[str, Any]]:
        tasks = self.ask("GET", "/api/tasks", params={"project": project, "fields": "all", "page_size": 100})["tasks"]
        return sorted(tasks, key=lambda task: task["id"])

    def connect(self, project: int, backend: str) -> int:
        address = backend.replace("http://", f"http://panet:{OWN_TOKEN}@")
        backend_id = self.ask("POST", "/api/ml", json={"url": address, "project": project, "title": "PANet"})["id"]
        assert self.ask("GET", f"/api/ml/{backend_id}")["state"] == "CO", "Label Studio says that it is connected"
        return backend_id

    def retrieve_predictions(self, project: int, backend: int) -> tuple[str, dict[int, dict[str, Any]]]:
        """The version of the model that is asked, and its prediction of each task."""
        self.ask("POST", "/api/dm/actions", params={"id": "retrieve_tasks_predictions", "project": project},
                 json={"selectedItems": {"all": True, "excluded": []}})
        version = self.ask("GET", f"/api/ml/{backend}")["model_version"]
        predictions = self.ask("GET", "/api/predictions", params={"project": project})
        return version, {one["task"]: one for one in predictions if one["model_version"] == version}

    def annotate(self, task: int, mask: np.ndarray) -> int:
        return self.ask("POST", f"/api/tasks/{task}/annotations", json={"result": [region(mask)]})["id"]


def region(mask: np.ndarray) -> dict[str, Any]:
    height, width = mask.shape
    return {"id": "by-hand", "from_name": "tag", "to_name": "image", "type": "brushlabels", "original_width": width, "original_height": height,
            "image_rotation": 0,
            "value": {"format": "rle", "rle": mask2rle(mask.astype(np.uint8) * 255), "brushlabels": ["teapot"]}}


def painted(prediction: dict[str, Any], shape: tuple[int, int]) -> np.ndarray:
    """What Label Studio's own reader makes of the regions."""
    mask = np.zeros(shape, bool)
    for one in prediction["result"]:
        mask |= decode_rle(one["value"]["rle"]).reshape(*shape, 4)[:, :, 3] > 127
    return mask


class Conversation:
    """What is said of a folder's pictures, the first two of which are annotated, with a backend."""

    def __init__(self, studio: Studio, project: int, backend: int, pictures: list[Path]) -> None:
        self.studio, self.project, self.backend = studio, project, backend
        self.pictures = dict(zip((task["id"] for task in studio.tasks(project)), pictures, strict=True))

    def found(self) -> tuple[float, str, bytes]:
        """In the others: the mean IoU, by which version of the model, and the masks."""
        version, predictions = self.studio.retrieve_predictions(self.project, self.backend)
        truths = {task: truth_of(picture) for task, picture in list(self.pictures.items())[2:]}
        masks = {task: painted(predictions[task], truth.shape) for task, truth in truths.items()}
        mean = float(np.mean([iou(masks[task], truth) for task, truth in truths.items()]))
        return mean, version, b"".join(mask.tobytes() for mask in masks.values())

    def annotate(self, index: int) -> int:
        task, picture = list(self.pictures.items())[index]
        return self.studio.annotate(task, truth_of(picture))


def converse(conversation: Conversation, pictures_from: str) -> None:
    untaught, first_version, _ = conversation.found()
    assert untaught == 0, "nothing was taught, and nothing is found"
    conversation.annotate(0)
    one, second_version, one_mask = conversation.found()
    assert second_version != first_version and one > 0.4, (one, second_version)
    second = conversation.annotate(1)
    two, third_version, two_masks = conversation.found()
    assert third_version not in (first_version, second_version) and two_masks != one_mask, "the second annotation changes the masks"
    conversation.studio.ask("DELETE", f"/api/annotations/{second}")
    _, last_version, last_masks = conversation.found()
    assert (last_version, last_masks) == (second_version, one_mask), "a deleted annotation is forgotten"
    print(f"Label Studio, pictures {pictures_from}: mean IoU of {len(conversation.pictures) - 2} others {one:.3f} with one annotation submitted, "
          f"{two:.3f} with two; the second deleted: as with one", flush=True)


def main(label_studio: str, program: str, photos: Path, queries: Path) -> None:
    pictures = sorted(queries.glob("*.jpg"))
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        command = [label_studio, "start", "--port", str(port), "--data-dir", str(work / "data"), "--no-browser", "--username", USER, "--password",
                   PASSWORD, "--user-token", LEGACY_TOKEN, "--enable-legacy-api-token"]
        environment = {"LABEL_STUDIO_LOCAL_FILES_SERVING_ENABLED": "true", "LABEL_STUDIO_LOCAL_FILES_DOCUMENT_ROOT": str(queries),
                       "LABEL_STUDIO_USE_DEFAULT_BANNED_SUBNETS": "false", "COLLECT_ANALYTICS": "false", "LATEST_VERSION_CHECK": "false"}
        with running(command, f"http://127.0.0.1:{port}/health", work / "label-studio.log", environment) as health:
            studio = Studio(health.removesuffix("/health"))


            of_folder = studio.project("of a folder")
            studio.ask("POST", f"/api/projects/{of_folder}/import", json=[{"image": f"/data/local-files/?d={picture.name}"} for picture in pictures])
            with panet(program, photos, work / "first", "--media-root", str(queries)) as backend:
                converse(Conversation(studio, of_folder, studio.connect(of_folder, backend), pictures), "of a folder that both see")

            uploaded = studio.project_of_uploads("uploaded", pictures)
            with panet(program, photos, work / "second") as backend:
                converse(Conversation(studio, uploaded, studio.connect(uploaded, backend), pictures), "fetched with a legacy token")

            trained = studio.project_of_uploads("trained", pictures)
            studio.annotate(studio.tasks(trained)[0]["id"], truth_of(pictures[0]))
            with panet(program, photos, work / "third", "--label-studio", studio.address, key=studio.personal_token()) as backend:
                backend_id = studio.connect(trained, backend)
                studio.ask("POST", f"/api/ml/{backend_id}/train", json={})
                found, _, _ = Conversation(studio, trained, backend_id, pictures).found()
                assert found > 0.4, found
                print(f"Label Studio, pictures fetched with a personal access token: {found:.3f} with one annotation of before, learned by its button")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))

"""X-AnyLabeling's own client for remote servers, without a window, against `panet serve --tool xanylabeling`.

    xanylabeling.py ADDRESS TOKEN PICTURES
"""

import os
import sys
import tempfile
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import anylabeling.config  # noqa: E402
import numpy as np  # noqa: E402
import PIL.Image  # noqa: E402
import PIL.ImageDraw  # noqa: E402
from measure import iou, truth_of  # noqa: E402
from PyQt6.QtGui import QImage  # noqa: E402

address, token, pictures = sys.argv[1:]
with tempfile.NamedTemporaryFile("w", suffix=".yaml", delete=False) as settings:
    settings.write(f"remote_server_settings:\n  server_url: {address}\n  api_key: {token}\n")
anylabeling.config.current_config_file = settings.name

from anylabeling.services.auto_labeling.remote_server import RemoteServer  # noqa: E402

messages = []
client = RemoteServer({"type": "remote_server", "name": "panet", "display_name": "panet"}, messages.append)
models = client.get_available_models()
assert list(models) == ["panet"], models
assert models["panet"]["classes"] == ["teapot"], models
client.set_model_id("panet")
client.set_auto_labeling_conf(0.5)


def polygons(path, fineness):
    client.set_mask_fineness(fineness)
    shapes = client.predict_shapes(QImage(str(path)), str(path)).shapes
    assert all(shape.label == "teapot" and shape.shape_type == "polygon" for shape in shapes), messages
    return [[(point.x(), point.y()) for point in shape.points] for shape in shapes]


def drawn(rings, size):
    canvas = PIL.Image.new("1", size)
    for ring in rings:
        PIL.ImageDraw.Draw(canvas).polygon(ring, fill=1)
    return np.asarray(canvas)


overlaps, corners = [], []
for path in sorted(Path(pictures).glob("*.jpg")):
    rings = {fineness: polygons(path, fineness) for fineness in (0.0, 0.001, 0.01)}
    overlaps.append(iou(drawn(rings[0.001], PIL.Image.open(path).size), truth_of(path)))
    corners.append([sum(map(len, ring)) for ring in rings.values()])
assert not messages, messages
total = np.sum(corners, axis=0)
print(f"X-AnyLabeling: {len(overlaps)} pictures, mean IoU {np.mean(overlaps):.2f}; corners at fineness 0, 0.001, 0.01: {total.tolist()}")
assert np.mean(overlaps) > 0.5
assert total[0] > total[1] > total[2]

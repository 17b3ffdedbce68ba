#!/usr/bin/env python3
"""Draws a figure: the annotated pictures of a class, and what was found of it in others, with scores.

    examples/python_figure.py [FIGURE.png]

Needs panet (`pip install .`, docs/python.md) and matplotlib (Debian: python3-matplotlib; `pip install matplotlib`).
"""

import sys
from pathlib import Path

try:
    import matplotlib
except ImportError:
    sys.exit("python_figure.py: matplotlib is missing: `apt-get install python3-matplotlib`, or `pip install matplotlib`")

import panet

matplotlib.use("Agg")  # draws into files; needs no screen
from matplotlib import pyplot  # noqa: E402

PICTURES = Path(__file__).resolve().parent / "pictures"

# %% Learn from two annotated pictures.
annotated = [(PICTURES / f"teapot/teapot{i}.jpg", PICTURES / f"teapot/teapot{i}.png") for i in (1, 2)]
segmenter = panet.Segmenter()
prototypes = segmenter.learn({"teapot": annotated})
print(prototypes)

# %% Find it in three others.
queries = [PICTURES / f"teapot/teapot{i}.jpg" for i in (6, 7, 8)]
results = [segmenter.segment(query, prototypes, scores=True) for query in queries]

# %% Draw: what was annotated, then each picture with its mask, then the scores.
figure, axes = pyplot.subplots(2, 4, figsize=(16, 6.5), layout="constrained")
for axis in axes.flat:
    axis.set_axis_off()
for axis, (picture, _) in zip(axes[:, 0], annotated):
    axis.imshow(panet.decode(picture))
    axis.set_title(f"annotated: {picture.name}")
for column, (query, result) in enumerate(zip(queries, results), start=1):
    axes[0, column].imshow(panet.decode(query))
    axes[0, column].contour(result.mask("teapot"), levels=[0.5], colors="cyan")
    axes[0, column].set_title(f"{100 * result.shares['teapot']:.1f} %, presence {result.presences['teapot']:.2f}")
    shown = axes[1, column].imshow(result.scores[1], vmin=0, vmax=1, cmap="magma")
figure.colorbar(shown, ax=axes[1, 3], label="score")

# %% Save it.
out = Path(sys.argv[1] if len(sys.argv) > 1 else "figure.png")
figure.savefig(out, dpi=100)
print(out)

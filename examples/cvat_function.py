"""Masks for CVAT's tasks, computed where this runs, with prototypes from a file: no server is needed, and no container.

    panet learn --support my_classes --out mugs.safetensors
    cvat-cli task auto-annotate TASK --function-file examples/cvat_function.py -p prototypes=str:mugs.safetensors

Needs panet (`pip install .`, docs/python.md) and cvat-cli (`pip install cvat-cli`). Classes are matched with the labels of the task by
name; `--conf-threshold 0.5` leaves out classes that a picture does not seem to hold.
"""

import cvat_sdk.auto_annotation as annotation
from cvat_sdk.masks import encode_mask

import panet


class Function:
    def __init__(self, prototypes: str, **segmenter_options):
        self._segmenter = panet.Segmenter(**segmenter_options)
        self._prototypes = panet.Prototypes.load(prototypes)
        names = enumerate(self._prototypes.class_names, start=1)
        self.spec = annotation.DetectionFunctionSpec(
            labels=[annotation.label_spec(name, label, type="mask") for label, name in names]
        )

    def detect(self, context, image):
        result = self._segmenter.segment(image.convert("RGB"), self._prototypes)
        least_presence = context.conf_threshold or 0
        found = []
        for label, name in enumerate(self._prototypes.class_names, start=1):
            mask = result.labels == label
            if mask.any() and result.presences[name] >= least_presence:
                found.append(annotation.mask(label, encode_mask(mask)))
        return found


create = Function

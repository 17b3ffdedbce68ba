"""Which pictures there are."""

from __future__ import annotations

import os
from typing import Dict, List

import panet
from panet_cluster.job import Job, Picture
from panet_cluster.store import Store, output_store

ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff")


def list_pictures(job: Job) -> List[Picture]:
    """In the order of their names. Those of a folder are told by content, as `panet segment` tells them; of an object store,
    which would have to be read for that, by their endings, and a PNG beside a picture of its name is taken for its mask."""
    store, out = Store(job.pictures), output_store(job.out)
    if store.is_local:
        named = [(listed.path, listed.name) for listed in panet.list_pictures(store.root)]
    else:
        masks = f"{out.root}/" if out.root.startswith(f"{store.root}/") else None
        names = [name for name in store.names() if masks is None or not store.path(name).startswith(masks)]
        named = [(store.path(name), stem) for name, stem in _pictures_among(names).items()]
    if not named:
        raise panet.Error(f"{job.pictures}: there are no pictures ({' '.join(ENDINGS)})")
    there = set(out.names())
    pictures = [Picture(path, name, not there.isdisjoint(job.files_of(name))) for path, name in named]
    _expect_free_outputs(job, pictures, out, is_one_store=store.files == out.files)
    return pictures


def _pictures_among(names: List[str]) -> Dict[str, str]:
    pictures = [name for name in sorted(names) if name.lower().endswith(ENDINGS) and ".overlay." not in name]
    others = {os.path.splitext(name)[0] for name in pictures if not name.lower().endswith(".png")}
    return {name: stem for name in pictures for stem, ending in [os.path.splitext(name)]
            if not name.lower().endswith(".mask.png") and not (ending.lower() == ".png" and stem in others)}


def _expect_free_outputs(job: Job, pictures: List[Picture], out: Store, is_one_store: bool) -> None:
    """No two pictures have one name, and none is where a mask goes."""
    owners: Dict[str, str] = {}
    read = {os.path.realpath(picture.path) for picture in pictures} if is_one_store else set()
    for path, name, _ in pictures:
        if (other := owners.setdefault(name, path)) != path:
            raise panet.Error(f"the outputs of {other} and {path} would have one name, {name}; rename one of them")
        for file in job.files_of(name):
            if os.path.realpath(out.path(file)) in read:
                raise panet.Error(f"{out.path(file)}: is a picture, whose place its mask would take; name another --out")

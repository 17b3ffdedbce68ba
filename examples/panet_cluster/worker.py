"""What becomes of a picture."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from typing import Callable, Deque, Iterable, Iterator, Mapping, NamedTuple, Optional, TypeVar

import numpy as np

import panet
from panet_cluster.job import MASK, OVERLAY, FoundClasses, Job, Picture, Row
from panet_cluster.store import Store, output_store

From, To = TypeVar("From"), TypeVar("To")


class Work(NamedTuple):
    """A picture on its way."""

    picture: Picture
    pixels: Optional[np.ndarray] = None
    result: Optional[panet.Segmentation] = None
    row: Optional[Row] = None  # its line of the table, once nothing is left to be done


class Worker:
    """Segments pictures on one thread. The next one is read and decoded meanwhile, and the files of the one before are
    written."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._pictures, self._out = Store(job.pictures), output_store(job.out)
        self._segmenter = panet.Segmenter(size=job.prototypes.size, shape=job.prototypes.shape, threads=1, **job.options)

    def rows(self, pictures: Iterable[Picture], contents: Optional[Mapping[str, bytes]] = None) -> Iterator[Row]:
        """One for each picture, in their order. A picture that fails is told in its row, and the others go on.

        contents: files that are in memory already, by their pictures' paths.
        """
        read = ahead(self._step(lambda work: self._read(work, contents or {})), map(Work, pictures))
        written = ahead(self._step(self._write), map(self._step(self._segment), read))
        return (work.row for work in written if work.row is not None)

    def _step(self, step: Callable[[Work], Work]) -> Callable[[Work], Work]:
        """`step`, for pictures that are not through yet; where it fails they are."""

        def with_errors_told(work: Work) -> Work:
            try:
                return work if work.row is not None else step(work)
            except (panet.Error, OSError, MemoryError) as error:
                return Work(work.picture, row=self._job.row(work.picture, error=str(error) or "not enough memory"))

        return with_errors_told

    def _read(self, work: Work, contents: Mapping[str, bytes]) -> Work:
        picture = work.picture
        if self._job.resume and picture.is_done and (found := self._found_before(picture)) is not None:
            return work._replace(row=self._job.row(picture, found, passed_over=True))
        content = contents.get(picture.path)
        return work._replace(pixels=panet.decode(content or self._pictures.files.cat_file(picture.path)))

    def _found_before(self, picture: Picture) -> Optional[FoundClasses]:
        """What an equal run found, where all its files are there and not older than the picture."""
        files = [self._out.path(file) for file in self._job.files_of(picture.name)]
        if not all(map(self._out.files.exists, files)):
            return None
        if self._out.files.modified(files[-1]) < self._pictures.files.modified(picture.path):
            return None
        with self._out.as_local_file(files[-1]) as mask:
            return self._segmenter.found_in(mask, self._job.prototypes)

    def _segment(self, work: Work) -> Work:
        return work._replace(result=self._segmenter.segment(work.pixels, self._job.prototypes))

    def _write(self, work: Work) -> Work:
        picture, result = work.picture, work.result
        assert result is not None
        if picture.is_done and not self._job.overwrite:
            for file in self._job.files_of(picture.name):
                self._out.expect_own(file)
        if self._job.overlays:
            self._out.write(picture.name + OVERLAY, result.overlay(work.pixels))
        self._out.write(picture.name + MASK, result.png())
        return work._replace(row=self._job.row(picture, result.found))


def ahead(work: Callable[[From], To], items: Iterable[From]) -> Iterator[To]:
    """work(item) of each item, in order, by a thread that works on one while the caller has the one before."""
    with ThreadPoolExecutor(1) as helper:
        coming: Deque[Future[To]] = deque()
        for item in items:
            coming.append(helper.submit(work, item))
            if len(coming) > 1:
                yield coming.popleft().result()
        while coming:
            yield coming.popleft().result()


@lru_cache(maxsize=1)
def worker_of(job: Job) -> Worker:
    """The one of this process, made when it is first asked for: after a fork, not before."""
    return Worker(job)

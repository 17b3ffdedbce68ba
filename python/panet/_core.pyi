# The C++ half (python/core); the tests hold this against the module itself. Pixels, masks and pictures that it takes are
# buffers without gaps, and those that it gives are the classes without methods, which are buffers, too.
from typing import Any, Callable, Dict, Iterator, List, Optional, Sequence, Tuple, TypedDict, type_check_only

class Error(Exception):
    """What is wrong with a file, a picture or an annotation; the message says what would be right."""

class Labels: ...
class Mask: ...
class Picture: ...
class MapStack: ...

def decode_picture(path: str) -> Any: ...
def list_pictures(inputs: Sequence[str]) -> List[str]: ...
def read_annotation(path: str, height: int, width: int, class_name: str, label: Optional[int]) -> Tuple[Any, Any]: ...
def annotation_of_boxes(
    boxes: Sequence[Tuple[float, float, float, float]], height: int, width: int, source: str
) -> Tuple[Any, Any]: ...
def read_support_folder(folder: str, shots: Optional[int]) -> List[Tuple[str, List[Tuple[str, str]]]]: ...

class Prototypes:
    @staticmethod
    def load(path: str) -> Prototypes: ...
    def save(self, path: str) -> None: ...
    @property
    def class_names(self) -> List[str]: ...
    @property
    def class_shots(self) -> List[int]: ...
    @property
    def input_size(self) -> int: ...
    @property
    def shape(self) -> str: ...
    @property
    def fingerprint(self) -> str: ...

class Segmentation:
    @property
    def labels(self) -> Any: ...
    @property
    def scores(self) -> Any: ...
    @property
    def pixels(self) -> List[int]: ...
    @property
    def mean_scores(self) -> List[float]: ...
    @property
    def presences(self) -> List[float]: ...

class Segmenter:
    def __init__(
        self,
        model: str,
        size: int,
        precision: str,
        shape: str,
        refine: str,
        absent_below: float,
        tiles: Optional[int],
        threads: int,
    ) -> None: ...
    def another(self) -> Segmenter: ...
    def learn(self, supports: Iterator[Tuple[str, Any, Any, Any, str]]) -> Prototypes: ...
    def segment(self, picture: Any, prototypes: Prototypes, scores: bool) -> Segmentation: ...
    @property
    def threads(self) -> int: ...
    @property
    def fingerprint(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def precision(self) -> str: ...

@type_check_only
class Measured(TypedDict):
    split: str
    ways: int
    shots: int
    annotation: str
    runs: int
    episodes: int
    mean_iou: Optional[Tuple[float, float]]
    binary_iou: Optional[Tuple[float, float]]
    background_iou: Optional[Tuple[float, float]]
    foreground_iou: Optional[Tuple[float, float]]
    class_iou: Dict[str, Tuple[float, float]]
    auroc: Optional[Tuple[float, float]]
    falsely_found: Optional[Tuple[float, float]]
    found_at: List[Tuple[float, float, float]]
    seconds: float

class Episodes: ...

class Evaluator:
    def __init__(
        self,
        segmenter: Segmenter,
        root: str,
        kind: Optional[str],
        image_set: Optional[str],
        protocol: str,
        interleaved: bool,
        class_list: str,
        label_of_all: Optional[int],
        label_of_class: Sequence[Tuple[str, int]],
        allow_missing: bool,
        cache_bytes: Optional[int],
        loader_threads: int,
    ) -> None: ...
    @property
    def folds(self) -> List[str]: ...
    def draw(
        self,
        splits: Sequence[str],
        ways: Sequence[int],
        shots: Sequence[int],
        runs: int,
        episodes: int,
        seed: int,
        absent: float,
    ) -> Episodes: ...
    def read(self, path: str) -> Episodes: ...
    def write(self, episodes: Episodes, path: str) -> None: ...
    def evaluate(
        self,
        episodes: Episodes,
        annotations: Sequence[str],
        scribble_dilation: int,
        seed: int,
        progress: Optional[Callable[[int, int], object]],
    ) -> List[Measured]: ...

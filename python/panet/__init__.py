"""Few-shot image segmentation: annotate one to five pictures of something, find it in all others.

    import panet

    segmenter = panet.Segmenter()                                 # the model that ships
    prototypes = segmenter.learn({"mug": [(picture, mask)]})      # arrays, PIL images, tensors, files
    result = segmenter.segment(another_picture, prototypes)
    result.labels                                                 # uint8, H x W: 0 background, 1 mug
    result.mask("mug")                                            # bool, H x W

What is wrong with a file, a picture or an annotation raises `panet.Error`, whose message says what would be right; an
argument of a wrong type raises TypeError, one of a wrong value ValueError. What is passed over without being an error
is told as a UserWarning.
"""

from panet._core import Error
from panet._evaluation import Evaluation, Evaluator, Figure, FoundAt
from panet._files import is_own_file, remove_leftovers, write_file
from panet._model import shipped_model
from panet._pictures import AnnotationLike, ListedPicture, PictureLike, decode, list_pictures
from panet._prototypes import Prototypes
from panet._segmentation import FoundClass, Segmentation
from panet._segmenter import Segmenter

__all__ = [
    "AnnotationLike",
    "Error",
    "Evaluation",
    "Evaluator",
    "Figure",
    "FoundAt",
    "FoundClass",
    "ListedPicture",
    "PictureLike",
    "Prototypes",
    "Segmentation",
    "Segmenter",
    "decode",
    "is_own_file",
    "list_pictures",
    "remove_leftovers",
    "shipped_model",
    "write_file",
]

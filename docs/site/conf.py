"""The site: the pages as they lie in the repository, and references made of the headers and the Python module.

Built by ./x docs, with the repository's root as the folder of sources.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

SITE = Path(__file__).resolve().parent
REPOSITORY = SITE.parent.parent
sys.path[:0] = [str(SITE / "extensions"), str(REPOSITORY / "python")]

project = "PANet in C++"
copyright = "the authors; Apache-2.0"
version = release = re.search(r"project\(panet VERSION ([\d.]+)", (REPOSITORY / "CMakeLists.txt").read_text())[1]

extensions = ["myst_parser", "breathe", "sphinx.ext.autodoc", "contents", "headers", "python_module", "repository_links"]
root_doc = "docs/README"
include_patterns = ["README*.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md", "docs/**.md", "docs/site/**.rst", "examples/README.md", "models/README.md",
                    "results/README.md"]
exclude_patterns = [".*", "build*", "out", "runs"]
nitpicky = True
nitpick_ignore_regex = [
    # What other libraries declare, parameters of templates, and what the public headers name without declaring it.
    ("cpp:identifier", r"panet|(std|cv|torch|c10|c10d|at)(::.*)?|u?int\d+_t|size_t|ptrdiff_t|[A-Z]|To|Meaning[AB]?|Function"),
    ("cpp:identifier", r"Means(Mask|Labels|Instances)|PreparedPicture|Launch"),
    ("py:class", r"(os\.)?PathLike.*|pathlib\.(_local\.)?Path|(numpy|np)\..*|ndarray|panet\.(_core\..*|PictureLike|AnnotationLike)"),
]
suppress_warnings = ["misc.highlighting_failure"]  # JSON with an ellipsis in it
highlight_language = "none"
default_role = "code"

myst_heading_anchors = 6

smartquotes = False
breathe_show_include = False
autodoc_member_order = "bysource"
autodoc_class_signature = "separated"
autodoc_type_aliases = {"PictureLike": "panet.PictureLike", "AnnotationLike": "panet.AnnotationLike"}
python_use_unqualified_type_names = True

linkcheck_ignore = [r"(?!https?:)"]  # docs/site/links has seen the others
linkcheck_timeout = 20
linkcheck_anchors = False  # of pages that are made in the browser

html_theme = "furo"
html_title = f"{project} {release}"
html_static_path = ["panet.css"]
html_css_files = ["panet.css"]
templates_path = ["templates"]
html_additional_pages = {"index": "redirect.html"}
html_copy_source = False
html_show_sphinx = False

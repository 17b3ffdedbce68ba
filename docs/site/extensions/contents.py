"""Makes the site's navigation of docs/README.md: a section is a part, the page that an item begins with belongs to it."""

from __future__ import annotations

import posixpath
import re
from typing import List, Optional

from repository_links import REFERENCES
from sphinx.application import Sphinx

ITEM = re.compile(r"^- \[([^]]*)\]\(([^)#]+)\)", re.MULTILINE)


def add_navigation(app: Sphinx, page: str, source: List[str]) -> None:
    if page == app.config.root_doc:
        parts = re.split(r"^## ", source[0], flags=re.MULTILINE)[1:]
        source[0] += "".join(navigation(page, part) for part in parts)


def navigation(root_doc: str, part: str) -> str:
    title, _, text = part.partition("\n")
    pages = [(name, page_of(posixpath.dirname(root_doc), link)) for name, link in ITEM.findall(text)]
    lines = "\n".join(f"{name} </{page}>" for name, page in pages if page is not None)
    return f"\n\n```{{toctree}}\n:hidden:\n:caption: {title}\n\n{lines}\n```\n"


def page_of(folder: str, link: str) -> Optional[str]:
    path = posixpath.normpath(posixpath.join(folder, link))
    return path.removesuffix(".md") if path.endswith(".md") else REFERENCES.get(path)


def setup(app: Sphinx) -> dict:
    app.connect("source-read", add_navigation)
    return {"parallel_read_safe": True}

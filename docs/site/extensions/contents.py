"""Makes the site's navigation of docs/README.md: a section is a part, the first link of each item a page of it."""

from __future__ import annotations

import posixpath
import re
from typing import List

from sphinx.application import Sphinx

ITEM = re.compile(r"^- +\[[^]]*\]\(([^)#]+)\)", re.MULTILINE)


def add_navigation(app: Sphinx, page: str, source: List[str]) -> None:
    if page == app.config.root_doc:
        parts = re.split(r"^## ", source[0], flags=re.MULTILINE)[1:]
        source[0] += "".join(navigation(page, part) for part in parts)


def navigation(page: str, part: str) -> str:
    title, _, text = part.partition("\n")
    pages = "\n".join(page_of(posixpath.dirname(page), link) for link in ITEM.findall(text))
    return f"\n\n```{{toctree}}\n:hidden:\n:caption: {title}\n\n{pages}\n```\n" if pages else ""


def page_of(folder: str, link: str) -> str:
    from repository_links import REFERENCES

    path = posixpath.normpath(posixpath.join(folder, link))
    return "/" + REFERENCES.get(path, re.sub(r"\.md$", "", path))


def setup(app: Sphinx) -> dict:
    app.connect("source-read", add_navigation)
    return {"parallel_read_safe": True}

"""Links of the pages to files and folders that are no pages: to the references where there is one, else to a copy of
the file, or a list of the folder, in the site."""

from __future__ import annotations

import posixpath
from html import escape
from pathlib import Path
from typing import Dict, Iterator, Optional, Set, Tuple

from docutils import nodes
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import TextLexer, get_lexer_for_filename
from pygments.util import ClassNotFound
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

# What has a page of its own here: paths in the repository, and pages.
REFERENCES = {"include/panet": "docs/site/cpp/index", "python/panet": "docs/site/python", "results": "results/README"}
LARGEST = 1 << 20


class LinksToFiles(SphinxTransform):
    """MyST makes downloads of links to files, and knows no links to folders."""

    default_priority = 100

    def apply(self) -> None:
        links = [*self.document.findall(addnodes.download_reference), *self.document.findall(addnodes.pending_xref)]
        for link in links:
            path = self.linked_path(link)
            if path is not None:
                link.replace_self(self.reference(path, link))

    def linked_path(self, link: nodes.Element) -> Optional[str]:
        """From the repository's root, where the link leads to something there that is no page."""
        target = link.get("reftarget", "")
        if link.get("reftype") != "myst" or not target or target.startswith("#"):
            return None
        folder = posixpath.dirname(self.env.docname)
        path = posixpath.normpath(target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target))
        is_page = path.removesuffix(".md") in self.env.found_docs
        return path if not is_page and (Path(self.env.srcdir) / path).exists() else None

    def reference(self, path: str, link: nodes.Element) -> nodes.Element:
        if path in REFERENCES:
            page = REFERENCES[path]
        else:
            page = f"files/{path}"
            files_of(self.env.app).add(path)
        address = posixpath.relpath(f"{page}.html", posixpath.dirname(self.env.docname) or ".")
        return nodes.reference("", "", *link.children, refuri=address, internal=True)


def files_of(app: Sphinx) -> Set[str]:
    if not hasattr(app.env, "panet_files"):
        app.env.panet_files = set()  # type: ignore[attr-defined]
    return app.env.panet_files  # type: ignore[attr-defined]


def file_pages(app: Sphinx) -> Iterator[Tuple[str, Dict[str, str], str]]:
    waiting = sorted(files_of(app))
    while waiting:
        path = waiting.pop()
        file = Path(app.srcdir) / path
        if file.is_dir():
            inside = sorted(one for one in file.iterdir() if one.is_file() and text_of(one) is not None)
            waiting += [f"{path}/{one.name}" for one in inside]
            body = "<ul>" + "".join(f'<li><a href="{file.name}/{escape(one.name)}.html">{escape(one.name)}</a></li>'
                                    for one in inside) + "</ul>"
        else:
            text = text_of(file)
            body = "<p>Not a text.</p>" if text is None else highlighted(file.name, text)
        yield f"files/{path}", {"title": path, "body": f"<h1>{escape(path)}</h1>{body}"}, "page.html"


def text_of(file: Path) -> Optional[str]:
    try:
        return file.read_text(encoding="utf-8") if file.stat().st_size < LARGEST else None
    except UnicodeDecodeError:
        return None


def highlighted(name: str, text: str) -> str:
    try:
        lexer = get_lexer_for_filename(name, text)
    except ClassNotFound:
        lexer = TextLexer()
    return highlight(text, lexer, HtmlFormatter())


def setup(app: Sphinx) -> dict:
    app.add_transform(LinksToFiles)
    app.connect("html-collect-pages", file_pages)
    return {"parallel_read_safe": False}

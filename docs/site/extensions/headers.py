"""The public headers, by Doxygen and Breathe: the directive `headers` shows those of one folder of include/panet."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import List
from xml.etree import ElementTree

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import nested_parse_with_titles

INCLUDE = "include/panet"
SHOWN = re.compile(r"^\.\. headers:: (\S+)$", re.MULTILINE)
UNKNOWN_VALUE = re.compile(r"=\s*(\[|{\.)")  # a lambda, or fields by name


class Headers(SphinxDirective):
    """`.. headers:: FOLDER`; `.` for the headers that lie in include/panet itself."""

    required_arguments = 1

    def run(self) -> List[nodes.Node]:
        root = Path(self.env.srcdir) / "include"
        folder = self.arguments[0]
        found = sorted((root / "panet" / folder).glob("*.h" if folder == "." else "**/*.h"))
        if not found:
            raise self.error(f"there is no header in {INCLUDE}/{folder}")
        lines = [line for header in found for line in section(header.relative_to(root).as_posix(), xml_of(self.env.app))]
        holder = nodes.section()
        holder.document = self.state.document
        nested_parse_with_titles(self.state, StringList(lines, self.get_source_info()[0]), holder)
        return holder.children


def section(header: str, xml: Path) -> List[str]:
    """The filter of Doxygen's input, docs/site/comments, makes a group of each header that declares something."""
    group = header.removeprefix("panet/").removesuffix(".h").replace("/", "_")
    if not (xml / f"group__{group.replace('_', '__')}.xml").exists():
        return []
    return [header, "-" * len(header), "", f".. doxygengroup:: {group}", "   :content-only:", "   :members:",
            "   :undoc-members:", ""]


def xml_of(app: Sphinx) -> Path:
    return Path(app.doctreedir) / "doxygen" / "xml"


def run_doxygen(app: Sphinx, config: object) -> None:
    output = xml_of(app).parent
    output.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["doxygen", "docs/site/Doxyfile"], cwd=app.srcdir, capture_output=True, text=True,
                          env={**os.environ, "DOXYGEN_OUTPUT": str(output)})
    if done.returncode != 0:
        raise ExtensionError(f"doxygen: {done.stderr}")
    for file in xml_of(app).glob("*.xml"):
        prepare(file)
    app.config.breathe_projects = {"panet": str(xml_of(app))}
    app.config.breathe_default_project = "panet"


def check_folders(app: Sphinx, config: object) -> None:
    """A new folder of headers wants a page."""
    folders = {folder.name for folder in (Path(app.srcdir) / INCLUDE).iterdir() if folder.is_dir()}
    pages = [page.read_text() for page in (Path(app.confdir) / "cpp").glob("*.rst")]
    for folder in sorted(folders - {name for page in pages for name in SHOWN.findall(page)}):
        raise ExtensionError(f"no page of docs/site/cpp/ has '.. headers:: {folder}', for the headers in {INCLUDE}/{folder}")


def prepare(file: Path) -> None:
    """Breathe takes members of a group by their bare names, classes by their full ones; Sphinx knows no lambdas."""
    tree = ElementTree.parse(file)
    for member in tree.iter("memberdef"):
        name, full, value = (member.find(tag) for tag in ("name", "qualifiedname", "initializer"))
        if file.name.startswith("group__") and name is not None and full is not None:
            name.text = full.text
        if value is not None and UNKNOWN_VALUE.match("".join(value.itertext())):
            member.remove(value)
    tree.write(file, encoding="utf-8", xml_declaration=True)


def setup(app: Sphinx) -> dict:
    app.add_directive("headers", Headers)
    app.connect("config-inited", check_folders)
    app.connect("config-inited", run_doxygen)
    return {"parallel_read_safe": True}

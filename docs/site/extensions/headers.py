"""The public headers, by Doxygen and Breathe: the directive `headers` shows those of one folder of include/panet."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import List

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import nested_parse_with_titles

INCLUDE = "include/panet"


class Headers(SphinxDirective):
    """`.. headers:: FOLDER`; `.` for the headers that lie in include/panet itself."""

    required_arguments = 1

    def run(self) -> List[nodes.Node]:
        root = Path(self.env.srcdir) / "include"
        found = sorted((root / "panet" / self.arguments[0]).rglob("*.h"))
        if self.arguments[0] == ".":
            found = sorted((root / "panet").glob("*.h"))
        if not found:
            raise self.error(f"there is no header in {INCLUDE}/{self.arguments[0]}")
        lines = [line for header in found for line in section(header.relative_to(root).as_posix())]
        holder = nodes.section()
        holder.document = self.state.document
        nested_parse_with_titles(self.state, StringList(lines, self.get_source_info()[0]), holder)
        return holder.children


def section(header: str) -> List[str]:
    return [f".. _{header}:", "", header, "-" * len(header), "", f".. doxygenfile:: {header}",
            "   :sections: briefdescription detaileddescription innerclass enum typedef func var define", ""]


def run_doxygen(app: Sphinx, config: object) -> None:
    output = Path(app.doctreedir) / "doxygen"
    output.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["doxygen", "docs/site/Doxyfile"], cwd=app.srcdir, capture_output=True, text=True,
                          env={**os.environ, "DOXYGEN_OUTPUT": str(output)})
    if done.returncode != 0:
        raise ExtensionError(f"doxygen: {done.stderr}")
    app.config.breathe_projects = {"panet": str(output / "xml")}
    app.config.breathe_default_project = "panet"


def setup(app: Sphinx) -> dict:
    app.add_directive("headers", Headers)
    app.connect("config-inited", run_doxygen, priority=100)
    return {"parallel_read_safe": True}

"""one_definition finds what the linker would take for one."""

from __future__ import annotations

import subprocess
import tempfile
import unittest
from pathlib import Path

CHECK = Path(__file__).resolve().parent / "one_definition"


class OneDefinition(unittest.TestCase):
    def of(self, **files: str) -> str:
        with tempfile.TemporaryDirectory() as holder:
            for name, text in files.items():
                (Path(holder) / name.replace("_", ".")).write_text(f"namespace panet {{\n{text}\n}}\n")
            done = subprocess.run([str(CHECK), holder], capture_output=True, text=True, timeout=60)
            if done.returncode == 77:
                self.skipTest(done.stderr.strip())
            self.assertEqual(done.returncode, 1 if "is defined in" in done.stdout else 0, done.stderr)
            return done.stdout

    def test_types_of_one_name(self) -> None:
        self.assertIn("panet::Tile is defined in", self.of(a_h="struct Tile { int top; };", b_cpp="class Tile {\n float left;\n};"))

    def test_a_type_that_other_programs_may_use(self) -> None:
        self.assertIn("panet::Tile is defined in", self.of(a_h="}\nnamespace PANET_PUBLIC panet {\nstruct Tile { int top; };", b_h="struct Tile {};"))

    def test_inline_functions_of_headers(self) -> None:
        self.assertIn("panet::larger(int a)", self.of(a_h="inline int larger(int a) { return a; }", b_h="inline int larger(int a) { return 2 * a; }"))

    def test_what_may_have_one_name(self) -> None:
        self.assertIn("each defined in one", self.of(a_h="struct Tile;\nstruct Plan { struct Tile {}; };\ninline int larger(int a) { return a; }",
                                                     b_cpp="struct Tile {};\ninline int larger(float a) { return a; }",
                                                     c_cpp="namespace {\nstruct Tile { int top; };\n}"))


if __name__ == "__main__":
    unittest.main()

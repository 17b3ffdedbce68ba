"""docs/site/comments gives Doxygen what the plain comments of a header say."""

from __future__ import annotations

import subprocess
import tempfile
import unittest
from pathlib import Path

FILTER = Path(__file__).resolve().parents[2] / "docs" / "site" / "comments"


class Comments(unittest.TestCase):
    def of(self, text: str) -> str:
        with tempfile.TemporaryDirectory() as holder:
            header = Path(holder) / "include" / "panet" / "image" / "map.h"
            header.parent.mkdir(parents=True)
            header.write_text(text)
            return subprocess.run([str(FILTER), str(header)], capture_output=True, text=True, check=True, timeout=60).stdout

    def test_before_a_declaration(self) -> None:
        self.assertEqual(self.of("#include <a>\n\n// A map.\n//\n// Of pixels.\nclass Map;\n"),
                         "#include <a>\n\n/// A map.\n///\n/// Of pixels.\nclass Map;\n")

    def test_behind_one_and_on_the_line_below(self) -> None:
        self.assertEqual(self.of("  int size = 1;  // pixels, of\n                 // the side\n"),
                         "  int size = 1;  ///< pixels, of\n                 ///< the side\n")

    def test_what_stands_for_itself_stays_plain(self) -> None:
        self.assertEqual(self.of("#include <a>\n\n// Apart.\n\nint a;\n"), "#include <a>\n\n// Apart.\n\nint a;\n")
        self.assertEqual(self.of("class Shot;  // segment/learning.h\n"), "class Shot;  // segment/learning.h\n")

    def test_a_header_is_a_group_and_what_is_said_of_it_is_said_of_the_group(self) -> None:
        self.assertEqual(self.of("#pragma once\n\n// Maps.\n\n#include <a>\nnamespace PANET_PUBLIC panet {\nint a;\n}  // namespace panet\n"),
                         "#pragma once\n\n/// @addtogroup image_map\n/// Maps.\n\n#include <a>\nnamespace PANET_PUBLIC panet {\n"
                         "/// @addtogroup image_map\n/// @{\nint a;\n/// @}\n}  // namespace panet\n")

    def test_code_and_tables_are_indented_but_items_of_a_list_are_not_code(self) -> None:
        self.assertEqual(self.of("// So:\n//   auto a = b();\n// - one\n//   and more\n// two\nint a;\n"),
                         "/// So:\n/// @code{.cpp}\n///auto a = b();\n/// @endcode\n/// - one\n///   and more\n///\n/// two\nint a;\n")

    def test_nothing_in_a_comment_is_a_command_or_a_tag(self) -> None:
        self.assertEqual(self.of('// 95 % of <T> and "\\n", --all\nint a;\n'), '/// 95 \\% of \\<T\\> and "\\n", \\--all\nint a;\n')


if __name__ == "__main__":
    unittest.main()

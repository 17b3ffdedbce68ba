"""Builds the library, and the program beside it, from this checkout: conan create . -c tools.system.package_manager:mode=install"""

import re
from pathlib import Path

from conan import ConanFile
from conan.tools.cmake import CMake, CMakeToolchain, cmake_layout
from conan.tools.files import copy, load
from conan.tools.system.package_manager import Apt


class Panet(ConanFile):
    name = "panet"
    license = "Apache-2.0"
    description = "Few-shot image segmentation: annotate one to five pictures, segment all others"
    topics = ("segmentation", "few-shot", "prototypes")
    package_type = "shared-library"
    settings = "os", "arch", "compiler", "build_type"
    exports = "x", "CMakeLists.txt"
    exports_sources = ("CMakeLists.txt", "cmake/*", "examples/*.cpp", "examples/CMakeLists.txt", "include/*", "models/*",
                       "packaging/*", "src/*", "LICENSE")
    test_package_folder = "tests/package/conan"

    def set_version(self):
        text = load(self, Path(self.recipe_folder, "CMakeLists.txt"))
        self.version = re.search(r"project\(panet VERSION ([0-9.]+)", text).group(1)

    def system_requirements(self):
        # What `./x build` installs, less the compiler, which the profile names.
        text = load(self, Path(self.recipe_folder, "x"))
        packages = re.search(r"^packages=\((.*?)\)", text, re.DOTALL | re.MULTILINE).group(1).split()
        Apt(self).install([package for package in packages if package.startswith("lib") or package.endswith("-dev")]
                          + ["esbuild"], update=True, check=True)

    def layout(self):
        cmake_layout(self)

    def generate(self):
        toolchain = CMakeToolchain(self)
        for part in ("TRAIN", "TESTS", "BENCHMARKS", "PYTHON"):
            toolchain.cache_variables[f"PANET_BUILD_{part}"] = False
        toolchain.generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        CMake(self).install()
        copy(self, "LICENSE", self.source_folder, Path(self.package_folder, "licenses"))

    def package_info(self):
        # The package's own files for CMake and pkg-config say the rest.
        self.cpp_info.libs = ["panet"]
        self.cpp_info.set_property("cmake_find_mode", "none")
        self.cpp_info.builddirs = ["lib/cmake/panet"]

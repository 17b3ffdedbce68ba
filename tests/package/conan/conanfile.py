"""A program outside the tree finds the package and segments a picture with it."""

from pathlib import Path

from conan import ConanFile
from conan.tools.build import can_run
from conan.tools.cmake import CMake, cmake_layout


class PanetTest(ConanFile):
    settings = "os", "arch", "compiler", "build_type"
    generators = "CMakeToolchain", "VirtualRunEnv"

    def requirements(self):
        self.requires(self.tested_reference_str)

    def layout(self):
        cmake_layout(self)

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def test(self):
        if not can_run(self):
            return
        model = Path(self.dependencies["panet"].package_folder, "share", "panet", "panet-resnet50.safetensors")
        pictures = Path(self.recipe_folder).parents[2] / "examples" / "pictures"
        program = Path(self.cpp.build.bindir, "few_shot").absolute()
        self.run(f"{program} {model} {pictures} {pictures}/mug/mug6.jpg overlay.jpg", env="conanrun")

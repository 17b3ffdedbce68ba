// Whether labelling converges (tests/serve/labelling/labelling_course.h), on any folders of
// pictures with masks beside them, FOLDER/CLASS/NAME.jpg and NAME.png.
//
//   build/panet_convergence models/panet-resnet50.safetensors examples/pictures
//   [examples/pictures_more]
#include <fmt/format.h>

#include "panet/base/error.h"
#include "panet/weights/model_file.h"
#include "serve/labelling/labelling_course.h"

int main(int argc, char** argv) {
  if (argc < 3) {
    fmt::print(stderr, "usage: panet_convergence MODEL FOLDER...\n");
    return 2;
  }
  try {
    const auto model = std::make_shared<const panet::Model>(panet::load_model(argv[1]));
    const auto classes = panet::test::pictures_of_classes({argv + 2, argv + argc});
    const double gain = panet::test::print_labelling_courses(classes, model, 3);
    fmt::print("gain {:+.1f}\n", gain);
  } catch (const std::exception& error) {
    fmt::print(stderr, "panet_convergence: {}\n", error.what());
    return 1;
  }
}

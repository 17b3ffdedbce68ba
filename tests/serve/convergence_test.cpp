// That labelling gets somewhere, on the renderings that ship: 16 pictures of each of five classes.
#include <gtest/gtest.h>

#include "labelling/labelling_course.h"
#include "panet/weights/model_file.h"

namespace panet::serve {
namespace {

namespace fs = std::filesystem;

TEST(Convergence, ThreeMendedPicturesMakeThoseBetterThatNobodyTouched) {
  const fs::path checkout = PANET_CHECKOUT;
  const auto model =
      std::make_shared<const Model>(load_model(checkout / "models/panet-resnet50.safetensors"));
  const auto classes = test::pictures_of_classes(
      {checkout / "examples/pictures", checkout / "examples/pictures_more"});
  ASSERT_EQ(classes.size(), 5);
  for (const auto& each : classes) ASSERT_EQ(each.pictures.size(), 16) << each.class_name;
  EXPECT_GE(test::print_labelling_courses(classes, model, 3), 4);
}

}  // namespace
}  // namespace panet::serve

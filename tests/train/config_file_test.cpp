#include <set>

#include "panet/train/training_config.h"
#include "support.h"

namespace panet {
namespace {

// The experiments that ship with the project.
TEST(ConfigFiles, AreThePapersRecipe) {
  std::set<std::string> names;
  for (const auto& file : std::filesystem::directory_iterator(PANET_CONFIGS_DIR)) {
    const auto name = file.path().stem().string();
    const auto config = read_training_config(file.path());
    names.insert(name);
    TrainingConfig paper;
    paper.data.kind = name.starts_with("coco") ? "coco" : "voc";
    paper.data.image_set = name.starts_with("coco") ? "train2014" : "trainaug";
    paper.ways = name.find("2way") != std::string::npos ? 2 : 1;
    paper.shots = name.find("5shot") != std::string::npos ? 5 : 1;
    paper.par = name.find("without-par") == std::string::npos;
    EXPECT_THAT(changed_keys(paper, config), testing::IsEmpty()) << name;
  }
  EXPECT_THAT(names, testing::IsSupersetOf({"voc-1way-1shot", "voc-1way-5shot", "voc-2way-1shot",
                                            "voc-2way-5shot", "voc-1way-1shot-without-par",
                                            "voc-1way-5shot-without-par", "coco-1way-1shot",
                                            "coco-1way-5shot"}));
}

}  // namespace
}  // namespace panet

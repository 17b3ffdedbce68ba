#include <fmt/format.h>

#include <set>

#include "panet/weights/prototype_file.h"
#include "toy_project.h"

namespace panet::serve {
namespace {

using panet::test::error_of;
using panet::test::Tells;
using test::ToyProject;

TEST(Classes, HaveKeysInTheirOrderAndColoursOfTheirOwn) {
  ToyProject project;
  std::set<Colour> colours;
  for (int i = 1; i <= 11; ++i) {
    const ClassRow row = project->add_class(fmt::format("class {}", i), {}, false);
    EXPECT_EQ(row.key, i <= 9 ? i : 0);
    colours.insert(row.colour);
  }
  EXPECT_EQ(colours.size(), 11u);
  EXPECT_EQ(project->classes()[0].colour, (Colour{230, 159, 0}));
}

TEST(Classes, AreChangedInParts) {
  ToyProject project;
  const ClassId id = project->add_class("mug", Colour{1, 2, 3}, true).id;
  EXPECT_EQ(project->change_class(id, {.name = " cup "}).name, "cup");
  const ClassRow row = project->change_class(id, {.colour = Colour{4, 5, 6}});
  EXPECT_EQ(row.colour, (Colour{4, 5, 6}));
  EXPECT_TRUE(row.one_piece);
  EXPECT_FALSE(project->change_class(id, {.one_piece = false}).one_piece);
  EXPECT_EQ(project->change_class(id, {.name = "CUP"}).name, "CUP");  // its own name
}

TEST(Classes, HaveNamesThatPeopleTakeForDifferentOnes) {
  ToyProject project;
  project->add_class("K\xc3\xa4se", {}, false);
  EXPECT_THROW(project->add_class("KA\xcc\x88SE", {}, false), Contradiction);
  const ClassId other = project->add_class("mug", {}, false).id;
  EXPECT_THROW(project->change_class(other, {.name = "k\xc3\xa4se"}), Contradiction);
}

TEST(Classes, HaveNamesThatFoldersCanHave) {
  ToyProject project;
  const auto error = [&](const std::string& name) {
    return error_of([&] { project->add_class(name, {}, false); });
  };
  EXPECT_THAT(error(""), Tells("it is empty"));
  EXPECT_THAT(error("  "), Tells("it is empty"));
  EXPECT_THAT(error("a/b"), Tells("a/b", "slash"));
  EXPECT_THAT(error("a\\b"), Tells("slash"));
  EXPECT_THAT(error("a\nb"), Tells("a\\nb", "control characters"));
  EXPECT_THAT(error(std::string("a\0b", 3)), Tells("control characters"));
  EXPECT_THAT(error(".."), Tells("begins with a dot"));
  EXPECT_THAT(error("caf\xe9"), Tells("no UTF-8"));
  EXPECT_THAT(error("Background"), Tells("no object"));
  EXPECT_THAT(error(std::string(101, 'a')), Tells("longer than 100"));
  std::string long_name;
  for (int i = 0; i < 100; ++i) long_name += "\xc3\xa4";
  EXPECT_EQ(project->add_class(long_name, {}, false).name, long_name);
}

TEST(Classes, AreNoMoreThanALabelCanTell) {
  ToyProject project;
  for (int64_t i = 0; i < kMostClasses; ++i) project->add_class(fmt::format("{}", i), {}, false);
  EXPECT_THROW(project->add_class("one more", {}, false), Contradiction);
}

}  // namespace
}  // namespace panet::serve

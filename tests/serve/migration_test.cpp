#include "serve/project/schema.h"

#include "image/mask.h"
#include "toy_project.h"

namespace panet::serve {
namespace {

using panet::test::read_file;
using test::box_mask;
using test::ToyProject;
using testing::IsEmpty;
using testing::SizeIs;

// A project that an earlier version wrote.
class EarlierProject : public testing::Test {
 protected:
  EarlierProject() {
    project.close();
    std::filesystem::remove_all(project.home());
    std::filesystem::create_directory(project.home());
    Database(project.file()).run_script(read_file(PANET_TEST_PROJECTS "/version_1.sql"));
    project.open();
  }

  ToyProject project;
  PictureId a = 1, b = 2;
  ClassId mug = 1, cup = 2;
};

TEST_F(EarlierProject, HasAllThatWasSaid) {
  EXPECT_EQ(project->revision(), 14);
  EXPECT_EQ(project->picture(a).name, "a.png");
  EXPECT_EQ(project->picture(a).status, Status::kMended);
  const auto accepted = project->mask(a, mug);
  EXPECT_EQ(accepted.decision, Decision::kAccepted);
  EXPECT_EQ(accepted.mask, box_mask(2, 8, 3, 9));
  EXPECT_THAT(accepted.lines, IsEmpty());
  EXPECT_EQ(project->mask(b, cup).origin, Origin::kPerson);
  EXPECT_TRUE(project->classes()[1].one_piece);
  EXPECT_THAT(project->supports(), SizeIs(2));
}

// The mug that the program found in b.png is open.
TEST_F(EarlierProject, CountsAPaintedPictureAsPredictedWhileAnotherClassThatSeemsThereIsOpen) {
  EXPECT_EQ(project->picture(b).status, Status::kPredicted);
  EXPECT_EQ(project->counts().uncertain, 1);
  project->decide(b, mug, Decision::kRejected);
  EXPECT_EQ(project->picture(b).status, Status::kMended);
}

TEST_F(EarlierProject, GetsAnIdentityOnce) {
  const auto identity = project->identity();
  EXPECT_THAT(identity, SizeIs(32));
  project.open_again();
  EXPECT_EQ(project->identity(), identity);
}

TEST_F(EarlierProject, CanBeUndoneAndDoneAgain) {
  EXPECT_EQ(project->redo().kind, Change::Kind::kThreshold);
  EXPECT_EQ(project->threshold(b, mug), 0.5);
  while (project->can_undo()) project->undo();
  EXPECT_EQ(project->mask(a, mug).decision, Decision::kUndecided);
  EXPECT_FALSE(project->painting(a, mug));
}

TEST_F(EarlierProject, TakesWhatIsNewAndIsOpenedAgain) {
  project->divide(a, mug, {{.kind = PieceLine::Kind::kCut, .points = {{6, 0}, {6, 20}}}});
  project.open_again();
  EXPECT_THAT(project->mask(a, mug).lines, SizeIs(1));
  EXPECT_EQ(project->undo().kind, Change::Kind::kPieces);
  EXPECT_THAT(project->mask(a, mug).lines, IsEmpty());
}

}  // namespace
}  // namespace panet::serve

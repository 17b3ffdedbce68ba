#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <random>
#include <thread>

#include "base/descriptor.h"
#include "image/mask.h"
#include "serve/project/database.h"
#include "serve/project/status.h"
#include "toy_project.h"

namespace panet::serve {
namespace {

using test::box;
using test::box_mask;
using test::kToySize;
using test::list;
using test::prediction;
using test::ToyProject;

constexpr int kRounds = 40;

Shape pixel(int64_t i) {
  const int64_t y = i / kToySize.width, x = i % kToySize.width;
  return box(y, y + 1, x, x + 1);
}

// A project whose painting of a picture has as many pixels as edits were made, from the first on.
class Edited {
 public:
  Edited() {
    picture = project.add({"a.jpg", "b.jpg"})[0];
    other = picture + 1;
    mug = project->add_class("mug", {}, false).id;
    project.close();
  }

  int64_t edits() {
    const auto painting = project->painting(picture, mug);
    return painting ? count(object_of(*painting)) : 0;
  }

  // One edit and what else a server does, until the process is killed. `report` is called when the
  // edit's call has returned.
  template <typename Report>
  void edit_until_killed(Report report) {
    project.open();
    for (int64_t done = edits();; ++done) {
      project->edit(picture, mug, {pixel(done % (kToySize.height * kToySize.width))});
      report(done + 1);
      project->put_predictions(other, list(prediction(mug, box_mask(0, done % 20, 1, 9))));
      project->decide(other, mug, Decision::kAccepted);
      project->set_threshold(other, mug, 0.001 * static_cast<double>(done % 1000 + 1));
      project->undo();  // of the threshold, which is another one each time
      project->redo();
      project->add_upload("c.jpg", std::as_bytes(std::span(&done, 1)));
    }
  }

  ToyProject project;
  PictureId picture = 0, other = 0;
  ClassId mug = 0;
};

// The last number that a child reported before it was killed after that time; 0 where it came to
// none.
int64_t last_report(Edited& edited, std::chrono::microseconds time) {
  int ends[2];
  EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  Descriptor reader(ends[0]), writer(ends[1]);
  const pid_t child = ::fork();
  if (child == 0) {
    edited.edit_until_killed([&](int64_t edits) {
      if (::write(writer.get(), &edits, sizeof edits) != sizeof edits) ::_exit(1);
    });
  }
  writer.close();
  std::this_thread::sleep_for(time);
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself";
  int64_t last = 0;
  while (::read(reader.get(), &last, sizeof last) == sizeof last) {
  }
  return last;
}

void expect_sound(const std::filesystem::path& file) {
  Database database(file);
  auto check = database.query("PRAGMA integrity_check");
  ASSERT_TRUE(check.next());
  EXPECT_EQ(check.bytes(0), "ok");
  EXPECT_FALSE(database.query("PRAGMA foreign_key_check").next());
  // Each picture has the status that follows from what is known of it.
  std::vector<PictureId> pictures;
  auto query = database.query("SELECT id FROM pictures");
  while (query.next()) pictures.push_back(query.integer(0));
  Transaction undone(database);
  for (const PictureId picture : pictures) EXPECT_FALSE(refresh_status(database, picture, 1));
}

TEST(Durability, WhatWasReportedIsThereAfterTheServerIsKilledAtAnyMoment) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  RecordProperty("seed", static_cast<int>(seed));
  std::mt19937 random(seed);
  std::uniform_int_distribution<int> microseconds(1'000, 60'000);
  Edited edited;
  int64_t there = 0, rounds_with_edits = 0;
  for (int round = 0; round < kRounds; ++round) {
    const int64_t reported =
        std::max(last_report(edited, std::chrono::microseconds(microseconds(random))), there);
    rounds_with_edits += reported > there;
    edited.project.open();
    there = edited.edits();
    EXPECT_GE(there, reported);
    EXPECT_LE(there, reported + 1);  // the one that was not reported yet
    edited.project.close();
    expect_sound(edited.project.file());
  }
  EXPECT_GT(rounds_with_edits, 0);
}

}  // namespace
}  // namespace panet::serve

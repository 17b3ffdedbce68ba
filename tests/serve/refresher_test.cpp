#include "serve/work/refresher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <mutex>
#include <vector>

#include "panet/base/error.h"
#include "panet/base/note.h"

namespace panet::serve {
namespace {

using testing::ElementsAre;

// Pictures in the order in which they were made anew, 0 for "none waits any longer".
class Diary {
 public:
  void write(PictureId picture) {
    const std::lock_guard lock(mutex_);
    pages_.push_back(picture);
  }
  std::vector<PictureId> pages() const {
    const std::lock_guard lock(mutex_);
    return pages_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<PictureId> pages_;
};

TEST(Refresher, MakesEachPictureAnewAndTellsWhenAllAreDone) {
  Diary diary;
  std::promise<void> done;
  Refresher refresher([&](PictureId picture) { diary.write(picture); },
                      [&] {
                        diary.write(0);
                        done.set_value();
                      });
  refresher.add(3);
  done.get_future().wait();
  EXPECT_THAT(diary.pages(), ElementsAre(3, 0));
}

// Holds the first picture until it is let go, so that the others wait.
TEST(Refresher, APictureThatIsWaitedForGoesBeforeTheOthersAndNoneIsMadeTwice) {
  Diary diary;
  std::promise<void> begun, go;
  auto gate = go.get_future().share();
  Refresher refresher(
      [&](PictureId picture) {
        if (picture == 1) {
          begun.set_value();
          gate.wait();
        }
        diary.write(picture);
      },
      [] {});
  refresher.add(1);
  begun.get_future().wait();
  for (const PictureId picture : {2, 3, 2}) refresher.add(picture);
  const auto finished = std::async(std::launch::async, [&] { refresher.finish(3); });
  refresher.finish(4);  // nobody asked for it: at once
  go.set_value();
  finished.wait();
  refresher.finish(2);
  EXPECT_THAT(diary.pages(), testing::UnorderedElementsAre(1, 2, 3));
  EXPECT_EQ(diary.pages().front(), 1);
}

TEST(Refresher, APictureThatFailsIsNotedAndTheNextOneIsMade) {
  std::vector<std::string> notes;
  const NoteListener listener([&](const std::string& text) { notes.push_back(text); });
  Diary diary;
  Refresher refresher(
      [&](PictureId picture) {
        if (picture == 1) throw Error("a.jpg: no such file");
        diary.write(picture);
      },
      [] {});
  refresher.add(1);
  refresher.finish(1);
  refresher.add(2);
  refresher.finish(2);
  EXPECT_THAT(diary.pages(), ElementsAre(2));
  EXPECT_THAT(notes, ElementsAre("a.jpg: no such file"));
}

}  // namespace
}  // namespace panet::serve

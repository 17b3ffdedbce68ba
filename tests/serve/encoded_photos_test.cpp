#include "serve/work/encoded_photos.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "panet/base/note.h"
#include "scenes.h"
#include "support.h"

namespace panet::serve {
namespace {

namespace fs = std::filesystem;
using test::colour_segmenter;
using test::disk_scene;
using test::kBlue;
using test::kRed;

class EncodedPhotosTest : public testing::Test {
 protected:
  EncodedPhotos opened(std::size_t most_bytes = 1 << 20) const {
    return {colour_segmenter(), folder_ / "features", most_bytes};
  }

  // The features of the photograph, and whether it was decoded for them.
  std::shared_ptr<const Features> features(EncodedPhotos& photos, const std::string& key) {
    return photos.features(key, Urgency::kPersonWaits, [this]() -> const Picture& {
      ++decoded_;
      return scene_.picture;
    });
  }

  fs::path kept_file() const { return fs::directory_iterator(folder_ / "features")->path(); }

  test::TemporaryFolder folder_;
  test::Scene scene_ = disk_scene(60, 80, kRed, kBlue);
  int decoded_ = 0;
};

bool equal(const Features& a, const Features& b) {
  return std::ranges::equal(a.bytes(), b.bytes());
}

TEST_F(EncodedPhotosTest, APhotographIsEncodedOnce) {
  auto photos = opened();
  const auto first = features(photos, "a");
  EXPECT_TRUE(equal(*first, *features(photos, "a")));
  EXPECT_EQ(decoded_, 1);
  EXPECT_EQ(photos.kept().photographs, 1);
  EXPECT_EQ(photos.kept().bytes, fs::file_size(kept_file()));
}

TEST_F(EncodedPhotosTest, ItsFeaturesAreThereAfterARestartTheSameToTheBit) {
  auto before = opened();
  const auto first = features(before, "a");
  auto after = opened();
  EXPECT_EQ(after.kept().photographs, 1);
  EXPECT_TRUE(equal(*first, *features(after, "a")));
  EXPECT_EQ(decoded_, 1);
}

TEST_F(EncodedPhotosTest, WhetherTheyAreKeptOrNotTheyAreTheSameToTheBit) {
  auto roomy = opened();
  const auto kept = features(roomy, "a");
  fs::remove_all(folder_ / "features");
  auto full = opened(1);
  EXPECT_TRUE(equal(*kept, *features(full, "a")));
  EXPECT_EQ(full.kept().photographs, 0);
}

TEST_F(EncodedPhotosTest, WhatIsKeptStaysWhenThereIsNoMoreRoom) {
  auto photos = opened();
  features(photos, "a");
  auto full = opened(photos.kept().bytes);
  features(full, "b");
  EXPECT_EQ(full.kept().photographs, 1);
  auto again = opened();
  features(again, "a");
  EXPECT_EQ(decoded_, 2) << "a and b, and a was still there";
}

TEST_F(EncodedPhotosTest, ADamagedFileIsNotedAndMadeAnew) {
  auto photos = opened();
  const auto whole = features(photos, "a");
  test::write_file(kept_file(), "damaged");
  std::vector<std::string> notes;
  const NoteListener listener([&](const std::string& text) { notes.push_back(text); });
  auto again = opened();
  EXPECT_TRUE(equal(*whole, *features(again, "a")));
  EXPECT_EQ(decoded_, 2);
  EXPECT_EQ(notes.size(), 1u);
  EXPECT_EQ(again.kept().bytes, fs::file_size(kept_file()));
}

TEST_F(EncodedPhotosTest, AnotherModelsFeaturesAreNotTakenForThisOnes) {
  auto photos = opened();
  features(photos, "a");
  EncodedPhotos others(colour_segmenter("another"), folder_ / "features", 1 << 20);
  features(others, "a");
  EXPECT_EQ(decoded_, 2);
}

TEST(EncoderTurns, WhoWaitsAsAPersonGoesBeforeTheBackground) {
  EncoderTurns turns;
  std::vector<std::string> order;
  std::future<void> background, person;
  {
    const auto held = turns.take(Urgency::kInTheBackground);
    std::promise<void> background_waits;
    background = std::async(std::launch::async, [&] {
      background_waits.set_value();
      const auto turn = turns.take(Urgency::kInTheBackground);
      order.emplace_back("background");
    });
    background_waits.get_future().wait();
    person = std::async(std::launch::async, [&] {
      const auto turn = turns.take(Urgency::kPersonWaits);
      order.emplace_back("person");
    });
    while (turns.people_waiting() == 0) std::this_thread::yield();
  }
  person.wait();
  background.wait();
  EXPECT_EQ(order, (std::vector<std::string>{"person", "background"}));
}

}  // namespace
}  // namespace panet::serve

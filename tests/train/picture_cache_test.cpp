#include "train/picture_cache.h"

#include <thread>

#include "maps.h"
#include "support.h"
#include "toy_dataset.h"

namespace panet {
namespace {

using test::ToyDataset;

constexpr std::size_t kRoomForAll = std::size_t{1} << 30;

TEST(PictureCache, ReadsAPictureOnceWhileThereIsRoom) {
  const ToyDataset dataset(1, 4);
  PictureCache cache(dataset, 64, kRoomForAll);
  const auto first = cache.get(2);
  EXPECT_EQ(cache.get(2), first);
  EXPECT_EQ(dataset.pictures_read(), 1);
  EXPECT_EQ(first->content.picture, dataset.picture(2));
}

TEST(PictureCache, WithoutRoomReadsEachTime) {
  const ToyDataset dataset(1, 4);
  PictureCache cache(dataset, 64, 0);
  const auto first = cache.get(0), second = cache.get(0);
  EXPECT_EQ(first->content.picture, second->content.picture);
  EXPECT_EQ(dataset.pictures_read(), 2);
}

TEST(PictureCache, HoldsWhatFits) {
  const ToyDataset dataset(1, 4);
  const std::size_t two_pictures = 2 * decoded_picture(ToyDataset(1, 1), 0).bytes();
  PictureCache cache(dataset, 64, two_pictures);
  for (const std::size_t picture : {0, 1, 2, 1, 2, 0}) cache.get(picture);
  EXPECT_EQ(dataset.pictures_read(), 4);  // 0 was forgotten
}

TEST(PictureCache, ServesManyThreads) {
  const ToyDataset dataset(2, 8);
  PictureCache cache(dataset, 64, kRoomForAll);
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (std::size_t i = 0; i < 64; ++i) EXPECT_EQ(cache.get(i % 16)->index, i % 16);
    });
  threads.clear();
  EXPECT_GE(dataset.pictures_read(), 16);
  EXPECT_LE(dataset.pictures_read(), 64);
}

}  // namespace
}  // namespace panet

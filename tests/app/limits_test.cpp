#include <sys/stat.h>

#include "image/png.h"
#include "panet/image/encode.h"
#include "program.h"
#include "support.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using namespace std::string_literals;
using test::kQuick;
using test::Outcome;
using test::run_panet;
using test::Tells;

// What strangers' files may cost.
struct Limits : testing::Test {
  Limits() { test::copy_desk(folder.path()); }

  Outcome segment(const std::string& pictures) const {
    return run_panet(folder.path(), "segment --model W.safetensors --support support --out out" +
                                        kQuick + pictures);
  }

  test::TemporaryFolder folder;
};

std::string big_endian(uint32_t number) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift);
  return bytes;
}

// The head of a PNG whose next chunk promises two gigabytes.
std::string promise_of_two_gigabytes() {
  return "\x89PNG\r\n\x1A\n"s + big_endian(13) + "IHDR" + big_endian(1) + big_endian(1) +
         "\x08\x02\0\0\0"s + "\x90\x77\x53\xDE" + big_endian(0x7FFFFFFF) + "iCCP";
}

TEST_F(Limits, WhatIsRefusedCostsWhatAnOrdinaryPictureCosts) {
  const auto ordinary = segment("photos/a.jpg");
  test::write_file(folder / "promise.png", promise_of_two_gigabytes());
  write_index_png(folder / "cut.png", Labels(9000, 9000), voc_palette());
  fs::resize_file(folder / "cut.png", fs::file_size(folder / "cut.png") - 30);
  for (const std::string name : {"promise.png", "cut.png"}) {
    const auto refused = segment(name);
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.error, Tells(name, "truncated"));
    EXPECT_LT(refused.megabytes, ordinary.megabytes + 50) << name;
    EXPECT_LT(refused.seconds, ordinary.seconds + 2) << name;
  }
}

TEST_F(Limits, LargerPicturesAreLetInWhereAsked) {
  encode_picture(folder / "large.png", Picture::filled({1000, 1500}, {90, 90, 90}));
  const auto refused = segment("--max-pixels 1 large.png");
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.error,
              Tells("large.png", "1500 x 1000", "limit is 1 megapixels", "--max-pixels 2"));
  EXPECT_EQ(segment("--max-pixels 2 large.png").exit_code, 0);
  for (const char* number : {"0", "1001", "200000000"})
    EXPECT_EQ(segment("--max-pixels "s + number + " large.png").exit_code, 2) << number;
}

TEST_F(Limits, HoldForSupportAndDataSetsToo) {
  encode_picture(folder / "support/ball/ball1.jpg", Picture::filled({1000, 1500}, {90, 90, 90}));
  const auto complaint = Tells("ball1.jpg", "1500 x 1000", "--max-pixels 2");
  const auto learned =
      run_panet(folder.path(),
                "learn --model W.safetensors --support support --out P.safetensors "
                "--max-pixels 1" +
                    kQuick);
  EXPECT_THAT(learned.error, complaint);
  const auto checked = run_panet(folder.path(), "data check support --shots 1 --max-pixels 1");
  EXPECT_THAT(checked.output + checked.error, complaint);
}

TEST_F(Limits, APipeInPlaceOfAFileIsNotWaitedFor) {
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  for (const std::string arguments :
       {"segment --model pipe --support support --out out photos/a.jpg",
        "segment --model W.safetensors --prototypes pipe --out out photos/a.jpg",
        "segment --model W.safetensors --support support --out out pipe", "weights info pipe"}) {
    const auto refused = test::run_shell(folder.path(), "exec timeout 60 \"$PANET\" " + arguments);
    EXPECT_EQ(refused.exit_code, 1) << arguments;
    EXPECT_THAT(refused.error, Tells("pipe", "not a regular file")) << arguments;
  }
}

}  // namespace
}  // namespace panet

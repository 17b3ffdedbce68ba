#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace panet {

// A file of a user's folder that is not taken, and what for, in words that follow a number:
// "2 HEIC", "3 without a picture".
struct PassedOver {
  enum class Reason {
    kOtherFormat,  // a picture, or a video, that cannot be read as one
    kCopy,
    kAnnotation,
    kNotLookedInto,
    kWithoutPicture,
    kOwn,
  };

  std::filesystem::path file;
  Reason reason = Reason::kWithoutPicture;
  std::string words;
};

inline constexpr auto kWrittenByPanet = "written by panet";

// "6 files passed over: 2 HEIC (a.HEIC, b.jpg), 1 AVIF (c.avif), 3 written by panet; convert ...":
// by reason, then by number; of each group a few files are named. Empty where there are none.
std::string summary_of(const std::vector<PassedOver>& files);

// Notes that summary, so that nothing is left out without a word.
void note_passed_over(const std::filesystem::path& folder, const std::vector<PassedOver>& files);

}  // namespace panet

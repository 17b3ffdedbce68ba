#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <numeric>
#include <set>

#include "labelling_hand.h"
#include "panet/annotation/annotation.h"
#include "panet/image/decode.h"
#include "panet/weights/model_file.h"
#include "support.h"

namespace panet::serve {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

// A class's pictures, each with what is right.
struct TruePicture {
  fs::path file;
  Mask truth;
};

fs::path examples() {
  const char* other = std::getenv("CONVERGE");
  return other ? other : PANET_EXAMPLES;
}

std::vector<TruePicture> pictures_of(const std::string& name) {
  std::vector<fs::path> files;
  for (const auto* folder : {"pictures", "pictures_more"}) {
    const auto path = examples() / folder / name;
    if (!fs::exists(path)) continue;
    for (const auto& entry : fs::directory_iterator(path))
      if (entry.path().extension() == ".jpg") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  std::vector<TruePicture> all;
  for (const auto& file : files)
    all.push_back({file, read_mask(fs::path(file).replace_extension(".png"),
                                   decode_picture(file).dimensions())
                             .foreground.copy()});
  return all;
}

class Labelling {
 public:
  explicit Labelling(const std::vector<TruePicture>& pictures) {
    fs::create_directories(folder_ / "photos");
    std::vector<FoundPicture> found;
    for (const auto& picture : pictures) {
      const auto file = folder_ / "photos" / picture.file.filename();
      fs::copy_file(picture.file, file);
      found.push_back({.name = file.filename().string(), .bytes = 1, .modified_ns = 1});
    }
    project_.emplace(folder_ / "project", folder_ / "photos");
    project_->add_pictures(found);
    labeller_ = std::make_unique<Labeller>(
        *project_, std::make_shared<const Model>(load_model(PANET_MODEL)), SegmenterOptions{},
        Labeller::Options{.cache = folder_ / "cache", .most_feature_bytes = 1 << 30},
        [this](const JobReport& report) { hear(report); });
  }

  Project& project() { return *project_; }
  Labeller& labeller() { return *labeller_; }

  void wait_for_job() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return ended_ > 0; });
    ended_ = 0;
  }

 private:
  void hear(const JobReport& report) {
    if (report.state != JobReport::State::kDone) return;
    const std::lock_guard lock(mutex_);
    ++ended_;
    changed_.notify_all();
  }

  test::TemporaryFolder folder_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int ended_ = 0;
  std::optional<Project> project_;
  std::unique_ptr<Labeller> labeller_;
};

struct Course {
  double before = 0, after = 0;  // mean IoU of the pictures that nobody touched
  double seconds = 0;            // from a mended stroke to all new masks
};

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

Course course_of(const std::string& name, uint64_t seed) {
  const auto pictures = pictures_of(name);
  Labelling labelling(pictures);
  const auto class_id = labelling.project().add_class(name, std::nullopt, false).id;
  test::LabellingHand hand(labelling.labeller(), class_id, seed);
  const auto rows = labelling.project().pictures({}).pictures;
  const auto truth = [&](std::size_t i) -> const Mask& {
    return std::ranges::find(pictures, rows[i].name, [](const auto& p) {
             return p.file.filename().string();
           })->truth;
  };
  std::set<std::size_t> touched = {0, 1};
  for (const std::size_t i : touched) hand.annotate(rows[i].id, truth(i));
  labelling.labeller().start_job();
  labelling.wait_for_job();
  std::vector<double> first;
  for (std::size_t i = 0; i < rows.size(); ++i) first.push_back(hand.iou(rows[i].id, truth(i)));
  Course course;
  for (int round = 0; round < 3; ++round) {
    std::size_t worst = 0;
    double least = 2;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const double iou = hand.iou(rows[i].id, truth(i));
      if (!touched.contains(i) && iou < least) least = iou, worst = i;
    }
    touched.insert(worst);
    const auto began = Clock::now();
    hand.mend(rows[worst].id, truth(worst));
    if (std::getenv("ACCEPT")) labelling.labeller().decide(rows[worst].id, {}, Decision::kAccepted);
    labelling.wait_for_job();
    course.seconds += std::chrono::duration<double>(Clock::now() - began).count() / 3;
  }
  std::vector<double> before, after;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (touched.contains(i)) continue;
    before.push_back(first[i]);
    after.push_back(hand.iou(rows[i].id, truth(i)));
  }
  course.before = 100 * mean(before);
  course.after = 100 * mean(after);
  return course;
}

TEST(Convergence, ThreeMendedPicturesMakeAllOthersBetter) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(examples() / "pictures"))
    names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  std::vector<double> gains;
  for (const auto& name : names) {
    const auto course = course_of(name, 1);
    fmt::print("{:12} {:5.1f} -> {:5.1f}, {:.2f} s\n", name, course.before, course.after,
               course.seconds);
    std::fflush(stdout);
    gains.push_back(course.after - course.before);
  }
  fmt::print("{:+.1f}\n", mean(gains));
}

}  // namespace
}  // namespace panet::serve

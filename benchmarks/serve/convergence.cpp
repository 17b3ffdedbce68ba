// Whether labelling converges: two pictures of a class are annotated by strokes, then three times
// the worst is mended by two strokes and accepted. How much better are those that nobody touched?
// By a hand that knows what is right, on folders of pictures with masks beside them
// (examples/pictures, examples/pictures_more).
//
//   build/panet_convergence models/panet-resnet50.safetensors examples/pictures
//   [examples/pictures_more]
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <numeric>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "labelling_hand.h"
#include "panet/annotation/annotation.h"
#include "panet/base/error.h"
#include "panet/image/decode.h"
#include "panet/weights/model_file.h"
#include "support.h"

namespace panet::serve {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr int kAnnotated = 2, kMended = 3;

std::vector<std::string> classes_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder))
    names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

std::vector<fs::path> pictures_of(const std::string& class_name,
                                  const std::vector<fs::path>& folders) {
  std::vector<fs::path> files;
  for (const auto& folder : folders)
    for (const auto& entry : fs::directory_iterator(folder / class_name))
      if (entry.path().extension() == ".jpg") files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

Mask truth_of(const fs::path& picture) {
  const auto size = decode_picture(picture).dimensions();
  return read_mask(fs::path(picture).replace_extension(".png"), size).foreground.copy();
}

// A class's pictures at the page.
class Labelling {
 public:
  Labelling(const std::string& class_name, const std::vector<fs::path>& files,
            std::shared_ptr<const Model> model) {
    const auto found = copied(files);
    project_.emplace(folder_ / "project", folder_ / "photos");
    project_->add_pictures(found);
    for (const auto& row : project_->pictures({}).pictures) pictures_.push_back(row.id);
    labeller_.emplace(*project_, std::move(model), SegmenterOptions{},
                      Labeller::Options{.cache = folder_ / "cache", .most_feature_bytes = 1 << 30},
                      [this](const JobReport& report) { hear(report); });
    hand_.emplace(*labeller_, project_->add_class(class_name, std::nullopt, false).id, 1);
  }

  std::size_t size() const { return pictures_.size(); }
  double iou(std::size_t i) const { return 100 * hand_->iou(pictures_[i], truths_[i]); }

  void annotate(std::size_t i) { hand_->annotate(pictures_[i], truths_[i]); }

  void segment_all() {
    labeller_->start_job();
    wait_for_job();
  }

  // Two strokes, and Space; all others follow by themselves.
  void mend(std::size_t i) {
    hand_->mend(pictures_[i], truths_[i]);
    labeller_->decide(pictures_[i], {}, Decision::kAccepted);
    wait_for_job();
  }

 private:
  std::vector<FoundPicture> copied(const std::vector<fs::path>& files) {
    fs::create_directories(folder_ / "photos");
    std::vector<FoundPicture> found;
    for (const auto& file : files) {
      fs::copy_file(file, folder_ / "photos" / file.filename());
      found.push_back({.name = file.filename().string(), .bytes = 1, .modified_ns = 1});
      truths_.push_back(truth_of(file));
    }
    return found;
  }

  void hear(const JobReport& report) {
    const std::lock_guard lock(mutex_);
    is_done_ = report.state == JobReport::State::kDone;
    changed_.notify_all();
  }

  void wait_for_job() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return is_done_; });
    is_done_ = false;
  }

  test::TemporaryFolder folder_;
  std::vector<Mask> truths_;
  std::vector<PictureId> pictures_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_done_ = false;
  std::optional<Project> project_;
  std::optional<Labeller> labeller_;
  std::optional<test::LabellingHand> hand_;
};

std::vector<double> ious(const Labelling& labelling) {
  std::vector<double> all;
  for (std::size_t i = 0; i < labelling.size(); ++i) all.push_back(labelling.iou(i));
  return all;
}

std::size_t worst_of(const std::vector<double>& ious, const std::set<std::size_t>& but) {
  std::size_t worst = ious.size();
  for (std::size_t i = 0; i < ious.size(); ++i)
    if (!but.contains(i) && (worst == ious.size() || ious[i] < ious[worst])) worst = i;
  return worst;
}

double mean_of(const std::vector<double>& values, const std::set<std::size_t>& but) {
  double sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i) sum += but.contains(i) ? 0 : values[i];
  return sum / static_cast<double>(values.size() - but.size());
}

// Mean IoU in percent of the pictures that nobody touched, and how long all of them take after a
// picture was mended.
struct Course {
  double before = 0, after = 0, seconds = 0;
};

Course course_of(const std::string& class_name, const std::vector<fs::path>& files,
                 std::shared_ptr<const Model> model) {
  Labelling labelling(class_name, files, std::move(model));
  std::set<std::size_t> touched;
  for (std::size_t i = 0; i < kAnnotated; ++i) {
    labelling.annotate(i);
    touched.insert(i);
  }
  labelling.segment_all();
  const auto first = ious(labelling);
  Course course;
  for (int round = 0; round < kMended; ++round) {
    const auto worst = worst_of(ious(labelling), touched);
    touched.insert(worst);
    const auto began = Clock::now();
    labelling.mend(worst);
    course.seconds += std::chrono::duration<double>(Clock::now() - began).count() / kMended;
  }
  course.before = mean_of(first, touched);
  course.after = mean_of(ious(labelling), touched);
  return course;
}

void print_courses(const fs::path& weights, const std::vector<fs::path>& folders) {
  const auto model = std::make_shared<const Model>(load_model(weights));
  const auto classes = classes_in(folders.front());
  double gain = 0;
  for (const auto& name : classes) {
    const auto course = course_of(name, pictures_of(name, folders), model);
    fmt::print("{:10}  {:.1f} -> {:.1f}, {:.2f} s after each\n", name, course.before, course.after,
               course.seconds);
    gain += (course.after - course.before) / static_cast<double>(classes.size());
  }
  fmt::print("mean gain {:.1f}\n", gain);
}

}  // namespace
}  // namespace panet::serve

int main(int argc, char** argv) {
  if (argc < 3) {
    fmt::print(
        stderr,
        "usage: panet_convergence MODEL FOLDER...   (FOLDER/CLASS/NAME.jpg with NAME.png)\n");
    return 2;
  }
  try {
    panet::serve::print_courses(argv[1], {argv + 2, argv + argc});
  } catch (const std::exception& error) {
    fmt::print(stderr, "panet_convergence: {}\n", error.what());
    return 1;
  }
}

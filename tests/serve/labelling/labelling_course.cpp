#include "labelling_course.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <set>

#include "labelling_hand.h"
#include "panet/annotation/annotation.h"
#include "panet/base/random_stream.h"
#include "panet/image/decode.h"
#include "serve/work/labeller.h"
#include "support.h"

namespace panet::test {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kAnnotated = 2, kMended = 3;

struct KnownPicture {
  serve::FoundPicture found;
  Mask truth;
};

Mask truth_of(const fs::path& picture) {
  const auto size = decode_picture(picture).dimensions();
  return read_mask(fs::path(picture).replace_extension(".png"), size).foreground.copy();
}

// A folder of photographs, as a person has it.
std::vector<KnownPicture> copied(const std::vector<fs::path>& pictures, const fs::path& folder) {
  fs::create_directories(folder);
  std::vector<KnownPicture> known;
  for (const auto& picture : pictures) {
    fs::copy_file(picture, folder / picture.filename());
    auto& [found, truth] = known.emplace_back();
    found = {.name = picture.filename().string(), .bytes = 1, .modified_ns = 1};
    truth = truth_of(picture);
  }
  return known;
}

// Waits until a job is done.
class JobEnd {
 public:
  void hear(const serve::JobReport& report) {
    const std::lock_guard lock(mutex_);
    is_done_ = report.state == serve::JobReport::State::kDone;
    changed_.notify_all();
  }

  void wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return is_done_; });
    is_done_ = false;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_done_ = false;
};

// A class's pictures at the page.
class Labelling {
 public:
  Labelling(const std::string& class_name, const std::vector<KnownPicture>& pictures,
            const fs::path& folder, const std::shared_ptr<const Model>& model, uint64_t seed)
      : known_(pictures),
        project_(folder / fmt::format("project{}", seed), folder / "photos"),
        labeller_(project_, model, SegmenterOptions{},
                  {.cache = folder / "cache", .most_feature_bytes = 1 << 30},
                  [this](const serve::JobReport& report) { job_.hear(report); }),
        hand_(labeller_, project_.add_class(class_name, std::nullopt, false).id, seed) {
    std::vector<serve::FoundPicture> found;
    for (const auto& picture : pictures) found.push_back(picture.found);
    project_.add_pictures(found);
    std::map<std::string, serve::PictureId> ids;
    for (const auto& row : project_.pictures({}).pictures) ids[row.name] = row.id;
    for (const auto& picture : pictures) ids_.push_back(ids.at(picture.found.name));
  }

  std::vector<double> ious() const {
    std::vector<double> all;
    for (std::size_t i = 0; i < ids_.size(); ++i)
      all.push_back(100 * hand_.iou(ids_[i], known_[i].truth));
    return all;
  }

  void annotate(std::size_t i) { hand_.annotate(ids_[i], known_[i].truth); }

  void segment_all() {
    labeller_.start_job();
    job_.wait();
  }

  // All others follow by themselves.
  void mend(std::size_t i) {
    hand_.mend(ids_[i], known_[i].truth);
    job_.wait();
  }

 private:
  const std::vector<KnownPicture>& known_;
  std::vector<serve::PictureId> ids_;
  JobEnd job_;
  serve::Project project_;
  serve::Labeller labeller_;
  LabellingHand hand_;
};

std::size_t worst_of(const std::vector<double>& ious, const std::set<std::size_t>& but) {
  std::size_t worst = ious.size();
  for (std::size_t i = 0; i < ious.size(); ++i)
    if (!but.contains(i) && (worst == ious.size() || ious[i] < ious[worst])) worst = i;
  return worst;
}

double mean_of(const std::vector<double>& values, const std::set<std::size_t>& of) {
  double sum = 0;
  for (const std::size_t i : of) sum += values[i] / static_cast<double>(of.size());
  return sum;
}

std::set<std::size_t> all_but(const std::set<std::size_t>& some, std::size_t count) {
  std::set<std::size_t> others;
  for (std::size_t i = 0; i < count; ++i)
    if (!some.contains(i)) others.insert(i);
  return others;
}

LabellingCourse course_of(Labelling& labelling, std::size_t count, uint64_t seed) {
  const auto annotated = RandomStream(seed, 1).sample(count, kAnnotated);
  for (const std::size_t i : annotated) labelling.annotate(i);
  labelling.segment_all();
  const auto first = labelling.ious();
  std::set<std::size_t> mended, touched(annotated.begin(), annotated.end());
  LabellingCourse course;
  while (mended.size() < kMended) {
    const auto worst = worst_of(labelling.ious(), touched);
    mended.insert(worst);
    touched.insert(worst);
    const auto began = Clock::now();
    labelling.mend(worst);
    course.seconds += std::chrono::duration<double>(Clock::now() - began).count() / kMended;
  }
  const auto last = labelling.ious();
  const auto untouched = all_but(touched, count);
  course.before = mean_of(first, untouched);
  course.after = mean_of(last, untouched);
  course.mended_before = mean_of(first, mended);
  course.mended = mean_of(last, mended);
  return course;
}

// Adds a share of another course.
void add(const LabellingCourse& other, double share, LabellingCourse& sum) {
  sum.before += share * other.before;
  sum.after += share * other.after;
  sum.mended_before += share * other.mended_before;
  sum.mended += share * other.mended;
  sum.seconds += share * other.seconds;
}

void print(const std::string& name, const LabellingCourse& course) {
  fmt::print("{:12} untouched {:.1f} -> {:.1f}, mended {:.1f} -> {:.1f}, {:.2f} s after each\n",
             name, course.before, course.after, course.mended_before, course.mended,
             course.seconds);
}

}  // namespace

LabellingCourse labelling_course(const std::string& class_name,
                                 const std::vector<fs::path>& pictures,
                                 const std::shared_ptr<const Model>& model, uint64_t seeds) {
  const TemporaryFolder folder;
  const auto known = copied(pictures, folder / "photos");
  LabellingCourse mean;
  for (uint64_t seed = 1; seed <= seeds; ++seed) {
    Labelling labelling(class_name, known, folder.path(), model, seed);
    add(course_of(labelling, known.size(), seed), 1.0 / static_cast<double>(seeds), mean);
  }
  return mean;
}

std::vector<PicturesOfClass> pictures_of_classes(const std::vector<fs::path>& folders) {
  std::vector<PicturesOfClass> classes;
  for (const auto& entry : fs::directory_iterator(folders.front()))
    if (entry.is_directory())
      classes.push_back({.class_name = entry.path().filename().string(), .pictures = {}});
  std::ranges::sort(classes, {}, &PicturesOfClass::class_name);
  for (auto& [class_name, pictures] : classes) {
    for (const auto& folder : folders)
      for (const auto& entry : fs::directory_iterator(folder / class_name))
        if (entry.path().extension() == ".jpg") pictures.push_back(entry.path());
    std::ranges::sort(pictures);
  }
  return classes;
}

double print_labelling_courses(const std::vector<PicturesOfClass>& classes,
                               const std::shared_ptr<const Model>& model, uint64_t seeds) {
  LabellingCourse mean;
  for (const auto& [class_name, pictures] : classes) {
    const auto course = labelling_course(class_name, pictures, model, seeds);
    print(class_name, course);
    add(course, 1.0 / static_cast<double>(classes.size()), mean);
  }
  print("mean", mean);
  return mean.after - mean.before;
}

}  // namespace panet::test

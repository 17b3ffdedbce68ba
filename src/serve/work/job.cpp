#include "serve/work/job.h"

#include <utility>

#include "base/ordered_prefetch.h"
#include "panet/base/error.h"
#include "serve/work/predictions.h"

namespace panet::serve {
namespace {

constexpr int kDecoders = 1;
constexpr std::size_t kAhead = 2;  // decoded pictures

}  // namespace

Job::Job(const Parts& parts, std::shared_ptr<const Learned> learned,
         std::vector<PictureId> pictures, std::function<void(const JobReport&)> on_report)
    : parts_(parts),
      learned_(std::move(learned)),
      pictures_(std::move(pictures)),
      on_report_(std::move(on_report)) {
  report_.total = std::ssize(pictures_);
  thread_ = std::jthread([this] { run(); });
}

Job::~Job() {
  interrupt();
}

JobReport Job::report() const {
  const std::lock_guard lock(mutex_);
  return report_;
}

void Job::interrupt() {
  is_interrupted_ = true;
}

void Job::run() {
  try {
    segment_all();
    end(is_interrupted_ ? JobReport::State::kInterrupted : JobReport::State::kDone);
  } catch (const std::exception& error) {  // of the project, as a full disk
    end(JobReport::State::kFailed, error.what());
  }
}

// Pictures that cannot be read are null: the project has heard why.
void Job::segment_all() {
  OrderedPrefetch<Photos::Pixels> photos(
      pictures_.size(),
      [this](std::size_t i) -> Photos::Pixels {
        try {
          return is_interrupted_ ? nullptr : parts_.photos.whole_once(pictures_[i]);
        } catch (const Error&) {
          return nullptr;
        }
      },
      kDecoders, kAhead);
  for (const PictureId picture : pictures_) {
    const auto pixels = photos.next();
    if (is_interrupted_) return;
    count(!pixels || !segment(picture, *pixels));
  }
}

bool Job::segment(PictureId picture, const Picture& pixels) {
  std::vector<Prediction> found;
  try {
    const auto features =
        parts_.encoded.features(parts_.photos.key(picture), Urgency::kInTheBackground,
                                [&]() -> const Picture& { return pixels; });
    found = predictions(parts_.encoded.segmenter(), *features, pixels, *learned_,
                        said_of_classes(parts_.project, picture, learned_->class_ids));
  } catch (const Error& error) {
    parts_.project.set_failure(picture, error.what());
    return false;
  }
  parts_.project.put_predictions(picture, found);
  return true;
}

void Job::count(bool is_failed) {
  JobReport report;
  {
    const std::lock_guard lock(mutex_);
    ++report_.done;
    report_.failed += is_failed ? 1 : 0;
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - began_;
    report_.rate = static_cast<double>(report_.done) / passed.count();
    report_.seconds_left = static_cast<double>(report_.total - report_.done) / report_.rate;
    report = report_;
  }
  on_report_(report);
}

void Job::end(JobReport::State state, const std::string& message) {
  JobReport report;
  {
    const std::lock_guard lock(mutex_);
    report_.state = state;
    report_.message = message;
    report_.seconds_left.reset();
    report = report_;
  }
  on_report_(report);
}

}  // namespace panet::serve

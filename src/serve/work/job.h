#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "serve/work/encoded_photos.h"
#include "serve/work/job_report.h"
#include "serve/work/learner.h"
#include "serve/work/photos.h"

namespace panet::serve {

// Segments a list of pictures in threads of its own: one decodes ahead, one encodes and segments,
// one writes to the project.
class Job {
 public:
  struct Parts {
    Project& project;
    Photos& photos;
    EncodedPhotos& encoded;
  };

  // on_report: called from the job's thread after each picture and at its end.
  Job(const Parts& parts, std::shared_ptr<const Learned> learned, std::vector<PictureId> pictures,
      std::function<void(const JobReport&)> on_report);
  ~Job();  // ends it after the picture under way

  JobReport report() const;
  const std::shared_ptr<const Learned>& learned() const { return learned_; }
  void interrupt();  // does not wait

 private:
  void run();
  void segment_all();
  // False where the picture cannot be segmented: the project has heard why.
  bool segment(PictureId picture, const Picture& pixels);
  void count(bool is_failed);
  void end(JobReport::State state, const std::string& message = {});

  Parts parts_;
  std::shared_ptr<const Learned> learned_;
  std::vector<PictureId> pictures_;
  std::function<void(const JobReport&)> on_report_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  std::atomic<bool> is_interrupted_ = false;
  mutable std::mutex mutex_;
  JobReport report_;
  std::jthread thread_;  // last: it ends before what it uses
};

}  // namespace panet::serve

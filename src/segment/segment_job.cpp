#include "panet/segment/segment_job.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <mutex>
#include <thread>

#include "base/bounded_queue.h"
#include "base/file_failure.h"
#include "base/free_memory.h"
#include "base/memory_budget.h"
#include "base/parallel.h"
#include "base/reordered.h"
#include "base/turns.h"
#include "image/picture_size.h"
#include "panet/base/error.h"
#include "panet/image/decode.h"
#include "segment/picture_output.h"

namespace panet {
namespace {

namespace fs = std::filesystem;

// Of the pictures under way, for each thread that decodes.
constexpr int64_t kBytesPerWorker = int64_t{1} << 30;

// A picture on its way to the encoder.
struct Prepared {
  std::size_t index;
  MemoryBudget::Share memory;
  Picture pixels;
  NetworkInput input;
  std::optional<PictureRecord> whole;  // what an earlier run found: nothing is to be done
  std::string error;
};

// A picture on its way to the disk.
struct Segmented {
  std::size_t index;
  MemoryBudget::Share memory;
  Picture pixels;
  Segmentation segmentation;
  PictureReport report;
};

std::string reason(const std::exception& error) {
  if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr)
    return "not enough memory for a picture of this size";
  return error.what();
}

// The threads around the encoder, which itself stays on the calling thread.
class Pipeline {
 public:
  Pipeline(Segmenter& segmenter, const Prototypes& prototypes, const PictureOutput& output,
           const SegmentJob& job)
      : segmenter_(segmenter), prototypes_(prototypes), output_(output), job_(job) {
    start_threads();
  }

  ~Pipeline() {
    turns_.end();
    memory_.close();
    prepared_.close();
    segmented_.close();
  }
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  void run() {
    while (auto prepared = next_prepared()) {
      segment(std::move(*prepared));
      tell_reports();
    }
    turns_.end();
    segmented_.close();
    for (auto& writer : writers_) writer.join();
    tell_reports();
    if (thrown_by_stop_) std::rethrow_exception(thrown_by_stop_);
    if (is_out_of_storage_)
      throw StorageFailure(fmt::format("{}: nothing more can be written there, so the job ended",
                                       job_.output.folder.string()));
  }

 private:
  void tell_reports() {
    while (const auto report = reports_.next()) job_.on_picture(*report);
  }

  void start_threads() {
    const auto start = [](auto body) {
      return std::jthread([body] {
        work_alone();
        body();
      });
    };
    for (std::ptrdiff_t i = 0; i < workers_; ++i) {
      decoders_.push_back(start([this] { prepare_pictures(); }));
      // Overlays and JPEGs take longer than decoding.
      for (int k = 0; k < 2; ++k) writers_.push_back(start([this] { write_pictures(); }));
    }
  }

  // The encoder waits for the others only while they have the cores: that it has nothing to do, or
  // is too far ahead of the disk, lasts until one of them has computed.
  template <class Wait>
  auto while_others_compute(const Wait& wait) {
    turns_.end();
    auto result = wait();
    turns_.begin();
    return result;
  }

  std::optional<Prepared> next_prepared() {
    if (!prepared_.is_empty()) return prepared_.pop();
    return while_others_compute([this] { return prepared_.pop(); });
  }

  void hand_on(Segmented segmented) {
    const auto push = [&] { return segmented_.push(std::move(segmented)); };
    if (segmented_.is_full())
      while_others_compute(push);
    else
      push();
  }

  bool encoder_takes_all_cores() const {
    return segmenter_.options().compute.device.is_cpu() &&
           thread_count() >= static_cast<int>(std::thread::hardware_concurrency());
  }

  // What `stop` throws is thrown on when the threads have ended.
  bool is_to_stop() {
    try {
      return is_out_of_storage_ || job_.stop();
    } catch (...) {
      std::call_once(is_stopped_, [this] { thrown_by_stop_ = std::current_exception(); });
      return true;
    }
  }

  void prepare_pictures() {
    while (!is_to_stop()) {
      const std::size_t index = next_picture_++;
      if (index >= job_.pictures.size() || !prepared_.push(prepare(index))) break;
    }
    if (--decoders_left_ == 0) prepared_.close();
  }

  // Where all scores are kept, they and the levels of the one that is being written; where pieces
  // are told apart, the scores of the labels and what numbers the pieces.
  int64_t bytes_per_pixel() const {
    constexpr int64_t kScore = 4, kLevels = 32, kPieces = 16;
    int64_t bytes = kBytesPerPixel;
    if (job_.output.scores) bytes += kScore * (1 + prototypes_.ways()) + kLevels;
    if (job_.output.pieces) bytes += kPieces;
    return bytes;
  }

  KeptScores kept_scores() const {
    if (job_.output.scores) return KeptScores::kAll;
    return job_.output.pieces ? KeptScores::kOfLabels : KeptScores::kMeans;
  }

  Prepared prepare(std::size_t index) {
    Prepared prepared = {.index = index};
    const auto& picture = job_.pictures[index];
    std::optional<Turns::Help> turn;
    try {
      if (job_.resume) prepared.whole = output_.whole(picture);
      if (prepared.whole) return prepared;
      prepared.pixels = decode_picture(picture.path, [&](int64_t height, int64_t width) {
        const int64_t bytes = bytes_per_pixel();
        prepared.memory = memory_.take(height * width * bytes);
        check_picture_memory(height, width, bytes);
        turn.emplace(turns_);
      });
      prepared.input = segmenter_.input_of(prepared.pixels);
    } catch (const std::exception& error) {
      prepared.error = reason(error);
    }
    return prepared;
  }

  void segment(Prepared prepared) {
    PictureReport report = {.picture = job_.pictures[prepared.index],
                            .record = prepared.whole.value_or(PictureRecord{}),
                            .milliseconds = 0,
                            .skipped = prepared.whole.has_value(),
                            .error = std::move(prepared.error)};
    std::optional<Segmentation> segmentation;
    if (!report.skipped && report.error.empty()) segmentation = segmentation_of(prepared, report);
    if (segmentation) {
      hand_on({prepared.index, std::move(prepared.memory), std::move(prepared.pixels),
               std::move(*segmentation), std::move(report)});
    } else {
      reports_.add(prepared.index, std::move(report));
    }
  }

  // Nothing where it fails; the report tells why.
  std::optional<Segmentation> segmentation_of(const Prepared& prepared, PictureReport& report) {
    try {
      const auto begin = std::chrono::steady_clock::now();
      auto segmentation =
          segmenter_.segment_prepared(prepared.input, prepared.pixels, prototypes_, kept_scores());
      report.record = record_of(segmentation, prototypes_, job_.output.pieces);
      report.milliseconds =
          std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
              .count();
      return segmentation;
    } catch (const std::exception& error) {
      report.error = reason(error);
      return std::nullopt;
    }
  }

  void write_pictures() {
    while (auto segmented = segmented_.pop()) {
      auto& report = segmented->report;
      try {
        output_.write(report.picture, segmented->segmentation, encoded(*segmented));
      } catch (const StorageFailure& failure) {
        report.error = failure.what();
        is_out_of_storage_ = true;
      } catch (const std::exception& error) {
        report.error = reason(error);
      }
      reports_.add(segmented->index, std::move(report));
    }
  }

  EncodedPicture encoded(Segmented& segmented) {
    const Turns::Help turn(turns_);
    return output_.encoded(segmented.report.picture, std::move(segmented.pixels),
                           segmented.segmentation, segmented.report.record);
  }

  Segmenter& segmenter_;
  const Prototypes& prototypes_;
  const PictureOutput& output_;
  const SegmentJob& job_;
  Reordered<PictureReport> reports_;
  std::atomic<std::size_t> next_picture_ = 0;
  std::atomic<bool> is_out_of_storage_ = false;
  std::once_flag is_stopped_;
  std::exception_ptr thrown_by_stop_;
  const std::ptrdiff_t workers_ = std::max(1u, std::thread::hardware_concurrency() / 4);
  std::atomic<std::ptrdiff_t> decoders_left_ = workers_;
  Turns turns_{encoder_takes_all_cores()};
  MemoryBudget memory_{
      std::min(workers_ * kBytesPerWorker, static_cast<int64_t>(free_memory() / 2))};
  BoundedQueue<Prepared> prepared_{static_cast<std::size_t>(2 * workers_)};
  BoundedQueue<Segmented> segmented_{static_cast<std::size_t>(2 * workers_)};
  std::vector<std::jthread> decoders_, writers_;  // last: they end before what they use
};

}  // namespace

void segment_pictures(Segmenter& segmenter, const Prototypes& prototypes, const SegmentJob& job) {
  require_same_encoder(prototypes, segmenter.fingerprint(), "these prototypes");
  std::error_code error;
  fs::create_directories(job.output.folder, error);
  if (error)
    throw Error(fmt::format("{}: cannot make the output folder: {}", job.output.folder.string(),
                            error.message()));
  const PictureOutput output(job.output, prototypes,
                             job_fingerprint(prototypes, segmenter.options(), job.output.pieces));
  Pipeline(segmenter, prototypes, output, job).run();
}

}  // namespace panet

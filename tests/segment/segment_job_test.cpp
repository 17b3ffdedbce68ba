#include "panet/segment/segment_job.h"

#include <sched.h>
#include <sys/resource.h>

#include <csignal>
#include <thread>

#include "base/parallel.h"
#include "panet/image/encode.h"
#include "scenes.h"
#include "support.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using test::disk_scene;
using test::error_of;
using test::kBlue;
using test::kRed;
using test::Tells;
using test::TemporaryFolder;

// Every file below a folder with its content.
std::map<std::string, std::string> files_in(const fs::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file())
      files[fs::relative(entry.path(), folder)] = test::read_file(entry.path());
  return files;
}

// This thread, and those that it starts, run on one core while it lives.
class OneCore {
 public:
  OneCore() {
    sched_getaffinity(0, sizeof before_, &before_);
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(sched_getcpu(), &one);
    sched_setaffinity(0, sizeof one, &one);
  }
  ~OneCore() { sched_setaffinity(0, sizeof before_, &before_); }
  OneCore(const OneCore&) = delete;
  OneCore& operator=(const OneCore&) = delete;

 private:
  cpu_set_t before_;
};

struct SegmentPictures : testing::Test {
  static constexpr int kPictures = 9;

  SegmentPictures() {
    for (int i = 0; i < kPictures; ++i) {
      const std::string name = "ball" + std::to_string(i);
      pictures.push_back({.path = folder / (name + ".png"), .name = name});
      encode_picture(pictures.back().path,
                     disk_scene(40 + i, 60, kRed, kBlue, 0.3 + 0.05 * i).picture);
      fs::last_write_time(pictures.back().path,
                          fs::file_time_type::clock::now() - std::chrono::hours(1));
    }
  }

  SegmentJob job(const std::string& out = "out") const {
    SegmentJob job;
    job.pictures = pictures;
    job.output = {.folder = folder / out, .overlay = true, .scores = true};
    return job;
  }
  // The same pictures again and again: more than are under way at once on any machine.
  SegmentJob job_of_many() const {
    SegmentJob many = job();
    many.pictures.clear();
    for (int i = 0; i < 300; ++i) {
      many.pictures.push_back(pictures[i % kPictures]);
      many.pictures.back().name += "_" + std::to_string(i);
    }
    return many;
  }
  std::vector<PictureReport> run(SegmentJob job_to_run) {
    std::vector<PictureReport> reports;
    job_to_run.on_picture = [&, tell = job_to_run.on_picture](const PictureReport& report) {
      tell(report);
      reports.push_back(report);
    };
    segment_pictures(segmenter, prototypes, job_to_run);
    return reports;
  }

  TemporaryFolder folder;
  std::vector<ListedPicture> pictures;
  Segmenter segmenter = test::colour_segmenter();
  Prototypes prototypes =
      segmenter.learn(test::supports(support_of(disk_scene(200, 300, kRed, kBlue), "ball")));
};

TEST_F(SegmentPictures, ReportsAndWritesEveryPictureInOrder) {
  auto all = job();
  all.on_picture = [&](const PictureReport& report) {
    EXPECT_TRUE(fs::exists(folder / "out" / (report.picture.name.string() + ".png")))
        << "a picture is reported when its files are there";
  };
  const auto reports = run(all);
  ASSERT_EQ(reports.size(), pictures.size());
  for (std::size_t i = 0; i < reports.size(); ++i) {
    EXPECT_EQ(reports[i].picture.name, pictures[i].name);
    EXPECT_EQ(reports[i].error, "");
    EXPECT_GT(reports[i].record.classes.at(0).share, 0.05);
  }
  EXPECT_EQ(files_in(folder / "out").size(), 3 * pictures.size());
}

TEST_F(SegmentPictures, ABadPictureIsReportedAndTheRestGoOn) {
  test::write_file(pictures[2].path, "no picture");
  fs::remove(pictures[5].path);
  const auto reports = run(job());
  ASSERT_EQ(reports.size(), pictures.size());
  EXPECT_THAT(reports[2].error, Tells("ball2.png"));
  EXPECT_THAT(reports[5].error, Tells("ball5.png"));
  EXPECT_EQ(files_in(folder / "out").size(), 3 * (pictures.size() - 2));
}

TEST_F(SegmentPictures, AFileThatCannotBeWrittenIsReportedAndTheRestGoOn) {
  fs::create_directories(folder / "out/ball3.png/in_the_way");
  const auto reports = run(job());
  EXPECT_THAT(reports[3].error, Tells("ball3.png"));
  EXPECT_EQ(reports[4].error, "");
}

// No file of this process grows beyond `bytes` while it lives, as on a disk that is full.
class SmallDisk {
 public:
  explicit SmallDisk(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit less = {.rlim_cur = bytes, .rlim_max = before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &less);
  }
  ~SmallDisk() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

 private:
  rlimit before_;
  void (*handler_)(int);
};

TEST_F(SegmentPictures, ADiskThatIsFullEndsTheJobAndThePicturesUnderWayAreTold) {
  auto many = job_of_many();
  std::vector<std::string> errors;
  many.on_picture = [&](const PictureReport& report) { errors.push_back(report.error); };
  {
    const SmallDisk disk(100);
    EXPECT_THAT(error_of([&] { segment_pictures(segmenter, prototypes, many); }),
                Tells((folder / "out").string(), "nothing more can be written"));
  }
  ASSERT_FALSE(errors.empty());
  EXPECT_THAT(errors, testing::Each(testing::HasSubstr("File too large")));
  EXPECT_LT(errors.size(), many.pictures.size());
  EXPECT_TRUE(files_in(folder / "out").empty());
}

TEST_F(SegmentPictures, WhatStopThrowsEndsTheJobAndIsThrownOn) {
  auto stopped = job_of_many();
  stopped.stop = []() -> bool { throw std::domain_error("mine"); };
  EXPECT_THROW(run(stopped), std::domain_error);
}

TEST_F(SegmentPictures, AnOutputFolderThatCannotBeMadeEndsTheJob) {
  test::write_file(folder / "out", "a file");
  EXPECT_THAT(error_of([&] { run(job()); }),
              Tells((folder / "out").string(), "cannot make the output folder"));
}

TEST_F(SegmentPictures, ResumingSkipsWhatIsWholeAndRedoesTheRest) {
  run(job());
  const auto before = files_in(folder / "out");
  fs::remove(folder / "out/ball4.overlay.jpg");
  auto again = job();
  again.resume = true;
  const auto reports = run(again);
  for (std::size_t i = 0; i < reports.size(); ++i) EXPECT_EQ(reports[i].skipped, i != 4) << i;
  EXPECT_NEAR(reports[0].record.classes.at(0).score, 1, 0.5) << "what was found is read back";
  EXPECT_NEAR(reports[0].record.classes.at(0).presence, 0.9, 0.1);
  EXPECT_EQ(files_in(folder / "out"), before);
}

TEST_F(SegmentPictures, ResumingRedoesWhatWasDamaged) {
  run(job());
  const auto before = files_in(folder / "out");
  for (const std::string name : {"ball1.png", "ball3.overlay.jpg", "ball5.ball.score.png"})
    test::write_file(folder / "out" / name, before.at(name).substr(0, before.at(name).size() / 2));
  test::write_file(folder / "out/ball7.overlay.jpg", "");
  auto again = job();
  again.resume = true;
  const auto reports = run(again);
  for (std::size_t i = 0; i < reports.size(); ++i) {
    EXPECT_EQ(reports[i].error, "");
    EXPECT_EQ(reports[i].skipped, i % 2 == 0) << i;
  }
  EXPECT_EQ(files_in(folder / "out"), before);
}

TEST_F(SegmentPictures, OutputsNeverTakeThePlaceOfThePictures) {
  auto in_place = job();
  in_place.output.folder = folder.path();
  const auto before = files_in(folder.path());
  for (const auto& report : run(in_place)) EXPECT_THAT(report.error, Tells("that is read"));
  EXPECT_EQ(files_in(folder.path()), before);
}

TEST_F(SegmentPictures, WithoutResumeNothingIsSkipped) {
  run(job());
  for (const auto& report : run(job())) EXPECT_FALSE(report.skipped);
}

TEST_F(SegmentPictures, ShardsTogetherGiveTheFilesOfOneRun) {
  run(job("whole"));
  for (int64_t index = 0; index < 4; ++index) {
    auto shard = job("shards");
    shard.pictures = share_of(pictures, {.index = index, .count = 4});
    run(shard);
  }
  EXPECT_EQ(files_in(folder / "shards"), files_in(folder / "whole"));
}

// With a thread for each core the encoder and the threads around it take turns, with fewer they do
// not.
TEST_F(SegmentPictures, TheFilesDoNotDependOnTheNumberOfThreads) {
  const int threads = thread_count();
  set_thread_count(1);
  run(job("one"));
  set_thread_count(static_cast<int>(std::max(2u, std::thread::hardware_concurrency())));
  run(job("all"));
  set_thread_count(threads);
  EXPECT_EQ(files_in(folder / "all"), files_in(folder / "one"));
}

// Decoder, encoder and writers pass the one core around: whoever waits for another while it has the
// core stays for ever.
TEST_F(SegmentPictures, ManyOnOneCoreComeToAnEnd) {
  const OneCore one_core;
  const auto many = job_of_many();
  EXPECT_EQ(run(many).size(), many.pictures.size());
}

TEST_F(SegmentPictures, StoppingLeavesOnlyWholeFiles) {
  std::atomic<bool> stop = false;
  auto stopped = job_of_many();
  stopped.on_picture = [&stop](const PictureReport&) { stop = true; };
  stopped.stop = [&stop] { return stop.load(); };
  const auto reports = run(stopped);
  EXPECT_GE(reports.size(), 1u);
  EXPECT_LT(reports.size(), stopped.pictures.size());
  EXPECT_EQ(files_in(folder / "out").size(), 3 * reports.size());
}

TEST_F(SegmentPictures, RefusePrototypesOfAnotherEncoder) {
  prototypes.encoder_fingerprint = "another";
  EXPECT_THAT(error_of([&] { run(job()); }), Tells("another"));
}

TEST_F(SegmentPictures, AnEmptyListGivesNoReports) {
  auto empty = job();
  empty.pictures.clear();
  EXPECT_TRUE(run(empty).empty());
}

}  // namespace
}  // namespace panet

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "panet/segment/segment_job.h"

namespace panet::app {

// Prints what became of each picture as soon as it is known, on the standard output: what is kept
// of them does not grow.
class SegmentReports {
 public:
  virtual ~SegmentReports() = default;
  void add(const PictureReport& report);
  void finish();

 private:
  virtual void print_begin() = 0;
  virtual void print_report(const PictureReport& report) = 0;
  virtual void print_end() = 0;

  void begin();
  bool has_begun_ = false;
};

// A line for each picture that did not fail: the time taken, what was found of each class in
// percent, and its presence, in columns where there are few classes. `pictures` are those to come.
std::unique_ptr<SegmentReports> reports_as_table(const std::vector<ListedPicture>& pictures,
                                                 const std::vector<std::string>& class_names);

// One json of all pictures; with_pieces: how many there are of each class, too.
std::unique_ptr<SegmentReports> reports_as_json(bool with_pieces);

}  // namespace panet::app

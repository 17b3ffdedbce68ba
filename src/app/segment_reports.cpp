#include "app/segment_reports.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <nlohmann/json.hpp>

#include "app/json_text.h"
#include "app/streams.h"
#include "app/table.h"
#include "base/utf8_name.h"

namespace panet::app {
namespace {

// Marked where a class seems absent: about 95 % of the pictures that hold one come up to 0.5.
std::string presence_text(double presence) {
  constexpr double kSeemsAbsent = 0.5;
  return fmt::format("{:.2f}{}", presence, presence < kSeemsAbsent ? " absent?" : "");
}

std::string share_text(double share) {
  return fmt::format("{:.1f}", 100 * share);
}

class ReportTable : public SegmentReports {
 public:
  explicit ReportTable(const std::vector<ListedPicture>& pictures) {
    std::size_t longest = 0;
    for (const auto& picture : pictures)
      longest = std::max(longest, cell_width(picture.name.string()));
    add_column("picture", longest);
    add_column("ms", cell_width(kWhole));
  }

 protected:
  void add_column(const std::string& name, std::size_t widest) {
    heading_.push_back(name);
    widths_.push_back(std::max(cell_width(name), widest));
  }

 private:
  static constexpr const char* kWhole = "whole";  // in place of the time of what was skipped

  virtual std::vector<std::string> cells_of(const std::vector<FoundClass>& classes) const = 0;

  void print_begin() override { print(table_row(heading_, widths_)); }

  void print_report(const PictureReport& report) override {
    if (!report.error.empty()) return;
    std::vector row = {report.picture.name.string(),
                       report.skipped ? kWhole : fmt::format("{:.0f}", report.milliseconds)};
    std::ranges::copy(cells_of(report.record.classes), std::back_inserter(row));
    print(table_row(row, widths_));
  }

  void print_end() override {}

  std::vector<std::string> heading_;
  std::vector<std::size_t> widths_;
};

class ColumnsOfEachClass : public ReportTable {
 public:
  ColumnsOfEachClass(const std::vector<ListedPicture>& pictures,
                     const std::vector<std::string>& class_names)
      : ReportTable(pictures) {
    for (const auto& name : class_names) {
      add_column(name + " %", cell_width(share_text(1)));
      add_column("presence", cell_width(presence_text(0)));
    }
  }

 private:
  std::vector<std::string> cells_of(const std::vector<FoundClass>& classes) const override {
    std::vector<std::string> cells;
    for (const auto& found : classes) {
      cells.push_back(share_text(found.share));
      cells.push_back(presence_text(found.presence));
    }
    return cells;
  }
};

// For more classes than a line has room for: what a picture holds, most of it first.
class ColumnOfFoundClasses : public ReportTable {
 public:
  explicit ColumnOfFoundClasses(const std::vector<ListedPicture>& pictures)
      : ReportTable(pictures) {
    add_column("found (presence)", 0);
  }

 private:
  std::vector<std::string> cells_of(const std::vector<FoundClass>& classes) const override {
    auto found = classes;
    std::erase_if(found, [](const FoundClass& one) { return one.share == 0; });
    std::ranges::stable_sort(found, std::greater(), &FoundClass::share);
    std::vector<std::string> texts;
    for (const auto& one : found)
      texts.push_back(fmt::format("{} {} % ({})", one.name, share_text(one.share),
                                  presence_text(one.presence)));
    return {fmt::format("{}", fmt::join(texts, ", "))};
  }
};

nlohmann::json json_of(const FoundClass& found, bool with_pieces) {
  nlohmann::json entry = {{"name", utf8_name(found.name)},
                          {"share", found.share},
                          {"score", found.score},
                          {"presence", found.presence}};
  if (with_pieces) entry["pieces"] = found.pieces.size();
  return entry;
}

nlohmann::json json_of(const PictureReport& report, bool with_pieces) {
  nlohmann::json entry = {{"picture", utf8_name(report.picture.path.string())},
                          {"name", utf8_name(report.picture.name.string())}};
  if (!report.error.empty()) {
    entry["error"] = plain_text(report.error);
    return entry;
  }
  entry["height"] = report.record.size.height;
  entry["width"] = report.record.size.width;
  if (report.record.tiles) entry["tiles"] = *report.record.tiles;
  entry["skipped"] = report.skipped;
  entry["milliseconds"] = report.milliseconds;
  entry["classes"] = nlohmann::json::array();
  for (const auto& found : report.record.classes)
    entry["classes"].push_back(json_of(found, with_pieces));
  return entry;
}

class ReportJson : public SegmentReports {
 public:
  explicit ReportJson(bool with_pieces) : with_pieces_(with_pieces) {}

 private:
  void print_begin() override { print("{\"pictures\": ["); }

  void print_report(const PictureReport& report) override {
    print((segmented_ + failed_ == 0 ? "\n" : ",\n") + json_line(json_of(report, with_pieces_)));
    ++(report.error.empty() ? segmented_ : failed_);
  }

  void print_end() override {
    print(fmt::format("\n],\n\"segmented\": {}, \"failed\": {}}}\n", segmented_, failed_));
  }

  bool with_pieces_;
  std::size_t segmented_ = 0, failed_ = 0;
};

}  // namespace

void SegmentReports::begin() {
  if (!has_begun_) print_begin();
  has_begun_ = true;
}

void SegmentReports::add(const PictureReport& report) {
  begin();
  print_report(report);
}

void SegmentReports::finish() {
  begin();
  print_end();
}

std::unique_ptr<SegmentReports> reports_as_table(const std::vector<ListedPicture>& pictures,
                                                 const std::vector<std::string>& class_names) {
  constexpr std::size_t kMostInColumns = 4;
  if (class_names.size() > kMostInColumns) return std::make_unique<ColumnOfFoundClasses>(pictures);
  return std::make_unique<ColumnsOfEachClass>(pictures, class_names);
}

std::unique_ptr<SegmentReports> reports_as_json(bool with_pieces) {
  return std::make_unique<ReportJson>(with_pieces);
}

}  // namespace panet::app

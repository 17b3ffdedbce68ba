#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "app/data_command.h"
#include "app/dataset_arguments.h"
#include "app/exit.h"
#include "app/json_text.h"
#include "app/progress.h"
#include "app/streams.h"
#include "app/table.h"
#include "base/utf8_name.h"
#include "dataset/dataset_check.h"

namespace panet::app {
namespace {

struct CheckOptions {
  DatasetArguments dataset;
  std::size_t shots = DatasetCheckOptions{}.shots;
  bool json = false;
};

// The name of each class's fold.
std::vector<std::string> folds_of_classes(const OpenedDataset& opened) {
  std::vector<std::string> names(opened.dataset->classes().size());
  for (const auto& fold : opened.folds)
    for (const std::size_t c : fold.classes) names[c] = fold.name;
  return names;
}

std::string percent(double share) {
  return fmt::format("{:.2f}", 100 * share);
}

void print_table(const OpenedDataset& opened, const DatasetCheck& check) {
  std::vector<std::vector<std::string>> rows = {
      {"class", "id", "split", "pictures", "pixels %", "median area %", "smallest %"}};
  const auto folds = folds_of_classes(opened);
  for (std::size_t i = 0; i < check.classes.size(); ++i) {
    const auto& c = opened.dataset->classes()[i];
    const auto& found = check.classes[i];
    rows.push_back({c.name, std::to_string(c.id), folds[i], std::to_string(found.pictures),
                    percent(found.pixel_share), percent(found.median_area),
                    percent(found.smallest_area)});
  }
  print(table(rows) + "\n");
  if (check.problems.empty()) {
    print_line(fmt::format("{} picture(s), no problem", check.pictures));
    return;
  }
  print_line(fmt::format("{} picture(s), {} problem(s):", check.pictures, check.problems.size()));
  for (const auto& problem : check.problems) print_line("  " + problem);
}

void print_json(const OpenedDataset& opened, const DatasetCheck& check) {
  nlohmann::json classes = nlohmann::json::array();
  const auto folds = folds_of_classes(opened);
  for (std::size_t i = 0; i < check.classes.size(); ++i) {
    const auto& c = opened.dataset->classes()[i];
    const auto& found = check.classes[i];
    classes.push_back({{"id", c.id},
                       {"name", utf8_name(c.name)},
                       {"split", folds[i]},
                       {"pictures", found.pictures},
                       {"pixel_share", found.pixel_share},
                       {"median_area", found.median_area},
                       {"smallest_area", found.smallest_area}});
  }
  const nlohmann::json whole = {
      {"pictures", check.pictures}, {"classes", std::move(classes)}, {"problems", check.problems}};
  print(json_text(whole));
}

DatasetCheck run(const Dataset& dataset, std::size_t shots) {
  Progress progress("checking");
  return check_dataset(
      dataset, {.shots = shots, .on_progress = [&progress](std::size_t done, std::size_t total) {
                  progress.update(done, total);
                }});
}

void check(const CheckOptions& options) {
  auto dataset_options = options.dataset.options();
  dataset_options.keep_broken = true;
  const auto opened = options.dataset.open(dataset_options);
  const auto found = run(*opened.dataset, options.shots);
  if (options.json) {
    print_json(opened, found);
  } else {
    print_table(opened, found);
  }
  if (!found.problems.empty()) throw Exit{kDataError};
}

}  // namespace

void add_data_check_command(CLI::App& data) {
  const auto options = std::make_shared<CheckOptions>();
  auto* command = data.add_subcommand(
      "check", "read every picture of a data set with its labels and tell all that is wrong");
  options->dataset.declare(*command, "ROOT");
  command
      ->add_option("--shots", options->shots,
                   "shots of an episode: a class needs so many pictures and one more")
      ->capture_default_str()
      ->check(CLI::Range(1, 1000));
  command->add_flag("--json", options->json, "print JSON in place of the table");
  command->footer(R"(
The table has, for each class: its id, the split that tests it, how many pictures hold it, its share of all pixels, and the
median and smallest area that it has in a picture.

Examples:
  panet data check VOCdevkit/VOC2012 --image-set trainaug
  panet data check coco --image-set train2014 --folds interleaved
  panet data check fewshot_data --dataset fss --classes fss_test_set.txt
  panet data check my_classes --shots 1 --json)");
  command->callback([options] { check(*options); });
}

}  // namespace panet::app

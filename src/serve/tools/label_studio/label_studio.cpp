#include "serve/tools/label_studio/label_studio.h"

#include <fmt/format.h>

#include <map>
#include <string>
#include <vector>

#include "base/error_context.h"
#include "base/fingerprint.h"
#include "base/plain_text.h"
#include "image/mask.h"
#include "panet/base/error.h"
#include "panet/base/note.h"
#include "panet/image/decode.h"
#include "serve/formats/class_names.h"
#include "serve/http/call.h"

namespace panet::serve {
namespace {

using nlohmann::json;

// It waits for 100 seconds.
constexpr std::size_t kMostTasks = 32, kLongestId = 40;

std::string address_in(const json& task, const LabelConfig& config) {
  if (!has_field(task, "data")) throw Error("the task has no data");
  return text_field(task.at("data"), config.field);
}

bool was_skipped(const json& annotation) {
  return has_field(annotation, "was_cancelled") && flag_field(annotation, "was_cancelled", false);
}

// By class: labels may differ in case alone. A label that no class can be called is told, and the
// others are taken.
class ToldMasks {
 public:
  explicit ToldMasks(Project& project) : project_(project) {}

  void add(const std::string& label, const Mask& mask) {
    if (!any(mask)) return;
    try {
      auto& all = masks_[class_named(project_, label)];
      all = all.empty() ? mask.copy() : all | mask;
    } catch (const Error& error) {
      refusals_.emplace_back(error.what());
    }
  }

  // panet::Error where there are refused labels alone: it would be as if nothing were there.
  ToldPaintings paintings() const {
    if (masks_.empty() && !refusals_.empty()) throw Error(refusals_.front());
    for (const auto& refusal : refusals_) note("Label Studio: " + refusal);
    ToldPaintings paintings;
    for (const auto& [class_id, mask] : masks_) paintings.emplace(class_id, painting_of(mask));
    return paintings;
  }

 private:
  Project& project_;
  std::map<ClassId, Mask> masks_;
  std::vector<std::string> refusals_;
};

ToldPaintings paintings_of(const json& annotation, Project& project, PictureSize size) {
  if (was_skipped(annotation)) return {};
  ToldMasks masks(project);
  draw_labels(list_field(annotation, "result"), size,
              [&](const std::string& label, const Mask& mask) { masks.add(label, mask); });
  return masks.paintings();
}

// For a note, of whatever a client calls one.
std::string told_id(const json& object) {
  return object.is_object() && object.contains("id")
             ? plain_text(object.at("id").dump().substr(0, kLongestId))
             : "without an id";
}

}  // namespace

int64_t id_of(const json& object) {
  return whole_field(object, "id", 0, INT64_MAX);
}

LabelStudio::LabelStudio(Labeller& labeller, const LabelStudioOptions& options)
    : labeller_(labeller),
      server_(options.url, options.key),
      pictures_(labeller.project(), server_, options.media_roots) {}

std::string LabelStudio::version() const {
  Fingerprint fingerprint;
  for (const auto& support : labeller_.project().supports())
    fingerprint.add(support.picture).add(support.class_id).add(support.revision);
  return "panet-" + fingerprint.hexadecimal().substr(0, 8);
}

void LabelStudio::set_up(const json& body) {
  parse_label_config(text_field(body, "schema"));
  const auto text = [&](const char* name) {
    return has_field(body, name) ? text_field(body, name) : std::string();
  };
  server_.introduce(text("hostname"), text("access_token"));
}

json LabelStudio::predictions(const json& tasks, const std::string& config) {
  const auto parsed = parse_label_config(config);
  const std::size_t count = tasks.size() > kMostTasks ? 1 : tasks.size();
  const auto version = this->version();
  const bool knows_any = !labeller_.learned_classes().empty();
  json all = json::array();
  for (std::size_t i = 0; i < count; ++i) {
    auto found = knows_any ? found_in(tasks[i], parsed) : FoundRegions();
    all.push_back(
        {{"result", std::move(found.regions)}, {"score", found.score}, {"model_version", version}});
  }
  return all;
}

// A picture that cannot be read has no regions, and the others of the request have theirs.
FoundRegions LabelStudio::found_in(const json& task, const LabelConfig& config) {
  try {
    const auto [picture, name, file] = pictures_.find(id_of(task), address_in(task, config));
    return regions_of(
        picture ? labeller_.find_in(*picture) : labeller_.find_in(decode_picture(file)), config);
  } catch (const Error& error) {
    note(fmt::format("Label Studio: task {}: {}", told_id(task), error.what()));
    return {};
  }
}

void LabelStudio::learn(const json& task, const json& annotation, const std::string& config) {
  const auto picture = pictures_.take_in(id_of(task), address_in(task, parse_label_config(config)));
  labeller_.look_at(picture);
  auto& project = labeller_.project();
  const auto row = project.picture(picture);
  if (!row.size) throw Error(fmt::format("{}: {}", row.name, row.failure));
  labeller_.tell(picture, fmt::format("{}", id_of(annotation)),
                 paintings_of(annotation, project, *row.size));
}

void LabelStudio::forget(int64_t annotation) {
  labeller_.take_back(fmt::format("{}", annotation));
}

int64_t LabelStudio::learn_all(int64_t project, const std::string& config) {
  int64_t count = 0;
  for (const auto& task : server_.annotated_tasks(project))
    for (const auto& annotation : list_field(task, "annotations"))
      count += learns(task, annotation, config);
  return count;
}

bool LabelStudio::learns(const json& task, const json& annotation, const std::string& config) {
  try {
    learn(task, annotation, config);
    return true;
  } catch (const Error& error) {
    note(fmt::format("Label Studio: annotation {}: {}", told_id(annotation), error.what()));
    return false;
  }
}

}  // namespace panet::serve

#include "serve/studio.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

#include "base/passed_over.h"
#include "panet/base/note.h"
#include "segment/picture_search.h"
#include "serve/api/routes.h"
#include "serve/api/values.h"
#include "serve/formats/import_summary.h"
#include "serve/http/events.h"
#include "serve/http/router.h"
#include "serve/project/project.h"
#include "serve/work/labeller.h"

namespace panet::serve {
namespace {

namespace fs = std::filesystem;

FoundPicture found(const fs::path& photos, const fs::path& file) {
  return {.name = file.lexically_relative(photos).string(),
          .bytes = static_cast<int64_t>(fs::file_size(file)),
          .modified_ns = fs::last_write_time(file).time_since_epoch().count()};
}

std::vector<FoundPicture> found_pictures(const fs::path& photos) {
  std::vector<FoundPicture> all;
  const auto below = pictures_below(photos);
  note_passed_over(photos, below.passed_over);
  for (const auto& picture : below.pictures) {
    try {
      all.push_back(found(photos, picture.path));
    } catch (const fs::filesystem_error& error) {  // deleted meanwhile
      note(error.what());
    }
  }
  return all;
}

// Half of what is free, at most.
std::size_t room_for_features(const fs::path& home, std::size_t most) {
  std::error_code error;
  const auto space = fs::space(home, error);
  return error ? most : std::min(most, static_cast<std::size_t>(space.available / 2));
}

// Tells listeners how far a job is, a few times a second, and each state.
class JobEvents {
 public:
  JobEvents(const Project& project, Broadcast& events) : project_(project), events_(events) {}

  void tell(const JobReport& report) {
    const auto now = std::chrono::steady_clock::now();
    if (report.state == JobReport::State::kRunning && now - last_ < kPause) return;
    last_ = now;
    events_.send({.name = "job", .id = project_.revision(), .data = json_of(report).dump()});
  }

 private:
  static constexpr std::chrono::milliseconds kPause{200};

  const Project& project_;
  Broadcast& events_;
  std::chrono::steady_clock::time_point last_;
};

Event event_of(Revision revision, std::optional<PictureId> picture) {
  if (!picture)
    return {
        .name = "project", .id = revision, .data = nlohmann::json{{"revision", revision}}.dump()};
  return {.name = "picture",
          .id = revision,
          .data = nlohmann::json{{"id", *picture}, {"revision", revision}}.dump()};
}

}  // namespace

class Studio::Parts {
 public:
  Parts(const Places& places, std::shared_ptr<const Model> model, const SegmenterOptions& segmenter)
      : project_(places.home, places.photos),
        labeller_(
            project_, std::move(model), segmenter,
            {.cache = project_.home() / "cache",
             .most_feature_bytes = room_for_features(project_.home(), places.most_feature_bytes)},
            [this](const JobReport& report) { job_events_.tell(report); }) {
    project_.on_change([this](Revision revision, std::optional<PictureId> picture) {
      events_.send(event_of(revision, picture));
    });
    lister_ = std::jthread([this, imports = places.imports] { list(imports); });
  }

  Project& project() { return project_; }
  Labeller& labeller() { return labeller_; }
  Broadcast& events() { return events_; }

 private:
  // What fails is told, and the others go on.
  void list(const std::vector<NamedImport>& imports) {
    noting_failure([&] { project_.add_pictures(found_pictures(project_.photos())); });
    for (const auto& import : imports)
      noting_failure([&] {
        const auto report = import_annotations(project_, import.format, import.path);
        for (const auto& line : summary_of(import, report)) note(line);
      });
  }

  static void noting_failure(const std::function<void()>& action) {
    try {
      action();
    } catch (const std::exception& error) {
      note(error.what());
    }
  }

  Project project_;
  Broadcast events_;
  JobEvents job_events_{project_, events_};
  Labeller labeller_;
  std::jthread lister_;
};

Studio::Studio(const Places& places, std::shared_ptr<const Model> model,
               const SegmenterOptions& segmenter)
    : parts_(std::make_unique<Parts>(places, std::move(model), segmenter)) {}

Studio::~Studio() = default;

std::vector<Route> Studio::routes(const std::vector<AnnotationTool>& tools,
                                  const LabelStudioOptions& label_studio) {
  auto routes = api_routes(parts_->labeller(), parts_->events());
  std::ranges::move(tool_routes(tools, parts_->labeller(), label_studio),
                    std::back_inserter(routes));
  return routes;
}

void Studio::tell_address(const std::string& address) {
  parts_->project().tell_address(address);
}

void Studio::end_events() {
  parts_->events().close();
}

}  // namespace panet::serve

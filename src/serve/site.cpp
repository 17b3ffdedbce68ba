#include "serve/site.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>
#include <utility>
#include <vector>

#include "panet/base/error.h"
#include "panet/base/note.h"
#include "segment/picture_search.h"
#include "serve/api/routes.h"
#include "serve/api/values.h"
#include "serve/http/assets.h"
#include "serve/http/events.h"
#include "serve/http/guard.h"
#include "serve/http/router.h"
#include "serve/http/server.h"
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
  for (const auto& picture : pictures_below(photos).pictures) {
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

class Site::Parts {
 public:
  Parts(const SiteOptions& options, std::shared_ptr<const Model> model,
        const SegmenterOptions& segmenter)
      : server_(options.host, options.port, {}),
        token_(options.token.empty() ? random_token() : options.token),
        guard_(options.host, server_.port(), token_),
        project_(options.home.empty() ? default_home(options.photos) : options.home,
                 options.photos),
        job_events_(project_, events_),
        labeller_(
            project_, std::move(model), segmenter,
            {.cache = project_.home() / "cache",
             .most_feature_bytes = room_for_features(project_.home(), options.most_feature_bytes)},
            [this](const JobReport& report) { job_events_.tell(report); }),
        router_(api_routes(labeller_, events_)) {
    project_.tell_address(guard_.address());
    project_.on_change([this](Revision revision, std::optional<PictureId> picture) {
      events_.send(event_of(revision, picture));
    });
    lister_ = std::jthread([this] { list(); });
    server_.start({.admit = [this](Request& head) { return admission(head); },
                   .answer = [this](const Request& request) { return answer(request); },
                   .headers = Guard::headers()});
  }

  ~Parts() {
    events_.close();
    server_.stop();
  }

  std::string address() const { return guard_.address(); }
  const std::string& token() const { return token_; }
  const fs::path& home() const { return project_.home(); }

 private:
  void list() {
    try {
      project_.add_pictures(found_pictures(project_.photos()));
    } catch (const std::exception& error) {
      note(error.what());
    }
  }

  static bool is_api(const Request& request) { return request.path.starts_with("/api/"); }

  // The page holds nothing of a user's, and goes to anyone.
  Admission admission(Request& head) {
    if (auto instead = guard_.answer_instead(head)) return {.refusal = std::move(instead)};
    if (!is_api(head)) return {};
    auto admission = router_.admit(head);
    admission.is_trusted = true;
    return admission;
  }

  Response answer(const Request& request) {
    return is_api(request) ? router_.answer(request) : assets_.answer(request);
  }

  Server server_;
  std::string token_;
  Guard guard_;
  Project project_;
  Broadcast events_;
  JobEvents job_events_;
  Labeller labeller_;
  Router router_;
  Assets assets_{page_assets()};
  std::jthread lister_;
};

Site::Site(const SiteOptions& options, std::shared_ptr<const Model> model,
           const SegmenterOptions& segmenter)
    : parts_(std::make_unique<Parts>(options, std::move(model), segmenter)) {}

Site::~Site() = default;

std::string Site::address() const {
  return parts_->address();
}

const std::string& Site::token() const {
  return parts_->token();
}

const fs::path& Site::home() const {
  return parts_->home();
}

}  // namespace panet::serve

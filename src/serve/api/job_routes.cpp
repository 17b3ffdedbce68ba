#include "serve/api/answer.h"
#include "serve/api/routes.h"
#include "serve/api/values.h"

namespace panet::serve {
namespace {

Response job_answer(const std::optional<JobReport>& job, int status = 200) {
  return json_answer(job ? json_of(*job) : nlohmann::json(), status);
}

Response started(Labeller& labeller, const Call& call) {
  expect_no_fields(call.request());
  return job_answer(labeller.start_job(), 202);
}

Response stopped(Labeller& labeller, const Call& call) {
  expect_no_fields(call.request());
  labeller.stop_job();
  return job_answer(labeller.job());
}

}  // namespace

std::vector<Route> job_routes(Labeller& labeller) {
  return {
      {.method = "POST",
       .path = "/api/job",
       .query = {},
       .summary = "Segments all pictures that are not decided",
       .handler = [&](const Call& call) { return started(labeller, call); }},
      {.method = "GET",
       .path = "/api/job",
       .query = {},
       .summary = "How far it is; null where none was started",
       .handler = [&](const Call&) { return job_answer(labeller.job()); }},
      {.method = "DELETE",
       .path = "/api/job",
       .query = {},
       .summary = "Ends it; what was segmented stays",
       .handler = [&](const Call& call) { return stopped(labeller, call); }},
  };
}

}  // namespace panet::serve

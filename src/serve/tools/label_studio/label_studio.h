#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "serve/tools/label_studio/label_config.h"
#include "serve/tools/label_studio/regions.h"
#include "serve/tools/label_studio/task_pictures.h"
#include "serve/tools/tool.h"
#include "serve/work/labeller.h"

namespace panet::serve {

// Of a task, an annotation or a project. BadRequest where it has none.
int64_t id_of(const nlohmann::json& object);

// A Label Studio that asks for predictions and tells of annotations: what is submitted there is
// learned here. Any number of threads.
class LabelStudio {
 public:
  // The labeller must outlive it.
  LabelStudio(Labeller& labeller, const LabelStudioOptions& options);

  // What comes of all that is learned now: Label Studio asks anew for what another version said.
  std::string version() const;

  // What it says as it connects. panet::Error where the configuration has nothing to draw with.
  void set_up(const nlohmann::json& body);

  // One for each task, in order; or, of more than Label Studio would wait for, of the first alone:
  // it asks for each by itself then.
  nlohmann::json predictions(const nlohmann::json& tasks, const std::string& config);

  // What an annotation says is learned in the place of what its picture's last one said.
  void learn(const nlohmann::json& task, const nlohmann::json& annotation,
             const std::string& config);
  // The same; what cannot be learned is told in a note. → whether it was.
  bool learns(const nlohmann::json& task, const nlohmann::json& annotation,
              const std::string& config);
  void forget(int64_t annotation);

  // All of a project's annotations, which Label Studio is asked for. → how many; those that cannot
  // be learned are told in notes.
  int64_t learn_all(int64_t project, const std::string& config);

 private:
  FoundRegions found_in(const nlohmann::json& task, const LabelConfig& config);

  Labeller& labeller_;
  LabelStudioServer server_;
  TaskPictures pictures_;
};

}  // namespace panet::serve

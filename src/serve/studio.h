#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "panet/segment/segmenter.h"
#include "serve/formats/import.h"
#include "serve/http/router.h"
#include "serve/tools/tool.h"

namespace panet::serve {

// A folder of photographs that is being labelled: its project, the work on it, and what can be
// asked of both.
class Studio {
 public:
  struct Places {
    std::filesystem::path photos;  // the folder to label
    std::filesystem::path home;    // of the project
    std::size_t most_feature_bytes = std::size_t{8} << 30;
    std::vector<NamedImport> imports;  // once the photographs are listed
  };

  // Looks for photographs in a thread of its own, and imports; notes tell what came of it.
  // panet::Error as Project has it.
  Studio(const Places& places, std::shared_ptr<const Model> model,
         const SegmenterOptions& segmenter);
  ~Studio();

  // All that is below /api/, and what the tools ask for; the studio has to outlive them.
  std::vector<Route> routes(const std::vector<AnnotationTool>& tools = {},
                            const LabelStudioOptions& label_studio = {});

  // Where it can be reached, for whoever wants to open the same project.
  void tell_address(const std::string& address);

  void end_events();  // streams end, so that a server can stop

 private:
  class Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace panet::serve

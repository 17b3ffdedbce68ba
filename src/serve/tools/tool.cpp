#include "serve/tools/tool.h"

#include <fmt/format.h>

#include <algorithm>

#include "panet/base/error.h"
#include "serve/api/routes.h"

namespace panet::serve {

AnnotationTool parse_annotation_tool(const std::string& text) {
  if (text == "xanylabeling") return AnnotationTool::kXAnyLabeling;
  if (text == "cvat") return AnnotationTool::kCvat;
  throw Error(fmt::format("there is no tool '{}'; there are xanylabeling and cvat", text));
}

std::vector<Route> tool_routes(AnnotationTool tool, Labeller& labeller) {
  auto routes =
      tool == AnnotationTool::kCvat ? cvat_routes(labeller) : xanylabeling_routes(labeller);
  std::ranges::transform(routes, routes.begin(), translated);
  return routes;
}

}  // namespace panet::serve

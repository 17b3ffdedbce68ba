#include "serve/tools/tool.h"

#include <fmt/format.h>

#include <algorithm>

#include "panet/base/error.h"
#include "serve/api/routes.h"

namespace panet::serve {

namespace {

std::vector<Route> routes_of(AnnotationTool tool, Labeller& labeller,
                             const LabelStudioOptions& label_studio) {
  switch (tool) {
    case AnnotationTool::kXAnyLabeling:
      return xanylabeling_routes(labeller);
    case AnnotationTool::kCvat:
      return cvat_routes(labeller);
    case AnnotationTool::kLabelStudio:
      return label_studio_routes(labeller, label_studio);
  }
  return {};
}

bool is_of(const Route& route, const std::vector<Route>& routes) {
  return std::ranges::any_of(routes, [&](const Route& other) {
    return other.method == route.method && other.path == route.path;
  });
}

}  // namespace

AnnotationTool parse_annotation_tool(const std::string& text) {
  if (text == "xanylabeling") return AnnotationTool::kXAnyLabeling;
  if (text == "cvat") return AnnotationTool::kCvat;
  if (text == "labelstudio") return AnnotationTool::kLabelStudio;
  throw Error(
      fmt::format("there is no tool '{}'; there are xanylabeling, cvat and labelstudio", text));
}

std::vector<Route> tool_routes(const std::vector<AnnotationTool>& tools, Labeller& labeller,
                               const LabelStudioOptions& label_studio) {
  std::vector<Route> all;
  for (const auto tool : tools)
    for (auto& route : routes_of(tool, labeller, label_studio))
      if (!is_of(route, all)) all.push_back(translated(std::move(route)));
  return all;
}

}  // namespace panet::serve

#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "serve/http/router.h"
#include "serve/work/labeller.h"

namespace panet::serve {

// Annotation tools whose own buttons ask this server (docs/tools.md). Each is switched on by name.
enum class AnnotationTool { kXAnyLabeling, kCvat, kLabelStudio };

// "xanylabeling", "cvat", "labelstudio"; panet::Error for another text.
AnnotationTool parse_annotation_tool(const std::string& text);

// Where a Label Studio's pictures are to be had.
struct LabelStudioOptions {
  std::vector<std::filesystem::path> media_roots;  // folders that it shows files of
  std::string url;                                 // empty: as it says itself
  std::string key;                                 // for that url; a token of either kind
};

// What tools ask for, as they ask for it. Of two that ask for the same, the first is answered. The
// labeller must outlive the routes.
std::vector<Route> tool_routes(const std::vector<AnnotationTool>& tools, Labeller& labeller,
                               const LabelStudioOptions& label_studio);

// Parts of it.
std::vector<Route> xanylabeling_routes(Labeller& labeller);
std::vector<Route> cvat_routes(Labeller& labeller);
std::vector<Route> label_studio_routes(Labeller& labeller, const LabelStudioOptions& options);

}  // namespace panet::serve

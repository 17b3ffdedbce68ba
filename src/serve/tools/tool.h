#pragma once

#include <string>
#include <vector>

#include "serve/http/router.h"
#include "serve/work/labeller.h"

namespace panet::serve {

// Annotation tools whose own buttons ask this server (docs/tools.md). Each is switched on by name.
enum class AnnotationTool { kXAnyLabeling, kCvat };

// "xanylabeling", "cvat"; panet::Error for another text.
AnnotationTool parse_annotation_tool(const std::string& text);

// What a tool asks for, as it asks for it. The labeller must outlive the routes.
std::vector<Route> tool_routes(AnnotationTool tool, Labeller& labeller);

// Parts of it.
std::vector<Route> xanylabeling_routes(Labeller& labeller);
std::vector<Route> cvat_routes(Labeller& labeller);

}  // namespace panet::serve

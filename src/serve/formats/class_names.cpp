#include "serve/formats/class_names.h"

#include "annotation/labelme_file.h"

namespace panet::serve {

std::optional<ClassId> find_class(const Project& project, const std::string& name) {
  const std::string plain = plain_label(name);
  for (const ClassRow& row : project.classes())
    if (plain_label(row.name) == plain) return row.id;
  return std::nullopt;
}

ClassId class_named(Project& project, const std::string& name) {
  const auto known = find_class(project, name);
  return known ? *known : project.add_class(name, {}, false).id;
}

}  // namespace panet::serve

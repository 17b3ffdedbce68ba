#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "panet/annotation/support_folder.h"

namespace panet {

// FSS-1000 as it unpacks: ROOT/CLASS/N.jpg and N.png, its mask. The archive holds a few files more,
// of which a note tells: they are left aside.
struct FssFolder {
  std::vector<SupportClass> classes;  // as read_support_folder has them
  // A line each: a picture without mask, a mask without picture, a class without either.
  std::vector<std::string> problems;
};

// Beside N.png the picture is N.jpg or, where there is none, the first other picture N. `only`: the
// classes to read, all without it. panet::Error: no class folder, a class of `only` without one, no
// picture with a mask at all. Nothing is decoded.
FssFolder read_fss_folder(const std::filesystem::path& root, const std::vector<std::string>& only);

}  // namespace panet

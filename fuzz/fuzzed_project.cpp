#include "fuzzed_project.h"

#include <filesystem>
#include <fstream>
#include <memory>

#include "panet/image/encode.h"
#include "serve/project/project.h"

namespace panet::fuzz {
namespace {

namespace fs = std::filesystem;
using namespace serve;

// A folder in memory, gone with the process.
class Folder {
 public:
  Folder() {
    std::string pattern = (fs::exists("/dev/shm") ? "/dev/shm/" : "/tmp/");
    pattern += "panet-fuzz-XXXXXX";
    expect(::mkdtemp(pattern.data()) != nullptr, "a folder can be made");
    path_ = pattern;
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  fs::path operator/(std::string_view name) const { return path_ / name; }

 private:
  fs::path path_;
};

// The project, and where what is imported lies. What was imported goes with its classes; now and
// then all of it is made anew, as the file of a project that knew a thousand classes is slow.
class Surroundings {
 public:
  Surroundings() {
    fs::create_directory(folder_ / "photos");
    fs::create_directory(folder_ / "imported");
    encode_picture(folder_ / "photos/a.png", Picture(4, 6));
    project_ = std::make_unique<Project>(folder_ / "home", folder_ / "photos");
    project_->add_pictures({{.name = "a.png", .bytes = 1, .modified_ns = 1}});
    project_->set_size(project_->pictures({.limit = 1}).pictures.front().id, {4, 6});
  }

  void import(ImportFormat format, std::string_view name, Bytes file) {
    const fs::path path = folder_ / "imported" / name;
    std::ofstream(path, std::ios::binary) << text_of(file);
    project_->add_class("cat", {}, false);
    attempt([&] {
      import_annotations(*project_, format,
                         format == ImportFormat::kCoco ? path : path.parent_path());
    });
    fs::remove(path);
    for (const ClassRow& row : project_->classes()) project_->remove_class(row.id);
  }

 private:
  Folder folder_;
  std::unique_ptr<Project> project_;
};

}  // namespace

void import_somehow(ImportFormat format, std::string_view name, Bytes file) {
  constexpr int kImportsOfProject = 1000;
  static std::unique_ptr<Surroundings> surroundings;
  static int imports = 0;
  if (imports++ % kImportsOfProject == 0) surroundings = std::make_unique<Surroundings>();
  surroundings->import(format, name, file);
}

}  // namespace panet::fuzz

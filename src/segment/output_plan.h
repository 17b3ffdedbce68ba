#pragma once

#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace panet {

// Keeps a command from writing over what it reads, over what somebody else made, and over its own
// other outputs. It is told everything before anything is done:
//
//   OutputPlan plan(overwrite);
//   plan.reads("photos/a.jpg");
//   plan.writes("out/a.png", "--out");
//   plan.check();
//
// Files are the same where device and inode are, or where their names are once links are resolved.
// - A file that is read is never replaced.
// - One that is there, that panet did not write (is_own_file), is replaced only where `overwrite`
//   says so. Empty files hold nothing that could be lost; nobody loses anything by devices, FIFOs
//   and /dev/stdout either.
// - No file is written twice.
// - Folders are there and take files, or what is there of the way to a folder that will be made.
// Cheap: about two system calls an output that is not there yet, and one short file a folder.
class OutputPlan {
 public:
  explicit OutputPlan(bool overwrite) : overwrite_(overwrite) {}

  // All of what is read comes before what is written. Empty names are none.
  void reads(const std::filesystem::path& file);
  // Whatever lies below `folder` is read, but for panet's own files.
  void reads_below(const std::filesystem::path& folder);

  // The command makes `folder`, and what lies below it, where it is missing.
  void makes(const std::filesystem::path& folder);
  // `option` is how the user named this output, for messages: "--out".
  void writes(const std::filesystem::path& file, std::string_view option);

  // panet::Error names the files in the way, the first few and how many more, and what to do.
  void check() const;

 private:
  // Outputs of one kind of trouble.
  struct Trouble {
    std::vector<std::string> files;
    std::set<std::string> options;
  };
  struct FileId {
    dev_t device;
    ino_t inode;
    bool operator==(const FileId& other) const = default;
  };
  struct FileIdHash {
    std::size_t operator()(const FileId& id) const;
  };

  const std::string& canonical_folder(const std::filesystem::path& folder);
  std::string canonical_name(const std::filesystem::path& file);
  bool is_read(const std::filesystem::path& target, const std::string& name) const;
  bool is_below_what_is_read(const std::string& name) const;
  Trouble* trouble_of(const std::filesystem::path& target);
  bool will_be_made(const std::string& folder) const;

  bool overwrite_;
  std::unordered_set<FileId, FileIdHash> inputs_;
  std::unordered_set<std::string> missing_inputs_, outputs_;       // by their canonical names
  std::vector<std::string> folders_;                               // that are read, with a slash
  std::vector<std::string> made_folders_;                          // with a slash
  std::set<std::filesystem::path> written_folders_;                // as they were named
  std::unordered_map<std::string, std::string> canonical_folder_;  // known ones
  Trouble read_, of_others_, written_twice_;
};

// The last moment's check of a single file: panet::Error where `file` has something in it that
// panet did not write, or is the very file that `input` is.
void require_replaceable(const std::filesystem::path& file, const std::filesystem::path& input,
                         bool overwrite);

}  // namespace panet

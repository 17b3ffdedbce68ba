#include "segment/output_plan.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>

#include <algorithm>
#include <functional>
#include <optional>

#include "base/atomic_file.h"
#include "base/folder_of.h"
#include "base/name_list.h"
#include "base/option_name.h"
#include "base/own_file.h"
#include "base/write_target.h"
#include "panet/base/error.h"

namespace panet {
namespace {

namespace fs = std::filesystem;

std::optional<struct stat> status_of(const fs::path& file) {
  struct stat status {};
  return ::stat(file.c_str(), &status) == 0 ? std::optional(status) : std::nullopt;
}

// `folder`, or what is there of the way to it.
fs::path existing_part(fs::path folder) {
  std::error_code unreachable;
  while (!fs::exists(folder, unreachable) && folder.has_relative_path()) folder = folder_of(folder);
  return folder;
}

// Whether there is anything in the file that is somebody else's.
bool holds_others_work(const fs::path& target) {
  const auto status = status_of(target);
  return status && S_ISREG(status->st_mode) && status->st_size > 0 && !is_own_file(target);
}

}  // namespace

std::size_t OutputPlan::FileIdHash::operator()(const FileId& id) const {
  return std::hash<ino_t>()(id.inode) ^ std::hash<dev_t>()(id.device) << 1;
}

const std::string& OutputPlan::canonical_folder(const fs::path& folder) {
  const auto [known, is_new] = canonical_folder_.try_emplace(folder.string());
  if (is_new) {
    const auto absolute = fs::absolute(folder);
    std::error_code unreachable;
    const auto canonical = fs::weakly_canonical(absolute, unreachable);
    known->second = ((unreachable ? absolute : canonical) / "").string();
  }
  return known->second;
}

// Files are many, their folders few.
std::string OutputPlan::canonical_name(const fs::path& file) {
  return canonical_folder(folder_of(file)) + file.filename().string();
}

void OutputPlan::reads(const fs::path& file) {
  if (file.empty()) return;
  if (const auto status = status_of(file)) {
    inputs_.insert({status->st_dev, status->st_ino});
  } else {
    missing_inputs_.insert(canonical_name(file));
  }
}

void OutputPlan::reads_below(const fs::path& folder) {
  std::error_code unreachable;
  const auto canonical = fs::canonical(folder, unreachable);
  if (!unreachable) folders_.push_back((canonical / "").string());
}

bool OutputPlan::is_read(const fs::path& target, const std::string& name) const {
  if (missing_inputs_.contains(name)) return true;
  const auto status = status_of(target);
  if (!status || S_ISDIR(status->st_mode)) return false;
  if (inputs_.contains({status->st_dev, status->st_ino})) return true;
  return is_below_what_is_read(name) && holds_others_work(target);
}

bool OutputPlan::is_below_what_is_read(const std::string& name) const {
  return std::any_of(folders_.begin(), folders_.end(),
                     [&](const std::string& folder) { return name.starts_with(folder); });
}

void OutputPlan::makes(const fs::path& folder) {
  made_folders_.push_back(canonical_folder(folder));
  written_folders_.insert(existing_part(folder));
}

bool OutputPlan::will_be_made(const std::string& folder) const {
  return std::ranges::any_of(made_folders_,
                             [&](const std::string& made) { return folder.starts_with(made); });
}

// Nothing where `target` may be written.
OutputPlan::Trouble* OutputPlan::trouble_of(const fs::path& target) {
  const auto name = canonical_name(target);
  if (is_read(target, name)) return &read_;
  if (!outputs_.insert(name).second) return &written_twice_;
  return !overwrite_ && holds_others_work(target) ? &of_others_ : nullptr;
}

void OutputPlan::writes(const fs::path& file, std::string_view option) {
  if (file.empty()) return;
  const auto target = write_target(file);
  if (target.is_stream) return;
  const auto folder = folder_of(target.path);
  if (!will_be_made(canonical_folder(folder))) written_folders_.insert(folder);
  auto* trouble = trouble_of(target.path);
  if (trouble == nullptr) return;
  trouble->files.push_back(file.string());
  trouble->options.emplace(option);
}

void OutputPlan::check() const {
  std::vector<std::string> sentences;
  const auto tell = [&](const Trouble& trouble, std::string_view what, std::string_view or_else) {
    if (trouble.files.empty()) return;
    sentences.push_back(fmt::format("{} {}; say another {}{}", name_list(trouble.files), what,
                                    fmt::join(trouble.options, " or "), or_else));
  };
  tell(read_, "would be overwritten, and what is read stays as it is", "");
  tell(of_others_, "would be overwritten, and panet did not write what is there",
       fmt::format(", or {} to replace it", option_name("overwrite")));
  tell(written_twice_, "would be written twice", ", or rename what it is made of");
  if (!sentences.empty()) throw Error(fmt::format("{}", fmt::join(sentences, ". ")));
  for (const auto& folder : written_folders_) require_writable(folder);
}

void require_replaceable(const fs::path& file, const fs::path& input, bool overwrite) {
  const auto target = write_target(file);
  std::error_code absent;
  if (target.is_stream || !fs::exists(target.path, absent)) return;
  if (fs::equivalent(target.path, input, absent))
    throw Error(
        fmt::format("{}: this is the picture that is read: it is not overwritten", file.string()));
  if (!overwrite && holds_others_work(target.path))
    throw Error(
        fmt::format("{}: panet did not write what is there: it is not overwritten", file.string()));
}

}  // namespace panet

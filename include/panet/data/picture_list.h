#pragma once

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace panet {

// A picture to segment, and the name of its outputs: its file's stem; for one found in a folder,
// its path below that folder, without the ending (so that a tree of folders gives a tree of
// outputs).
struct ListedPicture {
  std::filesystem::path path;
  std::filesystem::path name;
};

// Expands what a user named, in the order given:
// - files as they are, whatever their ending. One that does not exist stays in the list: it is
//   reported as a bad picture when its turn comes.
// - folders: every picture below, in the order of their paths (byte by byte). Annotations are left
//   out (see is_annotation_file), hidden files and folders too. Symbolic links are followed; a
//   folder that they reach a second time is listed once.
// - glob patterns (*, ?, [abc] within one folder level), which come to us where a shell did not
//   expand them: pictures that match, and what is below folders that match, chosen as in folders.
// panet::Error: a folder without pictures, a glob that matches none, two pictures with one output
// name (both named). A name never leads out of the folder that outputs go to.
std::vector<ListedPicture> list_pictures(const std::vector<std::string>& inputs);

// One path a line, for pictures beyond the length of a command line; blank lines are skipped,
// "\r\n" is understood.
std::vector<std::string> read_path_list(std::istream& in);

// A fixed share of a list: the pictures at index, index + count, index + 2 count, ...
struct Shard {
  int64_t index = 0, count = 1;
};

// "I/N", 0 <= I < N; panet::Error says so otherwise.
Shard parse_shard(const std::string& text);

// The share that a cluster assigned: SLURM_ARRAY_TASK_ID, _MIN (0), _STEP (1), _MAX and _COUNT of a
// Slurm array, index (ID - MIN) / STEP; or JOB_COMPLETION_INDEX of an indexed Kubernetes job with
// JOB_COMPLETIONS (which its manifest sets to .spec.completions). None where neither is set.
// panet::Error: no count, or an array that is no even walk from MIN to MAX, in which some share
// would be nobody's (--array=1,2,7). `variable` looks a name up in the environment.
using Environment = std::function<std::optional<std::string>(const std::string& variable)>;
std::optional<Shard> shard_of_environment(const Environment& variable);

std::vector<ListedPicture> share_of(const std::vector<ListedPicture>& pictures, const Shard& shard);

}  // namespace panet

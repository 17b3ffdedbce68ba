#pragma once

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "panet/base/public.h"

namespace PANET_PUBLIC panet {

// A picture to segment, and the name of its outputs: its file's stem; for one found in a folder,
// its path below that folder, without the ending (so that a tree of folders gives a tree of
// outputs). What stands behind the last dot is no ending where it begins with no letter
// (frame.0001).
struct ListedPicture {
  std::filesystem::path path;
  std::filesystem::path name;
};

// Expands what a user named, in the order given:
// - files as they are, whatever their ending. One that does not exist stays in the list: it is
//   reported as a bad picture when its turn comes. Files that panet wrote (base/own_file.h) are
//   left out with a note: a shell expanded a pattern to them.
// - folders: every picture below, in the order of their paths (byte by byte), told by content,
//   whatever the ending. Annotations are left out (see is_annotation_file), files that panet wrote,
//   pictures and videos that cannot be read, and all other files; a note tells how many of which
//   kind, and which folders below cannot be read. Hidden files and folders and what systems leave
//   (Thumbs.db, __MACOSX, @eaDir) are left out without a word. Symbolic links are followed; a
//   folder that they reach a second time is listed once.
// - glob patterns (*, ?, [abc] within one folder level), which come to us where a shell did not
//   expand them: pictures that match, and what is below folders that match, chosen as in folders.
// The beginnings of files are read, no picture is decoded. panet::Error: a folder without pictures
// or one that is not there, a glob that matches none, nothing but files that panet wrote, pictures
// with one output name (all such pairs named). A name never leads out of the folder that outputs go
// to.
std::vector<ListedPicture> list_pictures(const std::vector<std::string>& inputs);

// One path a line, for pictures beyond the length of a command line; blank lines are skipped,
// "\r\n" is understood. Where no file is named as the line stands, but one without the blanks and
// quotes around it, that one is meant; other lines that begin with # are comments, which a note
// counts.
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

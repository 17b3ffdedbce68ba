#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "panet/base/public.h"
#include "panet/episode/episode.h"

namespace PANET_PUBLIC panet {

// The episodes of one run of a setting.
struct EpisodeSet {
  std::string split;  // the name of the fold
  int ways = 1, shots = 1;
  int run = 1;  // runs are counted from 1
  std::vector<Episode> episodes;
};

// Episodes as JSON lines, so that other programs can be compared on the very same ones. A line is
// an episode:
//   {"panet": "0.1.0", "split": "1", "ways": 1, "shots": 2, "run": 1, "classes": ["bird"],
//    "class_ids": [3], "support": [["2007_000480", "2008_004100"]], "queries": ["2007_000033"]}
// support: way x shot picture names; queries: picture names. "absent": true stands where a query
// holds none of the classes. Names that are not UTF-8 stand as
// utf8_name (text/utf8_name.h) writes them. "panet" tells is_own_file whose the file is, and need
// not be there. Written atomically.
void write_episodes(const std::filesystem::path& path, const std::vector<EpisodeSet>& sets,
                    const Dataset& dataset);

// Reads them back for a data set; lines of one (split, ways, shots, run) need not stand together,
// and sets come in the order of their first lines. panet::Error names file and line: no JSON, a
// missing or wrong field, a picture or class that the data set lacks, numbers that do not fit
// "ways" and "shots", a class that is there twice, a support that does not hold its class, a query
// that does not hold any of the classes in an episode that is not marked so. A note tells where a
// query is among the supports.
std::vector<EpisodeSet> read_episodes(const std::filesystem::path& path, const Dataset& dataset);

}  // namespace panet

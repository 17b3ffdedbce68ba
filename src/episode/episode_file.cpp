#include "panet/episode/episode_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <tuple>
#include <utility>

#include "base/atomic_file.h"
#include "base/error_context.h"
#include "base/line_list.h"
#include "base/own_mark.h"
#include "base/shallow_json.h"
#include "base/utf8_name.h"
#include "panet/base/error.h"
#include "panet/base/note.h"
#include "panet/episode/absent_queries.h"

namespace panet {
namespace {

using nlohmann::json;

// The mark of an episode that has queries without any of its classes, and is meant to.
constexpr const char* kAbsent = "absent";

std::string line_of(const EpisodeSet& set, const Episode& episode, const Dataset& dataset) {
  const auto name = [&](std::size_t picture) {
    return utf8_name(dataset.picture_names()[picture]);
  };
  nlohmann::ordered_json line = {
      {kOwnMark, program_version()},  {"split", set.split},       {"ways", set.ways},
      {"shots", set.shots},           {"run", set.run},           {"classes", json::array()},
      {"class_ids", episode.classes}, {"support", json::array()}, {"queries", json::array()}};
  for (const int id : episode.classes)
    line["classes"].push_back(utf8_name(dataset.class_of(id).name));
  for (const auto& way : episode.support) {
    auto& shots = line["support"].emplace_back(json::array());
    for (const auto picture : way) shots.push_back(name(picture));
  }
  for (const auto picture : episode.queries) line["queries"].push_back(name(picture));
  if (has_absent_query(dataset, episode)) line[kAbsent] = true;
  return line.dump() + "\n";
}

// Turns the names of a file back into the numbers of a data set.
class Reader {
 public:
  explicit Reader(const Dataset& dataset) : dataset_(dataset) {
    const auto& names = dataset.picture_names();
    for (std::size_t i = 0; i < names.size(); ++i) index_of_[utf8_name(names[i])] = i;
  }

  EpisodeSet heading(const json& line) const {
    EpisodeSet set = {.split = field<std::string>(line, "split"),
                      .ways = number(line, "ways"),
                      .shots = number(line, "shots"),
                      .run = number(line, "run"),
                      .episodes = {}};
    if (set.ways < 1 || set.shots < 1) throw Error("\"ways\" and \"shots\" are at least 1");
    return set;
  }

  Episode episode(const json& line, const EpisodeSet& set) const {
    Episode episode = {.classes = numbers(line, "class_ids"),
                       .support = {},
                       .queries = indices(field<std::vector<std::string>>(line, "queries"))};
    for (const auto& way : field<std::vector<std::vector<std::string>>>(line, "support"))
      episode.support.push_back(indices(way));
    expect_shape(episode, set);
    expect_different_classes(episode.classes);
    expect_supports_held(episode);
    if (!line.contains(kAbsent) || !field<bool>(line, kAbsent)) expect_held(episode);
    return episode;
  }

 private:
  template <typename T>
  static T field(const json& line, const char* key) {
    try {
      return line.at(key).get<T>();
    } catch (const json::exception&) {
      throw Error(fmt::format("\"{}\" is missing or of the wrong type", key));
    }
  }

  // nlohmann's own conversion takes numbers modulo 2^32, and 1e300 for anything.
  static int whole_number(const json& value, const char* key) {
    const bool fits = value.is_number_unsigned()
                          ? std::in_range<int>(value.get<uint64_t>())
                          : value.is_number_integer() && std::in_range<int>(value.get<int64_t>());
    if (!fits)
      throw Error(fmt::format("\"{}\" is {:.40}, where a whole number up to 2^31 - 1 is due", key,
                              value.dump(-1, ' ', true, json::error_handler_t::replace)));
    return value.get<int>();
  }

  static int number(const json& line, const char* key) {
    return whole_number(field<json>(line, key), key);
  }

  static std::vector<int> numbers(const json& line, const char* key) {
    std::vector<int> found;
    for (const auto& value : field<json::array_t>(line, key))
      found.push_back(whole_number(value, key));
    return found;
  }

  std::vector<std::size_t> indices(const std::vector<std::string>& names) const {
    std::vector<std::size_t> found;
    for (const auto& name : names) {
      const auto index = index_of_.find(name);
      if (index == index_of_.end())
        throw Error(fmt::format("the data set has no picture \"{}\"", name));
      found.push_back(index->second);
    }
    return found;
  }

  static void expect_shape(const Episode& episode, const EpisodeSet& set) {
    const auto ways = static_cast<std::size_t>(set.ways),
               shots = static_cast<std::size_t>(set.shots);
    const bool fits = episode.classes.size() == ways && episode.support.size() == ways &&
                      std::all_of(episode.support.begin(), episode.support.end(),
                                  [&](const auto& way) { return way.size() == shots; });
    if (!fits || episode.queries.empty())
      throw Error(
          fmt::format("not {} classes, {} support pictures of each and a query", ways, shots));
  }

  static void expect_different_classes(std::vector<int> ids) {
    std::ranges::sort(ids);
    if (const auto twice = std::ranges::adjacent_find(ids); twice != ids.end())
      throw Error(fmt::format("class {} is there twice; the classes of an episode differ", *twice));
  }

  void expect_supports_held(const Episode& episode) const {
    for (std::size_t way = 0; way < episode.classes.size(); ++way) {
      const auto& one = dataset_.class_of(episode.classes[way]);
      for (const auto support : episode.support[way])
        if (!one.is_in(support))
          throw Error(fmt::format("the support \"{}\" does not hold its class, {}",
                                  dataset_.picture_names()[support], one.name));
    }
  }

  void expect_held(const Episode& episode) const {
    for (const auto query : episode.queries)
      if (!holds_any_class(dataset_, episode, query))
        throw Error(fmt::format(
            "the query \"{}\" holds no class of the episode, which is not marked \"{}\": true",
            dataset_.picture_names()[query], kAbsent));
  }

  const Dataset& dataset_;
  std::map<std::string, std::size_t> index_of_;
};

bool shows_query_in_support(const Episode& episode) {
  return std::ranges::any_of(episode.support, [&](const auto& way) {
    return std::ranges::find_first_of(way, episode.queries) != way.end();
  });
}

// Of the lines whose query is among the supports. That is allowed, and no test of anything.
void note_shown_queries(const std::filesystem::path& path, const std::vector<std::size_t>& lines) {
  if (lines.empty()) return;
  note(
      fmt::format("{}: {} episode(s) have a query that is among their supports, the first in line "
                  "{}; what is measured on them is too good",
                  path.string(), lines.size(), lines.front()));
}

json parsed(const std::string& line) {
  auto value = shallow_json(line);
  if (!value.is_object()) throw Error("no JSON object");
  return value;
}

}  // namespace

void write_episodes(const std::filesystem::path& path, const std::vector<EpisodeSet>& sets,
                    const Dataset& dataset) {
  write_atomically(path, [&](const ChunkSink& sink) {
    for (const auto& set : sets)
      for (const auto& episode : set.episodes) {
        const auto line = line_of(set, episode, dataset);
        sink(std::as_bytes(std::span(line)));
      }
  });
}

std::vector<EpisodeSet> read_episodes(const std::filesystem::path& path, const Dataset& dataset) {
  const Reader reader(dataset);
  std::vector<EpisodeSet> sets;
  std::map<std::tuple<std::string, int, int, int>, std::size_t> set_of;
  std::size_t number = 0;
  std::vector<std::size_t> shown;
  for (const auto& text : read_lines(path)) {
    with_context(fmt::format("{}: line {}", path.string(), ++number), [&] {
      const auto line = parsed(text);
      auto heading = reader.heading(line);
      const auto [place, is_new] = set_of.try_emplace(
          {heading.split, heading.ways, heading.shots, heading.run}, sets.size());
      if (is_new) sets.push_back(std::move(heading));
      auto& set = sets[place->second];
      set.episodes.push_back(reader.episode(line, set));
      if (shows_query_in_support(set.episodes.back())) shown.push_back(number);
    });
  }
  note_shown_queries(path, shown);
  if (sets.empty()) throw Error(fmt::format("{}: no episode in it", path.string()));
  return sets;
}

}  // namespace panet

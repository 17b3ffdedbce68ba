#include "panet/train/training_config.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <toml++/toml.h>
#include <algorithm>
#include <cmath>
#include <fstream>
#include <functional>
#include <numeric>
#include <sstream>

#include "base/plain_text.h"
#include "panet/base/error.h"
#include "train/config_keys.h"
#include "train/toml_text.h"

namespace panet {
namespace {

constexpr std::size_t kLongestName = 80;    // in messages
constexpr std::size_t kLongestText = 4096;  // bytes, the longest path

// --- Values

std::string type_name(const ConfigKey& key) {
  constexpr const char* kNames[] = {"a whole number", "a number", "true or false", "a text",
                                    "a list of texts"};
  return kNames[key.value.index()];
}

[[noreturn]] void fail(const ConfigKey& key, const std::string& what) {
  throw Error(fmt::format("{}: {}", key.name, what));
}

void require_range(const ConfigKey& key, double number) {
  if (std::isfinite(number) && number >= key.least && number <= key.most) return;
  fail(key, fmt::format("goes from {} to {}, not {}", key.least, key.most, number));
}

// One of the words that are known, where these are; else any that config.toml can hold.
void require_text(const ConfigKey& key, const std::string& word) {
  if (!is_utf8(word))
    fail(key, fmt::format("'{}' is not UTF-8, and a configuration can hold no other text; give the "
                          "file another name, or a link to it",
                          plain_text(shortened(word, kLongestName))));
  if (word.size() > kLongestText)
    fail(key, fmt::format("a text of {} bytes; {} at most", word.size(), kLongestText));
  if (key.words.empty()) return;
  if (std::find(key.words.begin(), key.words.end(), word) != key.words.end()) return;
  fail(key, fmt::format("'{}' is none of '{}'", shortened(word, kLongestName),
                        fmt::join(key.words, "', '")));
}

std::vector<std::string> texts_of(const toml::array& array, const ConfigKey& key) {
  std::vector<std::string> texts;
  for (const auto& element : array) {
    const auto text = element.value_exact<std::string>();
    if (!text) fail(key, "expects a list of texts, found other things in it");
    texts.push_back(*text);
  }
  if (texts.empty() && !key.words.empty()) fail(key, "expects at least one text in its list");
  return texts;
}

// What a TOML value means to a key; nothing where it is of another type.
struct Assign {
  const ConfigKey& key;
  const toml::node& node;

  bool operator()(int64_t* value) const {
    const auto number = node.value_exact<int64_t>();
    if (!number) return false;
    require_range(key, static_cast<double>(*number));
    *value = *number;
    return true;
  }
  bool operator()(double* value) const {
    const auto number = node.is_number() ? node.value<double>() : std::nullopt;
    if (!number) return false;
    require_range(key, *number);
    *value = *number;
    return true;
  }
  bool operator()(bool* value) const {
    const auto truth = node.value_exact<bool>();
    if (truth) *value = *truth;
    return truth.has_value();
  }
  bool operator()(std::string* value) const {
    auto text = node.value_exact<std::string>();
    if (const auto number = node.value_exact<int64_t>()) text = std::to_string(*number);
    if (!text) return false;
    require_text(key, *text);
    *value = *text;
    return true;
  }
  bool operator()(std::vector<std::string>* value) const {
    const auto text = node.value_exact<std::string>();
    if (!text && !node.is_array()) return false;
    auto texts = text ? std::vector{*text} : texts_of(*node.as_array(), key);
    for (const auto& word : texts) require_text(key, word);
    *value = std::move(texts);
    return true;
  }
};

void assign(const ConfigKey& key, const toml::node& node) {
  if (std::visit(Assign{key, node}, key.value)) return;
  std::ostringstream found;
  found << node.type();
  fail(key, fmt::format("expects {}, found: {}", type_name(key), found.str()));
}

// --- Keys

std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row.back();
}

// Of equally distant ones the first.
const std::string& nearest_key(const std::vector<ConfigKey>& keys, const std::string& name) {
  const auto distance = [&](const ConfigKey& key) {
    // Someone who forgets the table, or takes another, still means the key's own name.
    const auto last = [](const std::string& text) { return text.substr(text.rfind('.') + 1); };
    return std::min(edit_distance(key.name, name), 1 + edit_distance(last(key.name), last(name)));
  };
  std::vector<std::size_t> distances(keys.size());
  std::transform(keys.begin(), keys.end(), distances.begin(), distance);
  return keys[std::min_element(distances.begin(), distances.end()) - distances.begin()].name;
}

const ConfigKey& key_named(const std::vector<ConfigKey>& keys, const std::string& whole_name) {
  const auto name = shortened(whole_name, kLongestName);
  const auto found =
      std::find_if(keys.begin(), keys.end(), [&](const auto& key) { return key.name == name; });
  if (found == keys.end())
    throw Error(fmt::format("unknown key '{}'; did you mean '{}'?", name, nearest_key(keys, name)));
  return *found;
}

// --- Files

// Keys have two parts at most: what is deeper is not known.
void assign_table(const std::vector<ConfigKey>& keys, const toml::table& table,
                  const std::string& prefix, const std::string& source) {
  for (const auto& [key, node] : table) {
    const auto name = prefix + std::string(key.str());
    const auto* inner = node.as_table();
    if (inner != nullptr && prefix.empty()) {
      assign_table(keys, *inner, name + ".", source);
      continue;
    }
    try {
      assign(key_named(keys, name), node);
    } catch (const Error& error) {
      throw Error(fmt::format("{}:{}: {}", source, key.source().begin.line, error.what()));
    }
  }
}

// As much of it as parsed_toml takes, and a byte more.
std::string content_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string content(kLongestToml + 1, '\0');
  in.read(content.data(), std::ssize(content));
  if (in.bad() || !(in || in.eof())) throw Error(fmt::format("{}: cannot be read", path.string()));
  content.resize(static_cast<std::size_t>(in.gcount()));
  return content;
}

// The value behind an "=" of the command line: TOML where it is, else a text as it stands.
toml::table value_table(const ConfigOverride& change, const ConfigKey& key) {
  try {
    auto table = parsed_toml("value = " + change.value, key.name);
    const bool wants_text = std::holds_alternative<std::string*>(key.value);
    if (table.size() == 1 && (!wants_text || table["value"].is_string())) return table;
  } catch (const Error&) {
    // a text, then
  }
  toml::table table;
  if (std::holds_alternative<std::vector<std::string>*>(key.value)) {
    toml::array words;
    std::istringstream list(change.value);
    for (std::string word; std::getline(list, word, ',');) words.push_back(word);
    table.insert("value", std::move(words));
  } else {
    table.insert("value", change.value);
  }
  return table;
}

void insert_value(toml::table& table, const std::string& name, const ConfigKey& key) {
  std::visit(
      [&](const auto* value) {
        if constexpr (std::is_same_v<decltype(value), const std::vector<std::string>*>) {
          toml::array texts;
          for (const auto& text : *value) texts.push_back(text);
          table.insert(name, std::move(texts));
        } else {
          table.insert(name, *value);
        }
      },
      key.value);
}

std::string value_text(const ConfigKey& key) {
  toml::table table;
  insert_value(table, "v", key);
  std::ostringstream text;
  text << toml::toml_formatter(table);
  return text.str().substr(std::string("v = ").size());
}

// --- Two configurations

// Those that count, as the first has it, and differ, each as "KEY (A, WORD B)".
std::vector<std::string> unlike_keys(TrainingConfig a, TrainingConfig b, std::string_view word,
                                     const std::function<bool(const ConfigKey&)>& counts) {
  const auto keys_a = keys_of(a), keys_b = keys_of(b);
  std::vector<std::string> unlike;
  for (std::size_t i = 0; i < keys_a.size(); ++i) {
    const auto in_a = value_text(keys_a[i]), in_b = value_text(keys_b[i]);
    if (in_a != in_b && counts(keys_a[i]))
      unlike.push_back(fmt::format("{} ({}, {} {})", keys_a[i].name, in_a, word, in_b));
  }
  return unlike;
}

}  // namespace

ConfigOverride parse_override(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0)
    throw Error(fmt::format("'{}' expects KEY=VALUE, as optimizer.lr=1e-4", text));
  return {.key = text.substr(0, equals), .value = text.substr(equals + 1)};
}

TrainingConfig parse_training_config(const std::string& toml, const std::string& source) {
  TrainingConfig config;
  assign_table(keys_of(config), parsed_toml(toml, source), "", source);
  return config;
}

TrainingConfig read_training_config(const std::filesystem::path& path) {
  return parse_training_config(content_of(path), path.string());
}

void override_config(TrainingConfig& config, const ConfigOverride& change) {
  const auto keys = keys_of(config);
  const auto& key = key_named(keys, change.key);
  const auto table = value_table(change, key);
  assign(key, *table.get("value"));
}

std::string toml_of(const TrainingConfig& config) {
  auto copy = config;
  toml::table table;
  for (const auto& key : keys_of(copy)) {
    const auto dot = key.name.find('.');
    if (dot == std::string::npos) {
      insert_value(table, key.name, key);
    } else {
      auto& inner = *table.insert(key.name.substr(0, dot), toml::table{}).first->second.as_table();
      insert_value(inner, key.name.substr(dot + 1), key);
    }
  }
  std::ostringstream text;
  text << table << "\n";
  return text.str();
}

std::vector<std::string> changed_keys(const TrainingConfig& before, const TrainingConfig& now) {
  return unlike_keys(before, now, "now", [](const ConfigKey& key) { return !key.may_change; });
}

std::vector<std::string> differing_keys(const TrainingConfig& first, const TrainingConfig& here) {
  return unlike_keys(first, here, "here", [](const ConfigKey& key) { return !key.may_differ; });
}

std::string config_help() {
  TrainingConfig defaults;
  std::string help;
  for (const auto& key : keys_of(defaults))
    help += fmt::format("  {:<24} {:<14} {}\n", key.name, value_text(key), key.meaning);
  return help;
}

}  // namespace panet

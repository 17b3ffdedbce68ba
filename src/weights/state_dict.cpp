#include "weights/state_dict.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "base/printable_name.h"
#include "panet/base/error.h"
#include "weights/pickled_tensors.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using Kind = PickleValue::Kind;

// Dictionaries within dictionaries that are looked into.
constexpr int kDeepest = 4;

// What training programs call the weights that are meant to be used; the first that is there.
constexpr std::array<std::string_view, 8> kUsualNames = {
    "state_dict", "model", "model_state_dict", "net", "network", "weights", "params", "module"};

// LibTorch's own torch::pickle_save wraps a container into a call that restates its type.
const PickleValue& without_type_tag(const PickleValue& value) {
  const bool is_tagged = value.kind == Kind::kCall &&
                         value.elements[0]->is_global("torch.jit._pickle", "restore_type_tag") &&
                         !value.elements[1]->elements.empty();
  return is_tagged ? *value.elements[1]->elements.front() : value;
}

// A dict, an OrderedDict, or another class whose objects have entries.
bool is_dict(const PickleValue& value) {
  return value.kind == Kind::kDict ||
         (value.kind == Kind::kCall &&
          (value.elements[0]->is_global("collections", "OrderedDict") || !value.items.empty()));
}

// A dictionary's entries: set on it, or, as Python 2 saved an OrderedDict, handed to its
// constructor as a list of pairs.
PickleItems items_of(const PickleValue& dict) {
  auto items = dict.items;
  if (dict.kind != Kind::kCall || dict.elements[1]->elements.empty()) return items;
  for (const auto* pair : dict.elements[1]->elements.front()->elements)
    if (pair->elements.size() == 2) items.emplace_back(pair->elements[0], pair->elements[1]);
  return items;
}

// As many as items_of copies, or more.
std::size_t count_of_items(const PickleValue& dict) {
  const bool has_list = dict.kind == Kind::kCall && !dict.elements[1]->elements.empty();
  return dict.items.size() +
         (has_list ? dict.elements[1]->elements.front()->elements.size() : std::size_t{0});
}

bool holds_tensors(const PickleItems& items) {
  return std::any_of(items.begin(), items.end(), [](const auto& item) {
    return item.first->kind == Kind::kText && is_pickled_tensor(*item.second);
  });
}

std::string text_of(const PickleValue& key) {
  return key.kind == Kind::kText ? printable(key.text) : "an entry";
}

// An object of a class that has layers, saved with torch.save(model, path).
bool is_network(const PickleValue& value) {
  if (value.kind != Kind::kCall || value.state == nullptr) return false;
  const auto& items = value.state->items;
  return std::any_of(items.begin(), items.end(), [](const auto& item) {
    return item.first->text == "_parameters" || item.first->text == "_modules";
  });
}

std::string description_of(const PickleValue& value) {
  switch (value.kind) {
    case Kind::kList:
      return "a list";
    case Kind::kTuple:
      return "a tuple";
    case Kind::kText:
      return "a text";
    case Kind::kInteger:
    case Kind::kFloat:
      return "a number";
    case Kind::kDict:
      return "a dictionary";
    case Kind::kCall:
      break;
    default:
      return "something else";
  }
  if (is_pickled_tensor(value)) return "a single tensor";
  const auto& callee = *value.elements[0];
  return fmt::format("{}a Python object made by {}", is_network(value) ? "a whole network, " : "",
                     printable(fmt::format("{}.{}", callee.text, callee.name)));
}

// "'net' (a whole network, ...), 'epoch' (a number) and 3 more"
std::string description_of(const PickleItems& items) {
  constexpr std::size_t kShown = 6;
  std::vector<std::string> shown;
  for (std::size_t i = 0; i < std::min(kShown, items.size()); ++i)
    shown.push_back(
        fmt::format("{} ({})", text_of(*items[i].first), description_of(*items[i].second)));
  if (shown.empty()) return "nothing";
  return fmt::format(
      "{}{}", fmt::join(shown, ", "),
      items.size() > kShown ? fmt::format(" and {} more", items.size() - kShown) : "");
}

constexpr const char* kInPython =
    "a state dict is needed, names with tensors; in Python, torch.save(model.state_dict(), path)";

// Goes through the dictionaries in a dictionary, level by level.
class Search {
 public:
  explicit Search(const fs::path& path) : path_(path) {}

  PickleItems run(const PickleValue& root) {
    Level level = {&dictionary(root)};
    for (int depth = 0; depth < kDeepest && !level.empty(); ++depth) {
      const auto* found = with_usual_name(level);
      if (found == nullptr) found = only_one(level);
      if (found != nullptr) return found->items;
      if (holds_network(level)) break;
      level = next(level);
    }
    throw Error(fmt::format("{}: holds no tensor under a name, but {}; {}", path_.string(),
                            description_of(dictionary(root).items), kInPython));
  }

 private:
  struct Dictionary {
    PickleItems items;
    bool has_tensors;
    bool is_seen = false;  // one may hold itself
  };
  using Level = std::vector<Dictionary*>;

  // Made once for each, as many as refer to it.
  Dictionary& dictionary(const PickleValue& value) {
    const auto known = dictionaries_.find(&value);
    if (known != dictionaries_.end()) return known->second;
    spend(count_of_items(value));
    auto items = items_of(value);
    const bool has_tensors = holds_tensors(items);
    return dictionaries_.emplace(&value, Dictionary{std::move(items), has_tensors}).first->second;
  }

  const Dictionary* with_usual_name(const Level& level) {
    for (const auto name : kUsualNames)
      for (const auto* from : level)
        for (const auto& [key, value] : from->items)
          if (key->kind == Kind::kText && key->text == name && is_dict(*value))
            if (const auto& inner = dictionary(*value); inner.has_tensors) return &inner;
    return nullptr;
  }

  // Tensors beside each other are one state dict; so is the only dictionary of them.
  const Dictionary* only_one(const Level& level) {
    std::map<const Dictionary*, std::string> found;
    for (const auto* from : level) {
      if (from->has_tensors) return from;
      for (const auto& [key, value] : from->items)
        if (may_hold_weights(*key, *value))
          if (const auto& inner = dictionary(*value); inner.has_tensors)
            found.try_emplace(&inner, text_of(*key));
    }
    if (found.size() > 1) fail_ambiguous(found);
    return found.empty() ? nullptr : found.begin()->first;
  }

  Level next(const Level& level) {
    Level below;
    for (const auto* from : level)
      for (const auto& [key, value] : from->items) {
        if (!may_hold_weights(*key, *value)) continue;
        auto& inner = dictionary(*value);
        if (!std::exchange(inner.is_seen, true)) below.push_back(&inner);
      }
    return below;
  }

  static bool may_hold_weights(const PickleValue& key, const PickleValue& value) {
    return key.kind == Kind::kText && !key.text.starts_with("optim") && is_dict(value);
  }

  bool holds_network(const Level& level) {
    return std::any_of(level.begin(), level.end(), [this](const auto* from) {
      return std::any_of(from->items.begin(), from->items.end(), [this](const auto& item) {
        if (item.second->state != nullptr) spend(item.second->state->items.size());
        return is_network(*item.second);
      });
    });
  }

  // An instruction puts an entry into one dictionary, or list of pairs, or state. Where more
  // entries are looked at than there may be instructions, many calls share one of these.
  void spend(std::size_t entries) {
    entries_ += entries;
    if (entries_ > kMostPickleInstructions)
      throw Error(fmt::format("{}: its dictionaries share too many entries", path_.string()));
  }

  [[noreturn]] void fail_ambiguous(
      const std::map<const Dictionary*, std::string>& candidates) const {
    std::set<std::string> names;
    for (const auto& [dictionary, name] : candidates) names.insert(name);
    throw Error(
        fmt::format("{}: holds {} dictionaries of tensors, {}; save the one that is meant: "
                    "in Python, torch.save(torch.load(path)[{}], new_path)",
                    path_.string(), candidates.size(), fmt::join(names, ", "), *names.begin()));
  }

  const fs::path& path_;
  std::map<const PickleValue*, Dictionary> dictionaries_;
  std::size_t entries_ = 0;
};

}  // namespace

PickleItems find_state_dict(const PickleValue& pickled, const fs::path& path) {
  const auto& root = without_type_tag(pickled);
  if (!is_dict(root))
    throw Error(fmt::format("{}: expects a state dict, found {}; {}", path.string(),
                            description_of(root), kInPython));
  return Search(path).run(root);
}

}  // namespace panet

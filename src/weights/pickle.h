#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace panet {

// One value of a pickle. Calls of Python functions and constructors are kept as they are written;
// nothing is called.
struct PickleValue {
  enum class Kind {
    kNone,
    kBool,
    kInteger,
    kFloat,
    kText,
    kBytes,
    kTuple,
    kList,
    kDict,
    kGlobal,
    kCall,
    kPersistent
  };

  Kind kind = Kind::kNone;
  int64_t integer = 0;         // kBool, kInteger
  double number = 0;           // kFloat
  std::string_view text = {};  // kText, kBytes (also integers over 64 bits); kGlobal: the module
  std::string_view name = {};  // kGlobal: the name in it

  // kTuple, kList and sets; kCall: {callee, arguments}; kPersistent: {id}
  std::vector<const PickleValue*> elements = {};
  // kDict; kCall: what was set on its result
  std::vector<std::pair<const PickleValue*, const PickleValue*>> items = {};
  // kCall: what __setstate__ would be given
  const PickleValue* state = nullptr;

  bool is_global(std::string_view of_module, std::string_view of_name) const {
    return kind == Kind::kGlobal && text == of_module && name == of_name;
  }
};

// Bounds what a hostile pickle can make of little: some 50 MB. The state dict of a thousand tensors
// has sixty thousand.
inline constexpr std::size_t kMostPickleInstructions = 300'000;

// A pickle read as plain data (protocols 2 to 5): safe for any input, as no code in it is run. Its
// texts view the bytes it was read from.
class Pickle {
 public:
  // Reads one pickle from the front of `bytes`. panet::Error, naming `path`, where it is none.
  Pickle(std::span<const std::byte> bytes, const std::filesystem::path& path);

  const PickleValue& root() const { return *root_; }
  const std::deque<PickleValue>& values() const { return values_; }  // all, the root among them
  std::size_t size() const { return size_; }                         // bytes it took

 private:
  std::deque<PickleValue> values_;  // owns them all: they may refer to each other in circles
  const PickleValue* root_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace panet

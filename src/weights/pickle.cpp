#include "weights/pickle.h"

#include <fmt/format.h>

#include <bit>
#include <cstring>
#include <unordered_map>

#include "base/printable_name.h"
#include "panet/base/error.h"

namespace panet {
namespace {

namespace fs = std::filesystem;
using Kind = PickleValue::Kind;

// clang-format off: one instruction per line, here and where they are run

// The opcodes of Python's Lib/pickletools.py that protocols 2 to 5 write for plain data and
// PyTorch's tensors.
enum class Opcode : uint8_t {
  kProto = 0x80,
  kFrame = 0x95,
  kStop = '.',
  kMark = '(',
  kPop = '0',
  kPopMark = '1',
  kDup = '2',
  kNone = 'N',
  kNewTrue = 0x88,
  kNewFalse = 0x89,
  kBinInt = 'J',
  kBinInt1 = 'K',
  kBinInt2 = 'M',
  kLong1 = 0x8a,
  kLong4 = 0x8b,
  kBinFloat = 'G',
  kBinUnicode = 'X',
  kShortBinUnicode = 0x8c,
  kBinUnicode8 = 0x8d,
  kBinString = 'T',
  kShortBinString = 'U',
  kBinBytes = 'B',
  kShortBinBytes = 'C',
  kBinBytes8 = 0x8e,
  kEmptyTuple = ')',
  kTuple = 't',
  kTuple1 = 0x85,
  kTuple2 = 0x86,
  kTuple3 = 0x87,
  kEmptyList = ']',
  kList = 'l',
  kAppend = 'a',
  kAppends = 'e',
  kEmptySet = 0x8f,
  kAddItems = 0x90,
  kFrozenSet = 0x91,
  kEmptyDict = '}',
  kDict = 'd',
  kSetItem = 's',
  kSetItems = 'u',
  kGlobal = 'c',
  kStackGlobal = 0x93,
  kReduce = 'R',
  kNewObj = 0x81,
  kNewObjEx = 0x92,
  kBuild = 'b',
  kBinPersId = 'Q',
  kBinPut = 'q',
  kLongBinPut = 'r',
  kMemoize = 0x94,
  kBinGet = 'h',
  kLongBinGet = 'j',
};

// clang-format on

// The stack machine that a pickle is a program for, with every instruction that would run Python
// code replaced by one that notes it down.
class Machine {
 public:
  Machine(std::span<const std::byte> bytes, const fs::path& path, std::deque<PickleValue>& values)
      : bytes_(bytes), path_(path), values_(values) {}

  const PickleValue* run() {
    for (std::size_t count = 0; count < kMostPickleInstructions; ++count) {
      const auto opcode = static_cast<Opcode>(number<uint8_t>());
      if (opcode == Opcode::kStop) return pop();
      if (!run_scalar(opcode) && !run_container(opcode) && !run_object(opcode) && !run_memo(opcode))
        fail(fmt::format("unknown instruction 0x{:02x}", static_cast<int>(opcode)));
    }
    fail(fmt::format("it has more than {} instructions", kMostPickleInstructions));
  }

  std::size_t position() const { return position_; }

 private:
  using Stack = std::vector<PickleValue*>;

  // clang-format off
  bool run_scalar(Opcode opcode) {
    switch (opcode) {
      case Opcode::kProto: require_known_protocol(number<uint8_t>()); return true;
      case Opcode::kFrame: number<uint64_t>(); return true;
      case Opcode::kNone: push({}); return true;
      case Opcode::kNewTrue: push({.kind = Kind::kBool, .integer = 1}); return true;
      case Opcode::kNewFalse: push({.kind = Kind::kBool}); return true;
      case Opcode::kBinInt: push_integer(number<int32_t>()); return true;
      case Opcode::kBinInt1: push_integer(number<uint8_t>()); return true;
      case Opcode::kBinInt2: push_integer(number<uint16_t>()); return true;
      case Opcode::kLong1: push_long(take(number<uint8_t>())); return true;
      case Opcode::kLong4: push_long(take(number<uint32_t>())); return true;
      case Opcode::kBinFloat: push({.kind = Kind::kFloat, .number = big_endian_double()}); return true;
      case Opcode::kShortBinUnicode:
      case Opcode::kShortBinString: push({.kind = Kind::kText, .text = take(number<uint8_t>())}); return true;
      case Opcode::kBinUnicode:
      case Opcode::kBinString: push({.kind = Kind::kText, .text = take(number<uint32_t>())}); return true;
      case Opcode::kBinUnicode8: push({.kind = Kind::kText, .text = take(number<uint64_t>())}); return true;
      case Opcode::kShortBinBytes: push({.kind = Kind::kBytes, .text = take(number<uint8_t>())}); return true;
      case Opcode::kBinBytes: push({.kind = Kind::kBytes, .text = take(number<uint32_t>())}); return true;
      case Opcode::kBinBytes8: push({.kind = Kind::kBytes, .text = take(number<uint64_t>())}); return true;
      default: return false;
    }
  }

  bool run_container(Opcode opcode) {
    switch (opcode) {
      case Opcode::kMark: marks_.push_back(stack_.size()); return true;
      case Opcode::kEmptyTuple: push({.kind = Kind::kTuple}); return true;
      case Opcode::kTuple1: push_sequence(Kind::kTuple, pop_last(1)); return true;
      case Opcode::kTuple2: push_sequence(Kind::kTuple, pop_last(2)); return true;
      case Opcode::kTuple3: push_sequence(Kind::kTuple, pop_last(3)); return true;
      case Opcode::kTuple: push_sequence(Kind::kTuple, pop_to_mark()); return true;
      case Opcode::kEmptyList:
      case Opcode::kEmptySet: push({.kind = Kind::kList}); return true;
      case Opcode::kList:
      case Opcode::kFrozenSet: push_sequence(Kind::kList, pop_to_mark()); return true;
      case Opcode::kAppend: append(pop_last(1)); return true;
      case Opcode::kAppends:
      case Opcode::kAddItems: append(pop_to_mark()); return true;
      case Opcode::kEmptyDict: push({.kind = Kind::kDict}); return true;
      case Opcode::kDict: {
        const auto items = pop_to_mark();
        push({.kind = Kind::kDict});
        set_items(items);
        return true;
      }
      case Opcode::kSetItem: set_items(pop_last(2)); return true;
      case Opcode::kSetItems: set_items(pop_to_mark()); return true;
      default: return false;
    }
  }

  bool run_object(Opcode opcode) {
    switch (opcode) {
      case Opcode::kGlobal: {
        const auto module = line();
        push({.kind = Kind::kGlobal, .text = module, .name = line()});
        return true;
      }
      case Opcode::kStackGlobal: {
        const auto words = pop_last(2);
        push({.kind = Kind::kGlobal, .text = words[0]->text, .name = words[1]->text});
        return true;
      }
      case Opcode::kReduce:
      case Opcode::kNewObj: push_sequence(Kind::kCall, pop_last(2)); return true;
      case Opcode::kNewObjEx: push_sequence(Kind::kCall, pop_last(3)); return true;
      case Opcode::kBuild: {
        const auto* state = pop();
        top().state = state;
        return true;
      }
      case Opcode::kBinPersId: push_sequence(Kind::kPersistent, pop_last(1)); return true;
      default: return false;
    }
  }

  bool run_memo(Opcode opcode) {
    switch (opcode) {
      case Opcode::kPop: pop(); return true;
      case Opcode::kPopMark: pop_to_mark(); return true;
      case Opcode::kDup: stack_.push_back(&top()); return true;
      case Opcode::kBinPut: memo_[number<uint8_t>()] = &top(); return true;
      case Opcode::kLongBinPut: memo_[number<uint32_t>()] = &top(); return true;
      case Opcode::kMemoize: memo_.insert_or_assign(static_cast<uint32_t>(memo_.size()), &top()); return true;
      case Opcode::kBinGet: stack_.push_back(remembered(number<uint8_t>())); return true;
      case Opcode::kLongBinGet: stack_.push_back(remembered(number<uint32_t>())); return true;
      default: return false;
    }
  }

  // clang-format on

  // --- The bytes
  std::string_view take(uint64_t size) {
    if (size > bytes_.size() - position_)
      fail(fmt::format("it ends where {} more bytes are expected", size));
    const auto* begin = reinterpret_cast<const char*>(bytes_.data()) + position_;
    position_ += size;
    return {begin, static_cast<std::size_t>(size)};
  }

  template <typename Number>
  Number number() {
    Number value;
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
  }

  double big_endian_double() {
    return std::bit_cast<double>(__builtin_bswap64(number<uint64_t>()));
  }

  std::string_view line() {
    const std::string_view rest(reinterpret_cast<const char*>(bytes_.data()) + position_,
                                bytes_.size() - position_);
    const auto length = rest.find('\n');
    if (length == rest.npos) fail("it ends within a name");
    return take(length + 1).substr(0, length);
  }

  void require_known_protocol(int protocol) const {
    if (protocol < 2 || protocol > 5)
      fail(fmt::format("expects protocol 2 to 5, found {}", protocol));
  }

  // --- The stack
  void push(PickleValue value) {
    values_.push_back(std::move(value));
    stack_.push_back(&values_.back());
  }

  void push_integer(int64_t value) { push({.kind = Kind::kInteger, .integer = value}); }

  // Two's complement, little-endian, as many bytes as it takes.
  void push_long(std::string_view digits) {
    if (digits.size() > sizeof(int64_t)) return push({.kind = Kind::kBytes, .text = digits});
    int64_t value = !digits.empty() && static_cast<signed char>(digits.back()) < 0 ? -1 : 0;
    std::memcpy(&value, digits.data(), digits.size());
    push_integer(value);
  }

  void push_sequence(Kind kind, const Stack& elements) {
    push({.kind = kind});
    stack_.back()->elements.assign(elements.begin(), elements.end());
  }

  PickleValue& top() {
    require_on_stack(1);
    return *stack_.back();
  }

  PickleValue* pop() { return pop_last(1).front(); }

  Stack pop_last(std::size_t count) {
    require_on_stack(count);
    Stack last(stack_.end() - static_cast<std::ptrdiff_t>(count), stack_.end());
    stack_.resize(stack_.size() - count);
    return last;
  }

  Stack pop_to_mark() {
    if (marks_.empty()) fail("an instruction refers to a mark that is not there");
    const auto mark = marks_.back();
    marks_.pop_back();
    return pop_last(stack_.size() - mark);
  }

  // What lies under the last mark is out of reach until the mark is gone.
  void require_on_stack(std::size_t count) const {
    const auto reachable = stack_.size() - (marks_.empty() ? 0 : marks_.back());
    if (count > reachable) fail("an instruction refers to a value that is not there");
  }

  PickleValue* remembered(uint32_t index) const {
    const auto found = memo_.find(index);
    if (found == memo_.end())
      fail(fmt::format("an instruction refers to the unknown value {}", index));
    return found->second;
  }

  void append(const Stack& elements) {
    auto& list = top().elements;
    list.insert(list.end(), elements.begin(), elements.end());
  }

  void set_items(const Stack& keys_and_values) {
    if (keys_and_values.size() % 2 != 0) fail("a key without a value");
    auto& items = top().items;
    for (std::size_t i = 0; i < keys_and_values.size(); i += 2)
      items.emplace_back(keys_and_values[i], keys_and_values[i + 1]);
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw Error(
        fmt::format("{}: the pickle is damaged at byte {}: {}", path_.string(), position_, what));
  }

  std::span<const std::byte> bytes_;
  const fs::path& path_;
  std::deque<PickleValue>& values_;
  std::size_t position_ = 0;
  Stack stack_;
  std::vector<std::size_t> marks_;
  std::unordered_map<uint32_t, PickleValue*> memo_;
};

}  // namespace

Pickle::Pickle(std::span<const std::byte> bytes, const fs::path& path) {
  Machine machine(bytes, path, values_);
  root_ = machine.run();
  size_ = machine.position();
}

}  // namespace panet

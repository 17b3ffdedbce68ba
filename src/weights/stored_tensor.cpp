#include "panet/weights/stored_tensor.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <atomic>
#include <bit>
#include <cstring>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "base/dispatch.h"
#include "base/parallel.h"
#include "weights/half_numbers.h"

namespace panet {
namespace {

constexpr int64_t kGrain = 1 << 17;  // numbers that are worth a thread of their own

struct DTypeTraits {
  std::string_view name;
  std::size_t bytes;
};

// In the order of DType.
constexpr std::array<DTypeTraits, 10> kTraits = {{{"F64", 8},
                                                  {"F32", 4},
                                                  {"F16", 2},
                                                  {"BF16", 2},
                                                  {"I64", 8},
                                                  {"I32", 4},
                                                  {"I16", 2},
                                                  {"I8", 1},
                                                  {"U8", 1},
                                                  {"BOOL", 1}}};

const DTypeTraits& traits_of(DType dtype) {
  return kTraits.at(static_cast<std::size_t>(dtype));
}

int64_t product(const std::vector<int64_t>& shape) {
  int64_t count = 1;
  for (const auto size : shape) count *= size;
  return count;
}

template <typename To, typename From>
To number_as(From number) {
  if constexpr (std::is_same_v<To, From>) {
    return number;
  } else if constexpr (std::is_same_v<To, Float16>) {
    if constexpr (std::is_same_v<From, double>) return to_float16(rounded_to_odd(number));
    return to_float16(number_as<float>(number));
  } else if constexpr (std::is_same_v<To, BFloat16>) {
    if constexpr (std::is_same_v<From, double>) return to_bfloat16(rounded_to_odd(number));
    return to_bfloat16(number_as<float>(number));
  } else if constexpr (std::is_arithmetic_v<From>) {
    return static_cast<To>(number);
  } else {
    return to_float(number);
  }
}

// Calls function(T{}) for the type of numbers.
template <typename Function>
auto with_type_of(DType dtype, Function function) {
  switch (dtype) {
    case DType::kF64:
      return function(double{});
    case DType::kF32:
      return function(float{});
    case DType::kF16:
      return function(Float16{});
    case DType::kBF16:
      return function(BFloat16{});
    default:
      throw std::logic_error(fmt::format("{} is no floating-point type", name_of(dtype)));
  }
}

template <typename T>
std::span<const T> numbers_of(const StoredTensor& tensor) {
  return {reinterpret_cast<const T*>(tensor.bytes().data()), tensor.bytes().size() / sizeof(T)};
}

template <typename To, typename From>
void convert_numbers(const From* from, int64_t count, To* to) {
  for (int64_t i = 0; i < count; ++i) to[i] = number_as<To>(from[i]);
}

template <typename To, typename From>
void convert(std::span<const From> from, To* to) {
  parallel_for(0, std::ssize(from), kGrain, [from, to](int64_t first, int64_t last) {
    on_this_cpu<convert_numbers<To, From>>(from.data() + first, last - first, to + first);
  });
}

// A number is NaN or infinite where all bits of its exponent are set.
template <typename Bits, typename T>
bool is_any_set(std::span<const T> numbers, Bits exponent) {
  std::atomic<bool> found = false;
  parallel_for(0, std::ssize(numbers), kGrain, [&](int64_t first, int64_t last) {
    const T* const in = numbers.data();
    Bits any = 0;
    for (int64_t i = first; i < last; ++i)
      any |= static_cast<Bits>((std::bit_cast<Bits>(in[i]) & exponent) == exponent);
    if (any != 0) found = true;
  });
  return found;
}

}  // namespace

std::string_view name_of(DType dtype) {
  return traits_of(dtype).name;
}

std::size_t bytes_of(DType dtype) {
  return traits_of(dtype).bytes;
}

bool is_floating_point(DType dtype) {
  return dtype == DType::kF64 || dtype == DType::kF32 || dtype == DType::kF16 ||
         dtype == DType::kBF16;
}

StoredTensor::StoredTensor(DType dtype, std::vector<int64_t> shape,
                           std::span<const std::byte> bytes, std::shared_ptr<const void> owner)
    : dtype_(dtype), shape_(std::move(shape)), bytes_(bytes), owner_(std::move(owner)) {
  const auto expected = static_cast<std::size_t>(count()) * bytes_of(dtype);
  if (bytes.size() != expected)
    throw std::logic_error(fmt::format("a tensor [{}] of {} expects {} bytes, found {}",
                                       fmt::join(shape_, ", "), name_of(dtype), expected,
                                       bytes.size()));
  if (reinterpret_cast<std::uintptr_t>(bytes.data()) % bytes_of(dtype) != 0)
    throw std::logic_error(
        fmt::format("the bytes of a tensor of {} are not aligned to its type", name_of(dtype)));
}

StoredTensor StoredTensor::copy_of(DType dtype, std::vector<int64_t> shape,
                                   std::span<const std::byte> bytes) {
  const std::shared_ptr<std::byte[]> copy(new std::byte[bytes.size()]);
  parallel_for(0, std::ssize(bytes), kGrain * 4, [&](int64_t first, int64_t last) {
    std::memcpy(copy.get() + first, bytes.data() + first, static_cast<std::size_t>(last - first));
  });
  return {dtype, std::move(shape), {copy.get(), bytes.size()}, copy};
}

int64_t StoredTensor::count() const {
  return product(shape_);
}

StoredTensor StoredTensor::part(int64_t first, std::vector<int64_t> shape) const {
  const auto size = bytes_of(dtype_);
  const auto count = static_cast<std::size_t>(product(shape));
  return {dtype_, std::move(shape),
          bytes_.subspan(static_cast<std::size_t>(first) * size, count * size), owner_};
}

void StoredTensor::expect(DType dtype) const {
  if (dtype_ != dtype)
    throw std::logic_error(
        fmt::format("a tensor of {} is read as one of {}", name_of(dtype_), name_of(dtype)));
}

StoredTensor converted(const StoredTensor& tensor, DType dtype) {
  if (tensor.dtype() == dtype) return tensor;
  const auto size = static_cast<std::size_t>(tensor.count()) * bytes_of(dtype);
  const std::shared_ptr<std::byte[]> made(new std::byte[size]);  // aligned for any of the types
  with_type_of(dtype, [&]<typename To>(To) {
    with_type_of(tensor.dtype(), [&]<typename From>(From) {
      convert(numbers_of<From>(tensor), reinterpret_cast<To*>(made.get()));
    });
  });
  return {dtype, tensor.shape(), {made.get(), size}, made};
}

bool is_finite(const StoredTensor& tensor) {
  switch (tensor.dtype()) {
    case DType::kF64:
      return !is_any_set(numbers_of<double>(tensor), uint64_t{0x7ff} << 52);
    case DType::kF32:
      return !is_any_set(numbers_of<float>(tensor), uint32_t{0xff} << 23);
    case DType::kF16:
      return !is_any_set(numbers_of<Float16>(tensor), uint16_t{0x7c00});
    case DType::kBF16:
      return !is_any_set(numbers_of<BFloat16>(tensor), uint16_t{0x7f80});
    default:
      return true;
  }
}

}  // namespace panet

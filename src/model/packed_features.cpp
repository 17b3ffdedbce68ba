#include "model/packed_features.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "base/fingerprint.h"
#include "base/parallel.h"
#include "model/bfloat16.h"
#include "panet/base/error.h"

namespace panet {
namespace {

constexpr int64_t kLocationsPerTask = 64;

std::size_t code_bytes(int64_t locations, int64_t channels, int bits) {
  return static_cast<std::size_t>(locations * ((channels * bits + 7) / 8));
}

float levels(int bits, bool is_signed) {
  return static_cast<float>((1 << (is_signed ? bits - 1 : bits)) - 1);
}

float number(float value) {
  return value;
}
float number(BFloat16 value) {
  return to_float(value);
}

// Calls use(numbers) with the numbers of `features`, of whichever type they are.
template <typename Use>
auto with_numbers(const Features& features, Use use) {
  return features.type() == Features::Type::kFloat32 ? use(features.floats())
                                                     : use(features.bfloats());
}

bool has_negative(const Features& features) {
  return with_numbers(features, [](auto numbers) {
    return std::ranges::any_of(numbers, [](auto value) { return number(value) < 0; });
  });
}

template <typename T>
float greatest_magnitude(std::span<const T> numbers) {
  float greatest = 0;
  for (const T value : numbers) greatest = std::max(greatest, std::abs(number(value)));
  return greatest;
}

// The code of each number. A sign is the highest bit of the code.
template <typename T>
void code(std::span<const T> numbers, float magnitude, float most, uint8_t sign,
          std::span<uint8_t> codes) {
  const float scale = magnitude > 0 ? 1 / magnitude : 0;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const float value = number(numbers[i]);
    const float steps = most * std::sqrt(std::abs(value) * scale);
    const auto q = static_cast<int>(steps + 0.5f);  // NOLINT(bugprone-incorrect-roundings)
    codes[i] = static_cast<uint8_t>(q | (value < 0 ? sign : 0));
  }
}

void two_in_a_byte(std::span<const uint8_t> codes, std::span<uint8_t> bytes) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const uint8_t second = 2 * i + 1 < codes.size() ? codes[2 * i + 1] : uint8_t{0};
    bytes[i] = static_cast<uint8_t>(codes[2 * i] | second << 4);
  }
}

uint8_t sign_of(const PackedFeatures& packed) {
  return packed.is_signed ? static_cast<uint8_t>(1 << (packed.bits - 1)) : uint8_t{0};
}

// What each code stands for, where the greatest magnitude is 1.
std::array<float, 256> decoded(const PackedFeatures& packed) {
  const float most = levels(packed.bits, packed.is_signed);
  const int sign = sign_of(packed);
  std::array<float, 256> values{};
  for (int q = 0; q < 1 << packed.bits; ++q) {
    const bool is_negative = sign != 0 && (q & sign) != 0;
    const float root = static_cast<float>(is_negative ? q - sign : q) / most;
    values[static_cast<std::size_t>(q)] = is_negative ? -root * root : root * root;
  }
  return values;
}

std::span<uint8_t> codes_at(PackedFeatures& packed, int64_t location) {
  const auto size = packed.codes.size() / packed.magnitudes.size();
  return std::span(packed.codes).subspan(static_cast<std::size_t>(location) * size, size);
}

template <typename T>
void pack_location(std::span<const T> numbers, int64_t location, PackedFeatures& packed,
                   std::vector<uint8_t>& codes) {
  const float magnitude = greatest_magnitude(numbers);
  packed.magnitudes[static_cast<std::size_t>(location)] = magnitude;
  const auto target = codes_at(packed, location);
  const float most = levels(packed.bits, packed.is_signed);
  if (packed.bits == 8) return code(numbers, magnitude, most, sign_of(packed), target);
  code(numbers, magnitude, most, sign_of(packed), std::span(codes));
  two_in_a_byte(codes, target);
}

// The numbers of one location. meaning: of each code.
void decode(std::span<const uint8_t> bytes, int bits, const std::array<BFloat16, 256>& meaning,
            std::span<BFloat16> numbers) {
  if (bits == 8) {
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = meaning[bytes[i]];
    return;
  }
  for (std::size_t i = 0; i < numbers.size(); i += 2) {
    numbers[i] = meaning[bytes[i / 2] & 15];
    if (i + 1 < numbers.size()) numbers[i + 1] = meaning[bytes[i / 2] >> 4];
  }
}

// The beginning of a file. Such files do not leave the machine: numbers are as it has them.
struct Head {
  std::array<char, 8> magic = {'p', 'a', 'n', 'e', 't', 'f', '0', '1'};
  int64_t height = 0, width = 0, channels = 0, bits = 0, is_signed = 0;
};

bool is_sound(const Head& head) {
  constexpr int64_t kMostSide = 4096, kMostChannels = 1 << 16;
  const auto is_in = [](int64_t value, int64_t most) { return value >= 1 && value <= most; };
  return is_in(head.height, kMostSide) && is_in(head.width, kMostSide) &&
         is_in(head.channels, kMostChannels) && (head.bits == 4 || head.bits == 8);
}

constexpr std::size_t kCheckSumBytes = 32;

std::string check_sum(std::span<const std::byte> bytes) {
  return Fingerprint().add(bytes).hexadecimal();
}

std::string text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

int bits_for(const Features& features, std::size_t most_bytes) {
  const auto fits = [&](int bits) {
    return sizeof(Head) + static_cast<std::size_t>(features.locations()) * sizeof(float) +
               code_bytes(features.locations(), features.channels(), bits) + kCheckSumBytes <=
           most_bytes;
  };
  return fits(8) ? 8 : fits(4) ? 4 : 0;
}

PackedFeatures packed_features(const Features& features, int bits) {
  PackedFeatures packed = {
      .grid = features.grid(),
      .channels = features.channels(),
      .bits = bits,
      .is_signed = has_negative(features),
      .magnitudes = std::vector<float>(features.locations()),
      .codes = std::vector<uint8_t>(code_bytes(features.locations(), features.channels(), bits))};
  const auto channels = static_cast<std::size_t>(features.channels());
  with_numbers(features, [&](auto numbers) {
    parallel_for(0, features.locations(), kLocationsPerTask, [&](int64_t first, int64_t last) {
      std::vector<uint8_t> codes(channels);
      for (int64_t at = first; at < last; ++at)
        pack_location(numbers.subspan(static_cast<std::size_t>(at) * channels, channels), at,
                      packed, codes);
    });
  });
  return packed;
}

Features unpacked_features(const PackedFeatures& packed) {
  Features features(packed.grid, packed.channels, Features::Type::kBFloat16);
  auto* const numbers = reinterpret_cast<BFloat16*>(features.bytes().data());
  const auto values = decoded(packed);
  const auto channels = static_cast<std::size_t>(packed.channels);
  const auto size = packed.codes.size() / packed.magnitudes.size();
  parallel_for(0, features.locations(), kLocationsPerTask, [&](int64_t first, int64_t last) {
    std::array<BFloat16, 256> here{};
    for (auto at = static_cast<std::size_t>(first); at < static_cast<std::size_t>(last); ++at) {
      for (std::size_t q = 0; q < here.size(); ++q)
        here[q] = to_bfloat16(packed.magnitudes[at] * values[q]);
      decode(std::span(packed.codes).subspan(at * size, size), packed.bits, here,
             std::span(numbers + at * channels, channels));
    }
  });
  return features;
}

std::string bytes_of(const PackedFeatures& packed) {
  const Head head = {.height = packed.grid.height,
                     .width = packed.grid.width,
                     .channels = packed.channels,
                     .bits = packed.bits,
                     .is_signed = packed.is_signed};
  std::string text(reinterpret_cast<const char*>(&head), sizeof head);
  text.append(reinterpret_cast<const char*>(packed.magnitudes.data()),
              packed.magnitudes.size() * sizeof(float));
  text.append(reinterpret_cast<const char*>(packed.codes.data()), packed.codes.size());
  return text + check_sum(std::as_bytes(std::span(text)));
}

PackedFeatures packed_features_of(std::span<const std::byte> bytes, const std::string& source) {
  const auto require = [&](bool holds) {
    if (!holds) throw Error(source + ": these are no packed features, or no longer whole");
  };
  require(bytes.size() > sizeof(Head) + kCheckSumBytes);
  const auto content = bytes.first(bytes.size() - kCheckSumBytes);
  require(check_sum(content) == text_of(bytes.last(kCheckSumBytes)));
  Head head;
  std::memcpy(&head, content.data(), sizeof head);
  require(head.magic == Head{}.magic && is_sound(head));
  const std::size_t locations = head.height * head.width;
  const std::size_t codes =
      code_bytes(head.height * head.width, head.channels, static_cast<int>(head.bits));
  require(content.size() == sizeof head + locations * sizeof(float) + codes);
  PackedFeatures packed = {.grid = {.height = head.height, .width = head.width},
                           .channels = head.channels,
                           .bits = static_cast<int>(head.bits),
                           .is_signed = head.is_signed != 0,
                           .magnitudes = std::vector<float>(locations),
                           .codes = std::vector<uint8_t>(codes)};
  const auto values = content.subspan(sizeof head);
  std::memcpy(packed.magnitudes.data(), values.data(), locations * sizeof(float));
  std::memcpy(packed.codes.data(), values.data() + locations * sizeof(float), codes);
  return packed;
}

}  // namespace panet

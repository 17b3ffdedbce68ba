#include "image/heif_coded_size.h"

#include <algorithm>
#include <compare>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bit_reader.h"

namespace panet {
namespace {

auto bits_of(ByteView bytes) {
  return BitReader([bytes](uint64_t i) { return bytes.u8(i); });
}
using Bits = decltype(bits_of(ByteView({})));

// As many zeros as there are bits behind the first one.
uint32_t exp_golomb(Bits& bits) {
  uint32_t zeros = 0;
  while (!bits.flag())
    if (++zeros > 31) throw Error("a number in a stream is too long");
  return (1u << zeros | bits.number(zeros)) - 1;
}

// --- AV1: section 5 of its specification ---

struct DecoderModel {
  bool is_there = false;
  uint32_t delay_bits = 0;
};

DecoderModel read_timing(Bits& bits) {
  DecoderModel model;
  if (!bits.flag()) return model;
  bits.skip(64);
  if (bits.flag()) exp_golomb(bits);
  model.is_there = bits.flag();
  if (!model.is_there) return model;
  model.delay_bits = bits.number(5) + 1;
  bits.skip(32 + 5 + 5);
  return model;
}

void pass_operating_points(Bits& bits, const DecoderModel& model) {
  const bool has_display_delay = bits.flag();
  for (uint32_t left = bits.number(5) + 1; left > 0; --left) {
    bits.skip(12);
    if (bits.number(5) > 7) bits.skip(1);
    if (model.is_there && bits.flag()) bits.skip(2 * model.delay_bits + 1);
    if (has_display_delay && bits.flag()) bits.skip(4);
  }
}

// A frame may be as large as its numbers have bits, but in the short form that still pictures have.
PictureSize size_in_sequence_header(ByteView header) {
  Bits bits = bits_of(header);
  bits.skip(4);
  const bool is_short = bits.flag();
  if (is_short) {
    bits.skip(5);
  } else {
    pass_operating_points(bits, read_timing(bits));
  }
  const uint32_t width_bits = bits.number(4) + 1, height_bits = bits.number(4) + 1;
  if (!is_short) return {int64_t{1} << height_bits, int64_t{1} << width_bits};
  const int64_t width = bits.number(width_bits) + int64_t{1};
  return {bits.number(height_bits) + int64_t{1}, width};
}

// --- HEVC: sections 7.3.2.2 and 7.3.3 of ITU-T H.265 ---

void pass_profile(Bits& bits, uint32_t sub_layers) {
  constexpr uint64_t kProfileBits = 88, kLevelBits = 8;
  bits.skip(kProfileBits + kLevelBits);
  uint64_t of_sub_layers = 0;
  for (uint32_t i = 0; i < sub_layers; ++i) {
    if (bits.flag()) of_sub_layers += kProfileBits;
    if (bits.flag()) of_sub_layers += kLevelBits;
  }
  if (sub_layers > 0) bits.skip(2 * uint64_t{8 - sub_layers});
  bits.skip(of_sub_layers);
}

// Without the bytes that keep a start code from standing in it.
std::vector<uint8_t> unescaped(ByteView bytes) {
  std::vector<uint8_t> plain;
  for (uint64_t i = 0; i < bytes.size(); ++i)
    if (i < 2 || bytes.u8(i) != 3 || bytes.u8(i - 1) != 0 || bytes.u8(i - 2) != 0)
      plain.push_back(bytes.u8(i));
  return plain;
}

PictureSize size_in_sps(ByteView sps) {
  const auto plain = unescaped(sps);
  Bits bits = bits_of(ByteView(plain));
  bits.skip(4);
  const uint32_t sub_layers = bits.number(3);
  bits.skip(1);
  pass_profile(bits, sub_layers);
  exp_golomb(bits);
  constexpr uint32_t kThreePlanes = 3;
  if (exp_golomb(bits) == kThreePlanes) bits.skip(1);
  const int64_t width = exp_golomb(bits);
  return {exp_golomb(bits), width};
}

// --- The file: boxes of ISO/IEC 14496-12 ---

constexpr uint32_t box_type(std::string_view name) {
  uint32_t type = 0;
  for (const char letter : name) type = type << 8 | static_cast<uint8_t>(letter);
  return type;
}

uint64_t u64(ByteView bytes, uint64_t at) {
  return uint64_t{bytes.u32(at)} << 32 | bytes.u32(at + 4);
}

// The content of each box; one that goes beyond the end ends there.
template <typename Visit>
void for_each_box(ByteView bytes, Visit visit) {
  for (uint64_t at = 0; at + 8 <= bytes.size();) {
    uint64_t head = 8, size = bytes.u32(at);
    if (size == 1) {
      head = 16;
      size = u64(bytes, at + 8);
    }
    const uint64_t rest = bytes.size() - at;
    if (size == 0 || size > rest) size = rest;
    if (size < head) throw Error("a box is smaller than its head");
    visit(bytes.u32(at + 4), bytes.part(at + head, size - head));
    at += size;
  }
}

class CodedSizes {
 public:
  explicit CodedSizes(ByteView file) : file_(file) {}

  PictureSize largest() {
    for_each_box(file_, [&](uint32_t type, ByteView box) {
      if (type == box_type("meta")) read_meta(box.behind(4));
    });
    return largest_;
  }

 private:
  void read_meta(ByteView meta) {
    std::optional<ByteView> places;
    for_each_box(meta, [&](uint32_t type, ByteView box) {
      if (type == box_type("iinf")) read_kinds(box);
      if (type == box_type("idat")) data_ = box;
      if (type == box_type("iloc")) places = box;
      if (type == box_type("iprp")) read_properties(box);
    });
    if (places) read_places(*places);
  }

  // The kinds of items, by their ids.
  void read_kinds(ByteView box) {
    const uint64_t count_bytes = box.u8(0) == 0 ? 2 : 4;
    for_each_box(box.behind(4 + count_bytes), [&](uint32_t type, ByteView entry) {
      if (type != box_type("infe") || entry.u8(0) < 2) return;
      const bool is_long = entry.u8(0) > 2;
      const uint32_t id = is_long ? entry.u32(4) : entry.u16(4);
      kinds_[id] = entry.u32(is_long ? 10 : 8);
    });
  }

  void read_properties(ByteView box) {
    for_each_box(box, [&](uint32_t type, ByteView container) {
      if (type != box_type("ipco")) return;
      for_each_box(container, [&](uint32_t kind, ByteView property) {
        if (kind == box_type("av1C")) read_av1(property.behind(4));
        if (kind == box_type("hvcC")) read_hevc_heads(property);
      });
    });
  }

  // Takes numbers of the sizes that the box tells off its front.
  struct Places {
    ByteView box;
    uint64_t at = 4;

    uint64_t next(uint64_t bytes) {
      const uint64_t begin = at;
      at += bytes;
      if (bytes == 0) return 0;
      if (bytes == 2) return box.u16(begin);
      if (bytes == 4) return box.u32(begin);
      if (bytes == 8) return u64(box, begin);
      throw Error("a place in the file is told in an odd number of bytes");
    }
  };

  // A part of the file, or of the box idat.
  struct Extent {
    uint64_t method, begin, length;
    auto operator<=>(const Extent&) const = default;
  };
  using Extents = std::vector<Extent>;

  void read_places(ByteView box) {
    const int version = box.u8(0);
    Places places{box};
    const uint64_t sizes = places.next(2);
    const uint64_t id_bytes = version < 2 ? 2 : 4;
    for (uint64_t left = places.next(id_bytes); left > 0; --left) {
      const auto id = static_cast<uint32_t>(places.next(id_bytes));
      const uint64_t method = version > 0 ? places.next(2) & 15 : 0;
      places.next(2);
      const uint64_t base = places.next(sizes >> 4 & 15);
      const uint64_t count = places.next(2);
      if (is_coded(id)) {
        read_item(id, extents_of(places, sizes, version, {method, base, count}));
      } else {
        places.at += count * bytes_of_extent(sizes, version);
      }
    }
  }

  static uint64_t bytes_of_extent(uint64_t sizes, int version) {
    return (version > 0 ? sizes & 15 : 0) + (sizes >> 12) + (sizes >> 8 & 15);
  }

  // `all` begins where their offsets count from, and has their number for its length.
  static Extents extents_of(Places& places, uint64_t sizes, int version, const Extent& all) {
    if (all.length > 1 && bytes_of_extent(sizes, version) == 0)
      throw Error("many places in the file are told in no byte");
    Extents extents;
    for (uint64_t left = all.length; left > 0; --left) {
      if (version > 0) places.next(sizes & 15);
      const uint64_t offset = places.next(sizes >> 12), length = places.next(sizes >> 8 & 15);
      extents.push_back({all.method, all.begin + offset, length});
    }
    return extents;
  }

  bool is_coded(uint32_t id) const {
    const auto kind = kinds_.find(id);
    return kind != kinds_.end() &&
           (kind->second == box_type("av01") || kind->second == box_type("hvc1"));
  }

  // Each place once: equal tiles may share one.
  void read_item(uint32_t id, const Extents& extents) {
    constexpr uint64_t kInFile = 0, kInData = 1;
    if (extents.empty() || extents.front().method > kInData) return;
    if (!read_.insert({kinds_.at(id), extents}).second) return;
    const auto part = [this](const Extent& extent) {
      return (extent.method == kInFile ? file_ : data_).part(extent.begin, extent.length);
    };
    for (const Extent& extent : extents) spend(extent.length);
    if (extents.size() == 1) return read_stream(id, part(extents.front()));
    std::vector<uint8_t> stream;
    for (const Extent& extent : extents) {
      const ByteView bytes = part(extent);
      stream.insert(stream.end(), bytes.data(), bytes.data() + bytes.size());
    }
    read_stream(id, ByteView(stream));
  }

  void spend(uint64_t length) {
    if (length > file_.size() - looked_at_) throw Error("the items are larger than the file");
    looked_at_ += length;
  }

  void read_stream(uint32_t id, ByteView stream) {
    if (kinds_.at(id) == box_type("av01")) return read_av1(stream);
    read_hevc(stream);
  }

  void read_av1(ByteView stream) {
    for (uint64_t at = 0; at < stream.size();) {
      const uint8_t head = stream.u8(at);
      at += (head & 4) != 0 ? 2 : 1;
      const uint64_t size = (head & 2) != 0 ? leb128(stream, at) : stream.size() - at;
      const ByteView unit = stream.part(at, size);
      constexpr int kSequenceHeader = 1;
      if ((head >> 3 & 15) == kSequenceHeader) take(size_in_sequence_header(unit));
      at += size;
    }
  }

  static uint64_t leb128(ByteView bytes, uint64_t& at) {
    uint64_t number = 0;
    for (int shift = 0; shift < 56; shift += 7) {
      const uint8_t byte = bytes.u8(at++);
      number |= uint64_t{byte & 0x7fu} << shift;
      if (byte < 0x80) return number;
    }
    throw Error("a number in a stream is too long");
  }

  void read_hevc(ByteView stream) {
    for (uint64_t at = 0; at < stream.size();) {
      const uint64_t size = stream.u32(at);
      read_unit(stream.part(at + 4, size));
      at += 4 + size;
    }
  }

  void read_hevc_heads(ByteView property) {
    uint64_t at = 23;
    for (int arrays = property.u8(22); arrays > 0; --arrays) {
      const int units = property.u16(at + 1);
      at += 3;
      for (int i = 0; i < units; ++i) {
        const uint64_t size = property.u16(at);
        read_unit(property.part(at + 2, size));
        at += 2 + size;
      }
    }
  }

  void read_unit(ByteView unit) {
    constexpr int kSps = 33;
    if (unit.size() > 2 && (unit.u8(0) >> 1 & 63) == kSps) take(size_in_sps(unit.behind(2)));
  }

  void take(PictureSize size) {
    largest_.height = std::max(largest_.height, size.height);
    largest_.width = std::max(largest_.width, size.width);
  }

  ByteView file_;
  ByteView data_{{}};
  std::map<uint32_t, uint32_t> kinds_;
  std::set<std::pair<uint32_t, Extents>> read_;  // the kind of an item, and where it lies
  uint64_t looked_at_ = 0;
  PictureSize largest_;
};

}  // namespace

PictureSize largest_coded_size(ByteView file) {
  return CodedSizes(file).largest();
}

}  // namespace panet

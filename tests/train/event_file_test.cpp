#include "train/event_file.h"

#include <cstring>
#include <ctime>
#include <map>

#include "support.h"
#include "train/crc32c.h"

namespace panet {
namespace {

using test::error_of;
using test::read_file;
using test::Tells;
using test::TemporaryFolder;

template <typename Number>
Number number_at(std::string_view bytes) {
  Number number{};
  EXPECT_GE(bytes.size(), sizeof number);
  std::memcpy(&number, bytes.data(), std::min(bytes.size(), sizeof number));
  return number;
}

// TensorFlow's masking, undone.
uint32_t unmasked(uint32_t crc) {
  const uint32_t turned = crc - 0xA282'EAD8;
  return (turned >> 17) | (turned << 15);
}

// The records of a file, their checksums checked.
std::vector<std::string> records_of(const std::string& file) {
  std::vector<std::string> records;
  std::string_view rest = file;
  while (!rest.empty()) {
    const auto length = number_at<uint64_t>(rest);
    EXPECT_EQ(unmasked(number_at<uint32_t>(rest.substr(8))), crc32c(rest.substr(0, 8)));
    const auto data = rest.substr(12, length);
    EXPECT_EQ(unmasked(number_at<uint32_t>(rest.substr(12 + length))), crc32c(data));
    records.emplace_back(data);
    rest = rest.substr(16 + length);
  }
  return records;
}

// The fields of a protocol buffer by number: numbers as their bytes, texts and messages as they
// are.
using Fields = std::map<int, std::string>;

uint64_t take_varint(std::string_view& bytes) {
  uint64_t value = 0;
  for (int shift = 0; !bytes.empty(); shift += 7) {
    const auto byte = static_cast<uint8_t>(bytes[0]);
    bytes.remove_prefix(1);
    value |= static_cast<uint64_t>(byte & 0x7F) << shift;
    if (byte < 0x80) break;
  }
  return value;
}

Fields fields_of(std::string_view message) {
  Fields fields;
  while (!message.empty()) {
    const auto tag = take_varint(message);
    std::size_t length = 0;
    switch (tag & 7) {
      case 0: {
        const auto value = take_varint(message);
        fields[static_cast<int>(tag >> 3)] = std::to_string(value);
        continue;
      }
      case 1:
        length = 8;
        break;
      case 2:
        length = take_varint(message);
        break;
      case 5:
        length = 4;
        break;
      default:
        ADD_FAILURE() << "wire type " << (tag & 7);
        return fields;
    }
    fields[static_cast<int>(tag >> 3)] = message.substr(0, length);
    message.remove_prefix(length);
  }
  return fields;
}

// Of the one value in the summary of an event.
Fields value_of(const Fields& event) {
  return fields_of(fields_of(event.at(5)).at(1));
}

TEST(EventFile, IsWhatTensorBoardReads) {
  const TemporaryFolder folder;
  EventFile file(folder / "tb", 40);
  file.add_scalar("loss/query", 0.5, 41);
  const std::string jpeg = "not really a JPEG \xff\x00";
  file.add_picture("episodes", std::as_bytes(std::span(jpeg)), 180, 300, 300);
  file.flush();
  EXPECT_THAT(file.path().filename().string(), testing::StartsWith("events.out.tfevents."));

  const auto records = records_of(read_file(file.path()));
  ASSERT_EQ(records.size(), 4U);
  EXPECT_EQ(fields_of(records[0]).at(3), "brain.Event:2");
  const auto start = fields_of(records[1]);
  EXPECT_EQ(start.at(2), "40");
  EXPECT_EQ(fields_of(start.at(7)).at(1), "1");  // SessionLog.START

  const auto scalar = fields_of(records[2]);
  EXPECT_EQ(scalar.at(2), "41");
  EXPECT_NEAR(number_at<double>(scalar.at(1)), static_cast<double>(std::time(nullptr)), 60);
  EXPECT_EQ(value_of(scalar).at(1), "loss/query");
  EXPECT_EQ(number_at<float>(value_of(scalar).at(2)), 0.5F);

  const auto picture = fields_of(records[3]);
  EXPECT_EQ(picture.at(2), "300");
  const auto image = fields_of(value_of(picture).at(4));
  EXPECT_EQ(image.at(1), "180");
  EXPECT_EQ(image.at(2), "300");
  EXPECT_EQ(image.at(4), jpeg);
}

TEST(EventFile, TellsWhereItCannotBeWritten) {
  const TemporaryFolder folder;
  test::write_file(folder / "file", "");
  EXPECT_THAT(error_of([&] { EventFile(folder / "file" / "tb", 0); }), Tells("cannot be written"));
}

}  // namespace
}  // namespace panet

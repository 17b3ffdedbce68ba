#include "serve/work/encoded_photos.h"

#include <fmt/format.h>

#include <utility>

#include "base/atomic_file.h"
#include "base/file_bytes.h"
#include "base/fingerprint.h"
#include "model/packed_features.h"
#include "panet/base/error.h"
#include "panet/base/note.h"

namespace panet::serve {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kRecentBytes = 256 << 20;  // in memory, unpacked
constexpr const char* kEnding = ".features";
constexpr int kFewestBits = 4;

}  // namespace

EncoderTurns::Turn EncoderTurns::take(Urgency urgency) {
  std::unique_lock lock(mutex_);
  const bool is_person = urgency == Urgency::kPersonWaits;
  people_ += is_person ? 1 : 0;
  changed_.wait(lock, [&] { return !taken_ && (is_person || people_ == 0); });
  people_ -= is_person ? 1 : 0;
  taken_ = true;
  return Turn(*this);
}

int EncoderTurns::people_waiting() const {
  const std::lock_guard lock(mutex_);
  return people_;
}

void EncoderTurns::end() {
  {
    const std::lock_guard lock(mutex_);
    taken_ = false;
  }
  changed_.notify_all();
}

EncodedPhotos::EncodedPhotos(Segmenter segmenter, fs::path folder, std::size_t most_bytes)
    : segmenter_(std::move(segmenter)), folder_(std::move(folder)), recent_(kRecentBytes) {
  kept_.most_bytes = most_bytes;
  fs::create_directories(folder_);
  for (const auto& entry : fs::directory_iterator(folder_)) {
    if (entry.path().extension() != kEnding) continue;
    ++kept_.photographs;
    kept_.bytes += entry.file_size();
  }
}

EncodedPhotos::Kept EncodedPhotos::kept() const {
  const std::lock_guard lock(mutex_);
  return kept_;
}

// Of the encoder and its options too, so that another model's features are not taken for this
// one's.
fs::path EncodedPhotos::file_of(const std::string& key) const {
  const auto& options = segmenter_.options();
  const auto name = Fingerprint()
                        .add(segmenter_.fingerprint())
                        .add(options.input_size)
                        .add(static_cast<int64_t>(options.shape))
                        .add(static_cast<int64_t>(options.compute.precision))
                        .add(key)
                        .hexadecimal();
  return folder_ / (name + kEnding);
}

std::shared_ptr<const Features> EncodedPhotos::features(
    const std::string& key, Urgency urgency, const std::function<const Picture&()>& decoded) {
  const auto make = [&] {
    auto read_back = read(key);
    return std::make_shared<const Features>(read_back ? std::move(*read_back)
                                                      : encode_to_keep(decoded(), urgency, key));
  };
  return recent_.get(key, make, [](const auto& features) { return features->bytes().size(); });
}

// What is damaged is made anew.
std::optional<Features> EncodedPhotos::read(const std::string& key) {
  const auto path = file_of(key);
  std::error_code error;
  if (!fs::exists(path, error)) return std::nullopt;
  try {
    const auto bytes = file_bytes(path, 2 * kMostBytes);
    return unpacked_features(packed_features_of(bytes, path.string()));
  } catch (const Error& damaged) {
    note(damaged.what());
    const auto size = fs::file_size(path, error);
    if (error || !fs::remove(path, error)) return std::nullopt;
    const std::lock_guard lock(mutex_);
    --kept_.photographs;
    kept_.bytes -= size;
    return std::nullopt;
  }
}

PackedFeatures EncodedPhotos::encode(const Picture& picture, Urgency urgency) {
  const auto input = segmenter_.input_of(picture);
  const auto features = [&] {
    const auto turn = turns_.take(urgency);
    return segmenter_.encode(input);
  }();
  const int bits = bits_for(features, kMostBytes);
  return packed_features(features, bits == 0 ? kFewestBits : bits);
}

// Packed and unpacked whether they are kept or not, so that the results are the same.
Features EncodedPhotos::features_once(const Picture& picture, Urgency urgency) {
  return unpacked_features(encode(picture, urgency));
}

Features EncodedPhotos::encode_to_keep(const Picture& picture, Urgency urgency,
                                       const std::string& key) {
  const auto packed = encode(picture, urgency);
  const auto bytes = bytes_of(packed);
  if (bytes.size() <= kMostBytes) keep(key, bytes);
  return unpacked_features(packed);
}

void EncodedPhotos::keep(const std::string& key, const std::string& bytes) {
  {
    const std::lock_guard lock(mutex_);
    if (kept_.bytes + bytes.size() > kept_.most_bytes) return;
    kept_.bytes += bytes.size();
    ++kept_.photographs;
  }
  try {
    write_atomically(file_of(key), bytes);
  } catch (const Error& full) {
    note(full.what());
    const std::lock_guard lock(mutex_);
    kept_.bytes -= bytes.size();
    --kept_.photographs;
  }
}

}  // namespace panet::serve

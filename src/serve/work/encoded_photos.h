#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/shared_lru_cache.h"
#include "model/packed_features.h"
#include "panet/model/features.h"
#include "panet/segment/segmenter.h"

namespace panet::serve {

// Whose turn it is at the encoder: what a person waits for goes before the rest.
class EncoderTurns {
 public:
  enum class Urgency { kPersonWaits, kInTheBackground };

  // Held until it is destroyed.
  class Turn {
   public:
    explicit Turn(EncoderTurns& turns) : turns_(&turns) {}
    ~Turn() { turns_->end(); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    EncoderTurns* turns_;
  };
  Turn take(Urgency urgency);

  int people_waiting() const;

 private:
  void end();

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool taken_ = false;
  int people_ = 0;
};
using Urgency = EncoderTurns::Urgency;

// The features of photographs, kept in a folder: at most kMostBytes of each, as many as fit into
// `most_bytes`; what is kept stays, the rest is encoded anew when it is asked for. Whether they
// were kept or not they are the same to the bit. Any number of threads.
class EncodedPhotos {
 public:
  static constexpr std::size_t kMostBytes = 1'500'000;

  // The model and its options are the segmenter's, which others use no longer. Files of other
  // models and of pictures that have changed go with `forget_others`.
  EncodedPhotos(Segmenter segmenter, std::filesystem::path folder, std::size_t most_bytes);

  // key: tells the photograph and its state apart from all others. `decoded` is called where the
  // features are not kept.
  std::shared_ptr<const Features> features(const std::string& key, Urgency urgency,
                                           const std::function<const Picture&()>& decoded);

  // Of a picture that is none of them; nothing is kept.
  Features features_once(const Picture& picture, Urgency urgency);

  struct Kept {
    int64_t photographs = 0;
    std::size_t bytes = 0, most_bytes = 0;
  };
  Kept kept() const;

  const Segmenter& segmenter() const { return segmenter_; }

 private:
  std::filesystem::path file_of(const std::string& key) const;
  std::optional<Features> read(const std::string& key);
  PackedFeatures encode(const Picture& picture, Urgency urgency);
  Features encode_to_keep(const Picture& picture, Urgency urgency, const std::string& key);
  void keep(const std::string& key, const std::string& bytes);

  Segmenter segmenter_;
  std::filesystem::path folder_;
  EncoderTurns turns_;
  mutable std::mutex mutex_;
  Kept kept_;
  SharedLruCache<std::string, std::shared_ptr<const Features>> recent_;
};

}  // namespace panet::serve

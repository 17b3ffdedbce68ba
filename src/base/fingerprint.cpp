#include "base/fingerprint.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <new>

namespace panet {

struct Fingerprint::State {
  State() {
    if (xxh == nullptr) throw std::bad_alloc();
    XXH3_128bits_reset(xxh);
  }
  ~State() { XXH3_freeState(xxh); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  XXH3_state_t* const xxh = XXH3_createState();
};

Fingerprint::Fingerprint() : state_(std::make_unique<State>()) {}

Fingerprint::~Fingerprint() = default;

Fingerprint& Fingerprint::add(std::span<const std::byte> bytes) {
  XXH3_128bits_update(state_->xxh, bytes.data(), bytes.size());
  return *this;
}

Fingerprint& Fingerprint::add(int64_t number) {
  return add(std::as_bytes(std::span(&number, 1)));
}

Fingerprint& Fingerprint::add(std::string_view text) {
  return add(static_cast<int64_t>(text.size())).add(std::as_bytes(std::span(text)));
}

std::string Fingerprint::hexadecimal() const {
  const auto digest = XXH3_128bits_digest(state_->xxh);
  return fmt::format("{:016x}{:016x}", digest.high64, digest.low64);
}

}  // namespace panet

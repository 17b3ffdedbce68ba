#pragma once

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string_view>

#include "base/atomic_file.h"

namespace panet {

inline void sink_text(const ChunkSink& sink, std::string_view text) {
  sink(std::as_bytes(std::span(text)));
}

// Writes an array of a json entry by entry, so that memory does not grow with it. `before` is what
// stands before it; without a name it is the json itself.
class JsonArray {
 public:
  JsonArray(const ChunkSink& sink, std::string_view before, std::string_view name) : sink_(sink) {
    sink_text(sink_,
              name.empty() ? fmt::format("{}[", before) : fmt::format("{}\"{}\":[", before, name));
  }
  void close() { sink_text(sink_, "\n]"); }

  void add(const nlohmann::json& entry) {
    sink_text(sink_, is_first_ ? "\n" : ",\n");
    sink_text(sink_, entry.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    is_first_ = false;
  }

 private:
  const ChunkSink& sink_;
  bool is_first_ = true;
};

}  // namespace panet

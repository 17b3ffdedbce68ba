#pragma once

#include <functional>

#include "base/atomic_file.h"
#include "serve/http/message.h"

namespace panet::serve {

// What `write` hands to its sink, as an answer that is sent piece by piece: `write` runs in a
// thread of its own, at most a few pieces ahead of the client. What it throws breaks the answer
// off; where the client goes, its sink throws.
BodySource pulled_chunks(std::function<void(const ChunkSink&)> write);

}  // namespace panet::serve

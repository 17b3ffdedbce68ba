#pragma once

#include "target.h"

namespace panet::fuzz {

// Decodes a picture of whichever format, as any file of a user's is.
void decode_somehow(Bytes file);

}  // namespace panet::fuzz

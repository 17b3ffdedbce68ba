#pragma once

namespace panet {

// What our own files say of themselves, in the metadata under "format".
inline constexpr const char* kModelFormat = "panet";
inline constexpr const char* kPrototypeFormat = "panet prototypes";

}  // namespace panet

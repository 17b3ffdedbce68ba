#pragma once

#if defined(__SANITIZE_THREAD__)
#include <sanitizer/tsan_interface.h>
#endif

namespace panet {

// Tells ThreadSanitizer that what threads did before they gave comes before what others do after
// they took. OpenMP's threads wait for each other in a library that was not compiled for it, so it
// cannot know. Nothing in other builds.
class Handover {
 public:
#if defined(__SANITIZE_THREAD__)
  void give() {
    __tsan_release(this);
  }
  void take() {
    __tsan_acquire(this);
  }
#else
  void give() {}
  void take() {}
#endif
};

}  // namespace panet

#pragma once

#include "panet/base/public.h"

namespace PANET_PUBLIC panet {

// How many threads the loops and the encoder of the calling thread share: at first what
// OMP_NUM_THREADS says, or one for each core. A thread that starts later begins with what was set
// last. panet::Error for less than one.
int thread_count();
void set_thread_count(int threads);

}  // namespace panet

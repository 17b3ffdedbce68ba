#pragma once

#include "panet/base/public.h"

// The program proper, which main() loads. Returns the exit code.
extern "C" PANET_PUBLIC int panet_main(int argc, char** argv);

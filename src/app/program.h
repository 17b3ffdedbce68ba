#pragma once

// The program proper, which main() loads: everything that needs LibTorch. Returns the exit code.
extern "C" int panet_main(int argc, char** argv);

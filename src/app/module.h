#pragma once

// The program proper, which main() loads. Returns the exit code.
extern "C" int panet_main(int argc, char** argv);

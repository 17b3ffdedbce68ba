#include "app/module.h"

#include "app/program.h"

int panet_main(int argc, char** argv) {
  return panet::app::run_program(argc, argv, {});
}

#include <fmt/format.h>

#include <cstdio>

#include "app/commands.h"
#include "app/exit.h"
#include "app/program.h"
#include "panet/file/error.h"

namespace {

using namespace panet::app;

int run(int argc, char** argv) {
  CLI::App panet("Few-shot image segmentation: annotate one to five pictures, segment all others.");
  panet.footer(R"(Examples:
  panet segment --support my_classes --out masks photos/
  panet learn   --support my_classes --out cats.safetensors
  panet segment --prototypes cats.safetensors --out masks photos/*.jpg
  panet eval    --model W.safetensors --root VOC2012 --shots 1,5
  panet train   --config configs/voc-1way-1shot.toml --set data.root=VOC2012 --out runs/1
  panet weights info W.safetensors
  panet data check my_classes
  panet bench

'panet COMMAND --help' tells more of each.
Exit codes: 0 done, 1 something was wrong with the data, 2 with the command line, 130 interrupted.)");
  panet.set_version_flag("--version", "panet " PANET_VERSION);
  panet.require_subcommand(1);
  add_segment_command(panet);
  add_learn_command(panet);
  add_eval_command(panet);
  add_figure_command(panet);
  add_train_command(panet);
  add_weights_command(panet);
  add_data_command(panet);
  add_bench_command(panet);
  try {
    panet.parse(argc, argv);
    return kSuccess;
  } catch (const CLI::ParseError& error) {
    return panet.exit(error) == 0 ? kSuccess : kUsageError;
  }
}

int complain(const char* message, ExitCode code) {
  fmt::print(stderr, "panet: {}\n", message);
  return code;
}

}  // namespace

int panet_main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const Exit& exit) {
    return exit.code;
  } catch (const UsageError& error) {
    return complain(error.what(), kUsageError);
  } catch (const c10::Error& error) {
    return complain(error.what_without_backtrace(), kDataError);
  } catch (const std::bad_alloc&) {
    return complain("not enough memory", kDataError);
  } catch (const std::exception& error) {
    return complain(error.what(), kDataError);
  }
}

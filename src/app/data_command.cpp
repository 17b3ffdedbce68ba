#include "app/data_command.h"

#include "app/commands.h"

namespace panet::app {

void add_data_command(CLI::App& panet) {
  auto* data = panet.add_subcommand("data", "prepare and check data sets");
  data->require_subcommand(1);
  data->footer(R"(
Data sets: PASCAL VOC 2012 with SBD, MS COCO, FSS-1000, and annotated pictures of your own.

Examples:
  panet data voc --sbd benchmark_RELEASE --voc VOCdevkit/VOC2012
  panet data check VOCdevkit/VOC2012 --image-set trainaug
  panet data check my_classes
  panet data show VOCdevkit/VOC2012 --split 2 --out episodes.jpg)");
  add_data_voc_command(*data);
  add_data_check_command(*data);
  add_data_show_command(*data);
}

}  // namespace panet::app

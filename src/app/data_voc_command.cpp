#include <fmt/format.h>

#include <memory>

#include "app/allow_missing.h"
#include "app/data_command.h"
#include "app/exit.h"
#include "app/interruption.h"
#include "app/max_pixels_argument.h"
#include "app/progress.h"
#include "app/streams.h"
#include "dataset/sbd.h"

namespace panet::app {
namespace {

struct VocOptions {
  std::string sbd, voc;
  bool allow_missing = false, overwrite = false;
};

SbdReport run(const VocOptions& options) {
  Progress progress("converting");
  catch_interruptions();
  return or_say_allow_missing([&] {
    return add_sbd_to_voc(
        {.sbd = options.sbd,
         .voc = options.voc,
         .allow_missing = options.allow_missing,
         .overwrite = options.overwrite,
         .on_progress = [&progress](std::size_t done,
                                    std::size_t total) { progress.update(done, total); },
         .stop = interrupted});
  });
}

void make_voc(const VocOptions& options) {
  const auto report = run(options);
  if (report.missing > 0)
    tell(fmt::format("left out: {} picture(s) with labels, but without a file in JPEGImages/",
                     report.missing));
  if (report.stopped) {
    tell(fmt::format("interrupted after {} new picture(s); the same command goes on",
                     report.written));
    throw Exit{kInterrupted};
  }
  print(fmt::format(
      "SegmentationClassAug/, SegmentationObjectAug/: {} pictures, {} of them with VOC's own "
      "labels; {} are new\n"
      "ImageSets/Segmentation/trainaug.txt: {} pictures\n",
      report.pictures, report.of_voc, report.written, report.trainaug));
}

}  // namespace

void add_data_voc_command(CLI::App& data) {
  const auto options = std::make_shared<VocOptions>();
  auto* command = data.add_subcommand("voc", "add SBD's labels to PASCAL VOC 2012");
  command
      ->add_option("--sbd", options->sbd,
                   "what SBD's download unpacks to: it has cls/, inst/, train.txt and val.txt")
      ->required();
  command->add_option("--voc", options->voc, "VOC2012/: it has JPEGImages/ and SegmentationClass/")
      ->required();
  command->add_flag("--allow-missing", options->allow_missing,
                    "leave pictures out whose files are not there");
  declare_max_pixels(*command);
  command->add_flag("--overwrite", options->overwrite,
                    "replace a trainaug.txt that lists other pictures");
  command->footer(R"(
Writes into the VOC folder, and nowhere else:
  SegmentationClassAug/ID.png, SegmentationObjectAug/ID.png   VOC's own labels where there are any, else SBD's
  ImageSets/Segmentation/trainaug.txt                         SBD's train and val and VOC's train, without VOC's val

Files that are there are left as they are: after Ctrl-C the same command goes on. A trainaug.txt that lists other
pictures is an error before anything is written.

Example:
  tar xf VOCtrainval_11-May-2012.tar && tar xf benchmark.tgz
  panet data voc --sbd benchmark_RELEASE --voc VOCdevkit/VOC2012)");
  command->callback([options] { make_voc(*options); });
}

}  // namespace panet::app

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "panet/base/public.h"
#include "panet/segment/output_options.h"
#include "panet/segment/picture_list.h"
#include "panet/segment/picture_record.h"
#include "panet/segment/segmenter.h"

namespace PANET_PUBLIC panet {

// What became of one picture.
struct PictureReport {
  ListedPicture picture;
  PictureRecord record;
  double milliseconds = 0;  // encode and segment; 0 where it was skipped
  bool skipped = false;     // its files were whole already
  std::string error;        // why it failed; empty where it did not
};

struct SegmentJob {
  std::vector<ListedPicture> pictures = {};
  OutputOptions output = {};
  bool resume = false;  // skip pictures whose files are whole
  // Told of each picture once its files are written or it has failed, from the calling thread, in
  // the order of `pictures`.
  std::function<void(const PictureReport&)> on_picture = [](const PictureReport&) {};
  // Asked before each picture, by threads of the job's; true ends it after the pictures under way,
  // and so does what it throws, which segment_pictures throws on.
  std::function<bool()> stop = [] { return false; };
};

// Segments many pictures: threads decode ahead and write behind, so that the encoder never waits;
// memory does not grow with the number of pictures, and large ones wait until there is room. A
// picture that fails, or for which there is not enough memory, is reported and the others go on.
// panet::Error only where nothing could go on: the output folder cannot be made, the disk is full
// or fails (the pictures under way are told before), the prototypes come from another encoder.
void segment_pictures(Segmenter& segmenter, const Prototypes& prototypes, const SegmentJob& job);

}  // namespace panet

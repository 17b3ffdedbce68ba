#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>

#include "panet/image/map.h"

namespace panet {

// The Semantic Boundaries Dataset (Hariharan et al., ICCV 2011): labels for 11355 photographs of
// PASCAL VOC, most of which VOC itself does not segment. Few-shot papers train on both together.

// cls/ID.mat, field GTcls.Segmentation → the class of each pixel, 0 to 20.
// panet::Error as read_mat_field (a file that is none, damaged, without that field, ...) and for
// other labels.
Labels read_sbd_classes(const std::filesystem::path& file);

// inst/ID.mat, field GTinst.Segmentation → 0 where there is no object, a number an object, up to
// 254.
Labels read_sbd_instances(const std::filesystem::path& file);

struct SbdJob {
  // The download: benchmark_RELEASE/dataset/, or a folder that holds it; it has cls/, inst/,
  // train.txt and val.txt.
  std::filesystem::path sbd;
  std::filesystem::path voc;   // as for open_voc_dataset
  bool allow_missing = false;  // leave listed pictures out whose photographs are not there
  bool overwrite = false;      // a trainaug.txt that lists other pictures
  // Told after each picture.
  std::function<void(std::size_t done, std::size_t total)> on_progress = [](auto, auto) {};
  std::function<bool()> stop = [] { return false; };  // asked before each picture, by many threads
};

struct SbdReport {
  std::size_t pictures = 0;  // have their labels in the folders below
  std::size_t of_voc = 0;    // of these, how many have VOC's own labels
  std::size_t written = 0;   // of these, how many were not there before
  std::size_t missing = 0;   // listed, but without a photograph
  std::size_t trainaug = 0;  // lines of the list
  bool stopped = false;      // not all is done, and the list is not written
};

// Adds SBD to VOC 2012: writes SegmentationClassAug/ and SegmentationObjectAug/, index PNGs in
// VOC's palette, and at the end ImageSets/Segmentation/trainaug.txt.
//
// Where VOC has labels of its own (SegmentationClass/, SegmentationObject/), they are copied; they
// have void borders, SBD's have none. The list holds SBD's train and val and VOC's train without
// VOC's val, sorted: 10582 with all files at hand. By thread_count() threads; each file is
// written atomically, those that are there are left as they are, so an interrupted job goes on
// where it stopped.
//
// panet::Error: a folder, list or label file that is missing; labels that read_sbd_classes or
// read_sbd_instances refuses, or of another size than their photograph; listed pictures without a
// photograph (counted, the first named) unless allow_missing; a trainaug.txt that lists other
// pictures (before anything is written) unless overwrite.
SbdReport add_sbd_to_voc(const SbdJob& job);

}  // namespace panet

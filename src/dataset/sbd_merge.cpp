#include <fmt/format.h>

#include <atomic>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "annotation/picture_size.h"
#include "base/atomic_file.h"
#include "base/error_context.h"
#include "base/file_bytes.h"
#include "base/folder_entries.h"
#include "base/option_name.h"
#include "base/parallel_progress.h"
#include "dataset/missing_pictures.h"
#include "dataset/sbd.h"
#include "dataset/voc_layout.h"
#include "image/png.h"
#include "panet/base/error.h"
#include "panet/image/decode.h"

namespace panet {
namespace fs = std::filesystem;

namespace {

using Ids = std::set<std::string>;

fs::path sbd_folder(const fs::path& root) {
  for (const auto& below : {fs::path(), fs::path("dataset"), fs::path("benchmark_RELEASE/dataset")})
    if (fs::is_directory(root / below / "cls") && fs::is_directory(root / below / "inst"))
      return root / below;
  throw Error(fmt::format(
      "{}: not SBD: it has no cls/ and inst/; name the folder benchmark_RELEASE/ that its download "
      "unpacks to",
      root.string()));
}

void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error)
    throw Error(fmt::format("{}: cannot make this folder: {}", folder.string(), error.message()));
}

Ids read_ids(const fs::path& list) {
  const auto ids = read_picture_ids(list);
  return {ids.begin(), ids.end()};
}

Ids stems_of_pngs(const fs::path& folder) {
  Ids stems;
  for (const auto& file : folder_entries(folder).files)
    if (file.extension() == ".png") stems.insert(file.stem().string());
  return stems;
}

fs::path photograph(const fs::path& voc, const std::string& id) {
  return voc / "JPEGImages" / (id + ".jpg");
}

// Which pictures there are.
struct Pictures {
  Ids of_voc, of_sbd;  // those that have labels there
  Ids trainaug;
  std::size_t missing = 0;

  Ids all() const {
    Ids ids = of_sbd;
    ids.insert(of_voc.begin(), of_voc.end());
    return ids;
  }
};

void expect_labels(const Pictures& pictures, const fs::path& voc) {
  for (const auto& id : pictures.trainaug)
    if (!pictures.of_voc.contains(id) && !pictures.of_sbd.contains(id))
      throw Error(fmt::format(
          "{}: ImageSets/Segmentation/train.txt lists {}, but neither SegmentationClass/ nor SBD "
          "has labels for it",
          voc.string(), id));
}

void set_missing_aside(Pictures& pictures, const fs::path& voc, bool allow_missing) {
  const auto all = pictures.all();
  Ids missing;
  for (const auto& id : all)
    if (!fs::exists(photograph(voc, id))) missing.insert(id);
  if (!missing.empty() && !allow_missing)
    throw MissingPictures(
        fmt::format("{} of the {} pictures that have labels are missing, the first of them {}",
                    missing.size(), all.size(), photograph(voc, *missing.begin()).string()));
  for (const auto& id : missing)
    for (auto* ids : {&pictures.of_voc, &pictures.of_sbd, &pictures.trainaug}) ids->erase(id);
  pictures.missing = missing.size();
}

Pictures find_pictures(const fs::path& sbd, const fs::path& voc, bool allow_missing) {
  Pictures pictures = {.of_voc = stems_of_pngs(voc / "SegmentationClass"),
                       .of_sbd = read_ids(sbd / "train.txt")};
  pictures.of_sbd.merge(read_ids(sbd / "val.txt"));
  pictures.trainaug = pictures.of_sbd;
  for (const auto& id : read_image_set(voc, "train")) pictures.trainaug.insert(id);
  for (const auto& id : read_image_set(voc, "val")) pictures.trainaug.erase(id);
  expect_labels(pictures, voc);
  set_missing_aside(pictures, voc, allow_missing);
  return pictures;
}

// One of the two kinds of labels: where they come from, and where they go.
struct LabelFolders {
  fs::path of_voc, of_sbd, merged;  // ID.png, ID.mat, ID.png
  Labels (*read_mat)(const fs::path&);
};

class Merge {
 public:
  Merge(const fs::path& sbd, fs::path voc, Pictures pictures)
      : voc_(std::move(voc)), pictures_(std::move(pictures)) {
    folders_ = {
        {voc_ / "SegmentationClass", sbd / "cls", voc_ / "SegmentationClassAug", read_sbd_classes},
        {voc_ / "SegmentationObject", sbd / "inst", voc_ / "SegmentationObjectAug",
         read_sbd_instances}};
    for (const auto& folders : folders_) make_folder(folders.merged);
  }

  // → whether there was anything to write for a picture.
  bool write_labels(const std::string& id) const {
    std::optional<PictureSize> size;
    bool is_written = false;
    for (const auto& folders : folders_) {
      const auto target = folders.merged / (id + ".png"), own = folders.of_voc / (id + ".png");
      if (fs::exists(target)) continue;
      if (fs::exists(own)) {
        write_atomically(target, file_bytes(own));
      } else if (pictures_.of_sbd.contains(id)) {
        if (!size) size = size_of_photograph(id);
        convert(folders.of_sbd / (id + ".mat"), folders.read_mat, *size, target);
      } else {
        continue;  // VOC tells no objects apart in this picture
      }
      is_written = true;
    }
    return is_written;
  }

 private:
  PictureSize size_of_photograph(const std::string& id) const {
    const auto picture = decode_picture(photograph(voc_, id));
    return picture.dimensions();
  }

  static void convert(const fs::path& mat, Labels (*read)(const fs::path&), PictureSize size,
                      const fs::path& target) {
    const auto labels = read(mat);
    with_context(mat.string(), [&] { expect_size(labels.dimensions(), size); });
    write_index_png(target, labels, voc_palette());
  }

  fs::path voc_;
  Pictures pictures_;
  std::vector<LabelFolders> folders_;
};

// A list that lies there already is somebody's, unless it says the same.
void require_list_free(const fs::path& file, const Ids& ids) {
  if (fs::exists(file) && read_ids(file) != ids)
    throw Error(
        fmt::format("{}: this list is there already and holds other pictures; move it away, or {} "
                    "to replace it",
                    file.string(), option_name("overwrite")));
}

void write_list(const fs::path& file, const Ids& ids) {
  std::string text;
  for (const auto& id : ids) text += id + "\n";
  write_atomically(file, text);
}

}  // namespace

SbdReport add_sbd_to_voc(const SbdJob& job) {
  const auto sbd = sbd_folder(job.sbd), voc = voc_folder(job.voc);
  const auto pictures = find_pictures(sbd, voc, job.allow_missing);
  const auto list = voc / "ImageSets/Segmentation/trainaug.txt";
  if (!job.overwrite) require_list_free(list, pictures.trainaug);
  const auto all = pictures.all();
  const std::vector<std::string> ids(all.begin(), all.end());
  const Merge merge(sbd, voc, pictures);

  std::atomic<std::size_t> written = 0;
  std::atomic<bool> stopped = false;
  const auto on_progress = [&](std::size_t done, std::size_t total) {
    if (!stopped) job.on_progress(done, total);
  };
  parallel_with_progress(ids.size(), on_progress, [&](std::size_t i) {
    if (!stopped && job.stop()) stopped = true;
    if (!stopped && merge.write_labels(ids[i])) ++written;
  });

  SbdReport report = {.pictures = ids.size(),
                      .of_voc = pictures.of_voc.size(),
                      .written = written,
                      .missing = pictures.missing,
                      .stopped = stopped};
  if (stopped) return report;
  write_list(list, pictures.trainaug);
  report.trainaug = pictures.trainaug.size();
  return report;
}

}  // namespace panet

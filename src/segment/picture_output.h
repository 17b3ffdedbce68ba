#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "image/png.h"
#include "panet/segment/output_options.h"
#include "panet/segment/picture_list.h"
#include "panet/segment/picture_record.h"
#include "panet/segment/segmenter.h"

namespace panet {

// The files of one picture, the label PNG last.
std::vector<std::filesystem::path> output_files(const OutputOptions& options,
                                                const ListedPicture& picture,
                                                const std::vector<std::string>& class_names);

// What was found in a picture, with its labels.
struct LabelledRecord {
  PictureRecord record;
  Labels labels;
};

// Where `pieces` says so, the segmentation has the scores of its labels at least.
PictureRecord record_of(const Segmentation& segmentation, const Prototypes& prototypes,
                        const std::optional<LeastPiece>& pieces = {});

// What the text of a label PNG says was found, whatever job wrote it; nothing where it says
// nothing. The text is untrusted.
std::optional<PictureRecord> record_of_any_job(const Text& texts);

// What the text of a label PNG says was found, where the file is undamaged and this very job wrote
// it. The file is untrusted.
std::optional<PictureRecord> record_of_whole_mask(const std::filesystem::path& labels,
                                                  const std::string& job_fingerprint);

// The bytes of a picture's overlay, where there is to be one, and of its labels.
struct EncodedPicture {
  std::vector<std::byte> overlay;
  std::string labels;
};

// Identifies what a file was made with: encoder, prototypes, classes, input size, tiles, precision,
// and from which size on pieces are told apart. Files of another job are never taken for this
// one's.
std::string job_fingerprint(const Prototypes& prototypes, const SegmenterOptions& options,
                            const std::optional<LeastPiece>& pieces = {});

// Writes the files of one picture, each atomically, the label PNG last: it stands for the whole
// set, and its text chunk holds the job's fingerprint and what was found, so that no other file is
// needed to go on, or to sum up, later. All of them carry panet's mark (base/own_file.h).
class PictureOutput {
 public:
  PictureOutput(OutputOptions options, const Prototypes& prototypes, std::string job_fingerprint);

  // The two halves of writing a picture's files: what takes a core, and what mostly waits for the
  // disk. The overlay is drawn over the pixels themselves. panet::Error where a file is in the way
  // that is the picture itself, or, without `overwrite`, that panet did not write; then nothing is
  // written.
  EncodedPicture encoded(const ListedPicture& picture, Picture pixels,
                         const Segmentation& segmentation, const PictureRecord& record) const;
  void write(const ListedPicture& picture, const Segmentation& segmentation,
             const EncodedPicture& encoded) const;

  // What was found, where all files of the picture are there and undamaged, made by this very job,
  // and not older than the picture.
  std::optional<PictureRecord> whole(const ListedPicture& picture) const;

  // The labels with what was found, at once: panet::Error where the file is not (any more) one that
  // this job wrote.
  LabelledRecord labels(const ListedPicture& picture) const;

  std::filesystem::path label_file(const ListedPicture& picture) const;
  std::optional<std::filesystem::path> overlay_file(
      const ListedPicture& picture) const;  // none without overlays
  const std::optional<LeastPiece>& pieces() const { return options_.pieces; }
  const std::vector<std::string>& class_names() const { return class_names_; }
  const std::vector<Colour>& class_colours() const { return class_colours_; }

 private:
  OutputOptions options_;
  std::vector<std::string> class_names_;
  std::vector<Colour> class_colours_;
  std::string fingerprint_;
};

}  // namespace panet

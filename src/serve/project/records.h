#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "panet/image/map.h"
#include "serve/project/paint.h"
#include "serve/project/piece_lines.h"

// What a project holds, as it is handed out and taken in.
namespace panet::serve {

using PictureId = int64_t;
using ClassId = int64_t;
using Revision = int64_t;  // grows with each change of a project

// The numbers of these stand in the file.

// Of a picture: docs/http.md tells which counts first.
enum class Status { kFailed, kMended, kEmpty, kAccepted, kPredicted, kAbsent, kTodo };
enum class Decision { kUndecided, kAccepted, kRejected };
enum class Origin { kPerson, kProgram, kConfirmed };

// From which presence on a picture seems to hold a class.
inline constexpr double kSeemsThere = 0.5;

struct PictureRow {
  PictureId id = 0;
  std::string name;  // its path below the folder, or that of an upload; no two have one name
  bool is_upload = false;
  std::optional<PictureSize> size;  // none until it was looked at
  std::string failure;              // why it cannot be read; empty where it can, or was not tried
  Status status = Status::kTodo;
  bool is_uncertain = false;  // of a predicted one
  std::optional<double> presence, certainty;
  Revision revision = 0;
};

struct ClassRow {
  ClassId id = 0;
  std::string name;
  Colour colour{};
  int64_t key = 0;  // 1 to 9, 0 for none
  bool one_piece = false;
  int64_t supports = 0;
};

// What stands of a class in a picture.
struct ClassInPicture {
  ClassId class_id = 0;
  std::optional<Origin> origin;
  Decision decision = Decision::kUndecided;
  std::optional<double> presence, certainty;
  double threshold = 0;
  int64_t pixels = 0;
  bool is_painted = false;
};

// What the program found of a class in a picture.
struct Prediction {
  ClassId class_id = 0;
  Mask mask;  // at the picture's size
  double presence = 0, certainty = 0;
};

// A mask that stands for a class in a picture now: an accepted one as it was accepted, else what
// the program found with what a person painted laid over it.
struct StandingMask {
  ClassId class_id = 0;
  std::optional<Origin> origin;  // none where the class is rejected: then no pixel is set
  Decision decision = Decision::kUndecided;
  Mask mask;
  std::optional<Painting> painting;
  std::vector<PieceLine> lines;  // in the order in which they were drawn
};

// A picture to learn a class from: a person painted its object in it. Equal revisions mean equal
// lessons.
struct SupportRow {
  PictureId picture = 0;
  ClassId class_id = 0;
  Revision revision = 0;
  int64_t begun = 0;  // grows with each support that a person began; 0 for imported ones
};

enum class Sort { kName, kUncertain, kPresence, kRecent };

struct PictureQuery {
  std::optional<Status> status;
  bool uncertain = false;  // of the predicted ones
  std::string search;      // part of a name, however it is written (base/folded_text.h)
  Sort sort = Sort::kName;
  int64_t offset = 0, limit = 200;
};

struct PicturePage {
  int64_t total = 0;  // without offset and limit
  std::vector<PictureRow> pictures;
};

struct Counts {
  int64_t total = 0, todo = 0, predicted = 0, uncertain = 0, absent = 0, accepted = 0, mended = 0,
          empty = 0, failed = 0;
};

// One entry of the list of undo.
struct Change {
  enum class Kind { kEdit, kDecision, kThreshold, kPieces };
  Kind kind = Kind::kEdit;
  PictureId picture = 0;
  std::optional<ClassId> class_id;  // none: all of the picture
  Revision revision = 0;            // of the project, now that it is undone or made again
};

// A picture that was found below the folder of photographs.
struct FoundPicture {
  std::string name;  // relative to the folder
  int64_t bytes = 0, modified_ns = 0;
};

// What is to be changed of a class.
struct ClassChange {
  std::optional<std::string> name;
  std::optional<Colour> colour;
  std::optional<bool> one_piece;
};

}  // namespace panet::serve

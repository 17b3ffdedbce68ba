#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "panet/image/map.h"
#include "serve/project/paint.h"

namespace panet::serve {

using PictureId = int64_t;
using ClassId = int64_t;
using Revision = int64_t;  // grows with each change of a project

// The first of these that is true of a picture (docs/http.md).
enum class Status { kFailed, kMended, kEmpty, kAccepted, kPredicted, kAbsent, kTodo };
enum class Decision { kUndecided, kAccepted, kRejected };
enum class Origin { kPerson, kProgram, kConfirmed };

struct PictureRow {
  PictureId id = 0;
  std::string name;  // its path below the folder, or that of an upload
  bool is_upload = false;
  std::optional<PictureSize> size;  // none until it was looked at
  std::string failure;              // why it cannot be read; empty where it can, or was not tried
  Status status = Status::kTodo;
  std::optional<double> presence, certainty;
  Revision revision = 0;
};

struct ClassRow {
  ClassId id = 0;
  std::string name;
  Colour colour;
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

// A mask that stands for a class in a picture now: accepted ones as they were accepted, rejected ones
// empty, else what the program found with what a person painted laid over it.
struct StandingMask {
  ClassId class_id = 0;
  std::optional<Origin> origin;  // none: nothing is known of the class here
  Mask mask;
  std::optional<Painting> painting;
};

// A picture to learn a class from: a person painted in it. Equal revisions mean equal annotations.
struct SupportRow {
  PictureId picture = 0;
  ClassId class_id = 0;
  Revision revision = 0;
};

enum class Sort { kName, kUncertain, kPresence, kRecent };

struct PictureQuery {
  std::optional<Status> status;
  bool uncertain = false;  // of the predicted ones
  std::string search;      // part of a name
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
  enum class Kind { kEdit, kDecision, kThreshold };
  Kind kind = Kind::kEdit;
  PictureId picture = 0;
  std::optional<ClassId> class_id;  // none: all of the picture
};

// What people said about the pictures of a folder and what the program found, in an SQLite file (WAL,
// synchronous=FULL; without WAL on network file systems). What a call has returned from is on the disk.
// Any number of threads. panet::Error names the file and what is wrong; NotThere and Contradiction
// (below) are what a client did wrong.
class Project {
 public:
  // `home`: the project's own folder, made where it is missing; `photos` is never written to. panet::Error
  // where another server holds it (with that one's address), where it belongs to another folder of photographs,
  // or was written by a later version.
  Project(const std::filesystem::path& home, const std::filesystem::path& photos);
  ~Project();

  const std::filesystem::path& photos() const;
  const std::filesystem::path& home() const;
  void tell_address(const std::string& address);  // which another server then names

  Revision revision() const;

  // Pictures that were found below the folder (names relative to it, in natural order): new ones are added, those that
  // are there no longer are not lost but fail with the reason; a changed file (size or time) is looked at anew.
  struct Found {
    std::string name;
    int64_t bytes = 0, modified_ns = 0;
  };
  void add_pictures(const std::vector<Found>& found);
  PictureRow add_upload(const std::string& name, std::span<const std::byte> file);
  std::filesystem::path file_of(PictureId picture) const;
  void set_size(PictureId picture, PictureSize size);
  void set_failure(PictureId picture, const std::string& reason);

  PictureRow picture(PictureId picture) const;
  PicturePage pictures(const PictureQuery& query) const;
  Counts counts() const;
  std::vector<ClassInPicture> classes_in(PictureId picture) const;
  std::vector<PictureId> undecided() const;  // in the order of names; failed ones left out

  std::vector<ClassRow> classes() const;
  ClassRow add_class(const std::string& name, std::optional<Colour> colour, bool one_piece);
  struct ClassChange {
    std::optional<std::string> name;
    std::optional<Colour> colour;
    std::optional<bool> one_piece;
  };
  ClassRow change_class(ClassId id, const ClassChange& change);
  void remove_class(ClassId id);

  // Each is one change that can be undone. The painting begins with the mask that stands where `shapes` mend a
  // predicted one exactly (docs/http.md).
  Revision edit(PictureId picture, ClassId class_id, const std::vector<Shape>& shapes);
  Revision decide(PictureId picture, std::optional<ClassId> class_id, Decision decision);
  Revision set_threshold(PictureId picture, ClassId class_id, double threshold);
  Change undo();
  Change redo();
  bool can_undo() const;
  bool can_redo() const;

  // What edit() would leave, without keeping it.
  Painting edited(PictureId picture, ClassId class_id, const std::vector<Shape>& shapes) const;
  std::optional<Painting> painting(PictureId picture, ClassId class_id) const;

  std::vector<SupportRow> supports() const;
  // What is to be learned from it: the accepted mask where there is one, else the painting's annotation.
  Annotation annotation(const SupportRow& support) const;

  // Predictions of one picture; those of decided classes are passed over. Not part of undo.
  Revision put_predictions(PictureId picture, const std::vector<Prediction>& predictions);
  std::vector<StandingMask> masks(PictureId picture) const;
  double threshold(PictureId picture, ClassId class_id) const;

  // Called after each change that others may want to know of, from the thread that made it: an id, or none where classes
  // or counts changed.
  void on_change(std::function<void(Revision, std::optional<PictureId>)> listener);

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace panet::serve

#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "panet/annotation/annotation.h"
#include "serve/project/errors.h"
#include "serve/project/paint.h"
#include "serve/project/records.h"
#include "serve/project/told.h"

namespace panet::serve {

// Where the project of a folder of photographs lies unless a user says otherwise: where it lies
// already; else PHOTOS.panet beside the folder, where that can be written; else
// $XDG_DATA_HOME/panet/NAME-HASH (~/.local/share/panet/...). Nothing is made.
std::filesystem::path default_home(const std::filesystem::path& photos);

// What people said about the pictures of a folder and what the program found, in an SQLite file
// (WAL, synchronous=FULL; without WAL on network file systems). What a call has returned from is on
// the disk. Any number of threads. panet::Error names the file and what is wrong; NotThere and
// Contradiction (errors.h) are what a client did wrong.
class Project {
 public:
  using Found = FoundPicture;
  using ClassChange = serve::ClassChange;

  // `home`: the project's own folder, made where it is missing; `photos` is never written to.
  // panet::Error where another server holds it (with that one's address), where it belongs to
  // another folder of photographs, was written by a later version, or lies in `photos`. The two may
  // be moved together.
  Project(const std::filesystem::path& home, const std::filesystem::path& photos);
  ~Project();

  const std::filesystem::path& photos() const;
  const std::filesystem::path& home() const;
  // Tells the project apart from all others, wherever it lies; 32 digits.
  const std::string& identity() const;
  void tell_address(const std::string& address);  // which another server then names

  Revision revision() const;

  // Pictures that were found below the folder: new ones are added, those that are there no longer
  // are not lost but fail with the reason; a changed file (size or time) is looked at anew.
  void add_pictures(const std::vector<Found>& found);
  // An upload whose name is taken gets another: "a (2).jpg".
  PictureRow add_upload(const std::string& name, std::span<const std::byte> file);
  std::filesystem::path file_of(PictureId picture) const;
  // The picture of the folder that has a name, and the upload of such a file.
  std::optional<PictureId> find(const std::string& name) const;
  std::optional<PictureId> find_upload(const std::string& name,
                                       std::span<const std::byte> file) const;
  // It was looked at. A picture that has another size than when something was said about it fails.
  void set_size(PictureId picture, PictureSize size);
  void set_failure(PictureId picture, const std::string& reason);

  PictureRow picture(PictureId picture) const;
  PicturePage pictures(const PictureQuery& query) const;
  Counts counts() const;
  // Of each class of the project.
  std::vector<ClassInPicture> classes_in(PictureId picture) const;
  // Those with a class that is not decided, in the order of names; failed ones left out.
  std::vector<PictureId> undecided() const;

  // In the order in which they were made; so are their keys.
  std::vector<ClassRow> classes() const;
  ClassRow class_of(ClassId id) const;
  // panet::Error for a name that cannot be one, Contradiction for one that is taken, or one class
  // too many.
  ClassRow add_class(const std::string& name, std::optional<Colour> colour, bool one_piece);
  ClassRow change_class(ClassId id, const ClassChange& change);
  void remove_class(ClassId id);

  // Each is one change that can be undone; one that changes nothing is none, and returns the
  // revision as it is.

  // The painting begins with the mask that stands where `shapes` mend a predicted or accepted one
  // exactly (docs/http.md). A class that was decided is open again. Contradiction where the picture
  // was not looked at.
  Revision edit(PictureId picture, ClassId class_id, const std::vector<Shape>& shapes);
  // Without a class, kAccepted takes in those that are undecided and of which something is known,
  // kRejected all. Contradiction where nothing is known that could be accepted.
  Revision decide(PictureId picture, std::optional<ClassId> class_id, Decision decision);
  // A class that was decided is open again.
  Revision set_threshold(PictureId picture, ClassId class_id, double threshold);
  // Lines that cut and join the class's pieces, after those that are there. The mask, and what was
  // decided of it, stay. Contradiction for a class of one piece, and where the picture was not
  // looked at.
  Revision divide(PictureId picture, ClassId class_id, const std::vector<PieceLine>& lines);
  Revision forget_lines(PictureId picture, ClassId class_id);  // all of them
  Change undo();
  Change redo();
  bool can_undo() const;
  bool can_redo() const;

  // What edit() would leave, without keeping it.
  Painting edited(PictureId picture, ClassId class_id, const std::vector<Shape>& shapes) const;
  std::optional<Painting> painting(PictureId picture, ClassId class_id) const;

  // By class, then by picture.
  std::vector<SupportRow> supports() const;
  // What is to be learned from it: the accepted mask where there is one, else the painting's
  // lesson. NotThere where it is no support any more.
  Lesson lesson(const SupportRow& support) const;

  // Predictions of one picture; those of classes that are decided, or were removed, are passed
  // over. Not part of undo.
  Revision put_predictions(PictureId picture, const std::vector<Prediction>& predictions);
  // Of the classes of which a pixel is set or painted.
  std::vector<StandingMask> masks(PictureId picture) const;
  StandingMask mask(PictureId picture, ClassId class_id) const;
  // Where a person painted an object and the program had found none: who paints exactly over what
  // was found takes all of that over. No values where nothing was painted.
  Mask added(PictureId picture, ClassId class_id) const;
  double threshold(PictureId picture, ClassId class_id) const;

  // What a person painted elsewhere, for a class of which nothing was painted or decided here;
  // false where something was, and nothing is changed. Not part of undo.
  bool import_painting(PictureId picture, ClassId class_id, const Painting& painting);

  // What another program told of a picture, in the place of what it told before: one change, which
  // can be undone. Classes that it does not tell of any more are as if nothing had been painted of
  // them, unless they were changed here since.
  Revision tell(PictureId picture, const std::string& annotation, const ToldPaintings& paintings);
  // The program has no such annotation any more: the same with nothing told. → of which picture it
  // was; none where it is not known.
  std::optional<PictureId> take_back(const std::string& annotation);

  // Called after each change that others may want to know of, from the thread that made it: an id,
  // or none where classes or counts changed. Set before other threads come.
  void on_change(std::function<void(Revision, std::optional<PictureId>)> listener);

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace panet::serve

#include "serve/project/project.h"

#include <fmt/format.h>

#include <mutex>
#include <utility>

#include "base/atomic_file.h"
#include "base/fingerprint.h"
#include "image/mask.h"
#include "serve/project/changes.h"
#include "serve/project/classes.h"
#include "serve/project/editing.h"
#include "serve/project/file_system.h"
#include "serve/project/found_pictures.h"
#include "serve/project/home.h"
#include "serve/project/pictures.h"
#include "serve/project/predictions.h"
#include "serve/project/review.h"
#include "serve/project/schema.h"
#include "serve/project/standing.h"
#include "serve/project/status.h"

namespace panet::serve {
namespace {

namespace fs = std::filesystem;

constexpr int kBusyMilliseconds = 5000;

// Every change is on the disk when its call returns. The write-ahead log takes memory that
// processes share, which on network file systems they do not.
void configure(Database& database) {
  database.run_script(
      fmt::format("PRAGMA busy_timeout = {}; PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON",
                  kBusyMilliseconds));
  const bool has_log = !may_be_remote(file_system_of(database.file()));
  database.run_script(has_log ? "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL"
                              : "PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA");
}

// The folder of photographs is known by its own place, or by the way to it from the project.
void expect_photos(Database& database, const Home& home) {
  const std::string photos = home.photos().string(),
                    way = home.photos().lexically_relative(home.folder()).string();
  Transaction transaction(database);
  if (auto query = database.query("SELECT photos, photos_from_home FROM project"); query.next())
    if (query.bytes(0) != photos && query.bytes(1) != way)
      database.fail(fmt::format("it is the project of {}, not of {}", query.bytes(0), photos));
  database.run(
      "INSERT INTO project (id, photos, photos_from_home, revision, identity) "
      "VALUES (1, ?1, ?2, 0, randomblob(16)) ON CONFLICT (id) DO UPDATE SET photos = ?1, "
      "photos_from_home = ?2",
      Bytes{photos}, Bytes{way});
  transaction.commit();
}

// 32 digits, whatever is in the file.
std::string identity_in(Database& database) {
  auto query = database.query("SELECT lower(hex(substr(identity, 1, 16))) FROM project");
  if (!query.next()) database.fail("it is damaged: it has no identity");
  return query.bytes(0);
}

Revision next_revision(const Database& database) {
  const auto revision =
      database.integer("UPDATE project SET revision = revision + 1 RETURNING revision");
  if (!revision) database.fail("it is damaged: it has no revision");
  return *revision;
}

std::string upload_file_name(const std::string& name, std::span<const std::byte> file) {
  return Fingerprint().add(file).hexadecimal() + fs::path(name).extension().string();
}

std::vector<SupportRow> support_rows(const Database& database) {
  auto query = database.query(
      "SELECT picture, class, revision, (SELECT min(id) FROM changes WHERE changes.picture = "
      "said.picture AND changes.class = said.class AND kind = ?1) FROM said WHERE is_support "
      "ORDER BY class, picture",
      static_cast<int64_t>(Change::Kind::kEdit));
  std::vector<SupportRow> supports;
  while (query.next())
    supports.push_back({.picture = query.integer(0),
                        .class_id = query.integer(1),
                        .revision = query.integer(2),
                        .begun = query.integer_or_null(3).value_or(0)});
  return supports;
}

Lesson lesson_in(const Database& database, const SupportRow& support) {
  const auto revision =
      database.integer("SELECT revision FROM said WHERE picture = ?1 AND class = ?2 AND is_support",
                       support.picture, support.class_id);
  if (!revision)
    throw NotThere(
        fmt::format("class {} is not painted in picture {}", support.class_id, support.picture));
  const Said said = said_of(database, support.picture, support.class_id);
  const PictureSize size = known_size_of(database, support.picture);
  if (said.decision != Decision::kAccepted) return lesson_of(painting_in(database, said, size));
  Mask foreground = accepted_mask(database, said, size);
  Mask background = ~foreground;
  return {.annotation = {.foreground = std::move(foreground), .background = std::move(background)},
          .strokes = std::nullopt};
}

// Pictures whose status rests on what is predicted of a class.
std::vector<PictureId> predicted_with(const Database& database, ClassId class_id) {
  auto query = database.query("SELECT picture FROM predictions WHERE class = ?1", class_id);
  std::vector<PictureId> pictures;
  while (query.next()) pictures.push_back(query.integer(0));
  return pictures;
}

}  // namespace

// One connection, for one thread at a time: a change waits for the disk, and all that reads is
// fast.
class Project::State {
 public:
  State(const fs::path& folder, const fs::path& photos)
      : home(folder, photos), database_(home.database()) {
    configure(database_);
    migrate(database_);
    expect_photos(database_, home);
    identity = identity_in(database_);
  }

  // What others may want to know of a change.
  struct News {
    std::optional<PictureId> picture;
    bool counts = false;  // or classes
  };

  template <typename Action>
  auto read(Action action) {
    const std::lock_guard lock(mutex_);
    return action(std::as_const(database_));
  }

  // Runs action(database, revision) → whether anything is changed, all of it or nothing, and tells
  // `news`. → the project's revision then.
  template <typename Action>
  Revision change(News news, Action action) {
    return change_with_news([&](const Database& database, Revision revision) {
      return action(database, revision) ? std::optional(news) : std::nullopt;
    });
  }

  // The same of an action that finds out itself what is news; std::nullopt where nothing is
  // changed.
  template <typename Action>
  Revision change_with_news(Action action) {
    std::optional<News> news;
    Revision revision = 0;
    {
      const std::lock_guard lock(mutex_);
      Transaction transaction(database_);
      revision = next_revision(database_);
      news = action(std::as_const(database_), revision);
      if (!news) return revision - 1;
      transaction.commit();
    }
    tell(*news, revision);
    return revision;
  }

  const Home home;
  std::string identity;
  std::function<void(Revision, std::optional<PictureId>)> listener;

 private:
  void tell(const News& news, Revision revision) const {
    if (!listener) return;
    if (news.picture) listener(revision, news.picture);
    if (news.counts) listener(revision, std::nullopt);
  }

  std::mutex mutex_;
  Database database_;
};

Project::Project(const fs::path& home, const fs::path& photos)
    : state_(std::make_unique<State>(home, photos)) {}

Project::~Project() = default;

const fs::path& Project::photos() const {
  return state_->home.photos();
}

const fs::path& Project::home() const {
  return state_->home.folder();
}

const std::string& Project::identity() const {
  return state_->identity;
}

void Project::tell_address(const std::string& address) {
  state_->home.tell_address(address);
}

void Project::on_change(std::function<void(Revision, std::optional<PictureId>)> listener) {
  state_->listener = std::move(listener);
}

Revision Project::revision() const {
  return state_->read([](const Database& database) {
    return database.integer("SELECT revision FROM project").value_or(0);
  });
}

void Project::add_pictures(const std::vector<Found>& found) {
  state_->change({.counts = true}, [&](const Database& database, Revision revision) {
    return add_found(database, found, revision);
  });
}

PictureRow Project::add_upload(const std::string& name, std::span<const std::byte> file) {
  const std::string shown_name = upload_name_of(name);
  const std::string file_name = upload_file_name(shown_name, file);
  write_atomically(state_->home.uploads() / file_name, file);
  PictureRow row;
  state_->change_with_news([&](const Database& database, Revision revision) {
    const PictureId id =
        insert_upload(database, shown_name, file_name, static_cast<int64_t>(file.size()), revision);
    row = picture_row(database, id);
    return State::News{.picture = id, .counts = true};
  });
  return row;
}

fs::path Project::file_of(PictureId picture) const {
  return state_->read([&](const Database& database) {
    return picture_file(database, picture, photos(), state_->home.uploads());
  });
}

std::optional<PictureId> Project::find(const std::string& name) const {
  return state_->read([&](const Database& database) {
    return database.integer("SELECT id FROM pictures WHERE name = ?1 AND upload IS NULL",
                            Bytes{name});
  });
}

std::optional<PictureId> Project::find_upload(const std::string& name,
                                              std::span<const std::byte> file) const {
  const std::string file_name = upload_file_name(upload_name_of(name), file);
  return state_->read([&](const Database& database) {
    return database.integer("SELECT min(id) FROM pictures WHERE upload = ?1", Bytes{file_name});
  });
}

void Project::set_size(PictureId picture, PictureSize size) {
  state_->change_with_news(
      [&](const Database& database, Revision revision) -> std::optional<State::News> {
        const PictureRow row = picture_row(database, picture);
        if (row.size == size && row.failure.empty()) return std::nullopt;
        const bool is_other = keep_size(database, picture, size, revision);
        return State::News{.picture = picture, .counts = is_other};
      });
}

void Project::set_failure(PictureId picture, const std::string& reason) {
  state_->change_with_news(
      [&](const Database& database, Revision revision) -> std::optional<State::News> {
        if (picture_row(database, picture).failure == reason) return std::nullopt;
        const bool is_other = keep_failure(database, picture, reason, revision);
        return State::News{.picture = picture, .counts = is_other};
      });
}

PictureRow Project::picture(PictureId picture) const {
  return state_->read([&](const Database& database) { return picture_row(database, picture); });
}

PicturePage Project::pictures(const PictureQuery& query) const {
  return state_->read([&](const Database& database) { return picture_page(database, query); });
}

Counts Project::counts() const {
  return state_->read(count_pictures);
}

std::vector<ClassInPicture> Project::classes_in(PictureId picture) const {
  return state_->read(
      [&](const Database& database) { return standing_classes(database, picture); });
}

std::vector<PictureId> Project::undecided() const {
  return state_->read(undecided_pictures);
}

std::vector<ClassRow> Project::classes() const {
  return state_->read(class_rows);
}

ClassRow Project::class_of(ClassId id) const {
  return state_->read([&](const Database& database) { return class_row(database, id); });
}

ClassRow Project::add_class(const std::string& name, std::optional<Colour> colour, bool one_piece) {
  ClassRow row;
  state_->change({.counts = true}, [&](const Database& database, Revision) {
    row = class_row(database, insert_class(database, name, colour, one_piece));
    return true;
  });
  return row;
}

ClassRow Project::change_class(ClassId id, const ClassChange& change) {
  ClassRow row;
  state_->change({.counts = true}, [&](const Database& database, Revision) {
    update_class(database, id, change);
    row = class_row(database, id);
    return true;
  });
  return row;
}

void Project::remove_class(ClassId id) {
  state_->change({.counts = true}, [&](const Database& database, Revision revision) {
    const auto pictures = predicted_with(database, id);
    delete_class(database, id);
    for (const PictureId picture : pictures) refresh_status(database, picture, revision);
    return true;
  });
}

Revision Project::edit(PictureId picture, ClassId class_id, const std::vector<Shape>& shapes) {
  return state_->change(
      {.picture = picture, .counts = true}, [&](const Database& database, Revision revision) {
        const Painting painting = edited_painting(database, picture, class_id, shapes);
        const Said after = said_with(said_of(database, picture, class_id), painting);
        return make_change(database,
                           {.kind = Change::Kind::kEdit, .picture = picture, .class_id = class_id},
                           {{class_id, after}}, revision);
      });
}

Revision Project::decide(PictureId picture, std::optional<ClassId> class_id, Decision decision) {
  return state_->change(
      {.picture = picture, .counts = true}, [&](const Database& database, Revision revision) {
        return make_change(
            database, {.kind = Change::Kind::kDecision, .picture = picture, .class_id = class_id},
            decided(database, picture, class_id, decision), revision);
      });
}

Revision Project::set_threshold(PictureId picture, ClassId class_id, double threshold) {
  return state_->change(
      {.picture = picture, .counts = true}, [&](const Database& database, Revision revision) {
        expect_picture(database, picture);
        expect_class(database, class_id);
        const Said after = said_with_threshold(said_of(database, picture, class_id), threshold);
        return make_change(
            database, {.kind = Change::Kind::kThreshold, .picture = picture, .class_id = class_id},
            {{class_id, after}}, revision);
      });
}

Revision Project::divide(PictureId picture, ClassId class_id, const std::vector<PieceLine>& lines) {
  return state_->change({.picture = picture, .counts = true}, [&](const Database& database,
                                                                  Revision revision) {
    known_size_of(database, picture);
    const ClassRow row = class_row(database, class_id);
    if (row.one_piece)
      throw Contradiction(fmt::format(
          "\"{}\" is a class of one piece: all of it is one object, whatever is cut", row.name));
    return make_change(
        database, {.kind = Change::Kind::kPieces, .picture = picture, .class_id = class_id},
        {{class_id, said_with_lines(database, said_of(database, picture, class_id), lines)}},
        revision);
  });
}

Revision Project::forget_lines(PictureId picture, ClassId class_id) {
  return state_->change(
      {.picture = picture, .counts = true}, [&](const Database& database, Revision revision) {
        expect_picture(database, picture);
        expect_class(database, class_id);
        Said after = said_of(database, picture, class_id);
        after.lines.reset();
        return make_change(
            database, {.kind = Change::Kind::kPieces, .picture = picture, .class_id = class_id},
            {{class_id, after}}, revision);
      });
}

Change Project::undo() {
  Change change;
  state_->change_with_news([&](const Database& database, Revision revision) {
    change = undo_change(database, revision);
    return State::News{.picture = change.picture, .counts = true};
  });
  return change;
}

Change Project::redo() {
  Change change;
  state_->change_with_news([&](const Database& database, Revision revision) {
    change = redo_change(database, revision);
    return State::News{.picture = change.picture, .counts = true};
  });
  return change;
}

bool Project::can_undo() const {
  return state_->read([](const Database& database) { return has_change(database, false); });
}

bool Project::can_redo() const {
  return state_->read([](const Database& database) { return has_change(database, true); });
}

Painting Project::edited(PictureId picture, ClassId class_id,
                         const std::vector<Shape>& shapes) const {
  return state_->read([&](const Database& database) {
    return edited_painting(database, picture, class_id, shapes);
  });
}

std::optional<Painting> Project::painting(PictureId picture, ClassId class_id) const {
  return state_->read([&](const Database& database) -> std::optional<Painting> {
    expect_picture(database, picture);
    const Said said = said_of(database, picture, class_id);
    if (!said.painting) return std::nullopt;
    return painting_in(database, said, known_size_of(database, picture));
  });
}

std::vector<SupportRow> Project::supports() const {
  return state_->read(support_rows);
}

Lesson Project::lesson(const SupportRow& support) const {
  return state_->read([&](const Database& database) { return lesson_in(database, support); });
}

Revision Project::put_predictions(PictureId picture, const std::vector<Prediction>& predictions) {
  return state_->change_with_news([&](const Database& database, Revision revision) {
    const bool is_other = keep_predictions(database, picture, predictions, revision);
    return State::News{.picture = picture, .counts = is_other};
  });
}

std::vector<StandingMask> Project::masks(PictureId picture) const {
  return state_->read([&](const Database& database) { return standing_masks(database, picture); });
}

StandingMask Project::mask(PictureId picture, ClassId class_id) const {
  return state_->read([&](const Database& database) {
    const PictureSize size = known_size_of(database, picture);
    expect_class(database, class_id);
    return standing_mask(database, picture, class_id, size);
  });
}

Mask Project::added(PictureId picture, ClassId class_id) const {
  return state_->read(
      [&](const Database& database) { return added_by_person(database, picture, class_id); });
}

double Project::threshold(PictureId picture, ClassId class_id) const {
  return state_->read([&](const Database& database) {
    expect_picture(database, picture);
    return said_of(database, picture, class_id).threshold;
  });
}

bool Project::import_painting(PictureId picture, ClassId class_id, const Painting& painting) {
  bool is_taken = false;
  state_->change({.picture = picture, .counts = true},
                 [&](const Database& database, Revision revision) {
                   is_taken = take_painting(database, picture, class_id, painting, revision);
                   return is_taken;
                 });
  return is_taken;
}

Revision Project::tell(PictureId picture, const std::string& annotation,
                       const ToldPaintings& paintings) {
  return state_->change({.picture = picture, .counts = true},
                        [&](const Database& database, Revision revision) {
                          take_told(database, picture, annotation, paintings, revision);
                          return true;
                        });
}

std::optional<PictureId> Project::take_back(const std::string& annotation) {
  const auto picture =
      state_->read([&](const Database& database) { return told_of(database, annotation); });
  if (picture) tell(*picture, annotation, {});
  return picture;
}

}  // namespace panet::serve

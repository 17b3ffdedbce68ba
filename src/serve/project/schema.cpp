#include "serve/project/schema.h"

#include <fmt/format.h>

#include <array>

namespace panet::serve {
namespace {

constexpr int64_t kApplication = 0x70616e74;  // "pant"; `file` shows it

// From each version to the next. What a person said of a class in a picture is one row of `said`; a
// change keeps such rows as they were before it, or, where it is undone, after it. Masks are COCO's
// compressed runs, null where no pixel is set; lines cut and join pieces (piece_lines.h), null
// where there are none. What another program told (told.h) is a row of `told`, with the revision
// that `said` had from it. The last step but one counts painted pictures of before as status.h does
// now: as predicted while a class that seems to be there is open. A project's identity is made
// once.
constexpr std::array kSteps = {R"sql(
CREATE TABLE project (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  photos BLOB NOT NULL,
  photos_from_home BLOB NOT NULL,
  revision INTEGER NOT NULL
);
CREATE TABLE pictures (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name BLOB NOT NULL UNIQUE,
  folded BLOB NOT NULL,
  position INTEGER NOT NULL,
  upload BLOB,
  bytes INTEGER NOT NULL,
  modified_ns INTEGER NOT NULL,
  is_missing INTEGER NOT NULL DEFAULT 0,
  is_seen INTEGER NOT NULL DEFAULT 0,
  height INTEGER,
  width INTEGER,
  failure BLOB NOT NULL DEFAULT x'',
  status INTEGER NOT NULL,
  is_uncertain INTEGER NOT NULL DEFAULT 0,
  presence REAL,
  certainty REAL,
  revision INTEGER NOT NULL
);
CREATE INDEX pictures_by_name ON pictures (position);
CREATE INDEX pictures_by_status ON pictures (status, position);
CREATE INDEX pictures_by_certainty_of_status ON pictures (status, is_uncertain, position);
CREATE INDEX pictures_by_certainty ON pictures (certainty IS NULL, certainty, position);
CREATE INDEX pictures_by_presence ON pictures (presence DESC, position);
CREATE INDEX pictures_by_revision ON pictures (revision DESC, position);
CREATE TABLE classes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  folded TEXT NOT NULL UNIQUE,
  colour INTEGER NOT NULL,
  is_one_piece INTEGER NOT NULL
);
CREATE TABLE said (
  picture INTEGER NOT NULL REFERENCES pictures,
  class INTEGER NOT NULL REFERENCES classes,
  painting BLOB,
  decision INTEGER NOT NULL,
  mask BLOB,
  pixels INTEGER NOT NULL,
  origin INTEGER NOT NULL,
  threshold REAL NOT NULL,
  is_support INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  PRIMARY KEY (picture, class)
);
CREATE INDEX supports ON said (class, picture) WHERE is_support;
CREATE TABLE predictions (
  picture INTEGER NOT NULL REFERENCES pictures,
  class INTEGER NOT NULL REFERENCES classes ON DELETE CASCADE,
  mask BLOB,
  pixels INTEGER NOT NULL,
  presence REAL NOT NULL,
  certainty REAL NOT NULL,
  PRIMARY KEY (picture, class)
);
CREATE INDEX predictions_by_class ON predictions (class);
CREATE TABLE changes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind INTEGER NOT NULL,
  picture INTEGER NOT NULL REFERENCES pictures,
  class INTEGER REFERENCES classes ON DELETE CASCADE,
  is_undone INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX changes_by_state ON changes (is_undone, id);
CREATE INDEX changes_by_picture ON changes (picture);
CREATE TABLE change_parts (
  change INTEGER NOT NULL REFERENCES changes ON DELETE CASCADE,
  class INTEGER NOT NULL REFERENCES classes ON DELETE CASCADE,
  painting BLOB,
  decision INTEGER NOT NULL,
  mask BLOB,
  pixels INTEGER NOT NULL,
  origin INTEGER NOT NULL,
  threshold REAL NOT NULL,
  PRIMARY KEY (change, class)
);
CREATE INDEX change_parts_by_class ON change_parts (class);
)sql",
                               R"sql(
ALTER TABLE said ADD COLUMN lines BLOB;
ALTER TABLE change_parts ADD COLUMN lines BLOB;
)sql",
                               R"sql(
CREATE TABLE told (
  picture INTEGER NOT NULL REFERENCES pictures,
  class INTEGER NOT NULL REFERENCES classes ON DELETE CASCADE,
  annotation TEXT NOT NULL,
  revision INTEGER NOT NULL,
  PRIMARY KEY (picture, class)
);
CREATE INDEX told_by_annotation ON told (annotation);
CREATE INDEX told_by_class ON told (class);
CREATE INDEX pictures_by_upload ON pictures (upload) WHERE upload IS NOT NULL;
)sql",
                               R"sql(
UPDATE pictures SET status = 4, is_uncertain = coalesce(certainty, 1) < 0.75
  OR presence BETWEEN 0.3 AND 0.7
WHERE status = 1 AND EXISTS (
  SELECT 1 FROM predictions LEFT JOIN said USING (picture, class)
  WHERE predictions.picture = pictures.id AND predictions.presence >= 0.5
    AND coalesce(decision, 0) = 0 AND painting IS NULL
);
)sql",
                               R"sql(
ALTER TABLE project ADD COLUMN identity BLOB NOT NULL DEFAULT x'';
UPDATE project SET identity = randomblob(16);
)sql"};
constexpr int64_t kVersion = std::ssize(kSteps);

bool is_empty(const Database& database) {
  return database.integer("SELECT count(*) FROM sqlite_schema") == 0;
}

void expect_ours(const Database& database) {
  if (is_empty(database)) return;
  if (database.integer("PRAGMA application_id") != kApplication)
    database.fail("it is a database of another program, no project of panet's");
}

}  // namespace

void migrate(Database& database) {
  expect_ours(database);
  int64_t version = database.integer("PRAGMA user_version").value_or(0);
  if (version > kVersion)
    database.fail(
        fmt::format("it was written by a later version of panet (its format is {}, this "
                    "version knows up to {}); use that version",
                    version, kVersion));
  if (version < 0) database.fail(fmt::format("it is damaged: its format is {}", version));
  for (; version < kVersion; ++version) {
    Transaction transaction(database);
    database.run_script(kSteps[static_cast<std::size_t>(version)]);
    database.run_script(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}",
                                    kApplication, version + 1));
    transaction.commit();
  }
}

}  // namespace panet::serve

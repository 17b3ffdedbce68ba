-- What `sqlite3 project.sqlite .dump` tells of a project of format 1: a mug painted and accepted in a.png, a
-- cup by a stroke in b.png, a threshold there that was undone.
PRAGMA application_id = 1885433460;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE project (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  photos BLOB NOT NULL,
  photos_from_home BLOB NOT NULL,
  revision INTEGER NOT NULL
);
INSERT INTO project VALUES(1,X'2f70686f746f73',X'2e2e2f70686f746f73',14);
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
INSERT INTO pictures VALUES(1,X'612e706e67',X'612e706e67',1,NULL,165,-4641851384305609394,0,1,20,30,X'',1,0,0.99999999966092723013,0.81339506127617577924,10);
INSERT INTO pictures VALUES(2,X'622e706e67',X'622e706e67',2,NULL,165,-4641851384302084941,0,1,20,30,X'',1,0,0.99607350923981241574,0.74575891169278241132,14);
CREATE TABLE classes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  folded TEXT NOT NULL UNIQUE,
  colour INTEGER NOT NULL,
  is_one_piece INTEGER NOT NULL
);
INSERT INTO classes VALUES(1,'mug','mug',15113984,0);
INSERT INTO classes VALUES(2,'cup','cup',5682409,1);
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
INSERT INTO said VALUES(1,1,X'780163b067646390c082ff320100115f01e1',1,X'6e31363e303030303030303030523d',36,0,0.0,1,7);
INSERT INTO said VALUES(2,2,X'780163b8c5c8ccc120caccc52002c4a240f61c260015e601e8',0,NULL,0,0,0.0,1,9);
CREATE TABLE predictions (
  picture INTEGER NOT NULL REFERENCES pictures,
  class INTEGER NOT NULL REFERENCES classes ON DELETE CASCADE,
  mask BLOB,
  pixels INTEGER NOT NULL,
  presence REAL NOT NULL,
  certainty REAL NOT NULL,
  PRIMARY KEY (picture, class)
);
INSERT INTO predictions VALUES(1,1,X'6632363d324e324e324f304f324f484d4f33304f4f31304f3131304e303239314e3130314f314e324d5436',165,0.99999999966092723013,0.81339506127617577924);
INSERT INTO predictions VALUES(2,1,X'5232363c344e314e3130494b3033304f4f313031304e4f34304c3034304c3034304c30344f4d3132304e31303031314c303438314e324e324d6035',152,0.99065784460956074486,0.74575891169278241132);
INSERT INTO predictions VALUES(2,2,X'6434336030324e324e324f3030303030304f324e334d6d37',68,0.99607350923981241574,0.85337145012967730028);
CREATE TABLE changes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind INTEGER NOT NULL,
  picture INTEGER NOT NULL REFERENCES pictures,
  class INTEGER REFERENCES classes ON DELETE CASCADE,
  is_undone INTEGER NOT NULL DEFAULT 0
);
INSERT INTO changes VALUES(1,0,1,1,0);
INSERT INTO changes VALUES(2,1,1,1,0);
INSERT INTO changes VALUES(3,0,2,2,0);
INSERT INTO changes VALUES(4,2,2,1,1);
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
INSERT INTO change_parts VALUES(1,1,NULL,0,NULL,0,0,0.0);
INSERT INTO change_parts VALUES(2,1,X'780163b067646390c082ff320100115f01e1',0,NULL,0,0,0.0);
INSERT INTO change_parts VALUES(3,2,NULL,0,NULL,0,0,0.0);
INSERT INTO change_parts VALUES(4,1,NULL,0,NULL,0,0,0.5);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('pictures',2);
INSERT INTO sqlite_sequence VALUES('classes',2);
INSERT INTO sqlite_sequence VALUES('changes',4);
CREATE INDEX pictures_by_name ON pictures (position);
CREATE INDEX pictures_by_status ON pictures (status, position);
CREATE INDEX pictures_by_certainty_of_status ON pictures (status, is_uncertain, position);
CREATE INDEX pictures_by_certainty ON pictures (certainty IS NULL, certainty, position);
CREATE INDEX pictures_by_presence ON pictures (presence DESC, position);
CREATE INDEX pictures_by_revision ON pictures (revision DESC, position);
CREATE INDEX supports ON said (class, picture) WHERE is_support;
CREATE INDEX predictions_by_class ON predictions (class);
CREATE INDEX changes_by_state ON changes (is_undone, id);
CREATE INDEX changes_by_picture ON changes (picture);
CREATE INDEX change_parts_by_class ON change_parts (class);
COMMIT;

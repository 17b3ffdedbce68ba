#include "serve/project/database.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/file_failure.h"
#include "panet/base/error.h"
#include "serve/project/sqlite_journal.h"

namespace panet::serve {
namespace {

constexpr int kMostBytes = 512 << 20;  // of a value

// The file may be a stranger's: nothing in its schema is run, and what it points to is checked.
void harden(sqlite3* connection) {
  sqlite3_limit(connection, SQLITE_LIMIT_LENGTH, kMostBytes);
  sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
  sqlite3_extended_result_codes(connection, 1);
}

int kind_of(int status) {
  constexpr int kExtension = 8;  // the bits above tell more
  return status & ((1 << kExtension) - 1);
}

bool is_of_storage(int status) {
  const int kind = kind_of(status);
  return kind == SQLITE_FULL || kind == SQLITE_IOERR || kind == SQLITE_READONLY;
}

// What SQLite calls a disk I/O error may be a quota: the system knows, and tells by errno
// (sqlite3_system_errno is set at few of them).
std::string message_of(sqlite3* connection) {
  const int error = errno;
  const std::string message = sqlite3_errmsg(connection);
  const bool tells_more = kind_of(sqlite3_errcode(connection)) == SQLITE_IOERR && error != 0;
  return tells_more ? fmt::format("{}: {}", message, std::strerror(error)) : message;
}

}  // namespace

Query::Query(const Database& database, sqlite3_stmt* statement)
    : database_(&database), statement_(statement) {}

Query::Query(Query&& other) noexcept
    : database_(other.database_), statement_(std::exchange(other.statement_, nullptr)) {}

Query::~Query() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

bool Query::next() {
  errno = 0;
  const int status = sqlite3_step(statement_);
  if (status != SQLITE_ROW && status != SQLITE_DONE) database_->fail();
  return status == SQLITE_ROW;
}

bool Query::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

void Query::expect_kind(int column, int kind, const char* name) const {
  if (sqlite3_column_type(statement_, column) == kind) return;
  database_->fail(
      fmt::format("it is damaged: {} holds no {}", sqlite3_column_name(statement_, column), name));
}

int64_t Query::integer(int column) const {
  expect_kind(column, SQLITE_INTEGER, "integer");
  return sqlite3_column_int64(statement_, column);
}

double Query::number(int column) const {
  expect_kind(column, SQLITE_FLOAT, "number");
  return sqlite3_column_double(statement_, column);
}

std::string Query::bytes(int column) const {
  if (is_null(column)) expect_kind(column, SQLITE_BLOB, "text");
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  return bytes == nullptr ? std::string() : std::string(bytes, size);
}

std::optional<int64_t> Query::integer_or_null(int column) const {
  return is_null(column) ? std::nullopt : std::optional(integer(column));
}

std::optional<double> Query::number_or_null(int column) const {
  return is_null(column) ? std::nullopt : std::optional(number(column));
}

std::optional<std::string> Query::bytes_or_null(int column) const {
  return is_null(column) ? std::nullopt : std::optional(bytes(column));
}

void Query::expect_ok(int status) const {
  if (status != SQLITE_OK) database_->fail();
}

void Query::bind(int index, int64_t value) {
  expect_ok(sqlite3_bind_int64(statement_, index, value));
}

void Query::bind(int index, double value) {
  expect_ok(sqlite3_bind_double(statement_, index, value));
}

void Query::bind(int index, std::string_view text) {
  expect_ok(sqlite3_bind_text64(statement_, index, text.data(), text.size(), SQLITE_TRANSIENT,
                                SQLITE_UTF8));
}

void Query::bind(int index, Bytes value) {
  // A null pointer would be bound as NULL.
  const char* data = value.bytes.empty() ? "" : value.bytes.data();
  expect_ok(sqlite3_bind_blob64(statement_, index, data, value.bytes.size(), SQLITE_TRANSIENT));
}

Database::Database(std::filesystem::path file)
    : file_(std::move(file)), connection_(nullptr, &sqlite3_close_v2) {
  require_journal_of_one_database(file_);
  sqlite3* connection = nullptr;
  const int status = sqlite3_open_v2(
      file_.c_str(), &connection,
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW,
      nullptr);
  connection_.reset(connection);
  if (status != SQLITE_OK) fail();
  harden(connection);
}

Database::~Database() = default;

void Database::fail() const {
  if (!connection_) fail("there is no memory to open it");
  const int status = sqlite3_errcode(connection_.get());
  if (status == SQLITE_NOTADB) fail("it is no database of SQLite's");
  const auto message = named(message_of(connection_.get()));
  if (is_of_storage(status)) throw StorageFailure(message);
  throw Error(message);
}

void Database::fail(const std::string& what) const {
  throw Error(named(what));
}

std::string Database::named(const std::string& what) const {
  return fmt::format("{}: {}", file_.string(), what);
}

sqlite3_stmt* Database::prepared(std::string_view sql) const {
  const auto known = statements_.find(sql);
  if (known != statements_.end()) return known->second.get();
  sqlite3_stmt* statement = nullptr;
  errno = 0;
  const int status = sqlite3_prepare_v3(connection_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (status != SQLITE_OK) fail();
  statements_.emplace(sql, Statement(statement, &sqlite3_finalize));
  return statement;
}

void Database::run_script(const std::string& sql) const {
  errno = 0;
  if (sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail();
}

int64_t Database::last_row() const {
  return sqlite3_last_insert_rowid(connection_.get());
}

Transaction::Transaction(Database& database) : database_(database) {
  database_.run("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
  if (!is_open_) return;
  try {
    database_.run("ROLLBACK");
  } catch (const Error&) {
    // SQLite has rolled back by itself, as it does where the disk is full.
  }
}

void Transaction::commit() {
  database_.run("COMMIT");
  is_open_ = false;
}

}  // namespace panet::serve

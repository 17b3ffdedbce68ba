#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace panet::serve {

// Bytes of any kind, as a BLOB; std::string_view is text in UTF-8.
struct Bytes {
  std::string_view bytes;
};

class Database;

// A prepared statement that runs, with its parameters bound. Its values are read by column, from 0.
// The file is untrusted: panet::Error where a value is of another kind than is asked for.
class Query {
 public:
  ~Query();
  Query(Query&& other) noexcept;
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;
  Query& operator=(Query&&) = delete;

  bool next();  // whether there is a row, or one more

  bool is_null(int column) const;
  int64_t integer(int column) const;
  double number(int column) const;
  std::string bytes(int column) const;  // of text or a BLOB

  std::optional<int64_t> integer_or_null(int column) const;
  std::optional<double> number_or_null(int column) const;
  std::optional<std::string> bytes_or_null(int column) const;

 private:
  friend class Database;
  Query(const Database& database, sqlite3_stmt* statement);

  void bind(int index, int64_t value);
  void bind(int index, double value);
  void bind(int index, std::string_view text);
  void bind(int index, Bytes value);
  template <typename T>
  void bind(int index, const std::optional<T>& value) {
    if (value) bind(index, *value);
  }
  void expect_kind(int column, int kind, const char* name) const;
  void expect_ok(int status) const;

  const Database* database_;
  sqlite3_stmt* statement_;
};

// A file of SQLite's, for one thread at a time. panet::Error names the file.
class Database {
 public:
  // Opens the file, or makes it where it is missing.
  explicit Database(std::filesystem::path file);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  const std::filesystem::path& file() const { return file_; }

  // A statement with ?1, ?2, ... bound. It is prepared once for each text; only one Query of a text
  // may live at a time.
  template <typename... Values>
  Query query(std::string_view sql, const Values&... values) const {
    Query query(*this, prepared(sql));
    int index = 0;
    (query.bind(++index, values), ...);
    return query;
  }

  // Runs a statement to its end.
  template <typename... Values>
  void run(std::string_view sql, const Values&... values) const {
    auto query = this->query(sql, values...);
    while (query.next()) {
    }
  }

  // The number in the first column of the first row.
  template <typename... Values>
  std::optional<int64_t> integer(std::string_view sql, const Values&... values) const {
    auto query = this->query(sql, values...);
    return query.next() ? query.integer_or_null(0) : std::nullopt;
  }

  void run_script(const std::string& sql) const;
  int64_t last_row() const;

  // With SQLite's own words. A StorageFailure where the disk is full or fails.
  [[noreturn]] void fail() const;
  [[noreturn]] void fail(const std::string& what) const;  // with the file's name in front

 private:
  std::string named(const std::string& what) const;
  sqlite3_stmt* prepared(std::string_view sql) const;

  std::filesystem::path file_;
  std::unique_ptr<sqlite3, int (*)(sqlite3*)> connection_;
  using Statement = std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)>;
  mutable std::map<std::string, Statement, std::less<>> statements_;
};

// All that is changed while it lives, or, without commit(), nothing of it.
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  void commit();  // when it returns, all is on the disk

 private:
  Database& database_;
  bool is_open_ = true;
};

}  // namespace panet::serve

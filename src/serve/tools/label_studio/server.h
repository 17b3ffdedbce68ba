#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace panet::serve {

// A Label Studio that pictures and annotations are fetched from. Any number of threads.
class LabelStudioServer {
 public:
  // key: a legacy token, or a personal access token; both may be empty, and be told later.
  LabelStudioServer(std::string url, std::string key);

  // What it says of itself as it connects. What was given before goes before.
  void introduce(const std::string& url, const std::string& key);

  // A picture's file. address: a path of the server's, which begins with a slash, or a whole
  // address. Only the server itself is told the key, and what it gave for it. panet::Error tells
  // what failed.
  std::vector<std::byte> picture(const std::string& address);

  // The address that gives a file in the server's own stores, "s3://bucket/a.jpg".
  std::string resolving(int64_t task, const std::string& address) const;

  // All annotated tasks of a project.
  nlohmann::json annotated_tasks(int64_t project);

 private:
  using Clock = std::chrono::steady_clock;

  struct Access {
    std::string url, key;
    bool operator==(const Access& other) const = default;
  };
  Access access() const;
  std::vector<std::byte> fetch(const std::string& path, std::size_t most);
  std::string authorization(const Access& access);
  std::string bearer(const Access& access);

  const Access given_;
  mutable std::mutex mutex_;
  Access introduced_;
  std::string bearer_;
  std::optional<Access> bearer_of_;
  Clock::time_point bearer_from_;
};

}  // namespace panet::serve

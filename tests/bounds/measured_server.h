#pragma once

#include <cstdint>
#include <filesystem>
#include <future>
#include <string>

#include "program.h"

namespace panet::test {

// `panet serve` of a desk (program.h) in a process of its own.
class MeasuredServer {
 public:
  explicit MeasuredServer(const std::filesystem::path& desk);
  ~MeasuredServer();

  // Uploads a picture's file and asks for the picture → the status of the last answer.
  int upload(const std::string& name, const std::string& file) const;

  // Ends it → what it took.
  Outcome stop();

 private:
  std::filesystem::path desk_;
  std::future<Outcome> outcome_;
  uint16_t port_ = 0;
};

}  // namespace panet::test

#pragma once

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

#include "free_port.h"
#include "support.h"

namespace panet::test {

// Ranks of the program of these tests (rank_program.cpp), as processes; killed with this object.
class StartedRanks {
 public:
  using Variables = std::map<std::string, std::string>;

  // `variables` come beside those of the launch.
  StartedRanks(std::string what, int size, const Variables& variables = {});
  ~StartedRanks();
  StartedRanks(const StartedRanks&) = delete;
  StartedRanks& operator=(const StartedRanks&) = delete;

  void start_all();
  // `before` stands before the program, as {"ip", "netns", "exec", NAME}.
  void start(int rank, const std::vector<std::string>& before = {});
  void set(const std::string& name, const std::string& value) { variables_[name] = value; }

  // Until each rank that was started has written `line`; fails the test where that takes long.
  void await(const std::string& line);
  void send(int rank, int signal);
  // The exit code of a rank; -1 where a signal ended it or the test's patience did.
  int exit_code(int rank);

  std::string port() const { return variables_.at("MASTER_PORT"); }
  std::string output(int rank) const;
  std::string error(int rank) const;

 private:
  std::string file(int rank, const char* kind) const;
  std::vector<std::string> environment(int rank) const;

  std::string what_;
  int size_;
  Variables variables_;
  std::map<int, pid_t> running_;
  TemporaryFolder folder_;
};

}  // namespace panet::test

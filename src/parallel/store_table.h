#pragma once

#include <map>
#include <mutex>
#include <string>

#include "parallel/texts.h"

namespace panet {

// The texts and counters that the ranks share, where rank 0 keeps them. Used by any thread.
//
//   question                    answer
//   add NAME NUMBER             the counter's value from now on; one that is not there is 0
//   swap NAME EXPECTED DESIRED  the text from now on: DESIRED where it was EXPECTED, or not there
//                               and EXPECTED is empty
//   set NAME TEXT
//   get NAME                    the text; nothing where there is none
//   erase NAME                  "1" where it was there, otherwise "0"
//   has NAME...                 "1" where all are there, otherwise "0"
//   count                       how many there are
class StoreTable {
 public:
  // Error where that is none of the questions.
  Texts answer(const Texts& question);

 private:
  Texts add(const Texts& question);
  Texts swap(const Texts& question);
  Texts set(const Texts& question);
  Texts get(const Texts& question);
  Texts erase(const Texts& question);
  Texts has(const Texts& question);
  Texts count(const Texts& question);

  struct Kind;
  static const Kind& kind_of(const Texts& question);

  std::mutex mutex_;
  std::map<std::string, std::string, std::less<>> texts_;
};

}  // namespace panet

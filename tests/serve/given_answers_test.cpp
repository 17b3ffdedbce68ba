#include "serve/http/given_answers.h"

#include "serve/http/failure.h"
#include "support.h"

namespace panet::serve {
namespace {

Request undo(const std::string& key) {
  return {.method = "POST", .path = "/api/undo", .headers = {{"idempotency-key", key}}};
}

// Counts how often something was done.
class GivenAnswersTest : public testing::Test {
 protected:
  std::string ask(const Request& request) {
    return given_.answer(request, [&] { return Response{.body = std::to_string(++done_)}; }).body;
  }

  GivenAnswers given_;
  int done_ = 0;
};

TEST_F(GivenAnswersTest, DoNothingTwiceForOneKey) {
  EXPECT_EQ(ask(undo("a")), "1");
  EXPECT_EQ(ask(undo("b")), "2");
  EXPECT_EQ(ask(undo("a")), "1");
  EXPECT_EQ(done_, 2);
}

TEST_F(GivenAnswersTest, CountAKeyOfAnotherPathAsAnother) {
  auto redo = undo("a");
  redo.path = "/api/redo";
  EXPECT_EQ(ask(undo("a")), "1");
  EXPECT_EQ(ask(redo), "2");
}

TEST_F(GivenAnswersTest, DoWhatHasNoKeyEachTime) {
  const Request request = {.method = "POST", .path = "/api/undo"};
  EXPECT_EQ(ask(request), "1");
  EXPECT_EQ(ask(request), "2");
}

TEST_F(GivenAnswersTest, ForgetWhatFailed) {
  const auto fail = []() -> Response { throw Conflict("contradiction", "nothing to undo"); };
  EXPECT_THROW(given_.answer(undo("a"), fail), Conflict);
  EXPECT_EQ(ask(undo("a")), "1");
}

TEST_F(GivenAnswersTest, AreBusyWhileTheSameIsUnderWay) {
  const auto twice = [&] {
    EXPECT_THROW(ask(undo("a")), Busy);
    return Response{.body = "first"};
  };
  EXPECT_EQ(given_.answer(undo("a"), twice).body, "first");
  EXPECT_EQ(ask(undo("a")), "first");
}

TEST_F(GivenAnswersTest, LetTheOldestGo) {
  for (std::size_t i = 0; i <= GivenAnswers::kMostAnswers; ++i) ask(undo(std::to_string(i)));
  const auto most = static_cast<int>(GivenAnswers::kMostAnswers);
  EXPECT_EQ(ask(undo(std::to_string(most))), std::to_string(most + 1));
  EXPECT_EQ(ask(undo("1")), "2");
  EXPECT_EQ(ask(undo("0")), std::to_string(most + 2));
}

TEST_F(GivenAnswersTest, LetThemGoWhereTheyAreTooLarge) {
  const auto large = [] { return Response{.body = std::string(GivenAnswers::kMostBytes, 'x')}; };
  ask(undo("a"));
  given_.answer(undo("b"), large);
  EXPECT_EQ(ask(undo("a")), "2");
}

TEST_F(GivenAnswersTest, RefuseEndlessKeys) {
  EXPECT_THROW(ask(undo(std::string(1000, 'k'))), BadRequest);
}

}  // namespace
}  // namespace panet::serve

#include "parallel/store_table.h"

#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;

TEST(StoreTable, Counts) {
  StoreTable table;
  EXPECT_EQ(table.answer({"add", "ranks", "2"}), Texts{"2"});
  EXPECT_EQ(table.answer({"add", "ranks", "-5"}), Texts{"-3"});
  EXPECT_EQ(table.answer({"get", "ranks"}), Texts{"-3"});
}

TEST(StoreTable, KeepsTexts) {
  StoreTable table;
  EXPECT_EQ(table.answer({"get", "a"}), Texts{});
  EXPECT_EQ(table.answer({"set", "a", std::string("x\0y", 3)}), Texts{});
  EXPECT_EQ(table.answer({"get", "a"}), Texts{std::string("x\0y", 3)});
  table.answer({"set", "b", ""});
  EXPECT_EQ(table.answer({"has", "a", "b"}), Texts{"1"});
  EXPECT_EQ(table.answer({"has", "a", "c"}), Texts{"0"});
  EXPECT_EQ(table.answer({"count"}), Texts{"2"});
  EXPECT_EQ(table.answer({"erase", "a"}), Texts{"1"});
  EXPECT_EQ(table.answer({"erase", "a"}), Texts{"0"});
}

TEST(StoreTable, SwapsWhatIsAsExpected) {
  StoreTable table;
  EXPECT_EQ(table.answer({"swap", "a", "old", "new"}), Texts{"old"});
  EXPECT_EQ(table.answer({"has", "a"}), Texts{"0"});
  EXPECT_EQ(table.answer({"swap", "a", "", "first"}), Texts{"first"});
  EXPECT_EQ(table.answer({"swap", "a", "", "second"}), Texts{"first"});
  EXPECT_EQ(table.answer({"swap", "a", "first", "second"}), Texts{"second"});
}

TEST(StoreTable, RefusesOtherQuestions) {
  StoreTable table;
  for (const Texts& question :
       {Texts{}, {""}, {"drop", "a"}, {"add", "a"}, {"get"}, {"count", "a"}})
    EXPECT_THAT(error_of([&] { table.answer(question); }), Tells("does not know"));
  EXPECT_THAT(error_of([&] { table.answer({"add", "a", "one"}); }), Tells("no number"));
  table.answer({"set", "a", "one"});
  EXPECT_THAT(error_of([&] { table.answer({"add", "a", "1"}); }), Tells("no number"));
}

TEST(Texts, TravelAsBytes) {
  for (const Texts& texts : {Texts{}, {""}, {"a", "", std::string(70000, 'b')}})
    EXPECT_EQ(unpacked(packed(texts)), texts);
  EXPECT_EQ(packed({"ab"}), std::string("\0\0\0\2ab", 6));
}

TEST(Texts, CutShortAreNoMessage) {
  const auto whole = packed({"ab", "c"});
  for (const std::size_t length : {1, 3, 5, 7, 10})
    EXPECT_THAT(error_of([&] { unpacked(whole.substr(0, length)); }), Tells("cut short"));
  EXPECT_THAT(error_of([&] { unpacked("\xff\xff\xff\xff"); }), Tells("cut short"));
}

}  // namespace
}  // namespace panet

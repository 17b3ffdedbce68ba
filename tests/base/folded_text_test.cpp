#include "base/folded_text.h"

#include "support.h"

namespace panet {
namespace {

TEST(FoldedText, IsOneForCasesOfEveryScript) {
  EXPECT_EQ(folded_text("ÄPFEL"), folded_text("äpfel"));
  EXPECT_EQ(folded_text("КРУЖКА"), folded_text("Кружка"));
  EXPECT_EQ(folded_text("STRASSE"), folded_text("straße"));
  EXPECT_NE(folded_text("apfel"), folded_text("äpfel"));
}

TEST(FoldedText, IsOneForComposedAndDecomposedLetters) {
  EXPECT_EQ(folded_text("Ka\u0308se"), folded_text("K\u00e4se"));
}

TEST(FoldedText, LeavesBytesThatAreNoUtf8) {
  EXPECT_EQ(folded_text("CAF\xe9"), "caf\xe9");
}

}  // namespace
}  // namespace panet

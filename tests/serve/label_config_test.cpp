#include "serve/tools/label_studio/label_config.h"

#include "support.h"

namespace panet::serve {
namespace {

using panet::test::error_of;
using panet::test::Tells;
using testing::ElementsAre;
using Shape = LabelConfig::Shape;

TEST(LabelConfig, SaysWhatDrawsAndWhere) {
  const auto config = parse_label_config(R"xml(
<View>
  <Header value="Paint $what"/>
  <Image name="photo" value="$url" zoom="true"/>
  <BrushLabels name="brush" toName="photo">
    <Label value="mug" background="#ff0000"/>
    <Label value="a &lt;teapot&gt;" alias="pot"/>
  </BrushLabels>
  <Choices name="kind" toName="photo"><Choice value="good"/></Choices>
</View>)xml");
  EXPECT_EQ(config.shape, Shape::kBrush);
  EXPECT_EQ(config.tags.control, "brush");
  EXPECT_EQ(config.tags.image, "photo");
  EXPECT_EQ(config.field, "url");
  EXPECT_THAT(config.labels, ElementsAre("mug", "pot"));
}

std::string with(const std::string& controls) {
  return "<View><Image name='i' value='$image'/>" + controls + "</View>";
}

TEST(LabelConfig, TakesTheFirstThatCanDrawInAPicture) {
  EXPECT_EQ(parse_label_config(with("<RectangleLabels name='r' toName='i'/>"
                                    "<PolygonLabels name='p' toName='i'/>"))
                .shape,
            Shape::kRectangle);
  const auto config = parse_label_config(
      with("<BrushLabels name='b' toName='text'><Label value='word'/></BrushLabels>"
           "<Labels name='l' toName='i'><Label value='other'/></Labels>"
           "<PolygonLabels name='p' toName='i'><Label value='mug'/></PolygonLabels>"));
  EXPECT_EQ(config.shape, Shape::kPolygon);
  EXPECT_THAT(config.labels, ElementsAre("mug"));
}

TEST(LabelConfig, TellsWhatIsMissing) {
  const auto error = [](const std::string& xml) {
    return error_of([&] { parse_label_config(xml); });
  };
  EXPECT_THAT(error("<View>"), Tells("no XML", "line 1"));
  EXPECT_THAT(error(""), Tells("no XML"));
  EXPECT_THAT(error(with("<Choices name='c' toName='i'/>")), Tells("BrushLabels"));
  EXPECT_THAT(error("<View><BrushLabels name='b' toName='i'/></View>"), Tells("$image"));
}

// Each entity stands for ten of the one before.
TEST(LabelConfig, IsNoBomb) {
  std::string xml = "<!DOCTYPE View [<!ENTITY e0 'aaaaaaaaaa'>";
  for (int i = 1; i < 12; ++i) {
    xml += "<!ENTITY e" + std::to_string(i) + " '";
    for (int j = 0; j < 10; ++j) xml += "&e" + std::to_string(i - 1) + ";";
    xml += "'>";
  }
  EXPECT_THAT(error_of([&] { parse_label_config(xml + "]><View>&e11;</View>"); }),
              Tells("no XML", "amplification"));
}

}  // namespace
}  // namespace panet::serve

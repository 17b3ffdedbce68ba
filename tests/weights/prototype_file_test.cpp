#include "panet/weights/prototype_file.h"

#include <limits>

#include "maps.h"
#include "panet/weights/safetensors.h"
#include "stored_tensors.h"
#include "support.h"
#include "weights/weight_sinks.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;
using test::TemporaryFolder;

const std::string kFingerprint = "0123456789abcdef0123456789abcdef";

Prototypes two_classes() {
  return {.vectors = test::written<Map<float>>({{0, 1, 2, 3}, {4, 5, 6, 7}, {8, 9, 10, 11}}),
          .class_names = {"pes", "kočka"},
          .class_colours = {{255, 0, 0}, {0, 128, 7}},
          .class_shots = {1, 5},
          .encoder_fingerprint = kFingerprint,
          .input_size = 321,
          .shape = PictureShape::kOwn,
          .presence = {.directions = test::written<Map<float>>({{1, 0, 0, 0}, {0, 1, 0, 0}}),
                       .surroundings = test::written<Map<float>>({{0, 0, 1, 0}, {0, 0, 0, 2}}),
                       .thresholds = {0.25f, 0.5f},
                       .slopes = {10, 20}}};
}

TEST(PrototypeFile, IsReadAsItWasWritten) {
  const TemporaryFolder folder;
  save_prototypes(folder / "a", two_classes());
  const auto back = load_prototypes(folder / "a");
  EXPECT_EQ(back.vectors, two_classes().vectors);
  EXPECT_EQ(back.class_names, two_classes().class_names);
  EXPECT_EQ(back.class_colours, two_classes().class_colours);
  EXPECT_EQ(back.class_shots, two_classes().class_shots);
  EXPECT_EQ(back.encoder_fingerprint, kFingerprint);
  EXPECT_EQ(back.input_size, 321);
  EXPECT_EQ(back.shape, PictureShape::kOwn);
  EXPECT_EQ(back.ways(), 2);
  EXPECT_EQ(back.presence.directions, two_classes().presence.directions);
  EXPECT_EQ(back.presence.surroundings, two_classes().presence.surroundings);
  EXPECT_THAT(back.presence.thresholds, testing::ElementsAre(0.25f, 0.5f));
  EXPECT_THAT(back.presence.slopes, testing::ElementsAre(10, 20));
}

TEST(PrototypeFile, GoesElsewhereByteByByteAsIntoAFile) {
  const TemporaryFolder folder;
  save_prototypes(folder / "a", two_classes());
  std::string bytes;
  write_prototypes(
      [&](std::span<const std::byte> chunk) {
        bytes.append(reinterpret_cast<const char*>(chunk.data()), chunk.size());
      },
      two_classes(), "a");
  EXPECT_EQ(bytes, test::read_file(folder / "a"));
}

TEST(PrototypeFile, OfVersion01HasNoDetectorsOfPresence) {
  const TemporaryFolder folder;
  auto old = two_classes();
  old.presence = {};
  save_prototypes(folder / "a", old);
  EXPECT_EQ(read_safetensors(folder / "a").tensors.size(), 1u);
  EXPECT_TRUE(load_prototypes(folder / "a").presence.empty());
}

TEST(PrototypeFile, RemembersTheShapeOfThePicturesAndWithoutAMarkThatTheyWereSquares) {
  const TemporaryFolder folder;
  for (const auto shape : {PictureShape::kSquare, PictureShape::kOwn}) {
    auto prototypes = two_classes();
    prototypes.shape = shape;
    save_prototypes(folder / "a", prototypes);
    EXPECT_EQ(load_prototypes(folder / "a").shape, shape);
  }
  auto file = read_safetensors(folder / "a");
  file.metadata.erase("picture_shape");
  write_safetensors(folder / "a", file);
  EXPECT_EQ(load_prototypes(folder / "a").shape, PictureShape::kSquare);
}

TEST(PrototypeFileError, DetectorsOfPresenceThatDoNotFitTheClasses) {
  const TemporaryFolder folder;
  auto prototypes = two_classes();
  prototypes.presence.slopes.pop_back();
  EXPECT_THAT(error_of([&] { save_prototypes(folder / "a", prototypes); }),
              Tells("presence", "2 directions of 4", "1"));
  prototypes = two_classes();
  prototypes.presence.thresholds[0] = NAN;
  EXPECT_THAT(error_of([&] { save_prototypes(folder / "a", prototypes); }),
              Tells("presence", "NaN"));
}

TEST(PrototypeFile, HoldsMeansAndFitted) {
  const TemporaryFolder folder;
  auto prototypes = two_classes();
  prototypes.fitted = test::written<Map<float>>({{9, 1, 2, 3}, {4, 9, 6, 7}, {8, 9, 9, 11}});
  save_prototypes(folder / "a", prototypes);
  EXPECT_EQ(load_prototypes(folder / "a").vectors, prototypes.vectors);
  EXPECT_EQ(load_prototypes(folder / "a").fitted, prototypes.fitted);
  EXPECT_EQ(prototypes.copy().fitted, prototypes.fitted);
}

TEST(PrototypeFile, OfBeforeThereWasFittingHasTheMeansAlone) {
  const TemporaryFolder folder;
  save_prototypes(folder / "a", two_classes());
  EXPECT_FALSE(read_safetensors(folder / "a").tensors.contains("fitted"));
  EXPECT_TRUE(load_prototypes(folder / "a").fitted.empty());
}

TEST(PrototypeFile, CopiesHoldTheSame) {
  const TemporaryFolder folder;
  save_prototypes(folder / "a", two_classes());
  save_prototypes(folder / "b", two_classes().copy());
  EXPECT_EQ(test::read_file(folder / "a"), test::read_file(folder / "b"));
}

TEST(PrototypeFile, BelongsToOneEncoder) {
  require_same_encoder(two_classes(), kFingerprint, "dogs.panet");
  const std::string other(32, 'f');
  EXPECT_THAT(error_of([&] { require_same_encoder(two_classes(), other, "dogs.panet"); }),
              Tells("dogs.panet", kFingerprint, other));
}

TEST(PrototypeFileError, PrototypesWhosePartsDoNotFitTogetherAreNotSaved) {
  const TemporaryFolder folder;
  const auto error = [&](const std::function<void(Prototypes&)>& damage) {
    auto prototypes = two_classes();
    damage(prototypes);
    return error_of([&] { save_prototypes(folder / "a", prototypes); });
  };
  EXPECT_THAT(error([](auto& p) { p.vectors = Map<float>(4, 4); }),
              Tells("2 classes", "[3, D]", "found [4, 4]"));
  EXPECT_THAT(error([](auto& p) { p.vectors = Map<float>(3, 0); }), Tells("found [3, 0]"));
  EXPECT_THAT(error([](auto& p) { p.vectors = {}; }), Tells("found [0, 0]"));
  EXPECT_THAT(error([](auto& p) { p.vectors.at(1, 2) = std::numeric_limits<float>::quiet_NaN(); }),
              Tells("NaN"));
  EXPECT_THAT(error([](auto& p) { p.fitted = Map<float>(3, 5); }),
              Tells("fitted", "[3, 4]", "found [3, 5]"));
  EXPECT_THAT(error([](auto& p) {
                p.fitted = p.vectors.copy();
                p.fitted.at(1, 2) = std::numeric_limits<float>::infinity();
              }),
              Tells("NaN or Inf"));
  EXPECT_THAT(error([](auto& p) { p.class_colours.pop_back(); }),
              Tells("2 class names", "colours", "found 1"));
  EXPECT_THAT(error([](auto& p) { p.class_shots.pop_back(); }),
              Tells("2 class names", "shots", "found 1"));
  EXPECT_THAT(error([](auto& p) { p.class_shots[1] = 0; }), Tells("at least one shot, found 0"));
  EXPECT_THAT(error([](auto& p) { p.class_names.clear(); }), Tells("1 to 254 classes, found 0"));
  EXPECT_THAT(error([](auto& p) { p.class_names.resize(255, "x"); }),
              Tells("1 to 254 classes, found 255"));
  EXPECT_THAT(error([](auto& p) { p.class_names[0] = ""; }), Tells("class name expects text"));
  EXPECT_THAT(error([](auto& p) { p.class_names[0] = "\x1b[31mred"; }),
              Tells("control characters", "'\\x1b[31mred'"));
  EXPECT_THAT(error([](auto& p) { p.class_names[0] = "../../red"; }),
              Tells("or '/'", "'../../red'"));
  EXPECT_THAT(error([](auto& p) { p.class_names[0] = p.class_names[1]; }),
              Tells("must differ", "twice"));
  EXPECT_THAT(error([](auto& p) { p.class_names[0] = "\xff"; }), Tells("UTF-8"));
  EXPECT_THAT(error([](auto& p) { p.encoder_fingerprint = "abc"; }),
              Tells("32 hexadecimal digits", "'abc'"));
  EXPECT_THAT(error([](auto& p) { p.input_size = 0; }), Tells("input size", "found 0"));
  EXPECT_FALSE(std::filesystem::exists(folder / "a"));
}

// A prototype file with one metadata text or tensor put in place of the right one; "" takes it out.
std::string error_with(const std::string& key, const std::string& text) {
  const TemporaryFolder folder;
  save_prototypes(folder / "p.panet", two_classes());
  auto file = read_safetensors(folder / "p.panet");
  file.metadata[key] = text;
  if (text.empty()) file.metadata.erase(key);
  write_safetensors(folder / "p.panet", file);
  const auto message = error_of([&] { load_prototypes(folder / "p.panet"); });
  EXPECT_THAT(message, testing::HasSubstr("p.panet"));
  return message;
}

TEST(PrototypeFileError, MetadataThatIsDamaged) {
  EXPECT_THAT(error_with("class_names", ""), Tells("'class_names' is missing"));
  EXPECT_THAT(error_with("class_names", "[\"a\""), Tells("'class_names' expects a list of texts"));
  EXPECT_THAT(error_with("class_names", "[1, 2]"), Tells("'class_names' expects a list of texts"));
  EXPECT_THAT(error_with("class_names", "{\"a\": \"b\"}"),
              Tells("'class_names' expects a list of texts"));
  EXPECT_THAT(error_with("class_names", "[\"a\"]"),
              Tells("1 class names expect as many colours", "found 2"));
  EXPECT_THAT(error_with("class_names", std::string(2'000'000, '[')),
              Tells("at most 1000000 bytes, found 2000000"));
  EXPECT_THAT(error_with("class_colours", "[[0,0,0],[0,0,256]]"),
              Tells("'class_colours' expects", "[0,0,256]"));
  EXPECT_THAT(error_with("class_colours", "[[0,0,0],[0,0]]"), Tells("'class_colours' expects"));
  EXPECT_THAT(error_with("class_colours", "[[0,0,0],[0,0,-1]]"), Tells("'class_colours' expects"));
  EXPECT_THAT(error_with("class_colours", "[[0,0,0]]"), Tells("2 class names", "found 1"));
  EXPECT_THAT(error_with("class_shots", ""), Tells("'class_shots' is missing"));
  EXPECT_THAT(error_with("class_shots", "[1, -5]"), Tells("'class_shots' expects", "[1, -5]"));
  EXPECT_THAT(error_with("class_shots", "[1]"), Tells("2 class names", "found 1"));
  EXPECT_THAT(error_with("input_size", "417px"),
              Tells("'input_size' expects a whole number, found '417px'"));
  EXPECT_THAT(error_with("input_size", "99999999999999999999"),
              Tells("'input_size' expects a whole number"));
  EXPECT_THAT(error_with("input_size", "1000000"), Tells("input size", "found 1000000"));
  EXPECT_THAT(error_with("picture_shape", "round"),
              Tells("'picture_shape' expects 'own' or 'square', found 'round'"));
  EXPECT_THAT(error_with("encoder_fingerprint", ""), Tells("'encoder_fingerprint' is missing"));
  EXPECT_THAT(error_with("format", ""), Tells("no prototype file", "'format'"));
  EXPECT_THAT(error_with("format", "panet prototypes of the future"),
              Tells("no prototype file", "of the future"));
}

TEST(PrototypeFileError, ATensorThatIsNone) {
  const auto error_with = [](const StoredTensor& tensor) {
    const TemporaryFolder folder;
    save_prototypes(folder / "p.panet", two_classes());
    auto file = read_safetensors(folder / "p.panet");
    file.tensors["prototypes"] = tensor;
    write_safetensors(folder / "p.panet", file);
    return error_of([&] { load_prototypes(folder / "p.panet"); });
  };
  EXPECT_THAT(error_with(test::zeros({4, 4})), Tells("2 classes", "[3, D]", "found [4, 4]"));
  EXPECT_THAT(error_with(test::zeros({12})), Tells("found [12]"));
  EXPECT_THAT(error_with(test::zeros({3, 0})), Tells("found [3, 0]"));
  EXPECT_THAT(error_with(converted(test::zeros({3, 4}), DType::kF64)), Tells("float32", "F64"));
  EXPECT_THAT(error_with(test::filled({3, 4}, std::numeric_limits<float>::infinity())),
              Tells("NaN or Inf"));
}

TEST(PrototypeFileError, AModelInItsPlace) {
  const TemporaryFolder folder;
  write_safetensors(folder / "m", {.tensors = {{"conv1_1.bias", test::zeros({64})}},
                                   .metadata = {{"format", "panet"}}});
  EXPECT_THAT(error_of([&] { load_prototypes(folder / "m"); }),
              Tells("this is a model, not a prototype file"));
  write_safetensors(folder / "n", {.tensors = {{"conv1.bias", test::zeros({64})},
                                               {"conv1.weight", test::zeros({64})}},
                                   .metadata = {}});
  EXPECT_THAT(error_of([&] { load_prototypes(folder / "n"); }),
              Tells("this is a model, not a prototype file"));
}

TEST(PrototypeFileError, AFileWithoutTheTensor) {
  const TemporaryFolder folder;
  write_safetensors(folder / "p", {.tensors = {}, .metadata = {{"format", "panet prototypes"}}});
  EXPECT_THAT(error_of([&] { load_prototypes(folder / "p"); }), Tells("'prototypes' is missing"));
  test::write_file(folder / "q", "<html>");
  EXPECT_THAT(error_of([&] { load_prototypes(folder / "q"); }), Tells("a web page"));
}

}  // namespace
}  // namespace panet

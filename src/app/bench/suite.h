#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "app/bench/measurement.h"
#include "panet/image/map.h"
#include "panet/model/precision.h"
#include "panet/weights/model_file.h"

namespace panet::bench {

struct SuiteOptions {
  int64_t size = 0;  // side of the encoder's input; 0: what each encoder likes
  std::vector<std::string> architectures = {"vgg16", "resnet50"};
  std::vector<std::string> groups;  // all without any
  Effort effort;
};

using OnLine = std::function<void(const Measurement&)>;

// Measures something with encoders of random weights, telling of each line.
struct Group {
  std::string name;  // by which options name it; several may have the same
  std::function<void(const SuiteOptions&, const OnLine&)> measure;
};

// The encoders by one engine. A line of oneDNN's is set against LibTorch's, in integers against its
// own in bfloat16.
void measure_encoders(const SuiteOptions& options, EngineKind engine, const OnLine& on_line);

// What the core is measured by: "encoder", "segment", "episode", "evaluation".
const std::vector<Group>& core_groups();

// Measures what the options name: the groups of the core, then the others.
void run_suite(const SuiteOptions& options, std::span<const Group> others, const OnLine& on_line);

// The side of an encoder's input that the options, and its patches, ask for.
int64_t size_for(const SuiteOptions& options, const std::string& architecture);

// What the lines of an episode are set against.
inline constexpr const char* kAsWritten = "as written, f32";
inline constexpr const char* kEpisode = "vgg16, 1-way 1-shot";

// The pictures of a suite, and room for the features of all.
inline constexpr PictureSize kVocSize = {375, 500};
inline constexpr std::size_t kPictures = 6;
inline constexpr std::size_t kRoomForAll = std::size_t{1} << 30;

bool measures_vgg16(const SuiteOptions& options);

}  // namespace panet::bench

#include "image/png.h"
#include "decoded_picture.h"
#include "input_file.h"
#include "png_sums.h"

namespace panet::fuzz {
namespace {

void read_png_somehow(Bytes file) {
  attempt([&] { decode_somehow(file); });
  attempt([&] {
    const Png png = read_png(file, "a.png");
    expect(!png.colours.empty(), "a PNG has pixels");
    expect(png.labels.empty() || png.labels.dimensions() == png.colours.dimensions(),
           "labels are as large as the picture");
  });
  attempt([&] { read_png_text(input_file(file)); });
}

const Enlisted kPng({.name = "png", .read = read_png_somehow, .repair = repair_png_sums});

}  // namespace
}  // namespace panet::fuzz

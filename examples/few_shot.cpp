// Learns the classes of a support folder and segments one picture:
//   few_shot MODEL SUPPORT_DIR PICTURE OVERLAY.jpg

#include <panet/panet.h>

#include <iostream>

int main(int argc, char** argv) try {
  if (argc != 5) {
    std::cerr << "usage: few_shot MODEL SUPPORT_DIR PICTURE OVERLAY.jpg\n";
    return 2;
  }
  const auto segmenter = panet::Segmenter::load(argv[1]);
  const auto prototypes =
      segmenter.learn(panet::support_stream(panet::read_support_folder(argv[2])));

  const auto picture = panet::decode_picture(argv[3]);
  const auto result = segmenter.segment(picture, prototypes);
  for (int64_t i = 0; i < prototypes.ways(); ++i) {
    const auto share = (result.labels == i + 1).to(torch::kFloat32).mean().item<float>();
    std::cout << prototypes.class_names[static_cast<std::size_t>(i)] << ": " << 100 * share
              << " %\n";
  }
  panet::encode_picture(argv[4], panet::overlay(picture, result.labels, prototypes.class_colours));
} catch (const panet::Error& error) {
  std::cerr << error.what() << '\n';
  return 1;
}

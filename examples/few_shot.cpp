// Learns the classes of a support folder and segments one picture:
//   few_shot MODEL SUPPORT_DIR PICTURE OVERLAY.jpg

#include <panet/panet.h>

#include <iostream>

int main(int argc, char** argv) try {
  if (argc != 5) {
    std::cerr << "usage: few_shot MODEL SUPPORT_DIR PICTURE OVERLAY.jpg\n";
    return 2;
  }
  auto segmenter = panet::Segmenter::load(argv[1]);
  const auto prototypes =
      segmenter.learn(panet::support_stream(panet::read_support_folder(argv[2])));

  const auto picture = panet::decode_picture(argv[3]);
  const auto result = segmenter.segment(picture, prototypes);
  for (std::size_t i = 0; i < prototypes.class_names.size(); ++i)
    std::cout << prototypes.class_names[i] << ": " << 100 * result.share(i + 1) << " %\n";
  panet::encode_picture(argv[4], panet::overlay(picture, result.labels, prototypes.class_colours));
} catch (const panet::Error& error) {
  std::cerr << error.what() << '\n';
  return 1;
}

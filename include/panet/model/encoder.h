#pragma once

#include <torch/nn/module.h>

#include <memory>
#include <string>

namespace panet {

// Where a ResNet stage halves the resolution: on its first 1x1 convolution (He et al. 2015) or on
// the 3x3 convolution of its first block (torchvision).
enum class StridePlacement { kFirst1x1, k3x3 };

struct EncoderOptions {
  std::string architecture = "vgg16";  // vgg16, resnet50, resnet101, resnet152
  StridePlacement stride_placement = StridePlacement::k3x3;  // ResNets only
};

// The shared encoder that embeds support and query images (paper Sec. 3.2). Every implementation,
// whatever its speed, gives the same features for the same input.
//
//   auto encoder  = make_encoder({.architecture = "resnet50"});
//   auto features = encoder->forward(images);
//
// forward: images N x 3 x H x W, RGB in [0, 1] normalised by the ImageNet mean and deviation, in
// the precision to compute in → features N x channels() x H' x W' in that precision, with
// H' = ceil(ceil(ceil(H / 2) / 2) / 2), the stride being 8.
class Encoder : public torch::nn::Module {
 public:
  virtual torch::Tensor forward(const torch::Tensor& images) = 0;

  // Every second of these features in both directions, forward(images)[:, :, ::2, ::2], so those of
  // an output stride of 16. A ResNet computes them at half the cost or less, since it then keeps
  // the stride of its last stage in place of dilating it.
  virtual torch::Tensor forward_at_stride_16(const torch::Tensor& images);

  const EncoderOptions& options() const { return options_; }
  int64_t channels() const { return channels_; }

 protected:
  Encoder(EncoderOptions options, int64_t channels)
      : torch::nn::Module(options.architecture),
        options_(std::move(options)),
        channels_(channels) {}

 private:
  EncoderOptions options_;
  int64_t channels_;
};

// An encoder whose parameters are initialised after Kaiming He. Unknown architecture: panet::Error
// with those known.
std::shared_ptr<Encoder> make_encoder(const EncoderOptions& options);

// The same with parameters that hold nothing yet, for weights that are at hand: drawing random
// numbers for all of them takes longer than reading a file.
std::shared_ptr<Encoder> make_encoder_to_be_loaded(const EncoderOptions& options);

// Height or width of the features of an image of `pixels` height or width.
int64_t feature_size(int64_t pixels);

// Number of parameters, biases included.
int64_t parameter_count(const Encoder& encoder);

}  // namespace panet

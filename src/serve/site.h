#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "panet/segment/segmenter.h"

namespace panet::serve {

struct SiteOptions {
  std::filesystem::path photos;  // the folder to label
  std::filesystem::path home;    // of the project; empty: default_home (project/project.h)
  std::string host = "127.0.0.1";
  uint16_t port = 8080;  // 0: any free one
  std::string token;     // empty: a random one
  std::size_t most_feature_bytes = std::size_t{8} << 30;
};

// The labelling page of a folder of photographs: project, work and server put together. Serves as
// long as it lives.
class Site {
 public:
  // panet::Error where the address is taken, the folder cannot be read, or another server has the
  // project.
  Site(const SiteOptions& options, std::shared_ptr<const Model> model,
       const SegmenterOptions& segmenter);
  ~Site();

  std::string address() const;  // with the token
  const std::string& token() const;
  const std::filesystem::path& home() const;

 private:
  class Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace panet::serve

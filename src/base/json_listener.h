#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>

namespace panet {

// Hears a json as it is parsed (nlohmann::json::sax_parse); one that is broken ends there. What a
// listener does not care for is answered by `goes_on`: whether parsing goes on behind it.
class JsonListener : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit JsonListener(bool goes_on) : goes_on_(goes_on) {}

  bool start_object(std::size_t) override { return goes_on_; }
  bool end_object() override { return goes_on_; }
  bool start_array(std::size_t) override { return goes_on_; }
  bool end_array() override { return goes_on_; }
  bool key(string_t&) override { return goes_on_; }
  bool null() override { return goes_on_; }
  bool boolean(bool) override { return goes_on_; }
  bool number_integer(number_integer_t) override { return goes_on_; }
  bool number_unsigned(number_unsigned_t) override { return goes_on_; }
  bool number_float(number_float_t, const string_t&) override { return goes_on_; }
  bool string(string_t&) override { return goes_on_; }
  bool binary(binary_t&) override { return goes_on_; }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override {
    return false;
  }

 private:
  bool goes_on_;
};

}  // namespace panet

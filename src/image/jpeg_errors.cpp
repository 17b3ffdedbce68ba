#include "image/jpeg_errors.h"

#include <fmt/format.h>
#include <jerror.h>

#include <new>

#include "image/byte_view.h"

namespace panet {
namespace {

JpegErrors& errors_of(j_common_ptr jpeg) {
  return static_cast<JpegErrors&>(*jpeg->err);
}

[[noreturn]] void fail(j_common_ptr jpeg) {
  std::array<char, JMSG_LENGTH_MAX> reason;
  jpeg->err->format_message(jpeg, reason.data());
  errors_of(jpeg).leave(reason.data());
}

void weigh(j_common_ptr jpeg, int level) {
  const bool is_warning = level < 0;
  const int code = jpeg->err->msg_code;
  if (is_warning && (code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER)) fail(jpeg);
}

}  // namespace

JpegErrors::JpegErrors() : jpeg_error_mgr() {
  jpeg_std_error(this);
  error_exit = fail;
  emit_message = weigh;
  output_message = [](j_common_ptr) {};
}

void JpegErrors::leave(const char* reason) {
  std::snprintf(message.data(), message.size(), "%s", reason);
  std::longjmp(escape, 1);
}

void JpegErrors::raise() const {
  if (msg_code == JERR_OUT_OF_MEMORY) throw std::bad_alloc();
  if (msg_code == JWRN_JPEG_EOF) throw ByteView::truncated();
  throw Error(fmt::format("broken JPEG: {}", message.data()));
}

}  // namespace panet

#include "panet/image/contact_sheet.h"

#include <fmt/format.h>

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "image/opencv_view.h"
#include "image/picture_size.h"
#include "panet/base/error.h"

namespace panet {
namespace {

constexpr int kMargin = 20;         // around the sheet
constexpr int kGap = 14;            // between tiles
constexpr int kCaptionHeight = 26;  // below each tile
const cv::Scalar kPaper(255, 255, 255), kMatBoard(240, 241, 243), kInk(38, 42, 48);

// The caption's letters. They are drawn four times as large and then shrunk: OpenCV's line font
// looks even that way.
constexpr int kOversampling = 4;
constexpr int kFont = cv::FONT_HERSHEY_SIMPLEX;
constexpr double kFontScale = 0.46 * kOversampling;
constexpr int kPen = 5;

int text_width(const std::string& text) {
  int baseline = 0;
  return cv::getTextSize(text, kFont, kFontScale, kPen, &baseline).width / kOversampling + 1;
}

// The font has ASCII only: any other character, however many bytes it takes in UTF-8, becomes one
// question mark.
std::string drawable(const std::string& text) {
  std::string ascii;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 32 && byte < 127) ascii += c;
    if (byte == '\n' || byte == '\t') ascii += ' ';
    if (byte >= 0xC0) ascii += '?';
  }
  return ascii;
}

// As much of the text as fits, with "..." where something was cut off.
std::string fitted(const std::string& text, int width) {
  if (text_width(text) <= width) return text;
  std::string shortened =
      text.substr(0, static_cast<std::size_t>(width));  // no letter is narrower than a pixel
  while (!shortened.empty() && text_width(shortened + "...") > width) shortened.pop_back();
  while (!shortened.empty() && shortened.back() == ' ') shortened.pop_back();
  return shortened + "...";
}

// Text in the middle of `area`, a part of the sheet.
void write(cv::Mat area, const std::string& caption) {
  const std::string text = fitted(drawable(caption), area.cols);
  cv::Mat large(area.rows * kOversampling, area.cols * kOversampling, CV_8UC3, kPaper);
  const int left = std::max(0, (area.cols - text_width(text)) / 2);
  cv::putText(large, text, {left * kOversampling, 18 * kOversampling}, kFont, kFontScale, kInk,
              kPen, cv::LINE_AA);
  cv::resize(large, area, area.size(), 0, 0, cv::INTER_AREA);
}

// The picture as large as fits, in RGB.
cv::Mat fitted(const PictureView& picture, const cv::Size& area) {
  expect_pixels(picture, "contact_sheet");
  const cv::Mat source = mat_view(picture);
  const double scale = std::min(static_cast<double>(area.width) / source.cols,
                                static_cast<double>(area.height) / source.rows);
  const cv::Size size(std::clamp(cvRound(source.cols * scale), 1, area.width),
                      std::clamp(cvRound(source.rows * scale), 1, area.height));
  cv::Mat result;
  cv::resize(source, result, size, 0, 0, scale < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
  if (picture.order == ChannelOrder::kBgr) cv::cvtColor(result, result, cv::COLOR_BGR2RGB);
  return result;
}

// The picture in the middle of `area`.
void place(cv::Mat area, const PictureView& picture) {
  const cv::Mat source = fitted(picture, area.size());
  source.copyTo(area(cv::Rect((area.cols - source.cols) / 2, (area.rows - source.rows) / 2,
                              source.cols, source.rows)));
}

std::size_t longest(const std::vector<std::vector<Tile>>& rows) {
  std::size_t columns = 0;
  for (const auto& row : rows) columns = std::max(columns, row.size());
  return columns;
}

// The length of `count` tiles with their gaps and the margins.
uint64_t extent(std::size_t count, int tile) {
  return 2 * uint64_t{kMargin} + count * (static_cast<uint64_t>(tile) + kGap) - kGap;
}

void require_tile(int width, int height) {
  if (width < 16 || height < 16 || width > 8192 || height > 8192)
    throw Error(fmt::format("tiles of {} x {} pixels; 16 to 8192 are possible", width, height));
}

}  // namespace

Picture contact_sheet(const std::vector<std::vector<Tile>>& rows, int tile_width, int tile_height) {
  const std::size_t columns = longest(rows);
  if (columns == 0) throw Error("contact_sheet: there is no tile to show");
  require_tile(tile_width, tile_height);
  const int row_height = tile_height + kCaptionHeight;
  const uint64_t height = extent(rows.size(), row_height), width = extent(columns, tile_width);
  check_picture_size(height, width);

  auto result = Picture::uninitialised(static_cast<int64_t>(height), static_cast<int64_t>(width));
  cv::Mat sheet = mat_view(result);
  sheet = kPaper;
  for (std::size_t r = 0; r < rows.size(); ++r)
    for (std::size_t c = 0; c < rows[r].size(); ++c) {
      const Tile& tile = rows[r][c];
      const int x = kMargin + static_cast<int>(c) * (tile_width + kGap),
                y = kMargin + static_cast<int>(r) * (row_height + kGap);
      if (!tile.picture.empty()) {
        cv::Mat area = sheet(cv::Rect(x, y, tile_width, tile_height));
        area = kMatBoard;
        place(area, tile.picture);
      }
      write(sheet(cv::Rect(x, y + tile_height, tile_width, kCaptionHeight)), tile.caption);
    }
  return result;
}

Picture fitted_to_tile(const PictureView& picture, int tile_width, int tile_height) {
  require_tile(tile_width, tile_height);
  return picture_of(fitted(picture, {tile_width, tile_height}));
}

}  // namespace panet

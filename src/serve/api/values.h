#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "panet/image/pieces.h"
#include "serve/project/project.h"
#include "serve/work/labeller.h"

namespace panet::serve {

// The values of docs/http.md as JSON, and back.

std::string text_of(Status status);
std::string text_of(Origin origin);
std::string text_of(Decision decision);
std::string text_of(Colour colour);            // "#e69f00"
Colour parse_colour(const std::string& text);  // BadRequest

nlohmann::json json_of(const PictureRow& picture);
nlohmann::json json_of(const ClassRow& row);
nlohmann::json json_of(const ClassInPicture& found);
nlohmann::json json_of(const PictureMasks& masks);
nlohmann::json json_of(const Painted& painted);
nlohmann::json json_of(const Change& change);
nlohmann::json json_of(const Counts& counts);
nlohmann::json json_of(const JobReport& job);
nlohmann::json json_of(const std::vector<PieceLine>& lines);

// BadRequest says what is wrong.
std::vector<Shape> parse_shapes(const nlohmann::json& shapes);
std::vector<PieceLine> parse_lines(const nlohmann::json& lines);
LeastPiece parse_least(const std::optional<std::string>& text);

}  // namespace panet::serve

// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/page/wording.h"

#include <cstddef>

#include "fmt/format.h"
#include "nlohmann/json.hpp"

namespace gatefuzz {

std::string Grouped(uint64_t count) {
  std::string digits = std::to_string(count);
  for (auto at = static_cast<ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<size_t>(at), ",");
  return digits;
}

std::string Counted(uint64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", Grouped(count), noun, count == 1 ? "" : "s");
}

std::string DurationInWords(double seconds) {
  // A value beyond any campaign's, or NaN, is a damaged record's.
  const uint64_t all = seconds > 0 && seconds < 1e12 ? static_cast<uint64_t>(seconds) : 0;
  if (all < 60) return fmt::format("{} s", all);
  if (all < 3600) return fmt::format("{} min {} s", all / 60, all % 60);
  return fmt::format("{} h {} min", Grouped(all / 3600), all / 60 % 60);
}

std::string ToUtf8(std::string_view text) {
  using Json = nlohmann::json;
  return Json::parse(Json(text).dump(-1, ' ', false, Json::error_handler_t::replace)).get<std::string>();
}

}  // namespace gatefuzz

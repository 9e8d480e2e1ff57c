// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/findings/junit_text.h"

#include <nlohmann/json.hpp>

#include "fmt/format.h"

namespace gatefuzz {

std::string JunitText(const std::string& text) {
  using Json = nlohmann::json;
  std::string result;
  // A round through JSON makes it UTF-8.
  for (const char c : Json::parse(Json(text).dump(-1, ' ', false, Json::error_handler_t::replace)).get<std::string>()) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\n':
        result += "&#10;";
        break;
      default:
        result += static_cast<unsigned char>(c) < ' ' && c != '\t' ? '?' : c;
    }
  }
  return result;
}

std::string JunitTestCase(const std::string& group, const std::string& name, const std::string& element,
                          const std::string& message) {
  const std::string start = fmt::format("  <testcase classname=\"{}\" name=\"{}\"", JunitText(group), JunitText(name));
  if (element.empty()) return start + "/>\n";
  return fmt::format("{}><{} message=\"{}\"/></testcase>\n", start, element, JunitText(message));
}

}  // namespace gatefuzz

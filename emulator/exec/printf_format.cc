// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/exec/printf_format.h"

#include <algorithm>
#include <cstdio>

namespace gatefuzz::emulator {
namespace {

// Reads arguments one after another, each at its natural alignment.
class Arguments {
 public:
  explicit Arguments(const ReadArgument& read) : read_(read) {}

  template <class T>
  T Next() {
    T value{};
    offset_ = (offset_ + sizeof value - 1) / sizeof value * sizeof value;
    good_ = good_ && read_(offset_, &value, sizeof value);
    offset_ += sizeof value;
    ++count_;
    return value;
  }
  bool good() const { return good_; }
  int count() const { return count_; }

 private:
  const ReadArgument& read_;
  uint64_t offset_ = 0;
  bool good_ = true;
  int count_ = 0;
};

// A field no wider than this is honoured, so that a format cannot ask for gigabytes.
constexpr int kMaxField = 4096;

template <class T>
void Append(const std::string& specification, T value, std::string* text) {
  char buffer[2 * kMaxField + 512];
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wformat-nonliteral"
  const int length = std::snprintf(buffer, sizeof buffer, specification.c_str(), value);
#pragma clang diagnostic pop
  if (length > 0) text->append(buffer, std::min(static_cast<size_t>(length), sizeof buffer - 1));
}

// A string may be longer than any buffer: width, precision and '-' by hand.
void AppendString(const std::string& flags, int width, int precision, std::string value, std::string* text) {
  if (precision >= 0 && static_cast<size_t>(precision) < value.size()) value.resize(static_cast<size_t>(precision));
  const size_t pad =
      width > 0 && static_cast<size_t>(width) > value.size() ? static_cast<size_t>(width) - value.size() : 0;
  const bool left = flags.find('-') != std::string::npos;
  if (!left) text->append(pad, ' ');
  text->append(value);
  if (left) text->append(pad, ' ');
}

}  // namespace

int FormatPrintf(std::string_view format, const ReadArgument& read, const ReadString& read_string, std::string* text) {
  Arguments arguments(read);
  size_t i = 0;
  const auto number = [&]() -> int {
    if (i < format.size() && format[i] == '*') {
      ++i;
      return std::clamp(arguments.Next<int32_t>(), -kMaxField, kMaxField);
    }
    int value = 0;
    for (; i < format.size() && format[i] >= '0' && format[i] <= '9'; ++i) {
      value = std::min(value * 10 + (format[i] - '0'), kMaxField);
    }
    return value;
  };
  while (i < format.size()) {
    if (format[i] != '%') {
      *text += format[i++];
      continue;
    }
    const size_t start = i++;
    std::string flags;
    while (i < format.size() && std::string_view("-+ #0").find(format[i]) != std::string_view::npos) {
      if (flags.find(format[i]) == std::string::npos) flags += format[i];
      ++i;
    }
    int width = number();
    if (width < 0) {
      flags += '-';
      width = -width;
    }
    int precision = -1;
    if (i < format.size() && format[i] == '.') {
      ++i;
      precision = number();
    }
    int longs = 0;
    for (; i < format.size() && std::string_view("hlLqjzt").find(format[i]) != std::string_view::npos; ++i) {
      if (format[i] != 'h' && format[i] != 'L') ++longs;
    }
    if (i == format.size()) {
      text->append(format.substr(start));
      break;
    }
    const char conversion = format[i++];
    std::string specification = "%" + flags;
    if (width > 0) specification += std::to_string(width);
    if (precision >= 0) specification += "." + std::to_string(precision);
    switch (conversion) {
      case '%':
        *text += '%';
        break;
      case 'd':
      case 'i': {
        const long long value = longs > 0 ? arguments.Next<int64_t>() : arguments.Next<int32_t>();
        Append(specification + "lld", value, text);
        break;
      }
      case 'u':
      case 'x':
      case 'X':
      case 'o': {
        const unsigned long long value = longs > 0 ? arguments.Next<uint64_t>() : arguments.Next<uint32_t>();
        Append(specification + "ll" + conversion, value, text);
        break;
      }
      case 'c':
        Append(specification + "c", arguments.Next<int32_t>(), text);
        break;
      case 'p':
        Append(specification + "p", reinterpret_cast<void*>(arguments.Next<uint64_t>()), text);
        break;
      case 's': {
        std::string value;
        if (!read_string(arguments.Next<uint64_t>(), &value)) value = "(bad string)";
        AppendString(flags, width, precision, std::move(value), text);
        break;
      }
      case 'e':
      case 'E':
      case 'f':
      case 'F':
      case 'g':
      case 'G':
      case 'a':
      case 'A':
        Append(specification + conversion, arguments.Next<double>(), text);
        break;
      default:
        // Unknown conversions are printed as they stand, as CUDA does.
        text->append(format.substr(start, i - start));
    }
    if (!arguments.good()) return -1;
  }
  return arguments.count();
}

}  // namespace gatefuzz::emulator

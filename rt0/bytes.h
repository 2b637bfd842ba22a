// rt0/bytes.h - plain memory, at the speed of the machine: count_byte.
//
// Uses the widest registers that this CPU has, whatever the program was compiled for. Any caller.
// Layer: rt0.
#pragma once
#include <cstddef>
#include <span>
#include <string_view>

namespace rt0 {

// count_byte is how often b occurs, as Go's bytes.Count of a single byte.
[[nodiscard]] std::size_t count_byte(std::span<const std::byte> in, std::byte b);
[[nodiscard]] inline std::size_t count_byte(std::string_view in, char b) {
  return count_byte(std::as_bytes(std::span(in)), static_cast<std::byte>(b));
}

}  // namespace rt0

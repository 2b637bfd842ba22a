// rt0/bytes.cc - plain memory, at the speed of the machine.
//
// Layer: rt0.
#include "rt0/bytes.h"

#include "count_byte_arch.h"

namespace rt0 {

std::size_t count_byte(std::span<const std::byte> in, std::byte b) {
  return rt::arch::count_byte(reinterpret_cast<const rt::u8*>(in.data()), in.size(), static_cast<rt::u8>(b));
}

}  // namespace rt0

// tests/support/show.h - what Criterion's assertions lack for the runtime's types.
//
//     cr_assert(eq(type(Errno), kernel::munmap(1, 0), Errno::einval));
//
// An Errno prints with its text. Constants may be compared: Criterion 2.4 takes non-const objects and
// temporaries only. Include it after the code under test. Layer: tests.
#pragma once
#include <criterion/new/assert.h>

#include <ostream>
#include <type_traits>

#include "kernel_iface/errno.h"

template <class T,
          class = std::enable_if_t<std::is_arithmetic_v<T> || std::is_class_v<T> || std::is_enum_v<T>>>
constexpr const T& cri_val_escape(const T& v) {
  return v;
}

namespace rt {

inline std::ostream& operator<<(std::ostream& out, Errno error) {
  return out << static_cast<unsigned>(error) << " (" << errno_text(error) << ")";
}

}  // namespace rt

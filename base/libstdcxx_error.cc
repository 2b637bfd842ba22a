// base/libstdcxx_error.cc - the error categories of <system_error>.
//
// Both name errno values; on Linux the system's numbers are the generic ones.
// Layer: base.
#include <cstring>
#include <stdexcept>
#include <system_error>

#include "base/immortal.h"

namespace std {

inline namespace _V2 {

error_category::~error_category() = default;

// The message of the old string's layout, which no program compiled here calls.
__cow_string error_category::_M_message(int) const { __builtin_trap(); }

error_condition error_category::default_error_condition(int code) const noexcept { return {code, *this}; }
bool error_category::equivalent(int code, const error_condition& condition) const noexcept {
  return default_error_condition(code) == condition;
}
bool error_category::equivalent(const error_code& code, int condition) const noexcept {
  return code.category() == *this && code.value() == condition;
}

namespace {

class Generic final : public error_category {
 public:
  const char* name() const noexcept override { return "generic"; }
  string message(int code) const override { return strerror(code); }
};

class System final : public error_category {
 public:
  const char* name() const noexcept override { return "system"; }
  string message(int code) const override { return strerror(code); }
  error_condition default_error_condition(int code) const noexcept override {
    return {code, generic_category()};
  }
};

}  // namespace

const error_category& generic_category() noexcept { return *rt::immortal<Generic>(); }
const error_category& system_category() noexcept { return *rt::immortal<System>(); }

}  // namespace _V2

error_condition error_code::default_error_condition() const noexcept {
  return category().default_error_condition(value());
}

}  // namespace std

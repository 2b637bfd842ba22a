// base/libstdcxx_terminate.cc - std::terminate, the handlers of <exception> and <new>, and what is left of
// exceptions.
//
// No exception is ever in flight, so an exception_ptr is null unless a program made it
// so by other means, and rethrowing ends the process.
// Layer: base.
#include <exception>
#include <new>

#include "base/assert.h"
#include "base/atomic.h"

namespace std {

const nothrow_t nothrow{};

namespace {

constinit rt::Atomic<terminate_handler> terminate_now;
constinit rt::Atomic<new_handler> new_now;

}  // namespace

// The handlers are functions, and nothing is handed over with them: relaxed.
terminate_handler set_terminate(terminate_handler f) noexcept { return terminate_now.exchange_relaxed(f); }
terminate_handler get_terminate() noexcept { return terminate_now.load_relaxed(); }
new_handler set_new_handler(new_handler f) noexcept { return new_now.exchange_relaxed(f); }
new_handler get_new_handler() noexcept { return new_now.load_relaxed(); }

void terminate() noexcept {
  if (terminate_handler f = get_terminate()) f();
  rt::rt_throw("std::terminate called");
}

bool uncaught_exception() noexcept { return false; }
int uncaught_exceptions() noexcept { return 0; }
exception_ptr current_exception() noexcept { return exception_ptr(); }
void rethrow_exception(exception_ptr) { terminate(); }

namespace __exception_ptr {

exception_ptr::exception_ptr(void* object) noexcept : _M_exception_object(object) {}
void exception_ptr::_M_addref() noexcept {}
void exception_ptr::_M_release() noexcept { _M_exception_object = nullptr; }
void* exception_ptr::_M_get() const noexcept { return _M_exception_object; }

}  // namespace __exception_ptr
}  // namespace std

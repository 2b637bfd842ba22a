// base/assert.h - what ends the process when the runtime itself is wrong.
//
// rt_throw is declared here, below everything that needs it, and defined in
// sched/panic.cc; unit tests of lower rooms link tests/support/throw_stub.cc.
// Layer: base.
#pragma once
#include "base/attributes.h"

namespace rt {

// rt_throw prints "fatal error: <what>" and the traceback to standard error and ends
// the process with status 2. For broken invariants of the runtime and for kernel
// calls that cannot be survived. Any stack, any state, any lock.
[[noreturn]] RT_COLD void rt_throw(const char* what);

// rt_assert_failed throws "assertion failed: <what>".
[[noreturn]] RT_COLD void rt_assert_failed(const char* what);

}  // namespace rt

#define RT_STRINGIFY_(x) #x
#define RT_STRINGIFY(x) RT_STRINGIFY_(x)

// RT_ASSERT is checked in every build: for what costs nothing beside what it guards. Every program carries its text,
// so only debug builds say the condition, too.
#ifdef RT_DEBUG
#define RT_ASSERT_TEXT_(cond) #cond " at "
#else
#define RT_ASSERT_TEXT_(cond)
#endif
#define RT_ASSERT(cond)                    \
  (RT_LIKELY(cond) ? static_cast<void>(0) \
                   : ::rt::rt_assert_failed(RT_ASSERT_TEXT_(cond) __FILE__ ":" RT_STRINGIFY(__LINE__)))

// RT_DEBUG_ASSERT is checked in debug builds: for hot paths and for walks over structures.
#ifdef RT_DEBUG
#define RT_DEBUG_ASSERT(cond) RT_ASSERT(cond)
inline constexpr bool kDebug = true;
#else
#define RT_DEBUG_ASSERT(cond) static_cast<void>(sizeof(!(cond)))
inline constexpr bool kDebug = false;
#endif

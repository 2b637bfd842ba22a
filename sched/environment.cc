// sched/environment.cc - arguments and environment.
//
// Layer: sched.
#include "sched/environment.h"

#include <new>

#include "base/atomic.h"
#include "base/upcalls.h"
#include "mem/persistentalloc.h"

namespace rt {

constinit kernel::InitialStack initial{};

// Views is an array of views that is made by whoever asks first; two that ask at once make it twice.
struct Views {
  Atomic<std::string_view*> first;
  usize count = 0;
  char** strings = nullptr;

  std::span<const std::string_view> get() {
    if (count == 0) return {};
    if (std::string_view* made = first.load_acquire()) return {made, count};  // pairs with the CAS below
    auto* fresh = static_cast<std::string_view*>(persistentalloc(count * sizeof(std::string_view), alignof(std::string_view)));
    for (usize i = 0; i < count; i++) new (&fresh[i]) std::string_view(strings[i]);
    std::string_view* none = nullptr;
    return {first.cas_acq_rel(none, fresh) ? fresh : none, count};
  }
};

static constinit Views arg_views, env_views;

void goargs() {
  arg_views.count = initial.argc > 0 ? static_cast<usize>(initial.argc) : 0;
  arg_views.strings = initial.argv;
}

void goenvs() {
  env_views.count = initial.envc;
  env_views.strings = initial.envp;
}

std::span<const std::string_view> args() { return arg_views.get(); }
std::span<const std::string_view> environ_views() { return env_views.get(); }

// first_go is the first variable whose name begins with GO: most processes have none, and the boot asks for five.
static usize first_go() {
  static constinit usize seen = 0;  // so many variables are something else
  if (initial.auxv.secure != 0) return initial.envc;
  usize i = seen;
  while (i < initial.envc && (initial.envp[i][0] != 'G' || initial.envp[i][1] != 'O')) i++;
  seen = i;
  return i;
}

std::string_view gogetenv(const char* name) {
  for (usize i = first_go(); i < initial.envc; i++) {
    const char* s = initial.envp[i];
    usize n = 0;
    while (name[n] != 0 && s[n] == name[n]) n++;
    if (name[n] != 0 || s[n] != '=') continue;
    const char* const value = s + n + 1;
    usize bytes = 0;
    while (value[bytes] != 0) bytes++;
    return {value, bytes};
  }
  return {};
}

extern "C" char** rt_environ(void) { return initial.envp; }

}  // namespace rt

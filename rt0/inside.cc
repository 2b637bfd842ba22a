// rt0/inside.cc - the auxiliary vector, Ms and Ps as a program may see them.
//
// Layer: rt0.
#include "rt0/inside.h"

#include "kernel_iface/auxv.h"
#include "sched/environment.h"
#include "sched/m.h"
#include "sched/p.h"
#include "sched/sched.h"

namespace rt0::inside {

namespace {

std::string_view status_name(rt::Pstatus s) {
  switch (s) {
    case rt::Pstatus::idle: return "idle";
    case rt::Pstatus::running: return "running";
    case rt::Pstatus::syscall: return "syscall";
    case rt::Pstatus::gcstop: return "gcstop";
    case rt::Pstatus::dead: return "dead";
  }
  return "";
}

}  // namespace

std::vector<auxv_entry> auxv() {
  std::vector<auxv_entry> all;
  const rt::kernel::Auxv& born = rt::initial.auxv;
  for (std::size_t i = 0; i < born.count; i++) {
    const char* const name = rt::kernel::auxv_name(born.entries[i].type);
    all.push_back({born.entries[i].type, born.entries[i].value, name != nullptr ? name : ""});
  }
  return all;
}

std::vector<thread> threads() {
  std::vector<thread> all;
  // Ms are never unlinked. The acquire pairs with the release that published each of them.
  for (const rt::M* m = rt::allm.load_acquire(); m != nullptr; m = m->alllink) {
    thread t{m->id, m->tid, m->system, std::nullopt};
    // p belongs to its M: this is a glance, and a P is never freed.
    if (const rt::P* p = __atomic_load_n(&m->p, __ATOMIC_RELAXED); p != nullptr) t.p = p->id;
    all.push_back(t);
  }
  return all;
}

std::vector<processor> processors() {
  std::vector<processor> all;
  for (std::uint32_t i = 0; i < rt::gomaxprocs.load_relaxed(); i++) {
    const rt::P* p = rt::allp[i];
    if (p != nullptr) all.push_back({p->id, status_name(p->status.load_relaxed())});
  }
  return all;
}

}  // namespace rt0::inside

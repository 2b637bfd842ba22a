// sched/sched.cc - the globals of the scheduler, where the first page of .bss can hold them.
//
// Layer: sched.
#include "sched/sched.h"

#include "base/attributes.h"

namespace rt {

// The first objects of the process have to be where assembly and link.ld expect them.
#define RT_M0 __attribute__((section(".bss.rt0_m0"), aligned(8)))

constinit Sched sched;
RT_M0 constinit M m0{};
RT_HOT_BSS constinit G g0{};
RT_HOT_BSS constinit AllP allp{};
RT_HOT_BSS constinit Atomic<u32> gomaxprocs{};
RT_HOT_BSS constinit Atomic<u32> nprocs_ever{};
RT_HOT_BSS constinit u32 ncpu = 0;
RT_HOT_BSS constinit Atomic<M*> allm{};
constinit kernel::Mutex allp_lock{LockRank::allp};
constinit kernel::Mutex allg_lock{LockRank::leaf};
constinit ListDouble<G, &G::allnext, &G::allprev> allgs{};

}  // namespace rt

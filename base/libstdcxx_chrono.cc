// base/libstdcxx_chrono.cc - the clocks of <chrono>, read through the vDSO.
//
// Layer: base.
#include <bits/chrono.h>

#include "base/upcalls.h"

namespace std::chrono {
inline namespace _V2 {

steady_clock::time_point steady_clock::now() noexcept { return time_point(nanoseconds(rt_nanotime())); }
system_clock::time_point system_clock::now() noexcept { return time_point(nanoseconds(rt_walltime_ns())); }

}  // namespace _V2
}  // namespace std::chrono

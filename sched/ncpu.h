// sched/ncpu.h - how many CPUs this process may use.
//
// The least of the affinity mask and of every CPU quota of its cgroup and the cgroup's ancestors (v2:
// cpu.max; v1: cpu.cfs_quota_us), rounded up, at least 1. What cannot be read does not limit.
//
// The mask is one system call; the quota takes a dozen on files of /proc and /sys, 50 us where a whole start takes
// 200. So the boot takes the mask, and the quota is read when a program asks (num_cpu, gomaxprocs) and otherwise by
// sysmon, after its first millisecond and then, with the mask, once a second while the process is awake. Procs follow, up
// and down, unless GOMAXPROCS or the program has set them.
// Layer: sched.
#pragma once
#include <string_view>

#include "base/types.h"

namespace rt {

// affinity_cpus counts the CPUs of the mask, at least 1.
u32 affinity_cpus();

// cgroup_cpus is the least quota, rounded up; 0: none.
u32 cgroup_cpus();

// quota_of parses one file's text: "max 100000", "150000 100000" (v2). 0: no limit.
u32 quota_of(std::string_view text);

// procs_fixed says that the number of Ps was chosen, by GOMAXPROCS or the program: it does not follow the CPUs.
void procs_fixed();

// num_cpu is the least of mask and quota, as last read. The first call reads them. Not under a lock.
u32 num_cpu();

// cpus_changed reads both again and says whether follow_cpus would do something. For sysmon.
bool cpus_changed();

// follow_cpus makes gomaxprocs num_cpu, unless it is fixed. On a goroutine.
void follow_cpus();

}  // namespace rt

// sched/ncpu.h - how many CPUs this process may use.
//
// The least of the affinity mask and of every CPU quota of its cgroup and the cgroup's ancestors (v2:
// cpu.max; v1: cpu.cfs_quota_us), rounded up, at least 1. What cannot be read does not limit.
//
// The mask is one system call; the quota takes a dozen on files of /proc and /sys, 50 us where a whole start takes
// 200. So the boot takes the mask, and the quota is read when a program asks (num_cpu, gomaxprocs) and otherwise by
// sysmon, after its first millisecond: then procs follow it, unless GOMAXPROCS or the program has set them.
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

// procs_fixed says that the number of Ps was chosen, by GOMAXPROCS or the program: the quota does not change it.
void procs_fixed();

// num_cpu is the least of mask and quota. The first call reads the quota. Not under a lock.
u32 num_cpu();

// follow_quota lowers gomaxprocs to num_cpu, unless it is fixed. On a goroutine.
void follow_quota();

// quota_wants_change says whether follow_quota would do something. Reads the quota: for sysmon, once.
bool quota_wants_change();

}  // namespace rt

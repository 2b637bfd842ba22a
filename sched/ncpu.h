// sched/ncpu.h - how many CPUs this process may use.
//
// The least of the affinity mask and of every CPU quota of its cgroup and the cgroup's ancestors (v2:
// cpu.max; v1: cpu.cfs_quota_us), rounded up, at least 1. What cannot be read does not limit.
// Layer: sched.
#pragma once
#include "base/types.h"

namespace rt {

struct CpuCount {
  u32 count;
  const char* why;  // "affinity", "cgroup quota", or why the quota was not asked
};

// count_cpus asks the kernel. The quota costs some opens and reads of /proc and /sys, and is left out where it
// cannot matter: with one CPU in the mask.
CpuCount count_cpus(bool with_quota);

// quota_of parses one file's text: "max 100000", "150000 100000" (v2). 0: no limit.
u32 quota_of(const char* text, usize bytes);

}  // namespace rt

// tests/unit/sched/ncpu_test.cc - how many CPUs: the mask, and quotas of both kinds of cgroup.
//
// The files are the fake kernel's.
#include "sched/ncpu.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <string_view>

#include "sched/sched.h"
#include "tests/fake_kernel/fake_fs.h"
#include "tests/fake_kernel/fake_kernel.h"
#include "tests/fake_kernel/fake_process.h"
#include "tests/support/show.h"

using namespace rt;

static void put(const char* path, std::string_view text) { fake_kernel.fd.fs.put(path, text); }

Test(ncpu, a_quota_is_rounded_up) {
  cr_assert(eq(u32, quota_of("max 100000\n"), 0));
  cr_assert(eq(u32, quota_of("100000 100000\n"), 1));
  cr_assert(eq(u32, quota_of("100001 100000\n"), 2));
  cr_assert(eq(u32, quota_of("1000 100000\n"), 1));
  cr_assert(eq(u32, quota_of("250000 100000\n"), 3));
}

Test(ncpu, nonsense_does_not_limit) {
  for (std::string_view text : {"", "x", "100000", "100000 0", "0 100000", "-1 100000", "99999999999999999999999 1 "}) {
    const u32 q = quota_of(text);
    cr_assert(q == 0 || q > 1'000'000);
  }
}

Test(ncpu, the_mask_is_counted) {
  fake_kernel.process.cpus = {0x0f};
  cr_assert(eq(u32, affinity_cpus(), 4));
}

Test(ncpu, a_mask_that_cannot_be_read_is_one_cpu) {
  fake_kernel.fail_always(kSysSchedGetaffinity, Errno::einval);
  cr_assert(eq(u32, affinity_cpus(), 1));
}

Test(ncpu, without_files_there_is_no_quota) { cr_assert(eq(u32, cgroup_cpus(), 0)); }

Test(ncpu, the_least_ancestor_of_a_v2_cgroup_counts) {
  put("/proc/self/cgroup", "0::/a/b/c\n");
  put("/sys/fs/cgroup/a/b/c/cpu.max", "max 100000\n");
  put("/sys/fs/cgroup/a/b/cpu.max", "300000 100000\n");
  put("/sys/fs/cgroup/a/cpu.max", "150000 100000\n");
  cr_assert(eq(u32, cgroup_cpus(), 2));
}

Test(ncpu, in_a_namespace_the_root_has_the_file) {
  put("/proc/self/cgroup", "0::/\n");
  put("/sys/fs/cgroup/cpu.max", "50000 100000\n");
  cr_assert(eq(u32, cgroup_cpus(), 1));
}

Test(ncpu, a_v1_cgroup_has_two_files) {
  put("/proc/self/cgroup", "9:memory:/x\n4:cpu,cpuacct:/box\n0::/\n");
  put("/sys/fs/cgroup/cpu/box/cpu.cfs_quota_us", "350000\n");
  put("/sys/fs/cgroup/cpu/box/cpu.cfs_period_us", "100000\n");
  put("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n");
  put("/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
  cr_assert(eq(u32, cgroup_cpus(), 4));
}

Test(ncpu, a_path_that_is_too_long_does_not_limit) {
  put("/proc/self/cgroup", "0::/" + std::string(1000, 'x') + "\n");
  cr_assert(eq(u32, cgroup_cpus(), 0));
}

static void use_cpus(u64 mask, const char* quota) {
  fake_kernel.process.cpus = {mask};
  put("/proc/self/cgroup", "0::/\n");
  put("/sys/fs/cgroup/cpu.max", quota);
}

Test(ncpu, num_cpu_is_the_least_and_reads_once) {
  use_cpus(0xff, "200000 100000\n");
  cr_assert(eq(u32, num_cpu(), 2));
  use_cpus(0xff, "100000 100000\n");
  cr_assert(eq(u32, num_cpu(), 2));
}

Test(ncpu, one_cpu_needs_no_files) {
  fake_kernel.process.cpus = {1};
  fake_kernel.fail_always(kSysOpenat, Errno::eacces);
  cr_assert(eq(u32, num_cpu(), 1));
}

Test(ncpu, a_change_is_seen_both_ways) {
  gomaxprocs.store_relaxed(8);
  use_cpus(0xff, "max 100000\n");
  cr_assert(not(cpus_changed()));
  use_cpus(0xff, "250000 100000\n");
  cr_assert(cpus_changed());
  cr_assert(eq(u32, num_cpu(), 3));
  gomaxprocs.store_relaxed(3);
  cr_assert(not(cpus_changed()));
  use_cpus(0x0f, "max 100000\n");
  cr_assert(cpus_changed());
  cr_assert(eq(u32, num_cpu(), 4));
  use_cpus(1, "max 100000\n");
  cr_assert(cpus_changed());
  cr_assert(eq(u32, num_cpu(), 1));
}

Test(ncpu, a_quota_that_cannot_be_read_stays) {
  gomaxprocs.store_relaxed(2);
  use_cpus(0xff, "200000 100000\n");
  cr_assert(not(cpus_changed()));
  fake_kernel.fail_always(kSysOpenat, Errno::emfile);
  cr_assert(not(cpus_changed()));
  cr_assert(eq(u32, num_cpu(), 2));
}

Test(ncpu, a_chosen_number_of_procs_stays) {
  gomaxprocs.store_relaxed(8);
  use_cpus(0xff, "200000 100000\n");
  cr_assert(cpus_changed());
  procs_fixed();
  cr_assert(not(cpus_changed()));
}

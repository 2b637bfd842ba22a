// sched/ncpu.cc - how many CPUs this process may use.
//
// Layer: sched.
#include "sched/ncpu.h"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "base/attributes.h"
#include "kernel_iface/process.h"
#include "kernel_iface/text.h"
#include "sched/procresize.h"
#include "sched/sched.h"

namespace rt {

static constexpr usize kPathMax = 512;

// cpus_in counts the CPUs of the mask that the kernel writes to words; 0 when it has more than fit.
static u32 cpus_in(u64* words, usize bytes) {
  Result<usize> got = kernel::sched_getaffinity(0, words, bytes);
  u32 n = 0;
  for (usize left = got.value_or(0) / sizeof(u64); left > 0; left--, words++) {
    for (u64 bits = *words; bits != 0; bits &= bits - 1) n++;
  }
  return n;
}

static RT_NOINLINE u32 cpus_of_many() {
  u64 mask[128];
  return cpus_in(mask, sizeof mask);
}

// A kernel for more CPUs than the mask has bits refuses: the second is for as many as it can be built for. The
// first fits into the page of the stack that the boot has touched.
u32 affinity_cpus() {
  u64 mask[16];
  u32 n = cpus_in(mask, sizeof mask);
  if (n == 0) n = cpus_of_many();
  return std::max(n, 1u);
}

static u32 cpus_of(i64 quota, i64 period) {
  if (quota <= 0 || period <= 0) return 0;
  return static_cast<u32>(std::min<i64>((quota + period - 1) / period, UINT32_MAX));
}

u32 quota_of(std::string_view text) {
  const i64 quota = take_number(&text);
  return cpus_of(quota, take_number(&text));
}

// put writes text and its end to path; returns where it ends.
static usize put(char* path, usize at, const char* text) {
  while ((path[at] = *text++) != 0) at++;
  return at;
}

// read_in appends the name of a file to a folder's path, whose length is `end`, and reads it.
static std::string_view read_in(char* path, usize end, const char* file, char (&into)[64]) {
  put(path, end, file);
  return read_small(path, into, sizeof into);
}

// limit_in is the quota of the cgroup at path alone; 0 when it has none.
static u32 limit_in(char* path, usize end, bool v2) {
  char buffer[64];
  if (v2) return quota_of(read_in(path, end, "/cpu.max", buffer));
  std::string_view text = read_in(path, end, "/cpu.cfs_quota_us", buffer);
  const i64 quota = take_number(&text);
  text = read_in(path, end, "/cpu.cfs_period_us", buffer);
  return cpus_of(quota, take_number(&text));
}

// Limits are least when smallest, but 0 is none.
static u32 lesser(u32 a, u32 b) { return a - 1 < b - 1 ? a : b; }

// least_limit looks at a cgroup and all its ancestors; 0 when none limits.
static u32 least_limit(std::string_view cgroup, bool v2) {
  char path[kPathMax + 32];
  const usize mount = put(path, 0, v2 ? "/sys/fs/cgroup" : "/sys/fs/cgroup/cpu");
  if (cgroup.ends_with('/')) cgroup.remove_suffix(1);
  if (cgroup.size() > kPathMax - mount) return 0;
  std::memcpy(path + mount, cgroup.data(), cgroup.size());
  usize end = mount + cgroup.size();
  u32 least = limit_in(path, end, v2);
  while (end > mount) {
    do end--;
    while (path[end] != '/');
    least = lesser(least, limit_in(path, end, v2));
  }
  return least;
}

// A line of /proc/self/cgroup: "0::/path" for v2, "4:cpu,cpuacct:/path" for v1.
static u32 limit_of_line(std::string_view line) {
  cut_at(&line, ':');
  std::string_view controllers = cut_at(&line, ':');
  if (line.empty()) return 0;
  if (controllers.empty()) return least_limit(line, true);
  while (!controllers.empty()) {
    if (same(cut_at(&controllers, ','), "cpu")) return least_limit(line, false);
  }
  return 0;
}

// cgroup_limit is the least quota of all; nothing if it cannot be told.
static bool cgroup_limit(u32* least) {
  char buffer[2048];
  std::string_view rest = read_small("/proc/self/cgroup", buffer, sizeof buffer);
  *least = 0;
  if (rest.empty()) return false;
  while (!rest.empty()) *least = lesser(*least, limit_of_line(cut_at(&rest, '\n')));
  return true;
}

u32 cgroup_cpus() {
  u32 least;
  (void)cgroup_limit(&least);
  return least;
}

static constinit Atomic<u32> known;  // 0: not read yet. Two who come at once read the same
static constinit Atomic<u32> fixed;

void procs_fixed() { fixed.store_relaxed(1); }

// read_cpus takes what there is now. A process that is out of descriptors cannot see its quota: then it stays.
static void read_cpus() {
  const u32 cpus = affinity_cpus();
  u32 quota = 0;
  if (cpus > 1 && !cgroup_limit(&quota)) quota = known.load_relaxed();
  known.store_relaxed(lesser(cpus, quota));
}

u32 num_cpu() {
  if (known.load_relaxed() == 0) read_cpus();
  return known.load_relaxed();
}

static bool differs() { return fixed.load_relaxed() == 0 && std::min(num_cpu(), kMaxProcs) != gomaxprocs.load_relaxed(); }

bool cpus_changed() {
  if (fixed.load_relaxed() != 0) return false;
  read_cpus();
  return differs();
}

void follow_cpus() {
  if (differs()) set_gomaxprocs(num_cpu());
}

}  // namespace rt

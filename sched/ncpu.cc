// sched/ncpu.cc - how many CPUs this process may use.
//
// Layer: sched.
#include "sched/ncpu.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string_view>

#include "base/attributes.h"
#include "kernel_iface/file.h"
#include "kernel_iface/process.h"
#include "sched/procresize.h"
#include "sched/sched.h"

namespace rt {

static constexpr usize kPathMax = 512;

template <usize words>
RT_NOINLINE static u32 affinity_in() {
  u64 mask[words];
  Result<usize> got = kernel::sched_getaffinity(0, mask, sizeof mask);
  if (!got.ok()) return 0;
  u32 n = 0;
  for (usize i = 0; i < got.value() / sizeof(u64); i++) n += static_cast<u32>(std::popcount(mask[i]));
  return n;
}

// A kernel for more CPUs than the mask has bits refuses: the second is for as many as it can be built for. The
// first fits into the page of the stack that the boot has touched.
u32 affinity_cpus() {
  u32 n = affinity_in<16>();
  if (n == 0) n = affinity_in<128>();
  return std::max(n, 1u);
}

// read_small reads a whole small file; 0 when it is not there.
static usize read_small(const char* path, char* into, usize bytes) {
  Result<i32> fd = kernel::open(path, kernel::kOpenRdonly | kernel::kOpenCloexec);
  if (!fd.ok()) return 0;
  Result<usize> got = kernel::read(fd.value(), into, bytes);
  (void)kernel::close(fd.value());
  return got.value_or(0);
}

// A decimal number at the begin of text, which it is cut from; -1 when there is none.
static i64 take_number(std::string_view* text) {
  while (!text->empty() && text->front() == ' ') text->remove_prefix(1);
  i64 n = -1;
  while (!text->empty() && text->front() >= '0' && text->front() <= '9' && n < INT64_MAX / 20) {
    n = std::max<i64>(n, 0) * 10 + (text->front() - '0');
    text->remove_prefix(1);
  }
  return n;
}

static u32 cpus_of(i64 quota, i64 period) {
  if (quota <= 0 || period <= 0) return 0;
  return static_cast<u32>(std::min<i64>((quota + period - 1) / period, UINT32_MAX));
}

u32 quota_of(const char* text, usize bytes) {
  std::string_view s(text, bytes);
  const i64 quota = take_number(&s);
  return cpus_of(quota, take_number(&s));
}

// Path is a cgroup's folder and the file in it, shortened folder by folder.
struct Path {
  char text[kPathMax];
  usize length = 0;

  bool add(std::string_view s) {
    if (length + s.size() + 1 > sizeof text) return false;
    std::memcpy(text + length, s.data(), s.size());
    length += s.size();
    text[length] = 0;
    return true;
  }
};

static i64 read_number(Path folder, std::string_view file) {
  char buffer[64];
  if (!folder.add(file)) return -1;
  std::string_view s(buffer, read_small(folder.text, buffer, sizeof buffer));
  return take_number(&s);
}

static u32 limit_in(const Path& folder, bool v2) {
  if (!v2) return cpus_of(read_number(folder, "/cpu.cfs_quota_us"), read_number(folder, "/cpu.cfs_period_us"));
  char buffer[64];
  Path file = folder;
  if (!file.add("/cpu.max")) return 0;
  return quota_of(buffer, read_small(file.text, buffer, sizeof buffer));
}

// least_limit looks at a cgroup and all its ancestors; 0 when none limits.
static u32 least_limit(std::string_view mount, std::string_view cgroup, bool v2) {
  Path path;
  if (!path.add(mount) || !path.add(cgroup == "/" ? "" : cgroup)) return 0;
  u32 least = 0;
  for (;;) {
    if (const u32 limit = limit_in(path, v2); limit != 0 && (least == 0 || limit < least)) least = limit;
    if (path.length <= mount.size()) return least;
    while (path.length > mount.size() && path.text[path.length - 1] != '/') path.length--;
    path.length--;
    path.text[path.length] = 0;
  }
}

// A line of /proc/self/cgroup: "0::/path" for v2, "4:cpu,cpuacct:/path" for v1.
static u32 limit_of_line(std::string_view line) {
  const usize first = line.find(':');
  const usize second = first == line.npos ? line.npos : line.find(':', first + 1);
  if (second == line.npos) return 0;
  const std::string_view controllers = line.substr(first + 1, second - first - 1);
  const std::string_view path = line.substr(second + 1);
  if (controllers.empty()) return least_limit("/sys/fs/cgroup", path, true);
  if (controllers != "cpu" && !controllers.starts_with("cpu,") && !controllers.ends_with(",cpu")) return 0;
  return least_limit("/sys/fs/cgroup/cpu", path, false);
}

u32 cgroup_cpus() {
  char buffer[2048];
  std::string_view rest(buffer, read_small("/proc/self/cgroup", buffer, sizeof buffer));
  u32 least = 0;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    if (const u32 limit = limit_of_line(line); limit != 0 && (least == 0 || limit < least)) least = limit;
  }
  return least;
}

// The quota, read by whoever comes first; two who come at once read the same.
static constinit Atomic<u32> known_quota;  // 0: not read; otherwise the limit, or UINT32_MAX
static constinit Atomic<u32> fixed;

void procs_fixed() { fixed.store_relaxed(1); }

u32 num_cpu() {
  if (ncpu == 1) return 1;  // no quota is below that
  u32 quota = known_quota.load_relaxed();
  if (quota == 0) {
    quota = cgroup_cpus();
    if (quota == 0) quota = UINT32_MAX;
    known_quota.store_relaxed(quota);
  }
  return std::min(ncpu, quota);
}

bool quota_wants_change() {
  return fixed.load_relaxed() == 0 && gomaxprocs.load_relaxed() > 1 && num_cpu() < gomaxprocs.load_relaxed();
}

void follow_quota() {
  if (quota_wants_change()) set_gomaxprocs(num_cpu());
}

}  // namespace rt

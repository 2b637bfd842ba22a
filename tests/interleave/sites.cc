// tests/interleave/sites.cc - names of sites, and the mutants of a case.
//
// Layer: tests.
#include "tests/interleave/sites.h"

#include <criterion/criterion.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <vector>

namespace interleave {

static Mutant mutant{nullptr, Breakage::none};

struct Use {
  Act act;
  int order;
};
static std::map<const void*, Use> sites;

int order_at(const void* site, int order) { return broken(site, Breakage::weakened) ? __ATOMIC_RELAXED : order; }
bool broken(const void* site, Breakage how) { return mutant.site == site && mutant.how == how; }
void saw(const void* site, Act act, int order) { sites.insert({site, {act, order}}); }

// short_name leaves out namespaces, templates and parameters.
static std::string short_name(std::string name) {
  name.resize(name.find('\n'));
  if (const usize at = name.find('('); at != std::string::npos) name.resize(at);
  for (usize at; (at = name.rfind('>')) != std::string::npos;) name.erase(name.find('<'), at + 1 - name.find('<'));
  const usize colon = name.rfind(':');
  return colon == std::string::npos ? name : name.substr(colon + 1);
}

// read_place takes the lines about one address from addr2line: function and line in turn, the innermost first.
static std::string read_place(FILE* lines, char* line, int bytes) {
  std::string out;
  while (std::fgets(line, bytes, lines) != nullptr && line[0] != '0') {
    const std::string name = short_name(line);
    if (std::fgets(line, bytes, lines) == nullptr) break;
    line[std::strcspn(line, " \n")] = 0;
    if (std::strncmp(line, "atomic.h", 8) != 0)
      out += name + " " + line + "  ";
    else if (name.find('_') != std::string::npos)
      out += name + " in ";
  }
  return out;
}

static std::map<const void*, std::string> places;

// The program is linked at a fixed address, so a site is what the debug information knows.
static void look_up(const std::vector<const void*>& wanted) {
  std::string command = "addr2line -a -s -f -C -i -e /proc/" + std::to_string(getpid()) + "/exe";
  for (const void* site : wanted) {
    char address[32];
    std::snprintf(address, sizeof address, " %#lx", reinterpret_cast<unsigned long>(site) - 1);
    command += address;
  }
  FILE* lines = popen(command.c_str(), "r");
  if (lines == nullptr) return;
  char line[512];
  if (std::fgets(line, sizeof line, lines) != nullptr) {
    for (const void* site : wanted) places[site] = read_place(lines, line, sizeof line);
  }
  pclose(lines);
}

std::string place(const void* site) {
  if (places.find(site) == places.end()) look_up({site});
  return places[site];
}

static const char* act_text(const Pending& p) {
  switch (p.act) {
    case Act::go_on: return "goes on";
    case Act::load: return p.order < 0 ? "plain read" : "load";
    case Act::store: return p.order < 0 ? "plain write" : "store";
    case Act::change: return "change";
    case Act::fence: return "fence";
    case Act::futex_wait: return "futex wait";
    case Act::futex_wake: return "futex wake";
    case Act::pause: return "pause";
  }
  return "?";
}

std::string describe(const Pending& did, const Seen& seen) {
  char text[160];
  std::snprintf(text, sizeof text, "%-10s %p %#lx%s  ", act_text(did), did.at, static_cast<unsigned long>(seen.value),
                seen.newer != 0 ? " (old)" : "");
  return text + (did.site == nullptr ? std::string() : place(did.site));
}

static std::vector<Mutant> all_mutants() {
  std::vector<Mutant> all;
  for (const auto& [site, use] : sites) {
    if (use.act == Act::futex_wake) {
      all.push_back({site, Breakage::wake_lost});
      continue;
    }
    if (use.order != __ATOMIC_RELAXED) all.push_back({site, Breakage::weakened});
    if (use.act == Act::change) all.push_back({site, Breakage::taken_apart});
  }
  return all;
}

static const char* how_text(Breakage how) {
  switch (how) {
    case Breakage::weakened: return "relaxed";
    case Breakage::taken_apart: return "apart";
    case Breakage::wake_lost: return "lost";
    default: return "";
  }
}

static constexpr u64 kMutantRuns = 100'000;  // one that has not failed by then counts as alive

// A mutant may run wild: it has a process of its own, and a time.
static bool dies(const Case& c, const Mutant& m) {
  const pid_t child = fork();
  if (child == 0) {
    alarm(20);
    for (int sig : {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL}) std::signal(sig, SIG_DFL);
    mutant = m;
    Case shorter = c;
    shorter.bounds.runs = kMutantRuns;
    if (std::freopen("/dev/null", "w", stderr) == nullptr) _exit(3);
    const std::string failure = explore(shorter).failure;
    _exit(failure.empty() || failure == kTooManyRuns ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return status != 0;
}

static bool verbose() {
  const char* wish = std::getenv("INTERLEAVE");
  return wish != nullptr && std::strcmp(wish, "mutants") == 0;
}

// try_all lists what becomes of each mutant.
static void try_all(const Case& c) {
  u32 dead = 0, all = 0;
  for (const Mutant& m : all_mutants()) {
    const bool fails = dies(c, m);
    std::fprintf(stderr, "    %-6s %-8s %s\n", fails ? "fails" : "LIVES", how_text(m.how), place(m.site).c_str());
    dead += fails ? 1 : 0;
    all++;
  }
  std::fprintf(stderr, "  %u of %u mutants fail\n", dead, all);
}

static bool is_named(const Mutant& m, const std::string& name) {
  const usize colon = name.find(':');
  const std::string part = colon + 2 > name.size() ? std::string() : name.substr(colon + 2);
  return name.compare(0, colon, how_text(m.how)) == 0 && place(m.site).find(part) != std::string::npos;
}

static void must_die(const Case& c, const char* name) {
  u32 matches = 0;
  for (const Mutant& m : all_mutants()) {
    if (!is_named(m, name)) continue;
    if (dies(c, m)) return;
    matches++;
  }
  cr_assert_fail("\"%s\": %u such mutants, and none fails", name, matches);
}

void prove(const Case& c, std::initializer_list<const char*> mutants) {
  sites.clear();
  const Outcome outcome = explore(c);
  cr_assert(outcome.failure.empty(), "%s", outcome.failure.c_str());
  std::vector<const void*> wanted;
  for (const auto& [site, use] : sites) wanted.push_back(site);
  look_up(wanted);
  if (verbose()) {
    std::fprintf(stderr, "  %lu runs, and %lu cut short\n", static_cast<unsigned long>(outcome.runs),
                 static_cast<unsigned long>(outcome.cut));
    try_all(c);
  }
  for (const char* name : mutants) must_die(c, name);
}

void disprove(const Case& c) { cr_assert(not explore(c).failure.empty(), "no schedule fails"); }

}  // namespace interleave

// tests/driver/programs_test.cc - runs the programs of tests/programs and judges them.
//
// Which programs, in which builds, stands in the file that $RT0_PROGRAMS names, one a line: source and binary
// (written by tests/tests.mk). A test is one run of one binary, with every value of GOMAXPROCS.
// Layer: tests.
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <regex.h>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>

#include "tests/driver/child.h"
#include "tests/driver/directives.h"

using driver::Directives;
using driver::Expected;
using driver::Outcome;
using driver::Run;

namespace {

// One test. Criterion copies it to the test's own process: no pointers.
struct Param {
  char source[200];
  char binary[200];
  unsigned run;
};

constexpr std::size_t kShownBytes = 2000;  // of a stream, in a report

std::string excerpt(const std::string& text) {
  if (text.empty()) return "    (empty)\n";
  std::istringstream lines(text.substr(0, kShownBytes));
  std::string shown;
  for (std::string line; std::getline(lines, line);) shown += "    | " + line + "\n";
  return text.size() > kShownBytes ? shown + "    ...\n" : shown;
}

bool found(const std::string& pattern, const std::string& text, std::string* problem) {
  regex_t regex;
  if (int error = regcomp(&regex, pattern.c_str(), REG_EXTENDED | REG_NEWLINE | REG_NOSUB)) {
    char reason[100];
    regerror(error, &regex, reason, sizeof reason);
    *problem += "  bad regular expression /" + pattern + "/: " + reason + "\n";
    return false;
  }
  const bool match = regexec(&regex, text.c_str(), 0, nullptr, 0) == 0;
  regfree(&regex);
  return match;
}

std::string judge_stream(const char* name, const Expected& expected, const std::string& text) {
  std::string problems;
  if (expected.whole && text != *expected.whole) {
    problems += std::string("  ") + name + " is not what was expected:\n" + excerpt(*expected.whole);
  }
  for (const std::string& pattern : expected.matches) {
    if (!found(pattern, text, &problems)) problems += std::string("  not in ") + name + ": /" + pattern + "/\n";
  }
  for (const std::string& pattern : expected.mismatches) {
    if (found(pattern, text, &problems)) problems += std::string("  in ") + name + ": /" + pattern + "/\n";
  }
  return problems;
}

std::string ending(int status, int signal) {
  return signal ? std::string("signal ") + std::to_string(signal) : "status " + std::to_string(status);
}

// What was wrong; empty if nothing.
std::string judge(const Run& run, const Outcome& outcome) {
  std::string problems = outcome.problem.empty() ? "" : "  " + outcome.problem + "\n";
  const bool ended_well = outcome.signal == run.signal && (run.signal || outcome.status == run.status);
  if (!ended_well) {
    problems += "  ended with " + ending(outcome.status, outcome.signal) + ", not " +
                ending(run.status, run.signal) + "\n";
  }
  Expected err = run.err;
  if (!err.any()) err.whole = "";
  return problems + judge_stream("stdout", run.out, outcome.out) + judge_stream("stderr", err, outcome.err);
}

std::vector<Param> all_params() {
  std::vector<Param> params;
  const char* list = std::getenv("RT0_PROGRAMS");
  std::ifstream lines(list ? list : "");
  for (std::string source, binary; lines >> source >> binary;) {
    const std::size_t runs = driver::read_directives(source).runs.size();
    for (unsigned run = 0; run < runs; run++) {
      Param param = {};
      std::strncpy(param.source, source.c_str(), sizeof param.source - 1);
      std::strncpy(param.binary, binary.c_str(), sizeof param.binary - 1);
      param.run = run;
      params.push_back(param);
    }
  }
  return params;
}

}  // namespace

// A driver that was told of nothing would pass.
Test(programs, are_named_in_the_list) { cr_assert(!all_params().empty(), "$RT0_PROGRAMS names no program"); }

ParameterizedTestParameters(programs, behave_as_they_say) {
  static const std::vector<Param> params = all_params();
  auto* shared = static_cast<Param*>(cr_malloc(sizeof(Param) * (params.size() + 1)));
  std::memcpy(static_cast<void*>(shared), params.data(), sizeof(Param) * params.size());
  return cr_make_param_array(Param, shared, params.size());
}

ParameterizedTest(Param* param, programs, behave_as_they_say) {
  const Directives directives = driver::read_directives(param->source);
  cr_assert(directives.problem.empty(), "%s: %s", param->source, directives.problem.c_str());
  const Run& run = directives.runs[param->run];
  std::string report;
  for (const int procs : run.procs) {
    for (int turn = 0; turn < run.repeat; turn++) {
      const Outcome outcome = driver::start_and_wait(param->binary, run, procs);
      const std::string problems = judge(run, outcome);
      if (problems.empty()) continue;
      report += driver::command_line(param->binary, run, procs) + "\n" + problems + "  stdout:\n" +
                excerpt(outcome.out) + "  stderr:\n" + excerpt(outcome.err);
      break;
    }
  }
  cr_assert(report.empty(), "%s%s%s\n%s", param->source, run.name.empty() ? "" : ", run ", run.name.c_str(),
            report.c_str());
}

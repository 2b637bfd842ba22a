// tests/driver/directives.h - what a test program says about itself in its leading comment.
//
// The format is described in docs/testing.md. Layer: tests.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace driver {

// What is expected of one stream. Nothing set: it is not looked at.
struct Expected {
  std::optional<std::string> whole;    // the text itself
  std::vector<std::string> matches;    // POSIX extended regular expressions, each found
  std::vector<std::string> mismatches; // none of them found
  bool any() const { return whole || !matches.empty() || !mismatches.empty(); }
};

// One run of a program: how it is started and what must come of it.
struct Run {
  std::string name;  // empty when the program has just one
  std::vector<std::string> args;
  bool no_argv = false;
  bool no_base_env = false;
  std::vector<std::string> env;  // NAME=value
  std::string stdin_text;
  std::string stdin_file;
  std::vector<int> closed;
  std::vector<std::string> limits;  // arguments of sh's ulimit
  std::vector<std::string> under;
  int status = 0;
  int signal = 0;  // not 0: ends by it
  Expected out, err;
  std::vector<int> procs = {1, 2, 4, 64};
  int repeat = 1;
  int timeout_s = 30;
};

// What a source's leading comment says. problem is set when it cannot be understood.
struct Directives {
  std::vector<Run> runs;  // at least one
  std::string problem;
};

Directives read_directives(const std::string& source_path);

// Words as sh splits them: blanks, '...', "..." and backslash.
std::vector<std::string> split_words(const std::string& text);

}  // namespace driver

// tests/driver/child.cc - argument vectors, descriptors and the clock for one child.
//
// Layer: tests.
#include "tests/driver/child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <algorithm>
#include <cstdlib>

namespace driver {

namespace {

std::vector<std::string> environment(const Run& run, int procs) {
  std::vector<std::string> env;
  if (!run.no_base_env) {
    const char* path = std::getenv("PATH");
    env = {std::string("PATH=") + (path ? path : "/usr/bin:/bin"), "GOMAXPROCS=" + std::to_string(procs)};
  }
  // A variable of the run replaces one of the same name.
  for (const std::string& entry : run.env) {
    const std::string name = entry.substr(0, entry.find('=') + 1);
    std::erase_if(env, [&](const std::string& old) { return old.rfind(name, 0) == 0; });
    env.push_back(entry);
  }
  return env;
}

// A limit is set by a shell, which then becomes the program: posix_spawn cannot, and later is too late.
std::vector<std::string> arguments(const std::string& binary, const Run& run) {
  if (run.no_argv) return {};
  std::vector<std::string> argv;
  if (!run.limits.empty()) {
    std::string script;
    for (const std::string& limit : run.limits) script += "ulimit -" + limit + " && ";
    argv = {"/bin/sh", "-c", script + "exec \"$0\" \"$@\""};
  }
  argv.insert(argv.end(), run.under.begin(), run.under.end());
  argv.push_back(binary);
  argv.insert(argv.end(), run.args.begin(), run.args.end());
  return argv;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> all;
  for (std::string& word : words) all.push_back(word.data());
  all.push_back(nullptr);
  return all;
}

// A file in memory, at its begin.
int memory_file(const char* name, const std::string& text) {
  const int fd = memfd_create(name, MFD_CLOEXEC);
  if (fd < 0 || write(fd, text.data(), text.size()) != static_cast<ssize_t>(text.size())) std::abort();
  lseek(fd, 0, SEEK_SET);
  return fd;
}

std::string contents(int fd) {
  std::string text;
  char buffer[65536];
  lseek(fd, 0, SEEK_SET);
  for (ssize_t n; (n = read(fd, buffer, sizeof buffer)) > 0;) text.append(buffer, n);
  close(fd);
  return text;
}

// Waits until the child is gone; false: it had to be killed, with whatever it has started.
bool wait_for(pid_t pid, int timeout_s, int* wait_status) {
  const int pidfd = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  pollfd ended = {pidfd, POLLIN, 0};
  const bool in_time = poll(&ended, 1, timeout_s * 1000) == 1;
  if (!in_time) kill(-pid, SIGKILL);
  close(pidfd);
  while (waitpid(pid, wait_status, 0) < 0) {}
  return in_time;
}

std::string quoted(const std::string& word) {
  if (!word.empty() && word.find_first_of(" \t'\"\\$&|;<>()*?") == std::string::npos) return word;
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

}  // namespace

Outcome start_and_wait(const std::string& binary, const Run& run, int procs) {
  Outcome outcome;
  std::vector<std::string> words = arguments(binary, run), env = environment(run, procs);
  const std::string file = words.empty() ? binary : words[0];
  const int in = run.stdin_file.empty() ? memory_file("stdin", run.stdin_text)
                                        : open(run.stdin_file.c_str(), O_RDONLY | O_CLOEXEC);
  const int out = memory_file("stdout", ""), err = memory_file("stderr", "");

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  const int streams[] = {in, out, err};
  for (int fd = 0; fd < 3; fd++) posix_spawn_file_actions_adddup2(&actions, streams[fd], fd);
  for (const int fd : run.closed) posix_spawn_file_actions_addclose(&actions, fd);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);

  pid_t pid;
  const int error =
      posix_spawnp(&pid, file.c_str(), &actions, &attributes, pointers(words).data(), pointers(env).data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  close(in);
  if (error) {
    outcome.problem = file + ": " + strerror(error);
  } else {
    int wait_status = 0;
    if (!wait_for(pid, run.timeout_s, &wait_status)) {
      outcome.problem = "still running after " + std::to_string(run.timeout_s) + " s: killed";
    }
    outcome.signal = WIFSIGNALED(wait_status) ? WTERMSIG(wait_status) : 0;
    outcome.status = WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 0;
  }
  outcome.out = contents(out);
  outcome.err = contents(err);
  return outcome;
}

std::string command_line(const std::string& binary, const Run& run, int procs) {
  std::string text = run.no_base_env ? "env -i" : "GOMAXPROCS=" + std::to_string(procs);
  for (const std::string& entry : run.env) text += " " + quoted(entry);
  for (const std::string& word : arguments(binary, run)) text += " " + quoted(word);
  for (const int fd : run.closed) text += " " + std::to_string(fd) + ">&-";
  if (!run.stdin_file.empty()) text += " <" + quoted(run.stdin_file);
  return text;
}

}  // namespace driver

// bench/spawn_to_reap.c - how long programs take from posix_spawn to the end of waitpid.
//
// Hosted, built by bench/startup.sh. spawn_to_reap ROUNDS PROGRAM...: starts the programs in turn, so that what
// else the machine does meets all of them, with standard output to /dev/null; prints for each name, median and
// tenth percentile in microseconds, tab-separated.
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

extern char** environ;

static double now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e6 + (double)t.tv_nsec * 1e-3;
}

static int ascending(const void* a, const void* b) {
  const double x = *(const double*)a, y = *(const double*)b;
  return (x > y) - (x < y);
}

// Microseconds of one life; ends the whole run if the program cannot be started or does not exit with 0.
static double live_once(const char* program, const posix_spawn_file_actions_t* actions) {
  char* const argv[] = {(char*)program, NULL};
  pid_t pid;
  int status = 0;
  const double begin = now_us();
  const int error = posix_spawn(&pid, program, actions, NULL, argv, environ);
  if (error == 0) waitpid(pid, &status, 0);
  const double end = now_us();
  if (error != 0 || status != 0) {
    fprintf(stderr, "spawn_to_reap: %s: %s\n", program, error ? strerror(error) : "did not exit with 0");
    exit(1);
  }
  return end - begin;
}

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? atoi(argv[1]) : 0, programs = argc - 2;
  if (rounds < 1 || programs < 1) {
    fputs("usage: spawn_to_reap ROUNDS PROGRAM...\n", stderr);
    return 2;
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  double* times = malloc(sizeof(double) * (size_t)rounds * (size_t)programs);
  if (times == NULL) return 1;
  for (int i = 0; i < rounds; i++) {
    for (int p = 0; p < programs; p++) times[p * rounds + i] = live_once(argv[2 + p], &actions);
  }
  for (int p = 0; p < programs; p++) {
    double* own = times + p * rounds;
    qsort(own, (size_t)rounds, sizeof *own, ascending);
    const char* slash = strrchr(argv[2 + p], '/');
    printf("%s\t%.1f\t%.1f\n", slash ? slash + 1 : argv[2 + p], own[rounds / 2], own[rounds / 10]);
  }
}

// bench/tcp_load.c - a load client: connections with one message each under way, and how many answers come back.
//
// usage: tcp_load PORT CONNECTIONS SECONDS [BYTES]      to 127.0.0.1; BYTES is 64 unless said
// The first tenth of the time is not counted. Prints `tcp_echo_cN<TAB>requests per second<TAB>req/s` and a line with
// latencies and its own CPU time: near 100% it is the client that is measured. Fails if an answer is wrong, or
// if none comes for a second. Layer: bench.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { kMaxBytes = 65536, kMaxConnections = 20000, kSlots = 200000 };

static struct {
  int fd;
  int got;
  long sent_at;
} connections[kMaxConnections];

static char message[kMaxBytes], answer[kMaxBytes];
static int bytes = 64;
static unsigned latency_us[kSlots];  // how many answers took so long; the last slot: longer

static long now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000 + t.tv_nsec;
}

static void require(int ok, const char* what) {
  if (ok) return;
  perror(what);
  exit(1);
}

static void connect_all(int epoll, int port, int count) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  static const int one = 1;
  for (int i = 0; i < count; i++) {
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    require(fd >= 0 && connect(fd, (struct sockaddr*)&to, sizeof to) == 0, "tcp_load: connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    connections[i].fd = fd;
    struct epoll_event wanted = {.events = EPOLLIN, .data.u32 = i};
    require(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &wanted) == 0, "tcp_load: epoll_ctl");
  }
}

static void ask(int i, long now) {
  connections[i].got = 0;
  connections[i].sent_at = now;
  require(send(connections[i].fd, message, bytes, MSG_NOSIGNAL) == bytes, "tcp_load: send");
}

// take reads what came for connection i; true when the answer is complete.
static int take(int i) {
  const ssize_t n = recv(connections[i].fd, answer, sizeof answer, MSG_DONTWAIT);
  require(n > 0, "tcp_load: recv");
  connections[i].got += n;
  require(connections[i].got <= bytes && answer[0] == message[0], "tcp_load: a wrong answer");
  return connections[i].got == bytes;
}

static void count_latency(long ns) {
  const long us = ns / 1000;
  latency_us[us < kSlots ? us : kSlots - 1]++;
}

static int percentile(long total, double part) {
  long below = 0;
  int us = 0;
  while (us < kSlots - 1 && below + latency_us[us] < total * part) below += latency_us[us++];
  return us;
}

int main(int argc, char** argv) {
  const int count = argc > 3 ? atoi(argv[2]) : 0;
  const double seconds = argc > 3 ? atof(argv[3]) : 0;
  if (argc > 4) bytes = atoi(argv[4]);
  if (count < 1 || count > kMaxConnections || bytes < 1 || bytes > kMaxBytes || seconds <= 0 || seconds > 60) {
    fprintf(stderr, "usage: tcp_load PORT CONNECTIONS SECONDS [BYTES]\n");
    return 2;
  }
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  memset(message, 'x', sizeof message);
  const int epoll = epoll_create1(0);
  connect_all(epoll, atoi(argv[1]), count);

  const long start = now_ns(), begin = start + (long)(seconds * 1e8), end = begin + (long)(seconds * 1e9);
  for (int i = 0; i < count; i++) ask(i, now_ns());
  static struct epoll_event events[512];
  long total = 0, answers = 0, now = start;
  while (now < end) {
    const int n = epoll_wait(epoll, events, 512, 1000);
    require(n > 0, "tcp_load: no answer for a second");
    for (int e = 0; e < n; e++) {
      const int i = events[e].data.u32;
      if (!take(i)) continue;
      answers++;
      now = now_ns();
      if (now >= begin) {
        total++;
        count_latency(now - connections[i].sent_at);
      }
      ask(i, now);
    }
  }

  struct rusage r;
  getrusage(RUSAGE_SELF, &r);
  const double cpu = r.ru_utime.tv_sec + r.ru_stime.tv_sec + (r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e6;
  printf("tcp_echo_c%d\t%.0f\treq/s\n", count, total / seconds);
  printf("# answers=%ld with the tenth that is not counted\n", answers);
  printf("# latency us: p50=%d p99=%d p99.9=%d; client's CPU %.0f%%\n", percentile(total, 0.5), percentile(total, 0.99),
         percentile(total, 0.999), cpu * 1e11 / (now_ns() - start));
  return 0;
}

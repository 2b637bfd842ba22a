// bench/peers/epoll_echo.c - what the kernel allows an echo server on one thread: a bare, level-triggered epoll loop.
//
// usage: epoll_echo PORT      on 127.0.0.1; 0: any; prints the number, as bench/echo does
// Layer: bench.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static int listen_on(int port) {
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof a;
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (bind(fd, (struct sockaddr*)&a, size) || listen(fd, 4096) || getsockname(fd, (struct sockaddr*)&a, &size)) {
    perror("epoll_echo");
    exit(1);
  }
  printf("%d\n", ntohs(a.sin_port));
  fflush(stdout);
  return fd;
}

static void watch(int epoll, int fd) {
  struct epoll_event wanted = {.events = EPOLLIN, .data.fd = fd};
  epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &wanted);
}

static void accept_all(int epoll, int listener) {
  static const int one = 1;
  for (int fd; (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    watch(epoll, fd);
  }
}

int main(int argc, char** argv) {
  static char buffer[4096];
  static struct epoll_event events[512];
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  const int listener = listen_on(argc > 1 ? atoi(argv[1]) : 0);
  const int epoll = epoll_create1(0);
  watch(epoll, listener);
  for (;;) {
    const int n = epoll_wait(epoll, events, 512, -1);
    for (int i = 0; i < n; i++) {
      const int fd = events[i].data.fd;
      if (fd == listener) {
        accept_all(epoll, listener);
        continue;
      }
      const ssize_t got = recv(fd, buffer, sizeof buffer, 0);
      if (got <= 0 || send(fd, buffer, got, MSG_NOSIGNAL) != got) close(fd);
    }
  }
}

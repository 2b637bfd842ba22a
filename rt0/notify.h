// rt0/notify.h - signals on channels.
//
// A program that asks for nothing behaves as one in Go: SIGHUP, SIGINT and SIGTERM end it by that signal; SIGQUIT and SIGABRT
// print all goroutines and exit with status 2; SIGTSTP, SIGTTIN and SIGTTOU stop it; a write to a broken pipe ends it on
// descriptors 1 and 2 (SIGPIPE) and is an error elsewhere; others do nothing. What was ignored when the process
// began (nohup) stays ignored until the program asks for it.
//
//     auto stop = rt0::notify({SIGINT, SIGTERM});
//     rt0::go([=] { server.shutdown(*stop.recv()); });
//
// Signals are given by their numbers, 1 to 64; another number panics. SIGKILL and SIGSTOP can be named but neither
// received nor ignored. SIGSEGV, SIGBUS, SIGFPE, SIGILL and SIGTRAP are received when they were sent by kill; what the program's
// own code raises is always a panic, and they are never ignored.
// Layer: rt0.
#pragma once
#include <sys/types.h>

#include <initializer_list>
#include <span>

#include <rt0/chan.h>
#include <rt0/panic.h>

// The numbers, as in <signal.h>, which may be included before or after this; without its functions, which are not there.
#ifndef SIGHUP
#define SIGHUP 1
#define SIGINT 2
#define SIGQUIT 3
#define SIGILL 4
#define SIGTRAP 5
#define SIGABRT 6
#define SIGBUS 7
#define SIGFPE 8
#define SIGKILL 9
#define SIGUSR1 10
#define SIGSEGV 11
#define SIGUSR2 12
#define SIGPIPE 13
#define SIGALRM 14
#define SIGTERM 15
#define SIGSTKFLT 16
#define SIGCHLD 17
#define SIGCONT 18
#define SIGSTOP 19
#define SIGTSTP 20
#define SIGTTIN 21
#define SIGTTOU 22
#define SIGURG 23
#define SIGXCPU 24
#define SIGXFSZ 25
#define SIGVTALRM 26
#define SIGPROF 27
#define SIGWINCH 28
#define SIGPOLL 29
#define SIGPWR 30
#define SIGSYS 31
#define SIGIO SIGPOLL
#endif

namespace rt0 {

// notify makes a channel that gets these signals, all of them if none is named, instead of what they do by default. Each of
// several channels gets each signal that it asked for.
//   full     the channel holds 16 signals of each kind, and more of one kind are dropped while those wait: a storm of
//            one never costs another. Signals of one kind that come within microseconds may be one, as everywhere.
//   blocked  a signal that was blocked when the process began is received all the same
//   ends     with stop_notify, or when the last handle of the channel is gone. Closing it has the same effect on
//            sending; the signals keep being taken
//   callers  any goroutine. While a channel of notify was ever made, no deadlock is reported: a signal may come
chan<int> notify(std::initializer_list<int> signals);
chan<int> notify(std::span<const int> signals);

// stop_notify ends it: what came until now is in the channel, no more will be sent. Signals that no other channel gets do
// again what they did before. A channel that is not of notify, or was stopped, is left as it is.
void stop_notify(const chan<int>& c);

// ignore_signals makes signals do nothing, also in programs that this one starts; no channel gets them any more.
// reset_signals makes them do what they did when the process began; no channel gets them any more. No number: all.
void ignore_signals(std::initializer_list<int> signals);
void reset_signals(std::initializer_list<int> signals);
bool signal_ignored(int signal);

// kill sends a signal as kill(2): to a process, or with 0 or below to groups. Signal 0 only asks whether that may be done.
result<void> kill(pid_t pid, int signal);

}  // namespace rt0

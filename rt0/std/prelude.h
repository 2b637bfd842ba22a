// rt0/std/prelude.h - included by rt0-c++ in front of every C++ file: what cannot work is a clear error.
//
// Declares the C functions that would block the thread or that rt0 replaces with the
// attribute `error`: a program that calls one, also through std::mutex or std::call_once, does
// not compile, and is told what to use. And it lets the headers' own throws panic with their text.
// Layer: rt0.
#pragma once

// Also read for C and assembly, which have none of this.
#if defined(__cplusplus) && !defined(__ASSEMBLER__)  // Clang defines both for assembly

// Ends the process with "panic: <what>".
extern "C" [[noreturn]] void rt_panic_text(const char* what);

// libstdc++ throws by this macro in <optional>, <variant>, <memory> and others.
#define _GLIBCXX_THROW_OR_ABORT(exception) (::rt_panic_text((exception).what()))

// The types only: Clang wants the attribute on a function's first declaration.
#include <stdarg.h>
#include <stddef.h>
#include <sys/types.h>
struct _IO_FILE;
typedef struct _IO_FILE FILE;

#define RT0_STD_INSTEAD_(text) __attribute__((error(text)))

extern "C" {

#define RT0_STD_MUTEX_ RT0_STD_INSTEAD_("std::mutex would block the thread: use rt0::mutex (rt0/sync.h)")
int pthread_mutex_init(pthread_mutex_t*, const pthread_mutexattr_t*) noexcept RT0_STD_MUTEX_;
int pthread_mutex_lock(pthread_mutex_t*) noexcept RT0_STD_MUTEX_;
int pthread_mutex_trylock(pthread_mutex_t*) noexcept RT0_STD_MUTEX_;
int pthread_mutex_timedlock(pthread_mutex_t*, const timespec*) noexcept RT0_STD_MUTEX_;
int pthread_mutex_clocklock(pthread_mutex_t*, clockid_t, const timespec*) noexcept RT0_STD_MUTEX_;
int pthread_mutex_unlock(pthread_mutex_t*) noexcept RT0_STD_MUTEX_;

#define RT0_STD_RWLOCK_ \
  RT0_STD_INSTEAD_("std::shared_mutex would block the thread: use rt0::shared_mutex (rt0/sync.h)")
int pthread_rwlock_rdlock(pthread_rwlock_t*) noexcept RT0_STD_RWLOCK_;
int pthread_rwlock_wrlock(pthread_rwlock_t*) noexcept RT0_STD_RWLOCK_;
int pthread_rwlock_tryrdlock(pthread_rwlock_t*) noexcept RT0_STD_RWLOCK_;
int pthread_rwlock_trywrlock(pthread_rwlock_t*) noexcept RT0_STD_RWLOCK_;
int pthread_rwlock_timedrdlock(pthread_rwlock_t*, const timespec*) noexcept RT0_STD_RWLOCK_;
int pthread_rwlock_timedwrlock(pthread_rwlock_t*, const timespec*) noexcept RT0_STD_RWLOCK_;
int pthread_rwlock_clockrdlock(pthread_rwlock_t*, clockid_t, const timespec*) noexcept RT0_STD_RWLOCK_;
int pthread_rwlock_clockwrlock(pthread_rwlock_t*, clockid_t, const timespec*) noexcept RT0_STD_RWLOCK_;
int pthread_rwlock_unlock(pthread_rwlock_t*) noexcept RT0_STD_RWLOCK_;

#define RT0_STD_COND_                                                                             \
  RT0_STD_INSTEAD_("std::condition_variable would block the thread: use rt0::condition_variable " \
                   "(rt0/sync.h)")
int pthread_cond_wait(pthread_cond_t*, pthread_mutex_t*) RT0_STD_COND_;
int pthread_cond_timedwait(pthread_cond_t*, pthread_mutex_t*, const timespec*) RT0_STD_COND_;
int pthread_cond_clockwait(pthread_cond_t*, pthread_mutex_t*, clockid_t, const timespec*) RT0_STD_COND_;
int pthread_cond_signal(pthread_cond_t*) noexcept RT0_STD_COND_;
int pthread_cond_broadcast(pthread_cond_t*) noexcept RT0_STD_COND_;

#define RT0_STD_THREAD_ RT0_STD_INSTEAD_("rt0 runs goroutines, not threads: use rt0::go (rt0/go.h)")
int pthread_create(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*) noexcept RT0_STD_THREAD_;
int pthread_join(pthread_t, void**) RT0_STD_THREAD_;
int pthread_detach(pthread_t) noexcept RT0_STD_THREAD_;
pthread_t pthread_self() noexcept
    RT0_STD_INSTEAD_("std::this_thread is not part of rt0: use rt0::goid (rt0/go.h)");
int pthread_once(pthread_once_t*, void (*)()) RT0_STD_INSTEAD_("use rt0::call_once (rt0/sync.h)");

#define RT0_STD_SLEEP_ RT0_STD_INSTEAD_("this would block the thread: use rt0::sleep (rt0/time.h)")
int nanosleep(const timespec*, timespec*) RT0_STD_SLEEP_;
int clock_nanosleep(clockid_t, int, const timespec*, timespec*) RT0_STD_SLEEP_;

#define RT0_STD_PRINT_ RT0_STD_INSTEAD_("cstdio is not part of rt0: use rt0::print (rt0/fmt.h)")
int printf(const char*, ...) RT0_STD_PRINT_;
int vprintf(const char*, va_list) RT0_STD_PRINT_;
int fprintf(FILE*, const char*, ...) RT0_STD_PRINT_;
int vfprintf(FILE*, const char*, va_list) RT0_STD_PRINT_;
int puts(const char*) RT0_STD_PRINT_;
int fputs(const char*, FILE*) RT0_STD_PRINT_;
int putchar(int) RT0_STD_PRINT_;
int fputc(int, FILE*) RT0_STD_PRINT_;
void perror(const char*) RT0_STD_PRINT_;

#define RT0_STD_FORMAT_ RT0_STD_INSTEAD_("cstdio is not part of rt0: use rt0::format (rt0/fmt.h)")
int sprintf(char*, const char*, ...) noexcept RT0_STD_FORMAT_;
int vsprintf(char*, const char*, va_list) noexcept RT0_STD_FORMAT_;
int snprintf(char*, size_t, const char*, ...) noexcept RT0_STD_FORMAT_;
int vsnprintf(char*, size_t, const char*, va_list) noexcept RT0_STD_FORMAT_;

#define RT0_STD_FILE_ \
  RT0_STD_INSTEAD_("cstdio is not part of rt0: use rt0::open, rt0::in and rt0::out (rt0/io.h)")
FILE* fopen(const char*, const char*) RT0_STD_FILE_;
int fclose(FILE*) RT0_STD_FILE_;
int fflush(FILE*) RT0_STD_FILE_;
size_t fread(void*, size_t, size_t, FILE*) RT0_STD_FILE_;
size_t fwrite(const void*, size_t, size_t, FILE*) RT0_STD_FILE_;
char* fgets(char*, int, FILE*) RT0_STD_FILE_;
int fgetc(FILE*) RT0_STD_FILE_;
int getchar() RT0_STD_FILE_;
}

#endif  // __cplusplus

// tests/fake_kernel/fake_context.cc - stands in for assembly and for link.ld in hosted tests.
//
// No test switches stacks: who gets there has left what a unit test can play, and aborts. The image's
// borders are those of an empty program. Layer: tests.
#include <cstdio>
#include <cstdlib>

#include "base/types.h"
#include "sched/park.h"

namespace rt {

[[noreturn]] static void not_hosted(const char* what) {
  std::fprintf(stderr, "fake_context: %s was reached in a hosted test\n", what);
  std::abort();
}

extern "C" {

// Weak: tests/interleave has a real one.
__attribute__((weak)) void rt_switch(G*, G*, ParkAfter, void*) { not_hosted("rt_switch"); }
__attribute__((weak)) void rt_systemstack(void (*fn)(void*), void* arg) { fn(arg); }
void rt_async_preempt() { not_hosted("rt_async_preempt"); }
void rt_sigtramp() { not_hosted("rt_sigtramp"); }

// From link.ld. The thread-local block holds g's word alone.
extern const u64 rt_tls_size = 8, rt_tls_align = 16;
extern const u8 rt_isa_level = 1;
extern const i32 rt_main_pc = 0, rt_main_offset = 0, rt_library_offset = 0, rt_foreign_init_offset = 0;
extern const char rt_tls_image_begin[1] = {0}, rt_tls_image_end[1] = {0};
extern const char rt_image_begin[64] = {0};
extern const char rt_rodata_begin[1] = {0}, rt_rodata_end[1] = {0}, rt_text_all_begin[1] = {0}, rt_text_all_end[1] = {0};
extern const char rt_text_begin[1] = {0}, rt_text_end[1] = {0}, rt_data_begin[1] = {0}, rt_data_end[1] = {0};
extern const char rt_bss_begin[1] = {0}, rt_bss_end[1] = {0}, rt_relro_begin[1] = {0}, rt_relro_end[1] = {0};

// In base, which is left out of hosted programs.
void rt_run_exit_hooks() { not_hosted("rt_run_exit_hooks"); }

}  // extern "C"
}  // namespace rt

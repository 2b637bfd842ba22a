// tests/unit/kernel_iface/auxv_test.cc - the walk over initial stacks, made by hand and the host's own.
//
// Layer: tests.
#include "kernel_iface/auxv.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <sys/auxv.h>
#include <unistd.h>

#include <vector>

#include "tests/support/show.h"

using namespace rt;
using namespace rt::kernel;

// Stack is an initial stack: argv, envp and vector in consecutive words.
struct Stack {
  std::vector<u64> words;

  Stack(std::vector<const char*> argv, std::vector<const char*> envp, std::vector<AuxvEntry> auxv) {
    for (const auto* strings : {&argv, &envp}) {
      for (const char* s : *strings) words.push_back(reinterpret_cast<u64>(s));
      words.push_back(0);
    }
    for (const AuxvEntry e : auxv) words.insert(words.end(), {e.type, e.value});
    words.insert(words.end(), {kAtNull, 0});
  }
  char** argv() { return reinterpret_cast<char**>(words.data()); }
};

Test(auxv, walk_finds_every_part) {
  Stack s({"prog", "-x"}, {"A=1", "B=2", "C=3"},
          {{kAtPagesz, 4096}, {kAtSecure, 0}, {kAtSysinfoEhdr, 0x7000}});
  InitialStack stack{};
  walk_initial_stack(2, s.argv(), &stack);
  cr_assert(eq(i32, stack.argc, 2));
  cr_assert(eq(str, stack.argv[1], "-x"));
  cr_assert(eq(sz, stack.envc, 3));
  cr_assert(eq(str, stack.envp[2], "C=3"));
  cr_assert(eq(sz, stack.auxv.count, 3));
  cr_assert(eq(sz, stack.auxv.page_bytes, 4096));
  cr_assert(eq(u64, stack.auxv.sysinfo_ehdr, 0x7000));
  cr_assert(eq(u64, stack.auxv.secure, 0));
}

Test(auxv, walk_reads_every_field_that_the_runtime_uses) {
  Stack s({"p"}, {},
          {{kAtPhdr, 1},
           {kAtPhnum, 2},
           {kAtRandom, 3},
           {kAtExecfn, 4},
           {kAtHwcap, 5},
           {kAtHwcap2, 6},
           {kAtMinsigstksz, 7},
           {kAtSecure, 1}});
  InitialStack stack{};
  walk_initial_stack(1, s.argv(), &stack);
  const Auxv& a = stack.auxv;
  const u64 got[] = {a.phdr, a.phnum, a.random, a.execfn, a.hwcap, a.hwcap2, a.min_sigstack_bytes, a.secure};
  for (u64 i = 0; i < 7; i++) cr_expect(eq(u64, got[i], i + 1));
  cr_assert(eq(u64, a.secure, 1));
}

Test(auxv, walk_of_a_process_without_arguments_and_environment) {
  Stack s({}, {}, {{kAtPagesz, 4096}});
  InitialStack stack{};
  walk_initial_stack(0, s.argv(), &stack);
  cr_assert(eq(ptr, stack.argv[0], nullptr));
  cr_assert(eq(ptr, stack.envp[0], nullptr));
  cr_assert(eq(sz, stack.envc, 0));
  cr_assert(eq(sz, stack.auxv.page_bytes, 4096));
}

Test(auxv, walk_of_an_empty_vector_leaves_everything_0) {
  Stack s({"p"}, {"A=1"}, {});
  InitialStack stack{};
  walk_initial_stack(1, s.argv(), &stack);
  const Auxv& a = stack.auxv;
  cr_assert(eq(sz, a.count, 0));
  cr_assert(eq(sz, a.page_bytes, 0));
  cr_assert(eq(u64, a.random, 0));
  cr_assert(eq(u64, a.sysinfo_ehdr, 0));
}

Test(auxv, walk_ignores_types_that_it_does_not_know) {
  Stack s({}, {}, {{9999, 1}, {kAtPagesz, 65536}});
  InitialStack stack{};
  walk_initial_stack(0, s.argv(), &stack);
  const Auxv& a = stack.auxv;
  cr_assert(eq(sz, a.count, 2));
  cr_assert(eq(sz, a.page_bytes, 65536));
}

Test(auxv, walk_agrees_with_the_host_on_its_own_vector) {
  // environ is not where the kernel left it once a test has changed it, but the vector can be rebuilt.
  std::vector<AuxvEntry> entries;
  for (const u64 type : {kAtPagesz, kAtRandom, kAtSysinfoEhdr, kAtHwcap})
    entries.push_back({type, getauxval(type)});
  Stack s({}, {}, entries);
  InitialStack stack{};
  walk_initial_stack(0, s.argv(), &stack);
  const Auxv& a = stack.auxv;
  cr_assert(eq(sz, a.page_bytes, static_cast<usize>(sysconf(_SC_PAGESIZE))));
  cr_assert(eq(u64, a.random, getauxval(AT_RANDOM)));
}

Test(auxv, names_are_the_kernels) {
  cr_assert(eq(str, auxv_name(kAtPagesz), "PAGESZ"));
  cr_assert(eq(str, auxv_name(kAtSysinfoEhdr), "SYSINFO_EHDR"));
  cr_assert(eq(ptr, (void*)auxv_name(9999), nullptr));
  cr_assert(eq(ptr, (void*)auxv_name(kAtNull), nullptr));
}

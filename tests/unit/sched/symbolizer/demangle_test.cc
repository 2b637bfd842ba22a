// tests/unit/sched/symbolizer/demangle_test.cc - readable names: the forms, and names that are none.
//
// The host's own demangler says which names of this program have to be understood.
#include "sched/symbolizer/demangle.h"

#include <criterion/criterion.h>

#include <cxxabi.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "base/rand.h"
#include "sched/symbolizer/elf_file.h"

using namespace rt;

static std::string readable(std::string_view name, bool parentheses = true, usize room = 4000) {
  std::string buffer(room, '\0');
  Text text(buffer.data(), room);
  demangle(name, parentheses, text);
  text.cut();
  return std::string(text.since(0));
}

#define IS(mangled, expected)                                                                              \
  do {                                                                                                     \
    const std::string got = readable(mangled);                                                             \
    cr_expect(got == expected, "%s\n  is %s\n  not %s", mangled, got.c_str(), expected); \
  } while (0)

Test(demangle, what_is_not_mangled_stays) {
  IS("main", "main(...)");
  IS("_start", "_start(...)");
  IS("_Z", "_Z(...)");
  IS("_Zqqq", "_Zqqq(...)");
  IS("", "(...)");
}

Test(demangle, names_and_parameters) {
  IS("_Z1fv", "f()");
  IS("_Z1fi", "f(...)");
  IS("_ZN3app6server6handleERKSsi", "app::server::handle(...)");
  IS("_ZNK3app6server4sizeEv", "app::server::size()");
  IS("_ZN3app6serverC2Ei", "app::server::server(...)");
  IS("_ZN3app6serverD0Ev", "app::server::~server()");
  IS("_ZN12_GLOBAL__N_13runEv", "(anonymous namespace)::run()");
  IS("_ZL4helpv", "help()");
  IS("_ZN3foo3barB5cxx11Ev", "foo::bar()");
  IS("_ZTv0_n24_N1AD1Ev", "thunk of A::~A()");
  IS("_ZThn16_N1A1fEi", "thunk of A::f(...)");
  cr_assert(readable("_ZN3app3runEi", false) == "app::run");
}

Test(demangle, clones_are_named_behind) {
  IS("_ZL4helpv.part.0", "help() [part.0]");
  IS("_ZN1a1bEi.isra.0.cold", "a::b(...) [isra.0.cold]");
  IS("main.cold", "main(...) [cold]");
}

Test(demangle, templates) {
  IS("_Z3maxIiET_S0_S0_", "max<int>(...)");
  IS("_Z4noneIiEvv", "none<int>()");
  IS("_ZNSt6vectorIiSaIiEE2atEm", "std::vector<int>::at(...)");
  IS("_ZNSt6vectorIiSaIiEEC1Ev", "std::vector<int>::vector()");
  IS("_ZN1sIJicPKcEE1fEv", "s<int, char, char const*>::f()");
  IS("_ZN1sIJEE1fEv", "s<>::f()");
  IS("_ZN5arrayIiLm3EE1fEv", "array<int, 3>::f()");
  IS("_ZN1tILb1ELin5EL5color2EE1fEv", "t<true, -5, (color)2>::f()");
  IS("_ZN1pIXadL_Z1fvEEE3runEv", "p<...>::run()");
  IS("_Z1gI3fooIiEEvRT_S3_", "g<foo<int>>(...)");
}

Test(demangle, types) {
  IS("_Z1fIPFivEEvT_", "f<int (*)()>(...)");
  IS("_Z1fIM1aFvicEEvT_", "f<void (a::*)(int, char)>(...)");
  IS("_Z1fIM1aKFvvEEvT_", "f<void (a::*)()>(...)");
  IS("_Z1fIM1aiEvT_", "f<int a::*>(...)");
  IS("_Z1fIA3_iEvT_", "f<int [3]>(...)");
  IS("_Z1fIRA3_KcEvT_", "f<char const (&) [3]>(...)");
  IS("_Z1fIDnEvT_", "f<std::nullptr_t>(...)");
  IS("_Z1fIPVKjEvT_", "f<unsigned int const volatile*>(...)");
  IS("_Z1fIOiEvT_", "f<int&&>(...)");
  IS("_Z1fIDv4_fEvT_", "f<float vector[4]>(...)");
  IS("_Z1fIPDoFvvEEvT_", "f<void (*)()>(...)");
}

Test(demangle, the_librarys_strings) {
  IS("_ZNKSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEE4sizeEv", "std::string::size()");
  IS("_ZNKSt17basic_string_viewIcSt11char_traitsIcEE4findEc", "std::string_view::find(...)");
  IS("_ZNSt3mapINSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEEiSt4lessIS5_ESaISt4pairIKS5_iEEE5clearEv",
     "std::map<std::string, int>::clear()");
  IS("_ZNSs6appendEPKc", "std::string::append(...)");
}

Test(demangle, lambdas_and_local_names) {
  IS("_ZZ4mainENKUlvE_clEv", "main::{lambda()#1}()");
  IS("_ZZ4mainENKUliE_clEi", "main::{lambda(int)#1}(...)");
  IS("_ZZN3app3runEiENKUlvE1_clEv", "app::run::{lambda()#3}()");
  IS("_ZZ4mainENKUlT_E_clIiEEDaS_", "main::{lambda(auto)#1}<int>(...)");
  IS("_ZZ4mainENUlvE_4_FUNEv", "main::{lambda()#1}::_FUN()");
  IS("_ZZ1fvEN1s3runEv", "f::s::run()");
  IS("_ZN3rt06detail7closureIZ4mainEUlvE_JEE3runEPv", "rt0::detail::closure<main::{lambda()#1}>::run(...)");
}

Test(demangle, operators) {
  IS("_ZplRK1aS1_", "operator+(...)");
  IS("_ZN1aixEm", "a::operator[](...)");
  IS("_ZN1aclEv", "a::operator()()");
  IS("_ZNK1acvbEv", "a::operator bool()");
  IS("_ZNK1assERKS_", "a::operator<=>(...)");
  IS("_ZooR1aS0_", "operator||(...)");
  IS("_Znwm", "operator new(...)");
  IS("_Zli2_mPKc", "operator\"\"_m(...)");
}

Test(demangle, a_long_name_is_cut) {
  const std::string got = readable("_ZN3app6server6handleERKSsi", true, 16);
  cr_assert(got == "app::server::...", "%s", got.c_str());
}

static std::string own_file() {
  std::ifstream in("/proc/self/exe", std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// each_name calls f with the name of every function in this program's symbol table.
template <class F>
static void each_name(const ElfFile& elf, F f) {
  for (u32 i = 1;; i++) {
    const kernel::ElfSym s = elf.symbol(i);
    if (s.name == 0 && s.value == 0 && s.info == 0) break;
    if (s.type() == kernel::kElfSttFunc) f(std::string(elf.name(s)));
  }
}

Test(demangle, understands_the_names_of_this_program) {
  const std::string file = own_file();
  const ElfFile elf({reinterpret_cast<const u8*>(file.data()), file.size()});
  int names = 0;
  each_name(elf, [&](const std::string& name) {
    const std::string plain = name.substr(0, name.find('.'));
    int status = 0;
    char* theirs = abi::__cxa_demangle(plain.c_str(), nullptr, nullptr, &status);
    if (!plain.starts_with("_Z") || status != 0) return;
    names++;
    cr_expect(!readable(name).starts_with("_Z"), "%s is %s", name.c_str(), theirs);
    std::free(theirs);
  });
  cr_assert(names > 50, "%d", names);
}

// Whatever the bytes are, it ends, and writes no more than it may. The address sanitiser looks on.
Test(demangle, survives_damaged_names) {
  const std::string file = own_file();
  const ElfFile elf({reinterpret_cast<const u8*>(file.data()), file.size()});
  Rand rand{7};
  int names = 0;
  each_name(elf, [&](const std::string& name) {
    if (!name.starts_with("_Z") || ++names > 400) return;
    for (usize cut = 2; cut < name.size(); cut += 1 + name.size() / 40) cr_assert(readable({name.data(), cut}, true, 100).size() <= 100);
    for (int i = 0; i < 50; i++) {
      std::string bad = name;
      for (int k = 0; k < 3; k++) bad[2 + rand.below(static_cast<u32>(bad.size() - 2))] = "ISTNEZJDULXPRKFA0123456789_"[rand.below(27)];
      cr_assert(readable(bad, true, 100).size() <= 100);
    }
  });
}

Test(demangle, what_explodes_is_given_up) {
  // Each pair of arguments is the one before it, twice.
  std::string bomb = "_Z1fI1aIiiE";
  for (char c = '0'; c <= '9'; c++) bomb += std::string("1bIS") + c + "_S" + c + "_E";
  bomb += "EvT_";
  cr_assert(readable(bomb, true, 200).size() <= 200);
  cr_assert(readable("_Z1fI" + std::string(5000, 'P') + "iEvv").size() > 0);
  cr_assert(readable("_Z" + std::string(5000, 'N')).size() > 0);
}

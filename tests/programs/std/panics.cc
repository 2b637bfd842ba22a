// tests/programs/std/panics.cc - where the standard library would throw: a panic with the text of what().
//
// status: 2
// run: vector
// args: vector
// stderr~ ^panic: vector::_M_range_check: __n \(which is 7\) >= this->size\(\) \(which is 3\)$
// run: array
// args: array
// stderr~ ^panic: array::at: __n \(which is 7\) >= _Nm \(which is 3\)$
// run: deque
// args: deque
// stderr~ ^panic: deque::_M_range_check: __n \(which is 7\)>= this->size\(\) \(which is 3\)$
// run: string
// args: string
// stderr~ ^panic: basic_string::at: __n \(which is 7\) >= this->size\(\) \(which is 3\)$
// run: substr
// args: substr
// stderr~ ^panic: basic_string::substr: __pos \(which is 7\) > this->size\(\) \(which is 3\)$
// run: string_view
// args: string_view
// stderr~ ^panic: basic_string_view::at: __pos \(which is 7\) >= this->size\(\) \(which is 3\)$
// run: map
// args: map
// stderr~ ^panic: map::at$
// run: unordered_map
// args: unordered_map
// stderr~ ^panic: unordered_map::at$
// run: bitset
// args: bitset
// stderr~ ^panic: bitset::test: __position \(which is 7\) >= _Nb \(which is 3\)$
// run: bitset_text
// args: bitset_text
// stderr~ ^panic: bitset::_M_copy_from_ptr$
// run: to_ulong
// args: to_ulong
// stderr~ ^panic: _Base_bitset::_M_do_to_ulong$
// run: optional
// args: optional
// stderr~ ^panic: bad optional access$
// run: variant
// args: variant
// stderr~ ^panic: std::get: wrong index for variant$
// run: any
// args: any
// stderr~ ^panic: bad any_cast$
// run: function
// args: function
// stderr~ ^panic: bad_function_call$
// run: weak_ptr
// args: weak_ptr
// stderr~ ^panic: bad_weak_ptr$
// run: stoi
// args: stoi
// stderr~ ^panic: stoi$
// run: stoi_range
// args: stoi_range
// stderr~ ^panic: stoi$
// run: length
// args: length
// stderr~ ^panic: vector::reserve$
// run: length_string
// args: length_string
// stderr~ ^panic: basic_string::_M_replace_aux$
// run: lock
// args: lock
// stderr~ ^panic: Operation not permitted$
#ifndef __rt0__
#include <cstdio>
#endif

#include <any>
#include <array>
#include <bitset>
#include <cstdlib>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

// What unique_lock needs of a mutex.
struct Mutex {
  void lock() {}
  void unlock() {}
  bool try_lock() { return true; }
};

// Keeps a value alive, so that the call before is made.
static void use(int v) {
  static volatile int sink = 0;
  sink = sink + v;
}

static int run(std::string_view what) {
  volatile std::size_t seven = 7;
  if (what == "vector") {
    std::vector<int> v(3);
    use(v.at(seven));
  }
  if (what == "array") {
    std::array<int, 3> a{};
    use(a.at(seven));
  }
  if (what == "deque") {
    std::deque<int> d(3);
    use(d.at(seven));
  }
  if (what == "string") {
    std::string s = "abc";
    use(s.at(seven));
  }
  if (what == "substr") {
    std::string s = "abc";
    use(static_cast<int>(s.substr(seven).size()));
  }
  if (what == "string_view") {
    std::string_view s = "abc";
    use(s.at(seven));
  }
  if (what == "map") {
    std::map<std::size_t, int> m;
    use(m.at(std::size_t{seven}));
  }
  if (what == "unordered_map") {
    std::unordered_map<std::size_t, int> m;
    use(m.at(std::size_t{seven}));
  }
  if (what == "bitset") {
    std::bitset<3> b;
    use(b.test(seven));
  }
  if (what == "bitset_text") {
    std::bitset<3> b("1x");
    use(b.test(0));
  }
  if (what == "to_ulong") {
    std::bitset<70> b;
    b.set(69);
    use(static_cast<int>(b.to_ulong()));
  }
  if (what == "optional") {
    std::optional<int> o;
    use(o.value());
  }
  if (what == "variant") {
    std::variant<int, char> v = 'c';
    use(std::get<int>(v));
  }
  if (what == "any") {
    std::any a = 5;
    use(std::any_cast<char>(a));
  }
  if (what == "function") {
    std::function<int()> f;
    use(f());
  }
  if (what == "weak_ptr") {
    std::weak_ptr<int> w;
    std::shared_ptr<int> s(w);
    use(*s);
  }
  if (what == "stoi") {
    use(std::stoi("x"));
  }
  if (what == "stoi_range") {
    use(std::stoi("99999999999"));
  }
  if (what == "length") {
    std::vector<int> v;
    v.reserve(~std::size_t{0});
    use(1);
  }
  if (what == "length_string") {
    std::string s;
    s.resize(~std::size_t{0});
    use(1);
  }
  if (what == "lock") {
    std::unique_lock<Mutex> l;
    l.lock();
    use(1);
  }
  return 1;
}

int main(int argc, char** argv) {
  const char* what = argc > 1 ? argv[1] : "";
#ifdef __rt0__
  return run(what);
#else
  try {
    return run(what);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "panic: %s\n", e.what());
    return 2;
  }
#endif
}

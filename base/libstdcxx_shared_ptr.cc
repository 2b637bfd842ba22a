// base/libstdcxx_shared_ptr.cc - the compiled parts of std::shared_ptr.
//
// Reference counts are always atomic: goroutines run on several threads from the start.
// Layer: base.
#include <memory>

#include "base/upcalls.h"

// Read by the headers' __is_single_threaded. Never true here.
extern "C" char __libc_single_threaded;
char __libc_single_threaded = 0;

namespace std {

// Without RTTI make_shared's control block is found by the address of a tag.
bool _Sp_make_shared_tag::_S_eq(const type_info&) noexcept { return false; }

// The locks behind atomic_load and friends on a plain shared_ptr. They are held for a
// copy of two words and a count; who finds one taken lets others run.
namespace {

constexpr unsigned char kLocks = 16;
constexpr unsigned char kNone = kLocks;
constinit rt::Atomic<rt::u32> locks[kLocks];

unsigned char key_of(const void* p) {
  return static_cast<unsigned char>(_Hash_impl::hash(&p, sizeof(p)) % kLocks);
}
void lock(unsigned char key) {
  while (locks[key].exchange_acquire(1) != 0) rt::gosched();  // pairs with store_release in unlock
}
void unlock(unsigned char key) {
  if (key != kNone) locks[key].store_release(0);  // pairs with exchange_acquire in lock
}

}  // namespace

_Sp_locker::_Sp_locker(const void* p) noexcept : _M_key1(key_of(p)), _M_key2(kNone) { lock(_M_key1); }

_Sp_locker::_Sp_locker(const void* p, const void* q) noexcept : _M_key1(key_of(p)), _M_key2(key_of(q)) {
  if (_M_key1 > _M_key2) swap(_M_key1, _M_key2);  // one order for all
  if (_M_key1 == _M_key2) _M_key2 = kNone;
  lock(_M_key1);
  if (_M_key2 != kNone) lock(_M_key2);
}

_Sp_locker::~_Sp_locker() {
  unlock(_M_key1);
  unlock(_M_key2);
}

}  // namespace std

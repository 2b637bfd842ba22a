// kernel_iface/clone.cc - the flags of a thread of this process.
//
// Layer: kernel_iface.
#include "kernel_iface/clone.h"

namespace rt::kernel {

Result<u32> clone_thread(uptr stack_hi, u32* tid, uptr thread_pointer, void (*entry)(void*), void* arg) {
  // The kernel writes the tid before it lets the child run, and memory is shared: the child sees it, too.
  const u64 tell_tid = tid != nullptr ? kCloneParentSettid | kCloneChildCleartid : 0;
  return result_of<u32>(
      rt_clone(kCloneThreadFlags | kCloneSettls | tell_tid, stack_hi, tid, thread_pointer, entry, arg));
}

}  // namespace rt::kernel

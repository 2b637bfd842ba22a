// tests/support/fixture.cc - see fixture.h.
//
// Layer: tests.
#include "tests/support/fixture.h"

#include <criterion/criterion.h>

#include "tests/fake_kernel/fake_kernel.h"
#include "tls_arch.h"

namespace rt {

static usize mapped_allowed;
static usize descriptors_allowed;

void fixture_begin() {
  mapped_allowed = fake_kernel.mm.mapped_bytes();
  descriptors_allowed = fake_kernel.fd.open_count();
}

void fixture_keeps(usize mapped_bytes, usize descriptors) {
  mapped_allowed += mapped_bytes;
  descriptors_allowed += descriptors;
}

void fixture_end() {
  const usize mapped = fake_kernel.mm.mapped_bytes();
  const usize descriptors = fake_kernel.fd.open_count();
  cr_expect(mapped <= mapped_allowed, "%zu bytes are still mapped, %zu expected", mapped, mapped_allowed);
  cr_expect(descriptors <= descriptors_allowed, "%zu descriptors are still open, %zu expected", descriptors,
            descriptors_allowed);
  cr_expect(RT_TLS_LOAD(held_locks) == 0, "%u locks are still held", RT_TLS_LOAD(held_locks));
}

}  // namespace rt

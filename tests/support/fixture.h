// tests/support/fixture.h - what a test of a room leaves behind is looked at when it ends.
//
// TestSuite(stack, .init = fixture_begin, .fini = fixture_end): the test fails when it leaves a mapping, a
// descriptor or a held lock that was not there at fixture_begin. A test that keeps something on purpose says
// so with fixture_keeps. Layer: tests.
#pragma once
#include "base/types.h"

namespace rt {

void fixture_begin();
void fixture_end();

// fixture_keeps allows this much more than there was at the beginning.
void fixture_keeps(usize mapped_bytes, usize descriptors = 0);

}  // namespace rt

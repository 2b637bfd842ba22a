// tests/support/same.h - compares constants and structures of the shim with the real headers'.
//
// Layer: tests.
#pragma once
#include <criterion/criterion.h>

#include <cstddef>

// SAME compares a constant of ours with the header's; FIELD the place and size of a member.
#define SAME(ours, theirs)                                                          \
  cr_expect(static_cast<unsigned long>(ours) == static_cast<unsigned long>(theirs), \
            #ours " %lu, " #theirs " %lu", static_cast<unsigned long>(ours),        \
            static_cast<unsigned long>(theirs))
#define FIELD(Ours, our_field, Theirs, their_field)               \
  SAME(offsetof(Ours, our_field), offsetof(Theirs, their_field)); \
  SAME(sizeof(Ours::our_field), sizeof(Theirs::their_field))

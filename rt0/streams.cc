// rt0/streams.cc - the storage of rt0::in, out and err.
//
// Defined as what io_state.h explains; so this file does not include io.h.
// Layer: rt0.
#include "rt0/io_state.h"

namespace rt0 {

namespace {

constinit detail::file_state standard_input(0), standard_error(2);

}  // namespace

constinit detail::reader_state in(standard_input);
constinit detail::writer_state out;
constinit detail::writer_state err(standard_error, buffering::none, {});

}  // namespace rt0

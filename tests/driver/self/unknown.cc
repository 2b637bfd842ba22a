// tests/driver/self/unknown.cc - a directive that does not exist.
//
// sterr~ oops

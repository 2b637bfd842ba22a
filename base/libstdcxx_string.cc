// base/libstdcxx_string.cc - std::string and std::wstring for programs in C++17.
//
// In C++20 a program instantiates the members that it uses itself; in C++17 the headers
// declare them extern, and they are found here, each in a section of its own.
// Layer: base.
#include <string>

// Declared extern in every standard; only code compiled with -O0 calls them.
template class std::allocator<char>;
template class std::allocator<wchar_t>;

template class std::basic_string<char>;
template class std::basic_string<wchar_t>;

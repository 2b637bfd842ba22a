// base/libstdcxx_string.cc - std::string and std::wstring for programs in C++17.
//
// In C++20 a program instantiates the members that it uses itself; in C++17 the headers
// declare them extern, and they are found here, each in a section of its own.
// Layer: base.
#include <string>

template class std::basic_string<char>;
template class std::basic_string<wchar_t>;

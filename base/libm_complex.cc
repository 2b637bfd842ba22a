// base/libm_complex.cc - the complex functions that need no approximation: conj, cproj, creal, cimag.
//
// Layer: base.
namespace {

// All infinities become one point: infinite, with the imaginary part's sign.
template <class C, class F>
C project(F re, F im) {
  C z;
  const bool infinite = __builtin_isinf(re) || __builtin_isinf(im);
  __real__ z = infinite ? static_cast<F>(__builtin_inf()) : re;
  __imag__ z = infinite ? static_cast<F>(__builtin_copysign(0.0, static_cast<double>(im))) : im;
  return z;
}

template <class C, class F>
C made_of(F re, F im) {
  C z;
  __real__ z = re;
  __imag__ z = im;
  return z;
}

}  // namespace

// The C functions of one type; `s` is the end of their names.
#define RT_LIBM_COMPLEX(F, s)                                                               \
  _Complex F cproj##s(_Complex F z) { return project<_Complex F>(__real__ z, __imag__ z); } \
  _Complex F conj##s(_Complex F z) { return made_of<_Complex F>(__real__ z, -__imag__ z); } \
  F creal##s(_Complex F z) { return __real__ z; }                                           \
  F cimag##s(_Complex F z) { return __imag__ z; }

extern "C" {

RT_LIBM_COMPLEX(double, )
RT_LIBM_COMPLEX(float, f)
RT_LIBM_COMPLEX(long double, l)
}

// tests/programs/std/type_traits.cc - <type_traits>: questions and transformations, and code that depends on
// them.
#include <string>
#include <type_traits>
#include <vector>

#include "../check.h"

struct Empty {};
struct Virtual {
  virtual ~Virtual() = default;
};
struct Child final : Virtual {};
enum class Colour : unsigned char { red };
union Either {
  int i;
  float f;
};

template <class T>
static int category(const T&) {
  if constexpr (std::is_integral_v<T>)
    return 1;
  else if constexpr (std::is_pointer_v<T>)
    return 2;
  else if constexpr (std::is_class_v<T>)
    return 3;
  else
    return 4;
}

int main() {
  static_assert(std::is_empty_v<Empty> && std::is_trivial_v<Empty> && std::is_polymorphic_v<Virtual>);
  static_assert(std::is_base_of_v<Virtual, Child> && std::is_final_v<Child> &&
                std::has_virtual_destructor_v<Child>);
  static_assert(std::is_same_v<std::underlying_type_t<Colour>, unsigned char> && std::is_union_v<Either>);
  static_assert(std::is_same_v<std::remove_cvref_t<const int&>, int> &&
                std::is_same_v<std::decay_t<int[3]>, int*>);
  static_assert(std::is_same_v<std::common_type_t<int, long>, long> &&
                std::is_convertible_v<Child*, Virtual*>);
  static_assert(std::is_nothrow_move_constructible_v<std::string> &&
                !std::is_trivially_copyable_v<std::string>);
  static_assert(std::is_same_v<std::conditional_t<true, int, char>, int> && std::rank_v<int[2][3]> == 2);
  static_assert(std::is_same_v<std::make_unsigned_t<long>, unsigned long> &&
                std::alignment_of_v<double> == 8);
  static_assert(std::is_same_v<std::invoke_result_t<int (*)(char), char>, int> &&
                std::conjunction_v<std::true_type>);
  static_assert(std::is_aggregate_v<Either> && std::has_unique_object_representations_v<int>);
  CHECK(category(5) == 1 && category("x") == 4 && category(static_cast<const char*>("x")) == 2);
  CHECK(category(std::vector<int>()) == 3 && category(2.5) == 4);
  return check_done("type_traits");
}

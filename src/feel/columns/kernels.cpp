#include "feel/columns/kernels.hpp"

#include <cfloat>

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define REGLAMENT_HAS_AVX2
#endif

namespace reglament::feel {

namespace portable {
#include "feel/columns/loops.inl"
}

#ifdef REGLAMENT_HAS_AVX2
#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2")
#endif
namespace avx2 {
#include "feel/columns/loops.inl"
}
#ifdef __clang__
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#endif

const kernels& kernels_of([[maybe_unused]] bool portable) noexcept {
#ifdef REGLAMENT_HAS_AVX2
    static const bool has_avx2 = __builtin_cpu_supports("avx2") != 0;
    if (has_avx2 && !portable) return avx2::all;
#endif
    return portable::all;
}

}  // namespace reglament::feel

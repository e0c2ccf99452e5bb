#include "feel/columns/kernels.hpp"

#include <cfloat>

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define REGLAMENT_CHOOSES_LOOPS
#endif

namespace reglament::feel {

namespace portable {
#include "feel/columns/loops.inl"
}

#ifdef REGLAMENT_CHOOSES_LOOPS

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
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl"))), apply_to = function)
#else
#pragma GCC target("avx512f,avx512bw,avx512dq,avx512vl")
#endif
namespace avx512 {
#include "feel/columns/loops.inl"
}
#ifdef __clang__
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

#endif

std::vector<const kernels*> usable_kernels() {
    std::vector<const kernels*> usable{&portable::all};
#ifdef REGLAMENT_CHOOSES_LOOPS
    if (__builtin_cpu_supports("avx2")) usable.push_back(&avx2::all);
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl"))
        usable.push_back(&avx512::all);
#endif
    return usable;
}

const kernels& kernels_of(bool portable) {
    static const kernels& best = *usable_kernels().back();
    return portable ? *usable_kernels().front() : best;
}

}  // namespace reglament::feel

#include "feel/columns/narrow.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <type_traits>

#if defined(__GNUC__) && defined(__x86_64__)
#define REGLAMENT_AVX2 1
#include <immintrin.h>
#else
#define REGLAMENT_AVX2 0
#endif

namespace reglament::feel {
namespace {

// Column by column, point by point: loops that any compiler makes wide.

template <class Number>
void numbers(const Number* rows, std::size_t count, const number_steps<Number>& steps, std::uint32_t* left) {
    std::array<std::uint32_t, block_rows> sets;
    std::fill_n(sets.begin(), count, steps.before);
    for (std::size_t p = 0; p < steps.from.size(); ++p) {
        const Number from = steps.from[p];
        const std::uint32_t set = steps.sets[p];
        for (std::size_t i = 0; i < count; ++i) sets[i] = rows[i] >= from ? set : sets[i];
    }
    if constexpr (std::is_same_v<Number, double>) {
        for (std::size_t i = 0; i < count; ++i) sets[i] = std::isfinite(rows[i]) ? sets[i] : steps.of_null;
    }
    for (std::size_t i = 0; i < count; ++i) left[i] &= sets[i];
}

// Doubles are compared side by side on every machine, whole numbers of 64 bits are not. As doubles they are the same as
// long as they have 53 bits.
void wholes(const std::int64_t* rows, std::size_t count, const number_steps<std::int64_t>& steps, std::uint32_t* left) {
    constexpr std::int64_t most = std::int64_t{1} << 53;
    constexpr double end = std::numeric_limits<double>::infinity();
    constexpr std::size_t most_steps = 64;
    std::uint64_t beyond = steps.from.size() > most_steps ? 1 : 0;
    for (std::size_t i = 0; i < count; ++i)
        beyond |= (static_cast<std::uint64_t>(rows[i]) + std::uint64_t{most}) >> 54;  // 0 for -2^53 … 2^53 - 1
    if (beyond != 0) return numbers(rows, count, steps, left);
    std::array<double, block_rows> same;
    for (std::size_t i = 0; i < count; ++i) same[i] = static_cast<double>(rows[i]);
    std::array<double, most_steps> from;
    for (std::size_t p = 0; p < steps.from.size(); ++p) {
        const std::int64_t f = steps.from[p];
        from[p] = f > most ? end : f < -most ? -end : static_cast<double>(f);
    }
    numbers<double>(same.data(), count, {{from.data(), steps.from.size()}, steps.sets, steps.before, steps.of_null},
                    left);
}

void codes(const std::uint8_t* rows, std::size_t count, const code_sets& sets, std::uint32_t* left) {
    for (std::size_t i = 0; i < count; ++i) left[i] &= sets.sets[std::min<std::uint32_t>(rows[i], sets.count)];
}

void firsts(const std::uint32_t* left, std::size_t count, std::uint32_t* out) {
    for (std::size_t i = 0; i < count; ++i)
        out[i] = left[i] == 0 ? UINT32_MAX : static_cast<std::uint32_t>(std::countr_zero(left[i]));
}

constexpr narrow_functions portable{&numbers<double>, &wholes, &codes, &firsts};

#if REGLAMENT_AVX2

// Eight rows in hand pass all points of a column before they are put down.

[[gnu::target("avx2")]] __m256i halves(__m256i low, __m256i high) {  // of eight masks of 64 bits, eight of 32
    const __m256 both = _mm256_shuffle_ps(_mm256_castsi256_ps(low), _mm256_castsi256_ps(high), 0x88);
    return _mm256_permute4x64_epi64(_mm256_castps_si256(both), 0xD8);
}

[[gnu::target("avx2")]] __m256i loaded(const void* from) {
    return _mm256_loadu_si256(static_cast<const __m256i*>(from));
}

[[gnu::target("avx2")]] void narrow_eight(__m256i sets, std::uint32_t* left) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(left), _mm256_and_si256(loaded(left), sets));
}

[[gnu::target("avx2")]] __m256i word(std::uint32_t set) {
    return _mm256_set1_epi32(static_cast<int>(set));
}

[[gnu::target("avx2")]] void wide_doubles(const double* rows, std::size_t count, const number_steps<double>& steps,
                                          std::uint32_t* left) {
    const __m256d largest = _mm256_set1_pd(1.7976931348623157e308), sign = _mm256_set1_pd(-0.0);
    std::size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        const __m256d a = _mm256_loadu_pd(rows + i), b = _mm256_loadu_pd(rows + i + 4);
        const auto at_least = [&](double limit) __attribute__((target("avx2"))) {
            const __m256d l = _mm256_set1_pd(limit);
            return halves(_mm256_castpd_si256(_mm256_cmp_pd(a, l, _CMP_GE_OQ)),
                          _mm256_castpd_si256(_mm256_cmp_pd(b, l, _CMP_GE_OQ)));
        };
        __m256i sets = word(steps.before);
        for (std::size_t p = 0; p < steps.from.size(); ++p)
            sets = _mm256_blendv_epi8(sets, word(steps.sets[p]), at_least(steps.from[p]));
        const __m256i finite =
            halves(_mm256_castpd_si256(_mm256_cmp_pd(_mm256_andnot_pd(sign, a), largest, _CMP_LE_OQ)),
                   _mm256_castpd_si256(_mm256_cmp_pd(_mm256_andnot_pd(sign, b), largest, _CMP_LE_OQ)));
        narrow_eight(_mm256_blendv_epi8(word(steps.of_null), sets, finite), left + i);
    }
    numbers(rows + i, count - i, steps, left + i);
}

[[gnu::target("avx2")]] void wide_wholes(const std::int64_t* rows, std::size_t count,
                                         const number_steps<std::int64_t>& steps, std::uint32_t* left) {
    std::size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        const __m256i a = loaded(rows + i), b = loaded(rows + i + 4);
        const auto below = [&](std::int64_t limit) __attribute__((target("avx2"))) {
            const __m256i l = _mm256_set1_epi64x(limit);
            return halves(_mm256_cmpgt_epi64(l, a), _mm256_cmpgt_epi64(l, b));
        };
        __m256i sets = word(steps.before);
        for (std::size_t p = 0; p < steps.from.size(); ++p)
            sets = _mm256_blendv_epi8(word(steps.sets[p]), sets, below(steps.from[p]));
        narrow_eight(sets, left + i);
    }
    numbers(rows + i, count - i, steps, left + i);
}

[[gnu::target("avx2")]] void wide_codes(const std::uint8_t* rows, std::size_t count, const code_sets& sets,
                                        std::uint32_t* left) {
    std::size_t i = 0;
    const __m256i most = word(sets.count);
    const auto* const all = reinterpret_cast<const int*>(sets.sets);
    // Eight sets or fewer lie in a register.
    const bool few = sets.count < 8;
    alignas(32) std::array<std::uint32_t, 8> first{};
    for (std::uint32_t k = 0; k < 8 && k <= sets.count; ++k) first[k] = sets.sets[k];
    const __m256i table = loaded(first.data());
    for (; i + 8 <= count; i += 8) {
        const __m256i eight = _mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(rows + i)));
        const __m256i places = _mm256_min_epu32(eight, most);
        narrow_eight(few ? _mm256_permutevar8x32_epi32(table, places) : _mm256_i32gather_epi32(all, places, 4),
                     left + i);
    }
    codes(rows + i, count - i, sets, left + i);
}

// The lowest bit alone, as a float, has its place in the exponent.
[[gnu::target("avx2")]] void wide_firsts(const std::uint32_t* left, std::size_t count, std::uint32_t* out) {
    std::size_t i = 0;
    const __m256i zero = _mm256_setzero_si256();
    for (; i + 8 <= count; i += 8) {
        const __m256i all = loaded(left + i);
        const __m256i lowest = _mm256_and_si256(all, _mm256_sub_epi32(zero, all));
        const __m256i exponent = _mm256_and_si256(
            _mm256_srli_epi32(_mm256_castps_si256(_mm256_cvtepi32_ps(lowest)), 23), _mm256_set1_epi32(0xFF));
        const __m256i place = _mm256_sub_epi32(exponent, _mm256_set1_epi32(127));
        const __m256i none = _mm256_cmpeq_epi32(all, zero);
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + i), _mm256_or_si256(place, none));
    }
    firsts(left + i, count - i, out + i);
}

constexpr narrow_functions wide{&wide_doubles, &wide_wholes, &wide_codes, &wide_firsts};

#endif

}  // namespace

const narrow_functions& portable_narrow() noexcept {
    return portable;
}

const narrow_functions& best_narrow() noexcept {
#if REGLAMENT_AVX2
    static const bool has = __builtin_cpu_supports("avx2") != 0;
    if (has) return wide;
#endif
    return portable;
}

}  // namespace reglament::feel

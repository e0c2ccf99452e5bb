// The loops over columns, written so that compilers make vector instructions of them. Included by kernels.cpp once for
// each set of instructions; a mask has a byte for every row, 0 or 255.

// Many limits have one side only.
inline void within_doubles(const double* rows, std::size_t count, double low, double high, mask* out) {
    if (low == -DBL_MAX) {
        for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<mask>(-static_cast<int>(rows[i] <= high));
    } else if (high == DBL_MAX) {
        for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<mask>(-static_cast<int>(rows[i] >= low));
    } else {
        for (std::size_t i = 0; i < count; ++i)
            out[i] = static_cast<mask>(-(static_cast<int>(rows[i] >= low) & static_cast<int>(rows[i] <= high)));
    }
}

inline void within_words(const std::int32_t* rows, std::size_t count, std::int32_t low, std::int32_t high, mask* out) {
    if (low == INT32_MIN) {
        for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<mask>(-static_cast<int>(rows[i] <= high));
    } else if (high == INT32_MAX) {
        for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<mask>(-static_cast<int>(rows[i] >= low));
    } else {
        for (std::size_t i = 0; i < count; ++i)
            out[i] = static_cast<mask>(-(static_cast<int>(rows[i] >= low) & static_cast<int>(rows[i] <= high)));
    }
}

inline void within_longs(const std::int64_t* rows, std::size_t count, std::int64_t low, std::int64_t high, mask* out) {
    for (std::size_t i = 0; i < count; ++i)
        out[i] = static_cast<mask>(-(static_cast<int>(rows[i] >= low) & static_cast<int>(rows[i] <= high)));
}

inline void narrow(const std::int64_t* rows, std::size_t count, std::int32_t* out) {
    std::uint64_t beyond = 0;
    for (std::size_t i = 0; i < count; ++i) beyond |= (static_cast<std::uint64_t>(rows[i]) + 0x8000'0000U) >> 32;
    if (beyond == 0) {
        for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<std::int32_t>(rows[i]);
        return;
    }
    for (std::size_t i = 0; i < count; ++i) {
        const std::int64_t low = rows[i] < INT32_MIN ? INT32_MIN : rows[i];
        out[i] = static_cast<std::int32_t>(low > INT32_MAX ? INT32_MAX : low);
    }
}

inline bool not_finite(const double* rows, std::size_t count, mask* out) {
    std::int64_t some = 0;
    for (std::size_t i = 0; i < count; ++i) some |= rows[i] - rows[i] != 0 ? -1 : 0;
    if (some == 0) return false;
    for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<mask>(-static_cast<int>(rows[i] - rows[i] != 0));
    return true;
}

inline bool codes_beyond(const std::int32_t* codes, std::size_t count, std::int32_t size, mask* out) {
    std::int32_t some = 0;
    for (std::size_t i = 0; i < count; ++i) some |= (codes[i] < 0 ? -1 : 0) | (codes[i] >= size ? -1 : 0);
    if (some == 0) return false;
    for (std::size_t i = 0; i < count; ++i)
        out[i] = static_cast<mask>(-(static_cast<int>(codes[i] < 0) | static_cast<int>(codes[i] >= size)));
    return true;
}

inline void low_bytes(const std::int32_t* codes, std::size_t count, std::uint8_t* out) {
    for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<std::uint8_t>(codes[i]);
}

inline void add_equal(const std::uint8_t* rows, std::size_t count, std::uint8_t to, mask* out) {
    for (std::size_t i = 0; i < count; ++i)
        out[i] = static_cast<mask>(out[i] | static_cast<mask>(-static_cast<int>(rows[i] == to)));
}

inline void not_zero(const std::uint8_t* rows, std::size_t count, mask* out) {
    for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<mask>(-static_cast<int>(rows[i] != 0));
}

inline void invert(std::size_t count, mask* out) {
    for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<mask>(~out[i]);
}

inline void add(const mask* other, std::size_t count, mask* out) {
    for (std::size_t i = 0; i < count; ++i) out[i] |= other[i];
}

inline void both(const mask* a, const mask* b, std::size_t count, mask* out) {
    for (std::size_t i = 0; i < count; ++i) out[i] = a[i] & b[i];
}

inline void branch(const mask* here, const mask* passes, std::size_t count, mask* yes, mask* no) {
    for (std::size_t i = 0; i < count; ++i) {
        const mask taken = here[i] & passes[i];
        const mask left = static_cast<mask>(here[i] & ~passes[i]);
        yes[i] |= taken;
        no[i] |= left;
    }
}

inline void put(const mask* where, std::size_t count, std::uint8_t what, std::uint8_t* out) {
    for (std::size_t i = 0; i < count; ++i)
        out[i] = static_cast<std::uint8_t>((where[i] & what) | (~where[i] & out[i]));
}

inline void put_rules(const std::uint8_t* from, std::size_t count, std::uint32_t* out) {
    for (std::size_t i = 0; i < count; ++i) out[i] = from[i] == 255 ? UINT32_MAX : from[i];
}

inline bool any(const mask* of, std::size_t count) {
    mask all = 0;
    for (std::size_t i = 0; i < count; ++i) all |= of[i];
    return all != 0;
}

const kernels all{&within_doubles, &within_words, &within_longs, &narrow, &not_finite, &codes_beyond,
                  &low_bytes,      &add_equal,    &not_zero,     &invert, &add,        &both,
                  &branch,         &put,          &put_rules,    &any};

// Arrow: the C data interface and the C stream interface, as the Arrow specification lays them out.
#pragma once

#include <cstdint>

namespace reglament::python {

struct arrow_schema {
    const char* format;
    const char* name;
    const char* metadata;
    std::int64_t flags;
    std::int64_t n_children;
    arrow_schema** children;
    arrow_schema* dictionary;
    void (*release)(arrow_schema*);  ///< null: released, or moved elsewhere
    void* private_data;
};

struct arrow_array {
    std::int64_t length;
    std::int64_t null_count;  ///< -1: not counted
    std::int64_t offset;
    std::int64_t n_buffers;
    std::int64_t n_children;
    const void** buffers;
    arrow_array** children;
    arrow_array* dictionary;
    void (*release)(arrow_array*);
    void* private_data;
};

/// Its functions give 0 or an errno.
struct arrow_array_stream {
    int (*get_schema)(arrow_array_stream*, arrow_schema* out);
    int (*get_next)(arrow_array_stream*, arrow_array* out);  ///< a released array: the end
    const char* (*get_last_error)(arrow_array_stream*);      ///< may be null
    void (*release)(arrow_array_stream*);
    void* private_data;
};

inline constexpr std::int64_t arrow_flag_nullable = 2;

/// One of them, with the duty to release it.
template <class T>
class arrow_owner {
public:
    arrow_owner() = default;
    explicit arrow_owner(T& taken) noexcept : held_{taken} { taken.release = nullptr; }
    arrow_owner(const arrow_owner&) = delete;
    arrow_owner& operator=(const arrow_owner&) = delete;
    ~arrow_owner() {
        if (held_.release != nullptr) held_.release(&held_);
    }

    T* get() noexcept { return &held_; }
    T* operator->() noexcept { return &held_; }

private:
    T held_{};
};

}  // namespace reglament::python

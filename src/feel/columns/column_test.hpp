// Column test: a test of a slot against constants, bound to what its column is made of. Internal.
#pragma once

#include "feel/branches.hpp"
#include "feel/columns/column_reader.hpp"
#include "feel/columns/limits.hpp"

#include <variant>
#include <vector>

namespace reglament::feel {

class column_test {
public:
    /// `test` is one of `code`, which must outlive this.
    column_test(const branch_code& code, const branch_test& test, column_reader& in);

    /// Of the values of a dictionary: 0 fails, 1 passes, 2 is to be asked.
    column_test(std::vector<std::uint8_t> by_code, column_reader& in);

    /// Makes both tests one, which passes what both of them pass; false when that is not simple.
    bool join(const column_test& other);

    /// From now on passes what failed, and the other way round.
    void invert() noexcept { inverted_ = !inverted_; }

    /// After the column was read.
    void run(const rows_block& b);

    [[nodiscard]] const mask* passes() const noexcept { return passes_.data(); }
    /// Rows that must be asked one by one; null when there are none.
    [[nodiscard]] const mask* unsure() const noexcept { return unsure_.empty() ? in_->nulls() : unsure_.data(); }

private:
    // Any of several.
    struct doubles {
        std::vector<limits<double>> any;
    };
    struct wholes {
        std::vector<limits<std::int64_t>> any;
        bool small = false;  // every limit has 32 bits
    };
    struct codes {
        std::vector<std::uint8_t> equal;  // to any of these; or, inverted, to none
        bool inverted = false;
    };
    struct table {
        std::vector<std::uint8_t> by_code;
    };
    struct truths {};
    struct same {
        unsigned passes = 2;
    };
    struct values {
        const branch_code* code;
        branch_test test;
    };
    using form = std::variant<same, doubles, wholes, codes, table, truths, values>;

    static form form_of(const branch_code& code, const branch_test& test, column_reader& in);
    static form form_of_codes(std::vector<std::uint8_t> by_code, column_reader& in);
    void settle();
    void fill(const doubles& f, const rows_block& b);
    void fill(const wholes& f, const rows_block& b);
    void fill(const codes& f, const rows_block& b);
    void fill(const table& f, const rows_block& b);
    void fill(const truths& f, const rows_block& b);
    void fill(const same& f, const rows_block& b);
    void fill(const values& f, const rows_block& b);
    void put(std::size_t row, unsigned passes) noexcept;
    template <class Within>
    void any_of(std::size_t count, const rows_block& b, const Within& within);

    column_reader* in_;
    form form_;
    bool inverted_ = false;
    std::vector<mask> passes_;
    std::vector<mask> unsure_;  // its own, with the column's
};

}  // namespace reglament::feel

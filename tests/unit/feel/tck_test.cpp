// The cases of the DMN TCK, where the shared data is present.
#include <reglament/feel/corpus.hpp>
#include <reglament/feel/evaluate.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <iostream>

namespace reglament::feel {
namespace {

bool same(const value& a, const value& b);

bool same_contexts(const context& a, const context& b) {
    if (a.size() != b.size()) return false;
    return std::ranges::all_of(a, [&](const auto& entry) {
        const auto other = std::ranges::find(b, entry.first, &context::value_type::first);
        return other != b.end() && same(entry.second, other->second);
    });
}

// As every runner of the TCK compares: numbers within 1e-8.
bool same(const value& a, const value& b) {
    if (a.kind() != b.kind()) return false;
    if (a.kind() == value_kind::number) return std::abs(a.as_number().to_double() - b.as_number().to_double()) <= 1e-8;
    if (a.kind() == value_kind::context) return same_contexts(a.as_context(), b.as_context());
    return a.kind() == value_kind::list ? std::ranges::equal(a.as_list(), b.as_list(), same) : a == b;
}

struct score {
    int values = 0;  // cases that expect something else than null
    int nulls = 0;
    int wrong = 0;
    int excepted = 0;
};

// Exceptions with their reasons: docs/feel.md. Functions whose declared result type the records
// do not say.
bool is_excepted(std::string_view id) {
    constexpr std::array<std::string_view, 3> all{"decision_bkm_004_a", "decision_bkm_005", "decision_bkm_005_a"};
    return std::ranges::find(all, id.substr(id.rfind('/') + 1)) != all.end();
}

void run(const std::string& file, score& total) {
    std::ifstream in{std::string{REGLAMENT_SHARED_DIR} + "/tck/" + file};
    if (!in) {
        std::cout << "the TCK corpus is not here (" REGLAMENT_SHARED_DIR "/tck/" << file << "): nothing was compared\n";
        ::testing::Test::RecordProperty("corpus", "absent");
        return;
    }
    for (std::string line; std::getline(in, line);) {
        std::string error;
        const auto test = read_json(line, &error);
        ASSERT_TRUE(test) << error;
        const value expected = from_typed(test->get("expected"));
        const value out = evaluate_record(*test);
        ++(expected.is_null() ? total.nulls : total.values);
        const value got = from_typed(out.get("result"));
        const value text = test->get("expr");
        const value id = test->get("id");
        if (same(got, expected)) continue;
        if (is_excepted(id.as_string())) {
            ++total.excepted;
            continue;
        }
        ++total.wrong;
        ADD_FAILURE() << id.as_string() << "\n  " << write_json(text) << "\n  got " << to_string(got) << ", not "
                      << to_string(expected) << "\n  " << write_json(out.get("issues"));
    }
}

TEST(tck, expressions_give_what_is_expected) {
    score total;
    run("feel.jsonl", total);
    run("feel_drg.jsonl", total);
    std::cout << "TCK: " << total.values << " values and " << total.nulls << " nulls, " << total.wrong << " wrong, "
              << total.excepted << " excepted\n";
}

TEST(tck, tables_give_what_is_expected) {
    score total;
    run("tables.jsonl", total);
    std::cout << "TCK: " << total.values << " tables, " << total.wrong << " wrong\n";
}

}  // namespace
}  // namespace reglament::feel

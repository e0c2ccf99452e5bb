// Connection: libpq as this store uses it. Every query has values apart from its text; results are binary.
#pragma once

#include <cstdint>
#include <libpq-fe.h>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

/// The values of one query. They are views: what they show must live until it is sent.
class query_values {
public:
    query_values& add(std::uint64_t number);
    query_values& add_int(std::uint32_t number);
    query_values& add(std::string_view bytes);

    [[nodiscard]] int count() const noexcept { return static_cast<int>(sizes_.size()); }
    [[nodiscard]] std::vector<const char*> values() const;
    [[nodiscard]] const int* sizes() const noexcept { return sizes_.data(); }

private:
    std::vector<std::string> numbers_;     // big-endian
    std::vector<std::string_view> shown_;  // an empty one with null data: numbers_, in their order
    std::vector<int> sizes_;
};

struct result_deleter {
    void operator()(PGresult* r) const noexcept { PQclear(r); }
};

class query_result {
public:
    query_result() = default;
    explicit query_result(PGresult* of) : of_{of} {}

    [[nodiscard]] ExecStatusType status() const noexcept { return PQresultStatus(of_.get()); }
    [[nodiscard]] bool good() const noexcept { return status() == PGRES_TUPLES_OK || status() == PGRES_COMMAND_OK; }
    [[nodiscard]] int rows() const noexcept { return PQntuples(of_.get()); }
    [[nodiscard]] std::uint64_t number(int row, int column) const;
    [[nodiscard]] std::string_view bytes(int row, int column) const;
    /// Five letters; empty: the server said nothing.
    [[nodiscard]] std::string_view state() const;
    [[nodiscard]] std::string message() const;

private:
    std::unique_ptr<PGresult, result_deleter> of_;
};

struct connection_deleter {
    void operator()(PGconn* c) const noexcept { PQfinish(c); }
};
using connection = std::unique_ptr<PGconn, connection_deleter>;

/// Never null; whether it is open says PQstatus.
[[nodiscard]] connection connect(const std::string& url);

[[nodiscard]] query_result ask(PGconn* in, const std::string& text, const query_values& values = {});

}  // namespace reglament

#include "store/postgres/connection.hpp"

#include <array>

namespace reglament {

namespace {

template <class Number>
std::string big_endian(Number n) {
    std::string bytes(sizeof n, '\0');
    for (std::size_t i = bytes.size(); i-- > 0; n = static_cast<Number>(n >> 8U))
        bytes[i] = static_cast<char>(n & 0xFFU);
    return bytes;
}

}  // namespace

query_values& query_values::add(std::uint64_t number) {
    numbers_.push_back(big_endian(number));
    shown_.emplace_back();
    sizes_.push_back(8);
    return *this;
}

query_values& query_values::add_int(std::uint32_t number) {
    numbers_.push_back(big_endian(number));
    shown_.emplace_back();
    sizes_.push_back(4);
    return *this;
}

query_values& query_values::add(std::string_view bytes) {
    shown_.push_back(bytes.data() == nullptr ? std::string_view{""} : bytes);
    sizes_.push_back(static_cast<int>(bytes.size()));
    return *this;
}

std::vector<const char*> query_values::values() const {
    std::vector<const char*> all;
    auto number = numbers_.begin();
    for (const std::string_view v : shown_) all.push_back(v.data() == nullptr ? (number++)->data() : v.data());
    return all;
}

std::uint64_t query_result::number(int row, int column) const {
    std::uint64_t n = 0;
    for (const char c : bytes(row, column)) n = n << 8U | static_cast<unsigned char>(c);
    return n;
}

std::string_view query_result::bytes(int row, int column) const {
    return {PQgetvalue(of_.get(), row, column), static_cast<std::size_t>(PQgetlength(of_.get(), row, column))};
}

std::string_view query_result::state() const {
    const char* const code = of_ == nullptr ? nullptr : PQresultErrorField(of_.get(), PG_DIAG_SQLSTATE);
    return code == nullptr ? std::string_view{} : code;
}

std::string query_result::message() const {
    const char* const text = of_ == nullptr ? nullptr : PQresultErrorField(of_.get(), PG_DIAG_MESSAGE_PRIMARY);
    return text == nullptr ? std::string{} : text;
}

// What the url says itself comes behind, and is stronger. A server that is gone is noticed within a minute, not hours.
connection connect(const std::string& url) {
    const std::array keys{"connect_timeout",
                          "tcp_user_timeout",
                          "keepalives_idle",
                          "application_name",
                          "client_encoding",
                          "dbname",
                          static_cast<const char*>(nullptr)};
    const std::array values{"10", "30000", "15", "reglament", "UTF8", url.c_str(), static_cast<const char*>(nullptr)};
    return connection{PQconnectdbParams(keys.data(), values.data(), 1)};
}

query_result ask(PGconn* in, const std::string& text, const query_values& values) {
    return query_result{PQexecParams(in, text.c_str(), values.count(), nullptr, values.values().data(), values.sizes(),
                                     std::vector<int>(static_cast<std::size_t>(values.count()), 1).data(), 1)};
}

}  // namespace reglament

#include "store/postgres/postgres_store.hpp"

#include "store/postgres/connection.hpp"
#include "store/postgres/database_url.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace reglament {

namespace {

constexpr std::uint64_t few_rows = 16, most_rows = 4'096, bytes_at_once = 4U << 20U;

class in_postgres final : public store {
public:
    explicit in_postgres(database_url where) : where_{std::move(where)} {}

    [[nodiscard]] bool open(issues& found, store_use use);
    [[nodiscard]] std::string name() const override;
    bool last(commit_number& number, issues& found) override;
    bool write(const store_commit& what, issues& found) override;
    bool each_page(const visit_page& visit, issues& found) override;
    bool each_entry(commit_number from, const visit_entry& visit, issues& found) override;
    bool each_note(const visit_note& visit, issues& found) override;
    bool fill(const store_content& what, issues& found) override;
    bool check(issues& found) override;
    bool scrub(issues& found) override {
        if (!ready(found)) return false;
        return execute("VACUUM " + table("journal") + ", " + table("page") + ", " + table("note"), found);
    }
    bool at_one_moment(const std::function<bool()>& read, issues& found) override;
    bool read_note(std::string_view note, std::string& bytes, issues& found) override {
        return read_first("SELECT bytes FROM " + table("note") + " WHERE name = $1::text", query_values{}.add(note),
                          bytes, found);
    }
    bool read_entry(commit_number number, std::string& bytes, issues& found) override {
        return read_first("SELECT bytes FROM " + table("journal") + " WHERE number = $1::int8",
                          query_values{}.add(number), bytes, found);
    }

private:
    [[nodiscard]] std::string table(std::string_view what) const { return where_.table(what); }
    [[nodiscard]] bool is_lost() const { return PQstatus(connected_.get()) != CONNECTION_OK; }

    // Always false.
    bool failed(const query_result& r, issues& found) const;
    static std::string_view what_failed(std::string_view state);

    bool ready(issues& found);
    bool prepare(issues& found);
    bool prepare_schema(issues& found, store_use use);
    [[nodiscard]] bool make_schema(issues& found);
    bool execute(const std::string& text, issues& found);
    bool send(const char* statement, const query_values& values);
    std::size_t send(const store_commit& what);
    std::size_t send(const store_content& what);
    template <class What>
    bool write_at_once(const What& what, issues& found);
    bool read_first(const std::string& text, const query_values& values, std::string& bytes, issues& found);
    template <class Visit>
    bool each(std::string_view from_table, std::uint64_t from, Visit&& visit, issues& found);

    database_url where_;
    connection connected_;
    bool in_moment_ = false;
};

// ---------------------------------------------------------------------------------------------------------------------

std::string in_postgres::name() const {
    const auto part = [](const char* text) { return std::string{text == nullptr ? "" : text}; };
    const PGconn* const c = connected_.get();
    std::string all = "postgres://" + part(PQuser(c)) + "@" + part(PQhost(c));
    if (const std::string port = part(PQport(c)); !port.empty()) all += ":" + port;
    all += "/" + part(PQdb(c));
    return where_.prefix == default_table_prefix ? all : all + "?table_prefix=" + where_.prefix;
}

std::string_view in_postgres::what_failed(std::string_view state) {
    if (state == "53100") return "store-full";
    if (state == "55P03" || state == "57014" || state == "40P01" || state == "40001") return "store-locked";
    if (state == "25006" || state == "42501") return "store-read-only";
    if (state.starts_with("XX") || state == "58030") return "store-damaged";
    if (state == "23505" || state == "23502" || state == "22012")
        return "store-shared";  // see the statements `journal` and `behind`
    return "store-failed";
}

bool in_postgres::failed(const query_result& r, issues& found) const {
    const std::string_view state = r.state();
    std::string why = r.message();
    if (why.empty()) why = PQerrorMessage(connected_.get());
    while (!why.empty() && (why.back() == '\n' || why.back() == ' ')) why.pop_back();
    const std::string_view code = is_lost() ? std::string_view{"store-lost"} : what_failed(state);
    found.add(code, {}, {name(), std::move(why)});
    return false;
}

bool in_postgres::execute(const std::string& text, issues& found) {
    const query_result r{PQexec(connected_.get(), text.c_str())};
    return r.good() || failed(r, found);
}

bool in_postgres::open(issues& found, store_use use) {
    if (!is_table_prefix(where_.prefix)) {
        found.add("store-prefix-wrong", {}, {where_.prefix});
        return false;
    }
    connected_ = connect(where_.url);
    if (is_lost()) {
        std::string why = PQerrorMessage(connected_.get());
        while (!why.empty() && why.back() == '\n') why.pop_back();
        found.add("store-no-server", {}, {name(), std::move(why)});
        return false;
    }
    return prepare_schema(found, use) && prepare(found);
}

// A connection that was lost is made again by whoever needs it next.
bool in_postgres::ready(issues& found) {
    if (!is_lost()) return true;
    if (in_moment_) return failed({}, found);  // what was read before is of another moment
    connected_ = connect(where_.url);
    return is_lost() ? failed({}, found) : prepare(found);
}

// What is answered must be on the disk, whatever the server is set to. An entry goes in only behind the last one: else
// its number is null, which the table refuses.
bool in_postgres::prepare(issues& found) {
    if (!execute("SELECT set_config('synchronous_commit', 'on', false) "
                 "WHERE current_setting('synchronous_commit') = 'off'",
                 found))
        return false;
    const std::string journal = table("journal");
    const std::pair<const char*, std::string> all[] = {
        {"begin", "BEGIN"},
        {"commit", "COMMIT"},
        {"journal", "INSERT INTO " + journal +
                        " SELECT CASE WHEN coalesce(max(number), 0) = $1::int8 - 1 THEN $1::int8 "
                        "END, $2::bytea FROM " +
                        journal},
        {"page", "INSERT INTO " + table("page") +
                     " VALUES ($1::int4, $2::bytea) ON CONFLICT (number) DO UPDATE SET bytes = excluded.bytes"},
        {"note", "INSERT INTO " + table("note") +
                     " VALUES ($1::text, $2::bytea) ON CONFLICT (name) DO UPDATE SET bytes = excluded.bytes"},
        {"hold", "LOCK TABLE " + journal + " IN SHARE ROW EXCLUSIVE MODE"},
        {"behind", "SELECT 1 / CASE WHEN coalesce(max(number), 0) = $1::int8 THEN 1 ELSE 0 END FROM " + journal},
        {"fill", "INSERT INTO " + journal +
                     " VALUES ($1::int8, $2::bytea) ON CONFLICT (number) DO UPDATE SET bytes = excluded.bytes"},
        {"forget", "DELETE FROM " + journal + " WHERE number < $1::int8"}};
    for (const auto& [called, text] : all) {
        const query_result r{PQprepare(connected_.get(), called, text.c_str(), 0, nullptr)};
        if (!r.good()) return failed(r, found);
    }
    return true;
}

bool in_postgres::prepare_schema(issues& found, store_use use) {
    const query_result there =
        ask(connected_.get(), "SELECT to_regclass($1::text) IS NOT NULL", query_values{}.add(table("meta")));
    if (!there.good()) return failed(there, found);
    if (there.number(0, 0) == 0) {
        if (use == store_use::keep) return make_schema(found);
        found.add("store-not-there", {}, {name()});
        return false;
    }
    const query_result r = ask(connected_.get(), "SELECT format FROM " + table("meta"));
    if (!r.good() || r.rows() != 1) return failed(r, found);
    const std::uint64_t format = r.number(0, 0);
    if (format <= postgres_schema) return true;
    found.add("store-newer", {}, {name(), std::to_string(format), std::to_string(postgres_schema)});
    return false;
}

// Two hosts may begin at once: the second waits, and finds the tables there. Entries are told as they are, not pressed:
// pressing them costs more than it saves.
bool in_postgres::make_schema(issues& found) {
    std::string text = "BEGIN; SELECT pg_advisory_xact_lock(hashtext('" + where_.prefix + "meta'));";
    text += "CREATE TABLE IF NOT EXISTS " + table("journal") + " (number bigint PRIMARY KEY, bytes bytea NOT NULL);";
    text += "CREATE TABLE IF NOT EXISTS " + table("page") + " (number integer PRIMARY KEY, bytes bytea NOT NULL);";
    text += "CREATE TABLE IF NOT EXISTS " + table("note") + " (name text PRIMARY KEY, bytes bytea NOT NULL);";
    for (const std::string_view one : {"journal", "page"})
        text += "ALTER TABLE " + table(one) + " ALTER bytes SET STORAGE EXTERNAL;";
    text += "CREATE TABLE IF NOT EXISTS " + table("meta") + " (format integer PRIMARY KEY);";
    text += "INSERT INTO " + table("meta") + " VALUES (" + std::to_string(postgres_schema) +
            ") ON CONFLICT DO NOTHING; COMMIT";
    if (execute(text, found)) return true;
    (void)query_result{PQexec(connected_.get(), "ROLLBACK")};
    return false;
}

// ---------------------------------------------------------------------------------------------------------------------

bool in_postgres::last(commit_number& number, issues& found) {
    if (!ready(found)) return false;
    const query_result r = ask(connected_.get(), "SELECT coalesce(max(number), 0)::int8 FROM " + table("journal"));
    if (!r.good()) return failed(r, found);
    number = r.number(0, 0);
    return true;
}

bool in_postgres::send(const char* statement, const query_values& values) {
    const std::vector<int> binary(static_cast<std::size_t>(values.count()), 1);
    return PQsendQueryPrepared(connected_.get(), statement, values.count(), values.values().data(), values.sizes(),
                               binary.data(), 1) == 1;
}

// All that was sent, or 0.
std::size_t in_postgres::send(const store_commit& what) {
    std::size_t sent = 0;
    const auto one = [&](const char* statement, const query_values& values) {
        ++sent;
        return send(statement, values);
    };
    bool good = one("begin", {}) && one("journal", query_values{}.add(what.number).add(what.journal));
    for (const store_commit::page& p : what.pages)
        good = good && one("page", query_values{}.add_int(p.number).add(p.bytes));
    for (const store_commit::note& n : what.notes) good = good && one("note", query_values{}.add(n.name).add(n.bytes));
    if (what.forget_before != 0) good = good && one("forget", query_values{}.add(what.forget_before));
    good = good && one("commit", {}) && PQpipelineSync(connected_.get()) == 1;
    return good ? sent : 0;
}

std::size_t in_postgres::send(const store_content& what) {
    std::size_t sent = 0;
    const auto one = [&](const char* statement, const query_values& values) {
        ++sent;
        return send(statement, values);
    };
    bool good = one("begin", {});
    if (what.behind) good = good && one("hold", {}) && one("behind", query_values{}.add(*what.behind));
    for (const store_content::entry& e : what.entries)
        good = good && one("fill", query_values{}.add(e.number).add(e.bytes));
    for (const store_commit::page& p : what.pages)
        good = good && one("page", query_values{}.add_int(p.number).add(p.bytes));
    for (const store_commit::note& n : what.notes) good = good && one("note", query_values{}.add(n.name).add(n.bytes));
    good = good && one("commit", {}) && PQpipelineSync(connected_.get()) == 1;
    return good ? sent : 0;
}

bool in_postgres::write(const store_commit& what, issues& found) {
    return write_at_once(what, found);
}

bool in_postgres::fill(const store_content& what, issues& found) {
    return write_at_once(what, found);
}

// One round trip, however much is written: the statements go one behind the other, and the answers are read at the end.
template <class What>
bool in_postgres::write_at_once(const What& what, issues& found) {
    if (!ready(found)) return false;
    PGconn* const c = connected_.get();
    if (PQenterPipelineMode(c) != 1) return failed({}, found);
    const std::size_t sent = send(what);
    query_result wrong;
    bool good = sent != 0;
    for (std::size_t i = 0; good && i < sent; ++i) {
        query_result r{PQgetResult(c)};
        (void)query_result{PQgetResult(c)};  // the end of that one
        good = r.good();
        if (!good) wrong = std::move(r);
    }
    while (!is_lost()) {  // what is left, up to the end of the pipeline
        const query_result r{PQgetResult(c)};
        if (r.status() == PGRES_PIPELINE_SYNC || sent == 0) break;
    }
    if (!good) failed(wrong, found);
    if (is_lost() || PQexitPipelineMode(c) != 1) {
        connected_ = connect(where_.url);
        if (!is_lost()) (void)prepare(found);
        if (good) failed({}, found);
        return false;
    }
    if (!good) (void)query_result{PQexec(c, "ROLLBACK")};
    return good;
}

bool in_postgres::read_first(const std::string& text, const query_values& values, std::string& bytes, issues& found) {
    bytes.clear();
    if (!ready(found)) return false;
    const query_result r = ask(connected_.get(), text, values);
    if (!r.good()) return failed(r, found);
    if (r.rows() > 0) bytes = r.bytes(0, 0);
    return true;
}

// Some rows at a time, as many as have some megabytes: a visitor may stop, and memory is bounded.
template <class Visit>
bool in_postgres::each(std::string_view from_table, std::uint64_t from, Visit&& visit, issues& found) {
    const std::string text = "SELECT number::int8, bytes FROM " + table(from_table) +
                             " WHERE number >= $1::int8 ORDER BY number LIMIT $2::int8";
    for (std::uint64_t rows = few_rows;;) {
        if (!ready(found)) return false;
        const query_result r = ask(connected_.get(), text, query_values{}.add(from).add(rows));
        if (!r.good()) return failed(r, found);
        std::uint64_t size = 1;
        for (int i = 0; i < r.rows(); ++i) {
            from = r.number(i, 0) + 1;
            size += r.bytes(i, 1).size();
            if (!visit(r.number(i, 0), r.bytes(i, 1))) return true;
        }
        if (static_cast<std::uint64_t>(r.rows()) < rows) return true;
        rows = std::clamp<std::uint64_t>(rows * bytes_at_once / size, 1, most_rows);
    }
}

bool in_postgres::each_page(const visit_page& visit, issues& found) {
    return each(
        "page", 0,
        [&](std::uint64_t number, std::string_view bytes) { return visit(static_cast<std::uint32_t>(number), bytes); },
        found);
}

bool in_postgres::each_entry(commit_number from, const visit_entry& visit, issues& found) {
    return each("journal", from, visit, found);
}

bool in_postgres::each_note(const visit_note& visit, issues& found) {
    if (!ready(found)) return false;
    const query_result r =
        ask(connected_.get(),
            "SELECT convert_to(name, 'UTF8'), bytes FROM " + table("note") + " ORDER BY name COLLATE \"C\"", {});
    if (!r.good()) return failed(r, found);
    for (int i = 0; i < r.rows(); ++i) {
        if (!visit(r.bytes(i, 0), r.bytes(i, 1))) break;
    }
    return true;
}

// A server checks its pages as it reads them.
bool in_postgres::check(issues& found) {
    const auto all = [](auto, std::string_view) { return true; };
    return each_page(all, found) && each_entry(0, all, found);
}

bool in_postgres::at_one_moment(const std::function<bool()>& read, issues& found) {
    if (!ready(found) || !execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", found)) return false;
    in_moment_ = true;
    bool good = false;
    try {
        good = read();
    } catch (...) {
        in_moment_ = false;
        issues untold;  // what is thrown says more
        (void)execute("ROLLBACK", untold);
        throw;
    }
    in_moment_ = false;
    return execute("COMMIT", found) && good;
}

}  // namespace

std::shared_ptr<store> open_postgres(std::string_view url, issues& found, store_use use) {
    auto made = std::make_shared<in_postgres>(database_url{url});
    return made->open(found, use) ? made : nullptr;
}

}  // namespace reglament

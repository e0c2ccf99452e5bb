// The directory in PostgreSQL: a few small tables, and the server's clock.
#include "store/postgres/postgres_directory.hpp"

#include "store/postgres/connection.hpp"
#include "store/postgres/database_url.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace reglament {

namespace {

constexpr std::size_t most_rows = 1'000;  // of a statement

class in_postgres final : public directory {
public:
    explicit in_postgres(database_url where) : where_{std::move(where)} {}

    [[nodiscard]] bool open(store_use use, issues& found) {
        if (!is_table_prefix(where_.prefix)) {
            found.add("store-prefix-wrong", {}, {where_.prefix});
            return false;
        }
        connected_ = connect(where_.url);
        if (is_lost()) {
            found.add("store-no-server", {}, {name(), error()});
            return false;
        }
        return use == store_use::look ? has_tables(found) : make_tables(found);
    }

    [[nodiscard]] std::string name() const override {
        const auto part = [](const char* text) { return std::string{text == nullptr ? "" : text}; };
        const PGconn* const c = connected_.get();
        return "postgres://" + part(PQuser(c)) + "@" + part(PQhost(c)) + ":" + part(PQport(c)) + "/" + part(PQdb(c));
    }

    // A host of the first version that leaves takes the row of its name along, whoever has it now: then it is put back.
    bool be_there(host_name& host, std::chrono::milliseconds lease, std::vector<std::string>& hosts,
                  issues& found) override {
        const bool comes = host.instance == 0;
        std::uint64_t its = 0;
        if (!each("INSERT INTO " + where_.table("host") + " AS h VALUES ($1::text, " + until(2) +
                      ", greatest($3::int8, 1)) ON CONFLICT (name) DO UPDATE SET until = excluded.until" +
                      (comes ? ", instance = h.instance + 1" : " WHERE h.instance = excluded.instance") +
                      " RETURNING instance",
                  query_values{}.add(host.name).add(milliseconds(lease)).add(host.instance), found,
                  [&](const query_result& r, int row) { its = r.number(row, 0); }))
            return false;
        if (its == 0) {
            found.add("host-name-taken", {}, {host.name});
            return false;
        }
        host.instance = its;
        return names_of_hosts(hosts, found);
    }

    bool renew(const host_name& host, std::chrono::milliseconds lease, std::vector<partition_lease>& all,
               issues& found) override {
        const std::string table = where_.table("lease");
        all.clear();
        if (!run("UPDATE " + table + " SET until = " + until(3) +
                     " WHERE host = $1::text AND until > clock_timestamp() AND " + is_latest(),
                 of(host).add(milliseconds(lease)), found))
            return false;
        return each(
            "SELECT convert_to(partition, 'UTF8'), convert_to(host, 'UTF8'), epoch, "
            "(CASE WHEN until > clock_timestamp() THEN 1 ELSE 0 END)::int8 FROM " +
                table + " ORDER BY partition",
            {}, found, [&](const query_result& r, int row) {
                all.push_back({std::string{r.bytes(row, 0)}, std::string{r.bytes(row, 1)}, r.number(row, 2),
                               r.number(row, 3) != 0});
            });
    }

    bool claim(std::string_view partition, const host_name& host, std::chrono::milliseconds lease,
               std::optional<std::uint64_t>& epoch, issues& found) override {
        epoch.reset();
        return each("INSERT INTO " + where_.table("lease") + " AS l SELECT $4::text, $1::text, 1, " + until(3) +
                        " WHERE " + is_latest() +
                        " ON CONFLICT (partition) DO UPDATE SET host = excluded.host, epoch = l.epoch + 1, "
                        "until = excluded.until WHERE l.until <= clock_timestamp() OR l.host = excluded.host "
                        "RETURNING epoch",
                    of(host).add(milliseconds(lease)).add(partition), found,
                    [&](const query_result& r, int row) { epoch = r.number(row, 0); });
    }

    bool give_up(std::string_view partition, const host_name& host, issues& found) override {
        return run("UPDATE " + where_.table("lease") +
                       " SET until = '-infinity' WHERE partition = $3::text AND host = $1::text AND " + is_latest(),
                   of(host).add(partition), found);
    }

    bool leave(const host_name& host, issues& found) override {
        return run("UPDATE " + where_.table("lease") + " SET until = '-infinity' WHERE host = $1::text AND " +
                       is_latest(),
                   of(host), found) &&
               run("UPDATE " + where_.table("host") +
                       " SET until = '-infinity' WHERE name = $1::text AND instance = $2::int8",
                   of(host), found);
    }

    bool put(std::span<const waiting_event> events, issues& found) override {
        const std::string begin = "INSERT INTO " + where_.table("intake") + " (partition, bytes) VALUES ";
        return for_portions(
            events,
            [&](std::span<const waiting_event> some) {
                query_values values;
                for (const waiting_event& e : some) values.add(e.partition).add(e.bytes);
                return run(begin + rows(some.size(), {"::text", "::bytea"}), values, found);
            },
            found);
    }

    bool waiting(std::string_view partition, bool refused, std::size_t at_most, std::vector<waiting_event>& events,
                 issues& found) override {
        events.clear();
        const std::uint64_t most = std::min<std::uint64_t>(at_most, 1U << 30U);
        return each("SELECT number, bytes, convert_to(coalesce(refused, ''), 'UTF8') FROM " + where_.table("intake") +
                        " WHERE partition = $1::text AND refused IS " + (refused ? "NOT " : "") +
                        "NULL ORDER BY number LIMIT $2::int8",
                    query_values{}.add(partition).add(most), found, [&](const query_result& r, int row) {
                        events.push_back({r.number(row, 0), std::string{partition}, std::string{r.bytes(row, 1)},
                                          std::string{r.bytes(row, 2)}});
                    });
    }

    bool look(std::vector<partition_state>& partitions, std::vector<std::string>& hosts, issues& found) override {
        partitions.clear();
        return each(
                   "SELECT convert_to(partition, 'UTF8'), convert_to(coalesce(host, ''), 'UTF8'), coalesce(epoch, 0), "
                   "(CASE WHEN until > clock_timestamp() THEN 1 ELSE 0 END)::int8, coalesce(waiting, 0), "
                   "coalesce(refused, 0) FROM " +
                       where_.table("lease") +
                       " FULL JOIN (SELECT partition COLLATE \"C\" AS partition, count(*) FILTER (WHERE refused IS "
                       "NULL) AS waiting, count(refused) AS refused FROM " +
                       where_.table("intake") + " GROUP BY 1) AS i USING (partition) ORDER BY 1",
                   {}, found,
                   [&](const query_result& r, int row) {
                       const std::string partition{r.bytes(row, 0)};
                       partitions.push_back(
                           {{partition, std::string{r.bytes(row, 1)}, r.number(row, 2), r.number(row, 3) != 0},
                            r.number(row, 4),
                            r.number(row, 5)});
                   }) &&
               names_of_hosts(hosts, found);
    }

    bool settle(std::span<const std::uint64_t> taken, std::span<const waiting_event> refused, issues& found) override {
        const std::string table = where_.table("intake");
        const auto forget = [&](std::span<const std::uint64_t> some) {
            query_values values;
            for (const std::uint64_t number : some) values.add(number);
            return run("DELETE FROM " + table + " WHERE number IN (VALUES " + rows(some.size(), {"::int8"}) + ")",
                       values, found);
        };
        const auto refuse = [&](std::span<const waiting_event> some) {
            query_values values;
            for (const waiting_event& e : some) values.add(e.number).add(e.refused);
            return run("UPDATE " + table + " AS i SET refused = nullif(r.why, '') FROM (VALUES " +
                           rows(some.size(), {"::int8", "::text"}) + ") AS r (number, why) WHERE i.number = r.number",
                       values, found);
        };
        if (refused.empty()) return for_portions(taken, forget, found);
        if (taken.empty()) return for_portions(refused, refuse, found);
        return in_transaction([&] { return portions(taken, forget) && portions(refused, refuse); }, found);
    }

private:
    // Of the tables. 1 is that of those without a table of versions.
    static constexpr std::uint64_t schema = 2;

    // The first two values of a statement, and what they must say there: nobody has come under that name since.
    static query_values of(const host_name& host) { return query_values{}.add(host.name).add(host.instance); }
    [[nodiscard]] std::string is_latest() const {
        return "NOT EXISTS (SELECT FROM " + where_.table("host") + " WHERE name = $1::text AND instance <> $2::int8)";
    }

    bool names_of_hosts(std::vector<std::string>& hosts, issues& found) {
        hosts.clear();
        return each("SELECT convert_to(name, 'UTF8') FROM " + where_.table("host") +
                        " WHERE until > clock_timestamp() ORDER BY name",
                    {}, found, [&](const query_result& r, int row) { hosts.emplace_back(r.bytes(row, 0)); });
    }
    [[nodiscard]] bool is_lost() const { return PQstatus(connected_.get()) != CONNECTION_OK; }
    [[nodiscard]] std::string error() const {
        std::string why = PQerrorMessage(connected_.get());
        while (!why.empty() && why.back() == '\n') why.pop_back();
        return why;
    }
    static std::uint64_t milliseconds(std::chrono::milliseconds m) { return static_cast<std::uint64_t>(m.count()); }
    // A value of so many milliseconds, from now on.
    static std::string until(int value) {
        return "clock_timestamp() + $" + std::to_string(value) + "::int8 * interval '1 millisecond'";
    }

    bool ready(issues& found) {
        if (!is_lost()) return true;
        connected_ = connect(where_.url);
        return !is_lost() || failed({}, found);
    }
    // Always false.
    bool failed(const query_result& r, issues& found) const {
        found.add(is_lost() ? "store-lost" : "store-failed", {}, {name(), r.message().empty() ? error() : r.message()});
        return false;
    }
    bool run(const std::string& text, const query_values& values, issues& found) {
        return each(text, values, found, [](const query_result&, int) {});
    }
    template <class Row>
    bool each(const std::string& text, const query_values& values, issues& found, Row&& row) {
        if (!ready(found)) return false;
        const query_result r = ask(connected_.get(), text, values);
        if (!r.good()) return failed(r, found);
        for (int i = 0; i < r.rows(); ++i) row(r, i);
        return true;
    }
    // "($1::text, $2::bytea), ($3::text, …": so many rows of values of these types.
    static std::string rows(std::size_t count, std::initializer_list<std::string_view> types) {
        std::string text;
        std::size_t value = 0;
        for (std::size_t row = 0; row < count; ++row) {
            text += row == 0 ? "(" : ", (";
            const char* between = "";
            for (const std::string_view type : types) {
                text += between + ("$" + std::to_string(++value)).append(type);
                between = ", ";
            }
            text += ")";
        }
        return text;
    }
    // As many rows as a round trip takes.
    template <class T, class Work>
    static bool portions(std::span<const T> all, Work&& work) {
        for (; !all.empty(); all = all.subspan(std::min(all.size(), most_rows))) {
            if (!work(all.first(std::min(all.size(), most_rows)))) return false;
        }
        return true;
    }
    template <class T, class Work>
    bool for_portions(std::span<const T> all, Work&& work, issues& found) {
        if (all.size() <= most_rows) return portions(all, work);  // a statement is a transaction
        return in_transaction([&] { return portions(all, work); }, found);
    }
    template <class Work>
    bool in_transaction(Work&& work, issues& found) {
        if (!run("BEGIN", {}, found)) return false;
        if (work() && run("COMMIT", {}, found)) return true;
        (void)query_result{PQexec(connected_.get(), "ROLLBACK")};
        return false;
    }
    // Whether it is there, and of what version: 0, it is not. False: the server failed, or it is of a newer one.
    bool find_version(std::uint64_t& version, issues& found) {
        const auto is_there = [&](std::string_view table, bool& there) {
            return each("SELECT (to_regclass($1::text) IS NOT NULL)::int::int8",
                        query_values{}.add(where_.table(table)), found,
                        [&](const query_result& r, int row) { there = r.number(row, 0) != 0; });
        };
        bool any = false, told = false;
        version = 0;
        if (!is_there("host", any) || !is_there("directory", told)) return false;
        if (any) version = 1;
        if (told && !each("SELECT version FROM " + where_.table("directory"), {}, found,
                          [&](const query_result& r, int row) { version = r.number(row, 0); }))
            return false;
        if (version <= schema) return true;
        found.add("store-newer", {}, {name(), std::to_string(version), std::to_string(schema)});
        return false;
    }

    bool has_tables(issues& found) {
        std::uint64_t version = 0;
        if (!find_version(version, found)) return false;
        if (version == 0) found.add("store-not-there", {}, {name()});
        return version != 0;
    }

    // Two hosts may begin at once: the second waits, and finds the tables there.
    bool make_tables(issues& found) {
        return in_transaction(
            [&] {
                std::uint64_t version = 0;
                if (!run("SELECT pg_advisory_xact_lock(hashtext('" + where_.prefix + "host'))", {}, found) ||
                    !find_version(version, found))
                    return false;
                if (version == schema) return true;
                if (version == 0 && !make_first(found)) return false;
                return bring_up(std::max<std::uint64_t>(version, 1), found);
            },
            found);
    }

    // As they were at first.
    bool make_first(issues& found) {
        const std::string intake = where_.table("intake");
        return run("CREATE TABLE " + where_.table("host") +
                       " (name text COLLATE \"C\" PRIMARY KEY, until timestamptz NOT NULL)",
                   {}, found) &&
               run("CREATE TABLE " + where_.table("lease") +
                       " (partition text COLLATE \"C\" PRIMARY KEY, host text NOT NULL, epoch bigint NOT NULL, until "
                       "timestamptz NOT NULL)",
                   {}, found) &&
               run("CREATE TABLE " + intake +
                       " (number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, partition text NOT NULL, bytes bytea "
                       "NOT NULL, refused text)",
                   {}, found) &&
               run("CREATE INDEX " + where_.table("intake_waiting") + " ON " + intake +
                       " (partition, number) WHERE refused IS NULL",
                   {}, found);
    }

    // Hosts of the version before go on meanwhile: they name the columns that they know, or leave out the new ones.
    bool bring_up(std::uint64_t from, issues& found) {
        if (from < 2 && !(run("ALTER TABLE " + where_.table("host") + " ADD COLUMN instance bigint NOT NULL DEFAULT 1",
                              {}, found) &&
                          run("CREATE TABLE " + where_.table("directory") + " (version bigint NOT NULL)", {}, found)))
            return false;
        return run("DELETE FROM " + where_.table("directory"), {}, found) &&
               run("INSERT INTO " + where_.table("directory") + " VALUES (" + std::to_string(schema) + ")", {}, found);
    }

    database_url where_;
    connection connected_;
};

}  // namespace

std::shared_ptr<directory> open_postgres_directory(std::string_view url, issues& found, store_use use) {
    auto made = std::make_shared<in_postgres>(database_url{url});
    return made->open(use, found) ? made : nullptr;
}

}  // namespace reglament

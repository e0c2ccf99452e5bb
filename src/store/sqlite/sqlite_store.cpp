#include "store/sqlite/sqlite_store.hpp"

#include <reglament/store/sqlite.hpp>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <sqlite3.h>

namespace reglament {

namespace {

constexpr int application = 0x52474C4D;   // "RGLM"
constexpr std::uintmax_t smallest = 512;  // bytes of a file of SQLite
constexpr int patience = 5'000;           // milliseconds that another connection may hold the file

class statement {
public:
    statement() = default;
    statement(sqlite3* of, const std::string& text) {
        if (sqlite3_prepare_v3(of, text.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &made_, nullptr) != SQLITE_OK)
            made_ = nullptr;
    }
    statement(const statement&) = delete;
    statement(statement&& other) noexcept : made_{std::exchange(other.made_, nullptr)} {}
    statement& operator=(statement&& other) noexcept {
        std::swap(made_, other.made_);
        return *this;
    }
    ~statement() { sqlite3_finalize(made_); }

    [[nodiscard]] bool made() const noexcept { return made_ != nullptr; }
    statement& bind(int at, std::uint64_t n) {
        sqlite3_bind_int64(made_, at, static_cast<sqlite3_int64>(n));
        return *this;
    }
    statement& bind(int at, std::string_view bytes, bool text = false) {
        const auto size = static_cast<sqlite3_uint64>(bytes.size());
        text ? sqlite3_bind_text64(made_, at, bytes.data(), size, SQLITE_STATIC, SQLITE_UTF8)
             : sqlite3_bind_blob64(made_, at, bytes.data(), size, SQLITE_STATIC);
        return *this;
    }
    /// SQLITE_ROW or SQLITE_DONE, or what failed.
    [[nodiscard]] int step() { return made_ == nullptr ? SQLITE_ERROR : sqlite3_step(made_); }
    void reset() {
        if (made_ != nullptr) sqlite3_reset(made_);
    }
    /// Runs it to its end.
    [[nodiscard]] bool run() {
        const bool done = step() == SQLITE_DONE;
        reset();
        return done;
    }
    [[nodiscard]] std::uint64_t number(int column) {
        return static_cast<std::uint64_t>(sqlite3_column_int64(made_, column));
    }
    [[nodiscard]] std::string_view bytes(int column) {
        const void* const at = sqlite3_column_blob(made_, column);
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(made_, column));
        return at == nullptr ? std::string_view{} : std::string_view{static_cast<const char*>(at), size};
    }

private:
    sqlite3_stmt* made_ = nullptr;
};

std::string schema_1(const std::string& prefix) {
    return "CREATE TABLE " + prefix + "journal (number INTEGER PRIMARY KEY, bytes BLOB NOT NULL);CREATE TABLE " +
           prefix + "page (number INTEGER PRIMARY KEY, bytes BLOB NOT NULL);CREATE TABLE " + prefix +
           "note (name TEXT PRIMARY KEY, bytes BLOB NOT NULL) WITHOUT ROWID;";
}

bool is_prefix(std::string_view text) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    };
    return !text.empty() && std::all_of(text.begin(), text.end(), fits) && !(text[0] >= '0' && text[0] <= '9');
}

class in_sqlite final : public store {
public:
    explicit in_sqlite(std::string file) : file_{std::move(file)} {}
    /// In the host's own.
    in_sqlite(sqlite3* of_host, std::string_view prefix)
        : file_{sqlite3_db_filename(of_host, "main")}, prefix_{prefix}, db_{of_host}, shared_{true} {}
    ~in_sqlite() override {
        for (statement* s : {&begin_, &commit_, &rollback_, &last_, &journal_, &page_, &note_, &forget_}) *s = {};
        if (!shared_) sqlite3_close(db_);
    }

    [[nodiscard]] bool open(issues& found, store_use use);
    [[nodiscard]] bool open_shared(issues& found);
    [[nodiscard]] std::string name() const override { return "sqlite:" + file_; }
    bool last(commit_number& number, issues& found) override;
    bool write(const store_commit& what, issues& found) override;
    bool each_page(const visit_page& visit, issues& found) override {
        statement all{db_, "SELECT number, bytes FROM " + prefix_ + "page ORDER BY number"};
        return each(
            all, [&] { return visit(static_cast<std::uint32_t>(all.number(0)), all.bytes(1)); }, found);
    }
    bool each_entry(commit_number from, const visit_entry& visit, issues& found) override {
        statement all{db_, "SELECT number, bytes FROM " + prefix_ + "journal WHERE number >= ? ORDER BY number"};
        all.bind(1, from);
        return each(
            all, [&] { return visit(all.number(0), all.bytes(1)); }, found);
    }
    bool each_note(const visit_note& visit, issues& found) override {
        statement all{db_, "SELECT name, bytes FROM " + prefix_ + "note ORDER BY name"};
        return each(
            all, [&] { return visit(all.bytes(0), all.bytes(1)); }, found);
    }
    bool fill(const store_content& what, issues& found) override;
    bool check(issues& found) override;
    // Pages that are free are written over by vacuuming, the log by bringing it over whole.
    bool scrub(issues& found) override {
        if (is_inside()) return true;  // the host's business, when it is done
        if (!execute("VACUUM")) return failed(found);
        const auto busy = pragma("PRAGMA wal_checkpoint(TRUNCATE)");
        if (!busy) return failed(found);
        if (*busy != 0) found.add("store-locked", {}, {file_, sqlite3_errstr(SQLITE_BUSY)});
        return *busy == 0;
    }
    bool at_one_moment(const std::function<bool()>& read, issues& found) override {
        if (is_inside()) return read();  // the host's transaction is one
        if (!execute("BEGIN")) return failed(found);
        bool good = false;
        try {
            good = read();
        } catch (...) {
            roll_back();
            throw;
        }
        if (execute("COMMIT")) return good;
        failed(found);
        roll_back();
        return false;
    }
    bool read_note(std::string_view note, std::string& bytes, issues& found) override {
        statement one{db_, "SELECT bytes FROM " + prefix_ + "note WHERE name = ?"};
        one.bind(1, note, true);
        return first(one, bytes, found);
    }
    bool read_entry(commit_number number, std::string& bytes, issues& found) override {
        statement one{db_, "SELECT bytes FROM " + prefix_ + "journal WHERE number = ?"};
        one.bind(1, number);
        return first(one, bytes, found);
    }

private:
    // Always false.
    bool failed(issues& found) {
        const int code = sqlite3_extended_errcode(db_);
        const std::string_view what = what_failed(code);
        found.add(what, {}, {file_, sqlite3_errmsg(db_)});
        return false;
    }

    static std::string_view what_failed(int code) {
        switch (code & 0xFF) {
            case SQLITE_FULL:
                return "store-full";
            case SQLITE_BUSY:
            case SQLITE_LOCKED:
                return "store-locked";
            case SQLITE_READONLY:
            case SQLITE_PERM:
            case SQLITE_AUTH:
                return "store-read-only";
            case SQLITE_CORRUPT:
                return "store-damaged";
            case SQLITE_NOTADB:
                return "store-not-ours";
            case SQLITE_CANTOPEN:
                return "store-cannot-open";
            default:
                return "store-failed";
        }
    }

    bool execute(const char* text) { return sqlite3_exec(db_, text, nullptr, nullptr, nullptr) == SQLITE_OK; }
    std::optional<std::int64_t> pragma(const char* text) {
        statement one{db_, text};
        return one.step() == SQLITE_ROW ? std::optional{static_cast<std::int64_t>(one.number(0))} : std::nullopt;
    }

    template <class Row>
    bool each(statement& all, Row&& row, issues& found) {
        for (;;) {
            const int at = all.step();
            if (at == SQLITE_DONE) return true;
            if (at != SQLITE_ROW) return failed(found);
            if (!row()) return true;
        }
    }
    bool first(statement& one, std::string& bytes, issues& found) {
        bytes.clear();
        return each(
            one,
            [&] {
                bytes = one.bytes(0);
                return false;
            },
            found);
    }

    /// Whether a transaction of the host is open.
    [[nodiscard]] bool is_inside() const { return shared_ && sqlite3_get_autocommit(db_) == 0; }
    bool begin() {
        if (!is_inside()) return begin_.run();
        inner_ = execute("SAVEPOINT reglament");
        return inner_;
    }
    bool commit() {
        if (!std::exchange(inner_, false)) return commit_.run();
        return execute("RELEASE reglament");
    }
    void roll_back() {
        if (std::exchange(inner_, false)) {
            (void)(execute("ROLLBACK TO reglament") && execute("RELEASE reglament"));
        } else if (sqlite3_get_autocommit(db_) == 0) {
            (void)rollback_.run();
        }
    }

    bool is_in_place(issues& found);
    bool open_to_read();
    bool prepare_schema(issues& found);
    bool prepare_shared_schema(issues& found);
    bool prepare(issues& found);
    bool put(const store_commit& what, issues& found);
    bool put(const store_content& what, issues& found);
    bool put(std::span<const store_commit::page> pages, std::span<const store_commit::note> notes, issues& found);

    std::string file_, prefix_;
    sqlite3* db_ = nullptr;
    bool shared_ = false;  // the connection is the host's
    bool inner_ = false;   // what is written is part of the host's transaction
    bool read_only_ = false;
    statement begin_, commit_, rollback_, last_, journal_, page_, note_, forget_;
};

bool in_sqlite::open(issues& found, store_use use) {
    // SQLite would take a few bytes for an empty file, and write over them.
    std::error_code unknown;
    const auto size = std::filesystem::file_size(file_, unknown);
    if (!unknown && size > 0 && size < smallest) {
        found.add("store-not-ours", {}, {file_, {}});
        return false;
    }
    if (use == store_use::look && !std::filesystem::exists(file_, unknown)) {
        found.add("store-not-there", {}, {file_});
        return false;
    }
    const int flags = SQLITE_OPEN_READWRITE | (use == store_use::keep ? SQLITE_OPEN_CREATE : 0) | SQLITE_OPEN_NOMUTEX |
                      SQLITE_OPEN_EXRESCODE;
    if (sqlite3_open_v2(file_.c_str(), &db_, flags, nullptr) != SQLITE_OK) return failed(found);
    if (use == store_use::look && sqlite3_db_readonly(db_, "main") == 1 && !open_to_read()) return failed(found);
    sqlite3_busy_timeout(db_, patience);
    return prepare_schema(found) && prepare(found);
}

// Of a file that may not be written SQLite cannot make the files beside it that it reads a log by. Without a log there
// is nothing to read but the file; should somebody who may write to it begin just then, checksums tell.
bool in_sqlite::open_to_read() {
    read_only_ = true;
    std::error_code none;
    const auto log = std::filesystem::file_size(file_ + "-wal", none);
    if (!none && log > 0) return true;
    std::string uri = "file:";
    for (const char c : file_) {
        constexpr std::string_view special = "%?#";
        if (special.find(c) == std::string_view::npos) {
            uri += c;
            continue;
        }
        constexpr std::string_view digits = "0123456789ABCDEF";
        const auto byte = static_cast<unsigned char>(c);
        uri.append(1, '%').append(1, digits[byte >> 4U]).append(1, digits[byte & 15U]);
    }
    sqlite3_close(std::exchange(db_, nullptr));
    constexpr int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    return sqlite3_open_v2((uri + "?immutable=1").c_str(), &db_, flags, nullptr) == SQLITE_OK;
}

bool in_sqlite::open_shared(issues& found) {
    if (!is_prefix(prefix_)) {
        found.add("store-prefix-wrong", {}, {prefix_});
        return false;
    }
    return prepare_shared_schema(found) && prepare(found);
}

// The host's database has a version of its own; ours stands in a table.
bool in_sqlite::prepare_shared_schema(issues& found) {
    bool there = false;
    statement known{db_, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"};
    const std::string meta = prefix_ + "meta";
    known.bind(1, meta, true);
    if (!each(
            known, [&] { return there = true; }, found))
        return false;
    if (there) {
        const auto version = pragma(("SELECT max(format) FROM " + meta).c_str());
        if (!version) return failed(found);
        if (*version <= sqlite_schema) return true;
        found.add("store-newer", {}, {file_, std::to_string(*version), std::to_string(sqlite_schema)});
        return false;
    }
    if (!execute("SAVEPOINT reglament")) return failed(found);
    const std::string all = schema_1(prefix_) + "CREATE TABLE " + meta + " (format INTEGER NOT NULL);INSERT INTO " +
                            meta + " VALUES (" + std::to_string(sqlite_schema) + ");RELEASE reglament";
    if (execute(all.c_str())) return true;
    failed(found);
    (void)(execute("ROLLBACK TO reglament") && execute("RELEASE reglament"));
    return false;
}

bool in_sqlite::prepare(issues& found) {
    const std::string journal = prefix_ + "journal";
    begin_ = {db_, "BEGIN IMMEDIATE"};
    commit_ = {db_, "COMMIT"};
    rollback_ = {db_, "ROLLBACK"};
    last_ = {db_, "SELECT ifnull(max(number), 0) FROM " + journal};
    // Only behind the last one: a number that others have used and forgotten is free again.
    journal_ = {db_, "INSERT INTO " + journal + " SELECT ?1, ?2 WHERE (SELECT ifnull(max(number), 0) FROM " + journal +
                         ") = ?1 - 1"};
    page_ = {db_, "INSERT OR REPLACE INTO " + prefix_ + "page VALUES (?, ?)"};
    note_ = {db_, "INSERT OR REPLACE INTO " + prefix_ + "note VALUES (?, ?)"};
    forget_ = {db_, "DELETE FROM " + journal + " WHERE number < ?"};
    for (const statement* s : {&begin_, &commit_, &rollback_, &last_, &journal_, &page_, &note_, &forget_}) {
        if (!s->made()) return failed(found);
    }
    return true;
}

// A file of somebody else, or of a newer build, is left as it is.
bool in_sqlite::prepare_schema(issues& found) {
    const auto of = pragma("PRAGMA application_id");
    if (!of) return failed(found);
    const auto version = pragma("PRAGMA user_version");
    if (!version) return failed(found);
    const auto tables = pragma("SELECT count(*) FROM sqlite_master");
    if (!tables) return failed(found);
    const bool is_new = *of == 0 && *version == 0 && tables == 0;
    if (!is_new && *of != application) {
        found.add("store-not-ours", {}, {file_, {}});
        return false;
    }
    if (*version > sqlite_schema) {
        found.add("store-newer", {}, {file_, std::to_string(*version), std::to_string(sqlite_schema)});
        return false;
    }
    if (read_only_) return true;
    // What a commit of many events writes is long: in larger pages than usual it is a third quicker; in much larger
    // ones more of them is left empty. Each is written twice, into the log and into the file; the log is brought over
    // every 16 MiB.
    if (is_new && !execute("PRAGMA page_size = 8192")) return failed(found);
    const auto page_size = pragma("PRAGMA page_size");
    if (!page_size || *page_size <= 0) return failed(found);
    const std::string checkpoint = "PRAGMA wal_autocheckpoint = " + std::to_string((16 << 20) / *page_size);
    if (!execute("PRAGMA journal_mode = WAL") || !execute("PRAGMA synchronous = FULL") || !execute(checkpoint.c_str()))
        return failed(found);
    if (!is_new) return true;
    const std::string first = std::string{"BEGIN IMMEDIATE;"} + schema_1({}) +
                              "PRAGMA application_id = " + std::to_string(application) +
                              ";PRAGMA user_version = 1;COMMIT;";
    if (execute(first.c_str())) return true;
    failed(found);
    (void)execute("ROLLBACK");
    return false;
}

bool in_sqlite::last(commit_number& number, issues& found) {
    const bool read = last_.step() == SQLITE_ROW;
    if (read) number = last_.number(0);
    last_.reset();
    return read || failed(found);
}

bool in_sqlite::write(const store_commit& what, issues& found) {
    if (!is_in_place(found)) return false;
    if (!begin()) return failed(found);
    if (put(what, found)) {
        if (commit()) return true;
        failed(found);
    }
    roll_back();
    return false;
}

// What is written into a file that has another name by now, or none, would be found by nobody.
bool in_sqlite::is_in_place(issues& found) {
    int moved = 0;
    (void)sqlite3_file_control(db_, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    if (moved != 0) found.add("store-moved", {}, {file_});
    return moved == 0;
}

bool in_sqlite::fill(const store_content& what, issues& found) {
    if (!is_in_place(found)) return false;
    if (!begin()) return failed(found);
    if (put(what, found)) {
        if (commit()) return true;
        failed(found);
    }
    roll_back();
    return false;
}

bool in_sqlite::put(const store_content& what, issues& found) {
    commit_number now = 0;
    if (what.behind && !last(now, found)) return false;
    if (what.behind && *what.behind != now) {
        found.add("store-shared", {}, {name()});
        return false;
    }
    statement entry{db_, "INSERT OR REPLACE INTO " + prefix_ + "journal VALUES (?, ?)"};
    for (const store_content::entry& e : what.entries) {
        if (!entry.bind(1, e.number).bind(2, std::string_view{e.bytes}).run()) return failed(found);
    }
    return put(what.pages, what.notes, found);
}

bool in_sqlite::check(issues& found) {
    statement all{db_, "PRAGMA integrity_check(20)"};
    bool whole = true;
    const auto tell = [&] {
        const std::string_view said = all.bytes(0);
        if (said == "ok") return true;
        found.add("store-damaged", {}, {file_, std::string{said}});
        whole = false;
        return true;
    };
    return each(all, tell, found) && whole;
}

bool in_sqlite::put(std::span<const store_commit::page> pages, std::span<const store_commit::note> notes,
                    issues& found) {
    for (const store_commit::page& p : pages) {
        if (!page_.bind(1, p.number).bind(2, p.bytes).run()) return failed(found);
    }
    for (const store_commit::note& n : notes) {
        if (!note_.bind(1, n.name, true).bind(2, n.bytes).run()) return failed(found);
    }
    return true;
}

bool in_sqlite::put(const store_commit& what, issues& found) {
    if (!journal_.bind(1, what.number).bind(2, what.journal).run()) return failed(found);
    if (sqlite3_changes(db_) != 1) {
        found.add("store-shared", {}, {name()});
        return false;
    }
    if (!put(what.pages, what.notes, found)) return false;
    return what.forget_before == 0 || forget_.bind(1, what.forget_before).run() || failed(found);
}

}  // namespace

std::shared_ptr<store> sqlite_store(::sqlite3* connection, issues& found, std::string_view table_prefix) {
    auto made = std::make_shared<in_sqlite>(connection, table_prefix);
    return made->open_shared(found) ? made : nullptr;
}

std::shared_ptr<store> open_sqlite(const std::string& file, issues& found, store_use use) {
    auto made = std::make_shared<in_sqlite>(file);
    return made->open(found, use) ? made : nullptr;
}

}  // namespace reglament

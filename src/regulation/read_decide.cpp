// Decision tables in a regulation: written in it, or in a file beside it.
#include "regulation/step_reader.hpp"

#include <filesystem>

namespace reglament {

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t most_bytes = 8U << 20;

fs::path path_of(std::string_view utf8) {
    return fs::path{std::u8string{utf8.begin(), utf8.end()}};
}

}  // namespace

void step_reader::read_decide(const node& map, step& into) {
    static const key_set keys{{context_of::step, "decide"},
                              {context_of::step, "table"},
                              {context_of::step, "file"},
                              {context_of::step, "else"},
                              {context_of::step, "id"}};
    decide_step read;
    const node* other = nullptr;  // of the table and its file the one that came first
    each_key(map, keys, [&](const entry& e) {
        const bool table = e.is("table");
        if (table || e.is("file")) {
            if (other != nullptr) {
                report("table-twice", e.key.where, {std::string{other->text}});
                return;
            }
            other = &e.key;
            if (!is_text(e)) return;
            issues told;
            read.table = table ? feel::parse_decision_table(place{file_, e.value.where}, told) : read_table_file(e);
            adopt(told);
        } else if (e.is("else")) {
            read.otherwise = read_block(e);
        } else {
            read_id(e, into);
        }
    });
    if (other == nullptr) missing("table", context_of::step, into.named ? into.id.where : tree_.first(map)->where);
    into.kind = std::move(read);
}

// Only a file in the folder of a regulation that is a file itself: a text from elsewhere opens nothing.
feel::decision_table step_reader::read_table_file(const entry& e) {
    const located<std::string> name = read_name(e);
    std::error_code error;
    const fs::path home = path_of(file_->name());
    const fs::path path = home.parent_path() / path_of(name.value);
    const bool beside = name.value.find_first_of("/\\:") == std::string::npos && name.value != "..";
    if (!beside || !fs::is_regular_file(home, error)) {
        report("table-not-beside", name.where, {name.value});
    } else if (!fs::is_regular_file(path, error)) {
        report("no-table-file", name.where, {name.value});
    } else if (fs::file_size(path, error) > most_bytes) {
        report("file-too-large", name.where, {name.value, std::to_string(most_bytes >> 20)});
    } else {
        issues told;
        feel::decision_table table = feel::read_decision_file(path, told);
        adopt(told);
        return table;
    }
    return {};
}

}  // namespace reglament

// The store in memory: what the others must do, in the fewest words.
#include <reglament/store/store.hpp>

#include <algorithm>
#include <map>

namespace reglament {

store::~store() = default;

namespace {

class in_memory final : public store {
public:
    [[nodiscard]] std::string name() const override { return "memory:"; }

    bool last(commit_number& number, issues&) override {
        number = last_;
        return true;
    }

    bool write(const store_commit& what, issues& found) override {
        if (what.number != last_ + 1) {
            found.add("store-shared", {}, {name()});
            return false;
        }
        last_ = what.number;
        journal_.emplace(what.number, what.journal);
        for (const store_commit::page& p : what.pages) pages_[p.number] = p.bytes;
        for (const store_commit::note& n : what.notes) notes_[n.name] = n.bytes;
        journal_.erase(journal_.begin(), journal_.lower_bound(what.forget_before));
        return true;
    }

    bool each_page(const visit_page& visit, issues&) override {
        for (const auto& [number, bytes] : pages_) {
            if (!visit(number, bytes)) break;
        }
        return true;
    }

    bool each_entry(commit_number from, const visit_entry& visit, issues&) override {
        for (auto at = journal_.lower_bound(from); at != journal_.end(); ++at) {
            if (!visit(at->first, at->second)) break;
        }
        return true;
    }

    bool each_note(const visit_note& visit, issues&) override {
        for (const auto& [name, bytes] : notes_) {
            if (!visit(name, bytes)) break;
        }
        return true;
    }

    bool scrub(issues&) override { return true; }

    bool fill(const store_content& what, issues& found) override {
        if (what.behind && *what.behind != last_) {
            found.add("store-shared", {}, {name()});
            return false;
        }
        for (const store_content::entry& e : what.entries) {
            journal_[e.number] = e.bytes;
            last_ = std::max(last_, e.number);
        }
        for (const store_commit::page& p : what.pages) pages_[p.number] = p.bytes;
        for (const store_commit::note& n : what.notes) notes_[n.name] = n.bytes;
        return true;
    }

    bool check(issues&) override { return true; }

    bool at_one_moment(const std::function<bool()>& read, issues&) override { return read(); }

    bool read_note(std::string_view note, std::string& bytes, issues&) override {
        const auto known = notes_.find(note);
        bytes = known == notes_.end() ? std::string{} : known->second;
        return true;
    }

    bool read_entry(commit_number number, std::string& bytes, issues&) override {
        const auto known = journal_.find(number);
        bytes = known == journal_.end() ? std::string{} : known->second;
        return true;
    }

private:
    commit_number last_ = 0;
    std::map<commit_number, std::string> journal_;
    std::map<std::uint32_t, std::string> pages_;
    std::map<std::string, std::string, std::less<>> notes_;
};

}  // namespace

std::shared_ptr<store> memory_store() {
    return std::make_shared<in_memory>();
}

}  // namespace reglament

// Store around: a store that does what another one does, for tests to have it do something else in one place.
#pragma once

#include <reglament/store/store.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace reglament::testing {

class store_around : public store {
public:
    explicit store_around(std::shared_ptr<store> of) : of_{std::move(of)} {}

    [[nodiscard]] std::string name() const override { return of_->name(); }
    bool last(commit_number& number, issues& found) override { return up(found) && of_->last(number, found); }
    bool write(const store_commit& what, issues& found) override { return up(found) && of_->write(what, found); }
    bool each_page(const visit_page& visit, issues& found) override {
        return up(found) && of_->each_page(visit, found);
    }
    bool each_entry(commit_number from, const visit_entry& visit, issues& found) override {
        return up(found) && of_->each_entry(from, visit, found);
    }
    bool each_note(const visit_note& visit, issues& found) override {
        return up(found) && of_->each_note(visit, found);
    }
    bool fill(const store_content& what, issues& found) override { return up(found) && of_->fill(what, found); }
    bool scrub(issues& found) override { return up(found) && of_->scrub(found); }
    bool check(issues& found) override { return up(found) && of_->check(found); }
    bool at_one_moment(const std::function<bool()>& read, issues& found) override {
        return up(found) && of_->at_one_moment(read, found);
    }
    bool read_note(std::string_view note, std::string& bytes, issues& found) override {
        return up(found) && of_->read_note(note, bytes, found);
    }
    bool read_entry(commit_number number, std::string& bytes, issues& found) override {
        return up(found) && of_->read_entry(number, bytes, found);
    }

protected:
    /// Whether it can be reached at all.
    virtual bool up(issues&) const { return true; }
    [[nodiscard]] store& inner() const noexcept { return *of_; }

private:
    std::shared_ptr<store> of_;
};

}  // namespace reglament::testing

#include "regulation/read_regulation.hpp"

#include <array>
#include <string>
#include <unordered_set>

namespace reglament {

namespace {

// Calls `visit` with each block inside a step.
template <class Visit>
void each_block(step& s, Visit&& visit) {
    if (auto* task = std::get_if<task_step>(&s.kind)) {
        if (task->on_late) visit(task->on_late->then.steps);
        if (task->on_no_answer) visit(task->on_no_answer->then.steps);
    } else if (auto* choice = std::get_if<if_step>(&s.kind)) {
        visit(choice->then.steps);
        visit(choice->otherwise.steps);
    } else if (auto* many = std::get_if<switch_step>(&s.kind)) {
        for (auto& branch : many->cases) visit(branch.then.steps);
        if (many->otherwise) visit(many->otherwise->steps);
    } else if (auto* listen = std::get_if<listen_step>(&s.kind)) {
        if (listen->on_timeout) visit(listen->on_timeout->steps);
    }
}

class step_namer {
public:
    step_namer(const regulation& r, issues& found) : regulation_{r}, found_{found} {}

    void collect(block& steps) {
        for (step& s : steps) {
            if (s.named && !taken_.insert(s.id.value).second) {
                found_.add("duplicate-step", place{regulation_.file, s.id.where}, {s.id.value});
            }
            each_block(s, [this](block& inner) { collect(inner); });
        }
    }

    void name(block& steps) {
        for (step& s : steps) {
            if (!s.named) s.id = {next_name(s.kind.index()), s.where};
            each_block(s, [this](block& inner) { name(inner); });
        }
    }

private:
    std::string next_name(std::size_t kind) {
        static constexpr std::array<std::string_view, 8> words{"task", "if",   "switch", "listen",
                                                               "wait", "emit", "output", "goto"};
        std::string name;
        do {
            name = std::string{words[kind]} + "-" + std::to_string(++counts_[kind]);
        } while (taken_.contains(name));
        return name;
    }

    const regulation& regulation_;
    issues& found_;
    std::unordered_set<std::string_view> taken_;  // views into the ids of named steps, which stay where they are
    std::array<std::uint32_t, 8> counts_{};
};

}  // namespace

void name_steps(regulation& r, issues& found) {
    step_namer namer{r, found};
    namer.collect(r.steps);
    namer.name(r.steps);
}

}  // namespace reglament

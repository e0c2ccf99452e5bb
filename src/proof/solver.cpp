#include "proof/solver.hpp"

#include <algorithm>

namespace reglament::proof_stage {

namespace {

bool is_variable(const z3::expr& e) {
    return e.is_const() && !e.is_numeral() && e.decl().decl_kind() == Z3_OP_UNINTERPRETED;
}

}  // namespace

solver::solver(z3::context& c, std::uint32_t effort, std::uint32_t questions)
    : solver_{c, z3::solver::simple{}}, left_{questions} {
    z3::params how{c};
    how.set("rlimit", effort);
    how.set("random_seed", 0U);
    solver_.set(how);
}

const solver::names& solver::names_in(const z3::expr& e) {
    const unsigned id = e.id();
    if (const auto known = names_.find(id); known != names_.end()) return known->second;
    names found;
    if (is_variable(e)) {
        found.insert(id);
    } else if (e.is_app()) {
        for (unsigned i = 0; i < e.num_args(); ++i) {
            const names& inside = names_in(e.arg(i));
            found.insert(inside.begin(), inside.end());
        }
    }
    kept_.push_back(e);
    return names_.emplace(id, std::move(found)).first->second;
}

// What has to do with the seeds, at however many removes.
terms solver::connected(const terms& known, const terms& seeds) {
    names live;
    for (const z3::expr& e : seeds) {
        const names& inside = names_in(e);
        live.insert(inside.begin(), inside.end());
    }
    std::vector<bool> in(known.size());
    for (bool grown = true; grown;) {
        grown = false;
        for (std::size_t i = 0; i < known.size(); ++i) {
            if (in[i]) continue;
            const names& inside = names_in(known[i]);
            if (std::none_of(inside.begin(), inside.end(), [&](unsigned n) { return live.contains(n); })) continue;
            live.insert(inside.begin(), inside.end());
            in[i] = grown = true;
        }
    }
    terms out;
    names said;  // what is known twice is known once
    for (std::size_t i = 0; i < known.size(); ++i)
        if (in[i] && said.insert(known[i].id()).second) out.push_back(known[i]);
    return out;
}

// Writes terms so that variables are numbered as they come.
class solver::writer {
public:
    std::string text;

    void write(const z3::expr& e) {
        if (const auto known = seen_.find(e.id()); known != seen_.end()) {
            text += '#' + std::to_string(known->second) + ' ';
            return;
        }
        const auto number = seen_.size();
        if (is_variable(e)) {
            seen_.emplace(e.id(), number);
            text += 'v' + e.get_sort().to_string() + ' ';
        } else if (e.is_numeral() || !e.is_app()) {
            text += e.to_string() + ' ';
        } else {
            text += '(' + e.decl().name().str() + ' ';
            for (unsigned i = 0; i < e.num_args(); ++i) write(e.arg(i));
            text += ')';
            seen_.emplace(e.id(), seen_.size());
        }
    }

private:
    std::unordered_map<unsigned, std::size_t> seen_;
};

std::string solver::digest(const terms& known, const terms& live) {
    writer to;
    for (const z3::expr& e : live) {
        (void)names_in(e);
        to.write(e);
        to.text += ';';
    }
    to.text += '|';
    for (const z3::expr& e : connected(known, live)) {
        to.write(e);
        to.text += ';';
    }
    return std::move(to.text);
}

answer solver::ask() {
    if (left_ == 0) return answer::unknown;
    --left_;
    switch (solver_.check()) {
        case z3::sat:
            return answer::yes;
        case z3::unsat:
            return answer::no;
        default:
            return answer::unknown;
    }
}

answer solver::can_be(const terms& known, const terms& more) {
    const std::string key = digest(known, more);
    if (const auto before = asked_.find(key); before != asked_.end()) return before->second;
    solver_.reset();
    for (const z3::expr& e : more) solver_.add(e);
    for (const z3::expr& e : connected(known, more)) solver_.add(e);
    return asked_[key] = ask();
}

std::optional<z3::model> solver::example(const terms& known, const terms& more, const std::vector<terms>& wishes) {
    solver_.reset();
    for (const z3::expr& e : known) solver_.add(e);
    for (const z3::expr& e : more) solver_.add(e);
    if (ask() != answer::yes) return std::nullopt;
    z3::model best = solver_.get_model();
    for (const terms& wish : wishes) {
        solver_.push();
        for (const z3::expr& e : wish) solver_.add(e);
        if (ask() == answer::yes) {
            best = solver_.get_model();
        } else {
            solver_.pop();
        }
    }
    return best;
}

}  // namespace reglament::proof_stage

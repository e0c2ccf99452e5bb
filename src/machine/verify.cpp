// Verify: what is proved on the graph of a finished machine. The one place that knows Boost.Graph.
#include "machine/builder.hpp"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/reverse_graph.hpp>
#include <boost/graph/strong_components.hpp>

#include <algorithm>

namespace reglament {

namespace {

using graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS>;

graph draw_graph(const machine& m, bool through_rests) {
    graph g(m.states().size());
    for (const transition& t : m.transitions()) {
        const state& from = m.states()[t.from];
        // A fork that waits for nobody is passed at once.
        const bool at_once = from.kind == state_kind::fork && !m.forks()[from.detail].waits;
        const bool goes_on = from.kind == state_kind::run && !m.calls_of_runs()[from.detail].waits;
        const bool passes = (!rests(from.kind) || goes_on) && !rests(m.states()[t.to].kind) &&
                            t.on != trigger_kind::undo && (t.on != trigger_kind::skip || at_once);
        if (through_rests || passes) boost::add_edge(t.from, t.to, g);
    }
    return g;
}

// Marks what is reached from `start`. What is marked already is not visited again, so that marking from every vertex in
// turn costs one walk over the graph.
template <class Graph>
void mark_from(const Graph& g, std::size_t start, std::vector<bool>& marked) {
    std::vector<std::size_t> waiting;
    const auto mark = [&](std::size_t v) {
        if (marked[v]) return;
        marked[v] = true;
        waiting.push_back(v);
    };
    mark(start);
    while (!waiting.empty()) {
        const std::size_t at = waiting.back();
        waiting.pop_back();
        const auto [first, last] = boost::adjacent_vertices(at, g);
        std::for_each(first, last, mark);
    }
}

}  // namespace

// Every step is reached from the first. Of a stretch that is not, only its beginning is told.
void machine_builder::report_unreachable(const std::vector<bool>& reached) {
    const graph all = draw_graph(out_, true);
    std::vector<bool> told = reached;
    for (std::size_t s = 0; s < told.size(); ++s) {
        if (told[s]) continue;
        const state& lost = out_.states_[s];
        if (lost.kind == state_kind::join) continue;  // every branch ends the run; what comes behind is told
        if (lost.kind == state_kind::end) {
            shared_.found.add("output-unused", at(lost.where), {lost.id});
        } else {
            shared_.found.add("unreachable-step", at(lost.where));
            failed_ = true;
        }
        mark_from(all, s, told);
    }
}

void machine_builder::report_falls(const std::vector<bool>& reached) {
    std::vector<std::string> names;
    for (const output& o : regulation_->outputs) names.push_back(o.name.value);
    const std::string outputs = joined(names);
    for (const auto& [from, where] : falls_) {
        if (!reached[from] && !incomplete_) continue;  // told as unreachable
        shared_.found.add("falls-off-the-end", at(where), {outputs});
        failed_ = true;
    }
}

// No circle without a rest in it: a run would go round for ever within one step.
void machine_builder::report_endless() {
    const graph passing = draw_graph(out_, false);
    const std::size_t count = out_.states_.size();
    std::vector<std::size_t> component(count);
    boost::strong_components(
        passing, boost::make_iterator_property_map(component.begin(), boost::get(boost::vertex_index, passing)));
    std::vector<std::size_t> size(count);
    for (const std::size_t c : component) ++size[c];
    std::vector<bool> seen(count);
    for (std::size_t s = 0; s < count; ++s) {
        const bool itself = boost::edge(s, s, passing).second;
        if ((size[component[s]] < 2 && !itself) || seen[component[s]]) continue;
        seen[component[s]] = true;
        shared_.found.add("endless-loop", at(out_.states_[s].where), {out_.states_[s].id});
        failed_ = true;
    }
}

// From every step some output can be reached, unless one ends the run from anywhere.
void machine_builder::report_never_ending(const std::vector<bool>& reached) {
    graph all = draw_graph(out_, true);
    for (std::size_t s = 0; s < out_.states_.size(); ++s) {  // what a block handles leads out of all its steps
        if (out_.states_[s].region != no_index) boost::add_edge(s, out_.regions_[out_.states_[s].region].block, all);
    }
    const auto backwards = boost::make_reverse_graph(all);
    std::vector<bool> ends(out_.states_.size());
    for (std::size_t s = 0; s < ends.size(); ++s) {
        const state& last = out_.states_[s];
        const bool is_last = last.kind == state_kind::end || (last.kind == state_kind::join && last.count == 0);
        if (is_last && !ends[s]) mark_from(backwards, s, ends);
    }
    for (std::size_t s = 0; s < ends.size(); ++s) {
        if (!reached[s] || ends[s]) continue;
        shared_.found.add("never-ends", at(out_.states_[s].where));
        failed_ = true;
        return;
    }
}

// When nobody ever answers, the run ends all the same: some way leads to an output that does not need the answer.
void machine_builder::report_unanswered(const std::vector<bool>& reached) {
    graph all = draw_graph(out_, true);
    for (std::size_t s = 0; s < out_.states_.size(); ++s) {
        if (out_.states_[s].region != no_index) boost::add_edge(s, out_.regions_[out_.states_[s].region].block, all);
    }
    for (const transition& t : out_.transitions_) {
        if (t.on != trigger_kind::exhausted || out_.states_[t.from].kind != state_kind::task || !reached[t.from])
            continue;
        std::vector<bool> after(out_.states_.size());
        after[t.from] = true;  // not through it again
        mark_from(all, t.to, after);
        bool ends = false;
        for (std::size_t s = 0; s < after.size(); ++s) {
            const state& last = out_.states_[s];
            ends = ends || (after[s] && (last.kind == state_kind::end || (last.kind == state_kind::join)));
        }
        if (!ends) shared_.found.add("no-answer-endless", at(t.where), {out_.states_[t.from].id});
    }
}

void machine_builder::verify() {
    std::vector<bool> reached(out_.states_.size());
    if (!reached.empty()) mark_from(draw_graph(out_, true), out_.initial_, reached);
    if (root_) mark_from(draw_graph(out_, true), *root_, reached);
    bool ends_anywhere = false;
    for (const output& o : regulation_->outputs) {
        if (o.when.value.empty() && !o.stop) continue;  // else, also when that event is unknown
        ends_anywhere = reached[outputs_.at(o.name.value)] = true;
    }
    report_falls(reached);
    report_endless();
    if (incomplete_) return;
    report_unreachable(reached);
    report_unanswered(reached);
    if (!ends_anywhere && falls_.empty()) report_never_ending(reached);
}

}  // namespace reglament

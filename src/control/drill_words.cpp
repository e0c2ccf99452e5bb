#include "control/drill_impl.hpp"
#include "control/words.hpp"

#include <algorithm>
#include <utility>

namespace reglament {

namespace {

// Of the person's own steps it is told what has become of them, not that they are to be done; of others' what they did,
// not who was given it.
bool is_told(const effect& e, bool of_person) noexcept {
    using enum effect_kind;
    switch (e.kind) {
        case task_created:
        case state_entered:
        case start_refused:
        case task_assigned:
        case task_unassigned:
        case task_reassigned:
        case task_claimed:
        case task_returned:
        case task_handed:
        case due_moved:
            return false;
        case task_done:
        case task_skipped:
        case task_unanswered:
            return !of_person;
        default:
            return true;
    }
}

class teller {
public:
    teller(const drill_world& w, language lang) : w_{w}, say_{w.rules(), lang} {}

    [[nodiscard]] std::string news(const drill_news& n) const {
        const instant at = n.heard ? n.heard->time : n.effect.at;
        const std::string text = n.heard ? heard(*n.heard) : happened(n);
        return text.empty() ? text : say_.date(at) + "  " + text;
    }

private:
    [[nodiscard]] std::string happened(const drill_news& n) const {
        const effect& e = n.effect;
        const state& s = w_.of().states()[e.state];
        const bool of_task = s.kind == state_kind::task && s.detail != no_index;
        const bool of_person = of_task && w_.of().tasks()[s.detail].role == w_.role();
        return is_told(e, of_person) ? say_.sentence(e, w_.now_in().history(n.subject)) : std::string{};
    }

    [[nodiscard]] std::string heard(const event& e) const {
        const auto type = w_.rules().vocabulary().find_event(e.type);
        std::string out = type ? say_.event(static_cast<event_index>(*type)) : say_.quoted(e.type);
        if (e.data.kind() != feel::value_kind::context) return out;
        std::string data;
        for (const auto& [name, v] : e.data.as_context())
            if (!v.is_null()) data += (data.empty() ? ": " : ", ") + name + " — " + say_.plain(v);
        return out + data;
    }

    const drill_world& w_;
    words say_;
};

std::string clock(std::chrono::seconds s, const words& say) {
    const period p{period::unit::microseconds, std::chrono::microseconds{s}.count()};
    return s.count() == 0 ? say.say("0 seconds", "0 секунд") : to_string(p, say.lang());
}

// The step as people know it: what is to be done.
std::string called(const std::string& step, const drill& of, const words& say) {
    for (const drill_step& s : of.steps())
        if (s.what->id == step) return say.quoted(say.instruction(*s.what));
    return say.quoted(step);
}

std::string instead(const drill_deviation& d, const drill& of, const words& say) {
    if (d.meant.empty()) return say.say("; now there is nothing for you to do", "; сейчас делать нечего, ждите");
    return say.say("; now: ", "; сейчас: ") + called(d.meant, of, say);
}

}  // namespace

std::vector<std::string> drill::news(language lang) {
    std::vector<std::string> out;
    const teller say{impl_->world, lang};
    for (const drill_news& n : std::exchange(impl_->world.news, {}))
        if (std::string text = say.news(n); !text.empty()) out.push_back(std::move(text));
    return out;
}

std::string to_text(const drill_deviation& d, const drill& of, language lang) {
    const words say{of.rules(), lang};
    const std::string step = called(d.step, of, say);
    const auto plain = [&](const feel::value& v) { return v.is_null() ? say.say("nothing", "ничего") : say.plain(v); };
    switch (d.kind) {
        case drill_fault::too_early:
            return say.say("too early: ", "рано: ") + step + instead(d, of, say);
        case drill_fault::again:
            return say.say("done already: ", "уже сделано: ") + step + instead(d, of, say);
        case drill_fault::wrong_branch:
            return say.say("not on this way: ", "не та ветка: ") + step + instead(d, of, say);
        case drill_fault::not_yours:
            return say.say("not yours: ", "не ваше дело: ") + step + instead(d, of, say);
        case drill_fault::left_out:
            return say.say("left out: ", "не сделано: ") + step;
        case drill_fault::wrong_answer:
            return say.say("written down wrongly: ", "записано не то: ") + d.field + " — " + plain(d.written) +
                   say.say("; told: ", "; сказано: ") + plain(d.told);
        case drill_fault::late:
            return say.say("late: ", "опоздание: ") + step + say.say(", due ", ", срок ") + say.date(d.due);
        case drill_fault::slow:
            return say.say("too slow: ", "медленно: ") + step + ", " + clock(d.took, say) +
                   say.say(", the norm is ", ", норма ") + clock(d.norm, say);
    }
    return {};
}

}  // namespace reglament

#include "machine/picture.hpp"

#include "regulation/period_words.hpp"

#include <reglament/regulation/blocks.hpp>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <type_traits>
#include <variant>

namespace reglament {

namespace {

using steps_by_id = std::map<std::string_view, const step*>;

std::optional<std::uint64_t> at(const std::vector<std::uint64_t>& counts, std::size_t i) {
    return i < counts.size() ? std::optional{counts[i]} : std::nullopt;
}

shape shape_of(state_kind k) {
    switch (k) {
        case state_kind::task:
            return shape::task;
        case state_kind::call:
            return shape::call;
        case state_kind::run:
            return shape::run;
        case state_kind::retry:
            return shape::retry;
        case state_kind::listen:
            return shape::listen;
        case state_kind::wait:
            return shape::wait;
        case state_kind::offer:
            return shape::offer;
        case state_kind::choice:
            return shape::choice;
        case state_kind::decide:
            return shape::decide;
        case state_kind::emit:
            return shape::emit;
        case state_kind::await:
            return shape::wait;
        case state_kind::set:
            return shape::set;
        case state_kind::group:
            return shape::group;
        case state_kind::fork:
            return shape::fork;
        case state_kind::join:
            return shape::join;
        case state_kind::end:
            break;
    }
    return shape::end;
}

std::string event_title(const vocabulary* words, const std::string& name) {
    const auto known = words == nullptr ? std::nullopt : words->find_event(name);
    return known && !words->events[*known].title.empty() ? words->events[*known].title : name;
}

// "survey" of the pause "survey/retry".
std::string_view owner_id(const state& s) {
    const std::string_view id = s.id;
    return s.kind == state_kind::retry ? id.substr(0, id.rfind('/')) : id;
}

// The period in the file that a state's timer was made from.
const located<period>* written_timer(const step& owner, const state& s) {
    const auto or_null = [](const auto& p) { return p ? &*p : nullptr; };
    const bool pause = s.kind == state_kind::retry;
    if (const auto* task = std::get_if<task_step>(&owner.kind)) {
        if (!pause) return or_null(task->within);
        return task->on_no_answer ? or_null(task->on_no_answer->retry_after) : nullptr;
    }
    const auto* call = std::get_if<call_step>(&owner.kind);
    if (call != nullptr && pause) return call->retry ? or_null(call->retry->after) : nullptr;
    const auto* wait = std::get_if<wait_step>(&owner.kind);
    if (wait != nullptr && s.kind == state_kind::wait) return &wait->duration;
    return std::visit(
        [&](const auto& k) -> const located<period>* {
            if constexpr (std::is_base_of_v<deadline_rule, std::decay_t<decltype(k)>>) return or_null(k.within);
            return nullptr;
        },
        owner.kind);
}

// As its author wrote it, where that is known.
std::string written(const machine& m, const located<period>* p, const period& value, language lang) {
    const auto& file = m.regulation().file;
    return p == nullptr || file == nullptr ? to_string(value, lang) : to_string_as_written(*p, *file, lang);
}

class painter {
public:
    painter(const machine& m, const traffic& counts, language lang, const vocabulary* words)
        : m_{m}, counts_{counts}, russian_{lang == language::ru}, lang_{lang}, words_{words} {
        each_outer_block(m.regulation(), [this](const auto& steps) {
            each_step(steps, [this](const step& s) { steps_.emplace(s.id.value, &s); });
        });
    }

    picture paint() {
        add_start();
        for (state_index s = 0; s < m_.states().size(); ++s) add_state(s);
        add_arrows();
        add_exits();
        return std::move(out_);
    }

private:
    [[nodiscard]] std::string say(std::string_view en, std::string_view ru) const {
        return std::string{russian_ ? ru : en};
    }
    [[nodiscard]] static std::size_t box_of(state_index s) { return std::size_t{s} + 1; }

    void add_start() {
        box b{"start", {}, shape::start, start_words(m_, lang_, words_), {}, {}};
        const std::string& condition = m_.regulation().input.when.text;
        if (!condition.empty()) b.detail = say("if ", "если ") + condition;
        out_.boxes.push_back(std::move(b));
        out_.arrows.push_back({0, box_of(m_.initial()), {}, at(counts_.starts, 0), {}, {}});
    }

    void add_state(state_index s) {
        const state& from = m_.states()[s];
        box b{"s" + std::to_string(s), from.id, shape_of(from.kind), from.label, {}, {}};
        const auto resting = at(counts_.open, s);
        if (resting.value_or(0) > 0) b.here = resting;
        const std::string time = from.timer ? timer_in_words(from) : std::string{};
        switch (from.kind) {
            case state_kind::task:
                b.detail = task_detail(from, time);
                break;
            case state_kind::call:
                b.title = say("ask: ", "попросить: ") + action(from.label);
                if (!time.empty()) b.detail = say("within ", "срок ") + time;
                break;
            case state_kind::run:
                b.title = say("run: ", "запустить: ") + from.label;
                b.detail = run_detail(from, time);
                break;
            case state_kind::retry:
                b.title = say("again in ", "повторить через ") + accusative(time, lang_);
                if (grows(s)) b.detail = say("each pause is longer", "каждая пауза дольше прошлой");
                break;
            case state_kind::wait:
                b.title = say("wait ", "ждать ") + accusative(time, lang_);
                break;
            case state_kind::listen:
                b.title = say("wait for ", "ждать событие ") + awaited_events(from);
                if (!time.empty()) b.detail = say("at most ", "не дольше: ") + time;
                break;
            case state_kind::emit:
                b.title = say("tell: ", "сигнал: ") + event_title(words_, from.label);
                break;
            case state_kind::await: {
                const std::string& alone = m_.awaits()[from.detail].alone;
                b.title = alone.empty() ? say("wait until ", "ждать: ") + from.label
                                        : say("one at a time: ", "по одному: ") + alone;
                if (!time.empty()) b.detail = say("at most ", "не дольше: ") + time;
                break;
            }
            case state_kind::decide:
                b.title = say("decide: ", "решить: ") + from.id;
                b.detail = table_words(std::get<decide_step>(steps_.at(from.id)->kind).table);
                break;
            case state_kind::set:
                b.title = say("write down", "записать");
                for (const auto& item : std::get<set_step>(steps_.at(from.id)->kind).facts)
                    b.detail += (b.detail.empty() ? "" : " · ") + item.fact.value + " = " + item.value.text;
                break;
            case state_kind::group:
                b.title = from.id == "/" ? say("at any step", "на любом шаге") : from.id;
                break;
            case state_kind::offer:
                b.title =
                    is_loop(from) ? say("once more, or on", "ещё раз или дальше") : say("one of these", "на выбор");
                if (!time.empty()) b.detail = say("at most ", "не дольше: ") + time;
                break;
            case state_kind::fork:
                describe_fork(from, b);
                if (!time.empty()) b.detail += (b.detail.empty() ? "" : " · ") + say("at most ", "не дольше: ") + time;
                break;
            case state_kind::join:
                b.title = from.id.ends_with("/join")     ? join_words(m_.forks()[from.detail])
                          : from.id.ends_with("/undone") ? say("undone", "отменено")
                                                         : say("done beside it", "сделано рядом");
                break;
            default:
                break;
        }
        out_.boxes.push_back(std::move(b));
    }

    [[nodiscard]] std::string timer_in_words(const state& s) const {
        const auto owner = steps_.find(owner_id(s));
        return written(m_, owner == steps_.end() ? nullptr : written_timer(*owner->second, s), *s.timer, lang_);
    }

    [[nodiscard]] bool grows(state_index pause) const {
        const call_definition* const call = m_.call_at(pause);
        return call != nullptr && call->pauses.front() != call->pauses.back();
    }

    void describe_fork(const state& s, box& b) const {
        const fork_definition& f = m_.forks()[s.detail];
        const step* written = steps_.at(s.id);
        if (const auto* loop = std::get_if<for_each_step>(&written->kind)) {
            b.title = say("for each ", "для каждого: ") + loop->item.value;
            b.detail = list_words(loop->list.text);
            if (f.at_once) b.detail += say(" · at once", " · одновременно");
        } else if (const auto* turns = std::get_if<repeat_step>(&written->kind)) {
            b.title = say("repeat", "повторять");
            if (turns->before) b.detail = say("while ", "пока ") + turns->before.text;
            if (turns->until) b.detail += (b.detail.empty() ? "" : " · ") + say("until ", "до: ") + turns->until.text;
            if (turns->times) b.detail += (b.detail.empty() ? "" : " · ") + say("times: ", "раз: ") + turns->times.text;
            if (f.most != 0)
                b.detail += (b.detail.empty() ? "" : " · ") + say("at most ", "не более ") + std::to_string(f.most);
        } else if (const auto* back = std::get_if<compensate_step>(&written->kind)) {
            b.title = say("undo what was done", "отменить сделанное");
            if (!back->block.value.empty()) b.detail = say("in ", "в блоке ") + back->block.value;
        } else {
            b.title = say("at the same time", "одновременно");
        }
    }

    // What a table looks at, and what it gives.
    static std::string table_words(const feel::decision_table& table) {
        std::string out;
        for (const auto& in : table.inputs) out += (out.empty() ? "" : ", ") + in.expression.value;
        out += " → ";
        for (const auto& given : table.outputs) out += (&given == table.outputs.data() ? "" : ", ") + given.name.value;
        return out;
    }

    // A list of texts without its signs.
    static std::string list_words(const std::string& text) {
        if (!text.starts_with("[\"") || !text.ends_with("\"]")) return text;
        std::string out = text.substr(2, text.size() - 4);
        for (std::size_t at = 0; (at = out.find("\", \"", at)) != out.npos;) out.replace(at, 4, ", ");
        return out;
    }

    [[nodiscard]] std::string join_words(const fork_definition& f) const {
        if (f.what == fork_definition::form::undone) return say("all is undone", "всё отменено");
        if (f.what == fork_definition::form::turns) return say("enough", "достаточно");
        if (!f.waits) return say("goes on at once", "не дожидаясь");
        if (f.share != 0) return say("done: ", "сделано: ") + std::to_string(f.share) + say("%", " %");
        if (f.need == 0) return say("all are done", "сделано всё");
        if (f.need == 1) return say("one is done", "сделано одно");
        return say("done: ", "сделано: ") + std::to_string(f.need);
    }

    [[nodiscard]] std::string run_detail(const state& s, const std::string& time) const {
        const auto& what = std::get<run_step>(steps_.at(s.id)->kind);
        std::string out = what.whom ? say("for ", "для кого: ") + what.whom.text : std::string{};
        if (!time.empty()) out += (out.empty() ? "" : " · ") + say("within ", "срок ") + time;
        if (!what.waits) out += (out.empty() ? "" : " · ") + say("without waiting", "не дожидаясь");
        return out;
    }

    [[nodiscard]] std::string task_detail(const state& s, const std::string& time) const {
        std::string out = role(std::get<task_step>(steps_.at(s.id)->kind).by.value);
        if (!time.empty()) out += (out.empty() ? "" : " · ") + say("within ", "срок ") + time;
        return out;
    }

    [[nodiscard]] std::string role(const std::string& name) const {
        const auto known = words_ == nullptr ? std::nullopt : words_->find_role(name);
        return known && !words_->roles[*known].title.empty() ? words_->roles[*known].title : name;
    }

    [[nodiscard]] std::string action(const std::string& name) const {
        if (words_ == nullptr) return name;
        const auto& all = words_->actions;
        const auto known = std::find_if(all.begin(), all.end(), [&](const auto& a) { return a.name.value == name; });
        return known != all.end() && !known->title.empty() ? known->title : name;
    }

    // Those of its arrows, as they were written one after the other.
    [[nodiscard]] std::string awaited_events(const state& s) const {
        const auto step = steps_.find(s.id);
        const auto* what = step == steps_.end() ? nullptr : std::get_if<listen_step>(&step->second->kind);
        if (what == nullptr || words_ == nullptr) return s.label;
        std::string out;
        for (const auto& e : what->events) out += (out.empty() ? "" : ", ") + event_title(words_, e.value);
        return out;
    }

    void add_arrows() {
        for (std::size_t i = 0; i < m_.transitions().size(); ++i) {
            const transition& t = m_.transitions()[i];
            out_.arrows.push_back({box_of(t.from), box_of(t.to), label(t), at(counts_.transitions, i), {}, {}});
        }
    }

    [[nodiscard]] std::string label(const transition& t) const {
        const state& from = m_.states()[t.from];
        switch (t.on) {
            case trigger_kind::none:
                if (from.kind == state_kind::fork) return t.label;
                if (from.kind == state_kind::offer)
                    return !is_loop(from)                           ? t.label
                           : &t == m_.transitions_of(t.from).data() ? say("once more", "ещё раз")
                                                                    : say("on", "дальше");
                if (from.kind != state_kind::choice) return {};
                if (t.guard == no_index) return is_if(from) ? say("no", "нет") : say("otherwise", "иначе");
                return is_if(from) ? say("yes", "да") : t.label;
            case trigger_kind::condition:
                return {};
            case trigger_kind::beside:
                return event_title(words_, t.label) + say(", beside it", ", не прерывая");
            case trigger_kind::event:
                if (from.kind == state_kind::group || from.kind == state_kind::await || from.count > 1)
                    return event_title(words_, t.label);
                return {};
            case trigger_kind::task_done:
                return from.count > 1 ? say("done", "сделано") : std::string{};
            case trigger_kind::no_answer:
                return from.kind == state_kind::call ? say("it failed", "не вышло") : say("no answer", "нет ответа");
            case trigger_kind::exhausted:
                return exhausted(from);
            case trigger_kind::skip:
                if (from.kind != state_kind::offer) return say("nothing", "ничего");
                return is_loop(from) ? say("enough", "достаточно") : t.label;
            case trigger_kind::undo:
                return say("to undo it", "чтобы отменить");
            case trigger_kind::no_rule:
                return say("no row fits", "ни одна строка не подошла");
            case trigger_kind::late:
                return say("late", "срок прошёл");
            case trigger_kind::timer:
                return from.kind == state_kind::listen || from.kind == state_kind::fork ||
                               from.kind == state_kind::offer || from.kind == state_kind::call ||
                               from.kind == state_kind::run
                           ? say("it did not come", "не дождались")
                           : std::string{};
        }
        return {};
    }

    [[nodiscard]] bool is_loop(const state& offer) const {
        return std::holds_alternative<repeat_step>(steps_.at(offer.id)->kind);
    }

    // A condition with two ways; its own text stands in the diamond.
    [[nodiscard]] bool is_if(const state& s) const {
        const auto ways = m_.transitions().subspan(s.first, s.count);
        return s.count == 2 && !s.label.empty() && ways[0].label == s.label && ways[1].guard == no_index;
    }

    [[nodiscard]] std::string exhausted(const state& s) const {
        if (s.kind == state_kind::run) return say("it did not run to its end", "не выполнен");
        if (s.kind == state_kind::call) {
            const std::uint16_t times = m_.calls()[s.detail].attempts;
            return times < 2 ? say("it failed", "не вышло")
                             : say("it failed, attempts: ", "не вышло, попыток: ") + std::to_string(times);
        }
        const std::uint16_t attempts = s.detail == no_index ? std::uint16_t{1} : m_.tasks()[s.detail].attempts;
        if (attempts < 2) return say("no answer", "нет ответа");
        return say("no answer, attempts: ", "нет ответа, попыток: ") + std::to_string(attempts);
    }

    // Ways out that hold in every step, one box for each event and condition.
    void add_exits() {
        for (std::size_t i = 0; i < m_.exits().size(); ++i) {
            const exit_rule& e = m_.exits()[i];
            const output* o = output_of(e.to);
            if (o == nullptr) continue;
            box b{"x" + std::to_string(i),
                  {},
                  shape::any_time,
                  event_title(words_, o->when.value),
                  say("at any step", "на любом шаге"),
                  {}};
            if (e.event == no_index) b.title = say("as soon as ", "как только ") + o->stop.text;
            if (e.event != no_index && !o->condition.text.empty())
                b.detail += say(", if ", ", если ") + o->condition.text;
            out_.boxes.push_back(std::move(b));
            out_.arrows.push_back({out_.boxes.size() - 1, box_of(e.to), {}, at(counts_.exits, i), {}, {}});
        }
    }

    [[nodiscard]] const output* output_of(state_index end) const {
        for (const output& o : m_.regulation().outputs) {
            if (o.name.value == m_.states()[end].id) return &o;
        }
        return nullptr;
    }

    const machine& m_;
    const traffic& counts_;
    bool russian_;
    language lang_;
    const vocabulary* words_;
    steps_by_id steps_;
    picture out_;
};

}  // namespace

std::uint64_t picture::most() const noexcept {
    std::uint64_t out = 1;
    for (const arrow& a : arrows) out = std::max(out, a.count.value_or(0));
    return out;
}

namespace {

std::string date_words(const machine& m, language lang) {
    const start_rule& in = m.regulation().input;
    const bool ru = lang == language::ru;
    std::string out = in.date.text;
    if (in.yearly) out += ru ? ", ежегодно" : ", every year";
    if (in.before)
        out += (ru ? ", за " : ", ") + accusative(written(m, &*in.before, in.before->value, lang), lang) +
               (ru ? "" : " before");
    if (in.after)
        out += (ru ? ", через " : ", ") + accusative(written(m, &*in.after, in.after->value, lang), lang) +
               (ru ? "" : " after");
    return out;
}

}  // namespace

std::string start_words(const machine& m, language lang, const vocabulary* words) {
    const start_rule& in = m.regulation().input;
    std::string event = event_title(words, in.event.value);
    const bool ru = lang == language::ru;
    const auto lasting = [&] { return lasting_words(m, lang); };
    switch (in.what) {
        case start_kind::event:
            return event;
        case start_kind::silence:
            return ru ? accusative(lasting(), lang) + " без события «" + event + "»"
                      : "no " + event + " for " + lasting();
        case start_kind::schedule:
            return in.at ? in.at->value.text() : std::string{};
        case start_kind::date:
            return date_words(m, lang);
        case start_kind::condition: {
            const std::string begin = (ru ? "как только " : "as soon as ") + in.becomes.text;
            return in.lasting ? begin + (ru ? ", уже " : ", for ") + accusative(lasting(), lang) : begin;
        }
        case start_kind::call:
            return ru ? "по вызову" : "by call";
    }
    return {};
}

std::string accusative(std::string period, language lang) {
    if (lang != language::ru) return period;
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> forms{
        {{"рабочая", "рабочую"}, {"неделя", "неделю"}, {"минута", "минуту"}, {"секунда", "секунду"}}};
    for (const auto& [nominative, changed] : forms) {
        for (std::size_t at = 0; (at = period.find(nominative, at)) != period.npos; at += changed.size())
            period.replace(at, nominative.size(), changed);
    }
    return period;
}

std::string timer_words(const machine& m, const state& s, language lang) {
    const step* owner = nullptr;
    each_outer_block(m.regulation(), [&](const auto& steps) {
        each_step(steps, [&](const step& x) {
            if (owner == nullptr && x.id.value == owner_id(s)) owner = &x;
        });
    });
    return written(m, owner == nullptr ? nullptr : written_timer(*owner, s), *s.timer, lang);
}

std::string lasting_words(const machine& m, language lang) {
    const auto& lasting = m.regulation().input.lasting;
    return lasting ? written(m, &*lasting, lasting->value, lang) : std::string{};
}

std::string grouped(std::uint64_t n) {
    std::string digits = std::to_string(n);
    for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, "\u202F");
    return digits;
}

std::string markup(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
        }
    }
    return out;
}

namespace {

std::vector<std::string> wrapped_words(std::string_view text, std::size_t width) {
    std::vector<std::string> out;
    std::size_t used = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find_first_of(" \n", at), text.size());
        const std::string_view word = text.substr(at, end - at);
        const std::size_t length = count_characters(word);
        at = end + 1;
        if (word.empty()) continue;
        if (out.empty() || used + 1 + length > width) {
            out.emplace_back(word);
            used = length;
        } else {
            out.back().append(1, ' ').append(word);
            used += 1 + length;
        }
    }
    return out;
}

}  // namespace

// What dots divide is kept together where it fits: who does it in a line, by when in the next.
std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
    constexpr std::string_view dot = " · ";
    std::vector<std::string> out;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find(dot, at), text.size());
        std::vector<std::string> part = wrapped_words(text.substr(at, end - at), width);
        at = end + dot.size();
        if (part.empty()) continue;
        if (!out.empty() && count_characters(out.back()) + 3 + count_characters(part.front()) <= width) {
            out.back().append(dot).append(part.front());
            part.erase(part.begin());
        }
        out.insert(out.end(), part.begin(), part.end());
    }
    return out;
}

picture picture_of(const machine& m, const traffic& counts, language lang, const vocabulary* words) {
    return painter{m, counts, lang, words}.paint();
}

}  // namespace reglament

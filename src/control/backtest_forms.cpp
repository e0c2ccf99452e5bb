// A back-test for people, and for programs.
#include <reglament/control/backtest.hpp>

#include <algorithm>
#include <string_view>
#include <utility>

namespace reglament {

namespace {

using outputs = std::map<std::string, std::uint64_t>;

class backtest_writer {
public:
    backtest_writer(const backtest& b, language lang) : b_{b}, lang_{lang} {}

    std::string write() {
        head();
        for (const backtest_row& r : b_.rows) row(r);
        clients();
        notes();
        return std::move(out_);
    }

private:
    [[nodiscard]] std::string say(std::string_view en, std::string_view ru) const {
        return std::string{lang_ == language::ru ? ru : en};
    }
    void line(std::size_t depth, const std::string& text) {
        out_.append(2 * depth, ' ');
        out_ += text + "\n";
    }

    void head() {
        line(0, say("Events: ", "Событий: ") + std::to_string(b_.events - b_.after_until) +
                    say("; clients with whom something is otherwise: ", "; клиентов, у которых что-то иначе: ") +
                    std::to_string(b_.changed));
        line(0,
             say("Each figure: by the old rules → by the new ones.", "Каждое число: по старым правилам → по новым."));
    }

    static std::string change(std::uint64_t before, std::uint64_t after) {
        return before == after ? std::to_string(before) : std::to_string(before) + " → " + std::to_string(after);
    }

    static std::string change(const outputs& before, const outputs& after) {
        outputs all = before;
        all.insert(after.begin(), after.end());
        std::string out;
        const auto of = [](const outputs& from, const std::string& name) {
            const auto at = from.find(name);
            return at == from.end() ? std::uint64_t{0} : at->second;
        };
        for (const auto& [name, count] : all)
            out += (out.empty() ? "" : ", ") + name + " " + change(of(before, name), of(after, name));
        return out;
    }

    [[nodiscard]] std::string decided(const backtest_counts& before, const backtest_counts& after) const {
        std::string out = say("decided: starts ", "решено: запусков ") + change(before.starts, after.starts) +
                          say(", tasks ", ", задач ") + change(before.tasks, after.tasks);
        if (before.contacts + after.contacts > 0)
            out += say(", contacts ", ", контактов ") + change(before.contacts, after.contacts);
        return out;
    }

    void counts(std::size_t depth, const std::string& name, const backtest_counts& before,
                const backtest_counts& after) {
        line(depth, name + "  " + decided(before, after));
        if (!before.observed.empty() || !after.observed.empty())
            line(depth + 1, say("observed: ", "видно из журнала: ") + change(before.observed, after.observed));
        if (!before.unsupported.empty() || !after.unsupported.empty())
            line(depth + 1, say("not supported by the log: ", "журналом не подтверждено: ") +
                                change(before.unsupported, after.unsupported));
    }

    void row(const backtest_row& r) {
        if (r.regulation != last_)
            line(0, "\n━━ " + (r.title.empty() ? r.regulation : r.title + " (" + r.regulation + ")"));
        last_ = r.regulation;
        counts(1, r.period.empty() ? say("all together", "всего") : r.period, r.before, r.after);
    }

    void clients() {
        constexpr std::size_t most = 10;
        if (b_.clients.empty()) return;
        line(0, "\n" + say("Most changed", "Больше всего изменилось"));
        for (std::size_t i = 0; i < b_.clients.size() && i < most; ++i)
            counts(1, b_.clients[i].client + ", " + b_.clients[i].regulation, b_.clients[i].before,
                   b_.clients[i].after);
        const std::uint64_t rest = b_.left_out + (b_.clients.size() > most ? b_.clients.size() - most : 0);
        if (rest > 0) line(1, say("… and more: ", "… и ещё: ") + std::to_string(rest));
    }

    void notes() {
        const auto note = [&](std::uint64_t before, std::uint64_t after, std::string_view en, std::string_view ru) {
            if (before + after > 0) line(0, say(en, ru) + change(before, after));
        };
        out_ += "\n";
        note(b_.before.open, b_.after.open, "Runs still open: ", "Ещё не закончено запусков: ");
        note(b_.before.rejected, b_.after.rejected,
             "Events that could not be taken in: ", "Событий не удалось принять: ");
        if (b_.after.by_number > 0)
            line(0, say("Replies by number to what is not open with the new rules; left out there: ",
                        "Ответов по номеру на то, что у новых правил не открыто, там не учтено: ") +
                        std::to_string(b_.after.by_number));
    }

    const backtest& b_;
    language lang_;
    std::string out_, last_;
};

feel::value number(std::uint64_t n) {
    return feel::value{feel::number{n}};
}

feel::value to_value(const outputs& all) {
    feel::context out;
    for (const auto& [name, count] : all) out.emplace_back(name, number(count));
    return feel::value{std::move(out)};
}

feel::value to_value(const backtest_counts& c) {
    return feel::value{feel::context{
        {"decided", feel::value{feel::context{
                        {"starts", number(c.starts)}, {"tasks", number(c.tasks)}, {"contacts", number(c.contacts)}}}},
        {"observed", to_value(c.observed)},
        {"not supported", to_value(c.unsupported)}}};
}

feel::value to_value(const backtest_side& s) {
    return feel::value{feel::context{{"applied", number(s.applied)},
                                     {"rejected", number(s.rejected)},
                                     {"duplicate", number(s.duplicate)},
                                     {"by number", number(s.by_number)},
                                     {"open", number(s.open)}}};
}

}  // namespace

std::string to_text(const backtest& b, language lang) {
    return backtest_writer{b, lang}.write();
}

feel::value to_value(const backtest& b) {
    feel::list rows, clients;
    for (const backtest_row& r : b.rows) {
        rows.emplace_back(feel::context{{"regulation", feel::value{r.regulation}},
                                        {"period", r.period.empty() ? feel::value{} : feel::value{r.period}},
                                        {"old", to_value(r.before)},
                                        {"new", to_value(r.after)}});
    }
    for (const backtest_client& c : b.clients) {
        clients.emplace_back(feel::context{{"client", feel::value{c.client}},
                                           {"regulation", feel::value{c.regulation}},
                                           {"old", to_value(c.before)},
                                           {"new", to_value(c.after)}});
    }
    return feel::value{feel::context{{"events", number(b.events)},
                                     {"after until", number(b.after_until)},
                                     {"old", to_value(b.before)},
                                     {"new", to_value(b.after)},
                                     {"rows", feel::value{std::move(rows)}},
                                     {"clients", feel::value{std::move(clients)}},
                                     {"changed", number(b.changed)},
                                     {"left out", number(b.left_out)}}};
}

}  // namespace reglament

#include "control/script_outline.hpp"

#include <algorithm>
#include <optional>

namespace reglament {

std::string script_outline::title(std::size_t line) const {
    return std::to_string(line + 1) + ". " + of_.lines[line].id.value;
}

std::string script_outline::plain(const feel::value& v) const {
    if (v.kind() == feel::value_kind::string) return std::string{v.as_string()};
    if (v.kind() == feel::value_kind::boolean) return v.as_boolean() ? say("yes", "да") : say("no", "нет");
    if (v.kind() != feel::value_kind::list) return feel::to_string(v);
    std::string out;
    for (const feel::value& one : v.as_list()) out += (out.empty() ? "" : ", ") + plain(one);
    return out;
}

std::string script_outline::field(const attribute& a) const {
    return a.name.value + " — " + to_string(a.type, lang_) +
           (a.optional ? say(", if known", ", если известно") : std::string{});
}

std::string script_outline::kind_and_version() const {
    return (of_.questionnaire ? say("Questionnaire", "Опросник") : say("Call script", "Скрипт разговора")) +
           say(", version ", ", версия ") + of_.version;
}

std::string script_outline::fills(const std::vector<script_fill>& all, std::uint16_t but) const {
    std::string out;
    for (const script_fill& f : all) {
        if (f.field == but) continue;
        out += (out.empty() ? "" : ", ") + of_.form[f.field].name.value + " = " + plain(f.value);
    }
    return out;
}

std::string script_outline::leads(std::uint16_t to) const {
    return to == script_end ? say("the end", "конец разговора") : title(to);
}

outlined_line script_outline::line(std::size_t at) const {
    const script_line& l = of_.lines[at];
    outlined_line out{title(at), l.say, l.hint, fills(l.fills, UINT16_MAX), {}, {}};
    if (l.asks()) out.asks = field(of_.form[l.field]);
    for (const script_choice& c : choices_of(of_, at, lang_)) {
        outlined_answer a;
        a.to = next_of(of_, c.turn);
        a.leads = leads(a.to);
        a.words = c.words;
        if (a.words.empty()) {
            a.said_by_client = !l.replies.empty();
            a.words = l.replies.empty() ? say("goes on", "дальше") : say("anything else", "любой другой ответ");
        }
        if (c.turn.reply != script_turn::other) a.fills = fills(l.replies[c.turn.reply].fills, l.field);
        out.answers.push_back(std::move(a));
    }
    if (l.asks() && out.answers.empty())
        out.answers.push_back({say("in their own words", "своими словами"), {}, l.to, leads(l.to), true});
    return out;
}

std::optional<std::size_t> answer_of(const script& of, const script_turn& turn) {
    const std::vector<script_choice> all = choices_of(of, turn.line);
    if (all.empty()) return turn.answer.is_null() ? std::nullopt : std::optional<std::size_t>{0};
    const auto at = std::find_if(all.begin(), all.end(), [&](const script_choice& c) {
        return c.turn.reply == turn.reply && c.turn.answer == turn.answer;
    });
    return at == all.end() ? std::nullopt : std::optional{static_cast<std::size_t>(at - all.begin())};
}

}  // namespace reglament
